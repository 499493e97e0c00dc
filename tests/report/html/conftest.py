"""One browser for all tests of pages."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.report.html.browser import Desk, running_browser


@pytest.fixture(scope="package")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    # Not for the whole session: while Playwright runs, nothing else in the process may start an event loop.
    folder: Path = tmp_path_factory.mktemp("pages")
    with running_browser() as browser:
        yield Desk(browser, folder)
