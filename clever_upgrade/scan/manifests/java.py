"""Maven and Gradle: pom.xml and build.gradle, in Groovy or Kotlin."""

import re
from collections.abc import Iterator

from clever_upgrade.scan.manifests.dependency import Dependency, Dialect, Ecosystem, Kind, Manifest
from clever_upgrade.scan.manifests.document import Document
from clever_upgrade.scan.manifests.xml_elements import Element, read_xml

_PLACEHOLDER = re.compile(r"\$\{([\w.-]+)\}|\$(\w+)")
_REMARK = re.compile(  # what is never closed takes the rest at once
    r"//[^\n]*|/\*(?:.*?\*/|.*)|(?P<string>\"(?:[^\"\\\n]|\\[^\n])*+\"?|'(?:[^'\\\n]|\\[^\n])*+'?)", re.DOTALL
)
_STRING_NOTATION = re.compile(r"(['\"])([\w.-]+):([\w.-]+)(?::([^'\":@]+)(?:[:@][^'\"]*)?)?\1")
_MAP_NOTATION = re.compile(
    r"\bgroup\s*[:=]\s*(['\"])([\w.-]+)\1\s*,\s*name\s*[:=]\s*(['\"])([\w.-]+)\3"
    r"(?:\s*,\s*version\s*[:=]\s*(?:(['\"])([^'\"]*)\5|([\w.]+)))?"
)
_ADDED_VARIABLE = re.compile(r"(['\"])([\w.-]+):([\w.-]+):\1\s*\+\s*([\w.]+)")
_VARIABLE = re.compile(r"(?:^|[\s{;.\[])(\w+)(?:\s*:\s*String)?['\"]?\]?\s*(?:=|by extra\s*\()\s*(['\"])([^'\"\n]*)\2")
_MOST_NESTED = 10


def read_pom(document: Document) -> Manifest:
    """Dependencies and managed dependencies, with the properties of the same file put in, and the artifact itself."""
    root, broken_at = read_xml(document.text)
    project = next((element for element in root.walk() if element.tag == "project"), root)
    properties = _properties(root, project)
    elements = [element for element in root.walk() if element.tag == "dependency"]
    found = [made for element in elements if (made := _from_pom(document, element, properties))]
    group = project.value("groupId") or properties.get("parent.groupId", "")
    artifact = project.child("artifactId")
    if artifact:
        name = f"{group}:{artifact.text}"
        found.append(document.dependency(Ecosystem.MAVEN, name, "", artifact.at, kind=Kind.OWN))
    return Manifest(tuple(found), document.broken(broken_at, "XML"))


def _properties(root: Element, project: Element) -> dict[str, str]:
    known = {
        child.tag: child.text for element in root.walk() if element.tag == "properties" for child in element.children
    }
    parent = project.child("parent")
    for word in ("groupId", "version"):
        inherited = parent.value(word) if parent else ""
        known[f"parent.{word}"] = known[f"project.parent.{word}"] = inherited
        known[f"project.{word}"] = known[f"pom.{word}"] = project.value(word) or inherited
    return known


def _from_pom(document: Document, element: Element, properties: dict[str, str]) -> Dependency | None:
    group, artifact, version = (element.child(word) for word in ("groupId", "artifactId", "version"))
    if group is None or artifact is None:
        return None
    name = f"{_filled(group.text, properties)}:{_filled(artifact.text, properties)}"
    requirement = _filled(version.text, properties) if version else ""
    at = version.at if version and version.text else artifact.at
    return document.dependency(Ecosystem.MAVEN, name, requirement, at, dialect=Dialect.MAVEN)


def _filled(text: str, properties: dict[str, str]) -> str:
    """A text with its placeholders replaced, also by texts that hold placeholders; unknown ones stay."""
    for _ in range(_MOST_NESTED):
        filled = _PLACEHOLDER.sub(lambda match: properties.get(match[1] or match[2], match[0]), text)
        if filled == text or len(filled) > 200:
            break
        text = filled
    return text


def read_gradle(document: Document) -> Manifest:
    """Dependencies in string and in map notation, with the variables of the same file put in."""
    code = _REMARK.sub(lambda match: match[0] if match["string"] else re.sub(r"[^\n]", " ", match[0]), document.text)
    variables = {match[1]: match[3] for match in _VARIABLE.finditer(code)}
    found = sorted(_from_gradle(document, code, variables), key=lambda one: one.place)
    return Manifest(tuple(found))


def _from_gradle(document: Document, code: str, variables: dict[str, str]) -> Iterator[Dependency]:
    def made(group: str, artifact: str, version: str, at: tuple[int, int]) -> Dependency:
        variable = version.rpartition(".")[2]
        known = variables.get(variable, version) if not version[:1].isdigit() else version
        return document.dependency(
            Ecosystem.MAVEN, f"{group}:{artifact}", _filled(known, variables), at, dialect=Dialect.MAVEN
        )

    for match in _STRING_NOTATION.finditer(code):
        yield made(match[2], match[3], match[4] or "", (match.start() + 1, match.end() - 1))
    for match in _ADDED_VARIABLE.finditer(code):
        yield made(match[2], match[3], match[4], match.span())
    for match in _MAP_NOTATION.finditer(code):
        yield made(match[2], match[4], match[6] or match[7] or "", document.across(match.span(4), match.span()))
