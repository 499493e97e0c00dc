"""Code of every language, and what each rule says of it: the cases are data, in ``cases/RULE/LANGUAGE.toml``.

A case lists the findings of its rule, each with ``path`` and ``line``. Where several lines would serve a reader as
well, as a mapper and the class that it fills, the others stand in ``or``, as ``path:line``; exactly one of all is
expected. ``maybe`` holds lines that may be found or not, ``also`` the other rules that may find something in the same
code.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from clever_upgrade.scan.request import ScanRequest
from clever_upgrade.scan.rules.names import RULES
from clever_upgrade.scan.run import scan

CASES = Path(__file__).with_name("cases")
LANGUAGES = (
    *("python", "ruby", "javascript", "typescript", "tsx", "coffeescript", "php", "java", "csharp", "go"),
    *("sql", "json", "yaml", "env", "text", "manifests"),
)

Spot = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Case:
    """One small project. ``expected`` holds a set of spots for each finding: one of them is to be found."""

    rule: str
    language: str
    name: str
    files: tuple[tuple[str, str], ...]
    expected: tuple[frozenset[Spot], ...]
    maybe: frozenset[Spot]
    also: frozenset[str]

    def __str__(self) -> str:
        return f"{self.rule}/{self.language}: {self.name}"


def _spot(text: str) -> Spot:
    path, _, line = text.rpartition(":")
    return path, int(line)


def _case(file: Path, table: dict[str, Any]) -> Case:
    return Case(
        rule=file.parent.name,
        language=file.stem,
        name=table["name"],
        files=tuple((one["path"], one["source"]) for one in table["files"]),
        expected=tuple(
            frozenset({(one["path"], one["line"]), *map(_spot, one.get("or", ()))}) for one in table["findings"]
        ),
        maybe=frozenset(map(_spot, table.get("maybe", ()))),
        also=frozenset(table.get("also", ())),
    )


def _cases() -> Iterator[Case]:
    for file in sorted(CASES.glob("*/*.toml")):
        for table in tomllib.loads(file.read_text(encoding="utf-8"))["case"]:
            yield _case(file, table)


ALL = tuple(_cases())


def _told(spots: set[Spot]) -> list[str]:
    return [f"{path}:{line}" for path, line in sorted(spots)]


@pytest.mark.parametrize("case", ALL, ids=str)
def test_a_rule_finds_what_it_should_and_nothing_else(case: Case, tmp_path: Path, monkeypatch: Any) -> None:
    for path, source in case.files:
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(source, encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    findings = scan(ScanRequest(paths=(".",))).findings

    spots = {(one.path.removeprefix("./"), one.place.line) for one in findings if one.rule == case.rule}
    missing = [sorted(choice) for choice in case.expected if not choice & spots]
    wanted = frozenset[Spot]().union(*case.expected)
    twice = [_told(choice & spots) for choice in case.expected if len(choice & spots - case.maybe) > 1]
    others = [f"{one.rule} {one.path}:{one.place.line}" for one in findings if one.rule not in {case.rule, *case.also}]
    assert {
        "missing": missing,
        "false": _told(spots - wanted - case.maybe),
        "told twice": twice,
        "other rules": others,
    } == {"missing": [], "false": [], "told twice": [], "other rules": []}


@pytest.mark.parametrize("case", ALL, ids=str)
def test_a_case_speaks_of_lines_that_it_has(case: Case) -> None:
    lines = {(path, number) for path, source in case.files for number, _ in enumerate(source.splitlines(), 1)}
    assert case.rule in RULES
    assert case.language in LANGUAGES
    assert case.also <= set(RULES) - {case.rule}
    assert frozenset[Spot]().union(case.maybe, *case.expected) <= lines


def test_no_two_cases_have_one_name() -> None:
    assert len({str(case) for case in ALL}) == len(ALL)


def test_every_rule_has_cases_of_both_signs() -> None:
    assert {case.rule for case in ALL if case.expected} == set(RULES)
    assert {case.rule for case in ALL if not case.expected} == set(RULES)
