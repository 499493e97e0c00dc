"""Each kind of manifest: its text, and the dependencies in it, each with the line, the column and what stands there."""

from textwrap import dedent

import pytest

from clever_upgrade.scan.manifests.read import READERS, read_manifest
from tests.scan.manifests.case import Case
from tests.scan.manifests.compiled_cases import COMPILED
from tests.scan.manifests.python_cases import PYTHON
from tests.scan.manifests.reading import manifest_of
from tests.scan.manifests.scripted_cases import SCRIPTED

CASES = PYTHON | SCRIPTED | COMPILED


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
@pytest.mark.parametrize("line_end", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_what_a_manifest_names(case: Case, line_end: str) -> None:
    text = dedent(case.text).lstrip("\n").replace("\n", line_end)
    manifest = manifest_of(case.path, text)
    assert manifest.broken == ""
    found = []
    for one in manifest.dependencies:
        kind = {"manifest": "", "lock": "(lock) ", "own": "(own) "}[one.kind]
        origin = {"registry": "", "git": f"git {one.source.repository}", "path": f"path {one.source.url}"}
        words = [one.name, one.requirement, origin[one.source.origin], one.source.ref, f"{{{one.text}}}"]
        spelt = " ".join(word for word in words if word)
        found.append(f"{kind}{one.place.line}:{one.place.column} {spelt}")
        assert " ".join(text[one.place.start : one.place.end].split()) == one.text
        assert one.line == text.split(line_end)[one.place.line - 1]
        assert one.path == case.path
    assert tuple(found) == case.expected


def test_every_kind_of_manifest_is_shown() -> None:
    shown = {case.path.rpartition("/")[2] for case in CASES.values()}
    others = {"npm-shrinkwrap.json", "*.gemspec", "*.csproj"}
    assert set(READERS) - others <= shown


BROKEN = [
    ("package.json", '{\n"dependencies": {"clever": "0.9.1",\n"x": }', "is not valid JSON at line 3", 1),
    ("package.json", '{"dependencies": {"clever": "0.9.1"}', "is not valid JSON at line 1", 1),
    ("package.json", "<<<<<<< clever\n{}", "is not valid JSON at line 1", 0),
    ("package.json", '{"dependencies": {"clever": "0.9.1"}} {}', "is not valid JSON at line 1", 1),
    ("composer.lock", "clever", "is not valid JSON at line 1", 0),
    ("pyproject.toml", '[project\n[project]\ndependencies = ["clever==2.3.2"]', "is not valid TOML at line 1", 1),
    ("pyproject.toml", '[project]\ndependencies = ["clever==2.3.2', "is not valid TOML at line 2", 0),
    ("poetry.lock", '[[package]]\nname = "clever"\nversion = 2.3.\n= 1', "is not valid TOML at line 4", 1),
    (
        "pom.xml",
        "<project><dependency><groupId>com.clever</groupId><artifactId>client</artifactId></project>",
        "is not valid XML at line 1",
        1,
    ),
    ("packages.config", '<packages><package id="Clever" version="1.2.1">', "is not valid XML at line 1", 1),
]


@pytest.mark.parametrize(("path", "text", "broken", "count"), BROKEN)
def test_a_broken_manifest_gives_what_can_be_read(path: str, text: str, broken: str, count: int) -> None:
    manifest = manifest_of(path, text)
    assert manifest.broken == broken
    assert len(manifest.dependencies) == count


@pytest.mark.parametrize("kind", READERS)
def test_a_manifest_without_the_word_is_not_taken_apart(kind: str) -> None:
    assert read_manifest(kind, "x", "{ [ <a") == read_manifest(kind, "x", "")


UNENDING = [
    ("setup.py", "requires=["),
    ("setup.py", "'clever',"),
    ("pom.xml", "<!--"),
    ("pom.xml", "<!DOCTYPE ["),
    ("pom.xml", '<a "'),
    ("build.gradle", "/*="),
    ("build.gradle", "\\'"),
    ("requirements.txt", "clever==" + "1." * 200),
    ("package.json", '{"dependencies":{"clever":"' + "!=1 " * 50),
    ("Gemfile", "gem 'clever', "),
    ("pyproject.toml", 'clever = ["'),
    ("package-lock.json", '{"clever":'),
]


@pytest.mark.timeout(5)
@pytest.mark.parametrize(("path", "piece"), UNENDING)
def test_what_never_ends_takes_no_longer_than_it_is_long(path: str, piece: str) -> None:
    manifest_of(path, "clever " + piece * (200_000 // len(piece)))
