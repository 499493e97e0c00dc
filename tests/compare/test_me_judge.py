"""What ``/me`` tells one token, judged: made of plain answers, without a server."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clever_upgrade.api.envelope import MeAnswer, read_me
from clever_upgrade.compare.me_judge import COLLECTIONS, MeJudge, district_of
from clever_upgrade.compare.result import Change, Difference, Verdict
from clever_upgrade.compare.walk import Met
from clever_upgrade.contract import default_upgrade

USER, DISTRICT, SCHOOL, OTHER = (f"57b14548a25d021cdf00000{number}" for number in range(1, 5))
IDS = {"id": USER, "district": DISTRICT}
NAMED = {**IDS, "school": SCHOOL, "sis_id": "7", "name": {"first": "A", "last": "B"}}


def answer(version: str, kind: str = "student", record: dict[str, Any] | None = None, **links: str | None) -> MeAnswer:
    data = {**(NAMED if record is None else record), "type": kind}
    uris = {
        "self": "/me",
        "canonical": f"/{version}/{COLLECTIONS.get(kind, kind)}/{data['id']}",
        "district": f"/{version}/districts/{DISTRICT}",
        **links,
    }
    return read_me(
        json.dumps(
            {"type": kind, "data": data, "links": [{"rel": rel, "uri": uri} for rel, uri in uris.items() if uri]}
        ).encode()
    )


def judged(plain: MeAnswer | None, earlier: MeAnswer, later: MeAnswer | None) -> list[Difference]:
    return MeJudge(default_upgrade(), Met()).judge(plain, earlier, later)


def told(differences: list[Difference]) -> list[tuple[str, str, str, str]]:
    return [(one.path, one.change.value, one.verdict.label, one.rule) for one in differences]


LINKS = [
    ("links.canonical", "changed", "documented", "me-endpoint"),
    ("links.district", "changed", "documented", "me-endpoint"),
]


def test_a_users_schools_and_links_are_documented() -> None:
    before = answer("v1.1")
    later = answer("v1.2", record={**NAMED, "schools": [SCHOOL]})
    assert told(judged(before, before, later)) == [*LINKS, ("schools", "added", "documented", "schools-array")]


@pytest.mark.parametrize("kind", ["student", "teacher", "school_admin", "district_admin", "district"])
def test_an_application_that_learns_ids_only_misses_nothing(kind: str) -> None:
    record = {"id": DISTRICT} if kind == "district" else IDS
    before = answer("v1.1", kind, record)
    assert told(judged(before, before, answer("v1.2", kind, record))) == LINKS


def test_an_administrator_has_schools_in_both_versions() -> None:
    record = {**IDS, "schools": [SCHOOL], "email": "a@example.org"}
    before = answer("v1.1", "school_admin", record)
    assert told(judged(before, before, answer("v1.2", "school_admin", record))) == LINKS


def test_a_full_record_without_schools_lacks_them() -> None:
    before = answer("v1.1")
    found = judged(before, before, answer("v1.2"))
    assert ("schools", "missing", "unexpected", "schools-mismatch") in told(found)


@pytest.mark.parametrize(
    ("name", "uri", "right"),
    [
        ("canonical", f"/v1.1/students/{USER}", f"/v1.2/students/{USER}"),
        ("canonical", f"/v1.2/students/{OTHER}", f"/v1.2/students/{USER}"),
        ("canonical", f"/v1.2/teachers/{USER}", f"/v1.2/students/{USER}"),
        ("district", f"/v1.1/districts/{DISTRICT}", f"/v1.2/districts/{DISTRICT}"),
    ],
)
def test_a_link_that_leads_elsewhere_is_unexpected(name: str, uri: str, right: str) -> None:
    before = answer("v1.1", record=IDS)
    (wrong,) = [
        one for one in judged(before, before, answer("v1.2", record=IDS, **{name: uri})) if one.rule != LINKS[0][3]
    ]
    assert told([wrong]) == [(f"links.{name}", "changed", "unexpected", "wrong-link")]
    assert (wrong.to_value, wrong.expected) == (uri, right)


def test_a_link_that_vanished_is_told() -> None:
    before = answer("v1.1", record=IDS)
    found = told(judged(before, before, answer("v1.2", record=IDS, canonical=None)))
    assert ("links.canonical", "removed", "unexpected", "field-vanished") in found


def test_a_version_without_me_has_the_record_on_one_side_only() -> None:
    before = answer("v1.1")
    assert told(judged(before, before, None)) == [("", "removed", "unexpected", "only-in-from")]


def test_without_a_version_it_must_say_what_the_earlier_one_says() -> None:
    before, later = answer("v1.1", record=IDS), answer("v1.2", record=IDS)
    assert told(judged(None, before, later))[0] == ("", "removed", "unexpected", "me-not-frozen")
    thawed = answer("v1.2", record={**IDS, "schools": [SCHOOL]})
    assert [one for one in told(judged(thawed, before, later)) if one[3] == "me-not-frozen"] == [
        ("links.canonical", "changed", "unexpected", "me-not-frozen"),
        ("links.district", "changed", "unexpected", "me-not-frozen"),
        ("schools", "added", "unexpected", "me-not-frozen"),
    ]


def test_another_type_of_user_is_one_difference() -> None:
    before = answer("v1.1", record=IDS)
    found = judged(before, before, answer("v1.2", "teacher", IDS))
    assert [one for one in told(found) if one[0] == "type"] == [("type", "changed", "unexpected", "value-differs")]


def test_a_type_that_nobody_knows_is_compared_all_the_same() -> None:
    before = answer("v1.1", "parent", {**IDS, "nick": "x"})
    found = judged(before, before, answer("v1.2", "parent", {**IDS, "nick": "y"}))
    assert ("nick", "changed", "unexpected", "value-differs") in told(found)


def test_the_district_is_in_the_record_or_in_the_link() -> None:
    assert district_of(answer("v1.1")) == DISTRICT
    assert district_of(answer("v1.1", record={"id": USER})) == DISTRICT
    assert district_of(answer("v1.1", record={"id": USER}, district=None)) is None
    assert district_of(answer("v1.1", "district", {"id": DISTRICT}, district=None)) == DISTRICT


RECORDS = st.dictionaries(
    st.sampled_from(["email", "title", "nick", "schools", "school", "grade", "name"]),
    st.one_of(st.none(), st.booleans(), st.text(max_size=4), st.lists(st.just(SCHOOL), max_size=2)),
)


@given(kind=st.sampled_from([*COLLECTIONS, "parent"]), before=RECORDS, after=RECORDS)
def test_whatever_differs_is_found_and_nothing_else(kind: str, before: dict[str, Any], after: dict[str, Any]) -> None:
    base = {"id": DISTRICT} if kind == "district" else IDS
    earlier, later = answer("v1.1", kind, {**base, **before}), answer("v1.2", kind, {**base, **after})
    found = [one for one in judged(earlier, earlier, later) if not one.path.startswith("links.")]
    differing = {name for name in {*before, *after} if before.get(name, ...) != after.get(name, ...)}
    missing = {one.path for one in found if one.change is Change.MISSING}
    assert {one.path for one in found} - missing == differing
    assert missing <= {"schools"}
    assert all(one.rule != "me-not-frozen" for one in found)
    assert all(one.verdict is Verdict.UNEXPECTED for one in found if one.change is Change.REMOVED)
