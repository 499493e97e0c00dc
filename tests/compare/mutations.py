"""Every way in which the property tests spoil a district, or only dress it differently: one function each.

A mutation takes the world and a source of chance. Where the world lacks what it would spoil, it does nothing.
"""

from collections.abc import Callable
from random import Random
from typing import Any

from tests.compare.texts import Literal, Members, Style, escaping, tree
from tests.compare.worlds import DATE_FORMS, FROM, SIDES, TO, World, new_id

Mutation = Callable[[World, Random], None]
MUTATIONS: dict[str, Mutation] = {}
USERS = ("students", "teachers")
EVERY = ("students", "teachers", "sections", "schools", "contacts", "school_admins", "district_admins", "districts", "status")
VALUES: tuple[Any, ...] = (
    "x", "", None, True, False, 0, 1, 1.0, -0.0, [], ["x"], 2.5, "1", [1], [None], [{"a": 1}], {}, {"a": "b"}, [[]], "true",
)  # fmt: skip


def mutation(function: Mutation) -> Mutation:
    MUTATIONS[function.__name__] = function
    return function


def _any_key(world: World, rng: Random, collections: tuple[str, ...]) -> tuple[str, str] | None:
    keys = [
        (collection, record_id)
        for collection in collections
        for record_id in sorted(world.of(TO, collection).keys() & world.of(FROM, collection).keys())
    ]
    return rng.choice(keys) if keys else None


def _spoil(world: World, rng: Random, change: Callable[[Members], None], *collections: str, side: str = TO) -> None:
    """Change one record on one side."""
    key = _any_key(world, rng, collections or EVERY)
    if key is not None:
        change(world.of(side, key[0])[key[1]])


def _spoil_both(world: World, rng: Random, change: Callable[[Members, Members], None], *collections: str) -> None:
    key = _any_key(world, rng, collections or EVERY)
    if key is not None:
        change(world.of(FROM, key[0])[key[1]], world.of(TO, key[0])[key[1]])


def _dress(world: World, rng: Random, style: Style) -> None:
    key = _any_key(world, rng, EVERY)
    if key is not None:
        world.styles[(rng.choice(SIDES), *key)] = style


def _inner(record: Members, rng: Random) -> Members:
    """The record, or one of its objects."""
    return rng.choice([record, *(value for _, value in record if isinstance(value, Members))])


def _set_schools(world: World, rng: Random, make: Callable[[list[str]], Any]) -> None:
    def change(record: Members) -> None:
        schools = record.get("schools")
        record.put("schools", make(list(schools) if isinstance(schools, list) else []))

    _spoil(world, rng, change, *USERS)


# -- schools ----------------------------------------------------------------------------------------------------------


@mutation
def schools_hidden_in_location(world: World, rng: Random) -> None:
    def change(record: Members) -> None:
        schools = record.get("schools")
        record.drop("schools")
        holder = record.get(rng.choice(["location", "name", "credentials"]))
        if not isinstance(holder, Members):
            record.put("location", holder := Members())
        holder.put("schools", schools)

    _spoil(world, rng, change, *USERS)


@mutation
def schools_missing(world: World, rng: Random) -> None:
    _spoil(world, rng, lambda record: record.drop("schools"), *USERS)


@mutation
def schools_of_another_kind(world: World, rng: Random) -> None:
    def make(schools: list[str]) -> Any:
        first = schools[0] if schools else "x"
        return rng.choice([first, None, {}, {"0": first}, 1, True, [schools], [*schools, None], [*schools, 7], ",".join(schools)])

    _set_schools(world, rng, make)


@mutation
def schools_empty(world: World, rng: Random) -> None:
    _set_schools(world, rng, lambda schools: [])


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
    spoil = rng.choice([str.upper, lambda school: school[:-1], lambda school: school + " ", lambda school: "1" * 24 + "\n"])
    _set_schools(world, rng, lambda schools: [spoil(school) for school in schools or ["x"]])


@mutation
def section_changed_for_the_older_version(world: World, rng: Random) -> None:
    def change(section: Members) -> None:
        name, value = rng.choice([
            ("students", []), ("students", "x"), ("students", [1, None, new_id("students", 0)]), ("teacher", new_id("teachers", 1)),
            ("teacher", None), ("teachers", {"0": 1}), ("school", new_id("schools", 1)), ("school", 3),
        ])  # fmt: skip
        section.put(name, tree(value))

    _spoil(world, rng, change, "sections", side=FROM)


# -- additions --------------------------------------------------------------------------------------------------------


