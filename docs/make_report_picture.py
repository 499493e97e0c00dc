"""Takes the picture of the HTML report for the documentation: ``PYTHONPATH=. python docs/make_report_picture.py``.

It needs Chromium, and shows the same application and the same seeded sandbox as the other pictures.
"""

import asyncio
import tempfile
from dataclasses import replace
from pathlib import Path

from make_pictures import IMAGES, compare, scan_application

from clever_upgrade.check.readiness import Standing, checklist
from clever_upgrade.check.result import CheckResult, Unchecked
from clever_upgrade.sandbox.app import Sandbox
from clever_upgrade.sandbox.generate import generate_district
from clever_upgrade.sandbox.server import running_sandbox
from clever_upgrade.sandbox.tokens import DEMO_TOKEN
from tests.report.html.browser import Desk, running_browser

COLOURS = 256
NO_PARSER = Unchecked(
    "probe",
    "no parser of yours is configured",
    "Name what reads Clever's records below [[probe]]; `clever-upgrade init` writes an example.",
)


def check() -> CheckResult:
    """What ``clever-upgrade check`` finds in the application and in the sandbox's district."""
    with running_sandbox(Sandbox({DEMO_TOKEN: generate_district()})) as base_url:
        diff = asyncio.run(compare(base_url))
    result = CheckResult(scan_application(), None, diff, (NO_PARSER,))
    return replace(result, checklist=checklist(result, Standing()))


def main() -> None:
    """Take the picture."""
    from PIL import Image

    result, file = check(), IMAGES / "report.png"
    window = {"width": 1040, "height": 1290}
    with tempfile.TemporaryDirectory() as folder, running_browser() as browser:
        desk = Desk(browser, Path(folder))
        with desk.opened(result, viewport=window, color_scheme="light") as page:
            page.screenshot(path=file)
    Image.open(file).convert("RGB").quantize(COLOURS).save(file, optimize=True)


if __name__ == "__main__":
    main()
