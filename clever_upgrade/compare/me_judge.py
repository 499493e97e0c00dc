"""Judges what ``/me`` tells one token: the user's record, and where its links lead.

Without a version ``/me`` answers as the earlier version for good, so that the two must say the same. Through the later
version the record has what that version adds, and the links must lead to that version: a client that follows one which
leads back mixes both.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from msgspec import structs

from clever_upgrade.api.envelope import MeAnswer
from clever_upgrade.compare.judge import PairJudge, Rules, one_sided
from clever_upgrade.compare.result import MISSING, WHOLE_RECORD, Change, Difference, Verdict
from clever_upgrade.compare.values import UnreadableRecordError, parse_record, same
from clever_upgrade.compare.walk import Met, Walker
from clever_upgrade.contract import FieldFacts, Upgrade

CANONICAL, DISTRICT = "canonical", "district"
LINKS = "links."
"""What stands before the name of a link in a path."""
ME_ENDPOINT = "me-endpoint"
"""The change of the contract that has the links of ``/me`` lead to its version."""
COLLECTIONS = {
    "student": "students", "teacher": "teachers", "school_admin": "school_admins", "district_admin": "district_admins",
    DISTRICT: "districts",
}  # fmt: skip
"""Where a record is listed that ``/me`` calls by its type."""

_ID_SCOPE = frozenset({"id", "district", "type"})
"""All that an application learns of a user if it may not read more than ids."""
_TYPE = FieldFacts("type", "string", guaranteed=False)

Fields = Mapping[str, FieldFacts]


@dataclass(frozen=True, slots=True)
class MeJudge:
    """Judges the answers for one token; ``met`` gathers what is met."""

    upgrade: Upgrade
    met: Met

    def judge(self, plain: MeAnswer | None, earlier: MeAnswer, later: MeAnswer | None) -> list[Difference]:
        """Every difference, by path. ``plain`` is the answer without a version."""
        found = [*self._of_plain(plain, earlier)]
        if later is None:
            return [one_sided(Change.REMOVED), *found]
        record = self._of_records(earlier, later)
        kind = [] if any(known.path == "type" for known in record) else _of_type(earlier, later)
        return sorted([*record, *kind, *self._of_links(earlier, later), *found], key=lambda known: known.path)

    def _of_records(self, earlier: MeAnswer, later: MeAnswer) -> list[Difference]:
        collection = COLLECTIONS.get(earlier.type, "")
        from_fields, to_fields = self._fields(collection)
        if _has_ids_only(earlier):
            to_fields = {name: replace(facts, guaranteed=False) for name, facts in to_fields.items()}
        return PairJudge(from_fields, to_fields, self.met).judge(earlier.id, earlier.record, later.record)

    def _fields(self, collection: str) -> tuple[Fields, Fields]:
        found = (side.resources.get(collection) for side in (self.upgrade.from_version, self.upgrade.to_version))
        from_fields, to_fields = ({**(resource.fields if resource else {}), "type": _TYPE} for resource in found)
        return from_fields, to_fields

    def _of_links(self, earlier: MeAnswer, later: MeAnswer) -> Iterator[Difference]:
        for name in (CANONICAL, DISTRICT):
            before, now = earlier.links.get(name), later.links.get(name)
            link = Difference(
                f"{LINKS}{name}", Change.CHANGED, Verdict.UNEXPECTED, Rules.WRONG_LINK,
                MISSING if before is None else before, MISSING if now is None else now,
            )  # fmt: skip
            right = self._right_link(name, earlier, later)
            if now is None:
                if before is not None:
                    yield structs.replace(link, change=Change.REMOVED, rule=Rules.FIELD_VANISHED)
            elif right is not None and now != right:
                yield structs.replace(link, expected=right)
            elif before is None:
                yield structs.replace(link, change=Change.ADDED, verdict=Verdict.DOCUMENTED, rule=ME_ENDPOINT)
            elif now != before:
                yield structs.replace(link, verdict=Verdict.DOCUMENTED, rule=ME_ENDPOINT)

    def _right_link(self, name: str, earlier: MeAnswer, later: MeAnswer) -> str | None:
        """Where a link of the later version must lead, as far as that is known."""
        prefix = self.upgrade.to_version.prefix
        if name == DISTRICT:
            district = district_of(earlier)
            return f"{prefix}/districts/{district}" if district else None
        collection = COLLECTIONS.get(later.type)
        return f"{prefix}/{collection}/{earlier.id}" if collection else None

    def _of_plain(self, plain: MeAnswer | None, earlier: MeAnswer) -> Iterator[Difference]:
        """Where ``/me`` without a version is not what the earlier version says."""
        thawed = Difference(WHOLE_RECORD, Change.CHANGED, Verdict.UNEXPECTED, Rules.ME_NOT_FROZEN)
        if plain is None:
            yield structs.replace(thawed, change=Change.REMOVED)
            return
        fields, _ = self._fields(COLLECTIONS.get(earlier.type, ""))
        try:
            records = parse_record(earlier.record).members, parse_record(plain.record).members
        except (UnreadableRecordError, RecursionError):
            if earlier.record != plain.record:
                yield thawed
            return
        for found in Walker(fields, fields, Met()).divergences(*records):
            yield structs.replace(
                thawed, path=found.path, change=found.change, from_value=found.from_value, to_value=found.to_value
            )
        if not same(plain.type, earlier.type):
            yield structs.replace(thawed, path="type", from_value=earlier.type, to_value=plain.type)
        for name in (CANONICAL, DISTRICT):
            before, now = earlier.links.get(name, MISSING), plain.links.get(name, MISSING)
            if before != now:
                yield structs.replace(thawed, path=f"{LINKS}{name}", from_value=before, to_value=now)


def district_of(answer: MeAnswer) -> str | None:
    """The id of the district that an answer names: in its record, else in its link."""
    if answer.type == DISTRICT:
        return answer.id
    try:
        named = parse_record(answer.record).members.get(DISTRICT)
    except (UnreadableRecordError, RecursionError):
        named = None
    if isinstance(named, str) and named:
        return named
    return answer.links.get(DISTRICT, "").rpartition("/")[2] or None


def _has_ids_only(answer: MeAnswer) -> bool:
    try:
        return _ID_SCOPE.issuperset(parse_record(answer.record).members)
    except (UnreadableRecordError, RecursionError):
        return False


def _of_type(earlier: MeAnswer, later: MeAnswer) -> list[Difference]:
    if earlier.type == later.type:
        return []
    values = earlier.type, later.type
    return [Difference("type", Change.CHANGED, Verdict.UNEXPECTED, Rules.VALUE_DIFFERS, *values)]
