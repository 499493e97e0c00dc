"""The lease of a district: who may write it, proven in every transaction.

A claim raises the epoch. Whoever holds an older epoch finds no row to renew, and everything that it wrote in that
transaction is rolled back: a worker that slept too long can do no harm, whatever it believes.
"""

import os
import socket
from dataclasses import dataclass
from uuid import uuid4

from sqlalchemy import Connection, insert, or_, select, update
from sqlalchemy.engine import CursorResult

from clever_upgrade.errors import GuardRefusedError
from clever_upgrade.store.dialects import Dialect
from clever_upgrade.store.tables import DISTRICTS

LEASE_SECONDS = 90.0
"""How long a lease outlives its last renewal."""

LEASE_HELD = "lease-held"


class LeaseHeldError(GuardRefusedError):
    """Another run writes this district, or took over from this one."""

    def __init__(self, message: str, *, hint: str) -> None:
        super().__init__(message, reason=LEASE_HELD, hint=hint)


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to write one district until somebody claims it anew."""

    district: str
    epoch: int
    owner: str
    seconds: float


def this_worker() -> str:
    """A name for this process that no other one has, and that says where it runs."""
    return f"{socket.gethostname()[:60]}:{os.getpid()}:{uuid4().hex[:12]}"


def introduce(connection: Connection, district: str) -> None:
    """Give a district its row, if it has none yet. Of two who try at once, one fails with a clash of keys."""
    if connection.scalar(select(DISTRICTS.c.district).where(DISTRICTS.c.district == district)) is None:
        connection.execute(insert(DISTRICTS).values(district=district, epoch=0))


def claim(connection: Connection, dialect: Dialect, district: str, owner: str, seconds: float = LEASE_SECONDS) -> Lease:
    """Take the lease of a district that was introduced; LeaseHeldError while somebody else's lives."""
    now = dialect.now(connection)
    row = connection.execute(
        select(DISTRICTS.c.lease_owner, DISTRICTS.c.lease_until).where(DISTRICTS.c.district == district)
    ).one()
    dead = row.lease_owner if _has_died(row.lease_owner) else None
    free = or_(
        DISTRICTS.c.lease_until.is_(None), DISTRICTS.c.lease_until < now, DISTRICTS.c.lease_owner.in_([owner, dead])
    )
    claimed: CursorResult[object] = connection.execute(
        update(DISTRICTS)
        .where(DISTRICTS.c.district == district, free)
        .values(epoch=DISTRICTS.c.epoch + 1, lease_owner=owner, lease_until=now + seconds)
    )
    if claimed.rowcount != 1:
        raise _held(row.lease_owner, (row.lease_until or now) - now)
    epoch = connection.scalar(select(DISTRICTS.c.epoch).where(DISTRICTS.c.district == district))
    assert epoch is not None  # noqa: S101 - the row was updated above
    return Lease(district, epoch, owner, seconds)


def prove(connection: Connection, dialect: Dialect, lease: Lease) -> float:
    """Renew the lease, or LeaseHeldError if it is somebody else's by now; the database's time.

    It comes first in every transaction that writes: the row stays locked until the transaction ends.
    """
    now = dialect.now(connection)
    renewed: CursorResult[object] = connection.execute(
        update(DISTRICTS)
        .where(DISTRICTS.c.district == lease.district, DISTRICTS.c.epoch == lease.epoch)
        .where(DISTRICTS.c.lease_owner == lease.owner)
        .values(lease_until=now + lease.seconds)
    )
    if renewed.rowcount != 1:
        raise _lost(lease.district)
    return now


def release(connection: Connection, lease: Lease) -> None:
    """Let go of the lease, if it is still held."""
    connection.execute(
        update(DISTRICTS)
        .where(DISTRICTS.c.district == lease.district, DISTRICTS.c.epoch == lease.epoch)
        .values(lease_owner=None, lease_until=None)
    )


def _has_died(owner: str | None) -> bool:
    """Whether the owner was a process of this machine that is there no more.

    A wrong yes does no harm: the epoch fences whoever was taken for dead.
    """
    host, _, rest = (owner or "").partition(":")
    number = rest.partition(":")[0]
    if host != socket.gethostname()[:60] or not number.isdigit():
        return False
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False


def _held(owner: str | None, seconds: float) -> LeaseHeldError:
    host, _, rest = (owner or "").partition(":")
    who = f"process {rest.partition(':')[0]} on {host}" if rest else "another run"
    return LeaseHeldError(
        f"{who} is at work on this district, and its lease lives for {max(seconds, 1):.0f} more seconds",
        hint="Wait until it has finished. If it was killed, its lease ends by itself; then run the command again.",
    )


def _lost(district: str) -> LeaseHeldError:
    return LeaseHeldError(
        f"another run has taken over the district {district}, so this one has stopped and kept nothing",
        hint="Let the other run finish; `clever-upgrade resync status` shows it.",
    )
