"""Slides of meeting pages and indicators: every number in a chart's workbook and in a table is the page's."""

import io
import shutil
import subprocess
import sys

import openpyxl
import pytest
from page_json import identified
from PIL import Image
from pptx import Presentation

from dashboard import formats, url_state
from dashboard.files.deck import pptx_bytes
from dashboard.files.plain_words import plain
from dashboard.pages.indikator import indicator_files, indicator_view
from dashboard.pages.motesunderlag import meeting_view, story
from dashboard.pages.motesunderlag.indicator_tables import fact_row
from dashboard.pages.motesunderlag.meeting_slides import LONGEST_TITLE, deck
from dashboard.published import queries
from dashboard.url_state import MeetingView
from etl.contract.codes import RIKET, Sex
from etl.contract.paths import ROOT, DataPaths
from etl.contract.reader import open_current

KIND = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
DEMO = "Demodata, påhittade värden"
SAMPLE = [
    ("syss_utrikes", ""),
    ("anst_balans", "?lan=04&farg=niva"),
    ("invanare", "?kommuner=0484&ar=2020"),
    ("bme_mojl_anvisade", ""),
    ("tillit_avsaknad", "?kommuner=0484,0482"),
    ("etab_arbete", "?kommuner=inga&kon=K"),
]


@pytest.fixture(scope="module")
def snapshot(demo_data):
    return open_current(DataPaths(demo_data))


def opened(answer):
    assert (answer.status_code, answer.mimetype) == (200, KIND), answer.text[:300]
    return Presentation(io.BytesIO(answer.data))


def chosen(snapshot, code, strategy=None):
    found = meeting_view.choose(snapshot, MeetingView(code, strategy), snapshot.version)
    assert found is not None
    return found


def workbook(chart):
    """Its numbers by category and series."""
    head, *rows = openpyxl.load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob)).active.iter_rows(values_only=True)
    return {(str(row[0]), name): value for row in rows for name, value in zip(head[1:], row[1:], strict=True)}


def shapes(presentation, kind):
    return [(slide, shape) for slide in presentation.slides for shape in slide.shapes if getattr(shape, kind)]


def tables(presentation):
    """Rows of all tables, without their headings."""
    return [
        [cell.text for cell in row.cells] for _, shape in shapes(presentation, "has_table") for row in list(shape.table.rows)[1:]
    ]


DARK = 75
"""Of a ring's ink every channel is less; of the levels' colours none is."""
MEETINGS = ("0484", "2403", "04", "14", "12?strategi=skane")


@pytest.fixture(scope="module")
def decks(snapshot):
    """The meeting pages' slides, by address."""
    found = {}
    for address in MEETINGS:
        code, _, strategy = address.partition("?strategi=")
        selection = chosen(snapshot, code, strategy or None)
        found[address] = (selection, Presentation(io.BytesIO(pptx_bytes(deck(selection)))))
    return found


def test_every_number_of_the_charts_is_the_pages(decks, snapshot):
    selection, presentation = decks["0484"]
    told = story.story(selection)
    first, *others = shapes(presentation, "has_chart")
    lines = {line.name: dict(zip(told.periods, line.values, strict=True)) for line in told.lines}
    decimals = formats.decimals(told.fact.entry)
    shown = {pair: value for pair, value in workbook(first[1].chart).items() if value is not None}
    assert {name for _, name in shown} == set(lines)
    assert all(value == formats.rounded(lines[name][period], decimals) for (period, name), value in shown.items())
    count = 0
    entries = {entry.short_title: entry for entry in snapshot.catalogue.indicators}
    for _, shape in others:
        title = shape.chart.chart_title.text_frame.text
        entry = max((one for name, one in entries.items() if title.startswith(name)), key=lambda one: len(one.short_title))
        for (period, series), value in workbook(shape.chart).items():
            code = RIKET if series.startswith("Riket") else "0484"
            if value is not None:
                count += 1
                own = queries.cube(snapshot, entry.id).cell(code, period, Sex.TOTAL.value).value
                assert value == formats.rounded(own, formats.decimals(entry))
    assert count > 5


