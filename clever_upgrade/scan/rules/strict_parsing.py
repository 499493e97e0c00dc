"""``strict-parsing``: code that refuses, or trips over, the fields that v1.2 adds to the records at hand."""

from collections.abc import Iterator

from clever_upgrade.grammar import listed
from clever_upgrade.scan.evidence import Strength
from clever_upgrade.scan.found import found
from clever_upgrade.scan.project import Project, Reading
from clever_upgrade.scan.result import Finding, Place
from clever_upgrade.scan.rules.strict import assignments, habits, jackson, models, readers, schemas, splats
from clever_upgrade.scan.rules.strict.code import Code
from clever_upgrade.scan.rules.strict.gains import Subject, first_subject, subject_of, together
from clever_upgrade.scan.rules.strict.trouble import Finder, Trouble
from clever_upgrade.scan.syntax.facts import Scope
from clever_upgrade.scan.urls import Url

NAME = "strict-parsing"

FINDERS: tuple[Finder, ...] = (
    splats.find,
    assignments.find,
    models.find,
    schemas.find,
    readers.find,
    jackson.find,
    habits.find,
)


def judge(reading: Reading, project: Project) -> Iterator[Finding]:
    """The places of a file that v1.2's new fields break, each once."""
    strength = reading.reach.strength
    if strength < Strength.LINKED:
        return
    code = Code(reading)
    told: set[Place] = set()
    for finder in FINDERS:
        for trouble in finder(reading, project, code):
            fields = _fields(trouble, reading)
            if not fields or trouble.place in told or not (trouble.sure or strength >= Strength.NAMED):
                continue
            told.add(trouble.place)
            yield found(
                NAME,
                reading.file,
                trouble.place,
                f"{trouble.what}: {listed(fields)}",
                trouble.remedy,
                severity=trouble.severity,
                reach=reading.reach,
                fields=fields,
                class_name=trouble.class_name,
            )


def _fields(trouble: Trouble, reading: Reading) -> tuple[str, ...]:
    """What v1.2 adds to the records that a place is about; nothing where nobody can say, or nothing is added."""
    if trouble.fields:
        return trouble.fields
    subject = first_subject(trouble.names)
    if subject is None and trouble.asks:
        subject = _asked_for(reading, trouble.scope)
    return subject.new_fields(trouble.known) if subject is not None else ()


def _asked_for(reading: Reading, scope: Scope) -> Subject | None:
    """The records that the same function asks for, else those that the file does."""
    within = [url for text, url in reading.urls if text.scope == scope and scope.function]
    return _of_urls(within) or _of_urls([url for _, url in reading.urls])


def _of_urls(urls: list[Url]) -> Subject | None:
    subjects = [subject_of(_last_noun(url)) for url in urls if url.host != "other"]
    return together(subject for subject in subjects if subject is not None)


def _last_noun(url: Url) -> str:
    segments = url.segments
    if segments[-1:] == ("status",):
        return "district status"
    return next((segment for segment in reversed(segments) if segment.replace("_", "").isalpha()), "")
