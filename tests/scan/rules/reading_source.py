"""Source in any language, as rules see it."""

from pathlib import PurePosixPath

from clever_upgrade.scan.project import Project
from clever_upgrade.scan.result import Finding
from clever_upgrade.scan.rules.rule import Judge
from clever_upgrade.scan.source import SourceFile
from clever_upgrade.scan.syntax.read import read_facts

_LANGUAGES = {".py": "python", ".rb": "ruby", ".js": "javascript", ".ts": "typescript", ".php": "php", ".sql": "sql"}


def judged(judge: Judge, sources: dict[str, str]) -> list[Finding]:
    """What a rule finds in files that are given by path and source."""
    files = [SourceFile(path, text, read_facts(text, _language(path))) for path, text in sources.items()]
    project = Project(files)
    return [finding for file in files for finding in judge(project.reading(file), project)]


def _language(path: str) -> str:
    suffix = PurePosixPath(path).suffix
    return _LANGUAGES.get(suffix, suffix.removeprefix("."))
