"""`/strategi/<id>`: one strategy with its goals, and what measures them in one kommun or län."""

from typing import Any

import dash
from dash import ALL, Input, Output, State, callback, ctx, dcc, html, no_update

from dashboard import url_state
from dashboard.html import Html
from dashboard.pages.strategi import goal_overview, strategy_view
from dashboard.pages.strategi.strategy_view import StrategySelection
from dashboard.parts import notices, pickers
from dashboard.parts.address import address_store, follow
from dashboard.parts.aria import ANNOUNCED, aria
from dashboard.parts.titles import tab_of
from dashboard.published import queries
from etl.contract.codes import RIKET
from etl.contract.paths import data_paths
from etl.contract.reader import Snapshot, UnavailableError
from etl.contract.strategies import Strategy


def title(strategy_id: str = "") -> str:
    """The title of the browser's tab."""
    return tab_of(lambda snapshot: _tab(snapshot.strategies.at_address(strategy_id)), "Strategi")


def _tab(strategy: Strategy | None) -> str | None:
    return f"UTKAST {strategy.title}" if strategy and strategy.draft_by else strategy.title if strategy else None


def exists(snapshot: Snapshot, strategy_id: str) -> bool:
    """Whether there is such a strategy."""
    return snapshot.strategies.at_address(strategy_id) is not None


dash.register_page(__name__, path_template="/strategi/<strategy_id>", title=title, order=5, exists=exists)
follow("strategy-address")


def layout(pathname: str = "", search: str = "", **_: object) -> list[Any]:
    """The page as its address asks for it."""
    try:
        snapshot = queries.current(data_paths())
    except UnavailableError:
        return notices.nothing_published()
    strategy = (pathname or "").removeprefix("/strategi/").rstrip("/") or snapshot.strategies.strategies[0].id
    query = url_state.parse(search)
    selection = strategy_view.choose(snapshot, strategy, url_state.chosen_region(query))
    if selection is None:
        page = notices.empty_page("Strategin finns inte", "Adressen leder till en strategi som inte finns i katalogen.")
        return [*page, html.Div(_strategies(snapshot, ""), className="panel")]
    misread = bool(query.get("region")) and url_state.chosen_region(query) is None
    return _page(selection, ("Adressens region gick inte att tolka.",) if misread else ())


def _page(selection: StrategySelection, misread: tuple[str, ...]) -> list[Any]:
    strategy = selection.strategy
    regions = pickers.region_options(list(queries.regions(selection.snapshot).values()))
    if strategy.region == RIKET:
        regions = [{"label": queries.regions(selection.snapshot)[RIKET].name, "value": RIKET}, *regions]
    picker = pickers.dropdown("strategy-region", regions, value=selection.region.code, clearable=False)
    aims = html.Section(
        [html.H2("Vad strategin vill", id="strategy-aims"), html.P(strategy.summary), strategy_view.aims(strategy)],
        className="panel strategy-about",
    )
    facts = html.Section([html.H2("Dokument och källor", id="strategy-facts"), strategy_view.facts(selection)], className="panel")
    return [
        strategy_view.draft_mark(strategy),
        html.H1(strategy.title),
        html.P(f"{strategy.actor}, {strategy.dated}", className="summary"),
        _strategies(selection.snapshot, strategy.id),
        strategy_view.caveat(strategy),
        aria(aims, labelledby="strategy-aims"),
        html.Div(
            [
                html.Div(pickers.field("Visa värden för", picker), className="strategy-picker"),
                Html(_words(selection), "Div", id="strategy-region-words", **ANNOUNCED),
            ],
            className="strategy-region",
        ),
        Html(
            [html.P(text) for text in (*misread, *selection.remarks)],
            "Div",
            id="strategy-remarks",
            className="remarks",
            role="status",
        ),
        *_at_a_glance(selection),
        html.Div(strategy_view.areas(selection), id="strategy-areas"),
        aria(facts, labelledby="strategy-facts"),
        dcc.Store(id="strategy-id", data=strategy.id),
        address_store("strategy-address"),
    ]


def _at_a_glance(selection: StrategySelection) -> list[Any]:
    """A row a goal, and where the strategy is a län's its kommuner side by side."""
    rows = Html(goal_overview.overview(selection.snapshot, selection.strategy, selection.region), "Div", id="strategy-overview")
    heading = html.H2("Mål för mål", id="strategy-goals")
    panels = [aria(html.Section([heading, rows], className="panel"), labelledby="strategy-goals")]
    squares = goal_overview.kommuner(selection.snapshot, selection.strategy)
    if squares:
        heading = html.H2("Länets kommuner sida vid sida", id="strategy-kommuner")
        hint = html.P(goal_overview.MAP_HINT, className="hint")
        panels.append(aria(html.Section([heading, hint, Html(squares)], className="panel"), labelledby="strategy-kommuner"))
    return panels


def _words(selection: StrategySelection) -> list[Any]:
    return [html.P(strategy_view.summary(selection)), html.P(strategy_view.held_against(selection), className="hint")]


def _strategies(snapshot: Snapshot, current: str) -> html.Nav:
    """Links to all strategies, and to them side by side."""
    links = [
        html.Li(
            aria(html.Span(strategy.title, className="area-link"), current="page")
            if strategy.id == current
            else dcc.Link(strategy.title, href=url_state.strategy_address(strategy.id, None), className="area-link")
        )
        for strategy in snapshot.strategies.strategies
    ]
    side_by_side = html.Li(dcc.Link("Alla sida vid sida", href=url_state.crosswalk_address(None), className="area-link"))
    summary = html.Summary(f"Byt strategi ({len(links)} finns)")
    return aria(html.Nav(html.Details([summary, html.Ul([*links, side_by_side])]), className="areas"), label="Strategier")


@callback(
    Output({"type": "goal-figures", "goal": ALL}, "content"),
    Output("strategy-overview", "content"),
    Output("strategy-region-words", "content"),
    Output("strategy-remarks", "content"),
    Output("strategy-address", "data"),
    Input("strategy-region", "value"),
    State("strategy-id", "data"),
    prevent_initial_call=True,
)
def update(region: str | None, strategy: str) -> tuple[Any, ...]:
    """Show the goals for another kommun or län."""
    selection = strategy_view.choose(queries.current(data_paths()), strategy or "", region)
    asked = [one["id"]["goal"] for one in ctx.outputs_list[0]]
    if selection is None or asked != strategy_view.goal_order(selection.strategy):
        return ([no_update] * len(asked), no_update, no_update, no_update, no_update)
    address = {"href": selection.address, "title": title(selection.strategy.id)}
    remarks = [html.P(text) for text in selection.remarks]
    rows = goal_overview.overview(selection.snapshot, selection.strategy, selection.region)
    return strategy_view.figures(selection), rows, _words(selection), remarks, address
