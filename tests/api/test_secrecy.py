"""The token reaches the server and nobody else: no error, log, observer or representation shows it."""

import asyncio
import base64
import json
import logging
import traceback
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from clever_upgrade.api.token import Secret
from clever_upgrade.api.wording import Asked, Scrubber
from clever_upgrade.errors import ApiError
from tests.api.scripted import TOKEN, VERSION, Recorder, Reply, Request, ScriptedServer, client_for, json_reply

# Of every character that a token may have, and never a word of our own, which Hypothesis knows from the source.
tokens = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=12, max_size=60).map("~{}~".format)


@pytest.fixture
def logged() -> Iterator[list[str]]:
    """Everything that anybody logs, however small."""
    lines: list[str] = []

    class Keeper(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(self.format(record))

    keeper, root = Keeper(), logging.getLogger()
    before = root.level
    root.addHandler(keeper)
    root.setLevel(logging.DEBUG)
    yield lines
    root.setLevel(before)
    root.removeHandler(keeper)


def everything_about(error: BaseException) -> str:
    """What can be seen of an error: its texts, its traceback and whatever it drags along."""
    parts = []
    seen: BaseException | None = error
    while seen is not None:
        parts += [str(seen), repr(seen), repr(seen.__dict__), "".join(traceback.format_exception(seen))]
        seen = seen.__cause__ or seen.__context__
    return "\n".join(parts)


def echoes(token: str) -> list[Reply]:
    """Answers of a server that sends the token back wherever it can."""
    told = {"error": f"bad token {token}", "x": token}
    row = {"data": {"id": token}, "uri": f"/{token}"}
    link = {"rel": "next", "uri": f"/{VERSION}/{quote(token)}?starting_after={quote(token)}"}
    headers = {"X-Request-Id": token, "Location": f"http://127.0.0.1:1/{quote(token)}", "X-Token": token}
    return [
        Reply(json.dumps(told).encode(), 400, headers),
        Reply(json.dumps(told).encode(), 401, headers),
        Reply(json.dumps(told).encode(), 500, headers),
        Reply(token.encode(), 400, headers, content_type="text/plain"),
        Reply("\u200b".join(token).encode(), 400, headers, content_type="text/plain"),
        Reply(b"", 302, headers),
        Reply(b"", 200, headers, content_type=f"text/{quote(token, safe='')}"),
        json_reply({"data": [row, row], "links": []}),
        json_reply({"data": [{"data": {"id": "zz"}, "uri": "x"}], "links": [link]}),
        Reply(token.encode(), 200, headers),
        Reply(reset=True),
    ]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(token=tokens)
@example(token="a\"b\\c'd<e>&%41+/=~")
def test_no_error_log_or_observer_ever_shows_the_token(token: str, logged: list[str]) -> None:
    logged.clear()
    replies = echoes(token)
    current = replies[0]
    observer = Recorder()
    shown: list[str] = []
    received: list[str] = []

    def script(request: Request) -> Reply:
        received.append(request.headers["authorization"])
        return current

    async def run() -> None:
        nonlocal current
        async with ScriptedServer(script) as server:
            client = client_for(server, observer, token=token, attempts=2)
            shown.extend([repr(client), repr(vars(client))])
            async with client:
                for reply in replies:
                    current = reply
                    try:
                        async for _ in client.pages(VERSION, "/students", params={"where": f'{{"x":"{token}"}}'}):
                            pass
                    except ApiError as error:
                        shown.append(everything_about(error))

    asyncio.run(run())
    assert set(received) == {f"Bearer {token}"}
    assert len(shown) == 2 + len(replies)
    everything = "\n".join([*shown, *logged, repr(observer.retries), repr(observer.waits)])
    for spelling in (token, json.dumps(token)[1:-1], quote(token, safe=""), base64.b64encode(token.encode()).decode()):
        assert spelling not in everything


def test_the_requests_are_logged_for_who_asks_for_it(logged: list[str]) -> None:
    async def run() -> None:
        async with ScriptedServer(lambda _: json_reply({"data": {"id": "a"}})) as server, client_for(server) as client:
            await client.single(VERSION, "/students/a")

    asyncio.run(run())
    ours = [line for line in logged if line.startswith("GET /v1.1/students/a 200 ")]
    assert len(ours) == 1
    assert ours[0].endswith(" ms")


def test_loggers_are_left_as_they_were_found() -> None:
    async def run() -> None:
        async with ScriptedServer(lambda _: json_reply({})) as server, client_for(server):
            assert len(logging.getLogger("httpx").filters) == 1

    asyncio.run(run())
    assert logging.getLogger("httpx").filters == []
    assert logging.getLogger("httpcore.http11").filters == []


def test_a_filter_is_named_in_errors_but_not_shown() -> None:
    asked = Asked(VERSION, "/students", {"limit": "5", "where": '{"name.first":"Zoë"}', "starting_after": "a"})
    assert asked.shown == "GET /v1.1/students?limit=5&where=…&starting_after=a"


def test_a_long_text_is_cut_after_the_token_was_blotted_out() -> None:
    line = Scrubber(Secret(TOKEN)).one_line("x" * 190 + TOKEN)
    assert line == "x" * 190 + "***"


def test_the_form_of_basic_authentication_is_blotted_out_too() -> None:
    basic = base64.b64encode(f"{TOKEN}:".encode()).decode().rstrip("=")
    assert Scrubber(Secret(TOKEN)).scrub(f"Basic {basic}==") == "Basic ***=="


@pytest.mark.parametrize("told", ["no s here", "not 's'", 'not "s"', "token=s", "/s/x", "s", "Basic YXBwOnM="])
def test_a_very_short_secret_is_blotted_out_where_it_stands_alone(told: str) -> None:
    scrubbed = Scrubber(Secret("s"), Secret(base64.b64encode(b"app:s").decode())).scrub(told)
    assert "***" in scrubbed
    assert "YXBwOnM" not in scrubbed


def test_a_very_short_secret_leaves_the_words_that_hold_it() -> None:
    sentence = "GET /v1.1/students failed: the answer's text is not JSON but calls itself text/plain"
    assert Scrubber(Secret("s")).scrub(sentence) == sentence
