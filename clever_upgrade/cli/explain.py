"""``clever-upgrade explain``: what a rule of ``scan`` is about, or all rules at a glance."""

import os
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from clever_upgrade.cli import completion

if TYPE_CHECKING:
    from clever_upgrade.report.explain import Rules

EXAMPLES = """Examples: `clever-upgrade explain` lists the rules;
`clever-upgrade explain strict-parsing` tells one in full, with examples before and after;
`clever-upgrade explain sync-state --language go --language ruby` shows the examples of these languages only."""


class ExplainFormat(StrEnum):
    """How the rules are written."""

    TERMINAL = "terminal"
    JSON = "json"
    MARKDOWN = "markdown"


def explain(
    rule: Annotated[
        str | None,
        typer.Argument(
            metavar="RULE", help="Tell this rule in full instead of the list.", autocompletion=completion.rules
        ),
    ] = None,
    languages: Annotated[
        list[str] | None,
        typer.Option(
            "--language",
            metavar="LANGUAGE",
            help="Show the examples of this language only.",
            autocompletion=completion.languages,
        ),
    ] = None,
    report_format: Annotated[
        ExplainFormat, typer.Option("--format", help="How to write the result.")
    ] = ExplainFormat.TERMINAL,
    output: Annotated[
        str | None, typer.Option("--output", metavar="FILE", help="Write to this file; - is standard output.")
    ] = None,
) -> None:
    """Show why a rule of scan matters, what to do, and how to suppress it."""
    from clever_upgrade.cli.output import result_stream
    from clever_upgrade.report.explain import write_rules

    rules = _rules(rule, languages or [])
    with result_stream(output) as stream:
        write_rules(rules, report_format.value, stream, os.environ)


def _rules(name: str | None, languages: list[str]) -> "Rules":
    from dataclasses import replace

    from clever_upgrade.errors import UsageError
    from clever_upgrade.report.explain import Rules
    from clever_upgrade.scan.rules.catalogue import catalogue, rule_text
    from clever_upgrade.suggest import no_such

    if name is None:
        if languages:
            raise UsageError(
                "--language needs a rule",
                hint=f"For example: clever-upgrade explain sync-state --language {languages[0]}",
            )
        return Rules(catalogue())
    rule = rule_text(name)
    for language in languages:
        if language not in rule.languages:
            raise no_such("language", language, rule.languages)
    wanted = languages or rule.languages
    return Rules((replace(rule, examples=tuple(one for one in rule.examples if one.language in wanted)),), in_full=True)
