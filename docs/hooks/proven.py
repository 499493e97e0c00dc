"""What the tests of the resync prove, read from their names: each is a sentence that tells a fault and its outcome."""

import ast
from collections.abc import Iterator
from pathlib import Path

_TESTS = Path(__file__).resolve().parents[2] / "tests" / "resync"
_GROUPS = {
    "The process is killed, interrupted, or put to sleep": ("test_kills.py", "test_interruptions.py"),
    "The server misbehaves": ("test_api_faults.py",),
    "A guard holds": ("test_held_back.py", "test_room.py"),
    "The database fails": ("test_lost_connections.py", "test_locks.py", "test_fallen_servers.py", "test_no_room.py"),
    "Others write, and clocks jump": ("test_other_owners.py", "test_clocks.py"),
    "The district changes all the while": ("test_changes.py",),
}
_TEST = "test_"


def proven() -> Iterator[str]:
    """One list for each kind of fault."""
    for title, names in _GROUPS.items():
        yield from (f"## {title}", "", "| Fault and outcome | In every run of the tests |", "|---|---|")
        for name in names:
            module = ast.parse((_TESTS / name).read_text(encoding="utf-8"))
            for node in module.body:
                if isinstance(node, ast.FunctionDef) and node.name.startswith(_TEST):
                    yield f"| {_sentence(node.name)} | {'with `-m slow`' if _is_slow(node) else 'yes'} |"
        yield ""


def _sentence(name: str) -> str:
    words = name.removeprefix(_TEST).replace("_", " ")
    return f"{words[0].upper()}{words[1:]}."


def _is_slow(test: ast.FunctionDef) -> bool:
    return any(ast.unparse(mark) == "pytest.mark.slow" for mark in test.decorator_list)
