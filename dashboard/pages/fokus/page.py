"""`/fokus/<id>`: all indicators of a focus area by kommun, and one kommun close up."""

from typing import Any, Final

import dash
import dash_bootstrap_components as dbc
from dash import Input, Output, State, callback, ctx, dcc, html, no_update

from dashboard import url_state
from dashboard.html import Html
from dashboard.markup import Element
from dashboard.pages.fokus import focus_view, gaps_view, heat_view, pictures
from dashboard.pages.fokus.focus_view import FocusSelection
from dashboard.parts import export_menu, notices, panels, pickers, place_controls, regions, version_notice
from dashboard.parts.address import address_store, follow
from dashboard.parts.aria import aria
from dashboard.parts.titles import tab_of
from dashboard.published import queries
from dashboard.url_state import FocusView
from etl.contract.catalogue import FocusArea
from etl.contract.codes import Sex
from etl.contract.paths import data_paths
from etl.contract.reader import Snapshot, UnavailableError

DEFAULT_AREA = "arbete"
PLACES = place_controls.Ids("focus-municipalities", "focus-single", "focus-group", "focus-how", "focus-chips")
SAME_KOMMUN = {"focus-municipalities", "focus-against", "focus-mode", "focus-period"}
"""Controls that leave the close-up as it is, unless they bring another kommun."""

KEY = (
    "Ljus stapel: alla kommuner. Mörk del: hälften av dem, i mitten. Långt streck: riket. Korta streck: liknande kommuner. "
    "Punkt: kommunen. Bäst ligger till höger; mått utan önskad riktning har högst värde till höger."
)
LATEST = "senaste"
AGAINST = {"alla": "Alla kommuner", "liknande": "Liknande kommuner"}


def title(area_id: str = DEFAULT_AREA) -> str:
    """The title of the browser's tab."""
    return tab_of(lambda snapshot: {area.id: area.title for area in snapshot.catalogue.focus_areas}.get(area_id), "Fokusområde")


def exists(snapshot: Snapshot, area_id: str) -> bool:
    """Whether there is such a focus area."""
    return any(area.id == area_id for area in snapshot.catalogue.focus_areas)


dash.register_page(
    __name__,
    path_template="/fokus/<area_id>",
    title=title,
    order=3,
    menu="Fokusområden",
    menu_path=f"/fokus/{DEFAULT_AREA}",
    exists=exists,
)
follow("focus-address")


def layout(pathname: str = "", search: str = "", **_: object) -> list[Any]:
    """The page as its address asks for it."""
    try:
        snapshot = queries.current(data_paths())
    except UnavailableError:
        return notices.nothing_published()
    area = (pathname or "").removeprefix("/fokus/").rstrip("/") or DEFAULT_AREA
    wanted = url_state.focus_view(area, url_state.parse(search))
    selection = focus_view.choose(snapshot, wanted)
    if selection is None:
        page = notices.empty_page("Fokusområdet finns inte", "Adressen leder till ett fokusområde som inte finns.")
        return [*page, _areas(snapshot.catalogue.focus_areas, "")]
    store = address_store("focus-address", regions.missing(snapshot, wanted.municipalities, selection.codes))
    return version_notice.with_notice([*_page(selection), store], url_state.parse(search))


def _page(selection: FocusSelection) -> list[Any]:
    parts = _parts(selection)
    return [
        *panels.head("focus", selection.area.title, parts),
        _areas(selection.snapshot.catalogue.focus_areas, selection.area.id),
        _controls(selection, parts),
        _heat(selection, parts),
        _single(selection, parts),
        _table("gaps", "Skillnader mellan grupper", "skillnader mellan grupper", parts),
        _table("barometer", "Barometer", "barometern", parts),
        panels.panel("focus-goals", "Mål som området hör till", Html(parts["goals"], "Div", id="focus-goals")),
        dcc.Store(id="focus-area", data=selection.area.id),
    ]


