"""The sync states: the relation between the versions, row by row, and what each state asks of whom."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clever_upgrade.contract import version
from clever_upgrade.contract.states import (
    FOURTH_STATE,
    MEANINGS,
    OWNERS,
    RELATION,
    THREE_STATES,
    as_three_states,
    consistent,
    meaning_of,
)
from clever_upgrade.contract.versions import VERSION_NAMES

OLDER, NEWER = (version(name).states for name in VERSION_NAMES)

ROWS = {
    "running": {"running", "paused", "pending", "error"},
    "pending": {"pending", "error", "paused"},
    "error": {"pending", "error", "paused"},
}


def test_the_versions_know_these_states() -> None:
    assert OLDER == ("running", "pending", "error")
    assert NEWER == ("running", "pending", "error", "paused")


@pytest.mark.parametrize(("older", "newer"), list(product(OLDER, NEWER)))
def test_each_pair_of_states_is_related_as_the_reference_says(older: str, newer: str) -> None:
    assert consistent(older, newer) == (newer in ROWS[older])


def test_a_district_with_trouble_in_the_older_version_never_runs_in_the_newer() -> None:
    assert not consistent("pending", "running")
    assert not consistent("error", "running")


def test_no_state_of_the_older_version_decides_the_newer_one() -> None:
    assert all(len(RELATION[older]) > 1 for older in OLDER)
    assert RELATION.keys() == set(OLDER)


@given(st.text(), st.text())
def test_a_state_outside_the_contract_is_consistent_with_nothing(older: str, newer: str) -> None:
    if older not in OLDER or newer not in NEWER:
        assert not consistent(older, newer)


def test_a_state_that_only_the_newer_version_has_is_never_the_older_one() -> None:
    assert not any(consistent("paused", newer) for newer in NEWER)


def test_every_state_has_a_meaning_and_somebody_who_acts() -> None:
    assert tuple(meaning.state for meaning in MEANINGS) == NEWER
    acts = {meaning.state: meaning.who_acts for meaning in MEANINGS}
    assert acts["pending"] == "the district"
    assert acts["error"] == "Clever"


def test_every_state_has_an_owner_in_one_word() -> None:
    assert {meaning.state: meaning.owner for meaning in MEANINGS} == {
        "running": "nobody", "pending": "district", "error": "clever", "paused": "nobody",
    }  # fmt: skip
    assert set(OWNERS) == {"nobody", "district", "clever"}
    assert meaning_of("paused") is MEANINGS[3]
    assert meaning_of("success") is None


def test_code_of_three_states_reads_exactly_those_of_the_older_version() -> None:
    assert tuple(THREE_STATES) == OLDER
    assert as_three_states("running").effect == "syncs as usual"
    assert as_three_states("paused") is as_three_states("") is FOURTH_STATE
