"""What one process asks another about a page, and what it is answered."""

from dataclasses import dataclass

import msgspec
from msgspec import Struct

from clever_upgrade.compare.bulk import Judged


class Schools(Struct):
    """The schools that the users of one page must show: the sets that there are, and the number of each user's."""

    sets: list[frozenset[str] | None]
    wanted: list[int]


class Page(Struct):
    """How to take a pair of pages apart, and how to judge them.

    ``is_read`` says that the later one was read before; otherwise it is to be read by its likeness to the earlier one.
    ``schools`` is None if these are no users; ``unfit`` is what ``Tops`` says.
    """

    from_version: str
    to_version: str
    collection: str
    ids: list[str]
    schools: Schools | None
    unfit: list[int]
    noted: int | None
    wrapped: tuple[bool, bool] = (True, True)
    is_read: bool = True


class Whereabouts(Struct):
    """Where the texts of both pages lie: in the ``room`` of this name, one behind the other, or else they follow."""

    sizes: tuple[int, int]
    room: str = ""


encoded = msgspec.msgpack.Encoder().encode
page = msgspec.msgpack.Decoder(Page).decode
whereabouts = msgspec.msgpack.Decoder(Whereabouts).decode


@dataclass(frozen=True, slots=True)
class Answer:
    """The judgements of a page, and what was met in it.

    ``count`` and ``next_uri`` are what the later page says beside its records, if it was to be read. If it was found to
    be not alike, there are no judgements.
    """

    judged: Judged
    names: dict[str, set[str]]
    date_forms: int
    count: int | None = None
    next_uri: str | None = None
    alike: bool = True


NOT_ALIKE = Answer(Judged(), {}, 0, alike=False)
