"""The hook through which MkDocs takes in what is derived from the code."""

import sys
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

# The pages describe the code that they lie beside, whatever version is installed. MkDocs itself adds this folder.
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from generated import MARKER, files, fill, pages

_CATALOGUES = {"Changes": "reference/changes/", "Rules": "reference/rules/"}


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """List the page of every change and every rule below the entries of the navigation that are called so."""
    for section in config.nav or []:
        for entry in section.get("Reference", []) if isinstance(section, dict) else []:
            for title in _CATALOGUES.keys() & (entry.keys() if isinstance(entry, dict) else ()):
                entry[title] = [entry[title], *_pages_in(_CATALOGUES[title])]
    return config


def _pages_in(folder: str) -> list[str]:
    return [page for page in pages() if page.startswith(folder) and not page.endswith("/index.md")]


def on_files(files_of_site: Files, config: MkDocsConfig) -> Files:
    """Add the pages and files that no one writes by hand."""
    for place, content in {**pages(), **files()}.items():
        files_of_site.append(File.generated(config, place, content=content))
    return files_of_site


def on_page_markdown(markdown: str, **_: object) -> str:
    """Replace the markers of a page by what they stand for."""
    return fill(markdown) if MARKER.search(markdown) else markdown
