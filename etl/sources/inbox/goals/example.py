"""A strategy that is filled in, as the template shows it: what was made up stands for nobody's strategy."""

from collections.abc import Mapping
from typing import Final

MADE_UP: Final = "Ett påhittat exempel. Bladet läses inte; fyll i bladen Strategi och Mål."

Cell = str | int | float

STRATEGY: Final[Mapping[str, Cell]] = {
    "title": "Påhittad integrationsstrategi 2024",
    "actor": "Exempelkommun",
    "region": "Riket",
    "summary": "Strategin gäller alla som är nya i Sverige. Den vill att fler arbetar och att fler klarar sfi.",
    "adopted": "2024-03-18",
    "until": 2030,
    "status": "Utkast",
    "sender": "Förnamn Efternamn, kommunstyrelsens kansli",
    "url": "https://example.org/strategi",
}
GOALS: Final[tuple[Mapping[str, Cell], ...]] = (
    {
        "text": "År 2030 ska minst 75,5 procent av de utrikes födda arbeta.",
        "area": "arbete",
        "kind": "Minst nivån",
        "measure": "syss_utrikes",
        "fit": "Hela målet",
        "level": 75.5,
        "base": 2022,
        "target": 2030,
        "source": "Strategin, s. 8",
    },
    {
        "text": "Fler ska klara sfi.",
        "area": "utbildning",
        "kind": "Åt rätt håll",
        "measure": "sfi_2kurser",
        "fit": "En del av målet",
        "source": "Strategin, s. 11",
    },
    {
        "text": "Gapet i arbetslöshet mellan utrikes och inrikes födda ska halveras till 2030.",
        "area": "arbete",
        "kind": "Gapet till inrikes födda halverat",
        "measure": "arblos_utrikes",
        "fit": "Hela målet",
        "base": 2022,
        "target": 2030,
        "source": "Strategin, s. 9",
    },
)
"""By the keys of the columns; areas and measures are those of the catalogue, by id."""
