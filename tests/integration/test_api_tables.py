"""The parts of `/api/v1/` that are published tables as they stand: means, barometers, validation and its national figures."""

import csv
import io
import json
import shutil
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from republished import by_hand

from dashboard.api import columns
from dashboard.api.resources import RESOURCES
from etl.contract import schemas
from etl.contract.paths import DataPaths
from etl.contract.reader import open_current

TABLES = {
    "means": schemas.MEANS,
    "barometer": schemas.BAROMETER,
    "barometer_entries": schemas.BAROMETER_ENTRIES,
    "validation": schemas.VALIDATION,
    "validation_codes": schemas.VALIDATION_CODES,
    "national": schemas.NATIONAL,
}


@pytest.fixture
def rows(visitor):
    """The rows that a question under `/api/v1/` is answered with."""

    def get(question: str) -> list[dict[str, Any]]:
        answer = visitor.get(f"/api/v1/{question}")
        assert answer.status_code == 200, answer.text[:500]
        return answer.get_json()["data"]

    return get


@pytest.fixture
def snapshot(demo_data):
    return open_current(DataPaths(demo_data))


def as_published(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in row.items()}


@pytest.mark.parametrize("name", TABLES)
def test_a_table_comes_out_as_it_is_published(visitor, snapshot, name):
    body = visitor.get(f"/api/v1/{name}?limit=400").get_json()
    published = snapshot.table(name)
    assert published.num_rows == body["total"] > 0
    assert body["data"] == [as_published(row) for row in published.slice(0, 400).to_pylist()]
    assert "Demodata" in body["notice"]


@pytest.mark.parametrize("name", TABLES)
def test_every_column_of_a_table_is_told_in_words(name):
    described = next(one for one in RESOURCES if one.name == name).columns
    assert [column.name for column in described] == TABLES[name].names
    assert all(column.description != column.name for column in described)
    assert set(TABLES[name].names) <= set(columns.WORDS)


@pytest.mark.parametrize(
    ("question", "column", "wanted"),
    [
        ("means?indicator=syss_utrikes&group=lan:04&kind=unweighted&sex=T&limit=50000", "group", {"lan:04"}),
        ("means?indicator=syss_utrikes&group=lan:04&from=2020&to=2021&limit=50000", "period", {"2020", "2021"}),
        ("means?kind=weighted&limit=50000", "kind", {"weighted"}),
        ("barometer?focus_area=arbete", "focus_area", {"arbete"}),
        ("barometer?region=0484&region=04", "region", {"0484", "04"}),
        ("barometer_entries?group=lan:04&indicator=syss_utrikes", "indicator", {"syss_utrikes"}),
        ("validation?type=AKAD&limit=50000", "type", {"AKAD"}),
        ("validation?step=S1_VANTAR&limit=50000", "step", {"S1_VANTAR"}),
        ("validation?measure=stock&limit=50000", "measure", {"stock"}),
        ("validation?from=2024K1&to=2024&limit=50000", "period", {"2024K1", "2024K2", "2024K3", "2024K4"}),
        ("validation_codes?field=step", "field", {"step"}),
        ("national?measure=decided&type=ALLA", "series", {"uhr_decided_alla"}),
        ("national?series=uhr_decided_alla", "series", {"uhr_decided_alla"}),
    ],
)
def test_a_table_is_narrowed(rows, question, column, wanted):
    assert {row[column] for row in rows(question)} == wanted


def test_what_is_hidden_stays_hidden(rows, visitor):
    hidden = [row for row in rows("validation?limit=50000") if row["status"] == "suppressed"]
    assert hidden, "the demo hides small numbers of validation"
    assert all(row["value"] is None and row["reason"].startswith("Dolt") for row in hidden)
    lines = csv.DictReader(io.StringIO(visitor.get("/api/v1/validation?limit=50000&format=csv").text))
    assert {row["value"] for row in lines if row["status"] == "suppressed"} == {""}


@pytest.mark.parametrize(
    ("question", "name", "allowed"),
    [
        ("means?group=lan:99", "group", "groups"),
        ("barometer?focus_area=finns_inte", "focus_area", "arbete"),
        ("validation?type=FINNS_INTE", "type", "AKAD"),
        ("validation?step=FINNS_INTE", "step", "S1_VANTAR"),
        ("validation?measure=finns_inte", "measure", "stock"),
        ("validation_codes?field=finns_inte", "field", "measure"),
        ("national?series=finns_inte", "series", "uhr_decided_alla"),
        ("national?type=FINNS_INTE", "type", "BRANSCH"),
    ],
)
def test_an_unknown_name_is_told_what_there_is(visitor, question, name, allowed):
    answer = visitor.get(f"/api/v1/{question}")
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")
    assert allowed in " ".join(answer.get_json()["allowed"][name])


@pytest.mark.parametrize("question", ["means?kind=harmonic", "validation?type=akad", "validation?sex=X", "national?measure=1"])
def test_a_wrong_name_is_told_what_it_may_be(visitor, question):
    answer = visitor.get(f"/api/v1/{question}")
    assert answer.status_code == 400
    assert list(answer.get_json()["allowed"]) == [question.partition("?")[2].partition("=")[0]]


@pytest.mark.parametrize("name", TABLES)
def test_an_older_version_without_the_table_says_so(visitor, demo_data, tmp_path, monkeypatch, name):
    version = open_current(DataPaths(demo_data)).version
    old = tmp_path / "published" / "old"
    old.mkdir(parents=True)
    for file in (demo_data / "published" / version).iterdir():
        if file.is_file() and file.name != f"{name}.parquet":
            (old / file.name).symlink_to(file)
    (tmp_path / "published" / "CURRENT").write_text("old\n", encoding="utf-8")
    monkeypatch.setenv("KOLLEN_DATA", str(tmp_path))
    answer = visitor.get(f"/api/v1/{name}")
    assert answer.status_code == 404
    assert f"har ingen tabell {name}" in json.loads(answer.text)["detail"]


def test_changes_in_reports_are_told_as_published(visitor, demo_data, tmp_path, monkeypatch):
    shutil.copytree(demo_data / "published", tmp_path / "published")
    monkeypatch.setenv("KOLLEN_DATA", str(tmp_path))
    cell = {"region": "0484", "period": "2024K1", "step": "S1_VANTAR", "sex": "T", "measure": "stock", "kind": "revised"}
    values = {"old_value": None, "old_status": "suppressed", "new_value": 12.0, "new_status": "ok"}
    published = [{**cell, "type": kind, **values} for kind in ("AKAD", "ALLA")]
    table = pa.Table.from_pylist(published, schemas.VALIDATION_CHANGES)
    pq.write_table(table, by_hand(tmp_path) / "validation_changes.parquet")
    body = visitor.get("/api/v1/validation_changes").get_json()
    assert (body["total"], body["data"]) == (2, table.to_pylist())
    assert [row["type"] for row in visitor.get("/api/v1/validation_changes?type=AKAD&from=2024").get_json()["data"]] == ["AKAD"]
    assert visitor.get("/api/v1/validation_changes?region=0482").get_json()["total"] == 0
    lines = list(csv.DictReader(io.StringIO(visitor.get("/api/v1/validation_changes?format=csv").text)))
    assert [(row["old_value"], row["new_status"]) for row in lines] == [("", "ok")] * 2
