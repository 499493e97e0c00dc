"""Reads of a school in source: which name they read, what stands around them, and which calls take them."""

import re
from dataclasses import dataclass

from clever_upgrade.scan.names import words_of
from clever_upgrade.scan.source import SourceFile
from clever_upgrade.scan.syntax.facts import Argument, Call, Read

_WINDOW = 240
_FOLLOWING = 900
_ALIAS = re.compile(
    r"(?:^|[\n;{(])\s*(?:(?:const|let|var|final|auto|String|string|my)\s+)?(?P<name>[$@]?\w+)\s*:?=\s*$"
)
_FUNCTION = re.compile(r"=>|->|\bfunction\b|\blambda\b|\bfn\b|\bdelegate\b")


def names_school(name: str) -> bool:
    """Whether a member is the school of a record, as its id: ``school``, ``school_id``, ``getSchool``."""
    words = words_of(name)
    return "school" in words and not set(words) - {"school", "id", "get", "clever"}


def names_schools(name: str) -> bool:
    """Whether a member is the list that v1.2 adds."""
    words = words_of(name)
    return bool({"schools"} & set(words) or words[-2:] == ("school", "ids")) and not set(words) - {
        "schools", "school", "ids", "id", "get", "clever",
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Enclosing:
    """A call that takes a value, and which of its arguments that stands in."""

    call: Call
    argument: Argument


class Value:
    """A read with the characters around it."""

    def __init__(self, read: Read, file: SourceFile) -> None:
        self.read = read
        self.file = file
        self.text = file.text[read.place.start : read.place.end]
        self.before = file.text[max(0, read.place.start - _WINDOW) : read.place.start]
        self.after = file.text[read.place.end : read.place.end + _WINDOW]
        self.following = file.text[read.place.end : read.place.end + _FOLLOWING]

    @property
    def alias(self) -> str:
        """The variable that holds nothing but the value, if it is put into one, or the name it is unpacked into."""
        if self.read.owner.startswith("{") or not re.search(r"\W", self.text):
            return self.text if re.fullmatch(r"\w+", self.text) else ""
        given = _ALIAS.search(self.before)
        if given is None or any(taker.argument.name for taker in self.takers()[:1]):
            return ""
        return given["name"] if re.match(r"\s*(?:;|\n|$|or\b|\|\||\?\?)", self.after) else ""

    def takers(self) -> list[Enclosing]:
        """The calls that take the value, the innermost first, up to the nearest function that stands between."""
        place = self.read.place
        taking = [
            Enclosing(call, argument)
            for call in self.file.facts.calls
            for argument in call.arguments
            if argument.place.start <= place.start and place.end <= argument.place.end
        ]
        taking.sort(key=lambda one: one.argument.place.end - one.argument.place.start)
        for number, one in enumerate(taking):
            if _FUNCTION.search(one.argument.text):
                return taking[:number]
        return taking

    def innermost(self) -> Call | None:
        """The innermost call around the value, be it in an argument or in a block."""
        place = self.read.place
        around = [
            call
            for call in self.file.facts.calls
            if call.place.start <= place.start and place.end <= call.place.end and call.place != place
        ]
        return min(around, key=lambda call: call.place.end - call.place.start, default=None)
