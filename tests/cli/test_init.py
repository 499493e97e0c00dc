"""``clever-upgrade init``: what it writes comes from the tree, is accepted as it is, and never replaces anything."""

import json
import re
import tomllib
from pathlib import Path

import pytest

from clever_upgrade.check.probe.settings import load_probes
from clever_upgrade.check.settings import CheckSettings, load_check_settings
from clever_upgrade.cli.init import EXAMPLES
from clever_upgrade.config import load_settings
from clever_upgrade.sandbox.integration import lay_out
from clever_upgrade.scan.settings import ScanSettings, load_scan_settings
from tests.cli.conftest import RunTool

FILE = "clever-upgrade.toml"
MODEL = """from pydantic import BaseModel, ConfigDict

CLEVER = "https://api.clever.com/v1.1/students"


class Pupil(BaseModel):
    model_config = ConfigDict(extra="forbid")

    id: str
    school: str
    name: dict[str, str]


def pupils(session):
    return [Pupil(**row["data"]) for row in session.get(CLEVER).json()["data"]]
"""


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def integration(project: Path) -> Path:
    (project / "app").mkdir()
    (project / "app" / "roster.py").write_text(MODEL)
    (project / "web").mkdir()
    (project / "web" / "login.js").write_text("fetch('https://api.clever.com/me')\n")
    (project / "tapes").mkdir()
    (project / "tapes" / "recording.json").write_text("{}")
    return project


def freed(text: str) -> str:
    """The configuration with the mark taken from every line that is an example."""
    return re.sub(r'^# (?=\[\[probe\]\]|[a-z-]+ = ["\d\[tf])', "", text, flags=re.MULTILINE)


def test_it_tells_what_it_has_found(tool: RunTool, integration: Path) -> None:
    ended = tool("init")
    assert (ended.code, ended.out) == (0, "")
    assert "clever-upgrade check" in ended.err
    text = (integration / FILE).read_text(encoding="utf-8")
    assert "Found: 2 files with something that v1.2 touches, in app/, web/." in text
    written = tomllib.loads(text)
    assert written["check"]["paths"] == ["app", "web"]
    assert written["check"]["cassettes"] == "tapes"
    assert 'python = "app.roster:Pupil"' in text


def test_the_nearest_recording_is_taken(tool: RunTool, project: Path) -> None:
    for folder in ("z", "tapes/healthy", "tapes/paused", "a/b/c"):
        (project / folder).mkdir(parents=True)
        (project / folder / "recording.json").write_text("{}")
    assert tomllib.loads(tool("init", "--output", "-").out)["check"]["cassettes"] == "z"
    (project / "z" / "recording.json").unlink()
    assert tomllib.loads(tool("init", "--output", "-").out)["check"]["cassettes"] == "tapes/healthy"


def test_what_it_writes_is_accepted_by_a_check(tool: RunTool, integration: Path) -> None:
    (integration / "tapes" / "recording.json").unlink()
    assert tool("init", "-q").err == ""
    ended = tool("check", "--format", "json")
    assert ended.code == 1
    assert {one["path"] for one in json.loads(ended.out)["problems"]} == {"app/roster.py", "web/login.js"}


@pytest.mark.parametrize("folder", ["integration", "project"])
def test_every_key_that_it_shows_is_real(tool: RunTool, request: pytest.FixtureRequest, folder: str) -> None:
    place: Path = request.getfixturevalue(folder)
    text = freed(tool("init", "--output", "-").out)
    # A recording and a live comparison exclude each other, and so only one of them can hold.
    for left_out in ("live = true", re.search(r"^cassettes = .*$", text, re.MULTILINE)[0]):
        (place / FILE).write_text(text.replace(left_out, ""))
        assert load_settings().max_rate.value == 600
        assert load_scan_settings().exclude == ("legacy/",)
        assert load_check_settings() != CheckSettings()
        assert load_probes()[-1].command == ("node", "parse.js")


DATACLASS = """from dataclasses import dataclass

CLEVER = "https://api.clever.com/v1.2/teachers"


@dataclass
class Teacher:
    id: str
    district: str
    school: str
    created: str
    last_modified: str
    name: dict | None = None
    email: str = ""
    sis_id: str = ""
    state_id: str = ""
    teacher_number: str = ""
    title: str = ""
    credentials: dict | None = None


def teachers(session):
    return [Teacher(**row["data"]) for row in session.get(CLEVER).json()["data"]]
"""


