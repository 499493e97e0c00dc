"""Looks at what the tool keeps: the store of ``resync``, and the folder with the notes of long comparisons."""

import os
from pathlib import Path

from clever_upgrade.config import Setting
from clever_upgrade.doctor.result import Check, Part
from clever_upgrade.errors import CleverUpgradeError, StoreError, UsageError
from clever_upgrade.grammar import counted
from clever_upgrade.store.database import Database, open_database
from clever_upgrade.store.schema import newer_than_known, refuse_foreign, stored_version
from clever_upgrade.store.tables import SCHEMA_VERSION
from clever_upgrade.store.url import parse_store_url, refuse_shared_password

_PART = Part.STORAGE
_SQLITE = "sqlite"


def store_check(setting: Setting[str], *, offline: bool) -> Check:
    """Whether the store can be reached, and is one of this version of the tool; none is made."""
    try:
        url = parse_store_url(setting.value)
        refuse_shared_password(url, setting.origin)
        if offline and url.get_backend_name() != _SQLITE:
            return Check.skipped(_PART, "store", f"a {url.get_backend_name()} server, which --offline does not ask")
        database = open_database(setting.value)
        try:
            return _examined(database)
        finally:
            database.close()
    except CleverUpgradeError as error:
        return Check.failed(_PART, "store", error)


def folder_check(folder: Path) -> Check:
    """Whether notes of long comparisons can be kept in ``folder``."""
    try:
        place = next((each for each in (folder, *folder.parents) if each.exists()), folder)
        usable = _takes_files(place)
    except OSError:  # such as a name that is too long
        usable = False
    if not usable:
        error = UsageError(
            f"notes of long comparisons cannot be kept in {folder}", hint="Name another folder in CLEVER_UPGRADE_STATE."
        )
        return Check.failed(_PART, "state-folder", error)
    if place != folder:
        return Check.ok(_PART, "state-folder", f"{folder}, made when it is needed")
    notes = sum(1 for _ in folder.glob("diff-*.ndjson"))
    kept = "" if not notes else f", with {counted(notes, 'comparison')} to go on with --resume"
    return Check.ok(_PART, "state-folder", f"{folder}{kept}")


def _takes_files(folder: Path) -> bool:
    return folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)


def _examined(database: Database) -> Check:
    if database.is_missing:
        return _not_yet(database)
    version = stored_version(database)
    if version is None:
        refuse_foreign(database)
        return Check.ok(_PART, "store", f"{database.name} can be reached, and has no table of the tool yet")
    if version > SCHEMA_VERSION:
        raise newer_than_known(database)
    older = "" if version == SCHEMA_VERSION else f", which `resync` brings up to {SCHEMA_VERSION}"
    return Check.ok(_PART, "store", f"{database.name} can be reached; its schema has version {version}{older}")


def _not_yet(database: Database) -> Check:
    if not _takes_files(Path(database.url.database or "").parent):
        raise StoreError(
            f"{database.name}: the folder of the file is not there, or may not be written",
            hint="Check --store: its folder must be there, and yours to write.",
        )
    return Check.ok(_PART, "store", f"{database.name} is not there yet; `resync` makes it")
