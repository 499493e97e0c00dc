"""What a rule is: a name, and a judgement on one file of a project."""

from collections.abc import Callable, Iterator

from clever_upgrade.scan.project import Project, Reading
from clever_upgrade.scan.result import Finding

Judge = Callable[[Reading, Project], Iterator[Finding]]
"""Yields what a rule finds in a file, and in other files from which this one takes a constant."""
