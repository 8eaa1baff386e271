"""A fact card's letters and scales, and that each kind of figure says what it doesn't say."""

from itertools import pairwise

import pytest

from dashboard import url_state
from dashboard.pages.faktakort import cards
from dashboard.pages.faktakort.card_chart import scale
from dashboard.pages.faktakort.lettering import Style, balanced, broken, largest, width
from dashboard.url_state import CardView
from etl.contract.codes import Unit

TITLE = "Försörjningsstödets del av nettoinkomsten bland skyddsbehövande och deras anhöriga, 20–64 år"
STYLE = Style(20)


@pytest.mark.parametrize("room", [90, 200, 333, 800])
def test_lines_fit_and_nothing_is_lost(room):
    rows = broken(TITLE, STYLE, room)
    assert all(width(row, STYLE) <= room for row in rows)
    assert "".join(rows).replace(" ", "") == TITLE.replace(" ", "")


def test_a_number_and_its_unit_stay_together():
    rows = broken("Nu är värdet 66,1\u00a0% här", STYLE, width("Nu är värdet 66,1", STYLE) + 1)
    assert [row for row in rows if "66,1\u00a0%" in row]


def test_a_balanced_heading_has_no_line_of_one_short_word():
    title = "Unga som varken arbetar eller studerar, 16–24 år"
    room = width(title, STYLE) - 5
    assert broken(title, STYLE, room)[-1] == "år"
    rows = balanced(title, STYLE, room)
    assert len(rows) == 2
    assert len(rows[1]) > 15


def test_bold_is_wider_and_the_largest_that_fits_is_taken():
    assert width("Mölndal", STYLE._replace(weight=700)) > width("Mölndal", STYLE)
    assert largest("kort", STYLE, (40, 30, 20), (500, 60)).size == 40
    assert largest(TITLE, STYLE, (40, 30, 20), (500, 60)).size == 20


@pytest.mark.parametrize(("low", "high"), [(5.5, 14.2), (0.97, 1.34), (-2.5, 0.4), (54, 54), (0, 0), (1200, 98000), (99.2, 99.6)])
def test_a_scale_holds_both_ends_in_even_steps(low, high):
    marks = scale(low, high)
    assert marks[0] <= low <= high <= marks[-1]
    assert 2 <= len(marks) <= 7
    steps = {round(after - before, 9) for before, after in pairwise(marks)}
    assert len(steps) == 1
    assert steps.pop() > 0


def test_every_figure_leaves_something_unsaid():
    assert set(cards.BY_UNIT) == set(Unit)
    assert set(cards.WHY) == set(cards.KIND_WORDS) == set(url_state.CARDS)


@pytest.mark.parametrize(
    ("query", "view"),
    [
        ("", CardView("syss_utrikes")),
        ("?plats=0484", CardView("syss_utrikes", "0484")),
        ("?plats=04&visa=gap&v=abc123", CardView("syss_utrikes", "04", "gap", "abc123")),
        ("?plats=0484&form=kvadrat", CardView("syss_utrikes", "0484", square=True)),
        ("?visa=annat&form=rund", CardView("syss_utrikes")),
    ],
)
def test_a_card_comes_back_from_its_address(query, view):
    assert url_state.card_view("syss_utrikes", url_state.parse(query)) == view
    for address in (view.address, view.picture):
        again = url_state.card_view("syss_utrikes", url_state.parse(address.partition("?")[2]))
        assert again == (view if address == view.picture else CardView(view.indicator, view.region, view.kind, view.version))
