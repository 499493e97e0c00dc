"""Single records, counts, batches, and what becomes of every kind of failure."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import pytest
import stamina.instrumentation

from clever_upgrade.api.budget import Budget
from clever_upgrade.api.client import Client
from clever_upgrade.api.settings import ClientSettings
from clever_upgrade.api.token import Secret
from clever_upgrade.errors import (
    ApiError,
    ExitCode,
    MalformedAnswerError,
    NotServedError,
    RequestRefusedError,
    TokenRefusedError,
    UnreachableError,
)
from tests.api.scripted import (
    TOKEN,
    VERSION,
    FakeClock,
    Recorder,
    Reply,
    Request,
    Script,
    ScriptedServer,
    client_for,
    json_reply,
    listing_body,
    row_ids,
    script_of,
)

T = TypeVar("T")
RECORD = {"data": {"id": "a", "name": {"first": "Zoë"}}, "links": []}


def use(
    script: Script,
    work: Callable[[Client], Awaitable[T]],
    observer: Recorder | None = None,
    clock: FakeClock | None = None,
    **settings: Any,
) -> tuple[T, list[Request]]:
    async def run() -> tuple[T, list[Request]]:
        async with (
            ScriptedServer(script) as server,
            client_for(server, observer or Recorder(), clock=clock, **settings) as client,
        ):
            return await work(client), server.requests

    return asyncio.run(run())


def single(client: Client) -> Awaitable[bytes | None]:
    return client.single(VERSION, "/students/a")


def test_a_single_record_is_its_own_text() -> None:
    found, requests = use(script_of(json_reply(RECORD)), single)
    assert found == json.dumps(RECORD["data"]).encode()
    assert requests[0].target == "/v1.1/students/a"


def test_a_single_record_that_is_not_there_is_none() -> None:
    found, requests = use(script_of(Reply(b"Not Found", 404, content_type="text/plain")), single)
    assert found is None
    assert len(requests) == 1


@pytest.mark.parametrize("data", [None, [], "a", 7])
def test_a_single_record_that_is_no_record_is_malformed(data: object) -> None:
    with pytest.raises(MalformedAnswerError, match="`data` is not one record"):
        use(script_of(then=json_reply({"data": data})), single)


def test_odd_ids_are_escaped_in_the_path() -> None:
    _, requests = use(script_of(json_reply(RECORD)), lambda client: client.single(VERSION, "/students/a b?c#d%é"))
    assert requests[0].target == "/v1.1/students/a%20b%3Fc%23d%25%C3%A9"


def test_the_server_says_how_many_records_a_listing_has() -> None:
    count, requests = use(script_of(json_reply({"count": 1004})), lambda client: client.count(VERSION, "/students"))
    assert count == 1004
    assert requests[0].target == "/v1.1/students?count=true"


@pytest.mark.parametrize("answer", [{"count": -1}, {"count": "7"}, {"data": []}, {"count": None}])
def test_a_count_that_is_no_number_is_malformed(answer: object) -> None:
    with pytest.raises(MalformedAnswerError):
        use(script_of(then=json_reply(answer)), lambda client: client.count(VERSION, "/students"))


_PASSING = {
    "429": Reply(b"", 429, content_type=None),
    "500": Reply(b'{"error":"oops"}', 500),
    "502": Reply(b"<html>Bad Gateway</html>", 502, content_type="text/html"),
    "503": Reply(b"", 503),
    "599": Reply(b"", 599),
    "408": Reply(b"", 408),
    "reset": Reply(reset=True),
    "cut": Reply(b'{"data":{"id":"a"}}', cut_to=9),
    "cut and unannounced": Reply(b'{"data":{"id":"a"', unannounced=True),
    "broken compression": Reply(b"no gzip", headers={"Content-Encoding": "gzip"}),
    "html": Reply(b"<html>", content_type="text/html"),
}


@pytest.mark.parametrize("name", _PASSING)
def test_what_may_pass_is_tried_again(name: str) -> None:
    observer = Recorder()
    found, requests = use(script_of(_PASSING[name], _PASSING[name], json_reply(RECORD)), single, observer)
    assert found is not None
    assert len(requests) == 3
    assert [attempt for _, attempt, _ in observer.retries] == [1, 2]


@pytest.mark.parametrize("name", _PASSING)
def test_what_does_not_pass_ends_in_one_typed_error(name: str) -> None:
    with pytest.raises((UnreachableError, MalformedAnswerError)) as caught:
        use(script_of(then=_PASSING[name]), single, attempts=3)
    assert str(caught.value).startswith("GET /v1.1/students/a failed: ")
    assert "after 3 attempts" in str(caught.value)
    assert caught.value.exit_code is ExitCode.API
    assert caught.value.hint
    assert caught.value.__context__ is None
    assert caught.value.__cause__ is None


def test_silence_is_tried_again_and_then_said_to_be_silence() -> None:
    observer = Recorder()
    slow = Reply(json.dumps(RECORD).encode(), delay=5)
    found, _ = use(script_of(slow, then=json_reply(RECORD)), single, observer, timeout=0.1)
    assert found is not None
    assert observer.retries == [("/students/a", 1, "no answer within 0.1 seconds")]
    with pytest.raises(UnreachableError, match=r"no answer within 0\.1 seconds \(after 2 attempts\)"):
        use(script_of(then=slow), single, timeout=0.1, attempts=2)


def test_a_server_that_is_not_there_is_said_to_be_unreachable() -> None:
    async def run() -> None:
        async with ScriptedServer(script_of()) as server:
            client = client_for(server, attempts=2)
        async with client:
            await client.single(VERSION, "/students/a")

    with pytest.raises(UnreachableError, match=r"no connection to 127\.0\.0\.1, port \d+ .*after 2 attempts"):
        asyncio.run(run())


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, RequestRefusedError),
        (401, TokenRefusedError),
        (403, TokenRefusedError),
        (405, RequestRefusedError),
        (418, RequestRefusedError),
        (501, RequestRefusedError),
    ],
)
def test_what_cannot_pass_is_not_tried_again(status: int, kind: type[ApiError]) -> None:
    reply = json_reply({"error": "because"}, status, X_Request_Id="req-7")
    observer = Recorder()
    with pytest.raises(kind, match=rf"HTTP {status}.*\(request id req-7\); the server says: because$"):
        use(script_of(reply), single, observer)
    assert observer.retries == []


def test_a_token_that_is_refused_midway_ends_the_listing() -> None:
    async def work(client: Client) -> None:
        async for _ in client.pages(VERSION, "/students"):
            pass

    first = json_reply(listing_body(Request("/v1.1/students?limit=2", {}), row_ids(5)))
    with pytest.raises(TokenRefusedError) as caught:
        use(script_of(first, json_reply({"error": "Unauthorized"}, 401)), work, page_size=2)
    assert "CLEVER_TOKEN" in caught.value.hint


@pytest.mark.parametrize("status", [301, 302, 303, 304, 307, 308])
def test_a_redirect_is_not_followed(status: int) -> None:
    async def run() -> None:
        async with ScriptedServer(script_of(then=json_reply(RECORD))) as other:
            script = script_of(Reply(b"", status, {"Location": f"{other.url}/v1.1/students/a"}))
            async with ScriptedServer(script) as server, client_for(server) as client:
                try:
                    await client.single(VERSION, "/students/a")
                finally:
                    assert other.requests == []
                    assert len(server.requests) == 1

    with pytest.raises(RequestRefusedError, match="a redirect, which is not followed"):
        asyncio.run(run())


@pytest.mark.parametrize(
    ("body", "content_type", "says"),
    [
        (b'{"error":"one"}', "application/json", "one"),
        (b'{"message":"two"}', "application/json", "two"),
        (b'{"error":"one","message":"two"}', "application/json", "one"),
        (b"plain words", "text/plain; charset=utf-8", "plain words"),
        (b'{"error":"a\\u0000b\\u001b[31m\\nc\\u202ed"}', "application/json", "ab[31m cd"),
        (b'{"error":"' + b"x" * 900 + b'"}', "application/json", "x" * 199 + "…"),
    ],
)
def test_the_server_is_quoted_in_one_short_clean_line(body: bytes, content_type: str, says: str) -> None:
    with pytest.raises(RequestRefusedError) as caught:
        use(script_of(Reply(body, 400, content_type=content_type)), single)
    assert str(caught.value) == f"GET /v1.1/students/a failed: HTTP 400 Bad Request; the server says: {says}"


@pytest.mark.parametrize(
    ("body", "content_type"),
    [(b"<h1>x</h1>", "text/html"), (b'{"error":{"a":1}}', "application/json"), (b"{", "application/json"), (b"", "")],
)
def test_a_server_that_says_nothing_readable_is_not_quoted(body: bytes, content_type: str) -> None:
    with pytest.raises(RequestRefusedError, match=r"HTTP 400 Bad Request$"):
        use(script_of(Reply(body, 400, content_type=content_type)), single)


def rated(remaining: str, reset: str, status: int = 200, body: object = RECORD) -> Reply:
    headers = {
        "X-RateLimit-Bucket": "all, none",
        "X-RateLimit-Limit": "200, 1200",
        "X-RateLimit-Remaining": remaining,
        "X-RateLimit-Reset": reset,
        "Date": "Thu, 01 Jan 1970 00:16:40 GMT",
    }
    return Reply(json.dumps(body).encode() if status == 200 else b"", status, headers)


def test_a_refusal_by_the_rate_limit_waits_for_the_last_reset_and_says_so() -> None:
    observer, clock = Recorder(), FakeClock()
    script = script_of(rated("0, 0", "1030, 1045", 429), rated("199, 1199", "1100, 1100"))
    found, requests = use(script, single, observer, clock)
    assert found is not None
    assert len(requests) == 2
    assert len(observer.waits) == 1
    seconds, reason = observer.waits[0]
    assert 45 <= seconds <= 47
    assert reason == "the rate limit of the token is used up"
    assert clock.slept == [seconds]
    assert [remaining for *_, remaining in observer.done] == [0, 199]


def test_a_storm_of_refusals_ends_with_advice() -> None:
    observer = Recorder()
    with pytest.raises(UnreachableError, match=r"HTTP 429 Too Many Requests \(after 5 attempts\)") as caught:
        use(script_of(then=rated("0, 5", "1030, 1045", 429)), single, observer)
    assert "Another process" in caught.value.hint
    assert len(observer.waits) == 4


def test_a_chosen_rate_holds_for_both_versions_together() -> None:
    async def work(client: Client) -> None:
        for _ in range(3):
            await asyncio.gather(client.single("v1.1", "/students/a"), client.single("v1.2", "/students/a"))

    clock = FakeClock()
    use(script_of(then=json_reply(RECORD)), work, clock=clock, max_rate=60)
    assert clock.now == pytest.approx(1005)


def found_by_filter(request: Request, ids: list[str]) -> Reply:
    wanted = json.loads(request.params["where"])["_id"]["$in"]
    return json_reply(listing_body(request, [row for row in ids if row in wanted]))


def test_a_batch_asks_for_many_records_at_once_and_leaves_absent_ones_out() -> None:
    ids = row_ids(250)
    there = ids[:20] + ids[30:]

    def script(request: Request) -> Reply:
        return found_by_filter(request, there)

    found, requests = use(script, lambda client: client.batch(VERSION, "students", [*ids, ids[0]]))
    assert sorted(found) == there
    assert found[ids[0]] == b'{"id": "%s", "n": 1}' % ids[0].encode()
    assert len(requests) == 3
    assert max(len(request.target) for request in requests) < 4000


def test_a_batch_of_none_asks_nothing() -> None:
    found, requests = use(script_of(), lambda client: client.batch(VERSION, "students", []))
    assert found == {}
    assert requests == []


def one_by_one(ids: list[str], filtered: Callable[[Request], Reply]) -> Script:
    def script(request: Request) -> Reply:
        if "where" in request.params or "count" in request.params:
            return filtered(request)
        row = request.path.rsplit("/", 1)[1]
        return json_reply({"data": {"id": row}}) if row in ids else Reply(b"", 404)

    return script


@pytest.mark.parametrize(
    "filtered",
    [
        lambda _: json_reply({"error": "no such parameter"}, 400),
        lambda request: json_reply(listing_body(request, row_ids(5000))),
    ],
    ids=["refused", "ignored"],
)
def test_a_server_that_heeds_no_filter_is_asked_one_by_one(filtered: Callable[[Request], Reply]) -> None:
    async def work(client: Client) -> list[dict[str, bytes]]:
        return [await client.batch(VERSION, "students", row_ids(40)[20:]) for _ in range(2)]

    found, requests = use(one_by_one(row_ids(30), filtered), work)
    assert [sorted(each) for each in found] == [row_ids(30)[20:]] * 2
    assert sum("where" in request.params for request in requests) <= 2
    assert sum("where" not in request.params for request in requests) == 40


def test_a_collection_without_filters_is_asked_one_by_one() -> None:
    found, requests = use(
        one_by_one(row_ids(3), lambda _: Reply(b"", 500)), lambda client: client.batch(VERSION, "contacts", row_ids(4))
    )
    assert sorted(found) == row_ids(3)
    assert [request.path for request in requests].count(f"/v1.1/contacts/{row_ids(4)[3]}") == 1


def test_one_failure_of_many_ends_them_all() -> None:
    replies = {"1": Reply(b"", 404), "2": Reply(b"", 401)}

    def script(request: Request) -> Reply:
        return replies.get(request.path[-1], Reply(b"", delay=60))

    with pytest.raises(TokenRefusedError):
        use(script, lambda client: client.batch(VERSION, "contacts", row_ids(4)), timeout=60)


def test_a_listing_below_a_record_that_is_gone_is_not_served() -> None:
    with pytest.raises(NotServedError, match="HTTP 404"):
        use(script_of(Reply(b"", 404)), lambda client: client.first_page(VERSION, "/schools/x/students"))


def test_a_proxy_that_the_environment_names_is_not_for_the_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    found, _ = use(script_of(json_reply(RECORD)), single, attempts=1)
    assert found is not None


def test_retries_are_told_to_the_observer_and_to_nobody_else(capfd: pytest.CaptureFixture[str]) -> None:
    observer = Recorder()
    use(script_of(Reply(b"", 503), json_reply(RECORD)), single, observer)
    assert len(observer.retries) == 1
    assert capfd.readouterr() == ("", "")
    assert stamina.instrumentation.get_on_retry_hooks() == ()


def test_clients_of_one_token_may_share_its_budget() -> None:
    async def run() -> float:
        clock, budget = FakeClock(), Budget(max_rate=60)
        async with ScriptedServer(script_of(then=json_reply(RECORD))) as server:
            told = ClientSettings(server.url, Secret(TOKEN))
            for _ in range(2):
                async with Client(told, budget=budget, clock=clock, sleep=clock.sleep) as client:
                    for _ in range(3):
                        await client.single(VERSION, "/students/a")
        return clock.now

    assert asyncio.run(run()) == pytest.approx(1005)
