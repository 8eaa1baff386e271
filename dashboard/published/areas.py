"""Areas below the kommun: which indicators a kommun has there, and one of them in each, as of the version in service."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from dashboard.published import queries
from dashboard.published.queries import ABSENT, Cell
from dashboard.published.search_words import swedish_order
from etl.contract.catalogue import Indicator
from etl.contract.codes import RegionType, Sex
from etl.contract.reader import Snapshot
from etl.contract.remembered import remembered

KINDS: Final = {RegionType.DESO.value: "demografiska statistikområden (DeSO)", RegionType.REGSO.value: "statistikområden (RegSO)"}
SEXES: Final = tuple(Sex)


@dataclass(frozen=True)
class AreaTable:
    """An indicator in a kommun's areas in its latest year: names by code, in Swedish order, and cells by code and sex."""

    entry: Indicator
    period: str
    names: Mapping[str, str]
    cells: Mapping[tuple[str, str], Cell]

    def cell(self, area: str, sex: Sex) -> Cell:
        """A cell; `ABSENT` where the version has none."""
        return self.cells.get((area, sex.value), ABSENT)

    @property
    def sexes(self) -> tuple[Sex, ...]:
        """Those that it is divided by."""
        found = {sex for _, sex in self.cells}
        return tuple(sex for sex in SEXES if sex.value in found)


@remembered(8)
def indicators(snapshot: Snapshot) -> tuple[Indicator, ...]:
    """The indicators that have values in areas, in the catalogue's order."""
    directory = snapshot.directory / "areas"
    return tuple(
        entry for entry in snapshot.catalogue.indicators if entry.areas and (directory / f"{entry.id}.parquet").is_file()
    )


def has_any(snapshot: Snapshot, kommun: str) -> bool:
    """Whether there is anything to show of a kommun."""
    kinds = {entry.areas for entry in indicators(snapshot)}
    return bool(kinds & set(snapshot.areas(kommun)["type"].to_pylist()))


@remembered(64)
def in_areas(snapshot: Snapshot, indicator: str, kommun: str) -> AreaTable | None:
    """An indicator in a kommun's areas; None where it has no value in any."""
    entry = next(one for one in indicators(snapshot) if one.id == indicator)
    rows = snapshot.area_observations(indicator, kommun).to_pylist()
    periods = [row["period"] for row in rows if row["value"] is not None] or [row["period"] for row in rows]
    if not periods:
        return None
    period = max(periods)
    areas = [row for row in snapshot.areas(kommun).to_pylist() if row["type"] == entry.areas]
    names = {row["code"]: row["name"] for row in sorted(areas, key=lambda row: (swedish_order(row["name"]), row["code"]))}
    cells = {
        (row["region"], row["sex"]): Cell(row["value"], row["status"], row["reason"]) for row in rows if row["period"] == period
    }
    return AreaTable(entry, period, names, cells)


@remembered(64)
def extent(snapshot: Snapshot, kommun: str) -> tuple[float, float, float, float]:
    """How far a kommun's areas reach: west, east, south and north, in degrees."""
    points = [
        point
        for feature in json.loads(snapshot.area_boundaries(kommun).read_bytes())["features"]
        for part in (
            feature["geometry"]["coordinates"]
            if feature["geometry"]["type"] == "MultiPolygon"
            else [feature["geometry"]["coordinates"]]
        )
        for point in part[0]
    ]
    east, north = [point[0] for point in points], [point[1] for point in points]
    return min(east), max(east), min(north), max(north)


def kommun_name(snapshot: Snapshot, kommun: str) -> str | None:
    """The name of a kommun; None where there is none of that code."""
    region = queries.regions(snapshot).get(kommun)
    return region.name if region is not None and region.type is RegionType.MUNICIPALITY else None
