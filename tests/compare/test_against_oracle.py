"""The engine and an oracle that shares no code with it find the same differences, whatever was done to a district."""

from collections import Counter
from collections.abc import Hashable, Iterator
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clever_upgrade.api.twin import Twin
from clever_upgrade.compare.align import Pair
from clever_upgrade.compare.bulk import ALL_PATHS, BulkJudge, Path
from clever_upgrade.compare.judge import PairJudge
from clever_upgrade.compare.result import Difference
from clever_upgrade.compare.schools import Memberships, expected_schools
from clever_upgrade.compare.walk import Met
from clever_upgrade.contract import default_upgrade
from tests.compare import oracle
from tests.compare.fake_source import FakeSource
from tests.compare.mutations import MUTATIONS
from tests.compare.oracle import Outcome, Row
from tests.compare.paged_source import in_pages, is_held
from tests.compare.rehearsal import count_of, found_rows, groups_of, run, verdicts_of
from tests.compare.worlds import FROM, SIDES, TO, World, build
from tests.examples import some

SEEDS = st.integers(0, 2**32)
SPOILS = st.lists(st.tuples(st.sampled_from(sorted(MUTATIONS)), SEEDS), max_size=4)
UPGRADE = default_upgrade()
QUIET = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}


WAYS: tuple[tuple[Path, ...], ...] = ((), ALL_PATHS, (Path.BYTES,), (Path.STRUCTS,), (Path.DICTS,))
"""The paths that a pair may take; the exact judge, which is the last resort of all of them, also by itself."""


def spoiled(seed: int, spoils: list[tuple[str, int]]) -> World:
    world = build(Random(seed))
    for name, chance in spoils:
        MUTATIONS[name](world, Random(chance))
    return world


def expectations(world: World) -> dict[str, Outcome]:
    sections, shared = world.sections(), world.shared()
    return {
        collection: oracle.compare(
            collection, world.texts(FROM, collection), world.texts(TO, collection), sections, shared
        )
        for collection in world.collections
    }


def judge_of(world: World, collection: str, met: Met) -> PairJudge:
    upgrade, memberships = default_upgrade(), Memberships()
    for section in world.sections():
        memberships.add_section(section)

    def expected(user_id: str, primary: object) -> frozenset[str]:
        return expected_schools(primary, memberships.schools_of(user_id), frozenset(world.shared()))

    fields = (version.resources[collection].fields for version in (upgrade.from_version, upgrade.to_version))
    return PairJudge(*fields, met, expected if collection in oracle.USERS else None)


def judged(world: World, collection: str, paths: tuple[Path, ...]) -> tuple[set[Row], Met]:
    """What the judge says of every pair, each difference once."""
    met = Met()
    judge = judge_of(world, collection, met)
    from_texts, to_texts = (world.texts(side, collection) for side in SIDES)
    rows: set[Row] = set()
    pairs = [(each, from_texts[each], to_texts[each]) for each in sorted(from_texts.keys() & to_texts.keys())]
    for record_id, differences in judge_in_bulk(judge, pairs, paths) if paths else judge_each(judge, pairs):
        rows |= {Row(record_id, one.path, one.change.value, one.verdict.label, one.rule) for one in differences}
        assert [one.path for one in differences] == sorted(one.path for one in differences)
    return rows, met


def judge_each(judge: PairJudge, pairs: list[Pair]) -> Iterator[tuple[str, list[Difference]]]:
    for record_id, from_text, to_text in pairs:
        yield record_id, judge.judge(record_id, from_text, to_text)


def judge_in_bulk(
    judge: PairJudge, pairs: list[Pair], paths: tuple[Path, ...]
) -> Iterator[tuple[str, list[Difference]]]:
    """Pair by pair, too, since only a few of those that come out alike are named."""
    bulk = BulkJudge(judge, paths)
    for pair in pairs:
        judged = bulk.judge_pairs([pair])
        yield from ((single.id, single.differences) for single in judged.single)
        for alike in judged.alike:
            assert (alike.records, alike.examples) == (1, (pair[0],))
            yield pair[0], alike.differences


