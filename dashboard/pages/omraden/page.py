"""`/omraden/<kommun>`: one indicator in the areas of a kommun, as a map and a table; `?indikator=` names it, `?ar=` its year."""

from typing import Any, Final

import dash
import dash_bootstrap_components as dbc
from dash import Input, Output, State, callback, dcc, html

from dashboard import formats, url_state
from dashboard.html import Html
from dashboard.markup import element, link
from dashboard.pages.omraden import area_view
from dashboard.pages.omraden.area_view import AreaSelection
from dashboard.parts import export_menu, notices, panels, pickers, version_notice
from dashboard.parts.address import address_store, follow
from dashboard.parts.aria import aria
from dashboard.parts.titles import tab_of
from dashboard.published import areas, queries
from dashboard.url_state import AreasView, MeetingView
from etl.contract.paths import data_paths
from etl.contract.reader import Snapshot, UnavailableError

MAP_LABEL: Final = "Karta över områdena. Tabellen visar samma värden."
LATEST: Final = "senaste"


def title(code: str = "") -> str:
    """The title of the browser's tab."""
    return tab_of(lambda snapshot: _heading(snapshot, code), "Områden")


def exists(snapshot: Snapshot, code: str) -> bool:
    """Whether there is such a kommun."""
    return areas.kommun_name(snapshot, code) is not None


dash.register_page(__name__, path_template="/omraden/<code>", title=title, order=22, charted=True, exists=exists)
follow("areas-address")


def _heading(snapshot: Snapshot, code: str) -> str | None:
    name = areas.kommun_name(snapshot, code)
    return area_view.heading(name) if name else None


def layout(pathname: str = "", search: str = "", **_: object) -> list[Any]:
    """The page as its address asks for it."""
    try:
        snapshot = queries.current(data_paths())
    except UnavailableError:
        return notices.nothing_published()
    code = (pathname or "").removeprefix("/omraden/").rstrip("/")
    heading = _heading(snapshot, code)
    if heading is None:
        return notices.empty_page("Kommunen finns inte", "Adressen ska sluta med en kommuns fyra siffror.")
    query = url_state.parse(search)
    selection = area_view.choose(snapshot, url_state.areas_view(code, query))
    if selection is None:
        return notices.empty_page(heading, "Det finns inga uppgifter om områden inom kommunen.")
    return version_notice.with_notice(_page(selection), query)


def _page(selection: AreaSelection) -> list[Any]:
    parts = _parts(selection)
    return [
        *panels.head("areas", selection.heading, parts),
        Html(element("P", link("Hela kommunen", MeetingView(selection.kommun).address)), "Div", id="areas-whole"),
        _controls(selection),
        html.Div([_map(parts), _table(parts)], className="compare-grid"),
        dcc.Store(id="areas-kommun", data=selection.kommun),
        address_store("areas-address"),
    ]


def _controls(selection: AreaSelection) -> html.Form:
    entries = areas.indicators(selection.snapshot, selection.kommun)
    options = [{"label": entry.title, "value": entry.id} for entry in entries]
    indicator = dbc.Select(id="areas-indicator", options=options, value=selection.table.entry.id)
    period = dbc.Select(id="areas-period", options=_years(selection), value=selection.view.period or LATEST)
    form = html.Form(
        [
            html.Div(pickers.field("Indikator", indicator), className="control-wide"),
            html.Div(pickers.field("År", period), className="control-year"),
        ],
        className="controls",
    )
    return aria(form, label="Välj vad som visas")


def _years(selection: AreaSelection) -> list[dict[str, str]]:
    years = [{"label": formats.period(period), "value": period} for period in reversed(selection.table.periods)]
    return [{"label": "Senaste", "value": LATEST}, *years]


def _map(parts: dict[str, Any]) -> html.Section:
    chart = panels.chart("areas-map", parts["map"], MAP_LABEL, "chart")
    legend = Html(parts["legend"], "Div", id="areas-legend")
    return panels.panel("areas-map", parts["titled"], chart, legend, panels.foot("areas-map", parts["source"]))


def _table(parts: dict[str, Any]) -> html.Section:
    frame = panels.table("areas-table", parts["table"], "Tabell över områdena")
    files = Html(parts["exports"], "Div", id="areas-exports")
    menu = export_menu.of_table("areas-table", "tabellen över områdena")
    rule = html.P(area_view.RULE, className="hint")
    return panels.panel("areas-table", "Tabell", frame, rule, files, panels.foot("areas-table", parts["source"], menu))


def _parts(selection: AreaSelection) -> dict[str, Any]:
    return {
        "summary": area_view.summary(selection),
        "remarks": [html.P(remark) for remark in selection.remarks],
        "filters": area_view.filters(selection),
        "titled": selection.titled,
        "map": area_view.map_of(selection),
        "legend": area_view.legend(selection),
        "table": area_view.table_of(selection),
        "exports": notices.export_links(selection.view.address),
        "source": area_view.source(selection),
    }


OUTPUTS: Final = {
    "summary": Output("areas-summary", "content"),
    "remarks": Output("areas-remarks", "content"),
    "filters": Output("areas-told", "content"),
    "titled": Output("areas-map-title", "content"),
    "map": Output("areas-map", "figure"),
    "legend": Output("areas-legend", "content"),
    "table": Output("areas-table", "content"),
    "exports": Output("areas-exports", "content"),
    "map_source": Output("areas-map-source", "content"),
    "table_source": Output("areas-table-source", "content"),
    "years": Output("areas-period", "options"),
    "year": Output("areas-period", "value"),
    "address": Output("areas-address", "data"),
}


@callback(
    output=OUTPUTS,
    inputs={
        "indicator": Input("areas-indicator", "value"),
        "period": Input("areas-period", "value"),
        "kommun": State("areas-kommun", "data"),
    },
    prevent_initial_call=True,
)
def update(indicator: str, period: str, kommun: str) -> dict[str, Any]:
    """Show another indicator or year; a year that the indicator lacks gives way to its latest, with a remark."""
    view = AreasView(kommun, indicator, None if period == LATEST else period)
    selection = area_view.choose(queries.current(data_paths()), view)
    if selection is None:
        return dict.fromkeys(OUTPUTS, dash.no_update)
    parts = _parts(selection)
    more = {
        "map_source": parts["source"],
        "table_source": parts["source"],
        "years": _years(selection),
        "year": selection.view.period or LATEST,
        "address": {"href": selection.view.address, "title": title(kommun)},
    }
    return {name: more[name] if name in more else parts[name] for name in OUTPUTS}
