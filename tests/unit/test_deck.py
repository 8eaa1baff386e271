"""Slides: what PowerPoint's charts, tables and footers hold, whatever the texts and numbers are."""

import io
import re
from dataclasses import replace

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pptx import Presentation
from pptx.util import Inches

from dashboard.files.deck import pptx_bytes
from dashboard.files.deck_chart import alternative
from dashboard.files.slides import LEFT, WHOLE, About, Deck, Drawn, Tabled, Words, Written
from dashboard.files.table import Chart
from tests.random_tests import cases

ABOUT = About("Mötesunderlag: Flen", "Källa: Kolada, SCB", "0123456789ab", "2026-11-22T02:40:29+00:00", demo=False)
LINES = Chart(
    "line",
    "Sysselsatta 2019–2021",
    "procent",
    ("2019", "2020", "2021"),
    (("Flen", (None, 61.26, 67.25)), ("Riket", (1.0, 2.0, 3.0))),
    ("2021",),
)
BARS = Chart("bar", "Antal 2022", "antal", ("Flen", "Riket"), (("2022", (3.0, 2.0)),), decimals=0)
PARTS = replace(BARS, series=(("Sämst", (1.0, 2.0)), ("Mitten", (0.0, 3.0)), ("Bäst", (4.0, 0.0))))


def slides(*charts, about=ABOUT, rows=()):
    made = Deck(about)
    slide = made.slide("Budskapet är rubriken.", "Definition: så här.")
    for chart in charts:
        slide.put(Drawn(chart, LEFT))
    if rows:
        slide.put(Tabled(rows, [WHOLE.width / len(rows[0])] * len(rows[0]), "Tabell"))
    return Presentation(io.BytesIO(pptx_bytes(made)))


def drawn(presentation):
    return [shape.chart for slide in presentation.slides for shape in slide.shapes if shape.has_chart]


def numbers(chart):
    book = openpyxl.load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob))
    return [list(row) for row in book.active.iter_rows(values_only=True)]


def test_the_workbook_holds_what_the_page_shows_and_nothing_where_there_is_no_value():
    (chart,) = drawn(slides(LINES))
    assert numbers(chart) == [
        [None, "Flen", "Flen från 2021", "Riket", "Riket från 2021"],
        ["2019", None, None, 1, None],
        ["2020", 61.3, None, 2, None],
        ["2021", None, 67.3, None, 3],
    ], "rounded as the page rounds: 67.25 is shown as 67,3"
    assert next(list(series.values) for series in chart.plots[0].series) == [None, 61.3, None]


def test_gaps_stay_gaps_and_the_legend_names_a_place_once():
    xml = drawn(slides(LINES))[0]._chartSpace.xml
    assert '<c:dispBlanksAs val="gap"/>' in xml
    entries = re.findall(r'<c:legendEntry>\s*<c:idx val="(\d)"/>\s*<c:delete val="1"/>', xml)
    assert entries == ["1", "3"]
    assert xml.index("<c:legendPos") < xml.index("<c:legendEntry>") < xml.index("<c:overlay", xml.index("<c:legend>"))


def test_bars_begin_at_zero_and_below_it_only_where_values_are():
    assert drawn(slides(BARS))[0].value_axis.minimum_scale == 0
    assert drawn(slides(replace(BARS, series=(("2022", (-3.0, 2.0)),))))[0].value_axis.minimum_scale is None


def test_bars_of_parts_are_stacked():
    (chart,) = drawn(slides(PARTS))
    assert chart.chart_type == 58
    assert numbers(chart) == [[None, "Sämst", "Mitten", "Bäst"], ["Flen", 1, 0, 4], ["Riket", 2, 3, 0]]


def test_a_slide_is_wide_and_says_what_it_says_to_everyone():
    presentation = slides(LINES, rows=[["Mått", "Flen"], ["Arbete", "61,3 %"]])
    (slide,) = presentation.slides
    assert (presentation.slide_width, presentation.slide_height) == (Inches(13.333), Inches(7.5))
    assert slide.shapes.title.text == "Budskapet är rubriken."
    assert slide.notes_slide.notes_text_frame.text == "Definition: så här."
    (footer,) = [shape.text for shape in slide.placeholders if "dataversion" in shape.text]
    assert footer == "Källa: Kolada, SCB. Publicerad 2026-11-22, dataversion 0123456789ab. Integrationskollen."
    for shape in slide.shapes:
        if shape.has_chart or shape.has_table:
            assert shape._element.xpath(".//p:cNvPr")[0].get("descr")
    assert len(presentation.slide_layouts) == 1
    properties = presentation.core_properties
    assert (properties.title, properties.language, properties.identifier) == (ABOUT.title, "sv-SE", ABOUT.version)


def test_made_up_values_say_so_on_every_slide_and_in_its_notes():
    presentation = slides(LINES, about=replace(ABOUT, demo=True))
    (slide,) = presentation.slides
    assert any(shape.text.startswith("Demodata, påhittade värden. ") for shape in slide.placeholders)
    assert not any("Källa" in shape.text for shape in slide.placeholders)
    assert slide.notes_slide.notes_text_frame.text.startswith("Demodata, påhittade värden.")
    assert presentation.core_properties.subject == "Demodata, påhittade värden"


def test_a_table_keeps_its_cells():
    rows = [["Mått", "Flen", "Riket"], ["Arbete <b> & annat", "61,3 %", ""], ["Boende", "–", "×"]]
    (table,) = [shape.table for shape in slides(rows=rows).slides[0].shapes if shape.has_table]
    assert [[cell.text for cell in row.cells] for row in table.rows] == rows
    assert (table.first_row, table.first_col, table.horz_banding) == (True, True, False)
    assert sum(column.width for column in table.columns) == pytest.approx(Inches(WHOLE.width), abs=20)


@settings(deadline=None, max_examples=cases(100))
@given(st.text(max_size=80))
def test_any_text_fits(text):
    made = Deck(replace(ABOUT, title=text[:200]))
    slide = made.slide(f"Om {text}", text)
    slide.put(Tabled([["a", text]], [2, 2], text))
    slide.put(Written([Words(text)], WHOLE))
    assert len(Presentation(io.BytesIO(pptx_bytes(made))).slides) == 1


def test_a_chart_is_told_in_words():
    assert alternative(LINES) == (
        "Linjediagram. Sysselsatta 2019–2021, procent. Flen från 61,3 2020 till 67,3 2021; Riket från 1,0 2019 till 3,0 2021."
    )
    assert alternative(BARS) == "Stapeldiagram. Antal 2022, antal. Från Flen 3 till Riket 2."
