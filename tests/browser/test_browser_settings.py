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
