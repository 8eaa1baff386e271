"""Goals in the indicator page's files: the verdicts of the strategies' goals, and the goal that the reader tries, in words."""

from dataclasses import replace
from typing import Final

from dashboard.files.table import Facts, Table
from dashboard.pages.indikator import goal_view, indicator_files, indicator_view
from dashboard.pages.indikator.selection import IndicatorSelection
from dashboard.parts import goal_verdicts
from dashboard.parts.goal_verdicts import Verdict
from dashboard.published.own_goal import MARKED

MOST_TOLD: Final = 6
"""Of the reader's goal, so many kommuner's verdicts are said in a line; the sheet has all of them."""


def facts(choice: IndicatorSelection, origin: str) -> Facts:
    """What is said of the page's files, the reader's goal among it; `origin` is scheme and host of the address."""
    said = indicator_files.facts(choice, indicator_view.summary(choice), origin)
    return replace(said, own_goal=" ".join(own_lines(choice)))


def own_lines(choice: IndicatorSelection) -> list[str]:
    """The goal that the reader tries, then a line a kommun with its verdict; empty without a goal."""
    goal = choice.own_goal
    if goal is None:
        return []
    found = _own(choice)
    told = [goal_verdicts.line(one, choice.name(one.code)) for one in found[:MOST_TOLD]]
    more = [f"Och {len(found) - MOST_TOLD} kommuner till."] if len(found) > MOST_TOLD else []
    return [f"{goal.words(choice.entry)} ({MARKED}).", *told, *more]


def sheet(choice: IndicatorSelection) -> tuple[Table, ...]:
    """The verdicts of the chosen kommuner: first on the reader's goal, then on the strategies'; none where there are none."""
    return goal_verdicts.sheet(choice.snapshot, (*_own(choice), *of_strategies(choice)))


def of_strategies(choice: IndicatorSelection) -> list[Verdict]:
    """The verdicts on the goals that the indicator measures, where they hold."""
    return list(goal_verdicts.of_measures(choice.snapshot, (choice.entry,), choice.municipalities))


def _own(choice: IndicatorSelection) -> list[Verdict]:
    goal = choice.own_goal
    if goal is None:
        return []
    marked, words = f"{MARKED[0].upper()}{MARKED[1:]}", goal.words(choice.entry)
    return [Verdict(marked, words, code, choice.entry, one) for code, one in goal_view.verdicts(choice, goal).items()]
