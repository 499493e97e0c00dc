"""Ways to write records otherwise: order, space, escapes, doubled and odd names, depth, and texts nobody can read."""

from collections.abc import Callable
from random import Random
from typing import Any

from tests.compare.spoiling import EVERY, VALUES, any_key, dress, inner, mutation, spoil, spoil_both
from tests.compare.texts import Literal, Members, Style, escaping, tree
from tests.compare.worlds import FROM, SIDES, TO, World


@mutation
def keys_shuffled(world: World, rng: Random) -> None:
    def change(record: Members) -> None:
        for holder in [record, *(value for _, value in record if isinstance(value, Members))]:
            rng.shuffle(holder)

    spoil(world, rng, change, side=rng.choice(SIDES))


@mutation
def keys_sorted_everywhere(world: World, rng: Random) -> None:  # noqa: ARG001
    for collection in EVERY:
        for record in world.of(TO, collection).values():
            record.sort(key=lambda member: member[0])


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
                holder.insert(
                    rng.randint(0, len(holder)), (name, tree(value) if same_value else tree(rng.choice(VALUES)))
                )

    spoil_both(world, rng, change)


@mutation
def addition_doubled(world: World, rng: Random) -> None:
    same_value = rng.random() < 0.7

    def change(older: Members, newer: Members) -> None:
        names = [name for name, _ in newer if not older.has(name)]
        if names:
            name = rng.choice(names)
            value = tree(newer.get(name)) if same_value else tree(rng.choice(VALUES))
            newer.insert(rng.randint(0, len(newer)), (name, value))

    spoil_both(world, rng, change)


@mutation
def key_doubled_deep_inside(world: World, rng: Random) -> None:
    doubled = Members([("a", 1), ("a", 1)])
    whole = rng.choice(
        [
            doubled,
            [doubled],
            Members([("b", doubled), ("b", 2)]),
            Members([("", doubled)]),
            [Members([("c", [doubled])])],
        ]
    )

    def change(older: Members, newer: Members) -> None:
        name = rng.choice(["extra", "", "location"])
        newer.put(name, tree(whole))
        if rng.random() < 0.6:
            older.put(name, Members([("b", 2)]) if rng.random() < 0.3 else _undoubled(whole))

    spoil_both(world, rng, change)


def _undoubled(value: Any) -> Any:
    if isinstance(value, Members):
        return Members((name, _undoubled(member)) for name, member in dict(value).items())
    return [_undoubled(item) for item in value] if isinstance(value, list) else value


@mutation
def whitespace(world: World, rng: Random) -> None:
    spaces = ["", " ", "\n", "\t", " \r\n"]
    dress(world, rng, Style(before=rng.choice(spaces), after=rng.choice(spaces), ragged=rng.random() < 0.5))


@mutation
def whitespace_and_a_double(world: World, rng: Random) -> None:
    key_doubled(world, rng)
    for collection in EVERY:
        for record_id in world.of(TO, collection):
            before, ragged = rng.choice([" ", "\n", "\t", "\r"]), rng.random() < 0.8
            world.styles[(TO, collection, record_id)] = Style(before=before, ragged=ragged)


@mutation
def escapes_that_mean_the_same(world: World, rng: Random) -> None:
    dress(world, rng, Style(escape=escaping(rng)))


@mutation
def quotes_that_look_like_keys(world: World, rng: Random) -> None:
    value = rng.choice(['{"schools":["x"]}', '":', '\\":', '","schools":"', '"a" :'])

    def change(older: Members, newer: Members) -> None:
        name = rng.choice(["email", "grade", value])
        older.put(name, value)
        newer.put(name, rng.choice([value, value, value + " "]))

    spoil_both(world, rng, change)


@mutation
def numbers_beyond_every_float(world: World, rng: Random) -> None:
    def change(older: Members, newer: Members) -> None:
        older.put("x", Literal("1e999"))
        newer.put("x", Literal(rng.choice(["1e999", "1e999", "1e998", "-1e999", "1.0", '"1e999"'])))

    spoil_both(world, rng, change)


@mutation
def unreadable(world: World, rng: Random) -> None:
    def with_member(member: bytes) -> Callable[[bytes], bytes]:
        return lambda text: text.replace(b"{", b"{" + member + b",", 1)

    members = (
        rb'"x":NaN',
        rb'"x":"\ud800"',
        rb'"\udc00":1',
        rb'"x":01',
        b'"x":"\xff"',
        b'"x":"\x01"',
        b'"x":tru',
    )
    broken: list[Callable[[bytes], bytes]] = [
        *map(with_member, members),
        lambda text: text[:-1],
        lambda text: text[:-1] + b",}",
        lambda text: text + b"x",
        lambda text: b"[" + text + b"]",
        lambda text: b"\xef\xbb\xbf" + text,
        lambda text: text[:0],
        lambda text: text[:0] + b"null",
        lambda text: text[:0] + b'"x"',
    ]
    style = Style(broken=rng.choice(broken))
    key = any_key(world, rng, EVERY)
    if key is not None:
        for side in rng.choice([[TO], [FROM], [FROM, TO]]):
            world.styles[(side, *key)] = style


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

    spoil_both(world, rng, change)


@mutation
def odd_key_names(world: World, rng: Random) -> None:
    name = rng.choice(["", ".", "a.b", "name.first", ".schools", "schools.", "\u0000", "\n"])

    def change(older: Members, newer: Members) -> None:
        older_holder, newer_holder = inner(older, rng), inner(newer, rng)
        for holder in rng.choice([[older_holder], [newer_holder], [older, newer]]):
            holder.put(name, tree(rng.choice(VALUES)))

    spoil_both(world, rng, change)
