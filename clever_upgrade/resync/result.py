"""What a resync has to tell, as plain values for reports."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from clever_upgrade.store.merge import Plan
from clever_upgrade.store.state import District, Progress, Run, RunState


@dataclass(frozen=True, slots=True)
class Verified:
    """What was looked at before the plan was made.

    ``sampled`` records were read again, ``moved`` of them had changed since (and were staged anew). ``dangling`` says
    how many ids a field names that are not served: they may not be shared.
    """

    sampled: int = 0
    moved: int = 0
    dangling: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CollectionResult:
    """One collection: rows staged, the server's count of them, and what the cut-over does or did."""

    collection: str
    served: bool
    rows: int
    counted: int | None
    plan: Plan | None


@dataclass(frozen=True, slots=True)
class ResyncResult:
    """A run as it stands when the command ends. ``reason`` is set where a guard holds it.

    ``would_hold`` is the guard that will hold a run of which only the plan was wanted; ``given_up`` says in sentences
    that an earlier run was given up for this one, and why.
    """

    run: str
    district: str
    state: str
    version: str | None
    watermark: str | None
    cursor: str | None
    collections: tuple[CollectionResult, ...]
    verified: Verified
    applied: int
    resumed: bool = False
    dry_run: bool = False
    reason: str | None = None
    problem: str | None = None
    hint: str | None = None
    would_hold: str | None = None
    given_up: str | None = None
    requests: int = 0
    source: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DistrictView:
    """One district as the store knows it: ``now`` is the database's time."""

    district: District
    run: Run | None
    progress: tuple[Progress, ...]
    now: float

    @property
    def at_work(self) -> bool:
        """Whether somebody holds the district's lease."""
        return self.district.lease_until is not None and self.district.lease_until > self.now

    @property
    def cursor_age(self) -> float | None:
        """Seconds since the feed was last read to its end, where that is known."""
        read_at = self.district.feed_read_at
        return None if read_at is None else max(self.now - read_at, 0.0)

    @property
    def rate(self) -> float | None:
        """Rows a second that the snapshot has staged so far."""
        started = [each.started_at for each in self.progress if each.started_at is not None]
        updated = [each.updated_at for each in self.progress if each.updated_at is not None and each.rows]
        if not started or not updated or max(updated) <= min(started):
            return None
        return sum(each.rows for each in self.progress) / (max(updated) - min(started))

    @property
    def to_go(self) -> float | None:
        """Seconds until everything is staged at this pace, as far as the server has said how much there is."""
        if self.run is None or self.run.state is not RunState.SNAPSHOT or not self.rate:
            return None
        announced = ((each.announced or each.rows) - each.rows for each in self.progress)
        return sum(max(rest, 0) for rest in announced) / self.rate


@dataclass(frozen=True, slots=True)
class EventsResult:
    """What was applied: ``events`` read, of which so many changed a record; ``unknown`` are of kinds nobody knows."""

    district: str
    cursor: str | None
    events: int
    plans: Mapping[str, Plan]
    unknown: int


@dataclass(frozen=True, slots=True)
class Mismatch:
    """One record that the store holds otherwise than the source: by path, or missing on one side."""

    collection: str
    id: str
    paths: tuple[str, ...]
    only_in: str | None = None


@dataclass(frozen=True, slots=True)
class VerifyResult:
    """What a comparison of the store with the source found."""

    district: str
    cursor: str | None
    compared: Mapping[str, int]
    mismatches: tuple[Mismatch, ...]
    left_out: int
