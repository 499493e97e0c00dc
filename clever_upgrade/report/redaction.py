"""What may be shown of a value that a record holds: the one seam through which reports let values out.

Without ``show_values`` a value is replaced by a descriptor of its JSON type. A secret is never shown, wherever it
hides. Descriptors hold nothing of the value: no characters, no names of members; of an array they say its length.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from clever_upgrade.compare.result import MISSING
from clever_upgrade.compare.values import json_type
from clever_upgrade.contract import FieldFacts, Upgrade, version
from clever_upgrade.contract.versions import VERSION_NAMES

SECRET = "[secret]"  # noqa: S105 - what stands in place of a secret

_DISTRICT_COLLECTIONS = frozenset({"status"})
"""Collections that are about a district and not about a person."""

_SECRET_WORDS = ("password", "secret", "token")
"""A member whose name holds one of these opens a door, whether the contract knows it or not."""


@dataclass(frozen=True, slots=True)
class Redactor:
    """Decides what is shown of each value of one comparison."""

    upgrade: Upgrade
    show_values: bool = False

    def shown(self, collection: str, path: str, value: object) -> object:
        """What to show of ``value``, which stands at ``path``; MISSING stays MISSING, which is no value."""
        if value is MISSING:
            return MISSING
        if _is_secret(path, value):
            return SECRET
        if self.show_values:
            return _without_secrets(value)
        if collection in _DISTRICT_COLLECTIONS and self._is_closed(collection, path, value):
            return value
        return descriptor(value)

    def _is_closed(self, collection: str, path: str, value: object) -> bool:
        """Whether the contract leaves the value so little room that it cannot carry free text."""
        return any(
            not facts.personal
            and (facts.enum is not None or facts.format is not None or facts.json_type == "boolean")
            and value is not None
            and facts.accepts(value)
            for facts in self._facts(collection, path)
        )

    def _facts(self, collection: str, path: str) -> Iterator[FieldFacts]:
        for side in (self.upgrade.from_version, self.upgrade.to_version):
            resource = side.resources.get(collection)
            facts = resource.facts_at(path) if resource else None
            if facts is not None:
                yield facts


def descriptor(value: object) -> str:
    """What kind of value it is, and nothing of the value itself."""
    kind = json_type(value)
    return f"[array of {len(value)}]" if isinstance(value, list) else f"[{kind}]"


def _is_secret(path: str, value: object) -> bool:
    names = path.split(".")
    if any(_names_secret(name) for name in names):
        return True
    # A plain value where an object with a secret inside is due may well be that secret.
    return names[-1].casefold() in _secret_names().holders and not isinstance(value, dict | None)


def _without_secrets(value: object) -> object:
    """A copy of ``value`` in which every secret member is replaced, at any depth."""
    if isinstance(value, dict):
        return {
            name: SECRET if _is_secret(str(name), member) else _without_secrets(member)
            for name, member in value.items()
        }
    if isinstance(value, list):
        return [_without_secrets(item) for item in value]
    return value


def _names_secret(name: str) -> bool:
    folded = name.casefold()
    return folded in _secret_names().members or any(word in folded for word in _SECRET_WORDS)


@dataclass(frozen=True, slots=True)
class _SecretNames:
    """The names of secret members, and of the objects that hold them.

    A name counts at any depth and in any collection: an event carries whole records, and the old value of a member
    stands in ``previous_attributes``.
    """

    members: frozenset[str]
    holders: frozenset[str]


@cache
def _secret_names() -> _SecretNames:
    paths = [
        facts.path.casefold().split(".")
        for name in VERSION_NAMES
        for resource in version(name).resources.values()
        for facts in resource.walk()
        if facts.secret
    ]
    return _SecretNames(
        members=frozenset(path[-1] for path in paths),
        holders=frozenset(path[-2] for path in paths if len(path) > 1),
    )
