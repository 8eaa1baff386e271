"""The trend pane: the chosen kommuner's lines with riket, a group's mean and documented goals, in words and as a table too."""

from collections.abc import Iterable
from typing import Any, Final

from dashboard import formats
from dashboard.charts.answers import answers_figure
from dashboard.charts.goal_lines import GoalLine, ahead
from dashboard.charts.trend import MOST_BANDS, Line, TrendData, broken_periods, trend_figure
from dashboard.markup import Element, element
from dashboard.pages.indikator import goal_view
from dashboard.pages.indikator.selection import IndicatorSelection
from dashboard.parts.tables import cell_content, data_table
from dashboard.published import queries
from dashboard.published.counties import MARK
from dashboard.published.goals import Progress
from dashboard.published.own_goal import MARKED
from dashboard.published.queries import Group
from etl.contract.codes import RIKET, GroupKind, Status
from etl.contract.goal import Evidence, Goal, GoalKind
from etl.contract.reader import Snapshot
from etl.contract.remembered import remembered
from etl.contract.strategies import Strategy

MEAN = "Ovägt medel"
REACHED = {
    GoalKind.AT_LEAST: "minst",
    GoalKind.AT_MOST: "högst",
    GoalKind.BOTH_AT_LEAST: "minst, för både kvinnor och män,",
    GoalKind.ABOVE_RIKET: "över riket",
    GoalKind.BELOW_RIKET: "under riket",
}

MOST_NAMED: Final = 4
"""Of more kommuner with hidden values only their number is told."""


def title(choice: IndicatorSelection) -> str:
    """`Utveckling 2000–2022, procent`."""
    periods = choice.data.periods
    if not periods:
        return "Utveckling"
    span = periods[0] if len(periods) == 1 else f"{periods[0]}{formats.DASH}{periods[-1]}"
    return f"Utveckling {span}, {formats.unit(choice.entry)}"


def figure(choice: IndicatorSelection) -> dict[str, Any]:
    """The lines; answers in words as a grid of marks."""
    data, entry = choice.data, choice.entry
    lines = [_line(choice, code) for code in choice.chosen]
    marked = choice.period if len(data.periods) > 1 and choice.period != data.periods[-1] else None
    if entry.unit in formats.CATEGORY_WORDS and lines:
        return answers_figure(TrendData(entry, data.periods, None, lines, marked, choice.snapshot.demo))
    riket = _line(choice, RIKET) if formats.beside_riket(entry) else None
    goals = [*(line for line, _ in _goals(choice)), *_own_goal(choice)]
    shown = TrendData(entry, data.periods, riket, lines, marked, choice.snapshot.demo, _mean(choice), goals)
    return trend_figure(shown)


def _line(choice: IndicatorSelection, code: str) -> Line:
    """A region's values; that they are means is said first, as long names are cut."""
    data, sex, name = choice.data, choice.sex, queries.regions(choice.snapshot)[code].name
    name = f"Medel, {name}" if choice.is_mean(code) else name
    values = data.track(code, sex)
    flags = _preliminary(choice, code)
    few = len(choice.chosen) <= MOST_BANDS and code != RIKET
    margins = queries.margins(choice.snapshot, choice.entry.id, code, sex) if few else ()
    return Line(name, values, flags, margins, mean=choice.is_mean(code))


def _preliminary(choice: IndicatorSelection, code: str) -> tuple[bool, ...]:
    """Which of a region's values may still change; empty where none may."""
    data = choice.data
    if choice.sex not in data.sexes or code not in data.regions:
        return ()
    statuses = data.statuses[:, data.sexes.index(choice.sex), data.regions.index(code)] == Status.PRELIMINARY.value
    return tuple(statuses.tolist()) if statuses.any() else ()


@remembered(8)
def _groups(snapshot: Snapshot) -> dict[frozenset[str], Group]:
    """Groups by their members; a län before the others that happen to have the same."""
    order = list(GroupKind)
    ranked = sorted(queries.groups(snapshot).values(), key=lambda group: order.index(group.kind), reverse=True)
    return {frozenset(group.members): group for group in ranked}


