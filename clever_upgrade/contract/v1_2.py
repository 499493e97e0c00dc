"""API v1.2: what it adds to v1.1, and nothing else.

This is the whole upgrade, as far as it shows in records. ``Since`` names the change; ``changes.py`` tells its story.
"""

from typing import Annotated, Literal

from clever_upgrade.contract import v1_1
from clever_upgrade.contract.facts import PERSONAL, IdSet, Moment, Origin, Since
from clever_upgrade.contract.languages import HomeLanguage

VERSION = "v1.2"

SyncState = Literal["running", "pending", "error", "paused"]


class Student(v1_1.Student):
    """A student, with every shared school they attend."""

    schools: Annotated[IdSet, Since("schools-array"), Origin.ANNOUNCED]
    graduation_year: Annotated[str | None, PERSONAL, Since("graduation-year")] = None
    home_language: Annotated[HomeLanguage | None, PERSONAL, Since("special-scope-fields"), Origin.SPECIAL_SCOPE] = None
    unweighted_gpa: Annotated[str | None, PERSONAL, Since("special-scope-fields"), Origin.SPECIAL_SCOPE] = None
    weighted_gpa: Annotated[str | None, PERSONAL, Since("special-scope-fields"), Origin.SPECIAL_SCOPE] = None


class Teacher(v1_1.Teacher):
    """A teacher, with every shared school they teach at."""

    schools: Annotated[IdSet, Since("schools-array"), Origin.ANNOUNCED]


class StudentContact(v1_1.StudentContact):
    """A contact, with its id in the district's SIS."""

    sis_id: Annotated[str | None, PERSONAL, Since("contact-sis-id")] = None


class DistrictStatus(v1_1.DistrictStatus):
    """How the sync of one district stands, by who can act on it."""

    state: Annotated[SyncState, Since("sync-state"), Origin.ANNOUNCED]  # type: ignore[assignment]
    pause_start: Annotated[Moment | None, Since("pause-window"), Origin.ANNOUNCED] = None
    pause_end: Annotated[Moment | None, Since("pause-window"), Origin.ANNOUNCED] = None
    launch_date: Annotated[Moment | None, Since("launch-date"), Origin.ANNOUNCED] = None


RESOURCES: dict[str, type[v1_1.Record]] = {
    **v1_1.RESOURCES,
    "students": Student,
    "teachers": Teacher,
    "contacts": StudentContact,
    "status": DistrictStatus,
}
