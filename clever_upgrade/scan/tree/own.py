"""Tells what the tool wrote itself from what people write: a report quotes the very code that it is about."""

import re

from clever_upgrade.scan.tree.kinds import Kind
from clever_upgrade.scan.tree.text import Source, decode

BY_THE_TOOL = "was written by clever-upgrade"

_LOOKED_AT = 2000
"""In bytes. Each mark is how the tool begins a file, so that code which merely mentions the tool has none."""
_SPACE = re.compile(r"\s+")
_JSON = re.compile(
    r'\{"schema":"clever-upgrade/'
    r'|\{"\$schema":"[^"]*","version":"[^"]*","runs":\[\{"tool":\{"driver":\{"name":"clever-upgrade"'
    r'|\{"type":"collection","district":"[^"]*","collection":"\w+","pairs":'
)
"""A document, SARIF, or a comparison a line, without the space between words: other programs lay them out anew."""
_CASSETTE = re.compile(
    r'\{"version": 1, "interactions": \[\n'
    r'\{"request": \{"method": "GET", "uri": "[^"]*", "body": "", "headers": \{\}\}, "response": '
)
"""A part of a recording. Its space matters: but for that, the recordings of users that vcrpy writes look alike."""
_PAGE = re.compile(r'<!doctype html>.*?<meta name="generator" content="clever-upgrade">', re.DOTALL)
_JUNIT = re.compile(r'<\?xml [^>]*\?>\s*<testsuites name="clever-upgrade ')


def is_own(kind: Kind, data: bytes) -> bool:
    """Whether the tool wrote these bytes: a report, a file of what is accepted, or a part of a recording."""
    if kind.language not in ("json", "text", "xml"):
        return False
    # A shell may have put them into another encoding on their way into the file.
    head = decode(data[:_LOOKED_AT])
    if not isinstance(head, Source):
        return False
    match kind.language:
        case "json":
            found = _JSON.match(_SPACE.sub("", head.text)) or _CASSETTE.match(head.text)
        case "text":
            found = _PAGE.match(head.text)
        case _:
            found = _JUNIT.match(head.text)
    return found is not None
