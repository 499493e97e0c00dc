"""Findings in a copy of one of Clever's own clients: it is replaced as a whole, not mended line by line."""

from collections.abc import Iterable
from dataclasses import replace

from clever_upgrade.scan.found import REPLACE_LIBRARY
from clever_upgrade.scan.manifests.clients import Client, client_of_repository
from clever_upgrade.scan.manifests.dependency import Dependency
from clever_upgrade.scan.manifests.judge import is_client_itself
from clever_upgrade.scan.result import Finding

HELD = "the copy is to be replaced, not mended"


def copied_client(path: str) -> Client | None:
    """The client that a file is a copy of a part of, by the name of the folder that it lies in."""
    folders = (folder.lower().removesuffix("-master") for folder in path.split("/")[:-1])
    return next((client for client in map(client_of_repository, folders) if client is not None), None)


def in_a_copy(finding: Finding, dependencies: Iterable[Dependency]) -> Finding:
    """The finding as it is in a copy of a client; unchanged anywhere else, and in the client's own project."""
    client = copied_client(finding.path)
    if client is None or is_client_itself(client, finding.path, dependencies):
        return finding
    port = f" Then port the code that calls it: {client.port}." if client.port else ""
    return replace(
        finding,
        cause=REPLACE_LIBRARY,
        remedy=f"Replace this copy of {client.repository}: depend on {client.advised}.{port}",
        fix=None,
        held=HELD if finding.fix else finding.held,
    )
