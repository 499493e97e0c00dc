"""Python's manifests that are lines of text or code: requirements.txt, setup.py and setup.cfg."""

import re
from collections.abc import Iterator

from clever_upgrade.scan.manifests.dependency import Dependency, Ecosystem, Kind, Manifest
from clever_upgrade.scan.manifests.document import Document
from clever_upgrade.scan.manifests.requirement_text import dependency_of, normalised

_REMARK = re.compile(r"(?:^|\s)#.*$")
_OPTION = re.compile(r"\s+--(?:hash|global-option|install-option|config-settings?)[\s=].*$")
_LISTED = re.compile(
    r"\b\w*(?:requires?|requirements?|dependencies|deps|dependency_links)\s*(?::[^=\n]*)?=\s*(?:\w+\s*\+\s*)*(?=[\[({])",
    re.IGNORECASE,
)
_PIECE = re.compile(
    r"#[^\n]*|(?P<quote>\"\"\"|'''|\"|')(?P<text>(?:\\.|(?!(?P=quote)).)*)(?P=quote)(?P<colon>\s*:)?|[\[({]|[\])}]",
    re.DOTALL,
)
_OWN_NAME = re.compile(r"(?<![\w.])name\s*=\s*['\"]([\w.-]+)['\"]", re.IGNORECASE)
_SETUP_CALL = re.compile(r"\bsetup\s*\(")
_SECTION = re.compile(r"\[([^\]]+)\]")
_SETTING = re.compile(r"([A-Za-z_][\w.-]*)\s*[=:]\s*(.*)")
_CONTINUED = re.compile(r"\s+\S")


def read_requirements(document: Document) -> Manifest:
    """The lines of a requirements file; files that it includes are read for themselves."""
    return Manifest(tuple(_required(document)))


def _required(document: Document) -> Iterator[Dependency]:
    held, begun = "", 0
    for offset, line in document.lines():
        begun = begun if held else offset
        held += line
        if held.endswith("\\"):
            held = held[:-1] + " "
            continue
        text = _OPTION.sub("", _REMARK.sub("", held)).strip().lstrip("\ufeff")
        held = ""
        start = document.text.find(text.split(" ")[0], begun) if text else begun
        on_line = text if document.text.startswith(text, start) else text.split(" ")[0]
        if found := dependency_of(document, text, (start, start + len(on_line))):
            yield found


def read_setup_py(document: Document) -> Manifest:
    """The strings in lists that are named like requirements, and the package's own name; the code is never run."""
    found: list[Dependency] = []
    at = 0
    while list_ := _LISTED.search(document.text, at):
        strings, at = _strings(document, list_.end())
        found += strings
    if (call := _SETUP_CALL.search(document.text)) and (own := _OWN_NAME.search(document.text, call.end())):
        found.append(document.dependency(Ecosystem.PYPI, normalised(own[1]), "", own.span(1), kind=Kind.OWN))
    return Manifest(tuple(found))


def _strings(document: Document, start: int) -> tuple[list[Dependency], int]:
    """The requirements within a bracket and all brackets in it, and where it ends."""
    found, depth = [], 0
    for piece in _PIECE.finditer(document.text, start):
        if piece["quote"]:
            if not piece["colon"] and (one := _from_string(document, piece)):
                found.append(one)
        elif piece[0] in "[({":
            depth += 1
        elif piece[0] in "])}":
            depth -= 1
            if depth <= 0:
                return found, piece.end()
    return found, len(document.text)


def _from_string(document: Document, piece: re.Match[str]) -> Dependency | None:
    return None if "\n" in piece["text"] else dependency_of(document, piece["text"], piece.span("text"))


def read_setup_cfg(document: Document) -> Manifest:
    """The requirements that the options list, with or without extras, and the package's own name."""
    return Manifest(tuple(_configured(document)))


def _configured(document: Document) -> Iterator[Dependency]:
    section, setting = "", ""
    for offset, line in document.lines():
        if not line.strip() or line.lstrip().startswith(("#", ";")):
            continue
        value, at = line.strip(), offset + len(line) - len(line.lstrip())
        if heading := _SECTION.match(line):
            section, setting = heading[1].strip(), ""
            continue
        if not _CONTINUED.match(line):
            named = _SETTING.match(line)
            setting, value = (named[1], named[2]) if named else ("", "")
            at = offset + named.start(2) if named else at
        if section == "metadata" and setting == "name" and value:
            yield document.dependency(Ecosystem.PYPI, normalised(value), "", (at, at + len(value)), kind=Kind.OWN)
        elif section == "options.extras_require" or (
            section == "options" and setting.endswith(("_requires", "_require"))
        ):
            text = _REMARK.sub("", value).strip()
            if found := dependency_of(document, text, (at, at + len(text))):
                yield found
