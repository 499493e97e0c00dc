"""``doctor`` with a real server, without one, and with a configuration that is wrong."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from clever_upgrade.report.doctor.schema import doctor_schema
from clever_upgrade.sandbox.app import Sandbox
from clever_upgrade.sandbox.exchange import Request
from clever_upgrade.sandbox.generate import generate_district
from clever_upgrade.sandbox.server import running_sandbox
from clever_upgrade.sandbox.tokens import DEMO_TOKEN, district_token
from tests.cli.conftest import RunTool

STUDENT = "ilc_DEMO_STUDENT_TOKEN"


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[str, Sandbox]]:
    app = Sandbox({district_token(place): generate_district(5, seed=place) for place in (1, 2)})
    with running_sandbox(app) as base_url:
        yield base_url, app


@pytest.fixture
def doctor(tool: RunTool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.chdir(tmp_path)

    def examine(*words: str, **env: str) -> tuple[int, dict[str, Any], str]:
        ended = tool("doctor", *words, "--format", "json", env={"CLEVER_UPGRADE_STATE": str(tmp_path), **env})
        report = json.loads(ended.out)
        jsonschema.validate(report, doctor_schema())
        assert report["exit_code"] == ended.code
        return ended.code, {check["name"]: check for check in report["checks"]}, ended.out + ended.err

    return examine


def test_quiet_is_taken_and_excludes_verbose(tool: RunTool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    ended = tool("doctor", "--sandbox", "--quiet")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith("Nothing is wrong")
    assert tool("doctor", "--sandbox", "-q", "-v").code == 2


def grades(checks: dict[str, Any], grade: str) -> set[str]:
    return {name for name, check in checks.items() if check["grade"] == grade}


def test_the_tool_is_proven_without_a_server(doctor: Any, tmp_path: Path) -> None:
    code, checks, _ = doctor("--sandbox")
    assert (code, grades(checks, "failed") | grades(checks, "skipped")) == (0, set())
    assert list(tmp_path.iterdir()) == []


def test_people_see_every_part(tool: RunTool) -> None:
    ended = tool("doctor", "--sandbox")
    assert ended.out.startswith("Nothing is wrong in ")
    places = [ended.out.index(f"\n{part}\n") for part in ("Installation", "Configuration", "Server", "Storage")]
    assert places == sorted(places)
    assert "--sandbox" in ended.out


def test_a_server_answers_four_questions_at_most(doctor: Any, served: Any) -> None:
    base_url, app = served
    before = len(app.log._requests)
    code, checks, said = doctor("--base-url", base_url, CLEVER_TOKEN=district_token(2))
    assert (code, grades(checks, "ok") == checks.keys()) == (0, True)
    assert "district" in checks["token-kind"]["message"]
    assert 0 < len(app.log._requests) - before <= 4
    assert district_token(2) not in said
    assert "of 1,200 requests are left" in checks["rate-limit"]["message"]


def test_the_token_of_a_person_is_told_apart_and_never_shown(doctor: Any, served: Any) -> None:
    code, checks, said = doctor("--base-url", served[0], CLEVER_TOKEN=STUDENT)
    assert (code, grades(checks, "failed")) == (2, {"token-kind"})
    assert "that of a student" in checks["token-kind"]["message"]
    assert STUDENT not in said


def test_a_refused_token_fails_alone_and_is_never_shown(doctor: Any, served: Any) -> None:
    code, checks, said = doctor("--base-url", served[0], CLEVER_TOKEN="c0ffee" * 6)
    assert (code, grades(checks, "failed")) == (4, {"token-kind"})
    assert "c0ffee" not in said


def test_each_question_is_told_to_whoever_asks_for_it(tool: RunTool, served: Any) -> None:
    words = ("doctor", "--base-url", served[0])
    silent, told, told_more = (tool(*words, *loud, env={"CLEVER_TOKEN": STUDENT}) for loud in ((), ("-v",), ("-vv",)))
    assert silent.err == ""
    assert [line.split(" ")[:2] for line in told.err.splitlines()] == [
        ["GET", "/v1.1/districts"], ["GET", "/v1.2/districts"], ["GET", "/v1.2/me"],
    ]  # fmt: skip
    assert '"type": string' in told_more.err
    assert STUDENT not in told_more.err


def test_an_application_is_asked_for_its_districts(doctor: Any, served: Any) -> None:
    where = ("--base-url", served[0], "--client-id", "app")
    picked = served[1].handle(Request("GET", "/v1.1/districts", headers={"authorization": "Bearer DEMO_TOKEN_2"}))
    district = json.loads(picked.body)["data"][0]["data"]["id"]
    code, checks, said = doctor(*where, "--district", district, CLEVER_CLIENT_SECRET="open-sesame")
    assert (code, checks["application"]["message"]) == (0, f"2 districts; what follows asks {district} alone")
    assert "open-sesame" not in said + DEMO_TOKEN
    code, checks, _ = doctor(*where, "--district", "5" * 24, CLEVER_CLIENT_SECRET="open-sesame")
    assert (code, grades(checks, "failed")) == (2, {"application"})
    code, checks, _ = doctor(*where, CLEVER_CLIENT_SECRET="")
    assert (code, grades(checks, "failed")) == (2, {"client-secret"})


def test_a_token_of_another_district_than_the_named_one_is_told(doctor: Any, served: Any) -> None:
    code, checks, _ = doctor("--base-url", served[0], "--district", "5" * 24, CLEVER_TOKEN=DEMO_TOKEN)
    assert (code, grades(checks, "failed")) == (2, {"token-kind"})
    assert "the token belongs to the district" in checks["token-kind"]["message"]


def test_where_no_server_is_everything_else_is_still_looked_at(doctor: Any) -> None:
    code, checks, _ = doctor("--base-url", "http://127.0.0.1:9")
    assert (code, grades(checks, "failed")) == (4, {"api-v1.1", "api-v1.2"})
    assert grades(checks, "skipped") == {"token-kind", "rate-limit", "clock"}
    assert checks["store"]["grade"] == "ok"


def test_offline_asks_nobody(doctor: Any, served: Any) -> None:
    before = len(served[1].log._requests)
    code, checks, _ = doctor("--base-url", served[0], "--offline")
    assert (code, len(served[1].log._requests)) == (0, before)
    assert grades(checks, "skipped") == {"api-v1.1", "api-v1.2", "token-kind", "rate-limit", "clock"}
    assert all("--offline" in checks[name]["message"] for name in grades(checks, "skipped"))


def test_without_a_token_the_server_is_skipped_with_the_reason(doctor: Any) -> None:
    code, checks, _ = doctor()
    assert (code, grades(checks, "failed")) == (2, {"token"})
    assert checks["api-v1.1"]["message"] == "there is no token"
    assert "CLEVER_TOKEN" in checks["token"]["remedy"]


def test_a_configuration_that_cannot_be_read_is_one_line_among_others(doctor: Any, tmp_path: Path) -> None:
    (tmp_path / "clever-upgrade.toml").write_text("page-sise = 5\n")
    code, checks, _ = doctor()
    assert (code, grades(checks, "failed")) == (2, {"configuration"})
    assert 'Did you mean "page-size"?' in checks["configuration"]["remedy"]
    assert checks["store"]["grade"] == "skipped"


def test_what_single_commands_would_refuse_is_wrong_as_well(doctor: Any, tmp_path: Path) -> None:
    file = tmp_path / "clever-upgrade.toml"
    file.write_text('[scan]\nselekt = ["a"]\n[check]\nfail-on = "eror"\n[[probe]]\ncollection = "studnets"\n')
    code, checks, _ = doctor("--sandbox")
    assert (code, grades(checks, "failed")) == (2, {"scan", "check", "probe"})
    assert checks["scan"]["message"] == f'{file}: there is no key "scan.selekt"'
    assert 'Did you mean "error"?' in checks["check"]["remedy"]
    assert 'Did you mean "students"?' in checks["probe"]["remedy"]
    assert grades(checks, "skipped") == set()


def test_several_faults_end_in_the_gravest_code(doctor: Any, tmp_path: Path) -> None:
    code, checks, _ = doctor("--base-url", "http://elsewhere.example", "--store", f"sqlite:///{tmp_path}/no/clever.db")
    assert (code, grades(checks, "failed")) == (5, {"base-url", "store"})
    assert checks["api-v1.2"]["message"] == "there is no server to ask"


def test_options_that_exclude_each_other_are_wrong_usage(tool: RunTool) -> None:
    ended = tool("doctor", "--sandbox", "--base-url", "http://127.0.0.1:9")
    assert (ended.code, ended.out) == (2, "")
