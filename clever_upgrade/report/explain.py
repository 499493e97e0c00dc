"""What a rule is about, as Markdown and as JSON: why code breaks, what to do, examples, and how to suppress.

The Markdown is the rule's page in the documentation and its help in SARIF too. ``explain_terminal`` shows the same to
people.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TextIO

from clever_upgrade.report.manners import manners_of
from clever_upgrade.report.markdown import block, own_table
from clever_upgrade.scan.rules.catalogue import MANIFEST, Example, RuleText

SCHEMA = "clever-upgrade/rules/1"

LANGUAGES = {
    "python": "Python",
    "ruby": "Ruby",
    "javascript": "JavaScript",
    "typescript": "TypeScript",
    "tsx": "TSX",
    "coffeescript": "CoffeeScript",
    "php": "PHP",
    "java": "Java",
    "csharp": "C#",
    "go": "Go",
    "json": "JSON",
    "yaml": "YAML",
    "sql": "SQL",
    "env": "Environment file",
    "xml": "XML",
    "text": "Template",
}
"""How people call the languages."""

MEANINGS = {
    "error": "It breaks, or loses data, on the day of the switch.",
    "warning": "It must change, or stays behind without a word.",
    "note": "It goes on working; better is possible.",
}
"""What each severity says about the code."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What a report shows: all rules at a glance, or one in full."""

    listed: tuple[RuleText, ...]
    in_full: bool = False


def write_rules(rules: Rules, report_format: str, stream: TextIO, environ: Mapping[str, str]) -> None:
    """Write the rules as ``terminal``, ``json`` or ``markdown``."""
    if report_format == "terminal":
        from clever_upgrade.report.explain_terminal import as_terminal

        stream.write(as_terminal(rules, manners_of(stream, environ)))
        return
    render = {"json": as_json, "markdown": as_markdown}[report_format]
    stream.write(f"{render(rules)}\n")


def as_json(rules: Rules) -> str:
    """Every word about the rules, in a stable order."""
    return json.dumps({"schema": SCHEMA, "rules": [_as_data(rule) for rule in rules.listed]}, indent=2)


def as_markdown(rules: Rules) -> str:
    """A table of the rules, or the whole page of each."""
    if rules.in_full:
        return "\n".join(line for rule in rules.listed for line in (f"# {rule.name}", "", *page(rule)))
    rows = [(f"`{rule.name}`", rule.severity.value, rule.title) for rule in rules.listed]
    return "\n".join(["# Rules", "", *own_table(("Rule", "Severity", "What it finds"), rows)])


def page(rule: RuleText, level: int = 2) -> Iterator[str]:
    """The page of a rule without its heading; the headings of its parts are of this level."""
    part = "#" * level
    yield from (f"{rule.title}.", "", f"**{rule.severity.value}**: {MEANINGS[rule.severity.value]}")
    yield from ("", f"Changes of the contract: {', '.join(f'`{name}`' for name in rule.changes)}.")
    yield from ("", f"{part} Why", *_paragraphs(rule.why))
    yield from ("", f"{part} What to do", "")
    yield from (f"{number}. {step}" for number, step in enumerate(rule.remedy, 1))
    yield from ("", f"{part} Examples")
    for example in rule.examples:
        yield from ("", f"{part}# {title_of(example)}", "", example.note)
        yield from ("", "Before:", "", *block(example.before, _fence_of(example)))
        yield from ("", "After:", "", *block(example.after, _fence_of(example)))
    yield from ("", f"{part} What is no finding", *_paragraphs(rule.quiet))
    yield from ("", f"{part} How to suppress", "", rule.suppress)
    yield from ("", "In a comment on the line, or on a line of its own above it:", "", *block(rule.comment))


def title_of(example: Example) -> str:
    """What stands above an example: its language, or the manifest that it is."""
    return example.file if example.language == MANIFEST else LANGUAGES.get(example.language, example.language)


def _fence_of(example: Example) -> str:
    return "" if example.language in (MANIFEST, "env", "text") else example.language


def _paragraphs(texts: tuple[str, ...]) -> Iterator[str]:
    for text in texts:
        yield from ("", text)


def _as_data(rule: RuleText) -> dict[str, Any]:
    return {
        "name": rule.name,
        "title": rule.title,
        "severity": rule.severity.value,
        "changes": list(rule.changes),
        "why": list(rule.why),
        "remedy": list(rule.remedy),
        "quiet": list(rule.quiet),
        "suppress": rule.suppress,
        "comment": rule.comment,
        "examples": [
            {
                "language": example.language,
                "file": example.file,
                "note": example.note,
                "before": example.before,
                "after": example.after,
            }
            for example in rule.examples
        ],
    }
