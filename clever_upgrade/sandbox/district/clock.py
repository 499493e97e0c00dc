"""The district's own clock and the ids it makes: only changes move it on, so that every run tells the same times."""

from datetime import UTC, datetime
from functools import lru_cache

FIXED_BASE = datetime(2017, 3, 20, 12, 0, tzinfo=UTC)
"""When a sandbox district believes it is, unless told otherwise."""

_LARGEST = (1 << 96) - 1


class Clock:
    """Time in milliseconds since 1970, and ObjectIds that carry it."""

    __slots__ = ("_counter", "_machine", "_millis")

    def __init__(self, now: datetime, machine: str) -> None:
        """``machine`` is the ten hexadecimal digits that stand between time and counter in every id made here."""
        self._millis = int(now.timestamp() * 1000)
        self._machine = int(machine, 16) << 24
        self._counter = 0

    def begin(self) -> str:
        """Move on to the next whole second, where a change begins; its timestamp."""
        self._millis = (self._millis // 1000 + 1) * 1000
        return timestamp(self._millis)

    def tick(self) -> str:
        """Move on by a millisecond; its timestamp."""
        self._millis += 1
        return timestamp(self._millis)

    def not_before(self, record_id: str) -> None:
        """Move on to the time that ``record_id`` carries, if that is later."""
        self._millis = max(self._millis, id_seconds(record_id) * 1000)

    def new_id(self, after: str | None, millis: int | None = None) -> str:
        """An id for this moment, or another one, that sorts behind ``after``; ValueError when none is left."""
        self._counter += 1
        seconds = (self._millis if millis is None else millis) // 1000
        number = (seconds << 64) | self._machine | self._counter
        if after is not None:
            number = max(number, int(after, 16) + 1)
        if number > _LARGEST:
            raise ValueError("there is no larger id left to give to a new record")
        return f"{number:024x}"


def timestamp(millis: int) -> str:
    """``YYYY-MM-DDTHH:MM:SS.mmmZ``."""
    return f"{_to_the_second(millis // 1000)}.{millis % 1000:03}Z"


@lru_cache(maxsize=1024)
def _to_the_second(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat()[:19]


def id_seconds(record_id: str) -> int:
    """The time that an ObjectId carries, in seconds since 1970."""
    return int(record_id[:8], 16)


def later_than(stamp: str, old: str | None) -> str:
    """``stamp``, or one millisecond behind ``old`` where the record claims to come from the future."""
    if not isinstance(old, str) or old < stamp:
        return stamp
    try:
        moment = datetime.fromisoformat(old)
    except ValueError:
        return stamp
    return timestamp(int(moment.timestamp() * 1000) + 1)