def _group(choice: IndicatorSelection) -> Group | None:
    """The group whose members are the chosen kommuner; none where they are a län's whose own line is shown."""
    found = _groups(choice.snapshot).get(frozenset(choice.municipalities))
    return None if found and found.id.removeprefix("lan:") in choice.chosen else found


def _mean(choice: IndicatorSelection) -> Line | None:
    """The mean of the chosen, where they are a group whose mean is published."""
    group = _group(choice)
    means = queries.unweighted_means(choice.snapshot, choice.entry.id, group.id, choice.sex) if group else {}
    values = [means[period].value if period in means else None for period in choice.data.periods]
    return Line(MEAN, values) if any(value is not None for value in values) else None


def _goals(choice: IndicatorSelection) -> list[tuple[GoalLine, Goal]]:
    """Documented goals with a level that hold for any of the chosen."""
    found: list[tuple[GoalLine, Goal]] = []
    if not choice.data.periods:
        return found
    for strategy, goal in choice.snapshot.strategies.goals_of(choice.entry.id):
        level = goal.value if goal.value is not None else choice.data.cell(RIKET, choice.data.periods[-1], choice.sex).value
        if _level_goal(goal) and _concerns(strategy, choice) and level is not None:
            value = f" {formats.value(goal.value, choice.entry)}" if goal.value is not None else ""
            by = f" {goal.target_year}" if goal.target_year else ""
            words = f"Mål{by}: {REACHED[goal.kind]}{value} ({strategy.actor})"
            found.append((GoalLine(level, words, goal.target_year), goal))
    return found


def _own_goal(choice: IndicatorSelection) -> list[GoalLine]:
    """The level that the reader tries with the path that it requires of few places; of a share each place's own level."""
    goal, places = choice.own_goal, list(choice.municipalities)
    if goal is None or goal.kind is GoalKind.GAP_HALVED or not choice.data.periods:
        return []
    words = f"{goal.words(choice.entry)} ({MARKED})"
    found = goal_view.verdicts(choice, goal) if len(places) <= MOST_NAMED else {}
    if goal.kind is GoalKind.REDUCE_BY_SHARE:
        known = [(choice.name(code), one) for code, one in found.items() if one.target is not None]
        return [GoalLine(one.target or 0.0, f"{name}: {words}", goal.year, _starts([one])) for name, one in known]
    if goal.level is not None:
        return [GoalLine(goal.level, words, goal.year, _starts(found.values()))]
    riket = choice.data.cell(RIKET, choice.data.periods[-1], choice.sex).value
    return [] if riket is None else [GoalLine(riket, words, goal.year)]


def _starts(found: Iterable[Progress]) -> tuple[tuple[int, float], ...]:
    return tuple((one.baseline_year, one.baseline) for one in found if one.baseline_year and one.baseline is not None)


def _level_goal(goal: Goal) -> bool:
    return goal.measure == "level" and goal.kind in REACHED and goal.evidence is Evidence.DOCUMENTED


def _concerns(strategy: Strategy, choice: IndicatorSelection) -> bool:
    return any(map(strategy.concerns, choice.chosen))


def summary(choice: IndicatorSelection) -> str:
    """Where riket, or the only chosen kommun, has gone from and to."""
    entry, data = choice.entry, choice.data
    if not data.periods:
        return ""
    codes = list(choice.chosen) if len(choice.chosen) == 1 else []
    sentences = [_sentence(choice, code) for code in (*codes, *([RIKET] if formats.beside_riket(entry) else []))]
    return " ".join(text for text in sentences if text)


def _sentence(choice: IndicatorSelection, code: str) -> str:
    line = _line(choice, code)
    known = [(period, value) for period, value in zip(choice.data.periods, line.values, strict=True) if value is not None]
    if len(known) < 2:
        return ""
    (first, old), (last, new) = known[0], known[-1]
    return f"{line.name}: från {formats.value(old, choice.entry)} {first} till {formats.value(new, choice.entry)} {last}."


