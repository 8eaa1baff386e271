"""What is said of goals on pages and in files that aren't a strategy's own: the same verdicts, by goal and place."""

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from dashboard import formats
from dashboard.files.table import Column, Table
from dashboard.markup import Element, element
from dashboard.parts import goal_words, signals
from dashboard.published import goals, queries
from dashboard.published.goals import Progress
from etl.contract.catalogue import Indicator
from etl.contract.codes import Sex
from etl.contract.goal import Goal
from etl.contract.reader import Snapshot
from etl.contract.strategies import Strategy

SHEET: Final = "Mål"
COLUMNS: Final = ("Strategi", "Mål", "Område", "Kod", "Mått", "Avser", "Så går det", "Takt", "Att läsa med omdömet")


class Verdict(NamedTuple):
    """What one measure says of a goal in one place; `goal` and `strategy` are their words."""

    strategy: str
    goal: str
    code: str
    entry: Indicator
    progress: Progress


def of_goal(snapshot: Snapshot, strategy: Strategy, goal: Goal, code: str) -> list[Element]:
    """The verdicts on a goal in a place, a line each: of measures of all of it, then what those of parts do, counted."""
    ended = goal_words.outcome(goal)
    if ended and code == strategy.region:
        return [element("Span", [signals.mark(ended), ", enligt aktörens egen uppgift."])]
    found = [one for one in _both_sexes(snapshot, strategy, code) if one[0] == goal.id]
    lines = [
        element("Span", goal_words.cell(progress, entry))
        for _, entry, progress in found
        if not progress.approximate and progress.status != goal_words.UNMEASURED
    ]
    parts = goal_words.parts(progress for _, _, progress in found if progress.approximate)
    return [*lines, *([element("Span", f"Delmått: {parts}")] if parts else [])]


def _both_sexes(snapshot: Snapshot, strategy: Strategy, code: str) -> Iterator[tuple[str, Indicator, Progress]]:
    """By goal and indicator, the verdict for both sexes together."""
    for (goal, name), by_sex in goals.answers(snapshot, strategy.id, code).items():
        entry, progress = snapshot.catalogue.indicator(name), by_sex.get(Sex.TOTAL.value)
        if entry is not None and progress is not None:
            yield goal, entry, progress


def of_measures(snapshot: Snapshot, entries: Iterable[Indicator], codes: Iterable[str]) -> Iterator[Verdict]:
    """What measures say of the goals of the strategies that hold for each place."""
    names = {entry.id for entry in entries}
    for code in codes:
        for strategy in (one for one in snapshot.strategies.strategies if one.concerns(code)):
            words = {goal.id: goal.text or f"{formats.UNREAD_GOAL}." for goal in strategy.goals}
            for goal, entry, progress in _both_sexes(snapshot, strategy, code):
                if entry.id in names and goal in words:
                    yield Verdict(strategy.title, words[goal], code, entry, progress)


def sheet(snapshot: Snapshot, found: Iterable[Verdict]) -> tuple[Table, ...]:
    """The verdicts as a table to take away; none where there are none."""
    names = queries.regions(snapshot)
    rows = tuple(_row(one, names[one.code].name) for one in found)
    return (Table(SHEET, tuple(map(Column, COLUMNS)), rows),) if rows else ()


def _row(one: Verdict, name: str) -> tuple[str, ...]:
    progress, entry = one.progress, one.entry
    year = "" if progress.latest_year is None else str(progress.latest_year)
    said = goal_words.sentence(progress, entry)
    pace = goal_words.pace(progress, entry) or ""
    return (one.strategy, one.goal, name, one.code, entry.short_title, year, said, pace, _remarks(one))


def _remarks(one: Verdict) -> str:
    return " ".join(goal_words.remarks(one.progress, one.entry))


def line(one: Verdict, name: str) -> str:
    """A verdict in a line of text: `Eskilstuna: I takt med målet, 3,4 procentenheter kvar. Riket sedan 2020: +2,4, här +3,6.`"""
    return f"{name}: {goal_words.sentence(one.progress, one.entry)}. {_remarks(one)}".strip()
