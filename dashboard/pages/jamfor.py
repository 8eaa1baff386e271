"""`/jamfor`: chosen kommuner by chosen indicators, as small charts, a scatter diagram of two of them and a table."""

from dataclasses import replace
from typing import Any, Final

import dash
import dash_bootstrap_components as dbc
from dash import Input, Output, Patch, State, callback, ctx, html, no_update

from dashboard import queries, theme, url_state
from dashboard.components import compare_view, delta, frozen, notes, panels, pickers, places, take_away
from dashboard.components.address import address_store, follow
from dashboard.components.aria import aria
from dashboard.components.compare_view import Choice
from dashboard.components.titles import tab
from dashboard.figures.packing import packed_figure
from dashboard.url_state import CompareView
from etl.contract.codes import Sex
from etl.contract.paths import data_paths
from etl.contract.reader import Snapshot, UnavailableError

TITLE = tab("Jämför kommuner")
MULTIPLE_LABEL = "Linjediagram. Samma värden finns i tabellen; välj indikatorn under Visa i tabellen."
SCATTER_LABEL = "Punktdiagram över två indikatorer. Samma värden finns i tabellen; välj Alla kommuner under Visa i tabellen."

SLOTS = range(url_state.MOST_INDICATORS)
"""Places for small charts; those left over are hidden."""

SHOWN = "data-shown"
"""What a place for a small chart says that it shows, so that the same chart isn't sent again."""

dash.register_page(__name__, path="/jamfor", title=TITLE, order=4, menu="Jämför", charted=True)
follow("compare-address")


def layout(search: str = "", **_: object) -> list[Any]:
    """The page as its address asks for it."""
    try:
        snapshot = queries.current(data_paths())
    except UnavailableError:
        return notes.nothing_published()
    choice = compare_view.choose(snapshot, url_state.compare_view(url_state.parse(search)))
    parts = {
        **_of_charts(choice),
        **_parts(choice),
        "multiples": compare_view.multiples(choice),
        "scatter": compare_view.scatter(choice),
    }
    page = [
        *panels.head("compare", "Jämför kommuner", parts),
        _controls(choice),
        _multiples(parts),
        html.Div([_scatter(parts), _table(choice, parts)], className="compare-grid"),
        address_store("compare-address"),
    ]
    return frozen.told(page, url_state.parse(search))


def _controls(choice: Choice) -> html.Form:
    snapshot = choice.snapshot
    indicators = pickers.dropdown(
        "compare-indicators",
        pickers.indicator_options(snapshot.catalogue),
        value=[entry.id for entry in choice.entries],
        multi=True,
        debounce=True,
        placeholder=f"Välj upp till {url_state.MOST_INDICATORS}",
    )
    alike = pickers.dropdown(
        "compare-alike", pickers.municipality_options(queries.municipalities(snapshot)), placeholder="Välj kommun"
    )
    name = dbc.Input(
        id="compare-name", value=choice.view.name, maxLength=url_state.LONGEST_NAME, debounce=True, placeholder="Valfritt"
    )
    form = html.Form(
        [
            html.Div(pickers.field("Indikatorer", indicators), className="control-wide"),
            *places.controls(snapshot, choice.codes, "compare"),
            html.Div(pickers.field("Liknande kommuner till", alike), className="control-medium"),
            html.Div(pickers.field("Gruppnamn", name), className="control-narrow"),
            panels.sexes("compare-sex", choice.sex),
        ],
        className="controls",
    )
    return aria(form, label="Välj vad som visas")


def _multiples(parts: dict[str, Any]) -> html.Section:
    return panels.panel(
        "compare-multiples",
        "Utveckling",
        html.Div(parts["colours"], id="compare-multiples-key"),
        html.Div([_slot(place, parts) for place in SLOTS], id="compare-multiples", className="multiples"),
        panels.foot(
            "compare-multiples",
            parts["source"],
            take_away.of_chart("compare-multiples", "diagrammen över utveckling", part="utveckling", table="compare-table"),
        ),
    )


def _slot(place: int, parts: dict[str, Any]) -> html.Div:
    heading = html.H3(parts["titles"][place], id=f"compare-title-{place}")
    picture = panels.chart(f"compare-chart-{place}", parts["multiples"][place], MULTIPLE_LABEL, "chart-small")
    slot = html.Div([heading, picture], id=f"compare-slot-{place}", hidden=parts["hidden"][place])
    setattr(slot, SHOWN, parts["shown"][place])
    return slot


