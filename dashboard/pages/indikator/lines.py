"""The trend pane: the chosen kommuner's lines with riket, those like one, means and documented goals, as words and table too."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, Final

from dashboard import formats
from dashboard.charts.answers import answers_figure
from dashboard.charts.goal_lines import GoalLine, ahead
from dashboard.charts.trend import MOST_BANDS, Line, TrendData, broken_periods, trend_figure
from dashboard.markup import Element, element
from dashboard.pages.indikator import development, goal_view
from dashboard.pages.indikator.selection import IndicatorSelection
from dashboard.parts.tables import cell_content, data_table
from dashboard.published import queries
from dashboard.published.counties import MARK
from dashboard.published.goals import Progress
from dashboard.published.own_goal import MARKED
from dashboard.published.queries import Group, Mean
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
    periods = choice.periods
    if not periods:
        return "Utveckling"
    span = periods[0] if len(periods) == 1 else f"{periods[0]}{formats.DASH}{periods[-1]}"
    return f"Utveckling {span}, {formats.unit(choice.entry)}"


def figure(choice: IndicatorSelection) -> dict[str, Any]:
    """The lines; answers in words as a grid of marks."""
    entry = choice.entry
    lines = [replace(_line(choice, code), look=look) for code, look in zip(choice.chosen, choice.looks, strict=True)]
    periods = choice.periods
    marked = choice.period if choice.period in periods[:-1] else None
    if entry.unit in formats.CATEGORY_WORDS and lines:
        return answers_figure(TrendData(entry, periods, None, lines, marked, choice.snapshot.demo))
    riket = _line(choice, RIKET) if formats.beside_riket(entry) else None
    goals = [*(line for line, _ in _goals(choice)), *_own_goal(choice)]
    means, beside = [line for line, _ in _means(choice)], [_line(choice, code) for code in _beside(choice)]
    shown = TrendData(entry, periods, riket, lines, marked, choice.snapshot.demo, means, goals, beside)
    return trend_figure(shown)


def _line(choice: IndicatorSelection, code: str) -> Line:
    """A region's values; that they are means is said first, as long names are cut."""
    sex, name = choice.sex, queries.regions(choice.snapshot)[code].name
    name = f"Medel, {name}" if choice.is_mean(code) else name
    values = _smoothed(choice, choice.data.track(code, sex))
    flags = _preliminary(choice, code)
    few = len(choice.chosen) <= MOST_BANDS and code != RIKET
    counts = () if choice.view.smooth else queries.counts(choice.snapshot, choice.entry.id, code, sex)
    margins = queries.margins(choice.snapshot, choice.entry.id, code, sex) if few and not choice.view.smooth else ()
    return Line(name, values, flags[choice.span], margins[choice.span], choice.is_mean(code), counts=counts[choice.span])


def _smoothed(choice: IndicatorSelection, values: list[float | None]) -> list[float | None]:
    """The values of the periods that are shown; where the reader wants it as means of three years."""
    all_periods = choice.data.periods
    return (development.means_of_three(choice.entry, all_periods, values) if choice.view.smooth else values)[choice.span]


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


def _beside(choice: IndicatorSelection) -> tuple[str, ...]:
    """The kommuner like the one in focus that are not chosen themselves."""
    group = choice.similar
    return tuple(code for code in group.members if code not in choice.chosen) if group else ()


def mean_groups(choice: IndicatorSelection) -> list[Group]:
    """Whose means stand beside: the chosen where they are a group or the län of one that is alone, and those like it."""
    own, focus = _group(choice), choice.focus
    if own is None and focus and len(choice.chosen) == 1:
        own = queries.groups(choice.snapshot).get(f"lan:{focus[:2]}")
    return [group for group in (own, choice.similar) if group and len(group.members) > 1]


