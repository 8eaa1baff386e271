"""`/validering`: who waits for validation, kommun by kommun and quarter, beside the national figures."""

from typing import Any, Final

import dash
import dash_bootstrap_components as dbc
from dash import Input, Output, callback, html

from dashboard import url_state
from dashboard.html import Html
from dashboard.markup import link
from dashboard.pages.validering import backlog_view
from dashboard.parts import export_menu, notices, panels, pickers
from dashboard.parts.address import address_store, follow
from dashboard.parts.aria import aria
from dashboard.parts.titles import tab
from dashboard.published import backlog, backlog_rows, queries
from dashboard.published.backlog_rows import BacklogSelection
from dashboard.url_state import BacklogView
from etl.contract.codes import RIKET
from etl.contract.paths import data_paths
from etl.contract.reader import UnavailableError

TITLE = tab("Validering")
SAME: Final = "Samma tal finns i tabellen Alla kvartal."
CHARTS: Final = {
    "stock": (
        "Väntar vid kvartalets slut",
        "personer",
        f"Stapeldiagram över hur många som väntar vid varje kvartals slut. {SAME}",
        "vantar",
    ),
    "flow": ("Nya och avslutade", "personer", f"Stapeldiagram över nya och avslutade varje kvartal. {SAME}", "nya-och-avslutade"),
    "wait": ("Väntetid", "median i dagar", f"Linjediagram över väntetiden i dagar. {SAME}", "vantetid"),
}
"""By name: heading, unit, what a screen reader calls it, and what a picture's file is named by."""

NATIONAL_LABEL = "Linjediagram över UHR:s ansökningar och avgjorda ärenden. Samma tal finns i tabellen bredvid."

dash.register_page(__name__, path="/validering", title=TITLE, order=6, menu="Validering", charted=True)
follow("backlog-address")


def layout(search: str = "", **_: object) -> list[Any]:
    """The page as its address asks for it."""
    try:
        snapshot = queries.current(data_paths())
    except UnavailableError:
        return notices.nothing_published()
    if not backlog.published(snapshot):
        return notices.empty_page("Validering", "Versionen som visas har inga uppgifter om validering.")
    selection = backlog_rows.choose(snapshot, url_state.backlog_view(url_state.parse(search)))
    parts = _parts(selection)
    return [
        *panels.head("backlog", "Väntan på validering", parts),
        _controls(selection),
        *_reported(parts, any_yet=bool(backlog.periods(snapshot))),
        html.Div([_national(selection), _beside(parts)], className="backlog-grid"),
        _reporting(),
        address_store("backlog-address"),
    ]


def _reported(parts: dict[str, Any], *, any_yet: bool) -> list[Any]:
    """What kommuner have reported; as long as none has, what to do in its place."""
    shown = [
        html.Div([_chart(name, parts) for name in CHARTS], className="backlog-charts"),
        html.Div([_kinds(parts), _kommuner(parts)], className="backlog-grid"),
        _series(parts),
    ]
    if any_yet:
        return shown
    way = html.A("Hämta mallen och lämna den första rapporten", href="#backlog-report-title")
    words: list[Any] = ["Här visas hur många som väntar, och hur länge, när någon kommun har rapporterat. ", way, "."]
    return [html.P(words, className="hint"), html.Div(shown, hidden=True)]


def _controls(selection: BacklogSelection) -> html.Form:
    snapshot = selection.snapshot
    region = pickers.dropdown(
        "backlog-region",
        pickers.region_options(list(queries.regions(snapshot).values())),
        value=None if selection.region == RIKET else selection.region,
        placeholder="Riket",
    )
    kind = dbc.Select(id="backlog-kind", options=backlog_view.type_options(snapshot), value=selection.kind)
    period = dbc.Select(id="backlog-period", options=backlog_view.period_options(selection), value=selection.period)
    nothing = not selection.periods
    form = html.Form(
        [
            html.Div(pickers.field("Kommun eller län", region), className="control-medium"),
            html.Div(pickers.field("Typ av validering", kind), className="control-wide", hidden=nothing),
            html.Div(pickers.field("Kvartal", period), className="control-medium", hidden=nothing),
        ],
        className="controls",
    )
    return aria(form, label="Välj vad som visas")


def _chart(name: str, parts: dict[str, Any]) -> html.Section:
    heading, unit, label, part = CHARTS[name]
    component_id = f"backlog-{name}"
    return panels.panel(
        component_id,
        f"{heading}, {unit}",
        panels.chart(component_id, parts[name], label, "chart-medium"),
        panels.foot(
            component_id,
            parts["sources"][name],
            export_menu.of_chart(component_id, f"diagrammet {heading}", part=part, table="backlog-series"),
        ),
    )


def _kinds(parts: dict[str, Any]) -> html.Section:
    summed = Html(parts["sum"], "P", id="backlog-sum", className="hint")
    return _listed("kinds", "Typ för typ", "Tabell över typer av validering", parts, summed)


