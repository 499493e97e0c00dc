"""Lists below single records are compared too, and add only what their own listing does not show."""

from random import Random

import pytest

from clever_upgrade.compare.result import Verdict
from tests.compare.fake_source import FakeSource
from tests.compare.oracle import Row, schools_of
from tests.compare.rehearsal import count_of, found_rows, groups_of, run, verdicts_of
from tests.compare.texts import Members, write
from tests.compare.worlds import FROM, SIDES, TO, World, build, new_id

STUDENT, SCHOOL = new_id("students", 1), new_id("schools", 0)
LIST = f"/schools/{SCHOOL}/students"


@pytest.fixture
def world() -> World:
    """Both versions agree, and one student has a shared primary school."""
    world = build(Random(3), students=6)
    for side in SIDES:
        world.of(side, "students")[STUDENT].put("school", SCHOOL)
    schools = schools_of(STUDENT, {"school": SCHOOL}, world.sections(), world.shared())
    world.of(TO, "students")[STUDENT].put("schools", sorted(schools))
    return world


def spoiled(world: World, name: str) -> bytes:
    record = Members(world.of(TO, "students")[STUDENT])
    record.drop(name)
    return write(record)


def test_lists_that_say_what_the_listing_says_add_nothing(world: World) -> None:
    result = run(FakeSource.of(world))
    assert result.findings == ()
    assert result.worst is Verdict.DOCUMENTED
    assert groups_of(result)["students", "schools", "added", "documented", "schools-array"] == 6
    assert {(nested.parent, nested.collection, nested.lists) for nested in result.nested} == {
        ("schools", "teachers", 3),
        ("schools", "students", 3),
        ("sections", "teachers", 4),
        ("sections", "students", 4),
    }
    shown = sum(
        nested.pairs for nested in result.nested if (nested.parent, nested.collection) == ("schools", "students")
    )
    assert shown == sum(record.get("school") in world.shared() for record in world.of(FROM, "students").values())


def test_what_only_a_nested_list_shows_is_a_finding_that_names_the_list(world: World) -> None:
    source = FakeSource.of(world)
    source.below[TO, LIST] = {STUDENT: spoiled(world, "schools")}
    result = run(source)
    assert found_rows(result, "students") == {Row(STUDENT, "schools", "missing", "unexpected", "schools-mismatch")}
    assert [found.nested_in for found in result.findings] == [LIST]
    assert result.worst is Verdict.UNEXPECTED
    assert verdicts_of(count_of(result, "students")) == {"documented": 6}


@pytest.mark.parametrize(("side", "rule"), [(TO, "only-in-from"), (FROM, "only-in-to")])
def test_a_user_whom_one_versions_list_lacks_is_a_finding(world: World, side: str, rule: str) -> None:
    source = FakeSource.of(world)
    others = [
        one for one, record in world.of(FROM, "students").items() if record.get("school") == SCHOOL and one != STUDENT
    ]
    source.lower[side, LIST] = others
    (found,) = run(source).findings
    assert (found.id, found.difference.rule, found.nested_in) == (STUDENT, rule, LIST)


def test_what_the_listing_shows_already_is_counted_once(world: World) -> None:
    world.of(TO, "students")[STUDENT].drop("name")
    result = run(FakeSource.of(world))
    (found,) = result.findings
    assert (found.difference.path, found.nested_in) == ("name", "")
    assert groups_of(result)["students", "name", "removed", "unexpected", "field-vanished"] == 1


def test_a_nested_list_that_moves_has_drifted(world: World) -> None:
    source = FakeSource.of(world)
    source.below[TO, LIST] = {STUDENT: spoiled(world, "schools")}

    def mend(version: str, path: str, _: object) -> None:
        if (version, path) == (TO, LIST):
            source.below.clear()

    source.on_page = mend
    result = run(source)
    assert {row.verdict for row in found_rows(result, "students")} == {"drifted"}
    assert result.complete


def test_lists_are_compared_for_the_collections_that_were_asked_for(world: World) -> None:
    result = run(FakeSource.of(world), "teachers")
    assert {(nested.parent, nested.collection) for nested in result.nested} == {
        ("schools", "teachers"),
        ("sections", "teachers"),
    }
    assert run(FakeSource.of(world), "sections").nested == ()
