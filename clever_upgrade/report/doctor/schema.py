"""The published JSON Schema of the JSON report of ``doctor`` (``schemas/doctor-1.json`` is written from it)."""

from clever_upgrade.doctor.result import Grade, Part
from clever_upgrade.errors import ExitCode
from clever_upgrade.report.doctor.json import SCHEMA
from clever_upgrade.report.json_schema import NAME, TEXT, Schema, about, document, list_of, object_of


def doctor_schema() -> Schema:
    """The schema of the whole document."""
    check = object_of(
        {
            "part": {"enum": [part.value for part in Part]},
            "name": NAME,
            "grade": {"enum": [grade.value for grade in Grade]},
            "message": about(NAME, "What was found, in one sentence."),
            "remedy": about(TEXT, "What to do; empty if nothing is to be done."),
            "exit_code": about(_code(), "That of a command that needs what failed; 0 where nothing is to be done."),
        }
    )
    setting = object_of(
        {
            "name": NAME,
            "value": about(TEXT, "Without any password; empty where the setting has no value."),
            "origin": about(NAME, "The flag, variable or file that says it, or default."),
        }
    )
    return document(
        SCHEMA,
        "What clever-upgrade needs on this machine and of the server, and whether it is there",
        {
            "exit_code": about(_code(), "The gravest of those of the checks."),
            "checks": list_of(check),
            "settings": about(list_of(setting), "Empty where the settings cannot be read."),
        },
    )


def _code() -> Schema:
    return {"enum": [int(code) for code in ExitCode]}
