"""Words for failures: what was asked, what came back, and never a token, a control character or a filter's content.

What a server says about an error is untrusted: one short line of it is shown, with everything that could be the token
blotted out.
"""

import base64
import html
import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, quote_plus

import msgspec

from clever_upgrade.api.token import Secret

LONGEST_QUOTE = 200
_UNMISTAKABLE = 8
"""A spelling of so many characters stands in no text by chance."""
_LARGEST_ERROR_BODY = 65_536
_SAFE_PARAMS = frozenset({"limit", "starting_after", "ending_before", "count", "show_links"})


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: a path below a version, without its prefix, and the query. ``version`` may be empty: ``/me`` is."""

    version: str
    path: str
    params: Mapping[str, str] = field(default_factory=dict)

    @property
    def full_path(self) -> str:
        """The path with the version in front, if there is one."""
        return f"/{self.version}{self.path}" if self.version else self.path

    @property
    def shown(self) -> str:
        """The request as a person may see it: filters may hold anything, so only their names are shown."""
        query = "&".join(f"{name}={value if name in _SAFE_PARAMS else '…'}" for name, value in self.params.items())
        return f"GET {self.full_path}" + (f"?{query}" if query else "")


class Scrubber:
    """Takes secrets, in every spelling that a server or library might give them, out of texts.

    What it leaves is to be shown and not to be judged: a secret may be as short as a word of a header or less.
    """

    def __init__(self, *secrets: Secret) -> None:
        spellings = {spelling for secret in secrets for spelling in _spellings(secret.reveal())}
        # The longest first: a spelling may hold another one.
        self._patterns = [_pattern(each) for each in sorted(spellings, key=len, reverse=True) if each]

    def scrub(self, text: str) -> str:
        """The text without the token."""
        for pattern in self._patterns:
            text = pattern.sub("***", text)
        return text

    def one_line(self, text: str, longest: int = LONGEST_QUOTE) -> str:
        """The text as one printable line without the token, cut where it is long."""
        printable = "".join(char if _is_printable(char) else " " if char.isspace() else "" for char in text)
        line = self.scrub(" ".join(printable.split()))
        return line if len(line) <= longest else line[: longest - 1] + "…"


def _pattern(spelling: str) -> re.Pattern[str]:
    """Where a spelling stands; a very short one only as a word of its own, since every other word may hold it."""
    exact = re.escape(spelling)
    return re.compile(exact if len(spelling) >= _UNMISTAKABLE else rf"(?<![\w*])(?<!\w'){exact}(?![\w*])")


def _spellings(text: str) -> Iterator[str]:
    raw = text.encode()
    yield from (text, quote(text, safe=""), quote(text), quote_plus(text), html.escape(text), repr(text)[1:-1])
    yield from (json.dumps(text)[1:-1], ascii(raw)[2:-1], raw.hex())
    yield from (base64.b64encode(raw + tail).decode().rstrip("=") for tail in (b"", b":"))


class _ErrorBody(msgspec.Struct):
    error: object = None
    message: object = None


_error_body = msgspec.json.Decoder(_ErrorBody)


def error_text(content_type: str, body: bytes) -> str:
    """What the server itself says about an error, as it says it; an HTML page says nothing that helps."""
    head = body[:_LARGEST_ERROR_BODY]
    if "html" in content_type:
        return ""
    if content_type == "text/plain":
        return head.decode(errors="replace")
    try:
        told = _error_body.decode(head)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return ""
    return next((text for text in (told.error, told.message) if isinstance(text, str)), "")


def _is_printable(char: str) -> bool:
    # Category C holds control characters and those that turn the direction of writing; Z all blanks but the space.
    return char == " " or unicodedata.category(char)[0] not in "CZ"
