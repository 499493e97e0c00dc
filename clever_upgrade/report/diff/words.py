"""The sentences that the terminal and the Markdown report of a comparison share."""

from itertools import groupby

from clever_upgrade.compare.findings import in_order
from clever_upgrade.compare.judge import Rules
from clever_upgrade.compare.request import ME
from clever_upgrade.compare.result import WHOLE_RECORD, DiffResult, FieldGroup, Verdict
from clever_upgrade.grammar import counted
from clever_upgrade.report.untrusted import LONGEST_NAME, printable

USERS = ("teachers", "students")
MOST_DISTRICTS_BY_NAME = 3
MOST_UNUSED = 10
"""How many accepted differences that are gone a report for people names."""

_MEANINGS = {
    Rules.VALUE_DIFFERS: "{from_version} and {to_version} give different values",
    Rules.TYPE_DIFFERS: "{from_version} and {to_version} give values of different JSON types",
    Rules.FIELD_VANISHED: "{from_version} has the field and {to_version} does not",
    Rules.UNDOCUMENTED_FIELD: "only {to_version} has the field, and its contract does not know it",
    Rules.ONLY_IN_FROM: "only {from_version} has the record",
    Rules.ONLY_IN_TO: "only {to_version} has the record",
    Rules.MALFORMED_VALUE: "{to_version} gives a value that its contract does not allow",
    Rules.SCHOOLS_MISMATCH: "schools is not what the sections of {from_version} bear out",
    Rules.WRONG_LINK: "the link in /{to_version}/me does not lead to {to_version} and this record",
    Rules.ME_NOT_FROZEN: "/me without a version must answer as {from_version} does, and does not",
    Rules.DID_NOT_SETTLE: "the record changed at every reading, so it could not be judged",
}


def place(collection: str, path: str) -> str:
    """Where a difference is, for example ``students.name.first``."""
    if path == WHOLE_RECORD:
        return f"{printable(collection)} (whole record)"
    return f"{printable(collection)}.{printable(path, LONGEST_NAME)}"


def meaning(result: DiffResult, group: FieldGroup) -> str:
    """What the group's rule means, in terms of the two versions; empty where the verdict says it already."""
    if group.verdict is not Verdict.UNEXPECTED and group.rule != Rules.DID_NOT_SETTLE:
        return ""
    return rule_in_words(result, group.rule)


def group_in_words(result: DiffResult, group: FieldGroup) -> str:
    """What became of the records of a group; empty where the contract says it."""
    if group.verdict is Verdict.DRIFTED and group.rule != Rules.DID_NOT_SETTLE:
        return "it changed while it was being read"
    return rule_in_words(result, group.rule)


def rule_in_words(result: DiffResult, rule: str) -> str:
    """What a rule of this comparison means; empty for those of the contract."""
    return _MEANINGS.get(rule, "").format(from_version=result.from_version, to_version=result.to_version)


def groups_of(groups: list[FieldGroup], verdict: Verdict) -> list[FieldGroup]:
    """The groups with this verdict."""
    return [group for group in groups if group.verdict is verdict]


def headline(result: DiffResult) -> str:
    """The answer in one sentence, or in two where districts failed."""
    answer = _answer(result)
    if not result.failures:
        return answer
    failed = len(result.failures)
    return f"{failed:,} of {counted(failed + result.coverage.districts, 'district')} could not be compared. {answer}"


def is_unsettled(result: DiffResult) -> bool:
    """Whether some records never held still."""
    if result.complete or not result.failures:
        return not result.complete
    return any(group.rule == Rules.DID_NOT_SETTLE for group in result.groups)


def districts_in_words(result: DiffResult) -> str:
    """Which districts were compared, by their ids where they are few."""
    districts = list(dict.fromkeys(printable(count.district) for count in result.collections))
    if len(districts) > MOST_DISTRICTS_BY_NAME:
        return counted(len(districts), "district")
    return f"district{'s' if len(districts) > 1 else ''} {', '.join(districts)}"


def rest_of_districts(result: DiffResult, named: int) -> str:
    """That the districts which are not named are well."""
    rest = result.coverage.districts - named
    if not rest:
        return ""
    if not named and not result.failures:
        return f"Nothing unexpected in {counted(rest, 'district')}."
    return f"Nothing unexpected in the other {'one' if rest == 1 else f'{rest:,}'}."


def _answer(result: DiffResult) -> str:
    records = sum(count.records for count in result.collections)
    seen = counted(records, "record")
    but = " but what is accepted" if is_accepting(result) else ""
    match result.worst_left:
        case Verdict.UNEXPECTED:
            beside = ", beside what is accepted" if but else ""
            found = f"Unexpected differences in {unexplained(result):,} of {seen}{beside}."
            return found if not is_unsettled(result) else f"{found} Some others never held still."
        case Verdict.DRIFTED if is_unsettled(result):
            return f"Not conclusive: of {seen}, some never held still. Nothing unexpected{but} was found in the rest."
        case Verdict.DRIFTED:
            drifted = affected(result, Verdict.DRIFTED)
            return f"Nothing unexpected{but} in {seen}; {drifted:,} changed while they were being read."
        case Verdict.DOCUMENTED:
            documented = affected(result, Verdict.DOCUMENTED)
            if not documented:
                return f"Nothing unexpected{but} in {seen}."
            return f"Nothing unexpected{but} in {seen}; {documented:,} change exactly as {result.to_version} documents."
        case _:
            return f"No difference{but} in {seen}."


