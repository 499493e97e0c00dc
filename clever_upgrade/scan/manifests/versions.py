"""Dotted versions, and which of them a requirement allows, in the words of each ecosystem.

Only what telling the official clients' versions apart needs: numbers in order, anything after them that is not a
post-release counted as just before the release. A requirement becomes spans, so that one question serves all dialects:
does it allow anything from here to there?
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import total_ordering

_VERSION = re.compile(r"[vV=]?\s*(\d+(?:\.\d+)*)(.*)", re.DOTALL)
_LATER = re.compile(r"[-._]?(?:post|rev|r|p|pl|patch|final|ga|release)[-._]?\d*$|-\d+$|\+.*$", re.IGNORECASE)
_LONGEST_NUMBER = 18


@total_ordering
@dataclass(frozen=True, slots=True, eq=False)
class Version:
    """Numbers, and whether this is something before their release (-1), the release (0) or something after it (1)."""

    numbers: tuple[int, ...]
    stage: int = 0

    @property
    def _key(self) -> tuple[tuple[int, ...], int]:
        numbers = self.numbers
        while numbers and numbers[-1] == 0:
            numbers = numbers[:-1]
        return numbers, self.stage

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Version) and self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)

    def __lt__(self, other: "Version") -> bool:
        return self._key < other._key

    def raised(self, position: int) -> "Version":
        """The first version in which the number at a position is one higher; the numbers after it are dropped."""
        numbers = (*self.numbers, *([0] * (position + 1 - len(self.numbers))))
        return Version((*numbers[:position], numbers[position] + 1))


def parse_version(text: str) -> Version | None:
    """A version such as ``2.3.2``, ``v0.14.0`` or ``1.0.0.rc1``, or None where the text is none."""
    match = _VERSION.fullmatch(text.strip())
    if match is None or (match[2] and not re.match(r"(?!\.[xX*])[-+._a-zA-Z]", match[2])):
        return None
    if any(len(number) > _LONGEST_NUMBER for number in match[1].split(".")):
        return None
    numbers = tuple(int(number) for number in match[1].split("."))
    local = match[2].partition("+")[0]
    if not local:
        return Version(numbers)
    return Version(numbers, 1 if _LATER.fullmatch(local) and not local.startswith("+") else -1)


@dataclass(frozen=True, slots=True)
class Span:
    """Versions from ``low`` to ``high``, either open (None) or with its end included or not."""

    low: Version | None = None
    high: Version | None = None
    with_low: bool = True
    with_high: bool = False

    def meets(self, other: "Span") -> "Span | None":
        """The versions in both, or None where there can be none."""
        low, with_low = self.low, self.with_low
        if other.low is not None and (low is None or other.low > low):
            low, with_low = other.low, other.with_low
        elif other.low is not None and other.low == low:
            with_low = with_low and other.with_low
        high, with_high = self.high, self.with_high
        if other.high is not None and (high is None or other.high < high):
            high, with_high = other.high, other.with_high
        elif other.high is not None and other.high == high:
            with_high = with_high and other.with_high
        if low is not None and high is not None and (low > high or (low == high and not (with_low and with_high))):
            return None
        return Span(low, high, with_low, with_high)


def exactly(version: Version) -> Span:
    """One version alone."""
    return Span(version, version, with_high=True)


def onwards(version: Version) -> Span:
    """A version and all later ones."""
    return Span(version)


def before(version: Version) -> Span:
    """All versions earlier than one."""
    return Span(high=version)


@dataclass(frozen=True, slots=True)
class Allowed:
    """The versions that a requirement allows, as spans of which one must hold; none at all if they contradict."""

    spans: tuple[Span, ...] = (Span(),)

    def __and__(self, other: "Allowed") -> "Allowed":
        pairs = (one.meets(two) for one in self.spans for two in other.spans)
        return Allowed(tuple(pair for pair in pairs if pair is not None))

    def __or__(self, other: "Allowed") -> "Allowed":
        return Allowed((*self.spans, *other.spans))

    def meets(self, span: Span) -> bool:
        """Whether anything in a span is allowed."""
        return any(own.meets(span) is not None for own in self.spans)

    @property
    def only(self) -> Version | None:
        """The version, where no other is allowed."""
        lows = {span.low for span in self.spans if span.low is not None and span.low == span.high}
        return next(iter(lows)) if len(lows) == 1 and all(span.low == span.high for span in self.spans) else None


ANY = Allowed()


def all_of(parts: Iterable[Allowed]) -> Allowed:
    """What every one of several requirements allows."""
    allowed = ANY
    for part in parts:
        allowed = allowed & part
    return allowed


def any_of(parts: Iterable[Allowed]) -> Allowed:
    """What at least one of several requirements allows."""
    allowed = Allowed(())
    for part in parts:
        allowed = allowed | part
    return allowed
