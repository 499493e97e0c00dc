"""A packed map is a map."""

from hypothesis import given
from hypothesis import strategies as st

from clever_upgrade.compare.packed import PackedMap

KEYS = st.binary(min_size=2, max_size=2).map(lambda key: bytes(byte % 3 for byte in key))


@given(
    st.lists(st.tuples(KEYS, st.binary(min_size=1, max_size=1).map(lambda value: bytes([value[0] % 3]))), max_size=60)
)
def test_keys_that_look_like_parts_of_each_other_are_told_apart(entries: list[tuple[bytes, bytes]]) -> None:
    packed, expected = PackedMap(2, 1), dict[bytes, bytes]()
    for key, value in entries:
        packed.change_all([key], lambda _, value=value: value)
        expected[key] = value
        assert packed.get(key) == value
    assert len(packed) == len(expected)
    for key in (bytes([one, other]) for one in range(4) for other in range(4)):
        assert packed.get(key) == expected.get(key)


@given(
    st.lists(st.tuples(st.lists(KEYS, max_size=20), st.binary(min_size=1, max_size=1)), max_size=8),
    st.lists(KEYS, max_size=20),
)
def test_many_values_are_changed_as_one_by_one(changes: list[tuple[list[bytes], bytes]], asked: list[bytes]) -> None:
    packed, expected = PackedMap(2, 1), dict[bytes, bytes]()
    for keys, step in changes:

        def changed(value: bytes | None, step: bytes = step) -> bytes:
            return step if value is None else bytes([(value[0] + step[0]) % 3])

        packed.change_all(keys, changed)
        for key in keys:
            expected[key] = changed(expected.get(key))
    assert len(packed) == len(expected)
    assert packed.get_all(asked) == [expected.get(key) for key in asked]


def test_a_map_that_is_filled_at_one_go_makes_room_for_all() -> None:
    packed = PackedMap(12, 3)
    packed.change_all([number.to_bytes(12) for number in range(20_000)], lambda value: b"new" if value is None else b"")
    assert packed.get_all([number.to_bytes(12) for number in (0, 19_999, 20_000)]) == [b"new", b"new", None]
    packed.change_all([number.to_bytes(12) for number in range(40_000)], lambda value: value or b"old")
    assert packed.get_all([number.to_bytes(12) for number in (0, 20_000, 39_999)]) == [b"new", b"old", b"old"]
    assert len(packed) == 40_000


def test_a_map_that_has_grown_many_times_keeps_every_entry() -> None:
    packed = PackedMap(12, 3)
    for number in range(20_000):
        packed.change_all([number.to_bytes(12)], lambda _, number=number: (number * 7).to_bytes(3))
    for number in range(20_000):
        assert packed.get(number.to_bytes(12)) == (number * 7).to_bytes(3)
    assert packed.get((20_000).to_bytes(12)) is None
    assert len(packed) == 20_000
