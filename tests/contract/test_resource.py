"""Reading the models' facts back: types, marks, order, and which values a field accepts."""

from typing import Annotated, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clever_upgrade.contract import FieldFacts, Resource, version
from clever_upgrade.contract.facts import PERSONAL, SECRET, Format, IdList, IdSet, Mark, ObjectId, Origin, Since
from clever_upgrade.contract.resource import resource_of
from clever_upgrade.contract.v1_1 import Part
from clever_upgrade.contract.versions import VERSION_NAMES

ONE, TWO = "4fd43cc56d11340000000005", "530e595026403103360ff9fd"


class Inner(Part):
    plain: str
    hidden: Annotated[str | None, SECRET, Origin.OBSERVED] = None


class Sample(Part):
    id: ObjectId
    flag: bool
    colour: Literal["red", "blue"] | None = None
    inner: Annotated[Inner | None, PERSONAL] = None
    ranked: IdList
    group: Annotated[IdSet, Since("a-change"), Origin.ANNOUNCED]


SAMPLE = resource_of("samples", Sample)


def at(path: str, resource: Resource = SAMPLE) -> FieldFacts:
    facts = resource.facts_at(path)
    assert facts is not None
    return facts


def test_every_fact_of_a_model_is_read_back() -> None:
    assert at("id") == FieldFacts("id", "string", guaranteed=True, format=Format.OBJECT_ID)
    assert at("flag") == FieldFacts("flag", "boolean", guaranteed=True)
    assert at("colour") == FieldFacts("colour", "string", guaranteed=False, enum=frozenset({"red", "blue"}))
    assert at("ranked") == FieldFacts("ranked", "array", guaranteed=True, format=Format.OBJECT_ID)
    assert at("group") == FieldFacts(
        "group",
        "array",
        guaranteed=True,
        format=Format.OBJECT_ID,
        marks=frozenset({Mark.ORDER_FREE}),
        origin=Origin.ANNOUNCED,
        since="a-change",
    )


def test_members_of_an_object_are_found_by_their_dotted_path() -> None:
    assert at("inner").json_type == "object"
    assert at("inner").personal
    assert not at("inner").secret
    assert at("inner.hidden").secret
    assert at("inner.hidden").origin is Origin.OBSERVED
    assert [facts.path for facts in SAMPLE.walk()] == [
        "id", "flag", "colour", "inner", "inner.plain", "inner.hidden", "ranked", "group",
    ]  # fmt: skip


@pytest.mark.parametrize("path", ["", "unknown", "inner.unknown", "id.inner", "inner.", ".inner", "group.0"])
def test_a_path_that_the_contract_does_not_know_has_no_facts(path: str) -> None:
    assert SAMPLE.facts_at(path) is None


ACCEPTED = {
    "id": [ONE],
    "flag": [True, False],
    "colour": ["red", None],
    "inner": [{}, {"anything": 1}, None],
    "ranked": [[], [ONE, TWO], [ONE, ONE]],
    "group": [[], [ONE], [TWO, ONE]],
}
REFUSED = {
    "id": [None, "", "x", 5, [ONE], {"id": ONE}, True],
    "flag": [None, "true", 1, 0],
    "colour": ["green", "", "Red", 1, ["red"]],
    "inner": ["", [], 1, True],
    "ranked": [None, ONE, [5], ["x"], [[ONE]], {"0": ONE}],
    "group": [None, ONE, [ONE, ONE], [None], ["x"], {}],
}


@pytest.mark.parametrize(("path", "value"), [(path, value) for path, values in ACCEPTED.items() for value in values])
def test_a_well_formed_value_is_accepted(path: str, value: object) -> None:
    assert at(path).accepts(value)


@pytest.mark.parametrize(("path", "value"), [(path, value) for path, values in REFUSED.items() for value in values])
def test_a_malformed_value_is_refused(path: str, value: object) -> None:
    assert not at(path).accepts(value)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(st.sampled_from(list(SAMPLE.walk())), JSON)
def test_no_json_value_makes_the_check_fail(facts: FieldFacts, value: object) -> None:
    assert facts.accepts(value) in (True, False)


@given(st.lists(st.sampled_from([ONE, TWO, "5601b814141fd30001000017"])))
def test_a_set_of_ids_accepts_each_id_once_in_any_order(ids: list[str]) -> None:
    assert at("group").accepts(ids) == (len(set(ids)) == len(ids))
    assert at("ranked").accepts(ids)


ORDER_FREE = {("school_admins", "schools"), ("sections", "students")}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (VERSION_NAMES[0], ORDER_FREE),
        (VERSION_NAMES[1], ORDER_FREE | {("students", "schools"), ("teachers", "schools")}),
    ],
)
def test_order_means_nothing_in_exactly_these_lists(name: str, expected: set[tuple[str, str]]) -> None:
    found = {
        (collection, facts.path)
        for collection, resource in version(name).resources.items()
        for facts in resource.walk()
        if facts.order_free
    }
    assert found == expected


def test_the_order_of_a_section_s_teachers_matters_since_the_first_is_the_primary_one() -> None:
    assert not at("teachers", version(VERSION_NAMES[0]).resources["sections"]).order_free
