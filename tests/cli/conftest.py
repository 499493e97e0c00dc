"""Runs the tool in this process as its entry point would, and keeps what it wrote."""

import asyncio
import functools
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import typer.main

from clever_upgrade.api.settings import Backoff, ClientSettings
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

_make = typer.main.get_command
_HASTE = 20
"""How many times shorter the waits for a server are than those of a user, where they may be shortened."""


@functools.cache
def _made_once(app: typer.Typer, shell: str | None) -> Any:
    """The commands of the tool: a process makes them once, and here they would be made anew with every call."""
    del shell
    return _make(app)


def _commands(app: typer.Typer) -> Any:
    return _made_once(app, os.environ.get("_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION"))


async def _rest(settings: ClientSettings, seconds: float) -> None:
    await asyncio.sleep(0 if settings.is_replay else seconds / _HASTE)


def _backoff(settings: ClientSettings) -> Backoff:
    usual = Backoff()
    return Backoff(0, 0, 0) if settings.is_replay else Backoff(usual.initial / _HASTE, 1.0, usual.jitter / _HASTE)


@pytest.fixture
def tool(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> RunTool:
    """Call it with the words of the command line; ``env`` sets variables, ``terminal`` lets it see one.

    It waits between its attempts less than it does for a user: tests/api/test_settings.py proves how long that is.
    """

    def run_tool(*words: str, env: dict[str, str] | None = None, terminal: bool = False) -> Ended:
        capsys.readouterr()
        with monkeypatch.context() as patch:
            patch.setattr(sys, "argv", ["clever-upgrade", *words])
            patch.setattr(typer.main, "get_command", _commands)
            patch.setattr(ClientSettings, "rest", _rest)
            patch.setattr(Backoff, "of", _backoff)
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
