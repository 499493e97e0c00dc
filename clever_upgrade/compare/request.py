"""What a user may ask ``diff`` to compare."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from clever_upgrade.contract.gate import later_events_path
from clever_upgrade.errors import UsageError
from clever_upgrade.suggest import no_such

STATUS = "status"
EVENTS = "events"
ORDER = (
    "districts", "schools", "sections", "teachers", "students", "contacts", "school_admins", "district_admins",
    STATUS, EVENTS,
)  # fmt: skip
"""Every collection that can be compared, in the order in which it is: schools and sections come first, because they
say what the later version's ``schools`` must hold."""
ME = "me"
"""What ``/me`` tells the token of a user, which reads nothing else: it is compared by itself."""
USERS = ("teachers", "students")
"""The collections whose records name their schools in the later version."""
_ID = re.compile(r"[\w-]+", re.ASCII)
DEFAULT = tuple(collection for collection in ORDER if collection != EVENTS)


@dataclass(frozen=True, slots=True)
class DiffRequest:
    """What to compare.

    ``ids`` narrows it to single records, ``sample`` to so many of each collection, chosen by ``seed``; ``by_place`` if
    their ids are, or will be, replaced in a recording. At most ``max_rereads`` differing records of a listing are read
    again to rule out drift; at most ``max_findings`` findings are kept. ``districts`` are those to which the token may
    belong, where the user said so.
    """

    collections: tuple[str, ...] = DEFAULT
    ids: tuple[str, ...] = ()
    sample: int | None = None
    seed: int = 1
    max_findings: int | None = None
    max_rereads: int = 2000
    districts: tuple[str, ...] = ()
    by_place: bool = False


def collections_to_compare(
    named: Sequence[str], *, acknowledge_events: bool, single_records: bool = False
) -> tuple[str, ...]:
    """The collections that the user named, or every default one, in order.

    The status is of a district, so that nobody who asks for ``single_records`` means it unless they name it.

    UsageError for a name that is no collection; GuardRefusedError for events that were not acknowledged: an
    events-based sync must not read the later version's events before a full resync.
    """
    for name in named:
        if name not in (*ORDER, ME):
            raise no_such("collection", name, (*ORDER, ME))
    if ME in named:
        return _me_alone(named)
    if EVENTS in named:
        later_events_path(
            cut_over=False,
            only_a_look=acknowledge_events,
            hint="For a one-off look that stores no cursor, add --acknowledge-events.",
        )
    if named:
        return tuple(name for name in ORDER if name in named)
    return tuple(name for name in DEFAULT if not (single_records and name == STATUS))


def ids_to_compare(named: Sequence[str]) -> tuple[str, ...]:
    """The ids that the user named; UsageError for a text that is none, since an id becomes a part of a path."""
    for name in named:
        if _ID.fullmatch(name) is None:
            raise UsageError(
                f"{name!a} is no id of a record",
                hint="An id is made of letters, digits, - and _, such as 530e5960049e75a9262cff1d.",
            )
    return tuple(named)


def _me_alone(named: Sequence[str]) -> tuple[str, ...]:
    if set(named) != {ME}:
        raise UsageError(
            f"{ME} is compared by itself: it is read with the token of a user, and collections with that of a district",
            hint=f"Run it a second time, for {ME} alone.",
        )
    return (ME,)
