"""Reads and writes the file of a baseline."""

import os
from pathlib import Path

from clever_upgrade.errors import UsageError
from clever_upgrade.scan.baseline import Baseline, parse
from clever_upgrade.scan.tree.rewrite import replace_file
from clever_upgrade.scan.tree.text import why


def read_baseline(file: str, *, may_be_missing: bool = False) -> Baseline:
    """The baseline in a file. UsageError for one that cannot be read, or is none."""
    try:
        data = Path(file).read_bytes()
    except FileNotFoundError:
        if may_be_missing:
            return Baseline(file)
        raise UsageError(
            f"the baseline {file} does not exist", hint="Write it with --update-baseline, or name another."
        ) from None
    except OSError as error:
        raise UsageError(f"the baseline {file} cannot be read: {why(error)}") from error
    return parse(file, data)


def write_baseline(file: str, text: str) -> bool:
    """Puts the text into the baseline file. Whether that changed anything; UsageError where it cannot be written."""
    target, data = Path(os.path.realpath(file)), text.encode()
    try:
        if target.is_file() and target.read_bytes() == data:
            return False
        replace_file(target, data)
    except OSError as error:
        raise UsageError(f"the baseline {file} cannot be written: {why(error)}") from error
    return True