def is_accepting(result: DiffResult) -> bool:
    """Whether some of the findings are accepted."""
    return result.acceptance is not None and bool(result.acceptance.findings)


def unexplained(result: DiffResult) -> int:
    """How many records have unexpected differences that nobody has accepted."""
    return affected(result, Verdict.UNEXPECTED) if result.acceptance is None else result.acceptance.records


def accepted_in_words(result: DiffResult) -> str:
    """How many findings the file accepts; empty where it accepts none."""
    if result.acceptance is None or not result.acceptance.findings:
        return ""
    return f"{counted(result.acceptance.findings, 'known difference')}, accepted in {printable(result.acceptance.file)}"


def accepted_in_vain(result: DiffResult) -> tuple[str, list[str]]:
    """That the file accepts what is gone, and the first few of it; an empty sentence where it does not."""
    if result.acceptance is None or not result.acceptance.unused:
        return "", []
    unused = result.acceptance.unused
    what = "difference that was" if len(unused) == 1 else "differences that were"
    sentence = f"{printable(result.acceptance.file)} accepts {len(unused):,} {what} not found any more"
    return sentence, [
        f"{printable(one.id)} {place(one.collection, one.path)} {printable(one.rule)}" for one in unused[:MOST_UNUSED]
    ]


def affected(result: DiffResult, verdict: Verdict) -> int:
    """How many records have this verdict as their worst.

    Lists below single records can show what the collection's own listing does not, so findings count too.
    """
    listed = sum(count.verdicts.get(verdict, 0) for count in result.collections)
    if verdict is not Verdict.UNEXPECTED:
        return listed
    found = (finding for finding in in_order(result.findings) if finding.difference.verdict is verdict)
    records = groupby(found, key=lambda finding: (finding.collection, finding.district, finding.id))
    return max(listed, sum(1 for _ in records))


def several_schools(result: DiffResult) -> str:
    """Users at more than one school; empty where no users were compared."""
    users: dict[str, tuple[int, int]] = {}
    for count in result.collections:
        if count.collection in USERS and count.records:
            several, records = users.get(count.collection, (0, 0))
            users[count.collection] = (several + count.several_schools, records + count.records)
    if not users:
        return ""
    return "At several schools: " + ", ".join(
        f"{several:,} of {records:,} {printable(collection)}" for collection, (several, records) in users.items()
    )


def date_forms(result: DiffResult) -> str:
    """How many dates differ in form only; empty where none do."""
    dates = sum(count.date_forms for count in result.collections)
    if not dates:
        return ""
    return f"Written differently, yet equal: {counted(dates, 'date')}"


def frozen_me(result: DiffResult) -> str:
    """What whoever reads ``/me`` must know; empty where it was not compared, or does not hold."""
    if all(count.collection != ME for count in result.collections) or any(
        group.rule == Rules.ME_NOT_FROZEN for group in result.groups
    ):
        return ""
    return (
        f"Without a version, /me goes on answering as {result.from_version}: it shows nothing new, and its canonical "
        f"links lead to /{result.from_version}. Read /{result.to_version}/me"
    )


def covered(result: DiffResult) -> str:
    """How much was looked at."""
    coverage = result.coverage
    return (
        f"Covered: {counted(coverage.districts, 'district')}, {counted(coverage.collections, 'collection')}, "
        f"{counted(coverage.pairs, 'pair')}, {counted(coverage.fields, 'field')}, "
        f"in {counted(coverage.pages, 'page')} and {counted(coverage.requests, 'request')}"
    )


def nested(result: DiffResult) -> str:
    """Which lists below single records were compared too; empty where none were."""
    lists = [
        f"{printable(count.collection)} of {count.lists:,} {printable(count.parent)} ({counted(count.pairs, 'pair')})"
        for count in result.nested
    ]
    return f"Nested lists compared too: {', '.join(lists)}" if lists else ""


def notes(result: DiffResult) -> list[str]:
    """Everything that is worth a line below the summary, the most interesting first."""
    return [f"{line}." for line in (several_schools(result), date_forms(result), frozen_me(result)) if line]


def coverage_notes(result: DiffResult) -> list[str]:
    """What was covered, and how deep."""
    return [f"{line}." for line in (covered(result), nested(result)) if line]


def by_collection(result: DiffResult) -> list[tuple[str, tuple[int, ...]]]:
    """The rows of the summary: a collection, how many records, how many of each verdict; districts are added up."""
    rows: dict[str, tuple[int, ...]] = {}
    for count in result.collections:
        numbers = (count.records, *(count.verdicts.get(verdict, 0) for verdict in Verdict))
        before = rows.get(count.collection, (0,) * len(numbers))
        rows[count.collection] = tuple(map(sum, zip(before, numbers, strict=True)))
    return [(printable(collection), numbers) for collection, numbers in rows.items()]