def test_the_parsers_that_it_found_can_be_tried_as_they_stand(tool: RunTool, project: Path) -> None:
    model = (Path(__file__).parents[1] / "integrations" / "python" / "roster" / "students.py").read_text()
    for folder, name, text in (("app", "roster.py", model), ("src/hr", "people.py", DATACLASS)):
        (project / folder).mkdir(parents=True)
        (project / folder / name).write_text(text)
    text = tool("init", "--output", "-").out
    assert 'python = "hr.people:Teacher"' in text
    found = text.partition("# A program can be tried")[0]
    (project / FILE).write_text(freed(found))
    assert [one.python for one in load_probes()] == ["app.roster:Student", "hr.people:Teacher"]
    ended = tool("probe", "--examples", "0", "--format", "json", "-q")
    told = json.loads(ended.out)
    assert ended.code == 1
    assert not any(one["problem"] for one in told["parsers"]), told["parsers"]


def test_the_defaults_that_it_spells_out_are_those(tool: RunTool) -> None:
    tool("init")
    assert load_scan_settings().fail_on == ScanSettings().fail_on
    assert load_check_settings().fail_on == CheckSettings().fail_on
    assert load_check_settings().paths == CheckSettings().paths


def test_it_only_shows_where_that_is_asked_for(tool: RunTool, project: Path) -> None:
    ended = tool("init", "--output", "-")
    assert ended.code == 0
    assert ended.err == ""
    assert "[check]" in ended.out
    assert list(project.iterdir()) == [project / ".git"]


@pytest.mark.parametrize("output", [None, "other.toml"])
def test_it_never_overwrites(tool: RunTool, project: Path, output: str | None) -> None:
    there = project / (output or FILE)
    there.write_text("# mine\n")
    ended = tool("init", *(("--output", output) if output else ()))
    assert ended.code == 2
    assert "stays as it is" in ended.err
    assert there.read_text() == "# mine\n"


def test_a_name_that_is_none_is_refused(tool: RunTool, project: Path) -> None:
    before = list(project.iterdir())
    ended = tool("init", "--output", "a" * 300)
    assert (ended.code, list(project.iterdir())) == (2, before)
    assert "cannot write" in ended.err


def test_it_follows_no_link_to_a_file_that_is_not_there(tool: RunTool, project: Path) -> None:
    (project / FILE).symlink_to(project / "elsewhere.toml")
    assert tool("init").code == 2
    assert not (project / "elsewhere.toml").exists()


def test_a_configuration_in_pyproject_counts(tool: RunTool, project: Path) -> None:
    (project / "pyproject.toml").write_text('[tool.clever-upgrade]\nbase-url = "https://api.clever.com"\n')
    ended = tool("init")
    assert ended.code == 2
    assert "pyproject.toml configures the tool for this folder already" in ended.err
    assert not (project / FILE).exists()


def test_the_configuration_of_a_folder_above_is_none_of_its_own(
    tool: RunTool, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / FILE).write_text("")
    (project / "service").mkdir()
    monkeypatch.chdir(project / "service")
    assert tool("init").code == 0
    assert (project / "service" / FILE).exists()


def test_names_of_files_cannot_break_out(tool: RunTool, project: Path) -> None:
    folder = project / 'a"\\b'
    folder.mkdir()
    (folder / "roster.py").write_text(MODEL)
    assert tool("init").code == 0
    assert tomllib.loads((project / FILE).read_text())["check"]["paths"] == ['a"\\b']


def test_the_examples_of_the_help_run(tool: RunTool) -> None:
    for command in re.findall(r"`clever-upgrade ([^`]+)`", EXAMPLES):
        assert tool(*command.split()).code == 0, command


def test_the_parser_of_the_sample_is_tried_from_its_folder(tool: RunTool, project: Path) -> None:
    pytest.importorskip("requests", reason="the sample asks the server with it")
    lay_out(project / "roster-sync")
    found = tool("init", "--output", "-").out.partition("# A program can be tried")[0]
    (project / FILE).write_text(freed(found))
    (probe,) = load_probes()
    assert (probe.python, probe.cwd) == ("roster:Student", project / "roster-sync")
    (told,) = json.loads(tool("probe", "--examples", "0", "--format", "json", "-q").out)["parsers"]
    assert not told["problem"]
    assert {"schools-array", "graduation-year"} <= {one["rule"] for one in told["failures"]}
