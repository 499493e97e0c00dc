"""Outcomes of resyncs and events to report on, one for each way in which a command can end."""

from dataclasses import replace

from clever_upgrade.resync.result import (
    CollectionResult,
    DistrictView,
    EventsResult,
    Mismatch,
    ResyncResult,
    Verified,
    VerifyResult,
)
from clever_upgrade.store.columns import COLLECTIONS
from clever_upgrade.store.merge import Plan
from clever_upgrade.store.state import FINISHED, NOT_SERVED, OPEN, District, Progress, Run, RunState

DISTRICT = "4fd43cc56d11340000000005"
CURSOR = "58cfc4ed6d113400000000ad"
NOW = 1_490_000_000.0
ROWS = {
    "districts": 1, "schools": 3, "teachers": 89, "students": 1004, "sections": 379, "contacts": 0,
    "school_admins": 1, "district_admins": 4,
}  # fmt: skip


def record_id(number: int) -> str:
    return f"530e595026403103360f{number:04x}"


def ids(first: int, number: int) -> tuple[str, ...]:
    return tuple(record_id(first + each) for each in range(number))


def collections(**plans: Plan) -> tuple[CollectionResult, ...]:
    """Every collection, as it was read; those that are not named hold what they did."""
    return tuple(
        CollectionResult(name, True, rows, rows, plans.get(name, Plan(unchanged=rows, before=rows)))
        for name, rows in ROWS.items()
    )


def first(name: str) -> CollectionResult:
    number = ROWS[name]
    examples = {"added": ids(0, min(number, 5))} if number else {}
    return CollectionResult(name, True, number, number, Plan(added=number, examples=examples))


DONE = ResyncResult(
    run="000005-1",
    district=DISTRICT,
    state="done",
    version="v1.2",
    watermark=CURSOR,
    cursor=CURSOR,
    collections=tuple(first(name) for name in ROWS),
    verified=Verified(sampled=190, moved=0, dangling={}),
    applied=0,
    requests=31,
)
NOTHING_CHANGED = replace(DONE, run="000005-2", collections=collections())
LIVELY = replace(
    DONE,
    run="000005-3",
    resumed=True,
    applied=1205,
    collections=(
        *collections(
            students=Plan(added=12, changed=3, archived=7, revived=1, unchanged=988, before=998, examples={}),
        )[:-2],
        CollectionResult("school_admins", False, 0, None, None),
        CollectionResult("district_admins", False, 0, None, None),
    ),
    verified=Verified(sampled=190, moved=2, dangling={"sections.students": 150, "sections.teacher": 1}),
)
DRY_RUN = replace(DONE, state="verified", version=None, cursor=None, dry_run=True)
HELD = replace(
    NOTHING_CHANGED,
    state="held",
    reason="deletion-guard",
    problem="the plan archives 150 of 1,004 (14.9 %) students; 10 % may go unasked",
    hint="Look at `clever-upgrade resync plan`.",
    collections=collections(
        students=Plan(archived=150, unchanged=854, before=1004, examples={"archived": ids(64, 5)}),
    ),
)
POSTPONED = replace(
    DRY_RUN,
    dry_run=False,
    state="held",
    reason="postponed",
    problem="everything is staged and verified, and the cut-over was postponed",
    hint="When the time has come: `clever-upgrade resync cutover 000005-1`.",
)
LARGE = replace(
    DONE,
    collections=tuple(
        CollectionResult(name, True, rows * 10_000, rows * 10_000, Plan(added=rows * 10_000))
        for name, rows in ROWS.items()
    ),
)
RESULTS = {
    "done": DONE, "nothing-changed": NOTHING_CHANGED, "lively": LIVELY, "dry-run": DRY_RUN, "held": HELD,
    "postponed": POSTPONED, "large": LARGE,
}  # fmt: skip
UNREAD = replace(
    DRY_RUN,
    state="snapshot",
    dry_run=False,
    collections=tuple(CollectionResult(name, True, 0, None, None) for name in ROWS),
)

NO_NEWS = EventsResult(DISTRICT, CURSOR, 0, {}, 0)
NEWS = EventsResult(
    DISTRICT,
    CURSOR,
    1234,
    {"students": Plan(added=1, changed=1200, archived=7), "teachers": Plan(changed=5), "sections": Plan()},
    3,
)
UNTOLD = EventsResult(DISTRICT, None, 0, {}, 0)
WITHOUT_EFFECT = EventsResult(DISTRICT, CURSOR, 1, {"students": Plan()}, 0)
EVENTS = {"none": NO_NEWS, "some": NEWS, "none-ever": UNTOLD, "without-effect": WITHOUT_EFFECT}

