"""What the reports of a scan share: the order of findings, their groups by cause, and sentences about the whole."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from posixpath import commonpath

from clever_upgrade.grammar import counted
from clever_upgrade.report.untrusted import printable
from clever_upgrade.scan.result import Finding, ScanResult, Severity, Skipped, Suppressed, UnusedSuppression, worst_of
from clever_upgrade.scan.rules.names import RULES
from clever_upgrade.scan.tree.own import BY_THE_TOOL
from clever_upgrade.scan.tree.text import in_words

SCAN = "clever-upgrade scan"

FEW = 3
"""Up to so many findings with one cause are shown one by one."""

SEVERITIES = (Severity.ERROR, Severity.WARNING, Severity.NOTE)
"""The worst first."""


@dataclass(frozen=True, slots=True)
class Group:
    """Findings of one file tree that one act clears. ``tree`` is the folder that all of them are in, or empty."""

    cause: str
    tree: str
    findings: tuple[Finding, ...]

    @property
    def files(self) -> int:
        """In how many files they are."""
        return len({finding.path for finding in self.findings})

    @property
    def severity(self) -> Severity:
        """The gravest of them."""
        return worst_of(self.findings) or Severity.NOTE

    @property
    def rules(self) -> list[tuple[str, int]]:
        """How many of them each rule has found, in the usual order of rules."""
        return by_rule(self.findings)

    @property
    def where(self) -> str:
        """The folder, as the end of a sentence."""
        return f" below {printable(self.tree)}" if self.tree else ""

    @property
    def remedies(self) -> tuple[str, ...]:
        """What the gravest of them say to do, each once: the rest is cleared by the same act."""
        grave = [finding for finding in self.findings if finding.severity is self.severity]
        own = [finding for finding in grave if finding.rule == _ABOUT_LIBRARIES]
        return tuple(dict.fromkeys(finding.remedy for finding in own or grave[:1]))


_ABOUT_LIBRARIES = "old-client-library"


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """The findings in an order that depends on nothing but what they say."""
    return sorted(findings, key=lambda finding: (*finding.order, finding.fingerprint))


def suppressed_in_order(result: ScanResult) -> list[Suppressed]:
    """The suppressed findings, likewise."""
    return sorted(result.suppressed, key=lambda one: (*one.finding.order, one.finding.fingerprint, one.by, one.reason))


def unused_in_order(result: ScanResult) -> list[UnusedSuppression]:
    """The suppressions that answer nothing, likewise."""
    return sorted(result.unused, key=lambda one: (one.path, one.line, one.rules))


def skipped_in_order(result: ScanResult) -> list[Skipped]:
    """What was not looked at, likewise; what the tool wrote itself comes last, for it hides nothing."""
    return sorted(result.skipped, key=lambda one: (one.why == BY_THE_TOOL, one.path, one.why))


def grouped(findings: Iterable[Finding], paths: Iterable[str]) -> tuple[list[Group], list[Finding]]:
    """The groups of more than a few findings with one cause, the largest first; and the findings that stay alone.

    ``paths`` are those that were scanned: what lies in different folders of theirs is not one tree.
    """
    roots = sorted({path.rstrip("/") for path in paths} - {".", ""}, key=len, reverse=True)
    trees: dict[tuple[str, str], list[Finding]] = {}
    alone = []
    for finding in in_order(findings):
        if finding.cause:
            trees.setdefault((finding.cause, _top(finding.path, roots)), []).append(finding)
        else:
            alone.append(finding)
    groups = []
    for (cause, _), members in trees.items():
        if len(members) > FEW:
            groups.append(Group(cause, _common_folder(members), tuple(members)))
        else:
            alone += members
    return sorted(groups, key=lambda group: (-len(group.findings), group.cause, group.tree)), in_order(alone)


def _top(path: str, roots: list[str]) -> str:
    """The folder right below the scanned path that a file is in."""
    root = next((root for root in roots if path.startswith(f"{root}/")), "")
    below = path.removeprefix(f"{root}/") if root else path
    return f"{root}/{below.partition('/')[0] if '/' in below else ''}"


def _common_folder(findings: list[Finding]) -> str:
    return commonpath([finding.path.rpartition("/")[0] for finding in findings])


def by_rule(findings: Iterable[Finding]) -> list[tuple[str, int]]:
    """How many findings each rule has, in the usual order of rules; rules without any are left out."""
    counts = Counter(finding.rule for finding in findings)
    return [(rule, counts[rule]) for rule in sorted(counts, key=_usual_place)]


def _usual_place(rule: str) -> tuple[int, str]:
    return (RULES.index(rule) if rule in RULES else len(RULES), rule)


def fixable(findings: Iterable[Finding]) -> list[Finding]:
    """Those that the tool can clear by itself."""
    return [finding for finding in findings if finding.fix is not None]


def headline(result: ScanResult) -> str:
    """The answer in one sentence."""
    if result.findings:
        files = len({finding.path for finding in result.findings})
        return f"{counted(len(result.findings), 'finding')} in {counted(files, 'file')}: {severities(result.findings)}."
    if not result.files:
        return "No file was read."
    if not result.evidence:
        return f"Nothing here has to do with Clever: {counted(result.files, 'file')} looked at, and no sign of it."
    if result.suppressed:
        return f"Nothing new: {suppressed_in_words(result)}."
    return f"Nothing to do: no finding in {counted(result.files, 'file')}."


def in_one_line(result: ScanResult) -> str:
    """The answer in one line, for whoever has the report elsewhere; it tells of files that were not looked at."""
    skipped = len(result.skipped)
    return headline(result) + (f" Not looked at in full: {counted(skipped, 'file')}." if skipped else "")


def severities(findings: Iterable[Finding]) -> str:
    """How many findings there are of each severity, as ``2 errors, 1 note``."""
    counts = Counter(finding.severity for finding in findings)
    return ", ".join(counted(counts[severity], severity.value) for severity in SEVERITIES if counts[severity])


def suppressed_in_words(result: ScanResult) -> str:
    """How many findings are suppressed, and by what; empty where none is."""
    if not result.suppressed:
        return ""
    counts = Counter(one.by for one in result.suppressed)
    by = ", ".join(f"{number:,} by {_BY.get(who, who)}" for who, number in sorted(counts.items()))
    total = len(result.suppressed)
    return f"{counted(total, 'finding')} {'is' if total == 1 else 'are'} suppressed ({by})"


_BY = {"comment": "comments", "baseline": "the baseline", "configuration": "the configuration"}


def looked_at(result: ScanResult) -> Iterator[str]:
    """What was looked at, and what ties it to Clever, in sentences."""
    where = ", ".join(printable(path) for path in result.paths) or "."
    files, rules = counted(result.files, "file"), counted(len(result.rules), "rule")
    yield f"{files} ({in_words(result.size)}) in {where} with {rules}."
    if result.evidence:
        yield f"Evidence of Clever: {'; '.join(printable(reason) for reason in result.evidence)}."
    elif result.files:
        yield "No file names Clever's API, its login or one of its clients, and no manifest one of the clients."
    told = suppressed_in_words(result)
    if told and result.findings:
        yield f"{told[0].upper()}{told[1:]}."
