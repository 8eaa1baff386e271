"""Slides of meeting pages and indicators: every number in a chart's workbook and in a table is the page's."""

import io
import shutil
import subprocess
import sys

import openpyxl
import pytest
from pptx import Presentation

from dashboard import formats, narrative, url_state
from dashboard.files.plain_words import plain
from dashboard.pages.indikator import indicator_files, indicator_view
from dashboard.pages.motesunderlag import meeting_view
from dashboard.pages.motesunderlag.indicator_tables import fact_row
from dashboard.published import picks, queries
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


@pytest.mark.parametrize("code", ["2425", "04"])
def test_every_number_of_the_charts_is_the_pages(visitor, snapshot, code):
    found = chosen(snapshot, code)
    presentation = opened(visitor.get(f"/export/motesunderlag/{code}.pptx"))
    names = {region.name: region.code for region in queries.regions(snapshot).values()}
    picked = picks.picks(found.facts)
    by_title = {fact.entry.short_title: fact.entry for fact in (*picked.well, *picked.attention)}
    count = 0
    for slide, shape in shapes(presentation, "has_chart"):
        entry = next((entry for title, entry in by_title.items() if slide.shapes.title.text.startswith(f"{title}: ")), None)
        if entry is None:
            continue
        across = shape.chart.chart_type != 65  # bars: a place a row
        for (category, series), value in workbook(shape.chart).items():
            name, period = (category, series) if across else (series.partition(" från ")[0], category)
            cell = queries.cube(snapshot, entry.id).cell(names[name], period, Sex.TOTAL.value)
            if value is not None:
                count += 1
                assert formats.number(value, formats.decimals(entry)) == formats.number(cell.value, formats.decimals(entry))
            elif not entry.breaks:
                assert cell.value is None
    assert count > 20


@pytest.mark.parametrize("code", ["0484", "04"])
def test_every_row_of_the_tables_is_the_pages(visitor, snapshot, code):
    found = chosen(snapshot, code)
    shown = tables(opened(visitor.get(f"/export/motesunderlag/{code}.pptx")))
    for fact in found.facts:
        row = [plain(cell["props"]["children"]) for cell in fact_row(fact, code)]
        assert row in shown, fact.entry.id
        if fact.here.value is not None:
            assert row[1].startswith(formats.bare(fact.here.value, fact.entry))
        else:
            assert row[1] == ("×" if fact.here.status == "suppressed" else "–")


def test_the_chart_of_levels_is_the_pages_table(visitor, snapshot):
    found = chosen(snapshot, "0484")
    counted = {group.area.short_title: picks.count(group.facts) for group in found.groups}
    chart = next(shape.chart for _, shape in shapes(opened(visitor.get("/export/motesunderlag/0484.pptx")), "has_chart"))
    numbers = workbook(chart)
    for area, one in counted.items():
        if one.ranked:
            assert [numbers[area, part] for part in ("Sämsta 25 %", "I mitten", "Bästa 25 %")] == [
                one.worst,
                one.middle,
                one.best,
            ]


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
        "Mål i " in slide.shapes.title.text
        for slide in opened(visitor.get("/export/motesunderlag/0484.pptx?strategi=moelndal")).slides
    )


def test_titles_are_the_narratives_sentences(visitor, snapshot):
    found = chosen(snapshot, "0484")
    titles = [slide.shapes.title.text for slide in opened(visitor.get("/export/motesunderlag/0484.pptx")).slides]
    assert titles[0] == narrative.overall("Eskilstuna", picks.count(found.facts), lan=False)
    fact = picks.picks(found.facts).well[0]
    assert f"{fact.entry.short_title}: {' '.join(narrative.sentences(fact)[:2])}" in titles


@pytest.mark.parametrize(("name", "query"), SAMPLE)
def test_an_indicators_slides_hold_its_numbers(visitor, snapshot, name, query):
    choice = indicator_view.choose(snapshot, url_state.view(name, url_state.parse(query)))
    presentation = opened(visitor.get(f"/export/indikator/{name}.pptx{query}"))
    charts = [shape.chart for _, shape in shapes(presentation, "has_chart")]
    assert bool(charts) == (
        indicator_files.chart(choice) is not None and bool(indicator_files.trend(choice) or len(choice.names) > 0)
    )
    names = {choice.name(code): code for code in (RIKET, *choice.municipalities)}
    for chart in charts:
        for (category, series), value in workbook(chart).items():
            region, period = (series.partition(" från ")[0], category) if chart.chart_type == 65 else (category, series)
            if value is not None:
                cell = choice.data.cell(names[region], period, choice.sex)
                assert formats.number(value, formats.decimals(choice.entry)) == formats.number(
                    cell.value, formats.decimals(choice.entry)
                )
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
        found = visitor.open(address)[1]["props"]["content"][0]["props"]["children"]
        return [(one["props"]["children"], one["props"]["href"]) for one in found]

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
