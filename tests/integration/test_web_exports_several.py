"""The files of the focus areas and the comparison: the same values as published, hidden ones hidden, with their words."""

from io import BytesIO

import pandas as pd
import pyarrow.parquet as pq
import pytest
from openpyxl import load_workbook

from etl.contract.catalogue import load_catalogue
from etl.contract.paths import catalogue_path

CATALOGUE = load_catalogue(catalogue_path())
AREAS = [area.id for area in CATALOGUE.focus_areas]
TITLES = {entry.short_title: entry for entry in CATALOGUE.indicators}
HIDDEN = "Dold, för få personer"


@pytest.fixture(scope="module")
def observed(demo_data):
    version = (demo_data / "published" / "CURRENT").read_text(encoding="utf-8").strip()

    def cell(indicator, region, period, sex):
        table = pq.read_table(demo_data / "published" / version / "observations" / f"{indicator}.parquet")
        rows = {(row["region"], row["period"], row["sex"]): row for row in table.to_pylist()}
        return rows.get((region, period, sex))

    return cell


def frame(answer):
    text = answer.data.decode("utf-8-sig")
    lines = text.splitlines()
    start = next(position for position, line in enumerate(lines) if line.startswith("Indikator;"))
    return pd.read_csv(BytesIO("\n".join(lines[start:]).encode()), sep=";", decimal=",", dtype={"Kod": str, "Period": str})


@pytest.mark.parametrize("area", AREAS)
def test_a_focus_area_as_csv_holds_what_is_published(visitor, observed, area):
    answer = visitor.get(f"/export/fokus/{area}.csv?kommuner=0484,0480")
    assert answer.status_code == 200
    rows = frame(answer)
    assert set(rows["Kod"]) == {"00", "0484", "0480"}
    for row in rows.sample(min(len(rows), 12), random_state=1).to_dict("records"):
        entry = TITLES[row["Indikator"]]
        published = observed(entry.id, row["Kod"], row["Period"], "T")
        if published is None or published["value"] is None:
            assert pd.isna(row["Värde"])
            assert row["Status"] != "Värde"
        elif not isinstance(row["Värde"], str):
            assert row["Värde"] == pytest.approx(published["value"], abs=0.501 * 10**-entry.decimals)


def test_hidden_values_are_hidden_in_the_file(visitor, demo_data):
    version = (demo_data / "published" / "CURRENT").read_text(encoding="utf-8").strip()
    latest = pd.read_parquet(demo_data / "published" / version / "latest.parquet")
    mine = [entry.id for entry in TITLES.values() if entry.focus_area == "arbete" and entry.role.value in ("core", "support")]
    cells = latest[latest["indicator"].isin(mine) & (latest["sex"] == "T") & (latest["region"].str.len() == 4)]
    chosen = cells.loc[cells["status"] == "suppressed", "region"].value_counts().index[:4]
    rows = frame(visitor.get(f"/export/fokus/arbete.csv?kommuner={','.join(chosen)}"))
    found = {(TITLES[row["Indikator"]].id, row["Kod"]): row for row in rows.to_dict("records")}
    hidden = cells[(cells["status"] == "suppressed") & cells["region"].isin(chosen)]
    assert len(hidden) >= len(chosen) > 0
    for cell in hidden.itertuples():
        row = found[cell.indicator, cell.region]
        assert row["Status"] == HIDDEN
        assert pd.isna(row["Värde"])


def test_a_comparison_as_workbook(visitor):
    answer = visitor.get("/export/jamfor.xlsx?indikatorer=syss_utrikes,trangbodd_n2&kommuner=0484&grupp=V%C3%A5r%20grupp")
    assert answer.status_code == 200
    assert "jamforelse_var-grupp_demo" in answer.headers["Content-Disposition"]
    book = load_workbook(BytesIO(answer.data))
    assert book.sheetnames[:4] == ["Senaste värden", "Mål", "Indikatorer", "Alla värden"]
    words = {str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert any("Demodata, påhittade värden" in word for word in words)
    assert any("/jamfor?indikatorer=syss_utrikes,trangbodd_n2&kommuner=0484" in word for word in words)


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/export/fokus/finns_inte.csv", 404),
        ("/export/fokus/arbete.pdf", 404),
        ("/export/jamfor.exe", 404),
        ("/export/jamfor.csv?indikatorer=inga&kommuner=inga", 200),
        ("/export/fokus/arbete.xlsx?kommuner=inga&kon=Q", 400),
        ("/export/fokus/arbete.xlsx?kommuner=inga&kon=K", 200),
    ],
)
def test_odd_addresses(visitor, address, status):
    answer = visitor.get(address)
    assert answer.status_code == status
    assert status == 200 or answer.text.strip()
    assert ("Content-Disposition" in answer.headers) == (status == 200)
