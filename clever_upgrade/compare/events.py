"""Judges events: the record inside an event is judged like any other, and some events only the later version shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from clever_upgrade.api.envelope import Identified
from clever_upgrade.compare.align import Pair
from clever_upgrade.compare.bulk import Judged, Single
from clever_upgrade.compare.judge import PairJudge, one_sided
from clever_upgrade.compare.result import WHOLE_RECORD, Change, Difference, Verdict
from clever_upgrade.compare.values import UnreadableRecordError, parse_record
from clever_upgrade.compare.walk import Fields, Met
from clever_upgrade.contract import FieldFacts, Upgrade, Version
from clever_upgrade.contract.endpoints import COLLECTION_OF_NOUN


@dataclass(slots=True)
class EventJudge:
    """Judges pairs of events, with the fields of whatever kind of record the event is about."""

    upgrade: Upgrade
    met: Met
    row: type[Identified] = Identified
    _judges: dict[str, PairJudge] = field(default_factory=dict)

    def judge(self, record_id: str, from_text: bytes, to_text: bytes) -> list[Difference]:
        """Every difference of the two views of one event, by path."""
        return self._judge_for(collection_of(to_text)).judge(record_id, from_text, to_text)

    def judge_pairs(self, pairs: Sequence[Pair], *, noted: int | None = None) -> Judged:  # noqa: ARG002
        """Every difference of each pair."""
        return Judged(single=[Single(record_id, self.judge(record_id, *texts)) for record_id, *texts in pairs])

    def judge_each(self, pairs: Sequence[Pair]) -> dict[str, list[Difference]]:
        """Every difference of each pair, by id."""
        return {record_id: self.judge(record_id, *texts) for record_id, *texts in pairs}

    def judge_one_sided(self, record_id: str, change: Change, text: bytes) -> list[Difference]:  # noqa: ARG002
        """An event that only the later version shows is documented if only its own fields changed."""
        if change is Change.ADDED:
            since = self._own_change(text)
            if since is not None:
                return [Difference(WHOLE_RECORD, change, Verdict.DOCUMENTED, since)]
        return [one_sided(change)]

    def _own_change(self, text: bytes) -> str | None:
        """The contract change that explains why the earlier version does not show this event, if one does."""
        try:
            event = parse_record(text).members
        except UnreadableRecordError:
            return None
        collection = collection_of(text)
        data = event.get("data")
        if collection == "" or not str(event.get("type")).endswith(".updated") or not isinstance(data, dict):
            return None
        added = {facts.path: facts for facts in self.upgrade.added(collection)}
        record, previous = data.get("object"), data.get("previous_attributes", {})
        if not isinstance(record, dict) or not isinstance(previous, dict) or not previous.keys() <= added.keys():
            return None
        if not all(_well_formed(added, members) for members in (record, previous)):
            return None
        # A field that was unset before leaves no old value behind, so that only the record itself can name it.
        changed = next((name for name in (*previous, *record) if name in added), None)
        return added[changed].since if changed is not None else None

    def _judge_for(self, collection: str) -> PairJudge:
        judge = self._judges.get(collection)
        if judge is None:
            from_fields = _event_fields(self.upgrade.from_version, collection)
            to_fields = _event_fields(self.upgrade.to_version, collection)
            judge = self._judges[collection] = PairJudge(from_fields, to_fields, self.met)
        return judge


def _well_formed(added: Mapping[str, FieldFacts], members: Mapping[str, Any]) -> bool:
    return all(facts.accepts(members[name]) for name, facts in added.items() if name in members)


def collection_of(event_text: bytes) -> str:
    """The collection that an event is about, or an empty string where its type names none."""
    try:
        kind = parse_record(event_text).members.get("type")
    except UnreadableRecordError:
        return ""
    return COLLECTION_OF_NOUN.get(str(kind).partition(".")[0], "")


def _event_fields(version: Version, collection: str) -> Fields:
    fields = version.resources["events"].fields
    record = version.resources[collection].fields if collection else {}
    data = fields["data"]
    members = {name: _holding(data.fields[name], record) for name in ("object", "previous_attributes")}
    return {**fields, "data": _holding(data, members)}


def _holding(facts: FieldFacts, fields: Mapping[str, FieldFacts]) -> FieldFacts:
    return replace(facts, fields=fields)
