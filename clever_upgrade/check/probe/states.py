"""Whether a parser takes a district's pause for a failure: nothing raises, and an alarm rings all summer."""

from collections.abc import Iterator, Sequence
from typing import Any

from clever_upgrade.check.probe.answer import Ending
from clever_upgrade.check.probe.asking import Asker
from clever_upgrade.check.probe.causes import Cause
from clever_upgrade.check.probe.forms import Specimen
from clever_upgrade.check.probe.judge import Symptom
from clever_upgrade.check.probe.members import with_member
from clever_upgrade.check.probe.result import Trouble

_STATE = "state"


def misread_pause(asker: Asker, specimens: Sequence[Specimen]) -> Iterator[Cause]:
    """What the parser makes of each new state comes out like an older one that stands for trouble, not like health."""
    upgrade, collection = asker.forms.upgrade, asker.forms.collection
    healthy, *troubled = upgrade.from_version.states
    fullest = next((one for one in specimens if one.is_plain), None)
    if collection != "status" or fullest is None or asker.is_worn_out:
        return
    states = upgrade.to_version.states
    known = {facts.path for facts in asker.forms.fields if facts.guaranteed}
    plain = {name: value for name, value in fullest.later.items() if name in known}
    records = [with_member(plain, _STATE, state) for state in states]
    answers = dict(zip(states, asker.parser.answers(records), strict=False))
    made = {
        state: _without_state(answer.made, state)
        for state, answer in answers.items()
        if answer.ending is Ending.MADE
    }  # fmt: skip
    if len(made) < len(states):
        return
    for state, record in zip(states, records, strict=True):
        alike = [other for other in troubled if state not in (healthy, *troubled) and made[state] == made[other]]
        if alike and made[state] != made[healthy]:
            specimen = Specimen(asker.forms.earlier(record), record, "", rule="sync-state")
            variation = f"state is {state}, which comes out like {' and like '.join(alike)} and not like {healthy}"
            symptom = Symptom(Trouble.CHANGES, "")
            yield Cause(symptom, (_STATE,), specimen, variation, False, answers[state], is_grave=False)


def _without_state(made: Any, state: str) -> Any:
    """What was made, with a sign in the place of the state itself."""
    if isinstance(made, dict):
        return {name: _without_state(value, state) for name, value in made.items()}
    if isinstance(made, list):
        return [_without_state(value, state) for value in made]
    return "\0" if made == state else made
