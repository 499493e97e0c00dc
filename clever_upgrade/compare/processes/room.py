"""Memory that two processes see, through which a page goes from one to the other without being copied on the way.

It is its owner's alone, and is given back at the end of the run, however that comes about. Where a system has too
little of it, as some containers have, whoever wants to put something there is told so beforehand.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from multiprocessing.shared_memory import SharedMemory
from pathlib import Path
from typing import cast

from clever_upgrade.api.envelope import Body

_ON_LINUX = Path("/dev/shm")  # noqa: S108 - where Linux shows shared memory, which is made elsewhere
"""Of Linux, a folder that may be full: whoever wrote beyond its end would be killed."""


class Room:
    """Memory to put texts into; it grows with them."""

    def __init__(self) -> None:
        self._memory: SharedMemory | None = None

    def put(self, texts: Sequence[Body]) -> str:
        """Where the texts lie now, one behind the other, in place of those before; OSError if there is no room."""
        size = sum(map(len, texts))
        if self._memory is None or size > self._memory.size:
            self.close()
            self._memory = _reserved(size * 5 // 4)
        lying, at = _bytes_of(self._memory), 0
        for text in texts:
            lying[at : at + len(text)] = text
            at += len(text)
        return self._memory.name

    def close(self) -> None:
        """Give the memory back."""
        if self._memory is not None:
            self._memory.close()
            self._memory.unlink()
            self._memory = None


@dataclass(slots=True)
class Visitor:
    """Looks at what another process has put into its rooms, of which there are so many.

    Whoever asks for further texts must have let go of earlier ones.
    """

    rooms: int = 1
    _seen: dict[str, SharedMemory] = field(default_factory=dict)

    def texts(self, name: str, sizes: Sequence[int]) -> list[memoryview]:
        """The texts that lie there, one behind the other."""
        if name not in self._seen:
            # The memory that was outgrown is among those seen first; one that is not is found again by its name.
            if len(self._seen) == self.rooms:
                self._seen.pop(next(iter(self._seen))).close()
            self._seen[name] = SharedMemory(name)
        lying, at, found = _bytes_of(self._seen[name]), 0, list[memoryview]()
        for size in sizes:
            found.append(lying[at : at + size])
            at += size
        return found


def _reserved(size: int) -> SharedMemory:
    """So much memory, which is there and not only promised."""
    memory = SharedMemory(create=True, size=size)
    place = _ON_LINUX / memory.name
    try:
        if place.exists():
            file = os.open(place, os.O_RDWR)
            try:
                os.posix_fallocate(file, 0, size)
            finally:
                os.close(file)
    except OSError:
        memory.close()
        memory.unlink()
        raise
    return memory


def _bytes_of(memory: SharedMemory) -> memoryview:
    # It is there until the memory is closed, which the type does not tell.
    return cast(memoryview, memory.buf)
