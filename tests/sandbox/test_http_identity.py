"""Tokens, /me and the token service."""

import base64
import json
from collections.abc import Mapping
from typing import Any

import pytest

from clever_upgrade.contract.versions import VERSION_NAMES
from clever_upgrade.sandbox.app import Sandbox
from clever_upgrade.sandbox.exchange import Request
from clever_upgrade.sandbox.tokens import USER_TOKENS
from tests.sandbox.http_world import (
    DISTRICT,
    DISTRICT_ADMINS,
    SCHOOL_ADMINS,
    SCHOOLS,
    SECTIONS,
    STUDENTS,
    TEACHERS,
    Caller,
    small_caller,
    small_district,
)

OWN_IDS = {
    "student": STUDENTS[0],
    "teacher": TEACHERS[0],
    "school_admin": SCHOOL_ADMINS[0],
    "district_admin": DISTRICT_ADMINS[0],
}
CLIENT = "Basic " + base64.b64encode(b"client:secret").decode()


@pytest.fixture(scope="module")
def caller() -> Caller:
    return small_caller(rate_limit=None)


@pytest.fixture(params=USER_TOKENS)
def user(request: pytest.FixtureRequest, caller: Caller) -> Caller:
    return Caller(caller.sandbox, token=request.param)


def status_for(caller: Caller, authorization: str | None) -> int:
    headers = {} if authorization is None else {"authorization": authorization}
    return caller.sandbox.handle(Request("GET", "/v1.1/schools", headers=headers)).status


@pytest.mark.parametrize(
    ("authorization", "status"),
    [
        ("Bearer DEMO_TOKEN", 200),
        ("bearer DEMO_TOKEN", 200),
        ("Basic " + base64.b64encode(b"DEMO_TOKEN:").decode(), 200),
        ("Basic " + base64.b64encode(b"DEMO_TOKEN").decode(), 200),
        ("Basic " + base64.b64encode(b":DEMO_TOKEN").decode(), 401),
        ("Basic not-base-64!", 401),
        ("Basic " + base64.b64encode(b"\xff\xfe").decode(), 401),
        ("Bearer demo_token", 401),
        ("Bearer ", 401),
        ("DEMO_TOKEN", 401),
        ("", 401),
        (None, 401),
    ],
)
def test_a_token_is_a_bearer_token_or_the_user_of_basic_authentication(
    caller: Caller, authorization: str | None, status: int
) -> None:
    assert status_for(caller, authorization) == status


def test_a_wrong_token_is_refused_before_anything_else_and_has_no_quota(caller: Caller) -> None:
    stranger = Caller(caller.sandbox, token="nobody")
    assert "token" in stranger.error("/v1.1/nonsense", 401)
    assert not [name for name, _ in stranger.answer("/v1.1/schools").headers if name.startswith("x-ratelimit")]


def test_each_token_sees_its_own_district() -> None:
    other = small_district()
    other.delete("students", STUDENTS[0])
    sandbox = Sandbox({"one": small_district(), "two": other})
    assert len(Caller(sandbox, "one").ids("/v1.1/students")) == 25
    assert len(Caller(sandbox, "two").ids("/v1.1/students")) == 24


@pytest.mark.parametrize("version", VERSION_NAMES)
def test_me_is_the_users_record_with_its_type(user: Caller, caller: Caller, version: str) -> None:
    kind = USER_TOKENS[str(user.token)]
    own = caller.get(f"/{version}/{kind}s/{OWN_IDS[kind]}")["data"]
    assert user.get(f"/{version}/me") == {
        "type": kind,
        "data": {**own, "type": kind},
        "links": [
            {"rel": "self", "uri": "/me"},
            {"rel": "canonical", "uri": f"/{version}/{kind}s/{OWN_IDS[kind]}"},
            {"rel": "district", "uri": f"/{version}/districts/{DISTRICT}"},
        ],
    }


def test_me_without_a_version_stays_with_the_oldest(user: Caller) -> None:
    assert user.get("/me") == user.get(f"/{VERSION_NAMES[0]}/me")


def test_only_the_later_me_shows_the_schools_of_a_student(caller: Caller) -> None:
    student = Caller(caller.sandbox, "ilc_DEMO_STUDENT_TOKEN")
    assert "schools" not in student.get("/me")["data"]
    assert student.get("/v1.2/me")["data"]["schools"] == [SCHOOLS[0]]


def test_me_of_a_districts_token_is_the_district(caller: Caller) -> None:
    body = caller.get("/me")
    assert body["type"] == "district"
    assert body["data"] == {"id": DISTRICT, "name": "Small District", "type": "district"}


def test_me_of_a_user_that_the_district_lacks_is_not_found() -> None:
    district = small_district()
    for admin in DISTRICT_ADMINS:
        district.delete("district_admins", admin)
    Caller(Sandbox({"any": district}), "ilc_DEMO_DISTRICT_ADMIN_TOKEN").error("/me", 404)


