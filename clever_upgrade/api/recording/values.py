"""Replaces single values so that a comparison judges them as before.

Dates stay dates and name the same day in every form, ids stay ids, equal numbers stay equal, what an enumeration holds
stays within it, and what is none of these does not become one.
"""

import math
import re
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from clever_upgrade.api.recording.json_text import Digits, Members
from clever_upgrade.api.recording.pseudonyms import Pseudonyms
from clever_upgrade.contract import FieldFacts
from clever_upgrade.contract.facts import is_object_id
from clever_upgrade.contract.sensitive import names_secret

_ISO = re.compile(r"(\d{4}-\d\d-\d\d)(?:([T ])(\d\d:\d\d:\d\d)(\.\d+)?(Z?))?", re.ASCII)
_US = re.compile(r"([1-9]|1[0-2])/([1-9]|[12]\d|3[01])/([1-9]\d{3})", re.ASCII)
_PADDED_US = re.compile(r"\d{1,2}/\d{1,2}/\d{4}", re.ASCII)
_PLAIN_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}", re.ASCII)
_MIDNIGHT = "00:00:00"
_DAY = 86_400
_FIRST, _LAST = date(1900, 1, 1).toordinal(), date(2099, 12, 31).toordinal()
_HEX = "0123456789abcdef"
_NUMBER = re.compile(r"(-?)(\d+)(\.\d+)?([eE][+-]?\d+)?", re.ASCII)


