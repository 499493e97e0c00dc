"""The parts of the documentation that are derived from the code: tables and pages, as Markdown.

A page holds a marker such as ``<!-- generated: exit-codes -->``; ``fill`` replaces it. Pages that are derived as a
whole come from ``pages``. Nothing here knows MkDocs.
"""

import ast
import inspect
import json
import re
from collections.abc import Callable, Iterable, Iterator
from enum import Enum
from pathlib import Path
from typing import Any, get_args, get_type_hints

import typer
from proven import proven
from sqlalchemy import Column
from sqlalchemy.dialects import mysql, postgresql, sqlite
from typer.models import ArgumentInfo

from clever_upgrade import errors
from clever_upgrade.check.settings import CheckSettings
from clever_upgrade.cli.main import app
from clever_upgrade.config import Settings, load_settings, variables
from clever_upgrade.contract import FieldFacts, Upgrade, default_upgrade
from clever_upgrade.contract.changes import changes_of, milestones_of
from clever_upgrade.contract.endpoints import ENDPOINTS, Shape
from clever_upgrade.contract.facts import Origin
from clever_upgrade.contract.states import FOURTH_STATE, MEANINGS, RELATION, THREE_STATES
from clever_upgrade.report.changes import SOURCES, Catalogue, as_markdown, kind_of
from clever_upgrade.report.check.schema import check_schema
from clever_upgrade.report.diff.schema import diff_schema
from clever_upgrade.report.doctor.schema import doctor_schema
from clever_upgrade.report.explain import Rules
from clever_upgrade.report.explain import as_markdown as rules_as_markdown
from clever_upgrade.report.json_schema import schema_text
from clever_upgrade.report.probe.schema import probe_schema
from clever_upgrade.report.resync.schema import resync_schemas
from clever_upgrade.report.scan.schema import scan_schema
from clever_upgrade.report.status.schema import status_schema
from clever_upgrade.sandbox.faults import FaultKind
from clever_upgrade.scan.rules.catalogue import RuleText, catalogue
from clever_upgrade.scan.settings import ScanSettings
from clever_upgrade.store.columns import COLLECTIONS, LINKS, columns_of
from clever_upgrade.store.tables import LIVE

MARKER = re.compile(r"<!-- generated: ([a-z-]+) -->")

CODES = {
    errors.ExitCode.OK: "Clean, or done.",
    errors.ExitCode.FINDINGS: "There are findings that `--fail-on` counts.",
    errors.ExitCode.USAGE: "The command line, the configuration or an input file is wrong.",
    errors.ExitCode.REFUSED: "A guard refused; the message names the reason.",
    errors.ExitCode.API: "The API could not be read, or not to a conclusive end.",
    errors.ExitCode.STORE: "The store could not be written.",
    errors.ExitCode.BUG: "A bug in the tool.",
    errors.ExitCode.INTERRUPTED: "Interrupted. What only reads leaves nothing behind; `resync` goes on where it was.",
}


def fill(markdown: str) -> str:
    """The page with every marker replaced; KeyError for a marker that nothing belongs to."""
    return MARKER.sub(lambda found: "\n".join(PARTS[found.group(1)]()), markdown)


def pages() -> dict[str, str]:
    """Whole pages by their place in the documentation: one for each change and each rule, and those that list them."""
    return {**_change_pages(), **_rule_pages()}


def _change_pages() -> dict[str, str]:
    upgrade = default_upgrade()
    found = {f"reference/changes/{change.name}.md": _catalogue(upgrade, change.name) for change in changes_of(upgrade)}
    overview = _catalogue(upgrade, None)
    for change in changes_of(upgrade):
        overview = overview.replace(f"`{change.name}`", f"[{change.name}]({change.name}.md)")
    found["reference/changes/index.md"] = overview
    return found


def _rule_pages() -> dict[str, str]:
    rules = catalogue()
    found = {f"reference/rules/{rule.name}.md": _rule_page(rule) for rule in rules}
    overview = rules_as_markdown(Rules(rules))
    for rule in rules:
        overview = overview.replace(f"`{rule.name}`", f"[{rule.name}]({rule.name}.md)")
    found["reference/rules/index.md"] = f"{overview}\n"
    return found


def _rule_page(rule: RuleText) -> str:
    page = rules_as_markdown(Rules((rule,), in_full=True))
    named = ", ".join(f"`{name}`" for name in rule.changes)
    linked = ", ".join(f"[{name}](../changes/{name}.md)" for name in rule.changes)
    return page.replace(named, linked, 1) + "\n"


