"""How far a resync has come is told step by step, and in between no oftener than a person wants to hear."""

import io

import pytest

from clever_upgrade.report.resync.progress import EVERY, ResyncProgress, resync_progress


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def said() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def progress(clock: Clock, said: io.StringIO) -> ResyncProgress:
    return ResyncProgress(said, clock)


def test_a_step_is_a_sentence_of_its_own(progress: ResyncProgress, said: io.StringIO) -> None:
    progress.step("reading every record")
    progress.step("comparing school_admins")
    assert said.getvalue() == "Reading every record\nComparing school admins\n"


def test_what_a_server_says_steers_no_terminal(progress: ResyncProgress, said: io.StringIO, clock: Clock) -> None:
    progress.waiting(60, "\x1b[2J")
    clock.now += EVERY
    progress.retrying("/students/\x1b[2J", 1, "\x9b")
    assert said.getvalue() == (
        "  Waiting 60 seconds: \\x1b[2J\n  Trying /students/\\x1b[2J again after attempt 1: \\x9b\n"
    )


def test_rows_are_told_now_and_then_with_what_is_known_of_each_collection(
    progress: ResyncProgress, said: io.StringIO, clock: Clock
) -> None:
    progress.step("reading every record")
    progress.rows_staged("students", 1000, 5000)
    progress.rows_staged("school_admins", 3, None)
    assert said.getvalue().count("\n") == 1
    clock.now += EVERY
    progress.rows_staged("students", 2000, None)
    assert said.getvalue().splitlines()[1:] == ["  students 2,000 of 5,000, school admins 3"]
    progress.rows_staged("students", 3000, None)
    assert said.getvalue().count("\n") == 2


def test_what_is_complete_is_not_told_again(progress: ResyncProgress, said: io.StringIO, clock: Clock) -> None:
    progress.step("reading every record")
    clock.now += EVERY
    progress.rows_staged("schools", 3, 3)
    assert said.getvalue().count("\n") == 1
    progress.rows_staged("students", 10, 20)
    assert said.getvalue().splitlines()[1:] == ["  students 10 of 20"]


def test_events_are_told_only_where_there_are_some(progress: ResyncProgress, said: io.StringIO, clock: Clock) -> None:
    progress.step("replaying events")
    clock.now += EVERY
    progress.events_applied(0)
    assert said.getvalue().count("\n") == 1
    progress.events_applied(1)
    assert said.getvalue().splitlines()[1:] == ["  1 event applied"]


def test_a_long_wait_is_explained_before_it_begins(progress: ResyncProgress, said: io.StringIO) -> None:
    progress.step("reading every record")
    progress.waiting(2.9, "the rate limit")
    assert said.getvalue().count("\n") == 1
    progress.waiting(42, "the rate limit")
    assert said.getvalue().splitlines()[1:] == ["  Waiting 42 seconds: the rate limit"]


def test_another_attempt_is_told_without_steering_the_terminal(
    progress: ResyncProgress, said: io.StringIO, clock: Clock
) -> None:
    clock.now += EVERY
    progress.retrying("/v1.2/students\x1b[2J", 2, "status 500")
    assert said.getvalue() == "  Trying /v1.2/students\\x1b[2J again after attempt 2: status 500\n"


def test_what_is_left_of_the_rate_limit_is_what_the_server_said_last(progress: ResyncProgress) -> None:
    assert progress.requests_left is None
    progress.request_done("v1.2", "/students", 200, 17)
    progress.request_done("v1.2", "/students", 200, None)
    assert progress.requests_left == 17


def test_quiet_says_nothing_and_still_knows_the_rate_limit(said: io.StringIO) -> None:
    with resync_progress(quiet=True, stream=said) as progress:
        progress.step("reading every record")
        progress.rows_staged("students", 1, 2)
        progress.waiting(60, "the rate limit")
        progress.request_done("v1.2", "/students", 200, 17)
    assert said.getvalue() == ""
    assert progress.requests_left == 17


def test_without_a_stream_it_goes_to_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    with resync_progress(quiet=False) as progress:
        progress.step("verifying")
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", "Verifying\n")