def _scatter(parts: dict[str, Any]) -> html.Section:
    across, up = (dbc.Select(id=f"compare-{axis}", options=parts["axes"], value=parts[axis]) for axis in ("across", "up"))
    return panels.panel(
        "compare-scatter",
        "Två mått mot varandra",
        html.P(parts["scatter_words"], id="compare-scatter-summary", className="hint"),
        html.Div([pickers.field("Åt höger", across), pickers.field("Uppåt", up)], className="axis-pickers"),
        panels.chart("compare-scatter", parts["scatter"], SCATTER_LABEL, "chart"),
        panels.foot(
            "compare-scatter",
            parts["scatter_source"],
            take_away.of_chart("compare-scatter", "punktdiagrammet", part="punktdiagram", table="compare-table"),
        ),
    )


def _table(choice: Choice, parts: dict[str, Any]) -> html.Section:
    select = dbc.Select(id="compare-what", options=parts["table_options"], value=choice.table)
    return panels.panel(
        "compare-table",
        "Tabell",
        html.Div(pickers.field("Visa i tabellen", select), className="focus-picker"),
        panels.table("compare-table", parts["table"], "Tabell över jämförelsen", "tall"),
        html.Div(parts["exports"], id="compare-exports"),
        panels.foot("compare-table", parts["source"], take_away.of_table("compare-table", "tabellen")),
    )


def _of_charts(choice: Choice) -> dict[str, Any]:
    """What stands around the small charts."""
    return {
        "shown": compare_view.shown(choice),
        "titles": compare_view.titles(choice),
        "hidden": [place >= len(choice.entries) for place in SLOTS],
        "colours": compare_view.colours(choice),
        "source": compare_view.source(choice),
    }


def _parts(choice: Choice) -> dict[str, Any]:
    axes = [{"label": entry.short_title, "value": entry.id} for entry in choice.entries]
    across, up = (choice.pair[0].id, choice.pair[1].id) if choice.pair else (None, None)
    return {
        "summary": compare_view.summary(choice),
        "told": compare_view.told(choice),
        "remarks": [html.P(remark) for remark in choice.remarks],
        "scatter_words": compare_view.scatter_words(choice),
        "source": compare_view.source(choice),
        "scatter_source": compare_view.scatter_source(choice),
        "exports": notes.export_links(choice.view.address),
        "axes": axes,
        "across": across,
        "up": up,
        "table": compare_view.table(choice),
        "table_options": compare_view.table_options(choice),
    }


OF_CHARTS: Final = {
    "multiples": [Output(f"compare-chart-{place}", "figure") for place in SLOTS],
    "shown": [Output(f"compare-slot-{place}", SHOWN) for place in SLOTS],
    "titles": [Output(f"compare-title-{place}", "children") for place in SLOTS],
    "hidden": [Output(f"compare-slot-{place}", "hidden") for place in SLOTS],
    "colours": Output("compare-multiples-key", "children"),
    "source": Output("compare-multiples-source", "children"),
}
OUTPUTS: Final = {
    "summary": Output("compare-summary", "children"),
    "told": Output("compare-told", "children"),
    "remarks": Output("compare-remarks", "children"),
    "source": Output("compare-table-source", "children"),
    "scatter_source": Output("compare-scatter-source", "children"),
    "scatter": Output("compare-scatter", "figure"),
    "scatter_words": Output("compare-scatter-summary", "children"),
    "axes": Output("compare-across", "options"),
    "axes_up": Output("compare-up", "options"),
    "across": Output("compare-across", "value"),
    "up": Output("compare-up", "value"),
    "table": Output("compare-table", "children"),
    "table_options": Output("compare-what", "options"),
    "exports": Output("compare-exports", "children"),
    "what": Output("compare-what", "value"),
    "address": Output("compare-address", "data"),
}
AXES: Final = ("axes", "axes_up")
UNCHANGED: Final = {
    "compare-what": (*AXES, "source", "scatter", "scatter_words", "scatter_source", "table_options"),
    "compare-across": (*AXES, "source", "table", "table_options"),
    "compare-up": (*AXES, "source", "table", "table_options"),
    "compare-name": (*AXES, "source", "scatter", "scatter_words", "scatter_source", "table", "table_options"),
}
"""By the only control that changed, what stays as it is."""

