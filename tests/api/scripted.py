"""A real HTTP server on the loopback that does exactly what a test tells it, the impolite things too."""

import asyncio
import json
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qsl, urlencode, urlsplit

from clever_upgrade.api.client import Client
from clever_upgrade.api.observer import SILENT, Observer
from clever_upgrade.api.page import Page
from clever_upgrade.api.settings import Backoff, ClientSettings
from clever_upgrade.api.token import Secret

VERSION = "v1.1"
TOKEN = "0123456789abcdef0123456789abcdef01234567"
AT_ONCE = Backoff(0, 0, 0)


@dataclass(frozen=True)
class Request:
    target: str
    headers: Mapping[str, str]

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @property
    def params(self) -> dict[str, str]:
        return dict(parse_qsl(urlsplit(self.target).query, keep_blank_values=True))


@dataclass(frozen=True)
class Reply:
    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] | Iterable[tuple[str, str]] = field(default_factory=dict)
    content_type: str | None = "application/json; charset=utf-8"
    cut_to: int | None = None
    """Send only so many bytes of the body that was announced."""
    unannounced: bool = False
    """Send no Content-Length: the end of the connection ends the body."""
    reset: bool = False
    delay: float = 0


Script = Callable[[Request], Reply]


class ScriptedServer:
    def __init__(self, script: Script) -> None:
        self._script = script
        self.requests: list[Request] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._failure: Exception | None = None

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)
        if self._failure is not None:
            # What a script finds wrong must not pass for a fault of the network.
            raise self._failure

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
                while await self._answer(reader, writer):
                    pass
        finally:
            self._tasks.discard(task)
            writer.close()
            with suppress(ConnectionError, asyncio.CancelledError):
                await writer.wait_closed()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = dict(line.split(": ", 1) for line in lines[1:] if ": " in line)
        request = Request(lines[0].split(" ")[1], {name.lower(): value for name, value in headers.items()})
        self.requests.append(request)
        try:
            reply = self._script(request)
        except Exception as failure:
            self._failure = self._failure or failure
            return False
        await asyncio.sleep(reply.delay)
        if reply.reset:
            writer.transport.abort()
            return False
        writer.write(_head(reply) + reply.body[: reply.cut_to])
        await writer.drain()
        return reply.cut_to is None and not reply.unannounced


def _head(reply: Reply) -> bytes:
    headers = reply.headers.items() if isinstance(reply.headers, Mapping) else reply.headers
    lines = [f"HTTP/1.1 {reply.status} Whatever", *(f"{name}: {value}" for name, value in headers)]
    if reply.content_type is not None:
        lines.append(f"Content-Type: {reply.content_type}")
    lines.append("Connection: close" if reply.unannounced else f"Content-Length: {len(reply.body)}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def json_reply(value: Any, status: int = 200, **headers: str) -> Reply:
    return Reply(json.dumps(value).encode(), status, {name.replace("_", "-"): each for name, each in headers.items()})


def row_ids(count: int) -> list[str]:
    return [f"{number:024x}" for number in range(1, count + 1)]


def listing_body(request: Request, ids: list[str], *, paging: bool = True, **changes: Any) -> dict[str, Any]:
    """The page of these rows that a faithful server gives."""
    limit, after = int(request.params.get("limit", "100")), request.params.get("starting_after", "")
    left = [row for row in ids if row > after]
    rows = left[:limit]
    body: dict[str, Any] = {
        "data": [{"data": {"id": row, "n": 1}, "uri": f"{request.path}/{row}"} for row in rows],
        "links": [{"rel": "self", "uri": request.target}],
    }
    if paging and not after:
        body["paging"] = {"current": 1, "total": -(-len(ids) // limit), "count": len(ids)}
    if len(left) > limit:
        query = urlencode({**request.params, "starting_after": rows[-1]})
        body["links"].append({"rel": "next", "uri": f"{request.path}?{query}"})
    return {**body, **changes}


def listing_script(ids: list[str], *, paging: bool = True) -> Script:
    def script(request: Request) -> Reply:
        if request.params.get("count") == "true":
            return json_reply({"count": len(ids), "links": []})
        return json_reply(listing_body(request, ids, paging=paging))

    return script


def script_of(*replies: Reply | Script, then: Reply | Script | None = None) -> Script:
    """One reply after another, and ``then`` for ever; a reply may depend on the request."""
    left = list(replies)

    def script(request: Request) -> Reply:
        reply = left.pop(0) if left else then
        assert reply is not None, f"nobody expected {request.target}"
        return reply(request) if callable(reply) else reply

    return script


class Recorder:
    """An observer that remembers."""

    def __init__(self) -> None:
        self.done: list[tuple[str, str, int, int | None]] = []
        self.waits: list[tuple[float, str]] = []
        self.retries: list[tuple[str, int, str]] = []

    def request_done(self, version: str, path: str, status: int, remaining: int | None) -> None:
        self.done.append((version, path, status, remaining))

    def waiting(self, seconds: float, reason: str) -> None:
        self.waits.append((seconds, reason))

    def retrying(self, path: str, attempt: int, reason: str) -> None:
        self.retries.append((path, attempt, reason))


class FakeClock:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds
        await asyncio.sleep(0)


def client_for(
    server: ScriptedServer,
    observer: Observer = SILENT,
    *,
    clock: FakeClock | None = None,
    token: str = TOKEN,
    **settings: Any,
) -> Client:
    clock = clock or FakeClock()
    return Client(
        ClientSettings(server.url, Secret(token), **{"timeout": 2.0, **settings}),
        observer,
        backoff=AT_ONCE,
        clock=clock,
        sleep=clock.sleep,
    )


def read(
    script: Script, path: str = "/students", observer: Recorder | None = None, **settings: Any
) -> tuple[list[Page], list[Request]]:
    async def run() -> tuple[list[Page], list[Request]]:
        async with (
            ScriptedServer(script) as server,
            client_for(server, observer or Recorder(), **settings) as client,
        ):
            pages = [page async for page in client.pages(VERSION, path)]
            assert client.pages_read == len(pages)
            assert client.requests_made == len(server.requests)
            return pages, server.requests

    return asyncio.run(run())


def ids_of(pages: list[Page]) -> list[str]:
    return [row for page in pages for row in page.ids]
