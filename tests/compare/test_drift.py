"""Records that change while a comparison runs are drift; what still differs when they hold still is a finding."""

from collections.abc import Callable, Sequence
from random import Random

import pytest

from clever_upgrade.compare.result import Verdict
from clever_upgrade.compare.settle import ROUNDS
from tests.compare.fake_source import FakeSource
from tests.compare.oracle import Row
from tests.compare.rehearsal import count_of, found_rows, groups_of, run, verdicts_of
from tests.compare.texts import Members, write
from tests.compare.worlds import FROM, SIDES, TO, World, build, new_id

STUDENT = new_id("students", 1)
USERS_AND_WHAT_THEY_NEED = ("schools", "sections", "teachers", "students")


@pytest.fixture
def world() -> World:
    return build(Random(3), students=8)


def changed(
    world: World, record_id: str, name: str, value: object, side: str = TO, collection: str = "students"
) -> bytes:
    """The text of one record with one member set otherwise; the world stays as it is."""
    record = Members(world.of(side, collection)[record_id])
    record.put(name, value)
    return write(record)


def once_read(source: FakeSource, path: str, change: Callable[[], None]) -> None:
    """Have ``change`` happen once, when the first page of the earlier version's listing was handed out."""
    waiting = [change]

    def on_page(version: str, asked: str, _: Sequence[str]) -> None:
        if (version, asked) == (FROM, path) and waiting:
            waiting.pop()()

    source.on_page = on_page


def parents(world: World) -> list[tuple[str, str, str]]:
    return [(side, kind, one) for side in SIDES for kind in ("schools", "sections") for one in world.of(side, kind)]


def test_a_record_that_changed_between_both_reads_has_drifted(world: World) -> None:
    source = FakeSource.of(world)
    source.texts[TO, "students"][STUDENT] = changed(world, STUDENT, "sis_id", "new")
    later = changed(world, STUDENT, "sis_id", "new", FROM)
    once_read(source, "/students", lambda: source.texts[FROM, "students"].update({STUDENT: later}))
    result = run(source)
    assert found_rows(result, "students") == {Row(STUDENT, "sis_id", "changed", "drifted", "value-differs")}
    assert verdicts_of(count_of(result, "students")) == {"documented": 7, "drifted": 1}
    assert groups_of(result)["students", "schools", "added", "documented", "schools-array"] == 8
    assert result.complete
    assert result.worst is Verdict.DRIFTED


def test_what_differs_still_when_both_sides_hold_still_is_a_finding(world: World) -> None:
    source = FakeSource.of(world)
    source.texts[TO, "students"][STUDENT] = changed(world, STUDENT, "sis_id", "other")
    result = run(source)
    assert found_rows(result, "students") == {Row(STUDENT, "sis_id", "changed", "unexpected", "value-differs")}
    assert result.complete


def test_a_finding_says_what_differs_after_settling_and_not_what_differed_before(world: World) -> None:
    source = FakeSource.of(world)
    source.texts[TO, "students"][STUDENT] = changed(world, STUDENT, "sis_id", "new")
    settled = changed(world, STUDENT, "district", "0" * 24)
    once_read(source, "/students", lambda: source.texts[TO, "students"].update({STUDENT: settled}))
    assert found_rows(run(source), "students") == {Row(STUDENT, "district", "changed", "unexpected", "value-differs")}


def test_a_record_that_never_holds_still_did_not_settle(world: World) -> None:
    source = FakeSource.of(world)
    source.texts[TO, "students"][STUDENT] = changed(world, STUDENT, "sis_id", "0")
    reads = []

    def move(version: str, path: str, ids: Sequence[str]) -> None:
        if path.endswith("/students") and STUDENT in ids:
            reads.append(version)
            source.texts[version, "students"][STUDENT] = changed(world, STUDENT, "sis_id", str(len(reads)), version)

    source.on_read = move
    source.lower = {(side, f"/{kind}/{one}/students"): [] for side, kind, one in parents(world)}
    result = run(source, "students")
    assert found_rows(result, "students") == {Row(STUDENT, "sis_id", "changed", "drifted", "did-not-settle")}
    assert not result.complete
    assert verdicts_of(count_of(result, "students"))["drifted"] == 1
    assert {version: reads.count(version) for version in SIDES} == dict.fromkeys(SIDES, ROUNDS + 1)


def test_a_record_deleted_between_both_reads_has_drifted(world: World) -> None:
    source = FakeSource.of(world)
    del source.texts[TO, "students"][STUDENT]
    once_read(source, "/students", lambda: source.texts[FROM, "students"].pop(STUDENT) and None)
    result = run(source, *USERS_AND_WHAT_THEY_NEED)
    assert found_rows(result, "students") == {Row(STUDENT, "", "removed", "drifted", "only-in-from")}
    assert count_of(result, "students").only_from == 1
    assert result.complete


def test_a_record_created_between_both_reads_has_drifted(world: World) -> None:
    source = FakeSource.of(world)
    text = source.texts[FROM, "students"].pop(STUDENT)
    once_read(source, "/students", lambda: source.texts[FROM, "students"].update({STUDENT: text}))
    source.rows = 100
    result = run(source, *USERS_AND_WHAT_THEY_NEED)
    row = Row(STUDENT, "", "added", "drifted", "only-in-to")
    assert found_rows(result, "students") == {row}
    # What the contract documents of the record is documented still.
    assert groups_of(result)["students", "schools", "added", "documented", "schools-array"] == 8


