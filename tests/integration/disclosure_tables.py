"""Tables for attacks on disclosure control: random ones, the replay's, and either with some kommuner revised."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from etl import geography, tidy
from etl.contract import schemas
from etl.contract.catalogue import Catalogue

PERSONS, WORK, STUDIES, EITHER = "N00964", "N00971", "N00972", "N00973"
KEY = ["period", "sex", "region"]


def random_numbers(chance: np.random.Generator) -> tuple[list[str], dict[str, NDArray[np.float64]]]:
    """Regions, and by KPI numbers of persons that add up over them and over sexes (rows T, K, M)."""
    kommuner = [
        f"{county:02d}{position:02d}" for county in range(1, chance.integers(2, 5)) for position in range(chance.integers(1, 5))
    ]
    typical = chance.choice([2, 8, 30, 150], size=(2, len(kommuner)))
    persons = chance.poisson(typical) * (chance.random((2, len(kommuner))) > 0.05)
    work = chance.binomial(persons, chance.choice([0.05, 0.3, 0.6, 0.95]))
    studies = chance.binomial(persons - work, 0.3)
    counties = sorted({kommun[:2] for kommun in kommuner}) if chance.random() < 0.5 else []
    areas = ["", *counties, *kommuner]
    member = np.array([[kommun.startswith(area) for kommun in kommuner] for area in areas])
    numbers = {PERSONS: persons, WORK: work, STUDIES: studies, EITHER: work + studies}
    sexes = {kpi: np.vstack([number.sum(axis=0), number]) for kpi, number in numbers.items()}
    return ["00", *areas[1:]], {kpi: (number @ member.T).astype(float) for kpi, number in sexes.items()}


def absences(chance: np.random.Generator, regions: list[str]) -> NDArray[np.bool_]:
    """Cells (rows T, K, M) that the source lacks, as Kolada does: a kommun's women, its men, both, or the kommun."""
    pattern = np.array([[0, 0, 0], [0, 1, 0], [0, 0, 1], [0, 1, 1], [1, 1, 1]], dtype=bool)
    share = chance.choice([0, 0, 0.05, 0.2])
    chosen = chance.choice(len(pattern), size=len(regions), p=[1 - share, *[share / 4] * 4])
    chosen[[len(region) == 2 for region in regions]] = 0
    return pattern[chosen].T


def random_tables(catalogue: Catalogue, chance: np.random.Generator) -> dict[str, pa.Table]:
    """Tables as the ETL makes them, by indicator id; some lack a few cells, some lack the studies."""
    regions, numbers = random_numbers(chance)
    absent = absences(chance, regions)
    without_studies = chance.random() < 0.2
    tables = {}
    for entry in catalogue.indicators:
        kpi, persons = entry.source.reference, numbers[PERSONS]
        share = np.divide(100 * numbers[kpi], persons, out=np.full(persons.shape, np.nan), where=persons > 0)
        value = np.where(absent, np.nan, persons if kpi == PERSONS else share)
        denominator = np.full(persons.shape, np.nan) if kpi == PERSONS else np.where(absent, np.nan, persons)
        table = as_table(regions, value, denominator)
        tables[entry.id] = table.slice(0, 0) if kpi == STUDIES and without_studies else table
    return tables


def as_table(regions: list[str], value: NDArray[np.float64], denominator: NDArray[np.float64]) -> pa.Table:
    """Rows in the order K, M, T, as the schema has them; the amounts come as T, K, M."""
    value, denominator = (np.roll(amounts, -1, axis=0).ravel() for amounts in (value, denominator))
    columns = {
        "region": regions * 3,
        "period": ["2022"] * len(value),
        "sex": np.repeat(["K", "M", "T"], len(regions)),
        "value": pa.array(value, from_pandas=True),
        "status": np.where(np.isnan(value), "missing", "ok"),
        "denominator": pa.array(denominator, pa.int64(), from_pandas=True),
        "margin": pa.nulls(len(value), pa.float64()),
        "reason": pa.nulls(len(value), pa.string()),
    }
    return pa.table(columns, schema=schemas.OBSERVATIONS)


def columns_of(table: pa.Table) -> list[list[Any]]:
    """Period, sex, region, value, status."""
    return [*(table[name].to_pylist() for name in KEY), table["value"].to_numpy().tolist(), table["status"].to_pylist()]


def real_tables(shared: Path, catalogue: Catalogue) -> dict[str, pa.Table]:
    """The replay's values from 2000 on as the ETL tidies them, by indicator id."""
    frame = pd.read_parquet(shared / "kolada_replay" / "values.parquet")
    ids = {entry.source.reference: entry.id for entry in catalogue.indicators}
    frame = frame[frame["kpi"].isin(list(ids)) & (frame["year"] >= 2000)]
    region = frame["municipality"].astype(str)
    columns = {
        "indicator": frame["kpi"].astype(str).map(ids),
        "region": region.where(~region.str.startswith("00"), region.str[2:]),
        "period": frame["year"].astype(str),
        "sex": frame["gender"].astype(str),
        "value": frame["value"],
    }
    rows = pd.DataFrame(columns).assign(status="ok", reason=None)
    values = pa.Table.from_pandas(rows, schema=schemas.HARVEST, preserve_index=False)
    return tidy.observations(catalogue, values, geography.regions())


def revised(table: pa.Table, chance: np.random.Generator, number: int, most: int = 3) -> pa.Table:
    """A number of persons with women and men of some kommuner a few more or fewer in each period, and all that they add up to."""
    value = table.to_pandas().set_index(KEY)["value"].unstack(["sex", "period"])
    regions = value.index.to_numpy(str)
    kommuner = [region for region in regions if len(region) == 4]
    chosen = np.isin(regions, chance.choice(kommuner, size=min(number, len(kommuner)), replace=False))[:, None]
    change = {}
    for sex in "KM":
        before = value[sex].to_numpy()
        draws = np.maximum(chance.integers(-most, most + 1, before.shape), -before)
        own = np.where(chosen & ~np.isnan(before), draws, 0)
        change[sex] = (
            np.array([[kommun.startswith("" if area == "00" else area) for kommun in regions] for area in regions]) @ own
        )
    change["T"] = change["K"] + change["M"]
    for sex, more in change.items():
        value[sex] = value[sex].to_numpy() + more
    keys = pd.MultiIndex.from_frame(table.select(["region", "sex", "period"]).to_pandas())
    new = value.stack(["sex", "period"], future_stack=True).reindex(keys)
    return table.set_column(table.schema.get_field_index("value"), "value", pa.array(new.to_numpy(), from_pandas=True))
