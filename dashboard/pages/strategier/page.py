"""`/strategi`: all strategies, and the same indicators under each of them for an SDG target or a principle of the EU."""

from typing import Any

import dash
from dash import Input, Output, callback, html

from dashboard import url_state
from dashboard.html import Html
from dashboard.markup import Element, element, link
from dashboard.pages.strategier import crosswalk, crosswalk_view
from dashboard.parts import notices, pickers
from dashboard.parts.address import address_store, follow
from dashboard.parts.aria import ANNOUNCED
from dashboard.parts.titles import tab
from dashboard.published import queries
from etl.contract.paths import data_paths
from etl.contract.reader import Snapshot, UnavailableError
from etl.contract.remembered import remembered
from etl.contract.strategies import Strategy

TITLE = tab("Strategier och mål")
LEAD = (
    "Strategierna har olika mål men delar många mått. Välj en av EU:s principer eller ett delmål i Agenda 2030, så visas samma "
    "mått under varje strategi, och om kopplingen står i källan eller är vår tolkning."
)
UNKNOWN = "Adressen leder till ett delmål eller en princip som inte finns här."

dash.register_page(__name__, path="/strategi", title=TITLE, order=5, menu="Strategier")
follow("crosswalk-address")


def layout(search: str = "", **_: object) -> list[Any]:
    """The page as its address asks for it."""
    try:
        snapshot = queries.current(data_paths())
    except UnavailableError:
        return notices.nothing_published()
    query = url_state.parse(search)
    chosen = crosswalk.across(snapshot.strategies, url_state.chosen_crosswalk(query) or "")
    unknown = [html.P(UNKNOWN)] if query.get("korsvag") and chosen is None else []
    picker = pickers.dropdown(
        "crosswalk",
        crosswalk_view.options(snapshot),
        value=chosen.key if chosen else None,
        placeholder="Välj EU-princip eller delmål",
    )
    return [
        html.H1("Strategier och mål"),
        html.P(LEAD, className="summary"),
        html.Div(unknown, className="remarks", role="status"),
        html.Div(pickers.field("EU-princip eller delmål i Agenda 2030", picker), className="strategy-picker wide"),
        Html(_content(snapshot, chosen), "Div", id="crosswalk-content", **ANNOUNCED),
        address_store("crosswalk-address"),
    ]


@remembered(128)
def _content(snapshot: Snapshot, chosen: crosswalk.Across | None) -> list[Element]:
    """The list of strategies; before it, where something is chosen, the strategies side by side."""
    table = _list(snapshot)
    every = element(
        "Section", [element("H2", "Alla strategier", id="strategier"), table], className="panel", aria_labelledby="strategier"
    )
    if chosen is None:
        return [every]
    side = element("Section", crosswalk_view.view(snapshot, chosen), className="panel", aria_labelledby="korsvag-title")
    return [side, every]


def _list(snapshot: Snapshot) -> Element:
    names = queries.regions(snapshot)
    headings = ("Strategi", "Aktör", "Gäller", "År", "Mål", "Mått")
    head = [element("Th", text, scope="col", role="columnheader") for text in headings]
    body = [_row(strategy, names[strategy.region].name) for strategy in snapshot.strategies.strategies]
    parts = [
        element("Caption", "Strategierna, vem som står bakom dem och hur många mål och mått de har"),
        element("Thead", element("Tr", head, role="row"), role="rowgroup"),
        element("Tbody", body, role="rowgroup"),
    ]
    table = element("Table", parts, className="data quiet strategies", role="table")
    return element("Div", table, className="scroll", tabIndex=0, role="region", aria_label="Tabell över alla strategier")


def _row(strategy: Strategy, region: str) -> Element:
    measures = len({name for goal in strategy.goals for name in goal.indicators})
    cells = {
        "Aktör": strategy.actor,
        "Gäller": region,
        "År": strategy.year,
        "Mål": goals_in_words(strategy),
        "Mått": measures,
    }
    name = link(strategy.title, url_state.strategy_address(strategy.id, None))
    return element(
        "Tr",
        [
            element("Th", name, scope="row", role="rowheader"),
            *(element("Td", text, role="cell", data_heading=heading) for heading, text in cells.items()),
        ],
        role="row",
    )


def goals_in_words(strategy: Strategy) -> str:
    """`3 mål och 1 inriktning; vi har inte fått läsa 2 av dem`: goals proper apart from directions and needs."""
    words = {"goal": ("mål", "mål"), "direction": ("inriktning", "inriktningar"), "need": ("behov", "behov")}
    counts = {kind: sum(1 for goal in strategy.goals if goal.stated_as == kind) for kind in words}
    texts = [f"{count} {words[kind][count > 1]}" for kind, count in counts.items() if count]
    lost = sum(1 for goal in strategy.goals if not goal.text)
    listed = " och ".join([", ".join(texts[:-1]), texts[-1]] if texts[:-1] else texts)
    return f"{listed}{f'; vi har inte fått läsa {lost} av dem' if lost else ''}"


@callback(
    Output("crosswalk-content", "content"),
    Output("crosswalk-address", "data"),
    Input("crosswalk", "value"),
    prevent_initial_call=True,
)
def update(key: str | None) -> tuple[Any, ...]:
    """Lay another target or principle across."""
    snapshot = queries.current(data_paths())
    chosen = crosswalk.across(snapshot.strategies, key or "")
    return _content(snapshot, chosen), {"href": url_state.crosswalk_address(chosen.key if chosen else None), "title": TITLE}
