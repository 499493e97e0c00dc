"""The list of an application's district tokens, and what becomes of a bad one."""

import asyncio
import base64

import pytest

from clever_upgrade.api.application import DistrictToken, district_tokens, oauth_base, read_tokens
from clever_upgrade.api.base_url import parse_base_url
from clever_upgrade.api.envelope import BrokenEnvelopeError
from clever_upgrade.api.settings import ClientSettings
from clever_upgrade.api.token import Secret, read_client_secret
from clever_upgrade.errors import MalformedAnswerError, NothingComparedError, TokenRefusedError, UsageError
from tests.api.scripted import Reply, Request, Script, ScriptedServer, json_reply, script_of

SECRET = "s3cret-of-the-application"


def row(district: str, token: str, created: str = "2016", kind: str = "district") -> dict[str, object]:
    return {"id": "x", "created": created, "owner": {"type": kind, "id": district}, "access_token": token, "scopes": []}


def answer(*rows: dict[str, object], **members: object) -> dict[str, object]:
    return {"data": list(rows), "links": [{"rel": "self", "uri": "/oauth/tokens?owner_type=district"}], **members}


def ask(script: Script, secret: str = SECRET) -> tuple[tuple[DistrictToken, ...], list[Request]]:
    async def run() -> tuple[tuple[DistrictToken, ...], list[Request]]:
        async with ScriptedServer(script) as server:
            settings = ClientSettings(server.url, Secret(secret), client_id="app", attempts=1)
            return await district_tokens(settings), server.requests

    return asyncio.run(run())


def test_the_districts_come_in_order_each_with_its_token() -> None:
    found, (request,) = ask(script_of(json_reply(answer(row("b", "token-b"), row("a", "token-a")))))
    assert [(each.district, each.token.reveal()) for each in found] == [("a", "token-a"), ("b", "token-b")]
    assert (request.path, request.params) == ("/oauth/tokens", {"owner_type": "district"})
    proof = base64.b64encode(f"app:{SECRET}".encode()).decode()
    assert request.headers["authorization"] == f"Basic {proof}"
    assert "token-a" not in repr(found)


def test_the_newest_token_of_a_district_counts_and_other_owners_do_not() -> None:
    body = answer(row("a", "new", "2017"), row("a", "old", "2016"), row("c", "user", kind="student"), row("", "nobody"))
    found, _ = ask(script_of(json_reply(body)))
    assert [(each.district, each.token.reveal()) for each in found] == [("a", "new")]


def test_a_refusal_tells_which_credentials_to_check_and_shows_none() -> None:
    proof = base64.b64encode(f"app:{SECRET}".encode()).decode()
    with pytest.raises(TokenRefusedError) as refused:
        ask(script_of(json_reply({"error": f"no {SECRET} or {proof}"}, status=401)))
    assert "CLEVER_CLIENT_SECRET" in refused.value.hint
    assert SECRET not in refused.value.message
    assert proof not in refused.value.message


@pytest.mark.parametrize("secret", ["s", "a", "json", "application", "application/json"])
def test_a_secret_may_be_a_part_of_what_an_answer_calls_itself(secret: str) -> None:
    found, _ = ask(script_of(json_reply(answer(row("a", "token-a")))), secret)
    assert [each.district for each in found] == ["a"]


def test_an_application_without_districts_is_told_so() -> None:
    with pytest.raises(NothingComparedError, match="the application has no district"):
        ask(script_of(json_reply(answer())))


@pytest.mark.parametrize(
    "body",
    [
        b"[]",
        b'{"data": [{"owner": {"id": 1}, "access_token": "t0ken"}]}',
        b'{"data": [{"owner": {"id": "a"}}]}',
        b'{"data": [{"owner": {"id": "a"}, "access_token": "t0ken"}], "links": [{"rel": "next"}]}',
        b'{"data": [{"owner": {"id": "a"}, "access_token": "t0ken',
    ],
)
def test_a_broken_list_is_refused_without_showing_a_token(body: bytes) -> None:
    with pytest.raises(BrokenEnvelopeError) as broken:
        read_tokens(body)
    assert "t0ken" not in str(broken.value)
    with pytest.raises(MalformedAnswerError):
        ask(script_of(Reply(body)))


def test_clever_s_token_service_has_a_host_of_its_own() -> None:
    for spelling in ("https://api.clever.com", "https://api.clever.com/", "https://API.clever.com:443"):
        assert str(oauth_base(parse_base_url(spelling))) == "https://clever.com"
    assert str(oauth_base(parse_base_url("https://api.clever.com/mirror"))) == "https://api.clever.com/mirror"
    assert str(oauth_base(parse_base_url("http://127.0.0.1:8712"))) == "http://127.0.0.1:8712"


def test_the_secret_comes_from_the_environment_alone() -> None:
    assert read_client_secret({"CLEVER_CLIENT_SECRET": f"{SECRET}\n"}).reveal() == SECRET
    with pytest.raises(UsageError, match="no client secret was given"):
        read_client_secret({})
    with pytest.raises(UsageError, match="the secret in CLEVER_CLIENT_SECRET has spaces"):
        read_client_secret({"CLEVER_CLIENT_SECRET": "a b"})
