"""The page in real Chromium: it opens from disk without a word, is narrowed by keyboard alone, and prints in full."""

import pytest

from tests.report.html import results
from tests.report.html.browser import NARROW, WIDE

FINDINGS = 54
SHOWN = "#shown"
MOST_TABS = 80


def focus(page, name):
    """Goes on by the tab key until the element with this id has the focus."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == name:
            return
    pytest.fail(f"the tab key does not lead to {name}")


def told(page, text):
    """Waits until the count of findings says this."""
    page.wait_for_function("text => document.querySelector('#shown').textContent === text", arg=text, timeout=5000)


def visible(page, selector):
    return page.locator(f"{selector}:visible").count()


def test_the_list_is_narrowed_by_keyboard_alone(desk):
    with desk.opened(results.FOUND) as page:
        told(page, f"All {FINDINGS} findings shown")
        assert visible(page, ".where") == FINDINGS
        focus(page, "search")
        page.keyboard.type("STUDENT refuses")
        told(page, f"2 of {FINDINGS} findings shown")
        wheres = page.locator(".where:visible").all_inner_texts()
        assert wheres == ["app/clever/models.py:8", "app.roster:Student.model_validate (students)"]
        assert visible(page, ".rule") == 2
        focus(page, "part")
        page.keyboard.type("Parsers")
        told(page, f"1 of {FINDINGS} findings shown")
        focus(page, "rule")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        told(page, f"All {FINDINGS} findings shown")
        assert page.locator("#search").input_value() == ""
        page.keyboard.press("Shift+Tab")
        page.keyboard.type("value-differs")
        told(page, f"3 of {FINDINGS} findings shown")
        page.keyboard.press("Shift+Tab")
        page.keyboard.type("note")
        told(page, f"1 of {FINDINGS} findings shown")
        assert page.locator(".message:visible .said .severity").all_inner_texts() == ["note"]


def test_a_search_that_finds_nothing_says_so_and_leaves_nothing(desk):
    with desk.opened(results.FOUND) as page:
        page.locator("#search").fill("zzz")
        told(page, f"0 of {FINDINGS} findings shown")
        assert visible(page, ".rule") == 0
        page.locator("#search").press("Enter")
        assert page.url.endswith("report.html")


def test_a_link_leads_to_its_finding_also_where_it_was_hidden(desk):
    anchor = "f-" + "b" * 16
    with desk.opened(results.FOUND, fragment=anchor) as page:
        target = page.locator(f"#{anchor}")
        assert target.evaluate("one => one.matches(':target') && one.getBoundingClientRect().top < innerHeight")
        page.locator("#search").fill("Gemfile.lock")
        told(page, f"1 of {FINDINGS} findings shown")
        assert not target.is_visible()
        page.evaluate("location.hash = ''")
        page.evaluate(f"location.hash = '{anchor}'")
        told(page, f"All {FINDINGS} findings shown")
        page.wait_for_function(
            "id => { const box = document.getElementById(id).getBoundingClientRect();"
            " return box.top >= 0 && box.bottom <= innerHeight; }",
            arg=anchor,
        )


def test_the_finding_that_a_link_leads_to_is_not_behind_the_filter(desk):
    with desk.opened(results.FOUND, fragment="f-" + "b" * 16) as page:
        tops = page.evaluate(
            "[document.querySelector('#filter').getBoundingClientRect().bottom,"
            " document.querySelector(':target').getBoundingClientRect().top]"
        )
        assert tops[0] <= tops[1]


def test_the_page_can_be_skipped_to_and_its_first_stop_says_so(desk):
    with desk.opened(results.READY) as page:
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Skip to the report"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main"


def test_without_scripts_everything_is_there_and_no_control_that_does_nothing(desk):
    with desk.opened(results.FOUND, java_script_enabled=False) as page:
        assert visible(page, ".where") == FINDINGS
        assert visible(page, "#filter") == 0


def test_paper_shows_every_finding_and_no_control(desk):
    with desk.opened(results.FOUND) as page:
        page.locator("#search").fill("Gemfile.lock")
        told(page, f"1 of {FINDINGS} findings shown")
        page.emulate_media(media="print")
        assert visible(page, ".where") == FINDINGS
        assert visible(page, "#filter") + visible(page, "nav") == 0
        assert page.pdf(format="A4").startswith(b"%PDF")


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=() if name == "found" else pytest.mark.slow) for name in results.ALL]
)
def test_nothing_sticks_out_on_a_telephone(name, desk):
    with desk.opened(results.ALL[name], **NARROW) as page:
        assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("window", [NARROW, WIDE], ids=["narrow", "wide"])
def test_hostile_text_runs_nothing_and_breaks_nothing(window, desk):
    text = (
        "</script><img src=x onerror=\"document.title='owned'\"><svg onload=document.title='owned'>{{7*7}}\u202e"
        + "w" * 300
    )
    with desk.opened(results.hostile(text), **window) as page:
        assert "owned" not in page.title().partition("·")[0]
        assert page.locator("img").count() == 0
        assert page.evaluate("document.documentElement.scrollWidth") <= window["viewport"]["width"]


@pytest.mark.slow
def test_thousands_of_findings_stay_quick(desk):
    with desk.opened(results.with_findings(10_000)) as page:
        told(page, "All 10,000 findings shown")
        size = page.evaluate("document.documentElement.outerHTML.length")
        assert size < 4_000_000
        milliseconds = page.evaluate(
            """async () => {
                const started = performance.now();
                const search = document.querySelector("#search");
                search.value = "part_00255";
                search.dispatchEvent(new Event("input", { bubbles: true }));
                const shown = document.querySelector("#shown");
                while (!shown.textContent.startsWith("1 of")) await new Promise((done) => setTimeout(done, 5));
                return performance.now() - started;
            }"""
        )
        assert milliseconds < 2000
        assert visible(page, ".where") == 1
