"""Every variation is within the contract, and everything that the contract allows is among them."""

import pytest

from clever_upgrade.check.probe.base import generated
from clever_upgrade.check.probe.exploration import explored, is_available
from clever_upgrade.check.probe.forms import Forms
from clever_upgrade.check.probe.members import differing, member_at, paths_of, with_member, without_member
from clever_upgrade.check.probe.settings import COLLECTIONS
from clever_upgrade.check.probe.values import LONG, MANY
from clever_upgrade.check.probe.variations import systematic
from clever_upgrade.compare.result import MISSING
from clever_upgrade.contract import default_upgrade
from clever_upgrade.contract.changes import changes_of

UPGRADE = default_upgrade()


def specimens_of(collection):
    forms = Forms(collection, UPGRADE)
    return list(systematic(forms, generated(forms, 1)))


def later_values(collection, path):
    found = []
    for one in specimens_of(collection):
        value = member_at(one.later, path)
        if value not in found:
            found.append(value)
    return found


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_every_record_is_one_that_its_version_may_give(collection):
    found = specimens_of(collection)
    if is_available():
        found += explored(Forms(collection, UPGRADE), 30, 1)
    assert found
    for one in found:
        for side, record in ((UPGRADE.from_version, one.earlier), (UPGRADE.to_version, one.later)):
            resource = side.resources[collection]
            for facts in resource.walk():
                outer = facts.path.rpartition(".")[0]
                value = member_at(record, facts.path)
                if value is not MISSING:
                    assert facts.accepts(value), (one.variation, facts.path, value)
                elif facts.guaranteed and isinstance(member_at(record, outer) if outer else {}, dict):
                    raise AssertionError((one.variation, facts.path))
            assert not any(facts.secret and member_at(record, facts.path) is not MISSING for facts in resource.walk())


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_every_field_comes_missing_null_and_present_and_with_every_listed_value(collection):
    for facts in Forms(collection, UPGRADE).fields:
        found = later_values(collection, facts.path)
        assert [value for value in found if value not in (MISSING, None)], facts.path
        if not facts.guaranteed:
            assert None in found, facts.path
            assert MISSING in found, facts.path
        assert set(facts.enum or ()) <= set(filter(lambda value: isinstance(value, str), found)), facts.path


def test_states_schools_dates_and_texts_come_in_every_sort():
    assert set(later_values("status", "state")) == {"running", "pending", "error", "paused"}
    assert {len(value) for value in later_values("teachers", "schools")} >= {0, 1, 2, MANY}
    assert {len(value) for value in later_values("status", "pause_end") if isinstance(value, str)} >= {10, 20, 24}
    texts = [value for value in later_values("contacts", "sis_id") if isinstance(value, str)]
    assert any(len(text) == LONG for text in texts)
    assert any(not text.isascii() for text in texts)


def test_every_change_that_shows_in_a_record_has_its_variations():
    rules = {one.rule for collection in COLLECTIONS for one in specimens_of(collection)}
    assert rules - {""} == {change.name for change in changes_of(UPGRADE) if change.fields}


def test_a_pause_looks_like_an_older_state_in_the_earlier_form():
    paused = next(one for one in specimens_of("status") if one.later["state"] == "paused")
    assert paused.earlier["state"] == "running"


def test_an_event_carries_what_is_new_in_its_record():
    forms = Forms("events", UPGRADE)
    carried = [one for one in generated(forms, 1) if forms.news(one.later)]
    assert carried
    for one in carried:
        assert one.rule == ""
        for path in forms.news(one.later):
            assert forms.rule_of(path, one.later), path


@pytest.mark.skipif(not is_available(), reason="Hypothesis is not installed")
def test_the_same_seed_draws_the_same_records(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    forms = Forms("students", UPGRADE)
    assert list(explored(forms, 20, 5)) == list(explored(forms, 20, 5))
    assert list(explored(forms, 20, 5)) != list(explored(forms, 20, 6))
    assert list(tmp_path.iterdir()) == []


def test_members_are_changed_in_a_copy():
    record = {"name": {"first": "a", "last": "b"}, "id": "1"}
    assert with_member(record, "name.first", "c")["name"] == {"first": "c", "last": "b"}
    assert with_member({}, "name.first", "c") == {"name": {"first": "c"}}
    assert without_member(record, "name.last") == {"name": {"first": "a"}, "id": "1"}
    assert without_member(record, "term.name") == record
    assert list(paths_of(record)) == ["name", "name.first", "name.last", "id"]
    assert list(differing(record, {"name": {"first": "x", "last": "b"}, "id": 1})) == ["name.first", "id"]
    assert record == {"name": {"first": "a", "last": "b"}, "id": "1"}
