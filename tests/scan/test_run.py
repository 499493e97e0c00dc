"""The course of a scan on real folders: what is read, what is skipped, what is set aside, and in which order."""

from dataclasses import replace
from pathlib import Path

import pytest

from clever_upgrade.errors import UsageError
from clever_upgrade.scan.request import ScanRequest
from clever_upgrade.scan.result import ScanResult
from clever_upgrade.scan.run import scan
from clever_upgrade.scan.settings import PerFileIgnore, ScanSettings

CALL = "requests.get('https://api.clever.com/v1.1/students')\n"


def scanned(folder: Path, files: dict[str, str | bytes], settings: ScanSettings | None = None) -> ScanResult:
    for path, content in files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
    return scan(ScanRequest((str(folder),), settings or ScanSettings(), root=folder))


def told(result: ScanResult, folder: Path) -> list[str]:
    return [f"{one.path.removeprefix(f'{folder}/')}:{one.place.line} {one.rule}" for one in result.findings]


def why_skipped(result: ScanResult, folder: Path) -> dict[str, str]:
    return {one.path.removeprefix(f"{folder}/"): one.why for one in result.skipped}


def test_findings_are_told_in_the_order_of_files_and_lines(tmp_path: Path) -> None:
    result = scanned(tmp_path, {"b.py": CALL, "a/c.py": "\n" + CALL + CALL})
    assert told(result, tmp_path) == [
        "a/c.py:2 endpoint-version",
        "a/c.py:3 endpoint-version",
        "b.py:1 endpoint-version",
    ]
    assert result.files == 2
    assert result.size == 3 * len(CALL) + 1
    assert len({one.fingerprint for one in result.findings}) == 3


def test_a_constant_is_told_once_however_many_files_use_it(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"clever_urls.py": "BASE = 'https://api.clever.com/v1.1'\n"}
    files |= {f"{name}.py": "import clever_urls\nget(clever_urls.BASE + '/students')\n" for name in "abc"}
    assert told(scanned(tmp_path, files), tmp_path) == ["clever_urls.py:1 endpoint-version"]


def test_a_constant_that_also_serves_events_is_not_fixed_before_the_resync(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "clever_urls.py": "BASE = 'https://api.clever.com/v1.1'\nS = BASE + '/students'\nE = BASE + '/events'\n"
    }
    (finding,) = [one for one in scanned(tmp_path, files).findings if one.rule == "endpoint-version"]
    assert finding.fix is None
    assert "resync" in finding.held
    done = scan(ScanRequest((str(tmp_path),), root=tmp_path, resynced=True))
    (finding,) = [one for one in done.findings if one.rule == "endpoint-version"]
    assert finding.fix is not None


def test_what_cannot_be_read_is_skipped_with_the_reason(tmp_path: Path) -> None:
    result = scanned(
        tmp_path,
        {
            "binary.py": b"clever\0\0",
            "huge.py": "# Clever\n" * 200_000,
            "broken.py": CALL + "def (:\n",
            "wide.py": "x = '" + "a" * 40_000 + "'  # Clever\n",
            "latin.py": b"# \xe9\n" + CALL.encode(),
            "wide.txt": "Clever",
        },
    )
    assert why_skipped(result, tmp_path) == {
        "binary.py": "is binary",
        "huge.py": "is larger than 1 MB",
        "broken.py": "is read only in part: its syntax is broken",
        "wide.py": "has a line of more than 30,000 characters",
    }
    assert told(result, tmp_path) == ["broken.py:1 endpoint-version", "latin.py:2 endpoint-version"]
    assert result.findings[1].fix is None
    assert "encoding" in result.findings[1].held


def test_a_file_in_utf_16_is_read(tmp_path: Path) -> None:
    assert told(scanned(tmp_path, {"a.py": CALL.encode("utf-16")}), tmp_path) == ["a.py:1 endpoint-version"]


def test_only_the_selected_rules_are_looked_for(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"a.py": CALL + "requests.get('https://api.clever.com/me')\n"}
    settings = ScanSettings(select=("me-endpoint",))
    assert told(scanned(tmp_path, files, settings), tmp_path) == ["a.py:2 me-endpoint"]
    assert told(scanned(tmp_path, files, ScanSettings(ignore=("me-endpoint",))), tmp_path) == [
        "a.py:1 endpoint-version"
    ]


def test_comments_answer_findings_and_an_idle_one_is_told(tmp_path: Path) -> None:
    mark = "clever-upgrade: ignore[endpoint-version] kept until May"
    result = scanned(tmp_path, {"a.py": f"{CALL.strip()}  # {mark}\n", "b.py": f"x = 1  # {mark}\n"})
    assert result.findings == ()
    assert [(one.by, one.reason) for one in result.suppressed] == [("comment", "kept until May")]
    assert [(Path(one.path).name, one.line, one.rules) for one in result.unused] == [("b.py", 1, ("endpoint-version",))]


def test_a_manifest_may_be_answered_too(tmp_path: Path) -> None:
    text = "clever==2.3.0  # clever-upgrade: ignore[old-client-library] moved next week\n"
    result = scanned(tmp_path, {"requirements.txt": text})
    assert result.findings == ()
    assert [one.reason for one in result.suppressed] == ["moved next week"]


def test_files_may_be_left_out_of_some_rules(tmp_path: Path) -> None:
    settings = ScanSettings(
        per_file_ignores=(PerFileIgnore("tests/**", ("endpoint-version",)),), folder=tmp_path, exclude=("old/",)
    )
    result = scanned(tmp_path, {"tests/a.py": CALL, "a.py": CALL, "old/a.py": CALL}, settings)
    assert told(result, tmp_path) == ["a.py:1 endpoint-version"]
    assert [one.by for one in result.suppressed] == ["configuration"]


def test_a_wrapper_of_the_users_own_is_evidence(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"a.py": "def who(token):\n    return RosterGate(token).get('/me')\n"}
    assert told(scanned(tmp_path, files), tmp_path) == []
    assert told(scanned(tmp_path, files, ScanSettings(evidence=("RosterGate",))), tmp_path) == ["a.py:2 me-endpoint"]


def test_a_missing_path_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="does not exist"):
        scan(ScanRequest((str(tmp_path / "gone"),), root=tmp_path))


def test_a_missing_baseline_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="baseline"):
        scanned(tmp_path, {"a.py": CALL}, ScanSettings(baseline=str(tmp_path / "gone.json")))


def test_moving_a_line_keeps_its_fingerprint(tmp_path: Path) -> None:
    first = scanned(tmp_path, {"a.py": CALL})
    second = scanned(tmp_path, {"a.py": "\n\n# more\n" + CALL})
    assert [one.fingerprint for one in first.findings] == [one.fingerprint for one in second.findings]
    assert first.findings[0] != replace(second.findings[0], fingerprint="")


def test_two_scans_of_one_tree_are_equal(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {f"{number}.py": CALL for number in range(5)}
    assert scanned(tmp_path, files) == scanned(tmp_path, files)


def test_a_comment_within_a_long_text_answers_too(tmp_path: Path) -> None:
    mark = "# clever-upgrade: ignore[endpoint-version] old"
    source = f"url = ('https://api.clever.com'  # the host\n  + '/v1.1'  {mark}\n  + path)\n"
    result = scanned(tmp_path, {"a.py": source})
    assert result.findings == ()
    assert [one.reason for one in result.suppressed] == ["old"]