CHOSEN: Final = {
    "indicators": Input("compare-indicators", "value"),
    "municipalities": Input("compare-municipalities", "value"),
    "sex": Input("compare-sex", "value"),
}


@callback(
    output=OF_CHARTS,
    inputs={"asked": CHOSEN, "drawn": [State(f"compare-slot-{place}", SHOWN) for place in SLOTS]},
    prevent_initial_call=True,
)
def draw(asked: dict[str, Any], drawn: list[str | None]) -> dict[str, Any]:
    """The small charts of another choice; the answer leaves out those that are drawn already."""
    snapshot = queries.current(data_paths())
    choice = compare_view.choose(snapshot, _view(snapshot, asked))
    parts = _of_charts(choice)
    return {**parts, "multiples": _multiples_drawn(choice, parts["shown"], drawn)}


@callback(
    output=OUTPUTS,
    inputs={
        "asked": {
            **CHOSEN,
            "across": Input("compare-across", "value"),
            "up": Input("compare-up", "value"),
            "what": Input("compare-what", "value"),
            "name": Input("compare-name", "value"),
        }
    },
    prevent_initial_call=True,
)
def update(asked: dict[str, Any]) -> dict[str, Any]:
    """Show another choice, but for the small charts; the answer leaves out what stays as it is."""
    snapshot = queries.current(data_paths())
    view = replace(
        _view(snapshot, asked),
        pair=(asked["across"], asked["up"]) if asked["across"] and asked["up"] else None,
        table=asked["what"] or compare_view.LATEST,
        name=(asked["name"] or "")[: url_state.LONGEST_NAME],
    )
    choice = compare_view.choose(snapshot, view)
    parts = _parts(choice)
    parts |= {"axes_up": parts["axes"], "what": choice.table, "table": delta.short(parts["table"])}
    parts["address"] = {"href": choice.view.address, "title": TITLE}
    changed = {key.partition(".")[0] for key in ctx.triggered_prop_ids} if ctx.triggered else set()
    same = UNCHANGED.get(changed.pop(), ()) if len(changed) == 1 else ()
    parts |= {"scatter": _scatter_drawn(choice)} if "scatter" not in same else {}
    return {key: no_update if key in same else parts[key] for key in OUTPUTS}


def _view(snapshot: Snapshot, asked: dict[str, Any]) -> CompareView:
    wanted = tuple(asked["indicators"] or ())[: url_state.MOST_INDICATORS]
    return CompareView(
        indicators=None if wanted == compare_view.DEFAULT else wanted,
        municipalities=places.settled(snapshot, asked["municipalities"]),
        sex=asked["sex"] if asked["sex"] in list(Sex) else Sex.TOTAL.value,
    )


def _multiples_drawn(choice: Choice, wanted: list[str], drawn: list[str | None]) -> list[Any]:
    """The small charts, but for those that are drawn already and those of places that are hidden."""
    figures: list[Any] = [no_update] * len(SLOTS)
    for place, entry in enumerate(choice.entries):
        if wanted[place] != drawn[place]:
            figures[place] = packed_figure(compare_view.multiple(choice, entry))
    return figures


def _scatter_drawn(choice: Choice) -> Patch:
    """What differs between two scatter diagrams: not the names of all kommuner."""
    patch, figure = Patch(), packed_figure(compare_view.scatter(choice))
    every, chosen, riket = figure["data"]
    patch["data"][0].update({key: every.get(key) for key in ("x", "y", "hovertemplate")})
    patch["data"][1], patch["data"][2] = chosen, riket
    patch["layout"].update({key: figure["layout"].get(key) for key in theme.OWN})
    return patch


@callback(
    Output("compare-municipalities", "value"),
    Output("compare-group", "value"),
    Output("compare-alike", "value"),
    Input("compare-group", "value"),
    Input("compare-alike", "value"),
    prevent_initial_call=True,
)
def choose_group(group: str | None, alike: str | None) -> tuple[Any, Any, Any]:
    """A group, or a kommun with those like it, replaces the chosen kommuner."""
    groups = queries.groups(queries.current(data_paths()))
    if ctx.triggered_id == "compare-alike" and f"peer:{alike}" in groups:
        return [alike, *groups[f"peer:{alike}"].members], no_update, None
    if ctx.triggered_id == "compare-group" and group in groups:
        return list(groups[group].members), None, no_update
    return no_update, no_update, no_update
