"""`/jamfor`: chosen kommuner by chosen indicators, as small charts, a scatter diagram of two of them and a table."""

from dataclasses import replace
from typing import Any, Final

import dash
import dash_bootstrap_components as dbc
from dash import Input, Output, State, callback, html, no_update, set_props

from dashboard import url_state
from dashboard.html import Html
from dashboard.pages.jamfor import compare_view
from dashboard.pages.jamfor.compare_view import ComparisonSelection
from dashboard.parts import export_menu, notices, panels, pickers, place_controls, regions, version_notice
from dashboard.parts.address import address_store, follow
from dashboard.parts.aria import aria
from dashboard.parts.titles import tab
from dashboard.published import queries
from dashboard.url_state import CompareView
from etl.contract.codes import Sex
from etl.contract.paths import data_paths
from etl.contract.reader import UnavailableError

TITLE = tab("Jämför kommuner")
MULTIPLE_LABEL = "Linjediagram. Samma värden finns i tabellen; välj indikatorn under Visa i tabellen."
SCATTER_LABEL = "Punktdiagram över två indikatorer. Samma värden finns i tabellen; välj Alla kommuner under Visa i tabellen."

PLACES: Final = place_controls.Ids(
    "compare-municipalities", "compare-focus", "compare-group", "compare-how", "compare-chips", "compare-name"
)

SLOTS = range(url_state.MOST_INDICATORS)
"""Places for small charts; those left over are hidden."""

dash.register_page(__name__, path="/jamfor", title=TITLE, order=4, menu="Jämför", charted=True)
follow("compare-address")


def layout(search: str = "", **_: object) -> list[Any]:
    """The page as its address asks for it."""
    try:
        snapshot = queries.current(data_paths())
    except UnavailableError:
        return notices.nothing_published()
    wanted = url_state.compare_view(url_state.parse(search))
    selection = compare_view.choose(snapshot, wanted)
    parts = {
        **_of_charts(selection),
        **_parts(selection),
        "multiples": compare_view.multiples(selection),
        "scatter": compare_view.scatter(selection),
    }
    page = [
        *panels.head("compare", "Jämför kommuner", parts),
        _controls(selection, parts),
        _multiples(parts),
        html.Div([_scatter(parts), _table(selection, parts)], className="compare-grid"),
        address_store("compare-address", regions.missing(snapshot, wanted.municipalities, selection.codes)),
    ]
    return version_notice.with_notice(page, url_state.parse(search))


def _controls(selection: ComparisonSelection, parts: dict[str, Any]) -> html.Form:
    snapshot = selection.snapshot
    indicators = pickers.dropdown(
        "compare-indicators",
        pickers.indicator_options(snapshot.catalogue),
        value=[entry.id for entry in selection.entries],
        multi=True,
        debounce=True,
        placeholder=f"Välj upp till {url_state.MOST_INDICATORS}",
    )
    name = dbc.Input(
        id="compare-name", value=selection.view.name, maxLength=url_state.LONGEST_NAME, debounce=True, placeholder="Valfritt"
    )
    form = html.Form(
        [
            html.Div(pickers.field("Indikatorer", indicators), className="control-wide"),
            *place_controls.controls(snapshot, selection.codes, selection.focus, PLACES, counties=True),
            html.Div(pickers.field("Gruppnamn", name), className="control-narrow"),
            panels.sexes("compare-sex", selection.sex),
            place_controls.chips_row(parts["chips"], PLACES),
        ],
        className="controls",
    )
    return aria(form, label="Välj vad som visas")


def _multiples(parts: dict[str, Any]) -> html.Section:
    return panels.panel(
        "compare-multiples",
        "Utveckling",
        Html(parts["colours"], "Div", id="compare-multiples-key"),
        html.Div([_slot(slot, parts) for slot in SLOTS], id="compare-multiples", className="multiples"),
        panels.foot(
            "compare-multiples",
            parts["source"],
            export_menu.of_chart("compare-multiples", "diagrammen över utveckling", part="utveckling", table="compare-table"),
        ),
    )


def _slot(slot: int, parts: dict[str, Any]) -> html.Div:
    heading = Html(parts["titles"][slot], "H3", id=f"compare-title-{slot}")
    picture = panels.chart(f"compare-chart-{slot}", parts["multiples"][slot], MULTIPLE_LABEL, "chart-small")
    return html.Div([heading, picture], id=f"compare-slot-{slot}", hidden=parts["hidden"][slot])


def _scatter(parts: dict[str, Any]) -> html.Section:
    across, up = (dbc.Select(id=f"compare-{axis}", options=parts["axes"], value=parts[axis]) for axis in ("across", "up"))
    return panels.panel(
        "compare-scatter",
        "Två mått mot varandra",
        Html(parts["scatter_words"], "P", id="compare-scatter-summary", className="hint"),
        html.Div([pickers.field("Åt höger", across), pickers.field("Uppåt", up)], className="axis-pickers"),
        panels.chart("compare-scatter", parts["scatter"], SCATTER_LABEL, "chart"),
        panels.foot(
            "compare-scatter",
            parts["scatter_source"],
            export_menu.of_chart("compare-scatter", "punktdiagrammet", part="punktdiagram", table="compare-table"),
        ),
    )


def _table(selection: ComparisonSelection, parts: dict[str, Any]) -> html.Section:
    select = dbc.Select(id="compare-what", options=parts["table_options"], value=selection.table)
    return panels.panel(
        "compare-table",
        "Tabell",
        html.Div(pickers.field("Visa i tabellen", select), className="focus-picker"),
        panels.table("compare-table", parts["table"], "Tabell över jämförelsen", "tall"),
        Html(parts["exports"], "Div", id="compare-exports"),
        panels.foot("compare-table", parts["source"], export_menu.of_table("compare-table", "tabellen")),
    )