@pytest.mark.parametrize(("lacking", "rule"), [(TO, "only-in-from"), (FROM, "only-in-to")])
def test_a_record_that_one_version_lacks_for_good_is_a_finding(world: World, lacking: str, rule: str) -> None:
    source = FakeSource.of(world)
    del source.texts[lacking, "students"][STUDENT]
    assert {row.rule for row in found_rows(run(source), "students")} == {rule}


def test_a_section_that_changed_after_it_was_read_makes_no_finding_of_its_students(world: World) -> None:
    section = new_id("sections", 50)
    school = next(iter(world.shared() - set(world.of(TO, "students")[STUDENT].get("schools"))))
    before, after = (Members([("id", section), ("school", school), ("students", ids)]) for ids in ([], [STUDENT]))
    for side in SIDES:
        world.of(side, "sections")[section] = before
    schools = [*world.of(TO, "students")[STUDENT].get("schools"), school]
    source = FakeSource.of(world)
    source.texts[TO, "students"][STUDENT] = changed(world, STUDENT, "schools", schools)
    still = run(source, *USERS_AND_WHAT_THEY_NEED)
    assert found_rows(still, "students") == {Row(STUDENT, "schools", "added", "unexpected", "schools-mismatch")}
    once_read(source, "/teachers", lambda: source.texts[FROM, "sections"].update({section: write(after)}))
    moved = run(source, *USERS_AND_WHAT_THEY_NEED)
    assert found_rows(moved, "students") == {Row(STUDENT, "schools", "added", "drifted", "schools-mismatch")}


def test_a_user_who_is_gone_when_their_sections_are_read_again_ends_no_comparison(world: World) -> None:
    source = FakeSource.of(world)
    source.texts[TO, "students"][STUDENT] = changed(world, STUDENT, "schools", [])
    reads = []

    def delete(version: str, path: str, ids: Sequence[str]) -> None:
        if path == "/students" and STUDENT in ids:
            reads.append(version)
            if len(reads) == 4:
                for side in SIDES:
                    del source.texts[side, "students"][STUDENT]

    source.on_read = delete
    result = run(source, "students")
    assert found_rows(result, "students") == {Row(STUDENT, "schools", "added", "drifted", "schools-mismatch")}


def test_a_mismatch_stays_a_finding_where_the_sections_of_one_user_cannot_be_had(world: World) -> None:
    source = FakeSource.of(world)
    source.texts[TO, "students"][STUDENT] = changed(world, STUDENT, "schools", [])
    source.refused.add((FROM, f"/students/{STUDENT}/sections"))
    assert found_rows(run(source), "students") == {
        Row(STUDENT, "schools", "added", "unexpected", "schools-mismatch")
    }  # fmt: skip


def test_shared_schools_are_read_again_once_for_all_mismatches(world: World) -> None:
    source = FakeSource.of(world)
    for record_id in source.texts[TO, "students"]:
        source.texts[TO, "students"][record_id] = changed(world, record_id, "schools", [])
    result = run(source, "students")
    mismatches = [row.id for row in found_rows(result, "students") if row.rule == "schools-mismatch"]
    assert len(mismatches) > 1
    assert source.asked.count(("pages", FROM, "/schools")) == 2


def test_differing_records_beyond_the_limit_are_findings_at_once(world: World) -> None:
    source = FakeSource.of(world)
    ids = sorted(source.texts[TO, "students"])
    for record_id in ids:
        source.texts[TO, "students"][record_id] = changed(world, record_id, "sis_id", "new")

    def hold_still() -> None:
        for record_id in ids:
            source.texts[FROM, "students"][record_id] = changed(world, record_id, "sis_id", "new", FROM)

    once_read(source, "/students", hold_still)
    source.rows = 100
    result = run(source, *USERS_AND_WHAT_THEY_NEED, max_rereads=3)
    verdicts = {row.id: row.verdict for row in found_rows(result, "students")}
    assert [verdicts[record_id] for record_id in ids] == ["drifted"] * 3 + ["unexpected"] * 5
    assert [note for note in result.skipped if "5 differing records were not read again" in note and "limit 3" in note]
    assert result.complete


@pytest.mark.parametrize("takes_where", [True, False])
@pytest.mark.parametrize("most_rows", [1, 2, 100])
def test_many_suspects_settle_whether_or_not_the_server_filters(
    world: World, takes_where: bool, most_rows: int
) -> None:
    source = FakeSource.of(world)
    source.takes_where, source.most_rows = takes_where, most_rows
    for record_id in sorted(source.texts[TO, "students"]):
        source.texts[TO, "students"][record_id] = changed(world, record_id, "sis_id", "other")
    result = run(source, "students")
    assert {row[1:] for row in found_rows(result, "students")} == {("sis_id", "changed", "unexpected", "value-differs")}
    assert verdicts_of(count_of(result, "students")) == {"unexpected": 8}
    assert ("batch", TO, "students") in source.asked
    assert (("first_page", TO, "/students") in source.asked) is not takes_where


def test_dates_in_another_form_count_once_though_their_section_is_read_again() -> None:
    world = build(Random(1), sections=1)
    section = new_id("sections", 0)
    for side, form in zip(SIDES, ("2015-08-25", "2015-08-25T00:00:00.000Z"), strict=True):
        world.of(side, "sections")[section].put("term", Members([("start_date", form)]))
    world.of(TO, "sections")[section].put("name", "renamed")
    result = run(FakeSource.of(world))
    assert verdicts_of(count_of(result, "sections")) == {"unexpected": 1}
    assert count_of(result, "sections").date_forms == 1
