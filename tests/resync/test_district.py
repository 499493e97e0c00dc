"""A district that is frozen or broken is not resynced unless somebody says so."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clever_upgrade.api.page import Page
from clever_upgrade.contract.states import MEANINGS
from clever_upgrade.errors import GuardRefusedError, NothingComparedError, NotServedError, UsageError
from clever_upgrade.resync.district import SyncStatus, check_status, district_of_token, sync_status
from tests.resync.fake_client import FakeClient, ran

NOW = datetime(2017, 3, 20, 12, 0, tzinfo=UTC)
DISTRICT = "4fd43cc56d11340000000005"
STATES = ["", "running", "pending", "error", "paused", "success", "whatever"]
MOMENTS = st.none() | st.integers(-3, 3).map(lambda days: NOW + timedelta(days=days))
BAD = {meaning.state for meaning in MEANINGS} - {"running", "paused"}


def refused(
    status: SyncStatus, *, allow_paused: bool = False, allow_unhealthy: bool = False
) -> GuardRefusedError | None:
    try:
        check_status(status, NOW.timestamp(), allow_paused=allow_paused, allow_unhealthy=allow_unhealthy)
    except GuardRefusedError as refusal:
        return refusal
    return None


def expected(status: SyncStatus, allow_paused: bool, allow_unhealthy: bool) -> str | None:
    """Said anew: a pause by state or by its days comes first, then every known state but running."""
    frozen = status.state == "paused"
    if status.pause_start and status.pause_end:
        frozen = frozen or not (status.pause_start > NOW or status.pause_end <= NOW)
    if frozen:
        return None if allow_paused else "paused"
    return "unhealthy" if status.state in BAD and not allow_unhealthy else None


@given(st.builds(SyncStatus, st.sampled_from(STATES), MOMENTS, MOMENTS), st.booleans(), st.booleans())
def test_only_a_running_district_is_let_through_unasked(status, allow_paused, allow_unhealthy):
    refusal = refused(status, allow_paused=allow_paused, allow_unhealthy=allow_unhealthy)
    assert (refusal and refusal.reason) == expected(status, allow_paused, allow_unhealthy)


def test_the_contract_names_states_that_are_not_healthy():
    assert {"pending", "error"} <= BAD


def test_a_pause_says_until_when_and_how_to_override_it():
    refusal = refused(SyncStatus("running", NOW, NOW + timedelta(days=1)))
    assert refusal is not None
    assert "until 2017-03-21 12:00 UTC" in refusal.message
    assert "--allow-paused" in refusal.hint


def test_a_pause_without_an_end_is_a_pause():
    refusal = refused(SyncStatus("paused"))
    assert refusal is not None
    assert "until when" in refusal.message


def test_a_broken_sync_says_who_must_act():
    refusal = refused(SyncStatus("error"))
    assert refusal is not None
    assert "must act" in refusal.message
    assert "--allow-unhealthy" in refusal.hint


def answer(text: bytes) -> dict[str, Page]:
    return {f"/districts/{DISTRICT}/status": Page([DISTRICT], [text])}


@pytest.mark.parametrize(
    ("text", "status"),
    [
        (b'{"state":"running"}', SyncStatus("running")),
        (b'{"state":"running","sis_type":"x","pause_start":null}', SyncStatus("running")),
        (
            b'{"state":"paused","pause_start":"2017-03-20T12:00:00.000Z","pause_end":"2017-03-20"}',
            SyncStatus("paused", NOW, NOW.replace(hour=0)),
        ),
        (b'{"state":"running","pause_start":"soon"}', SyncStatus("running")),
        (b'{"state":7}', SyncStatus("")),
        (b"{}", SyncStatus("")),
    ],
)
def test_the_status_is_read_as_far_as_it_can_be(text, status):
    assert ran(sync_status(FakeClient(answer(text)), DISTRICT)) == status


def test_a_server_that_tells_no_status_is_no_reason_to_stop():
    path = f"/districts/{DISTRICT}/status"
    assert ran(sync_status(FakeClient({path: NotServedError("404")}), DISTRICT)) == SyncStatus("")
    assert ran(sync_status(FakeClient({path: Page([], [])}), DISTRICT)) == SyncStatus("")


def test_the_district_is_the_one_that_the_token_sees():
    client = FakeClient({"/districts": Page([DISTRICT], [b"{}"])})
    assert ran(district_of_token(client)) == DISTRICT
    assert ran(district_of_token(client, [DISTRICT])) == DISTRICT
    with pytest.raises(UsageError, match=DISTRICT):
        ran(district_of_token(client, ["5" * 24]))
    with pytest.raises(NothingComparedError):
        ran(district_of_token(FakeClient({"/districts": Page([], [])})))
