"""API v1.1: every resource, declared once, each field with its facts.

A field without a default is guaranteed; one that may be ``None`` is optional, and the wire leaves it out when it is
unset. Undocumented fields are kept. Source of each fact: Clever's API definitions, the schema reference of the time and
recorded answers of the real API.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict

from clever_upgrade.contract.facts import (
    PERSONAL,
    SECRET,
    IdList,
    IdSet,
    LooseDate,
    ObjectId,
    Origin,
    Timestamp,
    UsDate,
)

VERSION = "v1.1"

Grade = Literal[
    "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12",
    "PreKindergarten", "Kindergarten", "PostGraduate", "Other",
]  # fmt: skip
YesNo = Literal["Y", "N", ""]
Gender = Literal["M", "F", ""]
Race = Literal[
    "Caucasian", "Asian", "Black or African American", "American Indian", "Hawaiian or Other Pacific Islander",
    "Two or More Races", "Unknown", "",
]  # fmt: skip
Subject = Literal[
    "english/language arts", "math", "science", "social studies", "language", "homeroom/advisory",
    "interventions/online learning", "technology and engineering", "PE and health", "arts and music", "other",
]  # fmt: skip
SyncState = Literal["running", "pending", "error"]


class Part(BaseModel):
    """An object inside a record; fields that the contract does not know are kept."""

    model_config = ConfigDict(extra="allow", strict=True)


class Name(Part):
    """A person's name; each part may be missing."""

    first: Annotated[str | None, PERSONAL] = None
    middle: Annotated[str | None, PERSONAL] = None
    last: Annotated[str | None, PERSONAL] = None


class Location(Part):
    """A postal address; latitude and longitude are strings."""

    address: Annotated[str | None, PERSONAL] = None
    city: Annotated[str | None, PERSONAL] = None
    state: Annotated[str | None, PERSONAL] = None
    zip: Annotated[str | None, PERSONAL] = None
    lat: Annotated[str | None, PERSONAL] = None
    lon: Annotated[str | None, PERSONAL] = None


class Principal(Part):
    """The head of a school."""

    name: Annotated[str | None, PERSONAL] = None
    email: Annotated[str | None, PERSONAL] = None


class Credentials(Part):
    """What a user signs in to the district with; the password was served until 2015 and is in no definition."""

    district_username: Annotated[str | None, PERSONAL] = None
    district_password: Annotated[str | None, SECRET, Origin.OBSERVED] = None


class Term(Part):
    """When a section meets; its dates come as the SIS writes them."""

    name: str | None = None
    start_date: LooseDate | None = None
    end_date: LooseDate | None = None


class Record(Part):
    """What every record has."""

    id: ObjectId


class District(Record):
    """A school district, the root of everything a token sees."""

    name: str
    mdr_number: str | None = None


class DistrictStatus(Record):
    """How the sync of one district stands; ``id`` is the district's."""

    state: SyncState
    sis_type: str
    last_sync: Timestamp | None = None
    error: Annotated[str | None, PERSONAL] = None
    instant_login: bool | None = None


class DistrictAdmin(Record):
    """An administrator of the whole district."""

    district: ObjectId
    email: Annotated[str, PERSONAL]
    name: Annotated[Name | None, PERSONAL] = None
    title: str | None = None


class School(Record):
    """One school of the district."""

    district: ObjectId
    name: str
    sis_id: Annotated[str, PERSONAL]
    school_number: str
    created: Timestamp
    last_modified: Timestamp
    low_grade: Grade | None = None
    high_grade: Grade | None = None
    state_id: Annotated[str | None, PERSONAL] = None
    nces_id: str | None = None
    mdr_number: str | None = None
    phone: Annotated[str | None, PERSONAL] = None
    location: Annotated[Location | None, PERSONAL] = None
    principal: Annotated[Principal | None, PERSONAL] = None