def _heat(selection: FocusSelection, parts: dict[str, Any]) -> html.Section:
    menu = export_menu.of_chart("focus-heat", "nivåerna", part="niva", table="focus-heat", picture=_picture(selection, "niva"))
    modes = [{"label": word, "value": name} for name, word in heat_view.MODE_WORDS.items()]
    mode = dbc.RadioItems(options=modes, value=selection.view.mode, id="focus-mode", inline=True, class_name="pane-choice")
    legend = html.Legend("Visa i tabellen", className="visually-hidden")
    return panels.panel(
        "focus-heat",
        parts["heat_title"],
        html.Fieldset([legend, mode], className="pane-field focus-mode"),
        aria(Html(parts["headline"], "P", id="focus-heat-summary", className="pane-summary"), live="polite"),
        panels.table("focus-heat", parts["heat"], "Tabell över indikatorer och kommuner"),
        Html(parts["legend"], "Div", id="focus-legend"),
        Html(parts["exports"], "Div", id="focus-exports"),
        *[html.P(text, className="hint") for text in parts["left_out"]],
        panels.foot("focus-heat", parts["source"], menu),
    )


def _picture(selection: FocusSelection, name: str) -> str:
    """Where the server draws the chart; the page's own query belongs to it."""
    return f"/export/fokus/{selection.area.id}/{name}.svg"


def _single(selection: FocusSelection, parts: dict[str, Any]) -> html.Section:
    menu = export_menu.of_chart("focus-spine", "läget", part="lage", table="focus-spine", picture=_picture(selection, "lage"))
    return panels.panel(
        "focus-spine",
        "En kommun på nära håll",
        panels.table("focus-spine", parts["spine"], "Tabell över en kommun", "spine"),
        html.P(KEY, id="focus-spine-notes", className="hint"),
        panels.foot("focus-spine", parts["source"], menu),
    )


def _table(name: str, title: str, taken: str, parts: dict[str, Any]) -> html.Section:
    """A panel of one table; `taken` is what its menu calls it."""
    id_ = f"focus-{name}"
    menu = export_menu.of_table(id_, taken)
    shown = panels.table(id_, parts[name], f"Tabell över {taken}", name)
    return panels.panel(id_, title, shown, panels.foot(id_, parts[f"{name}_source"], menu))


def _areas(areas: tuple[FocusArea, ...], current: str) -> html.Nav:
    links = [
        html.Li(
            aria(html.Span(area.short_title, className="area-link"), current="page")
            if area.id == current
            else dcc.Link(area.short_title, href=f"/fokus/{area.id}", className="area-link")
        )
        for area in areas
    ]
    return aria(html.Nav(html.Ul(links), className="areas"), label="Fokusområden")


def _controls(selection: FocusSelection, parts: dict[str, Any]) -> html.Form:
    against = dbc.Select(
        id="focus-against",
        options=[{"label": word, "value": value} for value, word in AGAINST.items()],
        value="liknande" if selection.peers else "alla",
    )
    years = [{"label": "Senaste", "value": LATEST}]
    years += [{"label": year, "value": year} for year in focus_view.years(selection.snapshot, selection.entries)]
    period = dbc.Select(id="focus-period", options=years, value=selection.view.period or LATEST)
    form = html.Form(
        [
            *place_controls.controls(selection.snapshot, selection.codes, selection.single, PLACES),
            html.Div(pickers.field("År i tabellen", period), className="control-year"),
            panels.sexes("focus-sex", selection.sex),
            html.Div(pickers.field("Jämför nivån med", against), className="control-against"),
            place_controls.chips_row(parts["chips"], PLACES),
        ],
        className="controls",
    )
    return aria(form, label="Välj vad som visas")


def _parts(selection: FocusSelection) -> dict[str, Any]:
    return {
        "summary": focus_view.summary(selection),
        "filters": _filters(selection),
        "source": focus_view.source(selection),
        "barometer_source": focus_view.barometer_source(selection),
        "gaps_source": focus_view.barometer_source(selection, "Skillnaderna"),
        "remarks": [html.P(remark) for remark in selection.remarks],
        "heat": heat_view.table(selection),
        "heat_title": _heat_title(selection),
        "headline": heat_view.headline(selection),
        "legend": heat_view.legend(selection),
        "left_out": notices.left_out(queries.area(selection.snapshot, selection.area.id)),
        "spine": focus_view.spine_table(selection),
        "gaps": gaps_view.table(selection),
        "exports": notices.export_links(selection.view.address),
        "barometer": focus_view.barometer(selection),
        "chips": _chips(selection),
        "goals": focus_view.goals(selection),
    }


