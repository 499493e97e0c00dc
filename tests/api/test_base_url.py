import pytest

from clever_upgrade.api.base_url import is_loopback, parse_base_url
from clever_upgrade.config import DEFAULT_BASE_URL
from clever_upgrade.errors import UsageError


@pytest.mark.parametrize(
    ("text", "host", "port", "path", "loopback"),
    [
        (DEFAULT_BASE_URL, "api.clever.com", 443, "", False),
        ("https://proxy.example:8443/clever/", "proxy.example", 8443, "/clever", False),
        ("https://127.0.0.1", "127.0.0.1", 443, "", True),
        ("http://127.0.0.1:8712/", "127.0.0.1", 8712, "", True),
        ("http://127.255.3.4", "127.255.3.4", 80, "", True),
        ("http://[::1]:8712", "::1", 8712, "", True),
        ("http://localhost:8712", "localhost", 8712, "", True),
        ("HTTP://LOCALHOST", "localhost", 80, "", True),
    ],
)
def test_https_goes_anywhere_and_http_to_this_machine(
    text: str, host: str, port: int, path: str, loopback: bool
) -> None:
    base = parse_base_url(text)
    assert (base.host, base.port, base.path, base.is_loopback) == (host, port, path, loopback)
    assert not str(base).endswith("/")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "is empty"),
        ("https://a b", "characters that no URL has"),
        ("https://a\n", "characters that no URL has"),
        ("https://exämple", "characters that no URL has"),
        ("https://a\\@b", "characters that no URL has"),
        ("api.clever.com", "does not start with https://"),
        ("ftp://api.clever.com", "does not start with https://"),
        ("file:///etc/passwd", "does not start with https://"),
        ("https://", "names no host"),
        ("https://:443", "names no host"),
        ("https://a:99999", "is not a URL"),
        ("https://a:b", "is not a URL"),
        ("https://[::1", "is not a URL"),
        ("https://hunter2@a", "user name or password"),
        ("http://u:hunter2@127.0.0.1", "user name or password"),
        ("https://a?token=hunter2", "query or fragment"),
        ("https://a#hunter2", "query or fragment"),
        ("https://a?", "query or fragment"),
        ("https://api.clever.com/v1.2", "ends with a version"),
        ("https://api.clever.com/v1.1/", "ends with a version"),
        ("http://api.clever.com", "plain http to another machine"),
        ("http://127.0.0.1.example", "plain http to another machine"),
        ("http://localhost.example", "plain http to another machine"),
        ("http://0.0.0.0", "plain http to another machine"),
        ("http://10.0.0.1", "plain http to another machine"),
        ("http://[::ffff:10.0.0.1]", "plain http to another machine"),
    ],
)
def test_anything_else_is_refused_with_one_sentence(text: str, reason: str) -> None:
    with pytest.raises(UsageError, match=reason) as caught:
        parse_base_url(text)
    assert caught.value.message.startswith("the base URL ")
    assert not caught.value.message.endswith(".")
    assert "hunter2" not in caught.value.message
    assert caught.value.__context__ is None or caught.value.__suppress_context__
    assert "--base-url" in caught.value.hint


def test_only_this_machine_is_the_loopback() -> None:
    assert is_loopback("127.8.8.8")
    assert not is_loopback("128.0.0.1")
    assert not is_loopback("")
