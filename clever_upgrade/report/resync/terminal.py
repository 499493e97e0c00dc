"""What a resync and its events did, for people: a table of what changed, then what to do next."""

from collections import Counter
from collections.abc import Iterable, Sequence

from clever_upgrade.grammar import counted
from clever_upgrade.report.manners import Manners
from clever_upgrade.report.resync.calls import PLAIN, Calls
from clever_upgrade.report.resync.steps import (
    Step,
    draw_steps,
    state_in_words,
    steps_after_plan,
    steps_after_run,
    steps_after_verification,
)
from clever_upgrade.report.resync.table_terminal import draw_plan, kinds_in_words, named
from clever_upgrade.report.screen import Part, Pen, drawn
from clever_upgrade.report.untrusted import LONGEST_NAME, printable
from clever_upgrade.resync.result import EventsResult, Mismatch, ResyncResult, VerifyResult
from clever_upgrade.store.merge import Plan
from clever_upgrade.store.state import RunState

SHOWN = 20
"""How many records that differ are listed one by one."""


def resync_as_terminal(result: ResyncResult, manners: Manners, calls: Calls = PLAIN) -> str:
    """How a run ended, or why it stands."""

    def draw(pen: Pen) -> None:
        pen.line(*_headline(result))
        if result.given_up:
            pen.line((result.given_up, "yellow"))
        _draw_plan(result, pen)
        _draw_findings(result, pen)
        if result.state == RunState.DONE:
            pen.blank()
            pen.line(*end_in_words(result))
        draw_steps(steps_after_run(result, calls), pen)

    return drawn(manners, draw)


def plans_as_terminal(results: Sequence[ResyncResult], manners: Manners, calls: Calls = PLAIN) -> str:
    """What runs change."""

    def draw(pen: Pen) -> None:
        if not results:
            pen.line(("The store holds no run yet.", ""))
            draw_steps([Step("To make a plan and change nothing:", calls.on_both("resync", "run", "--dry-run"))], pen)
        for number, result in enumerate(results):
            if number:
                pen.blank()
            state = state_in_words(result.state)
            pen.line((f"Run {result.run} of the district {result.district} {state}.", "bold"))
            if not any(each.plan is not None for each in result.collections):
                pen.hanging(("It has not read everything yet, so there is no plan.", ""))
                continue
            _draw_plan(result, pen)
            _draw_examples(result, pen)
            draw_steps(steps_after_plan(result, calls), pen)

    return drawn(manners, draw)


def events_as_terminal(result: EventsResult, manners: Manners) -> str:
    """What events changed."""
    return drawn(manners, lambda pen: pen.line((applied_in_words(result), "")))


def verification_as_terminal(result: VerifyResult, manners: Manners, calls: Calls = PLAIN) -> str:
    """Where store and source differ."""

    def draw(pen: Pen) -> None:
        compared = counted(sum(result.compared.values()), "record")
        if not result.mismatches:
            pen.line((f"{compared} compared: the store holds just what the source does.", "green"))
            return
        number = len(result.mismatches) + result.left_out
        differ = "differs" if number == 1 else "differ"
        pen.line((f"{compared} compared, and {number:,} {differ} between the store and the source:", "red"))
        for line in _summed_up(result.mismatches):
            pen.hanging((line, ""), mark="-")
        if result.left_out:
            pen.hanging((f"and {result.left_out:,} more, which were only counted", ""), mark="-")
        pen.heading("Records", explanation="" if number <= SHOWN else f"the first {SHOWN} of {number:,}")
        for each in result.mismatches[:SHOWN]:
            pen.hanging((f"{named(each.collection)} {each.id}: {_how(each)}", ""), mark="-")
        if number > SHOWN:
            pen.hanging(("--format json names more of them", "dim"), mark="-")
        draw_steps(steps_after_verification(calls), pen)

    return drawn(manners, draw)


