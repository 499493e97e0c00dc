"""Finds the access token and keeps it out of sight.

A token never comes from the command line, where the list of processes and the history of the shell would show it, and
no message about it repeats what was read: a mistyped option may well hold the token itself.
"""

import string
from collections.abc import Mapping
from pathlib import Path
from typing import IO, NoReturn, Self

from clever_upgrade.errors import UsageError

DEMO_TOKEN = "DEMO_TOKEN"  # noqa: S105 - published by Clever for its demo district, and what a sandbox answers to
CLIENT_SECRET_VARIABLE = "CLEVER_CLIENT_SECRET"  # noqa: S105 - the name of a variable
TOKEN_VARIABLE = "CLEVER_TOKEN"  # noqa: S105 - the name of a variable
STDIN = "-"

_MASK = "***"
_LONGEST = 4096
_PRINTABLE = frozenset(string.ascii_letters + string.digits + string.punctuation)
_HINT = f"Set {TOKEN_VARIABLE}, or give --token-file PATH (--token-file - reads standard input); --sandbox needs none."

_SECRET_HINT = f"Put the secret of the application into {CLIENT_SECRET_VARIABLE}."


class Secret:
    """A text that shows itself only to who calls ``reveal``.

    ``origin`` says where it was found; ``is_demo`` that it is the published demo token, chosen because none was given.
    """

    __slots__ = ("__text", "is_demo", "origin")

    def __init__(self, text: str, *, origin: str = "", is_demo: bool = False) -> None:
        self.__text = text
        self.origin = origin
        self.is_demo = is_demo

    def reveal(self) -> str:
        """The text itself, for the one place that sends it."""
        return self.__text

    def __repr__(self) -> str:
        return f"Secret({_MASK!r})"

    def __str__(self) -> str:
        return _MASK

    def __format__(self, spec: str) -> str:
        return format(_MASK, spec)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and self.__text == other.__text

    def __hash__(self) -> int:
        return hash(self.__text)

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("a secret cannot be pickled")


def read_token(
    token_file: str | None, environ: Mapping[str, str], stdin: IO[str], *, demo_allowed: bool = False
) -> Secret:
    """The token from ``--token-file``, else from the environment; UsageError if there is none or it cannot be one.

    ``demo_allowed`` is for a server on the loopback: there the demo token serves where none was given.
    """
    if token_file == STDIN:
        return _checked(stdin.read(_LONGEST), "standard input")
    if token_file is not None:
        return _checked(_read_file(Path(token_file)), "the token file")
    if environ.get(TOKEN_VARIABLE):
        return _checked(environ[TOKEN_VARIABLE], TOKEN_VARIABLE)
    if demo_allowed:
        return Secret(DEMO_TOKEN, origin="the published demo token", is_demo=True)
    raise UsageError("no token was given", hint=_HINT)


def read_client_secret(environ: Mapping[str, str]) -> Secret:
    """The secret of an application from the environment; UsageError if there is none or it cannot be one."""
    if environ.get(CLIENT_SECRET_VARIABLE):
        return _checked(environ[CLIENT_SECRET_VARIABLE], CLIENT_SECRET_VARIABLE, "secret", _SECRET_HINT)
    raise UsageError("no client secret was given", hint=_SECRET_HINT)


def _read_file(path: Path) -> str:
    try:
        with path.open(encoding="ascii") as file:
            return file.read(_LONGEST)
    except FileNotFoundError:
        reason = "does not exist"
    except IsADirectoryError:
        reason = "is a folder"
    except UnicodeDecodeError:
        reason = "does not hold plain ASCII text, as every token is"
    except (OSError, ValueError):
        reason = "cannot be read"
    raise UsageError(f"the file named by --token-file {reason}", hint=_HINT)


def _checked(text: str, origin: str, noun: str = "token", hint: str = _HINT) -> Secret:
    token = text.removesuffix("\n").removesuffix("\r")
    problem = _problem(token)
    if problem:
        raise UsageError(f"the {noun} in {origin} {problem}", hint=hint)
    return Secret(token, origin=origin)


def _problem(token: str) -> str:
    if not token.strip():
        return "is empty"
    if "\n" in token or "\r" in token:
        return "has more than one line"
    if not token.isascii():
        return "has characters that are not ASCII"
    if not _PRINTABLE.issuperset(token):
        return "has spaces or control characters in it"
    if len(token) >= _LONGEST:
        return "is too long to be one"
    return ""
