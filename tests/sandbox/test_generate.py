import hashlib
import os
import re
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime
from functools import cache
from typing import Any

import pytest

from clever_upgrade.contract import COLLECTIONS, version
from clever_upgrade.sandbox.district import District
from clever_upgrade.sandbox.district.clock import FIXED_BASE, id_seconds
from clever_upgrade.sandbox.generate import generate_district
from tests.sandbox.district.tiny_district import FROM, TO, naive_schools, truth

DIGEST = """
import hashlib
from clever_upgrade.contract import COLLECTIONS
from clever_upgrade.sandbox.generate import generate_district
district = generate_district(60, seed=5)
text = hashlib.sha256()
for version in ("v1.1", "v1.2"):
    for collection in COLLECTIONS:
        for one in district.ids(version, collection):
            text.update(district.item(version, collection, one))
print(text.hexdigest())
"""


@cache
def generated() -> District:
    return generate_district(1000, seed=3)


@cache
def rows(version_name: str) -> dict[str, dict[str, dict[str, Any]]]:
    return truth(generated(), version_name)


def _digest(district: District) -> str:
    text = hashlib.sha256()
    for name in (FROM, TO):
        for collection in COLLECTIONS:
            for one in district.ids(name, collection):
                text.update(district.item(name, collection, one))
    return text.hexdigest()


def test_one_seed_gives_the_same_bytes_in_every_process():
    here = _digest(generate_district(60, seed=5))
    for hash_seed in ("0", "12345"):
        environment = {**os.environ, "PYTHONHASHSEED": hash_seed, "TZ": "Asia/Tokyo"}
        found = subprocess.run(
            [sys.executable, "-c", DIGEST], capture_output=True, text=True, check=True, env=environment
        )
        assert found.stdout.strip() == here
    assert _digest(generate_district(60, seed=6)) != here


@pytest.mark.parametrize("name", [FROM, TO])
@pytest.mark.parametrize("collection", [*COLLECTIONS, "status"])
def test_every_generated_record_keeps_the_contract(name, collection):
    resource = version(name).resources[collection]
    district = generated()
    records = (
        [district.status(name)]
        if collection == "status"
        else [district.record(name, collection, one) for one in district.ids(name, collection)]
    )
    assert records
    for record in records:
        resource.model.model_validate(record)
        for field, value in record.items():
            assert resource.fields[field].accepts(value), (collection, field)


@pytest.mark.parametrize("name", [FROM, TO])
def test_every_event_carries_a_record_that_keeps_the_contract(name):
    district = generated()
    nouns = {"schooladmins": "school_admins", "studentcontacts": "contacts"}
    for one in district.ids(name, "events"):
        event = district.record(name, "events", one)
        noun = event["type"].partition(".")[0]
        version(name).resources[nouns.get(noun, noun)].model.model_validate(event["data"]["object"])


