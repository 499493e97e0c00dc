"""The path for pairs that differ, or whose members come in another order: member by member, each one by its bytes.

Both records are split into the texts of their members. What has the same text on both sides is the same; only what has
not is judged, by the exact judge. Two modules split records: ``structs``, where the names are known beforehand, and
``dicts``.
"""

from collections.abc import Sequence
from typing import Protocol

import msgspec
from msgspec import Raw, Struct

from clever_upgrade.compare.judge import Member

UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""What a parser raises for a text that is none of its kind."""

Added = tuple[bytes, ...]
"""The texts of the documented additions to one record, in the order in which whoever splits records was told them."""


class Rests(Struct, gc=False):
    """What is left of pairs without the members that have the same text on both sides.

    ``added`` are the documented additions to each; one that the earlier version has, too, is among the ``others``.
    ``primaries`` are the texts of the primary schools in the earlier version, whether or not they differ.
    """

    added: Sequence[Added]
    primaries: Sequence[bytes]
    others: Sequence[Member]


class Splitter(Protocol):
    """Splits pairs."""

    def rests(self, from_texts: Sequence[bytes | Raw], to_texts: Sequence[bytes | Raw]) -> Rests | None:
        """What is left of the pairs.

        None unless all of them can be read, no name stands twice, and every object is written in the plainest way.
        """
        ...
