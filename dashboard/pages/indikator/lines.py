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


def title(selection: IndicatorSelection) -> str:
    """`Utveckling 2000–2022, procent`."""
    periods = selection.periods
    if not periods:
        return "Utveckling"
    span = periods[0] if len(periods) == 1 else f"{periods[0]}{formats.DASH}{periods[-1]}"
    return f"Utveckling {span}, {formats.unit(selection.entry)}"


def figure(selection: IndicatorSelection) -> dict[str, Any]:
    """The lines; answers in words as a grid of marks."""
    entry = selection.entry
    lines = [replace(_line(selection, code), look=look) for code, look in zip(selection.chosen, selection.looks, strict=True)]
    periods = selection.periods
    marked = selection.period if selection.period in periods[:-1] else None
    if entry.unit in formats.CATEGORY_WORDS and lines:
        return answers_figure(TrendData(entry, periods, None, lines, marked, selection.snapshot.demo))
    riket = _line(selection, RIKET) if formats.beside_riket(entry) else None
    goals = [*(line for line, _ in _goals(selection)), *_own_goal(selection)]
    means, beside = [line for line, _ in _means(selection)], [_line(selection, code) for code in _beside(selection)]
    shown = TrendData(entry, periods, riket, lines, marked, selection.snapshot.demo, means, goals, beside)
    return trend_figure(shown)


def _line(selection: IndicatorSelection, code: str) -> Line:
    """A region's values; that they are means is said first, as long names are cut."""
    sex, name = selection.sex, queries.regions(selection.snapshot)[code].name
    name = f"Medel, {name}" if selection.is_mean(code) else name
    values = _smoothed(selection, selection.data.track(code, sex))
    flags = _preliminary(selection, code)
    few = len(selection.chosen) <= MOST_BANDS and code != RIKET
    counts = () if selection.view.smooth else queries.counts(selection.snapshot, selection.entry.id, code, sex)
    margins = queries.margins(selection.snapshot, selection.entry.id, code, sex) if few and not selection.view.smooth else ()
    return Line(
        name, values, flags[selection.span], margins[selection.span], selection.is_mean(code), counts=counts[selection.span]
    )


def _smoothed(selection: IndicatorSelection, values: list[float | None]) -> list[float | None]:
    """The values of the periods that are shown; where the reader wants it as means of three years."""
    all_periods = selection.data.periods
    return (development.means_of_three(selection.entry, all_periods, values) if selection.view.smooth else values)[selection.span]


def _preliminary(selection: IndicatorSelection, code: str) -> tuple[bool, ...]:
    """Which of a region's values may still change; empty where none may."""
    data = selection.data
    if selection.sex not in data.sexes or code not in data.regions:
        return ()
    statuses = data.statuses[:, data.sexes.index(selection.sex), data.regions.index(code)] == Status.PRELIMINARY.value
    return tuple(statuses.tolist()) if statuses.any() else ()


@remembered(8)
def _groups(snapshot: Snapshot) -> dict[frozenset[str], Group]:
    """Groups by their members; a län before the others that happen to have the same."""
    order = list(GroupKind)
    ranked = sorted(queries.groups(snapshot).values(), key=lambda group: order.index(group.kind), reverse=True)
    return {frozenset(group.members): group for group in ranked}


def _group(selection: IndicatorSelection) -> Group | None:
    """The group whose members are the chosen kommuner; none where they are a län's whose own line is shown."""
    found = _groups(selection.snapshot).get(frozenset(selection.municipalities))
    return None if found and found.id.removeprefix("lan:") in selection.chosen else found


def _beside(selection: IndicatorSelection) -> tuple[str, ...]:
    """The kommuner like the one in focus that are not chosen themselves."""
    group = selection.similar
    return tuple(code for code in group.members if code not in selection.chosen) if group else ()


def mean_groups(selection: IndicatorSelection) -> list[Group]:
    """Whose means stand beside: the chosen where they are a group or the län of one that is alone, and those like it."""
    own, focus = _group(selection), selection.focus
    if own is None and focus and len(selection.chosen) == 1:
        own = queries.groups(selection.snapshot).get(f"lan:{focus[:2]}")
    return [group for group in (own, selection.similar) if group and len(group.members) > 1]


