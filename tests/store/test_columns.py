"""The columns of the store are the documented fields of the newest version, and name nothing that is not there."""

import json

import pytest

from clever_upgrade.contract import default_upgrade
from clever_upgrade.store.columns import COLLECTIONS, LINKS, OPTIONAL, REFERENCES, Kind, columns_of, links_of
from clever_upgrade.store.rows import RowMaker, row_names
from clever_upgrade.store.tables import LIVE, STAGE
from tests.store.outside import DISTRICT, json_of

EXAMPLES: dict[Kind, object] = {
    Kind.ID: "5b0000000000000000000001",
    Kind.TEXT: "a text",
    Kind.FLAG: True,
    Kind.TIME: "2017-03-15T01:02:03.004Z",
    Kind.LIST: ["5b0000000000000000000002"],
    Kind.OBJECT: {"first": "Ada"},
}


def names_of(collection: str) -> list[str]:
    return [column.name for column in columns_of(collection)]


def kind_of(collection: str, name: str) -> Kind:
    return next(column.kind for column in columns_of(collection) if column.name == name)


def test_every_collection_of_the_newest_version_is_stored() -> None:
    assert set(COLLECTIONS) == set(default_upgrade().to_version.resources) - {"events", "status"}
    assert set(COLLECTIONS) >= OPTIONAL


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_every_documented_field_has_a_column_and_the_id_comes_first(collection: str) -> None:
    assert names_of(collection)[0] == "id"
    assert set(names_of(collection)) == set(default_upgrade().to_version.resources[collection].fields)


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_no_documented_field_is_called_like_a_column_of_the_tool(collection: str) -> None:
    assert not {"extra", "fingerprint", "archived_at", "last_run", "run", "gone"} & set(names_of(collection))
    assert set(row_names(collection)) | {"archived_at", "last_run"} == set(LIVE[collection].c.keys())
    assert set(row_names(collection)) | {"run", "gone"} == set(STAGE[collection].c.keys())


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_each_documented_field_lands_in_its_column(collection: str) -> None:
    record = {column.name: EXAMPLES[column.kind] for column in columns_of(collection)}
    own = {"id": DISTRICT} if collection == "districts" else {"district": DISTRICT}
    row = dict(zip(row_names(collection), RowMaker(collection, DISTRICT).row(json_of(record | own)), strict=True))
    assert row["extra"] is None
    for column in columns_of(collection):
        value = row[column.name]
        found = json.loads(value) if column.kind.is_json and isinstance(value, str) else value
        assert found == (record | own)[column.name], column.name


@pytest.mark.parametrize("link", LINKS, ids=lambda link: link.table)
def test_a_join_table_is_made_from_a_list_and_falls_back_on_one_id(link) -> None:  # type: ignore[no-untyped-def]
    assert link in links_of(link.collection)
    assert kind_of(link.collection, link.source) is Kind.LIST
    assert link.fallback is None or kind_of(link.collection, link.fallback) is Kind.ID


@pytest.mark.parametrize(("collection", "field", "target"), REFERENCES)
def test_a_reference_is_a_field_that_holds_ids(collection: str, field: str, target: str) -> None:
    assert kind_of(collection, field) in (Kind.ID, Kind.LIST)
    assert target in COLLECTIONS
