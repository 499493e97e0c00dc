"""The versions of the API that the tool knows, and what a step from one to another adds.

A later pair of versions is one more module like ``v1_2.py`` and one more line here.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import ModuleType
from typing import get_args

from clever_upgrade.contract import v1_1, v1_2
from clever_upgrade.contract.resource import FieldFacts, Resource, resource_of

COLLECTIONS: tuple[str, ...] = tuple(name for name in v1_1.RESOURCES if name != "status")
"""Every collection that is listed at the top level of the API."""


@dataclass(frozen=True, slots=True)
class Version:
    """One version of the API: its name, the prefix of its paths, its resources by collection, its sync states."""

    name: str
    resources: Mapping[str, Resource]
    states: tuple[str, ...]

    @property
    def prefix(self) -> str:
        """The first segment of every path of this version, with its slash."""
        return f"/{self.name}"


@dataclass(frozen=True, slots=True)
class Upgrade:
    """The step from one version to a later one."""

    from_version: Version
    to_version: Version

    def added(self, collection: str) -> Iterator[FieldFacts]:
        """The fields that only the later version knows, at any depth."""
        older = self.from_version.resources[collection]
        for facts in self.to_version.resources[collection].walk():
            if older.facts_at(facts.path) is None:
                yield facts


@cache
def version(name: str) -> Version:
    """The version called ``name``, for example ``v1.1``; KeyError if the tool does not know it."""
    module = _MODULES[name]
    resources = {collection: resource_of(collection, model) for collection, model in module.RESOURCES.items()}
    return Version(name, resources, get_args(module.SyncState))


@cache
def default_upgrade() -> Upgrade:
    """The step that the tool was written for."""
    return Upgrade(version(v1_1.VERSION), version(v1_2.VERSION))


_MODULES: dict[str, ModuleType] = {module.VERSION: module for module in (v1_1, v1_2)}
VERSION_NAMES: tuple[str, ...] = tuple(_MODULES)
"""Oldest first."""
