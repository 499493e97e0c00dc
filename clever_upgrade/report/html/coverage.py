"""What was looked at, and what was not, as lists of sentences: a page without findings is evidence only with these."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from clever_upgrade.check.probe.result import ProbeResult
from clever_upgrade.check.result import DIFF, PROBE, SCAN, CheckResult, Unchecked
from clever_upgrade.compare.result import DiffResult
from clever_upgrade.grammar import counted
from clever_upgrade.report.check.words import PARTS
from clever_upgrade.report.diff.json import groups_in_order
from clever_upgrade.report.diff.words import accepted_in_vain, coverage_notes, is_unsettled, place
from clever_upgrade.report.scan.words import looked_at, suppressed_in_order
from clever_upgrade.scan.result import ScanResult

MOST_ITEMS = 200
"""More items of one list than this nobody reads; the rest is told as a number."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that was not checked: what it is, why, and what would have it checked."""

    what: str
    why: str
    remedy: str = ""
    failed: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """Items under one heading; ``left_out`` says how many more there are."""

    title: str
    items: tuple[Item, ...]
    left_out: int


def not_checked(result: CheckResult) -> tuple[Listing, ...]:
    """Everything that this check cannot speak for; lists that would be empty are not there."""
    scan, diff = result.scan, result.diff
    listings = (
        _listing("Parts of the check", [_part(one) for one in result.unchecked]),
        _listing("Records", list(_records(diff)) if diff is not None else []),
        _listing("Files", [Item(one.path, one.why) for one in scan.skipped] if scan is not None else []),
        _listing(
            "Findings that somebody has answered",
            [*(_answered(scan) if scan is not None else ()), *(_accepted(diff) if diff is not None else ())],
        ),
    )
    return tuple(listing for listing in listings if listing.items)


def covered(result: CheckResult) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """What each part looked at: its name and sentences."""
    told: dict[str, Iterable[str]] = {
        SCAN: looked_at(result.scan) if result.scan is not None else (),
        PROBE: _tried(result.probe) if result.probe is not None else (),
        DIFF: coverage_notes(result.diff) if result.diff is not None else (),
    }
    lines = {part: tuple(text.removeprefix("Covered: ") for text in texts) for part, texts in told.items()}
    return tuple((PARTS[part], texts) for part, texts in lines.items() if texts)


def _tried(result: ProbeResult) -> Iterator[str]:
    yield from result.notes
    yield from (f"{outcome.parser}: {note}" for outcome in result.outcomes for note in outcome.notes)


def _listing(title: str, items: Sequence[Item]) -> Listing:
    return Listing(title, tuple(items[:MOST_ITEMS]), max(len(items) - MOST_ITEMS, 0))


def _part(one: Unchecked) -> Item:
    return Item(PARTS[one.part], one.why, one.remedy, failed=bool(one.exit_code))


def _records(result: DiffResult) -> Iterator[Item]:
    for failure in result.failures:
        yield Item(f"District {failure.district}", failure.message, failed=True)
    if is_unsettled(result):
        yield Item("Records that never held still", "they changed at every reading, so they could not be judged")
    if result.findings_left_out:
        yield Item(counted(result.findings_left_out, "difference"), "more than the comparison was asked to list")
    for sentence in result.skipped:
        what, _, why = sentence.partition(": ")
        yield Item(what, why) if why else Item("Skipped", sentence)


def _accepted(result: DiffResult) -> Iterator[Item]:
    if result.acceptance is None:
        return
    for group in groups_in_order(result):
        if group.accepted:
            what = f"{place(group.collection, group.path)} in {counted(group.accepted, 'record')}"
            yield Item(what, f"{group.rule}, by {result.acceptance.file}")
    sentence, unused = accepted_in_vain(result)
    yield from (Item(line, sentence) for line in unused)


def _answered(result: ScanResult) -> Iterator[Item]:
    for one in suppressed_in_order(result):
        finding = one.finding
        yield Item(
            f"{finding.path}:{finding.place.line}", f"{finding.rule}, by {one.by}{one.reason and ': '}{one.reason}"
        )
