"""The hooks, run by pre-commit itself with the configuration that the guide shows."""

from pathlib import Path

import pytest
import yaml

from clever_upgrade import __version__
from tests.gates.fresh import PROJECT, environ, git, new_python, published, run_script, snippet
from tests.required import missing

HOOKS = {hook["id"]: hook for hook in yaml.safe_load((PROJECT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))}


def test_the_guide_names_hooks_that_there_are() -> None:
    (repository,) = snippet("repos")
    assert repository["rev"] == f"v{__version__}"
    assert {hook["id"] for hook in repository["hooks"]} <= set(HOOKS)


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.usefixtures("index")
def test_pre_commit_runs_the_hooks(tmp_path: Path, integration: Path) -> None:
    programs = new_python(tmp_path / "python")
    variables = environ(tmp_path, PRE_COMMIT_HOME=str(tmp_path / "hooks"))
    installed = run_script("pip install --quiet pre-commit", tmp_path, variables, programs=programs)
    if installed.returncode:
        missing("index", f"pre-commit cannot be had: {installed.stderr[-300:]}")
    (repository,) = snippet("repos")
    repository["repo"] = str(published(tmp_path / "published"))
    repository["hooks"] = [{"id": name} for name in HOOKS]
    (integration / ".pre-commit-config.yaml").write_text(yaml.safe_dump({"repos": [repository]}))
    git(integration, "add", "-A")

    ended = run_script("pre-commit run --all-files", integration, variables, programs=programs)
    assert ended.returncode == 1, ended.stderr
    assert ended.stdout.count("Failed") == len(HOOKS), ended.stdout
    assert ended.stdout.count("- exit code: 1") == len(HOOKS)
    assert "strict-parsing" in ended.stdout

    for file in integration.rglob("*"):
        if file.is_file() and ".git/" not in file.as_posix() and file.name != ".pre-commit-config.yaml":
            file.unlink()
    (integration / "empty.py").write_text("")
    git(integration, "add", "-A")
    ended = run_script("pre-commit run --all-files", integration, variables, programs=programs)
    assert ended.returncode == 0, ended.stdout
    assert ended.stdout.count("Passed") == len(HOOKS)
