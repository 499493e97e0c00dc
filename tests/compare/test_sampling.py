"""A sample depends on seed and ids alone, and every id has the same chance."""

from collections import Counter
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clever_upgrade.compare.sampling import Sample

IDS = st.lists(st.text(max_size=6), unique=True, max_size=40)


def sample(ids: list[str], size: int, seed: int = 1) -> list[str]:
    chosen: Sample[str] = Sample(size, seed)
    for record_id in ids:
        chosen.offer(record_id, record_id.upper())
    assert chosen.seen == len(ids)
    assert all(kept == record_id.upper() for record_id, kept in chosen.chosen())
    return [record_id for record_id, _ in chosen.chosen()]


@given(IDS, st.integers(0, 50), st.integers(), st.integers(0, 99))
def test_the_order_in_which_ids_come_means_nothing(ids: list[str], size: int, seed: int, shuffle: int) -> None:
    shuffled = list(ids)
    Random(shuffle).shuffle(shuffled)
    chosen = sample(ids, size, seed)
    assert chosen == sample(shuffled, size, seed)
    assert chosen == sorted(chosen)
    assert set(chosen) <= set(ids)
    assert len(chosen) == min(size, len(ids))


@given(IDS, st.integers(0, 20))
def test_a_larger_sample_holds_the_smaller_one(ids: list[str], size: int) -> None:
    assert set(sample(ids, size)) <= set(sample(ids, size + 3))


@given(st.lists(st.text(max_size=6), min_size=60, max_size=60, unique=True), st.integers(0, 50), st.integers())
def test_by_place_the_names_of_the_ids_mean_nothing(ids: list[str], size: int, seed: int) -> None:
    def places(ids: list[str]) -> list[int]:
        chosen: Sample[int] = Sample(size, seed, by_place=True)
        for place, record_id in enumerate(ids):
            chosen.offer(record_id, place)
        return sorted(place for _, place in chosen.chosen())

    assert places(ids) == places([f"{place:02}" for place in range(60)])
    assert len(places(ids)) == size


@given(IDS, IDS)
def test_another_id_displaces_at_most_one(ids: list[str], more: list[str]) -> None:
    chosen = sample(ids, 5)
    for extra in set(more) - set(ids):
        assert len(set(chosen) - set(sample([*ids, extra], 5))) <= 1


def test_every_id_has_the_same_chance() -> None:
    ids = [f"{number:024x}" for number in range(50)]
    times = Counter(record_id for seed in range(2000) for record_id in sample(ids, 5, seed))
    # 200 times each is to be expected, with a standard deviation below 14.
    assert all(200 - 6 * 14 < times[record_id] < 200 + 6 * 14 for record_id in ids)


def test_the_same_seed_picks_the_same_records_in_every_release() -> None:
    ids = [f"{number:024x}" for number in range(1000)]
    assert [int(record_id, 16) for record_id in sample(ids, 3, 1)] == [53, 295, 556]
    assert sample(ids, 3, 1) != sample(ids, 3, 2)


@pytest.mark.parametrize("size", [0, 1, 5])
def test_a_sample_of_nothing_is_empty(size: int) -> None:
    assert sample([], size) == []
