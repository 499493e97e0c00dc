"""A JSON Schema of the user's as a parser: what it does not allow, it refuses."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from clever_upgrade.check.probe.answer import Answer, Ending, Record
from clever_upgrade.check.probe.settings import Probe
from clever_upgrade.errors import ParserUnusableError
from clever_upgrade.filenames import seen_from

_CLOSING = ("additionalProperties", "unevaluatedProperties")


class SchemaParser:
    """The schema, read once; needs no process."""

    restarts = 0

    def __init__(self, probe: Probe) -> None:
        if probe.json_schema is None:
            raise ValueError("the probe names no schema")
        self._file = probe.json_schema.name
        schema = _read(probe.json_schema)
        with _faults_of(self._file):
            self._validator = _validator(schema, probe.json_schema)
        self.path = seen_from(Path.cwd(), probe.json_schema)
        self.line = 1
        closed = list(_closed(schema, "#"))
        self._notes = (f"closed at {', '.join(closed)}: whatever else comes there is refused",) if closed else ()

    @property
    def notes(self) -> Sequence[str]:
        """Where the schema refuses members that it does not list."""
        return self._notes

    def answers(self, records: Sequence[Record], *, limit: float | None = None) -> list[Answer]:  # noqa: ARG002
        """The answer to every record."""
        return [self._answer(record) for record in records]

    def close(self) -> None:
        """There is nothing to end."""

    def _answer(self, record: Record) -> Answer:
        error = next(iter(sorted(self._errors(record), key=lambda one: list(map(str, one.path)))), None)
        if error is None:
            return Answer(Ending.MADE, made=True)
        at = "/".join(str(part) for part in error.absolute_schema_path)
        return Answer(Ending.REFUSED, kind=str(error.validator), message=error.message, where=f"#/{at}")

    def _errors(self, record: Record) -> list[Any]:
        from referencing.exceptions import Unresolvable

        with _faults_of(self._file):
            try:
                return list(self._validator.iter_errors(record))
            except Unresolvable as error:
                raise ParserUnusableError(
                    f"its reference to {error.ref} leads to no file here, and nothing is fetched",
                    hint="Keep the schema that it refers to beside it.",
                ) from None


@contextmanager
def _faults_of(file: str) -> Iterator[None]:
    """Whatever a schema makes its library raise is a fault of that schema, and stops no other parser."""
    try:
        yield
    except ParserUnusableError:
        raise
    except RecursionError:
        raise ParserUnusableError(f"{file} is nested too deep, or refers to itself without end") from None
    except Exception as error:
        # Its message might quote the record.
        raise ParserUnusableError(f"{file} cannot be used as a JSON Schema: {type(error).__name__}") from None


def _read(file: Path) -> Any:
    schema = _parsed(file)
    if not isinstance(schema, dict | bool):
        raise ParserUnusableError(f"{file.name} is no valid JSON Schema: it must be an object, true or false")
    if isinstance(schema, dict) and not isinstance(schema.get("$schema", ""), str):
        raise ParserUnusableError(f"{file.name} is no valid JSON Schema: its $schema must be a text")
    return schema


def _parsed(file: Path) -> Any:
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ParserUnusableError(
            f"there is no file {file.name} in {file.parent.name}", hint="Correct json-schema below [[probe]]."
        ) from None
    except RecursionError:
        raise ParserUnusableError(f"{file.name} is nested too deep") from None
    except (OSError, ValueError):
        raise ParserUnusableError(f"{file.name} cannot be read as JSON") from None


def _validator(schema: Any, file: Path) -> Any:
    try:
        import jsonschema  # type: ignore[import-untyped]
        from referencing import Registry
        from referencing.jsonschema import DRAFT202012
    except ImportError:
        raise ParserUnusableError(
            "a JSON Schema is tried with the package jsonschema, which is not installed",
            hint="pip install 'clever-upgrade[probe]'",
        ) from None
    kind = jsonschema.validators.validator_for(schema, default=jsonschema.Draft202012Validator)
    try:
        kind.check_schema(schema)
    except jsonschema.SchemaError as error:
        raise ParserUnusableError(f"{file.name} is no valid JSON Schema: {error.message[:200]}") from None
    made_by: Any = Registry
    registry = made_by(retrieve=lambda uri: _beside(uri, DRAFT202012))
    if isinstance(schema, dict) and "$id" not in schema:
        # References to other files start from its place.
        schema = {"$id": file.resolve().as_uri(), **schema}
    return kind(schema, registry=registry)


def _beside(uri: str, specification: Any) -> Any:
    """Another schema that is referred to: a file, and nothing that would have to be fetched."""
    from urllib.parse import unquote, urlsplit

    from referencing import Resource
    from referencing.exceptions import NoSuchResource

    parts = urlsplit(uri)
    if parts.scheme != "file":
        raise NoSuchResource(uri)
    content = _read(Path(unquote(parts.path)))
    return Resource.from_contents(content, default_specification=specification)


def _closed(schema: Any, at: str) -> Iterator[str]:
    """Each place of the schema that refuses members which it does not list."""
    if isinstance(schema, dict):
        if any(schema.get(name) is False for name in _CLOSING):
            yield at
        for name, member in schema.items():
            yield from _closed(member, f"{at}/{name}")
    elif isinstance(schema, list):
        for number, item in enumerate(schema):
            yield from _closed(item, f"{at}/{number}")
