"""The meeting pages in a real browser: reachable for everyone, at most two pages of A4, nothing cut off on paper."""

import re

import pytest
from actions import pick
from playwright.sync_api import expect
from visits import NARROW, WIDE

from dashboard.charts import story_lines

PRINTED = ["/kommun/0484", "/kommun/2425", "/kommun/1280?strategi=skane", "/lan/04", "/lan/14", "/lan/12?strategi=skane"]
PAPER = {"width": 710, "height": 1043}
"""What is left of A4 inside the margins, in CSS pixels."""

RUNS_OUT = """() => [...document.querySelectorAll('.meeting *')]
  .filter((one) => one.getClientRects().length && !one.closest('.visually-hidden'))
  .filter((one) => one.getBoundingClientRect().right > 711 || one.getBoundingClientRect().left < -1)
  .map((one) => one.outerHTML.slice(0, 160))"""
"""What is wider than the paper: browsers would shrink the whole page for it."""

TINY = """() => [...document.querySelectorAll('.meeting *')]
  .filter((one) => one.getClientRects().length && !one.closest('.visually-hidden'))
  .filter((one) => [...one.childNodes].some((part) => part.nodeType === 3 && part.textContent.trim()))
  .filter((one) => parseFloat(getComputedStyle(one).fontSize) < 11.99)
  .map((one) => one.outerHTML.slice(0, 160))"""
"""Words in less than nine points, which are twelve pixels."""

FOR_SCREENS = """() => [...document.querySelectorAll(
    'main :is(input, select, button:not(.sort)), nav, .skip-link, .site-footer, .site-header')]
  .filter((one) => one.checkVisibility({visibilityProperty: true}) && one.getBoundingClientRect().width > 0)
  .map((one) => one.outerHTML.slice(0, 200))"""
"""What has no use on paper and is there all the same."""

IN_THE_MIDDLE = """([name, across]) => {
  const frame = document.querySelector(`[role=region][aria-label="${name}"]`), rows = [...frame.querySelectorAll('tbody tr')];
  const row = rows[rows.length >> 1];
  row.scrollIntoView({block: 'center', behavior: 'instant'});
  frame.scrollLeft = across;
  const headings = [...frame.querySelectorAll('thead th')], box = frame.getBoundingClientRect();
  const shown = headings.filter((one) => one.getBoundingClientRect().left < Math.min(box.right, innerWidth) - 20);
  return shown.map((one) => {
    const {left, top, width, height} = one.getBoundingClientRect();
    return document.elementFromPoint(Math.max(left + 2, box.left + 2), top + height / 2)?.closest('th')?.textContent;
  });
}"""
"""Of a table scrolled to its middle: what stands where each heading is."""

DRAWN = """() => { const drawn = document.querySelector('.story-chart'); return drawn && drawn.getBoundingClientRect().width; }"""


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize(
    ("address", "name"),
    [
        *[(place, "Tabell över alla mått") for place in ("/kommun/0484", "/lan/04")],
        *[(place, "Tabell över kommuner") for place in ("/lan/04", "/lan/14")],
    ],
)
def test_the_columns_of_a_long_table_have_their_names_in_its_middle(visit, address, name, size):
    visit.open(address)
    visit.resize(size)
    first, *others = visit.page.evaluate(IN_THE_MIDDLE, [name, 0])
    assert first == "Mått"
    assert others
    assert all(others)
    moved = visit.page.evaluate(IN_THE_MIDDLE, [name, 60])
    assert moved[0] == "Mått", "also where the table is wider than the screen"


@pytest.mark.parametrize("address", PRINTED)
def test_at_most_two_pages_of_paper_with_nothing_cut_off(visit, address):
    visit.open(address)
    printed = visit.page.pdf(format="A4", prefer_css_page_size=True, tagged=True)
    assert 1 <= len(re.findall(rb"/Type\s*/Page\b", printed)) <= 2
    assert len(printed) < (600_000 if "/kommun/" in address else 1_000_000)
    visit.page.emulate_media(media="print")
    visit.page.set_viewport_size(PAPER)
    assert visit.page.evaluate(RUNS_OUT) == []
    assert visit.page.evaluate(TINY) == []
    assert visit.page.evaluate(DRAWN) * story_lines.TEXT / story_lines.WIDTH >= 12, "the chart's words too"
    running = visit.page.locator(".meeting-running-line")
    expect(running).to_be_visible()
    expect(running).to_contain_text("Demodata, påhittade värden")
    assert visit.page.evaluate(FOR_SCREENS) == []


def test_another_kommun_and_strategy_and_back(visit):
    visit.open("/kommun/0484")
    pick("meeting-region", "Flen")(visit)
    visit.settle()
    visit.expect_address("/kommun/0482")
    expect(visit.page.locator("h1")).to_have_text("Mötesunderlag: Flen")
    visit.page.locator("#meeting-strategy").select_option("soermland_2017")
    visit.settle()
    visit.expect_address("/kommun/0482?strategi=soermland_2017")
    shown = visit.page.locator("main").inner_text()
    visit.page.reload()
    visit.settle()
    assert visit.page.locator("main").inner_text() == shown


def test_from_the_table_of_levels(visit):
    visit.open("/fokus/arbete")
    visit.page.locator("#focus-heat").get_by_role("link", name="Eskilstuna").click()
    visit.settle()
    visit.expect_address("/kommun/0484")
    visit.page.get_by_role("link", name="Länk som alltid visar dagens siffror").click()
    visit.settle()
    expect(visit.page.get_by_text("Låst till")).to_be_visible()
    visit.page.get_by_role("link", name="Visa senaste").click()
    visit.settle()
    visit.expect_address("/kommun/0484")


def test_the_button_prints(visit):
    visit.open("/kommun/0484")
    visit.page.evaluate("window.print = () => { document.body.dataset.printed = 'yes'; }")
    visit.page.get_by_role("button", name="Skriv ut").focus()
    visit.page.keyboard.press("Enter")
    expect(visit.page.locator("body[data-printed=yes]")).to_have_count(1)
