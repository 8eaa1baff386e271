"""The meeting page's goals, strategy by strategy, and beside them who waits for validation and what has changed."""

from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

from dashboard import formats
from dashboard.markup import Element, element, link
from dashboard.pages.motesunderlag.indicator_tables import MeetingSelection
from dashboard.parts import goal_words, signals
from dashboard.parts.tables import data_table
from dashboard.published import backlog, backlog_rows, facts, goals, picks
from dashboard.published.changed import ChangedView
from dashboard.published.facts import Aim
from dashboard.url_state import BacklogView, strategy_address
from etl.contract.catalogue import Indicator
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
    "Nått eller på väg",
    "Inte nått i tid, för långsamt eller åt fel håll",
    "Ingen säker förändring, eller inte nått än",
    "Kan inte mätas, eller bara delvis",
)
UNMEASURED: Final = "Mäts inte här. "


def section(heading: str | list[Element], name: str, parts: Sequence[Element], kind: str = "") -> Element:
    """A part of the page under its heading."""
    return element("Section", [element("H2", heading, id=name), *parts], className=f"panel {kind}".strip(), aria_labelledby=name)


def scroll(table: Element, label: str) -> Element:
    """A table that may be wider than the screen; reached by keyboard."""
    return element("Div", table, className="scroll", tabIndex=0, role="region", aria_label=label)


def goals_and_more(selection: MeetingSelection) -> list[Element]:
    """The goals, which with a strategy need the page's width, beside what is shorter."""
    more = [_backlog(selection), _changed(selection)]
    if selection.strategy:
        found = section(f"Mål i {selection.strategy.title}", "meeting-goals", _goals(selection), "meeting-goals")
        return [found, element("Div", more, className="meeting-pair")]
    own = _goals(selection)
    if not own:
        return [element("Div", more, className="meeting-pair")]
    return [element("Div", [section("Mål", "meeting-goals", own), element("Div", more)], className="meeting-pair")]


def _goals(selection: MeetingSelection) -> list[Element]:
    """With a strategy its goals; else how those of the strategies that hold here go, a row a strategy; empty where none does."""
    if not goals.published(selection.snapshot):
        return [element("P", "Hur det går mot målen är inte beräknat i den här versionen.")]
    if selection.strategy:
        return [scroll(_goal_table(selection, selection.strategy), "Tabell över mål")]
    holding = facts.strategies_for(selection.snapshot, selection.region.code)
    if not holding:
        return []
    headings = ["Strategi", "Mål", *OUTCOMES]
    rows = [_strategy_row(selection, strategy) for strategy in holding]
    table = data_table("Målen i strategier som gäller här", headings, rows, quiet=True)
    return [scroll(table, "Tabell över strategier"), *_verdicts(selection)]


Measured = tuple[Indicator, Aim]
"""A measure of a goal, and what it says of it."""


def _statuses(selection: MeetingSelection, strategy: Strategy) -> dict[str, list[Measured]]:
    """By goal, what its measures say."""
    found: dict[str, list[Measured]] = {}
    for fact in selection.facts:
        for aim in (aim for aim in fact.aims if aim.strategy.id == strategy.id):
            found.setdefault(aim.goal.id, []).append((fact.entry, aim))
    return found


def whole(selection: MeetingSelection) -> list[tuple[Goal, Strategy, Any]]:
    """The goals that are measured whole, or that their actor has settled, each with its verdict, strategy by strategy."""
    found = []
    for strategy in facts.strategies_for(selection.snapshot, selection.region.code):
        measured = _statuses(selection, strategy)
        for goal in (goal for goal in strategy.goals if goal.text):
            conclusive = [one for one in measured.get(goal.id, ()) if _tells(one[1])]
            if conclusive or _settled(selection, strategy, goal):
                found.append((goal, strategy, _measured(goal, conclusive)))
    return found


def _verdicts(selection: MeetingSelection) -> list[Element]:
    rows = [
        element(
            "Div", [element("Dt", [goal.text, element("Span", f" ({strategy.title})", className="small")]), element("Dd", said)]
        )
        for goal, strategy, said in whole(selection)
    ]
    return [element("Dl", rows, className="meeting-verdicts")] if rows else []


def _settled(selection: MeetingSelection, strategy: Strategy, goal: Goal) -> bool:
    """Whether the actor has said how the goal ended in the place that is shown."""
    return goal.outcome is not None and strategy.region == selection.region.code


