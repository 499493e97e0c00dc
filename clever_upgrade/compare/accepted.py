"""Differences that are known and accepted: a file of fingerprints, the same bytes for the same differences.

Beside each fingerprint stands where the difference is, for whoever reviews the file. Only the fingerprint counts, so
that what stands beside it must be what it names. No value stands in it.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from clever_upgrade.compare.findings import changed
from clever_upgrade.compare.judge import Rules
from clever_upgrade.compare.request import DiffRequest
from clever_upgrade.compare.result import (
    Acceptance,
    AcceptedDifference,
    Change,
    Difference,
    DiffResult,
    FieldGroup,
    Finding,
    Verdict,
)
from clever_upgrade.compare.tally import fingerprint
from clever_upgrade.errors import UsageError

SCHEMA = "clever-upgrade/diff-accepted/1"

_Kind = tuple[str, str, Change, Verdict, str]

_KEYS = ("fingerprint", "district", "collection", "id", "path", "rule")
_HINT = "Delete it and write it anew with --update-accepted, or name another."


@dataclass(frozen=True, slots=True)
class AcceptedFile:
    """What a file accepts; ``name`` is what the user calls it."""

    name: str
    accepted: tuple[AcceptedDifference, ...] = ()

    def apply(self, result: DiffResult, request: DiffRequest) -> DiffResult:
        """The result with each finding marked that is accepted, and with what is accepted in vain.

        ``request`` says what was compared, whose findings must all be in the result: no limit may have cut them yet.
        """
        known = {one.fingerprint for one in self.accepted}
        gone = _gone(self.accepted, result, request)
        findings = changed(
            result.findings, lambda one: replace(one, accepted=True) if one.fingerprint in known else one
        )
        return replace(
            result,
            findings=findings,
            groups=_groups(result.groups, findings),
            acceptance=Acceptance(
                file=self.name,
                findings=sum(one.accepted for one in findings),
                worst=_worst(result.groups, findings),
                records=len({_record(one) for one in findings if _is_open(one)}),
                unused=tuple(one for one in self.accepted if one in gone),
            ),
        )

    def updated(self, result: DiffResult, request: DiffRequest, *, mildest: Verdict = Verdict.UNEXPECTED) -> str:
        """The text of the file that accepts what was found, down to the ``mildest`` verdict, and drops what is gone.

        What this comparison cannot tell of stays accepted.
        """
        now = {_accepted(one) for one in result.findings if one.difference.verdict >= mildest and _settled(one)}
        return written(now | (set(self.accepted) - _gone(self.accepted, result, request)))


def limited(result: DiffResult, most: int | None) -> DiffResult:
    """The result with at most so many findings; those that nobody has accepted come first."""
    if most is None or len(result.findings) <= most:
        return result
    kept = sorted(result.findings, key=lambda one: (one.accepted, -one.difference.verdict))[:most]
    left_out = result.findings_left_out + len(result.findings) - most
    return replace(result, findings=tuple(kept), findings_left_out=left_out)


def written(accepted: Iterable[AcceptedDifference]) -> str:
    """The text of a file: the same differences give the same text, whatever order they come in."""
    once = {one.fingerprint: one for one in sorted(accepted, reverse=True)}
    entries = [{key: asdict(one)[key] for key in _KEYS} for one in sorted(once.values())]
    return json.dumps({"schema": SCHEMA, "differences": entries}, indent=2) + "\n"


def parse(file: str, data: bytes) -> AcceptedFile:
    """What the bytes of a file accept. UsageError names what is wrong with it."""
    try:
        content = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise UsageError(f"the accepted differences in {file} are not JSON", hint=_HINT) from error
    if not isinstance(content, dict) or content.get("schema") != SCHEMA:
        raise UsageError(f'{file} holds no accepted differences: its "schema" is not "{SCHEMA}"', hint=_HINT)
    entries = content.get("differences")
    if not isinstance(entries, list):
        raise UsageError(f'{file} has no list of "differences"', hint=_HINT)
    return AcceptedFile(file, tuple(_parsed(file, number, entry) for number, entry in enumerate(entries, 1)))


def _parsed(file: str, number: int, entry: Any) -> AcceptedDifference:
    given = entry if isinstance(entry, dict) else {}
    missing = [key for key in _KEYS if not isinstance(given.get(key), str)]
    if missing:
        raise UsageError(f'difference {number} of {file} has no text as its "{missing[0]}"', hint=_HINT)
    accepted = AcceptedDifference(**{key: given[key] for key in _KEYS})
    if accepted.fingerprint not in _fingerprints(accepted):
        raise UsageError(
            f"the fingerprint of difference {number} of {file} names another one than what stands beside it",
            hint="Undo what was edited there, or delete the entry and accept what is found with --update-accepted.",
        )
    return accepted


def _fingerprints(accepted: AcceptedDifference) -> Iterator[str]:
    """Those that may belong to what a file says of a difference; it leaves out what happened to the path."""
    for change in Change:
        difference = Difference(accepted.path, change, Verdict.UNEXPECTED, accepted.rule)
        yield fingerprint(accepted.district, accepted.collection, accepted.id, difference)


def _accepted(finding: Finding) -> AcceptedDifference:
    difference = finding.difference
    return AcceptedDifference(
        finding.district, finding.collection, finding.id, difference.path, difference.rule, finding.fingerprint
    )


def _settled(finding: Finding) -> bool:
    # Of what never held still nobody knows whether it differs.
    return finding.difference.rule != Rules.DID_NOT_SETTLE


def _is_open(finding: Finding) -> bool:
    return finding.difference.verdict is Verdict.UNEXPECTED and not finding.accepted


def _record(finding: Finding) -> tuple[str, str, str]:
    return finding.district, finding.collection, finding.id


def _worst(groups: Iterable[FieldGroup], findings: Iterable[Finding]) -> Verdict:
    """The worst verdict that nobody has accepted; documented differences cannot be, for they are no findings."""
    documented = any(group.verdict is Verdict.DOCUMENTED for group in groups)
    left = (one.difference.verdict for one in findings if not one.accepted)
    return max([Verdict.DOCUMENTED if documented else Verdict.EQUAL, *left])


def _groups(groups: Iterable[FieldGroup], findings: Iterable[Finding]) -> tuple[FieldGroup, ...]:
    """The groups with how much of them is accepted; their examples are records where something is left."""
    accepted: Counter[_Kind] = Counter()
    left: dict[_Kind, list[str]] = {}
    for one in findings:
        difference = one.difference
        kind = one.collection, difference.path, difference.change, difference.verdict, difference.rule
        if one.accepted:
            accepted[kind] += 1
        else:
            left.setdefault(kind, []).append(one.id)
    return tuple(_group(group, accepted, left) for group in groups)


def _group(group: FieldGroup, accepted: Mapping[_Kind, int], left: Mapping[_Kind, list[str]]) -> FieldGroup:
    kind = group.collection, group.path, group.change, group.verdict, group.rule
    if kind not in accepted:
        return group
    examples = tuple(sorted(left[kind])[: len(group.examples)]) if kind in left else group.examples
    return replace(group, accepted=accepted[kind], examples=examples)


def _gone(accepted: Iterable[AcceptedDifference], result: DiffResult, request: DiffRequest) -> set[AcceptedDifference]:
    """What a whole comparison of its collection has not found any more; of anything less nobody can tell."""
    if request.ids or request.sample is not None:
        return set()
    compared = {(count.district, count.collection) for count in result.collections}
    found = {one.fingerprint for one in result.findings}
    unsettled = {_record(one) for one in result.findings if not _settled(one)}
    return {
        one
        for one in accepted
        if (one.district, one.collection) in compared
        and one.fingerprint not in found
        and (one.district, one.collection, one.id) not in unsettled
    }
