"""Looks at a record that a person or a file hands in, before it is stored: what the sandbox cannot do without.

Only links and ids are checked. Other values are taken as they are, known to the contract or not: a rehearsal may need a
wrong one.
"""

import re
from collections.abc import Mapping
from typing import Any

from clever_upgrade.contract.facts import is_object_id
from clever_upgrade.sandbox.district.records import Form


class RecordRefusedError(ValueError):
    """A record cannot be stored; the message is one clear sentence."""


_IDS = re.compile("(?:[0-9a-f]{24},)*")
_LINKS = {"students": "school", "teachers": "school", "sections": "school", "contacts": "student"}
_ID_LISTS = {"sections": (("students", True), ("teachers", False)), "school_admins": (("schools", True),)}
"""Lists of ids, and whether a record of the collection needs one."""


def check(form: Form, record: Mapping[str, Any]) -> None:
    """ValueError, in one clear sentence, if a record with an id cannot be stored."""
    record_id = check_id(form.collection, record.get("id"))
    wanted = _wanted(form, record)
    if wanted is not None:
        raise RecordRefusedError(f"{form.collection} record {record_id} {wanted}")


def _wanted(form: Form, record: Mapping[str, Any]) -> str | None:
    """What is wrong with a record, if anything is."""
    collection = form.collection
    link = _LINKS.get(collection)
    if link is not None and not _is_id(record.get(link)):
        return f"needs the id of a {link} in `{link}`"
    for field, required in _ID_LISTS.get(collection, ()):
        value = record.get(field)
        if (value is not None or required) and not _are_ids(value):
            return f"needs a list of ids in `{field}`"
    if collection == "sections" and record.get("teacher") is not None and not _is_id(record["teacher"]):
        return "needs the id of a teacher in `teacher`, or none"
    if form.computes_schools and "schools" in record:
        return "has `schools`, which is computed from its school and its sections: leave it out and change those"
    return None


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


def _is_id(value: object) -> bool:
    return isinstance(value, str) and is_object_id(value)


def _are_ids(items: object) -> bool:
    if not isinstance(items, list):
        return False
    try:
        text = ",".join([*items, ""])
    except TypeError:
        return False
    # One look at all of them: most of a large district's start would be spent on looking at each.
    return len(text) == 25 * len(items) and _IDS.fullmatch(text) is not None
