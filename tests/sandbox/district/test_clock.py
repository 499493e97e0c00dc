from datetime import UTC, datetime

import pytest

from clever_upgrade.contract.facts import is_object_id
from clever_upgrade.sandbox.district.clock import Clock, id_seconds, later_than, timestamp

NOON = datetime(2017, 3, 20, 12, 0, tzinfo=UTC)


def test_time_moves_only_when_it_is_told_to():
    clock = Clock(NOON, "0123456789")
    assert clock.begin() == "2017-03-20T12:00:01.000Z"
    assert clock.tick() == "2017-03-20T12:00:01.001Z"
    assert clock.begin() == "2017-03-20T12:00:02.000Z"


def test_ids_carry_the_time_and_ascend():
    clock = Clock(NOON, "0123456789")
    first, second = clock.new_id(None), clock.new_id(None)
    assert is_object_id(first)
    assert first < second
    assert id_seconds(first) == int(NOON.timestamp())
    assert first[8:18] == "0123456789"


def test_an_id_lies_behind_the_one_that_it_must_follow():
    clock = Clock(NOON, "0123456789")
    assert clock.new_id("e" * 24) == "e" * 23 + "f"
    with pytest.raises(ValueError, match="no larger id"):
        clock.new_id("f" * 24)


def test_an_id_from_later_moves_the_clock_on_and_one_from_earlier_does_not():
    clock = Clock(NOON, "0123456789")
    clock.not_before("00000001" + "0" * 16)
    assert clock.begin() == "2017-03-20T12:00:01.000Z"
    clock.not_before(f"{int(NOON.timestamp()) + 60:08x}" + "0" * 16)
    assert clock.tick() == "2017-03-20T12:01:00.001Z"


@pytest.mark.parametrize(
    ("old", "expected"),
    [
        (None, "2017-01-01T00:00:00.000Z"),
        ("", "2017-01-01T00:00:00.000Z"),
        ("2016-01-01T00:00:00.000Z", "2017-01-01T00:00:00.000Z"),
        ("2017-01-01T00:00:00.000Z", "2017-01-01T00:00:00.001Z"),
        ("never", "2017-01-01T00:00:00.000Z"),
    ],
)
def test_a_stamp_is_always_later_than_the_old_one(old, expected):
    assert later_than(timestamp(int(datetime(2017, 1, 1, tzinfo=UTC).timestamp()) * 1000), old) == expected
