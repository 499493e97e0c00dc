"""Parsers as they are found in applications, each with a habit of its own; read by the tests as a user's code."""

import asyncio
import dataclasses
import enum
import sys
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict


class Strict(BaseModel):
    """Refuses what it does not know."""

    model_config = ConfigDict(extra="forbid")
    id: str
    district: str
    school: str
    sis_id: str
    created: str
    last_modified: str
    name: dict
    credentials: dict | None = None
    student_number: str | None = None
    state_id: str | None = None
    email: str | None = None
    dob: str | None = None
    gender: str | None = None
    grade: str | None = None
    race: str | None = None
    hispanic_ethnicity: str | None = None
    ell_status: str | None = None
    location: dict | None = None
    frl_status: str | None = None
    iep_status: str | None = None


class Tolerant(BaseModel):
    """Takes what comes, and looks at what it knows."""

    id: str
    school: str


@dataclasses.dataclass
class Contact:
    """Refuses what it does not know, because its constructor does."""

    id: str
    student: str
    district: str
    name: str
    type: str
    email: str | None = None
    phone: str | None = None
    phone_type: str | None = None
    relationship: str | None = None


class State(enum.Enum):
    """The three states of v1.1."""

    RUNNING = "running"
    PENDING = "pending"
    ERROR = "error"


def status(record):
    """Knows three states, and prints as it goes."""
    print("reading", record["id"])
    return {"district": record["id"], "state": State(record["state"])}


def dropper(record):
    """Catches its own failures."""
    try:
        return Strict(**record)
    except ValueError as error:
        print("skipped", error, file=sys.stderr)
        return None


class Loose(BaseModel):
    """Wants an id and a name."""

    id: str
    name: str


class Row(NamedTuple):
    """Takes its fields by name."""

    id: str
    name: str
    mdr_number: str = ""


async def later(record):
    """Answers in a while."""
    await asyncio.sleep(0)
    return record["id"]
