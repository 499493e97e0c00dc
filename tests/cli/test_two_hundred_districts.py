"""A company of two hundred districts, three of them broken: exact totals, and the same result after a kill.

The sandbox, the tool and the proxy that tampers are three processes that speak HTTP, as they would be in earnest.
"""

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from clever_upgrade.sandbox.district import District
from clever_upgrade.sandbox.generate import generate_district
from tests.cli.tampering import Record, tampering_proxy

SIZE, STUDENTS = 200, 5
TOOL = (sys.executable, "-m", "clever_upgrade")
PAUSE = {"state": "paused", "pause_start": "2017-06-15T00:00:00.000Z", "pause_end": "2017-08-10T00:00:00.000Z"}

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


@dataclass(frozen=True)
class Company:
    """Where the districts are served, each of them as it was generated, and the ids of the broken ones."""

    base_url: str
    sandbox: str
    districts: dict[str, District]
    revoked: str
    tampered: str
    paused: str


@contextmanager
def sandbox() -> Iterator[str]:
    command = [*TOOL, "sandbox", "serve", "--districts", str(SIZE), "--students", str(STUDENTS), "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        found = re.search(r" at (http://\S+)", process.stderr.readline())
        assert found is not None
        try:
            yield found.group(1)
        finally:
            process.send_signal(signal.SIGINT)
            process.communicate()


def patch(base_url: str, path: str, body: dict[str, Any]) -> None:
    request = urllib.request.Request(f"{base_url}/_sandbox{path}", json.dumps(body).encode(), method="PATCH")  # noqa: S310
    with urllib.request.urlopen(request) as answer:  # noqa: S310 - the loopback
        assert answer.status == 200


@pytest.fixture(scope="module")
def company() -> Iterator[Company]:
    generated = (generate_district(STUDENTS, seed=seed) for seed in range(1, SIZE + 1))
    districts = {district.id: district for district in generated}
    assert len(districts) == SIZE
    # Those at the ends and in the middle of the order in which they are read.
    ordered = sorted(districts)
    revoked, tampered, paused = ordered[0], ordered[SIZE // 2], ordered[-1]

    def tamper(record: Record) -> Record:
        return {**record, "shoe_size": "44"} if record.get("district") == tampered and "grade" in record else record

    with sandbox() as base_url, tampering_proxy(base_url, "/v1.2/students", tamper) as proxied:
        patch(base_url, f"/districts/{revoked}/token", {"revoked": True})
        patch(base_url, f"/districts/{paused}/status", PAUSE)
        yield Company(proxied, base_url, districts, revoked, tampered, paused)


def command_of(company: Company, *words: str) -> list[str]:
    where = ("--client-id", "app", "--base-url", company.base_url, "--at-once", "8", "-q")
    return [*TOOL, "diff", *where, "--format", "json", *words]


def environ_of(folder: Path) -> dict[str, str]:
    return {**os.environ, "CLEVER_CLIENT_SECRET": "a-secret", "CLEVER_UPGRADE_STATE": str(folder)}


def run(command: list[str], folder: Path) -> tuple[int, str]:
    done = subprocess.run(command, capture_output=True, text=True, env=environ_of(folder), check=False)
    assert done.stderr == ""
    return done.returncode, done.stdout


@pytest.fixture(scope="module")
def undisturbed(company: Company, tmp_path_factory: pytest.TempPathFactory) -> str:
    code, out = run(command_of(company), tmp_path_factory.mktemp("undisturbed"))
    assert code == 4
    return out


def test_the_totals_are_those_of_the_districts_that_were_generated(company: Company, undisturbed: str) -> None:
    report = json.loads(undisturbed)
    assert [(each["district"], each["reason"]) for each in report["failures"]] == [(company.revoked, "token-refused")]
    read = {district: company.districts[district] for district in company.districts if district != company.revoked}
    compared = [each for each in report["collections"] if each["collection"] != "status"]
    assert {(each["district"], each["collection"]): each["pairs"] for each in compared} == {
        (district, name): len(world.ids("v1.2", name))
        for district, world in read.items()
        for name in {each["collection"] for each in compared}
    }
    assert sum(each["only_from"] + each["only_to"] + each["drifted"] for each in report["collections"]) == 0
    unexpected = {each["district"]: each["unexpected"] for each in report["districts"] if each["unexpected"]}
    assert unexpected == {company.tampered: STUDENTS}
    assert report["districts"][0]["district"] == company.tampered
    assert {each["verdict"] for each in report["districts"][1:]} == {"documented"}
    assert len(report["districts"]) == report["coverage"]["districts"] == SIZE - 1
    fields = {(each["collection"], each["path"], each["verdict"]): each["records"] for each in report["fields"]}
    students = sum(len(world.ids("v1.2", "students")) for world in read.values())
    assert fields["students", "schools", "documented"] == students
    assert fields["students", "shoe_size", "unexpected"] == STUDENTS
    assert fields["status", "launch_date", "documented"] == SIZE - 1


def test_a_paused_district_is_documented_and_no_failure(company: Company, undisturbed: str, tmp_path: Path) -> None:
    report = json.loads(undisturbed)
    changed = {each["path"]: (each["verdict"], each["records"], each["examples"]) for each in report["fields"]
               if each["rule"] in ("sync-state", "pause-window")}  # fmt: skip
    assert changed == {path: ("documented", 1, [company.paused]) for path in ("state", "pause_start", "pause_end")}
    well = [district for district in company.districts if district not in (company.revoked, company.tampered)]
    picked = [company.paused, *well[:2]]
    code, out = run(command_of(company, *(word for each in picked for word in ("--district", each))), tmp_path)
    assert (code, json.loads(out)["complete"]) == (0, True)


def test_a_run_that_was_killed_ends_as_if_it_had_not_been(company: Company, undisturbed: str, tmp_path: Path) -> None:
    with subprocess.Popen(command_of(company), stdout=subprocess.PIPE, env=environ_of(tmp_path)) as process:
        while finished(tmp_path) < 60:
            assert process.poll() is None
            time.sleep(0.05)
        process.kill()
        out, _ = process.communicate()
    assert (process.returncode, out) == (-signal.SIGKILL, b"")
    kept = finished(tmp_path)
    assert 60 <= kept < SIZE - 1
    before = requests_of(company)
    code, out_again = run(command_of(company, "--resume"), tmp_path)
    # To the last byte, the number of requests included.
    assert (code, out_again) == (4, undisturbed)
    read_now = {path for path in requests_of(company)[len(before) :] if path.endswith("/status")}
    assert len(read_now) == 2 * (SIZE - 1 - kept)


def finished(folder: Path) -> int:
    return sum(file.read_text().count("\n") for file in folder.glob("*.ndjson"))


def requests_of(company: Company) -> list[str]:
    with urllib.request.urlopen(f"{company.sandbox}/_sandbox/requests") as answer:  # noqa: S310 - the loopback
        return [request["path"] for request in json.load(answer)]
