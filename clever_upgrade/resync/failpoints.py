"""Named places at which a test may have the process killed or stopped, to prove that nothing is lost there."""

import os
import signal
from collections.abc import Mapping
from dataclasses import dataclass, field

VARIABLE = "CLEVER_UPGRADE_FAILPOINT"

NAMES: tuple[str, ...] = (
    "claimed", "watermark-read", "watermark-saved", "page-fetched", "page-staging", "page-staged", "collection-walked",
    "collection-counted", "verified", "planned", "cut-over-merged", "cut-over", "replay-started", "replay-staging",
    "replay-staged", "replay-merged", "replayed", "events-applying", "events-applied",
)  # fmt: skip
"""In the order in which a run passes them; those that end in -ing or -merged stand inside a transaction."""


@dataclass(slots=True)
class Failpoints:
    """Kills (or stops) the process when a place is passed for the n-th time; does nothing unless it was asked to."""

    name: str | None = None
    on_pass: int = 1
    stops: bool = False
    _passed: int = field(default=0, init=False)

    def hit(self, name: str) -> None:
        """A place is passed."""
        if name != self.name:
            return
        self._passed += 1
        if self._passed == self.on_pass:
            os.kill(os.getpid(), signal.SIGSTOP if self.stops else signal.SIGKILL)


def from_environment(environ: Mapping[str, str]) -> Failpoints:
    """What the environment asks for, as ``page-staged``, ``page-staged:3`` or ``page-staged:3=stop``."""
    wanted, _, action = environ.get(VARIABLE, "").partition("=")
    name, _, number = wanted.partition(":")
    if name not in NAMES:
        return Failpoints()
    return Failpoints(name, int(number or 1), stops=action == "stop")
