"""Which members open a door, by their names: the one place that says so, for reports, recordings and logs alike.

A name counts at any depth and in any collection: an event carries whole records, and the old value of a member stands
in ``previous_attributes``.
"""

from dataclasses import dataclass
from functools import cache

from clever_upgrade.contract.versions import VERSION_NAMES, version

_SECRET_WORDS = ("password", "secret", "token")
"""A member whose name holds one of these opens a door, whether the contract knows it or not."""


def names_secret(name: str) -> bool:
    """Whether a member of this name is a secret."""
    folded = name.casefold()
    return folded in _secret_names().members or any(word in folded for word in _SECRET_WORDS)


def holds_secret(name: str) -> bool:
    """Whether a member of this name is an object with a secret inside."""
    return name.casefold() in _secret_names().holders


@dataclass(frozen=True, slots=True)
class _SecretNames:
    """The names of secret members, and of the objects that hold them."""

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
