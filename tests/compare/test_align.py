"""Joining two listings page by page gives what joining them whole would, in constant memory."""

import asyncio
from collections.abc import AsyncIterator, Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clever_upgrade.api.page import Page
from clever_upgrade.compare.align import Joined, Rows, join, joined

IDS = st.lists(st.integers(0, 40), unique=True).map(lambda numbers: [f"{number:02}" for number in sorted(numbers)])
CUTS = st.lists(st.integers(0, 4), max_size=60)


def paged(ids: list[str], cuts: Iterable[int], mark: str) -> list[Page]:
    """The rows in pages of these sizes, empty ones too, and then one page with the rest."""
    pages, left = [], ids
    for cut in cuts:
        page, left = left[:cut], left[cut:]
        pages.append(page)
    return [Page(page, [f"{mark}{row}".encode() for row in page]) for page in [*pages, left]]


async def served(pages: list[Page]) -> AsyncIterator[Page]:
    for page in pages:
        await asyncio.sleep(0)
        yield page


def steps(from_pages: list[Page], to_pages: list[Page]) -> list[Joined]:
    async def every() -> list[Joined]:
        return [step async for step in joined(served(from_pages), served(to_pages))]

    return asyncio.run(every())


@given(IDS, IDS, CUTS, CUTS)
def test_pages_join_to_what_a_join_of_everything_gives(
    from_ids: list[str], to_ids: list[str], from_cuts: list[int], to_cuts: list[int]
) -> None:
    made = steps(paged(from_ids, from_cuts, "f"), paged(to_ids, to_cuts, "t"))
    pairs = [pair for step in made for pair in step.pairs]
    only_from = [row for step in made for row in step.only_from]
    only_to = [row for step in made for row in step.only_to]
    both = sorted({*from_ids} & {*to_ids})
    assert pairs == [(row, f"f{row}".encode(), f"t{row}".encode()) for row in both]
    assert only_from == [(row, f"f{row}".encode()) for row in from_ids if row not in to_ids]
    assert only_to == [(row, f"t{row}".encode()) for row in to_ids if row not in from_ids]


@given(IDS, IDS, CUTS, CUTS)
def test_no_step_holds_more_than_one_page_of_a_side(
    from_ids: list[str], to_ids: list[str], from_cuts: list[int], to_cuts: list[int]
) -> None:
    from_pages, to_pages = paged(from_ids, from_cuts, "f"), paged(to_ids, to_cuts, "t")
    most = max(len(page.ids) for page in from_pages), max(len(page.ids) for page in to_pages)
    for step in steps(from_pages, to_pages):
        assert len(step.pairs) + len(step.only_from) <= most[0]
        assert len(step.pairs) + len(step.only_to) <= most[1]


def test_a_row_that_stays_is_not_judged_before_the_other_side_has_passed_it() -> None:
    from_rows, to_rows = Rows(["a", "c"], [b"1", b"2"]), Rows(["a", "b"], [b"3", b"4"])
    step = join(from_rows, to_rows)
    assert (step.pairs, step.only_from, step.only_to) == ([("a", b"1", b"3")], [], [("b", b"4")])
    assert (from_rows.exhausted, to_rows.exhausted) == (False, True)
    assert join(from_rows, None).only_from == [("c", b"2")]
    assert from_rows.exhausted


def test_two_ended_listings_join_to_nothing() -> None:
    assert join(None, None) == Joined()
    assert steps([], [Page([], [])]) == []


def test_the_failure_of_one_side_is_the_failure_of_the_join() -> None:
    async def failing() -> AsyncIterator[Page]:
        yield Page(["a"], [b""])
        raise RuntimeError("lost")

    async def every() -> None:
        async for _ in joined(failing(), served(paged(["a", "b", "c"], [1, 1], "t"))):
            pass

    with pytest.raises(RuntimeError, match="lost"):
        asyncio.run(every())
