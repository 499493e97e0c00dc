"""What a user asks of a scan."""

from dataclasses import dataclass, field
from pathlib import Path

from clever_upgrade.scan.settings import ScanSettings


@dataclass(frozen=True, slots=True)
class ScanRequest:
    """What to look at and how.

    ``paths`` are files and folders as the user wrote them. ``root`` is the folder that fingerprints and baselines name
    files from. ``resynced``: the full resync is done, so that events may be read from v1.2.
    """

    paths: tuple[str, ...]
    settings: ScanSettings = field(default_factory=ScanSettings)
    root: Path = field(default_factory=Path)
    resynced: bool = False
