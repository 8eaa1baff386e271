"""`/fokus/<id>`: all indicators of a focus area by kommun, and one kommun close up."""

from typing import Any

import dash
import dash_bootstrap_components as dbc
from dash import Input, Output, State, callback, ctx, dcc, html, no_update

from dashboard import url_state
from dashboard.html import Html
from dashboard.markup import Element
from dashboard.pages.fokus import focus_view, pictures
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
SAME_KOMMUN = {"focus-municipalities", "focus-against"}
"""Controls that leave the close-up as it is, unless they bring another kommun."""

KEY = (
    "Ljus stapel: alla kommuner. Mörk del: hälften av dem, i mitten. Långt streck: riket. Korta streck: liknande kommuner. "
    "Punkt: kommunen. Bäst ligger till höger; mått utan önskad riktning har högst värde till höger."
)
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
    choice = focus_view.choose(snapshot, wanted)
    if choice is None:
        page = notices.empty_page("Fokusområdet finns inte", "Adressen leder till ett fokusområde som inte finns.")
        return [*page, _areas(snapshot.catalogue.focus_areas, "")]
    store = address_store("focus-address", regions.missing(snapshot, wanted.municipalities, choice.codes))
    return version_notice.with_notice([*_page(choice), store], url_state.parse(search))


def _page(choice: FocusSelection) -> list[Any]:
    parts = _parts(choice)
    return [
        *panels.head("focus", choice.area.title, parts),
        _areas(choice.snapshot.catalogue.focus_areas, choice.area.id),
        _controls(choice, parts),
        _heat(choice, parts),
        _single(choice, parts),
        _barometer(parts),
        panels.panel("focus-goals", "Mål som området hör till", Html(parts["goals"], "Div", id="focus-goals")),
        dcc.Store(id="focus-area", data=choice.area.id),
    ]


def _heat(choice: FocusSelection, parts: dict[str, Any]) -> html.Section:
    menu = export_menu.of_chart("focus-heat", "nivåerna", part="niva", table="focus-heat", picture=_picture(choice, "niva"))
    return panels.panel(
        "focus-heat",
        "Nivå i varje kommun",
        panels.table("focus-heat", parts["heat"], "Tabell över nivå, indikatorer och kommuner"),
        Html(parts["legend"], "Div", id="focus-legend"),
        Html(parts["exports"], "Div", id="focus-exports"),
        *[html.P(text, className="hint") for text in parts["left_out"]],
        panels.foot("focus-heat", parts["source"], menu),
    )


def _picture(choice: FocusSelection, name: str) -> str:
    """Where the server draws the chart; the page's own query belongs to it."""
    return f"/export/fokus/{choice.area.id}/{name}.svg"


def _single(choice: FocusSelection, parts: dict[str, Any]) -> html.Section:
    menu = export_menu.of_chart("focus-spine", "läget", part="lage", table="focus-spine", picture=_picture(choice, "lage"))
    return panels.panel(
        "focus-spine",
        "En kommun på nära håll",
        panels.table("focus-spine", parts["spine"], "Tabell över en kommun", "spine"),
        html.P(KEY, id="focus-spine-notes", className="hint"),
        panels.foot("focus-spine", parts["source"], menu),
    )


def _barometer(parts: dict[str, Any]) -> html.Section:
    return panels.panel(
        "focus-barometer",
        "Barometer",
        panels.table("focus-barometer", parts["barometer"], "Tabell över barometern", "barometer"),
        panels.foot("focus-barometer", parts["barometer_source"], export_menu.of_table("focus-barometer", "barometern")),
    )


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


def _controls(choice: FocusSelection, parts: dict[str, Any]) -> html.Form:
    against = dbc.Select(
        id="focus-against",
        options=[{"label": word, "value": value} for value, word in AGAINST.items()],
        value="liknande" if choice.peers else "alla",
    )
    form = html.Form(
        [
            *place_controls.controls(choice.snapshot, choice.codes, choice.single, PLACES),
            panels.sexes("focus-sex", choice.sex),
            html.Div(pickers.field("Jämför nivån med", against), className="control-against"),
            place_controls.chips_row(parts["chips"], PLACES),
        ],
        className="controls",
    )
    return aria(form, label="Välj vad som visas")


def _parts(choice: FocusSelection) -> dict[str, Any]:
    return {
        "summary": focus_view.summary(choice),
        "filters": _filters(choice),
        "source": focus_view.source(choice),
        "barometer_source": focus_view.barometer_source(choice),
        "remarks": [html.P(remark) for remark in choice.remarks],
        "heat": focus_view.heat_table(choice),
        "legend": focus_view.heat_legend(choice),
        "left_out": notices.left_out(queries.area(choice.snapshot, choice.area.id)),
        "spine": focus_view.spine_table(choice),
        "exports": notices.export_links(choice.view.address),
        "barometer": focus_view.barometer(choice),
        "chips": _chips(choice),
        "goals": focus_view.goals(choice),
    }


def _chips(choice: FocusSelection) -> Element:
    return place_controls.chips(choice.snapshot, choice.codes, choice.single, PLACES)


def _filters(choice: FocusSelection) -> Element:
    return panels.filters(pictures.filters_text(choice), ("fokus", choice.area.id, _where(choice)), choice.codes)


def _where(choice: FocusSelection) -> str:
    return regions.short(choice.snapshot, choice.codes)


@callback(
    Output("focus-summary", "content"),
    Output("focus-told", "content"),
    Output("focus-remarks", "content"),
    Output("focus-heat", "content"),
    Output("focus-legend", "content"),
    Output("focus-spine", "content"),
    Output("focus-barometer", "content"),
    Output("focus-goals", "content"),
    Output("focus-single", "value"),
    Output("focus-exports", "content"),
    Output("focus-address", "data"),
    Output("focus-chips", "content"),
    Input("focus-municipalities", "value"),
    Input("focus-single", "value"),
    Input("focus-sex", "value"),
    Input("focus-against", "value"),
    Input("focus-area", "data"),
    prevent_initial_call=True,
)
def update(municipalities: list[str] | None, single: str | None, sex: str, against: str, area: str) -> tuple[Any, ...]:
    """Show another choice."""
    snapshot = queries.current(data_paths())
    known_sex = sex if sex in list(Sex) else Sex.TOTAL.value
    codes = tuple(municipalities or ())
    if ctx.triggered_id == "focus-municipalities" and single not in (municipalities or ()):
        single = None
    view = FocusView(area, known_sex, municipalities=codes, single=single, peers=against == "liknande")
    choice = focus_view.choose(snapshot, view)
    if choice is None:
        return (no_update,) * 12
    address = {"href": choice.view.address, "title": title(choice.area.id)}
    shared = focus_view.summary(choice), _filters(choice), [html.P(remark) for remark in choice.remarks]
    other = {key.partition(".")[0] for key in ctx.triggered_prop_ids}
    levels = (no_update,) * 2 if other == {"focus-single"} else (focus_view.heat_table(choice), focus_view.heat_legend(choice))
    same = choice.single == single and other <= SAME_KOMMUN
    closer = no_update if same else focus_view.spine_table(choice)
    another = not (same or other == {"focus-sex"})
    of_place = (focus_view.barometer(choice), focus_view.goals(choice)) if another else (no_update,) * 2
    links = notices.export_links(choice.view.address)
    return *shared, *levels, closer, *of_place, choice.single, links, address, _chips(choice)


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
    """A group replaces the chosen kommuner or is added."""
    return place_controls.chosen(queries.current(data_paths()), group, how, chosen, focus)
