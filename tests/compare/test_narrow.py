"""Single records and samples are judged as they would be in a whole comparison."""

from random import Random

import pytest

from clever_upgrade.errors import NothingComparedError, NotServedError
from tests.compare.fake_source import FakeSource
from tests.compare.mutations import MUTATIONS
from tests.compare.rehearsal import count_of, found_rows, groups_of, run
from tests.compare.worlds import DISTRICT, FROM, TO, World, build, new_id

STUDENT, TEACHER = new_id("students", 1), new_id("teachers", 0)
KINDS = [
    "schools_with_one_too_many",
    "schools_missing",
    "field_vanished",
    "record_gone_from_the_later_version",
    "keys_shuffled",
]


def spoiled(seed: int) -> World:
    world = build(Random(seed), students=8)
    for kind in KINDS:
        MUTATIONS[kind](world, Random(seed))
    return world


@pytest.mark.parametrize("seed", range(6))
def test_a_record_asked_for_by_id_is_judged_as_in_a_whole_comparison(seed: int) -> None:
    world = spoiled(seed)
    whole = run(FakeSource.of(world))
    for collection in ("students", "teachers", "sections", "contacts"):
        expected = found_rows(whole, collection)
        for record_id in {*world.of(FROM, collection), *world.of(TO, collection)}:
            result = run(FakeSource.of(world), ids=(record_id,))
            assert found_rows(result, collection) == {row for row in expected if row.id == record_id}
            assert count_of(result, collection).records == 1
            assert result.nested == ()


@pytest.mark.parametrize("seed", range(6))
def test_what_is_documented_of_a_record_asked_for_by_id_is_kept_with_its_own_values(seed: int) -> None:
    world = build(Random(seed), students=8)
    served = world.of(TO, "students")
    result = run(FakeSource.of(world), "students", ids=tuple(served))
    schools = {each.id: each.difference.to_value for each in result.documented if each.difference.path == "schools"}
    assert schools == {record_id: dict(record)["schools"] for record_id, record in served.items()}
    assert len({tuple(each) for each in schools.values()}) > 1
    assert result.findings == run(FakeSource.of(world), "students").documented == ()


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("size", [1, 3, 100])
def test_a_sample_is_judged_as_in_a_whole_comparison(seed: int, size: int) -> None:
    world = spoiled(seed)
    result, whole = run(FakeSource.of(world), sample=size), run(FakeSource.of(world))
    for count in result.collections:
        served = len(world.of(FROM, count.collection))
        assert count.pairs + count.only_from == min(size, served)
        assert found_rows(result, count.collection) <= found_rows(whole, count.collection)
        left_out = f"{count.collection}: {served - size} records are not in the sample"
        assert (left_out in result.skipped) is (served > size and count.collection != "status")
    if size == 100:
        assert {row for row in found_rows(whole, "students") if row.rule != "only-in-to"} == found_rows(
            result, "students"
        )


def test_a_sample_is_the_same_for_the_same_seed() -> None:
    world = build(Random(1), students=30)
    samples = [groups_of(run(FakeSource.of(world, Random(turn)), sample=3, seed=7)) for turn in range(2)]
    assert samples[0] == samples[1]


def test_schools_of_a_sample_are_held_against_every_section() -> None:
    assert run(FakeSource.of(build(Random(2), students=20)), "students", sample=5).findings == ()


def test_an_id_that_no_version_has_is_an_error_that_names_it() -> None:
    with pytest.raises(NotServedError, match=new_id("students", 500)):
        run(FakeSource.of(build(Random(1))), ids=(STUDENT, new_id("students", 500)))


@pytest.mark.parametrize("options", [{}, {"sample": 5}])
def test_nothing_compared_is_an_error(options: dict[str, int]) -> None:
    empty = FakeSource({(side, name): {} for side in (FROM, TO) for name in ("students", "schools", "sections")})
    with pytest.raises(NothingComparedError):
        run(empty, "students", **options)


def test_a_collection_that_neither_version_serves_is_skipped_and_said() -> None:
    source = FakeSource.of(build(Random(1)))
    source.refused = {(side, "/contacts") for side in (FROM, TO)}
    result = run(source)
    assert "contacts" not in {count.collection for count in result.collections}
    assert any(note.startswith("contacts: ") for note in result.skipped)


@pytest.mark.parametrize("side", [FROM, TO])
def test_a_collection_that_one_version_serves_alone_ends_the_comparison(side: str) -> None:
    source = FakeSource.of(build(Random(1)))
    source.refused = {(side, "/contacts")}
    with pytest.raises(NotServedError):
        run(source)


def test_the_district_is_named_in_every_count() -> None:
    assert {count.district for count in run(FakeSource.of(build(Random(1)))).collections} == {DISTRICT}
