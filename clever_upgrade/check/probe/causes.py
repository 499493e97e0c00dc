"""Puts a failure down to its cause: the smallest record that shows it, and the new members that it takes."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from clever_upgrade.check.probe.answer import Answer, Record
from clever_upgrade.check.probe.asking import Asker
from clever_upgrade.check.probe.forms import Forms, Specimen
from clever_upgrade.check.probe.judge import Symptom
from clever_upgrade.check.probe.members import member_at, with_member
from clever_upgrade.check.probe.shrink import Shrinking
from clever_upgrade.check.probe.values import described, is_empty, variants
from clever_upgrade.check.probe.wording import said_of
from clever_upgrade.compare.result import MISSING

_QUICK, _SLOW = 150, 25
"""How often a shrinking may ask a parser that answers in one process, and one that is started for each question."""
_OTHERS = 2
"""With how many other values a member is tried, to tell a refused member from a misread value."""


@dataclass(slots=True)
class Cause:
    """One failure with its smallest record.

    ``paths`` are the new members that it takes, usually one; ``is_presence`` says that this one fails whatever its
    value is, ``is_empty`` that one is there with nothing in it. ``records`` counts those that failed so, ``seen`` only
    those that were tried. ``is_grave`` is not set for what the move does not bring.
    """

    symptom: Symptom
    paths: tuple[str, ...]
    specimen: Specimen
    variation: str
    is_presence: bool
    answer: Answer
    records: int = 1
    is_grave: bool = True
    seen: int = 1
    is_empty: bool = False

    def is_in(self, one: Specimen, forms: Forms) -> bool:
        """Whether another record has the same new members."""
        return set(self.paths) <= set(forms.news(one.later))

    def is_sure_in(self, one: Specimen, forms: Forms) -> bool:
        """Whether another record fails as well, as far as can be told without trying it."""
        if len(self.paths) != 1 or not self.is_in(one, forms):
            return False
        path = self.paths[0]
        return self.is_presence or member_at(one.later, path) == member_at(self.specimen.later, path)

    def undone_in(self, one: Specimen, forms: Forms) -> Specimen:
        """Another record without the cause."""
        later = forms.undone(one.later, self.paths[0])
        return replace(one, later=later, earlier=forms.earlier(later))


def cause_of(asker: Asker, one: Specimen, symptom: Symptom, answer: Answer) -> Cause:
    """The cause of the symptom that the parser shows at this record."""
    if asker.again(one.later, symptom) is None:
        variation = f"{one.variation}; at another time it was taken"
        empty = _is_any_empty(one.later, asker.forms.news(one.later))
        return Cause(symptom, (), one, variation, is_presence=False, answer=answer, is_empty=empty)

    def fails(record: Record) -> str | None:
        found = asker.again(record, symptom)
        return None if found is None else said_of(found, record)

    budget = _SLOW if asker.is_costly(symptom) else _QUICK
    smallest = Shrinking(asker.forms, fails, budget).smallest(one.later)
    final = asker.again(smallest, symptom, hurried=False)
    if final is None:
        smallest, final = dict(one.later), answer
    found = replace(one, later=smallest, earlier=asker.forms.earlier(smallest))
    paths = tuple(asker.forms.news(smallest))
    is_presence = len(paths) == 1 and _is_presence(asker, found, paths[0], symptom)
    words = [_words(asker.forms, smallest, path, is_presence=is_presence) for path in paths]
    variation = " and ".join(words) or one.variation
    return Cause(symptom, paths, found, variation, is_presence, final, is_empty=_is_any_empty(smallest, paths))


def _is_presence(asker: Asker, one: Specimen, path: str, symptom: Symptom) -> bool:
    """Whether a new member fails whatever its value is."""
    facts = asker.forms.facts_at(path, one.later)
    if member_at(one.earlier, path) is not MISSING:
        return False
    values = [value for value in (variants(facts, one.later) if facts else ()) if value not in (MISSING, None)]
    others = [value for value in values if value != member_at(one.later, path)][:_OTHERS]
    return all(asker.again(with_member(one.later, path, value), symptom) is not None for value in others)


def _is_any_empty(record: Record, paths: Iterable[str]) -> bool:
    return any(is_empty(member_at(record, path)) for path in paths)


def _words(forms: Forms, record: Record, path: str, *, is_presence: bool) -> str:
    if is_presence:
        return f"it has {path}"
    return described(forms.facts_at(path, record), path, member_at(record, path), record)