def applied_in_words(result: EventsResult) -> str:
    """One sentence."""
    cursor = f" The cursor is {result.cursor}." if result.cursor else ""
    if not result.events:
        return f"No new events; the store is up to date.{cursor}"
    what = kinds_in_words(list(result.plans.values())) or "nothing changed"
    unknown = f"; {counted(result.unknown, 'event')} of unknown kinds passed over" if result.unknown else ""
    return f"{counted(result.events, 'event')} applied: {what}{unknown}.{cursor}"


def _headline(result: ResyncResult) -> tuple[tuple[str, str], ...]:
    run = f"Run {result.run} of the district {result.district}"
    resumed = " It went on where an earlier command had stopped." if result.resumed else ""
    if result.state == RunState.DONE:
        return ((f"{run} is done.", "bold"), (resumed, ""))
    if result.reason is not None:
        return ((f"{run} {state_in_words(result.state)}: {result.problem}.", "yellow"),)
    held = f" It will be held: {result.problem}." if result.would_hold else ""
    staged = f"{run} has staged and verified everything. The live tables are as they were."
    return ((staged, "bold"), (resumed, ""), (held, "yellow"))


def _draw_plan(result: ResyncResult, pen: Pen) -> None:
    rows = [(each.collection, each.rows, each.plan) for each in result.collections if each.plan is not None]
    if rows:
        pen.blank()
        draw_plan(rows, pen)


def _draw_examples(result: ResyncResult, pen: Pen) -> None:
    found = [
        (each.collection, kind, ids)
        for each in result.collections
        for kind, ids in (each.plan or Plan()).examples.items()
    ]
    if found:
        pen.heading("Some of them")
    for collection, kind, ids in found:
        pen.hanging((f"{named(collection)} {kind}: {', '.join(ids)}", ""), mark="-")


def _draw_findings(result: ResyncResult, pen: Pen) -> None:
    findings = list(_findings(result))
    if findings:
        pen.heading("Note")
    for finding in findings:
        pen.hanging((finding, ""), mark="-")


def _findings(result: ResyncResult) -> Iterable[str]:
    missing = [named(each.collection) for each in result.collections if not each.served]
    if missing:
        yield f"{', '.join(missing)}: not served to this application, so left as they are"
    for field, number in result.verified.dangling.items():
        many = f"{number:,} ids that are" if number != 1 else "1 id that is"
        yield f"{field} names {many} not among the records read; they may not be shared with this application"
    if result.verified.moved:
        had = "had" if result.verified.moved != 1 else "has"
        yield (
            f"{result.verified.moved:,} of {counted(result.verified.sampled, 'record')} that were read again "
            f"{had} changed meanwhile; the events tell it"
        )


def end_in_words(result: ResyncResult) -> tuple[Part, Part]:
    """What was written and replayed, and where the store is by now."""
    written = sum(each.plan.writes for each in result.collections if each.plan is not None)
    replayed = f"{counted(result.applied, 'event')} replayed" if result.applied else "no events to replay"
    return (
        (f"{counted(written, 'row')} written" if written else "Nothing had changed, and no row was written", "green"),
        (f"; {replayed}. The store is at {result.version}, cursor {result.cursor or 'none yet'}.", ""),
    )


def _summed_up(mismatches: Sequence[Mismatch]) -> Iterable[str]:
    """How records differ, for each collection: what most of them have in common comes first."""
    ways = Counter((each.collection, _how(each)) for each in mismatches)
    shown = ways.most_common(SHOWN)
    for (collection, how), number in shown:
        yield f"{named(collection)}: {counted(number, 'record')}, {how}"
    if len(ways) > len(shown):
        yield f"and {len(ways) - len(shown):,} more ways of differing"


def _how(each: Mismatch) -> str:
    if each.only_in:
        return f"only in the {each.only_in}"
    return "in " + ", ".join(printable(path, LONGEST_NAME) for path in each.paths)
