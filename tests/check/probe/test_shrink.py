"""The smallest record still shows the failure, is never larger, and is the same each time."""

from hypothesis import given, settings
from hypothesis import strategies as st

from clever_upgrade.check.probe.base import generated
from clever_upgrade.check.probe.forms import Forms
from clever_upgrade.check.probe.members import member_at, paths_of
from clever_upgrade.check.probe.shrink import Shrinking
from clever_upgrade.check.probe.variations import systematic
from clever_upgrade.compare.result import MISSING
from clever_upgrade.contract import default_upgrade

FORMS = Forms("students", default_upgrade())
FULL = next(one.later for one in systematic(FORMS, generated(FORMS, 1)) if one.variation == "every field is there")
PATHS = sorted(paths_of(FULL))


def smallest(fails, budget=400):
    return Shrinking(FORMS, lambda record: "it fails" if fails(record) else None, budget).smallest(FULL)


def test_one_new_member_is_all_that_is_left():
    assert smallest(lambda record: "schools" in record) == {"schools": []}


def test_a_value_is_made_as_simple_as_the_failure_allows():
    found = smallest(lambda record: len(record.get("graduation_year") or "") > 1)
    assert found == {"graduation_year": "20"}


def test_what_is_needed_besides_stays():
    found = smallest(lambda record: "schools" in record and member_at(record, "name.first") == FULL["name"]["first"])
    assert found == {"name": {"first": FULL["name"]["first"]}, "schools": []}


@settings(max_examples=40)
@given(st.sets(st.sampled_from(PATHS), max_size=4))
def test_exactly_the_members_that_matter_are_left(needed):
    needed |= {"schools"}
    found = smallest(lambda record: all(member_at(record, path) is not MISSING for path in needed))
    assert all(member_at(found, path) is not MISSING for path in needed)
    outer = {path.rpartition(".")[0] for path in needed}
    assert set(paths_of(found)) <= needed | outer


def test_a_spent_budget_leaves_what_was_found_so_far():
    asked = []
    found = smallest(lambda record: not asked.append(1) and {"schools", "sis_id", "email"} <= record.keys(), budget=7)
    assert len(asked) == 7
    assert "schools" in found


def test_another_failure_for_want_of_a_guaranteed_member_is_not_taken_for_it():
    def said(record):
        if "schools" in record:
            return "schools" if "sis_id" in record else "sis_id"
        return None

    assert Shrinking(FORMS, said, 400).smallest(FULL).keys() == {"sis_id", "schools"}
