"""``clever-upgrade demo``: the whole way from v1.1 to v1.2 in a minute, on this machine alone."""

import os
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TextIO

import typer

from clever_upgrade.errors import InterruptedRunError, UsageError

if TYPE_CHECKING:
    from clever_upgrade.report.demo_terminal import Scene

EXAMPLES = """Examples: `clever-upgrade demo` tells the story and leaves nothing behind;
`clever-upgrade demo --pause 20` rests after each scene, for a talk;
`clever-upgrade demo --sample roster-sync` writes the sample integration into a new folder, to try commands on."""


def demo(
    pause: Annotated[float, typer.Option(min=0, metavar="SECONDS", help="Rest so long after each scene.")] = 0.0,
    sample: Annotated[
        str | None,
        typer.Option(metavar="FOLDER", help="Only write the sample integration, into this new folder."),
    ] = None,
) -> None:
    """Show the whole story on a made-up district: what changes, scan, diff, resync, events."""
    from clever_upgrade.cli.output import result_stream

    if sample is not None:
        _write_sample(Path(sample), pause)
        return
    with _ended_in_order(), tempfile.TemporaryDirectory(prefix="clever-demo-") as folder, result_stream(None) as stream:
        from clever_upgrade.cli.demo_scenes import demo_scenes

        with demo_scenes(Path(folder)) as scenes:
            _tell(scenes, stream, pause)


def _write_sample(folder: Path, pause: float) -> None:
    from clever_upgrade.sandbox.integration import lay_out

    if pause:
        raise UsageError("--sample tells no story, so --pause has no meaning with it", hint="Leave one of them out.")
    names = lay_out(folder)
    typer.echo(f"Wrote {', '.join(names)} into {folder}. Now run: clever-upgrade scan {folder}", err=True)


def _tell(scenes: "tuple[Scene, ...]", stream: TextIO, pause: float) -> None:
    from clever_upgrade.report.demo_terminal import story
    from clever_upgrade.report.manners import manners_of
    from clever_upgrade.report.screen import drawn

    manners = manners_of(stream, os.environ)
    for draw in story(scenes, rest=lambda: time.sleep(pause)):
        stream.write(drawn(manners, draw))
        stream.flush()


@contextmanager
def _ended_in_order() -> Iterator[None]:
    """Ctrl-C and SIGTERM alike end the block by way of its ``finally``, so that nothing is left behind."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    except (KeyboardInterrupt, InterruptedRunError):
        raise InterruptedRunError("interrupted", hint="Nothing is left of the demo; run it again to see it.") from None
    finally:
        signal.signal(signal.SIGTERM, before)
