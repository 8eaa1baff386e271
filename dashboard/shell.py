"""What surrounds every page: skip link, name, menu, demo notice, main landmark, footer; and the HTML that carries it."""

from typing import Any, Final

import dash
from dash import dcc, html

from dashboard import answers, formats, page_registry
from dashboard.charts import theme
from dashboard.html import static
from dashboard.markup import Element, element
from dashboard.parts import data_state, login_settings, search_box
from dashboard.parts.aria import aria
from dashboard.parts.titles import NAME
from dashboard.published import provenance, queries
from etl.contract.freshness import read_freshness
from etl.contract.paths import data_paths
from etl.contract.reader import Snapshot, UnavailableError


def _filled(hatch: theme.Hatch) -> str:
    return f'.choroplethlayer path[fill="{theme.rgb(hatch.key)}"]{{fill:url(#{hatch.pattern})}}'


OUTCOMES: Final = {
    "failed": "Servern svarade inte. Sidan visar fortfarande det som den visade före det senaste valet.",
    "empty": "Servern svarade inte, så sidan kan inte visas ännu.",
    "slow": "Servern har inte svarat ännu. Sidan väntar fortfarande och visar det som den visade före det senaste valet.",
    "again": "Frågar servern igen …",
    "renewal": "Nya siffror har publicerats. Ladda om sidan för att se dem.",
    "renewed": "Nya siffror har publicerats. Sidan har laddats om.",
}
"""What a reader is told of an answer that is missing or of another version, by its name in `assets/answers.js`."""
NOTICE: Final = f"""<div id="answers" hidden {" ".join(f'data-{name}="{words}"' for name, words in OUTCOMES.items())}>
<p role="alert"></p><button type="button" class="button" data-answers="again">Försök igen</button>
<button type="button" class="button" data-answers="reload">Ladda om sidan</button>
<button type="button" class="button" data-answers="close">Stäng</button></div>"""
ANNOUNCED: Final = '<div id="announced" class="visually-hidden" role="status"></div>'
"""What a screen reader hears when a choice has been answered (`assets/announce.js`)."""

DESCRIPTION: Final = (
    "Hur det går för integrationen i varje kommun och län: arbete, utbildning, delaktighet och boende, "
    "med källa, enhet och definition vid varje siffra."
)
"""What search engines and programs that show a link say below its title."""
INDEX: Final = f"""<!DOCTYPE html>
<html lang="sv">
<head>
{{%metas%}}
<title>{{%title%}}</title>
<meta name="description" content="{DESCRIPTION}">
{{%css%}}
<link rel="preload" as="fetch" href="/_dash-layout" crossorigin="anonymous">
<link rel="preload" as="fetch" href="/_dash-dependencies" crossorigin="anonymous">
<style>{"".join(map(_filled, theme.HATCHES))}</style>
</head>
<body>
<svg width="0" height="0" class="patterns" aria-hidden="true" focusable="false"><defs>
{"".join(map(theme.pattern, theme.HATCHES))}</defs></svg>
<noscript>{NAME} behöver JavaScript för att visa kartor och diagram. Slå på det i webbläsaren och ladda om sidan.</noscript>
{{%app_entry%}}
{NOTICE}
{ANNOUNCED}
{{%config%}}
{{%scripts%}}
{{%renderer%}}
</body>
</html>"""
"""The hatching of areas without a value must be defined in the document: a style sheet can't refer to it."""

ICON: Final = '<link rel="icon" href="{}" type="image/svg+xml">'
PRELOAD: Final = {
    "script": '<link rel="preload" as="script" href="{}">',
    "fetch": '<link rel="preload" as="fetch" href="{}" crossorigin="anonymous">',
}
RENDERER: Final = """var prefix = document.documentElement.dataset.prefix || "";
Object.defineProperty(window, "_dashPlotlyJSURL", {{get: () => prefix + "{}", set: () => undefined}});
var renderer = new DashRenderer(window.kollen ? window.kollen.hooks : {{}});"""
"""Dash's own, but it loads our part of Plotly, and its questions and answers are watched over (`assets/answers.js`)."""

ENTRY: Final = f"""<div id="react-entry-point"><header class="site-header"><div class="site-header-inner">
<span class="site-name">{NAME}</span></div></header><main class="page"><p class="loading" role="status">Laddar …</p>
</main></div>"""


def layout() -> Any:
    """The shell with an empty place for the page; read anew at every visit, so that it names the version in service."""
    try:
        snapshot: Snapshot | None = queries.current(data_paths())
    except UnavailableError:
        snapshot = None
    shell = html.Div(
        [
            html.A("Hoppa till innehållet", href="#innehall", className="skip-link"),
            _header([] if snapshot is None else notices(snapshot)),
            html.Main(dash.page_container, id="innehall", className="page", tabIndex=-1),
            _footer(snapshot),
            dcc.Store(id="navigation"),
            dcc.Store(id=answers.STORE, data=None if snapshot is None else snapshot.version),
        ]
    )
    return static(shell)


def notices(snapshot: Snapshot) -> list[Element]:
    """What a reader must know before any figure."""
    return [*([demo_notice()] if snapshot.demo else []), *data_state.notices(data_paths(), snapshot)]


def _header(above: list[Element]) -> html.Header:
    links = [html.Li(dcc.Link(text, href=href, className="menu-link")) for text, href in page_registry.menu()]
    mark = aria(html.Span(className="mark"), hidden="true")
    name = dcc.Link([mark, NAME], href="/", className="site-name")
    menu = aria(html.Nav(html.Ul(links)), label="Huvudmeny")
    row = html.Div([name, menu, search_box.box()], className="site-header-inner")
    return html.Header([row, *above], className="site-header")


def demo_notice() -> Element:
    """What stands at the top of every page of made-up values."""
    text = [element("Strong", f"{formats.DEMO_WORDS}."), " Inga siffror på sidan är verkliga."]
    return element("Div", text, className="demo-notice", role="note")


def _footer(snapshot: Snapshot | None) -> html.Footer:
    statement = html.P(dcc.Link("Tillgänglighetsredogörelse", href="/tillganglighet"))
    out = [] if login_settings.provider() is None else [html.P(html.A("Logga ut", href="/utloggning"))]
    return html.Footer(
        html.Div([*_provenance(snapshot), statement, *out], className="site-footer-inner"), className="site-footer"
    )


def _provenance(snapshot: Snapshot | None) -> list[Any]:
    if snapshot is None:
        return [html.P("Inga uppgifter är publicerade ännu.")]
    built = formats.timestamp(snapshot.manifest["built_at"])
    changed = dcc.Link("Ändrat sedan sist", href="/andrat")
    version = html.P(["Dataversion ", html.Code(snapshot.version), f", publicerad {built}. ", changed])
    if snapshot.demo:
        return [html.P(f"{formats.DEMO_WORDS}. Ingen källa."), version]
    sources = provenance.sources_words(snapshot)
    words = f"{sources}. Skillnader och förändringar är egen bearbetning av deras data. Kartgränser: SCB."
    checked = provenance.checked_words(read_freshness(data_paths()))
    return [html.P(words), version, *([html.P(checked)] if checked else [])]
