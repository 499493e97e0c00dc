"""Every command in the documentation is understood, runs, and ends with the code that the page says."""

import re
import shlex
import shutil
from pathlib import Path
from typing import Any

import pytest
import typer

from clever_upgrade.cli.main import app
from tests.documentation.consoles import (
    PAGES,
    PROJECT,
    Command,
    Written,
    blocks_without_language,
    named_on,
    typed_on,
    written_on,
)
from tests.documentation.session import session
from tests.required import missing

NOT_TYPED = {
    r"pip install\b": "it installs from the network; .ci/run does so, with the README's commands as they stand",
    r"python -m venv\b": "it begins an environment of its own, in which nothing is installed; .ci/run does so",
    r"python -m tests\.benchmarks\.": "it measures for minutes, and what it prints is for people to judge",
}
"""What no test types, and why."""
TYPED = {page: typed_on(page) for page in PAGES}
WITH_CONSOLES = [page for page in PAGES if TYPED[page]]


def reason_not_to_type(command: Command) -> str | None:
    return next((reason for begins, reason in NOT_TYPED.items() if re.match(begins, command.text)), None)


def calls_of(command: Command) -> list[list[str]]:
    """The words of every call of the tool in a command line, without its name and what a shell takes for itself."""
    found = re.findall(r"\bclever-upgrade (.*?)(?= \||[|&;]|$)", command.text)
    return [shlex.split(re.sub(r"\s\d?>>? ?\S+", "", rest)) for rest in found]


def understand(words: list[str]) -> None:
    """Parse the words as the tool would, and run nothing; a word that is none raises."""
    group: Any = typer.main.get_command(app)
    context = group.make_context("clever-upgrade", list(words))
    while hasattr(group, "resolve_command"):
        _, group, rest = group.resolve_command(context, [*context._protected_args, *context.args])
        context = group.make_context(group.name, list(rest), parent=context)


def epilogs() -> list[Command]:
    def of(command: Any) -> list[Command]:
        own = re.findall(r"`(clever-upgrade [^`]+)`", command.epilog or "")
        inner = [each for child in getattr(command, "commands", {}).values() for each in of(child)]
        return [*(Command(f"--help of {command.name}", 0, text) for text in own), *inner]

    return of(typer.main.get_command(app))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(PROJECT).as_posix())
def test_every_command_on_a_page_is_understood(page: Path) -> None:
    wrong = []
    for command in [*TYPED[page], *named_on(page)]:
        for words in calls_of(command):
            try:
                understand(words)
            except (typer.Exit, SystemExit):
                continue
            except Exception as error:
                wrong.append(f"{command}: {error!r}")
    assert wrong == []


def test_every_example_of_a_help_is_understood() -> None:
    examples = epilogs()
    assert len(examples) > 20
    for example in examples:
        for words in calls_of(example):
            understand(words)


def test_a_misspelt_command_would_be_seen() -> None:
    understand(["diff", "students", "--sample", "3"])
    for words in (["dif"], ["diff", "--sampel", "3"], ["diff", "--sample", "many"], ["resync", "pln"]):
        with pytest.raises(Exception, match=r"No such|a valid|unexpected"):
            understand(words)


def test_no_command_hides_in_a_block_without_a_language() -> None:
    assert [page.name for page in PAGES if blocks_without_language(page)] == []


def test_what_is_not_typed_is_on_some_page() -> None:
    commands = [command.text for page in PAGES for command in TYPED[page]]
    assert [begins for begins in NOT_TYPED if not any(re.match(begins, text) for text in commands)] == []


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("page", WITH_CONSOLES, ids=lambda page: page.relative_to(PROJECT).as_posix())
def test_every_command_on_a_page_ends_as_the_page_says(page: Path, tmp_path: Path) -> None:
    if shutil.which("curl") is None and any("curl" in command.text for command in TYPED[page]):
        missing("curl", "curl is not installed")
    with session(tmp_path) as reader:
        for step in sorted([*written_on(page), *TYPED[page]], key=lambda step: step.line):
            if isinstance(step, Written):
                reader.write(step)
            elif reason_not_to_type(step) is None:
                reader.type(step)
