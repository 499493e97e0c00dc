"""What the parts of a check are, as the configuration names them."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from clever_upgrade.check.result import Unchecked
from clever_upgrade.check.run import DIFF, PROBE, Parts
from clever_upgrade.check.settings import CheckSettings
from clever_upgrade.cli.options import Reading
from clever_upgrade.config import load_settings
from clever_upgrade.scan.settings import ScanSettings

if TYPE_CHECKING:
    from clever_upgrade.check.readiness import Standing
    from clever_upgrade.compare.result import DiffResult
    from clever_upgrade.scan.result import ScanResult

_NO_DATA = Unchecked(
    DIFF,
    "no recording is configured, and no live comparison",
    "Record one with `clever-upgrade diff --record cassettes`, then set cassettes below [check].",
)
_NO_PARSER = Unchecked(
    PROBE,
    "no parser of yours is configured",
    "Name what reads Clever's records below [[probe]]; `clever-upgrade init` writes an example.",
)


def parts_of(
    paths: list[str] | None, settings: CheckSettings, scan_settings: ScanSettings, *, config: str | None, quiet: bool
) -> Parts:
    """How to run each part, or why it is not to run."""
    return Parts(
        scan=lambda: _scan(paths or list(settings.paths), scan_settings),
        probe=_NO_PARSER,
        diff=(lambda: _compare(settings, config, quiet=quiet)) if settings.live else _NO_DATA,
        standing=lambda: _standing(config),
    )


def _scan(paths: list[str], settings: ScanSettings) -> "ScanResult":
    from clever_upgrade.scan.request import ScanRequest
    from clever_upgrade.scan.run import scan
    from clever_upgrade.scan.tree.root import project_root

    return scan(ScanRequest(paths=tuple(paths), settings=settings, root=project_root(paths[0], Path.cwd())))


def _compare(settings: CheckSettings, config: str | None, *, quiet: bool) -> "DiffResult":
    from clever_upgrade.cli.diff import compare
    from clever_upgrade.compare.request import DiffRequest

    request = DiffRequest(collections=settings.collections, sample=settings.sample)
    return compare(Reading(config=config, quiet=quiet), request)


def _standing(config: str | None) -> "Standing":
    """How far the store is. One that is not there, or cannot be reached, is no reason to fail a check of the code."""
    from clever_upgrade.check.readiness import Standing
    from clever_upgrade.cli.workplace import existing_store
    from clever_upgrade.errors import CleverUpgradeError
    from clever_upgrade.resync.views import look

    if load_settings({}, os.environ, config=config).store.origin == "default" and not Path("clever.db").exists():
        return Standing()
    try:
        with existing_store(None, config) as database:
            views = look(database) if database is not None else ()
    except CleverUpgradeError:
        return Standing()
    return Standing(len(views), sum(view.district.version is not None for view in views))
