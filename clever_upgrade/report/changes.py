"""The catalogue of contract changes as JSON and as Markdown.

``changes_terminal`` shows the same facts to people.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TextIO

from clever_upgrade.contract.changes import Change, ChangedField
from clever_upgrade.contract.facts import Format, Origin
from clever_upgrade.contract.resource import FieldFacts
from clever_upgrade.contract.stories import Milestone
from clever_upgrade.report.manners import manners_of
from clever_upgrade.report.markdown import own_table

SCHEMA = "clever-upgrade/changes/1"

SOURCES: dict[Origin, str] = {
    Origin.ANNOUNCED: "announced",
    Origin.SPECIFIED: "specs only",
    Origin.SPECIAL_SCOPE: "special scope",
    Origin.OBSERVED: "observed",
}
"""How reports call where a change is known from."""

WRITTEN: dict[Format, str] = {
    Format.OBJECT_ID: "id",
    Format.TIMESTAMP: "timestamp",
    Format.MOMENT: "timestamp or plain date",
    Format.LOOSE_DATE: "date in one of three forms",
    Format.US_DATE: "date as M/D/YYYY",
}
"""How reports call what a value is written as."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What a report shows: all changes of a step with its dates, or one change in full."""

    from_version: str
    to_version: str
    changes: tuple[Change, ...]
    milestones: tuple[Milestone, ...]
    in_full: bool = False


def write_catalogue(catalogue: Catalogue, report_format: str, stream: TextIO, environ: Mapping[str, str]) -> None:
    """Write the catalogue as ``terminal``, ``json`` or ``markdown``."""
    if report_format == "terminal":
        from clever_upgrade.report.changes_terminal import as_terminal

        stream.write(as_terminal(catalogue, manners_of(stream, environ)))
        return
    render = {"json": as_json, "markdown": as_markdown}[report_format]
    stream.write(f"{render(catalogue)}\n")


def as_json(catalogue: Catalogue) -> str:
    """Every fact of the catalogue, in a stable order."""
    content = {
        "schema": SCHEMA,
        "from_version": catalogue.from_version,
        "to_version": catalogue.to_version,
        "milestones": [{"date": milestone.date, "event": milestone.event} for milestone in catalogue.milestones],
        "changes": [_change_as_data(change) for change in catalogue.changes],
    }
    return json.dumps(content, indent=2)


def as_markdown(catalogue: Catalogue) -> str:
    """A table of all changes, or one change with its whole story."""
    if catalogue.in_full:
        return "\n".join(line for change in catalogue.changes for line in _page(change))
    rows = [
        (f"`{change.name}`", SOURCES[change.origin], ", ".join(f"`{place}`" for place in places(change)), change.title)
        for change in catalogue.changes
    ]
    dates = [(milestone.date, milestone.event) for milestone in catalogue.milestones]
    return "\n".join(
        [
            f"# Changes from {catalogue.from_version} to {catalogue.to_version}",
            "",
            *own_table(("Change", "Source", "Where", "What changes"), rows),
            "",
            "## Dates",
            "",
            *own_table(("Date", "Event"), dates),
        ]
    )


def places(change: Change) -> list[str]:
    """Where the change shows, as short as can be said: its fields, or else its plainest endpoint."""
    if change.fields:
        return [f"{field.collection}.{field.path}" for field in change.fields]
    return [min(change.endpoints, key=len)]


def field_notes(field: ChangedField) -> str:
    """The facts of a changed field in words: what kind of value, always there or not, which values are new."""
    facts = field.facts
    notes = [field.kind, kind_of(facts), "guaranteed" if facts.guaranteed else "optional"]
    if field.kind == "changed" and field.new_values:
        notes.append(f"new value {', '.join(sorted(field.new_values))}")
    elif facts.enum:
        notes.append(f"one of {len(facts.enum)} values")
    if facts.order_free:
        notes.append("order has no meaning")
    return ", ".join(notes)


def kind_of(facts: FieldFacts) -> str:
    """What kind of value a field holds, in words: ``list of ids``, ``timestamp``, ``string``."""
    written = WRITTEN[facts.format] if facts.format else None
    if facts.json_type == "array":
        return f"list of {written}s" if written else "list"
    return written or facts.json_type


def _change_as_data(change: Change) -> dict[str, Any]:
    return {
        "name": change.name,
        "title": change.title,
        "source": SOURCES[change.origin].replace(" ", "-"),
        "announced": change.announced,
        "summary": change.summary,
        "fields": [_field_as_data(field) for field in change.fields],
        "endpoints": list(change.endpoints),
        "breaks": [{"code": breakage.code, "effect": breakage.effect} for breakage in change.breaks],
        "todo": list(change.todo),
    }


def _field_as_data(field: ChangedField) -> dict[str, Any]:
    facts = field.facts
    return {
        "collection": field.collection,
        "path": field.path,
        "change": field.kind,
        "type": facts.json_type,
        "guaranteed": facts.guaranteed,
        "format": facts.format.value if facts.format else None,
        "values": sorted(facts.enum) if facts.enum else None,
        "new_values": sorted(field.new_values) if facts.enum else None,
        "order_free": facts.order_free,
        "personal": facts.personal,
    }


def _page(change: Change) -> Iterable[str]:
    yield from (f"# {change.name}", "", f"{change.title}.", "", change.summary, "")
    yield from (f"Source: {SOURCES[change.origin]}.", "", "## Where it shows", "")
    if change.fields:
        rows = [(f"`{field.collection}.{field.path}`", field_notes(field)) for field in change.fields]
        yield from (*own_table(("Field", "Facts"), rows), "")
    yield from (f"- `{endpoint}`" for endpoint in change.endpoints)
    yield from ("", "## What breaks", "")
    yield from own_table(("Code", "What happens"), [(breakage.code, breakage.effect) for breakage in change.breaks])
    yield from ("", "## What to do", "")
    yield from (f"{number}. {step}" for number, step in enumerate(change.todo, 1))
