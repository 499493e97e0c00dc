"""Judges the differences of one pair by the contract: documented, or unexpected and by which rule.

An addition is documented only where the earlier version lacks the field, the later contract has it, and its value is
well formed. Nothing is taken on trust: ``schools`` must be exactly what the sections bear out.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from clever_upgrade.compare.result import MISSING, WHOLE_RECORD, Change, Difference, Verdict
from clever_upgrade.compare.schools import PRIMARY_SCHOOL
from clever_upgrade.compare.values import (
    ParsedRecord,
    UnreadableRecordError,
    json_type,
    parse_record,
    parse_value,
    same,
)
from clever_upgrade.compare.walk import Divergence, Fields, Met, Walker, type_differs
from clever_upgrade.contract import FieldFacts, states
from clever_upgrade.contract.facts import Format

ExpectedSchools = Callable[[str, object], frozenset[str]]
"""From a user's id and what the earlier version has for their primary school to the schools they must show."""

SCHOOLS = "schools"
_NESTED = (b"{", b"[")
"""What the text of an object or of a list begins with."""


@dataclass(frozen=True, slots=True)
class Rules:
    """The names of unexpected differences."""

    VALUE_DIFFERS = "value-differs"
    TYPE_DIFFERS = "type-differs"
    FIELD_VANISHED = "field-vanished"
    UNDOCUMENTED_FIELD = "undocumented-field"
    ONLY_IN_FROM = "only-in-from"
    ONLY_IN_TO = "only-in-to"
    MALFORMED_VALUE = "malformed-value"
    SCHOOLS_MISMATCH = "schools-mismatch"
    WRONG_LINK = "wrong-link"
    ME_NOT_FROZEN = "me-not-frozen"
    DID_NOT_SETTLE = "did-not-settle"


