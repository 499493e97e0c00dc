"""What the parts of a check are, as the configuration names them."""

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from clever_upgrade.check.result import DIFF, PROBE, Unchecked
from clever_upgrade.check.run import Parts
from clever_upgrade.check.settings import CheckSettings
from clever_upgrade.cli.options import Reading
from clever_upgrade.config import load_settings
from clever_upgrade.errors import NotRecordedError
from clever_upgrade.filenames import is_there
from clever_upgrade.scan.settings import ScanSettings

if TYPE_CHECKING:
    from clever_upgrade.check.probe.result import ProbeResult
    from clever_upgrade.check.readiness import Standing
    from clever_upgrade.compare.result import DiffResult
    from clever_upgrade.scan.result import ScanResult

_NO_DATA = Unchecked(
    DIFF,
    "no recording is configured, and no live comparison",
    "Record one with `clever-upgrade diff --record cassettes`, then set cassettes below [check].",
)
_RECORD_AGAIN = (
    "Set collections and sample below [check] to what it was recorded with, or record it again with "
    "`clever-upgrade diff --record`."
)
_NO_PARSER = Unchecked(
    PROBE,
    "no parser of yours is configured",
    "Name what reads Clever's records below [[probe]]; `clever-upgrade init` writes an example.",
)


def parts_of(paths: list[str] | None, settings: CheckSettings, scan_settings: ScanSettings, reading: Reading) -> Parts:
    """How to run each part, or why it is not to run; ``reading`` is what was asked for on the command line."""
    has_data = settings.live or settings.cassettes is not None
    return Parts(
        scan=lambda: _scan(paths or list(settings.paths), _without_recording(scan_settings, settings.cassettes)),
        probe=_probes(settings, reading),
        diff=(lambda: _compare(settings, reading)) if has_data else _NO_DATA,
        standing=lambda: _standing(reading.config),
    )


def _scan(paths: list[str], settings: ScanSettings) -> "ScanResult":
    from clever_upgrade.scan.request import ScanRequest
    from clever_upgrade.scan.run import scan
    from clever_upgrade.scan.tree.root import project_root

    return scan(ScanRequest(paths=tuple(paths), settings=settings, root=project_root(paths[0], Path.cwd())))


def _without_recording(settings: ScanSettings, cassettes: Path | None) -> ScanSettings:
    """The settings of a scan that leaves the recording out: it is data, and of both versions."""
    here = (settings.folder or Path()).resolve()
    if cassettes is None or not cassettes.resolve().is_relative_to(here):
        return settings
    inside = cassettes.resolve().relative_to(here)
    return replace(settings, exclude=(*settings.exclude, f"/{inside.as_posix()}/"))


def _probes(settings: CheckSettings, reading: Reading) -> "Callable[[], ProbeResult] | Unchecked":
    from clever_upgrade.check.probe.settings import load_probes
    from clever_upgrade.cli.probe import try_parsers

    probes = load_probes(config=reading.config)
    if not probes:
        return _NO_PARSER
    # Records at random would make a gate slower, and another one where Hypothesis is not installed.
    return lambda: try_parsers(probes, settings.cassettes, examples=0, quiet=reading.quiet)


def _compare(settings: CheckSettings, reading: Reading) -> "DiffResult":
    from clever_upgrade.cli.accepted import compare_with_accepted
    from clever_upgrade.cli.diff import compare
    from clever_upgrade.compare.request import DiffRequest

    replay, client_id = None, settings.client_id
    if settings.cassettes is not None:
        replay = str(settings.cassettes)
        client_id = client_id or _recorded_application(settings.cassettes)
    reading = replace(reading, client_id=client_id, replay=replay)
    try:
        request = DiffRequest(collections=settings.collections, sample=settings.sample)
        if settings.accept is None:
            return compare(reading, request)
        return compare_with_accepted(lambda asked: compare(reading, asked), request, str(settings.accept))
    except NotRecordedError as error:
        raise NotRecordedError(error.message, hint=_RECORD_AGAIN) from None


def _recorded_application(cassettes: Path) -> str | None:
    """Something to call the application by, if the recording is one of an application; it is not asked for."""
    from clever_upgrade.api.recording.files import read_contents
    from clever_upgrade.api.recording.record import APPLICATION

    return APPLICATION if APPLICATION in read_contents(cassettes).owners else None


def _standing(config: str | None) -> "Standing":
    """How far the store is. One that is not there, or cannot be reached, is no reason to fail a check of the code."""
    from clever_upgrade.check.readiness import Standing

    store = load_settings({}, os.environ, config=config).store
    if store.origin == "default" and not is_there(Path(store.value.removeprefix("sqlite:///"))):
        return Standing()
    from clever_upgrade.cli.workplace import existing_store
    from clever_upgrade.errors import CleverUpgradeError
    from clever_upgrade.resync.views import look

    try:
        with existing_store(None, config) as database:
            views = look(database) if database is not None else ()
    except CleverUpgradeError as error:
        return Standing(problem=f"the store could not be read ({error.message})")
    return Standing(len(views), sum(view.district.version is not None for view in views))
