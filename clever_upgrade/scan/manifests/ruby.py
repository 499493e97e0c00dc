"""Bundler and RubyGems: Gemfile, Gemfile.lock and *.gemspec."""

import re
from collections.abc import Iterator

from clever_upgrade.scan.manifests.dependency import REGISTRY, Dependency, Dialect, Ecosystem, Kind, Manifest, Source
from clever_upgrade.scan.manifests.document import Document, Stretch
from clever_upgrade.scan.manifests.sources import folder, git, github

_GEM = re.compile(r"^\s*gem[\s(]+(['\"])([\w.-]+)\1")
_ADDED = re.compile(r"\.add_(?:runtime_|development_)?dependency[\s(]+(['\"]|%q<)([\w.-]+)['\">]")
_OWN = re.compile(r"^\s*\w+\.name\s*=\s*(['\"])([\w.-]+)\1")
_BLOCK = re.compile(r"(?:\bdo\b\s*(?:\|[^|]*\|)?|^\s*(?:if|unless|case|begin)\b.*)$")
_SOURCED_BLOCK = re.compile(r"^\s*(git|path|github)[\s(]+['\"]([^'\"]+)['\"](.*)\bdo\s*$")
_OPTION = re.compile(r"(?:(?::(\w+)|['\"](\w+)['\"])\s*=>\s*|\b(\w+):\s*)['\"]([^'\"]*)['\"]")
_CONDITION = re.compile(r"\s(?:if|unless)\s")
_STRING = re.compile(r"['\"]([^'\"]*)['\"]|%q<([^>]*)>")
_REMARK = re.compile(r"^((?:[^'\"#]|'[^']*'|\"(?:[^\"\\]|\\.)*\")*)#.*$")
_LOCKED = re.compile(r"^    ([\w.-]+) \(([^)]+)\)$")
_LOCK_SETTING = re.compile(r"^  (remote|revision|branch|tag|ref): (.+)$")


def read_gemfile(document: Document) -> Manifest:
    """Every ``gem``, with the source that it or the block around it names."""
    return Manifest(tuple(_gems(document)))


def _gems(document: Document) -> Iterator[Dependency]:
    around: list[Source] = [REGISTRY]
    for offset, line in _statements(document):
        if sourced := _SOURCED_BLOCK.match(line):
            around.append(_source({sourced[1]: sourced[2], **_options(sourced[3])}))
        elif gem := _GEM.match(line):
            yield _gem(document, offset, line, gem, around[-1])
        elif _BLOCK.search(line):
            around.append(around[-1])
        elif line.strip() == "end" and len(around) > 1:
            around.pop()


def read_gemspec(document: Document) -> Manifest:
    """The dependencies that a gem adds, and its own name."""
    found = []
    for offset, line in _statements(document):
        if added := _ADDED.search(line):
            found.append(_gem(document, offset, line, added, REGISTRY))
        elif own := _OWN.match(line):
            at = (offset + own.start(2), offset + own.end(2))
            found.append(document.dependency(Ecosystem.RUBYGEMS, own[2], "", at, kind=Kind.OWN))
    return Manifest(tuple(found))


def _statements(document: Document) -> Iterator[tuple[int, str]]:
    """Lines without remarks; a line that ends with a comma is held until its last."""
    held, begun = "", 0
    for offset, line in document.lines():
        begun = begun if held else offset
        remark = _REMARK.match(line)
        text = remark[1] if remark else line
        held += text if not held else " " + text.strip()
        if not text.rstrip().endswith((",", "\\")) or not held.strip():
            yield begun, held
            held = ""
    if held:
        yield begun, held


def _gem(document: Document, offset: int, line: str, gem: re.Match[str], around: Source) -> Dependency:
    rest = _CONDITION.split(line[gem.end() :])[0]
    options = _options(rest)
    first = _OPTION.search(rest)
    versions = list(_STRING.finditer(rest[: first.start()] if first else rest))
    at: Stretch = (offset + gem.start(2), offset + gem.end(2))
    if versions:
        last = (offset + gem.end() + versions[-1].start(), offset + gem.end() + versions[-1].end())
        at = (
            document.across(at, last)
            if document.text.startswith(line[: gem.end() + versions[-1].end()], offset)
            else at
        )
    return document.dependency(
        Ecosystem.RUBYGEMS,
        gem[2],
        ", ".join(one[1] if one[1] is not None else one[2] for one in versions),
        at,
        dialect=Dialect.RUBY,
        source=_source(options) if options.keys() & {"git", "github", "path"} else around,
    )


def _options(text: str) -> dict[str, str]:
    return {one[1] or one[2] or one[3]: one[4] for one in _OPTION.finditer(text)}


def _source(options: dict[str, str]) -> Source:
    ref = next((options[word] for word in ("tag", "ref", "branch") if word in options), "")
    if "github" in options:
        name = options["github"]
        return github(name if "/" in name else f"{name}/{name}", ref)
    if "git" in options:
        return git(options["git"], ref)
    return folder(options["path"])


def read_gemfile_lock(document: Document) -> Manifest:
    """The versions that Bundler settled on, with the repository or folder that each comes from."""
    found = []
    section, settings = "", dict[str, str]()
    for offset, line in document.lines():
        if line and not line[0].isspace():
            section, settings = line.strip(), {}
        elif setting := _LOCK_SETTING.match(line):
            settings[setting[1]] = setting[2].strip()
        elif (gem := _LOCKED.match(line)) and section in {"GEM", "GIT", "PATH"}:
            at = (offset + gem.start(1), offset + gem.end())
            source = _locked_source(section, settings)
            found.append(document.dependency(Ecosystem.RUBYGEMS, gem[1], gem[2], at, kind=Kind.LOCK, source=source))
    return Manifest(tuple(found))


def _locked_source(section: str, settings: dict[str, str]) -> Source:
    remote = settings.get("remote", "")
    if section == "GIT":
        return git(
            remote, next((settings[word] for word in ("tag", "branch", "ref", "revision") if word in settings), "")
        )
    return folder(remote) if section == "PATH" else REGISTRY
