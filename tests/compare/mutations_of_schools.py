"""Ways to spoil what a district says about schools, and what the later version adds."""

from collections.abc import Callable
from random import Random
from typing import Any

from tests.compare.spoiling import USERS, VALUES, inner, mutation, spoil, spoil_both
from tests.compare.texts import Members, tree
from tests.compare.worlds import FROM, World, new_id

STAMP = "2017-02-03T14:00:07.818Z"


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _set_schools(world: World, rng: Random, make: Callable[[list[str]], Any]) -> None:
    def change(record: Members) -> None:
        record.put("schools", make([school for school in _listed(record.get("schools")) if isinstance(school, str)]))

    spoil(world, rng, change, *USERS)


@mutation
def schools_hidden_in_location(world: World, rng: Random) -> None:
    def change(record: Members) -> None:
        schools = record.get("schools")
        record.drop("schools")
        holder = record.get(rng.choice(["location", "name", "credentials"]))
        if not isinstance(holder, Members):
            record.put("location", holder := Members())
        holder.put("schools", schools)

    spoil(world, rng, change, *USERS)


@mutation
def schools_missing(world: World, rng: Random) -> None:
    spoil(world, rng, lambda record: record.drop("schools"), *USERS)


@mutation
def schools_of_another_kind(world: World, rng: Random) -> None:
    def make(schools: list[str]) -> Any:
        first = schools[0] if schools else "x"
        return rng.choice(
            [first, None, {}, {"0": first}, 1, True, [schools], [*schools, None], [*schools, 7], ",".join(schools)]
        )

    _set_schools(world, rng, make)


@mutation
def schools_empty(world: World, rng: Random) -> None:
    _set_schools(world, rng, lambda schools: schools[:0])


@mutation
def schools_doubled(world: World, rng: Random) -> None:
    _set_schools(world, rng, lambda schools: schools * 2)


@mutation
def schools_in_another_order(world: World, rng: Random) -> None:
    _set_schools(world, rng, lambda schools: schools[::-1])


@mutation
def schools_with_one_too_many(world: World, rng: Random) -> None:
    extra = rng.choice([new_id("schools", number) for number in (0, 1, 2, 55, 99)])
    _set_schools(world, rng, lambda schools: [*schools, extra])


@mutation
def schools_with_one_too_few(world: World, rng: Random) -> None:
    _set_schools(world, rng, lambda schools: schools[1:])


@mutation
def schools_that_are_no_ids(world: World, rng: Random) -> None:
    spoil = rng.choice(
        [str.upper, lambda school: school[:-1], lambda school: school + " ", lambda school: school + "\n"]
    )
    _set_schools(world, rng, lambda schools: [spoil(school) for school in schools or ["x"]])


@mutation
def section_changed_for_the_older_version(world: World, rng: Random) -> None:
    def change(section: Members) -> None:
        name, value = rng.choice([
            ("students", []), ("students", "x"), ("students", [1, None, new_id("students", 0)]),
            ("teacher", new_id("teachers", 1)), ("teacher", None), ("teachers", {"0": 1}),
            ("school", new_id("schools", 1)), ("school", 3),
        ])  # fmt: skip
        section.put(name, tree(value))

    spoil(world, rng, change, "sections", side=FROM)


# -- additions --------------------------------------------------------------------------------------------------------


@mutation
def addition_on_both_sides(world: World, rng: Random) -> None:
    def change(older: Members, newer: Members) -> None:
        name = rng.choice(
            ["schools", "schools", "graduation_year", "home_language", "sis_id", "frl_status", "state", "what"]
        )
        value = tree(newer.get(name) if newer.has(name) else rng.choice(VALUES))
        older.put(name, rng.choice([value, value, list(value) * 2 if isinstance(value, list) else "other"]))
        newer.put(name, tree(value))

    spoil_both(world, rng, change)


@mutation
def addition_on_the_older_side_alone(world: World, rng: Random) -> None:
    def change(older: Members, newer: Members) -> None:
        name = rng.choice(["schools", "graduation_year", "weighted_gpa", "what"])
        older.put(name, [new_id("schools", 0)] if name == "schools" else "2031")
        newer.drop(name)

    spoil_both(world, rng, change)


@mutation
def unknown_addition(world: World, rng: Random) -> None:
    name = rng.choice(
        ["google_apps", "type", "school_ids", "Schools", "schools ", "\u017fchools", "name.first", "location.schools"]
    )
    spoil(world, rng, lambda record: record.put(name, tree(rng.choice(VALUES))))


@mutation
def unknown_addition_inside(world: World, rng: Random) -> None:
    name = rng.choice(["suffix", "schools", "graduation_year", "id", "middle", "zip", "district_password"])
    spoil(world, rng, lambda record: inner(record, rng).put(name, tree(rng.choice(VALUES))))


@mutation
def known_addition_where_it_does_not_belong(world: World, rng: Random) -> None:
    name, value = rng.choice(
        [("graduation_year", "2031"), ("sis_id", "8"), ("schools", [new_id("schools", 0)]), ("launch_date", STAMP)]
    )
    spoil(world, rng, lambda record: record.put(name, tree(value)))


@mutation
def documented_addition_of_any_value(world: World, rng: Random) -> None:
    collection, name = rng.choice([
        ("students", "graduation_year"), ("students", "home_language"), ("students", "unweighted_gpa"),
        ("contacts", "sis_id"), ("status", "pause_start"), ("status", "pause_end"), ("status", "launch_date"),
    ])  # fmt: skip
    values = (
        *VALUES,
        "Klingon",
        "Spanish",
        "2017-02-30",
        "2017-02-03",
        STAMP,
        "2017-02-03T14:00:07Z",
        "2017-02-03T25:00:07Z",
    )
    spoil(world, rng, lambda record: record.put(name, tree(rng.choice(values))), collection)
