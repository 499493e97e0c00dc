"""Judges the differences of one pair by the contract: documented, or unexpected and by which rule.

An addition is documented only where the earlier version lacks the field, the later contract has it, and its value is
well formed. Nothing is taken on trust: ``schools`` must be exactly what the sections bear out.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec
from msgspec import Struct

from clever_upgrade.compare.result import MISSING, WHOLE_RECORD, Change, Difference, Verdict
from clever_upgrade.compare.schools import PRIMARY_SCHOOL
from clever_upgrade.compare.values import (
    ParsedRecord,
    UnreadableRecordError,
    json_type,
    objects_of,
    parse_record,
    parse_value,
    parse_values,
    same,
)
from clever_upgrade.compare.walk import Divergence, Fields, Met, Walker, type_differs
from clever_upgrade.contract import FieldFacts, states
from clever_upgrade.contract.facts import Format

ExpectedSchools = Callable[[str, object], frozenset[str]]
"""From a user's id and what the earlier version has for their primary school to the schools they must show."""


_EQUAL, _UNEXPECTED = Verdict.EQUAL, Verdict.UNEXPECTED
"""Python 3.11 takes longer to find a member of an enumeration than to compare it."""
SCHOOLS = "schools"

ABSENT = b""
"""The text of a member that is not there: no value is written in no bytes."""


