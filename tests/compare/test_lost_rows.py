"""A listing that falls short of the server's own count is believed only if the missing records are gone for good."""

from random import Random

import pytest

from clever_upgrade.errors import IncompleteListingError
from tests.compare.fake_source import FakeSource
from tests.compare.oracle import Row
from tests.compare.rehearsal import found_rows, run
from tests.compare.worlds import FROM, SIDES, TO, World, build, new_id

STUDENT = new_id("students", 1)


@pytest.fixture
def world() -> World:
    return build(Random(3), students=6)


@pytest.mark.parametrize("side", SIDES)
def test_a_row_that_the_listing_loses_and_the_server_still_has_ends_the_comparison(world: World, side: str) -> None:
    source = FakeSource.of(world)
    source.lost[side, "/students"], source.short[side, "/students"] = {STUDENT}, 1
    with pytest.raises(IncompleteListingError):
        run(source)


@pytest.mark.parametrize("side", SIDES)
def test_a_row_that_comes_back_explains_no_shortfall(world: World, side: str) -> None:
    source = FakeSource.of(world)
    source.lost[side, "/students"], source.short[side, "/students"] = {STUDENT}, 1
    source.on_read = lambda *_: source.lost.clear()
    with pytest.raises(IncompleteListingError):
        run(source)


@pytest.mark.parametrize(("side", "change"), [(TO, "removed"), (FROM, "added")])
def test_records_that_are_gone_for_good_explain_a_shortfall(world: World, side: str, change: str) -> None:
    source = FakeSource.of(world)
    del source.texts[side, "students"][STUDENT]
    source.short[side, "/students"] = 1
    rule = "only-in-from" if side == TO else "only-in-to"
    assert found_rows(run(source), "students") == {Row(STUDENT, "", change, "unexpected", rule)}


def test_fewer_records_gone_than_missing_explain_nothing(world: World) -> None:
    source = FakeSource.of(world)
    del source.texts[TO, "students"][STUDENT]
    source.short[TO, "/students"] = 2
    with pytest.raises(IncompleteListingError) as raised:
        run(source)
    assert raised.value.missing == 2


def test_records_gone_from_the_other_version_explain_nothing(world: World) -> None:
    source = FakeSource.of(world)
    del source.texts[FROM, "students"][STUDENT]
    source.short[TO, "/students"] = 1
    with pytest.raises(IncompleteListingError):
        run(source)


def test_a_shortfall_without_any_missing_record_is_not_explained(world: World) -> None:
    source = FakeSource.of(world)
    source.short[FROM, "/schools"] = 1
    with pytest.raises(IncompleteListingError):
        run(source)
