"""What is spooled is what a recording holds, whoever it belongs to, in the order in which it came."""

import json
from pathlib import Path

import pytest

from clever_upgrade.api.recording import files
from clever_upgrade.api.recording.files import Exchange, Spool, lines_of, lines_of_cassette, read_contents
from clever_upgrade.errors import UsageError

BASE = "http://127.0.0.1:8712"


def exchange(owner: int, number: int) -> Exchange:
    return Exchange(f"/v1.1/students?page={number}", 200, "application/json", b'{"data":[%d]}' % owner)


def spooled(folder: Path, owners: int, rounds: int = 3) -> Path:
    folder.mkdir()
    spool = Spool(folder, BASE)
    for number in range(rounds):
        for owner in range(owners):
            spool.add(f"o{owner}", exchange(owner, number))
    spool.close()
    return folder


def test_more_owners_than_files_may_be_open_at_a_time(tmp_path: Path) -> None:
    folder = spooled(tmp_path / "r", 150)
    assert len(read_contents(folder).owners) == 150
    for owner in range(150):
        lines = lines_of_cassette(folder / f"o{owner}" / "v1.1-students.json")
        assert lines is not None
        found = [files.exchange_of(BASE, json.loads(line)) for line in lines]
        assert found == [exchange(owner, number) for number in range(3)]
    assert not list(folder.rglob("*.part"))


def test_what_is_large_stays_a_stream(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "LARGEST_CASSETTE", 20)
    folder = spooled(tmp_path / "r", 1)
    (stream,) = (folder / "o0").iterdir()
    assert stream.name == "v1.1-students.ndjson.gz"
    assert [files.exchange_of(BASE, json.loads(line)) for line in lines_of(stream)] == [
        exchange(0, n) for n in range(3)
    ]


def test_the_same_exchanges_give_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "LARGEST_CASSETTE", 20)
    one, other = spooled(tmp_path / "1", 2), spooled(tmp_path / "2", 2)
    for path in one.rglob("*.gz"):
        assert path.read_bytes() == (other / path.relative_to(one)).read_bytes()


def test_a_cassette_that_is_laid_out_otherwise_or_cut_off_is_not_taken_for_ours(tmp_path: Path) -> None:
    cassette = spooled(tmp_path / "r", 1) / "o0" / "v1.1-students.json"
    text = cassette.read_text()
    for other in (json.dumps(json.loads(text), indent=1), text[:-2], text[1:], ""):
        cassette.write_text(other)
        assert lines_of_cassette(cassette) is None


def test_what_was_dropped_leaves_nothing(tmp_path: Path) -> None:
    spool = Spool(tmp_path, BASE)
    spool.add("o", exchange(0, 0))
    spool.drop()
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(UsageError, match="no whole recording"):
        read_contents(tmp_path)
