"""Replaces a file in one step, so that a reader sees all of the old or all of the new, and never a part."""

import os
import stat
import tempfile
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self


class Replacement:
    """What is to stand in place of a file: written into ``file``, and thrown away unless it takes that place."""

    def __init__(self, target: Path) -> None:
        descriptor, name = tempfile.mkstemp(prefix=f".{target.name[:100]}.", suffix=".part", dir=target.parent)
        self.file = os.fdopen(descriptor, "wb")
        self._target, self._part = target, Path(name)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        with suppress(OSError):
            self.file.close()
        with suppress(OSError):
            self._part.unlink()

    def take_place(self) -> None:
        """Put the file where the other one was, once all of it is on the disk."""
        self.file.flush()
        os.fsync(self.file.fileno())
        self.file.close()
        _make_alike(self._part, self._target)
        self._part.replace(self._target)


def _make_alike(part: Path, target: Path) -> None:
    """Give a new file the owner and the mode of the one that it replaces."""
    try:
        before = target.stat()
    except FileNotFoundError:
        # A file that nobody restricted is for everybody whom the process lets.
        mask = os.umask(0)
        os.umask(mask)
        part.chmod(0o666 & ~mask)
        return
    if hasattr(os, "chown"):
        with suppress(OSError):
            os.chown(part, before.st_uid, before.st_gid)
    part.chmod(stat.S_IMODE(before.st_mode))