def _of_charts(selection: ComparisonSelection) -> dict[str, Any]:
    """What stands around the small charts."""
    return {
        "titles": compare_view.titles(selection),
        "hidden": [slot >= len(selection.entries) for slot in SLOTS],
        "colours": compare_view.colours(selection),
        "source": compare_view.source(selection),
    }


def _parts(selection: ComparisonSelection) -> dict[str, Any]:
    axes = [{"label": entry.short_title, "value": entry.id} for entry in selection.entries]
    across, up = (selection.pair[0].id, selection.pair[1].id) if selection.pair else (None, None)
    return {
        "summary": compare_view.summary(selection),
        "filters": compare_view.filters(selection),
        "remarks": [html.P(remark) for remark in selection.remarks],
        "chips": place_controls.chips(selection.snapshot, selection.codes, selection.focus, PLACES),
        "scatter_words": compare_view.scatter_words(selection),
        "source": compare_view.source(selection),
        "scatter_source": compare_view.scatter_source(selection),
        "exports": notices.export_links(selection.view.address),
        "axes": axes,
        "across": across,
        "up": up,
        "table": compare_view.table(selection),
        "table_options": compare_view.table_options(selection),
    }


OF_CHARTS: Final = {
    "multiples": [Output(f"compare-chart-{slot}", "figure") for slot in SLOTS],
    "titles": [Output(f"compare-title-{slot}", "content") for slot in SLOTS],
    "hidden": [Output(f"compare-slot-{slot}", "hidden") for slot in SLOTS],
    "colours": Output("compare-multiples-key", "content"),
    "source": Output("compare-multiples-source", "content"),
}
OUTPUTS: Final = {
    "summary": Output("compare-summary", "content"),
    "filters": Output("compare-told", "content"),
    "remarks": Output("compare-remarks", "content"),
    "source": Output("compare-table-source", "content"),
    "scatter_source": Output("compare-scatter-source", "content"),
    "scatter": Output("compare-scatter", "figure"),
    "scatter_words": Output("compare-scatter-summary", "content"),
    "axes": Output("compare-across", "options"),
    "axes_up": Output("compare-up", "options"),
    "across": Output("compare-across", "value"),
    "up": Output("compare-up", "value"),
    "table": Output("compare-table", "content"),
    "table_options": Output("compare-what", "options"),
    "exports": Output("compare-exports", "content"),
    "what": Output("compare-what", "value"),
    "chips": Output("compare-chips", "content"),
    "address": Output("compare-address", "data"),
}

CHOSEN: Final = {
    "indicators": Input("compare-indicators", "value"),
    "municipalities": Input("compare-municipalities", "value"),
    "focus": Input("compare-focus", "value"),
    "sex": Input("compare-sex", "value"),
}


@callback(output=OF_CHARTS, inputs={"chosen": CHOSEN}, prevent_initial_call=True)
def draw(chosen: dict[str, Any]) -> dict[str, Any]:
    """The small charts of another choice; those of places that are hidden stay as they are."""
    snapshot = queries.current(data_paths())
    selection = compare_view.choose(snapshot, _view(chosen))
    hidden = [no_update] * (len(SLOTS) - len(selection.entries))
    return {**_of_charts(selection), "multiples": [*compare_view.multiples(selection)[: len(selection.entries)], *hidden]}


@callback(
    output=OUTPUTS,
    inputs={
        "chosen": {
            **CHOSEN,
            "across": Input("compare-across", "value"),
            "up": Input("compare-up", "value"),
            "what": Input("compare-what", "value"),
            "name": Input("compare-name", "value"),
        }
    },
    prevent_initial_call=True,
)
def update(chosen: dict[str, Any]) -> dict[str, Any]:
    """Show another choice, but for the small charts."""
    snapshot = queries.current(data_paths())
    view = replace(
        _view(chosen),
        pair=(chosen["across"], chosen["up"]) if chosen["across"] and chosen["up"] else None,
        table=chosen["what"] or compare_view.LATEST,
        name=(chosen["name"] or "")[: url_state.LONGEST_NAME],
    )
    selection = compare_view.choose(snapshot, view)
    parts = _parts(selection)
    parts |= {"axes_up": parts["axes"], "what": selection.table, "scatter": compare_view.scatter(selection)}
    parts["address"] = {"href": selection.view.address, "title": TITLE}
    if chosen["focus"] != selection.focus:
        set_props("compare-focus", {"value": selection.focus})
    return {key: parts[key] for key in OUTPUTS}


def _view(chosen: dict[str, Any]) -> CompareView:
    wanted, codes = tuple(chosen["indicators"] or ()), tuple(chosen["municipalities"] or ())
    return CompareView(
        indicators=None if wanted == compare_view.DEFAULT else wanted,
        municipalities=codes,
        focus=chosen["focus"] if chosen["focus"] in codes else None,
        sex=chosen["sex"] if chosen["sex"] in list(Sex) else Sex.TOTAL.value,
    )


@callback(
    Output("compare-municipalities", "value"),
    Output("compare-group", "value"),
    Input("compare-group", "value"),
    Input("compare-focus", "value"),
    State("compare-how", "value"),
    State("compare-municipalities", "value"),
    prevent_initial_call=True,
)
def choose_kommuner(group: str | None, focus: str | None, how: str, chosen: list[str] | None) -> tuple[Any, Any]:
    """A group replaces the chosen kommuner or is added; the one in focus is chosen too."""
    return place_controls.chosen(queries.current(data_paths()), group, how, chosen, focus)
