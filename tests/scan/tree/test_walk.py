import os
from pathlib import Path

import pytest

from clever_upgrade.errors import UsageError
from clever_upgrade.scan.result import Skipped
from clever_upgrade.scan.tree.kinds import Kind
from clever_upgrade.scan.tree.walk import FileToRead, walk


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def lay(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()


def paths(*named: str, exclude: tuple[str, ...] = (), include_vendored: bool = False, root: str = ".") -> list[str]:
    found = walk(named, root=Path(root), exclude=exclude, include_vendored=include_vendored)
    return [one.path for one in found if isinstance(one, FileToRead)]


def skipped(*named: str) -> list[Skipped]:
    return [one for one in walk(named, root=Path()) if isinstance(one, Skipped)]


def test_files_come_before_folders_and_both_by_name(here: Path) -> None:
    lay(here, "b/z.py", "b/a/y.py", "a/x.rb", "z.js", "c.go", "README.md")
    assert paths(".") == ["c.go", "z.js", "a/x.rb", "b/z.py", "b/a/y.py"]


@pytest.mark.parametrize(
    ("named", "path"),
    [
        (".", "src/a.py"),
        ("src", "src/a.py"),
        ("src/", "src/a.py"),
        ("./src", "src/a.py"),
        ("src/a.py", "src/a.py"),
        ("../in/src", "../in/src/a.py"),
        ("src/..", "src/../src/a.py"),
    ],
)
def test_a_path_is_what_was_named_joined_with_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, named: str, path: str
) -> None:
    lay(tmp_path, "in/src/a.py")
    monkeypatch.chdir(tmp_path / "in")
    assert paths(named) == [path]


def test_an_absolute_path_stays_absolute(here: Path) -> None:
    lay(here, "a.py")
    assert paths(str(here)) == [f"{here.as_posix()}/a.py"]


def test_a_file_is_read_once_under_the_first_name_it_has(here: Path) -> None:
    lay(here, "src/a.py")
    assert paths("src", ".", "src/a.py", str(here)) == ["src/a.py"]


def test_each_file_comes_with_its_place_and_kind(here: Path) -> None:
    lay(here, "Gemfile", "requirements/dev.txt")
    assert list(walk(["."], root=here)) == [
        FileToRead("Gemfile", (here / "Gemfile").as_posix(), Kind("ruby", "Gemfile")),
        FileToRead(
            "requirements/dev.txt", (here / "requirements/dev.txt").as_posix(), Kind(manifest="requirements.txt")
        ),
    ]


def test_a_script_without_an_ending_is_known_by_its_first_line(here: Path) -> None:
    lay(here, "LICENSE")
    (here / "import").write_bytes(b"#!/usr/bin/env ruby\nputs 1\n")
    assert list(walk([".", "import"], root=here)) == [FileToRead("import", (here / "import").as_posix(), Kind("ruby"))]


VENDORED = ["vendor/a.rb", "node_modules/b/c.js", ".venv/d.py", "dist/e.js", "web/jquery.min.js"]


def test_what_others_wrote_is_read_only_when_asked(here: Path) -> None:
    lay(here, *VENDORED, ".git/hooks/f.py", "__pycache__/g.py", "own/pyvenv.cfg", "own/h.py")
    assert paths(".") == []
    assert sorted(paths(".", include_vendored=True)) == sorted([*VENDORED, "own/h.py", "own/pyvenv.cfg"])


@pytest.mark.parametrize("name", VENDORED)
def test_what_others_wrote_is_read_when_it_is_named(here: Path, name: str) -> None:
    lay(here, *VENDORED)
    assert paths(name) == [name]
    assert paths("vendor") == ["vendor/a.rb"]


def test_excluded_is_what_the_patterns_say_from_the_root_on(here: Path) -> None:
    lay(here, "a.py", "tests/b.py", "src/tests/c.py", "src/old/d.py", "src/e.py")
    assert paths(".", exclude=("/tests", "old/", "e.*")) == ["a.py", "src/tests/c.py"]
    assert paths("src", exclude=("src/tests/**", "!src/old")) == ["src/e.py", "src/old/d.py"]
    assert paths("src/e.py", exclude=("src",)) == ["src/e.py"]


def test_a_path_outside_of_the_root_is_excluded_from_its_own_top(here: Path) -> None:
    lay(here, "project/a.py", "other/gen/b.py", "other/c.py")
    assert paths("other", exclude=("/gen",), root="project") == ["other/c.py"]


@pytest.mark.parametrize("path", ["missing", "", "a\0b", "x" * 5000, "a.py/b"])
def test_a_path_that_does_not_exist_is_refused_before_anything_is_read(here: Path, path: str) -> None:
    lay(here, "a.py")
    with pytest.raises(UsageError, match="does not exist"):
        walk(["a.py", path], root=here)


def test_a_path_that_is_neither_file_nor_folder_is_refused(here: Path) -> None:
    os.mkfifo(here / "pipe.py")
    assert paths(".") == []
    with pytest.raises(UsageError, match="neither a file nor a folder"):
        walk(["pipe.py"], root=here)


@pytest.mark.parametrize("name", ["a.py", "b"])
def test_what_is_named_and_cannot_be_read_is_refused(here: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    lay(here, "a.py", "b/c.py")
    monkeypatch.setattr(os, "access", lambda path, _: path != name)
    with pytest.raises(UsageError, match=f"^the path '{name}' cannot be read: permission denied$"):
        walk(["b/c.py", name], root=here)


def test_a_named_file_in_no_known_language_is_skipped_with_a_word(here: Path) -> None:
    lay(here, "notes.md")
    assert skipped("notes.md") == [Skipped("notes.md", "is in no language that is read")]


def test_a_folder_that_cannot_be_opened_is_skipped(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lay(here, "a/b.py", "c/d.py")
    really = os.scandir

    def scandir(path: str) -> "os._ScandirIterator[str]":
        if path.endswith("/a"):
            raise PermissionError(13, "Permission denied")
        return really(path)

    monkeypatch.setattr(os, "scandir", scandir)
    assert paths(".") == ["c/d.py"]
    assert skipped(".") == [Skipped("a", "cannot be opened: permission denied")]


def test_links_are_not_followed(here: Path) -> None:
    lay(here, "in/a.py", "in/sub/b.py", "out/c.py")
    (here / "in/loop").symlink_to(here / "in")
    (here / "in/twice.py").symlink_to("a.py")
    (here / "in/nowhere.py").symlink_to("missing")
    (here / "in/away.d").symlink_to(here / "out")
    (here / "in/far.py").symlink_to(here / "out/c.py")
    assert paths("in") == ["in/a.py", "in/sub/b.py"]
    why = "is a link that leads out of what is scanned"
    assert skipped("in") == [Skipped("in/away.d", why), Skipped("in/far.py", why)]


def test_a_link_that_cannot_be_followed_is_said_to_be_one(here: Path) -> None:
    lay(here, "in/a.py")
    (here / "in/long.py").symlink_to(here / ("n" * 300))
    assert paths("in") == ["in/a.py"]
    assert skipped("in") == [Skipped("in/long.py", "is a link that cannot be followed: file name too long")]


def test_a_link_that_is_named_is_followed(here: Path) -> None:
    lay(here, "in/a.py")
    (here / "link").symlink_to("in")
    (here / "other.py").symlink_to("in/a.py")
    assert paths("link", "in") == ["link/a.py"]
    assert paths("other.py") == ["other.py"]


def test_a_name_that_is_no_text_can_still_be_reported(here: Path) -> None:
    lay(here, os.fsdecode(b"caf\xe9.py"))
    assert paths(".") == ["caf\ufffd.py"]