def _tells(aim: Aim) -> bool:
    """Whether it says anything of the whole goal."""
    return not aim.progress.approximate and aim.progress.status != goal_words.UNMEASURED


def _strategy_row(selection: MeetingSelection, strategy: Strategy) -> list[Any]:
    found = _statuses(selection, strategy)
    verdicts = Counter(_own_account(selection, strategy, goal) or _verdict(found.get(goal.id, ())) for goal in strategy.goals)
    name = link(strategy.title, strategy_address(strategy.id, selection.region.code))
    judged = [verdicts["forward"], verdicts["backward"], verdicts["neither"]]
    return [name, counted(strategy.goals), *map(str, judged), str(len(strategy.goals) - sum(judged))]


def _own_account(selection: MeetingSelection, strategy: Strategy, goal: Goal) -> str | None:
    """How a goal ended by its actor's own account."""
    if goal.outcome is None or not _settled(selection, strategy, goal):
        return None
    return "forward" if goal.outcome.reached else "backward"


def _verdict(found: Sequence[Measured]) -> str:
    """Of a goal as a whole: any measure that goes backward decides; measures of a part of the goal say nothing of it."""
    own = {aim.progress.status for _, aim in found if not aim.progress.approximate}
    if own & picks.BACKWARD:
        return "backward"
    return "forward" if own & picks.FORWARD else "neither" if own & picks.NEITHER else "silent"


def _goal_table(selection: MeetingSelection, strategy: Strategy) -> Element:
    areas = {area.id: area.title for area in strategy.areas}
    found = _statuses(selection, strategy)
    rows = [
        [
            goal.text or f"{formats.UNREAD_GOAL}.",
            areas.get(goal.area or "", formats.DASH),
            _measured(goal, found.get(goal.id, ())),
        ]
        for goal in strategy.goals
    ]
    return data_table(f"Mål i {strategy.title}", ["Mål", "Område", "Mått och hur det går"], rows, quiet=True)


def _measured(goal: Goal, found: Sequence[Measured]) -> Any:
    """The verdict with what is left, and beneath what measures of parts do; or how it ended by the actor's account."""
    ended = goal_words.outcome(goal)
    if ended and goal.outcome:
        return [signals.mark(ended), element("Span", f" {goal.outcome.text}. Källa: {goal.outcome.source}", className="small")]
    if not found:
        return f"{UNMEASURED}{goal.why_no_indicator or 'Måttet har inga värden här.'}"
    whole = [one for one in found if not one[1].progress.approximate]
    lines = [_line(entry, aim, named=len(whole) > 1) for entry, aim in whole]
    in_part = [aim.progress for _, aim in found if aim.progress.approximate]
    if in_part:
        reasons = dict.fromkeys(one.reason for one in in_part if one.status == goal_words.UNMEASURED and one.reason)
        why = f" ({', '.join(reasons)})" if reasons else ""
        lines.append(element("Div", f"Delmått: {goal_words.parts(in_part)}{why}", className="small"))
    return lines


def _line(entry: Indicator, aim: Aim, *, named: bool) -> Element:
    lead = [f"{entry.short_title}: "] if named else []
    return element("Div", [*lead, *goal_words.cell(aim.progress, entry)])


# Validation and changes


def _backlog(selection: MeetingSelection) -> Element:
    if not backlog.published(selection.snapshot):
        said: list[Any] = ["Versionen har inga uppgifter om validering."]
    else:
        figures = backlog_rows.choose(selection.snapshot, BacklogView(selection.region.code))
        where = BacklogView(selection.region.code).address
        said = [backlog_rows.summary(figures), " ", link("Mer om väntan på validering", where, className="way")]
    return section("Väntan på validering", "meeting-backlog", [element("P", said)])


def _changed(selection: MeetingSelection) -> Element:
    """What differs from the version before, in this region, both sexes together."""
    since = selection.snapshot.version if selection.locked else None
    words = "Allt som har ändrats sedan den här versionen" if since else "Allt som har ändrats"
    way = link(words, ChangedView(selection.region.code, selection.view.strategy, since).address, className="way")
    return section("Nytt sedan sist", "meeting-changed", [element("P", [_changes(selection), " ", way])])


def _changes(selection: MeetingSelection) -> str:
    if not selection.snapshot.has("changes"):
        return "Det finns ingen tidigare version att jämföra med."
    rows = facts.changes(selection.snapshot, selection.region.code)
    shown = {fact.entry.id: fact.entry.short_title for fact in selection.facts}
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
