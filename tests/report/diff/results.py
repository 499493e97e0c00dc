"""Outcomes of comparisons to report on, one for each way in which a comparison can end."""

from dataclasses import replace

from clever_upgrade.compare.merge import merged
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
from clever_upgrade.compare.tally import fingerprint
from clever_upgrade.errors import DistrictFailure

DISTRICT = "4fd43cc56d11340000000005"


def record_id(number: int) -> str:
    return f"530e595026403103360f{number:04x}"


def ids(*numbers: int) -> tuple[str, ...]:
    return tuple(record_id(number) for number in numbers)


def count(collection: str, several: int = 0, dates: int = 0, one_sided: int = 0, **verdicts: int) -> CollectionCount:
    numbers = {verdict: verdicts.get(verdict.label, 0) for verdict in Verdict}
    return CollectionCount(
        district=DISTRICT,
        collection=collection,
        pairs=sum(numbers.values()) - one_sided,
        only_from=one_sided,
        only_to=0,
        verdicts=numbers,
        several_schools=several,
        date_forms=dates,
        fields=12,
    )


def group(place: str, change: Change, verdict: Verdict, rule: str, records: int, first: int = 0) -> FieldGroup:
    collection, _, path = place.partition(".")
    return FieldGroup(collection, path, change, verdict, rule, records, ids(*range(first, first + min(records, 3))))


def finding(number: int, collection: str, difference: Difference) -> Finding:
    mark = fingerprint(DISTRICT, collection, record_id(number), difference)
    return Finding(DISTRICT, collection, record_id(number), difference, mark)


def unexpected(path: str, change: Change, rule: str, *values: object) -> Difference:
    return Difference(path, change, Verdict.UNEXPECTED, rule, *values)


def drifted(path: str, rule: str, *values: object) -> Difference:
    return Difference(path, Change.CHANGED, Verdict.DRIFTED, rule, *values)


DOCUMENTED = DiffResult(
    from_version="v1.1",
    to_version="v1.2",
    complete=True,
    collections=(
        count("schools", equal=3),
        count("sections", equal=379, dates=2),
        count("teachers", documented=89, several=7),
        count("students", documented=1004),
        count("status", documented=1),
    ),
    nested=(NestedCount("schools", "teachers", 3, 89), NestedCount("sections", "students", 20, 512)),
    groups=(
        group("students.schools", Change.ADDED, Verdict.DOCUMENTED, "schools-array", 1004),
        group("teachers.schools", Change.ADDED, Verdict.DOCUMENTED, "schools-array", 89),
        group("status.state", Change.CHANGED, Verdict.DOCUMENTED, "sync-state", 1),
    ),
    findings=(),
    findings_left_out=0,
    coverage=Coverage(districts=1, collections=5, pages=14, requests=65, pairs=1476, fields=60),
    skipped=("contacts: GET /v1.1/contacts is not served (404)",),
)

EQUAL = replace(
    DOCUMENTED, collections=(count("schools", equal=3), count("sections", equal=1)), groups=(), nested=(), skipped=()
)

UNEXPECTED = replace(
    DOCUMENTED,
    collections=(
        count("schools", equal=3),
        count("teachers", documented=88, unexpected=1, one_sided=1),
        count("students", documented=976, unexpected=26, drifted=2),
        count("status", unexpected=1),
    ),
    groups=(
        *DOCUMENTED.groups[:2],
        group("students.name.first", Change.CHANGED, Verdict.UNEXPECTED, "value-differs", 25),
        group("students.schools", Change.ADDED, Verdict.UNEXPECTED, "schools-mismatch", 1, first=40),
        group("teachers", Change.REMOVED, Verdict.UNEXPECTED, "only-in-from", 1, first=41),
        group("status.state", Change.CHANGED, Verdict.UNEXPECTED, "value-differs", 1, first=42),
        group("students.last_modified", Change.CHANGED, Verdict.DRIFTED, "value-differs", 2, first=50),
    ),
    findings=(
        finding(42, "status", unexpected("state", Change.CHANGED, "value-differs", "pending", "running")),
        *(
            finding(number, "students", unexpected("name.first", Change.CHANGED, "value-differs", "Ada", "Bea"))
            for number in range(25)
        ),
        finding(40, "students", unexpected("schools", Change.ADDED, "schools-mismatch", MISSING, [DISTRICT])),
        finding(50, "students", drifted("last_modified", "value-differs", "2016", "2017")),
        finding(51, "students", drifted("last_modified", "value-differs", "2016", "2017")),
        finding(41, "teachers", unexpected("", Change.REMOVED, "only-in-from")),
    ),
)

DRIFTED = replace(
    DOCUMENTED,
    collections=(count("students", documented=1002, drifted=2),),
    groups=(DOCUMENTED.groups[0], UNEXPECTED.groups[-1]),
    findings=tuple(found for found in UNEXPECTED.findings if found.difference.verdict is Verdict.DRIFTED),
)

UNSETTLED = replace(
    DRIFTED,
    complete=False,
    groups=(
        *DRIFTED.groups,
        group("students.email", Change.CHANGED, Verdict.DRIFTED, "did-not-settle", 1, first=60),
    ),
    findings=(*DRIFTED.findings, finding(60, "students", drifted("email", "did-not-settle", "a@b.c", None))),
)

OTHER, FAILED = "4fd43cc56d11340000000006", "4fd43cc56d11340000000007"
MANY = merged(
    [
        UNEXPECTED,
        replace(EQUAL, collections=tuple(replace(count, district=OTHER) for count in EQUAL.collections)),
    ],
    [DistrictFailure(FAILED, "token-refused", "GET /v1.1/districts failed: HTTP 401 Unauthorized")],
)

ACCEPTED = replace(
    UNEXPECTED,
    groups=tuple(
        replace(group, accepted=20, examples=ids(20, 21, 22)) if group.records == 25 else group
        for group in UNEXPECTED.groups
    ),
    findings=tuple(replace(found, accepted=found.id < record_id(20)) for found in UNEXPECTED.findings),
    acceptance=Acceptance(
        file="accepted.json",
        findings=20,
        worst=Verdict.UNEXPECTED,
        records=8,
        unused=(
            AcceptedDifference(DISTRICT, "students", record_id(900), "email", "value-differs", f"{900:016x}"),
            AcceptedDifference(DISTRICT, "schools", record_id(901), "", "only-in-from", f"{901:016x}"),
        ),
    ),
)

ALL = {
    "accepted": ACCEPTED,
    "equal": EQUAL,
    "documented": DOCUMENTED,
    "unexpected": UNEXPECTED,
    "drifted": DRIFTED,
    "unsettled": UNSETTLED,
    "many": MANY,
}
