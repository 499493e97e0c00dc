"""The schools of a user are those of a naive walk: the primary one and those of their sections, as far as shared."""

import json
import tracemalloc
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from clever_upgrade.compare.knowledge import SchoolWalk
from clever_upgrade.compare.schools import Memberships, SchoolKnowledge, packed_id, packed_ids, users_of
from tests.compare.fake_source import FakeSource
from tests.compare.oracle import schools_of

SCHOOLS = [f"s{number}" for number in range(6)]
USERS = [
    *(f"57b14548a25d021cdf00000{digit}" for digit in "1359b"),
    "57B14548A25D021CDF00000B",
    "57b14548a25d021cdf0000",
    "57b14548a25d021cdf00000102",
    "57b14548 a25d021cdf000001",
    "u1",
]
"""Object ids, and ids that look like some and are none."""
SECTIONS = st.fixed_dictionaries(
    {},
    optional={
        "school": st.sampled_from([*SCHOOLS, None, 1]),
        "students": st.lists(st.sampled_from([*USERS, 7, None])) | st.none() | st.just("u1") | st.just({"u1": 1}),
        "teachers": st.lists(st.sampled_from(USERS)) | st.none(),
        "teacher": st.sampled_from([*USERS, None, 3]),
    },
)


@given(
    st.lists(SECTIONS, max_size=12),
    st.sets(st.sampled_from(SCHOOLS)),
    st.sampled_from([*SCHOOLS, None, 4]),
    st.integers(1, 12),
)
def test_expected_schools_are_those_of_a_naive_walk(
    sections: list[dict[str, Any]], shared: set[str], primary: Any, most_waiting: int
) -> None:
    memberships = Memberships(most_waiting)
    for section in sections:
        memberships.add_section(section)
    knowledge = SchoolKnowledge(frozenset(shared), memberships)
    for user in USERS:
        assert knowledge.expected(user, primary) == schools_of(user, {"school": primary}, sections, shared)


@given(st.lists(SECTIONS, max_size=12), st.lists(st.sampled_from(USERS)), st.integers(1, 12))
def test_whoever_is_asked_for_together_is_told_what_each_is_told_alone(
    sections: list[dict[str, Any]], users: list[str], most_waiting: int
) -> None:
    memberships = Memberships(most_waiting)
    for section in sections:
        memberships.add_section(section)
    together = memberships.codes_of(users)
    assert together == [memberships.code_of(user) for user in users]
    assert [memberships.schools_behind(code) for code in together] == [
        schools_of(user, {}, sections, SCHOOLS) for user in users
    ]


WRITTEN = st.sampled_from([(",", ":"), (", ", ": "), (" ,", ":")])


@given(st.lists(SECTIONS, max_size=12), WRITTEN, st.integers(1, 12))
def test_sections_say_the_same_however_they_are_written(
    sections: list[dict[str, Any]], separators: tuple[str, str], most_waiting: int
) -> None:
    memberships = Memberships(most_waiting)
    walk = SchoolWalk(FakeSource({}), "v1.1", _memberships=memberships)
    walk.note_sections([], [json.dumps(section, separators=separators).encode() for section in sections])
    for user in USERS:
        assert memberships.schools_of(user) == schools_of(user, {}, sections, SCHOOLS)


IDS = [user for user in USERS if packed_id(user) is not None]
PIECES = [
    *(f'"{user}"' for user in USERS),
    '"57b14548a25d021cdf0","0001"',
    "57145480250210000000012345",
    ",",
    "[",
    "]",
    '"',
]


@given(st.lists(st.sampled_from(PIECES), max_size=4), st.sampled_from([",", ", ", ""]))
@example(['"57b14548a25d021cdf00000"', '"157b14548a25d021cdf000003"'], ",")
@example(['"57b14548a25d,21cdf000001"'], ",")
def test_the_text_of_a_list_is_packed_as_its_ids_are(pieces: list[str], between: str) -> None:
    text = f"[{between.join(pieces)}]"
    packed = packed_ids(text.encode())
    try:
        users = json.loads(text)
    except ValueError:
        users = None
    if isinstance(users, list) and all(user in IDS for user in users):
        assert packed == b"".join(map(bytes.fromhex, users))
    elif users is not None:
        assert packed is None


def test_sections_that_are_added_after_somebody_asked_count_too() -> None:
    memberships = Memberships()
    memberships.add_section({"school": "a", "students": USERS[:1]})
    assert memberships.schools_of(USERS[0]) == {"a"}
    memberships.add_section({"school": "b", "students": USERS[:2]})
    assert memberships.schools_of(USERS[0]) == {"a", "b"}
    assert memberships.schools_of(USERS[1]) == {"b"}


def test_a_user_costs_a_few_bytes() -> None:
    users, sections = 20_000, 4
    tracemalloc.start()
    try:
        memberships = Memberships(most_waiting=1000)
        for section in range(sections):
            for first in range(0, users, 20):
                people = [f"57b14548a25d021cdf{number:06x}" for number in range(first, first + 20)]
                memberships.add_section({"school": f"s{first * (section == 3) % 300}", "students": people})
        memberships.code_of(USERS[0])
        spent, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert spent < 32 * users


@given(st.lists(SECTIONS, max_size=8), st.randoms(use_true_random=False))
def test_the_order_of_sections_means_nothing(sections: list[dict[str, Any]], rng: Any) -> None:
    shuffled = list(sections)
    rng.shuffle(shuffled)
    walks = [Memberships(), Memberships()]
    for walk, order in zip(walks, (sections, shuffled), strict=True):
        for section in order:
            walk.add_section(section)
    assert [walks[0].schools_of(user) for user in USERS] == [walks[1].schools_of(user) for user in USERS]


def test_a_user_without_sections_has_the_primary_school_alone() -> None:
    knowledge = SchoolKnowledge(frozenset({"a"}), Memberships())
    assert knowledge.expected("u", "a") == {"a"}
    assert knowledge.expected("u", "b") == frozenset()
    assert knowledge.expected("u", None) == frozenset()


@pytest.mark.parametrize(
    "section", [{}, {"teacher": None}, {"students": "u1"}, {"teachers": {"u1": 1}}, {"students": [1, None]}]
)
def test_members_of_a_wrong_kind_count_as_absent(section: dict[str, Any]) -> None:
    assert list(users_of(section)) == []
