"""Turns causes into failures for reports: those that one act clears together, each with its words and its remedy."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace

from clever_upgrade.check.probe.causes import Cause
from clever_upgrade.check.probe.forms import Forms
from clever_upgrade.check.probe.remedies import remedy_for
from clever_upgrade.check.probe.result import ProbeFailure, Trouble
from clever_upgrade.check.probe.settings import Probe
from clever_upgrade.check.probe.wording import redacted, said_of
from clever_upgrade.contract.facts import Origin

_SPECIAL = "; only applications with the special scope receive it"


def failures_of(probe: Probe, forms: Forms, causes: Sequence[Cause]) -> Iterator[ProbeFailure]:
    """The failures, what the move brings first."""
    told = [_failure(probe, forms, cause) for cause in _merged(forms, causes)]
    yield from sorted(told, key=lambda failure: not failure.is_grave)


def _merged(forms: Forms, causes: Sequence[Cause]) -> Iterator[Cause]:
    """The causes, with those as one that differ in the name of the new member alone."""
    groups: dict[object, list[Cause]] = {}
    for number, cause in enumerate(causes):
        rule = _rule(forms, cause)
        groups.setdefault((cause.symptom, rule) if cause.is_presence and rule else number, []).append(cause)
    for first, *others in groups.values():
        names = [first.variation, *(other.paths[0] for other in others)]
        yield replace(first, variation=" or ".join(names), records=max(cause.records for cause in (first, *others)))


def _failure(probe: Probe, forms: Forms, cause: Cause) -> ProbeFailure:
    trouble, rule = cause.symptom.trouble, _rule(forms, cause)
    is_special = bool(cause.paths) and all(_is_special(forms, cause, path) for path in cause.paths)
    mark = "\0".join((probe.collection, probe.name, trouble.value, rule, cause.variation))
    return ProbeFailure(
        trouble=trouble,
        rule=rule,
        variation=f"{cause.variation}{_SPECIAL}" if is_special else cause.variation,
        message=_told(probe, cause),
        remedy=remedy_for(
            trouble, rule, is_empty=cause.is_empty, is_presence=cause.is_presence, is_schema=bool(probe.json_schema)
        ),
        record=dict(cause.specimen.later),
        records=cause.records,
        fingerprint=hashlib.sha256(mark.encode()).hexdigest()[:16],
        is_grave=cause.is_grave and not is_special,
        recorded=cause.specimen.recorded,
    )


def _rule(forms: Forms, cause: Cause) -> str:
    rules = [forms.rule_of(path, cause.specimen.later) for path in cause.paths]
    return next(filter(None, rules), "") if cause.paths else cause.specimen.rule


def _is_special(forms: Forms, cause: Cause, path: str) -> bool:
    facts = forms.facts_at(path, cause.specimen.later)
    return facts is not None and facts.origin is Origin.SPECIAL_SCOPE


def _told(probe: Probe, cause: Cause) -> str:
    """What the parser did, in its own words where there are some, without values."""
    match cause.symptom.trouble:
        case Trouble.HANGS:
            return f"no answer within {probe.timeout:g} seconds"
        case Trouble.CHANGES:
            # What a parser makes may have members that are named after people.
            place = redacted(cause.symptom.kind, cause.specimen.later)
            return f"what it made differs at {place}" if place else ""
    told = said_of(cause.answer, cause.specimen.later)
    if cause.symptom.trouble is not Trouble.DROPS:
        return told
    nothing = "no answer" if probe.command else "it returned None"
    return f"{nothing}, and said: {told}" if told else f"{nothing}, and said nothing"
