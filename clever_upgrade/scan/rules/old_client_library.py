"""``old-client-library`` in source: the interface of an old client shows it, whether a manifest names it or not.

What manifests and locks say is judged in ``scan.manifests``; here they only silence: where they prove a version that
serves v1.2 rightly, the same interface is fine.
"""

from collections.abc import Iterator
from dataclasses import replace

from clever_upgrade.scan.found import REPLACE_LIBRARY, found
from clever_upgrade.scan.manifests.clients import Client, client_of_language
from clever_upgrade.scan.manifests.judge import OLD_CLIENT, answers_rightly, is_client_itself
from clever_upgrade.scan.project import Project, Reading
from clever_upgrade.scan.result import Finding, Severity
from clever_upgrade.scan.rules.legacy_api import first_use
from clever_upgrade.scan.rules.vendored import copied_client
from clever_upgrade.scan.syntax.facts import Declaration

NAME = OLD_CLIENT


def judge(reading: Reading, project: Project) -> Iterator[Finding]:
    """The first place of a file that proves an old client."""
    file = reading.file
    client = client_of_language(file.language)
    if client is None:
        return
    use = first_use(file, lambda name: _is_declared(name, project))
    if use is None or is_client_itself(client, file.path, project.dependencies):
        return
    if answers_rightly(client, file.path, project.dependencies):
        return
    yield replace(
        found(
            NAME,
            file,
            use.place,
            _message(client, use.words),
            _remedy(client),
            severity=Severity.ERROR if client.port else Severity.WARNING,
            reach=reading.reach,
        ),
        cause=REPLACE_LIBRARY,
    )


def _message(client: Client, words: str) -> str:
    package = client.names[0]
    if client.port:
        return f"{words} belongs to {package} before {client.speaks_v12}, which speaks v1.1 only"
    return (
        f"{words} belongs to {package}, and no manifest proves {client.first_good}, its first version that speaks v1.2"
    )


def _remedy(client: Client) -> str:
    if client.port:
        return f"Write {client.advised}, then port the code that calls it: {client.port}."
    return f"See to it that {client.first_good} or later is installed: write {client.advised}."


def _is_declared(name: str, project: Project) -> bool:
    """Whether the application, and not its copy of the client, declares a class, a module or a method of that name."""
    return any(
        _names(declaration, name)
        for path, file in project.files.items()
        if copied_client(path) is None
        for declaration in file.facts.declarations
    )


def _names(declaration: Declaration, name: str) -> bool:
    owner, _, method = name.partition(".")
    if method and not any(one.removeprefix("self.") == method for one in declaration.methods):
        return False
    whole = "::".join((*declaration.scope.classes, declaration.name))
    return whole == owner or whole.endswith(f"::{owner}")
