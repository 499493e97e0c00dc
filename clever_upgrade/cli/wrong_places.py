"""Says in the tool's own voice what the operating system refused: which file, why, and what to do."""

import errno
import os
from pathlib import Path

from clever_upgrade.errors import UsageError

_ROOM = "Make room there, or name a place on another disk, then run the command again."
_PERMISSION = "Name a place that you may read and write, or change its permissions."
_SPELLING = "Check how it is spelt, and that every folder above it is there."
_DISK = "Look at the disk that it is on, then run the command again."
_FEWER_FILES = "Let the tool open more files at a time (`ulimit -n`), then run the command again."
_HINTS = {
    errno.ENOSPC: _ROOM,
    errno.EDQUOT: _ROOM,
    errno.EFBIG: _ROOM,
    errno.EACCES: _PERMISSION,
    errno.EPERM: _PERMISSION,
    errno.EROFS: _PERMISSION,
    errno.ENAMETOOLONG: "Name a shorter one.",
    errno.ENOENT: _SPELLING,
    errno.ENOTDIR: _SPELLING,
    errno.EISDIR: _SPELLING,
    errno.EEXIST: _SPELLING,
    errno.ELOOP: _SPELLING,
    errno.EIO: _DISK,
    errno.ENXIO: _DISK,
    errno.ENODEV: _DISK,
    errno.EBUSY: _DISK,
    errno.ESTALE: _DISK,
    errno.EBADF: "Leave standard input, output and error open.",
    errno.EMFILE: _FEWER_FILES,
    errno.ENFILE: _FEWER_FILES,
}
"""What to do, by what is wrong with a file; any other number speaks of no file."""


def as_usage_error(error: OSError) -> UsageError | None:
    """The same error as one of ours; None if neither a file nor a stream is to blame for it."""
    if error.errno == errno.ENOENT and not _has_working_folder():
        return UsageError(
            "the working folder is not there any more", hint="Go to one that is, then run the command again."
        )
    if error.errno not in _HINTS:
        return None
    return UsageError(f"{_name(error)} cannot be used: {error.strerror}", hint=_HINTS[error.errno])


def _name(error: OSError) -> str:
    # What was open already when it failed is known by no name.
    known = isinstance(error.filename, str | bytes)
    return os.fsdecode(error.filename) if known else "a file or stream"


def _has_working_folder() -> bool:
    try:
        Path.cwd()
    except OSError:
        return False
    return True