@mutation
def addition_on_both_sides(world: World, rng: Random) -> None:
    def change(older: Members, newer: Members) -> None:
        name = rng.choice(["schools", "schools", "graduation_year", "home_language", "sis_id", "frl_status", "state", "what"])
        value = tree(newer.get(name) if newer.has(name) else rng.choice(VALUES))
        older.put(name, rng.choice([value, value, list(value) * 2 if isinstance(value, list) else "other"]))
        newer.put(name, tree(value))

    _spoil_both(world, rng, change)


@mutation
def addition_on_the_older_side_alone(world: World, rng: Random) -> None:
    def change(older: Members, newer: Members) -> None:
        name = rng.choice(["schools", "graduation_year", "weighted_gpa", "what"])
        older.put(name, [new_id("schools", 0)] if name == "schools" else "2031")
        newer.drop(name)

    _spoil_both(world, rng, change)


@mutation
def unknown_addition(world: World, rng: Random) -> None:
    name = rng.choice(["google_apps", "type", "school_ids", "Schools", "schools ", "ſchools", "name.first", "location.schools"])
    _spoil(world, rng, lambda record: record.put(name, tree(rng.choice(VALUES))))


@mutation
def unknown_addition_inside(world: World, rng: Random) -> None:
    name = rng.choice(["suffix", "schools", "graduation_year", "id", "middle", "zip", "district_password"])
    _spoil(world, rng, lambda record: _inner(record, rng).put(name, tree(rng.choice(VALUES))))


@mutation
def known_addition_where_it_does_not_belong(world: World, rng: Random) -> None:
    name, value = rng.choice([("graduation_year", "2031"), ("sis_id", "8"), ("schools", [new_id("schools", 0)]), ("launch_date", STAMP)])
    _spoil(world, rng, lambda record: record.put(name, tree(value)))


@mutation
def documented_addition_of_any_value(world: World, rng: Random) -> None:
    collection, name = rng.choice([
        ("students", "graduation_year"), ("students", "home_language"), ("students", "unweighted_gpa"), ("contacts", "sis_id"),
        ("status", "pause_start"), ("status", "pause_end"), ("status", "launch_date"),
    ])  # fmt: skip
    values = (*VALUES, "Klingon", "Spanish", "2017-02-30", "2017-02-03", STAMP, "2017-02-03T14:00:07Z", "2017-02-03T25:00:07Z")
    _spoil(world, rng, lambda record: record.put(name, tree(rng.choice(values))), collection)


STAMP = "2017-02-03T14:00:07.818Z"

# -- values -----------------------------------------------------------------------------------------------------------


@mutation
def value_of_any_kind(world: World, rng: Random) -> None:
    def change(record: Members) -> None:
        holder = _inner(record, rng)
        if holder:
            holder.put(rng.choice([name for name, _ in holder if name != "id"] or ["x"]), tree(rng.choice(VALUES)))

    _spoil(world, rng, change)


@mutation
def alike_but_not_the_same(world: World, rng: Random) -> None:
    pairs: list[tuple[Any, Any]] = [
        (True, 1), (False, 0), (1, "1"), (None, ""), ([], {}), ("1.0", 1.0), ([True], [1]), ({"a": None}, {}), (None, "null"),
        ({"a": 1}, {"a": True}), ([[1]], [["1"]]), (9007199254740993, 9007199254740992), (10**30, 10**30 + 1), ("é", "e\u0301"),
        (Literal("1.10"), Literal("1.1")), (Literal("1e2"), 100), (1, 1.0), (Literal("-0"), 0), (10**25, Literal("1e25")),
        ([1], [1.0]), (Literal('"\\u00e9"'), "é"), (Literal('"\\/"'), "/"), (Literal('"\\ud83d\\ude00"'), "😀"),
    ]  # fmt: skip

    def change(older: Members, newer: Members) -> None:
        one, other = rng.choice(pairs)
        one, other = rng.choice([(one, other), (other, one)])
        name = rng.choice(["grade", "email", "gender", "sis_type", "extra", "title"])
        wrap = rng.choice([lambda value: value, lambda value: [value], lambda value: {"in": [{"deep": value}]}])
        older.put(name, tree(wrap(one)))
        newer.put(name, tree(wrap(other)))

    _spoil_both(world, rng, change)


@mutation
def null_for_missing(world: World, rng: Random) -> None:
    def change(older: Members, newer: Members) -> None:
        name = rng.choice(["email", "grade", "location", "title", "term", "frl_status", "phone", "graduation_year", "error"])
        older.drop(name)
        newer.put(name, None)

    _spoil_both(world, rng, change)


