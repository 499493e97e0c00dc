"""What a parser does with records of the earlier version: it must take some, and what it refuses is nothing new."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from clever_upgrade.check.probe.answer import Ending, Record
from clever_upgrade.check.probe.asking import Asker
from clever_upgrade.check.probe.causes import Cause
from clever_upgrade.check.probe.forms import Specimen
from clever_upgrade.check.probe.judge import Symptom, accepted
from clever_upgrade.check.probe.result import Trouble
from clever_upgrade.check.probe.shrink import Shrinking
from clever_upgrade.check.probe.wording import said_of
from clever_upgrade.errors import ParserUnusableError

_MOST_NAMED = 3
"""How many variations of one sort are named."""
_BUDGET = 80
"""How often a shrinking may ask; a program that would have to be started for each question is spared them."""


def require_some(asker: Asker, specimens: Sequence[Specimen], usable: Sequence[Specimen]) -> None:
    """Conclude nothing from a parser that takes no plain record, or brings nothing: ParserUnusableError says why."""
    version = asker.forms.upgrade.from_version.name
    if not any(one.is_plain for one in usable):
        record = next(one.earlier for one in specimens if one.is_plain)
        raise ParserUnusableError(
            f"it takes no record of {version}, so nothing is known of the later version: "
            f"{said_of(asker.earlier(record), record)}",
            hint="Check that the collection is the right one, and that it takes one record and not a whole answer.",
        )
    endings = {asker.earlier(one.earlier).ending for one in usable}
    if asker.probe.command and endings == {Ending.NOTHING}:
        raise ParserUnusableError(
            f"it gives no answer to any record of {version}",
            hint="For each line that it reads, let it write one line of JSON with what it made of it.",
        )


def refused_already(asker: Asker, refused: Sequence[Specimen]) -> Iterator[Cause]:
    """What the parser refuses of the earlier version, one cause for each sort of refusal."""
    sorts: dict[tuple[bool, str], list[Specimen]] = {}
    for one in refused:
        sorts.setdefault((one.is_plain, asker.earlier(one.earlier).kind), []).append(one)
    for (is_plain, kind), found in sorts.items():
        first = found[0]
        record = _smallest(asker, first.earlier)
        specimen = replace(first, earlier=record, later=record, rule="")
        symptom = Symptom(Trouble.REFUSES_EARLIER, kind)
        answer = asker.earlier(record)
        yield Cause(symptom, (), specimen, _words(found), False, answer, records=len(found), is_grave=is_plain)


def _words(found: Sequence[Specimen]) -> str:
    names = list(dict.fromkeys(one.variation for one in found))[:_MOST_NAMED]
    more = len(found) - len(names)
    return f"{', '.join(names)}{f', and {more:,} more' if more > 0 else ''}"


def _smallest(asker: Asker, record: Record) -> Record:
    """The smallest record about which the parser says the same."""

    def said(one: Record) -> str | None:
        asker.ask_earlier([one])
        answer = asker.earlier(one)
        return None if accepted(answer) else said_of(answer, one)

    if asker.is_costly(Symptom(Trouble.REFUSES_EARLIER, asker.earlier(record).kind)):
        return record
    return Shrinking(asker.forms, said, _BUDGET).smallest_alike(record)
