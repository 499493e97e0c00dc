import pytest

from clever_upgrade.contract import version
from clever_upgrade.contract.states import consistent
from clever_upgrade.errors import UsageError
from clever_upgrade.sandbox.district import District
from clever_upgrade.sandbox.district.clock import timestamp
from clever_upgrade.sandbox.generate import generate_district
from clever_upgrade.sandbox.load import load_district
from clever_upgrade.sandbox.scenarios import SCENARIOS, apply_scenario
from tests.sandbox.district.tiny_district import FROM, TO, events, folded, tiny_district, truth


def lone_student() -> District:
    return generate_district(1)


def empty_district() -> District:
    return District({"districts": [{"id": "5" * 24, "name": "Empty"}]})


def generated() -> District:
    return generate_district(150, seed=4)


MAKERS = [tiny_district, lone_student, generated, empty_district]


def test_an_unknown_scenario_is_refused_with_the_known_ones():
    with pytest.raises(UsageError, match='there is no scenario "storm"') as refused:
        apply_scenario(tiny_district(), "storm")
    assert "healthy, paused, district-error, clever-error, rollover" in refused.value.hint


@pytest.mark.parametrize("name", SCENARIOS)
@pytest.mark.parametrize("make", MAKERS)
def test_every_scenario_keeps_the_contract_and_its_feed_leads_to_its_records(name, make):
    district = make()
    start = {one: truth(district, one) for one in (FROM, TO)}
    marks = {one: len(district.ids(one, "events")) for one in (FROM, TO)}
    apply_scenario(district, name)
    for one in (FROM, TO):
        assert folded(start[one], events(district, one)[marks[one] :]) == truth(district, one)
        version(one).resources["status"].model.model_validate(district.status(one))
    assert consistent(district.status(FROM)["state"], district.status(TO)["state"])


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_scenario_is_the_same_each_time(name):
    def played() -> list[bytes]:
        district = generate_district(40)
        apply_scenario(district, name)
        for collection in ("students", "sections"):
            district.on_page(FROM, collection, list(district.ids(FROM, collection)))
        return [district.item(TO, "events", one) for one in district.ids(TO, "events")]

    assert played() == played()


def test_paused_shows_its_window_around_now_in_the_later_version_only():
    district = tiny_district()
    apply_scenario(district, "paused")
    now = timestamp(int(district.now.timestamp()) * 1000)
    status = district.status(TO)
    assert status["state"] == "paused"
    assert status["pause_start"] < now < status["pause_end"]
    assert status["last_sync"] < status["pause_start"]
    assert district.status(FROM)["state"] == "running"
    assert not {"pause_start", "pause_end"} & set(district.status(FROM))


def test_errors_have_an_owner_in_the_later_version():
    states = {}
    for name in ("healthy", "district-error", "clever-error"):
        district = tiny_district()
        apply_scenario(district, name)
        states[name] = (district.status(FROM)["state"], district.status(TO)["state"], "error" in district.status(TO))
    assert states == {
        "healthy": ("running", "running", False),
        "district-error": ("error", "pending", True),
        "clever-error": ("error", "error", True),
    }


def test_rollover_replaces_every_section_and_moves_students_up():
    district = generate_district(200, seed=2)
    old = truth(district, FROM)
    mark = len(district.ids(FROM, "events"))
    apply_scenario(district, "rollover")
    new = truth(district, FROM)
    assert not set(old["sections"]) & set(new["sections"])
    assert len(new["sections"]) == len(old["sections"])
    stayed = set(old["students"]) & set(new["students"])
    graduates = set(old["students"]) - stayed
    assert graduates
    assert {old["students"][one]["grade"] for one in graduates} == {"12"}
    assert {new["students"][one]["grade"] for one in stayed if old["students"][one].get("grade") == "5"} == {"6"}
    assert any(old["students"][one]["school"] != new["students"][one]["school"] for one in stayed)
    assert set(new["students"]) - set(old["students"])
    kinds = {event["type"] for event in events(district, FROM)[mark:]}
    assert {"sections.deleted", "sections.created", "students.updated", "students.deleted", "students.created"} <= kinds
    for section in new["sections"].values():
        assert set(section["students"]) <= set(new["students"])
    status = district.status(TO)
    assert status["state"] == "running"
    assert status["pause_start"] < status["pause_end"] < timestamp(int(district.now.timestamp()) * 1000)


