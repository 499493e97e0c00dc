"""All parsers are tried, whatever becomes of any of them, and what was not tried is said."""

import os
import sys
import time
from pathlib import Path

import pytest

from clever_upgrade.check.probe import run as course
from clever_upgrade.check.probe.forms import Specimen
from clever_upgrade.check.probe.process import LineProcess, without_secrets
from clever_upgrade.check.probe.run import run_probes
from clever_upgrade.check.probe.settings import Probe
from tests.check.probe.configured import PARSERS, command, outcome_of, python, request


def test_a_broken_parser_stops_no_other():
    probes = [
        python("districts", "light:nothing_of_the_sort"),
        command("districts", "no-such-program"),
        Probe("districts", PARSERS, json_schema=PARSERS / "no.json"),
        python("districts", "light:lazily"),
    ]
    heard = []
    result = run_probes(probes, request(examples=0), heard.append)
    assert [outcome.failed for outcome in result.outcomes] == [True, True, True, False]
    assert (heard, result.failed) == (probes, True)


def test_the_same_parser_gets_the_same_outcome_again():
    probe = python("status", "light:dates")
    assert outcome_of(probe) == outcome_of(probe)


def test_without_hypothesis_the_rest_is_tried_and_it_is_said(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(course, "is_available", lambda: False)
    result = run_probes([python("status", "light:dates")], request(examples=50))
    assert result.outcomes[0].failures
    (note,) = result.notes
    assert "Hypothesis is not installed (pip install 'clever-upgrade[probe]')" in note


def test_without_jsonschema_a_schema_says_what_to_install(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "jsonschema", None)
    outcome = outcome_of(Probe("teachers", PARSERS, json_schema=PARSERS / "schemas" / "teacher.json"))
    assert "jsonschema, which is not installed" in outcome.problem
    assert outcome.remedy == "pip install 'clever-upgrade[probe]'"


def test_what_opens_doors_at_clever_is_not_inherited():
    environ = {"CLEVER_TOKEN": "t", "CLEVER_CLIENT_SECRET": "s", "CLEVER_API_URL": "u", "DATABASE_PASSWORD": "mine"}
    assert without_secrets({**environ, "PYTHONHASHSEED": "7"}) == {
        "CLEVER_API_URL": "u", "DATABASE_PASSWORD": "mine", "PYTHONHASHSEED": "7", "PYTHONIOENCODING": "utf-8",
    }  # fmt: skip


def test_what_a_program_started_ends_with_it():
    code = (
        "import subprocess, sys; slow = [sys.executable, '-c', 'import time; time.sleep(60)'];"
        "started = subprocess.Popen(slow); print(started.pid, flush=True); started.wait()"
    )
    process = LineProcess([sys.executable, "-c", code], PARSERS, os.environ)
    pid = int(process.line(20) or b"")
    process.close()
    until = time.monotonic() + 10
    while is_running(pid):
        assert time.monotonic() < until
        time.sleep(0.02)


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat")
    # Nobody may have asked yet how it ended.
    return not (stat.exists() and stat.read_text().rpartition(")")[2].split()[0] == "Z")


def test_a_recorded_record_that_changed_between_the_readings_is_no_difference(monkeypatch: pytest.MonkeyPatch):
    """Both readings of a recording are real, so that a district may have lived on between them."""
    earlier = {"id": "5a0000000000000000000001", "district": "5a0000000000000000000002", "title": "old"}
    pair = Specimen(earlier, {**earlier, "title": "new"}, "a recorded record", is_plain=True, recorded=True)
    monkeypatch.setattr(course, "recorded", lambda *_: [pair])
    outcome = outcome_of(python("district_admins", "light:lazily"), recording=PARSERS, examples=0)
    assert (outcome.problem, outcome.failures) == ("", ())
