"""The situation in which the district lives on while it is read: records change between the two reads of a pair.

A record is changed right after one version served it and before another did, so that whoever reads both sees the
difference. No record is changed twice: reading again settles it.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from random import Random

from clever_upgrade.sandbox.district import District
from clever_upgrade.sandbox.scenarios.newcomers import FROM, at_least_two_schools, enrol, new_student, section_at

_CHANGED_FIELDS = {
    "schools": "phone",
    "teachers": "title",
    "students": "email",
    "sections": "name",
    "contacts": "phone",
    "school_admins": "title",
}
_MOST_CHANGES = 6
"""In each collection."""
_TRIES = 8
"""With students of one page, before the next page gives others."""


def start_drift(district: District, seed: int = 1) -> None:
    """Let the district live on from now, each time that a page was served."""
    for school in at_least_two_schools(district):
        section_at(district, school)
    district.watch_pages(Drift(district, seed).page_served)


class Drift:
    """What has been served so far, and what has been changed since."""

    def __init__(self, district: District, seed: int) -> None:
        self._district = district
        self._rng = Random(f"clever-upgrade/{seed}/drift")
        self._served: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._changed: set[str] = set()
        self._changes: dict[str, int] = defaultdict(int)
        self._to_do: list[Callable[[str], bool]] = [self._attend_elsewhere, self._leave]
        self._arrived = False

    def page_served(self, version: str, collection: str, ids: Sequence[str]) -> None:
        """Change something that this page showed and that no other version has shown yet."""
        if collection not in _CHANGED_FIELDS:
            return
        self._served[version, collection].update(ids)
        elsewhere = [seen for (other, name), seen in self._served.items() if other != version and name == collection]
        fresh = [one for one in ids if one not in self._changed and not any(one in seen for seen in elsewhere)]
        if collection == "students":
            fresh = self._do_once(fresh)
            self._arrive(ids, elsewhere)
        if fresh and self._changes[collection] < _MOST_CHANGES:
            self._changes[collection] += 1
            self._edit(collection, self._rng.choice(fresh))

    def _do_once(self, fresh: list[str]) -> list[str]:
        """What happens to one student each; those to whom nothing happened."""
        for _ in range(_TRIES):
            if not fresh or not self._to_do:
                break
            student = fresh.pop(self._rng.randrange(len(fresh)))
            if self._to_do[0](student):
                del self._to_do[0]
        return fresh

    def _edit(self, collection: str, record_id: str) -> None:
        record = self._district.record(FROM, collection, record_id)
        field = _CHANGED_FIELDS[collection]
        record[field] = f"{record.get(field, '')} (changed)".strip()
        self._district.upsert(collection, record)
        self._changed.add(record_id)

    def _attend_elsewhere(self, student: str) -> bool:
        """A section of another school takes the student in, which changes the schools of the student."""
        district = self._district
        attended = {
            district.record(FROM, "sections", section)["school"]
            for section in district.related(FROM, "students", student, "sections")
        } | {district.record(FROM, "students", student)["school"]}
        for section in district.ids(FROM, "sections"):
            if section not in self._changed and district.record(FROM, "sections", section)["school"] not in attended:
                enrol(district, section, "students", student)
                self._changed.update((section, student))
                return True
        return False

    def _leave(self, student: str) -> bool:
        contacts = self._district.related(FROM, "students", student, "contacts")
        if not self._changed.isdisjoint(contacts):
            return False
        self._changed.update((student, *contacts))
        self._district.delete("students", student)
        return True

    def _arrive(self, ids: Sequence[str], elsewhere: list[set[str]]) -> None:
        """Somebody new, behind the last page of one version and before that of another."""
        newest = self._district.ids(FROM, "students")[-1:]
        if self._arrived or not newest or newest[0] not in ids or any(newest[0] in seen for seen in elsewhere):
            return
        self._arrived = True
        self._changed.add(new_student(self._district, self._district.ids(FROM, "schools")[0]))