def judged_together(
    judge: PairJudge, pairs: list[Pair], paths: tuple[Path, ...], *, paged: bool = False
) -> Counter[Hashable]:
    """How often which differences come, judged all at once; of a record that is judged by itself, with its id."""
    bulk = BulkJudge(judge, paths)
    judged = bulk.judge_pairs(in_pages(bulk, pairs) if paged else pairs)
    found = Counter[Hashable]({(single.id, told(single.differences)): 1 for single in judged.single})
    for alike in judged.alike:
        found[None, told(alike.differences)] += alike.records
    return found


def told(differences: list[Difference]) -> tuple[tuple[object, ...], ...]:
    return tuple((one.path, one.change, one.verdict, one.rule) for one in differences)


def check_judge(world: World) -> None:
    for collection, expected in expectations(world).items():
        for paths in WAYS:
            rows, met = judged(world, collection, paths)
            assert rows == {row for row in expected.rows if row.path or row.rule not in ("only-in-from", "only-in-to")}
            assert met.date_forms == expected.date_forms
            assert met.paths == expected.paths


def check_run(world: World, chance: int) -> None:
    result = run(FakeSource.of(world, Random(chance)))
    groups: Counter[tuple[str, str, str, str, str]] = Counter()
    for collection, expected in expectations(world).items():
        count = count_of(result, collection)
        assert found_rows(result, collection) == {row for row in expected.rows if row.verdict != "documented"}
        assert verdicts_of(count) == dict(expected.verdicts)
        assert sum(count.verdicts.values()) == count.pairs + count.only_from + count.only_to == count.records
        assert (count.pairs, count.only_from, count.only_to) == (expected.pairs, expected.only_from, expected.only_to)
        assert count.several_schools == expected.several_schools
        assert count.date_forms == expected.date_forms
        groups.update((collection, *row[1:]) for row in expected.rows)
    assert groups_of(result) == groups
    assert result.complete
    assert len({found.fingerprint for found in result.findings}) == len(result.findings)


@settings(max_examples=some(200), **QUIET)
@given(SEEDS, SPOILS)
def test_the_judge_finds_what_the_oracle_finds(seed: int, spoils: list[tuple[str, int]]) -> None:
    check_judge(spoiled(seed, spoils))


@settings(max_examples=some(100), **QUIET)
@given(SEEDS, SPOILS, SEEDS)
def test_a_whole_comparison_finds_what_the_oracle_finds(seed: int, spoils: list[tuple[str, int]], chance: int) -> None:
    check_run(spoiled(seed, spoils), chance)


@settings(max_examples=60, **QUIET)
@given(SEEDS, SPOILS, st.integers(2, 40))
def test_many_records_are_judged_together_as_each_one_is_alone(
    seed: int, spoils: list[tuple[str, int]], students: int
) -> None:
    world = build(Random(seed), students=students)
    for name, chance in spoils:
        MUTATIONS[name](world, Random(chance))
    for collection in world.collections:
        from_texts, to_texts = (world.texts(side, collection) for side in SIDES)
        pairs = [(each, from_texts[each], to_texts[each]) for each in sorted(from_texts.keys() & to_texts.keys())]
        held = [pair for pair in pairs if is_held(pair[1], pair[0]) and is_held(pair[2], pair[0])]
        alone = {each: told(found) for each, found in judge_each(judge_of(world, collection, Met()), pairs)}
        for paths in WAYS[1:]:
            for these, paged in ((pairs, False), (held, True)):
                together = judged_together(judge_of(world, collection, Met()), these, paths, paged=paged)
                for (record_id, differences), records in together.items():
                    assert record_id is None or (alone[record_id], records) == (differences, 1)
                assert Counter(alone[each] for each, _, _ in these) == sum_by_differences(together)


def test_pages_of_records_that_are_alike_are_read_as_such() -> None:
    world = build(Random(1), students=40)
    for collection in ("sections", "schools"):
        from_texts, to_texts = (world.texts(side, collection) for side in SIDES)
        pairs = [(each, from_texts[each], to_texts[each]) for each in sorted(from_texts)]
        assert isinstance(in_pages(BulkJudge(judge_of(world, collection, Met())), pairs).to_texts, Twin)


def sum_by_differences(together: Counter[Hashable]) -> Counter[Hashable]:
    found = Counter[Hashable]()
    for (_, differences), records in together.items():
        found[differences] += records
    return found


