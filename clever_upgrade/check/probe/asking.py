"""Asks one parser, keeps what it said to the earlier records, and judges later ones by it."""

import json
import math
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from clever_upgrade.check.probe.answer import Answer, Ending, Parser, Record
from clever_upgrade.check.probe.forms import Forms, Specimen
from clever_upgrade.check.probe.judge import Symptom, accepted, changed, symptom_of
from clever_upgrade.check.probe.members import differing, member_at
from clever_upgrade.check.probe.result import Trouble
from clever_upgrade.check.probe.settings import Probe

MOST_RESTARTS = 150
"""How often a program is started for one parser."""
MOST_SECONDS = 180.0
"""How long one parser is tried; only one that hangs, or takes long to start, comes near."""
_HURRY = 100
"""How many times as long as usual a record may take while the smallest one that hangs is looked for."""
_SHORTEST = 0.25


@dataclass(slots=True)
class Asker:
    """One parser with its answers."""

    probe: Probe
    parser: Parser
    forms: Forms
    unsteady: set[str] = field(default_factory=set)
    """Places of what it makes that differ whenever it reads the same record again, as a time of reading does."""
    _answers: dict[str, Answer] = field(default_factory=dict)
    _usual: float = math.inf
    _began: float = field(default_factory=time.monotonic)

    @property
    def is_worn_out(self) -> bool:
        """Whether it was started so often, or took so long, that no more is to be asked."""
        return self.parser.restarts > MOST_RESTARTS or time.monotonic() - self._began > MOST_SECONDS

    def ask_earlier(self, records: Sequence[Record]) -> None:
        """Have the answers to records of the earlier version, each of which is asked for once."""
        waiting = list({text_of(record): record for record in records if text_of(record) not in self._answers}.values())
        while waiting and not self.is_worn_out:
            began = time.monotonic()
            answers = self.parser.answers(waiting)
            # A single record may have had to wait for a start; the largest batch says best what one takes.
            self._usual = min(self._usual, (time.monotonic() - began) / len(answers))
            for record, answer in zip(waiting, answers, strict=False):
                self._answers[text_of(record)] = answer
            waiting = waiting[len(answers) :]

    def was_asked(self, record: Record) -> bool:
        """Whether there was time to ask for the answer to a record of the earlier version."""
        return text_of(record) in self._answers

    def earlier(self, record: Record) -> Answer:
        """The answer to a record of the earlier version; a refusal if it was not asked for, for want of time."""
        return self._answers.get(text_of(record), Answer(Ending.REFUSED, kind="not tried"))

    def look_for_unsteady(self, records: Sequence[Record]) -> None:
        """Read records of the earlier version again: what differs then differs by itself."""
        for record, again in zip(records, self.parser.answers(records) if records else (), strict=False):
            self.unsteady.update(changed(self.earlier(record).made, again.made, ()))

    def symptom(self, one: Specimen, answer: Answer) -> Symptom | None:
        """What is wrong with the answer to the later form; None for nothing, and where the earlier one is refused."""
        self.ask_earlier([one.earlier])
        earlier = self.earlier(one.earlier)
        if not accepted(earlier):
            return None
        only_added = not any(differing(one.later, one.earlier))
        values = [member_at(one.later, path) for path in self.forms.news(one.later)]
        items = [item for value in values if isinstance(value, list) for item in value]
        return symptom_of(earlier, answer, comparable=only_added, unsteady=self.unsteady, new_items=items)

    def again(self, later: Record, symptom: Symptom, *, hurried: bool = True) -> Answer | None:
        """The answer to a record if it shows the symptom and its earlier form is taken."""
        limit = None
        if hurried and symptom.trouble is Trouble.HANGS:
            limit = min(max(self._usual * _HURRY, _SHORTEST), self.probe.timeout)
        (answer,) = self.parser.answers([later], limit=limit)
        one = Specimen(self.forms.earlier(later), later, "")
        return answer if self.symptom(one, answer) == symptom else None

    def is_costly(self, symptom: Symptom) -> bool:
        """Whether each such failure takes another start of the program."""
        return bool(self.probe.command) or symptom.trouble is Trouble.HANGS or symptom.kind.startswith("ended ")


def text_of(record: Record) -> str:
    """The same text for the same record."""
    return json.dumps(record, sort_keys=True)
