"""`/indikator/<id>`: map, trend and table of one indicator, side by side."""

import difflib
from typing import Any

import dash
import dash_bootstrap_components as dbc
from dash import Input, Output, Patch, State, callback, ctx, dcc, html, no_update
from dash.development.base_component import Component

from dashboard import queries, theme, url_state
from dashboard.components import indicator_view, notes, pickers
from dashboard.components.address import address_store, follow
from dashboard.components.aria import aria
from dashboard.components.indicator_view import Choice
from etl.contract.paths import data_paths
from etl.contract.reader import Snapshot, UnavailableError

DEFAULT_INDICATOR = "syss_utrikes"
MAP_LABEL = "Karta över Sveriges kommuner. Samma värden finns i tabellen bredvid; välj kommuner ovanför."
TREND_LABEL = "Linjediagram över utvecklingen för riket och de valda kommunerna. De senaste värdena finns i tabellen bredvid."


def title(indicator_id: str = DEFAULT_INDICATOR) -> str:
    """The title of the browser's tab."""
    try:
        entry = queries.current(data_paths()).catalogue.indicator(indicator_id)
    except UnavailableError:
        entry = None
    return f"{entry.short_title} – Integrationskollen" if entry else "Indikator – Integrationskollen"


dash.register_page(__name__, path_template="/indikator/<indicator_id>", title=title, order=2)
follow("indicator-address")


def layout(pathname: str = "", search: str = "", **_: object) -> list[Any]:
    """The page as its address asks for it."""
    try:
        snapshot = queries.current(data_paths())
    except UnavailableError:
        return notes.empty_page("Inget att visa ännu", *notes.unavailable())
    indicator = (pathname or "").removeprefix("/indikator/").rstrip("/") or DEFAULT_INDICATOR
    query = url_state.parse(search)
    choice = indicator_view.choose(snapshot, url_state.view(indicator, query))
    if choice is None:
        return _unknown(snapshot, indicator)
    return _page(choice, url_state.unknown_parts(query))


def _unknown(snapshot: Snapshot, indicator: str) -> list[Any]:
    names = [entry.id for entry in snapshot.catalogue.indicators]
    close = difflib.get_close_matches(indicator[:60], names, n=3, cutoff=0.5)
    entries = [entry for entry in snapshot.catalogue.indicators if entry.id in close]
    page = notes.empty_page("Indikatorn finns inte", "Adressen leder till en indikator som inte finns i katalogen.")
    links = [html.Li(dcc.Link(entry.title, href=f"/indikator/{entry.id}")) for entry in entries]
    return [*page, html.Div([html.P("Menade du någon av dessa?"), html.Ul(links)], className="panel")] if links else page


def _page(choice: Choice, misread: tuple[str, ...]) -> list[Any]:
    parts = _parts(choice, misread)
    return [
        html.H1(choice.entry.title, id="indicator-title"),
        aria(html.P(parts["summary"], id="summary", className="summary"), live="polite"),
        html.Div(parts["remarks"], id="remarks", className="remarks", role="status"),
        _controls(choice, parts),
        html.Div([_map_panel(parts), _trend_panel(parts), _table_panel(parts)], className="indicator-grid"),
        html.Section([html.H2("Om indikatorn"), html.Div(parts["about"], id="about")], className="panel"),
        address_store("indicator-address"),
    ]


def _controls(choice: Choice, parts: dict[str, Any]) -> html.Form:
    snapshot = choice.snapshot
    indicator = pickers.dropdown(
        "indicator", pickers.indicator_options(snapshot.catalogue), value=choice.entry.id, clearable=False
    )
    period = dbc.Select(id="period", options=parts["periods"], value=choice.period)
    sex = pickers.sex_choice("sex", parts["sexes"], choice.sex)
    places = pickers.dropdown(
        "municipalities",
        pickers.municipality_options(queries.municipalities(snapshot)),
        value=list(choice.municipalities),
        multi=True,
        debounce=True,
        placeholder="Inga valda",
    )
    groups = pickers.dropdown(
        "group", pickers.group_options(list(queries.groups(snapshot).values())), placeholder="Välj län eller grupp"
    )
    form = html.Form(
        [
            html.Div(pickers.field("Indikator", indicator), className="control-wide"),
            html.Div(pickers.field("År", period), className="control-narrow"),
            html.Fieldset([html.Legend("Kön", className="field-label"), sex], className="field"),
            html.Div(pickers.field("Kommuner", places), className="control-medium"),
            html.Div(pickers.field("Ett helt län eller en grupp", groups), className="control-medium"),
        ],
        className="controls",
    )
    return aria(form, label="Välj vad som visas")


def _map_panel(parts: dict[str, Any]) -> html.Section:
    graph = dcc.Graph(id="map", figure=parts["map"], config=theme.CONFIG, responsive=True)
    picture = aria(html.Div(graph, role="img", className="chart chart-map"), label=MAP_LABEL)
    return _panel(
        "map",
        parts["map_title"],
        html.Div([picture, html.Div(parts["legend"], id="legend")], className="map-frame"),
        html.P("Klicka på en kommun för att lägga till eller ta bort den.", className="hint"),
    )


def _trend_panel(parts: dict[str, Any]) -> html.Section:
    graph = dcc.Graph(id="trend", figure=parts["trend"], config=theme.CONFIG, responsive=True)
    return _panel("trend", parts["trend_title"], aria(html.Div(graph, role="img", className="chart"), label=TREND_LABEL))


