"""A child process that is spoken to in lines, with a limit of time, and without the secrets of this one."""

import os
import queue
import signal
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

from clever_upgrade.contract.sensitive import names_secret
from clever_upgrade.errors import ParserUnusableError
from clever_upgrade.filenames import is_there

LONGEST_LINE = 4_000_000
"""Bytes of one answer; nothing that reads one record has more to say."""
MOST_OF_ERRORS = 4_000
"""Bytes of standard error that are looked at."""
_LAST_WORDS = 1.0
"""Seconds for which the threads of a killed process are waited for."""
_END = None


class LineProcess:
    """One run of a program. Its group of processes is ended as a whole."""

    def __init__(self, words: Sequence[str], folder: Path, environ: Mapping[str, str]) -> None:
        self._errors: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the process
        try:
            self._process = subprocess.Popen(  # noqa: S603 - the user's own program, as their configuration names it
                list(words),
                cwd=folder,
                env=without_secrets(environ),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._errors,
                start_new_session=True,
            )
        except (OSError, ValueError) as error:
            self._errors.close()
            raise _not_started(words[0], folder, error) from None
        self._lines: queue.Queue[bytes | None] = queue.Queue()
        self._threads: list[threading.Thread] = []
        self._start(self._read)

    def send(self, lines: Iterable[bytes], *, last: bool = False) -> None:
        """Write lines to it in the background; ``last`` closes its standard input after them."""
        self._start(self._write, list(lines), last)

    def line(self, timeout: float) -> bytes | None:
        """Its next line, or None at the end of its output; queue.Empty if none came within ``timeout`` seconds."""
        return self._lines.get(timeout=timeout)

    def ended(self, timeout: float) -> int | None:
        """Its exit code once it has ended, or None if it has not within ``timeout`` seconds."""
        try:
            return self._process.wait(timeout)
        except subprocess.TimeoutExpired:
            return None

    def errors_so_far(self) -> int:
        """How many bytes it has written to standard error."""
        return self._errors.seek(0, os.SEEK_END)

    def errors(self, start: int = 0) -> str:
        """The end of what it wrote to standard error, from the byte ``start`` on."""
        size = self._errors.seek(0, os.SEEK_END)
        self._errors.seek(max(start, size - MOST_OF_ERRORS))
        return self._errors.read().decode("utf-8", "replace")

    def close(self) -> None:
        """End it and whatever it started."""
        with suppress(OSError):
            if hasattr(os, "killpg"):
                os.killpg(self._process.pid, signal.SIGKILL)
            else:
                self._process.kill()
        self._process.wait()
        for thread in self._threads:
            thread.join(_LAST_WORDS)
        if any(thread.is_alive() for thread in self._threads):
            # Something that it started holds a pipe open. To close our end would wait for that as well.
            return
        for stream in (self._process.stdin, self._process.stdout, self._errors):
            with suppress(OSError, ValueError):
                if stream is not None:
                    stream.close()

    def _start(self, work: Callable[..., None], *args: object) -> None:
        thread = threading.Thread(target=work, args=args, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _read(self) -> None:
        stream = self._process.stdout
        with suppress(OSError, ValueError):
            while stream is not None and (line := stream.readline(LONGEST_LINE)):
                self._lines.put(line)
        self._lines.put(_END)

    def _write(self, lines: Sequence[bytes], last: bool) -> None:
        stream = self._process.stdin
        # A program that does not want to hear more has said so by ending, and that is looked at elsewhere.
        with suppress(OSError, ValueError):
            if stream is not None:
                stream.writelines(lines)
                stream.flush()
        if last and stream is not None:
            with suppress(OSError, ValueError):
                stream.close()


def without_secrets(environ: Mapping[str, str]) -> dict[str, str]:
    """The environment for a program that has no business with Clever's API: nothing that opens a door there."""
    kept = {name: value for name, value in environ.items() if not (name.startswith("CLEVER_") and names_secret(name))}
    # The same records give the same answers, also where a parser relies on the order of a set.
    return {"PYTHONHASHSEED": "0", "PYTHONIOENCODING": "utf-8", **kept}


def _not_started(program: str, folder: Path, error: Exception) -> ParserUnusableError:
    if not is_there(folder) or not folder.is_dir():
        return ParserUnusableError(f"its folder {folder} does not exist", hint="Correct cwd below [[probe]].")
    if isinstance(error, FileNotFoundError):
        return ParserUnusableError(
            f"there is no program {program}", hint="Install it, or write its whole path below [[probe]]."
        )
    told = error.strerror if isinstance(error, OSError) else None
    return ParserUnusableError(f"{program} cannot be started: {told or 'the call is not possible'}")
