"""What the later version adds to records, judged once for every different text of it."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from msgspec import Struct

from clever_upgrade.compare.judge import SCHOOLS, PairJudge, documented_addition, schools_mismatch
from clever_upgrade.compare.paths.members import UNREADABLE, Added
from clever_upgrade.compare.remembered import Remembered
from clever_upgrade.compare.result import Difference
from clever_upgrade.compare.schools import one_of_equals
from clever_upgrade.compare.values import parse_value

EXAMPLES = 3
"""How many of the records that came out alike are named."""

_MOST_KNOWN = 50_000
"""How many different additions are remembered: a district of many schools has few, one of launch dates has many."""


class Alike(Struct, frozen=True, gc=False):
    """Records with the same differences, but for the values: how many, and the first few of them.

    The values are those of one of the records; all of them name several schools, or none of them does.
    """

    differences: list[Difference]
    records: int
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """What records have in common that differ at the same paths in what the contract documents."""

    differences: list[Difference]


class Vouched(Struct, frozen=True, eq=False, gc=False):
    """Well-formed additions: what they are, their shape, and the schools that they name."""

    differences: list[Difference]
    shape: Shape
    schools: frozenset[str] | None


Expected = Callable[[Sequence[int], Sequence[object]], Sequence[frozenset[str] | None]]
"""From the places of users among those that are judged together, and what the earlier version has for the primary
school of each, to the schools that they must show; None where nobody knows."""


def grouped(ids: Sequence[str], found: Iterable[Vouched | None]) -> Iterator[Alike]:
    """The records that were vouched for, those of one shape together."""
    shapes = [vouched and vouched.shape for vouched in found]
    for shape, records in Counter(shapes).items():
        if shape is not None:
            examples = islice((record_id for record_id, own in zip(ids, shapes, strict=True) if own is shape), EXAMPLES)
            yield Alike(shape.differences, records, tuple(examples))


def judged_by_schools(vouched: Vouched, expected: frozenset[str] | None) -> list[Difference]:
    """The differences that well-formed additions make to a user who must show these schools; None if nobody knows."""
    if expected is None or vouched.schools in (None, expected):
        return vouched.differences
    return [schools_mismatch(one, expected) if one.path == SCHOOLS else one for one in vouched.differences]


class Additions:
    """The documented additions to the records that ``exact`` judges."""

    def __init__(self, exact: PairJudge) -> None:
        added = [facts for name, facts in exact.to_fields.items() if name not in exact.from_fields]
        self._facts = {facts.path: facts for facts in sorted(added, key=lambda facts: facts.path)}
        self.names = tuple(self._facts)
        self.known = Remembered(self._vouch, _MOST_KNOWN)
        """The judgement of these additions, or None unless they are what the contract says."""
        self._members = Remembered(self._documented, _MOST_KNOWN)
        self._shapes: dict[tuple[tuple[str, ...], bool], Shape] = {}

    def _vouch(self, added: Added) -> Vouched | None:
        differences, schools = list[Difference](), None
        for facts, text in zip(self._facts.values(), added, strict=True):
            if not text:
                if facts.guaranteed:
                    return None
                continue
            difference = self._members[facts.path, text]
            if difference is None:
                return None
            differences.append(difference)
            if facts.path == SCHOOLS:
                value: Any = difference.to_value
                schools = one_of_equals(frozenset(value))
        key = tuple([each.path for each in differences]), schools is not None and len(schools) > 1
        shape = self._shapes.get(key)
        if shape is None:
            shape = self._shapes[key] = Shape(differences)
        return Vouched(differences, shape, schools)

    def _documented(self, member: tuple[str, bytes]) -> Difference | None:
        """The difference that one addition makes; several records have the same, beside others."""
        name, text = member
        try:
            return documented_addition(name, self._facts[name], parse_value(text))
        except UNREADABLE:
            return None
