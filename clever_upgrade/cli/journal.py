"""Keeps what was finished of a long comparison, so that one which is cut off can go on: one file, a line a district.

It holds reports as they would be printed without values. It lies in the folder that is meant for such things, is its
owner's alone, and is gone once there is nothing left to go on with.
"""

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from clever_upgrade.errors import UsageError

STATE_VARIABLE = "CLEVER_UPGRADE_STATE"

Entry = dict[str, Any]


class Journal:
    """The finished districts of one comparison; ``subject`` is everything that makes it this comparison."""

    def __init__(self, subject: Mapping[str, Any], environ: Mapping[str, str]) -> None:
        name = hashlib.sha256(json.dumps(subject, sort_keys=True, default=str).encode()).hexdigest()[:16]
        self.path = state_folder(environ) / f"diff-{name}.ndjson"

    def finished(self) -> dict[str, Entry]:
        """What is known of each district; a line that was cut off or damaged does not count."""
        try:
            lines = self.path.read_text(encoding="utf-8", errors="replace").splitlines()
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise _unusable(self.path, error) from None
        return dict(_entries(lines))

    def start(self, kept: Mapping[str, Entry]) -> None:
        """Begin anew with what is kept of an earlier run."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            part = self.path.with_suffix(".part")
            part.touch(mode=0o600)
            part.write_text("".join(_line(district, entry) for district, entry in kept.items()), encoding="utf-8")
            part.replace(self.path)
        except OSError as error:
            raise _unusable(self.path, error) from None

    def add(self, district: str, entry: Entry) -> None:
        """Note that a district is finished; a power cut does not undo it."""
        try:
            with self.path.open("a", encoding="utf-8") as file:
                file.write(_line(district, entry))
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise _unusable(self.path, error) from None

    def close(self) -> None:
        """Forget it all."""
        with suppress(OSError):
            self.path.unlink()


def _line(district: str, entry: Entry) -> str:
    return json.dumps({"district": district, "report": entry, "digest": _digest(district, entry)}) + "\n"


def _entries(lines: list[str]) -> Iterator[tuple[str, Entry]]:
    for line in lines:
        with suppress(ValueError, KeyError, TypeError, RecursionError):
            noted = json.loads(line)
            if noted["digest"] == _digest(noted["district"], noted["report"]):
                yield noted["district"], noted["report"]


def _digest(district: str, entry: Entry) -> str:
    return hashlib.sha256(json.dumps([district, entry]).encode()).hexdigest()


def state_folder(environ: Mapping[str, str]) -> Path:
    """The folder for what the tool notes down; it need not be there yet."""
    own = environ.get(STATE_VARIABLE)
    if own:
        return Path(own)
    state = environ.get("XDG_STATE_HOME")
    return (Path(state) if state else Path.home() / ".local" / "state") / "clever-upgrade"


def _unusable(path: Path, error: Exception) -> UsageError:
    reason = error.strerror if isinstance(error, OSError) and error.strerror else type(error).__name__
    return UsageError(
        f"the notes of a comparison that can go on cannot be kept in {path.parent}: {reason}",
        hint=f"Name another folder in {STATE_VARIABLE}.",
    )
