"""What happened before the sandbox started: events that a file brings with it, and changes that a generator made up."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from clever_upgrade.contract.endpoints import COLLECTION_OF_NOUN, EVENT_NOUNS
from clever_upgrade.sandbox.district.clock import Clock, timestamp
from clever_upgrade.sandbox.district.eventlog import Event, Former
from clever_upgrade.sandbox.district.intake import RecordRefusedError, check_id
from clever_upgrade.sandbox.district.records import Form, Table, View, members
from clever_upgrade.sandbox.district.sharing import Sharing

_ACTIONS = ("created", "updated", "deleted")


@dataclass(frozen=True, slots=True)
class PastChange:
    """One change to one record, ``millis`` milliseconds after 1970, of which the stored record is the outcome."""

    millis: int
    collection: str
    record_id: str
    action: str
    previous: Mapping[str, Any] | None = None
    """The old values, for an update."""
    gone: Mapping[str, Any] | None = None
    """The last known record, for a deletion."""


def remembered(
    changes: Iterable[PastChange], clock: Clock, sharing: Sharing, tables: Mapping[str, Table]
) -> Iterator[Event]:
    """The events that told of some changes, which come in order of time."""
    newest = None
    for change in changes:
        form = tables[change.collection].form
        view = (
            sharing.view(change.collection, change.record_id) if change.gone is None else _gone(form, change, sharing)
        )
        newest = clock.new_id(newest, change.millis)
        previous = None if change.previous is None else _members(form, change.previous)
        yield Event(
            id=newest,
            type=f"{EVENT_NOUNS[change.collection]}.{change.action}",
            created=timestamp(change.millis),
            object_id=change.record_id,
            shown=view,
            previous=previous,
            only_later=previous is not None and bool(previous.later) and not previous.base,
        )


def _gone(form: Form, change: PastChange, sharing: Sharing) -> View:
    view = form.split(change.gone or {})
    if not form.computes_schools:
        return view
    return View(view.base, sharing.with_schools(view.later, [change.gone["school"]] if change.gone else []))


def events(given: Iterable[Mapping[str, Any]], sharing: Sharing, tables: Mapping[str, Table]) -> Iterator[Event]:
    """The events, oldest first; ValueError, in one clear sentence, for one that is none."""
    last = ""
    for event in sorted(given, key=lambda event: check_id("events", event.get("id"))):
        if event["id"] == last:
            raise RecordRefusedError(f"the id {last} is taken by two events, and ids are unique")
        last = event["id"]
        yield _event(event, sharing, tables)


def _event(event: Mapping[str, Any], sharing: Sharing, tables: Mapping[str, Table]) -> Event:
    record_id = event["id"]
    collection = _collection(record_id, event.get("type"))
    data = event.get("data")
    shown = data.get("object") if isinstance(data, Mapping) else None
    if not isinstance(data, Mapping) or not isinstance(shown, Mapping) or not isinstance(event.get("created"), str):
        raise RecordRefusedError(f"event {record_id} needs a text in `created` and a record in `data.object`")
    previous = data.get("previous_attributes")
    if not isinstance(previous, Mapping | None):
        raise RecordRefusedError(f"event {record_id} needs an object in `data.previous_attributes`, or none")
    form = tables[collection].form
    return Event(
        id=event["id"],
        type=event["type"],
        created=event["created"],
        object_id=check_id(collection, shown.get("id")),
        shown=_view(form, shown, sharing),
        previous=None if previous is None else _members(form, previous),
    )


def _collection(record_id: str, type_: object) -> str:
    noun, _, action = type_.partition(".") if isinstance(type_, str) else ("", "", "")
    if noun not in COLLECTION_OF_NOUN or action not in _ACTIONS or type_ == "districts.deleted":
        raise RecordRefusedError(f"event {record_id} has a type that the sandbox does not serve")
    return COLLECTION_OF_NOUN[noun]


def _view(form: Form, shown: Mapping[str, Any], sharing: Sharing) -> View:
    """The record of an event; its schools are those that it has now, for nobody recorded the former ones."""
    view = form.split(
        {name: value for name, value in shown.items() if not (form.computes_schools and name == "schools")}
    )
    if not form.computes_schools:
        return view
    return View(view.base, sharing.with_schools(view.later, sharing.schools(shown["id"])))


def _members(form: Form, previous: Mapping[str, Any]) -> Former:
    known_later = {*form.later, "schools"} if form.computes_schools else form.later
    later = {name: value for name, value in previous.items() if name in known_later}
    base = {name: value for name, value in previous.items() if name not in known_later}
    return Former(members(base), members(later))