class Replacements:
    """What stands in a recording in place of personal values and of secrets."""

    def __init__(self, pseudonyms: Pseudonyms) -> None:
        self._pseudonyms = pseudonyms
        self._known_text = lru_cache(maxsize=50_000)(self._text)

    def hidden(self, value: Any, facts: FieldFacts | None = None) -> Any:
        """In place of a personal value, whatever it is; ``facts`` are those of its field, where it has any."""
        match value:
            case Digits():
                return self._number(value)
            case str():
                return self.text(value, facts)
            case bool():
                return value != (self._pseudonyms.digest("boolean") < "8")
            case Members():
                return Members((self.name(name), self._member(name, each)) for name, each in value)
            case list():
                return [self.hidden(each, facts) for each in value]
            case _:
                return None

    def secret(self, value: Any) -> Any:
        """In place of a secret: of the same JSON type, and equal only where the secrets are."""
        match value:
            case Digits():
                return Digits(str(int(self._pseudonyms.digest(f"secret number {value}")[:12], 16)))
            case str():
                return f"secret-{self._pseudonyms.digest(f'secret {value}')[:16]}" if value else value
            case Members():
                return Members((self.name(name), self.secret(each)) for name, each in value)
            case list():
                return [self.secret(each) for each in value]
            case _:
                return value

    def name(self, name: str) -> str:
        """In place of the name of an undocumented member: the name itself, if it looks like one."""
        return name if _PLAIN_NAME.fullmatch(name) or names_secret(name) else self.text(name)

    def text(self, text: str, facts: FieldFacts | None = None) -> str:
        """In place of a personal text."""
        return self._known_text(text, facts.enum if facts is not None else None)

    def _text(self, text: str, enum: frozenset[str] | None) -> str:
        if enum is not None and text in enum:
            return self._pseudonyms.permuted(text, sorted(enum))
        if is_object_id(text):
            return self._object_id(text)
        written = _iso(text)
        if written is not None:
            return self._iso(written)
        if _us(text) is not None:
            return self._us(text)
        return self._pseudonyms.text_like(text, lambda each: _kind(each, enum))

    def malformed(self, text: str, facts: FieldFacts) -> str:
        """In place of a text that its field does not allow: another one that it does not allow."""
        return self._pseudonyms.text_like(text, lambda each: (facts.accepts(each), *_kind(each, facts.enum)))

    def _member(self, name: str, value: Any) -> Any:
        return self.secret(value) if names_secret(name) else self.hidden(value)

    def _object_id(self, text: str) -> str:
        numbers = self._pseudonyms.numbers([_HEX.index(digit) for digit in text], [16] * len(text), "id")
        return "".join(_HEX[number] for number in numbers)

    def _day(self, day: date) -> date:
        ordinal = day.toordinal()
        if _FIRST <= ordinal <= _LAST:
            return date.fromordinal(_FIRST + self._pseudonyms.number(ordinal - _FIRST, _LAST - _FIRST + 1, "day"))
        while True:
            # Far days stay far, so that they never meet a usual one.
            ordinal = 1 + self._pseudonyms.number(ordinal - 1, date.max.toordinal(), "far day")
            if not _FIRST <= ordinal <= _LAST:
                return date.fromordinal(ordinal)

    def _iso(self, written: re.Match[str]) -> str:
        day, between, time, fraction, zone = written.groups()
        found = self._day(date.fromisoformat(day)).isoformat()
        if time is None:
            return found
        if time != _MIDNIGHT:
            moment = datetime.fromisoformat(f"2000-01-01T{time}")
            second = moment.hour * 3600 + moment.minute * 60 + moment.second
            # Midnight stays midnight: it is how a day is written.
            turned = 1 + self._pseudonyms.number(second - 1, _DAY - 1, "second")
            time = f"{turned // 3600:02}:{turned // 60 % 60:02}:{turned % 60:02}"
        return f"{found}{between}{time}{self._fraction(fraction)}{zone}"

    def _fraction(self, fraction: str | None) -> str:
        if fraction is None or not fraction.strip(".0"):
            return fraction or ""
        return self._pseudonyms.text_like(fraction, lambda each: bool(each.strip(".0")))

    def _us(self, text: str) -> str:
        day = self._day(_us(text) or date.min)
        return f"{day.month}/{day.day}/{day.year}"

    def _number(self, digits: Digits) -> Digits:
        found = _NUMBER.fullmatch(_canonical(digits))
        if found is None:
            return digits
        sign, whole, fraction, exponent = found.groups()
        mantissa = f"{whole}{fraction or ''}"
        places = [place for place, char in enumerate(mantissa) if char.isdigit()]
        bare = "".join(mantissa[place] for place in places)
        first = len(bare) - len(bare.lstrip("0"))
        last = len(bare) - 1 if fraction else len(bare)
        # Neither the first nor the last digit that counts becomes or was zero, so that the number stays as long.
        ends = {first, last}
        counted = range(first, len(bare))
        numbers = [int(bare[place]) - (place in ends) for place in counted]
        radices = [9 if place in ends else 10 for place in counted]
        turned = self._pseudonyms.numbers(numbers, radices, f"number {len(bare)} {fraction is None} {exponent}")
        characters = list(mantissa)
        for place, number in zip(counted, turned, strict=True):
            characters[places[place]] = str(number + (place in ends))
        return Digits(f"{sign}{''.join(characters)}{exponent or ''}")


def _canonical(digits: str) -> str:
    """A number in one way of writing for each value that a reader tells apart."""
    if not any(char in digits for char in ".eE"):
        return digits.replace("-0", "0") if digits.strip("-") == "0" else digits
    value = float(digits)
    if not math.isfinite(value):
        return digits
    return str(int(value)) if value.is_integer() else repr(value)


def _kind(text: str, enum: frozenset[str] | None) -> tuple[bool, ...]:
    """What a text must stay, or must not become."""
    return (
        is_object_id(text), _iso(text) is not None, _us(text) is not None, _is_padded_date(text),
        enum is not None and text in enum,
    )  # fmt: skip


def _iso(text: str) -> re.Match[str] | None:
    found = _ISO.fullmatch(text)
    return found if found is not None and _exists(text) else None


def _exists(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _us(text: str) -> date | None:
    found = _US.fullmatch(text)
    if found is None:
        return None
    month, day, year = (int(part) for part in found.groups())
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _is_padded_date(text: str) -> bool:
    if _PADDED_US.fullmatch(text) is None:
        return False
    month, day, year = text.split("/")
    return _exists(f"{year}-{int(month):02}-{int(day):02}")
