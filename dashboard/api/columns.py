"""The columns of the API's answers: name, kind and a description in Swedish."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import pyarrow as pa

from dashboard.parts import signals
from etl.contract import goal_schema, schemas

KINDS: Final[Mapping[str, str]] = {
    "string": "string", "double": "number", "int64": "integer", "bool": "boolean", "date32[day]": "string",
}  # fmt: skip
"""JSON's name of each of the published types; a day is written 2024-04-15."""


@dataclass(frozen=True)
class Column:
    """One field of a row. `kind` is JSON's name of the type; objects and arrays become text in CSV."""

    name: str
    kind: str
    description: str
    nullable: bool = False

    @property
    def schema(self) -> dict[str, Any]:
        """The field in JSON Schema."""
        return {"type": [self.kind, "null"] if self.nullable else self.kind, "description": self.description}


REGION_WORDS: Final = "SCB:s kod: riket 00, län 04, kommun 0484"
WORDS: Final[Mapping[str, str]] = {
    "indicator": "Indikatorns id, som i `indicators`",
    "region": REGION_WORDS,
    "period": "År (2022) eller kvartal (2024K1)",
    "sex": "T totalt, K kvinnor, M män",
    "value": "Värdet i indikatorns enhet; null när inget värde finns eller får visas",
    "status": "ok, preliminary, missing (saknas), not_applicable (redovisas inte) eller suppressed (dolt)",
    "denominator": "Antal personer bakom en andel, där källan anger det",
    "margin": "Felmarginal (±) för ett enkätvärde",
    "few": "Om värdet bygger på högst 20 personer; det visas, men får ingen plats och är inte med i ovägda medel",
    "reason": "Varför värdet saknas eller är dolt, eller vad som ska sägas om det: rättat, eller bygger på få personer",
    "previous_period": "Närmast föregående period med värden",
    "previous": "Områdets värde i den perioden",
    "change": "Förändring sedan dess, i indikatorns enhet",
    "change_reason": "Varför ingen förändring visas",
    "change_certain": "Om förändringen är större än slumpen; bara för båda könen tillsammans",
    "persons_vs_riket": "Ungefär hur många personer skillnaden mot riket är, där antalet bakom andelen är känt; egen beräkning",
    "rank": "Plats bland kommuner med värde; 1 är bäst",
    "ranked": "Antal kommuner med plats",
    "level": "Nivå bland alla kommuner",
    "level_reason": "Varför ingen nivå visas",
    "peer_level": "Nivå bland liknande kommuner",
    "trend": "Utvecklingens riktning; no_change betyder ingen säker trend",
    "trend_reason": "Varför ingen utveckling visas",
    "trend_method": "Hur utvecklingen är prövad",
    "trend_statistic": "Prövningens mått",
    "trend_first": "Utvecklingens första period",
    "trend_better": "Om utvecklingen är till det bättre",
    "trend_vs_riket": "Riktningen för skillnaden mot riket",
    "trend_vs_riket_reason": "Varför ingen utveckling mot riket visas",
    "trend_vs_riket_first": "Första perioden i utvecklingen mot riket",
    "trend_vs_riket_change": "Hur skillnaden mot riket har ändrats sedan dess, i indikatorns enhet",
    "trend_vs_riket_better": "Om utvecklingen mot riket är till det bättre",
    "pair_value": "Värdet för inrikes födda samma period",
    "gap": "Det som skiljer utrikes från inrikes födda, i procentenheter",
    "code": REGION_WORDS,
    "name": "Namn",
    "type": "riket, lan eller kommun",
    "lan": "Länets två siffror; null för riket",
    "group": "Gruppens id: lan:04, skr:C6, peer:0484",
    "kind": "Slag",
    "year": "Det år som grupperingen gäller",
    "source": "Varifrån uppgiften kommer",
    "member": "Kod för en kommun i gruppen",
    "strategy": "Strategins id, som i `strategies`",
    "goal": "Målets id, som i strategins `goals`",
    "concerned": "Om strategin gäller för området",
    "approximate": "Om indikatorn bara mäter en del av målet; då gäller statusen inte målet självt",
    "approximate_reason": "Vad det innebär",
    "stated_as": "goal (mål), direction (inriktning) eller need (behov)",
    "measure": "level (nivå), gap (skillnad mot inrikes födda) eller sex_gap (skillnad mellan kvinnor och män)",
    "adopted_year": "Det år dokumentet antogs",
    "baseline_year": "Basår",
    "baseline": "Värdet basåret",
    "baseline_origin": "stated (källan anger året), adopted (antagandets år), following (första jämförbara året därefter) "
    "eller in_force (det värde som gällde då)",
    "stated_baseline_year": "Året för källans eget utgångsläge",
    "stated_baseline": "Källans eget utgångsläge, som kan vara mätt på annat sätt",
    "latest_year": "Det år omdömet gäller: det senaste, eller målåret när det har passerat",
    "latest": "Värdet det året",
    "reference": "Det som värdet hålls mot",
    "target_year": "Målår",
    "limit": "Gränsen som målet är nått vid",
    "distance": "Det som återstår; negativt när gränsen är passerad",
    "target": "Nivån som värdet, eller gapet, hålls mot",
    "distance_at_base": "Det som återstod basåret",
    "pace_share": "Takten hittills delad med den som krävs",
    "riket_change": "Rikets förändring samma år",
    "noise_method": "Hur slumpen prövas: two_proportions, margins, mann_kendall eller three_per_cent",
    "noise_statistic": "Provets tal: z, skillnad delad med felmarginaler, sannolikhet eller andel av basvärdet",
    "depends_on_base": "Om ett annat basår ger ett annat omdöme",
    "base_note": "Vilket, i ord",
    "year_at_pace": "När nivån nås i dagens takt, om takten är säker",
    "persons": "Ungefär hur många personer avståndet är; egen beräkning",
    "required_pace": "Takt per år som krävs till målåret",
    "observed_pace": "Takt per år sedan basåret",
    "met_in_target_year": "Om målet var nått målåret",
    "old_value": "Värdet i versionen före; null när inget fanns eller får visas",
    "new_value": "Värdet i den här versionen; null när inget finns eller får visas",
    "old_status": "Status i versionen före",
    "new_status": "Status i den här versionen",
    "n": "Antal medlemmar med värde",
    "of": "Antal medlemmar i gruppen, eller kommuner i landet",
    "label": "Vad medlet är, i ord: ovägt medel, 8 av 9",
    "focus_area": "Fokusområdets id",
    "riket_baseline": "Rikets värde i den första perioden",
    "riket_latest": "Rikets värde i den senaste perioden",
    "movement": "forward (framåt), unchanged (ingen säker trend), backward (bakåt), mixed (åt olika håll) eller cannot_be_judged",
    "baseline_period": "Den period som jämförelsen utgår från",
    "latest_period": "Den senaste perioden",
    "forward": "Antal indikatorer som har gått framåt",
    "unchanged": "Antal mått utan säker trend",
    "backward": "Antal indikatorer som har gått bakåt",
    "unjudged": "Antal indikatorer som inte kan bedömas",
    "step": "Steget: väntar eller pågår, ALLA är båda",
    "start_rule": "Från vilken dag kommunen räknar väntan",
    "coverage": "Om rapporten täcker hela kommunen",
    "reported_on": "Dag då kommunens fil senast ändrades",
    "included": "Antal kommuner i länets eller rikets summa",
    "reported": "Antal kommuner som har rapporterat typen",
    "field": "Vilken kolumn i `validation` som koden hör till",
    "title": "Namn",
    "unit": "Enhet",
    "definition": "Vad som mäts",
    "series": "Seriens id",
    "to": "Övre gräns där källan anger ett spann",
    "publisher": "Den som publicerar uppgiften",
    "url": "Sidans adress",
    "dated": "Vad som är känt om sidans datum",
    "note": "Att tänka på",
}
"""What each published column is; a contract test says when one lacks."""


