"""What an examination found, as JSON for programs, with its published JSON Schema (``schemas/doctor-1.json``).

Objects stay open: a later release may add members, and whoever reads the report must not trip over them. A change that
would break readers gets a new number in ``schema``.
"""

import json
from typing import Any

from clever_upgrade.doctor.result import Examination, Grade, Part, Value
from clever_upgrade.errors import ExitCode

SCHEMA = "clever-upgrade/doctor/1"
SETTINGS = "clever-upgrade/settings/1"

Data = dict[str, Any]

_NAME: Data = {"type": "string", "minLength": 1}
_TEXT: Data = {"type": "string"}


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


def doctor_schema() -> Data:
    """The schema of the whole document."""
    check = _object(
        {
            "part": {"enum": [part.value for part in Part]},
            "name": _NAME,
            "grade": {"enum": [grade.value for grade in Grade]},
            "message": _about(_NAME, "What was found, in one sentence."),
            "remedy": _about(_TEXT, "What to do; empty if nothing is to be done."),
            "exit_code": _about(_code(), "That of a command that needs what failed; 0 where nothing is to be done."),
        }
    )
    setting = _object(
        {
            "name": _NAME,
            "value": _about(_TEXT, "Without any password; empty where the setting has no value."),
            "origin": _about(_NAME, "The flag, variable or file that says it, or default."),
        }
    )
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "What clever-upgrade needs on this machine and of the server, and whether it is there",
        **_object(
            {
                "schema": {"const": SCHEMA},
                "exit_code": _about(_code(), "The gravest of those of the checks."),
                "checks": {"type": "array", "items": check},
                "settings": _about({"type": "array", "items": setting}, "Empty where the settings cannot be read."),
            }
        ),
    }


def doctor_schema_text() -> str:
    """The schema as the published file holds it."""
    return f"{json.dumps(doctor_schema(), indent=2)}\n"


def _code() -> Data:
    return {"enum": [int(code) for code in ExitCode]}


def _object(properties: Data) -> Data:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _about(schema: Data, description: str) -> Data:
    return {"description": description, **schema}
