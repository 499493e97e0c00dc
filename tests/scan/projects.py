"""Small projects for tests of what is known across files."""

from clever_upgrade.scan.project import Project
from clever_upgrade.scan.source import SourceFile
from clever_upgrade.scan.syntax.read import read_facts
from clever_upgrade.scan.tree.kinds import kind_of


def source_file(path: str, text: str) -> SourceFile:
    """A file as it is read."""
    kind = kind_of(path.rpartition("/")[2])
    assert kind is not None
    return SourceFile(path, text, read_facts(text, kind.language))


def project(files: dict[str, str], *own_names: str) -> Project:
    """The project of these files."""
    return Project([source_file(path, text) for path, text in files.items()], own_names=own_names)


def urls(files: dict[str, str], path: str) -> list[str]:
    """The URLs of a file as ``host version resource``, with ``?`` for what is not known."""
    whole = project(files)
    found = [url for _, url in whole.reading(whole.files[path]).urls]
    return [f"{one.host} {one.version or '-'} {one.resource or '-'}".replace("\x00", "?") for one in found]
