"""What ``--fix`` would change, as patch reads it and as a person sees it."""

import io
from pathlib import Path

import pytest

from clever_upgrade.report.scan.fixes import fixed_in_words, planned_in_words, write_diff
from clever_upgrade.scan.tree.fixed_files import Fixes, planned_fixes, written_fixes
from tests.scan.findings import finding


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Fixes:
    monkeypatch.chdir(tmp_path)
    text = '\x1b[2Jbefore\r\nURL = "/v1.1/students"\r\n'
    Path("a.py").write_bytes(text.encode())
    return planned_fixes([finding(text, "v1.1", path="a.py", put="v1.2")])


def written(plan: Fixes, stream: io.StringIO, **environ: str) -> str:
    write_diff(plan, stream, environ)
    return stream.getvalue()


def test_a_pipe_gets_what_patch_reads(plan: Fixes) -> None:
    assert written(plan, io.StringIO()) == (
        "--- a/a.py\n+++ b/a.py\n@@ -1,2 +1,2 @@\n \x1b[2Jbefore\r\n"
        '-URL = "/v1.1/students"\r\n+URL = "/v1.2/students"\r\n'
    )


def test_a_terminal_is_not_steered(plan: Fixes) -> None:
    shown = written(plan, Terminal(), NO_COLOR="1")
    assert shown == written(plan, Terminal(), NO_COLOR="1", TERM="dumb")
    assert shown.replace("\n", "").isprintable()
    assert '\n-URL = "/v1.1/students"\n+URL = "/v1.2/students"\n' in shown
    assert " \\x1b[2Jbefore\n" in shown


def test_colour_tells_what_comes_from_what_goes(plan: Fixes) -> None:
    shown = written(plan, Terminal())
    assert '\x1b[31m-URL = "/v1.1/students"\x1b[0m\n\x1b[32m+URL = "/v1.2/students"\x1b[0m\n' in shown
    assert "\x1b[1m--- a/a.py\x1b[0m\n" in shown


def test_words_say_what_was_done_and_what_was_not(plan: Fixes) -> None:
    assert planned_in_words(plan) == "--fix would clear 1 finding in 1 file."
    assert planned_in_words(Fixes()) == "Nothing to fix."
    assert list(fixed_in_words(written_fixes(plan))) == ["Fixed 1 finding in 1 file."]
    assert list(fixed_in_words(written_fixes(plan))) == [
        "Fixed 0 findings in 0 files.",
        "Not fixed: a.py:2:9 endpoint-version: the file was changed since it was scanned",
    ]
