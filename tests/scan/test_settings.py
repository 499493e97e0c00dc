from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clever_upgrade.errors import UsageError
from clever_upgrade.scan.rules.names import RULES
from clever_upgrade.scan.settings import PerFileIgnore, ScanSettings, load_scan_settings

FULL = """
[tool.clever-upgrade.scan]
select = ["sync-state", "me-endpoint"]
ignore = ["sync-state"]
exclude = ["/fixtures"]
include-vendored = true
evidence = ["RosterGateway"]
max-file-size = "2 MB"
baseline = "known.json"
fail-on = "error"

[tool.clever-upgrade.scan.per-file-ignores]
"tests/" = ["me-endpoint"]
"*.rb" = ["sync-state", "me-endpoint"]
"""


def from_text(folder: Path, text: str, **flags: object) -> ScanSettings:
    (folder / "pyproject.toml").write_text(text)
    return load_scan_settings(flags, start=folder)


def test_the_defaults_hold_where_nothing_is_said(tmp_path: Path) -> None:
    assert load_scan_settings(start=tmp_path) == ScanSettings()
    assert ScanSettings().rules == RULES


def test_every_key_is_read(tmp_path: Path) -> None:
    assert from_text(tmp_path, FULL) == ScanSettings(
        select=("sync-state", "me-endpoint"),
        ignore=("sync-state",),
        per_file_ignores=(
            PerFileIgnore("tests/", ("me-endpoint",)),
            PerFileIgnore("*.rb", ("sync-state", "me-endpoint")),
        ),
        exclude=("/fixtures",),
        include_vendored=True,
        evidence=("RosterGateway",),
        max_file_size=2_000_000,
        baseline="known.json",
        fail_on="error",
        folder=tmp_path,
    )


def test_the_file_of_our_own_has_the_same_table(tmp_path: Path) -> None:
    (tmp_path / "clever-upgrade.toml").write_text('[scan]\nselect = ["sync-state"]\n')
    assert load_scan_settings(start=tmp_path / "src").rules == ("sync-state",)


@given(st.sets(st.sampled_from(["select", "exclude", "include_vendored", "max_file_size", "baseline", "fail_on"])))
def test_a_flag_beats_the_file(given: set[str]) -> None:
    flags = {
        "select": ["status-endpoint"],
        "exclude": ("x",),
        "include_vendored": False,
        "max_file_size": 5,
        "baseline": "other.json",
        "fail_on": "never",
    }
    said = {name: flags[name] if name in given else None for name in flags}
    table = FULL.replace("tool.clever-upgrade.scan", "scan")
    settings = _settings_of(table, said)
    plain = _settings_of(table, {})
    for name, value in flags.items():
        expected = (tuple(value) if isinstance(value, list) else value) if name in given else getattr(plain, name)
        assert getattr(settings, name) == expected


def _settings_of(text: str, flags: dict[str, Any]) -> ScanSettings:
    with TemporaryDirectory() as name:
        file = Path(name, "mine.toml")
        file.write_text(text)
        return load_scan_settings(flags, config=str(file), start=Path(name))


def test_rules_are_those_selected_and_not_ignored_in_their_usual_order() -> None:
    settings = ScanSettings(select=("sync-state", "me-endpoint", "endpoint-version"), ignore=("me-endpoint",))
    assert settings.rules == ("endpoint-version", "sync-state")


@pytest.mark.parametrize(
    ("path", "ignored"),
    [
        ("tests/a.py", {"me-endpoint"}),
        ("src/tests/deep/a.py", {"me-endpoint"}),
        ("lib/a.rb", {"me-endpoint", "sync-state"}),
        ("tests", set()),
        ("src/a.py", set()),
    ],
)
def test_rules_may_be_ignored_in_some_files(tmp_path: Path, path: str, ignored: set[str]) -> None:
    assert from_text(tmp_path, FULL).ignored_in(path) == ignored


def test_a_baseline_is_named_from_the_file_that_names_it(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(FULL)
    below = tmp_path / "src"
    below.mkdir()
    assert load_scan_settings(start=below).baseline == (tmp_path / "known.json").as_posix()
    assert load_scan_settings({"baseline": "mine.json"}, start=below).baseline == "mine.json"


@pytest.mark.parametrize(("size", "number"), [("5", "5"), ('"5"', "5"), ('"3kB"', "3000"), ('"1 M"', "1000000")])
def test_a_size_may_have_a_unit(tmp_path: Path, size: str, number: str) -> None:
    settings = from_text(tmp_path, f"[tool.clever-upgrade.scan]\nmax-file-size = {size}")
    assert settings.max_file_size == int(number)


@pytest.mark.parametrize(
    ("line", "message", "hint"),
    [
        ('selects = ["sync-state"]', "pyproject.toml: there is no key .scan.selects.", 'Did you mean "select"?'),
        ('select = ["sync-stat"]', 'scan.select: there is no rule "sync-stat"', 'Did you mean "sync-state"?'),
        ('per-file-ignores = {"a" = ["x"]}', 'scan.per-file-ignores."a": there is no rule "x"', "The rules are"),
        ("per-file-ignores = []", "scan.per-file-ignores must be a table", ""),
        ('ignore = "sync-state"', "scan.ignore must be a list of texts", ""),
        ('exclude = [""]', "scan.exclude must be a list of texts", ""),
        ("evidence = [1]", "scan.evidence must be a list of texts", ""),
        ("include-vendored = 1", "scan.include-vendored must be true or false", ""),
        ("max-file-size = 0", "scan.max-file-size must be a number of bytes", ""),
        ("max-file-size = true", "scan.max-file-size must be a number of bytes", ""),
        ('max-file-size = "1 TB"', "scan.max-file-size must be a number of bytes", ""),
        ("max-file-size = 1.5", "scan.max-file-size must be a number of bytes", ""),
        ('baseline = ""', "scan.baseline must be a text", ""),
        ('fail-on = "warn"', "scan.fail-on must be one of error, warning, note, never", 'Did you mean "warning"?'),
        ("fail-on = []", "scan.fail-on must be one of", ""),
    ],
)
def test_what_is_wrong_is_named_with_its_place(tmp_path: Path, line: str, message: str, hint: str) -> None:
    with pytest.raises(UsageError, match=message) as refused:
        from_text(tmp_path, f"[tool.clever-upgrade.scan]\n{line}\n")
    assert str(tmp_path / "pyproject.toml") in refused.value.message
    assert hint in refused.value.hint


def test_a_table_must_be_one(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="scan must be a table"):
        from_text(tmp_path, "[tool.clever-upgrade]\nscan = 1\n")


def test_a_wrong_flag_is_named_as_it_is_spelt(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--select: there is no rule"):
        load_scan_settings({"select": ["x"]}, start=tmp_path)
    with pytest.raises(UsageError, match="--max-file-size must"):
        load_scan_settings({"max_file_size": "many"}, start=tmp_path)


@pytest.mark.parametrize(
    ("table", "flags"),
    [
        ("select = []", {}),
        ('select = ["sync-state"]\nignore = ["sync-state"]', {}),
        ('ignore = ["sync-state"]', {"select": ["sync-state"]}),
        ("", {"ignore": RULES}),
    ],
)
def test_a_scan_for_no_rule_at_all_is_refused(table: str, flags: dict[str, object], tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="leave no rule to look for"):
        from_text(tmp_path, f"[tool.clever-upgrade.scan]\n{table}", **flags)
