"""Tries one parser: the earlier records first, which it must take, then the later ones, each failure down to its cause.

What was found once is undone in the records that follow, so that one failure does not hide the next: a parser that
refuses ``schools`` refuses every student, and would never be seen to refuse ``graduation_year`` as well.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from clever_upgrade.check.probe.answer import Answer
from clever_upgrade.check.probe.asking import Asker, text_of
from clever_upgrade.check.probe.causes import Cause, cause_of
from clever_upgrade.check.probe.earlier import refused_already, require_some
from clever_upgrade.check.probe.forms import Specimen
from clever_upgrade.check.probe.judge import Symptom, accepted
from clever_upgrade.check.probe.result import ProbeFailure
from clever_upgrade.check.probe.states import misread_pause
from clever_upgrade.check.probe.telling import failures_of

MOST_CAUSES = 12
"""How many causes are looked for; a parser with more of them has to be read anyhow."""


_MOST_ALIKE = 4
"""How many records are seen to fail alike, where each takes a start, before none with the same members is tried."""


@dataclass(slots=True)
class Tryout:
    """One parser and its records; ``run`` once."""

    asker: Asker
    tried: int = field(default=0, init=False)
    notes: list[str] = field(default_factory=list, init=False)
    _causes: list[Cause] = field(default_factory=list, init=False)
    _spared: Counter[str] = field(default_factory=Counter, init=False)

    def run(self, specimens: Sequence[Specimen]) -> tuple[ProbeFailure, ...]:
        """Every way in which the parser fails; ParserUnusableError if it takes no record of the earlier version."""
        asker = self.asker
        asker.ask_earlier([one.earlier for one in specimens])
        asked = [one for one in specimens if asker.was_asked(one.earlier)]
        usable = [one for one in asked if accepted(asker.earlier(one.earlier))]
        refused = [one for one in asked if not accepted(asker.earlier(one.earlier))]
        require_some(asker, asked, usable)
        asker.look_for_unsteady([one.earlier for one in usable if one.is_plain and not one.recorded])
        # What was made on purpose shows a failure best; what is recorded or random then finds what was not thought of.
        self._try_later([one for one in usable if not (one.recorded or one.is_random)])
        self._try_later([one for one in usable if one.recorded or one.is_random])
        self.tried = len({text_of(record) for one in specimens for record in (one.earlier, one.later)})
        self.notes.extend(asker.parser.notes)
        self.notes.extend(
            f"{records:,} more records were tried without {what}, because {_MOST_ALIKE} with it had failed alike"
            for what, records in self._spared.items()
        )
        causes = (*self._causes, *misread_pause(asker, specimens), *refused_already(asker, refused))
        return tuple(failures_of(asker.probe, asker.forms, causes))

    def _try_later(self, specimens: Sequence[Specimen]) -> None:
        waiting = list(specimens)
        while waiting and self._may_go_on(len(waiting)):
            batch = [self._undone_in_advance(one) for one in waiting]
            self.asker.ask_earlier([one.earlier for one in batch])
            answers = self.asker.parser.answers([one.later for one in batch])
            again: list[Specimen] = []
            for one, answer in zip(batch, answers, strict=False):
                symptom = self.asker.symptom(one, answer)
                if symptom is not None:
                    again += self._traced(one, symptom, answer)
            waiting = [*again, *batch[len(answers) :]]

    def _may_go_on(self, waiting: int) -> bool:
        if self.asker.is_worn_out or len(self._causes) >= MOST_CAUSES:
            why = "it took too long or ended too often" if self.asker.is_worn_out else "it fails in many ways"
            self.notes.append(f"{waiting:,} records were not tried to the end, because {why}")
            return False
        return True

    def _undone_in_advance(self, one: Specimen) -> Specimen:
        """Without what is known to fail, where each failure costs another start."""
        for cause in self._causes:
            if not self.asker.is_costly(cause.symptom):
                continue
            if cause.is_sure_in(one, self.asker.forms):
                cause.records += 1
                one = cause.undone_in(one, self.asker.forms)
            elif cause.paths and cause.seen >= _MOST_ALIKE and cause.is_in(one, self.asker.forms):
                self._spared[cause.paths[0]] += 1
                one = cause.undone_in(one, self.asker.forms)
        return one

    def _traced(self, one: Specimen, symptom: Symptom, answer: Answer) -> list[Specimen]:
        """Put a failure down to a cause, and give back the record without it, to be tried again."""
        forms = self.asker.forms
        cause = next((known for known in self._causes if known.symptom == symptom and known.is_in(one, forms)), None)
        if cause is None:
            if len(self._causes) >= MOST_CAUSES:
                return []
            cause = cause_of(self.asker, one, symptom, answer)
            self._causes.append(cause)
        else:
            cause.records += 1
            cause.seen += 1
        return [cause.undone_in(one, forms)] if cause.paths else []
