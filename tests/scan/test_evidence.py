"""What ties a file to Clever, and what only sounds like it."""

import pytest

from clever_upgrade.scan.evidence import Reach, Sign, Strength, signs_of, speaks_of_clever
from tests.scan.projects import source_file


@pytest.mark.parametrize(
    "name",
    ["clever", "Clever", "CLEVER_HOST", "cleverId", "CleverClient", "my_clever_sync", "getCleverUser", "clever2"],
)
def test_names_with_the_word(name: str) -> None:
    assert speaks_of_clever(name)


@pytest.mark.parametrize(
    "name",
    ["CleverTap", "clevertap_id", "CLEVER_CLOUD", "clevercsv", "cleverly", "CleverTapAPI", "clever_bot", "levers"],
)
def test_names_of_others(name: str) -> None:
    assert not speaks_of_clever(name)


@pytest.mark.parametrize(
    ("path", "source", "strength"),
    [
        ("a.py", "u = 'https://api.clever.com/me'", Strength.PROVEN),
        ("a.py", "u = 'https://clever.com/oauth/tokens'", Strength.PROVEN),
        ("a.py", "import clever", Strength.PROVEN),
        ("a.py", "from app.clever import sync", Strength.NAMED),
        ("a.rb", "Clever::Student.all", Strength.NAMED),
        ("a.js", "import { sync } from './clever'", Strength.NAMED),
        ("a.py", "class CleverStudent: pass", Strength.NAMED),
        ("clever/a.py", "x = 1", Strength.LINKED),
        ("a.py", "u = 'https://api.clevertap.com/1/upload'", 0),
        ("a.py", "import clevercsv", 0),
        ("a.py", "# https://api.clever.com\nx = 1", 0),
        ("a.py", '"""Sync with Clever, https://api.clever.com."""\nx = 1', 0),
        ("clevertap/a.py", "x = 1", 0),
    ],
)
def test_signs(path: str, source: str, strength: int) -> None:
    assert signs_of(path, source_file(path, source).facts).strength == strength


def test_own_names_count_as_proof() -> None:
    reach = signs_of("a.py", source_file("a.py", "RosterClient().get('/me')").facts, ("RosterClient",))
    assert reach.strength == Strength.PROVEN
    assert reach.reasons == ("RosterClient is named as evidence in the configuration",)


def test_only_the_surest_reasons_are_told() -> None:
    reach = Reach((Sign(Strength.LINKED, "a"), Sign(Strength.NAMED, "b"), Sign(Strength.NAMED, "c")))
    assert reach.reasons == ("b", "c")
    assert not Reach()
