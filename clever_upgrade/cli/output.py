"""Where the result of a command goes: standard output, or a file that appears whole or not at all."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from errno import EACCES, EISDIR, ENOENT
from io import TextIOWrapper
from pathlib import Path
from typing import TextIO

from clever_upgrade.cli.manners import stop_writing
from clever_upgrade.errors import GuardRefusedError, UsageError
from clever_upgrade.replacement import Replacement

STDOUT = "-"


@contextmanager
def result_stream(output: str | None) -> Iterator[TextIO]:
    """A stream for the result: standard output for None or ``-``, else the file ``output``, replaced at the end.

    When the block fails, the file is what it was before.
    """
    if output is None or output == STDOUT:
        try:
            yield sys.stdout
            sys.stdout.flush()
        except BrokenPipeError:
            # The reader has seen enough, which changes nothing in the result and its exit code; Typer would make a
            # code of its own of it.
            stop_writing()
        return
    target = Path(output).resolve()
    if target.exists() and not target.is_file():
        with _opened_device(target, output) as stream:
            yield stream
        return
    with _replacing(target, output) as stream:
        yield stream


def require_writable(output: str | None) -> None:
    """Refuse a file that cannot be written, before hours are spent on what it should hold."""
    if output is None or output == STDOUT:
        return
    target = Path(output).resolve()
    is_device = target.exists() and not target.is_file()
    place = target if is_device else target.parent
    if not place.exists():
        problem = ENOENT
    elif target.is_dir():
        problem = EISDIR
    elif not os.access(place, os.W_OK):
        problem = EACCES
    else:
        return
    raise _not_writable(output, OSError(problem, os.strerror(problem)))


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


@contextmanager
def _replacing(target: Path, output: str) -> Iterator[TextIO]:
    try:
        new = Replacement(target)
    except OSError as error:
        raise _not_writable(output, error) from error
    with new, TextIOWrapper(new.file, encoding="utf-8", newline="\n") as stream:
        yield stream
        try:
            stream.flush()
            new.take_place()
        except OSError as error:
            raise _not_writable(output, error) from error


@contextmanager
def _opened_device(target: Path, output: str) -> Iterator[TextIO]:
    # A pipe or /dev/null cannot be replaced by a file without harm, so it is written to directly.
    try:
        stream = target.open("w", encoding="utf-8", newline="\n")
    except OSError as error:
        raise _not_writable(output, error) from error
    with stream:
        yield stream


def _not_writable(output: str, error: OSError) -> UsageError:
    return UsageError(
        f"cannot write {output}: {error.strerror or type(error).__name__}",
        hint="Name a file in a folder that exists and that you may write to, or leave --output out.",
    )
