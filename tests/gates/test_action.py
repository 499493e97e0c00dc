"""The action runs as GitHub runs it: its own steps, in their order, in a new environment."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.gates.fresh import GUIDE, PROJECT, environ, published, run_script, snippet

ACTION = yaml.safe_load((PROJECT / "action.yml").read_text(encoding="utf-8"))
_EXPRESSION = re.compile(r"\$\{\{ *([a-z_.-]+) *\}\}")


def run_action(
    action: Path, workspace: Path, runner: Path, inputs: dict[str, str], summary: Path
) -> list[subprocess.CompletedProcess[str]]:
    """Every step until one fails."""
    known = {f"inputs.{name}": said["default"] for name, said in ACTION["inputs"].items()}
    known |= {f"inputs.{name}": value for name, value in inputs.items()} | {"github.action_path": str(action)}

    def filled(text: str) -> str:
        return _EXPRESSION.sub(lambda found: known[found[1]], text)

    base = environ(runner, RUNNER_TEMP=str(runner), GITHUB_ACTIONS="true", GITHUB_STEP_SUMMARY=str(summary))
    ended = []
    for step in ACTION["runs"]["steps"]:
        assert step["shell"] == "bash"
        assert "${{" not in step["run"], "what a pull request says must not become part of a script"
        variables = base | {name: filled(value) for name, value in step.get("env", {}).items()}
        folder = workspace / filled(step.get("working-directory", "."))
        ended.append(run_script(step["run"], folder, variables))
        if ended[-1].returncode:
            break
    return ended


def test_the_action_is_composite_and_its_inputs_are_documented() -> None:
    assert ACTION["runs"]["using"] == "composite"
    told = GUIDE.read_text(encoding="utf-8")
    assert all(f"`{name}`" in told for name in ACTION["inputs"])
    used = {name for step in ACTION["runs"]["steps"] for value in _texts(step) for name in _EXPRESSION.findall(value)}
    assert used == {"github.action_path", *(f"inputs.{name}" for name in ACTION["inputs"])}


def _texts(step: dict[str, Any]) -> list[str]:
    return [*step.get("env", {}).values(), step.get("working-directory", "")]


def test_the_example_of_the_guide_names_inputs_that_there_are() -> None:
    (step,) = (step for step in snippet("jobs", 1)["clever"]["steps"] if "clever-upgrade" in step["uses"])
    assert set(step["with"]) <= set(ACTION["inputs"])


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.usefixtures("index")
def test_the_action_checks_an_integration(tmp_path: Path, integration: Path) -> None:
    (tmp_path / "runner").mkdir()
    summary = tmp_path / "summary.md"
    action = published(tmp_path / "action")
    inputs = {"sarif": "clever.sarif", "junit": "a report.xml", "markdown": "clever.md"}
    install, check = run_action(action, integration, tmp_path / "runner", inputs, summary)
    assert install.returncode == 0, install.stderr
    assert check.returncode == 1, check.stderr
    assert check.stdout.startswith("Not ready")
    assert "::error title=clever-upgrade%3A strict-parsing,file=" in check.stderr
    assert summary.read_text(encoding="utf-8").startswith("## clever-upgrade check")
    assert json.loads((integration / "clever.sarif").read_text(encoding="utf-8"))["runs"][0]["results"]
    assert (integration / "a report.xml").is_file()
    assert (integration / "clever.md").is_file()

    (integration / "gate.toml").write_text('[check]\nfail-on = "note"\n')
    inputs = {"config": "gate.toml", "fail-on": "never", "paths": "empty other", "working-directory": "."}
    for folder in ("empty", "other"):
        (integration / folder).mkdir()
    *_, check = run_action(action, integration, tmp_path / "runner", inputs, summary)
    assert check.returncode == 0, check.stderr
    assert check.stdout.startswith("Nothing here has to do with Clever")
