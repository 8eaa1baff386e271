"""Requests in the manifest of an older release, which said by their address alone what they asked for.

Such a version may stay in service for as long as its sources have nothing new, so what it says is read as the manifests of
today say it: nothing is lost for its readers.
"""

import json
from typing import Any, Final

from etl.contract.codes import RIKET
from etl.contract.sources import KINDS, KoladaSource

POST: Final = "POST "


def with_kind(source: str, record: dict[str, Any]) -> dict[str, Any] | None:
    """A record of today's form; None for one that was no request, as that of made-up values."""
    kind = KINDS.get(source)
    if kind is None:
        return None
    request = str(record["request"])
    path, _, question = request.removeprefix(POST).partition(" ")
    found = {name: record[name] for name in ("sha256", "bytes", "fetched_at")}
    found |= {"request": request, "url": f"{kind.ADDRESS}{path}"}
    if kind is KoladaSource:
        return {**found, "entries": record.get("kpis", ()), **_of_kolada(path)}
    return {**found, "entries": record.get("tables", ()), **_of_scb(question if request.startswith(POST) else None)}


def _of_kolada(path: str) -> dict[str, Any]:
    match path.partition("?")[0].split("/"):
        case ["", "data", "kpi", _, "municipality", regions, "year", years]:
            codes = [code[2:] if code.startswith(RIKET) else code for code in regions.split(",")]
            return {"kind": "values", "regions": codes, "periods": years.split(",")}
    return {"kind": "metadata"}


def _of_scb(question: str | None) -> dict[str, Any]:
    if question is None:
        return {"kind": "metadata"}
    codes = {one["variableCode"]: one["valueCodes"] for one in json.loads(question or "{}").get("selection", ())}
    periods = [period.partition("M")[0] for period in codes.get("Tid", ())]
    return {"kind": "values", "regions": codes.get("Region", ()), "periods": periods}
