"""Where the result of a command goes: standard output, or a file that appears whole or not at all."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from errno import EACCES, EDQUOT, EISDIR, ENOENT, ENOSPC
from io import TextIOWrapper
from pathlib import Path
from typing import TextIO

from clever_upgrade.cli.streams import forget
from clever_upgrade.errors import GuardRefusedError, UsageError
from clever_upgrade.replacement import Replacement

STDOUT = "-"
_ELSEWHERE = "Name a file in a folder that exists and that you may write to."
_TAKEN = "Have it lead where it is taken, or name a file with --output."
_MAKE_ROOM = "Make room there, or name a file on another disk."


@contextmanager
def result_stream(output: str | None) -> Iterator[TextIO]:
    """A stream for the result: standard output for None or ``-``, else the file ``output``, replaced at the end.

    When the block fails, the file is what it was before.
    """
    if output is None or output == STDOUT:
        with _told_of("standard output", _TAKEN):
            try:
                yield sys.stdout
                sys.stdout.flush()
            except OSError:
                forget(sys.stdout)
                raise
        return
    with _told_of(output), _opened(Path(output)) as stream:
        yield stream


def require_writable(output: str | None) -> None:
    """Refuse a file that cannot be written, before hours are spent on what it should hold."""
    if output is None or output == STDOUT:
        return
    with _told_of(output):
        problem = _problem(Path(output))
        if problem is not None:
            raise OSError(problem, os.strerror(problem))


def require_terminal(output: str | None) -> None:
    """Refuse to let personal values out anywhere but on a terminal: a file or pipe keeps them, or passes them on."""
    if output not in (None, STDOUT) or not sys.stdout.isatty():
        raise UsageError(
            "--show-values shows personal values on a terminal only, and the result would go elsewhere",
            hint="Leave out --output and the pipe, or --show-values.",
        )


def write_result(text: str, output: str | None) -> None:
    """Write the whole result at once; it ends with one line break."""
    with result_stream(output) as stream:
        stream.write(text if text.endswith("\n") else f"{text}\n")


@contextmanager
def refusals_written(report_format: str, output: str | None) -> Iterator[None]:
    """Where the result is asked for as JSON, in one line or in many, a guard's refusal in the block is one, too."""
    try:
        yield
    except GuardRefusedError as refusal:
        if report_format in ("json", "ndjson"):
            from clever_upgrade.report.refusal import refusal_as_json

            write_result(refusal_as_json(refusal), output)
        raise


def _problem(file: Path) -> int | None:
    """Why the file could not be written, as the operating system numbers it."""
    if file.is_dir():
        return EISDIR
    if _is_device(file):
        return None if os.access(file, os.W_OK) else EACCES
    folder = file.resolve().parent
    if not folder.exists():
        return ENOENT
    return None if os.access(folder, os.W_OK | os.X_OK) else EACCES


def _is_device(file: Path) -> bool:
    # Not what its links lead to in the end: those of /dev/stdout end in the name of a pipe, which is no path.
    return file.exists() and not file.is_file()


@contextmanager
def _opened(file: Path) -> Iterator[TextIO]:
    # A pipe or /dev/null cannot be replaced by a file without harm, so it is written to directly.
    if _is_device(file):
        with file.open("w", encoding="utf-8", newline="\n") as stream:
            yield stream
        return
    with Replacement(file.resolve()) as new, TextIOWrapper(new.file, encoding="utf-8", newline="\n") as stream:
        yield stream
        stream.flush()
        new.take_place()


@contextmanager
def _told_of(output: str, hint: str = _ELSEWHERE) -> Iterator[None]:
    """What the operating system refuses in the block, said of this file."""
    try:
        yield
    except BrokenPipeError:
        # The reader has seen enough, which changes nothing in the result and its exit code; Typer would make a code of
        # its own of it.
        return
    except OSError as error:
        full = error.errno in (ENOSPC, EDQUOT)
        raise UsageError(
            f"cannot write {output}: {error.strerror or type(error).__name__}", hint=_MAKE_ROOM if full else hint
        ) from error
