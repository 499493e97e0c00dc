"""Which language a file is in, and whether it is a dependency manifest: told by its name, or by its first line."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """What a file is read as. ``language`` is empty where only dependencies are read, ``manifest`` for most files.

    Languages: python, ruby, javascript, typescript, tsx, coffeescript, php, java, csharp, go, json, yaml, sql, xml, env
    (settings as ``NAME = value``) and text (templates, and languages that nothing here parses). ``manifest`` is the
    usual name of such a file, as ``package.json``; ``requirements.txt``, ``*.gemspec`` and ``*.csproj`` stand for
    whatever is named like them.
    """

    language: str = ""
    manifest: str = ""


_ENDINGS = {
    "python": "py pyw pyi wsgi",
    "ruby": "rb rake ru gemspec jbuilder thor",
    "javascript": "js jsx mjs cjs es6",
    "typescript": "ts mts cts",
    "tsx": "tsx",
    "coffeescript": "coffee cjsx litcoffee",
    "php": "php phtml php3 php4 php5 php7 inc",
    "java": "java",
    "csharp": "cs csx",
    "go": "go",
    "json": "json jsonc json5",
    "yaml": "yaml yml",
    "sql": "sql ddl",
    "xml": "xml config",
    "env": "env envrc properties ini cfg conf toml",
    "text": "erb haml slim vue svelte ejs cshtml razor jsp twig gradle kts html htm hbs mustache handlebars pug"
    " kt scala groovy swift dart",
}
_LANGUAGE_OF_ENDING = {ending: language for language, endings in _ENDINGS.items() for ending in endings.split()}
_LANGUAGE_OF_NAME = dict.fromkeys(("Rakefile", "Guardfile", "Capfile", "Thorfile", "Vagrantfile"), "ruby")

_ONLY_MANIFESTS = (
    *("pyproject.toml", "setup.cfg", "poetry.lock", "uv.lock", "Pipfile", "Pipfile.lock"),
    *("package.json", "package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml"),
    *("Gemfile.lock", "composer.json", "composer.lock", "pom.xml", "go.mod", "packages.config"),
)
_MANIFESTS = {
    **{name: Kind(manifest=name) for name in _ONLY_MANIFESTS},
    "gems.locked": Kind(manifest="Gemfile.lock"),
    "setup.py": Kind("python", "setup.py"),
    "Gemfile": Kind("ruby", "Gemfile"),
    "gems.rb": Kind("ruby", "Gemfile"),
    "build.gradle": Kind("text", "build.gradle"),
    "build.gradle.kts": Kind("text", "build.gradle.kts"),
}
_MANIFEST_OF_ENDING = {
    "gemspec": Kind("ruby", "*.gemspec"),
    "csproj": Kind(manifest="*.csproj"),
    "fsproj": Kind(manifest="*.csproj"),
    "vbproj": Kind(manifest="*.csproj"),
}
_REQUIREMENTS = re.compile(r"(?:.*[-_.])?(?:requirements|constraints)(?:[-_.].*)?\.(?:txt|in|pip)", re.IGNORECASE)
_REQUIREMENTS_FOLDER = "requirements"

_INTERPRETER = re.compile(
    rb"#!\s*\S*?(?:/env\s+(?:-\S+\s+|\w+=\S+\s+)*)?(?:\S*/)?(python|pypy|ruby|jruby|node|nodejs|bun|deno|php)[\d.]*\b"
)
_LANGUAGE_OF_INTERPRETER = {
    **dict.fromkeys((b"python", b"pypy"), "python"),
    **dict.fromkeys((b"ruby", b"jruby"), "ruby"),
    **dict.fromkeys((b"node", b"nodejs", b"bun", b"deno"), "javascript"),
    b"php": "php",
}


def kind_of(name: str, folder: str = "") -> Kind | None:
    """What the file ``name`` in a folder of that name is, or None where its name says nothing that scan reads."""
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    found = _MANIFESTS.get(name) or _MANIFEST_OF_ENDING.get(ending)
    if found is not None:
        return found
    if ending in {"txt", "in", "pip"}:
        return _requirements(name, folder)
    if name == ".env" or name.startswith(".env."):
        return Kind("env")
    language = _LANGUAGE_OF_NAME.get(name) or _LANGUAGE_OF_ENDING.get(ending)
    return Kind(language) if language else None


def _requirements(name: str, folder: str) -> Kind | None:
    in_folder = folder == _REQUIREMENTS_FOLDER and not name.endswith(".pip")
    return Kind(manifest="requirements.txt") if in_folder or _REQUIREMENTS.fullmatch(name) else None


def may_be_script(name: str) -> bool:
    """Whether only the first line of the file can say what it is."""
    return "." not in name


def kind_of_script(first_line: bytes) -> Kind | None:
    """What a file without an ending is, by the interpreter that its first line asks for."""
    found = _INTERPRETER.match(first_line)
    return Kind(_LANGUAGE_OF_INTERPRETER[found[1]]) if found else None


def is_minified(name: str) -> bool:
    """Whether the name says that a machine made this script out of others."""
    return name.endswith((".min.js", ".min.mjs", ".min.cjs", "-min.js", ".bundle.js", ".chunk.js"))
