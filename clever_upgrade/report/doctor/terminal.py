"""What an examination found, for people at a terminal: what needs somebody first, then every check by its part."""

from clever_upgrade.doctor.result import Check, Examination, Grade, Part, Value
from clever_upgrade.grammar import counted
from clever_upgrade.report.manners import Manners
from clever_upgrade.report.screen import Pen, drawn, joined

_STYLES = {Grade.OK: "green", Grade.WARNING: "yellow", Grade.FAILED: "red", Grade.SKIPPED: "dim"}
_MARKS = {Grade.OK: "✓", Grade.WARNING: "!", Grade.FAILED: "✗", Grade.SKIPPED: "·"}
_WORDS = {Grade.OK: "ok", Grade.WARNING: "warning", Grade.FAILED: "failed", Grade.SKIPPED: "skipped"}


def examination_as_terminal(found: Examination, manners: Manners) -> str:
    """The whole report as text for a screen with these manners."""
    return drawn(manners, lambda pen: _write(pen, found))


def settings_as_terminal(values: tuple[Value, ...], manners: Manners) -> str:
    """The settings alone, each with its value and origin."""
    return drawn(manners, lambda pen: _values(pen, values, indent=0))


def headline(found: Examination) -> str:
    """The answer in one or two sentences."""
    failed, warned, skipped = (found.of(grade) for grade in (Grade.FAILED, Grade.WARNING, Grade.SKIPPED))
    told = [
        _counted(failed, f"{counted(len(failed), 'check')} failed"),
        _counted(warned, counted(len(warned), "warning")),
        f"{counted(len(skipped), 'check')} {'was' if len(skipped) == 1 else 'were'} skipped" if skipped else "",
    ]
    if not failed and not warned:
        told.insert(0, f"Nothing is wrong in {counted(len(found.of(Grade.OK)), 'check')}")
    return " ".join(f"{sentence}." for sentence in told if sentence)


def _counted(checks: list[Check], words: str) -> str:
    return f"{words}: {', '.join(check.name for check in checks)}" if checks else ""


def _write(pen: Pen, found: Examination) -> None:
    grade = Grade.FAILED if found.of(Grade.FAILED) else Grade.WARNING if found.of(Grade.WARNING) else Grade.OK
    style = f"bold {_STYLES[grade]}"
    pen.hanging((headline(found), style), mark=pen.choose(_MARKS[grade], ""), style=style, indent=0)
    for part in Part:
        checks = [check for check in found.checks if check.part is part]
        if checks:
            pen.heading(part.value.capitalize())
        wide = max((len(check.name) for check in found.checks), default=0)
        for check in checks:
            _check(pen, check, wide)
        if part is Part.CONFIGURATION and found.values:
            pen.blank()
            _values(pen, found.values, indent=4)


def _check(pen: Pen, check: Check, wide: int) -> None:
    mark = pen.choose(_MARKS[check.grade], f"{_WORDS[check.grade]:<7}")
    said = "skipped: " if check.grade is Grade.SKIPPED and pen.is_terminal else ""
    quiet = check.grade is Grade.SKIPPED
    style = "dim" if quiet else "" if check.grade is Grade.OK else _STYLES[check.grade]
    pen.hanging((f"{said}{check.message}", style), mark=f"{mark} {check.name:<{wide}} ", style=_STYLES[check.grade])
    if check.remedy:
        pen.hanging((check.remedy, "bold"), mark=" " * (len(mark) + wide + 2))


def _values(pen: Pen, values: tuple[Value, ...], indent: int) -> None:
    from rich.table import Table

    grid = Table.grid(padding=(0, 2, 0, 0))
    for _ in range(3):
        grid.add_column(overflow="fold")
    for value in values:
        said = (value.value, "") if value.value else ("not set", "dim")
        cells = (f"{' ' * indent}{value.name}", ""), said, (value.origin, "dim")
        grid.add_row(*(joined(cell) for cell in cells))
    pen.show(grid)
