"""The contract against Clever's own API definitions: every definition, property, enumeration, path and parameter."""

from pathlib import Path

import pytest

from clever_upgrade.contract import version
from clever_upgrade.contract.endpoints import ENDPOINTS, EVENT_NOUNS, served_by
from clever_upgrade.contract.versions import VERSION_NAMES
from tests.contract.spec_facts import (
    COLLECTION_OF,
    DEFINITION_OF,
    Spec,
    answer_of,
    differences,
    facts_of_contract,
    facts_of_spec,
    load,
    parameters_of,
    reference,
)

pytestmark = pytest.mark.needs_shared

DATA = {name: name for name in VERSION_NAMES}
EVENTS = {name: f"{name}-events" for name in VERSION_NAMES}
FILES = [(file, name) for name in VERSION_NAMES for file in (DATA[name], EVENTS[name])]
CLIENT = ("v1.2-client", "v1.2")

PARTS = {"Credentials", "Location", "Name", "Principal", "Term"}
ERRORS = {"BadRequest", "NotFound", "InternalError"}

PASSWORD = "served until 2015 and in every recording, yet never defined"
EMPTY_CREDENTIALS = "the object of credentials is always there, but it may be empty"
BOTH_VERSIONS = {
    ("schools", "principal", "guaranteed"): "the reference calls it optional; the definitions forgot the mark",
    ("school_admins", "credentials", "guaranteed"): "recorded administrators have none",
    ("sections", "teachers", "guaranteed"): "absent from every recording of 2014 and 2015",
    ("status", "error", "guaranteed"): "there is an error text only when there is an error",
    ("status", "instant_login", "guaranteed"): "left out where it would always be true",
    ("students", "frl_status", "not in the definitions"): "recorded, and taken out of the definitions as unpublished",
    ("students", "iep_status", "not in the definitions"): "special scope: only in the definitions made for clients",
    **{
        (users, "credentials.district_password", "not in the definitions"): PASSWORD
        for users in ("students", "teachers", "school_admins")
    },
    **{
        (users, "credentials.district_username", "guaranteed"): EMPTY_CREDENTIALS
        for users in ("students", "teachers", "school_admins")
    },
}
EVENT_FILES_ONLY = {
    ("events", path, "not in the definitions"): "the definitions put it in the definition of each type of event"
    for path in ("data", "data.object", "data.previous_attributes")
}
LATER_VERSION_ONLY = {
    ("status", "launch_date", "guaranteed"): "a district that is not launched has none",
}
OUTSIDE_CLIENTS = {
    ("students", name, "not in the definitions"): "special scope: only in the definitions made for clients"
    for name in ("home_language", "weighted_gpa", "unweighted_gpa")
}
CLIENT_ONLY = {
    ("students", "home_language", "enum"): "the contract also knows the spelling before May 2018, and the empty text",
    ("status", "instant_login", "not in the definitions"): "taken out of the model that clients were made from",
}


def explained(file: str, name: str) -> set[tuple[str, str, str]]:
    reasons = dict(BOTH_VERSIONS)
    if name == VERSION_NAMES[1]:
        reasons |= LATER_VERSION_ONLY | OUTSIDE_CLIENTS
    if file != DATA[name]:
        reasons |= EVENT_FILES_ONLY
    if (file, name) == CLIENT:
        special = OUTSIDE_CLIENTS.keys() | {("students", "iep_status", "not in the definitions")}
        reasons = {key: why for key, why in (reasons | CLIENT_ONLY).items() if key not in special}
        del reasons["status", "instant_login", "guaranteed"]
    assert all(reasons.values())
    return set(reasons)


@pytest.mark.parametrize(("file", "name"), [*FILES, CLIENT])
def test_every_field_is_declared_as_defined_but_for_what_is_explained(file: str, name: str, shared: Path) -> None:
    spec = load(shared, file)
    found = {
        difference
        for collection, resource in version(name).resources.items()
        if DEFINITION_OF[collection] in spec["definitions"]
        for difference in differences(spec, resource)
    }
    # Equal, not contained: an explanation whose difference is gone is wrong as well.
    assert found == explained(file, name)


@pytest.mark.parametrize("name", VERSION_NAMES)
def test_every_resource_of_the_contract_is_defined(name: str, shared: Path) -> None:
    defined = load(shared, DATA[name])["definitions"].keys() | load(shared, EVENTS[name])["definitions"].keys()
    assert {DEFINITION_OF[collection] for collection in version(name).resources} <= defined


