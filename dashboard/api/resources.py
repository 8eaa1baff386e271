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
    """One part of the API: `/api/v1/<name>`. `columns` are those of CSV; JSON may hold more.

    What is `newest_only` is answered as of the version in service, whatever others are kept.
    """

    name: str
    summary: str
    own: tuple[Parameter, ...]
    columns: tuple[Column, ...]
    rows: Callable[[Snapshot, Query], Rows]
    newest_only: bool = False

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
        "areas",
        "Områden inom kommunerna (DeSO och RegSO), där tjänsten har dem",
        (p.KOMMUN, p.AREA_KIND),
        columns.AREAS,
        rows.areas,
        newest_only=True,
    ),
    Resource(
        "area_observations",
        "En indikators värden i områden inom kommunerna, bara ur den version som gäller; små tal är dolda",
        (p.ONE_INDICATOR, p.WITHIN, p.PERIOD, p.FROM, p.TO, p.SEX),
        columns.AREA_OBSERVATIONS,
        rows.area_observations,
        newest_only=True,
    ),
    Resource(
        "latest",
        "Senaste värdet med förändring, nivå, utveckling och gap",
        (p.INDICATOR, p.REGION, p.GROUP, p.SEX),
        columns.LATEST,
        rows.latest,
    ),
    Resource(
        "means",
        "Medel för grupper av kommuner, med hur många de bygger på",
        (p.INDICATOR, p.ONE_GROUP, p.MEAN, p.PERIOD, p.FROM, p.TO, p.SEX),
        columns.MEANS,
        rows.means,
    ),
    Resource(
        "barometer",
        "Vilken väg varje fokusområde har gått, per område i landet",
        (p.AREA, p.REGION, p.GROUP),
        columns.BAROMETER,
        rows.barometer,
    ),
    Resource(
        "barometer_entries",
        "Indikatorerna bakom varje barometer",
        (p.AREA, p.INDICATOR, p.REGION, p.GROUP),
        columns.BAROMETER_ENTRIES,
        rows.barometer_entries,
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
        "validation",
        "Väntan på validering, som kommunerna har rapporterat; små tal är dolda",
        (p.REGION, p.GROUP, p.PERIOD, p.FROM, p.TO, p.TYPE, p.STEP, p.SEX, p.MEASURE),
        columns.VALIDATION,
        rows.validation,
    ),
    Resource(
        "validation_changes",
        "Vad som skiljer från versionen före i det som kommunerna har rapporterat",
        (p.REGION, p.GROUP, p.PERIOD, p.FROM, p.TO, p.TYPE, p.STEP, p.SEX, p.MEASURE),
        columns.VALIDATION_CHANGES,
        rows.validation_changes,
    ),
    Resource(
        "validation_codes",
        "Vad koderna i validation står för",
        (p.FIELD,),
        columns.VALIDATION_CODES,
        rows.validation_codes,
    ),
    Resource(
        "national",
        "Nationella uppgifter om validering från UHR och MYH",
        (p.SERIES, p.TYPE, p.NATIONAL_MEASURE),
        columns.NATIONAL,
        rows.national,
    ),
    Resource(
        "provenance",
        "Varifrån ett värde kommer: källa, frågor, regler och ändringar",
        (p.ONE_INDICATOR, p.ONE_REGION, p.ONE_PERIOD, p.ONE_SEX),
        columns.PROVENANCE,
        rows.origin,
    ),
)