def _means(choice: IndicatorSelection) -> list[tuple[Line, Group]]:
    """The published means as lines."""
    found = []
    for group in mean_groups(choice):
        means = published_means(choice, group)
        values = _smoothed(choice, [means[period].value if period in means else None for period in choice.data.periods])
        if any(value is not None for value in values):
            found.append((Line(_mean_name(choice, group, values), values), group))
    return found


def published_means(choice: IndicatorSelection, group: Group) -> dict[str, Mean]:
    """A group's means by period."""
    return queries.unweighted_means(choice.snapshot, choice.entry.id, group.id, choice.sex)


def mean_of(group: Group) -> str:
    """Whose mean it is, in tables: `Länets kommuner`."""
    return {GroupKind.PEER: "Liknande kommuner", GroupKind.COUNTY: "Länets kommuner"}.get(group.kind, "Gruppen")


def _mean_name(choice: IndicatorSelection, group: Group, values: Sequence[float | None]) -> str:
    """`Liknande 65,5 %`: which mean it is, with its last value."""
    words = {GroupKind.PEER: "Liknande", GroupKind.COUNTY: "Länsmedel"}.get(group.kind, MEAN)
    last = next((value for value in reversed(values) if value is not None), None)
    return words if last is None else f"{words} {formats.bare(last, choice.entry)}"


def _goals(choice: IndicatorSelection) -> list[tuple[GoalLine, Goal]]:
    """Documented goals with a level that hold for any of the chosen."""
    found: list[tuple[GoalLine, Goal]] = []
    if not choice.periods:
        return found
    for strategy, goal in choice.snapshot.strategies.goals_of(choice.entry.id):
        level = goal.value if goal.value is not None else choice.data.cell(RIKET, choice.periods[-1], choice.sex).value
        if _level_goal(goal) and _concerns(strategy, choice) and level is not None:
            value = f" {formats.value(goal.value, choice.entry)}" if goal.value is not None else ""
            by = f" {goal.target_year}" if goal.target_year else ""
            words = f"Mål{by}: {REACHED[goal.kind]}{value} ({strategy.actor})"
            found.append((GoalLine(level, words, goal.target_year if _to_the_end(choice) else None), goal))
    return found


def _own_goal(choice: IndicatorSelection) -> list[GoalLine]:
    """The level that the reader tries with the path that it requires of few places; of a share each place's own level."""
    goal, places = choice.own_goal, list(choice.municipalities)
    if goal is None or goal.kind is GoalKind.GAP_HALVED or not choice.periods:
        return []
    words = f"{goal.words(choice.entry)} ({MARKED})"
    found = goal_view.verdicts(choice, goal) if len(places) <= MOST_NAMED else {}
    if goal.kind is GoalKind.REDUCE_BY_SHARE:
        known = [(choice.name(code), one) for code, one in found.items() if one.target is not None]
        return [GoalLine(one.target or 0.0, f"{name}: {words}", goal.year, _starts([one])) for name, one in known]
    if goal.level is not None:
        return [GoalLine(goal.level, words, goal.year, _starts(found.values()))]
    riket = choice.data.cell(RIKET, choice.periods[-1], choice.sex).value
    return [] if riket is None else [GoalLine(riket, words, goal.year)]


def _to_the_end(choice: IndicatorSelection) -> bool:
    """Whether the trend shows the years up to the last one with values, after which a goal's target year can follow."""
    return choice.periods[-1:] == choice.data.periods[-1:]


def _starts(found: Iterable[Progress]) -> tuple[tuple[int, float], ...]:
    return tuple((one.baseline_year, one.baseline) for one in found if one.baseline_year and one.baseline is not None)


def _level_goal(goal: Goal) -> bool:
    return goal.measure == "level" and goal.kind in REACHED and goal.evidence is Evidence.DOCUMENTED


def _concerns(strategy: Strategy, choice: IndicatorSelection) -> bool:
    """Whether a goal is that of the place in focus, or, where none is, of any of the chosen."""
    return any(map(strategy.concerns, [choice.focus] if choice.focus else choice.chosen))


