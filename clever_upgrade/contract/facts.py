"""The vocabulary in which the contract states facts about a field.

A field's facts are markers inside ``typing.Annotated``; whether it is guaranteed or optional is said by pydantic itself
(a field with a default is optional). ``resource.py`` reads them back.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Annotated


class Format(Enum):
    """How the text of a value is written, where the contract says so."""

    OBJECT_ID = "object-id"
    """24 hexadecimal digits, unique across districts and types."""
    TIMESTAMP = "timestamp"
    """``YYYY-MM-DDTHH:MM:SS.mmmZ``."""
    MOMENT = "moment"
    """A timestamp, or the plain date that later documentation shows for the same field."""
    LOOSE_DATE = "loose-date"
    """A date in any of the three forms a SIS sends; only its date part means anything."""
    US_DATE = "us-date"
    """``M/D/YYYY``; the wire pads nothing with zeros, yet the definitions take it."""


class Origin(Enum):
    """Where the knowledge of a field comes from."""

    ANNOUNCED = "announced"
    """Clever's announcement of v1.2 names it."""
    SPECIFIED = "specified"
    """Clever's API definitions list it."""
    SPECIAL_SCOPE = "special-scope"
    """Served only to applications with a special scope."""
    OBSERVED = "observed"
    """Real answers carried it though no definition lists it."""


class Mark(Enum):
    """Facts that a field either has or has not."""

    PERSONAL = "personal"
    """Says something about a person: stored, but redacted wherever people look."""
    SECRET = "secret"  # noqa: S105 - the name of a mark, not a secret
    """Opens a door: never shown, recorded or stored unless asked for."""
    ORDER_FREE = "order-free"
    """A list whose order carries no meaning and in which nothing stands twice."""


@dataclass(frozen=True, slots=True)
class Since:
    """Names the contract change that brought the field, or changed its meaning."""

    change: str


PERSONAL = Mark.PERSONAL
SECRET = Mark.SECRET

ObjectId = Annotated[str, Format.OBJECT_ID]
Timestamp = Annotated[str, Format.TIMESTAMP]
Moment = Annotated[str, Format.MOMENT]
LooseDate = Annotated[str, Format.LOOSE_DATE]
UsDate = Annotated[str, Format.US_DATE]
IdList = list[ObjectId]
IdSet = Annotated[list[ObjectId], Mark.ORDER_FREE]

_OBJECT_ID = re.compile(r"[0-9a-f]{24}")
# ASCII everywhere: \d alone also takes the digits of other scripts, which no reader of a roster expects.
_TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", re.ASCII)
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_LOOSE_DATE = re.compile(r"(\d{4}-\d\d-\d\d)([T ]\d\d:\d\d:\d\d(\.\d+)?Z?)?", re.ASCII)
_US_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)


def is_object_id(text: str) -> bool:
    """Whether ``text`` is 24 lower-case hexadecimal digits."""
    return _OBJECT_ID.fullmatch(text) is not None


def date_part(text: str) -> str | None:
    """The ``YYYY-MM-DD`` of a loosely written date, or None where ``text`` is no such date."""
    found = _LOOSE_DATE.fullmatch(text)
    return found.group(1) if found and _exists(text) else None


def _exists(text: str) -> bool:
    """Whether the calendar and the clock have the moment; its form was looked at before."""
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _is_timestamp(text: str) -> bool:
    return _TIMESTAMP.fullmatch(text) is not None and _exists(text)


def _is_moment(text: str) -> bool:
    return _is_timestamp(text) or (_DATE.fullmatch(text) is not None and _exists(text))


def _is_loose_date(text: str) -> bool:
    return date_part(text) is not None


def _is_us_date(text: str) -> bool:
    found = _US_DATE.fullmatch(text)
    if found is None:
        return False
    month, day, year = (int(part) for part in found.groups())
    return _exists(f"{year:04}-{month:02}-{day:02}")


_CHECKS: dict[Format, Callable[[str], bool]] = {
    Format.OBJECT_ID: is_object_id,
    Format.TIMESTAMP: _is_timestamp,
    Format.MOMENT: _is_moment,
    Format.LOOSE_DATE: _is_loose_date,
    Format.US_DATE: _is_us_date,
}


def well_formed(text: str, form: Format) -> bool:
    """Whether ``text`` is written as ``form`` says."""
    return _CHECKS[form](text)
