"""Listings are walked to their end, one page ahead, and nothing that a page claims is taken on trust."""

import asyncio
import gc
from typing import Any

import pytest

from clever_upgrade.errors import (
    IncompleteListingError,
    NotServedError,
    RequestRefusedError,
)
from tests.api.scripted import (
    VERSION,
    Reply,
    Request,
    ScriptedServer,
    client_for,
    ids_of,
    json_reply,
    listing_body,
    listing_script,
    read,
    row_ids,
    script_of,
)

ROWS = row_ids(25)


def test_every_row_of_a_listing_arrives_in_order_with_its_own_text() -> None:
    ids = row_ids(25)
    pages, requests = read(listing_script(ids), page_size=10)
    assert ids_of(pages) == ids
    assert [len(page.ids) for page in pages] == [10, 10, 5]
    assert [page.announced for page in pages] == [25, None, None]
    assert pages[2].records[4] == b'{"id": "%s", "n": 1}' % ids[-1].encode()
    assert [request.params.get("starting_after") for request in requests] == [None, ids[9], ids[19]]
    assert {request.params["limit"] for request in requests} == {"10"}
    assert {request.headers["authorization"] for request in requests} == {
        "Bearer 0123456789abcdef0123456789abcdef01234567"
    }
    assert {request.headers["user-agent"].split("/")[0] for request in requests} == {"clever-upgrade"}


def test_rows_that_no_link_leads_to_are_missed_and_said_to_be() -> None:
    with pytest.raises(IncompleteListingError) as caught:
        read(
            script_of(
                lambda request: json_reply(listing_body(request, row_ids(100), links=[])),
                json_reply({"count": 90, "links": []}),
            ),
            page_size=40,
        )
    assert caught.value.missing == 50
    assert str(caught.value) == "GET /v1.1/students brought 40 records, but the server counts 90"


def test_records_that_left_while_the_listing_was_read_are_not_missed() -> None:
    first = listing_script(row_ids(11))
    pages, requests = read(script_of(first, then=listing_script(row_ids(9))), page_size=8)
    assert len(ids_of(pages)) == 9
    assert requests[-1].params == {"count": "true"}


def test_an_empty_listing_is_believed_only_when_the_count_says_so_too() -> None:
    pages, requests = read(listing_script([]))
    assert ids_of(pages) == []
    assert [request.params.get("count") for request in requests] == [None, "true"]
    empty = json_reply({"data": [], "paging": {"current": 0, "total": 0, "count": 0}, "links": []})
    with pytest.raises(IncompleteListingError, match="brought 0 records, but the server counts 7"):
        read(script_of(empty, json_reply({"count": 7, "links": []})))


def test_a_listing_without_paging_is_held_against_the_count() -> None:
    ids = row_ids(12)
    pages, requests = read(listing_script(ids, paging=False), "/school_admins", page_size=5)
    assert ids_of(pages) == ids
    assert [page.announced for page in pages] == [None, None, None]
    assert requests[-1].params == {"count": "true"}


@pytest.mark.parametrize(
    "no_count",
    [Reply(status=400), Reply(status=404), Reply(status=501), json_reply({"data": [], "links": []}), json_reply([])],
)
def test_a_server_that_counts_nothing_is_not_held_against_a_count(no_count: Reply) -> None:
    script = script_of(lambda request: json_reply(listing_body(request, row_ids(3), paging=False)), then=no_count)
    pages, requests = read(script)
    assert len(ids_of(pages)) == 3
    assert len(requests) <= 6


def test_listings_whose_records_are_not_wrapped_are_read_too() -> None:
    rows = [{"id": row, "type": "students.created", "data": {"object": {"id": "x"}}} for row in row_ids(3)]
    pages, _ = read(script_of(json_reply({"data": rows, "paging": {"count": 3}, "links": []})), "/district_admins")
    assert ids_of(pages) == row_ids(3)
    assert b'"type": "students.created"' in pages[0].records[0]