@dataclass(frozen=True, slots=True)
class PairJudge:
    """Judges pairs of one collection.

    ``from_fields`` and ``to_fields`` are the facts of the resource in each version; ``met`` gathers what is met.
    """

    from_fields: Fields
    to_fields: Fields
    met: Met
    expected_schools: ExpectedSchools | None = None
    guaranteed_additions: tuple[str, ...] = field(init=False)
    """The members that the later version alone has, and always."""
    _walker: Walker = field(init=False)
    _lenient: frozenset[str] = field(init=False)
    """The members of which the contract documents a change, or which may be written in more than one way."""

    def __post_init__(self) -> None:
        added = (name for name, facts in self.to_fields.items() if facts.guaranteed and name not in self.from_fields)
        object.__setattr__(self, "guaranteed_additions", tuple(added))
        lenient = (
            name
            for name, facts in self.to_fields.items()
            if facts.format is Format.LOOSE_DATE or (facts.enum is not None and facts.since is not None)
        )
        object.__setattr__(self, "_lenient", frozenset(lenient))
        object.__setattr__(self, "_walker", Walker(self.from_fields, self.to_fields, self.met))

    def judge(self, record_id: str, from_text: bytes, to_text: bytes) -> list[Difference]:
        """Every difference of the pair, by path; an empty list means equal."""
        if from_text == to_text and not self.guaranteed_additions:
            self.note_members(from_text, to_text)
            return []
        try:
            return self._judge_records(record_id, parse_record(from_text), parse_record(to_text))
        except (UnreadableRecordError, RecursionError):
            return [_unexpected(WHOLE_RECORD, Change.CHANGED, Rules.MALFORMED_VALUE)]

    def _judge_records(self, record_id: str, from_record: ParsedRecord, to_record: ParsedRecord) -> list[Difference]:
        from_members, to_members = from_record.members, to_record.members
        found = self._walker.divergences(from_members, to_members)
        judged = [
            *[self._judge_one(record_id, from_members, divergence) for divergence in found],
            *self._missing_guaranteed(record_id, from_members, to_members),
        ]
        for path in _newly_repeated(from_record, to_record):
            if all(known.path != path or known.verdict is not Verdict.UNEXPECTED for known in judged):
                judged = [known for known in judged if known.path != path]
                judged.append(_unexpected(path, Change.CHANGED, Rules.MALFORMED_VALUE))
        return sorted(judged, key=lambda difference: difference.path)

    def judge_members(self, from_texts: Mapping[str, bytes], to_texts: Mapping[str, bytes]) -> list[Difference] | None:
        """Every difference among the members with these texts, if no documented addition is there.

        None where one of them may have names that stand twice: only whole records tell.
        """
        try:
            if len(from_texts) == 1 and from_texts.keys() == to_texts.keys():
                ((name, from_text),) = from_texts.items()
                judged = self._judge_plain_change(name, from_text, to_texts[name])
                if judged is not None:
                    return [judged]
            from_members, to_members = _values(from_texts), _values(to_texts)
            if from_members is None or to_members is None:
                return None
            found = self._walker.divergences(from_members, to_members)
            return [self._judge_one("", from_members, divergence) for divergence in found]
        except (UnreadableRecordError, msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return None

    def _judge_plain_change(self, name: str, from_text: bytes, to_text: bytes) -> Difference | None:
        """The difference of a member that is no object and no list on either side; None where there is more to it."""
        if name in self._lenient or from_text[:1] in _NESTED or to_text[:1] in _NESTED:
            return None
        from_value, to_value = parse_value(from_text), parse_value(to_text)
        if same(from_value, to_value):
            return None
        self.met.note("", (name,))
        rule = Rules.VALUE_DIFFERS if json_type(from_value) == json_type(to_value) else Rules.TYPE_DIFFERS
        return Difference(name, Change.CHANGED, Verdict.UNEXPECTED, rule, from_value, to_value)

    def note_members(self, from_text: bytes, to_text: bytes) -> None:
        """Note what is met in a pair, whoever judges it."""
        try:
            from_members, to_members = parse_record(from_text).members, parse_record(to_text).members
        except (UnreadableRecordError, RecursionError):
            return
        self.met.note_pair(from_members, to_members)

    def judge_one_sided(self, record_id: str, change: Change, text: bytes) -> list[Difference]:  # noqa: ARG002
        """The difference of a record that only one version has: never documented for a plain record."""
        return [one_sided(change)]

    def _missing_guaranteed(
        self, record_id: str, from_members: Mapping[str, Any], to_members: Mapping[str, Any]
    ) -> Iterator[Difference]:
        for path in self.guaranteed_additions:
            if path in to_members or path in from_members:
                continue
            if path != SCHOOLS:
                yield _unexpected(path, Change.MISSING, Rules.MALFORMED_VALUE)
                continue
            missing = Divergence(SCHOOLS, Change.MISSING, MISSING, MISSING, None, None)
            expected: object = MISSING
            if self.expected_schools is not None:
                expected = sorted(self.expected_schools(record_id, from_members.get(PRIMARY_SCHOOL)))
            yield _of(missing, Rules.SCHOOLS_MISMATCH, expected)

    def _judge_one(self, record_id: str, from_members: Mapping[str, Any], divergence: Divergence) -> Difference:
        if divergence.change is Change.ADDED:
            return self._judge_addition(record_id, from_members, divergence)
        if divergence.change is Change.REMOVED:
            return _of(divergence, Rules.FIELD_VANISHED)
        return self._judge_change(divergence)

    def _judge_addition(self, record_id: str, from_members: Mapping[str, Any], addition: Divergence) -> Difference:
        facts = addition.to_facts
        if facts is None:
            return _of(addition, Rules.UNDOCUMENTED_FIELD)
        if facts.since is None or addition.from_facts is not None:
            return _of(addition, Rules.VALUE_DIFFERS)
        documented = documented_addition(addition.path, facts, addition.to_value)
        if documented is None:
            return _of(addition, Rules.MALFORMED_VALUE)
        if addition.path == SCHOOLS and self.expected_schools is not None:
            expected = self.expected_schools(record_id, from_members.get(PRIMARY_SCHOOL))
            if not isinstance(addition.to_value, list) or set(addition.to_value) != expected:
                return schools_mismatch(documented, expected)
        return documented

    def _judge_change(self, change: Divergence) -> Difference:
        if change.repeats:
            return _of(change, Rules.MALFORMED_VALUE)
        if type_differs(change):
            return _of(change, Rules.TYPE_DIFFERS)
        facts = change.to_facts
        if facts is None or facts.since is None or facts.enum is None or change.from_facts is None:
            return _of(change, Rules.VALUE_DIFFERS)
        if not facts.accepts(change.to_value):
            return _of(change, Rules.MALFORMED_VALUE)
        if states.consistent(str(change.from_value), str(change.to_value)):
            return _documented(change, facts.since)
        return _of(change, Rules.VALUE_DIFFERS)


def _values(texts: Mapping[str, bytes]) -> dict[str, Any] | None:
    """The values of members, or None where one of them may have names that stand twice."""
    values = dict[str, Any]()
    for name, text in texts.items():
        if b"{" not in text:
            values[name] = parse_value(text)
            continue
        record = parse_record(text) if text.startswith(b"{") else None
        if record is None or record.repeated:
            return None
        values[name] = record.members
    return values


def documented_addition(path: str, facts: FieldFacts, value: object) -> Difference | None:
    """The difference that a member of the later version alone makes, or None if its value is not well formed."""
    if facts.since is None or not facts.accepts(value):
        return None
    return Difference(path, Change.ADDED, Verdict.DOCUMENTED, facts.since, MISSING, value)


def schools_mismatch(addition: Difference, expected: frozenset[str]) -> Difference:
    """The difference of well-formed schools that are not those which the sections bear out."""
    path, change, rule = addition.path, addition.change, Rules.SCHOOLS_MISMATCH
    return Difference(path, change, Verdict.UNEXPECTED, rule, MISSING, addition.to_value, sorted(expected))


def one_sided(change: Change) -> Difference:
    """The difference of a record that only one version has."""
    rule = Rules.ONLY_IN_FROM if change is Change.REMOVED else Rules.ONLY_IN_TO
    return _unexpected(WHOLE_RECORD, change, rule)


def worst(differences: list[Difference]) -> Verdict:
    """The verdict under which a pair with these differences counts."""
    found = Verdict.EQUAL
    for difference in differences:
        if difference.verdict > found:
            found = difference.verdict
    return found


def _newly_repeated(from_record: ParsedRecord, to_record: ParsedRecord) -> Iterator[str]:
    return (path for path in dict.fromkeys(to_record.repeated) if path not in from_record.repeated)


def _unexpected(path: str, change: Change, rule: str) -> Difference:
    return Difference(path, change, Verdict.UNEXPECTED, rule, MISSING, MISSING)


def _of(divergence: Divergence, rule: str, expected: object = MISSING) -> Difference:
    path, change, from_value, to_value, *_ = divergence
    return Difference(path, change, Verdict.UNEXPECTED, rule, from_value, to_value, expected)


def _documented(divergence: Divergence, rule: str) -> Difference:
    return Difference(
        divergence.path, divergence.change, Verdict.DOCUMENTED, rule, divergence.from_value, divergence.to_value
    )
