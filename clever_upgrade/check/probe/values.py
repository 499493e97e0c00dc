"""Values that the contract allows in a field: a usual one, and those that a parser may not have been written for."""

from collections.abc import Iterator

from clever_upgrade.check.probe.answer import Record
from clever_upgrade.compare.result import MISSING
from clever_upgrade.contract import FieldFacts
from clever_upgrade.contract.facts import Format

LONG = 300
"""Characters of a long text: the contract has no maximum, and 255 was only recommended."""
MANY = 25
"""Schools of a person with very many."""
UNICODE = "Zoë Ñandú-Łukasz O'Brien 張偉 محمد 👩‍🏫"
_IDS = tuple(f"5a0000000000000000{number:06x}" for number in range(1, MANY + 1))
_USUAL = {
    Format.OBJECT_ID: _IDS[0],
    Format.TIMESTAMP: "2017-02-03T14:00:07.818Z",
    Format.MOMENT: "2017-06-15T00:00:00.000Z",
    Format.LOOSE_DATE: "2016-08-25",
    Format.US_DATE: "2/11/2007",
}
_OTHER_FORMS = {
    Format.TIMESTAMP: ("2017-02-03T14:00:07Z",),
    Format.MOMENT: ("2017-06-15", "2016-02-29T23:59:59Z"),
    Format.LOOSE_DATE: ("2016-08-25T00:00:00.000Z", "2016-08-25 00:00:00.000000"),
    Format.US_DATE: ("12/31/2009", "02/01/2011"),
}


def usual(facts: FieldFacts) -> object:
    """A value that nobody is surprised by."""
    if facts.enum is not None:
        return min(value for value in facts.enum if value) if any(facts.enum) else ""
    if facts.json_type == "boolean":
        return True
    if facts.json_type == "array":
        return [_IDS[0]]
    if facts.json_type == "object":
        return {name: usual(member) for name, member in facts.fields.items() if not member.secret}
    if facts.format is not None:
        return _USUAL[facts.format]
    return _usual_text(facts.path.rpartition(".")[2])


def variants(facts: FieldFacts, record: Record) -> Iterator[object]:
    """Every sort of value of the field in ``record``, MISSING and null among them where it is optional."""
    yield from _present(facts, record)
    if not facts.guaranteed:
        yield None
        yield MISSING


def described(facts: FieldFacts | None, path: str, value: object, record: Record) -> str:
    """What is special about a value of the field at ``path`` of ``record``, in words."""
    if value is MISSING:
        return f"{path} is missing"
    if value is None:
        return f"{path} is null"
    if is_empty(value):
        return f"{path} is empty"
    if isinstance(value, list):
        return f"{path} {_described_ids(value, record)}"
    if isinstance(value, bool) or not isinstance(value, str):
        return f"{path} is there"
    return _described_text(facts, path, value)


def is_empty(value: object) -> bool:
    """Whether a value is there, with nothing in it."""
    return value in ("", [], {})


def _present(facts: FieldFacts, record: Record) -> Iterator[object]:
    if facts.enum is not None:
        yield from sorted(facts.enum)
    elif facts.json_type == "boolean":
        yield from (True, False)
    elif facts.json_type == "array":
        first = record.get("school", _IDS[0])
        yield from ([first], [_IDS[1], first], [_IDS[1]], [first, *_IDS[1:]], [])
    elif facts.json_type == "object":
        yield {name: usual(member) for name, member in facts.fields.items() if not member.secret}
        if all(not member.guaranteed for member in facts.fields.values()):
            yield {}
    elif facts.format is not None:
        yield from (_USUAL[facts.format], *_OTHER_FORMS.get(facts.format, ()))
    else:
        yield from (usual(facts), "", "x" * LONG, UNICODE)


def _usual_text(name: str) -> str:
    if "email" in name:
        return "someone@example.org"
    if "phone" in name:
        return "(555) 555-0100"
    if name.endswith(("year", "gpa")):
        return "2018" if name.endswith("year") else "3.25"
    return "Example"


def _described_text(facts: FieldFacts | None, path: str, value: str) -> str:
    if facts is not None and facts.enum is not None:
        return f"{path} is {value}"
    if facts is not None and facts.format in (Format.TIMESTAMP, Format.MOMENT, Format.LOOSE_DATE):
        return f"{path} is {_form_of(value)}"
    if len(value) > LONG // 2:
        return f"{path} has {len(value)} characters"
    if not value.isascii():
        return f"{path} has letters beyond ASCII"
    return f"{path} is there"


def _form_of(value: str) -> str:
    if "T" in value:
        return "a full timestamp" if "." in value else "a timestamp without fractions of a second"
    return "a date and time with a blank between them" if " " in value else "a plain date"


def _described_ids(value: list[object], record: Record) -> str:
    primary = record.get("school")
    if primary is not None and primary not in value:
        return "lacks the primary school"
    if len(value) == 1:
        return "lists one id"
    return f"lists {len(value)} ids" if primary is None or value[0] == primary else "lists the primary school last"
