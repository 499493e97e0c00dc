"""What a parser made of both forms is compared: what is added does not count, what differs does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clever_upgrade.check.probe.answer import Answer, Ending
from clever_upgrade.check.probe.judge import Symptom, changed, symptom_of
from clever_upgrade.check.probe.result import Trouble

MADE, NOTHING = Answer(Ending.MADE, made={"id": "1"}), Answer(Ending.NOTHING)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.text("ab", max_size=2),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("xyz"), inner, max_size=3),
    max_leaves=8,
)


@given(values)
def test_the_same_is_no_difference(value):
    assert list(changed(value, value, ())) == []


@given(st.dictionaries(st.sampled_from("xyz"), values, max_size=3), values)
def test_a_new_member_is_no_difference(made, value):
    assert list(changed(made, {**made, "new": value}, ())) == []


@given(st.dictionaries(st.sampled_from("xyz"), st.integers(), min_size=1, max_size=3), st.data())
def test_every_lost_or_changed_value_is_one(made, data):
    name = data.draw(st.sampled_from(sorted(made)))
    assert list(changed(made, {other: made[other] for other in made if other != name}, ())) == [name]
    assert list(changed(made, {**made, name: made[name] + 1}, ())) == [name]
    assert list(changed(made, {**made, name: str(made[name])}, ())) == [name]


@pytest.mark.parametrize(
    ("earlier", "later", "new_items", "paths"),
    [
        ({"at": None}, {"at": "x"}, (), []),
        ({"schools": []}, {"schools": ["a"]}, ("a",), []),
        ({"schools": ["a"]}, {"schools": ["b", "a"]}, ("b", "a"), []),
        ({"schools": ["a"]}, {"schools": ["b"]}, ("b",), []),
        ({"schools": ["a"]}, {"schools": ["c"]}, ("b",), ["schools[0]"]),
        ({"row": ["a", "b"]}, {"row": ["a", "b", ["s"]]}, ("s",), ["row"]),
        ({"row": ["a", "b"]}, {"row": ["a", "b", "s,t"]}, ("s", "t"), ["row"]),
        ({"known": False}, {"known": True}, (), ["known"]),
        ({"one": 1}, {"one": True}, (), ["one"]),
        ({"name": {"first": "a"}}, {"name": {"first": "b"}}, (), ["name.first"]),
        ("a", "b", (), [""]),
    ],
)
def test_what_counts_as_different(earlier, later, new_items, paths):
    assert list(changed(earlier, later, new_items)) == paths


@pytest.mark.parametrize(
    ("earlier", "later", "symptom"),
    [
        (MADE, MADE, None),
        (MADE, NOTHING, Symptom(Trouble.DROPS)),
        (NOTHING, NOTHING, None),
        (NOTHING, MADE, None),
        (MADE, Answer(Ending.HUNG), Symptom(Trouble.HANGS)),
        (MADE, Answer(Ending.REFUSED, kind="KeyError"), Symptom(Trouble.RAISES, "KeyError")),
        (MADE, Answer(Ending.MADE, made={"id": "2"}), Symptom(Trouble.CHANGES, "id")),
    ],
)
def test_each_trouble_has_its_symptom(earlier, later, symptom):
    assert symptom_of(earlier, later, comparable=True) == symptom


def test_what_is_not_comparable_or_never_the_same_is_not_compared():
    later = Answer(Ending.MADE, made={"id": "2"})
    assert symptom_of(MADE, later, comparable=False) is None
    assert symptom_of(MADE, later, comparable=True, unsteady={"id"}) is None