def _means(selection: IndicatorSelection) -> list[tuple[Line, Group]]:
    """The published means as lines."""
    found = []
    for group in mean_groups(selection):
        means = published_means(selection, group)
        values = _smoothed(selection, [means[period].value if period in means else None for period in selection.data.periods])
        if any(value is not None for value in values):
            found.append((Line(_mean_name(selection, group, values), values), group))
    return found


def published_means(selection: IndicatorSelection, group: Group) -> dict[str, Mean]:
    """A group's means by period."""
    return queries.unweighted_means(selection.snapshot, selection.entry.id, group.id, selection.sex)


def mean_of(group: Group) -> str:
    """Whose mean it is, in tables: `Länets kommuner`."""
    return {GroupKind.PEER: "Liknande kommuner", GroupKind.COUNTY: "Länets kommuner"}.get(group.kind, "Gruppen")


def _mean_name(selection: IndicatorSelection, group: Group, values: Sequence[float | None]) -> str:
    """`Liknande 65,5 %`: which mean it is, with its last value."""
    words = {GroupKind.PEER: "Liknande", GroupKind.COUNTY: "Länsmedel"}.get(group.kind, MEAN)
    last = next((value for value in reversed(values) if value is not None), None)
    return words if last is None else f"{words} {formats.bare(last, selection.entry)}"


def _goals(selection: IndicatorSelection) -> list[tuple[GoalLine, Goal]]:
    """Documented goals with a level that hold for any of the chosen."""
    found: list[tuple[GoalLine, Goal]] = []
    if not selection.periods:
        return found
    for strategy, goal in selection.snapshot.strategies.goals_of(selection.entry.id):
        level = goal.value if goal.value is not None else selection.data.cell(RIKET, selection.periods[-1], selection.sex).value
        if _level_goal(goal) and _concerns(strategy, selection) and level is not None:
            value = f" {formats.value(goal.value, selection.entry)}" if goal.value is not None else ""
            by = f" {goal.target_year}" if goal.target_year else ""
            words = f"Mål{by}: {REACHED[goal.kind]}{value} ({strategy.actor})"
            found.append((GoalLine(level, words, goal.target_year if _to_the_end(selection) else None), goal))
    return found


def _own_goal(selection: IndicatorSelection) -> list[GoalLine]:
    """The level that the reader tries with the path that it requires of few places; of a share each place's own level."""
    goal, places = selection.own_goal, list(selection.municipalities)
    if goal is None or goal.kind is GoalKind.GAP_HALVED or not selection.periods:
        return []
    words = f"{goal.words(selection.entry)} ({MARKED})"
    found = goal_view.verdicts(selection, goal) if len(places) <= MOST_NAMED else {}
    if goal.kind is GoalKind.REDUCE_BY_SHARE:
        known = [(selection.name(code), one) for code, one in found.items() if one.target is not None]
        return [GoalLine(one.target or 0.0, f"{name}: {words}", goal.year, _starts([one])) for name, one in known]
    if goal.level is not None:
        return [GoalLine(goal.level, words, goal.year, _starts(found.values()))]
    riket = selection.data.cell(RIKET, selection.periods[-1], selection.sex).value
    return [] if riket is None else [GoalLine(riket, words, goal.year)]


def _to_the_end(selection: IndicatorSelection) -> bool:
    """Whether the trend shows the years up to the last one with values, after which a goal's target year can follow."""
    return selection.periods[-1:] == selection.data.periods[-1:]


def _starts(found: Iterable[Progress]) -> tuple[tuple[int, float], ...]:
    return tuple((one.baseline_year, one.baseline) for one in found if one.baseline_year and one.baseline is not None)


def _level_goal(goal: Goal) -> bool:
    return goal.measure == "level" and goal.kind in REACHED and goal.evidence is Evidence.DOCUMENTED


def _concerns(strategy: Strategy, selection: IndicatorSelection) -> bool:
    """Whether a goal is that of the place in focus, or, where none is, of any of the chosen."""
    return any(map(strategy.concerns, [selection.focus] if selection.focus else selection.chosen))


def summary(selection: IndicatorSelection) -> str:
    """Where riket, or the only chosen kommun, has gone from and to."""
    entry = selection.entry
    if not selection.periods:
        return ""
    codes = [selection.focus] if selection.focus else []
    sentences = [_sentence(selection, code) for code in (*codes, *([RIKET] if formats.beside_riket(entry) else []))]
    return " ".join(text for text in sentences if text)