def _table_panel(parts: dict[str, Any]) -> html.Section:
    table = html.Div(parts["table"], id="table", className="scroll", tabIndex=0, role="region")
    source = html.P(parts["source"], id="source", className="source")
    return _panel("table", "Valda kommuner", aria(table, label="Tabell över de valda kommunerna"), source)


def _panel(name: str, heading: str, *content: Component) -> html.Section:
    """A section that its own heading names."""
    section = html.Section([html.H2(heading, id=f"{name}-title"), *content], className=f"panel {name}-panel")
    return aria(section, labelledby=f"{name}-title")


def _parts(choice: Choice, misread: tuple[str, ...] = ()) -> dict[str, Any]:
    """Everything on the page that depends on the choice, by name."""
    about = notes.about_indicator(choice.entry, choice.snapshot)
    warning = [choice.entry.doubtful] if choice.entry.doubtful else []
    remarks = warning + [f"Adressens {name} gick inte att tolka." for name in misread] + list(choice.remarks)
    source = notes.source_line(choice.entry, choice.snapshot)
    map_figure, legend = indicator_view.map_part(choice)
    map_title, trend_title = indicator_view.headings(choice)
    periods, sexes = indicator_view.options(choice)
    return {
        "map": map_figure,
        "legend": legend,
        "map_title": map_title,
        "trend": indicator_view.trend_part(choice),
        "trend_title": trend_title,
        "table": indicator_view.table_part(choice),
        "summary": indicator_view.summary(choice),
        "periods": periods,
        "sexes": sexes,
        "about": about,
        "source": source,
        "remarks": [html.P(remark) for remark in remarks],
    }


def _changed(figure: dict[str, Any]) -> Patch:
    """What differs between two maps; the kommuner and the layout are in the browser already."""
    patch = Patch()
    for trace, keys in enumerate((("z", "text", "zmax", "colorscale"), ("z", "locations"))):
        for key in keys:
            patch["data"][trace][key] = figure["data"][trace][key]
    return patch


@callback(
    Output("map", "figure"),
    Output("legend", "children"),
    Output("map-title", "children"),
    Output("trend", "figure"),
    Output("trend-title", "children"),
    Output("table", "children"),
    Output("summary", "children"),
    Output("remarks", "children"),
    Output("indicator-title", "children"),
    Output("about", "children"),
    Output("source", "children"),
    Output("period", "options"),
    Output("period", "value"),
    Output("sex", "options"),
    Output("sex", "value"),
    Output("indicator-address", "data"),
    Input("indicator", "value"),
    Input("period", "value"),
    Input("sex", "value"),
    Input("municipalities", "value"),
    prevent_initial_call=True,
)
def update(indicator: str, period: str | None, sex: str, municipalities: list[str] | None) -> tuple[Any, ...]:
    """Show another choice; the answer leaves out what stays as it is."""
    snapshot = queries.current(data_paths())
    changed = {key.partition(".")[0] for key in ctx.triggered_prop_ids} if ctx.triggered else {"indicator"}
    other = "indicator" in changed
    wanted = url_state.View(indicator, period, sex, None if municipalities is None else tuple(municipalities))
    choice = indicator_view.choose(snapshot, _kept(snapshot, wanted, other_indicator=other))
    if choice is None:
        return (no_update,) * 16
    parts = _parts(choice)
    about = (choice.entry.title, parts["about"], parts["source"], parts["periods"]) if other else (no_update,) * 4
    return (
        _changed(parts["map"]),
        parts["legend"],
        parts["map_title"],
        parts["trend"],
        parts["trend_title"],
        parts["table"],
        parts["summary"],
        parts["remarks"],
        *about,
        choice.period or None,
        parts["sexes"],
        choice.sex,
        {"href": choice.view.address, "title": title(choice.entry.id)},
    )


def _kept(snapshot: Snapshot, wanted: url_state.View, *, other_indicator: bool) -> url_state.View:
    """With another indicator, a period or sex that it lacks is let go of silently."""
    default = queries.groups(snapshot)[queries.DEFAULT_GROUP].members
    places = None if wanted.municipalities is not None and set(wanted.municipalities) == set(default) else wanted.municipalities
    if not other_indicator or snapshot.catalogue.indicator(wanted.indicator) is None:
        return url_state.View(wanted.indicator, wanted.period, wanted.sex, places)
    data = queries.cube(snapshot, wanted.indicator)
    period = wanted.period if wanted.period in data.periods else None
    sex = wanted.sex if wanted.sex in data.sexes else "T"
    return url_state.View(wanted.indicator, period, sex, places)


@callback(
    Output("municipalities", "value"),
    Output("group", "value"),
    Output("map", "clickData"),
    Input("group", "value"),
    Input("map", "clickData"),
    State("municipalities", "value"),
    prevent_initial_call=True,
)
def choose_places(group: str | None, click: dict[str, Any] | None, chosen: list[str] | None) -> tuple[Any, Any, Any]:
    """A group replaces the chosen kommuner; a click on the map adds a kommun or takes it away."""
    snapshot = queries.current(data_paths())
    if ctx.triggered_id == "group" and group in queries.groups(snapshot):
        return list(queries.groups(snapshot)[group].members), None, no_update
    if ctx.triggered_id == "map" and click:
        code = click["points"][0].get("location")
        kept = list(chosen or [])
        return ([other for other in kept if other != code] if code in kept else [*kept, code]), no_update, None
    return no_update, no_update, no_update
