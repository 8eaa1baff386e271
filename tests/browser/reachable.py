"""What holds for every page that everyone can reach: nothing that axe finds, landmarks, names, and nothing out of the screen."""

import re
from itertools import pairwise
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from visits import Visit

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}


def violations(visit: Visit) -> list[str]:
    found = Axe().run(visit.page, options=RULES).response["violations"]
    return [f"{one['id']}: {node['html'][:200]} {node['failureSummary'][:300]}" for one in found for node in one["nodes"]]


def assert_landmarks(page: Any) -> None:
    """Language, title, one main heading, one main landmark, a named menu, headings without jumps."""
    assert page.locator("html").get_attribute("lang") == "sv"
    assert page.title().endswith("Integrationskollen")
    expect(page.locator("h1")).to_have_count(1)
    expect(page.locator("main")).to_have_count(1)
    expect(page.locator("main#innehall h1")).to_be_visible()
    expect(page.get_by_role("navigation", name="Huvudmeny")).to_be_visible()
    levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4')].map((one) => Number(one.tagName[1]))")
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels)), levels


CONTROLS = "main :is(input, select, textarea, button, [role=combobox]):not([type=hidden]):not([disabled])"


def assert_names(page: Any) -> None:
    """Every control and every picture has a name that a screen reader can say."""
    for control in page.locator(CONTROLS).all():
        if control.is_visible():
            assert said(control), f"a control without a name: {control.evaluate('one => one.outerHTML.slice(0, 300)')}"
    for picture in page.locator("main [role=img], main img").all():
        assert not picture.is_visible() or said(picture), picture.evaluate("one => one.outerHTML.slice(0, 300)")


def said(element: Any) -> str:
    """The accessible name, as Chromium tells it to a screen reader."""
    first = element.aria_snapshot().splitlines()[0]
    quoted = re.search(r'"(.+)"', first)
    return quoted[1] if quoted else ""


def assert_fits(page: Any) -> None:
    """Nothing makes the page scroll sideways."""
    width = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert width[0] <= width[1], f"the page is {width[0]} pixels wide on a screen of {width[1]}"


def assert_paper_shows_no_controls(page: Any) -> None:
    """What only a screen can use isn't printed."""
    page.emulate_media(media="print")
    for control in page.locator("main :is(input, select, button), nav, .skip-link, .modebar, header form").all():
        assert not control.is_visible(), control.evaluate("one => one.outerHTML.slice(0, 200)")
