"""What a check found as SARIF 2.1.0: the run of its scan, with what the parsers and the data have shown beside it.

Parsers and data have rules of their own, ``probe/…`` and ``diff/…``. What is in no file is placed at the configuration
that had it looked at, because code hosts show no result without a file; its logical location says where it is.
"""

from clever_upgrade.check.probe.result import Trouble
from clever_upgrade.check.result import DIFF, PROBE, SCAN, CheckResult, Unchecked
from clever_upgrade.check.verdict import unfinished
from clever_upgrade.contract import default_upgrade
from clever_upgrade.contract.changes import changes_of
from clever_upgrade.report.check.problem import NOT_TRIED, Problem, problems
from clever_upgrade.report.check.words import PARTS, why_unchecked
from clever_upgrade.report.probe.words import TROUBLES
from clever_upgrade.report.redaction import Redactor
from clever_upgrade.report.scan.sarif import FINGERPRINT, Data, in_pascal_case, location, log_of, message_text, run_of
from clever_upgrade.scan.result import ScanResult

_UNCHECKED = "unchecked-part"
_NO_SCAN = ScanResult(paths=(), rules=(), findings=())


def as_sarif(result: CheckResult, redactor: Redactor) -> str:
    """The whole log, with one run."""
    run = run_of(result.scan or _NO_SCAN)
    driver, (invocation,) = run["tool"]["driver"], run["invocations"]
    found = [problem for problem in problems(result, redactor) if problem.part != SCAN]
    own: dict[str, Problem] = {}
    for problem in found:
        own.setdefault(_id(problem), problem)
    places = {name: len(driver["rules"]) + place for place, name in enumerate(own)}
    driver["rules"] += [_rule(name, problem) for name, problem in own.items()]
    run["results"] += [_result(problem, places[_id(problem)], result.configuration) for problem in found]
    driver["notifications"].append(
        {"id": _UNCHECKED, "name": in_pascal_case(_UNCHECKED), "shortDescription": {"text": "A part did not run."}}
    )
    index = len(driver["notifications"]) - 1
    invocation["executionSuccessful"] = not unfinished(result)
    invocation["toolExecutionNotifications"] += [_notification(one, index) for one in result.unchecked]
    return log_of(run)


def _id(problem: Problem) -> str:
    """The rule of a parser or of data, which may be called as one of the scan."""
    return f"{problem.part}/{problem.rule}"


def _rule(name: str, problem: Problem) -> Data:
    told = _explained(problem)
    return {
        "id": name,
        "name": "".join(map(in_pascal_case, name.split("/"))),
        "shortDescription": {"text": f"{told[0]}."},
        "help": {"text": "\n\n".join((f"{told[0]}.", *told[1:], problem.remedy)).strip()},
        "defaultConfiguration": {"level": problem.severity.value},
        "properties": {"tags": ["clever", "migration", PARTS[problem.part].lower()]},
    }


def _explained(problem: Problem) -> tuple[str, ...]:
    """What the rule means, in one sentence without its end and some more."""
    if problem.part == DIFF:
        return (problem.message.rpartition(": ")[0],)
    if problem.rule == NOT_TRIED:
        return ("A parser could not be tried",)
    for change in changes_of(default_upgrade()):
        if change.name == problem.rule:
            return (f"A parser breaks: {change.title}", change.summary, *change.todo)
    return (f"A parser {TROUBLES[Trouble(problem.rule)]}",)


def _result(problem: Problem, index: int, configuration: str) -> Data:
    data: Data = {
        "ruleId": _id(problem),
        "ruleIndex": index,
        "level": problem.severity.value,
        "message": {"text": message_text(f"{problem.where}: {problem.message}. {problem.remedy}".rstrip())},
        "locations": [_location(problem, configuration)],
        "partialFingerprints": {FINGERPRINT: problem.fingerprint},
        "suppressions": [],
    }
    return {**data, "properties": {"details": list(problem.details)}} if problem.details else data


def _location(problem: Problem, configuration: str) -> Data:
    kind = "function" if problem.part == PROBE else "property"
    logical = {"logicalLocations": [{"fullyQualifiedName": problem.where, "kind": kind}]}
    if problem.place is not None:
        return {**location(problem.path, {"region": {"startLine": problem.place.line}}), **logical}
    return {**location(configuration, {"region": {"startLine": 1}}), **logical} if configuration else logical


def _notification(one: Unchecked, index: int) -> Data:
    return {
        "descriptor": {"id": _UNCHECKED, "index": index},
        "level": "error" if one.exit_code else "note",
        "message": {"text": message_text(f"{PARTS[one.part]}: {why_unchecked(one)}")},
    }
