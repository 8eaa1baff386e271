"""On paper nothing is cut off at the right, and what colours stand for is there."""

import pytest

LANDSCAPE_PIXELS = 1046
"""The width of A4 landscape with the page's margins, which the style sheet asks for so that letters are of nine points."""

SMALLEST = 12
"""Nine points in pixels."""


@pytest.mark.parametrize("sex", ["", "?kon=K"])
def test_the_table_of_nine_kommuner_fits_the_paper(visit, sex):
    page = visit.page
    page.set_viewport_size({"width": LANDSCAPE_PIXELS, "height": 1000})
    visit.open(f"/fokus/arbete{sex}")
    page.emulate_media(media="print")
    ends = page.eval_on_selector_all("main table.data :is(th, td)", "cells => cells.map(c => c.getBoundingClientRect().right)")
    assert len(ends) > 50
    assert max(ends) <= LANDSCAPE_PIXELS
    sizes = page.eval_on_selector_all(
        "#focus-heat :is(th, td), #focus-heat .unit", "cells => cells.map(c => parseFloat(getComputedStyle(c).fontSize))"
    )
    assert min(sizes) >= SMALLEST


@pytest.mark.parametrize(("address", "selector"), [("/indikator/syss_utrikes", ".swatch"), ("/jamfor", ".line-key")])
def test_colours_of_legends_are_printed(visit, address, selector):
    visit.open(address)
    visit.page.emulate_media(media="print")
    styles = visit.page.eval_on_selector_all(selector, "keys => keys.map(k => getComputedStyle(k).printColorAdjust)")
    assert set(styles) == {"exact"}
