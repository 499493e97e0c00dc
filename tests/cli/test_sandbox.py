"""``clever-upgrade sandbox serve``, run as its users run it."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner

from clever_upgrade.cli import sandbox
from clever_upgrade.errors import ExitCode, UsageError
from clever_upgrade.sandbox import server
from clever_upgrade.sandbox.app import Sandbox
from clever_upgrade.sandbox.faults import FAULT_NAMES
from clever_upgrade.sandbox.rate import DEFAULT_LIMIT
from clever_upgrade.sandbox.scenarios import SCENARIOS
from tests.sandbox.http_world import Caller

SMALL = ("--students", "30")
NEXT = re.compile(r"CLEVER_TOKEN=DEMO_TOKEN clever-upgrade diff --base-url (http://127\.0\.0\.1:\d+)")


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[Caller]:
    """What would have been served, on which port; nothing is."""
    found: list[Caller] = []

    def serve(app: Sandbox, port: int, *, ready: object) -> None:
        assert callable(ready)
        ready(f"http://127.0.0.1:{port}")
        found.append(Caller(app))

    monkeypatch.setattr(server, "serve", serve)
    return found


def run(*arguments: str) -> str:
    """What serving says on standard error."""
    result = CliRunner().invoke(sandbox.app, ["serve", *arguments], catch_exceptions=False)
    assert result.exit_code == 0
    assert result.stdout == ""
    return result.stderr


def refused(*arguments: str) -> UsageError:
    result = CliRunner().invoke(sandbox.app, ["serve", *arguments])
    assert isinstance(result.exception, UsageError)
    assert "\n" not in result.exception.message
    return result.exception


def test_it_says_what_it_serves_and_what_to_type_next(served: list[Caller]) -> None:
    said = run(*SMALL, "--port", "9000")
    assert NEXT.search(said).group(1) == "http://127.0.0.1:9000"  # type: ignore[union-attr]
    assert "students 30," in said
    district = served[0].get("/v1.1/districts")["data"][0]["data"]
    assert district["id"] in said
    assert district["name"] in said


def test_several_districts_have_each_a_token_of_their_own(served: list[Caller]) -> None:
    said = run(*SMALL, "--districts", "3", "--seed", "7")
    assert "Serving 3 made-up districts" in said
    assert "students 90," in said
    assert "The tokens are DEMO_TOKEN to DEMO_TOKEN_3." in said
    assert "CLEVER_CLIENT_SECRET=any clever-upgrade diff --client-id any --base-url" in said
    application = Caller(served[0].sandbox, None, {"authorization": f"Basic {b64encode(b'any:any').decode()}"})
    listed = application.get("/oauth/tokens?owner_type=district")["data"]
    owners = {row["access_token"]: row["owner"]["id"] for row in listed}
    assert len(set(owners.values())) == 3
    for token, owner in owners.items():
        assert Caller(served[0].sandbox, token).ids("/v1.2/districts") == [owner]
    run(*SMALL, "--seed", "8")
    assert served[1].ids("/v1.2/districts") == [owners["DEMO_TOKEN_2"]]


def test_a_recording_is_one_district(tmp_path: Path) -> None:
    assert "--load serves a recorded one" in refused("--districts", "2", "--load", str(tmp_path)).message


def test_it_says_what_is_not_as_usual(served: list[Caller]) -> None:
    assert "With" not in run(*SMALL)
    unusual = ("--scenario", "drift", "--fault", "500=0.1", "--fault", "slow=0.2", "--rate-limit", "60")
    said = run(*SMALL, *unusual, "--legacy-limits")
    assert "With scenario drift, fault 500=0.1, fault slow=0.2, 60 requests a minute, any page size." in said
    assert "With no rate limit." in run(*SMALL, "--rate-limit", "0")
    assert sandbox.USUAL_RATE_LIMIT == DEFAULT_LIMIT
    assert len(served) == 3


def test_a_loaded_district_needs_no_name(served: list[Caller], tmp_path: Path) -> None:
    file = tmp_path / "district.json"
    file.write_text(json.dumps({"collections": {"districts": [{"id": "4fd43cc56d11340000000005"}]}}))
    assert "Serving a district without a name (4fd43cc56d11340000000005)" in run("--load", str(file))
    assert len(served) == 1


def test_the_same_seed_serves_the_same_district_and_the_same_faults(served: list[Caller]) -> None:
    for seed in ("5", "5", "6"):
        run(*SMALL, "--seed", seed, "--fault", "500=0.5")
    answers = [[caller.answer("/v1.2/students").body for _ in range(20)] for caller in served]
    assert answers[0] == answers[1]
    assert answers[0] != answers[2]


def test_options_reach_the_sandbox(served: list[Caller]) -> None:
    run(*SMALL, "--legacy-limits", "--rate-limit", "2", "--now", "2018-01-02", "--scenario", "paused")
    caller = served[0]
    assert caller.answer("/v1.1/students?limit=20000").status == 200
    (status,) = caller.get(f"/v1.2/districts/{caller.get('/_sandbox/truth/v1.1/districts')[0]['id']}/status")["data"]
    assert status["data"]["state"] == "paused"
    assert status["data"]["pause_start"].startswith("2017-12")
    assert caller.answer("/v1.1/students").status == 429


@pytest.mark.parametrize("now", ["1975-01-01T00:00+23:59", "2105-12-31T23:59:59-23:59"])
def test_the_first_and_the_last_day_have_room_for_every_scenario(served: list[Caller], now: str) -> None:
    for scenario in SCENARIOS:
        run(*SMALL, "--now", now, "--scenario", scenario)
    assert all(caller.ids("/v1.2/students") for caller in served)


def test_no_rate_limit_can_be_asked_for(served: list[Caller]) -> None:
    run(*SMALL, "--rate-limit", "0")
    assert "x-ratelimit-limit" not in dict(served[0].answer("/v1.1/schools").headers)


@pytest.mark.needs_shared
def test_a_recorded_district_is_served(served: list[Caller], shared: Path) -> None:
    said = run("--load", str(shared / "recordings" / "demo-district-v1.1.json"))
    assert "students 1,004," in said
    assert served[0].get("/v1.2/students?count=true")["count"] == 1004


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--fault", "lostpage=1"), 'Did you mean "lost-page"?'),
        (("--fault", "429=2"), "from 0 to 1"),
        (("--scenario", "drifting"), 'Did you mean "drift"?'),
        (("--load", "nowhere.json"), "nowhere.json"),
        (("--load", "nowhere.json", "--students", "5"), "--students"),
        (("--now", "soon"), "soon"),
        (("--now", "0001-01-01"), "from 1975 to 2105"),
        (("--now", "1974-12-31T23:59:59-12:00"), "from 1975 to 2105"),
        (("--now", "2106-01-01"), "from 1975 to 2105"),
        (("--now", "9999-12-31T23:59:59.999999"), "from 1975 to 2105"),
    ],
)
def test_a_wrong_option_is_explained_in_one_sentence(
    served: list[Caller], arguments: tuple[str, ...], words: str
) -> None:
    error = refused(*arguments)
    assert words in f"{error.message}. {error.hint}"
    assert served == []


def test_help_names_every_fault_and_scenario() -> None:
    assert all(name in sandbox.FAULT_HELP for name in FAULT_NAMES)
    assert all(name in sandbox.SCENARIO_HELP for name in SCENARIOS)
    shown = CliRunner(env={"COLUMNS": "200", "TERMINAL_WIDTH": "200", "NO_COLOR": "1"}).invoke(
        sandbox.app, ["serve", "--help"]
    )
    assert shown.exit_code == 0
    assert "Examples:" in shown.stdout


@contextmanager
def process(*arguments: str) -> Iterator["subprocess.Popen[str]"]:
    command = [sys.executable, "-m", "clever_upgrade", "sandbox", "serve", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as started:
        try:
            yield started
        finally:
            started.kill()


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGINT to send to a process")
def test_it_serves_until_ctrl_c_and_ends_without_complaint() -> None:
    with process(*SMALL, "--port", "0") as running:
        assert running.stderr is not None
        said = ""
        while (found := NEXT.search(said)) is None:
            line = running.stderr.readline()
            assert line, said
            said += line
        url = f"{found.group(1)}/v1.2/students?count=true"
        answer = httpx.get(url, headers={"Authorization": "Bearer DEMO_TOKEN"})
        assert json.loads(answer.content)["count"] == 30
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=20)
        assert (running.returncode, out, err) == (0, "", "The sandbox has stopped.\n")


def test_a_port_that_is_taken_ends_it_with_one_sentence() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with process(*SMALL, "--port", str(port)) as running:
            out, err = running.communicate(timeout=20)
            assert running.returncode == ExitCode.USAGE
            assert out == ""
            assert err.splitlines()[0].startswith(f"error: port {port} cannot be used")
            assert err.splitlines()[1].startswith("hint:")
            assert len(err.splitlines()) == 2
