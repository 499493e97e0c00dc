"""What an examination found, as JSON for programs; ``schema.py`` publishes its form."""

import json
from typing import Any

from clever_upgrade.doctor.result import Examination, Value

SCHEMA = "clever-upgrade/doctor/1"
SETTINGS = "clever-upgrade/settings/1"

Data = dict[str, Any]


def examination_as_json(found: Examination) -> str:
    """The whole document."""
    data = {
        "schema": SCHEMA,
        "exit_code": int(found.exit_code),
        "checks": [
            {
                "part": check.part.value,
                "name": check.name,
                "grade": check.grade.value,
                "message": check.message,
                "remedy": check.remedy,
                "exit_code": int(check.code),
            }
            for check in found.checks
        ],
        "settings": _settings(found.values),
    }
    return json.dumps(data, indent=2) + "\n"


def settings_as_json(values: tuple[Value, ...]) -> str:
    """The settings alone."""
    return json.dumps({"schema": SETTINGS, "settings": _settings(values)}, indent=2) + "\n"


def _settings(values: tuple[Value, ...]) -> list[Data]:
    return [{"name": each.name, "value": each.value, "origin": each.origin} for each in values]
