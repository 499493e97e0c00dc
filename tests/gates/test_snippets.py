"""What the guide tells people to put into GitHub's and GitLab's files runs as those run it."""

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.gates.fresh import environ, new_python, run_script, snippet


def check_scripts() -> dict[str, list[str]]:
    """The commands of each server's example."""
    github = snippet("jobs")["clever"]["steps"]
    return {
        "github": [step["run"] for step in github if "run" in step],
        "gitlab": snippet("clever-upgrade")["script"],
    }


def test_each_example_installs_the_tool_and_checks() -> None:
    for name, script in check_scripts().items():
        assert script[0] == "pip install clever-upgrade", name
        assert script[1].startswith("clever-upgrade check "), name
        assert len(script) == 2, name


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_each_example_runs_in_a_new_environment(index: Path, tmp_path: Path, integration: Path) -> None:
    programs = new_python(tmp_path / "python")
    variables = environ(tmp_path, PIP_FIND_LINKS=str(index))
    for name, script in check_scripts().items():
        install, check = (run_script(line, integration, variables, programs=programs) for line in script)
        assert install.returncode == 0, install.stderr
        assert check.returncode == 1, f"{name}: {check.stderr}"
        junit = ET.parse(integration / "clever.xml").getroot()  # noqa: S314 - our own document
        assert int(junit.get("failures")) > 0
        (integration / "clever.xml").unlink()
    sarif = json.loads((integration / "clever.sarif").read_text(encoding="utf-8"))
    assert {one["ruleId"] for one in sarif["runs"][0]["results"]} >= {"strict-parsing", "sync-state"}
    assert (integration / "clever.md").read_text(encoding="utf-8").startswith("## clever-upgrade check")


def test_what_is_uploaded_is_what_is_written() -> None:
    github = snippet("jobs")["clever"]["steps"]
    (upload,) = (step["with"] for step in github if "upload-sarif" in step.get("uses", ""))
    (check,) = (step["run"] for step in github if "check" in step.get("run", ""))
    assert f"sarif={upload['sarif_file']}" in check
    gitlab = snippet("clever-upgrade")
    kept = [gitlab["artifacts"]["reports"]["junit"], *gitlab["artifacts"]["paths"]]
    assert all(f"={name}" in gitlab["script"][1] for name in kept)
