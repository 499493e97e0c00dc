"""What a scan found as workflow commands of GitHub Actions, which it shows beside the lines of a pull request."""

from collections.abc import Iterator

from clever_upgrade.grammar import counted
from clever_upgrade.report.scan.words import SEVERITIES, grouped, skipped_in_order, unused_in_order
from clever_upgrade.report.untrusted import printable
from clever_upgrade.scan.result import Finding, Place, ScanResult, Severity
from clever_upgrade.scan.suppress import why_unused

COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}
_MOST_NAMES = 5


def as_github(result: ScanResult) -> Iterator[str]:
    """A command a line: each finding, each suppression that answers nothing, and what was skipped in one.

    GitHub shows only the first few of each kind, so that the gravest come first, and last what one act clears together.
    """
    groups, alone = grouped(result.findings, result.paths)
    together = [finding for group in groups for finding in group.findings]
    for severity in SEVERITIES:
        for finding in (*alone, *together):
            if finding.severity is severity:
                yield _annotation(finding)
    for unused in unused_in_order(result):
        where = {"title": "clever-upgrade: unused suppression", "file": unused.path, "line": str(unused.line)}
        yield command("notice", where, f"This suppression {why_unused(unused)}.")
    if result.skipped:
        yield command("notice", {"title": "clever-upgrade: skipped"}, _skipped(result))


def _annotation(finding: Finding) -> str:
    where = {"title": f"clever-upgrade: {finding.rule}", **place_of(finding.path, finding.place)}
    return command(COMMANDS[finding.severity], where, f"{finding.message}. {finding.remedy}".rstrip())


def place_of(path: str, place: Place) -> dict[str, str]:
    """The properties of a command that say where in a file it belongs."""
    lines = {"file": path, "line": str(place.line), "endLine": str(place.end_line)}
    if place.line != place.end_line or place.column == place.end_column:
        # GitHub refuses columns of a stretch that runs over several lines, and has no use for one without width.
        return lines
    return lines | {"col": str(place.column), "endColumn": str(place.end_column)}


def _skipped(result: ScanResult) -> str:
    skipped = skipped_in_order(result)
    told = "; ".join(f"{one.path} {one.why}" for one in skipped[:_MOST_NAMES])
    more = len(skipped) - _MOST_NAMES
    return f"{counted(len(skipped), 'file')} not looked at in full: {told}{f'; and {more:,} more' if more > 0 else ''}"


def command(name: str, properties: dict[str, str], message: str) -> str:
    """One workflow command on a line of its own; nothing in a property or in the message can start another."""
    told = ",".join(f"{key}={_in_property(value)}" for key, value in properties.items())
    return f"::{name} {told}::{_in_message(message)}\n"


def _in_message(text: str) -> str:
    kept = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return printable(kept)


def _in_property(text: str) -> str:
    return _in_message(text).replace(":", "%3A").replace(",", "%2C")
