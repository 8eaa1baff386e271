"""Files to take away: what a spreadsheet reads from them, whatever the texts hold."""

import csv
import io
from dataclasses import replace

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import formats
from dashboard.files.delimited import csv_bytes, harmless
from dashboard.files.table import Amount, Chart, Column, Facts, Table, file_name, segments, slug
from dashboard.files.workbook import ABOUT, CHART, HEAD_ROW, xlsx_bytes

FACTS = Facts(
    title="Sysselsatta bland utrikes födda",
    message="Riket 2022: 69,9 %.",
    definition="Andelen sysselsatta.",
    filters=(("Område", "Flen"), ("Kön", "Kvinnor")),
    unit="procent",
    source="Källa: Kolada (N02268)",
    licence="Fritt om källan anges.",
    fetched="2026-11-22",
    version="0123456789ab",
    built="2026-11-22T02:40:29+00:00",
    address="http://127.0.0.1/indikator/syss_utrikes?kon=K",
    demo=False,
)
DEMO = replace(FACTS, demo=True, fetched=None)
TABLE = Table(
    "Tabell",
    (Column("Område"), Column("2021", 1), Column("2022", 1)),
    (("Riket", 67.84, 69.86), ("Flen", -1234.56, "Dold, för få personer"), ("=1+1", None, -0.04)),
)
LINES = Chart(
    "line", "Rubrik", "procent", ("2019", "2020", "2021"), (("Riket", (1.0, 2.0, 3.0)), ("Flen", (None, None, 4.0))), ("2021",)
)


def cells(body: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline=""), delimiter=";"))


def test_csv_is_what_swedish_excel_opens():
    body = csv_bytes(TABLE, FACTS)
    assert body.startswith(b"\xef\xbb\xbf")
    assert body.count(b"\r\n") == body.count(b"\n") == 4
    head, riket, flen, last = cells(body)
    assert head == ["Område", "2021", "2022", "Enhet", "Källa", "Hämtad", "Dataversion", "Villkor", "Adress"]
    assert riket[:3] == ["Riket", "67,8", "69,9"]
    assert flen[:3] == ["Flen", "-1234,6", "Dold, för få personer"]
    assert last[:3] == ["'=1+1", "", "0,0"], "a formula is text, an absent value is empty, minus zero has no minus"
    assert riket[3:] == ["procent", "Källa: Kolada (N02268)", "2026-11-22", "0123456789ab", FACTS.licence, FACTS.address]


def test_a_number_may_have_decimals_of_its_own_and_notes_are_said_once():
    table = Table("Flera", (Column("Värde", 0),), ((Amount(8882792.0, 0),), (Amount(0.625, 2),), (Amount(65.05, 1),)))
    head, *rows = cells(csv_bytes(table, replace(FACTS, notes=("Ett.", "Två."))))
    assert [row[0] for row in rows] == ["8882792", "0,63", "65,1"]
    assert [row[head.index("Att tänka på")] for row in rows] == ["Ett. Två.", "", ""]
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx_bytes((table,), FACTS)))["Flera"]
    shown = {
        cell.value: cell.number_format.partition("]")[2] for row in sheet.iter_rows() for cell in row if cell.data_type == "n"
    }
    assert {8882792: "#,##0", 0.625: "#,##0.00", 65.05: "#,##0.0"}.items() <= shown.items()


def test_made_up_values_say_so_on_every_row():
    head, *rows = cells(csv_bytes(TABLE, DEMO))
    assert {row[head.index("Demodata")] for row in rows} == {"Demodata, påhittade värden"}


@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "+cmd", "-cmd|' /C calc'!A0", "@SUM(A1)", "\tx", "\r=1", "-", "--1", "-1+2"])
def test_what_would_be_a_formula_is_text(text):
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", ["-1", "-1,5", "+2.25", "Flen", "0484", "", "a=b"])
def test_numbers_and_words_stay_as_they_are(text):
    assert harmless(text) == text


@given(st.text(max_size=30), st.floats(allow_nan=False, allow_infinity=False, min_value=-1e12, max_value=1e12))
def test_csv_comes_back(text, number):
    table = Table("T", (Column("a"), Column("b", 2)), ((text, number),))
    row = cells(csv_bytes(table, FACTS))[1]
    assert row[0].removeprefix("'") == text.removeprefix("'")
    assert not row[0].startswith(("=", "@", "\t"))
    assert float(row[1].replace(",", ".")) == pytest.approx(number, abs=0.0051)


def book(body: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(body))


def test_numbers_are_numbers_and_words_are_words():
    sheet = book(xlsx_bytes([TABLE], FACTS))["Tabell"]
    rows = list(sheet.iter_rows(min_row=HEAD_ROW))
    assert [cell.value for cell in rows[0]] == ["Område", 2021, 2022], "years are numbers"
    assert [cell.value for cell in rows[1]] == ["Riket", 67.84, 69.86]
    assert [cell.value for cell in rows[2]] == ["Flen", -1234.56, "Dold, för få personer"]
    assert rows[1][1].number_format == "[$-41D]#,##0.0"
    assert (rows[3][0].value, rows[3][0].data_type, rows[3][1].value) == ("=1+1", "s", None)
    assert sheet.freeze_panes == f"B{HEAD_ROW + 1}"
    assert all(sheet.column_dimensions[letter].width >= 9 for letter in "ABC")