def summary(choice: IndicatorSelection) -> str:
    """Where riket, or the only chosen kommun, has gone from and to."""
    entry = choice.entry
    if not choice.periods:
        return ""
    codes = [choice.focus] if choice.focus else []
    sentences = [_sentence(choice, code) for code in (*codes, *([RIKET] if formats.beside_riket(entry) else []))]
    return " ".join(text for text in sentences if text)


def _sentence(choice: IndicatorSelection, code: str) -> str:
    line = _line(choice, code)
    known = [(period, value) for period, value in zip(choice.periods, line.values, strict=True) if value is not None]
    if len(known) < 2:
        return ""
    (first, old), (last, new) = known[0], known[-1]
    moved = (
        development.change(choice.entry, (first, last), (old, new)) if not broken_periods(choice.entry, choice.periods) else None
    )
    by = f" ({formats.difference(moved.change, choice.entry)})" if moved else ""
    words = f"{line.name}: från {formats.value(old, choice.entry)} {first} till {formats.value(new, choice.entry)} {last}{by}."
    return f"{words}{_lacking(choice, code, (first, last))}"


def _lacking(choice: IndicatorSelection, code: str, known: tuple[str, str]) -> str:
    """Why a sentence tells of fewer years than the chart shows: ` Värden för 2017–2024 är dolda, för få personer.`"""
    shown = choice.periods
    if code == RIKET or choice.view.smooth or choice.is_mean(code) or known == (shown[0], shown[-1]):
        return ""
    missing = [period for period in shown if not known[0] <= period <= known[1]]
    hidden = [choice.data.cell(code, period, choice.sex).status == Status.SUPPRESSED.value for period in missing]
    why = "är dolda, för få personer" if all(hidden) else "saknas eller är dolda" if any(hidden) else "saknas"
    early, late = [one for one in missing if one < known[0]], [one for one in missing if one > known[1]]
    spans = [part[0] if len(part) == 1 else f"{part[0]}{formats.DASH}{part[-1]}" for part in (early, late) if part]
    return f" Värden för {' och '.join(spans)} {why}."


def notes(choice: IndicatorSelection) -> list[str]:
    """What the reader must know of the lines: breaks, elections, preliminary values, margins, means and goals."""
    if not choice.periods:
        return []
    return [*_of_the_series(choice), *_of_the_values(choice), *_of_the_references(choice)]


def _of_the_series(choice: IndicatorSelection) -> list[str]:
    """Breaks, elections, and means of several years."""
    entry, periods = choice.entry, choice.periods
    shown = broken_periods(entry, periods)
    breaks = [
        f"Brott i serien {step.period}: {step.text.rstrip('.')}." for step in entry.breaks if shown and step.period > periods[0]
    ]
    elections = set(map(str, entry.election_years)) & set(periods)
    mean = "Varje punkt är ett medel av året och de två åren före, vart år räknat lika. Det dämpar slumpen i små kommuner."
    words = ["Värdena gäller valår och ritas som punkter."] if elections else []
    return [*breaks, *words, *([mean] if choice.view.smooth else [])]


def _of_the_values(choice: IndicatorSelection) -> list[str]:
    codes = [RIKET, *choice.chosen]
    lines = [_line(choice, code) for code in codes] if choice.data.preliminary(choice.sex) else []
    preliminary = (
        ["Streckade linjer med ofyllda punkter är preliminära värden."] if any(any(line.preliminary) for line in lines) else []
    )
    few = choice.chosen if len(choice.chosen) <= MOST_BANDS and not choice.view.smooth else ()
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
    sentences = [*_of_the_means(choice), *(_mean_words(choice, one, turn) for turn, one in enumerate(_means(choice)))]
    if _beside(choice) and choice.focus:
        sentences.append(f"Tunna grå linjer: de kommuner som Kolada räknar som liknande {choice.name(choice.focus)}.")
    goals = _goals(choice)
    sentences += [f"{line.words}." for line, _ in goals]
    own = _own_goal(choice)
    sentences += [f"{line.words}." for line in own]
    if any(line.starts for line in own):
        sentences.append("Prickad linje: den väg som målet kräver från basåret.")
    if ahead(choice.periods, [*(line for line, _ in goals), *own]):
        sentences.append(f"Målets linje går till målåret; efter {choice.periods[-1]} finns inga värden.")
    if any(goal.fit == "partial" for _, goal in goals):
        sentences.append("Indikatorn mäter en del av målet.")
    return sentences