EQUAL = VerifyResult(DISTRICT, CURSOR, ROWS, (), 0)
DIFFERING = VerifyResult(
    DISTRICT,
    CURSOR,
    ROWS,
    (
        *(Mismatch("students", record_id(number), (), only_in="store") for number in range(150)),
        Mismatch("teachers", record_id(200), ("email", "name.first")),
        Mismatch("school_admins", record_id(201), (), only_in="source"),
    ),
    17,
)
ONE_DIFFERS = replace(DIFFERING, mismatches=DIFFERING.mismatches[-2:-1], left_out=0)
VERIFIED = {"equal": EQUAL, "differing": DIFFERING, "one-differs": ONE_DIFFERS}

NEW_DISTRICT = District(
    district=DISTRICT, version=None, epoch=1, lease_owner=None, lease_until=None, run="000005-1", cursor=None,
    feed_read_at=None, cut_over_at=None, budget_left=None,
)  # fmt: skip
CUT_OVER = replace(
    NEW_DISTRICT, version="v1.2", cursor=CURSOR, feed_read_at=NOW - 420, cut_over_at=NOW - 86_400, budget_left=1032
)
RUN = Run(
    run="000005-1", district=DISTRICT, number=1, state=RunState.DONE, reason=None, problem=None,
    started_at=NOW - 4000, ended_at=None, store_secrets=False, watermark=CURSOR, watermark_read_at=NOW - 4000,
    base_cursor=None, postponed=False, replay_to=None, replay_at=None, applied=0,
)  # fmt: skip


def progress(name: str, state: str = FINISHED, **values: object) -> Progress:
    known = {
        "next_after": None, "rows": ROWS[name], "pages": 1, "announced": ROWS[name], "counted": ROWS[name], "walks": 1,
        "started_at": NOW - 100, "updated_at": NOW,
    }  # fmt: skip
    return Progress(collection=name, state=state, **{**known, **values})  # type: ignore[arg-type]


ALL_READ = tuple(progress(name) for name in COLLECTIONS)
HALF_READ = (
    *(progress(name) for name in ("districts", "schools", "teachers")),
    progress("students", OPEN, rows=500, counted=None),
    progress("sections", OPEN, rows=100, counted=None, walks=2),
    progress("contacts", OPEN, rows=0, counted=None, announced=None, updated_at=None, started_at=None),
    progress("school_admins", NOT_SERVED, rows=0, counted=None, announced=None),
    progress("district_admins", OPEN, rows=0, counted=None, announced=None, updated_at=None, started_at=None),
)


def view(run: Run | None, district: District = NEW_DISTRICT, read: tuple[Progress, ...] = ALL_READ) -> DistrictView:
    return DistrictView(district, run, read if run is not None else (), NOW)


AT_WORK = replace(NEW_DISTRICT, lease_owner="host:1:x", lease_until=NOW + 60, budget_left=1032)
SNAPSHOT = replace(RUN, state=RunState.SNAPSHOT)
VIEWS = {
    "no-run": view(None),
    "started": view(replace(RUN, state=RunState.STARTED)),
    "reading": view(SNAPSHOT, AT_WORK, HALF_READ),
    "stopped": view(
        replace(SNAPSHOT, problem="GET /v1.2/students: no whole answer after 5 attempts"), NEW_DISTRICT, HALF_READ
    ),
    "verified": view(replace(RUN, state=RunState.VERIFIED)),
    "held": view(replace(RUN, state=RunState.HELD, reason=HELD.reason, problem=HELD.problem), CUT_OVER),
    "postponed": view(replace(RUN, state=RunState.HELD, reason=POSTPONED.reason, problem=POSTPONED.problem)),
    "held-by-a-failure": view(replace(RUN, state=RunState.HELD, problem="the store failed")),
    "cut-over": view(replace(RUN, state=RunState.CUT_OVER), CUT_OVER),
    "done": view(RUN, CUT_OVER),
    "old-cursor": view(RUN, replace(CUT_OVER, feed_read_at=NOW - 25 * 86_400)),
    "lost-cursor": view(RUN, replace(CUT_OVER, feed_read_at=NOW - 31 * 86_400)),
    "aborted": view(replace(RUN, state=RunState.ABORTED)),
    "aborted-later": view(replace(RUN, state=RunState.ABORTED), CUT_OVER),
}
