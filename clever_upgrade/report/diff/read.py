"""Reads a JSON report of a comparison back into its result, values as they were shown then."""

from collections.abc import Mapping
from typing import Any

from clever_upgrade.compare.result import (
    MISSING,
    Acceptance,
    AcceptedDifference,
    Change,
    CollectionCount,
    Coverage,
    Difference,
    DiffResult,
    FieldGroup,
    Finding,
    NestedCount,
    Verdict,
)
from clever_upgrade.errors import DistrictFailure
from clever_upgrade.report.redaction import Shown

Data = Mapping[str, Any]


def result_of(data: Data) -> DiffResult:
    """The result that a report of ``diff`` was written from; KeyError, TypeError or ValueError if it is no such one."""
    return DiffResult(
        from_version=data["from_version"],
        to_version=data["to_version"],
        complete=data["complete"],
        collections=tuple(map(_collection, data["collections"])),
        nested=tuple(NestedCount(**count) for count in data["nested"]),
        groups=tuple(map(_group, data["fields"])),
        findings=tuple(map(_finding, data["findings"])),
        findings_left_out=data["findings_left_out"],
        coverage=Coverage(**data["coverage"]),
        skipped=tuple(data["skipped"]),
        failures=tuple(DistrictFailure(**failure) for failure in data["failures"]),
        acceptance=_acceptance(data["accepted"]) if "accepted" in data else None,
    )


def _acceptance(data: Data) -> Acceptance:
    return Acceptance(
        file=data["file"],
        findings=data["findings"],
        worst=_verdict(data),
        records=data["records"],
        unused=tuple(AcceptedDifference(**one) for one in data["unused"]),
    )


def _collection(data: Data) -> CollectionCount:
    names = ("district", "collection", "pairs", "only_from", "only_to", "several_schools", "date_forms", "fields")
    verdicts = {verdict: data[verdict.label] for verdict in Verdict}
    return CollectionCount(**{name: data[name] for name in names}, verdicts=verdicts)


def _group(data: Data) -> FieldGroup:
    return FieldGroup(
        collection=data["collection"],
        path=data["path"],
        change=Change(data["change"]),
        verdict=_verdict(data),
        rule=data["rule"],
        records=data["records"],
        examples=tuple(data["examples"]),
        accepted=data.get("accepted", 0),
    )


def _finding(data: Data) -> Finding:
    difference = Difference(
        path=data["path"],
        change=Change(data["change"]),
        verdict=_verdict(data),
        rule=data["rule"],
        from_value=_shown(data, "from"),
        to_value=_shown(data, "to"),
        expected=_shown(data, "expected"),
    )
    return Finding(
        district=data["district"],
        collection=data["collection"],
        id=data["id"],
        difference=difference,
        fingerprint=data["fingerprint"],
        nested_in=data.get("nested_in", ""),
        accepted=data.get("accepted", False),
    )


def _shown(data: Data, name: str) -> object:
    return Shown(data[name]) if name in data else MISSING


def _verdict(data: Data) -> Verdict:
    return Verdict[data["verdict"].upper()]
