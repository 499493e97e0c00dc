"""Suspects are read again until two readings agree, and then judged; what never agrees did not settle."""

import asyncio
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clever_upgrade.compare.result import Change, Difference, Verdict
from clever_upgrade.compare.settle import ROUNDS, Reading, Settled, settle

DRIFTING = Difference("email", Change.CHANGED, Verdict.UNEXPECTED, "value-differs")
DOCUMENTED = Difference("schools", Change.ADDED, Verdict.DOCUMENTED, "schools-array")
FOUND = Difference("dob", Change.CHANGED, Verdict.UNEXPECTED, "value-differs")
FIRST = [DRIFTING, DOCUMENTED]


class Server:
    """Answers each reading of a record with the next text of its list; the last one stays."""

    def __init__(self, texts: Mapping[str, Sequence[tuple[int | None, int | None]]]) -> None:
        self.texts, self.reads, self.pauses = texts, dict.fromkeys(texts, 0), []

    async def read(self, ids: Sequence[str]) -> dict[str, Reading]:
        found = {}
        for record_id in ids:
            texts = self.texts[record_id]
            one, other = texts[min(self.reads[record_id], len(texts) - 1)]
            found[record_id] = tuple(None if side is None else b'{"n":%d}' % side for side in (one, other))
            self.reads[record_id] += 1
        return found

    async def judge(self, readings: Mapping[str, Reading]) -> dict[str, list[Difference]]:
        """Equal numbers make a documented pair, others a finding, and nothing on either side nothing."""
        assert readings.keys() <= self.texts.keys()
        return {
            record_id: [] if one is None is other else [DOCUMENTED] if one == other else [FOUND]
            for record_id, (one, other) in readings.items()
        }

    async def pause(self, round_number: int) -> None:
        self.pauses.append(round_number)

    def settled(self, first: Sequence[Difference] = FIRST) -> dict[str, Settled]:
        suspects = {record_id: list(first) for record_id in self.texts}
        outcome = asyncio.run(settle(suspects, self.read, self.judge, self.pause))
        assert len({settled.id for settled in outcome}) == len(outcome) == len(suspects)
        return {settled.id: settled for settled in outcome}


NUMBERS = st.lists(
    st.tuples(st.none() | st.integers(0, 2), st.none() | st.integers(0, 2)), min_size=1, max_size=ROUNDS + 3
)


@given(st.dictionaries(st.text(max_size=2), NUMBERS, min_size=1, max_size=4))
def test_suspects_settle_as_a_naive_reader_settles_them(texts: dict[str, list[tuple[int | None, int | None]]]) -> None:
    server = Server(texts)
    for record_id, settled in server.settled().items():
        seen = [texts[record_id][min(turn, len(texts[record_id]) - 1)] for turn in range(ROUNDS + 1)]
        still = next((turn for turn in range(1, ROUNDS + 1) if seen[turn] == seen[turn - 1]), None)
        assert settled.held_still is (still is not None)
        assert server.reads[record_id] == (ROUNDS + 1 if still is None else still + 1)
        verdicts = {(one.path, one.verdict, one.rule) for one in settled.differences}
        drifted = ("email", Verdict.DRIFTED, "value-differs" if still else "did-not-settle")
        documented = ("schools", Verdict.DOCUMENTED, "schools-array")
        if still is None:
            assert verdicts == {drifted, documented}
        elif seen[still][0] != seen[still][1]:
            assert verdicts == {("dob", Verdict.UNEXPECTED, "value-differs")}
        else:
            assert verdicts == ({drifted} if seen[still] == (None, None) else {drifted, documented})


def test_it_pauses_once_before_every_reading_but_the_first() -> None:
    server = Server({"a": [(1, 2), (1, 3), (1, 4), (1, 4)]})
    server.settled()
    assert server.pauses == [1, 2, 3]


@pytest.mark.parametrize("moving", [0, 1])
def test_both_sides_must_hold_still(moving: int) -> None:
    texts = [(number, 0) if moving == 0 else (0, number) for number in range(ROUNDS + 2)]
    assert not Server({"a": texts}).settled()["a"].held_still


def test_a_record_that_only_changes_its_order_holds_still() -> None:
    texts = [b'{"a":1,"b":2}', b'{"b":2,"a":1}']
    turns = []

    async def read(ids: Sequence[str]) -> dict[str, Reading]:
        turns.append(ids)
        return dict.fromkeys(ids, (texts[len(turns) % 2], b"{}"))

    async def judge(readings: Mapping[str, Reading]) -> dict[str, list[Difference]]:
        assert {record_id: reading[1] for record_id, reading in readings.items()} == {"a": b"{}"}
        return {"a": [FOUND]}

    async def pause(round_number: int) -> None:
        assert round_number == 1

    (settled,) = asyncio.run(settle({"a": [DRIFTING]}, read, judge, pause))
    assert (settled.held_still, settled.differences) == (True, [FOUND])


def test_a_path_that_drifted_is_not_documented_as_well() -> None:
    mismatch = Difference("schools", Change.ADDED, Verdict.UNEXPECTED, "schools-mismatch")
    settled = Server({"a": [(1, 1)]}).settled([mismatch])["a"]
    assert [(one.path, one.verdict, one.rule) for one in settled.differences] == [
        ("schools", Verdict.DRIFTED, "schools-mismatch")
    ]
