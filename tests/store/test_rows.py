"""A row holds all of its record but secrets, and its fingerprint is that of the record's content."""

import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clever_upgrade.store.rows import Row, RowMaker, UnstorableRecordError, row_names
from tests.store.outside import DISTRICT, NEIGHBOUR, json_of
from tests.store.records import FIELDS, Record, canonical, expected, rebuilt, records

COLLECTIONS = st.sampled_from(sorted(FIELDS))
SECRET = "s3cret-Passw0rd"


def row_of(record: Any, collection: str = "students", **options: bool) -> Row:
    text = record if isinstance(record, bytes) else json_of(record)
    return RowMaker(collection, DISTRICT, **options).row(text)


def value_of(row: Row, name: str, collection: str = "students") -> Any:
    return row[row_names(collection).index(name)]


def shuffled(value: Any, draw: st.DrawFn, sets: tuple[str, ...] = ()) -> Any:
    """The same content with its members in another order, and lists whose order means nothing in another one, too."""
    if not isinstance(value, dict):
        return value
    members = {name: shuffled(value[name], draw) for name in draw(st.permutations(sorted(value)))}
    return {
        name: draw(st.permutations(inner)) if name in sets and isinstance(inner, list) and is_plain(inner) else inner
        for name, inner in members.items()
    }


def is_plain(items: list[Any]) -> bool:
    return all(isinstance(item, str) and len(item) <= 64 for item in items)


@settings(deadline=None)
@given(st.data(), COLLECTIONS, st.booleans())
def test_nothing_of_any_record_is_lost(data: st.DataObject, collection: str, with_secrets: bool) -> None:
    maker = RowMaker(collection, DISTRICT, with_secrets)
    for record in data.draw(st.lists(records(collection), min_size=1, max_size=4)):
        text = json.dumps(record, ensure_ascii=data.draw(st.booleans())).encode()
        row = maker.row(text)
        assert rebuilt(collection, row) == expected(collection, record, with_secrets=with_secrets)
        assert row == row_of(text, collection, keep_secrets=with_secrets), "what came before changes nothing"
        assert not any(isinstance(value, str) and "\x00" in value for value in row)


@settings(deadline=None)
@given(st.data(), COLLECTIONS)
def test_the_order_of_members_and_of_sets_does_not_change_the_fingerprint(data: st.DataObject, collection: str) -> None:
    record = data.draw(records(collection))
    sets = ("schools",) if collection == "students" else ("students",)
    assert row_of(shuffled(record, data.draw, sets), collection)[-1] == row_of(record, collection)[-1]


@settings(deadline=None)
@given(st.data(), COLLECTIONS)
def test_fingerprints_are_equal_just_where_contents_are(data: st.DataObject, collection: str) -> None:
    one, other = data.draw(records(collection)), data.draw(records(collection))
    name = data.draw(st.sampled_from(sorted(other)))
    changed = {**one, name: other[name]}
    same = canonical(collection, changed) == canonical(collection, one)
    assert (row_of(changed, collection)[-1] == row_of(one, collection)[-1]) is same


def test_the_order_of_teachers_means_something() -> None:
    one = {"id": "r", "district": DISTRICT, "teachers": ["a", "b"]}
    assert row_of(one, "sections")[-1] != row_of({**one, "teachers": ["b", "a"]}, "sections")[-1]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("grade", 7),
        ("name", "Ada"),
        ("schools", "a"),
        ("schools", ["a", 1]),
        ("schools", ["a" * 65]),
        ("school", "a" * 65),
        ("created", "yesterday"),
        ("created", 1489539600),
        ("tomorrow", {"deep": [None]}),
    ],
)
def test_what_does_not_fit_is_kept_in_extra_and_the_rest_in_its_columns(name: str, value: Any) -> None:
    row = row_of({"id": "r", "district": DISTRICT, "email": "a@b.c", name: value})
    assert json.loads(value_of(row, "extra")) == {name: value}
    assert value_of(row, "email") == "a@b.c"
    assert name == "tomorrow" or value_of(row, name) is None


@pytest.mark.parametrize(
    "credentials",
    [
        {"district_password": SECRET},
        {"district_username": "ada", "district_password": {"deep": [SECRET]}},
        {"district_password": f"{SECRET}\x00"},
        [SECRET],
        [{"district_password": SECRET}],
        f"district_password={SECRET}",
    ],
)
@pytest.mark.parametrize("more", [{}, {"tomorrow": 1}, {"sis_id": 5}, {"email": "\x00"}], ids=str)
@pytest.mark.parametrize("collection", ["students", "teachers", "school_admins"])
def test_the_password_is_nowhere_in_the_row(collection: str, more: Record, credentials: Any) -> None:
    record = {"id": "r", "district": DISTRICT, "credentials": credentials, **more}
    row = row_of(record, collection)
    assert SECRET not in repr(row)
    assert SECRET in repr(row_of(record, collection, keep_secrets=True))
    assert row[-1] == row_of(json.dumps(record).replace(SECRET, "another").encode(), collection)[-1]


@pytest.mark.parametrize("name", ["password", "Token", "District_Password", "api_token", "client_secret", "paßword"])
@pytest.mark.parametrize(
    "around",
    [
        lambda secret: secret,
        lambda secret: {"credentials": {"district_username": "ada", **secret}},
        lambda secret: {"name": {"first": "Ada", "deep": [{"deeper": secret}]}},
        lambda secret: {"tomorrow": [{"deep": [secret]}]},
        lambda secret: {"sis_id": [secret]},
    ],
)
def test_what_is_named_like_a_secret_is_nowhere_in_the_row(name: str, around: Callable[[Record], Record]) -> None:
    record = {"id": "r", "district": DISTRICT, **around({name: SECRET, "beside": "stays"})}
    row = row_of(record)
    assert SECRET not in repr(row)
    assert "stays" in repr(row), "only the secret is left out"
    assert SECRET in repr(row_of(record, keep_secrets=True))
    assert row[-1] == row_of(json.dumps(record).replace(SECRET, "another").encode())[-1]