@mutation
def missing_for_null(world: World, rng: Random) -> None:
    def change(older: Members, newer: Members) -> None:
        name = rng.choice(["email", "grade", "location", "schools", "x"])
        older.put(name, None)
        newer.drop(name)

    _spoil_both(world, rng, change)


@mutation
def field_vanished(world: World, rng: Random) -> None:
    def change(record: Members) -> None:
        holder = _inner(record, rng)
        if holder:
            holder.drop(rng.choice([name for name, _ in holder]))

    _spoil(world, rng, change)


@mutation
def object_replaced(world: World, rng: Random) -> None:
    def change(record: Members) -> None:
        names = [name for name, value in record if isinstance(value, Members)]
        if names:
            record.put(rng.choice(names), rng.choice(["{}", None, [], "Jo Doe", [Members()], 0]))

    _spoil(world, rng, change)


@mutation
def date_in_another_form(world: World, rng: Random) -> None:
    forms = (*DATE_FORMS, "2015-08-26", "2015-08-25T09:30:00.000Z", "2015-02-30", "2015-02-30T00:00:00.000Z", "Fall", "8/25/2015", None)

    def change(section: Members) -> None:
        term = section.get("term")
        if isinstance(term, Members):
            term.put(rng.choice(["start_date", "end_date", "name"]), rng.choice(forms))

    _spoil(world, rng, change, "sections", side=rng.choice(SIDES))


@mutation
def list_in_another_order(world: World, rng: Random) -> None:
    _spoil(world, rng, lambda record: _on_lists(record, rng, lambda ids: ids[::-1]), "sections", "school_admins")


@mutation
def list_with_doubles(world: World, rng: Random) -> None:
    side = rng.choice(SIDES)
    _spoil(world, rng, lambda record: _on_lists(record, rng, lambda ids: ids + ids[:1]), "sections", "school_admins", side=side)


@mutation
def list_with_something_else(world: World, rng: Random) -> None:
    def change(ids: list[Any]) -> list[Any]:
        return rng.choice([[*ids, "x"], ids[1:], [*ids, 1], [None], [*ids, *ids, "x"]])

    _spoil(world, rng, lambda record: _on_lists(record, rng, change), "sections", "school_admins")


def _on_lists(record: Members, rng: Random, change: Callable[[list[Any]], list[Any]]) -> None:
    names = [name for name, value in record if isinstance(value, list)]
    if names:
        name = rng.choice(names)
        record.put(name, change(record.get(name)))


@mutation
def state_of_any_kind(world: World, rng: Random) -> None:
    state = rng.choice(["running", "pending", "error", "paused", "pause", "success", "", None])
    _spoil(world, rng, lambda record: record.put("state", state), "status", side=rng.choice([TO, TO, FROM]))


# -- the text ---------------------------------------------------------------------------------------------------------


@mutation
def keys_shuffled(world: World, rng: Random) -> None:
    def change(record: Members) -> None:
        for holder in [record, *(value for _, value in record if isinstance(value, Members))]:
            rng.shuffle(holder)

    _spoil(world, rng, change, side=rng.choice(SIDES))


@mutation
def key_doubled(world: World, rng: Random) -> None:
    same_value, sides = rng.random() < 0.5, rng.choice([[TO], [FROM], [FROM, TO]])

    def change(older: Members, newer: Members) -> None:
        names = [name for name, value in newer if isinstance(value, Members)]
        inside = rng.choice([None, *names])
        for side, record in ((FROM, older), (TO, newer)):
            holder = record.get(inside) if inside else record
            if side in sides and isinstance(holder, Members) and holder:
                name, value = holder[rng.randrange(len(holder))]
                holder.insert(rng.randint(0, len(holder)), (name, tree(value) if same_value else tree(rng.choice(VALUES))))

    _spoil_both(world, rng, change)


@mutation
def key_doubled_deep_inside(world: World, rng: Random) -> None:
    doubled = Members([("a", 1), ("a", 1)])
    whole = rng.choice([doubled, [doubled], Members([("b", doubled), ("b", 2)]), Members([("", doubled)]), [Members([("c", [doubled])])]])

    def change(older: Members, newer: Members) -> None:
        name = rng.choice(["extra", "", "location"])
        newer.put(name, tree(whole))
        if rng.random() < 0.6:
            older.put(name, Members([("b", 2)]) if rng.random() < 0.3 else _undoubled(whole))

    _spoil_both(world, rng, change)


