"""Files of the indicator page, fetched as a browser fetches them and opened as their readers open them."""

import csv
import functools
import io
import re
import shutil
import subprocess
import sys
from datetime import timedelta
from urllib.parse import quote

import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard import formats
from etl.contract.catalogue import load_catalogue
from etl.contract.paths import ROOT, DataPaths
from etl.contract.reader import open_current
from tests.random_tests import cases, some

INDICATORS = {entry.id: entry for entry in load_catalogue(ROOT / "data" / "catalogue").indicators}
SAMPLE = ("syss_utrikes", "etab_arbete", "anst_balans", "invanare", "bme_mojl_anvisade", "gymnbeh_lage")
"""Shares, hidden cells, a difference that can be negative, numbers of persons, and words."""
HEAD_ROW = 4
DEMO = "Demodata, påhittade värden"
HIDDEN = "Dold, för få personer"
SCRIPT = "<script>alert(1)</script>"


@functools.cache
def published(data, indicator):
    """An indicator's published values and statuses by (region, period), both sexes together."""
    rows = pq.read_table(open_current(DataPaths(data)).directory / "observations" / f"{indicator}.parquet").to_pylist()
    return {(row["region"], row["period"]): row for row in rows if row["sex"] == "T"}


@pytest.fixture
def every(demo_data):
    regions = open_current(DataPaths(demo_data)).table("regions").to_pylist()
    return [row["code"] for row in regions if row["type"] == "kommun"]


def read_csv(answer) -> pd.DataFrame:
    assert answer.status_code == 200, answer.text[:500]
    text = dict.fromkeys(("Område", "Kod", "Period", "Status", "Förklaring"), str)
    return pd.read_csv(io.BytesIO(answer.data), sep=";", decimal=",", encoding="utf-8-sig", dtype=text, keep_default_na=False)


def read_book(answer) -> openpyxl.Workbook:
    assert answer.status_code == 200, answer.text[:500]
    return openpyxl.load_workbook(io.BytesIO(answer.data))


def said(row, entry):
    """What a cell of a file holds of a published row: a word, or the number."""
    return formats.category(row["value"], entry.unit) or row["value"]


@pytest.mark.parametrize("indicator", SAMPLE)
def test_csv_holds_what_is_published_and_nothing_hidden(visitor, demo_data, indicator):
    entry, source = INDICATORS[indicator], published(demo_data, indicator)
    frame = read_csv(visitor.get(f"/export/indikator/{indicator}.csv"))
    assert set(frame["Kod"]) == {"00", "0428", "0461", "0480", "0481", "0482", "0483", "0484", "0486", "0488"}
    periods = {period for (_, period), row in source.items() if row["value"] is not None}
    assert len(frame) == 10 * len(periods)
    for line in frame.to_dict("records"):
        row = source[line["Kod"], line["Period"]]
        if row["value"] is None:
            assert line["Värde"] == ""
            assert (line["Status"], line["Förklaring"]) == (formats.absent(row["status"]), row["reason"] or "")
        elif isinstance(said(row, entry), str):
            assert line["Värde"] == said(row, entry)
        else:
            assert float(str(line["Värde"]).replace(",", ".")) == formats.rounded(row["value"], formats.decimals(entry))


def test_pandas_reads_numbers_where_nothing_is_absent(visitor, demo_data):
    frame = read_csv(visitor.get("/export/indikator/invanare.csv?kommuner=0484"))
    assert frame["Värde"].dtype.kind in "if"
    expected = [
        published(demo_data, "invanare")[code, period]["value"]
        for code, period in zip(frame["Kod"], frame["Period"], strict=True)
    ]
    assert frame["Värde"].tolist() == expected


@pytest.mark.parametrize("indicator", SAMPLE)
def test_the_workbook_holds_what_is_published_and_nothing_hidden(visitor, demo_data, indicator):
    entry, source = INDICATORS[indicator], published(demo_data, indicator)
    book = read_book(visitor.get(f"/export/indikator/{indicator}.xlsx?kommuner=0484,0480,1480"))
    head, *rows = list(book["Tabell"].iter_rows(min_row=HEAD_ROW, values_only=True))
    assert [row[1] for row in rows] == ["00", "0484", "0480", "1480"]
    for row in rows:
        for period, cell in zip(head[2:], row[2:], strict=True):
            expected = source[row[1], str(period).removesuffix(" (prel.)")]
            assert cell == (formats.absent(expected["status"]) if expected["value"] is None else said(expected, entry))


