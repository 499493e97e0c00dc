"""What programs read of resyncs and events has the published form, and is the same for equal results."""

import io
import json

import pytest

jsonschema = pytest.importorskip("jsonschema")

from clever_upgrade.errors import DistrictFailure, ExitCode, GuardRefusedError  # noqa: E402 - of no use without jsonschema
from clever_upgrade.report.manners import Manners  # noqa: E402
from clever_upgrade.report.refusal import refusal_as_json  # noqa: E402
from clever_upgrade.report.resync import json as resync_json  # noqa: E402
from clever_upgrade.report.resync import render as resync  # noqa: E402
from clever_upgrade.report.resync.districts import write_many_events, write_resyncs  # noqa: E402
from clever_upgrade.report.resync.schema import REASONS, resync_schemas  # noqa: E402
from clever_upgrade.store.lease import LeaseHeldError  # noqa: E402
from tests.report.closed_schema import closed  # noqa: E402
from tests.report.resync import results  # noqa: E402

SCHEMAS = resync_schemas()


def everywhere(write, found, failures) -> str:
    stream = io.StringIO()
    write(list(found.values()), failures, "json", stream, Manners(80, color=False, is_terminal=False))
    return stream.getvalue()


def _documents() -> dict[str, tuple[str, str]]:
    """Everything that is written: the name of its schema, and its text."""
    found = {f"run-{name}": ("resync-1", resync_json.resync_as_json(it)) for name, it in results.RESULTS.items()}
    found["plan-none"] = ("resync-plan-1", resync_json.plans_as_json([]))
    found["plan-all"] = ("resync-plan-1", resync_json.plans_as_json([results.UNREAD, *results.RESULTS.values()]))
    found["status-none"] = ("resync-status-1", resync_json.status_as_json([]))
    found["status-all"] = ("resync-status-1", resync_json.status_as_json(list(results.VIEWS.values())))
    for name, verified in results.VERIFIED.items():
        found[f"verify-{name}"] = ("resync-verify-1", resync_json.verification_as_json(verified))
    for name, news in results.EVENTS.items():
        found[f"events-{name}"] = ("events-1", resync_json.events_as_json(news))
        found[f"heard-{name}"] = ("events-1", resync_json.heard_as_json(news))
    failures = [DistrictFailure("4fd43cc56d11340000000007", "paused", "until August", ExitCode.REFUSED)]
    found["runs-everywhere"] = ("district-resyncs-1", everywhere(write_resyncs, results.RESULTS, failures))
    found["events-everywhere"] = ("district-events-1", everywhere(write_many_events, results.EVENTS, failures))
    found["heard-problem"] = ("events-1", resync_json.heard_as_json("the server does not answer"))
    found["aborted"] = ("resync-abort-1", resync_json.aborted_as_json(results.RUN))
    refusal = GuardRefusedError("it is refused", reason="gate", hint="Do it later.")
    found["refusal"] = ("refusal-1", refusal_as_json(refusal))
    return found


DOCUMENTS = _documents()
every_document = pytest.mark.parametrize(("schema", "text"), DOCUMENTS.values(), ids=DOCUMENTS)


@every_document
def test_the_report_keeps_its_schema_and_has_nothing_beyond_it(schema, text):
    jsonschema.validate(json.loads(text), closed(SCHEMAS[schema]))


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_schema_has_a_document_that_names_it(name):
    text = next(text for schema, text in DOCUMENTS.values() if schema == name)
    assert json.loads(text)["schema"] == "clever-upgrade/" + "/".join(name.rsplit("-", 1))
    assert SCHEMAS[name]["properties"]["schema"] == {"const": json.loads(text)["schema"]}


