"""The catalogue of contract changes: each story joined with the fields and endpoints in which it shows.

The names are stable rule names: differences, reports and documentation cite them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from clever_upgrade.contract.endpoints import EVENT_NOUNS, served_by
from clever_upgrade.contract.facts import Origin
from clever_upgrade.contract.resource import FieldFacts
from clever_upgrade.contract.stories import MILESTONES, STORIES, Breakage, Milestone, Story
from clever_upgrade.contract.versions import Upgrade, Version, default_upgrade

_USERS = frozenset({"students", "teachers", "school_admins", "district_admins"})
"""The collections whose records ``/me`` may answer with."""


@dataclass(frozen=True, slots=True)
class ChangedField:
    """One field of one collection that the later version adds, or gives another meaning."""

    collection: str
    facts: FieldFacts
    older: FieldFacts | None

    @property
    def path(self) -> str:
        """The dotted path of the field from its record."""
        return self.facts.path

    @property
    def kind(self) -> str:
        """``added`` or ``changed``."""
        return "added" if self.older is None else "changed"

    @property
    def new_values(self) -> frozenset[str]:
        """The values of its enumeration that the earlier version does not know."""
        before = self.older.enum if self.older else None
        return (self.facts.enum or frozenset()) - (before or frozenset())


@dataclass(frozen=True, slots=True)
class Change:
    """One change of the contract: where it shows, what it breaks and what to do.

    ``endpoints`` are paths with their version, as an application asks for them.
    """

    name: str
    title: str
    summary: str
    origin: Origin
    fields: tuple[ChangedField, ...]
    endpoints: tuple[str, ...]
    breaks: tuple[Breakage, ...]
    todo: tuple[str, ...]

    @property
    def announced(self) -> bool:
        """Whether Clever announced it; else only the definitions of the version show it."""
        return self.origin is Origin.ANNOUNCED

    @property
    def collections(self) -> tuple[str, ...]:
        """The collections that carry its fields, each once."""
        return tuple(dict.fromkeys(field.collection for field in self.fields))


def changes_of(upgrade: Upgrade) -> tuple[Change, ...]:
    """Every change that the step from one version to another brings."""
    fields = tuple(_changed_fields(upgrade))
    return tuple(_change(story, fields, upgrade.to_version) for story in STORIES[upgrade.to_version.name])


def change_named(name: str) -> Change:
    """The change called ``name``; KeyError if there is none."""
    return {change.name: change for change in changes_of(default_upgrade())}[name]


def milestones_of(upgrade: Upgrade) -> tuple[Milestone, ...]:
    """The dates that matter for the step, oldest first."""
    return MILESTONES[upgrade.to_version.name]


def _changed_fields(upgrade: Upgrade) -> Iterator[ChangedField]:
    for collection, newer in upgrade.to_version.resources.items():
        older = upgrade.from_version.resources[collection]
        for facts in newer.walk():
            before = older.facts_at(facts.path)
            if facts != before:
                yield ChangedField(collection, facts, before)


def _change(story: Story, fields: Iterable[ChangedField], version: Version) -> Change:
    own = tuple(field for field in fields if field.facts.since == story.name)
    about = frozenset(story.about) | {field.collection for field in own}
    return Change(
        name=story.name,
        title=story.title,
        summary=story.summary,
        origin=_origin(story, own),
        fields=own,
        endpoints=tuple(_endpoints(about, version)),
        breaks=story.breaks,
        todo=story.todo,
    )


def _origin(story: Story, fields: tuple[ChangedField, ...]) -> Origin:
    origins = {field.facts.origin for field in fields} | ({story.origin} if story.origin else set())
    if len(origins) != 1:
        raise ValueError(f"the change {story.name} must come from one place, not from {len(origins)}")
    return origins.pop()


def _endpoints(about: frozenset[str], version: Version) -> Iterator[str]:
    """Where records of the collections ``about`` are seen: their own paths, the event feeds, and ``/me``."""
    for endpoint in served_by(version.name):
        if endpoint.returns in about or (endpoint.returns == "events" and _feeds(endpoint.path, about)):
            yield version.prefix + endpoint.path
    if about & (_USERS | {"me"}):
        yield f"{version.prefix}/me"


def _feeds(path: str, about: frozenset[str]) -> bool:
    """Whether events of these collections come by ``path``: a record's own feed carries no events of others."""
    owner = path.split("/")[1]
    return bool(about & EVENT_NOUNS.keys()) and owner in about | {"events", "districts"}
