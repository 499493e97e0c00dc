"""What each fault does to an answer, and which requests it can hit."""

from typing import Any

import pytest

from clever_upgrade.contract.versions import VERSION_NAMES
from clever_upgrade.errors import UsageError
from clever_upgrade.sandbox.exchange import Delivery, Response
from clever_upgrade.sandbox.faults import FAULT_NAMES, Fault, FaultKind, Reach
from clever_upgrade.sandbox.faultspec import parse_body, parse_options
from tests.sandbox.http_world import (
    DISTRICT,
    SCHOOLS,
    SECTIONS,
    STUDENTS,
    TEACHERS,
    Caller,
    links_of,
    small_caller,
)

FIRST = "/v1.2/students?limit=5"
CURSOR = f"/v1.2/students?limit=5&starting_after={STUDENTS[9]}"
SINGLE = f"/v1.2/students/{STUDENTS[0]}"
OTHERS = {
    "first page": FIRST,
    "page before a cursor": f"/v1.2/students?ending_before={STUDENTS[9]}",
    "count": f"/v1.2/students?count=true&starting_after={STUDENTS[9]}",
    "single": SINGLE,
    "me": "/me",
    "status": f"/v1.2/districts/{DISTRICT}/status",
    "grade levels": f"/v1.1/teachers/{TEACHERS[0]}/grade_levels",
}


@pytest.fixture(scope="module")
def healthy() -> Caller:
    return small_caller(rate_limit=None)


def faulty(kind: str, **more: Any) -> Caller:
    return small_caller(faults={FaultKind(kind): Fault(1, **more)}, rate_limit=None)


def bare(answer: Response) -> tuple[int, bytes, str | None, Delivery]:
    return answer.status, answer.body, answer.content_type, answer.delivery


def test_the_kinds_are_those_that_the_tool_names() -> None:
    assert FAULT_NAMES == (
        "429", "500", "timeout", "reset", "truncated", "html", "slow", "lost-page", "repeated-page", "unordered",
        "empty", "401-midway", "404-midway",
    )  # fmt: skip


@pytest.mark.parametrize("kind", [kind.value for kind in FaultKind if kind.reach is not Reach.ANY])
def test_faults_of_pages_leave_everything_else_alone(healthy: Caller, kind: str) -> None:
    caller = faulty(kind)
    spared = dict(OTHERS)
    if FaultKind(kind).reach is Reach.LIST_PAGE:
        del spared["first page"], spared["page before a cursor"]
        assert bare(caller.answer(FIRST)) != bare(healthy.answer(FIRST))
    for path in spared.values():
        assert bare(caller.answer(path)) == bare(healthy.answer(path))
    assert bare(caller.answer(CURSOR)) != bare(healthy.answer(CURSOR))


@pytest.mark.parametrize("kind", [kind.value for kind in FaultKind if kind.reach is Reach.ANY])
def test_other_faults_hit_every_answer_of_the_api(healthy: Caller, kind: str) -> None:
    caller = faulty(kind)
    for path in (*OTHERS.values(), CURSOR):
        assert bare(caller.answer(path)) != bare(healthy.answer(path))


@pytest.mark.parametrize("kind", FAULT_NAMES)
def test_no_fault_hits_the_token_check_the_token_service_or_the_sandbox_itself(healthy: Caller, kind: str) -> None:
    caller = faulty(kind)
    for path in ("/oauth/tokeninfo", "/_sandbox/truth/v1.1/schools", "/v1.1/nonsense"):
        assert bare(caller.answer(path)) == bare(healthy.answer(path))
    assert Caller(caller.sandbox, "nobody").answer(CURSOR).status == 401


def test_429_has_no_body_and_lets_the_client_go_on_soon() -> None:
    answer = small_caller(faults={FaultKind("429"): Fault(1)}, clock=lambda: 100.4).answer(SINGLE)
    assert bare(answer) == (429, b"", None, Delivery())
    headers = dict(answer.headers)
    assert (headers["x-ratelimit-remaining"], headers["x-ratelimit-reset"]) == ("0", "101")
    assert headers["x-ratelimit-limit"] == "1200"
    assert [name for name, _ in answer.headers].count("x-ratelimit-remaining") == 1


def test_500_is_an_error_in_json() -> None:
    faulty("500").error(SINGLE, 500)


def test_html_is_a_page_that_claims_success() -> None:
    answer = faulty("html").answer(SINGLE)
    assert (answer.status, answer.content_type) == (200, "text/html; charset=utf-8")
    assert answer.body.startswith(b"<!DOCTYPE html>")


@pytest.mark.parametrize(("kind", "seconds"), [("timeout", 60), ("slow", 1)])
def test_late_answers_are_the_right_ones(healthy: Caller, kind: str, seconds: float) -> None:
    answer = faulty(kind).answer(SINGLE)
    assert answer.body == healthy.answer(SINGLE).body
    assert answer.delivery == Delivery(delay=seconds)
    assert faulty(kind, seconds=0.25).answer(SINGLE).delivery == Delivery(delay=0.25)


