"""The installation: what is there is named with its version, what is missing with how to get it."""

import re
import tomllib

from clever_upgrade.doctor.installed import DRIVERS, LIBRARIES, drivers, grammars, installed, libraries
from clever_upgrade.doctor.result import Grade
from clever_upgrade.errors import ExitCode
from tests.meta.sources import PROJECT


def test_an_installation_that_runs_these_tests_is_whole() -> None:
    found = {check.name: check for check in installed()}
    assert list(found) == ["tool", "python", "system", "libraries", "drivers", "grammars"]
    assert {check.grade for check in found.values()} == {Grade.OK}
    assert "CPython 3." in found["python"].message
    assert "httpx 0." in found["libraries"].message


def test_every_library_that_the_tool_requires_is_looked_for() -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]
    assert [re.match(r"[\w-]+", each)[0] for each in project["dependencies"]] == list(LIBRARIES)
    extras = {name: project["optional-dependencies"][extra][0] for name, (_, extra) in DRIVERS.items()}
    assert all(required.startswith(name) for name, required in extras.items())


def test_a_library_that_is_not_there_is_named() -> None:
    check = libraries(dict.fromkeys(LIBRARIES, "1.0") | {"msgspec": None})
    assert (check.grade, check.message, check.code) == (Grade.FAILED, "not installed: msgspec", ExitCode.USAGE)
    assert "pip install" in check.remedy


def test_a_driver_need_not_be_there() -> None:
    check = drivers(dict.fromkeys(DRIVERS))
    assert check.grade is Grade.OK
    assert "none for PostgreSQL (pip install 'clever-upgrade[postgresql]')" in check.message


def test_a_language_that_cannot_be_read_is_named() -> None:
    check = grammars(["python"], ["php", "go"])
    assert (check.grade, check.message) == (Grade.FAILED, "the parser cannot read php, go")
