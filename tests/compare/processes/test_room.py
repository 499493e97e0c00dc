"""What is put into a room is what another process finds there."""

import multiprocessing
from multiprocessing.connection import Connection
from multiprocessing.shared_memory import SharedMemory
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clever_upgrade.compare.processes import room as rooms
from clever_upgrade.compare.processes.room import Room, Visitor

TEXTS = st.lists(st.binary(min_size=1, max_size=2_000), min_size=1, max_size=3)


@given(st.lists(TEXTS, min_size=1, max_size=8))
def test_what_was_put_there_last_lies_there(several: list[list[bytes]]) -> None:
    room, visitor = Room(), Visitor()
    try:
        for texts in several:
            found = visitor.texts(room.put(texts), list(map(len, texts)))
            assert list(map(bytes, found)) == texts
            del found
    finally:
        room.close()


def test_a_visitor_keeps_no_memory_that_was_outgrown() -> None:
    rooms, visitor = [Room(), Room()], Visitor(2)
    try:
        for size in (1, 10, 100, 1_000, 10_000, 100_000):
            for room in rooms:
                (found,) = visitor.texts(room.put([b"x" * size]), [size])
                assert bytes(found) == b"x" * size
                del found
                assert len(visitor._seen) <= len(rooms)
    finally:
        for room in rooms:
            room.close()


def echo(connection: Connection) -> None:
    name, sizes = connection.recv()
    connection.send([bytes(text) for text in Visitor().texts(name, sizes)])


def test_another_process_finds_it() -> None:
    context, room = multiprocessing.get_context("spawn"), Room()
    own, other = context.Pipe()
    process = context.Process(target=echo, args=(other,))
    process.start()
    try:
        texts = [b"a" * 100_000, b"b" * 3]
        own.send((room.put(texts), [100_000, 3]))
        assert own.recv() == texts
    finally:
        room.close()
        process.join()


def test_a_closed_room_leaves_nothing_behind() -> None:
    room = Room()
    name = room.put([b"text"])
    room.close()
    room.close()
    with pytest.raises(FileNotFoundError):
        SharedMemory(name)


def test_who_finds_no_room_is_told_so_and_leaves_nothing_behind(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    made: list[str] = []

    class Noted(SharedMemory):
        def __init__(self, name: str | None = None, create: bool = False, size: int = 0) -> None:
            super().__init__(name, create, size)
            made.append(self.name)
            (tmp_path / self.name).touch()

    def full(*_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(rooms, "SharedMemory", Noted)
    monkeypatch.setattr(rooms, "_ON_LINUX", tmp_path)
    monkeypatch.setattr("os.posix_fallocate", full)
    with pytest.raises(OSError, match="No space left"):
        Room().put([b"text"])
    (name,) = made
    with pytest.raises(FileNotFoundError):
        SharedMemory(name)
