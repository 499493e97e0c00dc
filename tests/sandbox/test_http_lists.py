"""Pages, their neighbours and their numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clever_upgrade.contract.endpoints import Endpoint, Shape, served_by
from clever_upgrade.contract.versions import VERSION_NAMES
from clever_upgrade.sandbox.answers.query import Paging
from clever_upgrade.sandbox.answers.window import window
from tests.sandbox.http_world import (
    CONTACTS,
    DISTRICT,
    SCHOOL_ADMINS,
    SCHOOLS,
    SECTIONS,
    STUDENTS,
    TEACHERS,
    UNKNOWN,
    Caller,
    links_of,
    made_id,
    small_caller,
)

LISTS = [
    (version, endpoint)
    for version in VERSION_NAMES
    for endpoint in served_by(version)
    if endpoint.shape in (Shape.LIST, Shape.BARE_LIST)
]
every_list = pytest.mark.parametrize(
    ("version", "endpoint"), LISTS, ids=[f"{version}{endpoint.path}" for version, endpoint in LISTS]
)
OWNERS = {
    "districts": DISTRICT,
    "schools": SCHOOLS[0],
    "teachers": TEACHERS[0],
    "students": STUDENTS[0],
    "sections": SECTIONS[0],
    "contacts": CONTACTS[0],
    "school_admins": SCHOOL_ADMINS[0],
}
ID_SETS = st.lists(st.integers(0, 200), unique=True, max_size=60).map(
    lambda found: [made_id(1, n) for n in sorted(found)]
)


@pytest.fixture(scope="module")
def caller() -> Caller:
    return small_caller(rate_limit=None)


def filled(path: str) -> str:
    return path.replace("{id}", OWNERS.get(path.split("/")[1], UNKNOWN))


@every_list
def test_every_list_of_the_contract_is_served_with_its_envelope(
    caller: Caller, version: str, endpoint: Endpoint
) -> None:
    path = f"/{version}{filled(endpoint.path)}"
    body = caller.get(path)
    count = caller.get(f"{path}?count=true")
    assert count == {"count": len(body["data"]), "links": [{"rel": "self", "uri": f"{path}?count=true"}]}
    assert set(body) == {"data", "links"} | ({"paging"} if endpoint.paging else set())
    assert links_of(body) == {"self": path}
    for item in body["data"]:
        if endpoint.shape is Shape.LIST:
            assert set(item) == {"data", "uri"}
            assert item["uri"] == f"/{version}/{endpoint.returns}/{item['data']['id']}"
        else:
            assert "uri" not in item
            assert len(item["id"]) == 24


@every_list
def test_every_list_has_rows_in_the_small_district(caller: Caller, version: str, endpoint: Endpoint) -> None:
    rows = caller.get(f"/{version}{filled(endpoint.path)}")["data"]
    assert bool(rows) == (endpoint.returns != "events")


def test_a_first_page_says_how_many_rows_there_are_and_names_the_next_page(caller: Caller) -> None:
    body = caller.get("/v1.1/students?limit=10")
    assert [item["data"]["id"] for item in body["data"]] == STUDENTS[:10]
    assert body["paging"] == {"current": 1, "total": 3, "count": 25}
    assert [link["rel"] for link in body["links"]] == ["self", "next"]
    assert links_of(body)["next"] == f"/v1.1/students?limit=10&starting_after={STUDENTS[9]}"


def test_a_cursor_page_has_no_numbers_and_links_in_the_recorded_order(caller: Caller) -> None:
    body = caller.get(f"/v1.1/students?starting_after={STUDENTS[4]}&limit=10")
    assert [item["data"]["id"] for item in body["data"]] == STUDENTS[5:15]
    assert "paging" not in body
    assert [link["rel"] for link in body["links"]] == ["self", "prev", "next"]
    assert links_of(body) == {
        "self": f"/v1.1/students?starting_after={STUDENTS[4]}&limit=10",
        "prev": f"/v1.1/students?limit=10&ending_before={STUDENTS[5]}",
        "next": f"/v1.1/students?limit=10&starting_after={STUDENTS[14]}",
    }


def test_a_full_cursor_page_names_a_next_page_though_nothing_follows(caller: Caller) -> None:
    full = caller.get(f"/v1.1/students?limit=5&starting_after={STUDENTS[19]}")
    assert links_of(full)["next"] == f"/v1.1/students?limit=5&starting_after={STUDENTS[24]}"
    empty = caller.get(links_of(full)["next"])
    assert empty["data"] == []
    assert links_of(empty)["prev"] == f"/v1.1/students?limit=5&ending_before={STUDENTS[24]}"
    assert "next" not in links_of(empty)


def test_a_full_first_page_names_no_next_page_when_nothing_follows(caller: Caller) -> None:
    assert set(links_of(caller.get("/v1.1/students?limit=25"))) == {"self"}


def test_the_page_before_a_cursor_is_the_one_immediately_before_it(caller: Caller) -> None:
    body = caller.get(f"/v1.1/students?limit=3&ending_before={STUDENTS[10]}")
    assert [item["data"]["id"] for item in body["data"]] == STUDENTS[7:10]
    assert "paging" not in body
    assert links_of(body)["prev"] == f"/v1.1/students?limit=3&ending_before={STUDENTS[7]}"
    assert links_of(body)["next"] == f"/v1.1/students?limit=3&starting_after={STUDENTS[9]}"
    assert "prev" not in links_of(caller.get(f"/v1.1/students?limit=3&ending_before={STUDENTS[2]}"))


def test_the_last_page_can_be_asked_for(caller: Caller) -> None:
    assert caller.ids("/v1.1/students?ending_before=last&limit=1") == STUDENTS[-1:]
    assert caller.ids("/v1.1/students?ending_before=last&limit=4") == STUDENTS[-4:]
    assert links_of(caller.get("/v1.1/events?ending_before=last&limit=1")) == {
        "self": "/v1.1/events?ending_before=last&limit=1"
    }


def test_a_cursor_need_not_exist(caller: Caller) -> None:
    between = f"{STUDENTS[3][:-1]}f"
    later = [id_ for id_ in STUDENTS if id_ > between]
    assert caller.ids(f"/v1.1/students?starting_after={between}") == later
    assert caller.ids(f"/v1.1/students?starting_after={'0' * 24}") == STUDENTS


def test_an_empty_list_counts_nothing(caller: Caller) -> None:
    assert caller.get("/v1.1/events")["paging"] == {"current": 0, "total": 0, "count": 0}


@pytest.mark.parametrize("limit", ["0", "-1", "ten", "1.5", "", "+3", "\u0663"])
def test_a_limit_that_is_no_whole_number_above_0_is_refused(caller: Caller, limit: str) -> None:
    assert "limit" in caller.error(f"/v1.1/students?limit={limit}", 400)


def test_a_limit_above_the_largest_is_too_large(caller: Caller) -> None:
    assert len(caller.ids("/v1.1/students?limit=10000")) == 25
    assert "10000" in caller.error("/v1.1/students?limit=10001", 413)
    assert "10000" in caller.error(f"/v1.1/students?limit={'9' * 5000}", 413)


def test_legacy_limits_accept_any_number() -> None:
    caller = small_caller(legacy_limits=True)
    assert len(caller.ids("/v1.1/students?limit=100000")) == 25
    assert len(caller.ids(f"/v1.1/students?limit={'9' * 5000}")) == 25


@pytest.mark.parametrize(
    "query", ["starting_after=x", "starting_after=last", "ending_before=", "starting_after=", "ending_before=LAST"]
)
def test_a_cursor_that_is_no_id_is_refused(caller: Caller, query: str) -> None:
    assert query.split("=")[0] in caller.error(f"/v1.1/students?{query}", 400)


def test_two_cursors_at_once_are_refused(caller: Caller) -> None:
    caller.error(f"/v1.1/students?starting_after={STUDENTS[0]}&ending_before={STUDENTS[4]}", 400)


@pytest.mark.parametrize("path", ["//v1.1/students", "/v1.1//students", "/v1.1/students/", "/v1%2e1/students"])
def test_spellings_of_a_path_mean_the_same_and_come_back_normal(caller: Caller, path: str) -> None:
    assert links_of(caller.get(f"{path}?limit=30")) == {"self": "/v1.1/students?limit=30"}


def test_a_bare_question_mark_is_dropped_from_the_self_link(caller: Caller) -> None:
    assert links_of(caller.get("/v1.1/students?"))["self"] == "/v1.1/students"


def test_links_repeat_where_with_plain_brackets(caller: Caller) -> None:
    where = "%7B%22_id%22:%7B%22$in%22:%5B%22" + "%22,%22".join(STUDENTS[:3]) + "%22%5D%7D%7D"
    body = caller.get(f"/v1.1/students?where={where}&limit=2")
    shown = where.replace("%5B", "[").replace("%5D", "]")
    assert links_of(body)["self"] == f"/v1.1/students?where={shown}&limit=2"
    assert links_of(body)["next"] == f"/v1.1/students?where={shown}&limit=2&starting_after={STUDENTS[1]}"
    assert body["paging"] == {"current": 1, "total": 2, "count": 3}
    assert caller.ids(links_of(body)["next"]) == [STUDENTS[2]]


def test_links_of_school_admins_escape_where_in_full(caller: Caller) -> None:
    body = caller.get('/v1.1/school_admins?where={"id":{"$in":["x"]}}')
    assert links_of(body)["self"] == ("/v1.1/school_admins?where=%7B%22id%22%3A%7B%22%24in%22%3A%5B%22x%22%5D%7D%7D")


def test_school_admins_have_links_to_further_pages_but_no_numbers(caller: Caller) -> None:
    body = caller.get("/v1.1/school_admins?limit=1")
    assert "paging" not in body
    assert links_of(body)["next"] == f"/v1.1/school_admins?limit=1&starting_after={SCHOOL_ADMINS[0]}"


@given(ID_SETS, st.integers(1, 20))
def test_following_next_reads_every_row_once(ids: list[str], limit: int) -> None:
    read: list[str] = []
    page = window(ids, Paging(limit))
    while True:
        read.extend(page.ids)
        if page.next is None:
            break
        page = window(ids, Paging(limit, starting_after=page.next))
    assert read == ids


@given(ID_SETS, st.integers(1, 20))
def test_following_prev_from_the_last_page_reads_every_row_once(ids: list[str], limit: int) -> None:
    read: list[str] = []
    page = window(ids, Paging(limit, ending_before="last"))
    while True:
        assert list(page.ids) == sorted(page.ids)
        read[:0] = page.ids
        if page.prev is None:
            break
        page = window(ids, Paging(limit, ending_before=page.prev))
    assert read == ids


@given(ID_SETS, st.integers(1, 20), st.integers(0, 200))
def test_a_page_and_the_page_before_it_meet(ids: list[str], limit: int, cursor: int) -> None:
    after = window(ids, Paging(limit, starting_after=made_id(1, cursor)))
    assert list(after.ids) == [id_ for id_ in ids if id_ > made_id(1, cursor)][:limit]
    assert after.prev is not None
    if after.ids:
        before = window(ids, Paging(limit, ending_before=after.prev))
        assert list(before.ids) == [id_ for id_ in ids if id_ <= made_id(1, cursor)][-limit:]