def test_a_truncated_answer_announces_its_whole_length(healthy: Caller) -> None:
    answer = faulty("truncated").answer(SINGLE)
    assert answer.body == healthy.answer(SINGLE).body
    assert answer.delivery == Delivery(cut=len(answer.body) // 2)
    assert ("content-length", str(len(answer.body))) in list(answer.all_headers())


def test_a_reset_connection_answers_nothing_and_is_logged_without_a_status() -> None:
    caller = faulty("reset")
    assert caller.answer(SINGLE).delivery == Delivery(reset=True)
    assert caller.get("/_sandbox/requests") == [{"method": "GET", "path": SINGLE, "status": None}]


def test_a_lost_page_is_passed_over_in_silence() -> None:
    body = faulty("lost-page").get(CURSOR)
    assert [item["data"]["id"] for item in body["data"]] == STUDENTS[15:20]
    assert links_of(body)["next"] == f"/v1.2/students?limit=5&starting_after={STUDENTS[19]}"
    assert links_of(body)["self"] == CURSOR


def test_a_lost_last_page_leaves_an_empty_one() -> None:
    body = faulty("lost-page").get(f"/v1.2/students?limit=20&starting_after={STUDENTS[19]}")
    assert body["data"] == []
    assert "next" not in links_of(body)


def test_a_repeated_page_holds_the_rows_of_the_page_before_it() -> None:
    body = faulty("repeated-page").get(CURSOR)
    assert [item["data"]["id"] for item in body["data"]] == STUDENTS[5:10]
    assert links_of(body)["next"] == f"/v1.2/students?limit=5&starting_after={STUDENTS[9]}"


def test_unordered_rows_are_the_right_ones_in_another_order(healthy: Caller) -> None:
    for path in (FIRST, CURSOR, f"/v1.2/schools/{SCHOOLS[1]}/students", "/v1.1/district_admins"):
        right, mixed = healthy.get(path), faulty("unordered").get(path)
        assert mixed["data"] != right["data"]
        assert sorted(map(str, mixed["data"])) == sorted(map(str, right["data"]))
        assert (mixed["links"], mixed.get("paging")) == (right["links"], right.get("paging"))


def test_an_empty_page_claims_that_there_is_nothing() -> None:
    caller = faulty("empty")
    first = caller.get(FIRST)
    assert first == {
        "data": [],
        "paging": {"current": 0, "total": 0, "count": 0},
        "links": [{"rel": "self", "uri": FIRST}],
    }
    assert caller.get(CURSOR) == {"data": [], "links": [{"rel": "self", "uri": CURSOR}]}


def test_midway_a_token_or_the_list_is_gone() -> None:
    faulty("401-midway").error(CURSOR, 401)
    faulty("404-midway").error(CURSOR, 404)


@pytest.mark.parametrize("version", VERSION_NAMES)
def test_a_fault_can_be_kept_to_one_version(version: str) -> None:
    caller = faulty("500", version=version)
    assert {name for name in VERSION_NAMES if caller.answer(f"/{name}/schools").status == 500} == {version}


def test_the_same_requests_meet_the_same_faults_whatever_else_is_switched_on() -> None:
    def statuses(**rates: float) -> list[int]:
        faults = {FaultKind(name.removeprefix("_")): Fault(rate) for name, rate in rates.items()}
        caller = small_caller(faults=faults, rate_limit=None, seed=5)
        return [caller.answer(SINGLE).status for _ in range(300)]

    alone = statuses(_500=0.3)
    assert alone == statuses(_500=0.3)
    assert 60 < alone.count(500) < 120
    both = statuses(_500=0.3, _429=0.2)
    assert [status for status in both if status != 429] == [
        status for status, other in zip(alone, both, strict=True) if other != 429
    ]
    assert alone != [small_caller(rate_limit=None).answer(SINGLE).status for _ in range(300)]


def test_a_rate_of_0_never_strikes() -> None:
    caller = small_caller(faults={kind: Fault(0) for kind in FaultKind}, rate_limit=None)
    assert {caller.answer(CURSOR).status for _ in range(50)} == {200}


def test_a_nested_list_can_be_bent_too() -> None:
    path = f"/v1.1/sections/{SECTIONS[0]}/students?limit=2"
    body = faulty("lost-page").get(f"{path}&starting_after={STUDENTS[1]}")
    assert [item["data"]["id"] for item in body["data"]] == STUDENTS[4:6]


def test_options_and_bodies_name_kinds_and_rates() -> None:
    assert parse_options(["429=0.1", "lost-page=1"]) == {FaultKind("429"): Fault(0.1), FaultKind("lost-page"): Fault(1)}
    assert parse_body({"slow": 0.5, "500": {"rate": 1, "version": "v1.2"}, "timeout": {"rate": 1, "seconds": 2}}) == {
        FaultKind("slow"): Fault(0.5),
        FaultKind("500"): Fault(1, version="v1.2"),
        FaultKind("timeout"): Fault(1, seconds=2),
    }


@pytest.mark.parametrize(
    ("option", "words"),
    [
        ("429", "KIND=RATE"),
        ("429=", "not a number"),
        ("429=often", "not a number"),
        ("429=nan", "from 0 to 1"),
        ("429=1.5", "from 0 to 1"),
        ("429=-0.1", "from 0 to 1"),
        ("lostpage=1", 'Did you mean "lost-page"?'),
        ("=1", "The faults are 429"),
    ],
)
def test_a_wrong_option_is_explained(option: str, words: str) -> None:
    with pytest.raises(UsageError) as refused:
        parse_options([option])
    assert words in f"{refused.value.message}. {refused.value.hint}"


@pytest.mark.parametrize(
    "body",
    [
        {"nonsense": 1},
        {"429": True},
        {"429": None},
        {"429": []},
        {"429": {}},
        {"429": {"rate": 2}},
        {"429": {"rate": 1, "path": "/x"}},
        {"429": {"rate": 1, "version": "v9"}},
        {"429": {"rate": 1, "version": 1}},
        {"slow": {"rate": 1, "seconds": -1}},
        {"slow": {"rate": 1, "seconds": "inf"}},
        {"slow": {"rate": 1, "seconds": "soon"}},
    ],
)
def test_a_wrong_body_is_explained(healthy: Caller, body: Any) -> None:
    assert set(healthy.do("PUT", "/_sandbox/faults", body, status=400)) == {"error"}
    assert healthy.get("/_sandbox/faults") == {}
