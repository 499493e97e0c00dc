"""What a parser said, without values: the one seam between the words of the user's code and a report.

A message may quote a record, and a parser may look things up elsewhere. So what is quoted goes, but for the names of
fields and the values that the contract lists; and so does whatever looks like an id, an address or a number.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from clever_upgrade.check.probe.answer import Answer, Record
from clever_upgrade.contract import default_upgrade

LONGEST = 300
"""Characters of a message that a person needs to see."""

_URL = re.compile(r"[a-z][a-z0-9+.-]*://\S+", re.IGNORECASE)
_EMAIL = re.compile(r"[^\s@'\"]+@[^\s@'\"]+")
_LONG_ID = re.compile(r"\b[0-9a-fA-F]{16,}\b")
_NUMBER = re.compile(r"\d{4,}|\d+[/-]\d+[/-]\d+(?:[T ]?\d[\d:.]*Z?)?|\+?\(?\d{2,}[\d() -]{5,}")
_QUOTED = re.compile(r"'((?:[^'\\\n]|\\.)*)'|\"((?:[^\"\\\n]|\\.)*)\"|`([^`\n]*)`|“([^”\n]*)”")
_PYDANTIC_VALUE = re.compile(r"input_value=.*?, (?=input_type=)")
_PYDANTIC_PAGE = re.compile(r" For further information visit \S+")
_SHORTEST_VALUE = 3
_BEFORE_CODE = ("has no attribute ", "argument ", "arguments: ", "argument: ", "No module named ", "import name ")
_AFTER_CODE = (" object ", " has no attribute ", " is not defined")
_ERROR_LINE = re.compile(r"^(?:Uncaught )?(?:[\w.$]+\.)?((?:[A-Z]\w*)?(?:Error|Exception))\b:?\s*(.*)$")


def redacted(message: str, record: Record, kind: str = "") -> str:
    """A message on one line without values; ``record`` is what the parser was given, ``kind`` what stands before it."""
    text = " ".join(message.split())
    text = _PYDANTIC_PAGE.sub("", _PYDANTIC_VALUE.sub("", text))
    text = _URL.sub("[address]", text)
    for value in sorted({*_values(record)}, key=len, reverse=True):
        text = text.replace(value, "[value]")
    text = _EMAIL.sub("[address]", text)
    text = _QUOTED.sub(_without_value, text)
    text = _NUMBER.sub("[number]", _LONG_ID.sub("[id]", text))
    if len(text) > LONGEST:
        text = f"{text[: LONGEST - 3]}..."
    return f"{kind}: {text}" if kind and text else kind or text


def said_of(answer: Answer, record: Record) -> str:
    """What is to be told of a refusal: its kind, where it arose, and its message without values."""
    kind = f"{answer.kind} at {answer.where}" if answer.where else answer.kind
    return redacted(answer.message, record, kind)


def last_error(text: str) -> tuple[str, str]:
    """The kind and the message of the last error that a program wrote; the last line where none looks like one."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    for line in reversed(lines):
        found = _ERROR_LINE.match(line)
        if found:
            return found[1], found[2]
    return "", lines[-1] if lines else ""


def _without_value(found: re.Match[str]) -> str:
    text = next(group for group in found.groups() if group is not None)
    if text in _public_words() or text in ("[value]", "[address]", "") or _is_code(found):
        return found[0]
    return f"{found[0][0]}[text]{found[0][-1]}"


def _is_code(found: re.Match[str]) -> bool:
    """Whether the interpreter quotes a name of the user's code, in a message of its own."""
    before, after = found.string[: found.start()], found.string[found.end() :]
    return before.endswith(_BEFORE_CODE) or after.startswith(_AFTER_CODE)


def _values(value: Any) -> Iterator[str]:
    """Every text in a record, at any depth, that could say something about somebody."""
    if isinstance(value, dict):
        for member in value.values():
            yield from _values(member)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _values(item)
    elif isinstance(value, str) and len(value) >= _SHORTEST_VALUE and value not in _public_words():
        yield value


@cache
def _public_words() -> frozenset[str]:
    """Names of fields, and values that the contract lists of fields that are not personal."""
    words: set[str] = set()
    upgrade = default_upgrade()
    for side in (upgrade.from_version, upgrade.to_version):
        for collection, resource in side.resources.items():
            words.add(collection)
            for facts in resource.walk():
                words.update((facts.path, facts.path.rpartition(".")[2]))
                if not facts.personal:
                    words.update(facts.enum or ())
    return frozenset(words)
