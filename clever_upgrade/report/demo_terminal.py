"""The demo as people see it: each scene told in a sentence, its commands, and in a few lines what they report.

What is drawn here is less than the commands themselves draw, so that the whole story fits on two screens.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from clever_upgrade.compare.result import DiffResult, Verdict
from clever_upgrade.contract.changes import Change
from clever_upgrade.grammar import counted
from clever_upgrade.report.diff import words as diff_words
from clever_upgrade.report.diff.json import groups_in_order
from clever_upgrade.report.diff.summary_terminal import STYLES as VERDICT_STYLES
from clever_upgrade.report.explain_terminal import STYLES as SEVERITY_STYLES
from clever_upgrade.report.resync.table_terminal import draw_plan
from clever_upgrade.report.resync.terminal import applied_in_words, end_in_words
from clever_upgrade.report.scan import words as scan_words
from clever_upgrade.report.screen import Pen, columns_of
from clever_upgrade.resync.result import EventsResult, ResyncResult
from clever_upgrade.scan.result import Finding, ScanResult

Draw = Callable[[Pen], None]

_NARROW = 72
"""Below this width what would stand in columns stands in paragraphs."""


@dataclass(frozen=True, slots=True)
class Scene:
    """One step of the story; ``act`` does what the commands do, and gives what is seen of it."""

    question: str
    told: str
    commands: tuple[str, ...]
    act: Callable[[], Draw]


def story(scenes: Iterable[Scene], rest: Callable[[], object] = lambda: None) -> Iterator[Draw]:
    """Everything there is to see, each piece as soon as it is known; ``rest`` is called after every scene."""
    yield _opening
    for number, scene in enumerate(scenes, 1):
        yield partial(_opened, number=number, scene=scene)
        yield scene.act()
        rest()
    yield _closing


def _opening(pen: Pen) -> None:
    pen.line(("From v1.1 of Clever's roster API to v1.2", "bold"), (", on this machine alone.", ""))
    pen.line(("District and integration are made up; every command can be typed as it stands.", "dim"))


def _opened(pen: Pen, number: int, scene: Scene) -> None:
    pen.heading(f"{number}. {scene.question}", "bold")
    pen.hanging((scene.told, ""))
    for command in scene.commands:
        pen.command(command, indent=2, prompt="$ ")


def _closing(pen: Pen) -> None:
    pen.heading("Now yours")
    pen.hanging(("Nothing of this is left on your disk. Begin with your own code, which needs no token:", ""))
    pen.command("clever-upgrade scan", 4)
    pen.hanging(("Or take your time with the sample integration:", ""))
    pen.command("clever-upgrade demo --sample roster-sync", 4)


def of_changes(changes: Sequence[Change]) -> Draw:
    """The catalogue, a line for each change."""
    return lambda pen: _rows(pen, [(change.name, "cyan", change.title) for change in changes])


def of_scan(result: ScanResult, folder: str) -> Draw:
    """The answer, and a line for each finding; places are told from the folder on."""

    def draw(pen: Pen) -> None:
        worst = result.worst()
        pen.hanging((scan_words.headline(result), f"bold {SEVERITY_STYLES[worst]}" if worst else "bold"))
        found = scan_words.in_order(result.findings)
        _rows(pen, [(_place(one, folder), SEVERITY_STYLES[one.severity], _brief(one)) for one in found])

    return draw


def of_diff(result: DiffResult) -> Draw:
    """The answer, and a line for each field that changes as documented."""

    def draw(pen: Pen) -> None:
        pen.hanging((diff_words.headline(result), f"bold {VERDICT_STYLES[result.worst]}"))
        groups = diff_words.groups_of(groups_in_order(result), Verdict.DOCUMENTED)
        _rows(
            pen,
            [
                (
                    diff_words.place(group.collection, group.path),
                    VERDICT_STYLES[group.verdict],
                    f"{group.change.value} in {counted(group.records, 'record')} ({group.rule})",
                )
                for group in groups
            ],
        )

    return draw


def of_resync(result: ResyncResult) -> Draw:
    """The plan that was carried out, and how it ended."""

    def draw(pen: Pen) -> None:
        pen.blank()
        draw_plan([(each.collection, each.rows, each.plan) for each in result.collections if each.plan], pen)
        pen.blank()
        pen.hanging(*end_in_words(result))

    return draw


def of_events(result: EventsResult) -> Draw:
    """What the events did."""
    return lambda pen: pen.hanging((applied_in_words(result), "green"))


def of_serving(base_url: str, students: int) -> Draw:
    """What a sandbox says of itself."""
    return lambda pen: pen.hanging((f"Serving a made-up district of {students:,} students at {base_url}", ""))


def _rows(pen: Pen, rows: Sequence[tuple[str, str, str]]) -> None:
    """Two columns, or on a narrow screen one paragraph for both."""
    widest = max(columns_of(name) for name, _, _ in rows)
    for name, style, text in rows:
        if pen.width < _NARROW:
            pen.hanging((name, style), (f": {text}", ""), mark="-")
        else:
            pen.hanging((text, ""), mark=f"{name:<{widest}}", style=style)


def _place(finding: Finding, folder: str) -> str:
    return f"{finding.path.removeprefix(f'{folder}/')}:{finding.place.line}"


def _brief(finding: Finding) -> str:
    """The message up to its first pause: the rest is for those who read the finding itself."""
    return f"{finding.severity.value} {finding.rule}: {re.split('[;:] ', finding.message)[0]}"
