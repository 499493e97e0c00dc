"""How a recording lies on disk: a folder for each owner of a token, a file for each version and kind of records.

While it is made, every exchange goes to a compressed file with one JSON object a line. At the end, files of a size that
can be held in memory become cassettes of vcrpy; larger ones stay as they are, and are replayed as a stream. The list
of contents is written last: without it, a folder is no recording.
"""

import errno
import gzip
import json
import os
import shutil
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from itertools import islice
from pathlib import Path
from typing import IO, Annotated, Any, cast

import msgspec

from clever_upgrade import __version__
from clever_upgrade.api.base_url import parse_base_url
from clever_upgrade.errors import UsageError

SCHEMA = "clever-upgrade/recording/1"
CONTENTS = "recording.json"
CASSETTE, STREAM = ".json", ".ndjson.gz"
KEPT, MAPPED = "kept", "mapped"
"""What became of the ids."""
LARGEST_CASSETTE = 50_000_000
"""Bytes of answers up to which a file becomes a cassette, which is held in memory as a whole."""

_HEAD, _TAIL = b'{"version": 1, "interactions": [', b"\n]}\n"
_SPOOL = ".part"
_LEVEL = 4
_DAMAGE = (OSError, EOFError, ValueError, LookupError, TypeError, AttributeError, RecursionError, zlib.error)
_MOST_OPEN = 64
"""Files that are open at a time: a thousand districts have more of them than a process may open."""


class Exchange(msgspec.Struct, frozen=True, gc=False):
    """One request and its answer, with nothing personal in them. ``target`` is path and query."""

    target: str
    status: int
    content_type: str
    body: bytes


class _Request(msgspec.Struct):
    uri: str


class _Status(msgspec.Struct):
    code: Annotated[int, msgspec.Meta(ge=100, le=999)]


class _Body(msgspec.Struct):
    string: str


class _Response(msgspec.Struct):
    status: _Status
    headers: dict[str, list[str]]
    body: _Body


class _Interaction(msgspec.Struct):
    """What is read of an exchange as vcrpy writes it."""

    request: _Request
    response: _Response


@dataclass(frozen=True, slots=True)
class Contents:
    """What a recording holds: of which server, and the folders of the owners of tokens."""

    base_url: str
    owners: tuple[str, ...]
    schema: str = SCHEMA
    version: str = __version__
    ids: str = KEPT


@dataclass(slots=True)
class Spool:
    """Takes in exchanges and keeps none in memory."""

    folder: Path
    base_url: str
    _open: dict[str, IO[bytes]] = field(default_factory=dict)
    _sizes: dict[str, int] = field(default_factory=dict)

    def add(self, owner: str, exchange: Exchange) -> None:
        """Append one exchange; its body is text already."""
        name = f"{owner}/{subject_of(exchange.target)}"
        line = json.dumps(interaction(self.base_url, exchange)).encode() + b"\n"
        self._sizes[name] = self._sizes.get(name, 0) + len(exchange.body)
        with told_of(self.folder):
            self._file(name).write(line)

    def close(self, ids: str = KEPT) -> None:
        """Turn what was spooled into a recording."""
        self._close_files()
        for name, size in self._sizes.items():
            spooled = self._path(name)
            if size > LARGEST_CASSETTE:
                spooled.rename(self.folder / f"{name}{STREAM}")
            else:
                write_cassette(self.folder / f"{name}{CASSETTE}", lines_of(spooled))
                spooled.unlink()
        contents = Contents(self.base_url, self._owners(), ids=ids)
        # The schema comes first, as in everything that the tool writes: a scan knows it by that.
        text = json.dumps({"schema": SCHEMA, **asdict(contents)}, indent=1) + "\n"
        (self.folder / CONTENTS).write_text(text, encoding="utf-8", newline="\n")

    def drop(self) -> None:
        """Take back what was spooled, and what became of it: it is no recording."""
        for file in self._open.values():
            # A file writes its end when it is closed, for which there may be no room.
            with suppress(OSError):
                file.close()
        for owner in self._owners():
            shutil.rmtree(self.folder / owner, ignore_errors=True)
        with suppress(OSError):
            (self.folder / CONTENTS).unlink()

    def paths(self) -> list[Path]:
        """The files that were spooled, once none of them is open any more."""
        self._close_files()
        return [self._path(name) for name in self._sizes]

    def _owners(self) -> tuple[str, ...]:
        return tuple(sorted({name.partition("/")[0] for name in self._sizes}))

    def _path(self, name: str) -> Path:
        return self.folder / f"{name}{_SPOOL}"

    def _file(self, name: str) -> IO[bytes]:
        # The one that was used last stands last.
        file = self._open.pop(name, None) or self._opened(name)
        self._open[name] = file
        return file

    def _opened(self, name: str) -> IO[bytes]:
        if len(self._open) >= _MOST_OPEN:
            self._open.pop(next(iter(self._open))).close()
        path = self._path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        return compressed(path, "ab")

    def _close_files(self) -> None:
        for file in self._open.values():
            file.close()
        self._open.clear()


