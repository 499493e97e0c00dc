"""Where an import leads, told by paths alone."""

import pytest

from clever_upgrade.scan.modules import can_be_followed, leads_to, words_of
from clever_upgrade.scan.result import Place
from clever_upgrade.scan.syntax.facts import Import

NOWHERE = Place(0, 0, 1, 1, 1, 1)


def depth(module: str, importer: str, target: str, taken: str = "API") -> int | None:
    language = "python" if importer.endswith(".py") else "typescript"
    return leads_to(Import(module, NOWHERE, (taken,)), taken, importer, target, language)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("settings.py", ("settings",)),
        ("./app/settings.py", ("app", "settings")),
        ("app/settings/__init__.py", ("app", "settings")),
        ("src/config/index.ts", ("src", "config")),
        ("config.prod.mjs", ("config.prod",)),
    ],
)
def test_a_file_is_imported_by_its_folders_and_its_name(path: str, words: tuple[str, ...]) -> None:
    assert words_of(path) == words


@pytest.mark.parametrize(
    ("module", "importer", "target", "deep"),
    [
        ("settings", "sync.py", "settings.py", 0),
        ("settings", "jobs/sync.py", "settings.py", 0),
        ("settings", "app/jobs/sync.py", "app/settings.py", 1),
        ("app.settings", "jobs/sync.py", "app/settings.py", 0),
        ("app.settings", "tests/test_sync.py", "src/app/settings.py", 1),
        ("app.settings", "app/sync.py", "app/settings/__init__.py", 0),
        (".settings", "app/sync.py", "app/settings.py", 1),
        ("..settings", "app/jobs/sync.py", "app/settings.py", 1),
        ("./settings", "app/sync.ts", "app/settings.ts", 1),
        ("./settings.js", "./app/sync.ts", "app/settings.ts", 1),
        ("../settings", "app/jobs/sync.ts", "app/settings.js", 2),
        ("./config", "sync.ts", "config/index.ts", 0),
        ("@/config/settings", "src/jobs/sync.ts", "src/config/settings.ts", 1),
    ],
)
def test_an_import_leads_to_a_file(module: str, importer: str, target: str, deep: int) -> None:
    assert depth(module, importer, target) == deep


@pytest.mark.parametrize(
    ("module", "importer", "target"),
    [
        ("settings", "other/sync.py", "app/settings.py"),
        ("settings", "app/sync.py", "app/settings_test.py"),
        ("app.settings", "sync.py", "settings.py"),
        (".settings", "app/sync.py", "settings.py"),
        ("...settings", "app/sync.py", "settings.py"),
        ("", "sync.py", "settings.py"),
        ("./settings", "other/sync.ts", "app/settings.ts"),
        ("settings", "sync.ts", "settings.ts"),
        ("@/settings", "other/sync.ts", "app/settings.ts"),
    ],
)
def test_an_import_leads_elsewhere(module: str, importer: str, target: str) -> None:
    assert depth(module, importer, target) is None


@pytest.mark.parametrize("module", ["app", ".", ".."])
def test_a_whole_file_may_be_taken(module: str) -> None:
    importer = {"app": "sync.py", ".": "app/sync.py", "..": "app/jobs/sync.py"}[module]
    assert depth(module, importer, "app/settings.py", taken="settings") is not None
    assert depth(module, importer, "app/settings.py", taken="other") is None


def test_only_a_bundler_knows_where_a_bare_name_leads() -> None:
    assert can_be_followed(Import("settings", NOWHERE), "python")
    assert can_be_followed(Import("./settings", NOWHERE), "tsx")
    assert not can_be_followed(Import("settings", NOWHERE), "javascript")
    assert not can_be_followed(Import("./settings", NOWHERE), "ruby")
