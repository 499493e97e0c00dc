"""Decides which server may be spoken to: any over https, one on this machine over plain http too.

A refused URL is not repeated in the message, because it may hold a password or a token.
"""

import re
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from clever_upgrade.config import BASE_URL_VARIABLE, DEFAULT_BASE_URL
from clever_upgrade.errors import UsageError

_HINT = f"Give --base-url (or {BASE_URL_VARIABLE}) in the form {DEFAULT_BASE_URL} or http://127.0.0.1:8712."
_VERSION_AT_END = re.compile(r"/v\d+(\.\d+)?$")
_UNFIT = re.compile(r"[^\x21-\x7e]|\\")


@dataclass(frozen=True, slots=True)
class BaseUrl:
    """The server to speak to, without a slash at the end."""

    text: str
    scheme: str
    host: str
    port: int
    path: str
    is_loopback: bool

    def __str__(self) -> str:
        return self.text


def parse_base_url(text: str) -> BaseUrl:
    """The base URL that ``text`` names, or UsageError with the reason why it is refused."""
    if not text or _UNFIT.search(text):
        raise _refused("is empty or has characters that no URL has")
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise _refused("is not a URL") from None
    host = parts.hostname or ""
    loopback = is_loopback(host)
    problem = "has a query or fragment" if {"?", "#"} & set(text) else _problem(parts, host, loopback)
    if problem:
        raise _refused(problem)
    path = parts.path.rstrip("/")
    return BaseUrl(
        text=f"{parts.scheme}://{parts.netloc}{path}",
        scheme=parts.scheme,
        host=host,
        port=port or {"https": 443, "http": 80}[parts.scheme],
        path=path,
        is_loopback=loopback,
    )


def is_loopback(host: str) -> bool:
    """Whether ``host`` is this very machine."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _problem(parts: SplitResult, host: str, loopback: bool) -> str:
    if parts.scheme not in ("http", "https"):
        return "does not start with https://"
    if not host:
        return "names no host"
    if "@" in parts.netloc:
        return "has a user name or password in it; the token is given in another way"
    if _VERSION_AT_END.search(parts.path.rstrip("/")):
        return "ends with a version, which is added per request"
    if parts.scheme == "http" and not loopback:
        return "is plain http to another machine, which would show the token to the network"
    return ""


def _refused(problem: str) -> UsageError:
    return UsageError(f"the base URL {problem}", hint=_HINT)
