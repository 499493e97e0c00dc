"""Turns a record's JSON into the row that is stored; pure.

Nothing is lost: what the contract does not know, or what does not fit its column, is kept in ``extra``. Two records
with the same content have the same fingerprint, whatever the order of members and of lists whose order means nothing.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Annotated, Any

import msgspec

from clever_upgrade.contract.sensitive import is_secret, may_hold_secret
from clever_upgrade.store.columns import Column, Kind, columns_of

Value = str | bool | None
Row = tuple[Value | bytes, ...]
"""Values in the order of the columns of the collection, then ``extra`` and the fingerprint."""

DISTRICT = "district"
LONGEST_ID = 64
_FINGERPRINT_BYTES = 16
_NUL, _UNSTORABLE = "\x00", "\ufffd"
_NUL_IN_JSON = b"\\u0000"

_AS_WRITTEN = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", re.ASCII)

_sorted_json = msgspec.json.Encoder(order="deterministic")
_any = msgspec.json.Decoder()


class UnstorableRecordError(Exception):
    """The record cannot be stored; the text says why and quotes nothing but its id."""


@dataclass(slots=True)
class RowMaker:
    """Makes the rows of one collection of one district.

    ``district`` is the one that the token belongs to: a record of another one is refused. Secrets are left out unless
    ``keep_secrets``.
    """

    collection: str
    district: str
    keep_secrets: bool = False
    _columns: tuple[Column, ...] = field(init=False)
    _record: msgspec.json.Decoder[msgspec.Struct] = field(init=False)
    _finish: list[tuple[int, Callable[[Any], Any]]] = field(init=False)
    _order_free: list[int] = field(init=False)
    _district_at: int | None = field(init=False)
    _try_typed: bool = True

    def __post_init__(self) -> None:
        self._columns = columns_of(self.collection)
        fields = [(column.name, _TYPES[column.kind], None) for column in self._columns]
        self._record = msgspec.json.Decoder(
            msgspec.defstruct(self.collection, fields, forbid_unknown_fields=True, gc=False)
        )
        self._finish = [
            (index, self._finisher(column))
            for index, column in enumerate(self._columns)
            if column.kind.is_json or column.kind is Kind.TIME
        ]
        self._order_free = [index for index, column in enumerate(self._columns) if column.order_free]
        names = [column.name for column in self._columns]
        self._district_at = names.index(DISTRICT) if DISTRICT in names else None

    def row(self, text: bytes) -> Row:
        """The row of one record; UnstorableRecordError if it has no id or belongs to another district."""
        if self._try_typed and _NUL_IN_JSON not in text:
            try:
                return self._row(list(msgspec.structs.astuple(self._record.decode(text))), None)
            except (ValueError, OverflowError, RecursionError):
                # A district whose records have one more field than the contract has it in all of them.
                self._try_typed = False
        try:
            values, extra = self._sorted_out(text)
            self._try_typed = self._try_typed or not extra
            return self._row(values, extra or None)
        except RecursionError:
            raise UnstorableRecordError("a record is nested too deep") from None

    def _row(self, values: list[Any], extra: Mapping[str, Any] | None) -> Row:
        self._check(values)
        shown = list(values)
        for index, finish in self._finish:
            if values[index] is not None:
                shown[index] = finish(values[index])
        canonical = shown
        if self._order_free:
            canonical = list(shown)
            for index in self._order_free:
                if values[index] is not None:
                    canonical[index] = sorted(values[index])
        extra_text = None if extra is None else _sorted_json.encode(extra).decode()
        fingerprint = blake2b(msgspec.json.encode([canonical, extra_text]), digest_size=_FINGERPRINT_BYTES).digest()
        return (*shown, extra_text, fingerprint)

    def _check(self, values: list[Any]) -> None:
        record_id = values[0]
        if not isinstance(record_id, str) or not 0 < len(record_id) <= LONGEST_ID:
            raise UnstorableRecordError("a record has no id, or one that is too long")
        if self._district_at is None:
            owner = record_id
        else:
            owner = values[self._district_at]
            if owner is None:
                owner = values[self._district_at] = self.district
        if owner != self.district:
            raise UnstorableRecordError(f"the record {record_id!a} belongs to another district")

    def _finisher(self, column: Column) -> Callable[[Any], Any]:
        if column.kind is Kind.TIME:
            return wire_time
        if column.kind is Kind.LIST or self.keep_secrets:
            return _json_text
        return _json_text_without_secrets

    def _sorted_out(self, text: bytes) -> tuple[list[Any], dict[str, Any]]:
        """The values of the columns, and everything that has no place in one of them."""
        try:
            record = _any.decode(text)
            if _NUL_IN_JSON in text:
                record = _without_nul(record)
        except ValueError:
            raise UnstorableRecordError("a record is not readable JSON") from None
        if not isinstance(record, dict):
            raise UnstorableRecordError("a record is not an object")
        values = []
        for column in self._columns:
            fits, value = _fit(column, record.get(column.name))
            values.append(value)
            if fits:
                record.pop(column.name, None)
        return values, record if self.keep_secrets else _without_secrets(record)


def row_names(collection: str) -> tuple[str, ...]:
    """The names of the columns of a row, in its order."""
    return (*(column.name for column in columns_of(collection)), "extra", "fingerprint")


def wire_time(text: str) -> str:
    """A moment as the API writes it, in UTC; ValueError if the text is none."""
    moment = datetime.fromisoformat(text)
    if _AS_WRITTEN.fullmatch(text):
        return text
    if moment.tzinfo is None:
        raise ValueError("no time zone")
    moment = moment.astimezone(UTC).replace(tzinfo=None)
    return f"{moment.isoformat(timespec='microseconds' if moment.microsecond % 1000 else 'milliseconds')}Z"


def _json_text(value: Any) -> str:
    return _sorted_json.encode(value).decode()


def _json_text_without_secrets(value: Any) -> str:
    text = _json_text(value)
    return _json_text(_without_secrets(value)) if may_hold_secret(text) else text


_TYPES: dict[Kind, Any] = {
    Kind.ID: Annotated[str, msgspec.Meta(max_length=LONGEST_ID)] | None,
    Kind.TEXT: str | None,
    Kind.FLAG: bool | None,
    Kind.TIME: str | None,
    Kind.LIST: list[Annotated[str, msgspec.Meta(max_length=LONGEST_ID)]] | None,
    Kind.OBJECT: dict[str, Any] | None,
}


def _fit(column: Column, value: Any) -> tuple[bool, Any]:
    """Whether the value fits its column, and what is stored there."""
    try:
        fitting = msgspec.convert(value, _TYPES[column.kind])
        if column.kind is Kind.TIME and fitting is not None:
            wire_time(fitting)
    except (ValueError, OverflowError):
        return False, None
    return True, fitting


def _without_secrets(value: Any) -> Any:
    """The value without any secret, at any depth."""
    match value:
        case list():
            return [_without_secrets(item) for item in value]
        case dict():
            return {name: _without_secrets(inner) for name, inner in value.items() if not is_secret(name, inner)}
        case _:
            return value


def _without_nul(value: Any) -> Any:
    """The value with a sign for each NUL character, which no database stores in a text."""
    match value:
        case str():
            return value.replace(_NUL, _UNSTORABLE)
        case list():
            return [_without_nul(item) for item in value]
        case dict():
            return {_without_nul(name): _without_nul(inner) for name, inner in value.items()}
        case _:
            return value
