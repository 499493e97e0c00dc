"""The outcome of a comparison for programs: one JSON document, or one JSON object a line.

The form is stable and published (``schema.py``). ``from`` and ``to`` are there only if that side has a value, so
that a missing value and null are told apart; without ``show_values`` they are descriptors of the value's JSON type.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import Any

from clever_upgrade.compare.findings import in_order
from clever_upgrade.compare.result import (
    MISSING,
    Acceptance,
    CollectionCount,
    DiffResult,
    FieldGroup,
    Finding,
    NestedCount,
    Verdict,
)
from clever_upgrade.errors import DistrictFailure
from clever_upgrade.report.diff.districts import DistrictCount, districts_in_order
from clever_upgrade.report.redaction import Redactor

SCHEMA = "clever-upgrade/diff/1"

Data = dict[str, Any]


def as_data(result: DiffResult, redactor: Redactor) -> Data:
    """The whole document as plain values."""
    return {**_head(result), **{name: list(items) for name, items in _lists(result, redactor)}, **_tail(result)}


def as_json(result: DiffResult, redactor: Redactor) -> Iterator[str]:
    """The document in pieces, each item of a list on a line of its own, so that line tools can read it too."""
    yield "{\n"
    for name, value in _head(result).items():
        yield f'  "{name}": {_text(value)},\n'
    for name, items in _lists(result, redactor):
        yield f'  "{name}": ['
        separator = "\n"
        for item in items:
            yield f"{separator}    {_text(item)}"
            separator = ",\n"
        yield "],\n" if separator == "\n" else "\n  ],\n"
    yield ",\n".join(f'  "{name}": {_text(value)}' for name, value in _tail(result).items())
    yield "\n}\n"


def as_ndjson(result: DiffResult, redactor: Redactor) -> Iterator[str]:
    """A line for each collection, field group and finding; the summary at the end proves that nothing was cut off."""
    kinds = {
        "districts": "district",
        "failures": "failure",
        "collections": "collection",
        "nested": "nested",
        "fields": "field",
        "findings": "finding",
    }
    rest: Data = {}
    for name, items in _lists(result, redactor):
        if name not in kinds:
            rest[name] = list(items)
            continue
        for item in items:
            yield _text({"type": kinds[name], **item}) + "\n"
    yield _text({"type": "summary", **_head(result), **rest, **_tail(result)}) + "\n"


def groups_in_order(result: DiffResult) -> list[FieldGroup]:
    """The groups in an order that depends on nothing but what they say: the worst first, then the largest."""
    return sorted(
        result.groups,
        key=lambda group: (
            -group.verdict, -group.records, group.collection, group.path, group.change.value, group.rule,
        ),
    )  # fmt: skip


def findings_in_order(result: DiffResult) -> Sequence[Finding]:
    """The findings in an order that depends on nothing but what they say: the worst first, then by id."""
    return in_order(result.findings)


def _head(result: DiffResult) -> Data:
    return {
        "schema": SCHEMA,
        "from_version": result.from_version,
        "to_version": result.to_version,
        "complete": result.complete,
    }


def _lists(result: DiffResult, redactor: Redactor) -> Iterator[tuple[str, Iterable[Any]]]:
    yield "collections", map(_collection, result.collections)
    yield "nested", map(_nested, result.nested)
    yield "fields", map(_group, groups_in_order(result))
    yield "findings", (_finding(finding, redactor) for finding in findings_in_order(result))
    yield "districts", map(_district, districts_in_order(result))
    yield "failures", map(_failure, result.failures)
    yield "skipped", result.skipped


def _tail(result: DiffResult) -> Data:
    coverage = result.coverage
    accepted = {} if result.acceptance is None else {"accepted": _acceptance(result.acceptance)}
    return {
        **accepted,
        "findings_left_out": result.findings_left_out,
        "coverage": {
            "districts": coverage.districts,
            "collections": coverage.collections,
            "pages": coverage.pages,
            "requests": coverage.requests,
            "pairs": coverage.pairs,
            "fields": coverage.fields,
        },
    }


def _acceptance(acceptance: Acceptance) -> Data:
    return {
        "file": acceptance.file,
        "findings": acceptance.findings,
        "verdict": acceptance.worst.label,
        "records": acceptance.records,
        "unused": [asdict(one) for one in acceptance.unused],
    }


def _district(count: DistrictCount) -> Data:
    numbers = {verdict.label: count.verdicts.get(verdict, 0) for verdict in Verdict}
    return {"district": count.district, "verdict": count.worst.label, "records": count.records, **numbers}


def _failure(failure: DistrictFailure) -> Data:
    return {"district": failure.district, "reason": failure.reason, "message": failure.message}


def _collection(count: CollectionCount) -> Data:
    return {
        "district": count.district,
        "collection": count.collection,
        "pairs": count.pairs,
        "only_from": count.only_from,
        "only_to": count.only_to,
        **{verdict.label: count.verdicts.get(verdict, 0) for verdict in Verdict},
        "several_schools": count.several_schools,
        "date_forms": count.date_forms,
        "fields": count.fields,
    }


def _nested(count: NestedCount) -> Data:
    return {"parent": count.parent, "collection": count.collection, "lists": count.lists, "pairs": count.pairs}


def _group(group: FieldGroup) -> Data:
    return {
        "collection": group.collection,
        "path": group.path,
        "change": group.change.value,
        "verdict": group.verdict.label,
        "rule": group.rule,
        "records": group.records,
        "examples": list(group.examples),
        **({"accepted": group.accepted} if group.accepted else {}),
    }


def _finding(finding: Finding, redactor: Redactor) -> Data:
    difference = finding.difference
    data: Data = {
        "district": finding.district,
        "collection": finding.collection,
        "id": finding.id,
        "path": difference.path,
        "change": difference.change.value,
        "verdict": difference.verdict.label,
        "rule": difference.rule,
    }
    values = ("from", difference.from_value), ("to", difference.to_value), ("expected", difference.expected)
    for name, value in values:
        shown = redactor.shown(finding.collection, difference.path, value)
        if shown is not MISSING:
            data[name] = shown
    if finding.nested_in:
        data["nested_in"] = finding.nested_in
    if finding.accepted:
        data["accepted"] = True
    return {**data, "fingerprint": finding.fingerprint}


def _text(value: object) -> str:
    # What the standard library has no word for is a number beyond its reach, which is told by its digits.
    return json.dumps(value, default=str)
