"""Runs ``diff`` over many districts: notes each one that is finished, and goes on after a run that was cut off."""

import os
from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

from clever_upgrade.cli.interrupt import run_interruptibly
from clever_upgrade.cli.journal import Entry, Journal
from clever_upgrade.cli.options import Reading
from clever_upgrade.errors import UsageError

if TYPE_CHECKING:
    from clever_upgrade.api.client import Client
    from clever_upgrade.api.districts import DistrictAccess, Outcome
    from clever_upgrade.compare.request import DiffRequest
    from clever_upgrade.compare.result import DiffResult
    from clever_upgrade.report.progress_districts import DistrictProgress

_RESUME = "What was finished is noted; add --resume to the same command to go on from there."


def compare_districts(
    districts: "Sequence[DistrictAccess]", request: "DiffRequest", reading: Reading, *, resume: bool
) -> "DiffResult":
    """The result for all ``districts``; those that an interrupted run has finished are not read again."""
    from clever_upgrade.api.districts import failures_of
    from clever_upgrade.compare.merge import merged
    from clever_upgrade.report.diff.read import result_of
    from clever_upgrade.report.progress_districts import DistrictProgress

    if request.ids:
        raise UsageError("--id names a record of one district", hint="Pick the district with --district.")
    journal = Journal(_subject(districts, request, reading), os.environ)
    progress = DistrictProgress(len(districts), reading.quiet)
    known = _known(journal, districts, progress, resume=resume)
    journal.start(known)
    progress.done = len(known)
    left = [access for access in districts if access.district not in known]
    outcomes = run_interruptibly(_compare(left, request, reading.at_once, journal, progress), hint=_RESUME)
    failed = failures_of(outcomes)
    if not failed:
        journal.close()
    found = {district: result_of(report) for district, report in known.items()}
    found |= {outcome.district: outcome.result for outcome in outcomes if outcome.result is not None}
    return merged(
        [found[access.district] for access in districts if access.district in found],
        failed,
        max_findings=request.max_findings,
    )


def _subject(districts: "Sequence[DistrictAccess]", request: "DiffRequest", reading: Reading) -> Entry:
    """What a run must have in common with an earlier one to go on with it."""
    return {"server": districts[0].settings.base_url, "client_id": reading.client_id, **asdict(request)}


def _known(
    journal: Journal, districts: "Sequence[DistrictAccess]", progress: "DistrictProgress", *, resume: bool
) -> dict[str, Entry]:
    wanted = {access.district for access in districts}
    finished = {district: entry for district, entry in journal.finished().items() if district in wanted}
    if resume:
        progress.say(f"Going on: {len(finished):,} of {len(districts):,} districts are finished already")
        return finished
    if finished:
        progress.say(
            f"An earlier run was cut off after {len(finished):,} of {len(districts):,} districts; this one starts "
            "anew. To go on with one that was cut off, add --resume."
        )
    return {}


async def _compare(
    districts: "Sequence[DistrictAccess]",
    request: "DiffRequest",
    at_once: int,
    journal: Journal,
    progress: "DistrictProgress",
) -> "list[Outcome[DiffResult]]":
    from clever_upgrade.api.districts import for_each_district
    from clever_upgrade.cli.target import pauses_of
    from clever_upgrade.compare.listing import Dealings
    from clever_upgrade.compare.result import Verdict
    from clever_upgrade.compare.run import compare_district
    from clever_upgrade.compare.source import SilentProgress
    from clever_upgrade.contract import default_upgrade
    from clever_upgrade.report.diff.json import as_data
    from clever_upgrade.report.diff.render import redactor_of
    from clever_upgrade.report.progress_districts import compared_in_words

    async def compare(access: "DistrictAccess", client: "Client") -> "DiffResult":
        dealings = Dealings(client, default_upgrade(), SilentProgress(), pauses_of(access.settings))
        return await compare_district(dealings, replace(request, districts=(access.district,)))

    def ended(outcome: "Outcome[DiffResult]") -> None:
        if outcome.result is not None:
            journal.add(outcome.district, as_data(outcome.result, redactor_of(outcome.result, show_values=False)))
            notable = outcome.result.worst > Verdict.DOCUMENTED or not outcome.result.complete
            progress.ended(outcome.district, compared_in_words(outcome.result), notable=notable)
        elif outcome.failure is not None:
            progress.failed(outcome.failure)

    return await for_each_district(districts, compare, at_once=at_once, ended=ended)
