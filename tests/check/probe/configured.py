"""The probes of the tests, and what became of them in the real course: a process, and records of the contract."""

import os
from pathlib import Path

from clever_upgrade.check.probe.result import ProbeOutcome
from clever_upgrade.check.probe.run import ProbeRequest, run_probes
from clever_upgrade.check.probe.settings import Probe
from clever_upgrade.contract import default_upgrade

PARSERS = Path(__file__).parent / "parsers"


def python(collection: str, target: str, **settings: object) -> Probe:
    return Probe(collection, PARSERS, python=target, **settings)


def command(collection: str, *words: str, **settings: object) -> Probe:
    return Probe(collection, PARSERS, command=words, **settings)


def request(**settings: object) -> ProbeRequest:
    return ProbeRequest(**{"upgrade": default_upgrade(), "environ": dict(os.environ), "examples": 20, **settings})


def outcome_of(probe: Probe, **settings: object) -> ProbeOutcome:
    (outcome,) = run_probes([probe], request(**settings)).outcomes
    return outcome


def told(outcome: ProbeOutcome) -> list[tuple[str, str, str]]:
    """Each grave failure: what happened, the change behind it, and what is special about the record."""
    return [(one.trouble.value, one.rule, one.variation) for one in outcome.failures if one.is_grave]