@pytest.mark.parametrize("name", VERSION_NAMES)
def test_every_definition_is_accounted_for(name: str, shared: Path) -> None:
    data, events = load(shared, DATA[name]), load(shared, EVENTS[name])
    envelopes = {used for spec in (data, events) for path in spec["paths"] for used in answer_of(spec, path)[2]}
    objects = {f"{DEFINITION_OF[collection]}Object" for collection in EVENT_NOUNS}
    types = {f"{noun}.{action}" for noun in EVENT_NOUNS.values() for action in ("created", "updated", "deleted")}
    known = COLLECTION_OF.keys() | PARTS | ERRORS | envelopes | objects | types
    assert data["definitions"].keys() | events["definitions"].keys() == known


@pytest.mark.parametrize("name", VERSION_NAMES)
def test_every_part_of_a_record_is_reached_from_a_record(name: str, shared: Path) -> None:
    spec = load(shared, DATA[name])
    reached = {
        reference(said)
        for definition in COLLECTION_OF.keys() & spec["definitions"].keys()
        for said in spec["definitions"][definition]["properties"].values()
        if "$ref" in said
    }
    assert reached == PARTS


@pytest.mark.parametrize("file", [file for file, _ in FILES])
def test_errors_are_defined_with_a_message_where_the_wire_says_error(file: str, shared: Path) -> None:
    # Every recorded error and every real client say `error`, which is what the tool reads and the sandbox sends.
    definitions = load(shared, file)["definitions"]
    assert all(list(definitions[error]["properties"]) == ["message"] for error in ERRORS)


@pytest.mark.parametrize("name", VERSION_NAMES)
def test_every_type_of_event_carries_the_object_of_its_collection(name: str, shared: Path) -> None:
    definitions = load(shared, EVENTS[name])["definitions"]
    for collection, noun in EVENT_NOUNS.items():
        for action in ("created", "updated", "deleted"):
            _, own = definitions[f"{noun}.{action}"]["allOf"]
            carried = definitions[reference(own["properties"]["data"])]["properties"]["object"]
            assert reference(carried) == DEFINITION_OF[collection]
            # Defined one level too high: recorded events have it beside the object.
            assert ("previous_attributes" in own["properties"]) == (action == "updated")


@pytest.mark.parametrize("name", VERSION_NAMES)
def test_the_paths_are_those_of_the_definitions(name: str, shared: Path) -> None:
    defined = load(shared, DATA[name])["paths"].keys() | load(shared, EVENTS[name])["paths"].keys()
    assert {endpoint.path for endpoint in served_by(name) if endpoint.in_specs} == defined


@pytest.mark.parametrize("name", VERSION_NAMES)
def test_paths_outside_the_definitions_are_the_ones_that_are_explained(name: str) -> None:
    reasons = {"/districts/{id}/events": "linked from every recorded district, and recorded itself"}
    if name == VERSION_NAMES[0]:
        reasons["/push/events"] = "the older name of /events; an old client knows no other"
    assert {endpoint.path for endpoint in served_by(name) if not endpoint.in_specs} == reasons.keys()


@pytest.mark.parametrize(("file", "name"), FILES)
def test_every_path_answers_and_takes_parameters_as_defined(file: str, name: str, shared: Path) -> None:
    spec = load(shared, file)
    endpoints = {endpoint.path: endpoint for endpoint in served_by(name)}
    for path in spec["paths"]:
        shape, returns, _ = answer_of(spec, path)
        endpoint = endpoints[path]
        assert (endpoint.shape, endpoint.returns, endpoint.params) == (shape, returns, parameters_of(spec, path)), path


def test_clients_were_given_no_discouraged_parameters_and_no_lists_below_a_district(shared: Path) -> None:
    spec = load(shared, CLIENT[0])
    endpoints = {endpoint.path: endpoint for endpoint in served_by(CLIENT[1]) if endpoint.in_specs}
    left_out = {name for path in spec["paths"] for name in endpoints[path].params - parameters_of(spec, path)}
    assert left_out == {"where", "include", "show_links"}
    below = ("admins", "schools", "sections", "students", "teachers")
    assert endpoints.keys() - spec["paths"].keys() == {f"/districts/{{id}}/{name}" for name in below}


def test_both_versions_define_the_same_paths_and_parameters(shared: Path) -> None:
    for files in (DATA, EVENTS):
        older, newer = (load(shared, files[name]) for name in VERSION_NAMES)
        assert _paths(older) == _paths(newer)


def _paths(spec: Spec) -> dict[str, frozenset[str]]:
    return {path: parameters_of(spec, path) for path in spec["paths"]}


def test_no_path_is_declared_twice() -> None:
    paths = [endpoint.path for endpoint in ENDPOINTS]
    assert len(paths) == len(set(paths))


def test_the_languages_are_the_defined_ones_and_two_texts_that_were_served(shared: Path) -> None:
    defined = facts_of_spec(load(shared, CLIENT[0]), "students")["home_language"].enum
    declared = facts_of_contract(version(CLIENT[1]).resources["students"])["home_language"].enum
    assert declared == {*(defined or ()), "Telegu", ""}
