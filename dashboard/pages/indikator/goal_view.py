"""The goal that a reader tries on an indicator, or came from: verdicts for the chosen places, and the form that writes it."""

from typing import Any, Final

import dash_bootstrap_components as dbc
from dash import dcc, html

from dashboard import formats
from dashboard.html import Html
from dashboard.markup import Element, element, link
from dashboard.pages.indikator.selection import IndicatorSelection
from dashboard.parts import goal_words, pickers, signals
from dashboard.parts.tables import data_table
from dashboard.published import own_goal
from dashboard.published.goals import Progress
from dashboard.published.own_goal import KINDS, MARKED, WORDS, OwnGoal
from dashboard.url_state import strategy_address
from etl.contract.codes import RIKET

NOTE: Final = "Målet står bara i adressen och sparas inte. Omdömet räknas med samma regler som strategiernas mål."


def part(selection: IndicatorSelection) -> list[Element]:
    """Which goal the page was opened from, and the reader's own goal with its verdicts; empty without either."""
    return [*_origin(selection), *_own(selection)]


def _origin(selection: IndicatorSelection) -> list[Element]:
    strategy, goal = selection.origin or (None, None)
    if strategy is None or goal is None:
        return []
    codes = selection.view.municipalities or ()
    where = f"{strategy_address(strategy.id, codes[0] if len(codes) == 1 else None)}#mal-{goal.id}"
    words = f"”{goal.text}”" if goal.text else "ett mål vars egna ord vi inte har fått läsa"
    return [element("P", [f"Öppnad från målet {words} i ", link(strategy.title, where), "."], className="goal-origin")]


def verdicts(selection: IndicatorSelection, goal: OwnGoal) -> dict[str, Progress]:
    """By chosen place, how it stands against the reader's goal."""
    return own_goal.judged(selection.snapshot, selection.entry, goal, selection.sex, selection.municipalities)


def _own(selection: IndicatorSelection) -> list[Element]:
    goal = selection.own_goal
    if goal is None:
        return []
    heading = element("H2", f"{goal.words(selection.entry)} ({MARKED})")
    rows = [_row(selection, code, progress) for code, progress in verdicts(selection, goal).items()]
    headings = ["Område", "Så går det", "Takt", "Riket sedan basåret", "Avser"]
    table = data_table(f"{goal.words(selection.entry)}, {MARKED}", headings, rows, quiet=True) if rows else None
    shown = (
        element("Div", table, className="scroll goal-overview") if rows else element("P", "Välj en kommun för att pröva målet.")
    )
    return [element("Section", [heading, shown, element("P", NOTE, className="hint")], className="panel own-goal")]


def _row(selection: IndicatorSelection, code: str, progress: Progress) -> list[Any]:
    entry = selection.entry
    small = [*goal_words.beside(progress), *([f"Beror på basåret: {progress.base_note}."] if progress.depends_on_base else [])]
    said = [
        signals.mark(goal_words.mark(progress)),
        *goal_words.left(progress, entry),
        *[element("Span", words, className="small goal-beside") for words in small],
    ]
    riket = goal_words.beside_riket(progress, entry) if code != RIKET else None
    year = formats.DASH if progress.latest_year is None else str(progress.latest_year)
    return [selection.name(code), said, goal_words.pace(progress, entry) or formats.DASH, riket or formats.DASH, year]


def form(selection: IndicatorSelection) -> html.Details:
    """The small form that writes a goal into the address."""
    goal = selection.own_goal
    options = [{"label": WORDS[kind].capitalize(), "value": name} for name, kind in KINDS.items()]
    name = next((name for name, kind in KINDS.items() if goal and kind is goal.kind), "minst")
    kind = dbc.Select(id="own-goal-kind", options=options, value=name)
    fields = [
        ("Slag", kind),
        ("Nivå", _input("own-goal-level", goal.level if goal else None)),
        ("Målår", _input("own-goal-year", goal.year if goal else None)),
        ("Basår", _input("own-goal-base", goal.base if goal else None)),
    ]
    boxes = [html.Div(pickers.field(label, control), className="small-field") for label, control in fields]
    ways = [
        html.Button("Pröva", id="own-goal-try", type="button", className="take-button"),
        html.Button("Ta bort målet", id="own-goal-drop", type="button", className="take-button"),
    ]
    hint = html.P(
        "Nivån behövs för minst, högst och minska med (i procent). Basåret är året som takten räknas från.", className="hint"
    )
    parts = [html.Summary("Pröva ett mål"), html.Div([*boxes, *ways], className="chart-controls"), hint]
    return html.Details(
        [*parts, Html(None, "P", id="own-goal-fault", role="status")], className="own-goal-form", open=goal is not None
    )


def _input(name: str, value: float | int | None) -> dcc.Input:
    text = "" if value is None else f"{value:g}".replace(".", ",")
    return dcc.Input(id=name, type="text", value=text, size="6", autoComplete="off")
