"""`/indikator/<id>`: one indicator's map, a chart of the reader's choice and a table, side by side."""

import difflib
from dataclasses import replace
from typing import Any, Final

import dash
from dash import Input, Output, State, callback, ctx, dcc, html, no_update, set_props

from dashboard import formats, url_state
from dashboard.html import Html
from dashboard.markup import element
from dashboard.pages.indikator import (
    development,
    goal_view,
    indicator_panels,
    indicator_view,
    map_view,
    pane_view,
    panes,
    reasons,
)
from dashboard.pages.indikator.selection import IndicatorSelection
from dashboard.parts import comment_box, notices, place_controls, regions, version_notice
from dashboard.parts.address import address_store, follow
from dashboard.parts.aria import ANNOUNCED
from dashboard.parts.titles import tab, tab_of
from dashboard.published import own_goal, provenance, queries
from etl.contract.paths import data_paths
from etl.contract.reader import Snapshot, UnavailableError

DEFAULT_INDICATOR = "syss_utrikes"


def title(indicator_id: str = DEFAULT_INDICATOR) -> str:
    """The title of the browser's tab."""
    return tab_of(lambda snapshot: _heading(snapshot, indicator_id), "Indikator")


def _heading(snapshot: Snapshot, indicator_id: str) -> str | None:
    entry = snapshot.catalogue.indicator(indicator_id)
    return entry.short_title if entry else None


def exists(snapshot: Snapshot, indicator_id: str) -> bool:
    """Whether there is such an indicator."""
    return snapshot.catalogue.indicator(indicator_id) is not None


def boundaries(indicator_id: str | None, query: str) -> str:
    """The address of the boundaries that the page begins with."""
    view = url_state.view(indicator_id or DEFAULT_INDICATOR, url_state.parse(query))
    return map_view.boundaries(queries.current(data_paths()), view)


dash.register_page(
    __name__,
    path_template="/indikator/<indicator_id>",
    title=title,
    order=2,
    exists=exists,
    charted=True,
    boundaries=boundaries,
)
follow("indicator-address")


def layout(pathname: str = "", search: str = "", **_: object) -> list[Any]:
    """The page as its address asks for it."""
    try:
        snapshot = queries.current(data_paths())
    except UnavailableError:
        return notices.nothing_published()
    indicator = (pathname or "").removeprefix("/indikator/").rstrip("/") or DEFAULT_INDICATOR
    query = url_state.parse(search)
    selection = indicator_view.choose(snapshot, url_state.view(indicator, query))
    if selection is None:
        return _unknown(snapshot, indicator)
    missing = regions.missing(snapshot, url_state.view(indicator, query).municipalities, selection.municipalities)
    page = [*_page(selection, url_state.unknown_parts(query)), address_store("indicator-address", missing)]
    return version_notice.with_notice(page, query)


def _unknown(snapshot: Snapshot, indicator: str) -> list[Any]:
    names = [entry.id for entry in snapshot.catalogue.indicators]
    close = difflib.get_close_matches(indicator[:60], names, n=3, cutoff=0.5)
    entries = [entry for entry in snapshot.catalogue.indicators if entry.id in close]
    page = notices.empty_page("Indikatorn finns inte", "Adressen leder till en indikator som inte finns i katalogen.")
    links = [html.Li(dcc.Link(entry.title, href=f"/indikator/{entry.id}")) for entry in entries]
    return [*page, html.Div([html.P("Menade du någon av dessa?"), html.Ul(links)], className="panel")] if links else page


def _page(selection: IndicatorSelection, misread: tuple[str, ...]) -> list[Any]:
    parts = {**_filter_parts(selection, misread), **_entry_parts(selection), **_map_parts(selection), **_pane_parts(selection)}
    return [
        Html(selection.entry.title, "H1", id="indicator-title"),
        Html(parts["summary"], "P", id="summary", className="summary", **ANNOUNCED),
        Html(parts["remarks"], "Div", id="remarks", className="remarks", role="status"),
        indicator_panels.controls(selection, parts),
        Html(parts["goal"], "Div", id="goal-note"),
        goal_view.form(selection),
        html.Div(
            [
                indicator_panels.map_panel(selection, parts),
                indicator_panels.trend_panel(selection, parts),
                indicator_panels.table_panel(parts),
            ],
            className="indicator-grid",
        ),
        Html(parts["comments"], "Div", id="comments"),
        html.Section([html.H2("Om indikatorn"), Html(parts["about"], "Div", id="about")], className="panel"),
        reasons.panel(),
        dcc.Store(id="why"),
        dcc.Store(id="own-goal", data=_goal_of(selection.view)),
    ]


