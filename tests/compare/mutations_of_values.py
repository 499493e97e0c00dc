"""Ways to spoil values and whole records, and pairs of values that only look alike."""

from collections.abc import Callable
from random import Random
from typing import Any

from tests.compare.spoiling import EVERY, VALUES, any_key, inner, mutation, spoil, spoil_both
from tests.compare.texts import Literal, Members, tree
from tests.compare.worlds import DATE_FORMS, FROM, SIDES, TO, World


@mutation
def value_of_any_kind(world: World, rng: Random) -> None:
    def change(record: Members) -> None:
        holder = inner(record, rng)
        if holder:
            holder.put(rng.choice([name for name, _ in holder if name != "id"] or ["x"]), tree(rng.choice(VALUES)))

    spoil(world, rng, change)


@mutation
def alike_but_not_the_same(world: World, rng: Random) -> None:
    pairs: list[tuple[Any, Any]] = [
        (True, 1), (False, 0), (1, "1"), (None, ""), ([], {}), ("1.0", 1.0), ([True], [1]), ({"a": None}, {}),
        (None, "null"), ({"a": 1}, {"a": True}), ([[1]], [["1"]]), (9007199254740993, 9007199254740992),
        (10**30, 10**30 + 1), ("é", "e\u0301"), (Literal("1.10"), Literal("1.1")), (Literal("1e2"), 100), (1, 1.0),
        (Literal("-0"), 0), (10**25, Literal("1e25")), ([1], [1.0]), (Literal('"\\u00e9"'), "é"),
        (Literal('"\\/"'), "/"),
        (Literal('"\\ud83d\\ude00"'), "😀"),
    ]  # fmt: skip

    def change(older: Members, newer: Members) -> None:
        one, other = rng.choice(pairs)
        one, other = rng.choice([(one, other), (other, one)])
        name = rng.choice(["grade", "email", "gender", "sis_type", "extra", "title"])
        wrap = rng.choice([lambda value: value, lambda value: [value], lambda value: {"in": [{"deep": value}]}])
        older.put(name, tree(wrap(one)))
        newer.put(name, tree(wrap(other)))

    spoil_both(world, rng, change)


@mutation
def null_for_missing(world: World, rng: Random) -> None:
    def change(older: Members, newer: Members) -> None:
        name = rng.choice(
            ["email", "grade", "location", "title", "term", "frl_status", "phone", "graduation_year", "error"]
        )
        older.drop(name)
        newer.put(name, None)

    spoil_both(world, rng, change)


@mutation
def graduation_year_null_wherever_it_is_unset(world: World, rng: Random) -> None:  # noqa: ARG001
    for record in world.of(TO, "students").values():
        if not record.has("graduation_year"):
            record.put("graduation_year", None)


@mutation
def missing_for_null(world: World, rng: Random) -> None:
    def change(older: Members, newer: Members) -> None:
        name = rng.choice(["email", "grade", "location", "schools", "x"])
        older.put(name, None)
        newer.drop(name)

    spoil_both(world, rng, change)


@mutation
def field_vanished(world: World, rng: Random) -> None:
    def change(record: Members) -> None:
        holder = inner(record, rng)
        if holder:
            holder.drop(rng.choice([name for name, _ in holder]))

    spoil(world, rng, change)


@mutation
def field_of_the_later_version_alone(world: World, rng: Random) -> None:
    def change(older: Members) -> None:
        names = [name for name, _ in older]
        if names:
            older.drop("state" if older.has("state") else rng.choice(names))

    spoil(world, rng, change, side=FROM)


@mutation
def object_replaced(world: World, rng: Random) -> None:
    def change(record: Members) -> None:
        names = [name for name, value in record if isinstance(value, Members)]
        if names:
            record.put(rng.choice(names), rng.choice(["{}", None, [], "Jo Doe", [Members()], 0]))

    spoil(world, rng, change)


@mutation
def date_in_another_form(world: World, rng: Random) -> None:
    forms = (
        *DATE_FORMS,
        "2015-08-26",
        "2015-08-25T09:30:00.000Z",
        "2015-02-30",
        "2015-02-30T00:00:00.000Z",
        "Fall",
        "8/25/2015",
        None,
    )

    def change(section: Members) -> None:
        term = section.get("term")
        if isinstance(term, Members):
            term.put(rng.choice(["start_date", "end_date", "name"]), rng.choice(forms))

    spoil(world, rng, change, "sections", side=rng.choice(SIDES))


@mutation
def list_in_another_order(world: World, rng: Random) -> None:
    spoil(world, rng, lambda record: _on_lists(record, rng, lambda ids: ids[::-1]), "sections", "school_admins")


@mutation
def list_with_doubles(world: World, rng: Random) -> None:
    side = rng.choice(SIDES)
    spoil(
        world,
        rng,
        lambda record: _on_lists(record, rng, lambda ids: ids + ids[:1]),
        "sections",
        "school_admins",
        side=side,
    )


@mutation
def list_with_something_else(world: World, rng: Random) -> None:
    def change(ids: list[Any]) -> list[Any]:
        return rng.choice([[*ids, "x"], ids[1:], [*ids, 1], [None], [*ids, *ids, "x"]])

    spoil(world, rng, lambda record: _on_lists(record, rng, change), "sections", "school_admins")


def _on_lists(record: Members, rng: Random, change: Callable[[list[Any]], list[Any]]) -> None:
    # Of a name that stands twice, only the last value counts.
    lists = {name for name, value in dict(record).items() if isinstance(value, list) and not isinstance(value, Members)}
    names = [name for name, _ in record if name in lists]
    if names:
        name = rng.choice(names)
        record.put(name, change(record.get(name)))


@mutation
def state_of_any_kind(world: World, rng: Random) -> None:
    state = rng.choice(["running", "pending", "error", "paused", "pause", "success", "", None])
    spoil(world, rng, lambda record: record.put("state", state), "status", side=rng.choice([TO, TO, FROM]))


@mutation
def record_gone_from_the_later_version(world: World, rng: Random) -> None:
    _drop(world, rng, TO)


@mutation
def record_gone_from_the_older_version(world: World, rng: Random) -> None:
    _drop(world, rng, FROM)


def _drop(world: World, rng: Random, side: str) -> None:
    key = any_key(world, rng, tuple(collection for collection in EVERY if collection not in ("status", "districts")))
    if key is not None:
        del world.of(side, key[0])[key[1]]


@mutation
def records_swapped(world: World, rng: Random) -> None:
    collection = rng.choice(["students", "teachers", "contacts"])
    later = world.of(TO, collection)
    if len(later) > 1:
        one, other = rng.sample(sorted(later), 2)
        later[one], later[other] = later[other], later[one]