def compressed(path: Path, mode: str) -> IO[bytes]:
    """A file that is compressed as it is written, without the time, so that the same lines give the same bytes."""
    return cast(IO[bytes], gzip.GzipFile(path, mode, _LEVEL, mtime=0))


def subject_of(target: str) -> str:
    """The name of the file that an exchange belongs to, such as ``v1.2-students``."""
    version, _, rest = target.partition("?")[0].strip("/").partition("/")
    return "-".join(part for part in (version, rest.partition("/")[0]) if part)


def prepare(folder: Path) -> None:
    """Make the folder of a new recording; UsageError if there is something else in it."""
    try:
        if folder.exists() and any(folder.iterdir()):
            what = "a recording already" if (folder / CONTENTS).exists() else "other files"
            raise UsageError(f"{folder} holds {what}", hint="Name an empty or a new folder.")
        folder.mkdir(parents=True, exist_ok=True)
        if not os.access(folder, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    except OSError as error:
        raise UsageError(
            f"{folder} cannot be used for a recording: {error.strerror}",
            hint="Name a new folder, in a place that you may write to.",
        ) from None


@contextmanager
def told_of(folder: Path) -> Iterator[None]:
    """Whatever the operating system refuses in the block names the folder: files that are open go by no name."""
    try:
        yield
    except OSError as error:
        error.filename = str(folder)
        raise


def read_contents(folder: Path) -> Contents:
    """What a recording says of itself; UsageError if the folder holds none."""
    try:
        contents = msgspec.json.decode((folder / CONTENTS).read_bytes(), type=Contents)
        if contents.schema == SCHEMA:
            parse_base_url(contents.base_url)
            return contents
    except (OSError, ValueError, RecursionError, msgspec.DecodeError, UsageError):
        raise UsageError(
            f"{folder} holds no whole recording", hint="Make one with --record, and let the command finish."
        ) from None
    raise UsageError(f"{folder} was recorded by another version of the tool", hint="Record it again.")


def interaction(base_url: str, exchange: Exchange) -> dict[str, Any]:
    """An exchange as vcrpy writes it."""
    return {
        "request": {"method": "GET", "uri": f"{base_url}{exchange.target}", "body": "", "headers": {}},
        "response": {
            "status": {"code": exchange.status, "message": ""},
            "headers": {"content-type": [exchange.content_type]} if exchange.content_type else {},
            "body": {"string": exchange.body.decode()},
        },
    }


def exchanges_of(path: Path, base_url: str) -> Iterator[Exchange]:
    """The exchanges of a file, a line at a time; UsageError where it is damaged.

    vcrpy holds all of a cassette in memory several times over, so that it only reads what somebody else has written, or
    laid out anew.
    """
    try:
        lines = lines_of(path) if path.name.endswith(STREAM) else lines_of_cassette(path)
        if lines is None:
            yield from _played(path, base_url)
        else:
            for line in lines:
                yield _exchange_of(base_url, msgspec.json.decode(line, type=_Interaction))
    except (*_DAMAGE, msgspec.DecodeError):
        # What is wrong with it might be told with a piece of it.
        raise UsageError(f"{path} is damaged", hint="Fetch the recording again, or make a new one.") from None


def _played(path: Path, base_url: str) -> Iterator[Exchange]:
    from vcr.persisters.filesystem import FilesystemPersister  # type: ignore[import-untyped]
    from vcr.serializers import jsonserializer  # type: ignore[import-untyped]

    requests, responses = FilesystemPersister.load_cassette(path, jsonserializer)
    for request, response in zip(requests, responses, strict=True):
        body = response["body"]["string"].decode()
        said = {"request": {"uri": request.uri}, "response": {**response, "body": {"string": body}}}
        yield _exchange_of(base_url, msgspec.convert(said, _Interaction))


def _exchange_of(base_url: str, said: _Interaction) -> Exchange:
    response = said.response
    (content_type,) = response.headers.get("content-type", [""])
    target = said.request.uri.removeprefix(base_url)
    return Exchange(target, response.status.code, content_type, response.body.string.encode())


def write_cassette(path: Path, lines: Iterator[bytes]) -> None:
    """Write a cassette of vcrpy, one interaction a line."""
    with path.open("wb") as file:
        file.write(_HEAD)
        separator = b"\n"
        for line in lines:
            file.write(separator + line.rstrip(b"\n"))
            separator = b",\n"
        file.write(_TAIL)


def lines_of_cassette(path: Path) -> Iterator[bytes] | None:
    """The interactions of a cassette, one a line; None if it was laid out by somebody else."""
    with path.open("rb") as file:
        start = file.read(len(_HEAD))
        file.seek(max(path.stat().st_size - len(_TAIL), 0))
        if (start, file.read()) != (_HEAD, _TAIL):
            return None
    return _between_head_and_tail(path)


def _between_head_and_tail(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        for line in islice(file, 1, None):
            if line != _TAIL[1:]:
                yield line.rstrip(b",\n")


def lines_of(path: Path) -> Iterator[bytes]:
    """The lines of a compressed file."""
    with gzip.open(path, "rb") as file:
        yield from file