@pytest.mark.parametrize("credentials", [f"ada:{SECRET}", [SECRET], [[{"pin": SECRET}]]])
def test_what_stands_in_place_of_credentials_is_left_out_wherever_they_are(credentials: Any) -> None:
    inner = {"credentials": credentials, "beside": "stays"}
    for record in ({"Credentials": credentials, "tomorrow": "stays"}, {"name": inner}, {"tomorrow": [inner]}):
        row = repr(row_of({"id": "r", **record}))
        assert SECRET not in row
        assert "stays" in row


@pytest.mark.parametrize("member", ["district_password", "credentials"])
def test_the_password_is_found_however_its_key_is_written(member: str) -> None:
    record = json.dumps({"id": "r", "credentials": {"district_password": SECRET}})
    escaped = "".join(f"\\u{ord(sign):04x}" for sign in member)
    assert SECRET not in repr(row_of(record.replace(member, escaped).encode()))


@pytest.mark.parametrize(
    "record",
    [
        {"district": DISTRICT, "email": SECRET},
        {"id": None, "email": SECRET},
        {"id": "", "email": SECRET},
        {"id": 5, "email": SECRET},
        {"id": ["r"], "email": SECRET},
        {"id": SECRET * 5},
        {"id": "r", "district": NEIGHBOUR, "email": SECRET},
        {"id": "r", "district": NEIGHBOUR, "tomorrow": SECRET},
        {"id": "r", "district": "", "email": SECRET},
        [SECRET],
        SECRET,
        None,
        b'{"id": "r", "email": "' + SECRET.encode(),
        b'{"id": "r", "email": "' + SECRET.encode() + b'", "sis_id": "\xff"}',
        b'{"id": "r", "email": "' + SECRET.encode() + b'\\ud800"}',
        b"[" * 5000,
    ],
    ids=lambda record: repr(record)[:40],
)
def test_what_cannot_be_stored_is_refused_without_quoting_it(record: Any) -> None:
    with pytest.raises(UnstorableRecordError) as refused:
        row_of(record)
    assert SECRET not in str(refused.value)
    assert refused.value.__cause__ is None


def test_a_district_of_its_own_is_the_only_one_that_is_stored() -> None:
    assert row_of({"id": DISTRICT, "name": "Ours"}, "districts")[0] == DISTRICT
    with pytest.raises(UnstorableRecordError, match="another district"):
        row_of({"id": NEIGHBOUR, "name": "Theirs"}, "districts")


def test_a_record_that_names_no_district_is_of_ours() -> None:
    assert value_of(row_of({"id": "r"}), "district") == DISTRICT


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("2017-03-15T01:02:03.004Z", "2017-03-15T01:02:03.004Z"),
        ("2017-03-15T01:02:03Z", "2017-03-15T01:02:03.000Z"),
        ("2017-03-15T01:02:03.004005Z", "2017-03-15T01:02:03.004005Z"),
        ("2017-03-15T01:02:03.004+02:00", "2017-03-14T23:02:03.004Z"),
        ("2017-03-15 01:02:03.004Z", "2017-03-15T01:02:03.004Z"),
        ("20170315T010203Z", "2017-03-15T01:02:03.000Z"),
        ("0999-12-31T00:00:00.000Z", "0999-12-31T00:00:00.000Z"),
    ],
)
def test_a_moment_is_stored_in_utc_and_in_one_form(written: str, stored: str) -> None:
    row = row_of({"id": "r", "created": written})
    assert value_of(row, "created") == stored
    assert value_of(row, "extra") is None
    assert row[-1] == row_of({"id": "r", "created": stored})[-1]


@pytest.mark.parametrize("written", ["", "2017-03-15", "2017-03-15T01:02:03.004", "2017-02-30T00:00:00.000Z", "now", 0])
def test_what_is_no_moment_is_kept_in_extra(written: Any) -> None:
    row = row_of({"id": "r", "created": written})
    assert value_of(row, "created") is None
    assert json.loads(value_of(row, "extra")) == {"created": written}


@pytest.mark.parametrize("written", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_a_moment_beyond_the_calendar_is_kept_in_extra(written: str) -> None:
    row = row_of({"id": "r", "created": written})
    assert json.loads(value_of(row, "extra")) == {"created": written}


@pytest.mark.parametrize("written", ["2017-W11-3T01:02:03.004Z", "2017-03-15T01:02:03,004Z"])
def test_a_moment_in_a_form_that_databases_do_not_know_is_put_into_theirs(written: str) -> None:
    assert value_of(row_of({"id": "r", "created": written}), "created") == "2017-03-15T01:02:03.004Z"


@pytest.mark.parametrize("name", ["name", "tomorrow"])
def test_a_record_nested_too_deep_is_refused(name: str) -> None:
    maker = RowMaker("students", DISTRICT)
    for depth in range(100, 1500, 100):
        with suppress(UnstorableRecordError):
            maker.row(nested(name, depth))
    with pytest.raises(UnstorableRecordError, match="nested too deep"):
        maker.row(nested(name, 5000))


def nested(name: str, depth: int) -> bytes:
    return f'{{"id": "r", "{name}": {{"a": {"[" * depth} {{"token": 1}} {"]" * depth}}}}}'.encode()
