"""``diff --accept``: known differences fail nothing, and none of them is hidden."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from clever_upgrade.report.diff.schema import diff_schema
from clever_upgrade.sandbox.app import Sandbox
from clever_upgrade.sandbox.generate import generate_district
from clever_upgrade.sandbox.server import running_sandbox
from tests.cli.company import SECRET, company
from tests.cli.conftest import Ended, RunTool
from tests.cli.tampering import Record, tampering_proxy

DISTRICT = generate_district(30, seed=3)
STUDENTS = list(DISTRICT.ids("v1.1", "students"))
SECRET_MAIL = "known-difference@example.org"


class Spoilt:
    """A server whose v1.2 gives some students another address."""

    def __init__(self) -> None:
        self.base_url = ""
        self.students: set[str] = set()

    def tamper(self, record: Record) -> Record:
        return {**record, "email": SECRET_MAIL} if record.get("id") in self.students else record


@pytest.fixture(scope="module")
def server() -> Iterator[Spoilt]:
    spoilt = Spoilt()
    with (
        running_sandbox(Sandbox({"DEMO_TOKEN": DISTRICT}, rate_limit=None)) as upstream,
        tampering_proxy(upstream, "/v1.2/", spoilt.tamper) as base_url,
    ):
        spoilt.base_url = base_url
        yield spoilt


@pytest.fixture
def diff(tool: RunTool, server: Spoilt, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    server.students = set(STUDENTS[:4])
    monkeypatch.chdir(tmp_path)

    def run_diff(*words: str, file: str = "known.json") -> Ended:
        return tool("diff", "students", *words, "--accept", file, "--base-url", server.base_url)

    return run_diff


def as_report(ended: Ended) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(ended.out)
    jsonschema.validate(found, diff_schema())
    return found


def test_what_is_known_fails_no_more_and_stays_in_sight(diff: Any, tmp_path: Path) -> None:
    written = diff("--update-accepted", "--format", "json")
    assert written.code == 0, written.err
    assert "known.json now accepts what was found." in written.err
    assert SECRET_MAIL not in (tmp_path / "known.json").read_text()
    ended = diff("--format", "json")
    assert ended.code == 0
    found = as_report(ended)
    assert [one["accepted"] for one in found["findings"]] == [True] * 4
    assert found["collections"][0]["unexpected"] == 4
    assert found["accepted"] == {
        "file": "known.json", "findings": 4, "verdict": "documented", "records": 0, "unused": [],
    }  # fmt: skip
    told = " ".join(diff("-q").out.split())
    assert "Nothing unexpected but what is accepted in 30 records" in told
    assert "Accepted: 4 known differences, accepted in known.json" in told


def test_one_more_fails_and_is_the_only_one_to_look_at(diff: Any, server: Spoilt) -> None:
    diff("--update-accepted")
    server.students.add(STUDENTS[9])
    ended = diff("--format", "json", "--max-findings", "1")
    assert ended.code == 1
    found = as_report(ended)
    assert [one["id"] for one in found["findings"]] == [STUDENTS[9]]
    assert (found["findings_left_out"], found["accepted"]["records"]) == (4, 1)
    told = diff("-q").out
    assert "Unexpected in 1 record" in told
    assert told.count(STUDENTS[9]) >= 2
    assert STUDENTS[0] not in told.partition("Unexpected in 1 record")[2].partition("Coverage")[0]


def test_what_is_gone_is_told_and_dropped(diff: Any, server: Spoilt, tmp_path: Path) -> None:
    diff("--update-accepted")
    server.students.discard(STUDENTS[0])
    ended = diff("--format", "json")
    assert ended.code == 0
    assert [one["id"] for one in as_report(ended)["accepted"]["unused"]] == [STUDENTS[0]]
    for form in ("terminal", "markdown"):
        told = " ".join(diff("--format", form).out.split())
        assert "known.json accepts 1 difference that was not found any more" in told
    assert as_report(diff("--sample", "5", "--format", "json"))["accepted"]["unused"] == []
    diff("--update-accepted")
    assert STUDENTS[0] not in (tmp_path / "known.json").read_text()
    again = diff("--update-accepted")
    assert "known.json accepts what was found already." in again.err


def test_what_a_narrower_run_cannot_see_stays_accepted(diff: Any, tmp_path: Path) -> None:
    diff("--update-accepted")
    before = (tmp_path / "known.json").read_bytes()
    diff("--update-accepted", "--id", STUDENTS[20])
    assert (tmp_path / "known.json").read_bytes() == before


@pytest.mark.parametrize(
    ("words", "content", "sentence"),
    [
        ((), None, "known.json does not exist"),
        ((), "{}", "known.json holds no accepted differences"),
        (("--update-accepted",), "nonsense", "the accepted differences in known.json are not JSON"),
    ],
)
def test_a_file_that_is_none_ends_in_one_sentence(
    diff: Any, tmp_path: Path, words: tuple[str, ...], content: str | None, sentence: str
) -> None:
    if content is not None:
        (tmp_path / "known.json").write_text(content)
    ended = diff(*words)
    assert ended.code == 2
    assert sentence in ended.err
    assert "--update-accepted" in ended.err
    assert content is None or (tmp_path / "known.json").read_text() == content


def test_updating_needs_a_file(tool: RunTool) -> None:
    ended = tool("diff", "--sandbox", "--update-accepted")
    assert ended.code == 2
    assert "--update-accepted needs a file to write to" in ended.err


def test_a_file_that_cannot_be_written_is_refused_before_anything_is_read(diff: Any) -> None:
    ended = diff("--update-accepted", file="missing/known.json")
    assert ended.code == 2
    assert "cannot write missing/known.json" in ended.err
    assert "--output" not in ended.err
    assert "Reading" not in ended.err


def test_it_holds_over_many_districts(tool: RunTool, tmp_path: Path) -> None:
    env = {"CLEVER_CLIENT_SECRET": SECRET, "CLEVER_UPGRADE_STATE": str(tmp_path)}
    file = str(tmp_path / "known.json")
    with company(5) as found:
        found.revoke(found.revoked, revoked=False)
        words = ("diff", *found.words, "--accept", file, "--format", "json", "-q")
        assert tool(*words, "--update-accepted", env=env).code == 0
        ended = tool(*words, env=env)
        told = tool("diff", *found.words, "--accept", file, "-q", env=env).out
    report = as_report(ended)
    assert ended.code == 0
    assert {one["district"] for one in report["findings"]} == {found.tampered}
    assert all(one["accepted"] for one in report["findings"])
    assert "Districts that differ" not in told


def test_a_check_fails_by_no_known_difference(tool: RunTool, server: Spoilt, diff: Any, tmp_path: Path) -> None:
    settings = '[check]\nlive = true\ncollections = ["students"]\n'
    config = tmp_path / "clever-upgrade.toml"
    config.write_text(settings)
    env = {"CLEVER_API_URL": server.base_url}
    assert tool("check", env=env).code == 1
    diff("--update-accepted")
    config.write_text(f'{settings}accept = "known.json"\n')
    ended = tool("check", "--format", "json", env=env)
    assert ended.code == 0, ended.out
    found = json.loads(ended.out)
    assert [one for one in found["problems"] if one["part"] == "diff"] == []
    assert (found["summary"]["diff"]["accepted"], found["summary"]["diff"]["accepted_in_vain"]) == (4, 0)
    assert "4 accepted" in tool("check", env=env).out
    server.students.add(STUDENTS[9])
    ended = tool("check", "--format", "json", env=env)
    assert ended.code == 1
    (problem,) = json.loads(ended.out)["problems"]
    assert problem["message"].endswith(": 1 record")
    assert STUDENTS[9] in problem["details"][0]


def test_what_me_tells_can_be_accepted(tool: RunTool, server: Spoilt, tmp_path: Path) -> None:
    server.students = {STUDENTS[0]}
    words = ("diff", "me", "--base-url", server.base_url, "--accept", str(tmp_path / "me.json"), "-q")
    env = {"CLEVER_TOKEN": "ilc_DEMO_STUDENT_TOKEN"}
    assert tool(*words[:4], "-q", env=env).code == 1
    assert tool(*words, "--update-accepted", env=env).code == 0
    assert tool(*words, env=env).code == 0
