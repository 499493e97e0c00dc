"""A count that differs from what came is believed only if live events say just that."""

import json
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clever_upgrade.contract.endpoints import COLLECTION_OF_NOUN
from clever_upgrade.resync.counting import Touched, explained, touched

NOUNS = {
    "districts": "districts", "schools": "schools", "teachers": "teachers", "students": "students",
    "sections": "sections", "schooladmins": "school_admins", "studentcontacts": "contacts",
}  # fmt: skip
NAMES = [f"{number:024x}" for number in range(12)]


def event(noun: str, action: str, record: str) -> bytes:
    return json.dumps({"id": "e", "type": f"{noun}.{action}", "data": {"object": {"id": record, "x": 1}}}).encode()


HISTORY = st.lists(
    st.tuples(
        st.sampled_from(sorted(NOUNS)), st.sampled_from(["created", "updated", "deleted"]), st.sampled_from(NAMES)
    ),
    max_size=40,
)


def test_every_noun_of_an_event_is_a_collection():
    assert dict(COLLECTION_OF_NOUN) == NOUNS


@given(HISTORY, st.sampled_from(sorted(NOUNS)))
def test_the_last_event_of_a_record_says_whether_it_is_there(history, noun):
    found = touched((event(*each) for each in history), NOUNS[noun])
    last = {record: action for its_noun, action, record in history if its_noun == noun}
    assert found.existing == {record for record, action in last.items() if action != "deleted"}
    assert found.gone == {record for record, action in last.items() if action == "deleted"}


@pytest.mark.parametrize(
    "text",
    [
        b"", b"{", b"[]", b"{}", b'{"type":"students.deleted"}', b'{"type":"students.deleted","data":{}}',
        b'{"type":3,"data":{"object":{"id":"a"}}}', b'{"type":"students.deleted","data":{"object":{"id":null}}}',
        b'{"type":"","data":{"object":{"id":"a"}}}', b'{"type":"students","data":{"object":{"id":"a"}}',
    ],
)  # fmt: skip
def test_an_event_that_says_nothing_explains_nothing(text):
    assert touched([text], "students") == Touched()


def played(before: Iterable[str], history: Iterable[tuple[str, str]]) -> set[str]:
    """The records that a server has after a history of one collection."""
    there = set(before)
    for action, record in history:
        if action == "deleted":
            there.discard(record)
        else:
            there.add(record)
    return there


STEPS = st.lists(st.tuples(st.sampled_from(["created", "updated", "deleted"]), st.sampled_from(NAMES)), max_size=20)


@given(st.sets(st.sampled_from(NAMES)), STEPS, st.integers(0, 20))
def test_a_walk_that_saw_any_moment_of_a_live_history_is_explained(before, steps, seen):
    """The stage holds the server as it was after some steps; the count is of the end."""
    stage, now = played(before, steps[:seen]), played(before, steps)
    changes = touched((event("students", *step) for step in steps), "students")
    there = stage & (changes.existing | changes.gone)
    assert explained(staged=len(stage), staged_touched=there, changes=changes, counted=len(now))


@given(st.sets(st.sampled_from(NAMES), min_size=1), STEPS, st.data())
def test_a_record_that_was_lost_without_an_event_is_never_explained(before, steps, data):
    now = played(before, steps)
    changes = touched((event("students", *step) for step in steps), "students")
    untouched = sorted(before - changes.existing - changes.gone)
    if not untouched:
        return
    lost = set(data.draw(st.lists(st.sampled_from(untouched), min_size=1, unique=True)))
    stage = before - lost
    there = stage & (changes.existing | changes.gone)
    assert not explained(staged=len(stage), staged_touched=there, changes=changes, counted=len(now))
