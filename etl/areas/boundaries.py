"""Areas and their boundaries from the files in `data/geo/`, GeoJSON or GeoParquet, whoever drew them.

An area's code is what looks like one among a feature's id and properties, its name what is called so. The files hold degrees
(WGS84); of other coordinates, as SWEREF 99 TM, nothing is guessed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import orjson
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from etl.contract.areas import kind_of, kommun_of
from etl.contract.schemas import AREAS
from etl.geography import GeographyError, feature

NAMES: Final = ("name", "namn", "regsonamn", "desonamn")
DECIMALS: Final = 4
"""About 10 m."""
SWEDEN: Final = (10.0, 55.0, 25.0, 70.0)
"""Degrees west, south, east, north."""

Row = tuple[str, str, shapely.Geometry]


@dataclass(frozen=True)
class Areas:
    """All areas (schema `AREAS`, sorted by code), and by kommun the GeoJSON that a map draws."""

    table: pa.Table
    shapes: Mapping[str, bytes]


def read_areas(directory: Path, kommuner: frozenset[str]) -> Areas | None:
    """The areas of every file; None where there are no files.

    Raises:
        GeographyError: a file can't be read, an area has no code or kommun, occurs twice, or isn't drawn in degrees.

    """
    files = sorted(file for kind in ("geojson", "parquet") for file in directory.glob(f"*.{kind}"))
    found: dict[str, Row] = {}
    for file in files:
        for row in _rows(file):
            code = row[0]
            if kommun_of(code) not in kommuner:
                raise GeographyError(f"{file}: area {code}: no kommun has the code {kommun_of(code)}. Correct the file.")
            if code in found:
                raise GeographyError(f"{file}: area {code} occurs twice in {directory}. Take one of them away.")
            found[code] = row
    if not files:
        return None
    rows = [{"code": code, "name": name, "type": kind_of(code), "kommun": kommun_of(code)} for code, name, _ in _sorted(found)]
    drawn: dict[str, list[dict[str, Any]]] = {}
    for code, name, shape in _sorted(found):
        drawn.setdefault(kommun_of(code), []).append(feature(code, name, shapely.set_precision(shape, 10**-DECIMALS), DECIMALS))
    shapes = {kommun: orjson.dumps({"type": "FeatureCollection", "features": each}) for kommun, each in drawn.items()}
    return Areas(pa.Table.from_pylist(rows, schema=AREAS), shapes)


def _sorted(found: Mapping[str, Row]) -> list[Row]:
    return [found[code] for code in sorted(found)]


def _rows(file: Path) -> Iterator[Row]:
    try:
        read = _parquet(file) if file.suffix == ".parquet" else _geojson(file)
        for about, shape in read:
            code = next((str(text) for text in about.values() if kind_of(str(text))), None)
            if code is None:
                raise GeographyError(f"{file}: a feature has no code of a DeSO or RegSO, as 0180C1010 or 0180R001.")
            west, south, east, north = shape.bounds
            if not (west > SWEDEN[0] and south > SWEDEN[1] and east < SWEDEN[2] and north < SWEDEN[3]):
                raise GeographyError(
                    f"{file}: area {code} isn't drawn in degrees within Sweden: save the file in WGS84 (EPSG:4326)."
                )
            yield code, next((str(about[name]) for name in NAMES if about.get(name)), code), shape
    except (OSError, ValueError, KeyError, TypeError, shapely.errors.ShapelyError, pa.ArrowException) as error:
        raise GeographyError(
            f"{file}: no GeoJSON or GeoParquet that can be read ({' '.join(str(error).split())[:200]})."
        ) from error


def _geojson(file: Path) -> Iterator[tuple[dict[str, Any], shapely.Geometry]]:
    for one in orjson.loads(file.read_bytes())["features"]:
        yield {"id": one.get("id"), **_lowered(one.get("properties") or {})}, shapely.from_geojson(orjson.dumps(one["geometry"]))


def _parquet(file: Path) -> Iterator[tuple[dict[str, Any], shapely.Geometry]]:
    for one in pq.read_table(file).to_pylist():
        yield _lowered({name: text for name, text in one.items() if isinstance(text, str)}), shapely.from_wkb(one["geometry"])


def _lowered(about: Mapping[str, Any]) -> dict[str, Any]:
    return {name.lower(): text for name, text in about.items()}
