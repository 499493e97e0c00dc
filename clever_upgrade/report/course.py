"""The course of a running comparison: what is being read, how far it is, how fast, and what holds it up.

It takes the calls of both protocols (``compare.source.Progress`` and ``api.observer.Observer``) and only remembers;
how it is shown is up to ``progress.py`` and ``progress_terminal.py``.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field

from clever_upgrade.grammar import counted
from clever_upgrade.report.untrusted import printable

Clock = Callable[[], float]


@dataclass(slots=True)
class Stage:
    """One listing, or the lists below single records, while it is read; ``ended`` is set once it is done."""

    name: str
    started: float
    done: int = 0
    announced: int = 0
    ended: float | None = None

    @property
    def title(self) -> str:
        """The stage in words: ``students``, or ``students of sections`` for lists below single records."""
        parent, slash, collection = printable(self.name).rpartition("/")
        return f"{collection} of {parent}" if slash else collection

    @property
    def total(self) -> int | None:
        """How many records there will be, where it is known."""
        return max(self.announced, self.done) if self.announced else None

    def rate(self, now: float) -> float:
        """Records a second."""
        elapsed = (now if self.ended is None else self.ended) - self.started
        return self.done / elapsed if elapsed > 0 else 0.0

    def to_go(self, now: float) -> float | None:
        """Seconds to the end at this pace, where anything is known of it."""
        rate = self.rate(now)
        return (self.total - self.done) / rate if self.total is not None and rate else None


@dataclass(slots=True)
class Course:
    """Everything that is known of the comparison so far."""

    clock: Clock
    stages: list[Stage] = field(default_factory=list)
    remaining: int | None = None
    _note: str = ""
    _waiting_until: float = 0.0
    _waiting_for: str = ""

    @property
    def stage(self) -> Stage | None:
        """The stage that runs now."""
        return self.stages[-1] if self.stages and self.stages[-1].ended is None else None

    @property
    def note(self) -> str:
        """What holds the comparison up at the moment; empty if nothing does."""
        seconds = math.ceil(self._waiting_until - self.clock())
        return f"waiting {seconds} s: {self._waiting_for}" if seconds > 0 else self._note

    def start(self, collection: str) -> None:
        """A stage begins, and with it the one before has ended."""
        self.end()
        self.stages.append(Stage(collection, self.clock()))
        self._note = ""

    def end(self) -> None:
        """The running stage has ended."""
        stage = self.stage
        if stage is not None:
            stage.ended = self.clock()

    def announce(self, records: int) -> None:
        """The server named a number. Below single records there are many lists, whose numbers do not add up to one."""
        stage = self.stage
        if stage is not None and "/" not in stage.name:
            stage.announced = max(stage.announced, records)

    def compare(self, records: int) -> None:
        """So many more records are done."""
        stage = self.stage
        if stage is not None:
            stage.done += records
            self._note = ""

    def settle(self, records: int) -> None:
        """So many suspects are being read again."""
        self._note = f"settling {counted(records, 'differing record')}"

    def answer(self, remaining: int | None) -> None:
        """A request was answered."""
        if remaining is not None:
            self.remaining = remaining

    def wait(self, seconds: float, reason: str) -> None:
        """The client pauses."""
        self._waiting_until, self._waiting_for = self.clock() + seconds, printable(reason)

    def retry(self, path: str, reason: str) -> None:
        """A request failed and is tried again."""
        self._note = f"trying {printable(path)} again: {printable(reason)}"