def files() -> dict[str, str]:
    """Files that are published beside the pages."""
    schemas = {
        "check-1": check_schema(),
        "diff-1": diff_schema(),
        "doctor-1": doctor_schema(),
        "probe-1": probe_schema(),
        "scan-1": scan_schema(),
        "status-1": status_schema(),
        **resync_schemas(),
    }
    return {f"schemas/{name}.json": schema_text(schema) for name, schema in schemas.items()}


def _catalogue(upgrade: Upgrade, name: str | None) -> str:
    changes = tuple(change for change in changes_of(upgrade) if name in (None, change.name))
    names = upgrade.from_version.name, upgrade.to_version.name
    return as_markdown(Catalogue(*names, changes, milestones_of(upgrade), in_full=name is not None)) + "\n"


def _fields() -> Iterator[str]:
    upgrade = default_upgrade()
    for collection, resource in upgrade.to_version.resources.items():
        yield from (f"## {collection}", "", inspect.getdoc(resource.model) or "", "")
        older = upgrade.from_version.resources[collection]
        rows = [_field_row(facts, facts != older.facts_at(facts.path)) for facts in resource.walk()]
        yield from (*_table(("Field", "Value", "Always there", "Notes"), rows), "")


def _field_row(facts: FieldFacts, differs: bool) -> tuple[str, ...]:
    notes = []
    if differs and facts.since:
        notes.append(f"**new**: [{facts.since}](changes/{facts.since}.md)")
    if facts.origin in (Origin.OBSERVED, Origin.SPECIAL_SCOPE):
        notes.append(SOURCES[facts.origin])
    if facts.secret or facts.personal:
        notes.append("secret" if facts.secret else "personal")
    if facts.order_free:
        notes.append("order has no meaning")
    return f"`{facts.path}`", _values(facts), "yes" if facts.guaranteed else "no", ", ".join(notes)


def _values(facts: FieldFacts) -> str:
    if facts.enum is None:
        return kind_of(facts)
    values = sorted(facts.enum, key=lambda value: (value.isdigit(), int(value) if value.isdigit() else 0, value))
    return ", ".join(f"`{value}`" if value else "empty text" for value in values)


_SHAPES = {
    Shape.LIST: "list of `{data, uri}`",
    Shape.BARE_LIST: "list of bare records",
    Shape.STATUS_LIST: "list of one `{data}`",
    Shape.TEXT_LIST: "list of texts",
    Shape.SINGLE: "one record",
}


def _endpoints() -> Iterator[str]:
    rows = [
        (
            f"`{endpoint.path}`",
            endpoint.returns,
            _SHAPES[endpoint.shape],
            ", ".join(f"`{name}`" for name in sorted(endpoint.params)),
            _endpoint_note(endpoint.in_specs, endpoint.only_in),
        )
        for endpoint in ENDPOINTS
    ]
    yield from _table(("Path", "Returns", "Shape", "Parameters", "Notes"), rows)


def _endpoint_note(in_specs: bool, only_in: str | None) -> str:
    notes = [] if in_specs else ["in no definition"]
    return ", ".join([*notes, f"only in {only_in}"] if only_in else notes)


def _exit_codes() -> Iterable[str]:
    return _table(("Code", "Meaning"), [(str(int(code)), CODES[code]) for code in errors.ExitCode])


def _errors() -> Iterable[str]:
    rows = [
        (f"`{kind.__name__}`", str(int(kind.exit_code)), (inspect.getdoc(kind) or "").split("\n")[0], kind.default_hint)
        for kind in _leaves(errors.CleverUpgradeError)
    ]
    return _table(("Error", "Code", "What happened", "What to do"), rows)


def _leaves(kind: type[errors.CleverUpgradeError]) -> Iterator[type[errors.CleverUpgradeError]]:
    yield kind
    for child in kind.__subclasses__():
        yield from _leaves(child)


def _states() -> Iterable[str]:
    rows = [(f"`{state.state}`", state.meaning, state.who_acts, state.action) for state in MEANINGS]
    return _table(("State", "Meaning", "Who acts", "What an integration does"), rows)


def _relation() -> Iterable[str]:
    rows = [
        (f"`{older}`", ", ".join(f"`{newer}`" for newer in sorted(newer_ones)))
        for older, newer_ones in RELATION.items()
    ]
    return _table((f"{default_upgrade().from_version.name} says", f"{default_upgrade().to_version.name} may say"), rows)


def _three_states() -> Iterable[str]:
    readings = [*((f"`{state}`", reading) for state, reading in THREE_STATES.items()), ("any other", FOURTH_STATE)]
    return _table(
        ("State", "Taken for", "What such code does"), [(name, it.taken_for, it.effect) for name, it in readings]
    )


