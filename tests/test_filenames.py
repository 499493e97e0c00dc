"""Files as people name them."""

from pathlib import Path

import pytest

from clever_upgrade.filenames import is_there, seen_from


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/project/app/roster.py", "app/roster.py"),
        ("/elsewhere/roster.py", "/elsewhere/roster.py"),
        ("/projects/roster.py", "/projects/roster.py"),
        ("app/roster.py", "app/roster.py"),
    ],
)
def test_a_file_is_named_from_the_folder_on_if_it_lies_within(path: str, name: str) -> None:
    assert seen_from(Path("/project"), Path(path)) == name


def test_what_is_no_name_for_a_file_is_not_there(tmp_path: Path) -> None:
    assert is_there(tmp_path)
    assert not is_there(tmp_path / "missing")
    assert not is_there(tmp_path / ("a" * 300))
