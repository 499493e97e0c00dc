"""What is concluded from the answers of a server."""

import pytest

from clever_upgrade.api.rate_headers import Bucket, RateReading
from clever_upgrade.doctor.result import Check, Grade
from clever_upgrade.doctor.server import Answered, Visited
from clever_upgrade.doctor.server_checks import MOST_SKEW, server_checks
from clever_upgrade.errors import ApiError, ExitCode, NotServedError, TokenRefusedError, UnreachableError

DISTRICT = "4fd43cc56d11340000000005"
FULL = RateReading((Bucket("bearer", 1200, 1197, 100),), date=60)


def checks(
    older: ApiError | None = None, newer: ApiError | None = None, *, district: str = DISTRICT, kind: str = "district",
    rate: RateReading = FULL, ahead: float | None = 0.4,
) -> dict[str, Check]:  # fmt: skip
    versions = {"v1.1": Answered(0.0123, older), "v1.2": Answered(0.5, newer)}
    return {
        check.name: check for check in server_checks(Visited(versions, district, kind, rate, ahead), "CLEVER_TOKEN")
    }


def test_a_server_that_is_well_passes_every_check() -> None:
    found = checks()
    assert list(found) == ["api-v1.1", "api-v1.2", "token-kind", "rate-limit", "clock"]
    assert {check.grade for check in found.values()} == {Grade.OK}
    assert found["api-v1.1"].message == "answers, in 12 ms"
    assert found["token-kind"].message == f"a district's token, from CLEVER_TOKEN: district {DISTRICT}"
    assert found["rate-limit"].message == "1,197 of 1,200 requests are left"


def test_a_version_that_does_not_answer_fails_alone() -> None:
    found = checks(newer=UnreachableError("no connection"))
    assert (found["api-v1.1"].grade, found["api-v1.2"].grade) == (Grade.OK, Grade.FAILED)
    assert found["api-v1.2"].code == ExitCode.API
    assert found["token-kind"].grade is Grade.OK


def test_a_refused_token_is_the_fault_of_the_token_and_not_of_the_server() -> None:
    found = checks(TokenRefusedError("HTTP 401"), TokenRefusedError("HTTP 401"), district="", kind="")
    assert {name for name, check in found.items() if check.grade is Grade.FAILED} == {"token-kind"}
    assert (found["token-kind"].code, found["token-kind"].message) == (ExitCode.API, "HTTP 401")
    assert "Take another token" in found["token-kind"].remedy


def test_the_token_of_a_person_is_told_apart() -> None:
    missing = NotServedError("HTTP 404")
    found = checks(missing, missing, district="", kind="school_admin")
    assert found["api-v1.1"].grade is Grade.OK
    assert found["token-kind"].grade is Grade.FAILED
    assert "that of a school admin" in found["token-kind"].message
    assert found["token-kind"].code == ExitCode.USAGE


def test_a_token_that_opens_nothing_and_a_district_that_is_not_there_are_told() -> None:
    missing = NotServedError("HTTP 404")
    assert checks(missing, missing, district="", kind="")["token-kind"].message == "HTTP 404"
    assert "sees no district" in checks(district="", kind="")["token-kind"].message


def test_what_hangs_on_a_server_that_cannot_be_reached_is_skipped_with_the_reason() -> None:
    found = checks(UnreachableError("x"), UnreachableError("x"), district="", kind="", rate=RateReading(), ahead=None)
    skipped = {name: check.message for name, check in found.items() if check.grade is Grade.SKIPPED}
    assert skipped == dict.fromkeys(("token-kind", "rate-limit", "clock"), "the server could not be asked")


def test_a_limit_that_another_process_uses_up_is_a_warning() -> None:
    scarce = RateReading((Bucket("all", 5000, 4000, 90), Bucket("bearer", 1200, 119, 100)), date=60)
    check = checks(rate=scarce)["rate-limit"]
    assert (check.grade, check.code) == (Grade.WARNING, ExitCode.FINDINGS)
    assert "opens again in 40 seconds" in check.remedy
    assert checks(rate=RateReading())["rate-limit"].grade is Grade.SKIPPED


@pytest.mark.parametrize(
    ("ahead", "grade", "said"),
    [
        (MOST_SKEW, Grade.OK, "agrees"),
        (-MOST_SKEW, Grade.OK, "agrees"),
        (3700, Grade.WARNING, "3,700 seconds ahead of the server's"),
        (-90.2, Grade.WARNING, "90 seconds behind the server's"),
        (None, Grade.SKIPPED, "states no time"),
    ],
)
def test_a_clock_that_is_wrong_is_a_warning(ahead: float | None, grade: Grade, said: str) -> None:
    check = checks(ahead=ahead)["clock"]
    assert check.grade is grade
    assert said in check.message
