"""Whole situations in which a district can be found, by name."""

from collections.abc import Callable
from datetime import timedelta

from clever_upgrade.sandbox.district import District
from clever_upgrade.sandbox.district.clock import timestamp
from clever_upgrade.sandbox.scenarios.drift import start_drift
from clever_upgrade.sandbox.scenarios.rollover import start_school_year
from clever_upgrade.sandbox.scenarios.unshared import unshare_one_school
from clever_upgrade.suggest import no_such


def apply_scenario(district: District, name: str) -> None:
    """Bring a district into the situation called ``name``; UsageError if there is none of that name."""
    try:
        scenario = _SCENARIOS[name]
    except KeyError:
        raise no_such("scenario", name, SCENARIOS) from None
    scenario(district)


def _healthy(district: District) -> None:
    """The district syncs as usual."""
    district.set_status({"state": "running", "error": None, "pause_start": None, "pause_end": None})


def _paused(district: District) -> None:
    """The district paused its sync for the summer; the earlier version cannot say so."""
    district.set_status(
        {
            "state": "paused",
            "error": None,
            "last_sync": _moment(district, hours=-5 * 24 - 6),
            "pause_start": _moment(district, hours=-5 * 24),
            "pause_end": _moment(district, hours=55 * 24),
        }
    )


def _district_error(district: District) -> None:
    """Something that the district can fix."""
    district.set_status({"state": "pending", "error": "The file students.csv has no column Student_id."})


def _clever_error(district: District) -> None:
    """Something that Clever can fix."""
    district.set_status({"state": "error", "error": "The last upload could not be processed."})


def _rollover(district: District) -> None:
    """The pause has just ended, and the new school year arrives as a flood of events."""
    district.set_status(
        {
            "state": "running",
            "error": None,
            "pause_start": _moment(district, hours=-60 * 24),
            "pause_end": _moment(district, hours=-1),
        }
    )
    start_school_year(district)


def _moment(district: District, *, hours: int) -> str:
    return timestamp(int((district.now + timedelta(hours=hours)).timestamp()) * 1000)


_SCENARIOS: dict[str, Callable[[District], None]] = {
    "healthy": _healthy,
    "paused": _paused,
    "district-error": _district_error,
    "clever-error": _clever_error,
    "rollover": _rollover,
    "unshared-school": unshare_one_school,
    "drift": start_drift,
}
SCENARIOS: tuple[str, ...] = tuple(_SCENARIOS)
