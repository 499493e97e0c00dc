"""The catalogue of changes: names, fields and prose belong together, and the dates are those of the announcement."""

from itertools import chain

import pytest

from clever_upgrade.contract import default_upgrade
from clever_upgrade.contract.changes import Change, change_named, changes_of, milestones_of
from clever_upgrade.contract.facts import Origin
from clever_upgrade.contract.stories import STORIES

UPGRADE = default_upgrade()
CHANGES = changes_of(UPGRADE)
NAMES = {
    "schools-array", "pause-window", "launch-date", "sync-state", "graduation-year", "contact-sis-id",
    "special-scope-fields", "me-endpoint", "events-resync",
}  # fmt: skip
WITHOUT_FIELDS = {"me-endpoint", "events-resync"}

FIELDS = {
    "schools-array": {("students", "schools", "added"), ("teachers", "schools", "added")},
    "pause-window": {("status", "pause_start", "added"), ("status", "pause_end", "added")},
    "launch-date": {("status", "launch_date", "added")},
    "sync-state": {("status", "state", "changed")},
    "graduation-year": {("students", "graduation_year", "added")},
    "contact-sis-id": {("contacts", "sis_id", "added")},
    "special-scope-fields": {
        ("students", "home_language", "added"),
        ("students", "unweighted_gpa", "added"),
        ("students", "weighted_gpa", "added"),
    },
    "me-endpoint": set(),
    "events-resync": set(),
}
each_change = pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.name)


def test_the_changes_have_these_names_each_once() -> None:
    assert {change.name for change in CHANGES} == NAMES
    assert len(CHANGES) == len(NAMES)


def test_every_name_in_the_models_has_a_story_and_every_story_a_name() -> None:
    in_models = {
        facts.since
        for resource in UPGRADE.to_version.resources.values()
        for facts in resource.walk()
        if facts.since is not None
    }
    assert in_models == {story.name for story in STORIES[UPGRADE.to_version.name]} - WITHOUT_FIELDS


def test_every_field_that_differs_belongs_to_exactly_one_change() -> None:
    listed = [(field.collection, field.path) for change in CHANGES for field in change.fields]
    added = [
        (collection, facts.path) for collection in UPGRADE.to_version.resources for facts in UPGRADE.added(collection)
    ]
    assert sorted(listed) == sorted([*added, ("status", "state")])


@each_change
def test_a_change_shows_in_these_fields(change: Change) -> None:
    assert {(field.collection, field.path, field.kind) for field in change.fields} == FIELDS[change.name]


@each_change
def test_a_change_says_what_breaks_and_what_to_do(change: Change) -> None:
    assert change.title
    assert not change.title.endswith(".")
    assert change.summary.endswith(".")
    assert change.todo
    assert all(step.endswith(".") for step in change.todo)
    assert change.breaks
    assert all(breakage.code and breakage.effect for breakage in change.breaks)


@each_change
def test_a_change_is_found_by_its_name(change: Change) -> None:
    assert change_named(change.name) == change


def test_a_name_that_no_change_has_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        change_named("schools_array")


def test_changes_outside_the_announcement_are_known_as_such() -> None:
    origins = {change.name: change.origin for change in CHANGES if not change.announced}
    assert origins == {
        "graduation-year": Origin.SPECIFIED,
        "contact-sis-id": Origin.SPECIFIED,
        "special-scope-fields": Origin.SPECIAL_SCOPE,
    }


def test_the_only_new_value_of_a_known_field_is_a_paused_sync() -> None:
    changed = [field for change in CHANGES for field in change.fields if field.kind == "changed"]
    assert [sorted(field.new_values) for field in changed] == [["paused"]]


def test_status_changes_show_on_the_status_alone() -> None:
    for name in ("pause-window", "launch-date", "sync-state"):
        assert change_named(name).endpoints == ("/v1.2/districts/{id}/status",)


def test_the_schools_show_on_every_path_that_leads_to_a_student_or_teacher() -> None:
    assert set(change_named("schools-array").endpoints) == {
        "/v1.2/students", "/v1.2/students/{id}", "/v1.2/students/{id}/teachers", "/v1.2/students/{id}/events",
        "/v1.2/teachers", "/v1.2/teachers/{id}", "/v1.2/teachers/{id}/students", "/v1.2/teachers/{id}/events",
        "/v1.2/districts/{id}/students", "/v1.2/districts/{id}/teachers", "/v1.2/districts/{id}/events",
        "/v1.2/schools/{id}/students", "/v1.2/schools/{id}/teachers",
        "/v1.2/sections/{id}/students", "/v1.2/sections/{id}/teacher", "/v1.2/sections/{id}/teachers",
        "/v1.2/contacts/{id}/student",
        "/v1.2/events", "/v1.2/events/{id}", "/v1.2/me",
    }  # fmt: skip


def test_every_endpoint_is_one_of_the_later_version() -> None:
    paths = list(chain.from_iterable(change.endpoints for change in CHANGES))
    assert all(path.startswith(f"{UPGRADE.to_version.prefix}/") for path in paths)
    assert not any("/push/" in path for path in paths)
    assert change_named("me-endpoint").endpoints == ("/v1.2/me",)
    assert "/v1.2/events" in change_named("events-resync").endpoints


def test_the_dates_are_those_of_the_announcement_in_order() -> None:
    dates = [milestone.date for milestone in milestones_of(UPGRADE)]
    assert dates == ["2017-03-15", "2017-04-04", "2017-06-04", "2017-06-05", "2022-12"]
