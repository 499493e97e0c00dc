from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from clever_upgrade.sandbox.district import District
from clever_upgrade.sandbox.district.records import STORED
from tests.examples import some
from tests.sandbox.district.tiny_district import (
    ADMINS,
    CONTACTS,
    FROM,
    NORTH,
    SECTIONS,
    SOUTH,
    STUDENTS,
    TEACHERS,
    TO,
    WEST,
    events,
    folded,
    naive_schools,
    rid,
    tiny_district,
    truth,
)

SCHOOLS = [NORTH, SOUTH, WEST]
A_SCHOOL = st.sampled_from([*SCHOOLS, rid(1, 9)])
A_STUDENT = st.sampled_from([*STUDENTS, rid(3, 8), rid(3, 9)])
A_TEACHER = st.sampled_from([*TEACHERS, rid(2, 9)])
WORD = st.sampled_from(["1", "2", ""])


def _record(required: dict[str, Any], optional: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(required, optional=optional)


RECORDS: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "schools": _record({"id": st.sampled_from([*SCHOOLS, rid(1, 9)])}, {"name": WORD}),
    "students": _record(
        {"id": A_STUDENT, "school": A_SCHOOL},
        {"grade": WORD, "graduation_year": st.one_of(st.none(), WORD), "odd": st.lists(WORD, max_size=2)},
    ),
    "teachers": _record({"id": A_TEACHER, "school": A_SCHOOL}, {"title": WORD}),
    "sections": _record(
        {
            "id": st.sampled_from([*SECTIONS, rid(4, 9)]),
            "school": A_SCHOOL,
            "students": st.lists(A_STUDENT, max_size=4),
        },
        {"teachers": st.lists(A_TEACHER, max_size=3), "teacher": A_TEACHER, "period": WORD},
    ),
    "contacts": _record(
        {"id": st.sampled_from([*CONTACTS, rid(5, 9)]), "student": A_STUDENT}, {"sis_id": WORD, "phone": WORD}
    ),
    "school_admins": _record({"id": st.sampled_from(ADMINS), "schools": st.lists(A_SCHOOL, unique=True)}, {}),
}
UPSERTS = st.one_of(*(st.tuples(st.just("upsert"), st.just(name), records) for name, records in RECORDS.items()))
DELETES = st.one_of(
    *(st.tuples(st.just("delete"), st.just(name), records.map(lambda r: r["id"])) for name, records in RECORDS.items())
)
TURNS = st.tuples(st.sampled_from(["share", "unshare"]), st.just("schools"), st.sampled_from(SCHOOLS))
STEPS = st.lists(st.one_of(UPSERTS, UPSERTS, DELETES, TURNS), max_size=12)
SHARED = st.one_of(st.none(), st.sets(st.sampled_from(SCHOOLS)))


def _do(district: District, step: tuple[str, str, Any]) -> None:
    action, collection, what = step
    try:
        if action == "upsert":
            district.upsert(collection, what)
        elif action == "delete":
            district.delete(collection, what)
        else:
            (district.share_school if action == "share" else district.unshare_school)(what)
    except KeyError:
        assert action != "upsert"


@settings(max_examples=some(150), deadline=None)
@given(steps=STEPS, shared=SHARED)
def test_each_versions_feed_leads_from_where_it_began_to_what_it_shows_now(steps, shared):
    district = tiny_district(shared_schools=shared)
    start = {version: truth(district, version) for version in (FROM, TO)}
    for step in steps:
        _do(district, step)
    for version in (FROM, TO):
        assert folded(start[version], events(district, version)) == truth(district, version)


@settings(max_examples=some(150), deadline=None)
@given(steps=STEPS)
def test_schools_are_what_a_walk_over_every_section_finds(steps):
    district = tiny_district()
    for step in steps:
        if step[0] in ("upsert", "delete"):
            _do(district, step)
    earlier, later = truth(district, FROM), truth(district, TO)
    sections = list(earlier["sections"].values())
    for collection in ("students", "teachers"):
        for record_id, user in earlier[collection].items():
            assert later[collection][record_id]["schools"] == naive_schools(user, sections, set(earlier["schools"]))


