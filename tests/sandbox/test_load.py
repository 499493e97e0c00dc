import copy
import json
from pathlib import Path
from typing import Any

import pytest

from clever_upgrade.errors import UsageError
from clever_upgrade.sandbox.load import load_district
from tests.sandbox.district.tiny_district import COLLECTIONS, DISTRICT, FROM, NORTH, STUDENTS, TO, rid, truth

EVENT = {
    "id": rid(8, 1),
    "type": "students.updated",
    "created": "2016-09-01T00:00:00.000Z",
    "data": {"object": {"id": STUDENTS[1], "school": NORTH}, "previous_attributes": {"grade": "1"}},
}


def write(folder: Path, **changes: Any) -> Path:
    path = folder / "district.json"
    path.write_text(json.dumps({"note": "n", "collections": {**copy.deepcopy(COLLECTIONS), **changes}}))
    return path


def test_a_loaded_district_runs_and_is_launched(tmp_path):
    district = load_district(write(tmp_path))
    assert district.id == DISTRICT
    status = district.status(TO)
    assert (status["state"], status["sis_type"]) == ("running", "sftp")
    assert "launch_date" in status
    assert "pause_start" not in status
    assert "pause_end" not in status
    assert district.status(FROM)["state"] == "running"


def test_a_loaded_event_shows_the_schools_of_now_in_the_later_version(tmp_path):
    district = load_district(write(tmp_path, events=[EVENT]))
    assert district.record(FROM, "events", EVENT["id"]) == EVENT
    later = district.record(TO, "events", EVENT["id"])
    assert later["data"]["object"]["schools"] == district.record(TO, "students", STUDENTS[1])["schools"]
    district.delete("students", STUDENTS[0])
    assert district.ids(TO, "events")[0] == EVENT["id"]


def test_links_to_absent_records_are_tolerated(tmp_path):
    students = [{**COLLECTIONS["students"][0], "school": rid(1, 9)}]
    district = load_district(write(tmp_path, students=students))
    assert district.ids(TO, "students") == [STUDENTS[0]]
    assert district.record(TO, "students", STUDENTS[0])["schools"] == [NORTH]
    assert district.ids(TO, "contacts") == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"pupils": []}, "unknown collection 'pupils'"),
        ({"students": {}}, "no list of records in students"),
        ({"students": ["x"]}, "something in students that is no record"),
        ({"students": [{"school": NORTH}]}, "no id"),
        ({"students": [{"id": "12", "school": NORTH}]}, "the id '12'"),
        ({"students": [{"id": 12, "school": NORTH}]}, "no id"),
        ({"students": [{"id": STUDENTS[0]}]}, "needs the id of a school"),
        ({"students": COLLECTIONS["students"][:1] * 2}, "stands twice in students"),
        ({"teachers": COLLECTIONS["students"][:1]}, "stands in teachers and in students"),
        ({"students": [{"id": STUDENTS[0], "school": NORTH, "district": NORTH}]}, "another district"),
        ({"students": [{"id": STUDENTS[0], "school": NORTH, "schools": [NORTH]}]}, "`schools`, which is computed"),
        ({"districts": []}, "exactly one record in districts"),
        ({"districts": [{"id": rid(9, 1)}, {"id": rid(9, 2)}]}, "exactly one record in districts"),
        ({"events": [EVENT, EVENT]}, "two events"),
        ({"events": [{**EVENT, "type": "districts.deleted"}]}, "type that the sandbox does not serve"),
        ({"events": [{**EVENT, "type": "students.moved"}]}, "type that the sandbox does not serve"),
        ({"events": [{**EVENT, "data": []}]}, "data.object"),
        ({"events": [{**EVENT, "data": {"object": {"id": STUDENTS[0]}, "previous_attributes": []}}]}, "previous_attr"),
        ({"events": [{**EVENT, "id": 5}]}, "no id"),
        ({"sections": [{**COLLECTIONS["sections"][0], "students": "x"}]}, "list of ids in `students`"),
    ],
)
def test_a_bad_file_is_refused_with_one_sentence_that_names_it(tmp_path, changes, words):
    path = write(tmp_path, **changes)
    with pytest.raises(UsageError) as refused:
        load_district(path)
    assert words in refused.value.message
    assert str(path) in refused.value.message
    assert "\n" not in refused.value.message


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is not JSON"),
        (b"{", "is not JSON"),
        (b'"\xff"', "is not JSON"),
        (b"[" * 100_000, "is not JSON"),
        (b"[]", "`collections`"),
        (b"{}", "`collections`"),
        (b'{"collections": []}', "`collections`"),
    ],
)
def test_what_is_no_file_of_a_district_is_refused(tmp_path, content, words):
    path = tmp_path / "bad.json"
    path.write_bytes(content)
    with pytest.raises(UsageError, match=words):
        load_district(path)


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    with pytest.raises(UsageError, match="does not exist"):
        load_district(tmp_path / "none.json")
    with pytest.raises(UsageError, match="cannot be read"):
        load_district(tmp_path)


@pytest.mark.needs_shared
def test_the_recorded_district_differs_between_the_versions_only_in_schools(shared):
    path = shared / "recordings" / "demo-district-v1.1.json"
    recorded = json.loads(path.read_text())["collections"]
    district = load_district(path)
    earlier, later = truth(district, FROM), truth(district, TO)
    counts = {name: len(earlier[name]) for name in ("students", "teachers", "sections", "schools")}
    assert counts == {"students": 1004, "teachers": 89, "sections": 379, "schools": 3}
    assert len(district.ids(FROM, "events")) == len(district.ids(TO, "events")) == 7
    for collection, records in earlier.items():
        assert records == {record["id"]: record for record in recorded.get(collection, [])}
        for record_id, record in records.items():
            shown = dict(later[collection][record_id])
            if collection in ("students", "teachers"):
                assert record["school"] in shown.pop("schools")
            assert shown == record
    several = [one for one in later["teachers"].values() if len(one["schools"]) > 1]
    assert len(several) == 7
    assert all(len(one["schools"]) == 1 for one in later["students"].values())
    assert {"frl_status", "iep_status"} <= set(next(iter(later["students"].values())))
    assert "district_password" in next(iter(later["students"].values()))["credentials"]
    assert [district.record(FROM, "events", one) for one in district.ids(FROM, "events")] == recorded["events"]