def _sentence(selection: IndicatorSelection, code: str) -> str:
    line = _line(selection, code)
    known = [(period, value) for period, value in zip(selection.periods, line.values, strict=True) if value is not None]
    if len(known) < 2:
        return ""
    (first, old), (last, new) = known[0], known[-1]
    moved = (
        development.change(selection.entry, (first, last), (old, new))
        if not broken_periods(selection.entry, selection.periods)
        else None
    )
    by = f" ({formats.difference(moved.change, selection.entry)})" if moved else ""
    words = (
        f"{line.name}: från {formats.value(old, selection.entry)} {first} till {formats.value(new, selection.entry)} {last}{by}."
    )
    return f"{words}{_lacking(selection, code, (first, last))}"


def _lacking(selection: IndicatorSelection, code: str, known: tuple[str, str]) -> str:
    """Why a sentence tells of fewer years than the chart shows: ` Värden för 2017–2024 är dolda, för få personer.`"""
    shown = selection.periods
    if code == RIKET or selection.view.smooth or selection.is_mean(code) or known == (shown[0], shown[-1]):
        return ""
    missing = [period for period in shown if not known[0] <= period <= known[1]]
    cells = dict(zip(selection.data.periods, selection.data.history(code, selection.sex), strict=True))
    hidden = [cells[period].status == Status.SUPPRESSED.value for period in missing]
    why = "är dolda, för få personer" if all(hidden) else "saknas eller är dolda" if any(hidden) else "saknas"
    early, late = [one for one in missing if one < known[0]], [one for one in missing if one > known[1]]
    spans = [part[0] if len(part) == 1 else f"{part[0]}{formats.DASH}{part[-1]}" for part in (early, late) if part]
    return f" Värden för {' och '.join(spans)} {why}."


def notes(selection: IndicatorSelection) -> list[str]:
    """What the reader must know of the lines: breaks, elections, preliminary values, margins, means and goals."""
    if not selection.periods:
        return []
    return [*_of_the_series(selection), *_of_the_values(selection), *_of_the_references(selection)]


def _of_the_series(selection: IndicatorSelection) -> list[str]:
    """Breaks, elections, and means of several years."""
    entry, periods = selection.entry, selection.periods
    shown = broken_periods(entry, periods)
    breaks = [
        f"Brott i serien {step.period}: {step.text.rstrip('.')}." for step in entry.breaks if shown and step.period > periods[0]
    ]
    elections = set(map(str, entry.election_years)) & set(periods)
    mean = "Varje punkt är ett medel av året och de två åren före, vart år räknat lika. Det dämpar slumpen i små kommuner."
    words = ["Värdena gäller valår och ritas som punkter."] if elections else []
    return [*breaks, *words, *([mean] if selection.view.smooth else [])]


def _of_the_values(selection: IndicatorSelection) -> list[str]:
    codes = [RIKET, *selection.chosen]
    lines = [_line(selection, code) for code in codes] if selection.data.preliminary(selection.sex) else []
    preliminary = (
        ["Streckade linjer med ofyllda punkter är preliminära värden."] if any(any(line.preliminary) for line in lines) else []
    )
    few = selection.chosen if len(selection.chosen) <= MOST_BANDS and not selection.view.smooth else ()
    margins = [queries.margins(selection.snapshot, selection.entry.id, code, selection.sex) for code in few]
    surveyed = any(margin is not None for line in margins for margin in line)
    return [*_of_the_hidden(selection), *preliminary, *(["De skuggade banden är enkätens felmarginaler."] if surveyed else [])]


def _of_the_hidden(selection: IndicatorSelection) -> list[str]:
    """Whose lines have gaps because too few persons are behind the values: what is left may all lie at nought."""
    codes = selection.data.hidden(selection.municipalities, selection.sex)
    if not codes:
        return []
    names = [selection.name(code) for code in codes]
    whose = ", ".join(names) if len(names) <= MOST_NAMED else f"{len(names)} av de valda"
    return [f"Värden som gäller för få personer är dolda och blir luckor i linjen: {whose}."]


def _of_the_means(selection: IndicatorSelection) -> list[str]:
    """Which län's lines are means of their kommuner."""
    if not any(selection.is_mean(code) for code in selection.chosen):
        return []
    return [f"Streckad linje är {MARK} i länet. Källan har inget eget värde för länet."]


