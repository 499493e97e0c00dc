"""The districts of a comparison, each added up over its collections, the worst first."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from clever_upgrade.compare.result import DiffResult, Verdict


@dataclass(frozen=True, slots=True)
class DistrictCount:
    """How the records of one district came out, each under its worst verdict.

    ``worst`` may be worse than those: a list below a single record can show what no listing of a collection does.
    """

    district: str
    worst: Verdict
    verdicts: Mapping[Verdict, int]

    @property
    def records(self) -> int:
        """Every record that was seen."""
        return sum(self.verdicts.values())


def districts_in_order(result: DiffResult) -> list[DistrictCount]:
    """Every district that was compared, the one with the worst and the most first."""
    verdicts: dict[str, Counter[Verdict]] = {}
    for count in result.collections:
        verdicts.setdefault(count.district, Counter()).update(count.verdicts)
    found: dict[str, Verdict] = {}
    for finding in result.findings:
        found[finding.district] = max(found.get(finding.district, Verdict.EQUAL), finding.difference.verdict)
    counts = (
        DistrictCount(district, max(_worst(numbers), found.get(district, Verdict.EQUAL)), numbers)
        for district, numbers in verdicts.items()
    )
    return sorted(counts, key=_by_gravity)


def districts_that_differ(result: DiffResult) -> list[DistrictCount]:
    """Those in which something drifted, or was not as documented, and is not accepted."""
    differing = [count for count in districts_in_order(result) if count.worst > Verdict.DOCUMENTED]
    if result.acceptance is None:
        return differing
    left = {finding.district for finding in result.findings if not finding.accepted}
    return [count for count in differing if count.district in left]


def _worst(numbers: Mapping[Verdict, int]) -> Verdict:
    return max((verdict for verdict, records in numbers.items() if records), default=Verdict.EQUAL)


def _by_gravity(count: DistrictCount) -> tuple[int, int, int, str]:
    unexpected, drifted = (count.verdicts.get(verdict, 0) for verdict in (Verdict.UNEXPECTED, Verdict.DRIFTED))
    return -count.worst, -unexpected, -drifted, count.district
