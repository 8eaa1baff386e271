"""Why a signal says what it says: the numbers and the rule, in a panel that a button opens by mouse or keyboard."""

from typing import Final

from dashboard import formats
from dashboard.html import Html
from dashboard.markup import Element, element, link
from dashboard.pages.indikator.selection import IndicatorSelection
from dashboard.parts import goal_table, goal_words, signals
from dashboard.parts.aria import aria
from dashboard.published import goals
from dashboard.published.queries import Signals
from dashboard.url_state import CardView, SourceView, strategy_address
from etl.contract.codes import RIKET, Sex

RULES: Final = {
    "level": "Kommunerna med värde rangordnas. Den bästa fjärdedelen, de 50 % i mitten och den sämsta fjärdedelen hålls isär.",
    "peers": "Samma regel bland kommunen och dess sju liknande kommuner: två bäst, fyra i mitten, två sämst.",
}
METHODS: Final = {
    "weighted_regression": f"Regression viktad med felmarginalerna över {formats.WINDOW}. Säker från 9,55.",
    "mann_kendall": f"Mann–Kendalls test över {formats.WINDOW}, på 5 procents nivå.",
}
KEY: Final = (
    ("●", "bäst", "good"),
    ("◐", "mitten", "plain"),
    ("○", "sämst", "poor"),
    ("▲", "ökar", "plain"),
    ("▬", "ingen säker trend", "plain"),
    ("▼", "minskar", "plain"),
    ("–", "bedöms inte", "none"),
)


def peer_mark(found: Signals) -> Element:
    """The level among similar kommuner, as a shape."""
    return signals.mark(_peers(found), brief=True)


def _peers(found: Signals) -> signals.Mark:
    return signals.PEERS.get(found.peer_level or "", signals.NOT_JUDGED)


def button(code: str, name: str) -> Element:
    """What opens the panel for a region; `assets/why.js` asks for its content first then."""
    return element("Button", "Varför?", type="button", className="why", aria_label=f"Varför? {name}", **{"data-why": code})


def panel() -> Html:
    """The empty panel, which the browser closes by Esc or by a click beside it."""
    return aria(
        Html(None, "Div", id="why-panel", popover="auto", className="why-panel", role="dialog", tabIndex=-1), label="Varför?"
    )


def why(selection: IndicatorSelection, code: str) -> list[Element]:
    """The panel's content: each signal of a region with its numbers and its rule."""
    found, name = selection.signals(code), "Riket" if code == RIKET else selection.name(code)
    source = link("Varifrån siffran kommer", SourceView(selection.entry.id, code, selection.latest, selection.sex).address)
    if found is None:
        return [element("P", f"{name} har inget värde."), element("P", source)]
    heading = element(
        "P", f"{name} {selection.what_latest}: {formats.value(found.value, selection.entry)}", className="why-heading"
    )
    card = link("Faktakort", CardView(selection.entry.id, code).address)
    return [
        heading,
        element("Dl", [*_level(found), *_similar(found), *_trend(found, selection, code), *goals_of(selection, code)]),
        element("P", [source, " ", card], className="why-ways"),
    ]


def _level(found: Signals) -> list[Element]:
    rank = signals.rank_words(found)
    return _row("Nivå", signals.level_words(found), rank, RULES["level"] if found.level else None)


def _similar(found: Signals) -> list[Element]:
    return _row("Liknande", _peers(found), None, RULES["peers"] if found.peer_level else None)


def _trend(found: Signals, selection: IndicatorSelection, code: str) -> list[Element]:
    span = f"{found.trend_first}{formats.DASH}{found.period}" if found.trend_first else None
    if span and found.trend_statistic is not None:
        span += f", testets värde {formats.number(found.trend_statistic, 2)}"
    rule = " ".join(part for part in (_ends(found, selection, code), METHODS.get(found.trend_method or "")) if part)
    return _row("Trend", signals.trend_words(found), span, rule or None)


def goals_of(selection: IndicatorSelection, code: str) -> list[Element]:
    """The goals that the indicator measures in the strategies that hold for the region, each with how it goes."""
    known, name = selection.snapshot, selection.entry.id
    held = [(strategy, goal) for strategy, goal in known.strategies.goals_of(name) if strategy.concerns(code)]
    if not held or not goals.published(known):
        return []
    rows: list[Element] = []
    for strategy, goal in held:
        progress = goals.answers(known, strategy.id, code).get((goal.id, name), {})
        here = progress.get(selection.sex) or progress.get(Sex.TOTAL.value)
        status = goal_words.cell(here, selection.entry) if here else [goal_table.status_mark(None)]
        where = link(strategy.title, strategy_address(strategy.id, code))
        rule = element("Span", f" {goal.text or goal_table.RULES[goal.kind]}", className="why-rule")
        rows.append(element("Dd", [where, ": ", *status, rule]))
    return [element("Dt", "Mål"), *rows]


def _ends(found: Signals, selection: IndicatorSelection, code: str) -> str | None:
    """`Från 55,1 % till 61,2 %.`"""
    if found.trend_first is None:
        return None
    first = selection.data.cell(code, found.trend_first, selection.sex).value
    return f"Från {formats.value(first, selection.entry)} till {formats.value(found.value, selection.entry)}."


def _row(name: str, mark: signals.Mark, numbers: str | None, rule: str | None) -> list[Element]:
    words = mark[1] + (f": {numbers}." if numbers else ".")
    said = [
        signals.shape(mark[0], f"signal-{mark[2]}"),
        f" {words}",
        *([element("Span", f" {rule}", className="why-rule")] if rule else []),
    ]
    return [element("Dt", name), element("Dd", said)]


def key() -> Element:
    """What the shapes mean, once for the whole table."""
    parts = [element("Span", [signals.shape(shape, f"signal-{colour}"), f" {word}"]) for shape, word, colour in KEY]
    return element("P", parts, className="hint signal-key")
