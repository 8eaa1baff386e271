"""The validation page's files: the same figures as published, hidden ones hidden, and what LibreOffice makes of them."""

import csv
import io
import shutil
import subprocess

import openpyxl
import pyarrow.parquet as pq
import pytest
from republished import by_hand

from dashboard import formats
from etl.contract.paths import DataPaths
from etl.contract.reader import open_current

HIDDEN = "Dold, för få personer"
DEMO = "Demodata, påhittade värden"
HEAD_ROW = 4


@pytest.fixture(scope="module")
def published(demo_data):
    rows = pq.read_table(open_current(DataPaths(demo_data)).directory / "validation.parquet").to_pylist()
    return {(row["region"], row["period"], row["type"], row["step"], row["measure"]): row for row in rows if row["sex"] == "T"}


@pytest.fixture(scope="module")
def measures(demo_data):
    rows = pq.read_table(open_current(DataPaths(demo_data)).directory / "validation_codes.parquet").to_pylist()
    return {row["title"]: row["code"] for row in rows if row["field"] == "measure"}


def reporters(published):
    return sorted({key[0] for key, row in published.items() if len(key[0]) == 4 and row["status"] != "missing"})


def lines(answer):
    assert answer.status_code == 200, answer.text[:500]
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"), newline=""), delimiter=";"))


def book(answer):
    assert answer.status_code == 200, answer.text[:500]
    return openpyxl.load_workbook(io.BytesIO(answer.data))


STEPS = {"Väntar": "S1_VANTAR", "Pågår": "S2_PAGAR", "Alla": "ALLA"}


@pytest.mark.parametrize("kind", ["ALLA", "AKAD"])
def test_the_csv_holds_what_is_published_and_nothing_hidden(visitor, published, measures, kind):
    hidden = 0
    for kommun in reporters(published)[:6]:
        for line in lines(visitor.get(f"/export/validering.csv?region={kommun}&typ={kind}")):
            key = (line["Kod"], line["Kvartal"], kind, STEPS[line["Steg"]], measures[line["Mått"]])
            row = published.get(key, {"value": None, "status": "missing"})
            if row["value"] is None:
                assert line["Värde"] == ""
                assert line["Status"] == formats.absent(row["status"])
                hidden += line["Status"] == HIDDEN
            else:
                assert (line["Värde"], line["Status"]) == (f"{row['value']:.0f}", "Värde")
            assert line["Demodata"] == DEMO
    assert hidden


def test_the_workbook_holds_what_is_published_and_nothing_hidden(visitor, published):
    found = book(visitor.get("/export/validering.xlsx"))
    head, *rows = list(found["Alla kvartal"].iter_rows(min_row=HEAD_ROW, values_only=True))
    stock = rows[0]
    for period, cell in zip(head[2:], stock[2:], strict=True):
        assert cell == published["00", period, "ALLA", "ALLA", "stock"]["value"]
    own = {row[1]: row[2] for row in found["Kommun för kommun"].iter_rows(min_row=HEAD_ROW + 1, values_only=True)}
    assert len(own) == 290
    for code, cell in own.items():
        row = published.get((code, head[-1], "ALLA", "ALLA", "stock"))
        assert cell == (row["value"] if row and row["value"] is not None else HIDDEN if row["status"] == "suppressed" else SILENT)
    assert HIDDEN in own.values()
    assert SILENT in own.values()


SILENT = "Har inte rapporterat"


