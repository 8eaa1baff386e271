"""What a strategy's workbook asks for: its sheets, questions and columns, and the kinds of goal and the measures in words."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

import pyarrow as pa

from etl.contract.catalogue import Catalogue, FocusArea, Indicator
from etl.contract.codes import Role, Unit
from etl.contract.goal import GoalKind, Measure

STRATEGY_SHEET: Final = "Strategi"
GOALS_SHEET: Final = "Mål"
LISTS_SHEET: Final = "Mått"
INSTRUCTIONS_SHEET: Final = "Så här"
EXAMPLE_SHEET: Final = "Exempel"
SHEETS: Final = (INSTRUCTIONS_SHEET, STRATEGY_SHEET, GOALS_SHEET, LISTS_SHEET, EXAMPLE_SHEET)
"""The sheets of the template; a workbook may have no others, and needs those of the strategy and of the goals."""

READ: Final = (STRATEGY_SHEET, GOALS_SHEET)
MOST_GOALS: Final = 200
FORM_HEADERS: Final = ("Uppgift", "Svar", "Så fyller du i")

DRAFT: Final = "Utkast"
DECIDED: Final = "Beslutad"
STATUSES: Final = (DRAFT, DECIDED)
WHOLE: Final = "Hela målet"
PART: Final = "En del av målet"
FITS: Final = (WHOLE, PART)
NO_MEASURE: Final = "Inget mått"


class Question(NamedTuple):
    """One thing that is asked: a row of the strategy's sheet or a column of the goals'. `help` is what the sender reads."""

    header: str
    required: bool
    help: str


QUESTIONS: Final[Mapping[str, Question]] = {
    "title": Question("Titel", True, "Strategins namn. Sidans adress görs av det: /strategi/ och namnet med små bokstäver."),
    "actor": Question("Aktör", True, "Vem strategin är: kommunen, regionen, länsstyrelsen."),
    "region": Question("Kommun eller län", True, "Välj i listan vad strategin gäller för."),
    "summary": Question("Kort om strategin", True, "Några meningar om vem den gäller och vad den vill. Högst 500 tecken."),
    "adopted": Question("Antagen", False, "När den beslutades: 2024, 2024-03 eller 2024-03-18. Krävs när den är beslutad."),
    "until": Question("Gäller till", False, "Sista året, till exempel 2030. Tomt om den gäller tills vidare."),
    "status": Question("Status", True, "Välj Utkast eller Beslutad. Ett utkast nås bara av den som har adressen."),
    "sender": Question("Lämnad av", False, "Ditt namn eller din enhet. Krävs för ett utkast och står på det."),
    "url": Question("Adress", True, "Webbadressen till dokumentet, eller till sidan om arbetet med det. Börjar med https://."),
}
COLUMNS: Final[Mapping[str, Question]] = {
    "text": Question("Mål", True, "Målet som det är skrivet i dokumentet. Högst 500 tecken."),
    "area": Question("Fokusområde", False, "Välj i listan. Tomt om målet gäller hela strategin."),
    "kind": Question("Typ av mål", True, "Välj i listan. Bladet Mått säger när varje typ passar."),
    "measure": Question("Mått", True, "Välj i listan; åren efter namnet är det första och det senaste som måttet har."),
    "fit": Question("Måttet visar", False, "Välj Hela målet eller En del av målet. Krävs när det finns ett mått."),
    "level": Question("Nivå", False, "Talet som ska nås, med decimalkomma: 75,5. Bara för typer som har en nivå."),
    "base": Question("Basår", False, "Året som dokumentet räknar från. Tomt om det inte säger något: då räknas från beslutet."),
    "target": Question("Målår", False, "Året då målet ska vara nått. Tomt om dokumentet inte säger något."),
    "source": Question("Källa och sida", True, "Var målet står, till exempel Integrationsstrategin, s. 12."),
}


class Kind(NamedTuple):
    """A kind of goal as the sender chooses it; `when` says what it is for."""

    kind: GoalKind
    measure: Measure
    when: str


KINDS: Final[Mapping[str, Kind]] = {
    "Minst nivån": Kind(GoalKind.AT_LEAST, Measure.LEVEL, "Måttet ska vara nivån eller mer."),
    "Högst nivån": Kind(GoalKind.AT_MOST, Measure.LEVEL, "Måttet ska vara nivån eller mindre."),
    "Kvinnor och män minst nivån": Kind(GoalKind.BOTH_AT_LEAST, Measure.LEVEL, "Både kvinnor och män ska nå nivån."),
    "Högre än riket": Kind(GoalKind.ABOVE_RIKET, Measure.LEVEL, "Måttet ska vara högre än rikets. Ingen nivå."),
    "Lägre än riket": Kind(GoalKind.BELOW_RIKET, Measure.LEVEL, "Måttet ska vara lägre än rikets. Ingen nivå."),
    "Som riket": Kind(GoalKind.EQUAL_RIKET, Measure.LEVEL, "Måttet ska vara i paritet med rikets. Ingen nivå."),
    "Minska med en andel": Kind(
        GoalKind.REDUCE_BY_SHARE, Measure.LEVEL, "Nivån är hur många procent av basårets värde som ska bort."
    ),
    "Gapet till inrikes födda högst nivån": Kind(GoalKind.GAP_AT_MOST, Measure.GAP, "Nivån är i procentenheter."),
    "Gapet till inrikes födda halverat": Kind(GoalKind.GAP_HALVED, Measure.GAP, "Räknat från basåret. Ingen nivå."),
    "Gapet mellan könen högst nivån": Kind(GoalKind.GAP_AT_MOST, Measure.SEX_GAP, "Nivån är i procentenheter."),
    "Gapet mellan könen halverat": Kind(GoalKind.GAP_HALVED, Measure.SEX_GAP, "Räknat från basåret. Ingen nivå."),
    "Åt rätt håll": Kind(GoalKind.DIRECTION_ONLY, Measure.LEVEL, "En inriktning utan nivå. Räknas inte som mål."),
}

UNITS: Final[Mapping[Unit, str]] = {
    Unit.PERCENT: "procent",
    Unit.PERCENTAGE_POINTS: "procentenheter",
    Unit.COUNT: "antal",
    Unit.PER_INHABITANT: "per invånare",
    Unit.PER_1000: "per 1 000 invånare",
    Unit.PER_100000: "per 100 000 invånare",
    Unit.PARITY_RATIO: "kvot, där 1 är lika",
    Unit.YES_NO: "ja eller nej",
    Unit.ORDINAL: "bedömning i steg",
}

Years = Mapping[str, tuple[int, int]]
"""The first and the last year that has a value, by indicator."""

_YEARS: Final = re.compile(r"\s*\([0-9]{4}–[0-9]{4}\)$")


@dataclass(frozen=True)
class Known:
    """What a workbook is held against: the catalogue, its strategies' ids, the regions' codes by name, and the day."""

    catalogue: Catalogue
    taken: frozenset[str]
    regions: Mapping[str, str]
    today: date

    def indicator(self, text: str) -> Indicator | None:
        """The measure that a cell names, by title, with or without years, or by id."""
        wanted = folded(without_years(text))
        return next((entry for entry in self.catalogue.indicators if wanted in (folded(entry.title), entry.id)), None)

    def area(self, text: str) -> FocusArea | None:
        """The focus area that a cell names."""
        return next((area for area in self.catalogue.focus_areas if folded(text) in (folded(area.title), area.id)), None)

    def region(self, text: str) -> str | None:
        """The code of the kommun or län that a cell names, by name or code."""
        names = {folded(name): code for name, code in self.regions.items()}
        return text if text in self.regions.values() else names.get(folded(text))


def codes_by_name(regions: pa.Table) -> dict[str, str]:
    """The codes of riket, län and kommuner by name, as the list has them; `regions` has the schema `REGIONS`."""
    return dict(zip(regions["name"].to_pylist(), regions["code"].to_pylist(), strict=True))


def offered(catalogue: Catalogue) -> Iterator[Indicator]:
    """The measures in the list: those that a goal can be about."""
    for entry in catalogue.indicators:
        if entry.role not in (Role.DORMANT, Role.DENOMINATOR):
            yield entry


def label(entry: Indicator, years: Years) -> str:
    """A measure in the list, with its first and last year where it has values."""
    known = years.get(entry.id)
    return f"{entry.title} ({known[0]}–{known[1]})" if known else entry.title


def without_years(text: str) -> str:
    """A measure's title as it is without its years, which are others in another version."""
    return _YEARS.sub("", text)


def folded(text: str) -> str:
    """A text as two are compared: without regard to capitals and to how many spaces there are."""
    return " ".join(text.casefold().split())
