"""The use-case of ``status``: reads how the sync of one district stands, through both versions."""

import re
from collections.abc import Sequence
from typing import Any

import msgspec

from clever_upgrade.api.districts import require_district
from clever_upgrade.compare.request import STATUS
from clever_upgrade.compare.source import Source
from clever_upgrade.compare.status_result import DistrictStatus, StatusTold
from clever_upgrade.contract import Upgrade, Version
from clever_upgrade.errors import MalformedAnswerError, NothingComparedError

MOMENTS = ("last_sync", "pause_start", "pause_end", "launch_date")
_WORD = re.compile(r"[a-z][a-z_-]{0,30}")


async def read_status(source: Source, upgrade: Upgrade, expected: Sequence[str] = ()) -> DistrictStatus:
    """The status of the district that the source's token sees; ApiError if a version does not tell it.

    UsageError if that is none of the ``expected`` districts, where there are any.
    """
    page = await source.first_page(upgrade.to_version.name, "/districts")
    if not page.ids:
        raise NothingComparedError("the token sees no district, so there is no status to read")
    district = page.ids[0]
    require_district(district, expected)
    older, newer = [await _told(source, version, district) for version in (upgrade.from_version, upgrade.to_version)]
    return DistrictStatus(district, _text(page.records[0], "name"), older, newer)


def status_told(version: Version, record: bytes) -> StatusTold:
    """What one version's record of a status says; MalformedAnswerError if it is no record."""
    fields = _fields(record)
    known = version.resources[STATUS].fields
    malformed = [name for name, facts in known.items() if name in fields and not facts.accepts(fields[name])]
    moments = {name: fields[name] for name in MOMENTS if isinstance(fields.get(name), str) and name not in malformed}
    return StatusTold(
        state=_word(fields.get("state")),
        sis_type=_word(fields.get("sis_type")),
        moments=moments,
        has_error=bool(fields.get("error")),
        malformed=tuple(name for name in malformed if name != "state"),
    )


async def _told(source: Source, version: Version, district: str) -> StatusTold:
    path = f"/districts/{district}/{STATUS}"
    page = await source.first_page(version.name, path)
    if not page.records:
        raise MalformedAnswerError(f"GET {version.prefix}{path} answered with no status at all")
    return status_told(version, page.records[0])


def _text(record: bytes, name: str) -> str:
    value = _fields(record).get(name)
    return value if isinstance(value, str) else ""


def _fields(record: bytes) -> dict[str, Any]:
    try:
        return msgspec.json.decode(record, type=dict[str, Any])
    except (msgspec.DecodeError, RecursionError):
        raise MalformedAnswerError("the answer holds something else than a record") from None


def _word(value: object) -> str:
    """A value that is one plain word. Anything longer could be about a person, so it is not passed on."""
    return value if isinstance(value, str) and _WORD.fullmatch(value) else ""
