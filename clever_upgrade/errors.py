"""Every failure that the tool expects, grouped by what its user does next.

    CleverUpgradeError
    ├── ParserUnusableError         1  make the parser that the configuration names run on its own
    ├── UsageError                  2  correct the command line, the configuration or the input file
    ├── GuardRefusedError           3  read the reason, then decide whether to override the guard
    ├── ApiError                    4  the API could not be read
    │   ├── TokenRefusedError          get a token that is valid for this district
    │   ├── NotServedError             the path or record does not exist for this token
    │   ├── RequestRefusedError        the server calls the request itself wrong (400, 413, 501)
    │   ├── UnreachableError           no whole answer after every retry
    │   ├── MalformedAnswerError       an answer that is not what the contract says an answer is
    │   ├── IncompleteListingError     a listing ended early, or skipped records
    │   ├── NotRecordedError           the recording that is replayed has no answer
    │   └── NothingComparedError       there was nothing to compare, which proves nothing
    ├── StoreError                  5  the store could not be written
    └── InterruptedRunError       130  run the command again

Each carries one sentence for its user and a hint: what to do next.
"""

import re
from dataclasses import dataclass
from enum import IntEnum
from typing import Self


class ExitCode(IntEnum):
    """What the exit code of every command means."""

    OK = 0
    FINDINGS = 1
    USAGE = 2
    REFUSED = 3
    API = 4
    STORE = 5
    BUG = 70
    INTERRUPTED = 130


class CleverUpgradeError(Exception):
    """The root: a failure with a sentence for the user, a hint, and an exit code."""

    exit_code = ExitCode.BUG
    default_hint = ""

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = self.default_hint if hint is None else hint

    @property
    def kind(self) -> str:
        """Its stable name in JSON, such as ``token-refused``."""
        words = re.findall("[A-Z][a-z]+", type(self).__name__.removesuffix("Error"))
        return "-".join(words).lower()


class ParserUnusableError(CleverUpgradeError):
    """A parser of the user's could not be tried; a report says so beside those of the others."""

    exit_code = ExitCode.FINDINGS


class UsageError(CleverUpgradeError):
    """The command line, the configuration or an input file is wrong."""

    exit_code = ExitCode.USAGE


class GuardRefusedError(CleverUpgradeError):
    """A guard held the command back; ``reason`` is its stable name in JSON."""

    exit_code = ExitCode.REFUSED

    def __init__(self, message: str, *, reason: str, hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.reason = reason

    @property
    def kind(self) -> str:
        """The reason of the guard."""
        return self.reason


class ApiError(CleverUpgradeError):
    """The API could not be read."""

    exit_code = ExitCode.API
    default_hint = "Run the command again; it only reads, so nothing needs cleaning up."


class TokenRefusedError(ApiError):
    """The server does not accept the token (401 or 403)."""

    default_hint = (
        "Check CLEVER_TOKEN or --token-file: the token may be revoked, or belong to another application. "
        "`clever-upgrade doctor` looks at everything that is needed."
    )


class NotServedError(ApiError):
    """The path or record does not exist for this token (404)."""

    default_hint = "Check that the token is of a kind that may read this path, and that --base-url is that of an API."


class RequestRefusedError(ApiError):
    """The server calls the request itself wrong; sending it again would not help."""

    default_hint = "Check --base-url and the options of the command."


class UnreachableError(ApiError):
    """No whole answer came, however often the request was tried."""

    default_hint = "Check --base-url and the network, then run the command again."


class MalformedAnswerError(ApiError):
    """An answer came that is not what the contract calls an answer."""


class IncompleteListingError(ApiError):
    """A listing ended before every record that the server counts was delivered; ``missing`` says how many."""

    def __init__(self, message: str, *, missing: int, hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.missing = missing


class NotRecordedError(ApiError):
    """A recording that is replayed has no answer to a request."""

    default_hint = "Replay it with the command and the options that recorded it, or record it again."


class NothingComparedError(ApiError):
    """No record was compared; silence is not evidence."""

    default_hint = "Check that the token's district shares records with this application."


class StoreError(CleverUpgradeError):
    """The store could not be written."""

    exit_code = ExitCode.STORE


class InterruptedRunError(CleverUpgradeError):
    """The user stopped the command."""

    exit_code = ExitCode.INTERRUPTED
    default_hint = "Nothing was changed; run the command again to start over."


@dataclass(frozen=True, slots=True)
class DistrictFailure:
    """One district of many for which the work failed: a stable name for the reason, and the sentence for people."""

    district: str
    reason: str
    message: str
    exit_code: ExitCode = ExitCode.API

    @classmethod
    def of(cls, district: str, error: CleverUpgradeError) -> Self:
        """What an error means for its district."""
        return cls(district, error.kind, error.message, error.exit_code)
