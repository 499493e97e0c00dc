"""How code spells the states of a sync."""

import pytest

from clever_upgrade.scan.rules.states.known import Known, known, listed


@pytest.mark.parametrize("spelt", ["paused", "PAUSED", "Paused", "SYNC_STATE_PAUSED", "StatePaused", "is_paused"])
def test_a_state_is_known_in_every_spelling(spelt: str) -> None:
    assert known([spelt]) == Known(states=frozenset({"paused"}))


@pytest.mark.parametrize("spelt", ["unknown", "DEFAULT", "", "STATE_UNSPECIFIED"])
def test_a_value_for_all_others_is_no_stranger(spelt: str) -> None:
    assert known([spelt]) == Known()


def test_a_wrong_spelling_is_not_the_state() -> None:
    assert known(["running", "pause"]) == Known(frozenset({"running"}), misspelt=frozenset({"pause"}))


def test_what_goes_before_a_state_may_make_it_another_word() -> None:
    assert known(["email_pending", "CA"]).strangers == {"email_pending", "CA"}


@pytest.mark.parametrize(
    ("values", "of_a_job"),
    [
        (["pending", "running", "error", "cancelled"], True),
        (["pending", "running", "IN_PROGRESS"], True),
        (["pending", "running", "error", "unlinked"], False),
    ],
)
def test_the_life_of_a_job_is_told_by_its_other_states(values: list[str], of_a_job: bool) -> None:
    assert known(values).is_of_a_job is of_a_job


def test_states_are_told_in_one_order() -> None:
    assert listed(["paused", "error", "running"]) == "running, error and paused"
    assert listed(["error"]) == "error"
