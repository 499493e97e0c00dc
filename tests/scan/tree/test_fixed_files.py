"""Fixes reach the disk whole, and only where the file still is what was looked at."""

from pathlib import Path

import pytest

from clever_upgrade.scan.result import Finding
from clever_upgrade.scan.tree.fixed_files import UNSURE, planned_fixes, written_fixes
from tests.scan.findings import finding

CODE = 'URL = "https://api.clever.com/v1.1/students"\n'


@pytest.fixture(autouse=True)
def _in_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def at(path: str, text: str = CODE, put: str | None = "v1.2") -> Finding:
    return finding(text, "v1.1", path=path, put=put)


def write(path: str, data: bytes = CODE.encode()) -> Path:
    file = Path(path)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
    return file


def test_a_plan_shows_what_would_change_and_changes_nothing() -> None:
    file = write("app/a.py")
    fixes = planned_fixes([at("app/a.py")])
    assert "".join(fixes.diff) == (
        "--- a/app/a.py\n+++ b/app/a.py\n@@ -1 +1 @@\n"
        '-URL = "https://api.clever.com/v1.1/students"\n+URL = "https://api.clever.com/v1.2/students"\n'
    )
    assert file.read_bytes() == CODE.encode()


def test_what_is_written_is_what_was_planned() -> None:
    file, other = write("a.py"), write("b/b.py")
    fixes = planned_fixes([at("b/b.py"), at("a.py")])
    assert [one.text.path for one in fixes.files] == ["a.py", "b/b.py"]
    done = written_fixes(fixes)
    assert (done.fixed, done.not_fixed) == (fixes.fixed, ())
    assert file.read_text() == other.read_text() == CODE.replace("v1.1", "v1.2")


@pytest.mark.parametrize("data", [b"\xef\xbb\xbf" + CODE.encode(), CODE.replace("\n", "\r\n").encode()])
def test_marks_and_line_ends_stay(data: bytes) -> None:
    file = write("a.py", data)
    assert written_fixes(planned_fixes([at("a.py")])).not_fixed == ()
    assert file.read_bytes() == data.replace(b"v1.1", b"v1.2")


def test_a_finding_without_a_fix_is_none_of_its_business() -> None:
    write("a.py")
    fixes = planned_fixes([at("a.py", put=None)])
    assert (fixes.files, fixes.not_fixed) == ((), ())


def test_a_file_in_an_unsure_encoding_is_left_alone() -> None:
    file = write("a.py", CODE.encode() + b"# \xe9\n")
    fixes = planned_fixes([at("a.py")])
    assert [one.why for one in fixes.not_fixed] == [UNSURE]
    assert fixes.files == ()
    assert b"v1.1" in file.read_bytes()


def test_a_file_that_is_gone_says_so() -> None:
    (one,) = planned_fixes([at("gone.py")]).not_fixed
    assert one.why == "the file cannot be read: no such file or directory"


def test_a_file_that_would_not_parse_any_more_is_left_alone() -> None:
    write("a.py")
    (one,) = planned_fixes([at("a.py", put='"""(')]).not_fixed
    assert one.why == "the file would not parse any more"


def test_a_file_that_did_not_parse_before_may_be_fixed() -> None:
    broken = f"{CODE}def f(:\n"
    file = write("a.py", broken.encode())
    assert written_fixes(planned_fixes([at("a.py", broken)])).not_fixed == ()
    assert "v1.2" in file.read_text()


def test_a_file_without_a_grammar_is_fixed_too() -> None:
    file = write("app.erb")
    assert written_fixes(planned_fixes([at("app.erb")])).not_fixed == ()
    assert "v1.2" in file.read_text()


def test_a_file_that_changed_in_the_meantime_is_left_alone() -> None:
    file, other = write("a.py"), write("b.py")
    fixes = planned_fixes([at("a.py"), at("b.py")])
    file.write_text("something else")
    done = written_fixes(fixes)
    assert [(one.finding.path, one.why) for one in done.not_fixed] == [
        ("a.py", "the file was changed since it was scanned")
    ]
    assert [one.path for one in done.fixed] == ["b.py"]
    assert file.read_text() == "something else"
    assert "v1.2" in other.read_text()
