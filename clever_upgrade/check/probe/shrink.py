"""Finds the smallest record that still shows a failure: fewer members, then simpler values. No randomness."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from clever_upgrade.check.probe.answer import Record
from clever_upgrade.check.probe.forms import Forms
from clever_upgrade.check.probe.members import member_at, paths_of, with_member, without_member

Fails = Callable[[Record], str | None]
"""What is said of a record whose later form shows the failure, while its earlier form does not; None of any other."""


@dataclass(slots=True)
class Shrinking:
    """One search. ``fails`` is asked at most ``budget`` times, then the smallest record so far is it."""

    forms: Forms
    fails: Fails
    budget: int
    _asked: int = field(default=0, init=False)
    _said: str = field(default="", init=False)

    def smallest(self, record: Record) -> dict[str, Any]:
        """The smallest record; the given one if nothing smaller fails."""
        found = self._without_news(dict(record))
        found = self._without_members(found, guaranteed=False, said_alike=False)
        found = self._with_simple_values(found)
        # A record without what is guaranteed may fail for the want of it, which would be said.
        return self._without_members(found, guaranteed=True, said_alike=True)

    def smallest_alike(self, record: Record) -> dict[str, Any]:
        """The smallest record without anything new about which the same is said."""
        self._said = self.fails(record) or ""
        found = self._without_members(dict(record), guaranteed=False, said_alike=True)
        return self._without_members(found, guaranteed=True, said_alike=True)

    def _without_news(self, record: dict[str, Any]) -> dict[str, Any]:
        """Undo as much of what is new as the failure can do without; best is a single new member."""
        news = self.forms.news(record)
        for path in news:
            rest = [other for other in news if other != path]
            if rest and self._still(candidate := self._undone(record, rest)):
                return candidate
        for path in news:
            candidate = self.forms.undone(record, path)
            if self._still(candidate):
                record = candidate
        return record

    def _undone(self, record: dict[str, Any], paths: Sequence[str]) -> dict[str, Any]:
        for path in paths:
            record = self.forms.undone(record, path)
        return record

    def _without_members(self, record: dict[str, Any], *, guaranteed: bool, said_alike: bool) -> dict[str, Any]:
        """Leave out members in chunks that get smaller, down to one by one."""
        news = set(self.forms.news(record))
        paths = [
            path
            for path in paths_of(record)
            if self._is_guaranteed(path, record) is guaranteed and not any(_within(new, path) for new in news)
        ]
        size = len(paths)
        while size and self._asked < self.budget:
            for start in range(0, len(paths), size):
                chunk = paths[start : start + size]
                candidate = record
                for path in chunk:
                    candidate = without_member(candidate, path)
                if candidate != record and self._still(candidate, said_alike=said_alike):
                    record = candidate
            paths = [path for path in paths_of(record) if path in paths]
            size = size // 2 if size < 4 else size // 4
        return record

    def _with_simple_values(self, record: dict[str, Any]) -> dict[str, Any]:
        for path in self.forms.news(record):
            simpler = True
            while simpler and self._asked < self.budget:
                simpler = False
                for value in _simpler(member_at(record, path)):
                    facts = self.forms.facts_at(path, record)
                    candidate = with_member(record, path, value)
                    if (facts is None or facts.accepts(value)) and self._still(candidate):
                        record, simpler = candidate, True
                        break
        return record

    def _is_guaranteed(self, path: str, record: Record) -> bool:
        facts = self.forms.facts_at(path, record)
        return facts is not None and facts.guaranteed

    def _still(self, candidate: Record, *, said_alike: bool = False) -> bool:
        if self._asked >= self.budget:
            return False
        self._asked += 1
        said = self.fails(candidate)
        if said is None or (said_alike and said != self._said):
            return False
        self._said = said
        return True


def _within(inner: str, outer: str) -> bool:
    return inner == outer or inner.startswith(f"{outer}.")


def _simpler(value: Any) -> Iterator[Any]:
    """Values of the same type that say less, the simplest first."""
    if isinstance(value, list) and value:
        yield []
        if len(value) > 1:
            yield value[:1]
            yield value[: len(value) // 2]
            yield value[:-1]
    elif isinstance(value, str) and value:
        yield ""
        if len(value) > 1:
            yield value[: len(value) // 2]
            yield value[:-1]
    elif isinstance(value, dict) and value:
        yield {}
        for name in value:
            yield {other: member for other, member in value.items() if other != name}
