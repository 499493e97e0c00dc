"""Nobody gets the path of the later version's events before a full resync, and the refusal says what to do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clever_upgrade.contract.endpoints import ENDPOINTS
from clever_upgrade.contract.gate import GATE, earlier_events_path, later_events_path
from clever_upgrade.errors import ExitCode, GuardRefusedError


@given(st.booleans(), st.booleans())
def test_the_path_is_handed_out_after_the_cut_over_or_for_a_look(cut_over, only_a_look):
    if cut_over or only_a_look:
        assert later_events_path(cut_over=cut_over, only_a_look=only_a_look) == "/events"
        return
    with pytest.raises(GuardRefusedError):
        later_events_path(cut_over=cut_over, only_a_look=only_a_look)


def test_the_refusal_has_its_name_its_exit_code_and_a_way_out():
    with pytest.raises(GuardRefusedError) as refused:
        later_events_path(cut_over=False)
    assert (refused.value.reason, refused.value.exit_code) == (GATE, ExitCode.REFUSED) == ("gate", 3)
    assert "`clever-upgrade resync run`" in refused.value.hint


def test_whoever_has_another_way_out_says_it():
    with pytest.raises(GuardRefusedError) as refused:
        later_events_path(cut_over=False, hint="Look away.")
    assert refused.value.hint == "Look away."


def test_the_earlier_version_is_read_by_everybody():
    assert earlier_events_path() == "/events"


def test_both_paths_are_endpoints_of_the_contract():
    paths = {endpoint.path for endpoint in ENDPOINTS}
    assert {earlier_events_path(), later_events_path(cut_over=True)} <= paths
