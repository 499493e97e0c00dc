"""Tries every parser that is configured, one after the other; a broken one stops no other."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from clever_upgrade.check.probe.answer import Parser
from clever_upgrade.check.probe.asking import Asker
from clever_upgrade.check.probe.base import generated
from clever_upgrade.check.probe.command_parser import CommandParser
from clever_upgrade.check.probe.exploration import explored, is_available
from clever_upgrade.check.probe.forms import Forms, Specimen
from clever_upgrade.check.probe.python_parser import PythonParser
from clever_upgrade.check.probe.recorded import recorded
from clever_upgrade.check.probe.result import ProbeOutcome, ProbeResult
from clever_upgrade.check.probe.schema_parser import SchemaParser
from clever_upgrade.check.probe.settings import Probe
from clever_upgrade.check.probe.tryout import Tryout
from clever_upgrade.check.probe.variations import systematic
from clever_upgrade.contract import Upgrade
from clever_upgrade.errors import ParserUnusableError

EXAMPLES = 100
"""How many records at random each parser is given."""


@dataclass(frozen=True, slots=True)
class ProbeRequest:
    """What to try parsers on.

    ``recording`` is the folder of one whose records are tried as well. ``seed`` chooses the generated district and the
    records at random, of which there are ``examples``. ``environ`` is the environment of the parsers, less its secrets.
    """

    upgrade: Upgrade
    environ: Mapping[str, str]
    recording: Path | None = None
    seed: int = 1
    examples: int = EXAMPLES


def run_probes(
    probes: Sequence[Probe], request: ProbeRequest, started: Callable[[Probe], None] = lambda _: None
) -> ProbeResult:
    """Try them all; ``started`` hears of each before its turn."""
    specimens: dict[str, list[Specimen]] = {}
    for probe in probes:
        if probe.collection not in specimens:
            specimens[probe.collection] = _specimens(Forms(probe.collection, request.upgrade), request)
    outcomes = []
    for probe in probes:
        started(probe)
        outcomes.append(_try(probe, specimens[probe.collection], request))
    return ProbeResult(tuple(outcomes), tuple(_notes(specimens, request)))


def _specimens(forms: Forms, request: ProbeRequest) -> list[Specimen]:
    found = list(systematic(forms, generated(forms, request.seed)))
    if request.recording is not None:
        found += recorded(forms, request.recording)
    if request.examples and is_available():
        found += explored(forms, request.examples, request.seed)
    return found


def _notes(specimens: Mapping[str, Sequence[Specimen]], request: ProbeRequest) -> list[str]:
    notes = []
    if request.examples and not is_available():
        notes.append(
            "no records at random were tried: Hypothesis is not installed (pip install 'clever-upgrade[probe]')"
        )
    if request.recording is not None:
        without = [name for name, found in specimens.items() if not any(one.recorded for one in found)]
        if without:
            notes.append(f"the recording has no pair of {', '.join(without)}")
    return notes


def _try(probe: Probe, specimens: Sequence[Specimen], request: ProbeRequest) -> ProbeOutcome:
    try:
        parser = _opened(probe, request.environ)
    except ParserUnusableError as error:
        return ProbeOutcome(probe.collection, probe.name, 0, problem=error.message, remedy=error.hint)
    with closing(parser):
        tryout = Tryout(Asker(probe, parser, Forms(probe.collection, request.upgrade)))
        try:
            failures, problem, remedy = tryout.run(specimens), "", ""
        except ParserUnusableError as error:
            failures, problem, remedy = (), error.message, error.hint
        return ProbeOutcome(
            probe.collection, probe.name, tryout.tried, failures, problem, parser.path, parser.line, remedy,
            tuple(tryout.notes),
        )  # fmt: skip


def _opened(probe: Probe, environ: Mapping[str, str]) -> Parser:
    if probe.json_schema is not None:
        return SchemaParser(probe)
    return PythonParser(probe, environ) if probe.python else CommandParser(probe, environ)
