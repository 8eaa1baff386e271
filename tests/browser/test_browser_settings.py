"""The reader's own browser: the size of letters, a phone's fields, a finger on a chart."""

import pytest
from visits import NARROW

SIZES = """() => [...document.querySelectorAll('input:not([type=radio]):not([type=checkbox]), select, textarea')]
  .filter((one) => one.getClientRects().length).map((one) => parseFloat(getComputedStyle(one).fontSize))"""
DRAGGED = """() => [...document.querySelectorAll('.js-plotly-plot')].filter((one) => one._fullLayout._has('cartesian'))
  .map((one) => one._fullLayout.dragmode)"""
ROOT_RULES = """() => [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules])
  .filter((rule) => rule.selectorText === 'html').map((rule) => rule.style.fontSize).filter(Boolean)"""


@pytest.mark.parametrize("address", ["/indikator/syss_utrikes", "/jamfor"])
def test_a_phone_scrolls_past_charts_and_enlarges_no_field(visit, address):
    visit.page.set_viewport_size(NARROW)
    visit.open(address)
    sizes = visit.page.evaluate(SIZES)
    assert sizes
    assert min(sizes) >= 16
    dragged = visit.page.evaluate(DRAGGED)
    assert dragged
    assert set(dragged) == {False}
    assert visit.page.evaluate(ROOT_RULES) == ["93.75%"], "letters follow the size that the browser is set to"


def test_menus_close_by_esc_and_by_a_click_beside_them(visit):
    visit.open("/indikator/syss_utrikes")
    menu = visit.page.locator("details.take").first
    menu.locator("summary").click()
    visit.page.keyboard.press("Tab")
    visit.page.keyboard.press("Escape")
    assert menu.get_attribute("open") is None
    assert menu.locator("summary").evaluate("(one) => one === document.activeElement")
    menu.locator("summary").click()
    visit.page.locator("main h1").click()
    assert menu.get_attribute("open") is None