class Member(Struct, gc=False):
    """A member by its name, the places of some records, and the texts that it has in each of these, or ``ABSENT``."""

    name: str
    places: list[int]
    from_texts: list[bytes]
    to_texts: list[bytes]


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

    def __post_init__(self) -> None:
        added = (name for name, facts in self.to_fields.items() if facts.guaranteed and name not in self.from_fields)
        object.__setattr__(self, "guaranteed_additions", tuple(added))
        object.__setattr__(self, "_lenient", _lenient(self.to_fields))
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

    def judge_member(self, member: Member) -> list[list[Difference] | None]:
        """Every difference that one member makes to each record, if it is no documented addition.

        None where there may be names in it that stand twice: only whole records tell.
        """
        date_forms = self.met.date_forms
        try:
            judged = self._judge_together(member)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            judged, self.met.date_forms = None, date_forms
        if judged is not None:
            self.met.note("", (member.name,))
            return judged
        texts = zip(member.from_texts, member.to_texts, strict=True)
        return [self._judge_alone(member.name, from_text, to_text) for from_text, to_text in texts]

    def _judge_together(self, member: Member) -> list[list[Difference] | None] | None:
        """The differences in all records, where these are of one kind: nothing nested, or objects on both sides."""
        name = member.name
        if self._is_unnested(member):
            values = zip(_values(member.from_texts), _values(member.to_texts), strict=True)
            return [
                # Nearly all differences are no more than that.
                [_of_texts(name, from_value, to_value)]
                if type(from_value) is type(to_value) is str and from_value != to_value
                else _plain_difference(name, from_value, to_value)
                for from_value, to_value in values
            ]
        from_objects, to_objects = objects_of(member.from_texts), objects_of(member.to_texts)
        if from_objects is None or to_objects is None:
            return None
        prefix, facts, inside = f"{name}.", self.to_fields.get(name), self._walker.divergences_inside
        lenient = _lenient(facts.fields) if facts else frozenset[str]()
        self.met.note(prefix, set().union(*from_objects, *to_objects))
        judged = list[list[Difference] | None]()
        for from_object, to_object in zip(from_objects, to_objects, strict=True):
            found = _differing_texts(prefix, from_object, to_object, lenient)
            if found is None:
                found = [self._judge_one("", {}, each) for each in inside(name, from_object, to_object)]
            judged.append(found)
        return judged

    def _is_unnested(self, member: Member) -> bool:
        """Whether it is no object and no list in any record, and the contract has nothing to say of its changes."""
        may_be_documented = ABSENT in member.from_texts and member.name in self.to_fields
        if member.name in self._lenient or may_be_documented:
            return False
        together = b"".join((*member.from_texts, *member.to_texts))
        if b"{" not in together and b"[" not in together:
            return True
        return not any(
            text.startswith((b"{", b"[")) for texts in (member.from_texts, member.to_texts) for text in texts
        )

    def _judge_alone(self, name: str, from_text: bytes, to_text: bytes) -> list[Difference] | None:
        """The differences of a member of one record."""
        try:
            from_members, to_members = _value(name, from_text), _value(name, to_text)
            if from_members is None or to_members is None:
                return None
            found = self._walker.divergences(from_members, to_members)
            return [self._judge_one("", from_members, divergence) for divergence in found]
        except (UnreadableRecordError, msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return None

    def note_members(self, from_text: bytes, to_text: bytes) -> None:
        """Note what is met in a pair, whoever judges it."""
        try:
            from_members, to_members = parse_value(from_text), parse_value(to_text)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return
        if isinstance(from_members, dict) and isinstance(to_members, dict):
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


def _lenient(fields: Fields) -> frozenset[str]:
    """The members of which the contract documents a change, or which may be written in more than one way."""
    return frozenset(
        name
        for name, facts in fields.items()
        if facts.format is Format.LOOSE_DATE or (facts.enum is not None and facts.since is not None)
    )


def _differing_texts(
    prefix: str, from_object: dict[str, Any], to_object: dict[str, Any], lenient: frozenset[str]
) -> list[Difference] | None:
    """The differences of two objects that have the same members, all of them texts; None of any others.

    None too where a text differs in a member that is lenient.
    """
    found = list[Difference]()
    for name, from_value in from_object.items():
        to_value = to_object.get(name)
        if not type(from_value) is type(to_value) is str:
            return None
        if from_value != to_value:
            if name in lenient:
                return None
            found.append(_of_texts(prefix + name, from_value, to_value))
    return found if len(from_object) == len(to_object) else None


def _of_texts(path: str, from_text: str, to_text: str) -> Difference:
    return Difference(path, Change.CHANGED, _UNEXPECTED, Rules.VALUE_DIFFERS, from_text, to_text)


def _value(name: str, text: bytes) -> dict[str, Any] | None:
    """A member with its value, or none where it is absent; None where it may have names that stand twice."""
    if not text:
        return {}
    if b"{" not in text:
        return {name: parse_value(text)}
    record = parse_record(text) if text.startswith(b"{") else None
    return None if record is None or record.repeated else {name: record.members}


def _values(texts: Sequence[bytes]) -> list[Any]:
    """The values of a member of many records; MISSING where it is absent."""
    if ABSENT not in texts:
        return parse_values(texts)
    values = iter(parse_values([text for text in texts if text]))
    return [next(values) if text else MISSING for text in texts]


def _plain_difference(name: str, from_value: object, to_value: object) -> list[Difference] | None:
    if from_value is MISSING:
        change, rule = Change.ADDED, Rules.UNDOCUMENTED_FIELD
    elif to_value is MISSING:
        change, rule = Change.REMOVED, Rules.FIELD_VANISHED
    elif same(from_value, to_value):
        return []
    else:
        change, same_type = Change.CHANGED, json_type(from_value) == json_type(to_value)
        rule = Rules.VALUE_DIFFERS if same_type else Rules.TYPE_DIFFERS
    return [Difference(name, change, _UNEXPECTED, rule, from_value, to_value)]


def documented_addition(path: str, facts: FieldFacts, value: object) -> Difference | None:
    """The difference that a member of the later version alone makes, or None if its value is not well formed."""
    if facts.since is None or not facts.accepts(value):
        return None
    return Difference(path, Change.ADDED, Verdict.DOCUMENTED, facts.since, MISSING, value)


def schools_mismatch(addition: Difference, expected: frozenset[str]) -> Difference:
    """The difference of well-formed schools that are not those which the sections bear out."""
    path, change, rule = addition.path, addition.change, Rules.SCHOOLS_MISMATCH
    return Difference(path, change, _UNEXPECTED, rule, MISSING, addition.to_value, sorted(expected))


def one_sided(change: Change) -> Difference:
    """The difference of a record that only one version has."""
    rule = Rules.ONLY_IN_FROM if change is Change.REMOVED else Rules.ONLY_IN_TO
    return _unexpected(WHOLE_RECORD, change, rule)


def worst(differences: list[Difference]) -> Verdict:
    """The verdict under which a pair with these differences counts."""
    found = _EQUAL
    for difference in differences:
        if difference.verdict > found:
            found = difference.verdict
    return found


def _newly_repeated(from_record: ParsedRecord, to_record: ParsedRecord) -> Iterator[str]:
    return (path for path in dict.fromkeys(to_record.repeated) if path not in from_record.repeated)


def _unexpected(path: str, change: Change, rule: str) -> Difference:
    return Difference(path, change, _UNEXPECTED, rule, MISSING, MISSING)


def _of(divergence: Divergence, rule: str, expected: object = MISSING) -> Difference:
    path, change, from_value, to_value, *_ = divergence
    return Difference(path, change, _UNEXPECTED, rule, from_value, to_value, expected)


def _documented(divergence: Divergence, rule: str) -> Difference:
    return Difference(
        divergence.path, divergence.change, Verdict.DOCUMENTED, rule, divergence.from_value, divergence.to_value
    )