def _filter_parts(selection: IndicatorSelection, misread: tuple[str, ...] = ()) -> dict[str, Any]:
    """What differs with indicator, period, sex and kommuner."""
    warning = [text for text in (selection.entry.doubtful, selection.entry.not_renewed) if text]
    remarks = warning + [f"Adressens {name} gick inte att tolka." for name in misread] + list(selection.remarks)
    periods, sexes = indicator_view.options(selection)
    known = map_view.colourings(selection.snapshot, selection.entry.id, selection.sex)
    return {
        "table": indicator_view.table_part(selection),
        "summary": indicator_view.summary(selection),
        "remarks": [element("P", remark) for remark in remarks],
        "period": selection.period or None,
        "sexes": sexes,
        "sex": selection.sex,
        "colourings": [{"label": map_view.COLOURING_WORDS[name], "value": name} for name in known],
        "files": indicator_panels.files(selection),
        "periods": periods,
        "goal": goal_view.part(selection),
        "focus": selection.focus,
        "chips": place_controls.chips(selection.snapshot, selection.chosen, selection.focus, indicator_panels.PLACES),
        "comments": comment_box.of_indicator(selection.snapshot, selection.entry.id, selection.chosen),
    }


def _entry_parts(selection: IndicatorSelection) -> dict[str, Any]:
    """What differs with the indicator alone."""
    return {
        "title": selection.entry.title,
        "source": provenance.source_line(selection.snapshot, [selection.entry], formats.unit(selection.entry)),
        "about": notices.about_indicator(selection.entry, selection.snapshot),
    }


def _map_parts(selection: IndicatorSelection) -> dict[str, Any]:
    figure, legend = map_view.map_part(selection)
    return {
        "map": figure,
        "legend": legend,
        "map_title": map_view.title(selection),
        "map_note": map_view.note(selection),
        "map_table": map_view.table_view(selection) if "karta" in selection.view.tables else None,
        "method_disabled": map_view.fixed_classes(selection),
        "steady_disabled": map_view.same_every_year(selection),
    }


def _controls_of_map(selection: IndicatorSelection) -> dict[str, Any]:
    return {"colouring": selection.view.colouring, "lan": selection.view.lan or indicator_panels.OF_CHOSEN}


def _pane_parts(selection: IndicatorSelection) -> dict[str, Any]:
    """What the pane shows."""
    pane, details = panes.pane(selection), pane_view.detail_options(selection)
    return {
        "trend": pane.figure,
        "trend_title": pane.title,
        "trend_kind": pane.kind,
        "trend_summary": pane.summary,
        "trend_notes": " ".join(pane.notes),
        "trend_table": panes.table_view(selection) if "vy" in selection.view.tables else None,
        "details": details,
        "detail": pane_view.detail(selection),
        "detail_hidden": not details,
        "trend_hidden": selection.view.pane != url_state.PANES[0],
        **indicator_panels.years_of_trend(selection),
        "smooth": selection.view.smooth,
        "smooth_off": not development.smoothable(selection.entry, selection.data.periods),
        "against": selection.similar is not None,
        "against_off": regions.similar(selection.snapshot, selection.focus) is None,
        "split": selection.view.split,
        "split_hidden": not pane_view.split_applies(selection),
    }


CHOSEN: Final = {name: Input(name, "value") for name in ("indicator", "period", "sex", "municipalities", "focus")}
OF_MAP: Final = {name: Input(name, "value") for name in ("colouring", "method", "steady", "lan", "wide", "map-as-table")}
OF_TREND: Final = ("trend-from", "trend-to", "smooth", "against")
OF_PANE: Final = {name: Input(name, "value") for name in ("pane", "detail", "split", "trend-as-table", *OF_TREND)} | {
    "own-goal": Input("own-goal", "data")
}
"""The controls of the whole page and those of one chart; an input is named by its control."""

MAP: Final = {
    "map": Output("map", "figure"),
    "legend": Output("legend", "content"),
    "map_title": Output("map-title", "content"),
    "map_note": Output("map-note", "content"),
    "map_table": Output("map-twin", "content"),
    "method_disabled": Output("method", "disabled"),
    "steady_disabled": Output("steady", "disabled"),
}
REST: Final = {
    "trend": Output("trend", "figure"),
    "trend_title": Output("trend-title", "content"),
    "trend_kind": Output("trend-kind", "content"),
    "trend_summary": Output("trend-summary", "content"),
    "trend_notes": Output("trend-notes", "content"),
    "trend_table": Output("trend-twin", "content"),
    "details": Output("detail", "options"),
    "detail_hidden": Output("detail-field", "hidden"),
    "split_hidden": Output("split-field", "hidden"),
    "trend_hidden": Output("trend-field", "hidden"),
    "trend_starts": Output("trend-from", "options"),
    "trend_ends": Output("trend-to", "options"),
    "smooth_off": Output("smooth", "disabled"),
    "against_off": Output("against", "disabled"),
    "chips": Output("chips", "content"),
    "table": Output("table", "content"),
    "summary": Output("summary", "content"),
    "remarks": Output("remarks", "content"),
    "title": Output("indicator-title", "content"),
    "source": Output("source", "content"),
    "files": Output("files", "content"),
    "periods": Output("period", "options"),
    "sexes": Output("sex", "options"),
    "colourings": Output("colouring", "options"),
    "comments": Output("comments", "content"),
    "about": Output("about", "content"),
    "goal": Output("goal-note", "content"),
    "address": Output("indicator-address", "data"),
}
SETTLED: Final = ("period", "sex", "focus", "colouring", "lan", "detail", "split", *OF_TREND)
"""Controls that follow what is shown where the data lacks what they ask for."""


