"""`/validering`: what it shows is what is published, hidden stays hidden, and silence is told."""

from io import BytesIO

import pyarrow.parquet as pq
import pytest
from openpyxl import load_workbook
from page_json import identified, words
from test_web_focus import first_line, rows_of

from dashboard import formats


@pytest.fixture(scope="module")
def published(demo_data):
    version = (demo_data / "published" / "CURRENT").read_text(encoding="utf-8").strip()
    rows = pq.read_table(demo_data / "published" / version / "validation.parquet").to_pylist()
    return {(row["region"], row["period"], row["type"], row["step"], row["sex"], row["measure"]): row for row in rows}


def show(visitor, region=None, kind="ALLA", period="2024K4"):
    values = {"backlog-region.value": region, "backlog-kind.value": kind, "backlog-period.value": period}
    return visitor.change("backlog-kinds.content", values, "backlog-region.value")


def reporters(published):
    return sorted({key[0] for key, row in published.items() if len(key[0]) == 4 and row["status"] != "missing"})


def test_every_stock_and_flow_of_every_kommun(visitor, published):
    kommuner = reporters(published)
    assert len(kommuner) > 5
    for kommun in kommuner:
        table = show(visitor, kommun)["backlog-series.content"]
        head = next(part for part in table["props"]["children"] if part["type"] == "Thead")
        periods = sorted({key[1] for key in published})
        assert len(head["props"]["children"]["props"]["children"]) == len(periods) + 1
        rows = rows_of(table)
        for row, (step, measure) in zip(rows, ROWS, strict=True):
            for cell, period in zip(row[1:], periods, strict=True):
                shown = published.get((kommun, period, "ALLA", step, "T", measure))
                if shown is None or shown["value"] is None:
                    status = "missing" if shown is None else shown["status"]
                    assert first_line(cell) == formats.absent(status)
                else:
                    assert first_line(cell) == formats.number(shown["value"], 0)


FLOWS = ("inflow", "left", "recognised", "partly_recognised", "refused", "discontinued")
ROWS = [("S1_VANTAR", "stock"), ("S2_PAGAR", "stock"), ("ALLA", "stock"), *(("ALLA", flow) for flow in FLOWS)]


def test_hidden_numbers_have_no_value_and_say_so(visitor, published):
    hidden = [key for key, row in published.items() if row["status"] == "suppressed" and key[1] == "2024K4" and len(key[0]) == 4]
    assert hidden
    for kommun in sorted({key[0] for key in hidden}):
        answer = show(visitor, kommun)
        assert "Dold, för få personer" in words(answer["backlog-series.content"])
    assert all(published[key]["value"] is None for key in hidden)


def test_a_sum_says_what_it_covers(visitor, published):
    row = published["00", "2024K4", "ALLA", "ALLA", "T", "stock"]
    answer = show(visitor)
    assert f"väntade minst {formats.number(row['value'], 0)} personer i riket" in answer["backlog-summary.content"]
    assert f"{row['included']} av {row['reported']} kommuner" in answer["backlog-sum.content"]
    assert [trace["name"] for trace in answer["backlog-stock.figure"]["data"]] == ["Väntar och pågår"]


def test_silence_is_told(visitor, published):
    silent = sorted(
        key[0] for key, row in published.items() if key[1:4] == ("2024K4", "ALLA", "ALLA") and row["status"] == "missing"
    )
    answer = show(visitor, "04")
    names = answer["backlog-silent.content"]
    assert "Har inte rapporterat fjärde kvartalet 2024" in names
    assert names.count(",") + 1 == len([code for code in silent if code.startswith("04")])


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("?region=9999", "Det finns ingen kommun och inget län med koden 9999"),
        ("?kvartal=1999K1", "Ingen har rapporterat första kvartalet 1999"),
        ("?typ=FINNS_INTE", "Alla valideringstyper"),
        ("?region=2584", "inte rapporterat"),
    ],
)
def test_odd_addresses_explain(visitor, query, text):
    assert text in words(visitor.open(f"/validering{query}"))


def test_national_figures_name_their_source(visitor):
    page = visitor.open("/validering")
    table = identified(page, "backlog-national-table")["content"]
    last = [first_line(cell) for cell in rows_of(table)[-1]]
    assert last == ["2022", "23\u00a0377", "21\u00a0887", "23\u00a0268", "+109"]
    assert "UHR, Statistik och rapporter" in words(page)


def test_the_template_is_downloaded(visitor, demo_data):
    answer = visitor.get("/validering/rapporteringsmall.xlsx")
    assert answer.status_code == 200
    assert 'attachment; filename="rapporteringsmall.xlsx"' in answer.headers["Content-Disposition"]
    version = (demo_data / "published" / "CURRENT").read_text(encoding="utf-8").strip()
    assert answer.data == (demo_data / "published" / version / "rapporteringsmall.xlsx").read_bytes()
    names = load_workbook(BytesIO(answer.data)).sheetnames
    assert names == ["Instruktion", "Data", "Exempel", "Koder"]