def of_schema(schema: pa.Schema, **own: str) -> tuple[Column, ...]:
    """The columns of a published table; `own` are words for those that mean something else in it than in other tables."""
    words = {**WORDS, **own}
    return tuple(Column(one.name, KINDS[str(one.type)], words.get(one.name, one.name), one.nullable) for one in schema)


OBSERVATIONS: Final = (Column("indicator", "string", WORDS["indicator"]), *of_schema(schemas.OBSERVATIONS))
LATEST: Final = of_schema(schemas.LATEST)
REGIONS: Final = of_schema(schemas.REGIONS)
AREA_WORDS: Final = "SCB:s kod: DeSO 0180C1010, RegSO 0180R001"
AREAS: Final = of_schema(schemas.AREAS, code=AREA_WORDS, type="deso eller regso", kommun="Kommunens kod")
AREA_OBSERVATIONS: Final = (
    Column("indicator", "string", WORDS["indicator"]),
    *of_schema(schemas.OBSERVATIONS, region=AREA_WORDS),
)
GROUPS: Final = of_schema(schemas.GROUPS)
GOALS: Final = of_schema(
    goal_schema.GOALS,
    status=f"Omdömet: {', '.join(f'{code} ({word.lower()})' for code, (_, word, _) in signals.GOALS.items())}",
    reason="Varför det inte finns något omdöme, eller vad mer än talen som avgjorde",
    reported="Om utfallet är aktörens egen uppgift och inte uppmätt här",
    change="Förändring sedan basåret, av värdet eller av gapet",
)
CHANGES: Final = of_schema(schemas.CHANGES)
MEANS: Final = of_schema(
    schemas.MEANS,
    kind="unweighted (ovägt, alla medlemmar lika) eller weighted (vägt med personerna bakom andelarna)",
    value="Medlet i indikatorns enhet; null när medlet inte går att räkna",
    reason="Varför det inte finns något medel",
)
BAROMETER: Final = of_schema(
    schemas.BAROMETER,
    reason="Varför mått i området inte bedöms",
    baseline_period="Det första år som något av måtten räknas från",
)
BAROMETER_ENTRIES: Final = of_schema(
    schemas.BAROMETER_ENTRIES,
    reason="Varför indikatorn inte bedöms, eller varför förändringen är osäker",
    baseline="Värdet i den första perioden",
    latest="Värdet i den senaste perioden",
)
REPORTED: Final = {
    "period": "Kvartal (2024K1)",
    "type": "Typ av validering, som i `validation_codes`; ALLA är alla tillsammans",
    "measure": "Måttet, som i `validation_codes`",
}
"""What names a figure that kommuner report."""
VALIDATION: Final = of_schema(
    schemas.VALIDATION,
    **REPORTED,
    value="Värdet i måttets enhet; null när inget värde finns eller får visas",
    status="ok, suppressed (dolt), missing (inte rapporterat) eller not_applicable (gäller ingen)",
)
VALIDATION_CHANGES: Final = of_schema(
    schemas.VALIDATION_CHANGES,
    **REPORTED,
    kind="Slag av ändring, som i `changes`; new_period är ett kvartal som kommunen inte hade förut",
    old_value="Värdet i versionen före; null när inget fanns eller får visas",
)
VALIDATION_CODES: Final = of_schema(schemas.VALIDATION_CODES, code="Koden")
NATIONAL: Final = of_schema(
    schemas.NATIONAL,
    measure="Måttet",
    type="Typ av validering, som i `validation_codes`",
    period="År, eller de år som källan anger",
    value="Värdet i enheten; där källan anger ett spann den nedre gränsen",
)