def _leaves(value: Any) -> Any:
    if isinstance(value, dict):
        for inner in value.values():
            yield from _leaves(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _leaves(inner)
    else:
        yield value


def test_no_value_is_null_or_a_number():
    for name in (FROM, TO):
        for records in rows(name).values():
            assert all(isinstance(leaf, str) for record in records.values() for leaf in _leaves(record))


@pytest.mark.parametrize("students", [1, 2, 7, 12, 40, 300, 1000])
def test_a_district_of_any_size_has_the_usual_proportions_and_no_dangling_link(students):
    district = generated() if students == 1000 else generate_district(students, seed=2)
    found = truth(district, FROM)
    assert len(found["students"]) == students
    assert len(found["sections"]) == max(1, round(students * 0.38))
    assert abs(len(found["teachers"]) - students * 0.09) <= 3
    assert len(found["school_admins"]) >= 1
    assert len(found["district_admins"]) >= 2
    for section in found["sections"].values():
        assert section["school"] in found["schools"]
        assert set(section["students"]) <= set(found["students"])
        assert len(set(section["students"])) == len(section["students"])
        assert set(section["teachers"]) <= set(found["teachers"])
        assert section.get("teacher") == (section["teachers"] or [None])[0]
    for collection in ("students", "teachers"):
        assert all(user["school"] in found["schools"] for user in found[collection].values())
    assert all(contact["student"] in found["students"] for contact in found["contacts"].values())
    assert all(set(admin["schools"]) <= set(found["schools"]) for admin in found["school_admins"].values())


def test_schools_are_what_a_walk_over_every_section_finds():
    sections = list(rows(FROM)["sections"].values())
    for collection in ("students", "teachers"):
        for record_id, user in rows(FROM)[collection].items():
            assert rows(TO)[collection][record_id]["schools"] == naive_schools(
                user, sections, set(rows(FROM)["schools"])
            )


def test_ids_ascend_with_the_time_that_they_carry_and_are_unique():
    everything: Counter[str] = Counter()
    for records in rows(FROM).values():
        everything.update(records.keys())
        seconds = [id_seconds(one) for one in records]
        assert seconds == sorted(seconds)
        for record in records.values():
            if "created" in record:
                assert id_seconds(record["id"]) == int(datetime.fromisoformat(record["created"]).timestamp())
                assert record["created"] <= record["last_modified"] < FIXED_BASE.isoformat()
    everything.update(generated().ids(TO, "events"))
    assert set(everything.values()) == {1}


def test_students_are_in_a_grade_of_their_school():
    grades = ("PreKindergarten", "Kindergarten", *(str(grade) for grade in range(1, 13)))
    schools = rows(FROM)["schools"]
    for student in rows(FROM)["students"].values():
        school = schools[student["school"]]
        taught = grades[grades.index(school["low_grade"]) : grades.index(school["high_grade"]) + 1]
        assert student.get("grade", "Other") in (*taught, "Other")


def test_teachers_are_of_every_kind():
    sections = list(rows(FROM)["sections"].values())
    kinds: Counter[str] = Counter()
    for teacher in rows(FROM)["teachers"].values():
        taught = {section["school"] for section in sections if teacher["id"] in section["teachers"]}
        kinds["idle"] += not taught
        kinds["away only"] += bool(taught) and teacher["school"] not in taught
        kinds["several"] += len(taught | {teacher["school"]}) > 1
    assert all(0 < kinds[kind] < 20 for kind in ("idle", "away only", "several")), kinds
    assert any(len(section["teachers"]) > 1 for section in sections)


def test_a_few_students_attend_several_schools():
    several = [one for one in rows(TO)["students"].values() if len(one["schools"]) > 1]
    assert 2 <= len(several) <= 20


def test_students_have_none_to_three_contacts():
    counts = Counter(contact["student"] for contact in rows(FROM)["contacts"].values())
    assert set(counts.values()) == {1, 2, 3}
    assert len(counts) < len(rows(FROM)["students"])


@pytest.mark.parametrize(
    ("collection", "fields"),
    [
        ("students", ["email", "dob", "gender", "grade", "race", "location", "state_id", "graduation_year"]),
        ("teachers", ["credentials", "title", "teacher_number"]),
        ("sections", ["term", "period", "grade", "course_description", "teacher"]),
        ("contacts", ["sis_id", "email", "phone", "phone_type", "relationship"]),
    ],
)
def test_optional_fields_are_sometimes_missing(collection, fields):
    records = rows(TO)[collection].values()
    for field in fields:
        assert 0 < sum(field in record for record in records) < len(records), field


def test_the_fields_of_the_later_version_are_absent_from_the_earlier_one():
    assert not any("graduation_year" in one or "schools" in one for one in rows(FROM)["students"].values())
    assert not any("sis_id" in one for one in rows(FROM)["contacts"].values())


def test_terms_are_dated_in_three_forms():
    terms = [section["term"] for section in rows(FROM)["sections"].values() if "term" in section]
    dates = {term["start_date"][10:] for term in terms if "start_date" in term}
    assert {"", "T00:00:00.000Z", " 00:00:00.000000"} <= dates


def test_names_leave_ascii_and_have_apostrophes_and_great_length():
    names = " ".join(part for one in rows(FROM)["students"].values() for part in one["name"].values())
    for pattern in ("é", "'", "[\u4e00-\u9fff]", "[\u0600-\u06ff]", "[\u0400-\u04ff]"):
        assert re.search(pattern, names), pattern
    assert max(len(part) for one in rows(FROM)["students"].values() for part in one["name"].values()) > 40


def test_thirty_days_of_events_end_in_the_records_as_they_are():
    for name in (FROM, TO):
        district = generated()
        feed = [district.record(name, "events", one) for one in district.ids(name, "events")]
        shown = {one: record for records in rows(name).values() for one, record in records.items()}
        oldest = (FIXED_BASE.timestamp() - 30 * 86_400, FIXED_BASE.timestamp())
        for event in feed:
            moment = datetime.fromisoformat(event["created"]).timestamp()
            assert int(moment) == id_seconds(event["id"])
            assert oldest[0] <= moment < oldest[1]
            record = event["data"]["object"]
            if event["type"].endswith(".deleted"):
                assert record["id"] not in shown
                assert record["created"] < event["created"]
            else:
                assert record == shown[record["id"]]
            if event["type"].endswith(".created") and "created" in record:
                assert record["created"] == event["created"]
            for field, old in event["data"].get("previous_attributes", {}).items():
                assert record.get(field) != old
        assert {event["type"].partition(".")[2] for event in feed} == {"created", "updated", "deleted"}


def test_the_feed_of_the_later_version_has_events_of_its_own():
    district = generated()
    own = set(district.ids(TO, "events")) - set(district.ids(FROM, "events"))
    told = {name for one in own for name in district.record(TO, "events", one)["data"]["previous_attributes"]}
    assert told == {"schools", "graduation_year"}
    assert 300 < len(district.ids(FROM, "events")) < 700


def test_a_visitor_is_told_right_behind_the_section_that_took_the_visitor_in():
    district = generated()
    ids = list(district.ids(TO, "events"))
    seen = 0
    for place, one in enumerate(ids):
        event = district.record(TO, "events", one)
        if "schools" in event["data"].get("previous_attributes", {}):
            before = district.record(TO, "events", ids[place - 1])
            assert before["type"] == "sections.updated"
            student = event["data"]["object"]["id"]
            assert student in before["data"]["object"]["students"]
            assert student not in before["data"]["previous_attributes"]["students"]
            seen += 1
    assert seen


def test_a_generated_district_can_be_changed_and_goes_on_behind_its_past():
    district = generate_district(50, seed=9)
    newest = district.ids(TO, "events")[-1]
    district.upsert("students", {"school": district.ids(TO, "schools")[0]})
    assert district.ids(TO, "events")[-1] > newest


@pytest.mark.parametrize("month", [1, 8, 9, 12])
def test_another_moment_gives_a_district_of_that_school_year(month):
    moment = datetime(2018, month, 20, tzinfo=UTC)
    district = generate_district(40, now=moment)
    stamps = [district.record(FROM, "students", one)["last_modified"] for one in district.ids(FROM, "students")]
    assert all("2017-08" <= stamp < moment.isoformat() for stamp in stamps)
    assert district.status(TO)["launch_date"] < moment.isoformat()


def test_a_district_without_students_is_refused():
    with pytest.raises(ValueError, match="at least one student"):
        generate_district(0)