def _faults() -> Iterable[str]:
    said = attribute_docs(FaultKind)
    hits = attribute_docs(type(FaultKind.TIMEOUT.reach))
    return _table(
        ("Kind", "What the client meets", "Which requests"),
        [(f"`{kind.value}`", said[kind.name], hits[kind.reach.name]) for kind in FaultKind],
    )


def _store_tables() -> Iterator[str]:
    for collection in COLLECTIONS:
        rows = [
            (f"`{column.name}`", *_column_types(LIVE[collection].c[column.name])) for column in columns_of(collection)
        ]
        yield from (f"### {collection}", "", *_table(("Column", *_DATABASES), rows), "")


def _store_links() -> Iterable[str]:
    rows = [
        (f"`{link.table}`", f"`{link.owner}`", f"`{link.member}`", f"`{link.source}` of {link.collection}")
        for link in LINKS
    ]
    return _table(("Table", "Column", "Column", "Made from"), rows)


def _store_own() -> Iterable[str]:
    rows = [
        (f"`{column}`", *_column_types(LIVE["students"].c[column]), meaning) for column, meaning in _OWN_COLUMNS.items()
    ]
    return _table(("Column", *_DATABASES, "Meaning"), rows)


_DATABASES = {"SQLite": sqlite, "PostgreSQL": postgresql, "MariaDB": mysql}
_OWN_COLUMNS = {
    "extra": "fields that the contract does not know, and values that do not fit their column",
    "fingerprint": "tells whether the record has changed",
    "archived_at": "when the record was gone from the source; empty while it is there",
    "last_run": "the run that wrote the row last, by resync or by the events after it",
}


def _column_types(column: Column[Any]) -> Iterator[str]:
    for database in _DATABASES.values():
        yield f"`{column.type.compile(dialect=database.dialect()).lower()}`"


def attribute_docs(kind: type) -> dict[str, str]:
    """The text below each attribute of a class, which Python itself does not keep."""
    (body,) = (node for node in ast.parse(inspect.getsource(kind)).body if isinstance(node, ast.ClassDef))
    found = {}
    for node, below in zip(body.body, body.body[1:], strict=False):
        if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(below, ast.Expr):
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            found[ast.unparse(target)] = ast.literal_eval(below.value)
    return found


def _check_schema() -> Iterator[str]:
    return _schema(check_schema())


def _diff_schema() -> Iterator[str]:
    return _schema(diff_schema())


def _scan_schema() -> Iterator[str]:
    return _schema(scan_schema())


def _probe_schema() -> Iterator[str]:
    return _schema(probe_schema())


def _status_schema() -> Iterator[str]:
    return _schema(status_schema())


def _doctor_schema() -> Iterator[str]:
    return _schema(doctor_schema())


def _schemas() -> Iterable[str]:
    """Every schema that is published, with the name that its documents carry."""
    rows = []
    for place, text in files().items():
        schema = json.loads(text)
        name = schema["properties"]["schema"]["const"]
        rows.append((f"`{name}`", schema["title"], f"[{place.rpartition('/')[2]}](../{place})"))
    return _table(("`schema` of the document", "What it tells", "JSON Schema"), sorted(rows))


def _settings() -> Iterable[str]:
    known, flags = load_settings({}, {}, start=Path("/")), _flags_of("diff", "resync run")
    rows = [
        (*_key(name, flags), f"`{variables()[name]}`", _default(getattr(known, name).value), said)
        for name, said in attribute_docs(Settings).items()
    ]
    return _table(("Key in the file", "Flag", "Environment", "Default", "Meaning"), rows)


def _scan_settings() -> Iterable[str]:
    return _settings_of(ScanSettings, _flags_of("scan"))


def _check_settings() -> Iterable[str]:
    return _settings_of(CheckSettings, _flags_of("check"))


def _settings_of(kind: type[Any], flags: set[str]) -> Iterable[str]:
    defaults = kind()
    rows = [
        (*_key(name, flags), _default(getattr(defaults, name)), said) for name, said in attribute_docs(kind).items()
    ]
    return _table(("Key in the file", "Flag", "Default", "Meaning"), rows)


def _key(name: str, flags: set[str]) -> tuple[str, str]:
    key = name.replace("_", "-")
    return f"`{key}`", f"`--{key}`" if f"--{key}" in flags else ""


def _default(value: object) -> str:
    if value in (None, ()):
        return "none"
    if isinstance(value, tuple):
        return f"`{value[0]}`" if len(value) == 1 else "all of them"
    return (
        str(value).lower() if isinstance(value, bool) else f"`{value:g}`" if isinstance(value, float) else f"`{value}`"
    )


