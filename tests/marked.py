"""A district in which every value that says something of a person or a place is one of a kind, and a search for them.

What is searched is not only the bytes of a file, but also everything that they stand for: compressed, escaped, quoted
for a URL, in base64 or hexadecimal, in another case.
"""

import base64
import binascii
import gzip
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import unquote_plus

from clever_upgrade.sandbox.district import District
from clever_upgrade.sandbox.generate import generate_district

_KEPT = frozenset({
    "id", "district", "school", "schools", "students", "student", "teacher", "teachers", "created", "last_modified",
    "grade", "subject", "low_grade", "high_grade", "start_date", "end_date",
    # One of a handful of values, which stand in any text.
    "gender", "race", "hispanic_ethnicity", "ell_status", "frl_status", "iep_status",
})  # fmt: skip
_LETTERS = "bcdfghjklmnpqrstvwxyz"
_ODD = "éößłøДжшΩλ"
_STORED = (
    "districts", "schools", "teachers", "students", "sections", "contacts", "school_admins", "district_admins"
)  # fmt: skip
_ENCODED = re.compile(r"[A-Za-z0-9+/_-]{12,}={0,2}")


@dataclass
class Marks:
    """Makes marks and remembers them."""

    rng: Random
    made: list[str] = field(default_factory=list)

    def record(self, value: Any, name: str = "") -> Any:
        """A copy of a record with marks for its values."""
        if isinstance(value, dict):
            return {key: self.record(each, key) for key, each in value.items()}
        if isinstance(value, list) or name in _KEPT or not isinstance(value, str):
            return value
        return self.mark(name)

    def mark(self, name: str = "") -> str:
        """A text that is found nowhere else, in the form that a field of this name has."""
        rng = self.rng
        if name == "dob":
            mark = f"{rng.randint(1, 12)}/{rng.randint(1, 28)}/{rng.randint(3000, 9999)}"
        elif any(part in name for part in ("number", "zip", "sis_id", "state_id", "phone", "lat", "lon", "gpa")):
            mark = f"{rng.randrange(10**11, 10**12)}"
        elif "email" in name:
            mark = f"{self._word()}@{self._word()}.example"
        else:
            mark = " ".join([self._word().title(), self._word() + rng.choice(_ODD) * 2])
        self.made.append(mark)
        return mark

    def _word(self) -> str:
        return "".join(self.rng.choices(_LETTERS, k=9))

    @property
    def words(self) -> frozenset[str]:
        """Every word of every mark that is long enough to be looked for, in small letters."""
        found = {word for mark in self.made for word in [mark, *re.split(r"[ @]", mark)]}
        return frozenset(word.casefold() for word in found if len(word) > 8)


def marked_district(students: int = 12, seed: int = 3) -> tuple[District, Marks]:
    """A district full of marks, secrets and undocumented fields among them."""
    plain, marks = generate_district(students, seed), Marks(Random(seed))
    collections = {
        name: [marks.record(plain.record("v1.1", name, record)) for record in plain.ids("v1.1", name)]
        for name in _STORED
    }
    for name in ("students", "teachers"):
        for user in collections[name]:
            user["credentials"] = {
                "district_username": marks.mark(),
                "district_password": marks.mark(),
            }
            user["nickname"] = marks.mark()
            user["family"] = {"guardian": marks.mark(), "numbers": [marks.mark("number"), int(marks.mark("number"))]}
            user[marks.mark()] = True
    return District(collections, status={"state": "running", "error": marks.mark(), "sis_type": "sftp"}), marks


def found_in(texts: Iterable[str | bytes], words: frozenset[str]) -> set[str]:
    """The words that stand in any of the texts, however they are dressed."""
    found: set[str] = set()
    shortest = min(map(len, words), default=0)
    for text in texts:
        # The same name or number stands in a report many times, and most are shorter than any word.
        whole = text if isinstance(text, str) else text.decode("utf-8", "replace")
        for reading in {each.casefold() for each in _readings(whole)}:
            if len(reading) >= shortest:
                found |= {word for word in words if word in reading}
    return found


def texts_below(folder: Path) -> Iterator[bytes]:
    """What the files of a folder hold, and their names."""
    for path in sorted(folder.rglob("*")):
        yield str(path.relative_to(folder)).encode()
        if path.is_file():
            content = path.read_bytes()
            yield content
            if content.startswith(b"\x1f\x8b"):
                yield gzip.decompress(content)


def _readings(text: str, depth: int = 3) -> Iterator[str]:
    yield text
    if not depth:
        return
    if "%" in text or "+" in text:
        yield unquote_plus(text)
    for line in [text, *text.splitlines()]:
        try:
            value = json.loads(line.rstrip(","))
        except ValueError:
            continue
        for inner in _strings(value):
            yield from _readings(inner, depth - 1)
    for encoded in _ENCODED.findall(text):
        for decode in (base64.urlsafe_b64decode, base64.b64decode, bytes.fromhex):
            try:
                yield decode(encoded).decode()
            except (ValueError, binascii.Error):
                continue


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, each in value.items():
            yield name
            yield from _strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from _strings(each)
    elif isinstance(value, int | float):
        yield str(value)
