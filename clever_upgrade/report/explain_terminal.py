"""What a rule is about, for people: why, what to do, what each example becomes, and how to suppress."""

from collections.abc import Iterator
from difflib import ndiff

from clever_upgrade.report.explain import MEANINGS, Rules, title_of
from clever_upgrade.report.manners import Manners
from clever_upgrade.report.screen import Pen, drawn, prose
from clever_upgrade.scan.result import Severity
from clever_upgrade.scan.rules.catalogue import Example, RuleText

STYLES = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}
"""The colour of each severity. Whatever is coloured also says the severity in words."""
MARKS = {Severity.ERROR: "✗", Severity.WARNING: "!", Severity.NOTE: "i"}
"""The sign of each severity, for screens that have such signs."""

_NAME = "bold cyan"
_NEXT = "One rule in full: `clever-upgrade explain RULE`. In your code: `clever-upgrade scan`."
_LINES = {"- ": "red", "+ ": "green", "  ": ""}


def as_terminal(rules: Rules, manners: Manners) -> str:
    """The list of rules, or each rule in full where that was asked for."""
    return drawn(manners, lambda pen: _write(rules, pen))


def _write(rules: Rules, pen: Pen) -> None:
    if rules.in_full:
        for rule in rules.listed:
            _write_in_full(rule, pen)
        return
    pen.line(("Rules of scan", "bold"))
    for rule in rules.listed:
        pen.blank()
        pen.line((rule.name, _NAME), (f"  {rule.severity.value}", STYLES[rule.severity]))
        pen.hanging((f"{rule.title}.", ""))
    pen.blank()
    pen.line(*prose(_NEXT))


def _write_in_full(rule: RuleText, pen: Pen) -> None:
    severity = rule.severity
    pen.line((rule.name, _NAME), (f": {rule.title}", "bold"))
    pen.line((severity.value, STYLES[severity]), (f": {MEANINGS[severity.value]}", ""))
    pen.heading("Why")
    _paragraphs(rule.why, pen)
    pen.heading("What to do")
    for number, step in enumerate(rule.remedy, 1):
        pen.hanging(*prose(step), mark=f"{number}.")
    for example in rule.examples:
        _write_example(example, pen)
    pen.heading("What is no finding")
    _paragraphs(rule.quiet, pen)
    pen.heading("How to suppress")
    _paragraphs((rule.suppress, "In a comment on the line, or on a line of its own above it:"), pen)
    pen.hanging((rule.comment, "cyan"), indent=4)
    pen.heading("See also")
    for change in rule.changes:
        pen.command(f"clever-upgrade changes {change}", indent=2)


def _paragraphs(texts: tuple[str, ...], pen: Pen) -> None:
    for number, text in enumerate(texts):
        if number:
            pen.blank()
        pen.hanging(*prose(text))


def _write_example(example: Example, pen: Pen) -> None:
    pen.heading(title_of(example))
    pen.hanging(*prose(example.note))
    pen.blank()
    for line in _steps(example):
        code = line[2:].expandtabs(4)
        # What is folded goes on below the first word of its line, so that it still looks like code.
        depth = len(code) - len(code.lstrip())
        pen.hanging((code[depth:], _LINES[line[:2]]), mark=line[0] + " " * depth, style=_LINES[line[:2]])


def _steps(example: Example) -> Iterator[str]:
    """Every line of both sides: what goes, what comes, and what stays."""
    before, after = (text.strip("\n").split("\n") for text in (example.before, example.after))
    yield from (line for line in ndiff(before, after) if line[:2] in _LINES)
