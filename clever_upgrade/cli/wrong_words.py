"""Says what is wrong with the words of a command line in the tool's own voice: one sentence, and a hint."""

import re
from typing import Any

from clever_upgrade.errors import UsageError

_SUGGESTED = re.compile(r"(?P<sentence>.*?)\s*Did you mean (?P<names>.*)\?")
_VALUE = re.compile(r"Invalid value for (?P<where>.+?): (?:Value error, )?(?P<problem>.*)", re.DOTALL)
_NO_COMMAND = re.compile(r"No such command '(?P<name>[^']*)'")
_SHOULD = re.compile(r"Input should be (?P<what>[^,]*).*", re.DOTALL)


def in_own_words(error: Any) -> UsageError:
    """The same error as one of ours; ``error`` is what Typer raises for a command line that it cannot read."""
    context = error.ctx
    command = context.command_path if context is not None else "clever-upgrade"
    more = f"`{command} --help` shows what it takes."
    option = getattr(error, "option_name", None)
    if option is not None and hasattr(error, "possibilities"):
        return UsageError(f"there is no option {option}", hint=f"{_meant(error.possibilities)}{more}")
    message = " ".join(error.format_message().split())
    message = _NO_COMMAND.sub(r"there is no command \g<name>", message)
    suggested = _SUGGESTED.fullmatch(message)
    if suggested is not None:
        names = suggested["names"].replace("'", "")
        return UsageError(_sentence(suggested["sentence"]), hint=f"Did you mean {names}? {more}")
    value = _VALUE.fullmatch(message)
    if value is not None:
        problem = _SHOULD.sub(r"must be \g<what>", value["problem"])
        return UsageError(f"{value['where']}: {problem}".replace("'", ""), hint=more)
    return UsageError(_sentence(message), hint=more)


def _meant(possibilities: list[str] | None) -> str:
    return f"Did you mean {' or '.join(possibilities)}? " if possibilities else ""


def _sentence(text: str) -> str:
    """As errors are told here: from a small letter on, without an end."""
    text = text.strip().rstrip(".")
    return text[:1].lower() + text[1:] if text[1:2].islower() else text
