"""Suspects are found again in their listing, by a filter or by what follows the id before them."""

import asyncio
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clever_upgrade.api.page import Page
from clever_upgrade.compare.reread import FEW, RUN, Rereader, id_before
from clever_upgrade.contract import default_upgrade
from clever_upgrade.errors import IncompleteListingError
from tests.compare.fake_source import FakeSource
from tests.compare.worlds import FROM, SIDES, TO

NUMBERS = st.sets(st.integers(1, 400), max_size=150)


def ids_of(numbers: set[int]) -> list[str]:
    return [f"{number:024x}" for number in sorted(numbers)]


def source_with(numbers: set[int]) -> FakeSource:
    texts = {record_id: record_id.encode() for record_id in ids_of(numbers)}
    return FakeSource({(side, "students"): texts for side in SIDES})


def rereader(source: FakeSource, *, filterable: bool = True) -> Rereader:
    return Rereader(source, default_upgrade(), "students", "/students", filterable)


@given(NUMBERS, NUMBERS, st.booleans(), st.booleans(), st.sampled_from([1, 2, 7, 99, 100, 10_000]))
@settings(deadline=None)
def test_every_suspect_that_is_there_is_found_and_no_other(
    there: set[int], suspects: set[int], filterable: bool, takes_where: bool, most_rows: int
) -> None:
    source = source_with(there)
    source.takes_where, source.most_rows = takes_where, most_rows
    found = asyncio.run(rereader(source, filterable=filterable).read(ids_of(suspects)))
    assert found == {
        record_id: (record_id.encode(),) * 2 if int(record_id, 16) in there else (None, None)
        for record_id in ids_of(suspects)
    }


@given(st.integers(1, 2**96 - 1))
def test_the_id_before_is_the_greatest_smaller_one(number: int) -> None:
    before = id_before(f"{number:024x}")
    assert len(before) == 24
    assert before < f"{number:024x}"
    assert int(before, 16) == number - 1


def test_there_is_no_id_before_the_first() -> None:
    assert id_before("0" * 24) == "0" * 24


def test_suspects_that_stand_side_by_side_take_one_request_for_a_run() -> None:
    source = source_with(set(range(1, 300)))
    asyncio.run(rereader(source, filterable=False).read_version(TO, ids_of(set(range(1, RUN + 1)))))
    assert source.asked == [("first_page", TO, "/students")]


def test_one_suspect_takes_one_request_for_one_row() -> None:
    source, limits = source_with({5, 6, 7}), []
    first_page = source.first_page

    async def noting(version: str, path: str, *, params: Mapping[str, str]) -> Page:
        limits.append(params)
        return await first_page(version, path, params=params)

    source.first_page = noting  # type: ignore[method-assign]
    found = asyncio.run(rereader(source).read_version(FROM, ids_of({6})))
    assert list(found) == ids_of({6})
    assert limits == [{"limit": "1", "starting_after": ids_of({5})[0]}]


@pytest.mark.parametrize("number", [FEW, FEW + 1])
def test_many_suspects_go_through_the_filter(number: int) -> None:
    source = source_with(set(range(1, 9)))
    asyncio.run(rereader(source).read_version(TO, ids_of(set(range(1, number + 1)))))
    assert (("batch", TO, "students") in source.asked) is (number > FEW)


def test_a_filter_that_falls_short_is_not_believed() -> None:
    source = source_with(set(range(1, 9)))

    async def short(version: str, collection: str, ids: Sequence[str]) -> dict[str, bytes]:
        raise IncompleteListingError(f"{version} {collection}", missing=len(ids))

    source.batch = short  # type: ignore[method-assign]
    assert len(asyncio.run(rereader(source).read_version(TO, ids_of(set(range(1, 9)))))) == 8


def test_a_server_that_ignores_the_cursor_is_not_asked_forever() -> None:
    source = source_with({1, 2})

    async def always_first(version: str, path: str, *, params: Mapping[str, str]) -> Page:
        assert params["starting_after"]
        source.asked.append(("first_page", version, path))
        return Page(ids_of({1}), [b"1"])

    source.first_page = always_first  # type: ignore[method-assign]
    suspects = ids_of(set(range(1, 30)))
    found = asyncio.run(rereader(source, filterable=False).read_version(TO, suspects))
    assert found == {suspects[0]: b"1"}
    assert len(source.asked) <= len(suspects)


def test_an_id_of_another_form_is_read_alone() -> None:
    source = FakeSource({(TO, "students"): {"Jo": b"1", f"{3:024x}": b"3"}})
    found = asyncio.run(rereader(source).read_version(TO, ["Jo", f"{3:024x}", "Al"]))
    assert found == {"Jo": b"1", f"{3:024x}": b"3"}
    assert ("single", TO, "/students/Jo") in source.asked
