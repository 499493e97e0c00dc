"""The gate: the one place that hands out the path of an event feed, of the later version only to who may read it.

An events-based sync that moves to v1.2 must do a full resync first (Clever's announcement of v1.2), so nobody gets the
path before the store says that the district was cut over.
"""

from clever_upgrade.errors import GuardRefusedError

GATE = "gate"
_EVENTS = "/events"
_HINT = "Run `clever-upgrade resync run` first: it reads everything once and then lets events through."


def later_events_path(*, cut_over: bool, only_a_look: bool = False, hint: str = _HINT) -> str:
    """The path below the later version; GuardRefusedError, with this hint, unless the district was cut over.

    ``only_a_look`` is for whoever reads events without storing a cursor, and has said that they know.
    """
    if cut_over or only_a_look:
        return _EVENTS
    raise GuardRefusedError(
        "an events-based sync must not read the later version's events before a full resync",
        reason=GATE,
        hint=hint,
    )


def earlier_events_path() -> str:
    """The path below the earlier version, which anybody may read."""
    return _EVENTS
