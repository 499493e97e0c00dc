"""A recording answers as the server did, and says so where it cannot."""

import gzip
import json
from pathlib import Path

import pytest

from clever_upgrade.api.recording import files
from clever_upgrade.api.recording.files import Exchange, Spool
from clever_upgrade.api.recording.replay import Replayer
from clever_upgrade.errors import NotRecordedError, UsageError

BASE = "http://127.0.0.1:8712"
FIRST, SECOND, OTHER = "/v1.1/students?limit=2&count=true", "/v1.1/students?limit=2", "/v1.1/schools"


def exchange(target: str, body: bytes) -> Exchange:
    return Exchange(target, 200, "application/json", body)


@pytest.fixture(params=["cassette", "stream", "laid out anew"])
def recording(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Replayer:
    """A recording in each of its forms."""
    if request.param == "stream":
        monkeypatch.setattr(files, "LARGEST_CASSETTE", 0)
    spool = Spool(tmp_path, BASE)
    for target, body in [(FIRST, b"1"), (SECOND, b"2"), (FIRST, b"3"), (OTHER, "é".encode())]:
        spool.add("owner", exchange(target, body))
    spool.close()
    if request.param == "laid out anew":
        for path in tmp_path.glob("owner/*.json"):
            path.write_text(json.dumps(json.loads(path.read_text()), indent=2, sort_keys=True))
    return Replayer(tmp_path)


def test_each_request_gets_its_answers_in_turn_and_then_the_last_one_again(recording: Replayer) -> None:
    def answer(target: str) -> bytes:
        return recording.answer("owner", target).body

    assert answer(SECOND) == b"2"
    assert [answer(FIRST) for _ in range(4)] == [b"1", b"3", b"3", b"3"]
    assert answer("/v1.1/students?count=true&limit=2") == b"3"
    assert answer(SECOND) == b"2"
    assert answer(OTHER) == "é".encode()


@pytest.mark.parametrize(
    ("owner", "target"), [("owner", "/v1.1/teachers"), ("nobody", FIRST), ("owner", f"{FIRST}&x=1")]
)
def test_what_was_not_recorded_has_no_answer(recording: Replayer, owner: str, target: str) -> None:
    with pytest.raises(NotRecordedError, match="has no answer to GET /v1"):
        recording.answer(owner, target)


def test_a_damaged_recording_is_said_to_be_one(recording: Replayer, tmp_path: Path) -> None:
    for path in (tmp_path / "owner").iterdir():
        content = path.read_bytes()
        path.write_bytes(content[: len(content) // 2])
    with pytest.raises(UsageError, match="is damaged"):
        recording.answer("owner", "/v1.1/students?nothing=1")


def test_a_line_that_is_no_exchange_is_damage(tmp_path: Path) -> None:
    Spool(tmp_path, BASE).close()
    (tmp_path / "owner").mkdir()
    with gzip.open(tmp_path / "owner" / "v1.1-students.ndjson.gz", "wb") as file:
        file.write(b'{"request": 1}\n')
    with pytest.raises(UsageError, match="is damaged"):
        Replayer(tmp_path).answer("owner", FIRST)