@settings(max_examples=some(150), deadline=None)
@given(steps=STEPS, shared=SHARED)
def test_the_earlier_version_never_speaks_of_what_it_does_not_know(steps, shared):
    district = tiny_district(shared_schools=shared)
    for step in steps:
        _do(district, step)
    later = {event["id"]: event for event in events(district, TO)}
    for event in events(district, FROM):
        noun = event["type"].partition(".")[0]
        told = [event["data"]["object"], event["data"].get("previous_attributes", {})]
        if noun in ("students", "teachers"):
            assert not any("schools" in one or "graduation_year" in one for one in told)
            assert "schools" in later[event["id"]]["data"]["object"]
        if noun == "studentcontacts":
            assert not any("sis_id" in one for one in told)
        assert later[event["id"]]["type"] == event["type"]


@settings(max_examples=some(150), deadline=None)
@given(steps=STEPS, shared=SHARED)
def test_previous_attributes_undo_an_update(steps, shared):
    district = tiny_district(shared_schools=shared)
    seen = {version: truth(district, version) for version in (FROM, TO)}
    for step in steps:
        marks = {version: len(district.ids(version, "events")) for version in (FROM, TO)}
        _do(district, step)
        for version in (FROM, TO):
            for event in events(district, version)[marks[version] :]:
                previous = event["data"].get("previous_attributes")
                if previous is None:
                    continue
                new = event["data"]["object"]
                old = next(rows[new["id"]] for rows in seen[version].values() if new["id"] in rows)
                names = (set(old) | set(new)) - {"last_modified"}
                changed = {name for name in names if old.get(name) != new.get(name)}
                assert changed
                assert previous == {name: old[name] for name in changed if name in old}
            seen[version] = truth(district, version)


@settings(max_examples=some(100), deadline=None)
@given(steps=STEPS, shared=SHARED)
def test_nothing_depends_on_the_order_of_former_questions(steps, shared):
    asked, silent = tiny_district(shared_schools=shared), tiny_district(shared_schools=shared)
    for step in steps:
        truth(asked, TO)
        _do(asked, step)
        _do(silent, step)
    assert truth(asked, TO) == truth(silent, TO)
    assert events(asked, TO) == events(silent, TO)


@settings(max_examples=some(100), deadline=None)
@given(steps=STEPS, shared=SHARED)
def test_lists_ascend_and_a_changed_district_shows_what_a_fresh_one_with_its_records_shows(steps, shared):
    district = tiny_district(shared_schools=shared)
    for step in steps:
        if step[0] in ("upsert", "delete"):
            _do(district, step)
    shown = truth(district, TO)
    for rows in shown.values():
        assert list(rows) == sorted(rows)
    if shared is None:
        for collection in ("students", "teachers"):
            for row in shown[collection].values():
                del row["schools"]
        stored = {name: list(rows.values()) for name, rows in shown.items()}
        assert truth(District(stored), TO) == truth(district, TO)


@settings(max_examples=some(100), deadline=None)
@given(steps=STEPS, shared=SHARED)
def test_a_page_joined_from_pieces_shows_what_each_record_shows(steps, shared):
    district = tiny_district(shared_schools=shared)
    for step in [None, *steps]:
        if step is not None:
            _do(district, step)
        for version in (FROM, TO):
            for collection in (*STORED, "events"):
                ids = list(district.ids(version, collection))
                for chosen in (ids, ids[1:], ids[::2], ids[::-1]):
                    names, *columns = district.pieces(version, collection, chosen)
                    assert names == [one.encode() for one in chosen]
                    joined = [b"".join([*cells, b"}"]) for cells in zip(*columns, strict=True)]
                    assert joined == [district.item(version, collection, one) for one in chosen]