def notes(choice: IndicatorSelection) -> list[str]:
    """What the reader must know of the lines: breaks, elections, preliminary values, margins, means and goals."""
    if not choice.data.periods:
        return []
    return [*_of_the_series(choice), *_of_the_values(choice), *_of_the_references(choice)]


def _of_the_series(choice: IndicatorSelection) -> list[str]:
    entry, periods = choice.entry, choice.data.periods
    shown = broken_periods(entry, periods)
    breaks = [
        f"Brott i serien {step.period}: {step.text.rstrip('.')}." for step in entry.breaks if shown and step.period > periods[0]
    ]
    elections = set(map(str, entry.election_years)) & set(periods)
    return [*breaks, *(["Värdena gäller valår och ritas som punkter."] if elections else [])]


def _of_the_values(choice: IndicatorSelection) -> list[str]:
    codes = [RIKET, *choice.chosen]
    lines = [_line(choice, code) for code in codes] if choice.data.preliminary(choice.sex) else []
    preliminary = (
        ["Streckade linjer med ofyllda punkter är preliminära värden."] if any(any(line.preliminary) for line in lines) else []
    )
    few = choice.chosen if len(choice.chosen) <= MOST_BANDS else ()
    margins = [queries.margins(choice.snapshot, choice.entry.id, code, choice.sex) for code in few]
    surveyed = any(margin is not None for line in margins for margin in line)
    return [*_of_the_hidden(choice), *preliminary, *(["De skuggade banden är enkätens felmarginaler."] if surveyed else [])]


def _of_the_hidden(choice: IndicatorSelection) -> list[str]:
    """Whose lines have gaps because too few persons are behind the values: what is left may all lie at nought."""
    codes = choice.data.hidden(choice.municipalities, choice.sex)
    if not codes:
        return []
    names = [choice.name(code) for code in codes]
    whose = ", ".join(names) if len(names) <= MOST_NAMED else f"{len(names)} av de valda"
    return [f"Värden som gäller för få personer är dolda och blir luckor i linjen: {whose}."]


def _of_the_means(choice: IndicatorSelection) -> list[str]:
    """Which län's lines are means of their kommuner."""
    if not any(choice.is_mean(code) for code in choice.chosen):
        return []
    return [f"Streckad linje är {MARK} i länet. Källan har inget eget värde för länet."]


def _of_the_references(choice: IndicatorSelection) -> list[str]:
    group, sentences = _group(choice), _of_the_means(choice)
    if group and _mean(choice):
        means = queries.unweighted_means(choice.snapshot, choice.entry.id, group.id, choice.sex)
        label = means[choice.period].label if choice.period in means else "ovägt medel"
        sentences.append(f"Grå streckad linje: {group.name}, {label} {choice.period}. Det är inte länets eget värde.")
    goals = _goals(choice)
    sentences += [f"{line.words}." for line, _ in goals]
    own = _own_goal(choice)
    sentences += [f"{line.words}." for line in own]
    if any(line.starts for line in own):
        sentences.append("Prickad linje: den väg som målet kräver från basåret.")
    if ahead(choice.data.periods, [*(line for line, _ in goals), *own]):
        sentences.append(f"Målets linje går till målåret; efter {choice.data.periods[-1]} finns inga värden.")
    if any(goal.fit == "partial" for _, goal in goals):
        sentences.append("Indikatorn mäter en del av målet.")
    return sentences


def table_view(choice: IndicatorSelection) -> Element:
    """The lines as a table: a row a region, a column a period."""
    data, entry = choice.data, choice.entry
    if not data.periods:
        return element("P", "Inga värden att visa.")
    rows = [
        [
            "Riket" if code == RIKET else choice.name(code),
            *(cell_content(cell, entry) for cell in data.history(code, choice.sex)),
        ]
        for code in (RIKET, *choice.chosen)
    ]
    return data_table(f"{entry.short_title}. {title(choice)}.", ["Område", *data.periods], rows)
