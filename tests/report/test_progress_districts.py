"""How far the work on many districts has come: what stays on a terminal, and how little a log gets."""

import io

import pytest

from clever_upgrade.errors import DistrictFailure, ExitCode
from clever_upgrade.report.progress_districts import FEW, SECONDS_BETWEEN_LINES, DistrictProgress


class Screen(io.StringIO):
    """A terminal that knows how to wipe the line above."""

    def isatty(self) -> bool:
        return True

    def shown(self) -> list[str]:
        lines: list[str] = []
        for line in self.getvalue().splitlines():
            if line.startswith("\x1b[1A\x1b[2K"):
                lines.pop()
            lines.append(line.removeprefix("\x1b[1A\x1b[2K"))
        return lines


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> Screen:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "60")
    return Screen()


def test_on_a_terminal_only_what_needs_a_look_stays(screen: Screen) -> None:
    progress = DistrictProgress(200, stream=screen)
    progress.say("Going on")
    for number in range(1, 201):
        progress.ended(f"d{number}", "5 unexpected" if number == 40 else "x" * 100, notable=number == 40)
        assert len(screen.shown()) <= 4
        assert max(map(len, screen.shown()[:-1])) < 60
    assert screen.shown()[:2] == ["Going on", "[ 40/200] d40: 5 unexpected"]
    assert screen.shown()[-1].startswith("[200/200] d200: ")
    # Whatever is written next has a line of its own.
    assert screen.getvalue().endswith("\n")


def test_what_a_server_says_steers_no_terminal(screen: Screen) -> None:
    progress = DistrictProgress(200, stream=screen)
    progress.failed(DistrictFailure("\x1b[31mX\n", "api", "\x9b"))
    progress.ended("\x1b[31mX\n", "\x1b[2J" * 20)
    failed, passing = screen.shown()
    assert failed == "[  1/200] \\x1b[31mX\\n: failed (api): \\x9b"
    assert passing.isprintable()
    assert len(passing) < 60


def test_few_districts_have_a_line_each() -> None:
    stream = io.StringIO()
    progress = DistrictProgress(FEW, stream=stream)
    for number in range(FEW):
        progress.ended(f"d{number}", "well")
    assert len(stream.getvalue().splitlines()) == FEW


def test_a_log_gets_a_line_every_ten_seconds_and_whatever_needs_a_look() -> None:
    now = [0.0]
    stream = io.StringIO()
    progress = DistrictProgress(1000, stream=stream, clock=lambda: now[0])
    for number in range(1, 1001):
        now[0] += SECONDS_BETWEEN_LINES / 100
        if number == 555:
            progress.failed(DistrictFailure("d555", "token-refused", "HTTP 401"))
        else:
            progress.ended(f"d{number}", "well")
    lines = stream.getvalue().splitlines()
    assert "[ 555/1000] d555: failed (token-refused): HTTP 401" in lines
    assert lines[-1] == "[1000/1000] d1000: well"
    assert 9 <= len(lines) <= 13
    assert "\x1b" not in stream.getvalue()


def test_a_guard_holds_back_and_does_not_fail() -> None:
    stream = io.StringIO()
    DistrictProgress(30, stream=stream).failed(DistrictFailure("d1", "paused", "until August", ExitCode.REFUSED))
    assert stream.getvalue() == "[ 1/30] d1: held back (paused): until August\n"


def test_a_quiet_run_says_nothing() -> None:
    stream = io.StringIO()
    progress = DistrictProgress(1, quiet=True, stream=stream)
    progress.say("Going on")
    progress.ended("d1", "well", notable=True)
    assert stream.getvalue() == ""
