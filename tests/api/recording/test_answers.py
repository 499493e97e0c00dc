"""What stands in a recording is judged as what was there, and holds nothing of it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from clever_upgrade.api.recording.answers import Answers, public_fields
from clever_upgrade.api.recording.pseudonyms import Pseudonyms
from clever_upgrade.api.recording.values import Replacements
from clever_upgrade.compare.values import json_type
from clever_upgrade.contract import COLLECTIONS
from clever_upgrade.errors import UsageError
from tests.compare.mutations import MUTATIONS
from tests.compare.oracle_reading import read
from tests.compare.test_against_oracle import judged
from tests.compare.worlds import SIDES, World, build
from tests.examples import some
from tests.marked import found_in

QUIET = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
SEEDS = st.integers(0, 2**32)
READABLE = sorted(set(MUTATIONS) - {"unreadable"})


def answers_under(key: bytes = b"k" * 32, *public: str) -> Answers:
    return Answers(Replacements(Pseudonyms(key)), frozenset(public))


def path_of(collection: str, side: str = "v1.2") -> str:
    one = "4fd43cc56d11340000000005"
    return f"/{side}/districts/{one}/status" if collection == "status" else f"/{side}/{collection}/{one}"


def recorded(answers: Answers, side: str, collection: str, text: bytes) -> bytes:
    """The record that a recording holds for ``text``."""
    body = answers.body(path_of(collection, side), "application/json", b'{"data":' + text + b"}")
    assert body.startswith(b'{"data":')
    return body[len(b'{"data":') : -1]


@dataclass
class RecordedWorld:
    """A district as a recording of it shows it."""

    world: World
    answers: Answers
    _texts: dict[tuple[str, str], dict[str, bytes]] = field(default_factory=dict)

    @property
    def collections(self) -> list[str]:
        return self.world.collections

    def texts(self, side: str, collection: str) -> dict[str, bytes]:
        if (side, collection) not in self._texts:
            self._texts[side, collection] = {
                record_id: recorded(self.answers, side, collection, text)
                for record_id, text in self.world.texts(side, collection).items()
            }
        return self._texts[side, collection]

    def sections(self) -> list[Mapping[str, Any]]:
        readings = (read(text) for text in self.texts(SIDES[0], "sections").values())
        return [reading.members for reading in readings if reading]

    def shared(self) -> set[str]:
        return self.world.shared()


def check_that_a_recording_is_judged_alike(seed: int, spoils: list[tuple[str, int]]) -> None:
    world = build(Random(seed))
    for name, chance in spoils:
        MUTATIONS[name](world, Random(chance))
    answers = answers_under(seed.to_bytes(32))
    of_recording = RecordedWorld(world, answers)
    for collection in world.collections:
        wanted, wanted_met = judged(world, collection, ())
        found, met = judged(of_recording, collection, ())  # type: ignore[arg-type]
        kinds, wanted_kinds = ([row[2:] for row in rows] for rows in (found, wanted))
        if has_names_like_paths(world, collection):
            # Both read alike, which makes one difference of two; in a recording such a name is another one.
            kinds, wanted_kinds = list(set(kinds)), list(set(wanted_kinds))
        assert sorted(kinds) == sorted(wanted_kinds), collection
        if "odd_key_names" not in dict(spoils):
            # What has an odd name goes by another one in the recording.
            known = {row for row in wanted if "undocumented" not in row.rule}
            assert {row for row in known if is_plain(row.path)} <= found
        assert met.date_forms == wanted_met.date_forms


def has_names_like_paths(world: World, collection: str) -> bool:
    readings = (read(text) for side in SIDES for text in world.texts(side, collection).values())
    return any(is_path_of(name, reading.members) for reading in readings if reading for name in reading.members)


def is_path_of(name: str, members: Mapping[str, Any]) -> bool:
    """Whether a name with a dot in it reads like the path of a member of a member."""
    outer, _, inner = name.partition(".")
    value = members.get(outer)
    return isinstance(value, Mapping) and inner in value


def is_plain(path: str) -> bool:
    return all(part.replace("_", "").isalnum() and part.islower() and part.isascii() for part in path.split("."))


@settings(max_examples=some(150), **QUIET)
@given(SEEDS, st.lists(st.tuples(st.sampled_from(READABLE), SEEDS), max_size=4))
def test_a_recording_is_judged_as_what_was_recorded(seed: int, spoils: list[tuple[str, int]]) -> None:
    check_that_a_recording_is_judged_alike(seed, spoils)


@pytest.mark.parametrize("name", READABLE)
def test_whatever_was_done_to_a_district_is_judged_alike_in_its_recording(name: str) -> None:
    for seed in range(12):
        check_that_a_recording_is_judged_alike(seed, [(name, seed)])


@pytest.mark.slow
@pytest.mark.timeout(900)
@settings(max_examples=5000, **QUIET)
@given(SEEDS, st.lists(st.tuples(st.sampled_from(READABLE), SEEDS), max_size=4))
def test_many_recordings_are_judged_as_what_was_recorded(seed: int, spoils: list[tuple[str, int]]) -> None:
    check_that_a_recording_is_judged_alike(seed, spoils)


ADA = "Qvadaxyzw Lövelaceß"
WORDS = frozenset(ADA.casefold().split())
JSON = "application/json"


def wrapped(record: dict[str, Any]) -> dict[str, Any]:
    return {"data": record, "uri": "/v1.1/students/4fd43cc56d11340000000005"}


def event(**data: Any) -> dict[str, Any]:
    return wrapped({"id": "4fd43cc56d11340000000005", "type": "students.updated", "data": data})


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/v1.1/students", urlencode({"where": json.dumps({"name.first": ADA})})),
        ("/v1.1/students", urlencode({"where": json.dumps({"$or": [{"email": {"$regex": ADA}}, {ADA: 1}]})})),
        ("/v1.1/students", urlencode({"where": ADA})),
        ("/v1.1/students", urlencode({"where": json.dumps(ADA.split())})),
        ("/v1.1/students", urlencode({"where": json.dumps({"_id": {"$in": ADA.split()}})})),
        ("/v1.1/students", urlencode({"starting_after": ADA.split()[0]})),
        (f"/v1.1/students/{ADA.split()[0]:x<24}", ""),
        ("/v1.1/students", urlencode({"starting_after": ADA, "limit": ADA, "page": ADA})),
        ("/v1.1/students", urlencode({"sort": ADA, "created_since": ADA})),
        ("/v1.1/students", urlencode({ADA: "1"})),
        (f"/v1.1/students/{quote(ADA)}", ""),
        (f"/v1.1/{ADA}/1", ""),
    ],
)
def test_nothing_of_anybody_stays_in_a_request(path: str, query: str) -> None:
    assert found_in([answers_under().target(path, query)], WORDS) == set()


def test_the_ids_of_a_filter_stay() -> None:
    query = urlencode({"where": '{"_id":{"$in":["4fd43cc56d11340000000005"]}}', "limit": "2"})
    assert answers_under().target("/v1.1/students", query) == f"/v1.1/students?{query.replace('+', '')}"


@pytest.mark.parametrize(
    ("path", "content_type", "body"),
    [
        ("/v1.1/students", JSON, {"error": f"no such student: {ADA}"}),
        ("/v1.1/students", JSON, {"message": ADA, "error_description": ADA, "hint": ADA}),
        ("/v1.1/students", JSON, ADA),
        ("/v1.1/students", JSON, [ADA, {ADA: ADA}]),
        ("/v1.1/students", JSON, {"data": ADA}),
        ("/v1.1/students", JSON, {"data": [ADA, [ADA], {"data": ADA, "uri": ADA}]}),
        ("/v1.1/students", JSON, {"data": [wrapped({"id": ADA, "dob": ADA, "grade": ADA, "school": [ADA]})]}),
        ("/v1.1/students", JSON, {"data": [wrapped({"name": ADA, "location": [ADA], "credentials": ADA})]}),
        ("/v1.1/students", JSON, {"data": [], "links": [{"rel": ADA, "uri": f"/v1.1/students?where={ADA}"}, ADA]}),
        ("/v1.1/students", JSON, {"data": [], "links": [{"rel": "next", "uri": f"https://{ADA}/v1.1", ADA: ADA}]}),
        ("/v1.1/students", JSON, {"data": [], "paging": {ADA: ADA, "total": ADA}, "count": ADA, ADA: ADA}),
        ("/v1.1/events", JSON, {"data": [wrapped({"id": ADA, "type": f"{ADA}.created", "created": ADA, ADA: ADA})]}),
        ("/v1.1/events", JSON, {"data": [event(object={"nickname": ADA}, **{ADA: ADA})]}),
        ("/v1.1/events", JSON, {"data": [event(previous_attributes={"name": {"first": ADA, ADA: ADA}, ADA: ADA})]}),
        ("/v1.1/events", JSON, {"data": [event(object={"credentials": {"district_password": ADA}, "token": [ADA]})]}),
        ("/v1.2/me", JSON, {"type": ADA, "data": {"id": ADA, "type": ADA}, "links": ADA}),
        ("/v1.1/districts/1/status", JSON, {"data": [{"data": {"error": ADA, "sis_type": ADA, "state": ADA}}]}),
        ("/v1.1/teachers/1/grade_levels", JSON, {"data": [ADA]}),
        ("/oauth/tokens", JSON, {"data": [{"access_token": ADA, "refresh": {"token": ADA}, ADA: ADA}], "links": [ADA]}),
        ("/oauth/tokens", JSON, {"data": [{"id": ADA, "created": ADA, "scopes": [ADA], "owner": {ADA: ADA}}]}),
        ("/nowhere", JSON, {"data": {"x": ADA}}),
        ("/v1.1/students", "text/plain", ADA),
        ("/v1.1/students", "text/html", f"<h1>{ADA}</h1>"),
    ],
)  # fmt: skip
def test_nothing_of_anybody_stays_in_an_answer(path: str, content_type: str, body: Any) -> None:
    text = body.encode() if content_type.startswith("text/") else json.dumps(body).encode()
    for sent in (text, text[:-1], text + b"\xff"):
        found = answers_under().body(path, content_type, sent)
        assert found_in([found], WORDS) == set(), found


def test_a_public_field_stays_with_its_name_and_no_other_does() -> None:
    body = json.dumps({"data": {"id": "4fd43cc56d11340000000005", "House of": ADA, "motto": ADA}}).encode()
    found = answers_under(b"k" * 32, "students.House of").body(path_of("students"), JSON, body)
    record = json.loads(found)["data"]
    assert record["House of"] == ADA
    assert found_in([json.dumps(record["motto"])], WORDS) == set()


@pytest.mark.parametrize(
    ("path", "told", "hint"),
    [
        ("studnets.house", 'there is no collection "studnets"', 'Did you mean "students"?'),
        ("house.x", 'there is no collection "house"', "students"),
        ("house", '"house" names no field', "students.house"),
        ("students", '"students" names no field', "students.house"),
        ("students.", '"students." names no field', "students.house"),
        ("", '"" names no field', "students.house"),
    ],
)
def test_what_can_be_no_field_is_not_called_public(path: str, told: str, hint: str) -> None:
    with pytest.raises(UsageError) as refused:
        public_fields(["students.motto", path])
    assert refused.value.message == told
    assert hint in refused.value.hint


def test_a_field_of_every_kind_of_record_can_be_public() -> None:
    named = {f"{collection}.house" for collection in (*COLLECTIONS, "status", "me")} | {"students.name.House of"}
    assert public_fields(named) == named


NAMES = st.sampled_from(
    ["data", "links", "uri", "rel", "paging", "type", "error", "id", "name", "schools", "credentials", "object",
     "previous_attributes", "count", "owner", "access_token", "created", "dob", "grade", "term", "where"]
)  # fmt: skip
ODD = ["/v1.1/students?where={}", "/v1.1/\ud800?a=\udfff&b", "students.created", "student", "1/1/2000", "2000-01-01"]
LEAVES = st.none() | st.booleans() | st.integers() | st.floats(-1e9, 1e9) | st.text() | st.sampled_from(ODD)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES | st.text(), inner, max_size=4),
    max_leaves=20,
)
PATHS = ["/v1.1/students", "/v1.2/events", "/v1.2/me", "/v1.1/districts/1/status", "/oauth/tokens", "/nowhere"]


@settings(max_examples=some(300), **QUIET)
@example("/v1.1/students", {"links": [{"uri": ODD[1]}]})
@example("/v1.1/students", {"type": []})
@given(st.sampled_from(PATHS), VALUES)
def test_whatever_a_server_answers_can_be_recorded(path: str, value: Any) -> None:
    found = answers_under().body(path, JSON, json.dumps(value).encode())
    assert json_type(json.loads(found)) == json_type(value)


@settings(max_examples=some(300), **QUIET)
@given(st.text(), st.text())
def test_whatever_is_asked_can_be_recorded(path: str, query: str) -> None:
    assert answers_under().target(path, query).isascii()
