"""The options that every command has, and how one ends that was interrupted, or that nobody listens to any more."""

import inspect
import logging
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from enum import StrEnum
from functools import wraps
from typing import Annotated, Any, get_args

import typer
from typer.core import TyperGroup
from typer.models import OptionInfo

from clever_upgrade.cli.help_page import GroupedCommand
from clever_upgrade.cli.streams import forget
from clever_upgrade.errors import ExitCode, InterruptedRunError, UsageError
from clever_upgrade.report.untrusted import printable

EVERYWHERE = "Everywhere"
DEBUG_VARIABLE = "CLEVER_UPGRADE_DEBUG"


class ColorWhen(StrEnum):
    """When there is colour."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"


Color = Annotated[
    ColorWhen,
    typer.Option(help="When to show colour; auto heeds the environment and the terminal.", rich_help_panel=EVERYWHERE),
]
Traceback = Annotated[
    bool,
    typer.Option(
        "--traceback",
        help="Show where an error comes from; it may quote personal data.",
        rich_help_panel=EVERYWHERE,
    ),
]

_VARIABLES: dict[ColorWhen, dict[str, str | None]] = {
    ColorWhen.AUTO: {},
    ColorWhen.ALWAYS: {"NO_COLOR": None, "FORCE_COLOR": "1"},
    ColorWhen.NEVER: {"NO_COLOR": "1"},
}
_NAMED = frozenset({"FILE", "DIR", "FOLDER"})
"""How help calls the value of an option that is the name of a file or a folder."""
_API_LOG = "clever_upgrade.api"
_LEVELS = (logging.WARNING, logging.INFO, logging.DEBUG)
_OWN = [
    inspect.Parameter("color", inspect.Parameter.KEYWORD_ONLY, default=ColorWhen.AUTO, annotation=Color),
    inspect.Parameter("traceback", inspect.Parameter.KEYWORD_ONLY, default=False, annotation=Traceback),
]


class Commands(TyperGroup):
    """All commands of the tool, which end alike where they are interrupted, or where a reader has seen enough."""

    def make_context(self, *args: Any, **values: Any) -> Any:
        """Read the words of the command line, which may ask for help."""
        with _ended_in_order():
            return super().make_context(*args, **values)

    def invoke(self, ctx: Any) -> Any:
        """Run the command."""
        with _ended_in_order():
            return super().invoke(ctx)


def give_manners(app: typer.Typer) -> None:
    """Give every command of an application, at whatever depth, the same options and the same ends."""
    for command in app.registered_commands:
        if command.callback is not None:
            # In a list of commands, Typer would cut the sentence short.
            command.short_help = (inspect.getdoc(command.callback) or "").partition("\n")[0]
            command.callback, command.cls = mannered(command.callback), GroupedCommand
    for group in app.registered_groups:
        if group.typer_instance is not None:
            give_manners(group.typer_instance)


def mannered(command: Callable[..., Any]) -> Callable[..., None]:
    """The command with ``--color`` and ``--traceback``; a ``verbose`` of its own is the number of ``-v``."""
    own = inspect.signature(command).parameters.values()

    @wraps(command)
    def with_manners(*, color: ColorWhen, traceback: bool, **values: Any) -> None:
        _refuse_no_name(own, values)
        verbose = values.get("verbose", 0)
        if verbose and values.get("quiet"):
            raise UsageError("--quiet and --verbose exclude each other", hint="Leave one of them out.")
        with _colored(color), _heard(verbose):
            try:
                command(**values)
            except (typer.Exit, typer.Abort):
                raise
            except Exception:
                if traceback or os.environ.get(DEBUG_VARIABLE):
                    show_traceback()
                raise

    parameters = [each.replace(kind=inspect.Parameter.KEYWORD_ONLY) for each in (*own, *_OWN)]
    for each in parameters:
        _name_value(each.annotation)
    with_manners.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    with_manners.__annotations__ = {each.name: each.annotation for each in parameters}
    return with_manners


def _refuse_no_name(parameters: Iterable[inspect.Parameter], values: Mapping[str, Any]) -> None:
    """UsageError for an option that is to name a file or a folder, and is empty: that would be the working folder."""
    for each in parameters:
        _, info, *_ = (*get_args(each.annotation), None, None)
        if isinstance(info, OptionInfo) and info.metavar in _NAMED and values[each.name] == "":
            raise UsageError(f"--{each.name.replace('_', '-')} names nothing", hint="Write a name, or leave it out.")


def _name_value(annotation: Any) -> None:
    """In help, a flag stands alone, and a number is called so; Typer would name the types of Python."""
    kind, info, *_ = (*get_args(annotation), None)
    if not isinstance(info, OptionInfo) or info.metavar is not None:
        return
    kinds = {kind, *get_args(kind)}
    if bool in kinds or info.count:
        info.metavar = ""
    elif kinds & {int, float}:
        info.metavar = "NUMBER"


def show_traceback() -> None:
    """Where the current error comes from, with its message, for whoever asked for it."""
    import traceback

    traceback.print_exc()


@contextmanager
def _ended_in_order() -> Iterator[None]:
    # Of both, Typer would make an exit code of its own.
    try:
        yield
    except KeyboardInterrupt:
        raise InterruptedRunError("interrupted") from None
    except BrokenPipeError:
        forget(sys.stdout)
        raise typer.Exit(ExitCode.OK) from None


@contextmanager
def _colored(when: ColorWhen) -> Iterator[None]:
    """Colour as asked for, for everything in the block that looks at the environment."""
    before = {name: os.environ.get(name) for name in ("NO_COLOR", "FORCE_COLOR")}
    _set(_VARIABLES[when])
    try:
        yield
    finally:
        _set(before)


def _set(variables: dict[str, str | None]) -> None:
    for name, value in variables.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value


class _Printable(logging.Formatter):
    """Nothing that is logged steers a terminal: paths hold ids that a server chose."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        return printable(super().format(record))


@contextmanager
def _heard(verbose: int) -> Iterator[None]:
    """What the client of the API logs, on standard error: each request from one ``-v`` on, its answer from two."""
    if not verbose:
        yield
        return
    log, handler = logging.getLogger(_API_LOG), logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Printable("%(message)s"))
    level = log.level
    log.addHandler(handler)
    log.setLevel(_LEVELS[min(verbose, len(_LEVELS) - 1)])
    try:
        yield
    finally:
        log.setLevel(level)
        log.removeHandler(handler)
