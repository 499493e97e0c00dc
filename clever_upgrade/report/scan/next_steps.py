"""What a person does next after a scan: a few sentences, each with a command to run."""

from collections.abc import Iterator

from clever_upgrade.grammar import counted
from clever_upgrade.report.diff.next_steps import MOST_STEPS, Step
from clever_upgrade.report.scan.words import SCAN, fixable, in_order
from clever_upgrade.scan.result import ScanResult

MOST_RULES = 3
"""How many rules one step names; where there are more, the last command lists them all."""

_EVENTS = "events-cutover"


def next_steps(result: ScanResult, command: str = SCAN) -> list[Step]:
    """The steps, the most urgent first. ``command`` is how the user calls ``scan``."""
    steps = (
        *_resync_first(result),
        *_understand(result),
        *_fix(result, command),
        *_look_elsewhere(result),
        *_go_on(result),
    )
    return list(steps[:MOST_STEPS])


def _resync_first(result: ScanResult) -> Iterator[Step]:
    if any(finding.rule == _EVENTS for finding in result.findings):
        yield Step(
            "Change nothing about events before the full resync is done; this says how:",
            ("clever-upgrade changes events-resync",),
        )


def _understand(result: ScanResult) -> Iterator[Step]:
    worst_first = sorted(in_order(result.findings), key=lambda finding: -finding.severity.weight)
    rules = list(dict.fromkeys(finding.rule for finding in worst_first))
    if rules:
        named = rules if len(rules) <= MOST_RULES else [*rules[: MOST_RULES - 1], ""]
        commands = tuple(f"clever-upgrade explain {rule}".rstrip() for rule in named)
        yield Step("Read why it breaks, with examples before and after:", commands)


def _fix(result: ScanResult, command: str) -> Iterator[Step]:
    number = len(fixable(result.findings))
    if not number:
        return
    # Moving the URL is what makes everything else bite.
    last = " Do so last: moving a URL makes the rest bite." if number < len(result.findings) else ""
    sentence = f"Look at what --fix would rewrite ({counted(number, 'finding')}), then let it.{last}"
    yield Step(sentence, (f"{command} --diff", f"{command} --fix"))


def _look_elsewhere(result: ScanResult) -> Iterator[Step]:
    if result.evidence or result.findings:
        return
    yield Step("If the integration is somewhere else, name its folder:", (f"{SCAN} PATH",))
    if result.files:
        yield Step(
            "If requests go through a class of yours whose name does not say Clever, name it in clever-upgrade.toml: "
            'below [scan], evidence = ["RosterGateway"].'
        )


def _go_on(result: ScanResult) -> Iterator[Step]:
    if not result.findings and result.evidence:
        yield Step("See what changes in your data:", ("clever-upgrade diff --sandbox", "clever-upgrade diff"))
