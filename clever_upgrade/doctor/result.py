"""What an examination found: one check for each thing that the tool needs, and every setting with its origin."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from clever_upgrade.errors import CleverUpgradeError, ExitCode


class Grade(StrEnum):
    """How a check came out."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"
    SKIPPED = "skipped"


class Part(StrEnum):
    """What a check is about."""

    INSTALLATION = "installation"
    CONFIGURATION = "configuration"
    SERVER = "server"
    STORAGE = "storage"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at. ``remedy`` is empty unless somebody must do something; ``code`` is what for."""

    part: Part
    name: str
    grade: Grade
    message: str
    remedy: str = ""
    code: ExitCode = ExitCode.OK

    @classmethod
    def ok(cls, part: Part, name: str, message: str) -> Self:
        """All is well."""
        return cls(part, name, Grade.OK, message)

    @classmethod
    def skipped(cls, part: Part, name: str, reason: str) -> Self:
        """It could not be looked at, or was not to be."""
        return cls(part, name, Grade.SKIPPED, reason)

    @classmethod
    def warning(cls, part: Part, name: str, message: str, remedy: str) -> Self:
        """It works, and somebody should still look at it."""
        return cls(part, name, Grade.WARNING, message, remedy, ExitCode.FINDINGS)

    @classmethod
    def failed(cls, part: Part, name: str, error: CleverUpgradeError) -> Self:
        """A command that needs it would end with this error."""
        return cls(part, name, Grade.FAILED, error.message, error.hint, error.exit_code)


@dataclass(frozen=True, slots=True)
class Value:
    """One setting as a person may see it, and where it was said."""

    name: str
    value: str
    origin: str


@dataclass(frozen=True, slots=True)
class Examination:
    """Everything that was found."""

    checks: tuple[Check, ...]
    values: tuple[Value, ...] = ()

    @property
    def exit_code(self) -> ExitCode:
        """That of the gravest check: store, then server, then configuration, then warnings."""
        return max((check.code for check in self.checks), default=ExitCode.OK)

    def of(self, *grades: Grade) -> list[Check]:
        """The checks that came out so."""
        return [check for check in self.checks if check.grade in grades]
