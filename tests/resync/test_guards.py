"""The deletion guard holds just the plans that archive too much, and a postponed run waits."""

from hypothesis import given
from hypothesis import strategies as st

from clever_upgrade.resync.guards import DELETION_GUARD, POSTPONED, Hold, held_back, hint_of
from clever_upgrade.store.merge import Plan

NOBODY: dict[str, int] = {}


def hold_of(
    plans: dict[str, Plan],
    *,
    max_archived: float = 10.0,
    approved: dict[str, int] | None = None,
    postponed: bool = False,
) -> Hold | None:
    return held_back(plans, max_archived=max_archived, approved=approved or NOBODY, postponed=postponed)


@st.composite
def plan(draw: st.DrawFn) -> Plan:
    before = draw(st.integers(0, 200))
    archived = draw(st.integers(0, before))
    changed = draw(st.integers(0, before - archived))
    added, revived = draw(st.integers(0, 20)), draw(st.integers(0, 5))
    return Plan(added, changed, archived, revived, before - archived - changed, before)


COLLECTIONS = ("schools", "teachers", "students", "sections", "school_admins")
PLANS = st.dictionaries(st.sampled_from(COLLECTIONS), plan())


def may_go(one: Plan, max_archived: float, approved: int) -> bool:
    """Said anew, in whole numbers: at most that share, somebody is left, or somebody agreed to as many."""
    if one.archived == 0 or one.archived <= approved:
        return True
    somebody_is_left = one.unchanged + one.changed + one.added + one.revived > 0
    return somebody_is_left and 100 * one.archived <= max_archived * one.before


@given(
    PLANS,
    st.sampled_from([0, 1, 5, 10, 25, 50, 100]),
    st.dictionaries(st.sampled_from(COLLECTIONS), st.integers(0, 200)),
)
def test_a_run_is_held_just_where_one_collection_loses_too_much(plans, max_archived, approved):
    hold = hold_of(plans, max_archived=float(max_archived), approved=approved)
    right = all(may_go(one, max_archived, approved.get(name, 0)) for name, one in plans.items())
    assert (hold is None) == right
    if hold is not None:
        assert hold.reason == DELETION_GUARD


@given(PLANS, st.booleans())
def test_a_postponed_run_is_held_even_if_nothing_is_archived(plans, agreed):
    approved = {name: one.archived for name, one in plans.items()} if agreed else NOBODY
    hold = hold_of(plans, approved=approved, postponed=True)
    assert hold is not None
    assert hold.reason in (DELETION_GUARD, POSTPONED)
    if agreed:
        assert hold.reason == POSTPONED


@given(PLANS)
def test_what_was_approved_is_not_asked_again_unless_it_grows(plans):
    approved = {name: one.archived for name, one in plans.items()}
    assert hold_of(plans, max_archived=0.0, approved=approved) is None
    for name, one in plans.items():
        more = plans | {
            name: Plan(one.added, one.changed, one.archived + 1, one.revived, one.unchanged, one.before + 1)
        }
        assert hold_of(more, max_archived=0.0, approved=approved) is not None


def test_exactly_the_allowed_share_goes_unasked():
    assert hold_of({"students": Plan(archived=100, unchanged=900, before=1000)}) is None
    assert hold_of({"students": Plan(archived=101, unchanged=899, before=1000)}) is not None


def test_all_of_a_collection_never_goes_unasked():
    hold = hold_of({"contacts": Plan(archived=3, before=3)}, max_archived=100.0)
    assert hold is not None
    assert "all 3 contacts" in hold.problem


def test_all_old_records_may_go_where_new_ones_come_if_everything_was_allowed():
    assert hold_of({"students": Plan(added=5, archived=3, before=3)}, max_archived=100.0) is None


def test_a_hold_names_the_numbers_and_what_can_be_done():
    hold = hold_of({"school_admins": Plan(archived=1200, unchanged=800, before=2000)}, max_archived=12.5)
    assert hold is not None
    assert "1,200 of 2,000 (60.0 %) school admins" in hold.problem
    assert "12.5 %" in hold.problem
    for command in ("resync plan", "resync approve 000005-2", "resync abort 000005-2"):
        assert f"`clever-upgrade {command}`" in hint_of("000005-2", hold.reason)


def test_a_postponed_run_says_how_to_cut_over():
    hold = hold_of({}, postponed=True)
    assert hold is not None
    assert "`clever-upgrade resync cutover 000005-2`" in hint_of("000005-2", hold.reason)
