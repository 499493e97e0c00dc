"""Bytes are tried on a whole page only where they vouch for much of it, and a name is learned once."""

from collections.abc import Collection, Sequence

import pytest

from clever_upgrade.compare.align import Pair
from clever_upgrade.compare.bulk import BulkJudge
from clever_upgrade.compare.judge import PairJudge
from clever_upgrade.compare.paths.additions import Expected, Vouched
from clever_upgrade.compare.paths.bytes import BytesPath
from clever_upgrade.compare.paths.structs import Structs
from clever_upgrade.compare.walk import Met
from clever_upgrade.contract import default_upgrade

ROWS = 1_000
FEW = 100


def page(differing: range) -> list[Pair]:
    """A page of sections of which these differ."""
    text = b'{"id":"%04d","grade":"%d"}'
    return [(f"{row:04d}", text % (row, 1), text % (row, 2 if row in differing else 1)) for row in range(ROWS)]


@pytest.fixture
def tried(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """On how many pairs bytes were tried, time by time."""
    numbers, vouch = list[int](), BytesPath.vouch

    def counting(self: BytesPath, pairs: Sequence[Pair], expected: Expected) -> list[Vouched | None]:
        numbers.append(len(pairs))
        return vouch(self, pairs, expected)

    monkeypatch.setattr(BytesPath, "vouch", counting)
    return numbers


def judge() -> BulkJudge:
    upgrade = default_upgrade()
    fields = (version.resources["sections"].fields for version in (upgrade.from_version, upgrade.to_version))
    return BulkJudge(PairJudge(*fields, Met()))


def test_where_all_differ_a_few_pairs_tell_for_many_pages(tried: list[int]) -> None:
    bulk = judge()
    for _ in range(20):
        assert len(bulk.judge_pairs(page(range(ROWS))).single) == ROWS
    assert len(tried) == 1
    assert tried[0] <= FEW


def test_where_few_differ_a_few_pairs_tell_once(tried: list[int]) -> None:
    bulk = judge()
    for _ in range(3):
        assert len(bulk.judge_pairs(page(range(50))).single) == 50
    assert tried[0] <= FEW
    assert tried[1:] == [ROWS] * 3


def test_a_page_that_begins_with_differences_is_judged_by_what_it_is_like_throughout(tried: list[int]) -> None:
    judge().judge_pairs(page(range(ROWS // 3)))
    assert ROWS in tried


def test_a_page_that_differs_ends_the_trust_in_bytes(tried: list[int]) -> None:
    bulk = judge()
    for differing in (range(0), range(ROWS), range(ROWS)):
        bulk.judge_pairs(page(differing))
    assert tried[1:] == [ROWS] * 2


def test_a_name_that_nobody_knew_is_learned_from_the_first_record_that_has_it(monkeypatch: pytest.MonkeyPatch) -> None:
    made, make = list[Structs](), Structs.__init__

    def counting(self: Structs, names: Collection[str], additions: tuple[str, ...]) -> None:
        made.append(self)
        make(self, names, additions)

    monkeypatch.setattr(Structs, "__init__", counting)
    bulk = judge()
    pairs = [(each, *(text.replace(b"{", b'{"room":"1",', 1) for text in texts)) for each, *texts in page(range(ROWS))]
    for _ in range(2):
        # In another process what was met is told page by page, and forgotten.
        bulk.exact.met.names = {}
        assert [single.found[0].path for single in bulk.judge_pairs(pairs).single] == ["grade"] * ROWS
    assert len(made) == 2
