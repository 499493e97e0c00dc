"""The faults that the sandbox can be told to have, and which request meets which.

Each kind draws from its own seeded numbers, one for each request that it could hit: the same requests in the same order
meet the same faults, whatever other kinds are switched on. The first kind that hits, in the order below, wins.
"""

import math
import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum

from clever_upgrade.errors import UsageError
from clever_upgrade.sandbox.exchange import Delivery, Response, error, not_found

DEFAULT_SECONDS: Mapping[str, float] = {"timeout": 60.0, "slow": 1.0}


class Reach(Enum):
    """Which requests a kind of fault can hit."""

    ANY = "any"
    """Every request below a version's prefix, and ``/me``."""
    LIST_PAGE = "list-page"
    """Every page of a list of records; never ``count=true``."""
    CURSOR_PAGE = "cursor-page"
    """A page of a list of records that is asked for with ``starting_after``."""


class FaultKind(Enum):
    """Every kind of fault, by the name it has on the command line."""

    TOO_MANY_REQUESTS = "429"
    """An empty answer 429 that says that nothing is left, and that the reset is at most a second away."""
    SERVER_ERROR = "500"
    """An answer 500 with a JSON error."""
    TIMEOUT = "timeout"
    """The right answer, held back (60 seconds unless told otherwise)."""
    RESET = "reset"
    """The connection is reset without an answer."""
    TRUNCATED = "truncated"
    """The right answer, of which half the body arrives before the connection closes."""
    HTML = "html"
    """A web page with status 200."""
    SLOW = "slow"
    """The right answer, late (1 second unless told otherwise)."""
    LOST_PAGE = "lost-page"
    """A cursor page that silently begins one page too late."""
    REPEATED_PAGE = "repeated-page"
    """A cursor page that holds the rows of the page before it."""
    UNORDERED = "unordered"
    """A list page whose rows are shuffled; its links are the right ones."""
    EMPTY = "empty"
    """A list page without rows and without a next page; a first page counts 0 in its ``paging``."""
    UNAUTHORIZED_MIDWAY = "401-midway"
    """A cursor page that is answered 401."""
    NOT_FOUND_MIDWAY = "404-midway"
    """A cursor page that is answered 404."""

    @property
    def reach(self) -> Reach:
        """Which requests this kind can hit."""
        return _REACHES.get(self, Reach.ANY)


_REACHES = {
    FaultKind.LOST_PAGE: Reach.CURSOR_PAGE,
    FaultKind.REPEATED_PAGE: Reach.CURSOR_PAGE,
    FaultKind.UNORDERED: Reach.LIST_PAGE,
    FaultKind.EMPTY: Reach.LIST_PAGE,
    FaultKind.UNAUTHORIZED_MIDWAY: Reach.CURSOR_PAGE,
    FaultKind.NOT_FOUND_MIDWAY: Reach.CURSOR_PAGE,
}
FAULT_NAMES: tuple[str, ...] = tuple(kind.value for kind in FaultKind)


@dataclass(frozen=True, slots=True)
class Fault:
    """How often a kind of fault strikes (0 to 1), in one version or in all, and for how long it delays."""

    rate: float
    version: str | None = None
    seconds: float | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.rate <= 1:
            raise UsageError("the rate of a fault must be a number from 0 to 1")
        if self.seconds is not None and not 0 <= self.seconds < math.inf:
            raise UsageError("the seconds of a fault must be a number, and not below 0")


class FaultBox:
    """The faults that are switched on, and the numbers that they draw."""

    def __init__(self, faults: Mapping[FaultKind, Fault] | None = None, *, seed: int = 1) -> None:
        self.faults: Mapping[FaultKind, Fault] = faults or {}
        self._draws = {kind: random.Random(f"{seed}:{kind.value}") for kind in FaultKind}

    def draw(self, version: str, reaches: frozenset[Reach]) -> FaultKind | None:
        """The fault that one request meets, if any; ``reaches`` says what the request is."""
        hits = [
            kind
            for kind in FaultKind
            if (fault := self.faults.get(kind)) is not None
            and kind.reach in reaches
            and fault.version in (None, version)
            and self._draws[kind].random() < fault.rate
        ]
        return hits[0] if hits else None

    def _seconds(self, kind: FaultKind) -> float:
        fault = self.faults.get(kind)
        given = fault.seconds if fault is not None else None
        return DEFAULT_SECONDS[kind.value] if given is None else given

    def late_or_cut(self, kind: FaultKind, answer: Response) -> Response:
        """The right answer, handed over as a kind of fault says."""
        if kind in (FaultKind.TIMEOUT, FaultKind.SLOW):
            return replace(answer, delivery=Delivery(delay=self._seconds(kind)))
        if kind is FaultKind.TRUNCATED:
            return replace(answer, delivery=Delivery(cut=len(answer.body) // 2))
        return answer

    def shuffled(self, ids: list[str]) -> list[str]:
        """``ids`` in an order that is not theirs, where there is one."""
        mixed = ids.copy()
        self._draws[FaultKind.UNORDERED].shuffle(mixed)
        return mixed if mixed != ids else mixed[::-1]


def instead_of_answer(kind: FaultKind) -> Response | None:
    """The answer of a kind that does not look at the request, or None for kinds that bend the right answer."""
    match kind:
        case FaultKind.TOO_MANY_REQUESTS:
            return Response(429, content_type=None)
        case FaultKind.SERVER_ERROR:
            return error(500, "Internal Server Error")
        case FaultKind.HTML:
            return Response(200, _WEB_PAGE, "text/html; charset=utf-8")
        case FaultKind.RESET:
            return Response(503, delivery=Delivery(reset=True))
        case FaultKind.UNAUTHORIZED_MIDWAY:
            return error(401, "Unauthorized")
        case FaultKind.NOT_FOUND_MIDWAY:
            return not_found()
        case _:
            return None


_WEB_PAGE = b"<!DOCTYPE html><html><head><title>Sandbox</title></head><body><h1>Back soon</h1></body></html>"
