import copy
import dataclasses
import io
import pickle
import traceback
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clever_upgrade.api.settings import ClientSettings
from clever_upgrade.api.token import DEMO_TOKEN, Secret, read_token
from clever_upgrade.errors import ExitCode, UsageError

TOKEN = "0123456789abcdef0123456789abcdef01234567"


def from_stdin(text: str) -> Secret:
    return read_token("-", {}, io.StringIO(text))


def from_environment(text: str) -> Secret:
    return read_token(None, {"CLEVER_TOKEN": text}, io.StringIO())


def test_a_token_comes_from_the_environment() -> None:
    token = from_environment(TOKEN)
    assert token.reveal() == TOKEN
    assert token.origin == "CLEVER_TOKEN"
    assert not token.is_demo


@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_a_token_comes_from_a_file_or_standard_input_with_or_without_a_line_end(tmp_path: Path, end: str) -> None:
    file = tmp_path / "token"
    file.write_bytes((TOKEN + end).encode())
    assert read_token(str(file), {"CLEVER_TOKEN": "another"}, io.StringIO()).reveal() == TOKEN
    assert from_stdin(TOKEN + end).reveal() == TOKEN


BAD = {
    "": "is empty",
    "\n": "is empty",
    "   ": "is empty",
    f"{TOKEN}\n{TOKEN}": "has more than one line",
    f"{TOKEN}\n\n": "has more than one line",
    f"{TOKEN}\r{TOKEN}": "has more than one line",
    f" {TOKEN}": "has spaces or control characters in it",
    f"{TOKEN} ": "has spaces or control characters in it",
    f"{TOKEN[:9]} {TOKEN[9:]}": "has spaces or control characters in it",
    f"{TOKEN}\t": "has spaces or control characters in it",
    f"{TOKEN}\x00": "has spaces or control characters in it",
    f"{TOKEN}\x7f": "has spaces or control characters in it",
    f"{TOKEN}é": "has characters that are not ASCII",
    TOKEN * 200: "is too long to be one",
}


@pytest.mark.parametrize("text", BAD)
def test_what_cannot_be_a_token_is_refused_with_one_sentence(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        from_stdin(text)
    assert caught.value.message == f"the token in standard input {BAD[text]}"
    assert "CLEVER_TOKEN" in caught.value.hint
    assert caught.value.exit_code is ExitCode.USAGE
    if text:
        with pytest.raises(UsageError, match=BAD[text]):
            from_environment(text)


@given(st.text())
def test_only_printable_ascii_without_blanks_becomes_a_token(text: str) -> None:
    try:
        found = from_stdin(text).reveal()
    except UsageError:
        return
    assert found
    assert all("!" <= char <= "~" for char in found)
    assert text in (found, found + "\n", found + "\r\n", found + "\r")


def test_no_token_is_refused_with_a_hint() -> None:
    for environ in ({}, {"CLEVER_TOKEN": ""}):
        with pytest.raises(UsageError, match=r"^no token was given$") as caught:
            read_token(None, environ, io.StringIO("unread"))
        assert "--token-file" in caught.value.hint


def test_the_demo_token_serves_on_the_loopback_only_and_says_so() -> None:
    demo = read_token(None, {}, io.StringIO(), demo_allowed=True)
    assert demo.reveal() == DEMO_TOKEN
    assert demo.is_demo
    given = read_token(None, {"CLEVER_TOKEN": TOKEN}, io.StringIO(), demo_allowed=True)
    assert given.reveal() == TOKEN


def test_a_file_that_cannot_be_read_is_refused_without_repeating_its_name(tmp_path: Path) -> None:
    binary = tmp_path / "binary"
    binary.write_bytes(b"\xff\xfe")
    for name, reason in {
        TOKEN: "does not exist",
        str(tmp_path): "is a folder",
        str(binary): "does not hold plain ASCII text",
        "a\x00b": "cannot be read",
        "x" * 5000: "cannot be read",
    }.items():
        with pytest.raises(UsageError, match=f"^the file named by --token-file {reason}") as caught:
            read_token(name, {}, io.StringIO())
        assert name not in str(caught.value) + caught.value.hint
        assert caught.value.__context__ is None


def all_that_shows(text: str) -> list[str]:
    secret = Secret(text, origin="somewhere")
    settings = ClientSettings("https://api.clever.com", secret)
    shown = [
        repr(secret),
        str(secret),
        f"{secret}",
        f"{secret!r:>50}",
        "%s %r" % (secret, secret),  # noqa: UP031 - one of the ways to show something
        repr([secret]),
        repr(settings),
        repr(dataclasses.asdict(settings)),
        repr(copy.deepcopy(secret)),
        repr(copy.copy(secret)),
    ]
    try:
        pickle.dumps(settings)
    except TypeError as error:
        shown.append("".join(traceback.format_exception(error)))
    else:
        pytest.fail("a secret was pickled")
    return shown


@given(st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=8))
def test_a_secret_never_shows_itself(text: str) -> None:
    for each, of_another in zip(all_that_shows(text), all_that_shows("-"), strict=True):
        # Words of our own that happen to be in the token are no leak.
        assert text not in each or text in of_another
    assert not hasattr(Secret(text, origin="somewhere"), "__dict__")


def test_secrets_compare_by_what_they_hide() -> None:
    assert Secret("a") == Secret("a", is_demo=True)
    assert Secret("a") != Secret("b")
    assert Secret("a") != "a"
    assert len({Secret("a"), Secret("a"), Secret("b")}) == 2
