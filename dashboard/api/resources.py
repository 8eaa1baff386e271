"""What the API offers: each part with its parameters, columns and rows. A new part is one entry here."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from dashboard.api import columns, rows
from dashboard.api import parameters as p
from dashboard.api.columns import Column
from dashboard.api.parameters import Parameter, Query
from dashboard.api.rows import Rows
from etl.contract.reader import Snapshot

EVERYWHERE: Final = (p.LIMIT, p.OFFSET, p.VERSION, p.FORMAT)


@dataclass(frozen=True)
class Resource:
    """One part of the API: `/api/v1/<name>`. `columns` are those of CSV; JSON may hold more."""

    name: str
    summary: str
    own: tuple[Parameter, ...]
    columns: tuple[Column, ...]
    rows: Callable[[Snapshot, Query], Rows]

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """Its own parameters, then those that every part has."""
        return (*self.own, *EVERYWHERE)


RESOURCES: Final = (
    Resource(
        "indicators", "Indikatorerna med definition, enhet och källa", (p.INDICATOR, p.AREA), columns.INDICATORS, rows.indicators
    ),
    Resource("regions", "Riket, län och kommuner", (p.REGION, p.LEVEL), columns.REGIONS, rows.regions),
    Resource("groups", "Grupper av kommuner, en rad per medlem", (p.GROUP, p.KIND), columns.GROUPS, rows.groups),
    Resource(
        "observations",
        "Alla värden för en eller flera indikatorer",
        (p.INDICATORS, p.REGION, p.GROUP, p.PERIOD, p.FROM, p.TO, p.SEX),
        columns.OBSERVATIONS,
        rows.observations,
    ),
    Resource(
        "latest",
        "Senaste värdet med förändring, nivå, utveckling och gap",
        (p.INDICATOR, p.REGION, p.GROUP, p.SEX),
        columns.LATEST,
        rows.latest,
    ),
    Resource("strategies", "Strategierna med sina mål", (p.STRATEGY,), columns.STRATEGIES, rows.strategies),
    Resource(
        "goals",
        "Hur långt varje mål har kommit, per område",
        (p.STRATEGY, p.GOAL, p.INDICATOR, p.REGION, p.GROUP),
        columns.GOALS,
        rows.goals,
    ),
    Resource(
        "changes",
        "Vad som skiljer från versionen före",
        (p.INDICATOR, p.REGION, p.GROUP, p.PERIOD, p.FROM, p.TO, p.SEX),
        columns.CHANGES,
        rows.changes,
    ),
    Resource(
        "provenance",
        "Varifrån ett värde kommer: källa, frågor, regler och ändringar",
        (p.ONE_INDICATOR, p.ONE_REGION, p.ONE_PERIOD, p.ONE_SEX),
        columns.PROVENANCE,
        rows.origin,
    ),
)
