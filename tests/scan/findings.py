"""Findings for tests of what is done with them."""

from clever_upgrade.scan.result import Edit, Finding, Fix, Severity
from clever_upgrade.scan.tree.lines import line_index


def finding(
    text: str, matched: str, *, rule: str = "endpoint-version", path: str = "a.py", put: str | None = None, nth: int = 1
) -> Finding:
    """A finding where ``matched`` stands in the text for the n-th time, with a fix that puts something else there."""
    start = -1
    for _ in range(nth):
        start = text.index(matched, start + 1)
    place = line_index(text).place(start, start + len(matched))
    fix = None if put is None else Fix(f"say {put}", (Edit(place, put),))
    return Finding(rule, Severity.ERROR, path, place, f"{rule} here", "change it", matched, "", fix=fix)
