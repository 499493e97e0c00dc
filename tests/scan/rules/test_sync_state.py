"""What ``sync-state`` says of a decision, and which decisions are none on the sync of a district."""

import pytest

from clever_upgrade.scan.result import Severity
from clever_upgrade.scan.rules.sync_state import judge
from tests.scan.rules.reading_source import judged

ASKED = 'status = clever.get("/v1.2/districts/" + district + "/status")["data"][0]["data"]'


def told(sources: dict[str, str]) -> list[str]:
    return [f"{one.path}:{one.place.line} {one.message}" for one in judged(judge, sources)]


def within(*lines: str) -> dict[str, str]:
    """A Python function that asks for a status first, on line 2."""
    return {"a.py": "\n    ".join(["def check(clever, district):", ASKED, *lines])}


SAID = [
    (
        {"a.rb": "case clever_status.state\nwhen 'running' then 1\nwhen 'pending', 'error' then 2\nend"},
        "a.rb:1 the switch on clever_status.state knows running, pending and error, but not paused, and has no default",
    ),
    (
        {"a.ts": "type CleverSyncState = 'running' | 'error';"},
        "a.ts:1 the type CleverSyncState knows running and error, but not pending and paused",
    ),
    (
        {"a.js": "const cleverSyncStates = { running: 1, pending: 2, error: 3 };"},
        "a.js:1 the map cleverSyncStates knows running, pending and error, but not paused",
    ),
    (
        {"a.php": "<?php $x = match ($cleverState) { 'running', 'pending', 'error', 'paused' => 1 };"},
        "a.php:1 the switch on $cleverState knows running, pending, error and paused, but raises on any other",
    ),
    (
        {"a.py": 'import clever\nSYNC_STATES = ("running", "pending", "error", "pause")'},
        "a.py:2 the list of values for SYNC_STATES spells paused as pause, and so does not know it",
    ),
    (
        within('return "fine" if status["state"] == "running" else "broken"'),
        'a.py:3 whatever status["state"] is but running is taken for broken, also paused',
    ),
    (
        within('while status["state"] == "pending":', "    sleep(60)"),
        'a.py:3 status["state"] is compared with pending: in v1.2 pending is an error that the district can fix',
    ),
]


@pytest.mark.parametrize(("sources", "message"), SAID)
def test_a_finding_says_what_is_missing(sources: dict[str, str], message: str) -> None:
    assert told(sources) == [message]


def test_what_refuses_a_state_is_an_error_and_what_misreads_one_a_warning() -> None:
    sources = {
        "a.sql": "CREATE TYPE clever_state AS ENUM ('running', 'pending', 'error');",
        "b.sql": "SELECT 1 FROM clever_districts WHERE sync_state = 'error';",
    }
    assert [one.severity for one in judged(judge, sources)] == [Severity.ERROR, Severity.WARNING]


QUIET = {
    "a guard that only skips": within('if status["state"] != "running":', "    return", "clever.sync(district)"),
    "a question for a sync that runs": within('if status["state"] == "running":', "    clever.sync(district)"),
    "a pause known apart": within(
        'if status["state"] == "paused":', "    return", 'if status["state"] == "error":', "    wait()"
    ),
    "a default after the switch": {
        "a.js": "function f(clever) { switch (clever.syncState) {\n"
        "case 'running': return 1; case 'pending': case 'error': case 'paused': return 2;\n} return 3; }"
    },
    "states that tell the life of a job": {
        "a.py": 'class CleverSync:\n    STATES = ("pending", "running", "success", "failed", "error")'
    },
    "a model of one's own work": {
        "a.rb": "class CleverImport\n  enum status: %i[pending running error]\n  def bad? = status == 'error'\nend"
    },
    "the flags of a request": {
        "a.js": "const cleverStatus = { pending: false, error: null };\n"
        "export const busy = (cleverStatus) => cleverStatus === 'pending';"
    },
    "another answer in a function that asks": within('if other.json()["status"] == "error":', "    return"),
    "a project without Clever": {"a.py": 'DISTRICT_SYNC_STATES = ("running", "pending", "error")'},
}


@pytest.mark.parametrize("name", QUIET)
def test_what_is_right_or_of_others_is_no_finding(name: str) -> None:
    assert told(QUIET[name]) == []


@pytest.mark.parametrize(
    "later",
    [
        "ALTER TYPE clever_state ADD VALUE 'paused';",
        "ALTER TYPE clever_state ADD VALUE IF NOT EXISTS 'paused' AFTER 'error';",
    ],
)
def test_a_later_statement_may_widen_a_type(later: str) -> None:
    made = "CREATE TYPE clever_state AS ENUM ('running', 'pending', 'error');"
    assert told({"1.sql": made, "2.sql": later}) == []
    assert told({"1.sql": f"{made}\n{later}"}) == []
    assert told({"1.sql": made, "2.sql": later.replace("clever_state", "clever_kind")}) != []


def test_a_model_of_a_district_may_stand_apart_from_what_talks_to_clever() -> None:
    model = "class District(Model):\n    sync_states = ['running', 'pending', 'error']"
    client = "API = 'https://api.clever.com/v1.2'"
    (found,) = judged(judge, {"client.py": client, "models.py": model})
    assert found.path == "models.py"
    assert found.evidence == ("other files of the project talk to Clever",)
    assert told({"models.py": model}) == []


def test_a_function_that_asks_is_followed_to_those_that_call_it() -> None:
    source = (
        "import clever_api\n"
        "def status(district):\n    return clever_api.get(f'/v1.2/districts/{district}/status')\n"
        "def bad(district):\n    answer = status(district)\n    return answer['state'] == 'error'\n"
        "def other(order):\n    answer = order.load()\n    return answer['state'] == 'error'\n"
    )
    assert [one.place.line for one in judged(judge, {"a.py": source})] == [6]


@pytest.mark.parametrize(
    "source",
    [
        'STATES = [("running", "Running"), ("pending", "Pending"), ("error", "Error")]',
        'STATES = sa.Enum("running", "pending", "error", name="clever_sync_state")',
    ],
)
def test_python_lists_states_in_pairs_and_in_calls_too(source: str) -> None:
    assert len(told({"clever.py": f"class CleverDistrict:\n    {source}"})) == 1
