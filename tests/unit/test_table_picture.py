"""Tables as pictures: every text is there and escaped, nothing lies outside, colours are those asked for."""

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.charts.table_picture import Cell, Column, TablePicture, fits, table_svg

SPACE = "{http://www.w3.org/2000/svg}"


def picture(text="Flen", *, demo=False, turned=False):
    columns = (Column("Indikator", 200, right=False), Column("Eskilstuna", 80, turned=turned))
    rows = ((Cell("Sysselsatta"), Cell(text, ground="#d7efeb")), (Cell("Läge"), Cell("mitt i", drawing="<circle r='3'/>")))
    return TablePicture(columns, rows, (("●", Cell("Bland de bästa", ground="#d7efeb")),), demo)


def parsed(svg):
    return ElementTree.fromstring(svg)  # noqa: S314 - our own


def texts(svg):
    return [one.text or "" for one in parsed(svg).iter(f"{SPACE}text")]


@pytest.mark.parametrize("turned", [False, True])
def test_headings_cells_and_key_are_told(turned):
    found = texts(table_svg(picture("61,2 % ●", turned=turned)))
    for words in ("Indikator", "Eskilstuna", "Sysselsatta", "61,2 % ●", "●", "Bland de bästa"):
        assert words in found
    assert not any("Demodata" in words for words in found)


def test_made_up_values_are_marked():
    assert "Demodata, påhittade värden" in texts(table_svg(picture(demo=True)))


def test_a_drawing_says_what_it_shows():
    assert "<title>mitt i</title><circle r='3'/>" in table_svg(picture())


def test_long_names_are_broken_into_lines_and_make_the_row_higher():
    low, high = (parsed(table_svg(picture(text))) for text in ("kort", "ord " * 12))
    assert float(high.get("height")) > float(low.get("height"))
    assert len(texts(table_svg(picture("ord " * 12)))) > len(texts(table_svg(picture("kort"))))


def test_everything_lies_inside():
    svg = parsed(table_svg(picture(demo=True)))
    width, height = float(svg.get("width")), float(svg.get("height"))
    assert width == 280
    for one in svg.iter():
        assert 0 <= float(one.get("x", 0)) <= width
        assert 0 <= float(one.get("y", 0)) <= height
    rects = list(svg.iter(f"{SPACE}rect"))
    assert all(float(one.get("x")) + float(one.get("width")) <= width for one in rects)
    assert [one.get("fill") for one in rects].count("#d7efeb") == 2


def test_headings_that_fit():
    assert fits("Flen", 60)
    assert not fits("Katrineholm", 60)


@given(st.text(max_size=60))
def test_any_text_is_well_formed(text):
    plain = re.sub(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd]", "", text)
    svg = table_svg(picture(plain))
    parsed(svg)
    assert "<script" not in svg
