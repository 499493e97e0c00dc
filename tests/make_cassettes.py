"""Makes the project's own recordings anew, of sandboxes: ``python -m tests.make_cassettes [FOLDER]``.

They are made by the commands that a user types. What differs is that the key of the pseudonyms and the address of the
server are always the same, so that the same bytes come out every time; the people are invented anyway.
"""

import hashlib
import json
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from clever_upgrade.api.recording.files import write_cassette
from clever_upgrade.api.recording.record import Recorder
from clever_upgrade.cli import target
from clever_upgrade.cli.main import app
from clever_upgrade.sandbox.app import Sandbox
from clever_upgrade.sandbox.district import District
from clever_upgrade.sandbox.generate import generate_district
from clever_upgrade.sandbox.scenarios import apply_scenario
from clever_upgrade.sandbox.server import DEFAULT_PORT, HOST, running_sandbox
from clever_upgrade.sandbox.tokens import district_token
from tests.cli.tampering import Record, tampering_proxy

CASSETTES = Path(__file__).parent.parent / "cassettes"
STUDENTS = 12
CLIENT = ("--client-id", "app")
ENVIRON = {"CLEVER_CLIENT_SECRET": "the-secret-of-the-application", "CLEVER_TOKEN": "DEMO_TOKEN"}

Served = Callable[[], AbstractContextManager[str]]


class _Repeating(Recorder):
    """A recorder that writes the same of the same."""

    def __init__(self, folder: Path, base_url: str, **options: Any) -> None:  # noqa: ARG002 - its port is another one each time
        key = hashlib.sha256(folder.name.encode()).digest()
        super().__init__(folder, f"http://{HOST}:{DEFAULT_PORT}", key=key, **options)
        self._folder = folder

    def finish(self) -> None:
        """Requests that are under way together are answered in any order, so that they are put in one."""
        super().finish()
        for path in self._folder.glob("*/*.json"):
            cassette = json.loads(path.read_text(encoding="utf-8"))
            ordered = sorted(cassette["interactions"], key=lambda each: each["request"]["uri"])
            write_cassette(path, (json.dumps(each).encode() for each in ordered))


def unexpected(record: Record) -> Record:
    """Differences that no change of the contract explains: a value, a type, a field that vanished, an odd school."""
    match int(record["id"][-2:], 16) // 2 % 4:
        case 0:
            return {**record, "name": {**record["name"], "first": "Somebody"}}
        case 1:
            return {name: value for name, value in record.items() if name != "sis_id"}
        case 2:
            return {**record, "shoe_size": 44}
        case _:
            return {**record, "schools": []}


def district(scenario: str = "healthy") -> District:
    """The district that is recorded."""
    found = generate_district(STUDENTS)
    apply_scenario(found, scenario)
    return found


@contextmanager
def healthy() -> Iterator[str]:
    """A district without anything odd."""
    with running_sandbox(Sandbox({"DEMO_TOKEN": district()}, rate_limit=None)) as base_url:
        yield base_url


@contextmanager
def paused() -> Iterator[str]:
    """One whose sync is paused."""
    with running_sandbox(Sandbox({"DEMO_TOKEN": district("paused")}, rate_limit=None)) as base_url:
        yield base_url


@contextmanager
def tampered() -> Iterator[str]:
    """One whose later version tells of students what it should not."""
    with healthy() as base_url, tampering_proxy(base_url, "/v1.2/students", unexpected) as proxied:
        yield proxied


@contextmanager
def application() -> Iterator[str]:
    """Three districts of one application."""
    districts = [generate_district(4, seed=place) for place in range(3)]
    apply_scenario(districts[2], "paused")
    tokens = {district_token(place): each for place, each in enumerate(districts, 1)}
    with running_sandbox(Sandbox(tokens, rate_limit=None)) as base_url:
        yield base_url


RECORDED: dict[str, tuple[Served, Sequence[str], int]] = {
    "healthy": (healthy, ("diff",), 0),
    "unexpected": (tampered, ("diff", "students"), 1),
    "paused": (paused, ("diff",), 0),
    "application": (application, ("diff", *CLIENT), 0),
    "resync": (healthy, ("resync",), 0),
}
"""By the name of the folder: the server, the command without the options that say where to read, and how it ends."""


def record(name: str, folder: Path) -> None:
    """Make one recording in a new folder."""
    served, command, code = RECORDED[name]
    with served() as base_url, tempfile.TemporaryDirectory() as scratch:
        store = ("--store", f"sqlite:///{scratch}/clever.db") if command[0] == "resync" else ()
        words = [*command, *store, "--base-url", base_url, "--record", str(folder / name), "-q"]
        usual, target.Recorder = target.Recorder, _Repeating
        try:
            ended = CliRunner().invoke(app, words, env={**ENVIRON, "CLEVER_UPGRADE_STATE": scratch})
        finally:
            target.Recorder = usual
    if ended.exit_code != code:
        raise RuntimeError(f"{name} ended with {ended.exit_code}: {ended.output}") from ended.exception


def main(folder: Path = CASSETTES) -> None:
    """Make all of them, instead of those that are there."""
    for name in RECORDED:
        shutil.rmtree(folder / name, ignore_errors=True)
        record(name, folder)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
