"""How the syncs of districts stand, as JSON for programs. Its form is stable and published (``schema.py``)."""

import json
from typing import Any

from clever_upgrade.compare.status import MOMENTS
from clever_upgrade.compare.status_result import UNKNOWN, DistrictStatus, StatusResult
from clever_upgrade.contract.states import ThreeStateReading
from clever_upgrade.report.status.words import action, meaning_in_words

SCHEMA = "clever-upgrade/status/1"

Data = dict[str, Any]


def status_as_json(result: StatusResult) -> str:
    """The whole document."""
    return json.dumps(status_as_data(result), indent=2) + "\n"


def status_as_data(result: StatusResult) -> Data:
    """The whole document as plain values."""
    return {
        "schema": SCHEMA,
        "from_version": result.from_version,
        "to_version": result.to_version,
        "complete": result.complete,
        "states": dict(result.counts),
        "districts": [_district(each) for each in result.in_order()],
        "failures": [
            {"district": each.district, "reason": each.reason, "message": each.message} for each in result.failures
        ],
    }


def _district(status: DistrictStatus) -> Data:
    return {
        "district": status.district,
        "name": status.name or None,
        "state": status.state,
        "from_state": status.older.state or None,
        "to_state": status.newer.state or None,
        "consistent": status.is_consistent,
        "meaning": meaning_in_words(status),
        "who_acts": status.meaning.owner if status.meaning else UNKNOWN,
        "action": action(status),
        **{name: status.moment(name) for name in MOMENTS},
        "sis_type": status.newer.sis_type or status.older.sis_type or None,
        "has_error_text": status.newer.has_error or status.older.has_error,
        "malformed": sorted({*status.older.malformed, *status.newer.malformed}),
        "three_states": {
            "today": _reading(status.read_today, rightly=status.right_today),
            "after_move": _reading(status.read_after, rightly=status.right_after),
        },
    }


def _reading(reading: ThreeStateReading, *, rightly: bool) -> Data:
    return {"taken_for": reading.taken_for, "effect": reading.effect, "rightly": rightly}
