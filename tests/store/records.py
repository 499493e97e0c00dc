"""Arbitrary records, right and wrong, and what must be found of one in its row, written down without the code."""

import json
from datetime import UTC, datetime
from typing import Any

from hypothesis import strategies as st

from clever_upgrade.store.rows import Row, row_names
from tests.store.outside import DISTRICT

Record = dict[str, Any]

OBJECTS = {"name", "credentials", "location"}
TIMES = {"created", "last_modified"}
SETS = {"schools", "students"}
FIELDS: dict[str, dict[str, str]] = {
    "students": {
        **dict.fromkeys(["school"], "id"),
        **dict.fromkeys(TIMES, "time"),
        **dict.fromkeys(OBJECTS, "object"),
        **dict.fromkeys(["sis_id", "email", "dob", "grade", "hispanic_ethnicity", "home_language"], "text"),
        "schools": "list",
    },
    "sections": {
        **dict.fromkeys(["school", "teacher"], "id"),
        **dict.fromkeys(TIMES, "time"),
        **dict.fromkeys(["students", "teachers"], "list"),
        **dict.fromkeys(["name", "sis_id", "subject", "grade", "period", "course_description"], "text"),
        "term": "object",
    },
}
"""Documented fields besides ``id`` and ``district``, as the API's documentation has them."""

_texts = st.text(max_size=8) | st.sampled_from(["\x00", "a\x00b", "null", "\\u0000", "%s", "\t\n", "😀"])
_names = st.text(st.characters(exclude_characters="\ufffd", exclude_categories=["Cs"]), max_size=6)
_secret_names = st.sampled_from(["district_password", "Password", "api_token"])
_ids = st.sampled_from(["a", "b", "c" * 64, "é" * 64, "d" * 65, ""])
_scalars = st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats(allow_nan=False, allow_infinity=False)
_anything = st.recursive(
    _scalars | _texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_names | _secret_names, inner, max_size=3),
    max_leaves=6,
)
_moments = st.datetimes(min_value=datetime(1000, 1, 2), max_value=datetime(9998, 12, 30)).map(  # noqa: DTZ001
    lambda moment: moment.isoformat(timespec="milliseconds")
)
_times = st.tuples(_moments, st.sampled_from(["Z", "+00:00", "-07:00", "+05:30", ""])).map("".join)
_right: dict[str, st.SearchStrategy[Any]] = {
    "id": _ids,
    "text": _texts,
    "time": _times,
    "list": st.lists(_ids, max_size=4),
    "object": st.dictionaries(_names | _secret_names, _anything, max_size=3),
}


@st.composite
def records(draw: st.DrawFn, collection: str) -> Record:
    """A record of our district with any fields, known and unknown, many of them of the right kind."""
    fields = FIELDS[collection]
    known = st.fixed_dictionaries({}, optional={name: _right[kind] | _anything for name, kind in fields.items()})
    unknown = st.dictionaries(_names | _secret_names, _anything, max_size=2)
    own = {"id": draw(st.sampled_from(["r", "s" * 64, "id'\"%s"])), "district": draw(st.sampled_from([DISTRICT, None]))}
    record = {**draw(unknown), **draw(known), **own}
    if draw(st.booleans()):
        del record["district"]
    return {name: record[name] for name in draw(st.permutations(sorted(record)))}


def rebuilt(collection: str, row: Row) -> Record:
    """The record that a row stands for."""
    *values, extra, _ = row
    found = {name: value for name, value in zip(row_names(collection), values, strict=False) if value is not None}
    for name, kind in FIELDS[collection].items():
        if kind in ("list", "object") and name in found:
            found[name] = json.loads(found[name])
    return {**found, **(json.loads(extra) if isinstance(extra, str) else {})}


def expected(collection: str, record: Record, *, with_secrets: bool = False) -> Record:
    """What must be kept of a record."""
    fields = FIELDS[collection]
    kept = {
        without_nul(name): without_nul(value)
        for name, value in record.items()
        if value is not None or name not in (*fields, "district")
    }
    kept.setdefault("district", DISTRICT)
    if not with_secrets:
        if not isinstance(kept.get("credentials"), dict | None):
            del kept["credentials"]
        kept = without_secrets(kept)
    for name in TIMES & kept.keys():
        kept[name] = in_utc(kept[name])
    return kept


def canonical(collection: str, record: Record) -> str:
    """What tells two records apart: the same text for the same content."""
    kept = expected(collection, record)
    for name in SETS & FIELDS[collection].keys() & kept.keys():
        members = kept[name]
        if isinstance(members, list) and all(isinstance(member, str) and len(member) <= 64 for member in members):
            kept[name] = sorted(members)
    return json.dumps(kept, sort_keys=True)


def in_utc(value: Any) -> Any:
    """A moment with its time zone in UTC; anything else as it is."""
    if not isinstance(value, str):
        return value
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return value
    if moment.tzinfo is None:
        return value
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def without_secrets(value: Any) -> Any:
    """A copy without the members that are named like a secret."""
    if isinstance(value, dict):
        words = ("password", "token")
        return {
            name: without_secrets(inner)
            for name, inner in value.items()
            if not any(word in name.lower() for word in words)
        }
    return [without_secrets(item) for item in value] if isinstance(value, list) else value


def without_nul(value: Any) -> Any:
    """A copy with U+FFFD for every NUL."""
    if isinstance(value, dict):
        return {without_nul(name): without_nul(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [without_nul(item) for item in value]
    return "\ufffd".join(value.split("\x00")) if isinstance(value, str) else value
