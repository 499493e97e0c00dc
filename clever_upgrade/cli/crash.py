"""The report of a bug: where it arose and nothing of what was being worked on, so that it can be passed on."""

import os
import platform
import re
import sys
import traceback
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path, PurePath

from clever_upgrade import __version__
from clever_upgrade.cli.journal import state_folder
from clever_upgrade.contract.sensitive import with_plain_words

_OPTION = re.compile(r"--?[a-z][a-z-]*")


def place_of(error: BaseException) -> str:
    """The file and line where an error arose, without its message, which may quote a record."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{PurePath(last.filename).name}:{last.lineno}"


def write_crash_report(
    error: BaseException, words: Sequence[str], commands: Collection[str], environ: Mapping[str, str]
) -> Path | None:
    """Write it where the tool keeps its notes, for its owner's eyes alone; None if that cannot be done.

    ``words`` are those of the command line; only options and ``commands`` among them are named.
    """
    path = state_folder(environ) / f"crash-{datetime.now(UTC):%Y%m%d-%H%M%S}-{os.getpid()}.txt"
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch(mode=0o600)
        path.write_text("".join(f"{line}\n" for line in _lines(error, words, commands)), encoding="utf-8")
    except OSError:
        return None
    return path


def _lines(error: BaseException, words: Sequence[str], commands: Collection[str]) -> Iterator[str]:
    yield f"clever-upgrade {__version__}, Python {platform.python_version()}, {platform.system()} {platform.machine()}"
    yield f"command: {' '.join(['clever-upgrade', *_named(words, commands)])}"
    yield "Of a message only words are in here that any error may hold; the rest may be personal data."
    for each in _chain(error):
        yield ""
        said = with_plain_words(str(each))
        yield f"{type(each).__module__}.{type(each).__qualname__}" + (f": {said}" if said else "")
        for frame in traceback.extract_tb(each.__traceback__):
            yield f"  {_short(frame.filename)}:{frame.lineno} in {frame.name}"


def _named(words: Sequence[str], commands: Collection[str]) -> Iterator[str]:
    for word in words:
        name = word.partition("=")[0]
        if name in commands or _OPTION.fullmatch(name):
            yield name


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The error and what led to it, the first cause first."""
    chain, seen = [error], {id(error)}
    while (before := chain[-1].__cause__ or chain[-1].__context__) is not None and id(before) not in seen:
        chain.append(before)
        seen.add(id(before))
    yield from reversed(chain)


def _short(filename: str) -> str:
    """A file as it is called below the folder that packages are installed in; the folder may name its owner."""
    path = PurePath(filename)
    for folder in map(PurePath, sorted(filter(None, sys.path), key=len, reverse=True)):
        if path.is_relative_to(folder):
            return path.relative_to(folder).as_posix()
    return path.name