REFERENCE: Final = Column("reference", "string", "Källans eget id: nyckeltal eller tabell")
TERMS: Final = (
    Column("publisher", "string", "Den som tar fram uppgiften åt källan", nullable=True),
    Column("licence", "string", "Källans villkor"),
)
INDICATORS: Final = (
    Column("id", "string", "Indikatorns id i frågor och adresser"),
    Column("title", "string", "Namn"),
    Column("short_title", "string", "Kort namn"),
    Column("definition", "string", "Vad som mäts"),
    Column("unit", "string", "Enhetens kod"),
    Column("unit_words", "string", "Enheten i ord"),
    Column("decimals", "integer", "Decimaler som visas"),
    Column("direction", "string", "higher_is_better, lower_is_better, closest_to_one eller neutral"),
    Column("role", "string", "Indikatorns roll i fokusområdet"),
    Column("focus_area", "string", "Fokusområdets id"),
    Column("sex_split", "boolean", "Om värdena är uppdelade på kön"),
    Column("survey", "boolean", "Om värdena kommer från en enkät"),
    Column("doubtful", "string", "Varför källans värden är tveksamma", nullable=True),
    Column("not_renewed", "string", "Varför värdena inte längre hämtas på nytt", nullable=True),
    Column("notes", "array", "Att tänka på"),
    Column("breaks", "array", "Tidsseriebrott: från vilken period, och varför"),
    Column("pair", "string", "Samma mått för inrikes födda", nullable=True),
    Column("source", "string", "Källan: kolada eller scb"),
    REFERENCE,
    Column("source_title", "string", "Källans eget namn"),
    *TERMS,
)
STRATEGIES: Final = (
    Column("id", "string", "Strategins id"),
    Column("actor", "string", "Vems strategin är"),
    Column("region", "string", "SCB:s kod för kommunen eller länet, 00 för riket"),
    Column("title", "string", "Namn"),
    Column("document", "string", "Dokumentets namn"),
    Column("year", "integer", "Dokumentets år; null när det inte är daterat", nullable=True),
    Column("adopted", "object", "När målen började gälla, med källa; null när det inte är känt", nullable=True),
    Column("in_force_until", "integer", "Sista året som strategin gäller; null när det inte är känt", nullable=True),
    Column("url", "string", "Dokumentets adress"),
    Column("summary", "string", "Sammanfattning"),
    Column("areas", "array", "Strategins områden, med våra fokusområden"),
    Column("goals", "array", "Strategins mål, med indikatorer, länkar och hur säkert det är"),
)
PROVENANCE: Final = (
    Column("version", "string", "Dataversion"),
    Column("demo", "boolean", "Om värdet är påhittat"),
    *(one for one in OBSERVATIONS if one.name not in ("denominator", "margin")),
    Column("rule", "string", "Regeln som döljer värdet; null för andra", nullable=True),
    Column("source", "string", "Källa"),
    REFERENCE,
    Column("title", "string", "Källans eget namn"),
    *TERMS,
    Column("requests", "array", "Frågorna till källan som gav värdet, med kontrollsumma (sha256) och tidpunkt"),
    Column("revisions", "array", "Vad som har ändrats sedan förra versionen"),
)
