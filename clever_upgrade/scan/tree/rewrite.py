"""Writes files whole or not at all, and never over what somebody else wrote in the meantime."""

import contextlib
import os
import stat
import tempfile
from pathlib import Path

from clever_upgrade.scan.tree.text import Source, why


def rewrite(location: Path | str, was: Source, text: str) -> str:
    """Puts ``text`` into the file that held ``was``. The reason, as a clause, if that was not done."""
    if not was.fixable:
        return "is in an encoding that is not known for sure"
    target = Path(os.path.realpath(location))
    try:
        data = was.encode(text)
    except UnicodeEncodeError:
        return "cannot hold the new text in its encoding"
    try:
        if target.read_bytes() != was.encode(was.text):
            return "was changed since it was scanned"
        if not os.access(target, os.W_OK):
            return "is write-protected"
        replace_file(target, data)
    except OSError as error:
        return f"cannot be written: {why(error)}"
    return ""


def replace_file(target: Path, data: bytes) -> None:
    """Puts the bytes in place of the file in one step, so that a reader sees all of the old or all of the new."""
    descriptor, name = tempfile.mkstemp(prefix=f".{target.name[:100]}.", dir=target.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(descriptor)
        _like(target, Path(name))
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _like(target: Path, fresh: Path) -> None:
    """Gives a new file the mode and the owner of the one that it replaces."""
    try:
        before = target.stat()
    except FileNotFoundError:
        # A file that nobody restricted is for everybody whom the process lets.
        mask = os.umask(0)
        os.umask(mask)
        fresh.chmod(0o666 & ~mask)
        return
    if hasattr(os, "chown"):
        with contextlib.suppress(OSError):
            os.chown(fresh, before.st_uid, before.st_gid)
    fresh.chmod(stat.S_IMODE(before.st_mode))
