"""Tells, for one attempt at a request, what went wrong and whether it may pass."""

from dataclasses import dataclass
from http import HTTPStatus

from clever_upgrade.errors import (
    ApiError,
    MalformedAnswerError,
    NotServedError,
    RequestRefusedError,
    TokenRefusedError,
    UnreachableError,
)

HTML_HINT = "Check that the token is of a kind that may read this path, and that --base-url is that of an API."


@dataclass(frozen=True, slots=True)
class Fault:
    """Why an attempt brought nothing: the error it amounts to if nothing better comes, and a clause that says why."""

    kind: type[ApiError]
    reason: str
    status: int | None = None
    passing: bool = False
    server_says: str = ""
    request_id: str = ""
    hint: str | None = None


class AttemptError(Exception):
    """One attempt failed. Never leaves this package."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.reason)
        self.fault = fault


class PassingError(AttemptError):
    """One attempt failed in a way that may pass."""


class TooMuchAskedError(RequestRefusedError):
    """The page asked for is larger than the server allows (413)."""


_KINDS: dict[int, type[ApiError]] = {
    HTTPStatus.UNAUTHORIZED: TokenRefusedError,
    HTTPStatus.FORBIDDEN: TokenRefusedError,
    HTTPStatus.NOT_FOUND: NotServedError,
}
_PASSING_STATUSES = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS})
_STORM_HINT = "Another process uses this token's rate limit up: stop it for a while, or run this later."


def status_fault(status: int, server_says: str, request_id: str) -> Fault | None:
    """The fault that a status stands for, or None for the one status that brings an answer."""
    if status == HTTPStatus.OK:
        return None
    reason = f"HTTP {status} {_phrase(status)}".strip()
    passing = status in _PASSING_STATUSES or (status >= 500 and status != HTTPStatus.NOT_IMPLEMENTED)
    hint = None
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        hint = _STORM_HINT
    if passing:
        kind: type[ApiError] = UnreachableError
    elif status < 300:
        kind, passing = MalformedAnswerError, True
    elif status < 400:
        kind, reason = RequestRefusedError, f"{reason}, a redirect, which is not followed so that the token stays here"
    else:
        kind = _KINDS.get(status, RequestRefusedError)
    return Fault(kind, reason, status, passing, server_says, request_id, hint)


def content_fault(content_type: str, shown: str, status: int, request_id: str) -> Fault | None:
    """The fault of an answer that does not call itself JSON; ``shown`` is what may be shown of what it does."""
    if content_type == "application/json" or content_type.endswith("+json"):
        return None
    hint = None
    if "html" in content_type:
        reason, hint = "the answer is an HTML page instead of JSON", HTML_HINT
    elif content_type:
        reason = f"the answer is not JSON but calls itself {shown}"
    else:
        reason = "the answer does not say that it is JSON"
    return Fault(MalformedAnswerError, reason, status, passing=True, request_id=request_id, hint=hint)


def raise_fault(fault: Fault) -> None:
    """Raise what the fault is within an attempt."""
    raise (PassingError if fault.passing else AttemptError)(fault)


def sentence(shown: str, fault: Fault, attempts: int) -> str:
    """The one sentence about a request that failed for good."""
    notes = []
    if attempts > 1:
        notes.append(f"after {attempts} attempts")
    if fault.request_id:
        notes.append(f"request id {fault.request_id}")
    text = f"{shown} failed: {fault.reason}" + (f" ({', '.join(notes)})" if notes else "")
    return f"{text}; the server says: {fault.server_says}" if fault.server_says else text


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""
