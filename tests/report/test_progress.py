"""Progress goes to standard error: alive on a terminal, a rare line in a pipe, nothing when quiet."""

import io
import os
import pty
import re
import threading

import pytest

from clever_upgrade.api.observer import Observer
from clever_upgrade.compare.source import Progress
from clever_upgrade.report.course import Course
from clever_upgrade.report.progress import ProgressReport, progress_report

LIMIT = "the rate limit is used up"


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def stream():
    return io.StringIO()


def plain(stream, clock):
    return progress_report(quiet=False, stream=stream, environ={}, clock=clock)


def test_what_a_server_says_steers_no_terminal(stream, clock):
    with plain(stream, clock) as report:
        report.collection_started("\x1b[31mX\n")
        report.records_compared("\x1b[31mX\n", 1)
    assert stream.getvalue() == "\\x1b[31mX\\n: 1 record compared\n"


def test_a_short_comparison_gets_one_line_for_each_stage(stream, clock):
    with plain(stream, clock) as report:
        for stage, records in (("schools", 3), ("status", 1), ("sections/students", 40)):
            report.collection_started(stage)
            report.records_compared(stage, records)
    assert stream.getvalue().splitlines() == [
        "schools: 3 records compared",
        "status: 1 record compared",
        "students of sections: 40 records compared",
    ]


def test_a_long_stage_gets_a_line_every_ten_seconds_at_most(stream, clock):
    with plain(stream, clock) as report:
        report.collection_started("students")
        report.records_announced("students", 4000)
        report.request_done("v1.1", "/students", 200, 1177)
        for _ in range(40):
            clock.now += 1
            report.records_compared("students", 100)
    lines = stream.getvalue().splitlines()
    assert lines[0] == "students: 1,000 of 4,000 records compared, 100 a second, about 30 s to go, 1,177 requests left"
    assert [line.split(" records")[0] for line in lines] == [
        "students: 1,000 of 4,000",
        "students: 2,000 of 4,000",
        "students: 3,000 of 4,000",
        "students: 4,000 of 4,000",
        "students: 4,000",
    ]


def test_a_long_wait_is_announced_before_it_begins(stream, clock):
    with plain(stream, clock) as report:
        report.collection_started("students")
        report.waiting(2.5, LIMIT)
        assert stream.getvalue() == ""
        report.waiting(41.2, LIMIT)
        assert stream.getvalue() == f"students: 0 records compared, 0 a second, waiting 42 s: {LIMIT}\n"


@pytest.mark.parametrize(
    ("tell", "note"),
    [
        (lambda report: report.settling("students", 12), "settling 12 differing records"),
        (lambda report: report.settling("students", 1), "settling 1 differing record"),
        (lambda report: report.retrying("/students", 1, "HTTP 500\x1b[2J"), "trying /students again: HTTP 500\\x1b[2J"),
    ],
)
def test_what_takes_long_is_said(stream, clock, tell, note):
    with plain(stream, clock) as report:
        report.collection_started("students")
        clock.now += 11
        tell(report)
        assert stream.getvalue() == f"students: 0 records compared, 0 a second, {note}\n"


def test_quiet_is_quiet(stream, clock):
    with progress_report(quiet=True, stream=stream, environ={}, clock=clock) as report:
        everything(report, clock)
    assert stream.getvalue() == ""


def test_a_failure_is_not_reported_as_a_finished_stage(stream, clock):
    def fail():
        with plain(stream, clock) as report:
            report.collection_started("students")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert stream.getvalue() == ""


def test_by_default_progress_goes_to_standard_error(capsys):
    with progress_report(quiet=False, environ={}) as report:
        report.collection_started("schools")
    assert capsys.readouterr() == ("", "schools: 0 records compared\n")


def everything(report: ProgressReport, clock: Clock) -> None:
    progress: Progress = report
    observer: Observer = report
    progress.collection_started("schools")
    progress.records_announced("schools", 3)
    progress.records_compared("schools", 3)
    progress.collection_started("students")
    progress.records_announced("students", 1000)
    clock.now += 1
    progress.records_compared("students", 250)
    observer.request_done("v1.1", "/students", 200, 1133)
    observer.request_done("v1.2", "/students", 200, None)
    observer.retrying("/students", 1, "HTTP 500")
    progress.settling("students", 7)
    observer.waiting(7.5, LIMIT)


def seen_on_a_terminal(environ):
    """Everything that a real terminal receives while the display runs."""
    leader, follower = pty.openpty()
    received = bytearray()

    def read():
        try:
            while piece := os.read(leader, 4096):
                received.extend(piece)
        except OSError:
            return  # the other end is closed

    reader = threading.Thread(target=read)
    reader.start()
    with os.fdopen(follower, "w", encoding="utf-8") as stream:
        clock = Clock()
        with progress_report(quiet=False, stream=stream, environ=environ, clock=clock) as report:
            everything(report, clock)
    reader.join(timeout=10)
    os.close(leader)
    return received.decode()


def test_a_terminal_shows_stages_speed_budget_and_waits_and_is_clean_afterwards():
    seen = seen_on_a_terminal({"COLUMNS": "80", "TERM": "xterm"})
    last_frame = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", seen)
    for piece in ("schools", "3/3", "done", "250/1,000", "250/s", "0:03 to go", "1,133 requests left"):
        assert piece in last_frame
    assert f"waiting 8 s: {LIMIT}" in last_frame
    assert "\x1b[2K" in seen
    assert seen.rstrip().endswith(("\x1b[2K", "\x1b[?25h"))


def test_no_color_is_honoured_on_standard_error_too():
    seen = seen_on_a_terminal({"COLUMNS": "80", "TERM": "xterm", "NO_COLOR": "1"})
    assert not re.findall(r"\x1b\[[0-9;]*m", seen)


def test_a_dumb_terminal_gets_plain_lines():
    assert "\x1b" not in seen_on_a_terminal({"TERM": "dumb"})


def test_both_versions_name_the_length_of_a_listing_and_the_larger_one_counts(clock):
    course = Course(clock)
    course.start("students")
    course.announce(1004)
    course.announce(1003)
    assert course.stage.total == 1004


def test_lists_below_single_records_have_no_common_length(clock):
    course = Course(clock)
    course.start("sections/students")
    course.announce(30)
    assert course.stage.total is None
    assert course.stage.to_go(clock.now) is None


def test_a_listing_that_grows_while_it_is_read_is_never_more_than_done(clock):
    course = Course(clock)
    course.start("students")
    course.announce(10)
    clock.now += 2
    course.compare(12)
    assert (course.stage.total, course.stage.to_go(clock.now)) == (12, 0.0)


def test_a_wait_that_is_over_is_no_longer_mentioned(clock):
    course = Course(clock)
    course.wait(5, LIMIT)
    assert course.note == f"waiting 5 s: {LIMIT}"
    clock.now += 5
    assert course.note == ""
