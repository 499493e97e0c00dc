"""The rate limit and its headers."""

from dataclasses import dataclass

from clever_upgrade.sandbox.app import Sandbox
from tests.sandbox.http_world import Caller, small_district

START = 1_000_000_000.7


@dataclass
class Clock:
    now: float = START

    def __call__(self) -> float:
        return self.now


def caller_at(clock: Clock, limit: int | None = 3) -> Caller:
    return Caller(Sandbox({"one": small_district(), "two": small_district()}, rate_limit=limit, clock=clock), "one")


def quota(caller: Caller, path: str = "/v1.1/schools") -> tuple[int, str, str, str, str]:
    answer = caller.answer(path)
    found = dict(answer.headers)
    names = ("limit", "remaining", "reset", "bucket")
    limit, remaining, reset, bucket = (found[f"x-ratelimit-{name}"] for name in names)
    return answer.status, limit, remaining, reset, bucket


def test_the_window_opens_at_the_first_request_and_lasts_a_minute() -> None:
    clock = Clock()
    caller = caller_at(clock)
    assert quota(caller) == (200, "3", "2", "1000000060", "bearer")
    clock.now += 40
    assert quota(caller, "/v1.2/students") == (200, "3", "1", "1000000060", "bearer")
    clock.now = 1_000_000_059.9
    assert quota(caller) == (200, "3", "0", "1000000060", "bearer")
    assert quota(caller) == (429, "3", "0", "1000000060", "bearer")
    clock.now = 1_000_000_060.0
    assert quota(caller)[:3] == (200, "3", "2")


def test_the_next_window_opens_with_the_next_request_not_at_the_reset() -> None:
    clock = Clock()
    caller = caller_at(clock)
    quota(caller)
    clock.now = 1_000_000_500.2
    assert quota(caller)[3] == "1000000560"


def test_a_refusal_for_haste_has_no_body() -> None:
    caller = caller_at(Clock(), limit=1)
    quota(caller)
    refused = caller.answer("/v1.1/schools")
    assert (refused.status, refused.body, refused.content_type) == (429, b"", None)
    assert ("content-length", "0") in list(refused.all_headers())


def test_wrong_requests_use_up_the_quota_too() -> None:
    caller = caller_at(Clock())
    for path in ("/v1.1/students?limit=0", "/v1.1/students/nonsense", "/v1.1/nonsense"):
        assert caller.answer(path).status in (400, 404)
    assert quota(caller)[0] == 429


def test_each_token_has_a_quota_of_its_own_for_all_versions() -> None:
    caller = caller_at(Clock(), limit=2)
    quota(caller, "/v1.1/schools")
    quota(caller, "/v1.2/schools")
    assert quota(caller)[0] == 429
    assert quota(Caller(caller.sandbox, "two"))[0] == 200


def test_without_a_limit_there_are_no_headers() -> None:
    answer = caller_at(Clock(), limit=None).answer("/v1.1/schools")
    assert not [name for name, _ in answer.headers if name.startswith("x-ratelimit")]


def test_the_sandboxs_own_endpoints_and_the_token_service_cost_nothing() -> None:
    caller = caller_at(Clock(), limit=1)
    for _ in range(3):
        caller.answer("/_sandbox/requests")
        caller.answer("/oauth/tokeninfo")
    assert quota(caller)[0] == 200
