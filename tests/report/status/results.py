"""Syncs of districts to report on, one result for each way in which they can stand."""

from clever_upgrade.compare.status_result import DistrictStatus, StatusResult, StatusTold
from clever_upgrade.errors import DistrictFailure

DISTRICT = "4fd43cc56d11340000000005"
_LAST = {"last_sync": "2017-06-14T09:00:07.818Z", "launch_date": "2016-09-01T00:00:00.000Z"}
_PAUSE = {"pause_start": "2017-06-15T00:00:00.000Z", "pause_end": "2017-08-10T00:00:00.000Z"}


def status(
    older: str,
    newer: str,
    *,
    number: int = 5,
    name: str = "Demo District",
    moments: dict[str, str] | None = None,
    **said: object,
) -> DistrictStatus:
    told = _LAST if moments is None else moments
    return DistrictStatus(
        f"4fd43cc56d1134000000{number:04x}",
        name,
        StatusTold(older, "sftp", told),
        StatusTold(newer, "sftp", told, **said),
    )


def result(*districts: DistrictStatus, failures: tuple[DistrictFailure, ...] = ()) -> StatusResult:
    return StatusResult("v1.1", "v1.2", districts, failures)


FAILURE = DistrictFailure(
    "4fd43cc56d113400000000ff", "token-refused", "GET /v1.2/districts failed: HTTP 401 Unauthorized"
)
PAUSED = status("running", "paused", moments=_LAST | _PAUSE)
RUNNING = result(status("running", "running"))
ONE_PAUSED = result(PAUSED)
ONE_ODD = result(
    status("error", "success", name="", moments={}, has_error=True, malformed=("pause_end",)),
)
MANY = result(
    *(status("running", "running", number=number, name=f"District {number}") for number in range(100, 295)),
    status("error", "error", number=1, name="Unified District of the Three Rivers and the Upper Valley"),
    status("error", "pending", number=2, has_error=True),
    status("pending", "pending", number=3),
    status("running", "paused", number=4, moments=_LAST | _PAUSE),
    status("running", "success", number=6),
    failures=(FAILURE,),
)
ALL_PAUSED = result(*(status("running", "paused", number=number, moments=_LAST | _PAUSE) for number in range(30)))
NONE_READ = result(failures=(FAILURE,))
ALL = {
    "running": RUNNING,
    "paused": ONE_PAUSED,
    "odd": ONE_ODD,
    "many": MANY,
    "all-paused": ALL_PAUSED,
    "none-read": NONE_READ,
}