def _undoubled(value: Any) -> Any:
    if isinstance(value, Members):
        return Members((name, _undoubled(member)) for name, member in dict(value).items())
    return [_undoubled(item) for item in value] if isinstance(value, list) else value


@mutation
def whitespace(world: World, rng: Random) -> None:
    spaces = ["", " ", "\n", "\t", " \r\n"]
    _dress(world, rng, Style(before=rng.choice(spaces), after=rng.choice(spaces)))


@mutation
def whitespace_and_a_double(world: World, rng: Random) -> None:
    key_doubled(world, rng)
    for collection in EVERY:
        for record_id in world.of(TO, collection):
            world.styles[(TO, collection, record_id)] = Style(before=rng.choice([" ", "\n", "\t", "\r"]))


@mutation
def escapes_that_mean_the_same(world: World, rng: Random) -> None:
    _dress(world, rng, Style(escape=escaping(rng)))


@mutation
def quotes_that_look_like_keys(world: World, rng: Random) -> None:
    value = rng.choice(['{"schools":["x"]}', '":', '\\":', '","schools":"', '"a" :'])

    def change(older: Members, newer: Members) -> None:
        name = rng.choice(["email", "grade", value])
        older.put(name, value)
        newer.put(name, rng.choice([value, value, value + " "]))

    _spoil_both(world, rng, change)


@mutation
def unreadable(world: World, rng: Random) -> None:
    def spoil(text: bytes) -> bytes:
        return rng_choice(text)

    broken: list[Callable[[bytes], bytes]] = [
        lambda text: text[:-1], lambda text: text.replace(b"{", b'{"x":"\xff",', 1), lambda text: b"[" + text + b"]",
        lambda text: text.replace(b"{", b'{"x":"\\ud800",', 1), lambda text: b"null", lambda text: b"", lambda text: b'"x"',
        lambda text: text.replace(b"{", b'{"x":NaN,', 1), lambda text: text + b"x", lambda text: text.replace(b"{", b'{"x":1e999,', 1),
        lambda text: text.replace(b"{", b'{"\\udc00":1,', 1), lambda text: text.replace(b"{", b'{"x":01,', 1),
        lambda text: b"\xef\xbb\xbf" + text, lambda text: text.replace(b"{", b'{"x":"\x01",', 1), lambda text: text[:-1] + b",}",
    ]  # fmt: skip
    rng_choice = rng.choice(broken)
    key = _any_key(world, rng, EVERY)
    if key is not None:
        for side in rng.choice([[TO], [FROM], [FROM, TO]]):
            world.styles[(side, *key)] = Style(broken=spoil)


@mutation
def deep_nesting(world: World, rng: Random) -> None:
    depth = rng.choice([3, 40, 120])

    def nest(core: Any) -> Any:
        for _ in range(depth):
            core = [core] if rng_lists else Members([("n", core), ("m", 1)])
        return core

    rng_lists = rng.random() < 0.5

    def change(older: Members, newer: Members) -> None:
        older.put("deep", nest(1))
        newer.put("deep", nest(rng.choice([1, 1, 2, True, "1"])))

    _spoil_both(world, rng, change)


@mutation
def odd_key_names(world: World, rng: Random) -> None:
    name = rng.choice(["", ".", "a.b", "name.first", ".schools", "schools.", "\u0000", "\n"])

    def change(older: Members, newer: Members) -> None:
        older_holder, newer_holder = _inner(older, rng), _inner(newer, rng)
        for holder in rng.choice([[older_holder], [newer_holder], [older, newer]]):
            holder.put(name, tree(rng.choice(VALUES)))

    _spoil_both(world, rng, change)


# -- whole records ----------------------------------------------------------------------------------------------------


@mutation
def record_gone_from_the_later_version(world: World, rng: Random) -> None:
    _drop(world, rng, TO)


@mutation
def record_gone_from_the_older_version(world: World, rng: Random) -> None:
    _drop(world, rng, FROM)


def _drop(world: World, rng: Random, side: str) -> None:
    key = _any_key(world, rng, tuple(collection for collection in EVERY if collection not in ("status", "districts")))
    if key is not None:
        del world.of(side, key[0])[key[1]]


@mutation
def records_swapped(world: World, rng: Random) -> None:
    collection = rng.choice(["students", "teachers", "contacts"])
    later = world.of(TO, collection)
    if len(later) > 1:
        one, other = rng.sample(sorted(later), 2)
        later[one], later[other] = later[other], later[one]