@pytest.mark.parametrize("paths", WAYS)
def test_a_comma_behind_the_last_member_is_found_on_every_path(paths: tuple[Path, ...]) -> None:
    upgrade, text = default_upgrade(), b'{"id":"a","name":"Math 1"}'
    fields = (version.resources["sections"].fields for version in (upgrade.from_version, upgrade.to_version))
    judge, pairs = PairJudge(*fields, Met()), [("a", text, text[:-1] + b",}")]
    ((_, differences),) = judge_in_bulk(judge, pairs, paths) if paths else judge_each(judge, pairs)
    assert [(one.path, one.rule) for one in differences] == [("", "malformed-value")]


SCHOOL, OTHER_SCHOOL = b"%024x" % 1, b"%024x" % 2
STUDENT = b'{"id":"a","school":"%b"}' % SCHOOL
ADDED = b',"schools":["%b"]}' % SCHOOL


@pytest.mark.parametrize("paths", WAYS)
@pytest.mark.parametrize(
    ("from_text", "to_text", "expected"),
    [
        (STUDENT, STUDENT[:-1] + ADDED, [("schools", "schools-array")]),
        (
            STUDENT,
            STUDENT[:-1] + b',"school":"%b"' % OTHER_SCHOOL + ADDED,
            [("school", "value-differs"), ("schools", "schools-array")],
        ),
        (
            STUDENT,
            STUDENT[:-1] + ADDED[:-1] + b',"school":"%b"}' % SCHOOL,
            [("school", "malformed-value"), ("schools", "schools-array")],
        ),
        (
            b'{"id":"a"}',
            b'{"id":"a","school":"%b"' % SCHOOL + ADDED,
            [("school", "value-differs"), ("schools", "schools-mismatch")],
        ),
        (STUDENT + b" ", STUDENT + ADDED, [("", "malformed-value")]),
    ],
)
def test_what_stands_beside_an_addition_is_found_on_every_path(
    paths: tuple[Path, ...], from_text: bytes, to_text: bytes, expected: list[tuple[str, str]]
) -> None:
    fields = (version.resources["students"].fields for version in (UPGRADE.from_version, UPGRADE.to_version))
    judge = PairJudge(*fields, Met(), lambda _, primary: frozenset(filter(None, [str(primary or "")])))
    pairs = [("a", from_text, to_text)]
    ((_, differences),) = judge_in_bulk(judge, pairs, paths) if paths else judge_each(judge, pairs)
    assert [(one.path, one.rule) for one in differences] == expected


@pytest.mark.parametrize("paths", WAYS)
@pytest.mark.parametrize("other", [b'[{"a":1}]', b'{"a":1,"a":1}', b'"{"'])
def test_a_date_is_counted_once_also_where_the_exact_judge_has_the_last_word(
    paths: tuple[Path, ...], other: bytes
) -> None:
    fields = (version.resources["sections"].fields for version in (UPGRADE.from_version, UPGRADE.to_version))
    judge = PairJudge(*fields, Met())
    from_text = b'{"id":"a","term":{"start_date":"2015-08-25"},"grade":"1"}'
    to_text = b'{"id":"a","term":{"start_date":"2015-08-25T00:00:00.000Z"},"grade":%b}'
    pairs = [(str(number), from_text, to_text % (other if number == 3 else b'"2"')) for number in range(5)]
    if paths:
        BulkJudge(judge, paths).judge_pairs(pairs)
    else:
        list(judge_each(judge, pairs))
    assert judge.met.date_forms == len(pairs)


@pytest.mark.parametrize("name", sorted(MUTATIONS))
def test_each_way_of_spoiling_a_district_is_judged_alike(name: str) -> None:
    for seed in range(6):
        world = spoiled(seed, [(name, seed)])
        check_judge(world)
        if seed < 1:
            check_run(world, seed)


@pytest.mark.slow
@pytest.mark.timeout(900)
@settings(max_examples=8000, **QUIET)
@given(SEEDS, SPOILS)
def test_the_judge_finds_what_the_oracle_finds_in_many_districts(seed: int, spoils: list[tuple[str, int]]) -> None:
    check_judge(spoiled(seed, spoils))


@pytest.mark.slow
@pytest.mark.timeout(900)
@settings(max_examples=2500, **QUIET)
@given(SEEDS, SPOILS, SEEDS)
def test_a_whole_comparison_finds_what_the_oracle_finds_in_many_districts(
    seed: int, spoils: list[tuple[str, int]], chance: int
) -> None:
    check_run(spoiled(seed, spoils), chance)
