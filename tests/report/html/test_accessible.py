"""What axe-core, which knows the rules of WCAG, has to say about the page: nothing."""

import pytest

from tests.report.html import results
from tests.report.html.browser import NARROW, NEED, WIDE
from tests.required import missing

LOOKS = {
    "light": {**WIDE, "color_scheme": "light"},
    "dark": {**WIDE, "color_scheme": "dark"},
    "narrow": {**NARROW, "color_scheme": "light"},
    "narrow-dark": {**NARROW, "color_scheme": "dark"},
}
CASES = [
    *(pytest.param("found", look, marks=() if look == "light" else pytest.mark.slow) for look in LOOKS),
    *(
        pytest.param(name, look, marks=pytest.mark.slow)
        for name in sorted(results.ALL.keys() - {"found"})
        for look in ("light", "narrow-dark")
    ),
]


@pytest.mark.parametrize(("name", "look"), CASES)
def test_axe_finds_nothing(name, look, desk):
    with desk.opened(results.ALL[name], **LOOKS[look]) as page:
        assert violations(page) == []


@pytest.mark.slow
def test_axe_finds_nothing_on_a_page_that_was_narrowed_or_is_printed(desk):
    with desk.opened(results.FOUND) as page:
        page.locator("#search").fill("value-differs")
        page.wait_for_function("() => document.querySelector('#shown').textContent.startsWith('3 of')")
        assert violations(page) == []
        page.emulate_media(media="print")
        assert violations(page) == []


def test_axe_sees_what_it_looks_for(desk):
    with desk.opened(results.ONLY_CODE) as page:
        page.evaluate("document.querySelector('label[for=search]').remove()")
        page.evaluate("document.querySelector('#search').removeAttribute('placeholder')")
        assert violations(page) == ["label: #search"]


def violations(page):
    """Each rule that is broken, with the elements that break it."""
    try:
        from axe_playwright_python.sync_playwright import Axe
    except ImportError:
        missing(NEED, "axe-playwright-python is not installed: pip install '.[browser-test]'")
    found = Axe().run(page).response["violations"]
    return [f"{rule['id']}: {', '.join(node['target'][0] for node in rule['nodes'])}" for rule in found]
