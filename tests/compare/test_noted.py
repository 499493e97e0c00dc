"""What was noted is found again, and what certainly was not is known without a search."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clever_upgrade.compare.noted import MARK_BYTES, Noted

IDS = st.sampled_from("abcdefgh")
MARKS = st.binary(min_size=MARK_BYTES, max_size=MARK_BYTES).map(lambda mark: bytes(byte % 2 for byte in mark))
"""Of few bytes, so that they look like parts of each other."""
FINDINGS = st.tuples(IDS, MARKS)


@given(
    st.sampled_from([1, 3, 1000]),
    st.lists(st.dictionaries(MARKS, st.tuples(IDS, st.integers(0, 255)), max_size=8), max_size=6),
    st.lists(st.tuples(FINDINGS, st.integers(0, 255)), max_size=6),
    st.lists(FINDINGS, max_size=20),
)
def test_every_finding_has_the_state_that_it_was_given_last(
    together: int,
    batches: list[dict[bytes, tuple[str, int]]],
    changes: list[tuple[tuple[str, bytes], int]],
    asked: list[tuple[str, bytes]],
) -> None:
    noted, expected, owners = Noted(together), dict[tuple[str, bytes], int](), dict[bytes, str]()
    for batch in batches:
        # A fingerprint belongs to one record.
        new = {mark: each for mark, each in batch.items() if mark not in owners}
        noted.add([record_id for record_id, _ in new.values()], list(new), bytes(state for _, state in new.values()))
        owners |= {mark: record_id for mark, (record_id, _) in new.items()}
        expected |= {(record_id, mark): state for mark, (record_id, state) in new.items()}
    for finding, state in changes:
        if finding in expected:
            noted.change(*finding, state)
            expected[finding] = state
        elif owners.get(finding[1]) is None:
            with pytest.raises(KeyError):
                noted.change(*finding, state)
    assert len(noted) == len(expected)
    for finding, state in expected.items():
        assert noted.state(*finding) == state
    for record_id, mark in asked:
        if mark not in owners:
            assert noted.state(record_id, mark) is None


@given(st.lists(st.lists(IDS, min_size=1, max_size=4), max_size=5), st.lists(IDS, min_size=1, max_size=4))
def test_whoever_comes_after_all_others_needs_no_search(batches: list[list[str]], ids: list[str]) -> None:
    noted, number = Noted(), 0
    for batch in batches:
        noted.add(batch, [(number + place).to_bytes(MARK_BYTES) for place in range(len(batch))], bytes(len(batch)))
        number += len(batch)
    assert noted.may_have_any(ids) == any(one <= other for one in ids for batch in batches for other in batch)
