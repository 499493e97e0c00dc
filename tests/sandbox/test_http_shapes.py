"""Single records, the oddly shaped answers, and refusals."""

import json
from typing import Any

import pytest

from clever_upgrade.contract.endpoints import ENDPOINTS, LINKS, Endpoint, Shape
from clever_upgrade.contract.versions import VERSION_NAMES
from tests.sandbox.http_world import (
    CONTACTS,
    DISTRICT,
    DISTRICT_ADMINS,
    SCHOOL_ADMINS,
    SCHOOLS,
    SECTIONS,
    STATUS,
    STUDENTS,
    TEACHERS,
    UNKNOWN,
    Caller,
    links_of,
    small_caller,
)

RECORDS = {
    "districts": DISTRICT,
    "schools": SCHOOLS[0],
    "teachers": TEACHERS[0],
    "students": STUDENTS[0],
    "sections": SECTIONS[0],
    "contacts": CONTACTS[0],
    "school_admins": SCHOOL_ADMINS[0],
    "district_admins": DISTRICT_ADMINS[0],
}
SINGULAR = [
    ("sections", SECTIONS[0], "teacher", "teachers", TEACHERS[0]),
    ("sections", SECTIONS[0], "school", "schools", SCHOOLS[0]),
    ("sections", SECTIONS[0], "district", "districts", DISTRICT),
    ("students", STUDENTS[4], "school", "schools", SCHOOLS[1]),
    ("students", STUDENTS[0], "district", "districts", DISTRICT),
    ("teachers", TEACHERS[0], "school", "schools", SCHOOLS[0]),
    ("teachers", TEACHERS[0], "district", "districts", DISTRICT),
    ("schools", SCHOOLS[0], "district", "districts", DISTRICT),
    ("contacts", CONTACTS[0], "district", "districts", DISTRICT),
    ("contacts", CONTACTS[0], "student", "students", STUDENTS[0]),
]
WITH_ID = [endpoint for endpoint in ENDPOINTS if "{id}" in endpoint.path]


@pytest.fixture(scope="module")
def caller() -> Caller:
    return small_caller(rate_limit=None)


@pytest.mark.parametrize("version", VERSION_NAMES)
@pytest.mark.parametrize("collection", RECORDS)
def test_a_single_record_has_its_links_in_the_contracts_order(caller: Caller, version: str, collection: str) -> None:
    path = f"/{version}/{collection}/{RECORDS[collection]}"
    body = caller.get(path)
    assert set(body) == {"data", "links"}
    assert body["data"]["id"] == RECORDS[collection]
    assert [(link["rel"], link["uri"]) for link in body["links"]] == [
        ("self", path),
        *((name, f"{path}/{name}") for name in LINKS[collection]),
    ]


@pytest.mark.parametrize("version", VERSION_NAMES)
@pytest.mark.parametrize("collection", RECORDS)
def test_every_link_of_a_record_leads_somewhere(caller: Caller, version: str, collection: str) -> None:
    for uri in links_of(caller.get(f"/{version}/{collection}/{RECORDS[collection]}")).values():
        caller.get(uri)


@pytest.mark.parametrize("version", VERSION_NAMES)
@pytest.mark.parametrize(("parent", "owner", "name", "collection", "target"), SINGULAR)
def test_a_singular_sub_resource_says_where_the_record_really_lives(
    caller: Caller, version: str, parent: str, owner: str, name: str, collection: str, target: str
) -> None:
    canonical = f"/{version}/{collection}/{target}"
    body = caller.get(f"/{version}/{parent}/{owner}/{name}")
    assert body["links"] == [{"rel": "self", "uri": canonical}]
    assert body["data"] == caller.get(canonical)["data"]


def test_all_singular_sub_resources_are_tried() -> None:
    declared = {e.path for e in WITH_ID if e.shape is Shape.SINGLE and e.path.count("/") == 3}
    assert {f"/{parent}/{{id}}/{name}" for parent, _, name, _, _ in SINGULAR} == declared


def test_a_section_without_teacher_has_none_to_show(caller: Caller) -> None:
    caller.error(f"/v1.1/sections/{SECTIONS[2]}/teacher", 404)


def test_the_status_is_a_list_though_it_describes_one_district(caller: Caller) -> None:
    later = caller.get(f"/v1.2/districts/{DISTRICT}/status")
    assert later["data"] == [{"data": {"id": DISTRICT, **STATUS}}]
    assert links_of(later) == {"self": f"/v1.2/districts/{DISTRICT}/status"}
    earlier = caller.get(f"/v1.1/districts/{DISTRICT}/status")
    assert earlier["data"] == [{"data": {"id": DISTRICT, "state": "running", "sis_type": "sftp"}}]


def test_grade_levels_are_a_list_of_strings(caller: Caller) -> None:
    assert caller.get(f"/v1.1/teachers/{TEACHERS[0]}/grade_levels")["data"] == ["Kindergarten", "4"]
    assert caller.get(f"/v1.2/teachers/{TEACHERS[3]}/grade_levels")["data"] == []


def test_district_admins_are_bare_unless_links_are_asked_for(caller: Caller) -> None:
    bare = caller.get("/v1.1/district_admins")
    assert [item["id"] for item in bare["data"]] == DISTRICT_ADMINS
    linked = caller.get("/v1.1/district_admins?show_links=true&limit=1")
    assert linked["data"] == [{"data": bare["data"][0], "uri": f"/v1.1/district_admins/{DISTRICT_ADMINS[0]}"}]
    assert linked["paging"] == {"current": 1, "total": 2, "count": 2}
    assert links_of(linked)["self"] == "/v1.1/district_admins?limit=1"
    assert "show_links=true" in links_of(linked)["next"]
    assert caller.get(f"/v1.1/districts/{DISTRICT}/admins")["data"] == bare["data"]


