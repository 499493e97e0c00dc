"""Programs read a record a line and answer a line for each, in whatever way they buffer, drop, chatter, hang or end."""

import shutil
import sys

import pytest

from clever_upgrade.check.probe.settings import Probe
from tests.check.probe.configured import PARSERS, command, outcome_of, told
from tests.required import missing

PYTHON = (sys.executable, "-S", "-u")


@pytest.fixture
def node() -> str:
    if shutil.which("node") is None:
        missing("node", "node is not installed")
    return "node"


def program(collection: str, body: str, *, flags: tuple[str, ...] = ("-S", "-u"), **settings: object):
    """A program that has a record at each turn of ``body``."""
    return command(collection, sys.executable, *flags, "-c", _reading(body), **settings)


def _reading(body: str) -> str:
    lines = "".join(f"    {line}\n" for line in body.strip("\n").split("\n"))
    return f"import json, os, sys, time\nanswers = []\nfor line in sys.stdin:\n    record = json.loads(line)\n{lines}"


def test_a_switch_of_node_throws_at_the_fourth_state(node: str):
    outcome = outcome_of(command("status", node, "switch.js"))
    assert told(outcome) == [("raises", "sync-state", "state is paused")]
    (failure,) = outcome.failures
    assert failure.record == {"state": "paused"}
    assert failure.message == "Error: unknown state paused"
    assert failure.remedy.startswith("Handle `running`, `pending`, `error` and `paused`")
    assert outcome.path.endswith("parsers/switch.js")


def test_a_loop_of_node_drops_what_it_cannot_store(node: str):
    outcome = outcome_of(command("teachers", node, "drop.js"), examples=0)
    assert told(outcome) == [("drops", "schools-array", "it has schools")]
    (failure,) = outcome.failures
    assert failure.record == {"schools": []}
    assert failure.message == "no answer, and said: skipped: cannot store schools"


def test_a_program_that_answers_at_the_end_is_tried_as_well():
    body = 'answers.append(json.dumps(record["state"]))'
    code = f"import json, sys\nanswers = []\nfor line in sys.stdin:\n    record = json.loads(line)\n    {body}\n"
    outcome = outcome_of(command("status", *PYTHON, "-c", f"{code}print('\\n'.join(answers))"), examples=0)
    assert (outcome.problem, outcome.failures) == ("", ())
    failing = code.replace("    answers", '    assert record["state"] != "paused", "what is this"\n    answers')
    outcome = outcome_of(command("status", *PYTHON, "-c", f"{failing}print('\\n'.join(answers))"), examples=0)
    assert told(outcome) == [("raises", "sync-state", "state is paused")]
    assert outcome.failures[0].message == "AssertionError: what is this"


def test_an_error_as_an_answer_is_a_refusal():
    body = 'print(json.dumps({"error": "no room for schools"} if "schools" in record else record["id"]))'
    outcome = outcome_of(program("teachers", body), examples=0)
    assert told(outcome) == [("raises", "schools-array", "it has schools")]
    assert outcome.failures[0].message == "error: no room for schools"


def test_null_as_an_answer_is_a_dropped_record():
    outcome = outcome_of(program("teachers", 'print("null" if "schools" in record else 1)'), examples=0)
    assert told(outcome) == [("drops", "schools-array", "it has schools")]


def test_more_lines_than_records_are_a_refusal():
    body = 'print(1)\nif record.get("sis_id") == "" : print(2)'
    outcome = outcome_of(program("contacts", body), examples=0)
    assert told(outcome) == [("raises", "contact-sis-id", "sis_id is empty")]
    assert outcome.failures[0].message == "2 lines for one record"


def test_an_answer_that_is_no_json_is_a_refusal():
    body = 'print("cannot" if "schools" in record else 1)'
    outcome = outcome_of(program("teachers", body), examples=0)
    assert told(outcome) == [("raises", "schools-array", "it has schools")]
    assert outcome.failures[0].message == "an answer that is no JSON"


def test_chatter_between_the_answers_is_passed_over_and_said():
    outcome = outcome_of(program("districts", 'print("reading", record["id"])\nprint(json.dumps(record))'), examples=0)
    assert (outcome.problem, outcome.failures) == ("", ())
    assert outcome.notes == ("lines on its standard output that are no JSON were passed over",)


def test_a_failure_that_many_values_have_takes_few_starts(tmp_path):
    starts = tmp_path / "starts"
    refusal = 'assert len(record.get("graduation_year") or "") < 2, "year"\nassert "schools" not in record, "schools"'
    counting = f"with open({str(starts)!r}, 'a') as file: file.write('.')\n"
    outcome = outcome_of(command("students", *PYTHON, "-c", counting + _reading(f"{refusal}\nprint(1)")), examples=0)
    assert sorted(told(outcome)) == [
        ("raises", "graduation-year", "graduation_year is there"),
        ("raises", "schools-array", "it has schools"),
    ]
    (note,) = outcome.notes
    assert note.endswith("more records were tried without graduation_year, because 4 with it had failed alike")
    assert len(starts.read_text()) < 50


def test_a_program_may_stand_in_the_command():
    outcome = outcome_of(program("districts", f"print({'1' * 300!r})"), examples=0)
    assert (outcome.problem, outcome.failures, outcome.path) == ("", (), "")


@pytest.mark.slow
def test_a_program_that_hangs_is_ended():
    body = 'while record.get("sis_id") is not None: time.sleep(0.01)\nprint(1)'
    outcome = outcome_of(program("contacts", body, timeout=0.5), examples=0)
    assert told(outcome) == [("hangs", "contact-sis-id", "it has sis_id")]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("no-such-program",), "there is no program no-such-program"),
        ((*PYTHON, "-c", "import sys; sys.stdin.read()"), "it gives no answer to any record of v1.1"),
        ((*PYTHON, "-c", "pass"), "it gives no answer to any record of v1.1"),
        ((*PYTHON, "-c", "raise SystemExit('no licence')"), "ended with code 1: no licence"),
    ],
)
def test_a_program_that_cannot_be_tried_says_why(words, said):
    outcome = outcome_of(command("districts", *words), examples=0)
    assert outcome.failed
    assert said in outcome.problem


def test_a_folder_that_is_none_is_said_to_be_missing():
    probe = Probe("districts", PARSERS / ("a" * 300), command=PYTHON)
    assert "does not exist" in outcome_of(probe, examples=0).problem


def test_a_program_has_no_secrets():
    body = 'print(json.dumps(sorted(name for name in os.environ if name.startswith("CLEVER_")) or None))'
    environ = {"CLEVER_TOKEN": "t-1", "CLEVER_CLIENT_SECRET": "s-1"}
    outcome = outcome_of(program("districts", body), environ=environ, examples=0)
    assert outcome.problem.startswith("it gives no answer")
