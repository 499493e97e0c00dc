from pathlib import Path

import pytest

from clever_upgrade.scan.tree.root import project_root, relative_path


def lay(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()


def test_the_root_is_the_repository(tmp_path: Path) -> None:
    lay(tmp_path, "repo/.git/HEAD", "repo/src/a.py", "repo/src/clever-upgrade.toml")
    for path in ("repo", "repo/src", "repo/src/a.py"):
        assert project_root(tmp_path / path, tmp_path) == tmp_path / "repo"


def test_without_a_repository_it_is_the_folder_of_the_configuration(tmp_path: Path) -> None:
    lay(tmp_path, "project/clever-upgrade.toml", "project/src/a.py")
    assert project_root(tmp_path / "project/src/a.py", tmp_path) == tmp_path / "project"


def test_else_it_is_where_the_user_stands(tmp_path: Path) -> None:
    lay(tmp_path, "project/src/a.py")
    assert project_root(tmp_path / "project/src", tmp_path / "project") == tmp_path / "project"


def test_a_path_that_is_none_has_the_root_of_where_the_user_stands(tmp_path: Path) -> None:
    assert project_root(tmp_path / ("a" * 300), tmp_path) == tmp_path


@pytest.mark.parametrize("path", ["src/a.py", "./src/a.py", "src/../src/a.py", "{here}/src/a.py", "link/a.py"])
def test_a_file_has_one_name_however_it_is_spelt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    lay(tmp_path, "src/a.py")
    (tmp_path / "link").symlink_to("src")
    monkeypatch.chdir(tmp_path)
    assert relative_path(path.format(here=tmp_path), tmp_path) == "src/a.py"


def test_a_file_outside_of_the_root_has_a_name_too(tmp_path: Path) -> None:
    lay(tmp_path, "a.py", "in/b.py")
    assert relative_path(tmp_path / "a.py", tmp_path / "in") == "../a.py"
