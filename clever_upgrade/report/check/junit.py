"""What a check found as JUnit XML, for the test reports of CI servers: a suite for each part, and nothing but facts.

A case is a rule in one file (or in every file, where it found nothing), a parser, or a collection. It fails on what the
exit code counts; what is milder is told beside it. Only what the consumers' schemas share is written: no path of a
file as an attribute, no time of day, and each time is 0.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from xml.etree import ElementTree as ET

from clever_upgrade.check.result import DIFF, PROBE, SCAN, CheckResult
from clever_upgrade.check.verdict import counts
from clever_upgrade.grammar import counted
from clever_upgrade.report.check.problem import Problem, parser_in_words, problems
from clever_upgrade.report.check.words import PARTS, why_unchecked
from clever_upgrade.report.redaction import Redactor
from clever_upgrade.report.untrusted import printable

_Case = tuple[str, str]
"""The class and the name of a case."""


@dataclass(slots=True)
class _Suite:
    """One part: its cases with what each has shown, those that came to no end, and what was not looked at."""

    cases: dict[_Case, list[Problem]] = field(default_factory=dict)
    broken: dict[_Case, str] = field(default_factory=dict)
    skipped: dict[_Case, str] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)


def as_junit(result: CheckResult, redactor: Redactor) -> str:
    """The whole document."""
    found = problems(result, redactor)
    suites = [_element(part, _suite(part, result, found), result.fail_on) for part in PARTS]
    root = ET.Element("testsuites", {"name": "clever-upgrade check", **_totals(suites), "time": "0"})
    root.extend(suites)
    ET.indent(root, " ")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _suite(part: str, result: CheckResult, found: Iterable[Problem]) -> _Suite:
    for one in result.unchecked:
        if one.part == part:
            told = {(part, "not checked"): why_unchecked(one)}
            return _Suite(broken=told) if one.exit_code else _Suite(skipped=told)
    suite = _Suite()
    own = [problem for problem in found if problem.part == part]
    broken_rules = {problem.rule for problem in own}
    for case in _looked_at(part, result):
        if part != SCAN or case[0].removeprefix("scan.") not in broken_rules:
            suite.cases[case] = []
    for problem in own:
        suite.cases.setdefault(_case_of(problem), []).append(problem)
    if part == SCAN and result.scan is not None:
        suite.left_out = [f"{one.path} {one.why}" for one in result.scan.skipped]
    if part == DIFF and result.diff is not None:
        suite.left_out = list(result.diff.skipped)
        suite.broken = {("diff.districts", failure.district): failure.message for failure in result.diff.failures}
    return suite


def _looked_at(part: str, result: CheckResult) -> Iterator[_Case]:
    if part == SCAN and result.scan is not None:
        yield from ((f"scan.{rule}", "every file") for rule in result.scan.rules)
    if part == PROBE and result.probe is not None:
        yield from ((PROBE, parser_in_words(outcome)) for outcome in result.probe.outcomes)
    if part == DIFF and result.diff is not None:
        yield from ((DIFF, printable(count.collection)) for count in result.diff.collections)


def _case_of(problem: Problem) -> _Case:
    name = f"scan.{problem.rule}" if problem.part == SCAN else problem.part
    return name, problem.subject


def _element(part: str, suite: _Suite, fail_on: str) -> ET.Element:
    cases = [
        *(_case(case, found, fail_on) for case, found in suite.cases.items()),
        *(_ended(case, "error", why) for case, why in suite.broken.items()),
        *(_ended(case, "skipped", why) for case, why in suite.skipped.items()),
    ]
    numbers = {
        name: str(sum(case.find(kind) is not None for case in cases))
        for name, kind in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped"))
    }
    element = ET.Element("testsuite", {"name": PARTS[part], "tests": str(len(cases)), **numbers, "time": "0"})
    element.extend(cases)
    _tell(element, suite.left_out)
    return element


def _case(case: _Case, found: list[Problem], fail_on: str) -> ET.Element:
    element = _bare(case)
    grave = [problem for problem in found if counts(problem.severity, fail_on)]
    if grave:
        message = grave[0].message if len(grave) == 1 else counted(len(grave), "problem")
        failure = ET.SubElement(element, "failure", {"message": printable(message), "type": grave[0].severity.value})
        failure.text = _lines(line for problem in grave for line in _told(problem))
    _tell(element, [line for problem in found if problem not in grave for line in _told(problem)])
    return element


def _ended(case: _Case, how: str, why: str) -> ET.Element:
    element = _bare(case)
    ET.SubElement(element, how, {"message": printable(why), "type": "not-checked"})
    return element


def _bare(case: _Case) -> ET.Element:
    return ET.Element("testcase", {"classname": printable(case[0]), "name": printable(case[1]), "time": "0"})


def _told(problem: Problem) -> Iterator[str]:
    yield f"{problem.where}: {problem.severity.value}: {problem.message}"
    if problem.remedy:
        yield f"  {problem.remedy}"
    yield from (f"  {detail}" for detail in problem.details)


def _tell(element: ET.Element, lines: list[str]) -> None:
    if lines:
        ET.SubElement(element, "system-out").text = _lines(lines)


def _lines(lines: Iterable[str]) -> str:
    return "\n".join(map(printable, lines))


def _totals(suites: list[ET.Element]) -> dict[str, str]:
    return {name: str(sum(int(suite.attrib[name]) for suite in suites)) for name in ("tests", "failures", "errors")}
