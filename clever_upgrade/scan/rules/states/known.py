"""The states of a district's sync, as code spells them: which of them a list of values knows, and what else."""

from collections.abc import Iterable
from dataclasses import dataclass

from clever_upgrade import grammar
from clever_upgrade.contract.states import MEANINGS, RELATION
from clever_upgrade.scan.names import words_of

STATES = tuple(meaning.state for meaning in MEANINGS)
"""All states of the newer version, in the order in which they are told."""

OLD = frozenset(RELATION)
"""Those that the older version knows too."""

NEW = frozenset(STATES) - OLD
MISSPELT = {"pause": "paused"}
"""What the definition of v1.2, and clients made from it, called a state at first."""

_PREFIXES = frozenset({"sync", "state", "status", "district", "clever", "is"})
_WAYS_OUT = frozenset(
    words_of(
        "unknown default other none null undefined unspecified unrecognized invalid all any never new missing success"
        " connected disconnected"
    )
)
_LIFE_OF_A_JOB = frozenset(
    words_of(
        "queued scheduled starting started processing progress retrying waiting loading idle stopping stopped skipped"
        " done complete completed finished failed failure cancelled canceled aborted succeeded timeout"
        " resolved rejected approved shipped paid playing"
    )
)


def listed(states: Iterable[str]) -> str:
    """States as a reader is told them: ``running, pending and error``."""
    given = frozenset(states)
    return grammar.listed([state for state in STATES if state in given])


@dataclass(frozen=True, slots=True)
class Known:
    """What a list of values knows: states, spelt rightly; wrong spellings; and values that are no state at all."""

    states: frozenset[str] = frozenset()
    misspelt: frozenset[str] = frozenset()
    strangers: frozenset[str] = frozenset()

    @property
    def old(self) -> frozenset[str]:
        """The states among them that both versions know."""
        return self.states & OLD

    @property
    def is_current(self) -> bool:
        """Whether the states that only the newer version has are among them."""
        return self.states >= NEW

    @property
    def is_whole(self) -> bool:
        """Whether all states of the older version are among them."""
        return self.states >= OLD

    @property
    def is_of_a_job(self) -> bool:
        """Whether they tell the life of a job, which shares some words with the states of a sync."""
        return any(_LIFE_OF_A_JOB & set(words_of(value)) for value in self.strangers)

    def __or__(self, other: "Known") -> "Known":
        return Known(self.states | other.states, self.misspelt | other.misspelt, self.strangers | other.strangers)


def known(values: Iterable[str]) -> Known:
    """What values know, however they are written: ``paused``, ``PAUSED``, ``SYNC_STATE_PAUSED``, ``StatePaused``."""
    states, misspelt, strangers = set(), set(), set()
    for value in values:
        *before, last = words_of(value) or ("",)
        if not value or (last in _WAYS_OUT and not set(before) - _PREFIXES):
            continue
        if set(before) - _PREFIXES or last not in {*STATES, *MISSPELT}:
            strangers.add(value)
        elif last in MISSPELT:
            misspelt.add(last)
        else:
            states.add(last)
    return Known(frozenset(states), frozenset(misspelt), frozenset(strangers))
