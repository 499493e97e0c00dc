"""A map from keys of one length to small numbers that costs a few bytes more than its keys and values.

A dictionary of a million ids would cost more memory than everything else that a comparison holds. Here the entries lie
side by side in short buckets of bytes, which are searched for the key.
"""

from collections.abc import Callable, Iterable, Iterator

_CROWDED = 24
"""At how many entries a bucket on average there come to be four times as many buckets."""


class PackedMap:
    """Maps keys of ``key_size`` bytes to values of ``value_size`` bytes; about 20 bytes an entry for short ones."""

    __slots__ = ("_buckets", "_entries", "_mask", "_width", "key_size")

    def __init__(self, key_size: int, value_size: int) -> None:
        self.key_size, self._width = key_size, key_size + value_size
        self._entries = 0
        self._buckets, self._mask = [b""] * 16, 15

    def __len__(self) -> int:
        return self._entries

    def get(self, key: bytes) -> bytes | None:
        """The value, or None where there is none."""
        bucket = self._buckets[hash(key) & self._mask]
        at = bucket.find(key)
        while at > 0 and at % self._width:
            at = bucket.find(key, at + 1)
        return bucket[at + self.key_size : at + self._width] if at >= 0 else None

    def get_all(self, keys: Iterable[bytes]) -> list[bytes | None]:
        """The values of many keys."""
        buckets, mask, key_size, width = self._buckets, self._mask, self.key_size, self._width
        values: list[bytes | None] = []
        for key in keys:
            bucket = buckets[hash(key) & mask]
            at = bucket.find(key)
            while at > 0 and at % width:
                at = bucket.find(key, at + 1)
            values.append(bucket[at + key_size : at + width] if at >= 0 else None)
        return values

    def change_all(self, keys: Iterable[bytes], changed: Callable[[bytes | None], bytes]) -> None:
        """Set the values of many keys to what ``changed`` makes of each: of None where there is no value."""
        buckets, mask, key_size, width = self._buckets, self._mask, self.key_size, self._width
        for key in keys:
            number = hash(key) & mask
            bucket = buckets[number]
            at = bucket.find(key)
            while at > 0 and at % width:
                at = bucket.find(key, at + 1)
            if at < 0:
                buckets[number] = bucket + key + changed(None)
                self._entries += 1
                continue
            value = bucket[at + key_size : at + width]
            new = changed(value)
            if new != value:
                buckets[number] = bucket[: at + key_size] + new + bucket[at + width :]
        self._make_room()

    def _make_room(self) -> None:
        while self._entries > _CROWDED * len(self._buckets):
            self._spread()

    def _spread(self) -> None:
        entries = list(self._buckets)
        self._buckets, self._mask = [b""] * (4 * len(entries)), 4 * len(entries) - 1
        buckets, mask, key_size = self._buckets, self._mask, self.key_size
        for number, bucket in enumerate(entries):
            for entry in self._split(bucket):
                buckets[hash(entry[:key_size]) & mask] += entry
            # What was moved is let go at once, so that the map never stands in memory twice.
            entries[number] = b""

    def _split(self, bucket: bytes) -> Iterator[bytes]:
        return (bucket[at : at + self._width] for at in range(0, len(bucket), self._width))
