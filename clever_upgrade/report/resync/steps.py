"""Where a run stands, in words, and what a person does next: sentences, each with a command to copy."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from clever_upgrade.report.resync.calls import Calls
from clever_upgrade.report.screen import Pen
from clever_upgrade.resync.feed import KEPT_SECONDS
from clever_upgrade.resync.guards import DELETION_GUARD, POSTPONED
from clever_upgrade.resync.result import DistrictView, ResyncResult
from clever_upgrade.store.state import Run, RunState


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do, and the command that does it."""

    sentence: str
    command: str


_STATES = {
    RunState.STARTED: "has begun, and has read nothing yet",
    RunState.SNAPSHOT: "has read a part of the records",
    RunState.VERIFIED: "has staged and verified everything, and has not cut over",
    RunState.HELD: "is held",
    RunState.CUT_OVER: "has cut over, and has events to replay",
    RunState.DONE: "is done",
    RunState.ABORTED: "was given up",
}


def state_in_words(state: str, *, at_work: bool = False) -> str:
    """How far a run has come, as what is said of it."""
    if at_work and state == RunState.SNAPSHOT:
        return "is reading every record"
    return _STATES[RunState(state)]


def draw_steps(steps: Sequence[Step], pen: Pen, *, indent: int = 0) -> None:
    """The steps below a heading, or nothing if there are none."""
    if steps and not indent:
        pen.heading("Next")
    for step in steps:
        pen.hanging((step.sentence, ""), indent=indent + 2)
        pen.command(step.command, indent + 4)


def steps_after_run(result: ResyncResult, calls: Calls) -> list[Step]:
    """What can be done with a run as a command leaves it."""
    calls = calls.of_run(result.source)
    if result.state == RunState.DONE:
        return [_by_events(calls)]
    if result.state == RunState.HELD:
        return list(_decisions(result.run, result.reason, calls))
    return list(_staged(result.run, calls))


def steps_after_plan(result: ResyncResult, calls: Calls) -> list[Step]:
    """What can be done with a run whose plan somebody has just read."""
    if result.state not in (RunState.HELD, RunState.VERIFIED):
        return []
    return [step for step in steps_after_run(result, calls) if step.command != _plan(result.run, calls)]


def steps_after_verification(calls: Calls) -> list[Step]:
    """What makes store and source equal again."""
    return [
        Step("What changed at the source since the last event comes with the next ones:", _events(calls, "--once")),
        Step("What differs even then is written anew by:", calls.on_both("resync", "run", "--rewrite")),
    ]


def steps_of_district(view: DistrictView, calls: Calls) -> list[Step]:
    """What can be done where nobody is at work on a district."""
    run = view.run
    if view.at_work:
        return []
    if run is not None:
        calls = calls.of_run(run.source)
    if run is None or (run.state is RunState.ABORTED and view.district.version is None):
        return [Step("To read everything and cut over:", calls.on_both("resync", "run"))]
    if run.state in (RunState.DONE, RunState.ABORTED):
        is_lost = view.cursor_age is not None and view.cursor_age > KEPT_SECONDS
        return [Step("To read everything anew:", calls.on_both("resync", "run")) if is_lost else _by_events(calls)]
    if run.state is RunState.HELD:
        return list(_decisions(run.run, run.reason, calls))
    return list(_staged(run.run, calls) if run.state is RunState.VERIFIED else _unfinished(run, calls))


def _staged(run: str, calls: Calls) -> Iterable[Step]:
    yield Step("To look at some of the records:", _plan(run, calls))
    yield Step("To carry it out:", calls.on_both("resync", "run"))
    yield _give_up(run, calls)


def _unfinished(run: Run, calls: Calls) -> Iterable[Step]:
    yield Step("To go on with it where it stands:", calls.on_both("resync", "run"))
    if run.state is not RunState.CUT_OVER:
        yield _give_up(run.run, calls)


def _decisions(run: str, reason: str | None, calls: Calls) -> Iterable[Step]:
    if reason == DELETION_GUARD:
        yield Step("To see which records these are:", _plan(run, calls))
        yield Step("If it is right, so that they may be archived:", calls.on_both("resync", "approve", run))
    elif reason == POSTPONED:
        yield Step("When the time has come:", calls.on_both("resync", "cutover", run))
    else:
        yield Step("To try again:", calls.on_both("resync", "run"))
    yield _give_up(run, calls)


def _plan(run: str, calls: Calls) -> str:
    return calls.on_store("resync", "plan", run)


def _give_up(run: str, calls: Calls) -> Step:
    return Step("To drop what was staged instead:", calls.on_store("resync", "abort", run))


def _by_events(calls: Calls) -> Step:
    return Step("To carry the store on by events:", _events(calls, "--follow"))


def _events(calls: Calls, how: str) -> str:
    return calls.on_both("events", how)