def test_hidden_cells_are_hidden_in_every_sheet(visitor, demo_data, every):
    source = published(demo_data, "etab_arbete")
    few = next(code for code in every if any(row["status"] == "suppressed" for (at, _), row in source.items() if at == code))
    book = read_book(visitor.get(f"/export/indikator/etab_arbete.xlsx?kommuner={few}"))
    shown = {row["value"] for (code, _), row in source.items() if code in (few, "00")} - {None}
    for sheet in (book["Tabell"], book["Diagram"], book["Alla värden"]):
        numbers = {
            cell
            for row in sheet.iter_rows(min_row=HEAD_ROW + 1, values_only=True)
            for cell in row
            if isinstance(cell, float | int)
        }
        numbers -= {int(period) for _, period in source} if sheet.title != "Tabell" else set()
        assert numbers <= shown, sheet.title
    words = [cell for row in book["Tabell"].iter_rows(min_row=HEAD_ROW, values_only=True) for cell in row]
    assert HIDDEN in words


def test_files_are_named_after_what_they_hold(visitor, demo_data, every):
    version = open_current(DataPaths(demo_data)).version[:8]
    wanted = {
        "": "sodermanlands-lan",
        "?kommuner=0484": "eskilstuna",
        "?kommuner=0484,0480": "2-kommuner",
        "?kommuner=inga": "riket",
        "?kon=K": "kvinnor_sodermanlands-lan",
        f"?kommuner={','.join(every)}": "alla-kommuner",
    }
    for query, region in wanted.items():
        header = visitor.get(f"/export/indikator/syss_utrikes.csv{query}").headers["Content-Disposition"]
        periods = "2020-2024"
        assert header == f'attachment; filename="integrationskollen_syss-utrikes_{periods}_{region}_demo_{version}.csv"'


def test_made_up_values_say_so_in_both_files(visitor):
    assert set(read_csv(visitor.get("/export/indikator/syss_utrikes.csv"))["Demodata"]) == {DEMO}
    for sheet in read_book(visitor.get("/export/indikator/syss_utrikes.xlsx")):
        assert any(DEMO in str(cell) for row in sheet.iter_rows(values_only=True) for cell in row), sheet.title


def test_what_is_said_of_the_table_is_in_the_workbook(visitor):
    book = read_book(visitor.get("/export/indikator/syss_utrikes.xlsx?kon=K&ar=1850"))
    facts = {row[0]: row[1] for row in book["Om uppgifterna"].iter_rows(values_only=True)}
    assert facts["Adress"] == "http://localhost/indikator/syss_utrikes?kon=K&kommuner=04"
    assert (facts["Kön"], facts["Enhet"]) == ("Kvinnor", "procent")
    notes = [row[1] for row in book["Om uppgifterna"].iter_rows(values_only=True) if row[0] == "Att tänka på"]
    assert any(note.startswith("1850 finns inte") for note in notes), "what could not be shown is told here too"


def test_few_places_are_lines_and_many_are_bars(visitor):
    (lines,) = read_book(visitor.get("/export/indikator/syss_utrikes.xlsx"))["Diagram"]._charts
    assert lines.tagname == "lineChart"
    group = ",".join(f"12{code}" for code in (14, 30, 31, 33, 56, 57, 60, 61, 62, 63, 64, 65, 66, 67))
    (bars,) = read_book(visitor.get(f"/export/indikator/syss_utrikes.xlsx?kommuner={group}"))["Diagram"]._charts
    assert bars.tagname == "barChart"
    assert "Diagram" not in read_book(visitor.get("/export/indikator/bme_mojl_anvisade.xlsx")).sheetnames


@pytest.mark.parametrize("indicator", some(list(INDICATORS)))
def test_every_indicator_for_every_kommun(visitor, every, indicator):
    answer = visitor.get(f"/export/indikator/{indicator}.csv?kommuner={','.join(every)}")
    frame = read_csv(answer)
    assert frame["Kod"].nunique() == 291
    assert "nan" not in answer.text.lower().split(";")