class SchoolAdmin(Record):
    """An administrator of one or more schools; its ``schools`` is older than v1.2."""

    district: ObjectId
    schools: IdSet
    email: Annotated[str, PERSONAL]
    name: Annotated[Name, PERSONAL]
    staff_id: Annotated[str, PERSONAL]
    title: str | None = None
    credentials: Annotated[Credentials | None, PERSONAL] = None


class Student(Record):
    """A student; ``school`` is the primary one."""

    district: ObjectId
    school: ObjectId
    created: Timestamp
    last_modified: Timestamp
    sis_id: Annotated[str, PERSONAL]
    name: Annotated[Name, PERSONAL]
    credentials: Annotated[Credentials, PERSONAL]
    student_number: Annotated[str | None, PERSONAL] = None
    state_id: Annotated[str | None, PERSONAL] = None
    email: Annotated[str | None, PERSONAL] = None
    dob: Annotated[UsDate | None, PERSONAL] = None
    gender: Annotated[Gender | None, PERSONAL] = None
    grade: Grade | None = None
    race: Annotated[Race | None, PERSONAL] = None
    hispanic_ethnicity: Annotated[YesNo | None, PERSONAL] = None
    ell_status: Annotated[YesNo | None, PERSONAL] = None
    location: Annotated[Location | None, PERSONAL] = None
    frl_status: Annotated[str | None, PERSONAL, Origin.OBSERVED] = None
    iep_status: Annotated[str | None, PERSONAL, Origin.SPECIAL_SCOPE] = None


class StudentContact(Record):
    """A relative or guardian; belongs to exactly one student."""

    student: ObjectId
    district: ObjectId
    name: Annotated[str, PERSONAL]
    type: Annotated[str, PERSONAL]
    email: Annotated[str | None, PERSONAL] = None
    phone: Annotated[str | None, PERSONAL] = None
    phone_type: Annotated[str | None, PERSONAL] = None
    relationship: Annotated[str | None, PERSONAL] = None


class Teacher(Record):
    """A teacher; ``school`` is the primary one, and need not be where any of their sections meets."""

    district: ObjectId
    school: ObjectId
    created: Timestamp
    last_modified: Timestamp
    sis_id: Annotated[str, PERSONAL]
    name: Annotated[Name, PERSONAL]
    email: Annotated[str | None, PERSONAL] = None
    state_id: Annotated[str | None, PERSONAL] = None
    teacher_number: Annotated[str | None, PERSONAL] = None
    title: Annotated[str | None, PERSONAL] = None
    credentials: Annotated[Credentials | None, PERSONAL] = None


class Section(Record):
    """A class: the only link between students and teachers. The first of ``teachers`` is the primary one.

    ``name`` is made of the course and the teacher's name, so it is personal.
    """

    district: ObjectId
    school: ObjectId
    created: Timestamp
    last_modified: Timestamp
    name: Annotated[str, PERSONAL]
    sis_id: Annotated[str, PERSONAL]
    students: IdSet
    subject: Subject
    teacher: ObjectId | None = None
    teachers: IdList | None = None
    grade: Grade | None = None
    course_name: str | None = None
    course_number: str | None = None
    course_description: str | None = None
    period: str | None = None
    section_number: str | None = None
    term: Term | None = None


class EventData(Part):
    """What an event says: the record as it is now, and the old value of each top-level member that changed."""

    object: Annotated[dict[str, Any], PERSONAL]
    previous_attributes: Annotated[dict[str, Any] | None, PERSONAL] = None


class Event(Record):
    """One change to one record; ``type`` is ``<resource>.<created|updated|deleted>``."""

    type: str
    created: Timestamp
    data: EventData


RESOURCES: dict[str, type[Record]] = {
    "districts": District,
    "schools": School,
    "teachers": Teacher,
    "students": Student,
    "sections": Section,
    "contacts": StudentContact,
    "school_admins": SchoolAdmin,
    "district_admins": DistrictAdmin,
    "events": Event,
    "status": DistrictStatus,
}
"""The model of each collection; ``status`` is the one resource that is read per district."""
