"""Reads what Go modules depend on: go.mod."""

import re

from clever_upgrade.scan.manifests.dependency import Ecosystem, Kind, Manifest
from clever_upgrade.scan.manifests.document import Document

_OWN = re.compile(r"^module\s+\"?([^\s\"]+)")
_REQUIRED = re.compile(r"^\s*(?:require\s+)?\"?([\w.-]+\.[\w.-]+/[^\s\"]+)\"?\s+(v\d\S*)")
_BLOCK = re.compile(r"^(\w+)\s*\(")


def read_go_mod(document: Document) -> Manifest:
    """The modules that are required, directly or not, and the module itself."""
    found = []
    block = ""
    for offset, line in document.lines():
        text = line.partition("//")[0]
        if opened := _BLOCK.match(text):
            block = opened[1]
        elif text.startswith(")"):
            block = ""
        elif own := _OWN.match(text):
            at = (offset + own.start(1), offset + own.end(1))
            found.append(document.dependency(Ecosystem.GO, own[1].lower(), "", at, kind=Kind.OWN))
        elif (block == "require" or text.startswith("require")) and (module := _REQUIRED.match(text)):
            at = (offset + module.start(1), offset + module.end(2))
            found.append(document.dependency(Ecosystem.GO, module[1].lower(), module[2].removeprefix("v"), at))
    return Manifest(tuple(found))
