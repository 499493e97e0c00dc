"""The sandbox's own endpoints."""

from typing import Any

import pytest

from clever_upgrade.contract.versions import COLLECTIONS, VERSION_NAMES
from clever_upgrade.sandbox.app import Sandbox
from clever_upgrade.sandbox.requestlog import RequestLog
from tests.sandbox.http_world import (
    DISTRICT,
    SCHOOLS,
    STATUS,
    STUDENTS,
    TEACHERS,
    UNKNOWN,
    Caller,
    small_caller,
    small_district,
)


@pytest.fixture
def caller() -> Caller:
    return small_caller(rate_limit=None)


@pytest.fixture
def stranger(caller: Caller) -> Caller:
    return Caller(caller.sandbox, token=None)


def test_no_token_is_needed(stranger: Caller) -> None:
    stranger.get("/_sandbox/requests")
    stranger.do("PUT", "/_sandbox/faults", {})
    stranger.do("DELETE", f"/_sandbox/records/students/{STUDENTS[0]}")


def test_a_record_is_stored_and_shown_by_both_versions(caller: Caller, stranger: Caller) -> None:
    record = {"school": SCHOOLS[1], "sis_id": "new", "name": {"first": "New"}, "credentials": {}}
    made = stranger.do("POST", "/_sandbox/records/students", record)["id"]
    assert caller.ids("/v1.1/students")[-1] == made
    assert caller.get(f"/v1.2/students/{made}")["data"]["schools"] == [SCHOOLS[1]]
    assert stranger.do("POST", "/_sandbox/records/students", {**record, "id": made, "sis_id": "newer"}) == {"id": made}
    assert caller.get(f"/v1.1/students/{made}")["data"]["sis_id"] == "newer"
    types = [item["data"]["type"] for item in caller.get("/v1.1/events")["data"]]
    assert types == ["students.created", "students.updated"]


def test_a_record_is_deleted_and_told_of(caller: Caller, stranger: Caller) -> None:
    assert stranger.do("DELETE", f"/_sandbox/records/teachers/{TEACHERS[3]}") == {"id": TEACHERS[3]}
    caller.error(f"/v1.1/teachers/{TEACHERS[3]}", 404)
    assert caller.get("/v1.2/events")["data"][0]["data"]["type"] == "teachers.deleted"
    stranger.do("DELETE", f"/_sandbox/records/teachers/{TEACHERS[3]}", status=404)


def test_the_status_changes_field_by_field(caller: Caller, stranger: Caller) -> None:
    shown = stranger.do("PATCH", f"/_sandbox/districts/{DISTRICT}/status", {"state": "error", "pause_start": None})
    assert shown["v1.2"] == {"id": DISTRICT, "state": "error", "sis_type": "sftp", "pause_end": STATUS["pause_end"]}
    assert shown["v1.1"]["state"] == "error"
    assert caller.get(f"/v1.2/districts/{DISTRICT}/status")["data"] == [{"data": shown["v1.2"]}]


@pytest.mark.parametrize("version", VERSION_NAMES)
@pytest.mark.parametrize("collection", COLLECTIONS)
def test_the_truth_is_every_record_in_order(caller: Caller, stranger: Caller, version: str, collection: str) -> None:
    listed = [
        item["data"] if "data" in item and "uri" in item else item
        for item in caller.get(f"/{version}/{collection}")["data"]
    ]
    assert stranger.get(f"/_sandbox/truth/{version}/{collection}") == listed


def test_the_truth_of_the_status_is_a_list_too(stranger: Caller) -> None:
    assert stranger.get("/_sandbox/truth/v1.2/status") == [{"id": DISTRICT, **STATUS}]


def test_the_log_shows_requests_as_they_were_sent_oldest_first(caller: Caller, stranger: Caller) -> None:
    caller.answer("//v1.1/students?where=%7B%7D")
    caller.answer("/v1.1/nonsense", "POST")
    stranger.answer("/v1.2/events")
    stranger.answer("/_sandbox/requests")
    assert stranger.get("/_sandbox/requests") == [
        {"method": "GET", "path": "//v1.1/students?where=%7B%7D", "status": 200},
        {"method": "POST", "path": "/v1.1/nonsense", "status": 404},
        {"method": "GET", "path": "/v1.2/events", "status": 401},
    ]


def test_the_log_forgets_the_oldest_requests_when_there_are_too_many() -> None:
    log = RequestLog(most=2)
    for number in range(3):
        log.note("GET", f"/{number}", 200)
    assert b'"/0"' not in log.as_json()
    assert log.as_json().count(b"GET") == 2


