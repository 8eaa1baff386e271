"""Every page with few and many kommuner and indicators: Back, a reload and a copied link give the same picture."""

import pytest
from journeys import SAME

from tests.random_tests import whole

PICTURE = """() => ({
  text: document.querySelector('main').innerText,
  charts: [...document.querySelectorAll('main .js-plotly-plot')].filter((one) => one.getClientRects().length).map((one) =>
    JSON.stringify(one.data.map(({type, name, x, y, z, locations, text}) => [type, name, x, y, z, locations, text]))),
  marks: document.querySelectorAll('main .js-plotly-plot :is(.point, .points path, .choroplethlayer path, .lines path)').length,
  images: [...document.querySelectorAll('main img')].map((one) => one.src),
})"""
"""What is seen: words, the charts' values and marks, and pictures."""


@pytest.mark.parametrize("position", range(0, len(SAME), 1 if whole() else 5), ids=lambda position: SAME[position][:60])
def test_back_reload_and_link_give_the_same(visit, friend, position):
    """Back each time; of a reload and a link, which load the page alike, one each in turn."""
    visit.open(SAME[position])
    shown = visit.page.evaluate(PICTURE)
    assert len(shown["text"]) > 100
    visit.page.get_by_role("link", name="Om siffrorna", exact=True).click()
    visit.settle()
    visit.page.go_back()
    visit.settle()
    assert visit.page.evaluate(PICTURE) == shown, "Back shows something else"
    if position % 2:
        visit.page.reload()
        visit.settle()
        assert visit.page.evaluate(PICTURE) == shown, "a reload shows something else"
    else:
        friend.open(visit.address)
        assert friend.page.evaluate(PICTURE) == shown, "a copied link shows something else"
