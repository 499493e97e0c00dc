"""Writes files whole or not at all, and never over what somebody else wrote in the meantime."""

import os
from pathlib import Path

from clever_upgrade.replacement import Replacement
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
    """Puts the bytes in place of the file in one step."""
    with Replacement(target) as new:
        new.file.write(data)
        new.take_place()
