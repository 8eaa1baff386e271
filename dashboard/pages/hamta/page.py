"""`/api`: the API in words, for those who open its address in a browser, with questions that can be asked at once."""

from typing import Any, Final

import dash
from dash import html

from dashboard.parts.titles import tab

dash.register_page(__name__, path="/api", title=tab("Hämta siffrorna till ett annat program"), order=9)

ABOUT: Final = (
    "Allt som visas här kan också hämtas av andra program, som JSON eller CSV, utan nyckel. Varje svar bär dataversion, källa "
    "och villkor, och säger när värdena är påhittade. Ett värde som saknas eller är dolt är tomt, med status och skäl; det blir "
    "aldrig noll."
)
EXCEL: Final = (
    "Till Excel är filerna på sidorna enklare: välj ”Spara eller kopiera” under tabellen, så följer källa, definition och "
    "förbehåll med."
)
TERMS: Final = (
    "Ange källan när du använder siffrorna: ”Källa: Kolada” eller den källa som svaret anger, och för det som är beräknat ”Egen "
    "bearbetning av data från Kolada”."
)
QUESTIONS: Final = (
    ("/api/v1/indicators?format=csv", "Alla indikatorer med definition, enhet och källa, som CSV"),
    ("/api/v1/observations?indicator=syss_utrikes&region=00&region=04&format=csv", "Ett mått för riket och ett län, alla år"),
    ("/api/v1/observations?indicator=syss_utrikes&group=lan:04&format=csv", "Samma mått för länets kommuner"),
    ("/api/v1/latest?indicator=syss_utrikes&group=peer:0482", "Senaste värdet med nivå och trend för kommuner som liknar Flen"),
    ("/api/v1/means?group=lan:04&format=csv", "Medel av länets kommuner, med hur många de bygger på"),
)
PARTS: Final = (
    ("/api/v1/", "Allt som går att fråga efter"),
    ("/api/v1/openapi.json", "Beskrivning för program (OpenAPI 3.1): alla frågor, svar och kolumner, med svenska texter"),
)


def layout(**_: object) -> list[Any]:
    """The page."""
    return [
        html.H1("Hämta siffrorna till ett annat program"),
        html.Section([html.P(ABOUT), html.P(TERMS), html.P(EXCEL)], className="panel"),
        html.Section([html.H2("Frågor att pröva"), _links(QUESTIONS)], className="panel"),
        html.Section([html.H2("Dokumentation"), _links(PARTS)], className="panel"),
    ]


def _links(rows: tuple[tuple[str, str], ...]) -> html.Dl:
    """Each address as a link under what it answers; they lead out of the pages, so they are plain links."""
    parts = [part for address, words in rows for part in (html.Dt(words), html.Dd(html.A(address, href=address)))]
    return html.Dl(parts, className="facts api-questions")
