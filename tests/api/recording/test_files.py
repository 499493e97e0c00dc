"""What is spooled is what a recording holds, whoever it belongs to, in the order in which it came."""

import errno
import io
import json
import os
from pathlib import Path

import pytest

from clever_upgrade.api.recording import files
from clever_upgrade.api.recording.files import Exchange, Spool, exchanges_of, lines_of_cassette, prepare, read_contents
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
        found = exchanges_of(folder / f"o{owner}" / "v1.1-students.json", BASE)
        assert list(found) == [exchange(owner, number) for number in range(3)]
    assert not list(folder.rglob("*.part"))


def test_what_is_large_stays_a_stream(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "LARGEST_CASSETTE", 20)
    folder = spooled(tmp_path / "r", 1)
    (stream,) = (folder / "o0").iterdir()
    assert stream.name == "v1.1-students.ndjson.gz"
    assert list(exchanges_of(stream, BASE)) == [exchange(0, number) for number in range(3)]


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


class FullDisk(io.BytesIO):
    """A file that takes nothing more, not even its end."""

    def write(self, *_: object) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def close(self) -> None:
        super().close()
        self.write()


def test_a_full_disk_is_told_of_the_folder_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spool = Spool(tmp_path, BASE)
    spool.add("o", exchange(0, 0))
    monkeypatch.setattr(files, "compressed", lambda *_: FullDisk())
    for other in ("o", "p"):
        with pytest.raises(OSError, match="No space left") as caught:
            spool.add(other, Exchange("/v1.2/schools", 200, "", b""))
        assert caught.value.filename == str(tmp_path)
    spool.drop()
    assert list(tmp_path.iterdir()) == []


def test_what_became_of_it_is_dropped_with_it(tmp_path: Path) -> None:
    spool = Spool(tmp_path, BASE)
    spool.add("o", exchange(0, 0))
    spool.close()
    spool.drop()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_may_not_be_written_is_refused_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(UsageError, match="cannot be used for a recording: Permission denied"):
        prepare(tmp_path)


DEEP = "[" * 100_000


@pytest.mark.parametrize(
    "said",
    [
        "5", "[]", "{}", DEEP, "\xff", '{"base_url": 5, "owners": []}', '{"base_url": "http://x", "owners": "o"}',
        '{"base_url": "http://x", "owners": [5]}', '{"base_url": "http://x", "owners": null}',
        '{"base_url": "x", "owners": []}',
    ],
)  # fmt: skip
def test_contents_that_are_none_are_refused(tmp_path: Path, said: str) -> None:
    (tmp_path / "recording.json").write_text(said, encoding="latin-1")
    with pytest.raises(UsageError, match="no whole recording"):
        read_contents(tmp_path)


OWN, RESPONSE = '{"version": 1, "interactions": [\n%s\n]}\n', '"response": {"status": {"code": 200}, "headers": {}'
URI = '"request": {"method": "GET", "uri": "http://x/v1.1/students"}'


@pytest.mark.parametrize("layout", [OWN, '{"interactions": [%s], "version": 1}'])
@pytest.mark.parametrize(
    "said",
    [
        "5", "{}", "[]", "{", DEEP, f"{{{URI}}}", f'{{{URI}, {RESPONSE}, "body": 5}}}}',
        f'{{{URI}, {RESPONSE}, "body": {{"string": 5}}}}}}',
        f'{{"request": {{"uri": 5}}, {RESPONSE}, "body": {{"string": ""}}}}}}',
        f'{{{URI}, "response": {{"status": {{"code": "x"}}, "headers": {{}}, "body": {{"string": ""}}}}}}',
        f'{{{URI}, "response": {{"status": {{"code": 7}}, "headers": {{}}, "body": {{"string": ""}}}}}}',
        f'{{{URI}, "response": {{"status": {{"code": 200}}, "headers": [], "body": {{"string": ""}}}}}}',
    ],
)  # fmt: skip
def test_what_is_no_exchange_is_damage_of_a_file_that_is_named(tmp_path: Path, layout: str, said: str) -> None:
    cassette = tmp_path / "v1.1-students.json"
    cassette.write_text(layout % said, encoding="utf-8")
    with pytest.raises(UsageError, match=r"v1\.1-students\.json is damaged"):
        list(exchanges_of(cassette, "http://x"))


@pytest.mark.parametrize("content", [b"", b"{", b"\x1f\x8b", b'"interactions"', b"[]", b'{"interactions": 5}'])
@pytest.mark.parametrize("ending", ["json", "ndjson.gz"])
def test_a_file_of_another_kind_is_damaged(tmp_path: Path, ending: str, content: bytes) -> None:
    path = tmp_path / f"v1.1-students.{ending}"
    path.write_bytes(content)
    if ending == "ndjson.gz" and not content:
        return  # no lines
    with pytest.raises(UsageError, match="is damaged"):
        list(exchanges_of(path, "http://x"))
