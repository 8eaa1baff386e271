"""From what a source answered to complete tables: every region in every period, a status where a value is missing."""

from collections.abc import Iterable

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from etl.contract import schemas
from etl.contract.catalogue import Catalogue, Indicator
from etl.contract.codes import RegionType, Sex, Status

MISSING_REASON = "Saknas i källan"
NOT_APPLICABLE_REASON = "Redovisas inte för {level}"
LEVEL_NAMES = {RegionType.COUNTRY: "riket", RegionType.COUNTY: "län", RegionType.MUNICIPALITY: "kommuner"}
ALWAYS_THERE = RegionType.MUNICIPALITY


def observations(catalogue: Catalogue, values: pa.Table, regions: pa.Table) -> dict[str, pa.Table]:
    """One table (schema `OBSERVATIONS`) an indicator of the catalogue, complete over regions.

    Args:
        catalogue: whose indicators are wanted.
        values: what the sources answered, schema `HARVEST`.
        regions: all regions, schema `REGIONS`.

    Returns:
        Tables by indicator id, each sorted by period, sex, region; an indicator without values has an empty table.

    """
    level_of = dict(zip(regions["code"].to_pylist(), regions["type"].to_pylist(), strict=True))
    frames = {entry.id: _complete(_rows(values, entry.id), level_of) for entry in catalogue.indicators}
    by_kpi = {entry.source.kpi: frames[entry.id] for entry in catalogue.indicators}
    return {entry.id: _table(_with_denominator(frames[entry.id], entry, by_kpi)) for entry in catalogue.indicators}


def _rows(values: pa.Table, indicator: str) -> pd.DataFrame:
    chosen: pd.DataFrame = values.filter(pc.equal(values["indicator"], indicator)).drop_columns(["indicator"]).to_pandas()
    return chosen


def _complete(rows: pd.DataFrame, level_of: dict[str, str]) -> pd.DataFrame:
    """Add a row for each region that the source left out of a (period, sex) which it has for others."""
    slots = rows[["period", "sex"]].drop_duplicates()
    every = slots.merge(pd.DataFrame({"region": list(level_of)}), how="cross")
    full = every.merge(rows, how="left", on=["period", "sex", "region"], validate="one_to_one")
    absent = full["status"].isna()
    full.loc[absent, ["status", "reason"]] = [Status.MISSING.value, MISSING_REASON]
    levels = full["region"].map(level_of)
    for level in _levels_without_value(rows, level_of):
        unreported = absent & (levels == level)
        full.loc[unreported, ["status", "reason"]] = [
            Status.NOT_APPLICABLE.value,
            NOT_APPLICABLE_REASON.format(level=LEVEL_NAMES[RegionType(level)]),
        ]
    return full.sort_values(list(schemas.OBSERVATIONS_KEY), ignore_index=True)


def _levels_without_value(rows: pd.DataFrame, level_of: dict[str, str]) -> list[str]:
    seen = set(rows.loc[rows["value"].notna(), "region"].map(level_of))
    return [level.value for level in RegionType if level is not ALWAYS_THERE and level.value not in seen]


def _with_denominator(frame: pd.DataFrame, entry: Indicator, by_kpi: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Join the persons behind a share, where the catalogue names the KPI that counts them."""
    wanted = entry.source.denominator_kpi
    if wanted is None:
        return frame.assign(denominator=pd.array([pd.NA] * len(frame), dtype="Int64"), margin=float("nan"))
    key = list(schemas.OBSERVATIONS_KEY)
    counts = by_kpi[wanted][[*key, "value"]].rename(columns={"value": "denominator"})
    joined = frame.merge(counts, how="left", on=key, validate="one_to_one")
    return joined.assign(denominator=joined["denominator"].round().astype("Int64"), margin=float("nan"))


def _table(frame: pd.DataFrame) -> pa.Table:
    return pa.Table.from_pandas(frame[schemas.OBSERVATIONS.names], schema=schemas.OBSERVATIONS, preserve_index=False)


def latest(tables: dict[str, pa.Table]) -> pa.Table:
    """The newest period with any value of each indicator beside the period with values before it (schema `LATEST`)."""
    parts = [part for indicator, table in tables.items() for part in _latest_of(indicator, table)]
    frame = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=schemas.LATEST.names)
    frame = frame.sort_values(["indicator", "sex", "region"], ignore_index=True)
    return pa.Table.from_pandas(frame[schemas.LATEST.names], schema=schemas.LATEST, preserve_index=False)


def _latest_of(indicator: str, table: pa.Table) -> Iterable[pd.DataFrame]:
    frame = table.select(["region", "period", "sex", "value", "status", "reason"]).to_pandas()
    periods = sorted(frame.loc[frame["value"].notna(), "period"].unique())
    if not periods:
        return
    now = frame[frame["period"] == periods[-1]]
    before_period = periods[-2] if len(periods) > 1 else None
    before = frame.loc[frame["period"] == before_period, ["region", "sex", "value"]].rename(columns={"value": "previous"})
    joined = now.merge(before, how="left", on=["region", "sex"], validate="one_to_one")
    yield joined.assign(
        indicator=indicator, previous_period=before_period, change=(joined["value"] - joined["previous"]).round(10)
    )


def sexes(table: pa.Table) -> list[str]:
    """The sexes that a table of observations has rows for, the total first."""
    present = set(table["sex"].unique().to_pylist())
    return [sex.value for sex in Sex if sex.value in present]