def test_contacts_are_bare_below_their_student_and_wrapped_in_their_own_list(caller: Caller) -> None:
    below = caller.get(f"/v1.1/students/{STUDENTS[0]}/contacts")
    wrapped = caller.get("/v1.1/contacts")
    assert below["data"] == [item["data"] for item in wrapped["data"]]
    assert "paging" not in wrapped


def test_nested_lists_hold_what_belongs_to_the_record(caller: Caller) -> None:
    assert caller.ids(f"/v1.1/schools/{SCHOOLS[1]}/students") == STUDENTS[4::5]
    assert caller.ids(f"/v1.1/sections/{SECTIONS[0]}/students?limit=4") == STUDENTS[:4]
    assert caller.ids(f"/v1.1/sections/{SECTIONS[0]}/teachers") == TEACHERS[:2]
    assert caller.ids(f"/v1.1/students/{STUDENTS[4]}/sections") == SECTIONS[:2]
    assert caller.ids(f"/v1.1/teachers/{TEACHERS[0]}/students") == STUDENTS[:6]
    assert caller.ids(f"/v1.1/school_admins/{SCHOOL_ADMINS[0]}/schools") == SCHOOLS[:2]
    assert caller.ids(f"/v1.1/districts/{DISTRICT}/teachers") == TEACHERS


def test_records_of_the_two_versions_differ_where_the_contract_says_so(caller: Caller) -> None:
    path = f"students/{STUDENTS[4]}"
    earlier, later = caller.get(f"/v1.1/{path}")["data"], caller.get(f"/v1.2/{path}")["data"]
    assert later == {**earlier, "schools": [SCHOOLS[1], SCHOOLS[0]]}


def test_include_puts_sub_answers_in_place_of_members(caller: Caller) -> None:
    body = caller.get(f"/v1.2/students/{STUDENTS[0]}?include=district,sections,nonsense")
    district = body["data"]["district"]
    assert district["data"] == {"id": DISTRICT, "name": "Small District"}
    assert links_of(district) == {"self": f"/v1.2/districts/{DISTRICT}"}
    assert [item["data"]["id"] for item in body["data"]["sections"]["data"]] == [SECTIONS[0]]
    assert body["data"]["school"] == SCHOOLS[0]
    assert "nonsense" not in body["data"]


def test_include_of_nothing_known_changes_nothing(caller: Caller) -> None:
    path = f"/v1.1/teachers/{TEACHERS[0]}"
    assert caller.get(f"{path}?include=nonsense") == caller.get(path)
    assert caller.get(f"{path}?include=") == caller.get(path)


@pytest.mark.parametrize("endpoint", WITH_ID, ids=lambda e: e.path)
def test_an_unknown_id_is_not_found_in_json(caller: Caller, endpoint: Endpoint) -> None:
    caller.error(f"/v1.2{endpoint.path.replace('{id}', UNKNOWN)}", 404)


@pytest.mark.parametrize("endpoint", WITH_ID, ids=lambda e: e.path)
@pytest.mark.parametrize("wrong", ["invalid", "%00", "5A" * 12, "%F0%9F%98%80"])
def test_a_malformed_id_is_not_found_in_plain_text(caller: Caller, endpoint: Endpoint, wrong: str) -> None:
    answer = caller.answer(f"/v1.1{endpoint.path.replace('{id}', wrong)}")
    assert answer.status == 404
    assert answer.content_type == "text/plain; charset=utf-8"


@pytest.mark.parametrize(
    "path",
    ["/", "/v1.1", "/v2.0/students", "/students", "/v1.1/pupils", "/v1.1/students/" + STUDENTS[0] + "/nonsense",
     "/v1.1/students/" + STUDENTS[0] + "/sections/x", "/v1.3/me", "/v1.1/me/x", "/oauth/authorize"],
)  # fmt: skip
def test_a_path_that_the_contract_does_not_know_is_not_found(caller: Caller, path: str) -> None:
    caller.error(path, 404)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "BREW"])
def test_the_api_is_read_only(caller: Caller, method: str) -> None:
    answer = caller.answer("/v1.1/students", method, {"id": UNKNOWN})
    assert answer.status == 405
    assert ("allow", "GET, HEAD") in answer.headers
    assert "read only" in json.loads(answer.body)["error"]


def test_every_answer_lets_a_browser_read_it_except_the_sandboxs_own(caller: Caller) -> None:
    allowed = ("access-control-allow-origin", "*")
    answers: dict[str, Any] = {
        path: list(caller.answer(path).all_headers()) for path in ("/v1.1/students", "/v1.1/x", "/_sandbox/requests")
    }
    assert allowed in answers["/v1.1/students"]
    assert allowed in answers["/v1.1/x"]
    assert allowed not in answers["/_sandbox/requests"]
    preflight = caller.answer("/v1.1/students", "OPTIONS")
    assert preflight.status == 204
    assert allowed in preflight.headers


def test_null_is_never_sent(caller: Caller) -> None:
    for collection in RECORDS:
        assert b"null" not in caller.answer(f"/v1.2/{collection}").body
