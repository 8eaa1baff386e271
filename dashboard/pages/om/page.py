"""`/om`: where the figures come from and how to read them."""

from typing import Any

import dash
from dash import dcc, html

from dashboard import formats
from dashboard.pages.om import method
from dashboard.parts import notices
from dashboard.parts.aria import aria
from dashboard.parts.titles import tab
from dashboard.published import queries
from etl.contract.paths import data_paths
from etl.contract.reader import Snapshot, UnavailableError

dash.register_page(__name__, path="/om", title=tab("Om siffrorna"), order=8, menu="Om siffrorna")

READ = ("sa-laser-du", "Så läser du siffrorna")
SOURCES = ("kallor", "Var siffrorna kommer ifrån")
"""The page's own sections, by id and heading."""

READING = (
    ("Riket", "Rikets värde kommer från källan. Det är inte medelvärdet av kommunernas värden."),
    ("Skillnad", "Skillnaden mellan två andelar anges i procentenheter, inte i procent."),
    (
        "Klasser på kartan",
        "Läsaren väljer hur kommunerna delas i klasser. Rutorna bredvid kartan säger var gränserna går och hur många kommuner "
        "som finns i varje. Färgas kartan efter värde är mörkare färg ett högre värde, inte ett bättre.",
    ),
    ("Samband", "Siffrorna visar hur det är, inte varför. Skillnader mellan kommuner kan ha många orsaker."),
)


def layout(**_: object) -> list[Any]:
    """The page."""
    terms = [part for name, text in READING for part in (html.Dt(name), html.Dd(text))]
    return [
        html.H1("Om siffrorna"),
        _contents(),
        _section(*READ, html.Dl(terms, className="facts"), _help()),
        *method.sections(),
        _section(*SOURCES, *_sources(), _elsewhere()),
    ]


def _section(name: str, heading: str, *content: Any) -> html.Section:
    return aria(html.Section([html.H2(heading, id=name), *content], className="panel"), labelledby=name)


def _contents() -> html.Nav:
    """The page's own contents, one link a section."""
    links = [html.Li(html.A(heading, href=f"#{name}", className="chip")) for name, heading in (READ, *method.headings(), SOURCES)]
    return aria(html.Nav(html.Ul(links, className="chips"), className="contents"), label="Innehåll")


def _help() -> html.P:
    """What the guides tell and this page doesn't."""
    signs = dcc.Link("Så läser du prickarna", href="/hjalp/lasa#hjalp-sa-laser-du-prickarna")
    missing = dcc.Link("Varför saknas en siffra?", href="/hjalp/lasa#hjalp-varfor-saknas-min-kommuns-siffra")
    return html.P([signs, ". ", missing, " ", dcc.Link("Alla regler i detalj", href="/hjalp/metod"), "."])


def _elsewhere() -> html.P:
    """Where all indicators are listed, and how programs fetch the figures."""
    listed = dcc.Link("Alla indikatorer med källa, år och täckning", href="/indikator")
    return html.P([listed, ". ", dcc.Link("Hämta siffrorna till ett annat program (API)", href="/api"), "."])


def _sources() -> list[Any]:
    try:
        snapshot = queries.current(data_paths())
    except UnavailableError:
        return [html.P(text) for text in notices.unavailable()]
    return [*_origin(snapshot), *_version(snapshot)]


def _origin(snapshot: Snapshot) -> list[Any]:
    if snapshot.demo:
        return [html.P("Demodata, påhittade värden. De är gjorda för att prova verktyget och säger ingenting om verkligheten.")]
    return [
        html.P("Värdena hämtas från Kolada, som drivs av Rådet för främjande av kommunala analyser (RKA). Källa: Kolada."),
        html.P("Skillnader, förändringar och annat som vi räknar fram är egen bearbetning av data från Kolada."),
        html.P("Uppgifter om validering lämnas av kommunerna själva. Tal för hela landet kommer från UHR och MYH."),
        html.P("Kommunernas gränser kommer från SCB (CC0)."),
    ]


def _version(snapshot: Snapshot) -> list[Any]:
    catalogue = snapshot.catalogue
    filled = sum(1 for entry in catalogue.indicators if queries.cube(snapshot, entry.id).periods)
    built = formats.timestamp(snapshot.manifest["built_at"])
    return [
        html.P(["Dataversion ", html.Code(snapshot.version), f", publicerad {built}."]),
        html.P(f"{filled} av katalogens {len(catalogue.indicators)} indikatorer har värden i den här versionen."),
    ]
