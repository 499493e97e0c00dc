"""The prose of each contract change: what it is, which code it breaks and what to do about it.

Only what the models cannot say stands here; ``changes.py`` joins it with the fields that carry the change's name.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from clever_upgrade.contract import v1_2
from clever_upgrade.contract.facts import Origin


@dataclass(frozen=True, slots=True)
class Breakage:
    """A kind of code that the change breaks, and how it fails."""

    code: str
    effect: str


@dataclass(frozen=True, slots=True)
class Story:
    """What people need to know of one change.

    ``about`` and ``origin`` are for a change that shows in no field: what it concerns (collections, or ``me``) and
    where it is known from. Elsewhere both follow from the fields.
    """

    name: str
    title: str
    summary: str
    breaks: tuple[Breakage, ...]
    todo: tuple[str, ...]
    about: tuple[str, ...] = ()
    origin: Origin | None = None


KEEP_THE_PRIMARY_SCHOOL = "Keep `school` as the primary school and store `schools` as a set of memberships beside it."
TELL_ABSENT_FROM_EMPTY = "Tell an absent `schools` from an empty one, and accept an id whose school is not stored."
READ_A_PAUSE = "Treat both as optional, read both forms, and compare in UTC."
READ_A_LAUNCH = "Read both forms of date, in UTC."
READ_A_GRADUATION_YEAR = "Ignore it, or store it as optional text; it is personal data."
READ_A_SIS_ID = "Ignore it, or store it as optional text; go on matching contacts by `id`."
KEEP_OUT_OF_LOGS = "With it, keep the fields out of logs and reports: they are sensitive."

_SCHOOLS_ARRAY = Story(
    name="schools-array",
    title="Students and teachers list every school they belong to",
    summary=(
        "Each student and teacher gains `schools`, the ids of all schools that the person is tied to through the "
        "primary school or a section. `school` stays and remains the primary one. The list holds only schools that "
        "are shared with the application; its order is not documented."
    ),
    breaks=(
        Breakage(
            "decoders that refuse unknown members: strict JSON mappers, closed JSON Schemas, `Model(**record)`",
            "the first student or teacher of v1.2 fails to decode, often one by one and in silence",
        ),
        Breakage(
            "change detection by a hash of the whole record",
            "every student and every teacher looks changed, once",
        ),
        Breakage(
            "tables with one school for a user, or a unique key over user and school",
            "memberships at further schools are lost or violate the key",
        ),
        Breakage(
            "loops over sections that work out a user's schools",
            "still right, yet slower by one request for each user; added to `schools` they count twice",
        ),
        Breakage(
            "an absent `schools` read as an empty list",
            "a record or event of v1.1 that is read again wipes the memberships",
        ),
        Breakage(
            "code that takes a record with `schools` for a school administrator, who had the field before",
            "students and teachers are filed as administrators",
        ),
    ),
    todo=(
        "Ignore unknown members where records are decoded.",
        KEEP_THE_PRIMARY_SCHOOL,
        TELL_ABSENT_FROM_EMPTY,
        "Expect one large update of all students and teachers in the first sync.",
    ),
)

_PAUSE_WINDOW = Story(
    name="pause-window",
    title="The district's status says when its sync is paused",
    summary=(
        "The status of a district gains `pause_start` and `pause_end`. Between them Clever takes in no new data of the "
        "district, usually over the summer. Before, both were shown on Clever's dashboard only."
    ),
    breaks=(
        Breakage("dates read as always present", "a district without a pause fails: both fields are then left out"),
        Breakage(
            "parsers for one form of date",
            "the announcement shows full timestamps in UTC, later documentation plain dates; one of them fails",
        ),
        Breakage("comparison in local time, or a `pause_end` in the past taken for a pause", "off by up to a day"),
    ),
    todo=(
        READ_A_PAUSE,
        "While a district is paused keep its last data: archive nothing and start no rollover.",
        "Expect a flood of changes right after `pause_end`, when the new school year arrives.",
    ),
)

_LAUNCH_DATE = Story(
    name="launch-date",
    title="The district's status says when the connection was launched",
    summary=(
        "The status of a district gains `launch_date`. Until a connection is launched, the district's users cannot log "
        "in to the application. The date was shown on Clever's dashboard only."
    ),
    breaks=(
        Breakage(
            "a date read as always present",
            "districts that are not launched have none, though the definitions do not mark the field optional",
        ),
        Breakage("parsers for one form of date", "full timestamps and plain dates are both documented"),
        Breakage("logins gated on a launch date kept by the application itself", "users let in too early or too late"),
    ),
    todo=(
        "Treat a missing or future `launch_date` as not launched.",
        READ_A_LAUNCH,
    ),
)

_SYNC_STATE = Story(
    name="sync-state",
    title="A district's state says who can act, and knows a pause",
    summary=(
        "`state` may now be `paused`, and the other values have owners: `pending` is an error that the district can "
        "fix, `error` one that Clever can fix. A district may show another state in v1.2 than in v1.1 at the same "
        "moment, and no rule turns one into the other."
    ),
    breaks=(
        Breakage("enums, unions, CHECK constraints and switches with three states", "`paused` fails or falls through"),
        Breakage("`state != running` as an alarm, or as a reason to disable a district", "false alarms all summer"),
        Breakage("`error` read as a reason to call the district", "the wrong side is called: v1.2 means Clever"),
        Breakage("`pending` read as not onboarded yet", "districts with an error they could fix are dropped"),
        Breakage(
            "official clients that know `pause` instead: clever-ruby 1.1.0 to 1.2.2, clever-java 0.3.1 to 0.3.3",
            "the Ruby client raises, the Java client reads null",
        ),
    ),
    todo=(
        "Handle all four states and give unknown ones a default branch.",
        "Treat `paused` as healthy but frozen; never delete or archive on it.",
        "On `pending` tell the district, on `error` wait or contact Clever; keep the last good data in both.",
        "Use at least clever-ruby 1.2.3 or clever-java 0.3.4.",
    ),
)

_GRADUATION_YEAR = Story(
    name="graduation-year",
    title="Students may carry their graduation year",
    summary=(
        "The definitions of v1.2 give students an optional `graduation_year`, a string. The announcement does not "
        "mention it; it entered the definitions in May 2017."
    ),
    breaks=(
        Breakage(
            "decoders that refuse unknown members, and writers with one fixed column for each field",
            "the first student who has the field fails to decode, or shifts the columns",
        ),
        Breakage("code that reads it as a number, or as always present", "it is a string, and left out when unset"),
    ),
    todo=(READ_A_GRADUATION_YEAR,),
)

_CONTACT_SIS_ID = Story(
    name="contact-sis-id",
    title="Contacts may carry their id in the district's SIS",
    summary=(
        "The definitions of v1.2 give student contacts an optional `sis_id`, a string. The announcement does not "
        "mention it."
    ),
    breaks=(
        Breakage("decoders that refuse unknown members", "the first contact that has the field fails to decode"),
        Breakage("contacts matched by `sis_id`", "it may be missing; only `id` is guaranteed"),
    ),
    todo=(READ_A_SIS_ID,),
)

_SPECIAL_SCOPE_FIELDS = Story(
    name="special-scope-fields",
    title="Applications with a special scope see more of a student",
    summary=(
        "The definitions that client libraries were generated from list `home_language`, `weighted_gpa` and "
        "`unweighted_gpa` for v1.2. Only applications with a special scope receive them."
    ),
    breaks=(
        Breakage("decoders that refuse unknown members", "students fail to decode, for applications with the scope"),
        Breakage("averages read as numbers", "they are strings"),
        Breakage(
            "a closed list of languages", "the definitions corrected the spelling of one of them (Telugu) in May 2018"
        ),
    ),
    todo=(
        "Without the scope nothing changes.",
        KEEP_OUT_OF_LOGS,
    ),
)

_ME_ENDPOINT = Story(
    name="me-endpoint",
    title="The login endpoint without a version stays at v1.1",
    summary=(
        "`/me` answers as v1.1 for good. `/v1.2/me` answers as v1.2: it shows `schools`, and its links lead to v1.2. "
        "The paths that exchange tokens, on clever.com, do not change."
    ),
    breaks=(
        Breakage(
            "an upgrade that changes only the base URL of the Data API",
            "logins go on reading v1.1 and silently lack `schools`",
        ),
        Breakage(
            "code that follows the `canonical` link of `/me`",
            "one login mixes versions: the link leads back to v1.1",
        ),
        Breakage("login plugins with the address built in, such as omniauth-clever", "they stay at v1.1 unnoticed"),
    ),
    todo=(
        "Read `/v1.2/me` after a login.",
        "Build paths from `type` and `id` instead of storing or following links.",
        "Look for login plugins that hold the address, and override it.",
    ),
    about=("me",),
    origin=Origin.ANNOUNCED,
)

_EVENTS_RESYNC = Story(
    name="events-resync",
    title="A sync by events must read everything again first",
    summary=(
        "Before an application that follows events reads `/v1.2/events`, it must read every collection of v1.2 in "
        "full. Rows stored from v1.1 lack the new fields, and the feed of v1.1 never carried their changes: an event "
        "for which only `schools` changed shows in v1.2 alone."
    ),
    breaks=(
        Breakage(
            "a job that only changes the address of the feed",
            "old rows never receive `schools`, and later events patch incomplete rows",
        ),
        Breakage("a cursor of v1.1 carried over without a resync", "changes between the two are never seen"),
        Breakage(
            "events merged into the stored record instead of replacing it",
            "withdrawn personal data stays in the store",
        ),
    ),
    todo=(
        "Save the id of the newest event from the feed of v1.1, without touching `/v1.2/events`.",
        "Read every collection from v1.2, and archive what is no longer there.",
        "Then read `/v1.2/events` from the saved id; applying an event twice must change nothing.",
    ),
    about=("events",),
    origin=Origin.ANNOUNCED,
)

STORIES: Mapping[str, tuple[Story, ...]] = {
    v1_2.VERSION: (
        _SCHOOLS_ARRAY,
        _PAUSE_WINDOW,
        _LAUNCH_DATE,
        _SYNC_STATE,
        _GRADUATION_YEAR,
        _CONTACT_SIS_ID,
        _SPECIAL_SCOPE_FIELDS,
        _ME_ENDPOINT,
        _EVENTS_RESYNC,
    ),
}
"""The stories of the changes that each version brought, announced ones and large ones first."""


@dataclass(frozen=True, slots=True)
class Milestone:
    """A day (or, where no day is known, a month or year) in the life of a version."""

    date: str
    event: str


MILESTONES: Mapping[str, tuple[Milestone, ...]] = {
    v1_2.VERSION: (
        Milestone("2017-03-15", "v1.2 is announced"),
        Milestone("2017-04-04", "v1.2 is official; new applications can use only v1.2; bug fixes begin"),
        Milestone("2017-06-04", "last day of bug fixes"),
        Milestone("2017-06-05", "the existing version is frozen (the announcement does not say which it means)"),
        Milestone("2022-12", "v1.1 and v1.2 can no longer be reached; both were deprecated that summer"),
    ),
}
"""The dates that matter for the step to each version."""
