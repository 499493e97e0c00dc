"""Scenarios and faults of the sandbox, each compared by the tool as a user runs it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from clever_upgrade.sandbox.app import Sandbox
from clever_upgrade.sandbox.district import District
from clever_upgrade.sandbox.faultspec import parse_options
from clever_upgrade.sandbox.generate import generate_district
from clever_upgrade.sandbox.scenarios import SCENARIOS, apply_scenario
from clever_upgrade.sandbox.server import running_sandbox
from tests.cli.conftest import RunTool

STUDENTS = 120
PAGE_SIZE = "25"
"""Small, so that every collection has pages to lose."""


@contextmanager
def rehearsal(scenario: str = "healthy", faults: tuple[str, ...] = (), seed: int = 1) -> Iterator[tuple[str, District]]:
    district = generate_district(STUDENTS, seed)
    apply_scenario(district, scenario)
    sandbox = Sandbox({"DEMO_TOKEN": district}, faults=parse_options(faults), seed=seed, rate_limit=None)
    with running_sandbox(sandbox) as base_url:
        yield base_url, district


def report_of(tool: RunTool, base_url: str, *words: str, code: int = 0) -> dict[str, Any]:
    ended = tool("diff", *words, "--base-url", base_url, "--format", "json", "--page-size", PAGE_SIZE)
    assert ended.code == code, ended.err
    return json.loads(ended.out)


def total(report: dict[str, Any], verdict: str) -> int:
    return sum(count[verdict] for count in report["collections"])


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_no_scenario_has_anything_unexpected(tool: RunTool, scenario: str) -> None:
    with rehearsal(scenario) as (base_url, _):
        report = report_of(tool, base_url)
    assert report["complete"]
    assert total(report, "unexpected") == 0
    assert (total(report, "drifted") > 0) == (scenario == "drift")


def test_drift_is_told_from_difference_field_by_field(tool: RunTool) -> None:
    with rehearsal("drift") as (base_url, _):
        report = report_of(tool, base_url)
    rules = {(found["collection"], found["rule"]) for found in report["findings"]}
    assert {found["verdict"] for found in report["findings"]} == {"drifted"}
    assert ("students", "schools-mismatch") in rules, "a section that changes makes a schools array look wrong"
    assert any(rule in ("only-in-from", "only-in-to") for _, rule in rules), "a record that comes or goes"


def test_drift_ends_in_exit_code_1_only_where_asked_for(tool: RunTool) -> None:
    with rehearsal("drift") as (base_url, _):
        report_of(tool, base_url, "--fail-on", "drifted", code=1)


def test_an_unshared_school_is_in_nobodys_schools(tool: RunTool) -> None:
    with rehearsal("unshared-school") as (base_url, district):
        report = report_of(tool, base_url)
        shared = set(district.ids("v1.2", "schools"))
        students = [district.record("v1.2", "students", student) for student in district.ids("v1.2", "students")]
    assert any(student["school"] not in shared for student in students), "somebody's primary school is not shared"
    assert all(set(student["schools"]) <= shared for student in students)
    counted = next(count for count in report["collections"] if count["collection"] == "students")
    assert counted["documented"] == counted["pairs"] == len(students)


def test_a_pause_is_documented_though_the_earlier_version_says_running(tool: RunTool) -> None:
    with rehearsal("paused") as (base_url, _):
        report = report_of(tool, base_url, "status")
    rules = {field["rule"]: field["path"] for field in report["fields"]}
    assert rules["sync-state"] == "state"
    assert {"pause-window", "launch-date"} <= rules.keys()


PASSING = (
    "500=0.05", "truncated=0.03",
    *(pytest.param(fault, marks=pytest.mark.slow) for fault in ("429=0.05", "reset=0.03", "html=0.03")),
)  # fmt: skip
"""Faults that pass: trying again helps."""
LASTING = (
    "429=1", "500=1", "reset=1", "truncated=1", "html=1", "lost-page=1", "repeated-page=1", "unordered=1", "empty=1",
    "401-midway=1", "404-midway=1",
)  # fmt: skip


@pytest.mark.parametrize("fault", PASSING)
def test_a_fault_that_passes_does_not_change_the_result(tool: RunTool, fault: str) -> None:
    with rehearsal() as (base_url, _):
        undisturbed = report_of(tool, base_url, "sections", "students")
    with rehearsal(faults=(fault,)) as (base_url, _):
        disturbed = report_of(tool, base_url, "sections", "students")
    for report in (undisturbed, disturbed):
        del report["coverage"]
    assert disturbed == undisturbed


@pytest.mark.parametrize("fault", LASTING)
def test_a_fault_that_lasts_ends_in_one_clear_sentence(tool: RunTool, fault: str) -> None:
    with rehearsal(faults=(fault,)) as (base_url, _):
        ended = tool(
            "diff", "sections", "students", "--base-url", base_url, "--page-size", PAGE_SIZE, "--quiet",
            env={"CLEVER_UPGRADE_ATTEMPTS": "2"},
        )  # fmt: skip
    assert ended.code == 4, ended.out
    assert ended.out == ""
    lines = ended.err.splitlines()
    assert lines[0].startswith("error: ")
    assert lines[1].startswith("hint: ")
    assert len(lines) == 2


SILENT = ("lost-page", "repeated-page", "unordered", "empty")


@pytest.mark.parametrize("seed", [0, *(pytest.param(n, marks=pytest.mark.slow) for n in range(1, 4))])
@pytest.mark.parametrize("kind", SILENT)
def test_a_page_that_lies_now_and_then_never_makes_a_false_finding(tool: RunTool, kind: str, seed: int) -> None:
    with rehearsal(faults=(f"{kind}=0.1",), seed=seed) as (base_url, _):
        ended = tool(
            "diff", "schools", "sections", "students", "--base-url", base_url, "--page-size", PAGE_SIZE, "--quiet",
            "--format", "json",
        )  # fmt: skip
    if ended.code == 0:
        report = json.loads(ended.out)
        assert next(c["pairs"] for c in report["collections"] if c["collection"] == "students") == STUDENTS
        assert total(report, "unexpected") == 0
    else:
        assert ended.code == 4, ended.out
        assert ended.err.startswith("error: ")


def test_an_answer_that_does_not_come_ends_in_one_clear_sentence(tool: RunTool) -> None:
    with rehearsal(faults=("timeout=1",)) as (base_url, _):
        ended = tool(
            "diff", "schools", "--base-url", base_url, "--quiet", "--timeout", "0.2",
            env={"CLEVER_UPGRADE_ATTEMPTS": "2"},
        )  # fmt: skip
    assert ended.code == 4
    assert "0.2" in ended.err or "time" in ended.err