def test_the_workbook_tells_what_it_holds():
    loaded = book(xlsx_bytes([TABLE], FACTS, LINES))
    assert loaded.sheetnames == ["Tabell", CHART, ABOUT]
    assert (loaded.properties.title, loaded.properties.language) == (FACTS.title, "sv-SE")
    facts = {row[0]: row[1] for row in loaded[ABOUT].iter_rows(values_only=True)}
    wanted = {"Innehåll": FACTS.title, "Definition": FACTS.definition, "Kön": "Kvinnor", "Enhet": "procent"}
    wanted |= {"Källa": FACTS.source, "Hämtad": "2026-11-22", "Dataversion": FACTS.version, "Adress": FACTS.address}
    assert wanted.items() <= facts.items()
    assert "Det betyder inte noll" in facts["”Uppgift saknas”"]


def test_made_up_values_say_so_on_every_sheet():
    loaded = book(xlsx_bytes([TABLE], DEMO, LINES))
    for sheet in loaded:
        texts = [str(value) for row in sheet.iter_rows(values_only=True) for value in row if value]
        assert any("Demodata, påhittade värden" in text for text in texts), sheet.title
    assert loaded.properties.subject == "Demodata, påhittade värden"


def test_a_chart_has_gaps_where_values_are_absent_or_series_broken():
    sheet = book(xlsx_bytes([TABLE], FACTS, LINES))[CHART]
    rows = [list(row) for row in sheet.iter_rows(min_row=HEAD_ROW, values_only=True)]
    assert rows == [
        [None, "Riket", "Riket från 2021", "Flen"],
        ["2019", 1, None, None],
        ["2020", 2, None, None],
        ["2021", None, 3, 4],
    ]
    (chart,) = sheet._charts
    assert chart.display_blanks == "gap"
    assert [series.tx.strRef.f for series in chart.series] == ["'Diagram'!B4", "'Diagram'!C4", "'Diagram'!D4"]
    assert [entry.idx for entry in chart.legend.legendEntry] == [1], "the legend names Riket once"


def test_a_chart_without_any_value_is_not_drawn():
    empty = replace(LINES, series=(("Flen", (None, None, None)),))
    assert segments(empty) == ()
    assert book(xlsx_bytes([TABLE], FACTS, empty))[CHART]._charts == []


def test_bars_have_a_name_each():
    bars = Chart("bar", "Rubrik", "antal", ("Flen", "Trosa"), (("2022", (3.0, 2.0)),), decimals=0)
    sheet = book(xlsx_bytes([TABLE], FACTS, bars))[CHART]
    assert [row[0] for row in sheet.iter_rows(min_row=HEAD_ROW + 1, values_only=True)] == ["Flen", "Trosa"]
    assert sheet["B5"].number_format == "[$-41D]#,##0"


@given(st.text(max_size=200))
def test_any_text_fits_in_a_workbook(text):
    table = Table("T", (Column("a"), Column("b", 0)), ((text, text),))
    assert xlsx_bytes([table], replace(FACTS, title=text, message=text)).startswith(b"PK")


def test_names_say_what_files_hold():
    parts = ("syss_utrikes", "2000\u20132022", "", "Södermanlands län")
    assert file_name(parts, FACTS, "xlsx") == "integrationskollen_syss-utrikes_2000-2022_sodermanlands-lan_01234567.xlsx"
    assert file_name(parts, DEMO, "csv") == "integrationskollen_syss-utrikes_2000-2022_sodermanlands-lan_demo_01234567.csv"


@given(st.text())
def test_a_name_has_nothing_that_a_file_system_refuses(text):
    assert set(slug(text)) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert len(slug(text)) <= 60


@pytest.mark.parametrize(
    ("value", "decimals", "shown"),
    [
        (67.25, 1, "67,3"),
        (-67.25, 1, "\u221267,3"),
        (0.125, 2, "0,13"),
        (1.005, 2, "1,01"),
        (2.5, 0, "3"),
        (0.5, 0, "1"),
        (-0.04, 1, "0,0"),
    ],
)
def test_values_are_rounded_as_they_are_written_half_away_from_zero(value, decimals, shown):
    """1.005 is less than that in a computer's memory; a spreadsheet, and a reader, rounds what is written."""
    assert formats.number(value, decimals) == shown
    column = Column("Värde", decimals)
    table = Table("Tabell", (column,), ((value,),))
    written = csv_bytes(table, FACTS).decode().splitlines()[1].split(";")[0]
    assert written == shown.replace(formats.MINUS, "-")
