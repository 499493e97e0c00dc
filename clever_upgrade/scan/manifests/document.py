"""The text of one manifest, and the places in it."""

from clever_upgrade.scan.manifests.dependency import REGISTRY, Dependency, Dialect, Ecosystem, Kind, Source
from clever_upgrade.scan.result import Place
from clever_upgrade.scan.tree.lines import LineIndex

Stretch = tuple[int, int]
"""Start and end of something in the text, as offsets; the end is exclusive."""


class Document:
    """A text that knows its lines, and makes dependencies whose places are right."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text
        self._index = LineIndex(text)

    def line_of(self, offset: int) -> int:
        """The line of an offset, counted from 1."""
        return self._index.position(offset)[0]

    def place(self, stretch: Stretch) -> Place:
        """Lines and columns of a stretch."""
        return self._index.place(*stretch)

    def lines(self) -> list[tuple[int, str]]:
        """Each line without its end, with the offset at which it begins."""
        return [(self._index.start_of(number), self._index.line(number)) for number in range(1, self._index.count + 1)]

    def across(self, first: Stretch, last: Stretch) -> Stretch:
        """From one stretch to another, or only the first where they stand on different lines."""
        start, end = min(first[0], last[0]), max(first[1], last[1])
        return (start, end) if self.line_of(start) == self.line_of(end) else first

    def dependency(
        self,
        ecosystem: Ecosystem,
        name: str,
        requirement: str,
        stretch: Stretch,
        *,
        kind: Kind = Kind.MANIFEST,
        dialect: Dialect = Dialect.EXACT,
        source: Source = REGISTRY,
    ) -> Dependency:
        """A dependency that stands at a stretch of this text."""
        return Dependency(
            ecosystem=ecosystem,
            name=name,
            requirement=requirement.strip(),
            kind=kind,
            path=self.path,
            place=self.place(stretch),
            text=" ".join(self.text[stretch[0] : stretch[1]].split()),
            line=self._index.line(self.line_of(stretch[0])),
            dialect=dialect,
            source=source,
        )

    def broken(self, broken_at: int | None, what: str) -> str:
        """A clause that says where the file stopped making sense, or nothing."""
        return "" if broken_at is None else f"is not valid {what} at line {self.line_of(broken_at)}"