@pytest.mark.parametrize("address", ["0484", "04"])
def test_every_row_of_the_tables_is_the_pages(decks, address):
    selection, presentation = decks[address]
    shown = tables(presentation)
    rows = [[plain(cell["props"]["children"]) for cell in fact_row(fact, address)] for fact in selection.facts]
    measures = [row for row in shown if row[0] in {one[0] for one in rows} and len(row) == 8]
    assert len(measures) > 8
    for row in measures:
        assert any(set(row) <= set(own) and row[:4] == own[:4] for own in rows), row


def test_at_most_eight_slides_each_with_something_on_it(decks):
    for address, (selection, presentation) in decks.items():
        assert 4 <= len(presentation.slides) <= 8, address
        for slide in presentation.slides:
            title = slide.shapes.title.text
            assert title.startswith(selection.region.name), title
            assert len(title) <= LONGEST_TITLE + len(" (1 av 2)"), title
            content = [shape for shape in slide.shapes if shape.has_chart or shape.has_table or shape.shape_type == 13]
            texts = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame and not shape.is_placeholder]
            assert content or len(" ".join(texts)) > 60, title


def test_no_letters_on_slides_are_tiny(decks):
    """Twelve points at least; the footer, which is no content, less."""
    where = ".//p:sp[not(.//p:ph)]//a:rPr/@sz | .//a:tbl//a:rPr/@sz"
    slides = [slide for _, presentation in decks.values() for slide in presentation.slides]
    sizes = {int(size) for slide in slides for size in slide._element.xpath(where)}
    assert min(sizes) == 1200


def test_the_place_is_marked_on_the_map(decks):
    _, presentation = decks["2403"]
    (slide,) = (slide for slide in presentation.slides if any(shape.shape_type == 13 for shape in slide.shapes))
    (picture,) = (shape for shape in slide.shapes if shape.shape_type == 13)
    assert "Bjurholm är märkt" in picture._element.xpath(".//p:cNvPr")[0].get("descr")
    image = Image.open(io.BytesIO(picture.image.blob)).convert("RGB")
    dark = sum(max(pixel) < DARK for pixel in image.get_flattened_data())
    assert dark > 800, "a ring in ink"


def test_every_slide_has_a_message_a_footer_and_alternatives(visitor, snapshot):
    for address in (
        "/export/motesunderlag/0484.pptx?strategi=moelndal",
        "/export/indikator/syss_utrikes.pptx?kommuner=0484,0482",
    ):
        presentation = opened(visitor.get(address))
        for slide in presentation.slides:
            assert slide.shapes.title.text
            assert any(DEMO in shape.text and snapshot.version in shape.text for shape in slide.placeholders)
            assert slide.notes_slide.notes_text_frame.text.startswith(DEMO)
            for shape in slide.shapes:
                if shape.has_chart or shape.has_table or shape.shape_type == 13:
                    assert shape._element.xpath(".//p:cNvPr")[0].get("descr")
    assert any(
        "mål i " in slide.shapes.title.text
        for slide in opened(visitor.get("/export/motesunderlag/0484.pptx?strategi=moelndal")).slides
    )


@pytest.mark.parametrize(("name", "query"), SAMPLE)
def test_an_indicators_slides_hold_its_numbers(visitor, snapshot, name, query):
    selection = indicator_view.choose(snapshot, url_state.view(name, url_state.parse(query)))
    presentation = opened(visitor.get(f"/export/indikator/{name}.pptx{query}"))
    charts = [shape.chart for _, shape in shapes(presentation, "has_chart")]
    assert bool(charts) == (
        indicator_files.chart(selection) is not None and bool(indicator_files.trend(selection) or len(selection.names) > 0)
    )
    names = {selection.name(code): code for code in (RIKET, *selection.municipalities)}
    for chart in charts:
        for (category, series), value in workbook(chart).items():
            region, period = (series.partition(" från ")[0], category) if chart.chart_type == 65 else (category, series)
            if value is not None:
                cell = selection.data.cell(names[region], period, selection.sex)
                assert formats.number(value, formats.decimals(selection.entry)) == formats.number(
                    cell.value, formats.decimals(selection.entry)
                )
    titles = [slide.shapes.title.text for slide in presentation.slides]
    assert max(map(len, titles)) <= 70
    assert len(titles) <= 8
    pictures = [shape for slide in presentation.slides for shape in slide.shapes if shape.shape_type == 13]
    assert len(pictures) == 1, "the map"
    assert pictures[0].image.content_type == "image/png"