@pytest.mark.parametrize("make", MAKERS)
def test_an_unshared_school_leaves_users_of_every_kind(make):
    check_unshared(make())


@pytest.mark.needs_shared
def test_an_unshared_school_of_the_recorded_district_leaves_users_of_every_kind(shared):
    check_unshared(load_district(shared / "recordings" / "demo-district-v1.1.json"))


def check_unshared(district: District) -> None:
    apply_scenario(district, "unshared-school")
    feed = events(district, FROM)
    (unshared,) = [one["data"]["object"]["id"] for one in feed if one["type"] == "schools.deleted"]
    shown = {one: truth(district, one) for one in (FROM, TO)}
    for one in (FROM, TO):
        assert unshared not in shown[one]["schools"]
        assert all(section["school"] != unshared for section in shown[one]["sections"].values())
    for collection in ("students", "teachers"):
        users = shown[TO][collection].values()
        guests = [one for one in users if one["school"] == unshared]
        assert guests
        assert all(one["schools"] for one in guests)
        assert not any(unshared in one["schools"] for one in users)
        assert all(shown[FROM][collection][one["id"]]["school"] == unshared for one in guests)
        gone = [one for one in feed if one["type"] == f"{collection}.deleted"]
        assert any(one["data"]["object"]["school"] == unshared for one in gone)
        updated = [one["data"] for one in events(district, TO) if one["type"] == f"{collection}.updated"]
        fewer = [data for data in updated if unshared in data["previous_attributes"].get("schools", [])]
        assert any(one["object"]["school"] != unshared for one in fewer)
        assert any(one["object"]["school"] == unshared for one in fewer)


def read_side_by_side(district: District, size: int) -> dict[str, dict[str, dict[str, dict]]]:
    """What a reader sees who asks both versions for page after page in turn."""
    seen: dict[str, dict[str, dict[str, dict]]] = {FROM: {}, TO: {}}
    for collection in ("schools", "sections", "teachers", "students", "contacts", "school_admins"):
        last = {FROM: "", TO: ""}
        going = [FROM, TO]
        while going:
            for one in list(going):
                page = [record for record in district.ids(one, collection) if record > last[one]][:size]
                rows = seen[one].setdefault(collection, {})
                rows.update({record: district.record(one, collection, record) for record in page})
                district.on_page(one, collection, page)
                if page:
                    last[one] = page[-1]
                if len(page) < size:
                    going.remove(one)
    return seen


@pytest.mark.parametrize("size", [10, 1000])
def test_drift_shows_to_who_reads_both_versions_and_changes_no_record_twice(size):
    district = generate_district(120, seed=8)
    apply_scenario(district, "drift")
    mark = len(district.ids(TO, "events"))
    seen = read_side_by_side(district, size)
    feed = events(district, TO)[mark:]
    records = [event["data"]["object"]["id"] for event in feed]
    assert len(set(records)) == len(records)
    kinds = [event["type"] for event in feed]
    assert kinds.count("students.deleted") == kinds.count("students.created") == 1
    assert any("schools" in event["data"].get("previous_attributes", {}) for event in feed)
    assert {"sections.updated", "teachers.updated", "studentcontacts.updated", "students.updated"} <= set(kinds)

    def differs(collection: str, record: str) -> bool:
        earlier, later = (seen[one][collection].get(record) for one in (FROM, TO))
        if earlier is None or later is None:
            return earlier is not later
        return any(later[name] != value for name, value in earlier.items())

    for collection in ("students", "teachers", "sections"):
        assert any(differs(collection, record) for record in {**seen[FROM][collection], **seen[TO][collection]})


def test_drift_bumps_last_modified_and_settles():
    district = generate_district(120, seed=8)
    apply_scenario(district, "drift")
    before = truth(district, FROM)
    mark = len(district.ids(FROM, "events"))
    read_side_by_side(district, 1000)
    for event in events(district, FROM)[mark:]:
        record = event["data"]["object"]
        if event["type"].endswith(".updated") and "last_modified" in record:
            old = next(rows[record["id"]] for rows in before.values() if record["id"] in rows)
            assert record["last_modified"] > old["last_modified"]
    settled = len(district.ids(TO, "events"))
    for _ in range(3):
        read_side_by_side(district, 1000)
    assert len(district.ids(TO, "events")) == settled
