"""Every module has one subject, says what it is for, stays short, and names no machine."""

import ast
import re

from tests.meta.sources import MODULES, PACKAGE, PROJECT, TEST_MODULES, name_of, tree_of

LONGEST = 400
SHORTEST_PURPOSE = 20
BARE_VERSION = re.compile(r"/?v1\.[12]/?")
VAGUE = {"utils", "util", "helpers", "helper", "common", "misc", "shared", "tools"}
# Written in pieces, so that this file does not hold what it looks for.
MACHINE_PATH = re.compile("|".join(f"/{folder}/" for folder in ("work", "tmp", "home", "root", "Users", "mnt")))
TEXTS = [*MODULES, *TEST_MODULES, *(path for path in (PROJECT / "docs").rglob("*") if path.suffix in {".md", ".py"})]


def test_no_module_is_longer_than_a_person_reads() -> None:
    lengths = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in [*MODULES, *TEST_MODULES]}
    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}


def test_every_module_says_what_it_is_for() -> None:
    said = {name_of(path): ast.get_docstring(tree_of(path)) or "" for path in MODULES}
    assert [name for name, text in said.items() if len(text.split("\n")[0]) <= SHORTEST_PURPOSE] == []


def test_no_module_has_a_name_that_could_hold_anything() -> None:
    assert [name_of(path) for path in [*MODULES, *TEST_MODULES] if {path.stem, path.parent.name} & VAGUE] == []


def test_no_text_names_a_place_on_one_machine() -> None:
    found = [
        f"{name_of(path)}:{number}"
        for path in TEXTS
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if MACHINE_PATH.search(line)
    ]
    assert found == []


def test_versions_are_named_in_the_contract_alone() -> None:
    outside = [path for path in MODULES if path.relative_to(PACKAGE).parts[0] != "contract"]
    named = [
        f"{name_of(path)}:{node.lineno}"
        for path in outside
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and BARE_VERSION.fullmatch(node.value)
    ]
    assert named == [], "take the names from contract.versions"


def test_every_folder_of_tests_is_a_package() -> None:
    folders = {path.parent for path in TEST_MODULES}
    assert [name_of(folder) for folder in folders if not (folder / "__init__.py").is_file()] == []