def _of_the_references(selection: IndicatorSelection) -> list[str]:
    sentences = [*_of_the_means(selection), *(_mean_words(selection, one, turn) for turn, one in enumerate(_means(selection)))]
    if _beside(selection) and selection.focus:
        sentences.append(f"Tunna grå linjer: de kommuner som Kolada räknar som liknande {selection.name(selection.focus)}.")
    goals = _goals(selection)
    sentences += [f"{line.words}." for line, _ in goals]
    own = _own_goal(selection)
    sentences += [f"{line.words}." for line in own]
    if any(line.starts for line in own):
        sentences.append("Prickad linje: den väg som målet kräver från basåret.")
    if ahead(selection.periods, [*(line for line, _ in goals), *own]):
        sentences.append(f"Målets linje går till målåret; efter {selection.periods[-1]} finns inga värden.")
    if any(goal.fit == "partial" for _, goal in goals):
        sentences.append("Indikatorn mäter en del av målet.")
    return sentences


def _mean_words(selection: IndicatorSelection, found: tuple[Line, Group], turn: int) -> str:
    """Which line a group's mean is, with its value and of how many it is."""
    line, group = found
    own = " Det är inte länets eget värde." if group.kind is GroupKind.COUNTY else ""
    code = group.id.removeprefix("lan:")
    if code in selection.chosen and not selection.is_mean(code):
        own = f" {selection.name(code)} har också en egen linje: källans värde för hela länet. I medlet väger varje kommun lika."
    mean = published_means(selection, group).get(selection.period)
    level = line.values[selection.periods.index(selection.period)] if selection.period in selection.periods else None
    value = "" if level is None else f" {selection.period}: {formats.value(level, selection.entry)}"
    label = mean.label if mean else "ovägt medel"
    return f"Grå {('streckad', 'prickad')[turn]} linje: {group.name}, {label}{value}.{own}"


def table_view(selection: IndicatorSelection) -> Element:
    """The lines as a table: a row a region, a column a period, then how it has gone from the first to the last."""
    entry, periods = selection.entry, selection.periods
    if not periods:
        return element("P", "Inga värden att visa.")
    codes = (RIKET, *selection.chosen, *_beside(selection))
    rows = [["Riket" if code == RIKET else selection.name(code), *_cells(selection, code)] for code in codes]
    rows += [[f"{mean_of(group)}, medel", *_values(selection, line)] for line, group in _means(selection)]
    headings = ["Område", *periods, f"Förändring, {formats.difference_unit(entry)}", f"Index, {periods[0]} = 100", "Per år"]
    return data_table(f"{entry.short_title}. {title(selection)}.", headings, rows)


def _cells(selection: IndicatorSelection, code: str) -> list[Any]:
    """A region's values with why they are absent, their margins and of how many persons, and how it has gone."""
    line = _line(selection, code)
    if selection.view.smooth:
        return _values(selection, line)
    cells = selection.data.history(code, selection.sex)[selection.span]
    shown = [
        [cell_content(cell, selection.entry), *_sureness(selection, line, at)]
        if _sureness(selection, line, at)
        else cell_content(cell, selection.entry)
        for at, cell in enumerate(cells)
    ]
    return [*shown, *_gone(selection, line)]


def _sureness(selection: IndicatorSelection, line: Line, at: int) -> list[Element]:
    """` ± 2,1` and ` av 1 240`, in small, where the source says so."""
    margin = line.margins[at] if line.margins else None
    count = line.counts[at] if line.counts else None
    if line.values[at] is None:
        return []
    words = [] if margin is None else [f" ±{formats.HARD_SPACE}{formats.number(margin, selection.entry.decimals)}"]
    words += [] if count is None else [f" av {formats.number(count, 0)}"]
    return [element("Span", "".join(words), className="small")] if words else []


def _values(selection: IndicatorSelection, line: Line) -> list[Any]:
    return [*(formats.bare(value, selection.entry) for value in line.values), *_gone(selection, line)]


def _gone(selection: IndicatorSelection, line: Line) -> list[str]:
    """Change, index and change a year between the first and the last period that are shown."""
    found = development.change(selection.entry, selection.periods, line.values)
    if found is None:
        return [formats.DASH] * 3
    index = formats.DASH if found.hundred is None else formats.number(found.hundred, 1)
    return [formats.difference(found.change, selection.entry), index, formats.difference(found.yearly, selection.entry)]
