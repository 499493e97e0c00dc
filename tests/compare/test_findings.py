"""Findings are kept in order, however many there are and wherever they lie."""

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clever_upgrade.compare.bulk import Alike
from clever_upgrade.compare.findings import FindingStore, ManyFindings, Packed, in_order, joined, order_of, pack
from clever_upgrade.compare.result import MISSING, Change, Difference, Finding, Verdict
from clever_upgrade.compare.tally import Tally, fingerprint
from clever_upgrade.compare.values import HugeNumber

VALUES = (
    MISSING,
    None,
    True,
    0,
    2**80,
    1.5,
    "é",
    ["x", {"a": None}],
    HugeNumber("1e999"),
    {"n": [HugeNumber("-1e999")]},
)


def found(number: int, verdict: Verdict = Verdict.UNEXPECTED, district: str = "d") -> Finding:
    rng = Random(number)
    path, change = rng.choice(["", "email", "name.first"]), rng.choice(list(Change))
    difference = Difference(path, change, verdict, "value-differs", *(rng.choice(VALUES) for _ in range(3)))
    record_id = f"{rng.randrange(1000):024x}"
    mark = fingerprint(district, "students", record_id, difference)
    return Finding(district, "students", record_id, difference, mark, rng.choice(["", "/schools/s/students"]))


def packed(finding: Finding) -> list[Packed]:
    found, mark = (finding.id, finding.difference), bytes.fromhex(finding.fingerprint)
    return pack(finding.district, finding.collection, [found], [mark], finding.nested_in)


NUMBERS = st.lists(st.integers(0, 10**6), unique=True, max_size=300)


@given(NUMBERS, st.integers(1, 90))
def test_findings_come_back_whole_and_in_order(numbers: list[int], in_memory: int) -> None:
    store, expected = FindingStore(in_memory), {}
    for finding in map(found, numbers):
        if finding.fingerprint not in expected:
            store.add_all(packed(finding))
            expected[finding.fingerprint] = finding
    ordered = sorted(expected.values(), key=order_of)
    kept = store.findings()
    assert list(kept) == ordered
    assert list(kept) == ordered, "they can be read again"
    assert len(kept) == len(ordered)
    assert isinstance(kept, ManyFindings) == (len(ordered) >= in_memory)
    assert list(in_order(kept)) == ordered
    assert list(kept[3:7]) == ordered[3:7]
    if ordered:
        assert (kept[0], kept[-1]) == (ordered[0], ordered[-1])


def test_two_readers_do_not_disturb_each_other() -> None:
    store = FindingStore(10)
    for number in range(500):
        store.add_all(packed(replace(found(number), fingerprint=f"{number:016x}")))
    kept = store.findings()
    one, other = iter(kept), iter(kept)
    next(one)
    assert list(other) == list(kept) == sorted(kept, key=order_of)


@given(st.lists(st.tuples(st.integers(0, 40), st.booleans()), max_size=80), st.none() | st.integers(0, 30))
@settings(max_examples=60)
def test_a_worse_verdict_takes_the_place_of_a_milder_one_wherever_that_lies(
    notes: list[tuple[int, bool]], most: int | None
) -> None:
    small, large = Tally("d", most, FindingStore(5)), Tally("d", most)
    for number, worse in notes:
        finding = found(number, Verdict.UNEXPECTED if worse else Verdict.DRIFTED)
        for tally in (small, large):
            tally.add("students", [Alike([finding.difference], 1, (finding.id,))], nested_in=finding.nested_in)
    assert list(small.findings()) == list(large.findings())
    assert (len(small.findings()), small.left_out) == (len(large.findings()), large.left_out)
    assert small.groups() == large.groups()


@pytest.mark.parametrize("in_memory", [3, 1000])
def test_the_findings_of_many_districts_are_one_sequence(in_memory: int) -> None:
    several = []
    for district in "cab":
        store = FindingStore(in_memory)
        for number in range(20):
            finding = replace(found(number, district=district), fingerprint=f"{number:016x}")
            store.add_all(packed(finding))
        several.append(store.findings())
    several.append((found(5, district="e"),))
    together = joined(several)
    assert len(together) == 61
    assert list(in_order(together)) == sorted((each for one in several for each in one), key=order_of)