def _mean_words(choice: IndicatorSelection, found: tuple[Line, Group], turn: int) -> str:
    """Which line a group's mean is, with its value and of how many it is."""
    line, group = found
    own = " Det är inte länets eget värde." if group.kind is GroupKind.COUNTY else ""
    code = group.id.removeprefix("lan:")
    if code in choice.chosen and not choice.is_mean(code):
        own = f" {choice.name(code)} har också en egen linje: källans värde för hela länet. I medlet väger varje kommun lika."
    mean = published_means(choice, group).get(choice.period)
    level = line.values[choice.periods.index(choice.period)] if choice.period in choice.periods else None
    value = "" if level is None else f" {choice.period}: {formats.value(level, choice.entry)}"
    label = mean.label if mean else "ovägt medel"
    return f"Grå {('streckad', 'prickad')[turn]} linje: {group.name}, {label}{value}.{own}"


def table_view(choice: IndicatorSelection) -> Element:
    """The lines as a table: a row a region, a column a period, then how it has gone from the first to the last."""
    entry, periods = choice.entry, choice.periods
    if not periods:
        return element("P", "Inga värden att visa.")
    codes = (RIKET, *choice.chosen, *_beside(choice))
    rows = [["Riket" if code == RIKET else choice.name(code), *_cells(choice, code)] for code in codes]
    rows += [[f"{mean_of(group)}, medel", *_values(choice, line)] for line, group in _means(choice)]
    headings = ["Område", *periods, f"Förändring, {formats.difference_unit(entry)}", f"Index, {periods[0]} = 100", "Per år"]
    return data_table(f"{entry.short_title}. {title(choice)}.", headings, rows)


def _cells(choice: IndicatorSelection, code: str) -> list[Any]:
    """A region's values with why they are absent, their margins and of how many persons, and how it has gone."""
    line = _line(choice, code)
    if choice.view.smooth:
        return _values(choice, line)
    cells = choice.data.history(code, choice.sex)[choice.span]
    shown = [
        [cell_content(cell, choice.entry), *_sureness(choice, line, at)]
        if _sureness(choice, line, at)
        else cell_content(cell, choice.entry)
        for at, cell in enumerate(cells)
    ]
    return [*shown, *_gone(choice, line)]


def _sureness(choice: IndicatorSelection, line: Line, at: int) -> list[Element]:
    """` ± 2,1` and ` av 1 240`, in small, where the source says so."""
    margin = line.margins[at] if line.margins else None
    count = line.counts[at] if line.counts else None
    if line.values[at] is None:
        return []
    words = [] if margin is None else [f" ±{formats.HARD_SPACE}{formats.number(margin, choice.entry.decimals)}"]
    words += [] if count is None else [f" av {formats.number(count, 0)}"]
    return [element("Span", "".join(words), className="small")] if words else []


def _values(choice: IndicatorSelection, line: Line) -> list[Any]:
    return [*(formats.bare(value, choice.entry) for value in line.values), *_gone(choice, line)]


def _gone(choice: IndicatorSelection, line: Line) -> list[str]:
    """Change, index and change a year between the first and the last period that are shown."""
    found = development.change(choice.entry, choice.periods, line.values)
    if found is None:
        return [formats.DASH] * 3
    index = formats.DASH if found.hundred is None else formats.number(found.hundred, 1)
    return [formats.difference(found.change, choice.entry), index, formats.difference(found.yearly, choice.entry)]
