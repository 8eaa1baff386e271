"""`/tillganglighet`: the accessibility statement, as Digg's regulations ask for it; who answers for the site is a setting."""

from datetime import date
from typing import Any, Final

import dash
from dash import html

from dashboard.parts import responsible
from dashboard.parts.titles import NAME, tab

ASSESSED: Final = date(2026, 11, 29)
"""When what is said here was last held against the product: see to it again with each change of the lists below."""

LAW: Final = "lagen (2018:1937) om tillgänglighet till digital offentlig service"
DIGG: Final = "https://www.digg.se/tdosanmalan"
SHORTCOMINGS: Final = (
    (
        "Utan mus",
        "Punkter, linjer och ytor i diagram och kartor går inte att nå med tangentbordet. Samma värden finns i tabeller, och "
        "kommuner väljs också i listor. (WCAG 2.1.1)",
    ),
    (
        "Utan syn eller med nedsatt syn",
        "Bilder som sparas som PNG eller SVG har ingen alternativtext i sig. Faktakortet har en text att kopiera. För andra "
        "diagram finns meningen över diagrammet och tabellen. (WCAG 1.1.1)",
    ),
    (
        "Filer",
        "PDF-filerna är taggade men inte granskade mot PDF/UA. PowerPoint- och Excel-filerna är inte granskade. Samma innehåll "
        "finns på webbsidorna.",
    ),
    (
        "Språk och begriplighet",
        "Texterna är skrivna för den som är van vid statistik. De finns inte på lättläst svenska, på teckenspråk eller på andra "
        "språk.",
    ),
)
TESTED: Final = (
    "Varje slags sida prövas automatiskt med axe-core mot WCAG 2.1 nivå A och AA, på bred och smal skärm, utan anmärkning.",
    "Automatiskt prövas också att tangentbordet når kontrollerna, att fokus syns, och att rubriker och namn finns.",
    "Likaså att text i dubbel storlek, egna färger (forced colors), pekskärm, telefon och papper fungerar.",
    "Ingen som använder skärmläsare eller annat hjälpmedel till vardags har prövat webbplatsen, och ingen utomstående har "
    "granskat den.",
)

dash.register_page(__name__, path="/tillganglighet", title=tab("Tillgänglighetsredogörelse"), order=12)


def layout(**_: object) -> list[Any]:
    """The page."""
    name, contact = responsible.name(), responsible.contact()
    return [
        html.H1("Tillgänglighetsredogörelse"),
        html.Div(_lacking(name, contact), className="remarks"),
        html.Div([_whom(name), *_state(), *_contact(contact), *_shortcomings(), *_tested()], className="panel statement"),
    ]


def _lacking(name: str | None, contact: str | None) -> list[Any]:
    """What whoever runs the site has left out, so that nobody takes the statement for a whole one."""
    wanted = {
        f"vem som ansvarar för webbplatsen ({responsible.NAME})": name,
        f"vart brister rapporteras ({responsible.CONTACT})": contact,
    }
    missing = [words for words, given in wanted.items() if given is None]
    words = f"Redogörelsen är inte färdig. Den som driver webbplatsen har inte angett {' och '.join(missing)}."
    return [html.P(words)] if missing else []


def _whom(name: str | None) -> html.P:
    who = f"{name} ansvarar för den här webbplatsen, {NAME}." if name else f"Webbplatsen heter {NAME}."
    rest = f"Här står hur den uppfyller {LAW}, vilka brister som är kända och hur du rapporterar fler."
    return html.P(f"{who} {rest}")


def _state() -> list[Any]:
    return _part(
        "Hur tillgänglig är webbplatsen?", html.P("Webbplatsen är delvis förenlig med lagens krav. Bristerna står nedan.")
    )


def _contact(contact: str | None) -> list[Any]:
    if contact is None:
        own = html.P("Hur du når den som ansvarar är inte angivet här.")
    else:
        shown = html.A(contact.removeprefix("mailto:"), href=contact, rel="noreferrer")
        own = html.P(["Skriv till ", shown, " om du hittar fler brister, eller behöver något av innehållet i en annan form."])
    report = html.A("anmäla det till tillsynsmyndigheten Digg", href=DIGG, rel="noreferrer")
    return _part("Om du hittar brister", own, html.P(["Är du inte nöjd med svaret kan du ", report, "."]))


def _shortcomings() -> list[Any]:
    listed = [part for words, text in SHORTCOMINGS for part in (html.Dt(words), html.Dd(text))]
    burden = "Inget undantag för oskäligt betungande anpassning åberopas. Dokument på andras webbplatser omfattas inte."
    return _part("Det som inte är tillgängligt", html.Dl(listed, className="facts"), html.P(burden))


def _tested() -> list[Any]:
    words = (
        f"Bedömningen är en självskattning av dem som utvecklar {NAME}, gjord {ASSESSED}. Redogörelsen uppdaterades samma dag."
    )
    return _part("Hur webbplatsen är prövad", html.Ul([html.Li(text) for text in TESTED]), html.P(words))


def _part(heading: str, *content: Any) -> list[Any]:
    return [html.H2(heading), *content]