def test_a_user_reads_only_itself_its_schools_and_its_district(user: Caller) -> None:
    kind = USER_TOKENS[str(user.token)]
    user.get(f"/v1.1/{kind}s/{OWN_IDS[kind]}")
    user.get(f"/v1.1/districts/{DISTRICT}")
    for path in (
        f"/{kind}s",
        f"/students/{STUDENTS[1]}",
        f"/teachers/{TEACHERS[1]}",
        f"/schools/{SCHOOLS[2]}",
        f"/sections/{SECTIONS[0]}",
        "/events",
        "/districts",
        f"/students/{STUDENTS[0]}/school",
        f"/districts/{DISTRICT}/status",
    ):
        assert "token of a user" in user.error(f"/v1.2{path}", 404)


def test_a_users_schools_are_those_of_the_version(caller: Caller) -> None:
    teacher = Caller(caller.sandbox, "ilc_DEMO_TEACHER_TOKEN")
    teacher.get(f"/v1.1/schools/{SCHOOLS[0]}")
    teacher.error(f"/v1.1/schools/{SCHOOLS[1]}", 404)
    teacher.get(f"/v1.2/schools/{SCHOOLS[1]}")
    Caller(caller.sandbox, "ilc_DEMO_SCHOOL_ADMIN_TOKEN").get(f"/v1.1/schools/{SCHOOLS[1]}")


def ask(caller: Caller, method: str, path: str, headers: Mapping[str, str], body: bytes = b"") -> tuple[int, Any]:
    target, _, query = path.partition("?")
    answer = caller.sandbox.handle(Request(method, target, query, headers, body))
    return answer.status, json.loads(answer.body)


def test_the_token_service_lists_the_districts_tokens(caller: Caller) -> None:
    status, body = ask(caller, "GET", "/oauth/tokens?owner_type=district", {"authorization": CLIENT})
    assert status == 200
    (row,) = body["data"]
    assert row["owner"] == {"type": "district", "id": DISTRICT}
    assert row["access_token"] == "DEMO_TOKEN"
    assert len(row["id"]) == 24
    assert "read:sis" in row["scopes"]
    assert body["links"] == [{"rel": "self", "uri": "/oauth/tokens?owner_type=district"}]


@pytest.mark.parametrize(
    ("authorization", "path", "status"),
    [
        (CLIENT, "/oauth/tokens", 400),
        (CLIENT, "/oauth/tokens?owner_type=user", 400),
        ("Bearer DEMO_TOKEN", "/oauth/tokens?owner_type=district", 401),
        ("Basic " + base64.b64encode(b"client:").decode(), "/oauth/tokens?owner_type=district", 401),
        ("Bearer nobody", "/oauth/tokeninfo", 401),
    ],
)
def test_the_token_service_explains_its_refusals(caller: Caller, authorization: str, path: str, status: int) -> None:
    found, body = ask(caller, "GET", path, {"authorization": authorization})
    assert found == status
    assert set(body) == {"error", "error_description"}


@pytest.mark.parametrize("form", ["json", "form"])
def test_a_login_code_is_exchanged_once_for_the_users_token(form: str) -> None:
    caller = small_caller()
    fields = {"code": "DEMO_TEACHER_CODE-7", "grant_type": "authorization_code", "redirect_uri": "http://localhost/"}
    if form == "json":
        kind, body = "application/json", json.dumps(fields).encode()
    else:
        kind, body = "application/x-www-form-urlencoded", "&".join(f"{k}={v}" for k, v in fields.items()).encode()
    headers = {"authorization": CLIENT, "content-type": kind}
    status, granted = ask(caller, "POST", "/oauth/tokens", headers, body)
    assert (status, granted["access_token"]) == (200, "ilc_DEMO_TEACHER_TOKEN")
    assert Caller(caller.sandbox, granted["access_token"]).get("/me")["type"] == "teacher"
    status, refused = ask(caller, "POST", "/oauth/tokens", headers, body)
    assert (status, refused["error_description"]) == (400, "Invalid grant: invalid code")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"\xff",
        b'{"grant_type":"password"}',
        b'{"grant_type":"authorization_code"}',
        b'{"grant_type":"authorization_code","redirect_uri":"x"}',
        b'{"grant_type":"authorization_code","redirect_uri":"x","code":7}',
    ],
)
def test_a_bad_exchange_is_refused(caller: Caller, body: bytes) -> None:
    for kind in ("application/json", "application/x-www-form-urlencoded"):
        headers = {"authorization": CLIENT, "content-type": kind}
        assert ask(caller, "POST", "/oauth/tokens", headers, body)[0] == 400


def test_a_token_can_be_asked_what_it_may_do(caller: Caller) -> None:
    assert "read:sis" in ask(caller, "GET", "/oauth/tokeninfo", {"authorization": "Bearer DEMO_TOKEN"})[1]["scopes"]
