"""One request and one response as plain values, so that everything but the server can be tested without a socket."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

import msgspec

JSON_TYPE = "application/json; charset=utf-8"

_SLASHES = re.compile(r"/{2,}")


@dataclass(frozen=True, slots=True)
class Request:
    """``target`` is the path as sent, still escaped; ``query`` likewise; header names are in lower case."""

    method: str
    target: str
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def path(self) -> str:
        """The path that is meant: unescaped, doubled slashes made one, none at the end."""
        return _SLASHES.sub("/", unquote(self.target)).rstrip("/") or "/"

    @property
    def as_sent(self) -> str:
        """Path and query as the client wrote them."""
        return f"{self.target}?{self.query}" if self.query else self.target


@dataclass(frozen=True, slots=True)
class Delivery:
    """How the server hands an answer over: late, cut short, or not at all."""

    delay: float = 0.0
    cut: int | None = None
    """How many bytes of the body are sent before the connection closes."""
    reset: bool = False
    """The connection is reset and nothing is sent."""


PROMPT = Delivery()


@dataclass(frozen=True, slots=True)
class Response:
    """An answer; the server adds only what belongs to the connection."""

    status: int
    body: bytes = b""
    content_type: str | None = JSON_TYPE
    headers: tuple[tuple[str, str], ...] = ()
    delivery: Delivery = PROMPT

    def all_headers(self) -> Iterable[tuple[str, str]]:
        """Every header of the answer."""
        if self.content_type is not None:
            yield "content-type", self.content_type
        yield "content-length", str(len(self.body))
        yield from self.headers


class RefusalError(Exception):
    """Ends the making of an answer early: the response says why."""

    def __init__(self, response: Response) -> None:
        super().__init__(f"answered {response.status}")
        self.response = response


def json_response(value: Any, status: int = 200) -> Response:
    """An answer with ``value`` as JSON."""
    return Response(status, msgspec.json.encode(value))


def error(status: int, text: str) -> Response:
    """An error as every real client reads it: one member ``error`` that holds a sentence."""
    return json_response({"error": text}, status)


def not_found() -> Response:
    """What an id that is well formed, but unknown or not shared, leads to."""
    return error(404, "Not Found")


def malformed_id() -> Response:
    """What an id that cannot exist leads to: not JSON, as the old clients' tests record."""
    return Response(404, b"Not Found", "text/plain; charset=utf-8")


def bad_request(text: str) -> RefusalError:
    """To be raised where the request itself is wrong."""
    return RefusalError(error(400, text))
