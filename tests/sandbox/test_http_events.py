"""Event feeds over HTTP."""

from urllib.parse import quote

import pytest

from clever_upgrade.sandbox.answers.created_since import first_id_since
from clever_upgrade.sandbox.exchange import RefusalError
from tests.sandbox.http_world import DISTRICT, SCHOOLS, SECTIONS, STAMP, STUDENTS, Caller, links_of, small_caller


@pytest.fixture(scope="module")
def caller() -> Caller:
    """Two students got a new grade, and a third attends a section at another school, which only v1.2 shows."""
    made = small_caller(rate_limit=None)
    for student in STUDENTS[:2]:
        record = made.get(f"/v1.1/students/{student}")["data"]
        made.do("POST", "/_sandbox/records/students", {**record, "grade": "12"})
    section = made.get(f"/v1.1/sections/{SECTIONS[1]}")["data"]
    made.do("POST", "/_sandbox/records/sections", {**section, "students": [*section["students"], STUDENTS[0]]})
    return made


def types(caller: Caller, path: str) -> list[str]:
    return [item["data"]["type"] for item in caller.get(path)["data"]]


def test_each_version_shows_the_events_of_its_own_changes(caller: Caller) -> None:
    updates = ["students.updated", "students.updated", "sections.updated"]
    assert types(caller, "/v1.1/events") == updates
    assert sorted(types(caller, "/v1.2/events")) == sorted([*updates, "students.updated"])
    assert caller.get("/v1.1/events?count=true")["count"] == 3
    assert caller.get("/v1.2/events")["paging"] == {"current": 1, "total": 1, "count": 4}


def test_previous_attributes_stand_beside_the_object(caller: Caller) -> None:
    item = caller.get("/v1.2/events?limit=1")["data"][0]
    assert set(item) == {"data", "uri"}
    assert item["uri"] == f"/v1.2/events/{item['data']['id']}"
    assert set(item["data"]["data"]) == {"object", "previous_attributes"}
    assert item["data"]["data"]["object"]["grade"] == "12"
    assert item["data"]["data"]["previous_attributes"]["grade"] == "1"


def test_one_event_is_read_by_its_uri_and_only_where_it_shows(caller: Caller) -> None:
    (hidden,) = {item["data"]["id"] for item in caller.get("/v1.2/events")["data"]} - set(caller.ids("/v1.1/events"))
    assert links_of(caller.get(f"/v1.2/events/{hidden}")) == {"self": f"/v1.2/events/{hidden}"}
    caller.error(f"/v1.1/events/{hidden}", 404)


def test_a_feed_can_be_asked_for_by_record_district_and_old_name(caller: Caller) -> None:
    everything = caller.ids("/v1.1/events")
    assert caller.ids(f"/v1.1/students/{STUDENTS[1]}/events") == everything[1:2]
    assert caller.ids(f"/v1.1/sections/{SECTIONS[1]}/events") == everything[2:]
    assert caller.ids(f"/v1.1/schools/{SCHOOLS[0]}/events") == []
    assert caller.ids(f"/v1.1/districts/{DISTRICT}/events") == everything
    old = caller.get("/v1.1/push/events?limit=1")
    assert old["data"][0]["uri"] == f"/v1.1/events/{everything[0]}"
    assert links_of(old)["next"] == f"/v1.1/push/events?limit=1&starting_after={everything[0]}"


def test_only_the_older_version_answers_to_the_old_name_of_the_feed(caller: Caller) -> None:
    assert caller.ids("/v1.1/push/events") == caller.ids("/v1.1/events")
    caller.error("/v1.2/push/events", 404)


def test_a_feed_is_filtered_by_type_and_by_where(caller: Caller) -> None:
    assert len(caller.ids("/v1.1/events?type=students.updated")) == 2
    assert caller.ids("/v1.1/events?type=nonsense") == []
    where = quote(f'{{"data.object.id":"{STUDENTS[1]}"}}')
    assert caller.ids(f"/v1.1/events?where={where}") == caller.ids(f"/v1.1/students/{STUDENTS[1]}/events")


def test_a_feed_begins_at_a_moment_or_an_id(caller: Caller) -> None:
    ids = caller.ids("/v1.1/events")
    assert caller.ids(f"/v1.1/events?created_since={ids[1]}") == ids[1:]
    assert caller.ids("/v1.1/events?created_since=2016-01-01") == ids
    assert caller.ids("/v1.1/events?created_since=2100-01-01T00:00:00Z") == []
    created = caller.get(f"/v1.1/events/{ids[1]}")["data"]["created"]
    assert caller.ids(f"/v1.1/events?created_since={created}") == ids[1:]


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1970", 0),
        ("1970-01", 0),
        ("1970-01-02", 86400),
        ("1970-01-01T00:01Z", 60),
        ("1970-01-01T00:01:05Z", 65),
        ("1970-01-01T00:01:05.9Z", 65),
        ("1970-01-01T02:00:00+02:00", 0),
        ("1969-12-31T22:30:10-01:30", 10),
        ("1950-01-01", 0),
        ("9999-12-31T23:59:59-12:00", 0xFFFFFFFF),
    ],
)
def test_every_form_of_a_w3c_datetime_is_understood(text: str, seconds: int) -> None:
    assert first_id_since(text) == f"{seconds:08x}{'0' * 16}"


@pytest.mark.parametrize(
    "text",
    ["", "yesterday", "2013-02-15T 2:30:42 0000", "2013-13-01", "2013-02-30", "0000-01-01", "2013-02-15T02:30",
     "2013-02-15T25:00:00Z", "2013-02-15T02:30:00+99:00", "13-02-15", "2013-02-15 02:30:42Z"],
)  # fmt: skip
def test_anything_else_is_refused_in_the_recorded_words(caller: Caller, text: str) -> None:
    with pytest.raises(RefusalError):
        first_id_since(text)
    assert caller.error(f"/v1.1/events?created_since={quote(text)}", 400) == (
        f"Could not parse created_since '{text}'. Please ensure it is either a valid ObjectID or a valid W3C "
        "datetime: http://www.w3.org/TR/NOTE-datetime."
    )


def test_expired_events_are_gone_from_both_feeds() -> None:
    caller = small_caller()
    record = caller.get(f"/v1.1/students/{STUDENTS[0]}")["data"]
    for grade in ("10", "11", "12"):
        caller.do("POST", "/_sandbox/records/students", {**record, "grade": grade})
    ids = caller.ids("/v1.1/events")
    assert caller.do("POST", "/_sandbox/expire-events", {"before": ids[2]}) == {"expired": 2}
    assert caller.ids("/v1.1/events") == caller.ids("/v1.2/events") == ids[2:]
    assert STAMP not in caller.get(f"/v1.1/students/{STUDENTS[0]}")["data"]["last_modified"]
