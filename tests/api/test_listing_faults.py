"""A page that cannot be right is asked for again, and never passed on."""

from collections.abc import Callable
from typing import Any

import pytest

from clever_upgrade.errors import (
    MalformedAnswerError,
)
from tests.api.scripted import (
    Recorder,
    Reply,
    Request,
    Script,
    ids_of,
    json_reply,
    listing_body,
    listing_script,
    read,
    row_ids,
    script_of,
)

Spoiler = Callable[[Request], Reply]


def spoilt_once(spoil: Spoiler, ids: list[str]) -> Script:
    """The second page comes spoilt the first time that it is asked for."""
    left = [spoil]
    faithful = listing_script(ids)

    def script(request: Request) -> Reply:
        if request.params.get("starting_after") == ids[9] and left:
            return left.pop()(request)
        return faithful(request)

    return script


def answer(request: Request, **changes: Any) -> Reply:
    return json_reply(listing_body(request, row_ids(25), **changes))


def with_rows(request: Request, rows: list[str]) -> Reply:
    return answer(request, data=[{"data": {"id": row}, "uri": "x"} for row in rows])


def with_next(request: Request, uri: str) -> Reply:
    return answer(request, links=[{"rel": "next", "uri": uri}])


_ROWS = row_ids(25)
_HERE = "/v1.1/students"
_SPOILERS: dict[str, tuple[Spoiler, str]] = {
    "unordered": (lambda r: with_rows(r, [_ROWS[11], _ROWS[10]]), "comes out of order"),
    "doubled": (lambda r: with_rows(r, [_ROWS[10], _ROWS[10]]), "stands twice"),
    "the page before": (lambda r: with_rows(r, _ROWS[:10]), "the page starts at '000000000000000000000001'"),
    "overlapping": (lambda r: with_rows(r, _ROWS[9:19]), "not after '00000000000000000000000a' as asked"),
    "number for id": (lambda r: answer(r, data=[{"data": {"id": 7}, "uri": "x"}]), "Expected `str`, got `int`"),
    "empty id": (lambda r: with_rows(r, [""]), "length >= 1"),
    "no id": (lambda r: answer(r, data=[{"data": {"n": 1}, "uri": "x"}]), "missing required field `id`"),
    "half wrapped": (
        lambda r: answer(r, data=[{"data": {"id": _ROWS[10]}, "uri": "x"}, {"id": _ROWS[11]}]),
        "some items are wrapped and some are not",
    ),
    "no data": (lambda _: json_reply({"links": []}), "missing required field `data`"),
    "data is null": (lambda r: answer(r, data=None), "Expected `array`, got `null`"),
    "data is an object": (lambda r: answer(r, data={}), "Expected `array`, got `object`"),
    "a list": (lambda _: json_reply([]), "Expected `object`, got `array`"),
    "cut JSON": (lambda r: Reply(answer(r).body[:-20]), "not one whole JSON text"),
    "two JSON texts": (lambda r: Reply(answer(r).body + b"{}"), "not one whole JSON text"),
    "nothing": (lambda _: Reply(b""), "not one whole JSON text"),
    "not UTF-8": (lambda r: Reply(answer(r).body.replace(b'"n": 1', b'"n": "\xff"')), "not UTF-8"),
    "a bomb of brackets": (lambda _: Reply(b'{"data":[{"data":' + b"[" * 100_000), "not one whole JSON text"),
    "HTML": (
        lambda _: Reply(b"<html><body>Sign in</body></html>", content_type="text/html; charset=utf-8"),
        "the answer is an HTML page instead of JSON",
    ),
    "plain text": (lambda _: Reply(b"{}", content_type="text/plain"), "not JSON but calls itself text/plain"),
    "no content type": (lambda _: Reply(b"{}", content_type=None), "does not say that it is JSON"),
    "nothing with 204": (lambda _: Reply(b"", 204), "HTTP 204"),
    "a cursor again": (lambda r: with_next(r, f"{_HERE}?starting_after={_ROWS[9]}"), "the next link repeats a cursor"),
    "a cursor back": (lambda r: with_next(r, f"{_HERE}?starting_after={_ROWS[12]}"), "it leads back"),
    "a cursor ahead": (lambda r: with_next(r, f"{_HERE}?starting_after={_ROWS[22]}"), "past records that were not"),
    "an empty page that goes on": (
        lambda r: answer(r, data=[], links=[{"rel": "next", "uri": f"{_HERE}?starting_after={_ROWS[20]}"}]),
        "an empty page claims that another one follows",
    ),
    "another version": (lambda r: with_next(r, f"/v1.2/students?starting_after={_ROWS[19]}"), "leaves /v1.1/students"),
    "another listing": (lambda r: with_next(r, f"/v1.1/teachers?starting_after={_ROWS[19]}"), "leaves /v1.1/students"),
    "a way around": (
        lambda r: with_next(r, f"/v1.1/students/../../v1.2/students?starting_after={_ROWS[19]}"),
        "leaves /v1.1/students",
    ),
    "another host": (
        lambda r: with_next(r, f"http://evil.example/v1.1/students?starting_after={_ROWS[19]}"),
        "leads to another server",
    ),
    "another host without scheme": (
        lambda r: with_next(r, f"//evil.example/v1.1/students?starting_after={_ROWS[19]}"),
        "leads to another server",
    ),
    "another port": (
        lambda r: with_next(r, f"http://127.0.0.1:1/v1.1/students?starting_after={_ROWS[19]}"),
        "leads to another server",
    ),
    "no link at all": (lambda r: with_next(r, "http://[bad"), "the next link is not a link"),
    "links of a wrong type": (lambda r: answer(r, links={"next": "x"}), "Expected `array | null`"),
}


@pytest.mark.parametrize("name", _SPOILERS)
def test_a_page_that_cannot_be_right_is_asked_for_again(name: str) -> None:
    spoil, reason = _SPOILERS[name]
    observer = Recorder()
    pages, requests = read(spoilt_once(spoil, _ROWS), page_size=10, observer=observer)
    assert ids_of(pages) == _ROWS
    assert len(requests) == 4
    assert [(path, attempt) for path, attempt, _ in observer.retries] == [("/students", 1)]
    assert reason in observer.retries[0][2]


@pytest.mark.parametrize("name", _SPOILERS)
def test_a_page_that_is_never_right_ends_the_listing_with_the_reason(name: str) -> None:
    spoil, reason = _SPOILERS[name]
    script = script_of(listing_script(_ROWS), then=spoil)
    with pytest.raises(MalformedAnswerError) as caught:
        read(script, page_size=10, attempts=2)
    message = str(caught.value)
    assert reason in message
    assert message.startswith(f"GET /v1.1/students?starting_after={_ROWS[9]}&limit=10 failed: ")
    assert "after 2 attempts" in message
    assert "\n" not in message
    assert "evil.example" not in message
