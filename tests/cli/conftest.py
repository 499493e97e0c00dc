"""Runs the tool in this process as its entry point would, and keeps what it wrote."""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from clever_upgrade.cli.main import run
from clever_upgrade.sandbox.app import Sandbox
from clever_upgrade.sandbox.load import load_district
from clever_upgrade.sandbox.server import running_sandbox


@dataclass(frozen=True)
class Ended:
    """A run of the tool that has ended."""

    code: int
    out: str
    err: str


RunTool = Callable[..., Ended]


@pytest.fixture
def tool(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> RunTool:
    """Call it with the words of the command line; ``env`` sets variables, ``terminal`` lets it see one."""

    def run_tool(*words: str, env: dict[str, str] | None = None, terminal: bool = False) -> Ended:
        capsys.readouterr()
        with monkeypatch.context() as patch:
            patch.setattr(sys, "argv", ["clever-upgrade", *words])
            for name in ("CLEVER_TOKEN", "CLEVER_API_URL"):
                patch.delenv(name, raising=False)
            for name, value in (env or {}).items():
                patch.setenv(name, value)
            if terminal:
                patch.setattr(sys.stdout, "isatty", lambda: True)
                patch.setenv("TERM", "dumb")
            code = 0
            try:
                run()
            except SystemExit as ended:
                code = int(ended.code or 0)
        captured = capsys.readouterr()
        return Ended(code, captured.out, captured.err)

    return run_tool


@pytest.fixture(scope="session")
def recorded(shared: Path) -> Iterator[str]:
    """The base URL of a sandbox over the recorded demo district."""
    district = load_district(shared / "recordings" / "demo-district-v1.1.json")
    with running_sandbox(Sandbox({"DEMO_TOKEN": district}, rate_limit=None)) as base_url:
        yield base_url