@pytest.mark.parametrize("indicator", ["etab_arbete", "bme_mojl_anvisade"])
def test_a_workbook_for_every_kommun(visitor, every, indicator):
    book = read_book(visitor.get(f"/export/indikator/{indicator}.xlsx?kommuner={','.join(every)}"))
    assert book["Tabell"].max_row == HEAD_ROW + 291


def test_an_indicator_without_values_gives_files_that_say_so(sparse_visitor):
    book = read_book(sparse_visitor.get("/export/indikator/kas_ej_validerad.xlsx"))
    assert "inga värden" in " ".join(str(row[1]) for row in book["Om uppgifterna"].iter_rows(values_only=True))
    assert len(read_csv(sparse_visitor.get("/export/indikator/kas_ej_validerad.csv"))) == 0


@pytest.mark.parametrize("chart", ["map", "trend"])
def test_the_table_of_a_closed_chart_is_found(visitor, chart):
    answer = visitor.get(f"/export/indikator/syss_utrikes/{chart}.html?kommuner=0484")
    assert (answer.status_code, answer.mimetype) == (200, "text/html")
    assert answer.text.startswith("<table")


def test_asking_for_the_head_only(visitor):
    for extension in ("csv", "xlsx"):
        answer = visitor.http.head(f"/export/indikator/syss_utrikes.{extension}")
        assert (answer.status_code, answer.data) == (200, b"")
        assert "attachment" in answer.headers["Content-Disposition"]


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/export/indikator/sys_utrikes.csv", "Menade du syss_utrikes"),
        ("/export/indikator/qqqq.xlsx", "Indikatorn finns inte"),
        ("/export/indikator/syss_utrikes.pdf", "csv och xlsx"),
        ("/export/nagot", "Filen finns inte"),
    ],
)
def test_what_does_not_exist_is_explained_in_swedish(visitor, address, words):
    answer = visitor.get(address)
    assert (answer.status_code, answer.content_type) == (404, "text/plain; charset=utf-8")
    assert words in answer.text


def test_without_data_it_says_what_to_run(visitor, tmp_path, monkeypatch):
    monkeypatch.setenv("KOLLEN_DATA", str(tmp_path))
    answer = visitor.get("/export/indikator/syss_utrikes.csv")
    assert (answer.status_code, "Inga uppgifter kan visas just nu" in answer.text) == (503, True)


NAMES = st.sampled_from(["syss_utrikes", "etab_arbete", SCRIPT, "..", "%2e%2e%2fmanifest"]) | st.text(max_size=30)
QUERIES = st.lists(st.tuples(st.sampled_from(["ar", "kon", "kommuner", "x"]), st.text(max_size=30) | st.just(SCRIPT)), max_size=4)


