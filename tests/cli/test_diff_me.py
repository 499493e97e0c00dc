"""``diff me``: what ``/me`` tells the token of a user, as a user of the tool sees it."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from clever_upgrade.sandbox.app import Sandbox
from clever_upgrade.sandbox.exchange import Request, Response
from clever_upgrade.sandbox.generate import generate_district
from clever_upgrade.sandbox.server import running_sandbox
from tests.cli.conftest import RunTool

STUDENT = {"CLEVER_TOKEN": "ilc_DEMO_STUDENT_TOKEN"}
DISTRICT = generate_district(40)
Bend = Callable[[str, dict[str, Any]], dict[str, Any] | None]
"""Gets a path and its answer; what it returns is answered instead, None with 404."""


class BentSandbox(Sandbox):
    """A sandbox that answers ``/me`` otherwise than the contract says."""

    bend: Bend

    def handle(self, request: Request) -> Response:
        answer = super().handle(request)
        if not request.path.endswith("/me") or answer.status != 200:
            return answer
        bent = self.bend(request.path, json.loads(answer.body))
        return (
            replace(answer, status=404, body=b"{}") if bent is None else replace(answer, body=json.dumps(bent).encode())
        )


@contextmanager
def bent(bend: Bend) -> Iterator[str]:
    sandbox = BentSandbox({"DEMO_TOKEN": DISTRICT}, rate_limit=None)
    sandbox.bend = bend
    with running_sandbox(sandbox) as base_url:
        yield base_url


@pytest.fixture(scope="module")
def base_url() -> Iterator[str]:
    with running_sandbox(Sandbox({"DEMO_TOKEN": DISTRICT}, rate_limit=None)) as url:
        yield url


def report(tool: RunTool, *words: str, code: int, env: dict[str, str] | None = None) -> dict[str, Any]:
    ended = tool("diff", "me", *words, "--format", "json", "-q", env=env)
    assert ended.code == code, ended.err
    found: dict[str, Any] = json.loads(ended.out)
    return found


def fields(found: dict[str, Any]) -> set[tuple[str, str, str]]:
    return {(one["path"], one["verdict"], one["rule"]) for one in found["fields"]}


def without_version(body: dict[str, Any]) -> dict[str, Any]:
    links = [{**link, "uri": link["uri"].replace("/v1.2/", "/v1.1/")} for link in body["links"]]
    return {**body, "links": links}


def test_in_a_sandbox_a_user_of_each_type_is_compared(tool: RunTool) -> None:
    found = report(tool, "--sandbox", code=0)
    (count,) = found["collections"]
    assert (count["collection"], count["pairs"], count["documented"]) == ("me", 4, 4)
    assert {("schools", "documented", "schools-array"), ("links.canonical", "documented", "me-endpoint")} <= fields(
        found
    )
    assert found["findings"] == []
    assert found["coverage"]["requests"] == 12


@pytest.mark.parametrize("kind", ["STUDENT", "TEACHER", "SCHOOL_ADMIN", "DISTRICT_ADMIN"])
def test_a_users_token_needs_no_district(tool: RunTool, base_url: str, kind: str) -> None:
    found = report(tool, "--base-url", base_url, code=0, env={"CLEVER_TOKEN": f"ilc_DEMO_{kind}_TOKEN"})
    assert [(one["district"], one["pairs"]) for one in found["collections"]] == [(DISTRICT.id, 1)]
    assert ("schools" in {path for path, *_ in fields(found)}) == (kind in ("STUDENT", "TEACHER"))


def test_people_are_told_what_me_without_a_version_does(tool: RunTool, base_url: str) -> None:
    for form in ("terminal", "markdown"):
        ended = tool("diff", "me", "--base-url", base_url, "--format", form, "-q", env=STUDENT)
        assert "its canonical links lead to /v1.1. Read /v1.2/me." in " ".join(ended.out.split())


def test_a_districts_token_is_told_apart(tool: RunTool, base_url: str) -> None:
    found = report(tool, "--base-url", base_url, code=0, env={"CLEVER_TOKEN": "DEMO_TOKEN"})
    assert [(one["collection"], one["pairs"]) for one in found["collections"]] == [("me", 1)]
    assert any("the token of a district" in sentence for sentence in found["skipped"])


def test_a_canonical_link_that_leads_back_is_a_finding(tool: RunTool) -> None:
    with bent(lambda _, body: without_version(body)) as base_url:
        found = report(tool, "--base-url", base_url, code=1, env=STUDENT)
        ended = tool("diff", "me", "--base-url", base_url, "-q", env=STUDENT)
    wrong = {one["path"]: one for one in found["findings"]}
    assert {one["rule"] for one in wrong.values()} == {"wrong-link"}
    student = DISTRICT.ids("v1.1", "students")[0]
    assert wrong["links.canonical"]["to"] == f"/v1.1/students/{student}"
    assert wrong["links.canonical"]["expected"] == f"/v1.2/students/{student}"
    assert f"it must lead to /v1.2/students/{student}" in " ".join(ended.out.split())


def test_me_without_a_version_that_went_on_is_a_finding(tool: RunTool) -> None:
    def thaw(path: str, body: dict[str, Any]) -> dict[str, Any]:
        return {**body, "data": {**body["data"], "schools": []}} if path == "/me" else body

    with bent(thaw) as base_url:
        found = report(tool, "--base-url", base_url, code=1, env=STUDENT)
    assert [(one["path"], one["rule"]) for one in found["findings"]] == [("schools", "me-not-frozen")]


def test_what_changed_while_it_was_read_has_drifted(tool: RunTool) -> None:
    asked: list[str] = []

    def drift(path: str, body: dict[str, Any]) -> dict[str, Any]:
        asked.append(path)
        grade = "3" if len(asked) == 1 else "4"
        return {**body, "data": {**body["data"], "grade": grade}}

    with bent(drift) as base_url:
        found = report(tool, "--base-url", base_url, code=0, env=STUDENT)
    assert {(one["path"], one["verdict"]) for one in found["findings"]} == {("grade", "drifted")}
    assert found["complete"]


def test_what_never_holds_still_is_not_conclusive(tool: RunTool) -> None:
    asked: list[str] = []

    def restless(path: str, body: dict[str, Any]) -> dict[str, Any]:
        asked.append(path)
        return {**body, "data": {**body["data"], "grade": str(len(asked))}}

    with bent(restless) as base_url:
        found = report(tool, "--base-url", base_url, code=4, env=STUDENT)
    assert not found["complete"]


def test_an_earlier_version_without_me_is_stood_in_for(tool: RunTool) -> None:
    with bent(lambda path, body: None if path == "/v1.1/me" else body) as base_url:
        found = report(tool, "--base-url", base_url, code=0, env=STUDENT)
    assert ("schools", "documented", "schools-array") in fields(found)
    assert any("/v1.1/me is not served" in sentence for sentence in found["skipped"])


def test_a_server_without_me_ends_in_one_sentence(tool: RunTool) -> None:
    with bent(lambda *_: None) as base_url:
        ended = tool("diff", "me", "--base-url", base_url, env=STUDENT)
    assert (ended.code, ended.out) == (4, "")
    assert "error: the server has no /me for this token" in ended.err


def test_values_stay_out_of_the_report(tool: RunTool) -> None:
    def rename(path: str, body: dict[str, Any]) -> dict[str, Any]:
        return body if "v1.2" not in path else {**body, "data": {**body["data"], "name": {"first": "Zebulon"}}}

    with bent(rename) as base_url:
        for form in ("terminal", "json", "ndjson", "markdown"):
            ended = tool("diff", "me", "--base-url", base_url, "--format", form, env=STUDENT)
            assert ended.code == 1
            assert "Zebulon" not in ended.out + ended.err
            assert "ilc_" not in ended.out + ended.err


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("students",), "me is compared by itself"),
        (("--id", "57b14548a25d021cdf000001"), "--id and --sample choose records, and /me is one"),
        (("--sample", "3"), "--id and --sample choose records, and /me is one"),
        (("--client-id", "x"), "/me is read with the token of a user"),
    ],
)
def test_what_makes_no_sense_is_refused(tool: RunTool, base_url: str, words: tuple[str, ...], sentence: str) -> None:
    ended = tool("diff", "me", *words, "--base-url", base_url, env=STUDENT)
    assert ended.code == 2
    assert sentence in ended.err


def test_another_district_is_refused(tool: RunTool, base_url: str) -> None:
    ended = tool("diff", "me", "--base-url", base_url, "--district", "57b14548a25d021cdf000001", env=STUDENT)
    assert ended.code == 2
    assert DISTRICT.id in ended.err


def test_a_users_token_is_sent_to_diff_me(tool: RunTool, base_url: str) -> None:
    ended = tool("diff", "--base-url", base_url, env=STUDENT)
    assert ended.code == 4
    assert "The token of a user reads `clever-upgrade diff me` only." in ended.err


@pytest.mark.parametrize("options", [(), ("--map-ids",)])
def test_it_is_recorded_and_replayed(tool: RunTool, tmp_path: Path, options: tuple[str, ...]) -> None:
    folder = tmp_path / "recording"
    recorded = report(tool, "--sandbox", "--record", str(folder), *options, code=0)
    replayed = report(tool, "--replay", str(folder), code=0)
    assert fields(replayed) == fields(recorded)
    assert replayed["collections"][0]["pairs"] == 4
    assert not any("ilc_" in file.read_text() for file in folder.rglob("*.json"))
    kinds = {json.loads(one["response"]["body"]["string"])["data"]["type"] for file in folder.rglob("v1.2-me.json")
             for one in json.loads(file.read_text())["interactions"]}  # fmt: skip
    assert kinds == {"student", "teacher", "school_admin", "district_admin"}