def test_a_status_is_a_listing_of_one_without_uri_or_links() -> None:
    status = {"data": [{"data": {"id": "4fd43cc56d11340000000005", "state": "running"}}]}
    pages, requests = read(
        script_of(json_reply(status), Reply(status=404)), "/districts/4fd43cc56d11340000000005/status"
    )
    assert pages[0].records == [b'{"id": "4fd43cc56d11340000000005", "state": "running"}']
    assert "limit" not in requests[0].params


def test_a_whole_url_of_the_same_server_is_followed_like_a_path() -> None:
    faithful = listing_script(ROWS)
    base = ""

    def absolute(request: Request) -> Reply:
        nonlocal base
        base = f"http://{request.headers['host']}"
        return Reply(
            faithful(request).body.replace(b'"uri": "/v1.1/students?', f'"uri": "{base}/v1.1/students?'.encode())
        )

    pages, requests = read(absolute, page_size=10)
    assert ids_of(pages) == ROWS
    assert base.startswith("http://127.0.0.1:")
    assert len(requests) == 3


def test_a_next_link_without_a_cursor_of_ours_is_followed_until_it_repeats() -> None:
    def numbered(request: Request) -> Reply:
        page = int(request.params.get("page", "1"))
        rows = [{"data": {"id": row}, "uri": "x"} for row in ROWS[(page - 1) * 10 : page * 10]]
        links = [{"rel": "next", "uri": f"/v1.1/students?page={page + 1}"}] if page < 3 else []
        return json_reply({"data": rows, "paging": {"count": 25}, "links": links})

    pages, _ = read(numbered, page_size=10)
    assert ids_of(pages) == ROWS


def test_a_page_that_is_too_large_is_asked_for_in_halves_from_where_it_stood() -> None:
    def picky(request: Request) -> Reply:
        if int(request.params.get("limit", "0")) > (20 if "starting_after" not in request.params else 5):
            return Reply(b"", 413)
        return listing_script(ROWS)(request)

    pages, requests = read(picky, page_size=40)
    assert ids_of(pages) == ROWS
    assert [(request.params["limit"], request.params.get("starting_after")) for request in requests] == [
        ("40", None),
        ("20", None),
        ("20", ROWS[19]),
        ("10", ROWS[19]),
        ("5", ROWS[19]),
    ]


def test_a_server_for_which_every_page_is_too_large_is_given_up() -> None:
    script = script_of(then=Reply(b'{"error":"too large"}', 413))
    with pytest.raises(RequestRefusedError, match=r"limit=1 failed: HTTP 413 .*the server says: too large"):
        read(script, page_size=9)


def test_a_listing_that_is_not_served_is_an_error() -> None:
    with pytest.raises(NotServedError, match=r"^GET /v1.1/students\?limit=2000 failed: HTTP 404 Not Found$") as caught:
        read(script_of(Reply(b"not found", 404, content_type="text/html")))
    assert "kind that may read this path" in caught.value.hint, "no id was asked for, so none can be wrong"


def test_listings_that_take_no_limit_are_asked_without_one() -> None:
    for path in ("/districts", "/district_admins"):
        pages, requests = read(listing_script(row_ids(1)), path)
        assert len(pages) == 1
        assert requests[0].params == {}


def test_a_wrong_field_value_is_no_business_of_the_client() -> None:
    rows = [{"data": {"id": "a", "name": 7, "school": None, "data": []}, "uri": 1.5}]
    body = {"data": [{**rows[0], "uri": "x"}], "paging": {"count": "many"}, "links": []}
    pages, _ = read(script_of(json_reply(body), json_reply({"count": 1})))
    assert pages[0].announced is None
    assert pages[0].ids == ["a"]


def test_one_page_is_fetched_ahead_and_no_more() -> None:
    async def run() -> None:
        async with ScriptedServer(listing_script(row_ids(100))) as server, client_for(server, page_size=10) as client:
            pages = client.pages(VERSION, "/students")
            await anext(pages)
            await asyncio.sleep(0.1)
            assert len(server.requests) == 2
            await anext(pages)
            await asyncio.sleep(0.1)
            assert len(server.requests) == 3
            await pages.aclose()

    asyncio.run(run())


