"""The standard streams: there also where the caller closed one, and forgotten once nobody takes what is written."""

import io
import os
import sys
from typing import TextIO, cast


def open_streams() -> None:
    """Have all three, each of which goes on where it cannot show a sign."""
    # In the order of their numbers, so that each gets its own, and no file that is opened later does.
    if sys.stdin is None:
        sys.stdin = _opened(os.O_RDONLY, "r")
    if sys.stdout is None:
        # It takes nothing: a result that reaches nobody is an error, as on any other stream that cannot be written.
        sys.stdout = _opened(os.O_RDONLY, "w")
    if sys.stderr is None:
        sys.stderr = _opened(os.O_WRONLY, "w")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def empty(stream: TextIO) -> None:
    """Write what waits to be written, or let go of it."""
    try:
        stream.flush()
    except OSError:
        forget(stream)


def forget(stream: TextIO) -> None:
    """Let go of what a stream does not take; Python would complain again when it flushes at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _opened(flags: int, mode: str) -> TextIO:
    return cast(TextIO, os.fdopen(os.open(os.devnull, flags), mode, encoding="utf-8"))
