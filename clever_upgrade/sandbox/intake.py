"""Looks at a record that a person or a file hands in, before it is stored: what the sandbox cannot do without.

Only links and ids are checked. Other values are taken as they are, known to the contract or not: a rehearsal may need a
wrong one.
"""

from collections.abc import Mapping
from typing import Any

from clever_upgrade.contract.facts import is_object_id
from clever_upgrade.sandbox.records import Form


class RecordRefusedError(ValueError):
    """A record cannot be stored; the message is one clear sentence."""


_LINKS = {"students": "school", "teachers": "school", "sections": "school", "contacts": "student"}
_ID_LISTS = {"sections": ("students", "teachers"), "school_admins": ("schools",)}
_REQUIRED_LISTS = {("sections", "students"), ("school_admins", "schools")}


def check(form: Form, record: Mapping[str, Any]) -> None:
    """ValueError, in one clear sentence, if a record with an id cannot be stored."""
    if not isinstance(record, Mapping):
        raise RecordRefusedError(f"a record of {form.collection} must be a JSON object")
    name = f"{form.collection} record {check_id(form.collection, record.get('id'))}"
    link = _LINKS.get(form.collection)
    if link is not None and not _is_id(record.get(link)):
        raise RecordRefusedError(f"{name} needs the id of a {link} in `{link}`")
    for field in _ID_LISTS.get(form.collection, ()):
        _check_list(name, field, record.get(field), required=(form.collection, field) in _REQUIRED_LISTS)
    teacher = record.get("teacher")
    if form.collection == "sections" and teacher is not None and not _is_id(teacher):
        raise RecordRefusedError(f"{name} needs the id of a teacher in `teacher`, or none")
    if form.computes_schools and "schools" in record:
        raise RecordRefusedError(
            f"{name} has `schools`, which is computed from its school and its sections: leave it out and change those"
        )


def check_id(collection: str, record_id: object) -> str:
    """The id, if it is one; ValueError otherwise."""
    if not isinstance(record_id, str) or not is_object_id(record_id):
        shown = f"the id {record_id!r}" if isinstance(record_id, str) else "no id"
        raise RecordRefusedError(
            f"a record of {collection} has {shown}, where 24 lower-case hexadecimal digits are needed"
        )
    return record_id


def check_district(form: Form, record: Mapping[str, Any], district: str) -> None:
    """ValueError if a record says that it belongs to another district."""
    if "district" in form.filled and record.get("district", district) != district:
        raise RecordRefusedError(f"{form.collection} record {record['id']} belongs to another district than {district}")


def _check_list(name: str, field: str, value: object, *, required: bool) -> None:
    if value is None and not required:
        return
    if not isinstance(value, list) or not all(_is_id(item) for item in value):
        raise RecordRefusedError(f"{name} needs a list of ids in `{field}`")


def _is_id(value: object) -> bool:
    return isinstance(value, str) and is_object_id(value)
