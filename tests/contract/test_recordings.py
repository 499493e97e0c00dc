"""The contract against every recorded answer of the real API."""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from clever_upgrade.contract import FieldFacts, version
from clever_upgrade.contract.facts import Origin
from clever_upgrade.contract.v1_1 import VERSION
from tests.contract.recorded import all_records, event_object, events

pytestmark = pytest.mark.needs_shared

RESOURCES = version(VERSION).resources


def test_every_record_is_accepted_by_its_model(shared: Path) -> None:
    counted = Counter(collection for collection, _ in all_records(shared))
    for collection, record in all_records(shared):
        RESOURCES[collection].model.model_validate(record)
    assert counted["students"] >= 1004
    assert counted["teachers"] >= 89
    assert counted["sections"] >= 379
    assert set(counted) == RESOURCES.keys() - {"contacts", "status"}  # nobody recorded those two


def test_no_recorded_field_is_unknown_to_the_contract(shared: Path) -> None:
    found = {
        path for collection, record in all_records(shared) for path in _unknown(RESOURCES[collection].fields, record)
    }
    assert found == set()


def test_every_recorded_value_is_well_formed(shared: Path) -> None:
    for collection, record in all_records(shared):
        for facts, value in _known(RESOURCES[collection].fields, record):
            assert facts.accepts(value), (collection, facts.path)


def test_every_guaranteed_field_was_recorded(shared: Path) -> None:
    for collection, record in all_records(shared):
        guaranteed = {name for name, facts in RESOURCES[collection].fields.items() if facts.guaranteed}
        assert guaranteed <= record.keys(), collection


def test_recorded_fields_that_no_definition_lists_are_marked_so(shared: Path) -> None:
    undefined = {
        (collection, facts.path): facts.origin
        for collection, record in all_records(shared)
        for facts, _ in _known(RESOURCES[collection].fields, record)
        if facts.origin is not Origin.SPECIFIED
    }
    assert undefined == {
        ("students", "credentials.district_password"): Origin.OBSERVED,
        ("students", "frl_status"): Origin.OBSERVED,
        ("students", "iep_status"): Origin.SPECIAL_SCOPE,
        ("teachers", "credentials.district_password"): Origin.OBSERVED,
    }


def test_every_event_names_a_collection_and_old_values_of_its_fields(shared: Path) -> None:
    seen = events(shared)
    assert len(seen) >= 7
    for event in seen:
        collection, record = event_object(event)
        RESOURCES[collection].model.model_validate(record)
        old = event["data"]["previous_attributes"]
        assert old
        for name, value in old.items():
            assert RESOURCES[collection].fields[name].accepts(value), (collection, name)
            assert record[name] != value


def _unknown(fields: Mapping[str, FieldFacts], record: dict[str, Any]) -> list[str]:
    missing = [name for name in record if name not in fields]
    for name, value in record.items():
        if name in fields and isinstance(value, dict) and fields[name].fields:
            missing += [f"{name}.{inner}" for inner in _unknown(fields[name].fields, value)]
    return missing


def _known(fields: Mapping[str, FieldFacts], record: dict[str, Any]) -> list[tuple[FieldFacts, Any]]:
    found = [(fields[name], value) for name, value in record.items() if name in fields]
    for facts, value in tuple(found):
        if isinstance(value, dict):
            found += _known(facts.fields, value)
    return found
