import codecs
import os
import stat
from pathlib import Path

import pytest

from clever_upgrade.errors import UsageError
from clever_upgrade.scan.baseline import Baseline, written
from clever_upgrade.scan.tree.baseline_file import read_baseline, write_baseline
from clever_upgrade.scan.tree.rewrite import rewrite
from clever_upgrade.scan.tree.text import Source, read


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "a.py"
    path.write_bytes(b"url = 'v1'\r\n# end")
    return path


def source(file: Path) -> Source:
    found = read(file, file.name)
    assert isinstance(found, Source)
    return found


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"v1\r\nx\rx\n", b"v2\r\nx\rx\n"),
        (codecs.BOM_UTF8 + "é v1".encode(), codecs.BOM_UTF8 + "é v2".encode()),
        (codecs.BOM_UTF16_BE + "v1\r\n".encode("utf-16-be"), codecs.BOM_UTF16_BE + "v2\r\n".encode("utf-16-be")),
        (b"", b""),
    ],
)
def test_only_what_is_meant_to_changes(file: Path, before: bytes, after: bytes) -> None:
    file.write_bytes(before)
    was = source(file)
    assert rewrite(file, was, was.text.replace("v1", "v2")) == ""
    assert file.read_bytes() == after
    assert [entry.name for entry in file.parent.iterdir()] == ["a.py"]


@pytest.mark.parametrize("mode", [0o755, 0o640, 0o600])
def test_the_mode_stays(file: Path, mode: int) -> None:
    file.chmod(mode)
    assert rewrite(file, source(file), "new") == ""
    assert stat.S_IMODE(file.stat().st_mode) == mode


def test_a_link_stays_one(file: Path) -> None:
    link = file.with_name("link.py")
    link.symlink_to(file)
    assert rewrite(link, source(link), "new") == ""
    assert link.is_symlink()
    assert file.read_text() == "new"


def test_a_file_that_changed_since_is_left(file: Path) -> None:
    was = source(file)
    file.write_bytes(codecs.BOM_UTF8 + file.read_bytes())
    assert rewrite(file, was, "new") == "was changed since it was scanned"
    file.unlink()
    assert rewrite(file, was, "new") == "cannot be written: no such file or directory"
    assert list(file.parent.iterdir()) == []


def test_a_file_in_an_unknown_encoding_is_left(file: Path) -> None:
    file.write_bytes(b"\xe9 v1")
    assert rewrite(file, source(file), "new") == "is in an encoding that is not known for sure"


def test_a_text_that_the_encoding_lacks_is_not_written(file: Path) -> None:
    assert rewrite(file, source(file), "\ud800") == "cannot hold the new text in its encoding"


def test_a_write_protected_file_is_left(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert rewrite(file, source(file), "new") == "is write-protected"


def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    before = file.read_bytes()
    monkeypatch.setattr(os, "fsync", full)
    assert rewrite(file, source(file), "new") == "cannot be written: no space left on device"
    assert file.read_bytes() == before
    assert [entry.name for entry in file.parent.iterdir()] == ["a.py"]


def test_a_baseline_is_written_only_when_it_changes(tmp_path: Path) -> None:
    file = tmp_path / "baseline.json"
    assert write_baseline(str(file), written([]))
    assert not write_baseline(str(file), written([]))
    assert read_baseline(str(file)) == Baseline(str(file))
    mask = os.umask(0)
    os.umask(mask)
    assert stat.S_IMODE(file.stat().st_mode) == 0o666 & ~mask


def test_a_missing_baseline_is_an_error_unless_it_is_about_to_be_written(tmp_path: Path) -> None:
    file = str(tmp_path / "baseline.json")
    with pytest.raises(UsageError, match="does not exist") as refused:
        read_baseline(file)
    assert "--update-baseline" in refused.value.hint
    assert read_baseline(file, may_be_missing=True) == Baseline(file)


def test_a_baseline_that_cannot_be_read_or_written_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        read_baseline(str(tmp_path))
    with pytest.raises(UsageError, match="cannot be written"):
        write_baseline(str(tmp_path / "missing" / "baseline.json"), "{}")
