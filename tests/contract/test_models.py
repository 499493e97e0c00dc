"""The models keep what they do not know, and refuse what is malformed without repairing it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from clever_upgrade.contract import v1_1, v1_2, version
from clever_upgrade.contract.facts import Mark
from clever_upgrade.contract.versions import VERSION_NAMES

ID, SCHOOL = "530e5960049e75a9262cff1d", "530e595026403103360ff9fe"
STUDENT: dict[str, Any] = {
    "id": ID,
    "district": "4fd43cc56d11340000000005",
    "school": SCHOOL,
    "created": "2014-02-26T21:15:12.346Z",
    "last_modified": "2014-06-04T14:10:40.656Z",
    "sis_id": "100095233",
    "name": {"first": "Ada", "last": "Example"},
    "credentials": {},
}
MODELS: list[type[BaseModel]] = [v1_1.Student, v1_2.Student]


def student_of(model: type[BaseModel]) -> dict[str, Any]:
    return STUDENT if model is v1_1.Student else STUDENT | {"schools": [SCHOOL]}


UNKNOWN_NAMES = st.text(alphabet="abcdefghijklmnopqrstuvwxyz_0123456789.", min_size=1).map("zz_".__add__)
VALUES = (
    st.none() | st.booleans() | st.integers() | st.text() | st.lists(st.text()) | st.dictionaries(st.text(), st.text())
)


@given(st.sampled_from(MODELS), st.dictionaries(UNKNOWN_NAMES, VALUES), st.dictionaries(UNKNOWN_NAMES, VALUES))
def test_fields_that_the_contract_does_not_know_survive_at_every_depth(
    model: type[BaseModel], outer: dict[str, Any], inner: dict[str, Any]
) -> None:
    known = student_of(model)
    record = known | outer | {"name": known["name"] | inner}
    assert model.model_validate(record).model_dump(exclude_unset=True) == record


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("name", sorted(STUDENT))
def test_a_record_without_a_guaranteed_field_is_refused(model: type[BaseModel], name: str) -> None:
    record = {key: value for key, value in student_of(model).items() if key != name}
    with pytest.raises(ValidationError):
        model.model_validate(record)


def test_schools_are_guaranteed_only_in_the_later_version() -> None:
    assert v1_1.Student.model_validate(STUDENT)
    with pytest.raises(ValidationError):
        v1_2.Student.model_validate(STUDENT)


@pytest.mark.parametrize(("name", "value"), [("sis_id", 5), ("name", "Ada"), ("grade", "13"), ("email", ["a@b"])])
def test_a_value_of_another_kind_is_refused_and_never_converted(name: str, value: object) -> None:
    with pytest.raises(ValidationError):
        v1_1.Student.model_validate(STUDENT | {name: value})


def test_an_unset_optional_field_may_be_null_or_missing() -> None:
    assert v1_1.Student.model_validate(STUDENT | {"email": None}).model_dump()["email"] is None


SECRETS = {(users, "credentials.district_password") for users in ("students", "teachers", "school_admins")}
OPEN = {
    "id", "district", "school", "schools", "created", "last_modified", "grade", "student",
}  # fmt: skip


@pytest.mark.parametrize("name", VERSION_NAMES)
def test_passwords_are_secret_and_nothing_else_is(name: str) -> None:
    found = {
        (collection, facts.path)
        for collection, resource in version(name).resources.items()
        for facts in resource.walk()
        if facts.secret
    }
    assert found == SECRETS


@pytest.mark.parametrize("name", VERSION_NAMES)
def test_everything_of_a_person_but_ids_grade_and_dates_is_personal(name: str) -> None:
    for collection in ("students", "teachers", "contacts"):
        for facts in version(name).resources[collection].walk():
            open_ = facts.path in OPEN
            assert open_ != bool(facts.marks & {Mark.PERSONAL, Mark.SECRET}), (collection, facts.path)


@pytest.mark.parametrize("name", VERSION_NAMES)
def test_names_that_must_be_redacted_are_personal_wherever_they_stand(name: str) -> None:
    redacted = {"email", "phone", "location", "student_number", "state_id", "sis_id", "credentials", "principal", "dob"}
    for collection, resource in version(name).resources.items():
        for facts in resource.walk():
            if set(facts.path.split(".")) & redacted:
                assert facts.personal or facts.secret, (collection, facts.path)


def test_a_section_s_name_is_personal_because_it_holds_the_teacher_s() -> None:
    facts = version(VERSION_NAMES[0]).resources["sections"].facts_at("name")
    assert facts is not None
    assert facts.personal


def test_an_event_s_record_and_old_values_are_personal() -> None:
    fields = version(VERSION_NAMES[0]).resources["events"].fields["data"].fields
    assert all(facts.personal for facts in fields.values())
