"""The page that ``--help`` shows: plain text at once, its options grouped by what they are about.

Typer would draw it with Rich, which alone takes longer to load than a help may take.
"""

from typing import Any

import typer
from typer.core import TyperCommand

_ARGUMENTS, _OPTIONS = "Arguments", "Options"


class GroupedCommand(TyperCommand):
    """A command whose options stand below the titles that they were given; those without one come first."""

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """The words that may follow the command, in order."""
        arguments = (_as_typed(parameter) for parameter in self.get_params(ctx))
        return ["[OPTIONS]", *(argument for argument in arguments if argument)]

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write the groups, each in the order of its options."""
        groups: dict[str, list[tuple[str, str]]] = {_ARGUMENTS: [], _OPTIONS: []}
        for parameter in self.get_params(ctx):
            record = parameter.get_help_record(ctx)
            if record is not None:
                name, text = record
                groups.setdefault(_title(parameter), []).append((_as_typed(parameter) or name, text))
        for title, records in groups.items():
            if records:
                with formatter.section(title):
                    formatter.write_dl(records)


def show_help_alone(context: typer.Context) -> None:
    """The callback of a group whose name alone asks what it can do."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


def _title(parameter: Any) -> str:
    usual = _ARGUMENTS if parameter.param_type_name == "argument" else _OPTIONS
    return getattr(parameter, "rich_help_panel", None) or usual


def _as_typed(parameter: Any) -> str:
    """An argument in the notation of manuals, such as ``[PATH]...``, where Typer adds its type; empty for an option."""
    if parameter.param_type_name != "argument":
        return ""
    name = parameter.metavar or parameter.name.upper()
    return (name if parameter.required else f"[{name}]") + ("..." if parameter.nargs != 1 else "")