def _heat_title(selection: FocusSelection) -> str:
    return f"{heat_view.MODE_WORDS[selection.view.mode]} i varje kommun"


def _chips(selection: FocusSelection) -> Element:
    return place_controls.chips(selection.snapshot, selection.codes, selection.single, PLACES)


def _filters(selection: FocusSelection) -> Element:
    return panels.filters(pictures.filters_text(selection), ("fokus", selection.area.id, _where(selection)), selection.codes)


def _where(selection: FocusSelection) -> str:
    return regions.short(selection.snapshot, selection.codes)


CONTROLS: Final = ("municipalities", "single", "sex", "against", "mode", "period")
GIVEN: Final = {
    name: Input(f"focus-{name}", "value") for name in ("municipalities", "single", "sex", "against", "mode", "period")
} | {"area": Input("focus-area", "data")}


def _view(given: dict[str, Any], single: str | None) -> FocusView:
    """The view that the controls ask for; what isn't known is at its default."""
    mode, period = given["mode"], given["period"]
    return FocusView(
        given["area"],
        given["sex"] if given["sex"] in list(Sex) else Sex.TOTAL.value,
        municipalities=tuple(given["municipalities"] or ()),
        single=single,
        peers=given["against"] == "liknande",
        mode=mode if mode in url_state.HEATS else url_state.HEATS[0],
        period=None if period == LATEST else period,
    )


def _levels(selection: FocusSelection) -> tuple[Any, ...]:
    return heat_view.table(selection), _heat_title(selection), heat_view.headline(selection), heat_view.legend(selection)


@callback(
    Output("focus-summary", "content"),
    Output("focus-told", "content"),
    Output("focus-remarks", "content"),
    Output("focus-heat", "content"),
    Output("focus-heat-title", "content"),
    Output("focus-heat-summary", "content"),
    Output("focus-legend", "content"),
    Output("focus-spine", "content"),
    Output("focus-gaps", "content"),
    Output("focus-barometer", "content"),
    Output("focus-goals", "content"),
    Output("focus-single", "value"),
    Output("focus-exports", "content"),
    Output("focus-address", "data"),
    Output("focus-chips", "content"),
    inputs={"given": GIVEN},
    prevent_initial_call=True,
)
def update(given: dict[str, Any]) -> tuple[Any, ...]:
    """Show another choice."""
    snapshot = queries.current(data_paths())
    single = given["single"]
    if ctx.triggered_id == "focus-municipalities" and single not in (given["municipalities"] or ()):
        single = None
    selection = focus_view.choose(snapshot, _view(given, single))
    if selection is None:
        return (no_update,) * 15
    address = {"href": selection.view.address, "title": title(selection.area.id)}
    shared = focus_view.summary(selection), _filters(selection), [html.P(remark) for remark in selection.remarks]
    other = {key.partition(".")[0] for key in ctx.triggered_prop_ids}
    levels = (no_update,) * 4 if other == {"focus-single"} else _levels(selection)
    same = selection.single == single and other <= SAME_KOMMUN
    closer = (no_update,) * 2 if same else (focus_view.spine_table(selection), gaps_view.table(selection))
    another = not (same or other == {"focus-sex"})
    of_place = (focus_view.barometer(selection), focus_view.goals(selection)) if another else (no_update,) * 2
    links = notices.export_links(selection.view.address)
    return *shared, *levels, *closer, *of_place, selection.single, links, address, _chips(selection)


@callback(
    Output("focus-municipalities", "value"),
    Output("focus-group", "value"),
    Input("focus-group", "value"),
    State("focus-how", "value"),
    State("focus-municipalities", "value"),
    State("focus-single", "value"),
    prevent_initial_call=True,
)
def choose_kommuner(group: str | None, how: str, chosen: list[str] | None, focus: str | None) -> tuple[Any, Any]:
    """A group replaces the chosen kommuner or is added. The first of several is in focus because one must be: it goes too."""
    codes = chosen or []
    own = focus if len(codes) == 1 or focus not in codes[:1] else None
    return place_controls.chosen(queries.current(data_paths()), group, how, chosen, own)
