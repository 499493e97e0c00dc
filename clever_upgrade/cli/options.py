"""The options that several commands share, each with its help."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from functools import wraps
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from clever_upgrade.report.command_line import Source

WHERE, HOW = "Where to read and write", "How to report"

Store = Annotated[
    str | None,
    typer.Option(
        metavar="URL",
        show_default="sqlite:///clever.db",
        help="The database, else CLEVER_UPGRADE_STORE; sqlite, postgresql, mysql or mariadb.",
        rich_help_panel=WHERE,
    ),
]
Sandbox = Annotated[bool, typer.Option("--sandbox", help="Read a throw-away local district.", rich_help_panel=WHERE)]
BaseUrl = Annotated[
    str | None,
    typer.Option(metavar="URL", help="The server, else CLEVER_API_URL, else Clever's.", rich_help_panel=WHERE),
]
TokenFile = Annotated[
    str | None,
    typer.Option(
        metavar="FILE", help="File with the token; - is standard input. Else CLEVER_TOKEN.", rich_help_panel=WHERE
    ),
]
ClientId = Annotated[
    str | None,
    typer.Option(
        metavar="ID",
        help="Read every district of this application; its secret is in CLEVER_CLIENT_SECRET.",
        rich_help_panel=WHERE,
    ),
]
District = Annotated[
    list[str] | None,
    typer.Option(metavar="ID", help="Read this district and no other; repeatable.", rich_help_panel=WHERE),
]
AtOnce = Annotated[
    int, typer.Option("--at-once", min=1, max=32, help="How many districts to read at a time.", rich_help_panel=WHERE)
]
Record = Annotated[
    str | None,
    typer.Option(
        "--record", metavar="DIR", help="Record what is read, personal values replaced.", rich_help_panel=WHERE
    ),
]
Replay = Annotated[
    str | None,
    typer.Option("--replay", metavar="DIR", help="Read from this recording, without network.", rich_help_panel=WHERE),
]
MapIds = Annotated[
    bool, typer.Option("--map-ids", help="Replace the ids in what is recorded, too.", rich_help_panel=WHERE)
]
PublicField = Annotated[
    list[str] | None,
    typer.Option(
        metavar="PATH",
        help="Record this undocumented field as it is, such as students.house; repeatable.",
        rich_help_panel=WHERE,
    ),
]
PageSize = Annotated[
    int | None,
    typer.Option(min=1, max=10000, show_default="2000", help="Records to ask for at once.", rich_help_panel=WHERE),
]
MaxRate = Annotated[int | None, typer.Option(min=1, help="At most so many requests a minute.", rich_help_panel=WHERE)]
Timeout = Annotated[
    float | None,
    typer.Option(min=0.1, show_default="30", help="Seconds to wait for an answer.", rich_help_panel=WHERE),
]
Config = Annotated[
    str | None,
    typer.Option(metavar="FILE", help="Configuration to use instead of the nearest one.", rich_help_panel=WHERE),
]
Lease = Annotated[
    float,
    typer.Option(
        "--lease", min=2, help="Seconds for which a killed run keeps others out.", rich_help_panel=WHERE, hidden=True
    ),
]
Output = Annotated[
    str | None,
    typer.Option(metavar="FILE", help="Write to this file; - is standard output.", rich_help_panel=HOW),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Only the result and errors.", rich_help_panel=HOW)]
Verbose = Annotated[
    int,
    typer.Option(
        "--verbose",
        "-v",
        count=True,
        show_default=False,
        help="Tell each request on standard error; -vv its answer too, without values.",
        rich_help_panel=HOW,
    ),
]


@dataclass(frozen=True, slots=True)
class Reading:
    """The options that say where and how gently to read, as the user gave them."""

    sandbox: Sandbox = False
    base_url: BaseUrl = None
    token_file: TokenFile = None
    client_id: ClientId = None
    district: District = None
    at_once: AtOnce = 4
    record: Record = None
    replay: Replay = None
    map_ids: MapIds = False
    public_field: PublicField = None
    page_size: PageSize = None
    max_rate: MaxRate = None
    timeout: Timeout = None
    config: Config = None
    quiet: Quiet = False
    verbose: Verbose = 0

    @property
    def districts(self) -> tuple[str, ...]:
        """The districts that were picked; empty for whichever there are."""
        return tuple(self.district or ())

    @property
    def flags(self) -> Mapping[str, object]:
        """What the flags say, by the names of the settings."""
        names = ("base_url", "page_size", "max_rate", "timeout")
        return {name: getattr(self, name) for name in names}

    @property
    def source(self) -> "Source":
        """What says where and how gently to read, for the commands that a report tells the user to copy."""
        from clever_upgrade.report.command_line import Source, options

        named = [field for field in fields(self) if field.name not in _NOT_REPEATED]
        values = {field.name: getattr(self, field.name) for field in named}
        given = {field.name: values[field.name] for field in named if values[field.name] != field.default}
        return Source(options(given), self.districts)


_NOT_REPEATED = frozenset({"district", "record", "map_ids", "public_field", "quiet", "verbose"})
"""What has a place of its own in a command, belongs to one recording, or says how to tell of the work."""


def reads(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command, whose first parameter is a ``Reading``, one option for each of that one's fields instead."""
    own = list(inspect.signature(command).parameters.values())[1:]
    shared = list(inspect.signature(Reading).parameters.values())
    names = [parameter.name for parameter in shared]

    @wraps(command)
    def with_options(**values: Any) -> None:
        command(Reading(**{name: values.pop(name) for name in names}), **values)

    parameters = [each.replace(kind=inspect.Parameter.KEYWORD_ONLY) for each in (*own, *shared)]
    with_options.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    with_options.__annotations__ = {each.name: each.annotation for each in parameters}
    return with_options
