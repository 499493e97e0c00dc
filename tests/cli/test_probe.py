"""``clever-upgrade probe``, run as its users run it."""

import json
import shutil
from pathlib import Path

import pytest

from clever_upgrade.cli.probe import EXAMPLES, ProbeFormat
from clever_upgrade.report.probe.schema import probe_schema
from tests.check.probe.configured import PARSERS
from tests.cli.conftest import RunTool
from tests.report.closed_schema import closed

jsonschema = pytest.importorskip("jsonschema")

CONFIGURATION = """
[[probe]]
collection = "teachers"
json_schema = "schemas/teacher.json"

[[probe]]
collection = "status"
python = "light:alarm"

[[probe]]
collection = "districts"
python = "light:nothing_of_the_sort"
"""
FORMATS = [form.value for form in ProbeFormat]
FEW = ("--examples", "5")


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with three parsers: one that fails, one that may be right, and one that is missing."""
    folder = tmp_path / "project"
    shutil.copytree(PARSERS, folder)
    (folder / "clever-upgrade.toml").write_text(CONFIGURATION)
    monkeypatch.chdir(folder)
    return folder


def test_what_fails_ends_in_exit_code_1_and_one_broken_parser_stops_no_other(tool: RunTool):
    ended = tool("probe", *FEW, "--format", "json")
    assert ended.code == 1
    found = json.loads(ended.out)
    jsonschema.validate(found, closed(probe_schema()))
    assert [(one["parser"], one["failed"], bool(one["problem"])) for one in found["parsers"]] == [
        ("schemas/teacher.json", True, False), ("light:alarm", False, False), ("light:nothing_of_the_sort", True, True),
    ]  # fmt: skip
    (failure,) = found["parsers"][0]["failures"]
    assert (failure["rule"], failure["trouble"], failure["grave"]) == ("schools-array", "raises", True)
    assert ended.err.splitlines()[0] == "Trying schemas/teacher.json on teachers"


def test_parsers_that_take_everything_end_in_0(tool: RunTool):
    ended = tool("probe", "--collection", "status", *FEW, "--quiet")
    assert (ended.code, ended.err) == (0, "")
    assert "Ready: 1 parser took every record that v1.2 may give." in ended.out


def test_the_same_seed_gives_the_same_report(tool: RunTool):
    words = ("probe", "--collection", "teachers", "--format", "json", "--examples", "30", "--seed", "7")
    assert tool(*words).out == tool(*words).out


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_tells_the_failure_its_record_and_the_remedy(tool: RunTool, form: str, tmp_path: Path):
    target = tmp_path / "report"
    ended = tool("probe", *FEW, "--collection", "teachers", "--format", form, "--output", str(target), "--quiet")
    assert (ended.code, ended.out, ended.err) == (1, "", "")
    text = " ".join(target.read_text(encoding="utf-8").split())
    for said in ("schools-array", '"schools": []', "List the new members in the schema"):
        assert said in text


def test_the_terminal_report_fits_and_has_no_colours_where_it_is_piped(tool: RunTool):
    out = tool("probe", *FEW, env={"COLUMNS": "60"}).out
    assert "\x1b" not in out
    assert max(map(len, out.splitlines())) <= 60


def test_a_report_is_what_it_was(tool: RunTool, snapshot):
    assert tool("probe", "--examples", "0", "--quiet").out == snapshot


def test_check_tries_the_same_parsers(tool: RunTool):
    ended = tool("check", "--format", "json", "--quiet")
    assert ended.code == 1
    found = json.loads(ended.out)
    problems = [one for one in found["problems"] if one["part"] == "probe"]
    assert [(one["rule"], one["severity"]) for one in problems] == [
        ("schools-array", "error"), ("sync-state", "note"), ("not-tried", "error"),
    ]  # fmt: skip
    assert found["summary"]["probe"]["parsers"] == 3


def test_a_recording_is_tried_as_well_and_nothing_personal_of_it_is_shown(tool: RunTool, project: Path):
    recorded = ("diff", "teachers", "--sandbox", "--sample", "20", "--record", str(project / "cassettes"), "-q")
    assert tool(*recorded).code == 0
    (project / "clever-upgrade.toml").write_text('[[probe]]\ncollection = "teachers"\npython = "light:few_teachers"\n')
    generated = tool("probe", "--examples", "0", "-q")
    assert generated.code == 0, generated.out
    ended = tool("probe", "--examples", "0", "-q", "--replay", "cassettes", "--format", "json")
    (failure,) = json.loads(ended.out)["parsers"][0]["failures"]
    assert len(failure["record"]["id"]) == 24
    assert failure["record"]["name"] == {"first": "[string]"}
    assert failure["message"].endswith("[value]")
    (cassette,) = (project / "cassettes").glob("*/v1.2-teachers.json")
    cassette.write_bytes(cassette.read_bytes()[:2000])
    damaged = tool("probe", "--examples", "0", "-q", "--replay", "cassettes")
    assert (damaged.code, damaged.out) == (2, "")
    assert f"{cassette.relative_to(project)} is damaged" in damaged.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--collection", "teacher"), 'Did you mean "teachers"?'),
        (("--collection", "students"), "no parser of students is configured"),
        (("--replay", "nowhere"), "nowhere holds no whole recording"),
        (("--replay", "x", "--sandbox"), "--replay adds a recording"),
        (("--format", "yaml"), "markdown"),
        (("--output", "no/such/folder/x"), "cannot write"),
    ],
)
def test_a_wrong_call_says_what_is_wrong(tool: RunTool, words: tuple[str, ...], said: str):
    ended = tool("probe", *words)
    assert (ended.code, ended.out) == (2, "")
    assert said in ended.err


def test_no_parser_at_all_is_a_wrong_call(tool: RunTool, project: Path):
    (project / "clever-upgrade.toml").write_text("")
    ended = tool("probe")
    assert ended.code == 2
    assert "no parser is configured" in ended.err
    assert "[[probe]]" in ended.err


def test_help_shows_examples_of_the_command(tool: RunTool):
    assert "Examples" in tool("probe", "--help").out
    assert len([part for part in EXAMPLES.split("`") if part.startswith("clever-upgrade probe")]) >= 3
