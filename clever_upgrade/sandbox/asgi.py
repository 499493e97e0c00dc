"""Hands requests to a sandbox and its answers to the server, late, cut short or not at all where an answer says so.

ASGI has no words for a connection that ends early, so the server leaves each connection's transport in the state of
its scopes.
"""

import asyncio
import socket
import struct
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from clever_upgrade.sandbox.app import Sandbox
from clever_upgrade.sandbox.exchange import Request, Response, error

TRANSPORT = "transport"
"""The name of the transport in the state of a scope."""

_LONGEST_BODY = 16 * 1024 * 1024
_PIECE = 1024 * 1024
_TOO_LONG = error(413, "The body is too long.")

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


class AsgiApp:
    """A sandbox as an ASGI application."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one request."""
        body = await _body(receive)
        answer = _TOO_LONG if body is None else self._sandbox.handle(_request(scope, body))
        if answer.delivery.delay and not await _still_there_after(answer.delivery.delay, receive):
            return
        if answer.delivery.reset:
            await _reset(scope, receive)
        elif answer.delivery.cut is not None:
            await _cut_short(answer, answer.delivery.cut, scope, receive, send)
        else:
            await _send_all(answer, send)


def _request(scope: Message, body: bytes) -> Request:
    return Request(
        method=scope["method"],
        target=scope["raw_path"].decode("ascii", "replace"),
        query=scope["query_string"].decode("ascii", "replace"),
        headers={name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]},
        body=body,
    )


async def _body(receive: Receive) -> bytes | None:
    """The body of a request, or None where it is too long."""
    parts, length, more = [], 0, True
    while more:
        message = await receive()
        part = message.get("body", b"")
        length += len(part)
        if length <= _LONGEST_BODY:
            parts.append(part)
        more = message.get("more_body", False)
    return b"".join(parts) if length <= _LONGEST_BODY else None


async def _send_all(answer: Response, send: Send) -> None:
    """Send an answer in pieces: what the connection cannot take at once is copied, and the less of it the better."""
    first, *others = range(0, len(answer.body), _PIECE) or (0,)
    await _send(answer, answer.body[first : first + _PIECE], send, more=bool(others))
    for start in others:
        more = start + _PIECE < len(answer.body)
        await send({"type": "http.response.body", "body": answer.body[start : start + _PIECE], "more_body": more})


async def _send(answer: Response, body: bytes, send: Send, *, more: bool) -> None:
    headers = [(name.encode(), value.encode()) for name, value in answer.all_headers()]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": more})


async def _cut_short(answer: Response, length: int, scope: Message, receive: Receive, send: Send) -> None:
    await _send(answer, answer.body[:length], send, more=True)
    scope["state"][TRANSPORT].close()
    await _disconnected(receive)


async def _reset(scope: Message, receive: Receive) -> None:
    transport = scope["state"][TRANSPORT]
    # With no time to linger, closing sends a reset and not an orderly end.
    transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()
    await _disconnected(receive)


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _still_there_after(seconds: float, receive: Receive) -> bool:
    """Wait; whether the client waited too."""
    try:
        await asyncio.wait_for(_disconnected(receive), seconds)
    except TimeoutError:
        return True
    return False
