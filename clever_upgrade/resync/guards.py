"""Decides whether a plan may be carried out without asking; pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from clever_upgrade.store.merge import Plan

DELETION_GUARD = "deletion-guard"
POSTPONED = "postponed"
_PERCENT = 100


@dataclass(frozen=True, slots=True)
class Hold:
    """Why a run is held: the guard's name, and a sentence."""

    reason: str
    problem: str


def held_back(
    plans: Mapping[str, Plan], *, max_archived: float, approved: Mapping[str, int], postponed: bool
) -> Hold | None:
    """The first reason to hold a run; ``approved`` says how many records of a collection may be archived."""
    for collection, plan in plans.items():
        if not plan.archived or plan.archived <= approved.get(collection, 0):
            continue
        left = plan.before - plan.archived + plan.added + plan.revived
        share = _PERCENT * plan.archived / plan.before
        if left == 0 or share > max_archived:
            what = f"all {plan.archived:,}" if left == 0 else f"{plan.archived:,} of {plan.before:,} ({share:.1f} %)"
            return Hold(
                DELETION_GUARD,
                f"the plan archives {what} {collection.replace('_', ' ')}; {max_archived:g} % may go unasked",
            )
    if postponed:
        return Hold(POSTPONED, "everything is staged and verified, and the cut-over was postponed")
    return None


def hint_of(run: str, reason: str | None) -> str:
    """What the user of a held run may do."""
    if reason == POSTPONED:
        return f"When the time has come: `clever-upgrade resync cutover {run}`."
    return (
        f"Look at `clever-upgrade resync plan`. If it is right: `clever-upgrade resync approve {run}`; "
        f"if not: `clever-upgrade resync abort {run}`."
    )
