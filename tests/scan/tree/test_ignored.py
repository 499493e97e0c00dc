"""What is ignored is what git says is ignored."""

import os
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clever_upgrade.scan.tree.ignored import IgnoreRules
from clever_upgrade.scan.tree.walk import FileToRead, walk
from tests.examples import some

QUIET = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "PATH": os.environ["PATH"], "HOME": os.devnull}


def git(folder: Path, *words: str, given: str = "") -> str:
    command = ["git", "-C", str(folder), *words]
    done = subprocess.run(command, input=given, capture_output=True, text=True, env=QUIET, check=False)
    assert done.returncode in {0, 1}, done.stderr
    return done.stdout


def kept_by_git(folder: Path, files: list[str]) -> set[str]:
    ignored = set(git(folder, "check-ignore", "--no-index", "--stdin", given="\n".join(files)).splitlines())
    return set(files) - ignored


def kept_by_us(folder: Path, start: str = "") -> set[str]:
    found = walk([str(folder / start)], root=folder, include_vendored=True)
    return {os.path.relpath(one.location, folder) for one in found if isinstance(one, FileToRead)}


def lay(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(text.encode())


NAMES = st.sampled_from(["a", "b", "ab", "a b", "log"])
FILES = st.builds(lambda folders, name: "/".join([*folders, f"{name}.py"]), st.lists(NAMES, max_size=3), NAMES)
SEGMENTS = st.sampled_from(
    [
        *("a", "b", "ab", "log", "a.py", "b.py", "ab.py", ".py", "*.py", "?.py", "[a-b].py", "a?b.py"),
        *("*", "**", "a*", "*b*", "?", "[ab]", "[!a]*", "\\a", "a\\*", "\\#a"),
    ]
)
PATTERNS = st.builds(
    lambda no, first, segments, last, blanks: f"{no}{first}{'/'.join(segments)}{last}{blanks}",
    st.sampled_from(["", "", "!"]),
    st.sampled_from(["", "", "/"]),
    st.lists(SEGMENTS, min_size=1, max_size=3),
    st.sampled_from(["", "", "/"]),
    st.sampled_from(["", "", "", " ", "\r"]),
)
IGNORE_FILES = st.lists(PATTERNS, max_size=5).map("\n".join)


@settings(max_examples=some(100), deadline=None)
@given(st.lists(FILES, min_size=1, max_size=10, unique=True), IGNORE_FILES, IGNORE_FILES, IGNORE_FILES)
def test_every_file_is_kept_that_git_keeps(files: list[str], top: str, nested: str, own: str) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name).resolve()
        git(folder, "init", "-q")
        lay(folder, dict.fromkeys(files, ""))
        lay(folder, {".gitignore": top, "a/.gitignore": nested, ".git/info/exclude": own})
        assert kept_by_us(folder) == kept_by_git(folder, files)


@pytest.mark.parametrize(
    ("ignore", "files"),
    [
        ("*\n!*/\n!*.py\n", ["a.py", "a.js", "b/c/d.py", "b/c/d.js"]),
        ("/*\n!/src\n/src/*\n!/src/app\n", ["a.py", "src/a.py", "src/app/a.py", "src/app/b/c.py"]),
        ("logs/**/debug.py\n", ["logs/debug.py", "logs/a/b/debug.py", "other/debug.py"]),
        ("abc/**\n!abc/keep.py\n", ["abc/keep.py", "abc/a.py", "abc/d/keep.py"]),
        ("\ufeffa.py\n# b.py\n\\#c.py\n\\!d.py\n", ["a.py", "b.py", "#c.py", "!d.py"]),
        ("a/b\n!/a\n", ["a/b/c.py", "a/c.py"]),
        ("[[:digit:]]*.py\n", ["1a.py", "a1.py"]),
        ("a.py/\nb/\n", ["a.py", "b/c.py"]),
        ("a//b.py\n/\n//\n!\n", ["a/b.py"]),
    ],
)
def test_the_idioms_of_ignore_files_mean_what_they_mean_to_git(tmp_path: Path, ignore: str, files: list[str]) -> None:
    git(tmp_path, "init", "-q")
    lay(tmp_path, {**dict.fromkeys(files, ""), ".gitignore": ignore})
    assert kept_by_us(tmp_path) & set(files) == kept_by_git(tmp_path, files) & {*files} - {"a.js", "b/c/d.js"}


def test_ignore_files_above_the_path_count_up_to_the_repository(tmp_path: Path) -> None:
    lay(
        tmp_path,
        {".gitignore": "*.py", "project/.gitignore": "/app/b.py", "project/app/a.py": "", "project/app/b.py": ""},
    )
    git(tmp_path / "project", "init", "-q")
    assert kept_by_us(tmp_path / "project", "app") == {"app/a.py"}


def test_a_folder_that_is_ignored_is_read_when_it_is_named(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    lay(tmp_path, {".gitignore": "*\n", "old/deep/a.py": "", "old/.gitignore": "b.py", "old/b.py": "", "c.py": ""})
    assert kept_by_us(tmp_path) == set()
    assert kept_by_us(tmp_path, "old") == {"old/deep/a.py"}
    assert kept_by_us(tmp_path, "old/deep") == {"old/deep/a.py"}
    assert kept_by_us(tmp_path, "c.py") == {"c.py"}


def test_a_repository_within_goes_by_its_own_rules(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    lay(tmp_path, {".gitignore": "b.py", "part/a.py": "", "part/b.py": "", "part/.git/info/exclude": "a.py"})
    assert kept_by_us(tmp_path) == {"part/b.py"}


def test_a_linked_work_tree_has_the_excludes_of_its_repository(tmp_path: Path) -> None:
    main, linked = tmp_path / "main", tmp_path / "linked"
    main.mkdir()
    git(main, "init", "-q")
    git(main, "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "--allow-empty", "-m", "start")
    git(main, "worktree", "add", "-q", str(linked))
    lay(main, {".git/info/exclude": "a.py"})
    lay(linked, {"a.py": "", "b.py": ""})
    assert kept_by_us(linked) == kept_by_git(linked, ["a.py", "b.py"]) == {"b.py"}


def test_without_a_repository_ignore_files_count_from_the_path_on(tmp_path: Path) -> None:
    lay(tmp_path, {".gitignore": "a.py", "in/.gitignore": "b.py", "in/a.py": "", "in/b.py": "", "in/c.py": ""})
    assert kept_by_us(tmp_path) == {"in/c.py"}
    assert kept_by_us(tmp_path, "in") == {"in/a.py", "in/c.py"}


@given(st.text(max_size=30))
def test_no_line_of_an_ignore_file_is_an_error(line: str) -> None:
    assert IgnoreRules([line]).verdict("a/b.py", "b.py", is_folder=False) in {None, True, False}
