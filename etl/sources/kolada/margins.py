"""The margins of surveys: KPIs of their own in Kolada (Osäkerhetstal), each ± of another KPI's value in the same cell."""

from collections.abc import Iterable, Mapping

import pyarrow as pa
import pyarrow.compute as pc

from etl.contract.catalogue import Indicator, KoladaSource
from etl.contract.schemas import MARGINS
from etl.sources.kolada.metadata import KpiMetadata


def margin_kpis(indicators: Iterable[Indicator]) -> dict[str, str]:
    """Indicator ids by the KPI of their margins, of those that have one."""
    sources = ((entry.id, entry.source) for entry in indicators if isinstance(entry.source, KoladaSource))
    return {source.margin_kpi: name for name, source in sources if source.margin_kpi is not None}


def margins_of(rows: pa.Table, kpis: Mapping[str, str]) -> pa.Table:
    """The margins among rows of values (schema `ROWS`), with indicator ids for KPIs; schema `MARGINS`.

    Args:
        rows: values of KPIs, of which only those of margins are used.
        kpis: indicator ids by the KPI of their margins.

    """
    position = pc.index_in(rows["kpi"], pa.array(list(kpis), pa.string()))
    known = pc.and_(pc.is_valid(position), pc.is_valid(rows["value"]))
    found, position = rows.filter(known), position.filter(known).combine_chunks()
    names = pa.array(list(kpis.values()), pa.string()).take(position)
    columns = [names, *(found[name] for name in ("region", "period", "sex")), pc.abs(found["value"])]
    return pa.Table.from_arrays(columns, schema=MARGINS).combine_chunks()


def without_margins(margins: pa.Table, kpis: Mapping[str, str], metadata: Mapping[str, KpiMetadata]) -> list[str]:
    """Remarks on the surveys whose margins Kolada doesn't give, or doesn't know."""
    given = set(margins["indicator"].unique().to_pylist())
    strange = [f"{kpi} of {name}" for kpi, name in kpis.items() if kpi not in metadata]
    empty = [f"{kpi} of {name}" for kpi, name in kpis.items() if kpi in metadata and name not in given]
    remarks = [f"{len(strange)} margin KPI(s) that Kolada doesn't know: {', '.join(strange)}"] if strange else []
    return [*remarks, f"{len(empty)} margin KPI(s) without values: {', '.join(empty)}"] if empty else remarks