@callback(output=MAP, inputs={"given": CHOSEN | OF_MAP}, prevent_initial_call=True)
def draw_map(given: dict[str, Any]) -> dict[str, Any]:
    """The map by itself: the smaller of the two answers, so that it is drawn while the other is on its way."""
    selection = _selection(given)
    return dict.fromkeys(MAP, no_update) if selection is None else _only(MAP, _map_parts(selection))


@callback(output=REST, inputs={"given": CHOSEN | OF_MAP | OF_PANE}, prevent_initial_call=True)
def update(given: dict[str, Any]) -> dict[str, Any]:
    """All but the map. What the data lacks of the choice is let go of, and its control follows."""
    selection = _selection(given)
    if selection is None:
        return dict.fromkeys(REST, no_update)
    parts = {**_filter_parts(selection), **_entry_parts(selection), **_pane_parts(selection)}
    _settle(given, {**parts, **_controls_of_map(selection)})
    address = {"href": selection.view.address, "title": tab(selection.entry.short_title)}
    # That a colouring was let go of is still to be read when its control has followed.
    remarks = {"remarks": no_update} if _follows(set(ctx.triggered_prop_ids)) else {}
    return _only(REST, {**parts, "address": address, **remarks})


def _only(outputs: dict[str, Any], parts: dict[str, Any]) -> dict[str, Any]:
    return {key: parts[key] for key in outputs}


def _follows(triggered: set[str]) -> bool:
    """Whether the question is the one that follows when a colouring, maybe with other controls, has been let go of."""
    return "colouring.value" in triggered <= {f"{name}.value" for name in SETTLED}


def _settle(given: dict[str, Any], parts: dict[str, Any]) -> None:
    """Set the controls that ask for what isn't there.

    Not as outputs: Dash would let the map wait for this answer.
    """
    for name in SETTLED:
        if parts[name] != given[name]:
            set_props(name, {"value": parts[name]})


def _selection(given: dict[str, Any]) -> IndicatorSelection | None:
    snapshot = queries.current(data_paths())
    return indicator_view.choose(snapshot, _kept(snapshot, _view(given)))


def _view(given: dict[str, Any]) -> url_state.View:
    """The view that the controls ask for; what the map isn't asked with, and what an old page lacks, is at its default."""
    open_ = {"karta": given["map-as-table"], "vy": given.get("trend-as-table")}
    kommuner, tried = given["municipalities"], given.get("own-goal") or {}
    tried = tried if tried.get("indicator") == given["indicator"] else {}
    focus = given.get("focus")
    return url_state.View(
        given["indicator"],
        given["period"],
        given["sex"],
        None if kommuner is None else tuple(kommuner),
        focus=focus if focus in (kommuner or ()) else None,
        against=_against(given),
        between=_between(given),
        smooth=bool(given.get("smooth")),
        pane=_known(url_state.PANES, given.get("pane")),
        detail=_part(given.get("detail")),
        split=_known(url_state.SPLITS, given.get("split")),
        colouring=_known(url_state.COLOURINGS, given["colouring"]),
        method=_known(url_state.METHODS, given["method"]),
        steady=bool(given["steady"]),
        lan=None if given["lan"] == indicator_panels.OF_CHOSEN else given["lan"],
        wide=bool(given["wide"]),
        tables=tuple(name for name in url_state.OPEN_TABLES if open_[name]),
        goal=tried.get("goal"),
        origin=tried.get("origin"),
    )


def _against(given: dict[str, Any]) -> str | None:
    """Whether the similar kommuner are wanted: other kommuner bring them or not as is usual for those."""
    moved = {"municipalities.value", "focus.value"} & set(ctx.triggered_prop_ids)
    return None if moved or "against" not in given else url_state.AGAINST[0 if given["against"] else 1]


