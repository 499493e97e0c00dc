"""What each rule has to say: why the code breaks, what to do, and examples of both signs, read from ``data/``.

One file a rule, so that people can correct words without touching code. ``explain``, the documentation and SARIF all
show these texts, and the tests run every example.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict, Field, model_validator

from clever_upgrade.contract import default_upgrade
from clever_upgrade.contract.changes import changes_of
from clever_upgrade.scan.result import Severity
from clever_upgrade.scan.rules.names import RULES
from clever_upgrade.suggest import no_such

MANIFEST = "manifest"
"""The language of an example that is a dependency manifest; its ``file`` says which."""

FILE_NAMES = {
    "python": "roster.py",
    "ruby": "roster.rb",
    "javascript": "roster.js",
    "typescript": "roster.ts",
    "php": "Roster.php",
    "java": "Roster.java",
    "csharp": "Roster.cs",
    "go": "roster.go",
    "coffeescript": "roster.coffee",
    "json": "roster.json",
    "yaml": "roster.yml",
    "sql": "roster.sql",
    "env": ".env",
}
"""The file that an example stands in where it does not name one, by language."""


@dataclass(frozen=True, slots=True)
class Example:
    """Code that the rule finds, and the same code once it is right; each stands alone in a file called ``file``.

    ``language`` is that of the file, as ``tree.kinds`` names it, or ``manifest``.
    """

    language: str
    before: str
    after: str
    note: str
    file: str


@dataclass(frozen=True, slots=True)
class RuleText:
    """The words of one rule, in Markdown of the plainest kind: paragraphs and code spans.

    ``severity`` is the usual one; a finding may have another. ``changes`` names the changes of the contract that the
    rule answers. ``why`` and ``quiet`` (what is no finding) are paragraphs, ``remedy`` steps in their order;
    ``suppress`` says when it is right to suppress a finding.
    """

    name: str
    title: str
    severity: Severity
    changes: tuple[str, ...]
    why: tuple[str, ...]
    remedy: tuple[str, ...]
    quiet: tuple[str, ...]
    suppress: str
    examples: tuple[Example, ...]

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of the examples, each once, in their order."""
        return tuple(dict.fromkeys(example.language for example in self.examples))

    @property
    def comment(self) -> str:
        """What a comment says that suppresses a finding of this rule."""
        return f"clever-upgrade: ignore[{self.name}] reason"


def rule_text(name: str) -> RuleText:
    """The texts of the rule called ``name``; UsageError, with the nearest name, if there is none."""
    if name not in RULES:
        raise no_such("rule", name, RULES)
    return _read(name)


def catalogue() -> tuple[RuleText, ...]:
    """The texts of all rules, in the order in which every report names them."""
    return tuple(_read(name) for name in RULES)


@cache
def _read(name: str) -> RuleText:
    return parsed(name, files(__package__).joinpath("data", f"{name}.toml").read_text(encoding="utf-8"))


def parsed(name: str, text: str) -> RuleText:
    """The rule that a data file describes; ValueError for anything that is missing, misspelt or unknown."""
    said = _RuleFile.model_validate(tomllib.loads(text))
    unknown = set(said.changes) - {change.name for change in changes_of(default_upgrade())}
    if unknown:
        raise ValueError(f"{name} answers changes that the contract does not have: {', '.join(sorted(unknown))}")
    examples = tuple(
        Example(one.language, one.before, one.after, one.note, one.file or FILE_NAMES[one.language])
        for one in said.example
    )
    return RuleText(
        name=name,
        title=said.title,
        severity=Severity(said.severity),
        changes=tuple(said.changes),
        why=tuple(said.why),
        remedy=tuple(said.remedy),
        quiet=tuple(said.quiet),
        suppress=said.suppress,
        examples=examples,
    )


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, str_min_length=1)


class _ExampleFile(_Strict):
    language: str
    before: str
    after: str
    note: str
    file: str = Field(default="", min_length=0)

    @model_validator(mode="after")
    def _has_a_file(self) -> "_ExampleFile":
        if not self.file and self.language not in FILE_NAMES:
            raise ValueError(f'an example in "{self.language}" must name its file')
        return self


class _RuleFile(_Strict):
    title: str
    severity: str
    changes: list[str] = Field(min_length=1)
    why: list[str] = Field(min_length=1)
    remedy: list[str] = Field(min_length=1)
    quiet: list[str] = Field(min_length=1)
    suppress: str
    example: list[_ExampleFile] = Field(min_length=1)
