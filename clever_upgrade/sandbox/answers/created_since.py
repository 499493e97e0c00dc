"""The oldest id that a ``created_since`` lets through; ids of events carry the second in which they were made."""

import re
from datetime import UTC, datetime, timedelta, timezone

from clever_upgrade.contract.facts import is_object_id
from clever_upgrade.sandbox.exchange import bad_request

_W3C = re.compile(
    r"(?P<year>\d{4})(-(?P<month>\d\d)(-(?P<day>\d\d)"
    r"(T(?P<hour>\d\d):(?P<minute>\d\d)(:(?P<second>\d\d)(\.\d+)?)?(?P<zone>Z|[+-]\d\d:\d\d))?)?)?",
    re.ASCII,
)
_LAST_SECOND = 0xFFFFFFFF


def first_id_since(text: str) -> str:
    """The id at which the events since ``text`` begin; refuses what is neither an ObjectID nor a W3C datetime."""
    if is_object_id(text.lower()):
        return text.lower()
    moment = _moment(text)
    if moment is None:
        raise bad_request(
            f"Could not parse created_since '{text}'. Please ensure it is either a valid ObjectID "
            "or a valid W3C datetime: http://www.w3.org/TR/NOTE-datetime."
        )
    seconds = min(max(int(moment.timestamp()), 0), _LAST_SECOND)
    return f"{seconds:08x}{'0' * 16}"


def _moment(text: str) -> datetime | None:
    found = _W3C.fullmatch(text)
    if found is None:
        return None
    defaults = {"month": 1, "day": 1, "hour": 0, "minute": 0, "second": 0}
    year, month, day, hour, minute, second = (
        int(found[name] or defaults.get(name, 0)) for name in ("year", "month", "day", "hour", "minute", "second")
    )
    try:
        return datetime(year, month, day, hour, minute, second, tzinfo=_zone(found["zone"]))
    except ValueError:
        return None


def _zone(text: str | None) -> timezone:
    if text is None or text == "Z":
        return UTC
    hours, minutes = int(text[1:3]), int(text[4:6])
    offset = timedelta(hours=hours, minutes=minutes)
    return timezone(-offset if text[0] == "-" else offset)