@pytest.mark.parametrize(
    ("document", "name", "value"),
    [
        ("run-done", "schema", "clever-upgrade/resync/2"),
        ("run-done", "state", "finished"),
        ("run-done", "run", None),
        ("run-done", "requests", -1),
        ("run-done", "collections", [{}]),
        ("status-all", "districts", [{"district": "5"}]),
        ("verify-differing", "mismatches", [{"collection": "students", "id": "5", "paths": [], "only_in": "cache"}]),
        ("aborted", "state", "done"),
        ("events-some", "events", "many"),
        ("events-some", "problem", "it is both"),
        ("refusal", "reason", ""),
        ("runs-everywhere", "districts", [{}]),
        ("events-everywhere", "failures", [{"district": "5"}]),
    ],
)
def test_a_schema_refuses_what_is_no_report(document, name, value):
    schema, text = DOCUMENTS[document]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(json.loads(text) | {name: value}, SCHEMAS[schema])


def test_an_event_document_holds_what_was_applied_or_a_problem():
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"schema": "clever-upgrade/events/1"}, SCHEMAS["events-1"])


def test_the_members_of_a_run_stand_in_the_order_of_the_design():
    data = json.loads(DOCUMENTS["run-held"][1])
    assert list(data) == [
        "schema", "run", "district", "state", "reason", "message", "hint", "resumed", "dry_run", "would_hold",
        "version", "watermark", "cursor", "collections", "verified", "events_applied", "requests",
    ]  # fmt: skip
    students = next(each for each in data["collections"] if each["collection"] == "students")
    assert students == {
        "collection": "students", "served": True, "rows": 1004, "count": 1004,
        "plan": {
            "added": 0, "changed": 0, "archived": 150, "revived": 0, "unchanged": 854,
            "examples": {"archived": list(results.ids(64, 5))},
        },
    }  # fmt: skip
    assert (data["reason"], data["state"]) == ("deletion-guard", "held")
    assert "10 %" in data["message"]


def test_a_district_says_how_old_its_cursor_is_and_how_fast_it_goes():
    reading = json.loads(resync_json.status_as_json([results.VIEWS["reading"]]))["districts"][0]
    assert (reading["state"], reading["at_work"], reading["cursor_age_seconds"]) == ("snapshot", True, None)
    # 1 + 3 + 89 + 500 + 100 rows in 100 seconds, and (1004 - 500) + (379 - 100) to come.
    assert reading["rows_per_second"] == pytest.approx(6.93)
    assert reading["seconds_to_go"] == pytest.approx((504 + 279) / 6.93)
    done = json.loads(resync_json.status_as_json([results.VIEWS["done"]]))["districts"][0]
    assert (done["cursor_age_seconds"], done["cut_over_at"]) == (420, "2017-03-19T08:53:20Z")
    assert done["seconds_to_go"] is None


def test_only_collections_with_changes_are_told_of_events():
    data = json.loads(DOCUMENTS["events-some"][1])
    assert data["collections"] == [
        {"collection": "students", "added": 1, "changed": 1200, "archived": 7, "revived": 0},
        {"collection": "teachers", "added": 0, "changed": 5, "archived": 0, "revived": 0},
    ]


@every_document
def test_a_document_ends_with_its_last_line(schema, text):
    assert text.isascii()
    assert text.count("\n\n") == 0
    assert schema == "refusal-1" or text.endswith("}\n")


def test_a_look_at_the_feed_is_one_object_on_one_line():
    stream = io.StringIO()
    for news in (results.NO_NEWS, results.NEWS, "the server does not answer"):
        resync.write_heard(news, "json", stream)
    lines = stream.getvalue().splitlines()
    assert [json.loads(line).get("events") for line in lines] == [0, 1234, None]
    assert json.loads(lines[2])["problem"] == "the server does not answer"


def test_every_reason_of_a_guard_is_named_by_the_schema():
    assert LeaseHeldError("somebody is at work", hint="").reason in REASONS
    assert len(set(REASONS)) == len(REASONS) == 8
    assert all(reason in SCHEMAS["refusal-1"]["properties"]["reason"]["description"] for reason in REASONS)