def test_faults_are_switched_as_a_whole(caller: Caller, stranger: Caller) -> None:
    shown = {"500": {"rate": 1.0, "version": "v1.2"}, "slow": {"rate": 0.5, "seconds": 2.0}}
    assert (
        stranger.do("PUT", "/_sandbox/faults", {"500": {"rate": 1, "version": "v1.2"}, "slow": shown["slow"]}) == shown
    )
    assert stranger.get("/_sandbox/faults") == shown
    assert caller.answer("/v1.2/schools").status == 500
    assert stranger.do("PUT", "/_sandbox/faults", {"429": 0}) == {"429": {"rate": 0.0}}
    assert caller.answer("/v1.2/schools").status == 200


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "records/students", b""),
        ("POST", "records/students", b"{"),
        ("POST", "records/students", b"\xff"),
        ("POST", "records/students", b"[" * 100_000),
        ("POST", "records/students", []),
        ("POST", "records/students", {"school": "x"}),
        ("POST", "records/students", {"id": 7, "school": SCHOOLS[0]}),
        ("POST", "records/students", {"school": SCHOOLS[0], "district": UNKNOWN}),
        ("POST", "records/students", {"school": SCHOOLS[0], "district": {}}),
        ("POST", "records/teachers", {"id": STUDENTS[0], "school": SCHOOLS[0]}),
        ("POST", "records/pupils", {}),
        ("POST", "records/events", {}),
        ("DELETE", "records/pupils/" + STUDENTS[0], b""),
        ("DELETE", "records/events/" + STUDENTS[0], b""),
        ("DELETE", "records/districts/" + DISTRICT, b""),
        ("PATCH", f"districts/{DISTRICT}/status", {"state": "asleep"}),
        ("PATCH", f"districts/{DISTRICT}/status", {"state": ["running"]}),
        ("PATCH", f"districts/{DISTRICT}/status", []),
        ("POST", "expire-events", {}),
        ("POST", "expire-events", {"before": 1}),
        ("POST", "expire-events", {"before": "x"}),
        ("GET", "truth/v9/students", b""),
        ("GET", "truth/v1.1/pupils", b""),
        ("PUT", "faults", {"nonsense": 1}),
    ],
)
def test_bad_input_is_refused_in_one_sentence(stranger: Caller, method: str, path: str, body: Any) -> None:
    refused = stranger.do(method, f"/_sandbox/{path}", body, status=400)
    assert list(refused) == ["error"]
    assert "\n" not in refused["error"]
    assert stranger.get("/_sandbox/truth/v1.2/events") == []


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", ""),
        ("GET", "/nonsense"),
        ("PUT", "/requests"),
        ("GET", "/records/students"),
        ("PATCH", f"/districts/{UNKNOWN}/status"),
        ("DELETE", f"/records/students/{UNKNOWN}"),
    ],
)
def test_what_is_not_there_is_not_found(stranger: Caller, method: str, path: str) -> None:
    assert set(stranger.do(method, f"/_sandbox{path}", {}, status=404)) == {"error"}


def test_a_path_that_only_begins_alike_is_no_endpoint_of_the_sandbox(caller: Caller) -> None:
    caller.error("/_sandboxes/requests", 404)
    assert caller.get("/_sandbox/requests")[0]["path"] == "/_sandboxes/requests"


def test_one_district_under_two_tokens_counts_once() -> None:
    district = small_district()
    caller = Caller(Sandbox({"one": district, "two": district}))
    assert len(caller.get("/_sandbox/truth/v1.1/schools")) == 3


def test_a_page_of_a_top_level_list_is_told_to_the_district(caller: Caller) -> None:
    seen: list[tuple[str, str, list[str]]] = []
    district = next(iter(caller.sandbox.districts.values()))
    district.watch_pages(lambda version, collection, ids: seen.append((version, collection, list(ids))))
    caller.get("/v1.1/students?limit=2")
    caller.get(f"/v1.2/schools/{SCHOOLS[0]}/students")
    caller.get("/v1.2/students?count=true")
    caller.get(f"/v1.2/students/{STUDENTS[0]}")
    assert seen == [("v1.1", "students", STUDENTS[:2])]


def test_a_token_is_revoked_and_given_back(caller: Caller, stranger: Caller) -> None:
    path = f"/_sandbox/districts/{DISTRICT}/token"
    assert stranger.do("PATCH", path, {"revoked": True}) == {"revoked": True}
    caller.error("/v1.1/students", 401)
    stranger.do("PATCH", path, {"revoked": False})
    caller.get("/v1.1/students")


@pytest.mark.parametrize(("district", "body", "status"), [(UNKNOWN, {"revoked": True}, 404), (DISTRICT, {}, 400)])
def test_a_token_of_nobody_is_not_revoked(stranger: Caller, district: str, body: Any, status: int) -> None:
    stranger.do("PATCH", f"/_sandbox/districts/{district}/token", body, status)
