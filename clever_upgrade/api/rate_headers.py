"""Reads the rate limit that an answer states: any case of the names, several buckets, lists or repeated headers."""

from collections.abc import Iterable
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

_LONGEST_NUMBER = 15


@dataclass(frozen=True, slots=True)
class Bucket:
    """What is left of one limit; ``reset`` is in the server's Unix seconds."""

    name: str
    limit: int
    remaining: int
    reset: int


@dataclass(frozen=True, slots=True)
class RateReading:
    """All that one answer says about limits; ``date`` is the server's own clock, which ``reset`` is measured by."""

    buckets: tuple[Bucket, ...] = ()
    date: int | None = None
    retry_after: int | None = None

    @property
    def remaining(self) -> int | None:
        """How many requests the tightest bucket leaves."""
        return min((bucket.remaining for bucket in self.buckets), default=None)


NOTHING_SAID = RateReading()


def read_rate(headers: Iterable[tuple[str, str]]) -> RateReading:
    """The reading of one answer; what cannot be understood counts as not said."""
    lists: dict[str, list[str]] = {}
    single: dict[str, str] = {}
    for name, value in headers:
        name = name.lower()
        if name.startswith("x-ratelimit-"):
            lists.setdefault(name.removeprefix("x-ratelimit-"), []).extend(part.strip() for part in value.split(","))
        elif name in ("date", "retry-after"):
            single[name] = value
    buckets = _buckets(lists)
    return RateReading(buckets, _seconds(single.get("date")), _number(single.get("retry-after")))


def _buckets(lists: dict[str, list[str]]) -> tuple[Bucket, ...]:
    remaining, resets = lists.get("remaining", []), lists.get("reset", [])
    if not resets:
        return ()
    found = []
    for index, left in enumerate(remaining):
        count, reset = _number(left), _number(_at(resets, index))
        limit = _number(_at(lists.get("limit", [left]), index))
        if count is not None and reset is not None and limit:
            names = lists.get("bucket", [])
            name = names[index] if index < len(names) else f"#{index}"
            found.append(Bucket(name, limit, min(count, limit), reset))
    return tuple(found)


def _at(values: list[str], index: int) -> str:
    return values[index] if index < len(values) else values[-1]


def _number(text: str | None) -> int | None:
    text = (text or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER else None


def _seconds(date: str | None) -> int | None:
    if date is None:
        return None
    try:
        return int(parsedate_to_datetime(date).timestamp())
    except (ValueError, OverflowError):
        return None
