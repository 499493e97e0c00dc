"""All rules over a project: only those that are asked for, and each place once."""

import pytest

from clever_upgrade.scan.judge import JUDGES, judged
from clever_upgrade.scan.rules.names import RULES
from tests.scan.projects import project

FILES = {
    "clever_urls.py": "BASE = 'https://api.clever.com/v1.1'\n",
    "a.py": "import clever_urls\nget(clever_urls.BASE + '/students')\nget('https://api.clever.com/me')\n",
    "b.py": "import clever_urls\nget(clever_urls.BASE + '/events')\n",
}


def test_every_rule_has_a_judge() -> None:
    assert set(JUDGES) == set(RULES)


@pytest.mark.parametrize("rule", RULES)
def test_only_the_rules_that_are_asked_for_speak(rule: str) -> None:
    assert {one.rule for one in judged(project(FILES), (rule,))} <= {rule}


def test_a_place_is_told_once_and_whoever_forbids_its_fix_is_heard() -> None:
    (finding,) = judged(project(FILES), ("endpoint-version",))
    assert finding.path == "clever_urls.py"
    assert finding.fix is None
    assert "resync" in finding.held
