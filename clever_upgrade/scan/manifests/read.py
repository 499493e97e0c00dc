"""Reads a dependency manifest of any ecosystem, by the kind of file that it is."""

from collections.abc import Callable

from clever_upgrade.scan.manifests import (
    dotnet,
    go,
    java,
    javascript,
    php,
    python_tables,
    python_text,
    ruby,
)
from clever_upgrade.scan.manifests.dependency import Manifest
from clever_upgrade.scan.manifests.document import Document

Reader = Callable[[Document], Manifest]

READERS: dict[str, Reader] = {
    "requirements.txt": python_text.read_requirements,
    "setup.py": python_text.read_setup_py,
    "setup.cfg": python_text.read_setup_cfg,
    "pyproject.toml": python_tables.read_pyproject,
    "poetry.lock": python_tables.read_package_tables,
    "uv.lock": python_tables.read_package_tables,
    "Pipfile": python_tables.read_pipfile,
    "Pipfile.lock": python_tables.read_pipfile_lock,
    "Gemfile": ruby.read_gemfile,
    "Gemfile.lock": ruby.read_gemfile_lock,
    "*.gemspec": ruby.read_gemspec,
    "package.json": javascript.read_package_json,
    "package-lock.json": javascript.read_package_lock,
    "npm-shrinkwrap.json": javascript.read_package_lock,
    "yarn.lock": javascript.read_yarn_lock,
    "pnpm-lock.yaml": javascript.read_pnpm_lock,
    "composer.json": php.read_composer_json,
    "composer.lock": php.read_composer_lock,
    "pom.xml": java.read_pom,
    "build.gradle": java.read_gradle,
    "build.gradle.kts": java.read_gradle,
    "go.mod": go.read_go_mod,
    "*.csproj": dotnet.read_project,
    "packages.config": dotnet.read_packages_config,
}
"""How each kind of manifest is read; the kinds are named as ``scan.tree.kinds`` names them."""


def read_manifest(manifest: str, path: str, text: str) -> Manifest:
    """What a manifest of that kind says. One that never says Clever is not taken apart: nothing in it could matter."""
    if "clever" not in text.lower():
        return Manifest()
    return READERS[manifest](Document(path, text))
