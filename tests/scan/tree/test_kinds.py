import pytest

from clever_upgrade.scan.tree.kinds import Kind, is_minified, kind_of, kind_of_script, may_be_script


@pytest.mark.parametrize(
    ("names", "language"),
    [
        ("a.py models.pyi app.wsgi", "python"),
        ("a.rb tasks.rake config.ru Rakefile feed.jbuilder", "ruby"),
        ("a.js a.jsx a.mjs a.cjs A.JS", "javascript"),
        ("a.ts a.mts a.d.ts", "typescript"),
        ("a.tsx", "tsx"),
        ("a.coffee a.js.coffee", "coffeescript"),
        ("a.php a.phtml view.blade.php", "php"),
        ("A.java", "java"),
        ("A.cs", "csharp"),
        ("a.go", "go"),
        ("schema.json tsconfig.json", "json"),
        ("openapi.yaml docker-compose.yml", "yaml"),
        ("schema.sql", "sql"),
        (".env .env.production prod.env application.properties app.ini db.cfg settings.toml", "env"),
        ("web.config beans.xml", "xml"),
        ("a.html.erb a.haml A.vue A.svelte a.html A.kt a.swift", "text"),
    ],
)
def test_the_name_tells_the_language(names: str, language: str) -> None:
    assert {name: kind_of(name) for name in names.split()} == dict.fromkeys(names.split(), Kind(language))


@pytest.mark.parametrize(
    "name",
    [
        *("pyproject.toml", "setup.cfg", "poetry.lock", "uv.lock", "Pipfile", "Pipfile.lock", "Gemfile.lock"),
        *("package.json", "package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml"),
        *("composer.json", "composer.lock", "pom.xml", "go.mod", "packages.config"),
    ],
)
def test_a_manifest_is_known_by_its_whole_name(name: str) -> None:
    assert kind_of(name) == Kind(manifest=name)
    assert kind_of(f"my-{name}") != Kind(manifest=name)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("setup.py", Kind("python", "setup.py")),
        ("Gemfile", Kind("ruby", "Gemfile")),
        ("clever.gemspec", Kind("ruby", "*.gemspec")),
        ("build.gradle", Kind("text", "build.gradle")),
        ("build.gradle.kts", Kind("text", "build.gradle.kts")),
        ("Roster.csproj", Kind(manifest="*.csproj")),
    ],
)
def test_some_manifests_are_programs_too(name: str, kind: Kind) -> None:
    assert kind_of(name) == kind


@pytest.mark.parametrize(
    "name", ["requirements.txt", "requirements-dev.txt", "dev-requirements.txt", "requirements.in", "constraints.txt"]
)
def test_requirements_have_many_names(name: str) -> None:
    assert kind_of(name) == Kind(manifest="requirements.txt")


def test_a_text_in_the_folder_of_requirements_is_one() -> None:
    assert kind_of("base.txt", "requirements") == Kind(manifest="requirements.txt")
    assert kind_of("base.txt", "docs") is None


@pytest.mark.parametrize("name", ["README.md", "logo.png", "notes.txt", "LICENSE", "environment", "a.", "", "py"])
def test_other_files_are_not_read(name: str) -> None:
    assert kind_of(name) is None


@pytest.mark.parametrize(
    ("first", "language"),
    [
        (b"#!/usr/bin/env python3\n", "python"),
        (b"#!/usr/bin/python3.11 -u\n", "python"),
        (b"#! /usr/bin/env -S ruby -w\n", "ruby"),
        (b"#!/usr/bin/env RAILS_ENV=test ruby\n", "ruby"),
        (b"#!/opt/bin/node\r\n", "javascript"),
        (b"#!/usr/bin/php", "php"),
    ],
)
def test_the_first_line_tells_the_language_of_a_script(first: bytes, language: str) -> None:
    assert kind_of_script(first) == Kind(language)


@pytest.mark.parametrize("first", [b"#!/bin/sh\n", b"python\n", b"", b"#!", b"#!/usr/bin/env pythons\n", b"\xff\x00"])
def test_other_first_lines_tell_nothing(first: bytes) -> None:
    assert kind_of_script(first) is None


def test_only_a_name_without_an_ending_may_be_a_script() -> None:
    assert may_be_script("import-rosters")
    assert not may_be_script("a.sh")


def test_what_a_machine_put_together_is_known_by_its_name() -> None:
    assert is_minified("jquery.min.js")
    assert not is_minified("admin.js")
