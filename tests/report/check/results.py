"""Outcomes of checks to report on, one for each way in which a check can end."""

from dataclasses import replace

from msgspec import structs

from clever_upgrade.check.probe.result import ProbeFailure, ProbeOutcome, ProbeResult, Trouble
from clever_upgrade.check.readiness import Standing, checklist
from clever_upgrade.check.result import CheckResult, Unchecked
from clever_upgrade.report.check.render import check_pieces
from clever_upgrade.report.manners import Manners
from tests.report.diff import results as diff_results
from tests.report.scan import results as scan_results

NO_PARSER = Unchecked("probe", "no parser of yours is configured", "Name what reads Clever's records below [[probe]].")
NO_DATA = Unchecked("diff", "no recording is configured, and no live comparison", "Record one, then set cassettes.")
UNREACHABLE = Unchecked("diff", "no answer from http://127.0.0.1:9", "Check --base-url and the network.", exit_code=4)

REFUSES = ProbeFailure(
    Trouble.RAISES,
    "schools-array",
    "a student of two schools",
    "1 validation error for Student: schools: Extra inputs are not permitted",
    "Let the parser ignore members that it does not name.",
    {"id": "530e595026403103360ff9fd", "schools": ["530e595026403103360ff9fd", "530e5960049e75a9262cff1d"]},
    records=12,
    fingerprint="a" * 16,
)
PARSERS = ProbeResult(
    (
        ProbeOutcome("students", "app.roster:Student.model_validate", 40, (REFUSES,), path="app/roster.py", line=11),
        ProbeOutcome("teachers", "app.roster:Teacher.model_validate", 40),
        ProbeOutcome("sections", "node parse.js", 0, problem="node parse.js ended before it answered"),
        ProbeOutcome(
            "status",
            "app.states:read",
            9,
            (
                replace(
                    REFUSES, trouble=Trouble.DROPS, rule="", variation="a paused district", remedy="",
                    fingerprint="b" * 16,
                ),
            ),
        ),
    )
)  # fmt: skip
GOOD_PARSERS = ProbeResult(PARSERS.outcomes[1:2])


def checked(standing: Standing | None = None, **parts: object) -> CheckResult:
    """The result of a check whose parts have come out so, with its checklist."""
    given: dict[str, object] = {"scan": scan_results.CLEAN, "probe": GOOD_PARSERS, "diff": diff_results.DOCUMENTED}
    result = CheckResult(**{**given, "configuration": "clever-upgrade.toml", **parts})  # type: ignore[arg-type]
    return replace(result, checklist=checklist(result, standing or Standing()))


FOUND = checked(scan=scan_results.FOUND, probe=PARSERS, diff=diff_results.UNEXPECTED)
READY = checked(Standing(2, 2))
NOTES = checked(scan=scan_results.result(scan_results.LOGIN), diff=diff_results.DRIFTED)
ONLY_CODE = checked(
    scan=scan_results.FEW, probe=None, diff=None, unchecked=(NO_PARSER, NO_DATA), configuration=""
)  # fmt: skip
CUT_OFF = checked(diff=None, unchecked=(UNREACHABLE,))
UNSETTLED = checked(scan=scan_results.FEW, diff=diff_results.UNSETTLED)
MANY = checked(Standing(3, 1), diff=diff_results.MANY)
ACCEPTED = checked(diff=diff_results.ACCEPTED)
STRANGER = checked(
    scan=scan_results.STRANGER, probe=None, diff=None, unchecked=(NO_PARSER, NO_DATA), configuration=""
)  # fmt: skip

ALL = {
    "found": FOUND,
    "ready": READY,
    "notes": NOTES,
    "only-code": ONLY_CODE,
    "cut-off": CUT_OFF,
    "unsettled": UNSETTLED,
    "many": MANY,
    "stranger": STRANGER,
    "accepted": ACCEPTED,
}


def hostile(text: str) -> CheckResult:
    """A check in which everything that comes from outside says ``text``."""
    difference = structs.replace(
        diff_results.UNEXPECTED.findings[0].difference, path=text, from_value=text, to_value=[text]
    )
    finding = replace(diff_results.UNEXPECTED.findings[0], difference=difference, id=text, collection=text)
    group = replace(diff_results.UNEXPECTED.groups[-2], path=text, collection=text)
    failure = replace(REFUSES, variation=text, message=text, remedy=text, record={text: text})
    return checked(
        scan=scan_results.hostile(text),
        probe=ProbeResult((ProbeOutcome(text, text, 1, (failure,), text, text, 1),)),
        diff=replace(diff_results.UNEXPECTED, findings=(finding,), groups=(group,), skipped=(text,)),
        unchecked=(replace(NO_PARSER, why=text, remedy=text),),
        configuration=text,
    )


def rendered(result: CheckResult, form: str, *, width: int = 80, color: bool = False, is_terminal: bool = False) -> str:
    """The whole report as text."""
    return "".join(check_pieces(result, form, Manners(width, color, is_terminal)))
