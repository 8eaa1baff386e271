"""What can be found, and how a hit says why: entries with the texts that they are found by, and the pages among them."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

from dashboard import guides, url_state
from dashboard.published import queries


class Kind(StrEnum):
    """What was found, in the reader's words."""

    INDICATOR = "Indikatorer"
    REGION = "Kommuner och län"
    PAGE = "Sidor"
    STRATEGY = "Strategier"
    GOAL = "Mål i strategierna"
    AREA = "Fokusområden"
    FRAMEWORK = "Agenda 2030 och EU:s principer"
    HELP = "Hjälp"


class Field(NamedTuple):
    """A part of an entry: what the reader calls it, and what a word in it is worth."""

    label: str
    weight: float


NAME = Field("namnet", 10.0)
CODE = Field("koden", 10.0)
TITLE = Field("titeln", 6.0)
SYNONYMS = Field("sökorden", 5.0)
TEXT = Field("texten", 4.0)
ACTOR = Field("aktörens namn", 5.0)
AREA = Field("fokusområdet", 2.5)
DEFINITION = Field("definitionen", 1.5)
NOTES = Field("anmärkningarna", 0.8)
HELPING: Final = 0.6
"""What an answer of the guides counts beside a figure that has the same words."""
CALLED: Final = (NAME.label, CODE.label, SYNONYMS.label)
"""What tells that a kommun or län was asked for, and not only the word kommun."""


@dataclass(frozen=True)
class Entry:
    """Something that can be found, where it leads, and the texts that it is found by.

    `region` is the code of a kommun or län, `placed` where a page that can show one leads with its code;
    `by_sex` says that an indicator has values of women and men.
    """

    kind: Kind
    title: str
    detail: str
    href: str
    texts: tuple[tuple[Field, str], ...]
    weight: float = 1.0
    region: str | None = None
    placed: Callable[[str], str] | None = None
    by_sex: bool = False


class Match(NamedTuple):
    """Why an entry was found: the word asked for, the word that it has, and where."""

    wanted: str
    found: str
    label: str
    worth: float


@dataclass(frozen=True)
class Hit:
    """An entry with how well it fits, 0 and up."""

    entry: Entry
    score: float
    matches: tuple[Match, ...]

    @property
    def why(self) -> str:
        """`”nyanlända” som ”invandrare” i sökorden, ”sfi” i titeln`."""
        return ", ".join(_phrase(match) for match in self.matches)


def _phrase(match: Match) -> str:
    found = "" if match.found.startswith(match.wanted) else f" som ”{match.found}”"
    return f"”{match.wanted}”{found} i {match.label}"


MEETING: Final = Entry(
    Kind.PAGE,
    "Mötesunderlag",
    "Två sidor inför ett möte",
    url_state.MeetingView(queries.DEFAULT_GROUP.removeprefix("lan:")).address,
    ((TITLE, "Mötesunderlag möte"), (SYNONYMS, "underlag nämnd sammanfattning utskrift")),
    placed=lambda code: url_state.MeetingView(code).address,
)
BACKLOG: Final = Entry(
    Kind.PAGE,
    "Väntan på validering",
    "Hur många som väntar, och hur länge",
    url_state.BacklogView().address,
    ((TITLE, "Väntan på validering"), (SYNONYMS, "väntetid väntar kö UHR erkännande rapportera mall")),
    placed=lambda code: url_state.BacklogView(code).address,
)
PAGES: Final = (MEETING, BACKLOG)
"""Pages that show one kommun or län; a meeting page can't be without one, so by itself it is Sörmland's."""

OTHER_PAGES: Final = (
    Entry(
        Kind.PAGE,
        "API: hämta siffrorna med program",
        "JSON och CSV, beskrivet med OpenAPI",
        "/api",
        ((TITLE, "API"), (SYNONYMS, "json csv openapi öppna data gränssnitt program hämta")),
    ),
    Entry(
        Kind.PAGE,
        "Tillgänglighetsredogörelse",
        "Vad som inte är tillgängligt, och vart brister rapporteras",
        "/tillganglighet",
        ((TITLE, "Tillgänglighetsredogörelse"), (SYNONYMS, "tillgänglighet WCAG DOS-lagen skärmläsare kontakt")),
    ),
    Entry(
        Kind.PAGE,
        "Segregation: inget mått här",
        "Det närmaste är måtten om boende, som trångboddhet",
        "/fokus/boende",
        ((TITLE, "Segregation"), (SYNONYMS, "boendesegregation skolsegregation segregerat")),
    ),
)
"""Pages of no place; and where what is asked for has no measure, what there is instead."""


def helping() -> list[Entry]:
    """The guides and their questions, each by its words."""
    sought = "hjälp guide manual instruktion support"
    whole = Entry(Kind.HELP, "Hjälp", "Alla guider", guides.PATH, ((TITLE, "Hjälp"), (SYNONYMS, sought)))
    return [whole, *(entry for one in guides.guides() for entry in (_guide(one), *(_answer(one, part) for part in one.sections)))]


def _guide(one: guides.Guide) -> Entry:
    return Entry(Kind.HELP, one.title, "Guide", one.address, ((TITLE, one.title), (SYNONYMS, "hjälp guide")), HELPING)


def _answer(one: guides.Guide, part: guides.Section) -> Entry:
    texts = ((TEXT, part.title), (NOTES, part.text))
    return Entry(Kind.HELP, part.title, one.title, f"{one.address}#{part.id}", texts, HELPING)
