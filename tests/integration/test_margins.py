"""Survey margins on their way from Kolada into the observations, with another KPI of the replay standing in for a margin.

The replay has no values of the KPIs that are margins, so a KPI that has values plays the part.
"""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from replays import SteeredReplay

from etl.contract.catalogue import Catalogue
from etl.contract.schemas import MARGINS
from etl.harvest import Harvest
from etl.raw import RawStore
from etl.sources.kolada import KoladaSettings, KoladaSource
from etl.tidy import observations, with_margins

TODAY = datetime(2026, 11, 21, 12, tzinfo=UTC)
SURVEY, MARGIN = "N02268", "N00973"


def with_margin(catalogue: Catalogue, kpi: str) -> Catalogue:
    entry = catalogue.indicators[0]
    source = entry.source.model_copy(update={"margin_kpi": kpi})
    return catalogue.model_copy(update={"indicators": (entry.model_copy(update={"source": source, "survey": True}),)})


@pytest.fixture(scope="module")
def few_regions(all_regions: pa.Table) -> pa.Table:
    return all_regions.slice(all_regions.num_rows - 50)


def collected(some: SteeredReplay, directory: Path, catalogue: Catalogue, regions: pa.Table) -> Harvest:
    settings = KoladaSettings(url=some.url, rate=0, first_year=2018, last_year=2022, clock=lambda: TODAY)
    return KoladaSource(RawStore(directory), settings).collect(catalogue, regions, lambda _: None)


def true_margins(shared: Path, regions: pa.Table) -> set[tuple[str, str, str, float]]:
    file = shared / "kolada_replay" / "values.parquet"
    rows = pq.read_table(file, filters=[("kpi", "in", [MARGIN]), ("year", ">=", 2018)])
    codes = set(regions["code"].to_pylist())
    return {
        (row["municipality"], str(row["year"]), row["gender"], row["value"])
        for row in rows.to_pylist()
        if row["municipality"] in codes
    }


def test_margins_come_beside_the_values_and_not_among_them(
    some: SteeredReplay, shared: Path, make_catalogue: Any, few_regions: pa.Table, tmp_path: Path
) -> None:
    catalogue = with_margin(make_catalogue(SURVEY), MARGIN)
    harvest = collected(some, tmp_path, catalogue, few_regions)
    assert harvest.margins.schema == MARGINS
    assert set(harvest.values["indicator"].to_pylist()) == {"of_n02268"} == set(harvest.margins["indicator"].to_pylist())
    rows = harvest.margins.to_pylist()
    margins = {(row["region"], row["period"], row["sex"], row["margin"]) for row in rows}
    assert len(margins) == len(rows)
    assert margins == true_margins(shared, few_regions)
    again = collected(some, tmp_path, catalogue, few_regions)
    assert again.margins.equals(harvest.margins), "and the same from the answers kept"
    assert any(", 2 reused" in remark or " 2 reused" in remark for remark in again.remarks)


def test_they_reach_the_observations_of_the_same_cell(
    some: SteeredReplay, make_catalogue: Any, few_regions: pa.Table, tmp_path: Path
) -> None:
    catalogue = with_margin(make_catalogue(SURVEY), MARGIN)
    harvest = collected(some, tmp_path, catalogue, few_regions)
    plain = observations(catalogue, harvest.values, few_regions)
    table = with_margins(plain, harvest.margins)["of_n02268"]
    assert table.drop_columns("margin").equals(plain["of_n02268"].drop_columns("margin"))
    assert set(table.filter(pc.is_valid(table["margin"]))["value"].is_valid().to_pylist()) == {True}
    margins = {(row["region"], row["period"], row["sex"]): row["margin"] for row in harvest.margins.to_pylist()}
    shown = [row for row in table.to_pylist() if row["value"] is not None]
    assert [row["margin"] for row in shown] == [margins.get((row["region"], row["period"], row["sex"])) for row in shown]
    assert any(row["margin"] is not None for row in shown)


@pytest.mark.parametrize(
    ("kpi", "remark"),
    [
        ("U01653", "1 margin KPI(s) without values: U01653 of of_n02268"),
        ("U99999", "1 margin KPI(s) that Kolada doesn't know: U99999"),
    ],
)
def test_a_survey_without_margins_is_told_of(
    kpi: str, remark: str, some: SteeredReplay, make_catalogue: Any, few_regions: pa.Table, tmp_path: Path
) -> None:
    harvest = collected(some, tmp_path, with_margin(make_catalogue(SURVEY), kpi), few_regions)
    assert harvest.margins.equals(MARGINS.empty_table())
    assert harvest.values.num_rows > 0
    assert any(one.startswith(remark) for one in harvest.remarks), harvest.remarks
