"""Goals in the indicator page's files: the verdicts of the strategies' goals, and the goal that the reader tries, in words."""

from dataclasses import replace
from typing import Final

from dashboard.files.table import Facts, Table
from dashboard.pages.indikator import goal_view, indicator_files, indicator_view
from dashboard.pages.indikator.selection import IndicatorSelection
from dashboard.parts import goal_verdicts
from dashboard.parts.goal_verdicts import Verdict
from dashboard.published.own_goal import MARKED

MOST_VERDICTS: Final = 6
"""Of the reader's goal, so many kommuner's verdicts are said in a line; the sheet has all of them."""


def facts(selection: IndicatorSelection, origin: str) -> Facts:
    """What is said of the page's files, the reader's goal among it; `origin` is scheme and host of the address."""
    said = indicator_files.facts(selection, indicator_view.summary(selection), origin)
    return replace(said, own_goal=" ".join(own_lines(selection)))


def own_lines(selection: IndicatorSelection) -> list[str]:
    """The goal that the reader tries, then a line a kommun with its verdict; empty without a goal."""
    goal = selection.own_goal
    if goal is None:
        return []
    found = _own(selection)
    verdicts = [goal_verdicts.line(one, selection.name(one.code)) for one in found[:MOST_VERDICTS]]
    more = [f"Och {len(found) - MOST_VERDICTS} kommuner till."] if len(found) > MOST_VERDICTS else []
    return [f"{goal.words(selection.entry)} ({MARKED}).", *verdicts, *more]


def sheet(selection: IndicatorSelection) -> tuple[Table, ...]:
    """The verdicts of the chosen kommuner: first on the reader's goal, then on the strategies'; none where there are none."""
    return goal_verdicts.sheet(selection.snapshot, (*_own(selection), *of_strategies(selection)))


def of_strategies(selection: IndicatorSelection) -> list[Verdict]:
    """The verdicts on the goals that the indicator measures, where they hold."""
    return list(goal_verdicts.of_measures(selection.snapshot, (selection.entry,), selection.municipalities))


def _own(selection: IndicatorSelection) -> list[Verdict]:
    goal = selection.own_goal
    if goal is None:
        return []
    marked, words = f"{MARKED[0].upper()}{MARKED[1:]}", goal.words(selection.entry)
    return [Verdict(marked, words, code, selection.entry, one) for code, one in goal_view.verdicts(selection, goal).items()]
