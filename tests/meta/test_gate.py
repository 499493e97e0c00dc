"""The gate is the one way to the later version's events: no other module spells their path, or opens it unasked."""

import ast
from pathlib import Path

import pytest

from tests.meta.sources import MODULES, PACKAGE, imports_of, name_of, tree_of

GATE = PACKAGE / "contract" / "gate.py"
SPELLED_IN = {GATE, PACKAGE / "contract" / "endpoints.py", PACKAGE / "contract" / "stories.py"}
"""Besides the gate: the list of endpoints, which asks nobody, and the prose of the catalogue of changes."""
OTHER_SIDE = {"sandbox", "scan"}
"""The parts that answer requests, or read them in others' code."""


def spells_events(text: str) -> bool:
    return any(part.startswith(("/events", "events/")) or "/events" in part for part in text.split())


def texts_of(path: Path) -> list[tuple[int, str]]:
    """Every text in a module but its docstrings; pieces of f-strings are texts, too."""
    tree = tree_of(path)
    prose = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    return [
        (node.lineno, node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose
    ]


def guarded() -> list[Path]:
    return [path for path in MODULES if path.relative_to(PACKAGE).parts[0] not in OTHER_SIDE and path not in SPELLED_IN]


def test_no_other_module_spells_the_path_of_events() -> None:
    schema_names = "clever-upgrade/events/"
    found = [
        f"{name_of(path)}:{line}"
        for path in guarded()
        for line, text in texts_of(path)
        if spells_events(text) and not text.startswith(schema_names)
    ]
    assert found == [], "ask contract.gate for the path"


def test_the_check_sees_what_it_looks_for() -> None:
    assert any(spells_events(text) for _, text in texts_of(GATE))
    assert spells_events("/v1.2/events")
    assert spells_events("GET /events?limit=1")
    assert not spells_events("events")


def calls_of(name: str) -> list[tuple[Path, ast.Call]]:
    return [
        (path, node)
        for path in MODULES
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name
    ]


@pytest.mark.parametrize(
    ("keyword", "homes"),
    [
        ("cut_over", {"clever_upgrade/resync/replay.py"}),
        ("only_a_look", {"clever_upgrade/compare/run.py"}),
    ],
)
def test_the_gate_is_opened_without_a_question_only_where_the_answer_is_known(keyword: str, homes: set[str]) -> None:
    """The first replay runs in a district that was just cut over; a comparison was acknowledged, and stores nothing."""
    unasked = {
        name_of(path)
        for path, call in calls_of("later_events_path")
        for given in call.keywords
        if given.arg == keyword and isinstance(given.value, ast.Constant) and given.value.value is True
    }
    assert unasked == homes


def test_everybody_who_reads_the_later_feed_asks_the_gate() -> None:
    askers = {name_of(path) for path, _ in calls_of("later_events_path")}
    assert {
        "clever_upgrade/cli/events.py",
        "clever_upgrade/compare/request.py",
        "clever_upgrade/compare/run.py",
        "clever_upgrade/resync/events.py",
        "clever_upgrade/resync/replay.py",
    } == askers


def test_the_earlier_feed_is_read_with_the_earlier_version_alone() -> None:
    users = {name_of(path) for path, _ in calls_of("earlier_events_path")}
    assert users == {"clever_upgrade/resync/snapshot.py", "clever_upgrade/resync/watermark.py"}
    for path in MODULES:
        if name_of(path) not in users:
            continue
        for function in (node for node in ast.walk(tree_of(path)) if isinstance(node, ast.AsyncFunctionDef)):
            names = {node.attr for node in ast.walk(function) if isinstance(node, ast.Attribute)}
            called = {
                node.func.id
                for node in ast.walk(function)
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
            }
            if "earlier_events_path" in called:
                assert "from_version" in names, function.name
                assert "to_version" not in names, function.name


def test_the_gate_depends_on_nothing_that_could_go_round_it() -> None:
    assert {name for name in imports_of(GATE) if name.startswith("clever_upgrade")} <= {
        "clever_upgrade.errors",
        "clever_upgrade.errors.GuardRefusedError",
    }
