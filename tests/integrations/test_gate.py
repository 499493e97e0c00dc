"""Two small integrations, each with three faults: a check finds just those, and passes once they are remedied."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.required import missing

HERE = Path(__file__).resolve().parent
RECORDING = HERE.parents[1] / "cassettes" / "healthy"
Told = set[tuple[str, str]]
"""What is told: the rule, and the file or parser that it is about."""
Edit = tuple[str, str, str]
"""A file, what stands in it, and what a remedy puts in its place."""


@dataclass(frozen=True)
class Integration:
    """What its faults are called, where they are, and how its people follow the remedies."""

    name: str
    code: Told
    parsers: Told
    remedies: tuple[Edit, ...]
    moved: Edit


PYTHON = Integration(
    name="python",
    code={
        ("strict-parsing", "roster/students.py"),
        ("sync-state", "roster/status.py"),
        ("events-cutover", "roster/events.py"),
        ("endpoint-version", "roster/events.py"),
    },
    parsers={
        ("schools-array", "roster.students:Student.model_validate (students)"),
        ("graduation-year", "roster.students:Student.model_validate (students)"),
        ("special-scope-fields", "roster.students:Student.model_validate (students)"),
        ("sync-state", "roster.status:is_healthy (status)"),
    },
    remedies=(
        ("roster/students.py", 'ConfigDict(extra="forbid")', 'ConfigDict(extra="ignore")'),
        (
            "roster/status.py",
            '    raise ValueError("there is no such state of a sync")\n',
            '        case "paused":\n            return True\n    return False\n',
        ),
    ),
    moved=("roster/events.py", "/v1.1/events", "/v1.2/events"),
)
NODE = Integration(
    name="node",
    code={
        ("strict-parsing", "src/students.js"),
        ("sync-state", "src/status.js"),
        ("events-cutover", "src/events.js"),
        ("endpoint-version", "src/events.js"),
    },
    parsers={
        ("schools-array", "node parse.js students (students)"),
        ("graduation-year", "node parse.js students (students)"),
        ("special-scope-fields", "node parse.js students (students)"),
        ("sync-state", "node parse.js status (status)"),
    },
    remedies=(
        ("src/students.js", "additionalProperties: false", "additionalProperties: true"),
        ("src/status.js", "    case 'pending':\n", "    case 'pending':\n    case 'paused':\n"),
        ("src/status.js", "  throw new Error('there is no such state of a sync');\n", "  return false;\n"),
    ),
    moved=("src/events.js", "/v1.1/events", "/v1.2/events"),
)
every_integration = pytest.mark.parametrize(
    "integration", [PYTHON, pytest.param(NODE, marks=pytest.mark.slow)], ids=["python", "node"]
)

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def place(integration: Integration, tmp_path: Path) -> Path:
    """The integration as a project of its own, with a recording of a district."""
    if integration is NODE and shutil.which("node") is None:
        missing("node", "node is not installed")
    folder = tmp_path / integration.name
    shutil.copytree(HERE / integration.name, folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(RECORDING, folder / "cassettes")
    (folder / ".git").mkdir()
    return folder


@pytest.fixture
def run(place: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    for name in ("GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY", "CLEVER_TOKEN", "CLEVER_UPGRADE_STORE"):
        monkeypatch.delenv(name, raising=False)

    def run_tool(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "clever_upgrade", *words]
        return subprocess.run(command, cwd=place, capture_output=True, text=True, timeout=100, check=False)

    return run_tool


def check(run: Run) -> subprocess.CompletedProcess[str]:
    forms = {"sarif": "clever.sarif", "junit": "clever.xml", "html": "clever.html", "json": "clever.json"}
    outputs = [word for form, name in forms.items() for word in ("--output", f"{form}={name}")]
    return run("check", "--quiet", *outputs)


def in_sarif(place: Path) -> Told:
    results = json.loads((place / "clever.sarif").read_text(encoding="utf-8"))["runs"][0]["results"]
    return {(one["ruleId"], _place_of(one["locations"][0])) for one in results}


def _place_of(location: dict) -> str:
    logical = location.get("logicalLocations")
    return logical[0]["fullyQualifiedName"] if logical else location["physicalLocation"]["artifactLocation"]["uri"]


def in_junit(place: Path) -> Told:
    root = ET.parse(place / "clever.xml").getroot()  # noqa: S314 - our own document
    told = set()
    for case in root.iter("testcase"):
        if case.find("failure") is not None:
            told.add((case.get("classname"), case.get("name")))
    return told


@pytest.mark.timeout(200)
@every_integration
def test_a_check_finds_the_three_faults_and_passes_after_their_remedies(
    integration: Integration, place: Path, run: Run
) -> None:
    ended = check(run)
    assert ended.returncode == 1, ended.stderr
    assert ended.stdout.startswith("Not ready")
    assert_told(integration, place)
    assert_remedies_are_named(place)

    for edit in integration.remedies:
        put(place, edit)
    ended = check(run)
    assert ended.returncode == 1
    assert {rule for rule, _ in in_sarif(place)} == {"events-cutover", "endpoint-version"}, "what is left is the switch"
    assert blocked(place) == {"switch-over"}

    assert run("resync", "run", "--sandbox", "--quiet").returncode == 0
    fixed = run("scan", "--fix", "--resynced", "--yes", "--quiet")
    assert (place / integration.moved[0]).read_text(encoding="utf-8") == moved(integration), fixed.stdout
    ended = check(run)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert in_sarif(place) == set()
    assert in_junit(place) == set()
    steps = json.loads((place / "clever.json").read_text(encoding="utf-8"))["checklist"]
    assert {step["state"] for step in steps} == {"done"}, steps


def assert_told(integration: Integration, place: Path) -> None:
    probed = {(f"probe/{rule}", parser) for rule, parser in integration.parsers}
    # Notes are for applications with a special scope, and for what v1.1 may do already.
    told = {one for one in in_sarif(place) if one[0] != "probe/refuses-earlier"}
    assert told == integration.code | probed
    failing = {(f"scan.{rule}", file) for rule, file in integration.code} | {
        ("probe", parser) for _, parser in integration.parsers
    }
    assert in_junit(place) == failing
    page = (place / "clever.html").read_text(encoding="utf-8")
    for rule, file in integration.code | integration.parsers:
        assert rule in page
        assert file.split(" (")[0] in page
    absent = {"me-endpoint", "status-endpoint", "schools-from-sections", "old-client-library"}
    shown = {rule for rule in absent if re.search(rf">\s*{rule}\s*<", page)}
    assert shown == set()


def assert_remedies_are_named(place: Path) -> None:
    problems = json.loads((place / "clever.json").read_text(encoding="utf-8"))["problems"]
    remedies = {one["rule"]: one["remedy"] for one in problems if one["part"] == "scan"}
    assert re.search(r"ignore the members|admit members", remedies["strict-parsing"])
    assert "paused" in remedies["sync-state"]
    assert "full resync" in remedies["events-cutover"]
    assert all(one["remedy"] for one in problems)


def blocked(place: Path) -> set[str]:
    steps = json.loads((place / "clever.json").read_text(encoding="utf-8"))["checklist"]
    return {step["name"] for step in steps if step["state"] == "blocked"}


def put(place: Path, edit: Edit) -> None:
    name, before, after = edit
    text = (place / name).read_text(encoding="utf-8")
    assert text.count(before) == 1
    (place / name).write_text(text.replace(before, after), encoding="utf-8")


def moved(integration: Integration) -> str:
    name, before, after = integration.moved
    return (HERE / integration.name / name).read_text(encoding="utf-8").replace(before, after)