def _kommuner(parts: dict[str, Any]) -> html.Section:
    silent = Html(parts["silent"], "P", id="backlog-silent", className="hint")
    return _listed("kommuner", "Kommun för kommun", "Tabell över kommuner", parts, silent)


def _series(parts: dict[str, Any]) -> html.Section:
    files = Html(parts["exports"], "Div", id="backlog-exports")
    return _listed("series", "Alla kvartal", "Tabell över alla kvartal", parts, files)


def _beside(parts: dict[str, Any]) -> html.Section:
    return _listed("beside", "Arbete och utbildning", "Tabell över arbete och utbildning", parts)


def _listed(name: str, heading: str, label: str, parts: dict[str, Any], *more: Any) -> html.Section:
    """A panel with a table, what is said of it, where it comes from and the ways to take it away."""
    component_id = f"backlog-{name}"
    tall = "tall" if name == "kommuner" else ""
    menu = export_menu.of_table(component_id, f"tabellen {heading}")
    return panels.panel(
        component_id,
        heading,
        panels.table(component_id, parts[name], label, tall),
        *more,
        panels.foot(component_id, parts["sources"][name], menu),
    )


def _national(selection: BacklogSelection) -> html.Section:
    menu = export_menu.of_chart(
        "backlog-national", "diagrammet över hela landet", part="hela-landet", table="backlog-national-table", alone="validering"
    )
    return panels.panel(
        "backlog-national",
        "Hela landet: UHR:s ansökningar och beslut",
        panels.chart("backlog-national", backlog_view.national_figure(selection), NATIONAL_LABEL, "chart-medium"),
        panels.table("backlog-national-table", backlog_view.national_table(selection), "Tabell över UHR:s ärenden"),
        panels.foot("backlog-national", backlog_view.sources(selection), menu),
        backlog_view.national_notes(selection),
    )


def _reporting() -> html.Section:
    template = html.A("Hämta mallen (Excel)", href="/validering/rapporteringsmall.xlsx", className="button", download="")
    return panels.panel(
        "backlog-report",
        "Så rapporterar en kommun",
        html.P(
            "Fyll i mallen varje kvartal och lämna den till den som sköter Integrationskollen. Filen kontrolleras rad för rad, "
            "och fel kommer tillbaka med rad, kolumn och vad som är tillåtet."
        ),
        html.P("Grupper på 1–4 personer visas aldrig, och inte heller tal som skulle avslöja dem."),
        html.P([template, " ", link("Så lämnar din kommun in uppgifter, steg för steg", "/hjalp/kommun")]),
    )


def _parts(selection: BacklogSelection) -> dict[str, Any]:
    return {
        "summary": backlog_rows.summary(selection),
        "filters": backlog_view.filters(selection),
        "sources": backlog_view.source_lines(selection),
        "exports": notices.export_links(selection.view.address),
        "remarks": [html.P(remark) for remark in selection.remarks],
        "stock": backlog_view.stock_figure(selection),
        "flow": backlog_view.flow_figure(selection),
        "wait": backlog_view.wait_figure(selection),
        "kinds": backlog_view.type_table(selection),
        "sum": backlog_view.sum_words(selection),
        "kommuner": backlog_view.kommun_table(selection),
        "silent": backlog_view.silent(selection),
        "series": backlog_view.series_table(selection),
        "beside": backlog_view.beside_table(selection),
    }


OUTPUTS = {
    "summary": Output("backlog-summary", "content"),
    "filters": Output("backlog-told", "content"),
    "exports": Output("backlog-exports", "content"),
    "remarks": Output("backlog-remarks", "content"),
    "stock": Output("backlog-stock", "figure"),
    "flow": Output("backlog-flow", "figure"),
    "wait": Output("backlog-wait", "figure"),
    "kinds": Output("backlog-kinds", "content"),
    "sum": Output("backlog-sum", "content"),
    "kommuner": Output("backlog-kommuner", "content"),
    "silent": Output("backlog-silent", "content"),
    "series": Output("backlog-series", "content"),
    "beside": Output("backlog-beside", "content"),
    "address": Output("backlog-address", "data"),
}


@callback(
    output=OUTPUTS,
    inputs={
        "region": Input("backlog-region", "value"),
        "kind": Input("backlog-kind", "value"),
        "period": Input("backlog-period", "value"),
    },
    prevent_initial_call=True,
)
def update(region: str | None, kind: str | None, period: str | None) -> dict[str, Any]:
    """Show another choice."""
    selection = backlog_rows.choose(queries.current(data_paths()), BacklogView(region, kind, period or None))
    parts = {**_parts(selection), "address": {"href": selection.view.address, "title": TITLE}}
    return {name: parts[name] for name in OUTPUTS}
