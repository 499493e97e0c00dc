"""NuGet: project files of .NET and packages.config."""

from clever_upgrade.scan.manifests.dependency import Dependency, Dialect, Ecosystem, Manifest
from clever_upgrade.scan.manifests.document import Document
from clever_upgrade.scan.manifests.xml_elements import Element, read_xml

_REFERENCES = ("PackageReference", "PackageVersion", "GlobalPackageReference")


def read_project(document: Document) -> Manifest:
    """The packages that a project refers to."""
    root, broken_at = read_xml(document.text)
    found = [
        _referred(document, element)
        for element in root.walk()
        if element.tag in _REFERENCES and ("Include" in element.attributes or "Update" in element.attributes)
    ]
    return Manifest(tuple(found), document.broken(broken_at, "XML"))


def _referred(document: Document, element: Element) -> Dependency:
    name, name_at = element.attributes.get("Include") or element.attributes["Update"]
    version = element.attributes.get("Version") or element.attributes.get("VersionOverride")
    inner = element.child("Version")
    if version is None and inner is not None:
        version = (inner.text, inner.at)
    at = document.across(name_at, version[1]) if version else name_at
    return document.dependency(Ecosystem.NUGET, name.lower(), version[0] if version else "", at, dialect=Dialect.NUGET)


def read_packages_config(document: Document) -> Manifest:
    """The packages of an older project, each at one version."""
    root, broken_at = read_xml(document.text)
    found = []
    for element in root.walk():
        if element.tag == "package" and "id" in element.attributes:
            name, name_at = element.attributes["id"]
            version, at = element.attributes.get("version", ("", name_at))
            found.append(document.dependency(Ecosystem.NUGET, name.lower(), version, document.across(name_at, at)))
    return Manifest(tuple(found), document.broken(broken_at, "XML"))
