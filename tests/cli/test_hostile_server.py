"""Whatever a server says, nothing of it steers a terminal: not from a report, an error, a log or progress."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from clever_upgrade.errors import ExitCode
from clever_upgrade.sandbox.app import Sandbox
from clever_upgrade.sandbox.exchange import Request, Response, error
from clever_upgrade.sandbox.generate import generate_district
from clever_upgrade.sandbox.server import running_sandbox
from tests.cli.conftest import RunTool

STEERING = "\x1b]0;pwned\x07\x1b[31mX\x9b2J\u202e"
_ID = re.compile(r"[0-9a-f]{24}")
_ENVELOPE = frozenset({"uri", "rel"})


class HostileSandbox(Sandbox):
    """Ends its ids, or its other texts, with what steers a terminal; ``refuses`` is a path that gets nothing else."""

    ids = True
    refuses = "nowhere"

    def handle(self, request: Request) -> Response:
        target, query = (unquote(part).replace(STEERING, "") for part in (request.target, request.query))
        if self.refuses in target:
            return error(400, f"{STEERING}\n{STEERING}")
        answer = super().handle(replace(request, target=target, query=query))
        if answer.status != 200 or target.startswith("/_sandbox"):
            return answer
        return replace(answer, body=json.dumps(self._hostile(json.loads(answer.body))).encode())

    def _hostile(self, value: Any, name: str = "") -> Any:
        if isinstance(value, dict):
            return {key: self._hostile(inner, key) for key, inner in value.items()}
        if isinstance(value, list):
            return [self._hostile(inner, name) for inner in value]
        if isinstance(value, str) and name not in _ENVELOPE and bool(_ID.fullmatch(value)) is self.ids:
            return value + STEERING
        return value


@pytest.fixture
def hostile() -> HostileSandbox:
    return HostileSandbox({"DEMO_TOKEN": generate_district(12, seed=7)}, rate_limit=None)


@pytest.fixture
def server(hostile: HostileSandbox) -> Iterator[str]:
    with running_sandbox(hostile) as base_url:
        yield base_url


COMMANDS = [
    ["diff", "-vv"],
    ["diff", "--show-values"],
    ["diff", "--format", "markdown"],
    ["diff", "me"],
    ["diff", "events", "--acknowledge-events"],
    ["status", "-vv"],
    ["status", "--format", "markdown"],
    ["status", "--client-id", "any"],
    ["doctor", "-v"],
    ["resync", "run", "-vv"],
    ["resync", "run", "--client-id", "any"],
    ["resync", "status"],
    ["resync", "plan"],
    ["resync", "verify"],
    ["events", "--once", "-v"],
    ["events", "--once", "--client-id", "any"],
]


@pytest.mark.parametrize(
    ("ids", "refuses"),
    [(True, "nowhere"), (False, "nowhere"), (True, "/students"), (True, "/events"), (True, "/districts")],
)
def test_nothing_that_a_server_says_steers_a_terminal(
    ids: bool, refuses: str, hostile: HostileSandbox, server: str, tool: RunTool, tmp_path: Path
) -> None:
    hostile.ids, hostile.refuses = ids, refuses
    environ = {
        "CLEVER_TOKEN": "DEMO_TOKEN",
        "CLEVER_CLIENT_SECRET": "any",
        "CLEVER_API_URL": server,
        "CLEVER_UPGRADE_STORE": f"sqlite:///{tmp_path}/clever.db",
        "CLEVER_UPGRADE_STATE": str(tmp_path / "state"),
    }
    for words in COMMANDS:
        ended = tool(*words, "--color", "never", env=environ, terminal=True)
        assert ended.code != ExitCode.BUG, (words, ended.err)
        lines = (ended.out + ended.err).split("\n")
        assert [line for line in lines if not line.isprintable()] == [], words
