"""What may be shown of a value that a record holds: the one seam through which reports let values out.

Without ``show_values`` a value is replaced by a descriptor of its JSON type. A secret is never shown, wherever it
hides. Descriptors hold nothing of the value: no characters, no names of members; of an array they say its length.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from clever_upgrade.compare.request import ME
from clever_upgrade.compare.result import MISSING
from clever_upgrade.compare.values import json_type
from clever_upgrade.contract import FieldFacts, Upgrade
from clever_upgrade.contract.sensitive import is_secret, names_secret

SECRET = "[secret]"  # noqa: S105 - what stands in place of a secret

_DISTRICT_COLLECTIONS = frozenset({"status"})
"""Collections that are about a district and not about a person."""


_PLAIN_LINK = re.compile(r"/v\d\.\d/[a-z_]{1,20}/[0-9a-f]{24}", re.ASCII)
"""A link that says nothing but the version, the collection and the id of a record."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What an earlier report showed of a value, which is all that is left of it."""

    text: object


@dataclass(frozen=True, slots=True)
class Redactor:
    """Decides what is shown of each value of one comparison."""

    upgrade: Upgrade
    show_values: bool = False

    def shown(self, collection: str, path: str, value: object) -> object:
        """What to show of ``value``, which stands at ``path``; MISSING stays MISSING, which is no value."""
        if value is MISSING:
            return MISSING
        if isinstance(value, Shown):
            return value.text
        *objects, name = path.split(".")
        if any(map(names_secret, objects)) or is_secret(name, value):
            return SECRET
        if self.show_values:
            return _without_secrets(value)
        if collection == ME and isinstance(value, str) and _PLAIN_LINK.fullmatch(value):
            return value
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


def _without_secrets(value: object) -> object:
    """A copy of ``value`` in which every secret member is replaced, at any depth."""
    if isinstance(value, dict):
        return {
            name: SECRET if is_secret(str(name), member) else _without_secrets(member) for name, member in value.items()
        }
    if isinstance(value, list):
        return [_without_secrets(item) for item in value]
    return value
