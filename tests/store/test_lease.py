"""Only one worker writes a district, and one that was taken over can do no harm."""

import socket
import subprocess
import sys

import pytest

from clever_upgrade.store import state
from clever_upgrade.store.database import Connection, Database
from clever_upgrade.store.lease import Lease, LeaseHeldError, claim, introduce, prove, release, this_worker
from tests.store.outside import DISTRICT, NEIGHBOUR, change, rows

ELSEWHERE = "elsewhere.example:4711:0123456789ab"


@pytest.fixture(autouse=True)
def known(database: Database) -> None:
    for district in (DISTRICT, NEIGHBOUR):
        database.write(lambda connection, district=district: introduce(connection, district))  # type: ignore[misc]


def taken(database: Database, owner: str, seconds: float = 60, district: str = DISTRICT) -> Lease:
    return database.write(lambda connection: claim(connection, database.dialect, district, owner, seconds))


def expire(database: Database) -> None:
    change(database, "UPDATE clever_upgrade_districts SET lease_until = lease_until - 3600")


def standing(database: Database, district: str = DISTRICT) -> state.District:
    found = database.read(lambda connection: state.district_of(connection, district))
    assert found is not None
    return found


def test_a_free_district_is_claimed_for_a_while(database: Database) -> None:
    before = database.read(database.dialect.now)
    lease = taken(database, ELSEWHERE)
    assert (lease.district, lease.epoch, lease.owner) == (DISTRICT, 1, ELSEWHERE)
    row = standing(database)
    assert (row.epoch, row.lease_owner) == (1, ELSEWHERE)
    assert row.lease_until is not None
    assert before + 55 < row.lease_until < before + 65
    assert standing(database, NEIGHBOUR).lease_owner is None


def test_a_lease_that_lives_is_not_given_to_another(database: Database) -> None:
    taken(database, ELSEWHERE)
    with pytest.raises(LeaseHeldError, match=r"process 4711 on elsewhere\.example") as refused:
        taken(database, this_worker())
    assert refused.value.reason == "lease-held"
    assert (standing(database).epoch, standing(database).lease_owner) == (1, ELSEWHERE)
    assert taken(database, this_worker(), district=NEIGHBOUR).epoch == 1


def test_an_expired_lease_is_taken_over(database: Database) -> None:
    taken(database, ELSEWHERE)
    expire(database)
    assert taken(database, this_worker()).epoch == 2


def test_the_same_worker_may_claim_again(database: Database) -> None:
    worker = this_worker()
    assert [taken(database, worker).epoch, taken(database, worker).epoch] == [1, 2]


def test_a_dead_process_of_this_machine_is_taken_over_at_once(database: Database) -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as child:
        pass
    taken(database, f"{socket.gethostname()[:60]}:{child.pid}:0123456789ab")
    assert taken(database, this_worker()).epoch == 2


def test_a_living_process_of_this_machine_is_not_taken_over(database: Database) -> None:
    taken(database, this_worker())
    with pytest.raises(LeaseHeldError):
        taken(database, this_worker())


@pytest.mark.parametrize("owner", ["", "nobody", "host:", ":::", f"{socket.gethostname()[:60]}:x:y"])
def test_an_owner_in_an_unknown_form_is_held_for_alive(database: Database, owner: str) -> None:
    taken(database, owner)
    with pytest.raises(LeaseHeldError):
        taken(database, this_worker())


def test_proving_a_lease_renews_it(database: Database) -> None:
    lease = taken(database, ELSEWHERE)
    expire(database)
    now = database.write(lambda connection: prove(connection, database.dialect, lease))
    assert standing(database).lease_until == pytest.approx(now + lease.seconds, abs=0.01)


@pytest.mark.parametrize("proven_last", [False, True])
def test_whoever_was_taken_over_writes_nothing_more(database: Database, proven_last: bool) -> None:
    stale = taken(database, ELSEWHERE)
    expire(database)
    fresh = taken(database, this_worker())

    def work(connection: Connection) -> None:
        if not proven_last:
            prove(connection, database.dialect, stale)
        state.set_district(connection, DISTRICT, cursor="of-the-stale-one")
        prove(connection, database.dialect, stale)

    with pytest.raises(LeaseHeldError, match="has taken over"):
        database.write(work)
    row = standing(database)
    assert (row.cursor, row.epoch, row.lease_owner) == (None, fresh.epoch, fresh.owner)


def test_a_released_district_is_free_for_all(database: Database) -> None:
    lease = taken(database, ELSEWHERE)
    database.write(lambda connection: release(connection, lease))
    assert standing(database).lease_owner is None
    with pytest.raises(LeaseHeldError):
        database.write(lambda connection: prove(connection, database.dialect, lease))
    assert taken(database, this_worker()).epoch == 2


def test_whoever_was_taken_over_releases_nothing(database: Database) -> None:
    stale = taken(database, ELSEWHERE)
    expire(database)
    fresh = taken(database, this_worker())
    database.write(lambda connection: release(connection, stale))
    assert standing(database).lease_owner == fresh.owner


def test_a_district_is_introduced_once(database: Database) -> None:
    taken(database, ELSEWHERE)
    database.write(lambda connection: introduce(connection, DISTRICT))
    assert rows(database, "SELECT district, epoch FROM clever_upgrade_districts ORDER BY district") == [
        {"district": DISTRICT, "epoch": 1},
        {"district": NEIGHBOUR, "epoch": 0},
    ]
