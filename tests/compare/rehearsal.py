"""Runs comparisons against sources in memory, without waiting."""

import asyncio
from collections import Counter
from typing import Any

from clever_upgrade.compare.listing import Dealings
from clever_upgrade.compare.request import DEFAULT, DiffRequest
from clever_upgrade.compare.result import CollectionCount, DiffResult, Verdict
from clever_upgrade.compare.run import DistrictComparison
from clever_upgrade.compare.source import SilentProgress
from clever_upgrade.contract import default_upgrade
from tests.compare.fake_source import FakeSource
from tests.compare.oracle import Row
from tests.compare.worlds import DISTRICT

Grouped = tuple[str, str, str, str, str]


async def no_pause(round_number: int) -> None:
    """Settling waits for nothing here."""


def dealings_with(source: FakeSource) -> Dealings:
    return Dealings(source, default_upgrade(), SilentProgress(), no_pause)


def run(source: FakeSource, *collections: str, **options: Any) -> DiffResult:
    request = DiffRequest(collections=collections or DEFAULT, **options)
    return asyncio.run(DistrictComparison(dealings_with(source), request, DISTRICT).run())


def found_rows(result: DiffResult, collection: str) -> set[Row]:
    """Every finding of a collection, as the oracle would word it."""
    return {
        Row(
            found.id,
            found.difference.path,
            found.difference.change.value,
            found.difference.verdict.label,
            found.difference.rule,
        )
        for found in result.findings
        if found.collection == collection
    }


def groups_of(result: DiffResult) -> Counter[Grouped]:
    return Counter({
        (group.collection, group.path, group.change.value, group.verdict.label, group.rule): group.records
        for group in result.groups
    })  # fmt: skip


def count_of(result: DiffResult, collection: str) -> CollectionCount:
    return next(count for count in result.collections if count.collection == collection)


def verdicts_of(count: CollectionCount) -> dict[str, int]:
    return {verdict.label: count.verdicts[verdict] for verdict in Verdict if count.verdicts[verdict]}
