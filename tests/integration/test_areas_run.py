"""Areas below the kommun through a whole run: SCB's tables on loopback, in this process, in several, and on a Dask cluster."""

import json
import multiprocessing
import os
import shutil
from concurrent.futures import ProcessPoolExecutor

import distributed
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
import yaml
from page_json import identified, links, words
from replays import FEW, SteeredReplay, etl, served, trimmed_catalogue
from scb_tables import Served, serving_tables

from etl.areas import executors
from etl.areas.executors import in_order
from etl.areas.steps import published
from etl.contract.reader import Snapshot
from etl.contract.schemas import OBSERVATIONS
from etl.versions.history import exposures
from tests.unit.test_areas import AREAS, COMMON, features, job

WORDS = {"about": "alla invånare", "sentence": "I {region} var det {value} {period}.", "caveat": "Ett prov.",
         "synonyms": ["prov", "område", "test"]}  # fmt: skip
SEXES = {"T": "totalt", "K": "kvinnor", "M": "män"}
TABLE = {
    "Region": {"0484": "Eskilstuna", **{area: area for area in AREAS}},
    "Kon": {"1+2": "totalt", "1": "män", "2": "kvinnor"},
    "ContentsCode": {"A": "Antal", "B": "Andel"},
    "Tid": {"2023": "2023", "2024": "2024"},
}


def entries():
    source = {"name": "scb", "tables": ["TAB9001"], "title": "Prov", "areas": "deso", "sexes": SEXES}
    common = {**COMMON, **WORDS, "maximum": 100, "minimum": 0}
    return [
        {**common, "id": "prov_antal", "title": "Antal i prov", "unit": "count",
         "source": {**source, "select": {"ContentsCode": "Antal"}}},
        {**common, "id": "prov_andel", "title": "Andel i prov", "unit": "percent",
         "source": {**source, "select": {"ContentsCode": "Andel"}, "denominator": "prov_antal"}},
    ]  # fmt: skip


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    """A run with areas, its data directory and the settings that it had."""
    root = tmp_path_factory.mktemp("areas")
    catalogue = trimmed_catalogue(root / "catalogue", *FEW)
    (catalogue / "indicators" / "areas.yaml").write_text(yaml.safe_dump(entries(), allow_unicode=True), encoding="utf-8")
    (root / "data" / "geo").mkdir(parents=True)
    (root / "data" / "geo" / "deso.geojson").write_text(json.dumps(features()), encoding="utf-8")
    steered = SteeredReplay()
    steered.without_groups()
    config = {"maxDataCells": 150_000, "maxCallsPerTimeWindow": 0, "timeWindow": 10}
    with serving_tables(Served(config, {"TAB9001": TABLE})) as url:
        settings = {"KOLADA_URL": steered.url, "SCB_URL": url, "SCB_RATE": "0", "KOLLEN_CATALOGUE": str(catalogue)}
        done = etl("run", "--data", str(root / "data"), **settings)
        assert done.returncode == 0, done.stderr
        yield root / "data", settings, done
    steered.stop()


@pytest.fixture(scope="module")
def cluster():
    with distributed.LocalCluster("127.0.0.1", n_workers=2, threads_per_worker=1, dashboard_address=":0") as running:
        yield running.scheduler_address


def test_values_in_areas_are_published_beside_the_kommuner(first):
    data, _, done = first
    snapshot = served(data)
    assert snapshot.areas("0484")["code"].to_pylist() == list(AREAS[:4])
    for name in ("prov_antal", "prov_andel"):
        rows = snapshot.area_observations(name, "0484")
        assert set(rows["region"].to_pylist()) == set(AREAS[:4])
        assert rows.num_rows == 4 * 2 * 3
        assert set(rows["status"].to_pylist()) <= {"ok", "suppressed"}
        own = snapshot.observations(name)
        assert "0484" in own.filter(pc.is_valid(own["value"]))["region"].to_pylist()
    assert f"prov_andel: {snapshot_hidden(snapshot)} values of areas hidden" in done.stdout
    assert json.loads(snapshot.area_boundaries("0486"))["features"][0]["id"] == AREAS[4]
    asked = [set(one.regions) for source in snapshot.sources if source.name == "scb" for one in source.requests]
    assert set(AREAS) in asked


def snapshot_hidden(snapshot):
    tables = [snapshot.area_observations("prov_andel", kommun) for kommun in ("0484", "0486")]
    return sum(table["status"].to_pylist().count("suppressed") for table in tables)


