"""The meeting page's goals, strategy by strategy, and beside them who waits for validation and what has changed."""

from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

from dashboard import formats
from dashboard.markup import Element, element, link
from dashboard.pages.motesunderlag.indicator_tables import MeetingSelection, aim_words
from dashboard.parts import goal_words, signals
from dashboard.parts.tables import data_table
from dashboard.published import backlog, backlog_rows, facts, goals, picks
from dashboard.published.changed import ChangedView
from dashboard.published.facts import Aim
from dashboard.url_state import BacklogView, strategy_address
from etl.contract.goal import Goal, counted
from etl.contract.strategies import Strategy

KINDS: Final = {
    "new_period": "nya perioder",
    "new_value": "nya värden",
    "revised": "ändrade värden",
    "removed": "borttagna värden",
    "status": "ändrad status",
}
MOST_CHANGED: Final = 4
OUTCOMES: Final = (
    "✔ ➚ Nått eller åt rätt håll",
    "× ➙ ➘ Inte nått i tid, för långsamt eller åt fel håll",
    "▬ ○ Oförändrat eller inte nått än",
    "– Kan inte mätas, eller bara delvis",
)
NO_GOALS: Final = "Ingen av strategierna gäller här."


def section(heading: str | list[Element], name: str, parts: Sequence[Element], kind: str = "") -> Element:
    """A part of the page under its heading."""
    return element("Section", [element("H2", heading, id=name), *parts], className=f"panel {kind}".strip(), aria_labelledby=name)


def scroll(table: Element, label: str) -> Element:
    """A table that may be wider than the screen; reached by keyboard."""
    return element("Div", table, className="scroll", tabIndex=0, role="region", aria_label=label)


def goals_and_more(choice: MeetingSelection) -> list[Element]:
    """The goals, which with a strategy need the page's width, beside what is shorter."""
    more = [_backlog(choice), _changed(choice)]
    if choice.strategy:
        found = section(f"Mål i {choice.strategy.title}", "meeting-goals", _goals(choice), "meeting-goals")
        return [found, element("Div", more, className="meeting-pair")]
    return [element("Div", [section("Mål", "meeting-goals", _goals(choice)), element("Div", more)], className="meeting-pair")]


def _goals(choice: MeetingSelection) -> list[Element]:
    """With a strategy its goals; else how the goals of the strategies that hold here go, strategy by strategy."""
    if not goals.published(choice.snapshot):
        return [element("P", "Hur det går mot målen är inte beräknat i den här versionen.")]
    if choice.strategy:
        return [scroll(_goal_table(choice, choice.strategy), "Tabell över mål")]
    holding = facts.strategies_for(choice.snapshot, choice.region.code)
    if not holding:
        return [element("P", NO_GOALS)]
    headings = ["Strategi", "Mål", *OUTCOMES]
    rows = [_strategy_row(choice, strategy) for strategy in holding]
    return [scroll(data_table("Målen i strategier som gäller här", headings, rows, quiet=True), "Tabell över strategier")]


def _statuses(choice: MeetingSelection, strategy: Strategy) -> dict[str, list[Aim]]:
    """By goal, what its measures say."""
    found: dict[str, list[Aim]] = {}
    for aim in (aim for fact in choice.facts for aim in fact.aims if aim.strategy.id == strategy.id):
        found.setdefault(aim.goal.id, []).append(aim)
    return found


def _strategy_row(choice: MeetingSelection, strategy: Strategy) -> list[Any]:
    verdicts = Counter(_verdict(aims) for aims in _statuses(choice, strategy).values())
    name = link(strategy.title, strategy_address(strategy.id, choice.region.code))
    judged = [verdicts["forward"], verdicts["backward"], verdicts["neither"]]
    return [name, counted(strategy.goals), *map(str, judged), str(len(strategy.goals) - sum(judged))]


def _verdict(aims: Sequence[Aim]) -> str:
    """Of a goal as a whole: any measure that goes backward decides; measures of a part of the goal say nothing of it."""
    own = {aim.progress.status for aim in aims if not aim.progress.approximate}
    if own & picks.BACKWARD:
        return "backward"
    return "forward" if own & picks.FORWARD else "neither" if own & picks.NEITHER else "silent"


def _goal_table(choice: MeetingSelection, strategy: Strategy) -> Element:
    areas = {area.id: area.title for area in strategy.areas}
    found = _statuses(choice, strategy)
    rows = [
        [
            goal.text or "Målets ordalydelse har inte hittats.",
            areas.get(goal.area or "", formats.DASH),
            _measured(goal, found.get(goal.id, ())),
        ]
        for goal in strategy.goals
    ]
    return data_table(f"Mål i {strategy.title}", ["Mål", "Område", "Mått och hur det går"], rows, quiet=True)


def _measured(goal: Goal, aims: Sequence[Aim]) -> Any:
    """The goal's measures under what they say, so that the same word isn't repeated; or how it ended by the actor's account."""
    ended = goal_words.outcome(goal)
    if ended and goal.outcome:
        return [signals.mark(ended), element("Span", f" {goal.outcome.text}. Källa: {goal.outcome.source}", className="small")]
    if not aims:
        return "Mäts inte här"
    marks = [signals.mark(one) for one in dict.fromkeys(map(aim_words, aims))]
    reasons = dict.fromkeys(aim.progress.reason for aim in aims if aim.progress.reason)
    return [*marks, element("Span", f" {', '.join([f'{len(aims)} mått', *reasons])}", className="small")]


# Validation and changes


def _backlog(choice: MeetingSelection) -> Element:
    if not backlog.published(choice.snapshot):
        said: list[Any] = ["Versionen har inga uppgifter om validering."]
    else:
        figures = backlog_rows.choose(choice.snapshot, BacklogView(choice.region.code))
        where = BacklogView(choice.region.code).address
        said = [backlog_rows.summary(figures), " ", link("Mer om väntan på validering", where, className="way")]
    return section("Väntan på validering", "meeting-backlog", [element("P", said)])


def _changed(choice: MeetingSelection) -> Element:
    """What differs from the version before, in this region, both sexes together."""
    since = choice.snapshot.version if choice.locked else None
    words = "Allt som har ändrats sedan den här versionen" if since else "Allt som har ändrats"
    way = link(words, ChangedView(choice.region.code, choice.view.strategy, since).address, className="way")
    return section("Ändrat sedan förra versionen", "meeting-changed", [element("P", [_changes(choice), " ", way])])


def _changes(choice: MeetingSelection) -> str:
    if not choice.snapshot.has("changes"):
        return "Det finns ingen tidigare version att jämföra med."
    rows = facts.changes(choice.snapshot, choice.region.code)
    shown = {fact.entry.id: fact.entry.short_title for fact in choice.facts}
    found: dict[str, Counter[str]] = {}
    for row in rows:
        if row["indicator"] in shown:
            found.setdefault(shown[row["indicator"]], Counter())[row["kind"]] += 1
    if not found:
        return "Inga värden har ändrats."
    items = [
        f"{name}: {', '.join(f'{count} {KINDS.get(kind, kind)}' for kind, count in kinds.items())}"
        for name, kinds in found.items()
    ]
    more = len(items) - MOST_CHANGED
    return "; ".join(items[:MOST_CHANGED]) + (f"; och {more} mått till." if more > 0 else ".")
