"""Opens pages in the Chromium of this machine, and listens to what it has to say about them."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from clever_upgrade.check.result import CheckResult
from tests.report.html.results import page_of
from tests.required import missing

NEED = "chromium"
NAMES = ("chromium", "chromium-browser", "google-chrome")

WIDE = {"viewport": {"width": 1200, "height": 900}}
NARROW = {"viewport": {"width": 390, "height": 844}}


@dataclass
class Heard:
    """What a browser said and asked for while a page was open."""

    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)


@dataclass
class Desk:
    """A running browser and a folder for the files that it opens."""

    browser: Any
    folder: Path

    @contextmanager
    def opened(self, result: CheckResult, fragment: str = "", **context: Any) -> Iterator[Any]:
        """The page of ``result``, opened from disk; at the end the browser has complained of nothing."""
        file = self.folder / "report.html"
        file.write_text(page_of(result), encoding="utf-8", newline="\n")
        address = file.as_uri()
        heard = Heard()
        tab = self.browser.new_context(**{**WIDE, **context})
        page = tab.new_page()
        page.on("console", lambda message: heard.complaints.append(message.text))
        page.on("pageerror", lambda error: heard.complaints.append(str(error)))
        page.on("request", lambda request: heard.requests.append(request.url.partition("#")[0]))
        try:
            page.goto(f"{address}{fragment and '#'}{fragment}")
            yield page
        finally:
            tab.close()
        assert heard.complaints == []
        assert {url for url in heard.requests if url != "data:,"} == {address}


@contextmanager
def running_browser() -> Iterator[Any]:
    """Chromium, without a window; a test that needs it is skipped where it is not here."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        missing(NEED, "playwright is not installed: pip install '.[browser-test]'")
    program = next(filter(None, map(shutil.which, NAMES)), None)
    if program is None:
        missing(NEED, f"there is no {NAMES[0]} on the PATH")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program)
        try:
            yield browser
        finally:
            browser.close()
