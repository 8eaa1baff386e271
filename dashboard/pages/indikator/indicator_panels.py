"""The panels of the indicator page: filters, map, the chart beside it and the table, laid out from the page's parts."""

from typing import Any, Final

import dash_bootstrap_components as dbc
from dash import dcc, html

from dashboard.charts import extents, theme
from dashboard.html import Html
from dashboard.markup import Element, element, link
from dashboard.pages.indikator import map_view, pane_view, panes, reasons
from dashboard.pages.indikator.selection import IndicatorSelection
from dashboard.parts import export_menu, own_place, pickers, place_controls
from dashboard.parts.aria import aria
from dashboard.published import queries
from dashboard.published.search_words import swedish_order
from dashboard.url_state import CardView
from etl.contract.codes import RIKET

MAP_LABEL = "Karta över Sveriges kommuner. Samma värden finns i tabellen bredvid; välj kommuner ovanför."
EVERYTHING: Final = pane_view.WHOLE
"""In a short list, that no part is chosen: nothing at all would be shown as an empty box."""

PLACES: Final = place_controls.Ids("municipalities", "focus", "group", "how", "chips")
OF_CHOSEN: Final = "valda"
PARTS_OF_MAP: Final = (
    {"label": "Följer valet", "value": OF_CHOSEN},
    {"label": "Hela landet", "value": RIKET},
)
EMBEDDED: Final = {"map": "karta", "trend": "diagram"}
"""What a chart is called below `/embed/`."""
NOTE = "Peka på en kommun för namn och värde, klicka för att sätta den i fokus."


def controls(selection: IndicatorSelection, parts: dict[str, Any]) -> html.Form:
    """The form of filters: indicator, year, sex and kommuner."""
    snapshot = selection.snapshot
    indicator = pickers.dropdown(
        "indicator", pickers.indicator_options(snapshot.catalogue), value=selection.entry.id, clearable=False
    )
    sex = pickers.sex_choice("sex", parts["sexes"], selection.sex)
    form = html.Form(
        [
            html.Div(pickers.field("Indikator", indicator), className="control-wide"),
            _years(selection, parts),
            html.Fieldset([html.Legend("Kön", className="field-label"), sex], className="field"),
            *place_controls.controls(snapshot, selection.chosen, selection.focus, PLACES, counties=True),
            own_place.control(snapshot, "municipalities"),
            place_controls.chips_row(parts["chips"], PLACES),
        ],
        className="controls",
    )
    return aria(form, label="Välj vad som visas")


def _years(selection: IndicatorSelection, parts: dict[str, Any]) -> html.Div:
    """The year with steps to its neighbours and a player, which `assets/player.js` moves."""
    period = dbc.Select(id="period", options=parts["periods"], value=selection.period)
    steps = [
        _step("back", "‹", "Året före"),
        _step("play", "▶", "Spela upp åren"),
        _step("on", "›", "Året efter"),
    ]
    player = element("Div", steps, className="player", role="group", aria_label="Bläddra bland åren", **{"data-player": "period"})
    return html.Div([html.Div(pickers.field("År", period), className="control-narrow"), player], className="years")


def _step(what: str, sign: str, words: str) -> Any:
    return element("Button", sign, type="button", title=words, aria_label=words, className="player-step", **{"data-step": what})


def map_panel(selection: IndicatorSelection, parts: dict[str, Any]) -> html.Section:
    """The map with its own controls, legend, table and ways to take it away."""
    graph = dcc.Graph(id="map", figure=parts["map"], config=theme.CONFIG, responsive=True)
    picture = aria(html.Div(graph, role="img", className="chart chart-map"), label=MAP_LABEL, describedby="map-note")
    counties = [*PARTS_OF_MAP, *({"label": name, "value": code} for code, name in _counties(selection))]
    controls = [
        _small("Färg efter", dbc.Select(id="colouring", options=parts["colourings"], value=selection.view.colouring)),
        _small("Klasser", _methods(selection, parts)),
        _small("Karta över", dbc.Select(id="lan", options=counties, value=selection.view.lan or OF_CHOSEN)),
    ]
    return _panel(
        "map",
        parts["map_title"],
        html.Div(controls, className="chart-controls"),
        html.Div([picture, Html(parts["legend"], "Div", id="legend")], className="map-frame"),
        html.P([Html(parts["map_note"], "Span", id="map-note"), f" {NOTE}"], className="hint"),
        _footer("map", "kartan", "karta" in selection.view.tables, *_switches(selection, parts)),
        _table_view("map-twin", "Tabell över kartan", parts["map_table"]),
    )


def _switches(selection: IndicatorSelection, parts: dict[str, Any]) -> list[dbc.Switch]:
    """How large the map is, and whether its classes are the same in all years."""
    words, disabled = "Samma klasser alla år", parts["steady_disabled"]
    steady = dbc.Switch(id="steady", label=words, value=selection.view.steady, disabled=disabled, class_name="as-table")
    return [dbc.Switch(id="wide", label="Stor karta", value=selection.view.wide, class_name="as-table wide-switch"), steady]


def _methods(selection: IndicatorSelection, parts: dict[str, Any]) -> dbc.Select:
    options = [{"label": words, "value": name} for name, words in map_view.METHOD_WORDS.items()]
    return dbc.Select(id="method", options=options, value=selection.view.method, disabled=parts["method_disabled"])


def _counties(selection: IndicatorSelection) -> list[tuple[str, str]]:
    regions = queries.regions(selection.snapshot)
    known = [(code, regions[code].name) for code in extents.counties(selection.snapshot) if code in regions]
    return sorted(known, key=lambda county: swedish_order(county[1]))