def _flags_of(*commands: str) -> set[str]:
    """The options of commands, as the reference of commands tells them."""
    found, current = set(), ""
    for line in _commands():
        if line.startswith("## "):
            current = line.removeprefix("## clever-upgrade ")
        elif current in commands and line.startswith("| `--"):
            found.add(re.split(r"[` ,]", line)[2])
    return found


def _schema(whole: dict[str, Any]) -> Iterator[str]:
    shown: list[tuple[str, dict[str, Any]]] = []
    for title, schema in _objects("the document", whole):
        if (title, schema) in shown:
            continue
        shown.append((title, schema))
        yield from (f"### {title}", "")
        rows = [
            (f"`{name}`", _json_type(said), "yes" if name in schema["required"] else "no", said.get("description", ""))
            for name, said in schema["properties"].items()
        ]
        yield from (*_table(("Member", "Value", "Always there", "Meaning"), rows), "")


def _objects(title: str, schema: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    yield title, schema
    for name, said in schema["properties"].items():
        inner = said.get("items", said)
        if "properties" in inner:
            yield from _objects(f"{name}[]" if "items" in said else name, inner)


def _json_type(said: dict[str, Any]) -> str:
    if "const" in said:
        return f"`{json.dumps(said['const'])}`"
    if "enum" in said:
        return ", ".join(f"`{value}`" for value in said["enum"])
    if said.get("type") == "array":
        return f"list of {said['items'].get('type', 'value')}s"
    kind = said.get("type", "any")
    return " or ".join(kind) if isinstance(kind, list) else str(kind)


def _commands() -> Iterator[str]:
    yield from _commands_of("clever-upgrade", app)


def _commands_of(name: str, group: typer.Typer) -> Iterator[str]:
    for command in group.registered_commands:
        yield from _command(f"{name} {command.name}", command.callback, command.epilog or "")
    for inner in group.registered_groups:
        if inner.typer_instance is not None:
            yield from _commands_of(f"{name} {inner.name}", inner.typer_instance)


def _command(name: str, function: Callable[..., Any] | None, epilog: str) -> Iterator[str]:
    if function is None:
        return
    hints = get_type_hints(function, include_extras=True)
    rows = [
        _option_row(parameter, hints[parameter.name]) for parameter in inspect.signature(function).parameters.values()
    ]
    yield from (f"## {name}", "", inspect.getdoc(function) or "", "")
    yield from (*_table(("Option", "Meaning", "Default"), rows), "", epilog, "")


def _option_row(parameter: inspect.Parameter, hint: Any) -> tuple[str, str, str]:
    kind, info = get_args(hint)
    if isinstance(info, ArgumentInfo):
        return f"`{info.metavar or parameter.name.upper()}`", info.help or "", ""
    # Inside Annotated, Typer keeps the first name of an option where a default would stand.
    given = [name for name in (info.default, *(info.param_decls or ())) if isinstance(name, str)]
    names = ", ".join(given or [f"--{parameter.name.replace('_', '-')}"])
    default = parameter.default
    if isinstance(info.show_default, str):
        shown = info.show_default
    else:
        shown = "" if default is None or kind is bool else str(getattr(default, "value", default))
    value = info.metavar or _value_of(kind)
    return f"`{names} {value}`" if value else f"`{names}`", info.help or "", f"`{shown}`" if shown else ""


def _value_of(kind: Any) -> str:
    (bare,) = [inner for inner in get_args(kind) if inner is not type(None)] or [kind]
    if isinstance(bare, type) and issubclass(bare, Enum):
        return "|".join(member.value for member in bare)
    return {bool: "", int: "NUMBER", float: "NUMBER"}.get(bare, "TEXT")


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    for row in (head, ("---",) * len(head), *rows):
        yield "| " + " | ".join(_in_a_cell(cell) for cell in row) + " |"


def _in_a_cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ").replace("``", "`")


PARTS: dict[str, Callable[[], Iterable[str]]] = {
    "check-schema": _check_schema,
    "check-settings": _check_settings,
    "commands": _commands,
    "diff-schema": _diff_schema,
    "doctor-schema": _doctor_schema,
    "endpoints": _endpoints,
    "errors": _errors,
    "exit-codes": _exit_codes,
    "faults": _faults,
    "fields": _fields,
    "resync-proven": proven,
    "probe-schema": _probe_schema,
    "scan-schema": _scan_schema,
    "scan-settings": _scan_settings,
    "schemas": _schemas,
    "settings": _settings,
    "state-relation": _relation,
    "states": _states,
    "status-schema": _status_schema,
    "store-links": _store_links,
    "store-own": _store_own,
    "store-tables": _store_tables,
    "three-states": _three_states,
}
"""What each marker stands for."""
