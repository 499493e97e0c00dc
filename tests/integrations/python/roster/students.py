"""Reads the students of a district."""

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, ConfigDict


class Student(BaseModel):
    """A student as Clever describes one."""

    model_config = ConfigDict(extra="forbid")

    id: str
    district: str
    school: str
    created: str
    last_modified: str
    name: dict[str, Any] | None = None
    email: str | None = None
    sis_id: str | None = None
    state_id: str | None = None
    student_number: str | None = None
    grade: str | None = None
    gender: str | None = None
    dob: str | None = None
    race: str | None = None
    hispanic_ethnicity: str | None = None
    frl_status: str | None = None
    ell_status: str | None = None
    iep_status: str | None = None
    home_language: str | None = None
    location: dict[str, Any] | None = None
    credentials: dict[str, Any] | None = None


def students(clever: Any) -> Iterator[Student]:
    """Every student, page by page."""
    page = "/v1.2/students?limit=1000"
    while page:
        answer = clever.get("https://api.clever.com" + page).json()
        for row in answer["data"]:
            yield Student.model_validate(row["data"])
        page = next((link["uri"] for link in answer["links"] if link["rel"] == "next"), None)
