"""Results go to standard output, or to a file that appears whole or not at all."""

import os
import stat
import threading
from pathlib import Path

import pytest

from clever_upgrade.cli.output import require_writable, result_stream, write_result
from clever_upgrade.errors import UsageError


@pytest.mark.parametrize("output", [None, "-"])
def test_without_a_file_the_result_goes_to_standard_output(
    output: str | None, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write_result("found", output)
    assert capsys.readouterr().out == "found\n"
    assert list(tmp_path.iterdir()) == []


def test_a_file_holds_the_result_and_standard_output_stays_empty(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "report.json"
    write_result("Zoë\n", str(target))
    assert target.read_bytes() == "Zoë\n".encode()
    assert capsys.readouterr().out == ""
    assert list(tmp_path.iterdir()) == [target]


def test_a_failure_midway_leaves_the_old_file_and_no_rest(tmp_path: Path) -> None:
    target = tmp_path / "report.json"
    target.write_text("old")
    with pytest.raises(RuntimeError), result_stream(str(target)) as stream:  # noqa: PT012 - the block is the case
        stream.write("half")
        stream.flush()
        assert target.read_text() == "old"
        raise RuntimeError
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_replaced_file_keeps_its_permissions(tmp_path: Path) -> None:
    target = tmp_path / "report.json"
    target.write_text("old")
    target.chmod(0o640)
    write_result("new", str(target))
    assert target.read_text() == "new\n"
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


def test_a_new_file_gets_the_permissions_of_any_new_file(tmp_path: Path) -> None:
    ordinary = tmp_path / "ordinary"
    ordinary.touch()
    write_result("new", str(tmp_path / "report.json"))
    assert (tmp_path / "report.json").stat().st_mode == ordinary.stat().st_mode


def test_a_link_is_followed_and_stays_a_link(tmp_path: Path) -> None:
    real, link = tmp_path / "real.json", tmp_path / "link.json"
    real.write_text("old")
    link.symlink_to(real)
    write_result("new", str(link))
    assert link.is_symlink()
    assert real.read_text() == "new\n"


def test_a_pipe_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[str] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_text()))
    reader.start()
    write_result("through", str(pipe))
    reader.join(timeout=10)
    assert read == ["through\n"]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


@pytest.mark.parametrize("name", ["missing/report.json", ".", "a" * 300])
def test_a_place_that_cannot_be_written_is_wrong_usage_named_as_given(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for refuses in (lambda: write_result("new", name), lambda: require_writable(name)):
        with pytest.raises(UsageError) as caught:
            refuses()
        assert f"cannot write {name}:" in caught.value.message
        assert caught.value.hint == "Name a file in a folder that exists and that you may write to."


@pytest.mark.parametrize("name", [None, "-", "new.json", "old.json", os.devnull])
def test_a_place_that_can_be_written_is_not_touched_beforehand(
    name: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("old.json").write_text("old")
    require_writable(name)
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("old.json", "old")]