def _between(given: dict[str, Any]) -> tuple[str, str] | None:
    """The years of the trend, None all; where one end is chosen the other is the indicator's own."""
    ends = [given.get(name) or indicator_panels.EVERYTHING for name in ("trend-from", "trend-to")]
    if ends == [indicator_panels.EVERYTHING] * 2 or "indicator.value" in ctx.triggered_prop_ids:
        return None
    snapshot = queries.current(data_paths())
    known = snapshot.catalogue.indicator(given["indicator"]) is not None
    periods = queries.cube(snapshot, given["indicator"]).periods if known else ()
    if not periods:
        return None
    own = (periods[0], periods[-1])
    first, last = sorted(end if end != indicator_panels.EVERYTHING else own[at] for at, end in enumerate(ends))
    return (first, last) if first != last else None


def _goal_of(view: url_state.View) -> dict[str, str | None]:
    """The goal that is tried and the one that the page was opened from; they belong to the indicator."""
    return {"indicator": view.indicator, "goal": view.goal, "origin": view.origin}


def _part(chosen: str | None) -> str | None:
    return None if chosen == indicator_panels.EVERYTHING else chosen or None


def _known(names: tuple[str, ...], wanted: Any) -> str:
    return wanted if wanted in names else names[0]


def _kept(snapshot: Snapshot, wanted: url_state.View) -> url_state.View:
    """A period or sex that the indicator lacks, as the one before had it, is let go of silently."""
    if snapshot.catalogue.indicator(wanted.indicator) is None:
        return wanted
    data = queries.cube(snapshot, wanted.indicator)
    period = wanted.period if wanted.period in data.periods else None
    return replace(wanted, period=period, sex=wanted.sex if wanted.sex in data.sexes else "T")


@callback(
    Output("why-panel", "content"),
    Input("why", "data"),
    State("indicator", "value"),
    State("sex", "value"),
    prevent_initial_call=True,
)
def tell_why(clicked: dict[str, Any] | None, indicator: str, sex: str) -> Any:
    """The numbers and the rules behind the signals of the region that was asked about."""
    snapshot = queries.current(data_paths())
    selection = indicator_view.choose(snapshot, url_state.View(indicator, sex=sex))
    code = str((clicked or {}).get("code"))
    return reasons.why(selection, code) if selection and code in queries.regions(snapshot) else no_update


@callback(
    Output("municipalities", "value"),
    Output("focus", "value"),
    Output("group", "value"),
    Output("map", "clickData"),
    Input("group", "value"),
    Input("map", "clickData"),
    Input("focus", "value"),
    State("how", "value"),
    State("municipalities", "value"),
    prevent_initial_call=True,
)
def choose_kommuner(
    group: str | None, click: dict[str, Any] | None, focus: str | None, how: str, chosen: list[str] | None
) -> tuple[Any, Any, Any, Any]:
    """A group replaces the chosen kommuner or is added; a click on the map puts a kommun in focus, which is then chosen too."""
    snapshot, kept = queries.current(data_paths()), list(chosen or [])
    if ctx.triggered_id != "map":
        codes, emptied = place_controls.chosen(snapshot, group, how, kept, focus)
        return codes, no_update, emptied, no_update
    code = click["points"][0].get("location") if click else None
    if code not in regions.codes(snapshot):
        return (no_update,) * 4
    return no_update if code in kept else [*kept, code], code, no_update, None


@callback(
    Output("own-goal", "data"),
    Output("own-goal-fault", "content"),
    Input("own-goal-try", "n_clicks"),
    Input("own-goal-drop", "n_clicks"),
    State("own-goal-kind", "value"),
    State("own-goal-level", "value"),
    State("own-goal-year", "value"),
    State("own-goal-base", "value"),
    State("indicator", "value"),
    State("own-goal", "data"),
    prevent_initial_call=True,
)
def try_goal(*given: Any) -> tuple[Any, Any]:
    """Write the form's goal into the address, or take it away; what can't be read is told and changes nothing."""
    *_, kind, level, year, base, indicator, kept = given
    entry = queries.current(data_paths()).catalogue.indicator(indicator or "")
    if entry is None:
        return no_update, no_update
    origin = (kept or {}).get("origin")
    if ctx.triggered_id == "own-goal-drop":
        return {"indicator": entry.id, "goal": None, "origin": origin}, None
    wanted = own_goal.KINDS.get(kind)
    parts = (kind, level if wanted in own_goal.LEVELLED else "", year, base)
    try:
        goal = own_goal.read(":".join(str(part or "") for part in parts), entry)
    except own_goal.OwnGoalError as fault:
        return no_update, f"Målet går inte att pröva: {fault}."
    return {"indicator": entry.id, "goal": goal.address, "origin": origin}, None
