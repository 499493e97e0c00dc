"""The schools of a user are those of a naive walk: the primary one and those of their sections, as far as shared."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clever_upgrade.compare.schools import Memberships, SchoolKnowledge, users_of
from tests.compare.oracle import schools_of

SCHOOLS, USERS = [f"s{number}" for number in range(6)], [f"u{number}" for number in range(5)]
SECTIONS = st.fixed_dictionaries(
    {},
    optional={
        "school": st.sampled_from([*SCHOOLS, None, 1]),
        "students": st.lists(st.sampled_from([*USERS, 7, None])) | st.none() | st.just("u1") | st.just({"u1": 1}),
        "teachers": st.lists(st.sampled_from(USERS)) | st.none(),
        "teacher": st.sampled_from([*USERS, None, 3]),
    },
)


@given(st.lists(SECTIONS, max_size=12), st.sets(st.sampled_from(SCHOOLS)), st.sampled_from([*SCHOOLS, None, 4]))
def test_expected_schools_are_those_of_a_naive_walk(
    sections: list[dict[str, Any]], shared: set[str], primary: Any
) -> None:
    memberships = Memberships()
    for section in sections:
        memberships.add_section(section)
    knowledge = SchoolKnowledge(frozenset(shared), memberships)
    for user in USERS:
        assert knowledge.expected(user, primary) == schools_of(user, {"school": primary}, sections, shared)


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
