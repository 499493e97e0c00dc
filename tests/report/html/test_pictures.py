"""The page looks as it did when somebody last looked at it and found it good."""

import pytest

from tests.report.html.browser import NEED
from tests.report.html.pictures import FOLDER, PICTURES, picture_of
from tests.required import missing

pytestmark = pytest.mark.slow

BLOCK = 20
"""In how large squares pictures are compared: a letter that is drawn a little differently is no difference."""
MOST_OF_A_BLOCK = 28
"""How far the colour of a square may be off, of 255."""
MOST_BLOCKS = 0.02
"""How many of all squares may be off further than that."""

REMAKE = "look at the page; if it is meant to look so: python -m tests.report.html.pictures"


@pytest.mark.parametrize("name", PICTURES)
def test_the_page_looks_like_this(name, desk):
    assert difference(taken(desk, name), kept(name)) <= MOST_BLOCKS, REMAKE


def test_a_page_that_looks_otherwise_is_seen(desk):
    image = taken(desk, "top-light")
    assert difference(image, kept("top-dark")) > 0.5
    assert difference(image.transform(image.size, 0, (1, 0, 0, 0, 1, -8)), kept("top-light")) > MOST_BLOCKS
    assert difference(taken(desk, "ready"), kept("top-light")) > MOST_BLOCKS


def taken(desk, name):
    if not has_fonts(desk):
        missing(NEED, "the fonts of DejaVu are not installed, in which pictures are set")
    return picture_of(desk, **PICTURES[name])


def has_fonts(desk):
    page = desk.browser.new_page()
    try:
        width = (
            "font => { const pen = document.createElement('canvas').getContext('2d');"
            " pen.font = font; return pen.measureText('The way to it: 0123456789').width; }"
        )
        return all(
            page.evaluate(width, f"40px '{font}'") != page.evaluate(width, "40px 'no such font'") for font in FONTS
        )
    finally:
        page.close()


FONTS = ("DejaVu Sans", "DejaVu Sans Mono")


def kept(name):
    from PIL import Image

    return Image.open(FOLDER / f"{name}.png").convert("RGB")


def difference(one, other):
    """Which part of all squares differs."""
    from PIL import ImageChops

    if one.size != other.size:
        return 1
    squares = ImageChops.difference(one, other).reduce(BLOCK)
    off = [max(pixel) > MOST_OF_A_BLOCK for pixel in squares.get_flattened_data()]
    return sum(off) / len(off)