def test_both_versions_are_read_side_by_side() -> None:
    async def run() -> None:
        async with ScriptedServer(listing_script(row_ids(30))) as server, client_for(server, page_size=10) as client:
            sides = [client.pages("v1.1", "/students"), client.pages("v1.2", "/students")]
            async for left in sides[0]:
                right = await anext(sides[1])
                assert left.ids == right.ids
            assert [page async for page in sides[1]] == []
            assert {request.path for request in server.requests} == {"/v1.1/students", "/v1.2/students"}
            assert client.pages_read == 6

    asyncio.run(run())


@pytest.mark.parametrize("second", [Reply(reset=True), Reply(b"", 400), Reply(b"x", delay=30)])
def test_whoever_stops_early_leaves_nothing_behind(second: Reply) -> None:
    complaints: list[dict[str, Any]] = []

    async def run() -> None:
        asyncio.get_running_loop().set_exception_handler(lambda _, context: complaints.append(context))
        script = script_of(listing_script(row_ids(30)), then=second)
        async with ScriptedServer(script) as server, client_for(server, page_size=10) as client:
            pages = client.pages(VERSION, "/students")
            async for _ in pages:
                await asyncio.sleep(0.05)
                break
            await pages.aclose()
            assert [task for task in asyncio.all_tasks() if "_fetch" in repr(task)] == []

    asyncio.run(run())
    gc.collect()
    assert complaints == []


def test_an_iterator_that_is_only_dropped_leaves_nothing_behind_either() -> None:
    complaints: list[dict[str, Any]] = []

    async def run() -> None:
        asyncio.get_running_loop().set_exception_handler(lambda _, context: complaints.append(context))
        script = script_of(listing_script(row_ids(30)), then=Reply(b"", 400))
        async with ScriptedServer(script) as server, client_for(server, page_size=10) as client:
            async for _ in client.pages(VERSION, "/students"):
                break
            gc.collect()
            await asyncio.sleep(0.05)

    asyncio.run(run())
    gc.collect()
    assert complaints == []


def test_a_client_that_closes_calls_off_what_is_under_way() -> None:
    left: list[object] = []
    complaints: list[object] = []

    def script(request: Request) -> Reply:
        return Reply(b"", delay=30) if "starting_after" in request.params else listing_script(ROWS)(request)

    async def run() -> None:
        asyncio.get_running_loop().set_exception_handler(lambda _, context: complaints.append(context))
        async with ScriptedServer(script) as server:
            sides = []
            try:
                async with client_for(server, page_size=10, timeout=60) as client:
                    sides = [client.pages(version, "/students") for version in ("v1.1", "v1.2")]
                    for side in sides:
                        await anext(side)
                    raise ZeroDivisionError
            finally:
                left.extend(task for task in asyncio.all_tasks() if "_fetch" in repr(task))

    with pytest.raises(ZeroDivisionError):
        asyncio.run(run())
    assert left == []
    assert complaints == []


def test_a_reader_that_is_called_off_while_it_waits_takes_the_request_with_it() -> None:
    async def run() -> None:
        script = script_of(listing_script(row_ids(30)), then=Reply(b"", delay=30))
        async with ScriptedServer(script) as server, client_for(server, page_size=10, timeout=60) as client:

            async def read_all() -> None:
                async for _ in client.pages(VERSION, "/students"):
                    pass

            reader = asyncio.create_task(read_all())
            await asyncio.sleep(0.1)
            reader.cancel()
            with pytest.raises(asyncio.CancelledError):
                await reader
            assert [task for task in asyncio.all_tasks() if "_fetch" in repr(task)] == []

    asyncio.run(run())


def test_one_page_can_be_read_alone() -> None:
    async def run() -> None:
        async with ScriptedServer(listing_script(row_ids(30))) as server, client_for(server) as client:
            params = {"limit": "7", "starting_after": row_ids(3)[-1]}
            page = await client.first_page(VERSION, "/students", params=params)
            assert page.ids == row_ids(10)[3:]
            assert page.announced is None
            assert [request.params for request in server.requests] == [params]
            assert client.pages_read == 1

    asyncio.run(run())
