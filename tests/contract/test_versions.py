"""The step between the versions: what it adds, listed here once more by hand, and that it holds nothing else."""

import pytest

from clever_upgrade.contract import COLLECTIONS, default_upgrade, v1_1, v1_2, version
from clever_upgrade.contract.versions import VERSION_NAMES

UPGRADE = default_upgrade()

ADDED = {
    "students": {"schools", "graduation_year", "home_language", "unweighted_gpa", "weighted_gpa"},
    "teachers": {"schools"},
    "contacts": {"sis_id"},
    "status": {"pause_start", "pause_end", "launch_date"},
}


@pytest.mark.parametrize("collection", list(UPGRADE.to_version.resources))
def test_the_later_version_adds_these_fields_and_no_others(collection: str) -> None:
    assert {facts.path for facts in UPGRADE.added(collection)} == ADDED.get(collection, set())


@pytest.mark.parametrize("collection", list(UPGRADE.to_version.resources))
def test_the_later_version_takes_nothing_away(collection: str) -> None:
    older, newer = (step.resources[collection] for step in (UPGRADE.from_version, UPGRADE.to_version))
    assert {facts.path for facts in older.walk()} <= {facts.path for facts in newer.walk()}


def test_only_the_states_of_the_sync_mean_something_else() -> None:
    changed = {
        (collection, facts.path)
        for collection, older in UPGRADE.from_version.resources.items()
        for facts in older.walk()
        if UPGRADE.to_version.resources[collection].facts_at(facts.path) != facts
    }
    assert changed == {("status", "state")}


def test_schools_are_guaranteed_and_every_other_added_field_is_optional() -> None:
    for collection in ADDED:
        for facts in UPGRADE.added(collection):
            assert facts.guaranteed == (facts.path == "schools")


def test_every_model_of_the_later_version_holds_nothing_but_what_is_new() -> None:
    for collection, newer in v1_2.RESOURCES.items():
        older = v1_1.RESOURCES[collection]
        if newer is older:
            continue
        own = newer.__annotations__
        assert issubclass(newer, older)
        assert own, f"{newer.__name__} adds nothing"
        for name in own:
            before = UPGRADE.from_version.resources[collection].facts_at(name)
            now = UPGRADE.to_version.resources[collection].facts_at(name)
            assert now != before, f"{newer.__name__}.{name} repeats what {older.__name__} declares"
            assert now is not None
            assert now.since, f"{newer.__name__}.{name} names no change"


def test_versions_are_named_and_prefixed_as_in_their_paths() -> None:
    assert VERSION_NAMES == ("v1.1", "v1.2")
    assert [version(name).prefix for name in VERSION_NAMES] == ["/v1.1", "/v1.2"]
    with pytest.raises(KeyError):
        version("v2.0")


def test_the_status_is_no_collection() -> None:
    assert "status" not in COLLECTIONS
    assert {*COLLECTIONS, "status"} == UPGRADE.from_version.resources.keys()
