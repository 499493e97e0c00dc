"""The examples that explain a rule are true: it finds each before, and has nothing to say of the after."""

from pathlib import Path

import pytest

from clever_upgrade.scan.request import ScanRequest
from clever_upgrade.scan.result import Finding
from clever_upgrade.scan.rules.catalogue import Example, RuleText, catalogue
from clever_upgrade.scan.run import scan

EXAMPLES = [
    pytest.param(rule, example, id=f"{rule.name}-{number}-{example.language}")
    for rule in catalogue()
    for number, example in enumerate(rule.examples)
]


def findings(
    rule: RuleText, example: Example, code: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> list[Finding]:
    file = folder / example.file
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(code, encoding="utf-8")
    monkeypatch.chdir(folder)
    result = scan(ScanRequest(paths=(".",)))
    assert result.skipped == ()
    return [finding for finding in result.findings if finding.rule == rule.name]


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_the_rule_finds_the_code_before(
    rule: RuleText, example: Example, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = findings(rule, example, example.before, tmp_path, monkeypatch)
    assert found != []
    lines = [(finding.place.line, finding.place.column) for finding in found]
    assert len(set(lines)) == len(lines), "one place is told once"
    if rule.name == "strict-parsing":
        named = {field for finding in found for field in finding.fields}
        assert {field for field in FIELDS if f"`{field}`" in example.note} <= named


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_the_rule_is_quiet_about_the_code_after(
    rule: RuleText, example: Example, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert findings(rule, example, example.after, tmp_path, monkeypatch) == []


FIELDS = ("students.schools", "students.graduation_year", "teachers.schools", "contacts.sis_id")
"""What a note of an example names as breaking, the finding must name too."""
