"""Takes pictures of pages, and remakes those that the tests compare with: ``python -m tests.report.html.pictures``.

A picture is kept small and in few colours: what is compared is how the page is laid out and coloured, not its letters.
All are set in DejaVu, whatever fonts a machine has besides.
"""

import io
import tempfile
from pathlib import Path
from typing import Any

from tests.report.html import results
from tests.report.html.browser import NARROW, WIDE, Desk, running_browser

FOLDER = Path(__file__).parent / "pictures"
SCALE = 3
COLOURS = 128
FONTS = ':root { --sans: "DejaVu Sans"; --mono: "DejaVu Sans Mono"; }'

PICTURES: dict[str, dict[str, Any]] = {
    "top-light": {"result": results.FOUND, **WIDE, "color_scheme": "light"},
    "top-dark": {"result": results.FOUND, **WIDE, "color_scheme": "dark"},
    "findings-light": {"result": results.FOUND, "fragment": "findings", **WIDE, "color_scheme": "light"},
    "findings-dark": {"result": results.FOUND, "fragment": "findings", **WIDE, "color_scheme": "dark"},
    "top-narrow": {"result": results.FOUND, **NARROW, "color_scheme": "light"},
    "findings-narrow": {"result": results.FOUND, "fragment": "filter", **NARROW, "color_scheme": "dark"},
    "ready": {"result": results.READY, **WIDE, "color_scheme": "light"},
    "only-code": {"result": results.ONLY_CODE, **WIDE, "color_scheme": "dark"},
    "paper": {"result": results.FOUND, **WIDE, "color_scheme": "dark", "media": "print"},
}


def picture_of(desk: Desk, result: Any, *, fragment: str = "", media: str = "screen", **context: Any) -> Any:
    """What is seen in the window, as an image of Pillow."""
    from PIL import Image

    # The page lets no style in but its own; here the browser is told not to mind.
    with desk.opened(result, bypass_csp=True, **context) as page:
        page.add_style_tag(content=FONTS)
        page.emulate_media(media=media)
        if fragment:
            page.locator(f"#{fragment}").evaluate("one => one.scrollIntoView()")
        image = Image.open(io.BytesIO(page.screenshot(animations="disabled", caret="hide")))
    return image.convert("RGB").reduce(SCALE)


def make() -> None:
    """Take every picture anew."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, running_browser() as browser:
        for name, page in PICTURES.items():
            picture_of(Desk(browser, Path(folder)), **page).quantize(COLOURS).save(
                FOLDER / f"{name}.png", optimize=True
            )


if __name__ == "__main__":
    make()