@settings(
    max_examples=cases(100),
    deadline=timedelta(seconds=30),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(name=NAMES, extension=st.sampled_from(["csv", "xlsx", "html", ""]), pairs=QUERIES)
def test_any_address_gives_a_file_or_an_explanation(visitor, name, extension, pairs):
    query = "&".join(f"{key}={quote(value)}" for key, value in pairs)
    answer = visitor.get(f"/export/indikator/{quote(name)}.{extension}?{query}")
    assert answer.status_code in (200, 400, 404, 308), answer.text[:300]
    if answer.status_code == 200 and answer.mimetype == "text/csv":
        assert SCRIPT not in answer.text


def test_the_application_starts_without_reading_openpyxl():
    code = "import sys, dashboard.app; sys.exit('openpyxl' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


# In another program

EVERY_SHEET = "csv:Text - txt - csv (StarCalc):59,34,76,1,,0,false,true,false,false,false,-1"
"""LibreOffice's words for: semicolon, quotes, UTF-8, cells as they are shown, a file a sheet."""


def test_libreoffice_opens_the_files(visitor, demo_data, tmp_path):
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("there is no soffice on PATH; openpyxl and pandas read the same files above")
    for indicator in SAMPLE:
        for extension in ("xlsx", "csv"):
            answer = visitor.get(f"/export/indikator/{indicator}.{extension}")
            (tmp_path / f"{indicator}.{extension}").write_bytes(answer.data)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    books = [str(tmp_path / f"{indicator}.xlsx") for indicator in SAMPLE]
    line = [office, "--headless", profile, "--convert-to", EVERY_SHEET, "--outdir", str(tmp_path / "out"), *books]
    subprocess.run(line, check=True, capture_output=True, timeout=240)
    for indicator in SAMPLE:
        assert_shown(tmp_path / "out" / f"{indicator}-Tabell.csv", published(demo_data, indicator), INDICATORS[indicator])
        about = (tmp_path / "out" / f"{indicator}-Om uppgifterna.csv").read_text(encoding="utf-8")
        assert INDICATORS[indicator].title.replace('"', '""') in about
        assert DEMO in about
    line = [office, "--headless", profile, "--infilter=Text - txt - csv (StarCalc):59,34,76", "--convert-to", "ods", "--outdir"]
    subprocess.run([*line, str(tmp_path / "out"), str(tmp_path / "invanare.csv")], check=True, capture_output=True, timeout=240)
    assert (tmp_path / "out" / "invanare.ods").stat().st_size > 5000


def assert_shown(file, source, entry) -> None:
    """LibreOffice shows each number with a Swedish comma, whatever its own language, and the words where there is none."""
    head, *rows = [line.split(";") for line in file.read_text(encoding="utf-8").splitlines()[HEAD_ROW - 1 :]]
    for row in rows:
        for period, cell in zip(head[2:], row[2:], strict=True):
            published = source[row[1], str(period).removesuffix(" (prel.)")]
            if published["value"] is None:
                assert cell == formats.absent(published["status"])
            elif isinstance(said(published, entry), str):
                assert cell == said(published, entry)
            else:
                assert "." not in cell
                shown = cell.replace("\u00a0", "").replace(" ", "").replace("\u2212", "-").replace(",", ".")
                assert float(shown) == pytest.approx(published["value"], abs=0.5 * 10 ** -formats.decimals(entry) + 1e-9)


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/export/indikator/invanare.csv?kommuner=Eskilstuna", "Adressens kommuner gick inte att tolka."),
        ("/export/indikator/invanare.xlsx?kon=X&ar=ifjol", "Adressens år gick inte att tolka. Adressens kön gick inte"),
        ("/export/fokus/arbete.csv?kommuner=0484,hela", "Adressens kommuner gick inte att tolka."),
        ("/export/jamfor.csv?indikatorer=A-B", "Adressens indikatorer gick inte att tolka."),
        ("/export/validering.csv?kvartal=2024-12", "Adressens kvartal gick inte att tolka."),
    ],
)
def test_a_file_is_refused_where_the_page_could_not_read_its_address(visitor, address, words):
    answer = visitor.get(address)
    assert answer.status_code == 400
    assert answer.text.startswith(words)


@pytest.mark.parametrize("query", ["kommuner=484,0480", "kommuner=0484&kommuner=480", "kommuner=%30%34%38%34%2C%20%304%380"])
def test_kommuner_are_understood_in_every_way_they_are_written(visitor, query):
    frame = read_csv(visitor.get(f"/export/indikator/invanare.csv?{query}"))
    assert set(frame["Kod"]) == {"00", "0484", "0480"}


def test_a_long_list_is_read_whole_also_when_each_sign_is_encoded(visitor, every):
    asked = "%2C".join("".join(f"%{ord(digit):02X}" for digit in code) for code in every)
    frame = read_csv(visitor.get(f"/export/indikator/invanare.csv?kommuner={asked}"))
    assert set(frame["Kod"]) == {"00", *every}


def test_a_file_says_what_was_asked_for_and_left_out(visitor):
    book = read_book(visitor.get("/export/jamfor.xlsx?indikatorer=syss_utrikes,finns_inte&kommuner=0484,9999"))
    said_of = " ".join(str(cell) for row in book["Om uppgifterna"].iter_rows(values_only=True) for cell in row)
    answer = visitor.get("/export/jamfor.csv?indikatorer=syss_utrikes,finns_inte,invanare&kommuner=0484,9999")
    head, *rows = csv.reader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";")
    for said in (said_of, rows[0][head.index("Att tänka på")]):
        assert "9999" in said
        assert "finns_inte" in said
    written = {(row[0], row[head.index("Värde")]) for row in rows}
    forms = {"Sysselsatta utrikes födda": r"\d\d,\d", "Invånare": r"\d+"}
    assert {name for name, _ in written} == set(forms)
    assert all(re.fullmatch(forms[name], text) for name, text in written), "with the decimals of the page"