def test_a_kommuns_areas_have_a_page(first, visitor, monkeypatch):
    data, _, _ = first
    monkeypatch.setenv("KOLLEN_DATA", str(data))
    snapshot = served(data)
    shown = visitor.open("/omraden/0484?indikator=prov_andel")
    text = words(shown)
    assert "Områden i Eskilstuna" in text
    assert "Andel i prov 2024, procent" in text
    assert all(f"Område {number}" in text for number in range(4))
    assert "Område 4" not in text
    rows = snapshot.area_observations("prov_andel", "0484").to_pylist()
    hidden = [row["reason"] for row in rows if row["period"] == "2024" and row["status"] == "suppressed"]
    assert hidden
    assert all(reason in json.dumps(shown, ensure_ascii=False) for reason in hidden)
    assert "Den indikatorn finns inte för områden." in words(visitor.open("/omraden/0484?indikator=finns_inte"))
    before = visitor.open("/omraden/0484?indikator=prov_andel&ar=2023")
    assert "Andel i prov 2023, procent" in words(before)
    assert [one["value"] for one in identified(before, "areas-period")["options"]] == ["senaste", "2024", "2023"]
    assert identified(before, "areas-period")["value"] == "2023"
    assert "/export/omraden/0484.csv?indikator=prov_andel&ar=2023" in links(before)
    absent = words(visitor.open("/omraden/0484?indikator=prov_andel&ar=1999"))
    assert "Det finns inga uppgifter för 1999. Här visas 2024." in absent
    assert "inga uppgifter om områden" in words(visitor.open("/omraden/0180"))
    boundaries = visitor.get(f"/karta/{snapshot.version}/omraden/0484.geojson").get_json()
    assert [one["id"] for one in boundaries["features"]] == list(AREAS[:4])
    for address in (f"/karta/{snapshot.version}/omraden/0180.geojson", "/karta/x/omraden/0484.geojson", "/omraden/9999"):
        assert visitor.get(address).status_code == 404
    assert "Områden i Eskilstuna" in words(visitor.open("/kommun/0484"))
    assert "Områden i" not in words(visitor.open("/kommun/0180"))


def test_a_version_that_shows_what_the_other_hides_would_go(first, tmp_path):
    newer = served(first[0])
    shutil.copytree(newer.directory, tmp_path / "older")
    older = Snapshot("older", tmp_path / "older")
    assert not list(exposures(older, newer))
    file = older.directory / "areas" / "prov_andel.parquet"
    rows = pq.read_table(file).to_pylist()
    hidden = next(row for row in rows if row["status"] == "suppressed")
    hidden |= {"status": "ok", "value": 20.0}
    pq.write_table(pa.Table.from_pylist(rows, schema=OBSERVATIONS), file)
    assert list(exposures(older, newer)) == [("prov_andel in areas", 1)]


def test_a_cluster_gives_the_same_version(first, cluster, tmp_path):
    data, settings, _ = first
    shutil.copytree(data, tmp_path / "data")
    done = etl("run", "--data", str(tmp_path / "data"), "--scheduler", cluster, **settings)
    assert done.returncode == 0, done.stderr
    assert "Nothing new" in done.stdout


def test_processes_and_a_cluster_make_the_same_bytes_in_the_same_order(cluster):
    jobs = [job((f"antal{number}", f"andel{number}"), number) for number in range(9)]
    here = [published(one).files for one in jobs]
    for scheduler in (None, cluster):
        with executors.executor(len(jobs), scheduler) as where:
            assert where[0] is not None
            assert [done.files for done in in_order(published, iter(jobs), where)] == here


@pytest.mark.parametrize(
    ("address", "code"), [("tcp://127.0.0.1:9", 1), ("127.0.0.1:8786", 2), ("tcp://127.0.0.1", 2), ("http://x:1", 2)]
)
def test_a_scheduler_that_is_gone_changes_nothing(address, code, first, tmp_path, monkeypatch):
    data, settings, _ = first
    shutil.copytree(data, tmp_path / "data")
    monkeypatch.setattr(executors, "WAIT_SECONDS", 1)
    version = served(tmp_path / "data").version
    done = etl("run", "--data", str(tmp_path / "data"), "--scheduler", address, **settings)
    assert done.returncode == code
    assert address in done.stderr.splitlines()[-1]
    assert code == 2 or done.stderr.count("\n") == 1
    assert served(tmp_path / "data").version == version


def test_a_scheduler_without_workers_is_named():
    with (
        distributed.LocalCluster("127.0.0.1", n_workers=0, dashboard_address=None) as empty,
        pytest.raises(executors.SchedulerError, match=f"{empty.scheduler_address}: it has no workers"),
        executors.executor(1, empty.scheduler_address),
    ):
        pass


def test_a_process_that_dies_is_told_in_one_line():
    with (
        ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool,
        pytest.raises(executors.SchedulerError, match=r"^The processes that work out areas have died .*Nothing was changed\.$"),
    ):
        list(in_order(os._exit, iter([1, 1]), (pool, 1)))


def test_without_boundaries_there_are_no_areas(first, tmp_path):
    data, settings, _ = first
    shutil.copytree(data, tmp_path / "data")
    shutil.rmtree(tmp_path / "data" / "geo")
    assert etl("run", "--data", str(tmp_path / "data"), **settings).returncode == 0
    snapshot = served(tmp_path / "data")
    assert not snapshot.has("areas")
    assert snapshot.area_observations("prov_antal", "0484").num_rows == snapshot.areas("0484").num_rows == 0
