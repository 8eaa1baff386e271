"""Areas below the kommun: which indicators a kommun has there, and one of them in each, as of the version in service."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pyarrow.compute as pc

from dashboard.published import queries
from dashboard.published.queries import ABSENT, Cell
from dashboard.published.search_words import swedish_order
from etl.contract.catalogue import Indicator
from etl.contract.codes import RegionType, Sex
from etl.contract.reader import Snapshot
from etl.contract.remembered import remembered

KINDS: Final = {RegionType.DESO.value: "demografiska statistikområden (DeSO)", RegionType.REGSO.value: "statistikområden (RegSO)"}
SEXES: Final = tuple(Sex)
NEWEST_ONLY: Final = "Uppgifter om områden inom en kommun visas bara ur den version som gäller, inte ur äldre."


@dataclass(frozen=True)
class AreaTable:
    """An indicator in a kommun's areas in one of its years: names by code, in Swedish order, and cells by code and sex."""

    entry: Indicator
    periods: tuple[str, ...]
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
def every_indicator(snapshot: Snapshot) -> tuple[Indicator, ...]:
    """The indicators that have values in areas, in the catalogue's order."""
    found = snapshot.indicators_in_areas()
    return tuple(entry for entry in snapshot.catalogue.indicators if entry.id in found)


@remembered(64)
def indicators(snapshot: Snapshot, kommun: str) -> tuple[Indicator, ...]:
    """Those that are for the kind of areas that are known of a kommun."""
    kinds = set(snapshot.areas(kommun)["type"].to_pylist())
    return tuple(entry for entry in every_indicator(snapshot) if entry.areas in kinds)


@remembered(64)
def in_areas(snapshot: Snapshot, indicator: str, kommun: str, period: str | None) -> AreaTable:
    """One of the kommun's `indicators` in its areas, in the latest year with any value where that year isn't there."""
    entry = next(one for one in indicators(snapshot, kommun) if one.id == indicator)
    table = snapshot.area_observations(indicator, kommun)
    periods = tuple(sorted(pc.unique(table["period"]).to_pylist()))
    latest: str = pc.max(table["period"].filter(table["value"].is_valid())).as_py() or periods[-1]
    chosen = latest if period is None or period not in periods else period
    areas = [row for row in snapshot.areas(kommun).to_pylist() if row["type"] == entry.areas]
    names = {row["code"]: row["name"] for row in sorted(areas, key=lambda row: (swedish_order(row["name"]), row["code"]))}
    rows = table.filter(pc.equal(table["period"], chosen)).to_pylist()
    cells = {(row["region"], row["sex"]): Cell(row["value"], row["status"], row["reason"]) for row in rows}
    return AreaTable(entry, periods, chosen, names, cells)


@remembered(64)
def extent(snapshot: Snapshot, kommun: str) -> tuple[float, float, float, float]:
    """How far a kommun's areas reach: west, east, south and north, in degrees."""
    points = [
        point
        for feature in json.loads(snapshot.area_boundaries(kommun))["features"]
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
