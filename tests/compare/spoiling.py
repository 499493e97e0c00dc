"""What every mutation of a district needs: the list of them all, a choice of record, and values of every kind.

A mutation takes the world and a source of chance. Where the world lacks what it would spoil, it does nothing.
"""

from collections.abc import Callable
from random import Random
from typing import Any

from tests.compare.texts import Members, Style
from tests.compare.worlds import FROM, SIDES, TO, World

Mutation = Callable[[World, Random], None]
MUTATIONS: dict[str, Mutation] = {}
USERS = ("students", "teachers")
EVERY = (
    "students",
    "teachers",
    "sections",
    "schools",
    "contacts",
    "school_admins",
    "district_admins",
    "districts",
    "status",
)
VALUES: tuple[Any, ...] = (
    "x", "", None, True, False, 0, 1, 1.0, -0.0, [], ["x"], 2.5, "1", [1], [None], [{"a": 1}], {}, {"a": "b"}, [[]],
)  # fmt: skip


def mutation(function: Mutation) -> Mutation:
    MUTATIONS[function.__name__] = function
    return function


def any_key(world: World, rng: Random, collections: tuple[str, ...]) -> tuple[str, str] | None:
    keys = [
        (collection, record_id)
        for collection in collections
        for record_id in sorted(world.of(TO, collection).keys() & world.of(FROM, collection).keys())
    ]
    return rng.choice(keys) if keys else None


def spoil(world: World, rng: Random, change: Callable[[Members], None], *collections: str, side: str = TO) -> None:
    """Change one record on one side."""
    key = any_key(world, rng, collections or EVERY)
    if key is not None:
        change(world.of(side, key[0])[key[1]])


def spoil_both(world: World, rng: Random, change: Callable[[Members, Members], None], *collections: str) -> None:
    key = any_key(world, rng, collections or EVERY)
    if key is not None:
        change(world.of(FROM, key[0])[key[1]], world.of(TO, key[0])[key[1]])


def dress(world: World, rng: Random, style: Style) -> None:
    key = any_key(world, rng, EVERY)
    if key is not None:
        world.styles[(rng.choice(SIDES), *key)] = style


def inner(record: Members, rng: Random) -> Members:
    """The record, or one of its objects."""
    return rng.choice([record, *(value for _, value in record if isinstance(value, Members))])