def test_an_indicator_without_values_says_so(sparse_visitor):
    (slide,) = opened(sparse_visitor.get("/export/indikator/kas_ej_validerad.pptx")).slides
    assert any("inga värden" in shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)


def test_the_files_name_says_what_it_holds(visitor, snapshot):
    answer = visitor.get("/export/motesunderlag/0484.pptx?strategi=moelndal")
    wanted = f'attachment; filename="motesunderlag-0484-eskilstuna-moelndal-demo-{snapshot.version}.pptx"'
    assert answer.headers["Content-Disposition"] == wanted
    assert answer.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/export/motesunderlag/9999.pptx", "ingen kommun"),
        ("/export/motesunderlag/00.pdf", "ingen kommun"),
        ("/export/motesunderlag/0484.docx", "pdf och pptx"),
        ("/export/motesunderlag/0484.pptx?v=000000000000", "finns inte kvar"),
        ("/export/indikator/syss.pptx", "Indikatorn finns inte"),
    ],
)
def test_what_is_not_there_is_explained(visitor, address, words):
    answer = visitor.get(address)
    assert (answer.status_code, answer.mimetype) == (404, "text/plain")
    assert words in answer.text


def test_without_data_it_says_what_to_run(visitor, tmp_path, monkeypatch):
    monkeypatch.setenv("KOLLEN_DATA", str(tmp_path))
    for extension in ("pdf", "pptx"):
        answer = visitor.get(f"/export/motesunderlag/0484.{extension}")
        assert (answer.status_code, "Inga uppgifter kan visas just nu" in answer.text) == (503, True)


def test_the_page_leads_to_its_files(visitor, monkeypatch):
    def links(address):
        content = identified(visitor.open(address), "meeting-content")["content"]
        found = [one["props"] for one in content[0]["props"]["children"] if "href" in one["props"]]
        return [(one["children"], one["href"]) for one in found]

    slides = ("Ladda ner PowerPoint", "/export/motesunderlag/0484.pptx?strategi=skane")
    monkeypatch.setenv("KOLLEN_CHROMIUM", "true")
    assert links("/kommun/0484?strategi=skane") == [("Ladda ner PDF", "/export/motesunderlag/0484.pdf?strategi=skane"), slides]
    monkeypatch.setenv("KOLLEN_CHROMIUM", "finns-inte-alls")
    assert links("/kommun/0484?strategi=skane") == [slides], "without Chromium the browser prints"
    answer = visitor.get("/export/motesunderlag/0484.pdf")
    assert (answer.status_code, "Skriv ut" in answer.text) == (404, True)


def test_the_application_starts_without_reading_python_pptx():
    code = "import sys, dashboard.app; sys.exit('pptx' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_libreoffice_opens_the_slides(visitor, tmp_path):
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("there is no soffice on PATH; python-pptx and openpyxl read the same files above")
    (tmp_path / "a.pptx").write_bytes(visitor.get("/export/motesunderlag/0484.pptx").data)
    line = [office, "--headless", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--convert-to", "pdf"]
    made = subprocess.run([*line, "--outdir", tmp_path, tmp_path / "a.pptx"], check=False, capture_output=True, timeout=240)
    if b"could not be loaded" in made.stderr + made.stdout and not (tmp_path / "a.pdf").exists():
        pytest.skip("LibreOffice lacks Impress (Debian: libreoffice-impress)")
    assert (tmp_path / "a.pdf").stat().st_size > 20_000
