"""Serves a sandbox on the loopback, in the foreground or in a thread."""

import asyncio
import contextlib
import gc
import socket
import threading
from collections.abc import Callable, Iterator

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from clever_upgrade.errors import UsageError
from clever_upgrade.sandbox.app import Sandbox
from clever_upgrade.sandbox.asgi import TRANSPORT, AsgiApp

HOST = "127.0.0.1"
DEFAULT_PORT = 8712

_LONGEST_HEAD = 64 * 1024
_START_SECONDS = 30
_TICK = 0.1
"""Seconds, as uvicorn has them."""
_TICKS_A_DAY = 864_000


def serve(app: Sandbox, port: int = DEFAULT_PORT, *, ready: Callable[[str], None] = lambda _: None) -> None:
    """Serve until Ctrl-C; ``ready`` is told the base URL. UsageError if the port is taken."""
    # The district lives as long as the process; to look through it for garbage would only hold up answers.
    gc.freeze()
    with _listen(port) as listener:
        server = _server(app)
        with contextlib.suppress(KeyboardInterrupt):
            ready(_base_url(listener))
            server.run(sockets=[listener])


@contextlib.contextmanager
def running_sandbox(app: Sandbox, port: int = 0) -> Iterator[str]:
    """Serve in the background; yields the base URL. Nothing is left when it ends: no thread, no socket."""
    with _listen(port) as listener:
        server = _server(app)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, name="sandbox", daemon=True)
        thread.start()
        try:
            if not server.listening.wait(_START_SECONDS):
                raise RuntimeError("the sandbox did not start")
            yield _base_url(listener)
        finally:
            server.leave()
            thread.join()


def port_or_any(port: int) -> int:
    """The port if nobody uses it, else 0, for any that is free."""
    try:
        _listen(port).close()
    except UsageError:
        return 0
    return port


def _base_url(listener: socket.socket) -> str:
    host, port = listener.getsockname()
    return f"http://{host}:{port}"


def _listen(port: int) -> socket.socket:
    # asyncio turns off Nagle's algorithm, which costs 40 ms an answer, only for a socket whose protocol is said.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((HOST, port))
        listener.listen(128)
    except OSError as failure:
        listener.close()
        raise UsageError(
            f"port {port} cannot be used: {failure.strerror}",
            hint="Give another port with --port, or 0 for any that is free.",
        ) from None
    return listener


def _server(app: Sandbox) -> "_Server":
    config = uvicorn.Config(
        AsgiApp(app),
        http=_Protocol,
        loop="asyncio",
        ws="none",
        lifespan="off",
        interface="asgi3",
        log_config=None,
        log_level="error",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=75,
        h11_max_incomplete_event_size=_LONGEST_HEAD,
    )
    return _Server(config)


class _Protocol(H11Protocol):
    """uvicorn's protocol, which tells the application of its transport."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        self.app_state = {TRANSPORT: transport}
        super().connection_made(transport)


class _Server(uvicorn.Server):
    """uvicorn's server; it says when it listens, and its end waits for nobody."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listening = threading.Event()
        self._leaving = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    def leave(self) -> None:
        """Have it end at once, from another thread, and not when it looks up the next time."""
        self.should_exit = True
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._leaving.set)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        self._loop = asyncio.get_running_loop()
        await super().startup(sockets)
        self.listening.set()

    async def main_loop(self) -> None:
        ticks = 0
        while not await self.on_tick(ticks):
            ticks = (ticks + 1) % _TICKS_A_DAY
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._leaving.wait(), _TICK)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End as uvicorn does, but for the tenth of a second that it gives connections to part in peace."""
        for server in self.servers:
            server.close()
        for listener in sockets or []:
            listener.close()
        # Whoever was let in just now is a connection two rounds of the loop later.
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        for connection in list(self.server_state.connections):
            connection.transport.abort()
        # Answers that are held back see that nobody waits for them any more.
        if self.server_state.tasks:
            await asyncio.wait(self.server_state.tasks)
        for server in self.servers:
            await server.wait_closed()
