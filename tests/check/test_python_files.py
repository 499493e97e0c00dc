"""The folder that an application is imported from, told by what its files import."""

from pathlib import Path

import pytest

from clever_upgrade.check.python_files import import_folder, lies_in


def laid_out(root: Path, *files: str) -> None:
    for name in files:
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()


@pytest.mark.parametrize(
    ("others", "file", "imports", "folder"),
    [
        (["sync/api.py"], "sync/roster.py", "from api import records", "sync"),
        (["sync/api.py"], "sync/roster.py", "import api.records as records", "sync"),
        (["sync/api.py"], "sync/roster.py", "def later():\n    import api", "sync"),
        (["sync/api/__init__.py"], "sync/roster.py", "from api.client import get", "sync"),
        (["jobs/api.py"], "jobs/clever/roster.py", "import api", "jobs"),
        (["jobs/api.py", "jobs/clever/own.py"], "jobs/clever/roster.py", "import own", "jobs/clever"),
        (["app/api.py"], "app/roster.py", "from app.api import records", "."),
        (["app/api.py", "app/__init__.py"], "app/roster.py", "from app import api", "."),
        (["app/api.py", "app/__init__.py"], "app/roster.py", "import api", "."),
        (["app/api.py"], "app/roster.py", "from .api import records", "."),
        (["app/api.py", "api.py"], "app/roster.py", "import api", "."),
        (["src/app/__init__.py", "src/app/api.py"], "src/app/roster.py", "import app.api", "."),
        (["sync/json.py"], "sync/roster.py", "import json", "."),
        (["sync/data/records.csv"], "sync/roster.py", "import data", "."),
        ([], "sync/roster.py", "import pydantic", "."),
        (["api.py"], "roster.py", "import api", "."),
        (["sync/api.py"], "sync/roster.py", "import api\ndef (:", "."),
    ],
)
def test_what_a_file_imports_says_where_it_is_imported_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, others: list[str], file: str, imports: str, folder: str
) -> None:
    monkeypatch.chdir(tmp_path)
    laid_out(tmp_path, *others, file)
    Path(file).write_text(f"{imports}\n")
    assert import_folder(Path(file), Path()) == Path(folder)
    assert import_folder(tmp_path / file, tmp_path) == tmp_path / folder


def test_of_a_file_that_is_not_there_nothing_is_known(tmp_path: Path) -> None:
    assert import_folder(tmp_path / "app" / "roster.py", tmp_path) == tmp_path


def test_a_module_is_a_file_or_a_package(tmp_path: Path) -> None:
    laid_out(tmp_path, "api.py", "app/__init__.py", "data/records.csv")
    assert [name for name in ("api", "app", "data", "nothing") if lies_in(tmp_path, name)] == ["api", "app"]
