"""What a comparison found: plain values that reports turn into text.

Values of fields are raw here, as the API gave them; whoever shows them redacts them (``report/redaction.py``).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, IntEnum

from msgspec import Struct

from clever_upgrade.errors import DistrictFailure


class Verdict(IntEnum):
    """How a difference, a pair or a whole run is judged; a higher value is worse."""

    EQUAL = 0
    DOCUMENTED = 1
    DRIFTED = 2
    UNEXPECTED = 3

    @property
    def label(self) -> str:
        """The word that reports and JSON use."""
        return self.name.lower()


class Change(Enum):
    """What happened to one path on the way from one version to the other."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MISSING = "missing"
    """The later version guarantees the field, and neither side has it."""

    __hash__ = object.__hash__
    """There is one object of each; the hash of an enumeration would be computed anew from its name every time."""


class Missing(Enum):
    """Stands where a side has no value, which is not the same as null."""

    MISSING = "missing"


MISSING = Missing.MISSING

WHOLE_RECORD = ""
"""The path of a difference that concerns a record as a whole."""


class Difference(Struct, frozen=True, gc=False):
    """One path of one pair, judged. ``rule`` names the reason: of the contract if documented, of ``diff`` otherwise.

    ``expected`` is what the later version should have shown, where the earlier one's other records say so. There may be
    millions of them: hence a ``Struct``, of which the garbage collector need not know, as no JSON holds itself.
    """

    path: str
    change: Change
    verdict: Verdict
    rule: str
    from_value: object = MISSING
    to_value: object = MISSING
    expected: object = MISSING


@dataclass(frozen=True, slots=True)
class Finding:
    """A difference that a person should see, with the record it belongs to.

    ``nested_in`` is the path of the list below a single record where it was found, if the collection's own listing
    does not show it. ``accepted`` says that somebody knows of it, and that it is to fail nothing.
    """

    district: str
    collection: str
    id: str
    difference: Difference
    fingerprint: str
    nested_in: str = ""
    accepted: bool = False


@dataclass(frozen=True, slots=True)
class FieldGroup:
    """All differences that share collection, path, change, verdict and rule; so many of them are ``accepted``."""

    collection: str
    path: str
    change: Change
    verdict: Verdict
    rule: str
    records: int
    examples: tuple[str, ...]
    accepted: int = 0


@dataclass(frozen=True, slots=True)
class CollectionCount:
    """How the records of one collection came out.

    Each record counts once, under its worst verdict: the four verdicts add up to pairs, only_from and only_to.
    ``date_forms`` counts values that name the same date in two forms; they are equal.
    """

    district: str
    collection: str
    pairs: int = 0
    only_from: int = 0
    only_to: int = 0
    verdicts: Mapping[Verdict, int] = field(default_factory=dict)
    several_schools: int = 0
    date_forms: int = 0
    fields: int = 0

    @property
    def records(self) -> int:
        """Every record that was seen on either side."""
        return self.pairs + self.only_from + self.only_to


@dataclass(frozen=True, slots=True)
class NestedCount:
    """How many lists below single records (students of a section, for example) were compared too."""

    parent: str
    collection: str
    lists: int
    pairs: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was looked at, so that "no difference" is evidence."""

    districts: int
    collections: int
    pages: int
    requests: int
    pairs: int
    fields: int


@dataclass(frozen=True, slots=True, order=True)
class AcceptedDifference:
    """A difference that somebody has accepted, in the order of the file. No value of a record is in it."""

    district: str
    collection: str
    id: str
    path: str
    rule: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What a file of accepted differences makes of a comparison.

    It accepts so many ``findings``. ``worst`` is the worst verdict of what is left, and ``records`` says how many
    records have unexpected differences left. ``unused`` is accepted, and was not found any more.
    """

    file: str
    findings: int
    worst: Verdict
    records: int
    unused: tuple[AcceptedDifference, ...] = ()


@dataclass(frozen=True, slots=True)
class DiffResult:
    """The whole outcome of one comparison, of one district or of many.

    ``skipped`` says in sentences what was not looked at. It is ``complete`` if every record held still long enough to
    be judged, and no district failed. ``documented`` are the documented differences of single records that were asked
    for; those of a listing are counted only.
    """

    from_version: str
    to_version: str
    complete: bool
    collections: tuple[CollectionCount, ...]
    nested: tuple[NestedCount, ...]
    groups: tuple[FieldGroup, ...]
    findings: Sequence[Finding]
    findings_left_out: int
    coverage: Coverage
    skipped: tuple[str, ...]
    failures: tuple[DistrictFailure, ...] = ()
    acceptance: Acceptance | None = None
    documented: tuple[Finding, ...] = ()

    @property
    def worst(self) -> Verdict:
        """The worst verdict of any record."""
        seen = (verdict for count in self.collections for verdict, records in count.verdicts.items() if records)
        return max([*seen, *(group.verdict for group in self.groups)], default=Verdict.EQUAL)

    @property
    def worst_left(self) -> Verdict:
        """The worst verdict of what nobody has accepted: what a run fails by."""
        return self.worst if self.acceptance is None else self.acceptance.worst
