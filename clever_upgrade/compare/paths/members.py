"""The path for pairs that differ, or whose members come in another order: member by member, each one by its bytes.

Both records are split into the texts of their members. What has the same text on both sides is the same; only what has
not is judged, by the exact judge. Two modules split records: ``structs``, where the names are known beforehand, and
``dicts``.
"""

from typing import NamedTuple, Protocol

Members = dict[str, bytes]
"""The texts of members by name."""


class Rest(NamedTuple):
    """What is left of a pair without the members that have the same text on both sides.

    ``kept`` are members of the same text that the judge of the rest wants to know all the same.
    """

    from_members: Members
    to_members: Members
    kept: Members


class Splitter(Protocol):
    """Splits pairs."""

    def rest(self, from_text: bytes, to_text: bytes) -> Rest | None:
        """What is left of the pair; None if a name stands twice, or an object is not written in the plainest way.

        DecodeError if a text cannot be read.
        """
        ...


def as_texts(rest: Rest) -> tuple[bytes, bytes]:
    """Both sides as smaller records."""
    return written(rest.kept | rest.from_members), written(rest.kept | rest.to_members)


def written(members: Members) -> bytes:
    """An object of these members. Names need no escapes: no splitter takes one that does."""
    return b"{%b}" % b",".join([b'"%b":%b' % (name.encode(), text) for name, text in members.items()])


FRAME = 1
"""Braces and commas of an object without spaces: with one comma less than members, one byte more than members."""


def taken_by(name: str) -> int:
    """How many bytes a member has besides its value: its name in quotes, a colon and a comma."""
    return len(name) + 4
