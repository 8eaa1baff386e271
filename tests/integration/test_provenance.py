"""From a published value back to the very answer that brought it: by the manifest, by the hash, to the number in it."""

import gzip
import hashlib
import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from replays import FEW, SteeredReplay, etl, served, trimmed_catalogue

from dashboard.published import provenance
from dashboard.published.provenance import Cell, trace
from etl.contract import clock
from etl.contract.manifest import read_sources
from etl.contract.reader import Snapshot
from etl.contract.schemas import CHANGES

SAMPLE = (("00", "0000"), ("04", "0004"), ("0484", "0484"), ("2584", "2584"))
"""Region codes, and what Kolada calls the same."""


@pytest.fixture(scope="module")
def data(steered: SteeredReplay, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Real values of three indicators, fetched and published by the real command line."""
    steered.steer()
    directory = tmp_path_factory.mktemp("traced")
    catalogue = trimmed_catalogue(directory / "catalogue", *FEW)
    done = etl("run", "--data", str(directory / "data"), KOLADA_URL=steered.url, KOLLEN_CATALOGUE=str(catalogue))
    assert done.returncode == 0, done.stderr
    return directory / "data"


@pytest.fixture(scope="module")
def snapshot(data: Path) -> Snapshot:
    return served(data)


def answer(data: Path, sha256: str) -> dict[str, Any]:
    """The kept answer, read without the project's code; its content must be what its name says."""
    body = gzip.decompress((data / "raw" / f"{sha256}.json.gz").read_bytes())
    assert hashlib.sha256(body).hexdigest() == sha256
    return dict(json.loads(body))


def number(answer: dict[str, Any], kpi: str, code: str, cell: Cell) -> float | None:
    """What an answer of Kolada's says of a cell."""
    key = (kpi, code, int(cell.period))
    values = next(item["values"] for item in answer["values"] if (item["kpi"], item["municipality"], item["period"]) == key)
    return next(value["value"] for value in values if value["gender"] == cell.sex)


@pytest.mark.parametrize(("region", "code"), SAMPLE)
@pytest.mark.parametrize("sex", ["T", "K", "M"])
def test_a_value_leads_to_the_answer_that_holds_it(data, snapshot, region, code, sex):
    entry = snapshot.catalogue.indicator("syss_utrikes")
    for period in ("2020", "2022"):
        cell = Cell(region, period, sex)
        found = trace(snapshot, entry, cell)
        (request,) = found.requests
        assert found.value is not None
        assert found.value == number(answer(data, request.sha256), found.reference, code, cell)
        assert request.url == f"https://api.kolada.se/v3{request.request}"
        assert f"municipality/{code}," in request.request or f",{code}" in request.request
        assert request.fetched_at.startswith(snapshot.manifest["built_at"][:10])


def test_what_is_said_of_a_value(snapshot):
    found = trace(snapshot, snapshot.catalogue.indicator("syss_utrikes"), Cell("0484", "2022", "T"))
    assert (found.source, found.reference, found.status, found.rule) == ("Kolada", "N02268", "ok", None)
    assert found.licence.startswith("Källa: Kolada")
    assert (found.version, found.demo, found.revisions) == (snapshot.version, False, ())


def test_a_hidden_value_has_its_rule_and_no_way_to_the_number(snapshot):
    (entry, row) = next(
        (entry, row)
        for entry in snapshot.catalogue.indicators
        for row in snapshot.observations(entry.id).to_pylist()
        if row["status"] == "suppressed"
    )
    found = trace(snapshot, entry, Cell(row["region"], row["period"], row["sex"]))
    assert (found.value, found.status) == (None, "suppressed")
    assert row["reason"] in found.rule
    assert found.requests
    assert {request.url for request in found.requests} == {None}


def test_a_share_leads_to_its_number_of_persons_too(data, snapshot):
    entry = next(entry for entry in snapshot.catalogue.indicators if snapshot.catalogue.denominator_of(entry))
    counted = snapshot.catalogue.denominator_of(entry)
    row = next(row for row in snapshot.observations(entry.id).to_pylist() if row["value"] is not None and len(row["region"]) == 4)
    cell = Cell(row["region"], row["period"], row["sex"])
    purposes = {request.purpose: request for request in trace(snapshot, entry, cell).requests}
    behind = purposes.get("denominator", purposes["value"])
    assert row["denominator"] == number(answer(data, behind.sha256), counted.source.reference, row["region"], cell)


def test_a_cell_that_nobody_has_is_missing(snapshot):
    found = trace(snapshot, snapshot.catalogue.indicator("syss_utrikes"), Cell("0484", "1950", "T"))
    assert (found.value, found.status, found.requests) == (None, "missing", ())
    assert found.reason


def test_the_day_of_fetching(snapshot):
    day = provenance.fetched(snapshot, snapshot.catalogue.indicator("syss_utrikes"))
    moment = max(request["fetched_at"] for request in snapshot.manifest["sources"][0]["requests"])
    assert day == clock.day_of(datetime.fromisoformat(moment)).isoformat()


def test_revisions_are_those_of_the_cell(snapshot, tmp_path):
    (tmp_path / "abc").mkdir()
    for file in snapshot.directory.iterdir():
        (tmp_path / "abc" / file.name).symlink_to(file)
    row = {"indicator": "syss_utrikes", "region": "0484", "sex": "T", "period": "2022", "kind": "revised"}
    row |= {"old_value": 1.0, "old_status": "ok", "new_value": 2.0, "new_status": "ok"}
    (tmp_path / "abc" / "changes.parquet").unlink(missing_ok=True)
    table = pa.Table.from_pylist([row, {**row, "region": "0480"}, {**row, "sex": "K"}], schema=CHANGES)
    pq.write_table(table, tmp_path / "abc" / "changes.parquet")
    revised = Snapshot("abc", tmp_path / "abc")
    assert trace(revised, revised.catalogue.indicator("syss_utrikes"), Cell("0484", "2022", "T")).revisions == (row,)


def test_a_version_of_an_older_release_leads_to_the_same_answers(snapshot, tmp_path):
    """Its manifest has the requests' addresses alone, from which the rest is read."""
    (tmp_path / "old").mkdir()
    for file in snapshot.directory.iterdir():
        (tmp_path / "old" / file.name).symlink_to(file)
    manifest = snapshot.manifest
    sources = [
        {"name": source["name"], "licence": source["licence"], "requests": [older(one) for one in source["requests"]]}
        for source in manifest["sources"]
    ]
    (tmp_path / "old" / "manifest.json").unlink()
    (tmp_path / "old" / "manifest.json").write_text(json.dumps({**manifest, "sources": sources}), encoding="utf-8")
    old = Snapshot("old", tmp_path / "old")
    assert "kind" not in old.manifest["sources"][0]["requests"][0]
    assert old.sources == snapshot.sources


def older(request: dict[str, Any]) -> dict[str, Any]:
    return {**{name: request[name] for name in ("request", "sha256", "bytes", "fetched_at")}, "kpis": request["entries"]}


def test_a_question_to_scb_in_a_version_of_an_older_release_is_read():
    question = {
        "selection": [
            {"variableCode": "Region", "valueCodes": ["00", "0484"]},
            {"variableCode": "Tid", "valueCodes": ["2022", "2023M12"]},
        ]
    }
    same = {"tables": ["TAB1"], "sha256": "0" * 64, "bytes": 1, "fetched_at": "2026-11-21T08:00:00+00:00"}
    request = {"request": f"POST /tables/TAB1/data?lang=sv {json.dumps(question)}", **same}
    about = {"request": "/tables/TAB1/metadata", **same}
    (source,) = read_sources({"sources": [{"name": "scb", "licence": "CC0", "requests": [request, about]}]})
    values, metadata = source.requests
    assert (values.kind, values.entries) == ("values", ("TAB1",))
    assert (values.regions, values.periods) == (("00", "0484"), ("2022", "2023"))
    assert values.url == "https://statistikdatabasen.scb.se/api/v2/tables/TAB1/data?lang=sv"
    assert (metadata.kind, metadata.regions) == ("metadata", ())
    assert values.covers("0484", "2023")
    assert not values.covers("0485", "2023")
    assert not values.covers("0484", "2021")
    assert not metadata.covers("0484", "2023")


def test_the_manifest_says_what_each_request_asked_for(snapshot):
    (source,) = (source for source in snapshot.sources if source.name == "kolada")
    assert (source.title, source.address) == ("Kolada", "https://api.kolada.se/v3")
    requests = [request for request in source.requests if request.kind == "values"]
    assert {code for request in requests for code in request.regions} >= {"00", "04", "0484"}
    assert {period for request in requests for period in request.periods} >= {"2022"}
    for request in requests:
        assert all(f"{kpi}" in request.url for kpi in request.entries)


def test_the_demo_has_no_source(demo_data):
    demo = served(demo_data)
    found = trace(demo, demo.catalogue.indicator("syss_utrikes"), Cell("0484", "2022", "T"))
    assert (found.demo, found.source, found.requests) == (True, "Demodata", ())
    assert "påhittade" in found.licence


def test_the_api_serves_the_same(visitor, demo_data):
    demo = served(demo_data)
    answer = visitor.get("/api/v1/provenance?indicator=syss_utrikes&region=0484&period=2022").get_json()["data"]
    expected = asdict(trace(demo, demo.catalogue.indicator("syss_utrikes"), Cell("0484", "2022", "T")))
    cell = expected.pop("cell")._asdict()
    assert answer == [json.loads(json.dumps({**expected, **cell}))]