def trend_panel(selection: IndicatorSelection, parts: dict[str, Any]) -> html.Section:
    """The chart beside the map, and the choice of which."""
    graph = dcc.Graph(id="trend", figure=parts["trend"], config=theme.CONFIG, responsive=True)
    picture = aria(
        html.Div(graph, role="img", className="chart"), labelledby="trend-kind", describedby="trend-summary trend-notes"
    )
    choices = dbc.RadioItems(options=panes.options(), value=selection.view.pane, id="pane", inline=True, class_name="pane-choice")
    legend = html.Legend("Visa som", className="visually-hidden")
    detail = dbc.Select(id="detail", options=parts["details"], value=parts["detail"])
    split = dbc.Select(id="split", options=pane_view.split_options(), value=parts["split"])
    return _panel(
        "trend",
        parts["trend_title"],
        html.Div(
            [
                html.Fieldset([legend, choices], className="pane-field"),
                html.Div(_of_trend(selection, parts), id="trend-field", hidden=parts["trend_hidden"]),
                html.Div(_small("Gap mellan", split, hidden=True), id="split-field", hidden=parts["split_hidden"]),
                html.Div(_small("Del av diagrammet", detail, hidden=True), id="detail-field", hidden=parts["detail_hidden"]),
            ],
            className="chart-controls",
        ),
        Html(parts["trend_summary"], "P", id="trend-summary", className="pane-summary"),
        Html(parts["trend_kind"], "Span", id="trend-kind", className="visually-hidden"),
        picture,
        Html(parts["trend_notes"], "P", id="trend-notes", className="hint"),
        _footer("trend", "diagrammet", "vy" in selection.view.tables),
        _table_view("trend-twin", "Tabell över diagrammet", parts["trend_table"]),
    )


def _of_trend(selection: IndicatorSelection, parts: dict[str, Any]) -> list[Any]:
    """From which year to which, means of three years, and whether the kommuner like the one in focus are beside it."""
    first = dbc.Select(id="trend-from", options=parts["trend_starts"], value=parts["trend-from"])
    last = dbc.Select(id="trend-to", options=parts["trend_ends"], value=parts["trend-to"])
    smooth = dbc.Switch(
        id="smooth", label="Medel av tre år", value=selection.view.smooth, disabled=parts["smooth_off"], class_name="as-table"
    )
    beside = dbc.Switch(
        id="against", label="Liknande", value=parts["against"], disabled=parts["against_off"], class_name="as-table"
    )
    return [_small("Från", first), _small("Till", last), smooth, beside]


def years_of_trend(selection: IndicatorSelection) -> dict[str, Any]:
    """The years that the trend can begin and end with, and the chosen ones; the first and the last are called the same in all."""
    periods, between = selection.data.periods, selection.view.between
    plain = [{"label": period, "value": period} for period in periods]
    return {
        "trend_starts": [{**one, "value": EVERYTHING} if at == 0 else one for at, one in enumerate(plain[:-1] or plain)],
        "trend_ends": [{**one, "value": EVERYTHING} if at == 0 else one for at, one in enumerate(plain[:0:-1] or plain)],
        "trend-from": EVERYTHING if between is None or between[0] == periods[0] else between[0],
        "trend-to": EVERYTHING if between is None or between[1] == periods[-1] else between[1],
    }


def _small(label: str, control: Any, *, hidden: bool = False) -> html.Div:
    """A compact control under its label, which is there for screen readers alone where the control says enough."""
    name = html.Label(label, htmlFor=control.id, className="visually-hidden" if hidden else "field-label")
    return html.Div([name, control], className="small-field")


def _footer(chart: str, name: str, open_: bool, *more: Any) -> html.Div:
    """What can be done with a chart: see it as a table, take it away."""
    switch = dbc.Switch(id=f"{chart}-as-table", label="Visa som tabell", value=open_, class_name="as-table")
    return html.Div([switch, *more, export_menu.of_chart(chart, name, embed=EMBEDDED[chart])], className="chart-footer")


def _table_view(component_id: str, label: str, content: Any) -> Html:
    return aria(Html(content, "Div", id=component_id, className="scroll twin", tabIndex=0, role="region"), label=label)


def table_panel(parts: dict[str, Any]) -> html.Section:
    """The chosen kommuner with values and signals."""
    table = Html(parts["table"], "Div", id="table", className="scroll", tabIndex=0, role="region")
    source = Html(parts["source"], "P", id="source", className="source")
    menu = export_menu.of_table("table", "tabellen", [Html(parts["files"], "Div", id="files", className="take-files")])
    footer = html.Div(menu, className="chart-footer")
    return _panel("table", "Valda kommuner", aria(table, label="Tabell över de valda kommunerna"), reasons.key(), footer, source)


def files(selection: IndicatorSelection) -> list[Element]:
    """Links to what the server makes of the table: workbook, text file, slides, and the first kommun's fact card."""
    view = selection.view
    card = CardView(selection.entry.id, view.municipalities[0]) if view.municipalities else CardView(selection.entry.id)
    return [
        element("A", "Hämta som Excel", id="xlsx", href=view.export("xlsx"), className="take-button"),
        element("A", "Hämta som CSV", id="csv", href=view.export("csv"), className="take-button"),
        element("A", "Diagram som PowerPoint", id="pptx", href=view.export("pptx"), className="take-button"),
        link("Faktakort", card.address, id="card-link", className="take-button"),
    ]


def _panel(name: str, heading: str, *content: Any) -> html.Section:
    """A section that its own heading names."""
    section = html.Section([Html(heading, "H2", id=f"{name}-title"), *content], className=f"panel {name}-panel")
    return aria(section, labelledby=f"{name}-title")