def test_the_national_figures_are_real_and_say_so(visitor, demo_data):
    found = book(visitor.get("/export/validering.xlsx?region=0484"))
    words = [str(cell) for row in found["Hela landet"].iter_rows(values_only=True) for cell in row if cell is not None]
    assert not any(DEMO in word for word in words)
    rows = pq.read_table(open_current(DataPaths(demo_data)).directory / "national.parquet").to_pylist()
    sources = [row[3] for row in found["Hela landet"].iter_rows(min_row=HEAD_ROW + 1, values_only=True)]
    assert sources == [row["value"] for row in rows]
    assert all(row["source"] in words for row in rows)
    about = dict(row[:2] for row in found["Om uppgifterna"].iter_rows(values_only=True))
    assert about[DEMO] == "Inga siffror i filen är verkliga, utom de i bladet Hela landet."
    for sheet in found:
        marked = any(DEMO in str(cell) for row in sheet.iter_rows(values_only=True) for cell in row)
        assert marked == (sheet.title != "Hela landet"), sheet.title


def test_the_chart_and_the_address(visitor):
    found = book(visitor.get("/export/validering.xlsx?region=1480"))
    (chart,) = found["Diagram"]._charts
    assert chart.tagname == "lineChart"
    about = dict(row[:2] for row in found["Om uppgifterna"].iter_rows(values_only=True))
    assert about["Adress"] == "http://localhost/validering?region=1480"
    assert about["Område"] == "Göteborg"


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("", "validering_riket_2024k4_demo"),
        ("?region=0484&kvartal=2023K2", "validering_eskilstuna_2023k2_demo"),
        ("?region=12", "validering_skane-lan_2024k4_demo"),
    ],
)
def test_files_are_named_after_what_they_hold(visitor, demo_data, query, name):
    version = open_current(DataPaths(demo_data)).version[:8]
    header = visitor.get(f"/export/validering.xlsx{query}").headers["Content-Disposition"]
    assert header == f'attachment; filename="integrationskollen_{name}_{version}.xlsx"'


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/export/validering.pdf", 404),
        ("/export/validering", 404),
        ("/export/validering.csv?region=9999&typ=X&kvartal=1999K1", 400),
        ("/export/validering.xlsx?region=2584&typ=AKAD", 200),
    ],
)
def test_odd_addresses_of_files(visitor, address, status):
    """What the page can't read gets no file: its lines would be those of another choice than the address says."""
    answer = visitor.get(address)
    assert answer.status_code == status
    assert status == 200 or not answer.headers.get("Content-Disposition")


def test_where_nobody_has_reported_the_files_say_so(visitor, demo_data, tmp_path, monkeypatch):
    shutil.copytree(demo_data / "published", tmp_path / "published")
    file = by_hand(tmp_path) / "validation.parquet"
    pq.write_table(pq.read_table(file).slice(0, 0), file)
    monkeypatch.setenv("KOLLEN_DATA", str(tmp_path))
    found = book(visitor.get("/export/validering.xlsx"))
    assert "Diagram" not in found.sheetnames
    text = " ".join(str(row[1]) for row in found["Om uppgifterna"].iter_rows(values_only=True))
    assert "Ingen kommun har rapporterat ännu" in text
    assert lines(visitor.get("/export/validering.csv")) == []


def test_libreoffice_opens_the_backlog(visitor, published, tmp_path):
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("there is no soffice on PATH; openpyxl reads the same file above")
    (tmp_path / "validering.xlsx").write_bytes(visitor.get("/export/validering.xlsx").data)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    every = "csv:Text - txt - csv (StarCalc):59,34,76,1,,0,false,true,false,false,false,-1"
    line = [office, "--headless", profile, "--convert-to", every, "--outdir", str(tmp_path / "out"), "validering.xlsx"]
    subprocess.run(line, check=True, capture_output=True, timeout=240, cwd=tmp_path)
    shown = (tmp_path / "out" / "validering-Alla kvartal.csv").read_text(encoding="utf-8").splitlines()
    stock = shown[HEAD_ROW].split(";")
    numbers = [int(cell.replace("\u00a0", "").replace(" ", "")) for cell in stock[2:]]
    periods = shown[HEAD_ROW - 1].split(";")[2:]
    assert numbers == [published["00", period, "ALLA", "ALLA", "stock"]["value"] for period in periods]
