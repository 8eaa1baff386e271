"""A strategy's goals at a glance: a row a goal with its verdict, pace, riket beside and the way so far, and a län's kommuner."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from dashboard import formats
from dashboard.charts.goal_path import HEIGHT, WIDTH, GoalPath, goal_path
from dashboard.markup import Element, element, link
from dashboard.parts import goal_words, signals
from dashboard.parts.evidence import outside
from dashboard.parts.tables import data_table
from dashboard.published import goals, queries
from dashboard.published.goals import Progress
from dashboard.url_state import indicator_from_goal
from etl.contract.catalogue import Indicator
from etl.contract.codes import RIKET, Direction, RegionType, Sex
from etl.contract.goal import Goal, GoalKind, Measure
from etl.contract.reader import Snapshot
from etl.contract.strategies import Strategy

HEADINGS: Final = ("Mål", "Så går det", "Takt", "Riket sedan basåret", "Vägen", "Delmått")
NOTHING: Final = element("Span", formats.DASH, className="nothing")
"""A cell without anything to say, which a narrow screen leaves out; a column of nothing else is left out everywhere."""

UNMEASURED: Final = "cannot_be_measured"
AGAINST_RIKET: Final = (GoalKind.ABOVE_RIKET, GoalKind.BELOW_RIKET, GoalKind.EQUAL_RIKET)
PATH_HINT: Final = (
    "Blå linje: värdet, eller avståndet till riket eller gapet där målet gäller det. Streckat: den väg som målet kräver från "
    "basåret, eller nivån. Ett delmått visar bara en del av ett mål och säger aldrig om målet är nått."
)
MAP_HINT: Final = (
    "En ruta för varje kommun i länet. En ofärgad ruta är ett delmått, och ett bråk är delmått åt rätt håll av bedömda."
)


@dataclass(frozen=True)
class Measured:
    """An indicator of a goal with its verdicts by sex."""

    entry: Indicator
    by_sex: dict[str, Progress]

    @property
    def both(self) -> Progress | None:
        """The verdict for both sexes together."""
        return self.by_sex.get(Sex.TOTAL.value)

    @property
    def whole(self) -> bool:
        """Whether it measures all of the goal."""
        return self.both is not None and not self.both.approximate


def overview(snapshot: Snapshot, strategy: Strategy, region: queries.Region) -> list[Element]:
    """The table of goals, those whose words were not found left to their areas; empty where no verdicts are published."""
    if not goals.published(snapshot):
        return []
    answers = goals.answers(snapshot, strategy.id, region.code)
    rows = [_row(snapshot, strategy, goal, region, answers) for goal in strategy.goals if goal.text]
    if not rows:
        return []
    kept = [at for at in range(len(HEADINGS)) if at < 2 or any(row[at] != NOTHING for row in rows)]
    shown = [[row[at] for at in kept] for row in rows]
    table = data_table(f"Mål för mål i {region.name}", [HEADINGS[at] for at in kept], shown, quiet=True)
    return [element("Div", table, className="scroll goal-overview"), element("P", PATH_HINT, className="hint")]


def measured(snapshot: Snapshot, goal: Goal, answers: goals.Answers) -> list[Measured]:
    """The goal's indicators that the version has, with their verdicts."""
    entries = (snapshot.catalogue.indicator(name) for name in goal.indicators)
    return [Measured(entry, answers.get((goal.id, entry.id), {})) for entry in entries if entry is not None]


def _row(snapshot: Snapshot, strategy: Strategy, goal: Goal, region: queries.Region, answers: goals.Answers) -> list[Any]:
    found = measured(snapshot, goal, answers)
    whole = next((one for one in found if one.whole), None)
    in_part = [one for one in found if one.both is not None and one.both.approximate]
    name = element("A", goal.text, href=f"#mal-{goal.id}")
    shown = whole or (in_part[0] if len(in_part) == 1 else None)
    return [
        name,
        _verdict(goal, whole, in_part=bool(in_part)),
        _of(goal_words.pace, shown),
        _of(goal_words.beside_riket, shown) if region.code != RIKET else NOTHING,
        _path(snapshot, goal, shown, region.code),
        _parts(strategy, goal, in_part, region.code),
    ]


def _of(words: Any, shown: Measured | None) -> str | Element:
    answers = words(shown.both, shown.entry) if shown and shown.both else None
    return answers or NOTHING


def _verdict(goal: Goal, whole: Measured | None, *, in_part: bool) -> list[Any] | Element:
    """The verdict with what is left, or why there is none."""
    ended = goal_words.outcome(goal)
    if ended and goal.outcome:
        source = outside(goal.outcome.source, goal.outcome.url)
        text = goal.outcome.text
        own = text if "egen uppgift" in text else f"aktörens egen uppgift, inte vår beräkning: {text}"
        account = [f"{own[0].upper()}{own[1:]}. Källa: ", source, "."]
        return [signals.mark(ended), element("Span", account, className="small goal-beside")]
    if whole is None or whole.both is None:
        words = "Bara delar av målet mäts" if goal.stated_as == "goal" else "Bara delar mäts"
        return signals.mark(("–", words if in_part else "Inget mått", "none"))
    progress, entry = whole.both, whole.entry
    said = [signals.mark(goal_words.mark(progress)), *goal_words.left(progress, entry)]
    return [*said, *_beside(goal, whole, progress)]


def _beside(goal: Goal, whole: Measured, progress: Progress) -> Iterator[Element]:
    """What must be read with a verdict, in small: the men's value, the sexes apart, persons, the year, the base."""
    entry = whole.entry
    if goal.measure is Measure.SEX_GAP and progress.latest is not None and progress.reference is not None:
        gap = formats.number(abs(progress.latest - progress.reference), entry.decimals)
        women, men = formats.value(progress.latest, entry), formats.value(progress.reference, entry)
        yield _small(f"Kvinnor {women}, män {men}, gap {gap} {formats.difference_unit(entry)}")
    for sex in (Sex.WOMEN, Sex.MEN):
        apart = whole.by_sex.get(sex.value)
        if apart is not None and goal.measure is not Measure.SEX_GAP:
            words = goal_words.sentence(apart, entry)
            yield _small(f"{formats.SEX_WORDS[sex]}: {words[0].lower()}{words[1:]}")
    yield from map(_small, goal_words.beside(progress))
    if progress.depends_on_base:
        tag = element("Summary", "Beror på basåret", className="goal-tag")
        yield element("Details", [tag, element("P", f"{progress.base_note}.")])


def _small(words: str) -> Element:
    return element("Span", words, className="small goal-beside")


def _parts(strategy: Strategy, goal: Goal, in_part: list[Measured], region: str) -> Any:
    """What the measures of parts do, each reached from here."""
    answers = goal_words.parts(one.both for one in in_part if one.both)
    if not answers:
        return NOTHING
    if len(in_part) == 1:
        entry = in_part[0].entry
        way = link(entry.short_title, indicator_from_goal(entry.id, region, f"{strategy.id}.{goal.id}"))
        return [way, f": {answers.removeprefix('1 ')}"]
    return answers


def _path(snapshot: Snapshot, goal: Goal, shown: Measured | None, region: str) -> Element | str:
    """The way so far as a picture."""
    if shown is None or shown.both is None or goal.kind is GoalKind.ABOVE_GROUP:
        return NOTHING
    progress = shown.both
    values = _values(snapshot, goal, shown.entry, region)
    start = None if progress.baseline_year is None else str(progress.baseline_year)
    level = None if progress.approximate else 0.0 if goal.kind in AGAINST_RIKET else progress.target
    picture = goal_path(GoalPath(values, start, level, progress.target_year))
    if picture is None:
        return NOTHING
    span = f"från {progress.baseline_year}" if progress.baseline_year else "alla år"
    words = f"{shown.entry.short_title} {span}{f', mot målåret {progress.target_year}' if progress.target_year else ''}"
    return element("Img", src=picture, alt=words, title=words, width=WIDTH, height=HEIGHT)


def _values(snapshot: Snapshot, goal: Goal, entry: Indicator, region: str) -> dict[str, float]:
    """By period what the goal is about: the value, its distance to riket, or the gap; published values only."""
    if goal.kind in AGAINST_RIKET:
        return _minus(_track(snapshot, entry.id, region), _track(snapshot, entry.id, RIKET))
    if goal.measure is Measure.GAP:
        gap = _minus(_track(snapshot, entry.pair or entry.id, region), _track(snapshot, entry.id, region))
        return {at: -value for at, value in gap.items()} if entry.direction is Direction.LOWER else gap
    women, men = (_track(snapshot, entry.id, region, sex) for sex in (Sex.WOMEN, Sex.MEN))
    if goal.measure is Measure.SEX_GAP:
        return {at: abs(value) for at, value in _minus(women, men).items()}
    if goal.kind is GoalKind.BOTH_AT_LEAST:
        return {at: min(women[at], men[at]) for at in women.keys() & men.keys()}
    return _track(snapshot, entry.id, region)


def _minus(first: dict[str, float], second: dict[str, float]) -> dict[str, float]:
    return {at: first[at] - second[at] for at in first.keys() & second.keys()}


def _track(snapshot: Snapshot, indicator: str, region: str, sex: Sex = Sex.TOTAL) -> dict[str, float]:
    data = queries.cube(snapshot, indicator)
    values = data.track(region, sex.value)
    return {period: value for period, value in zip(data.periods, values, strict=False) if value is not None}


# The län's kommuner


def kommuner(snapshot: Snapshot, strategy: Strategy) -> list[Element]:
    """The verdicts of a län's kommuner, a row a goal; empty for a strategy of anything else than a län."""
    regions = queries.regions(snapshot)
    if regions[strategy.region].type is not RegionType.COUNTY or not goals.published(snapshot):
        return []
    own = sorted((one for one in queries.municipalities(snapshot) if one.lan == strategy.region), key=lambda one: one.code)
    by_region = [goals.answers(snapshot, strategy.id, one.code) for one in own]
    rows = []
    for goal in (goal for goal in strategy.goals if goal.text and goal.indicators):
        cells = [_cell(measured(snapshot, goal, answers), one.name) for one, answers in zip(own, by_region, strict=True)]
        rows.append([goal.text, *cells])
    if not rows:
        return []
    table = data_table("Kommunernas omdömen, mål för mål", ["Mål", *(one.name for one in own)], rows, quiet=True)
    return [element("Div", table, className="scroll goal-map", tabIndex=0, role="region", aria_label="Kommunerna, mål för mål")]


def _cell(found: list[Measured], name: str) -> Element:
    """One kommun's verdict as a shape on its colour; of measures of parts an uncoloured shape, or how many go forward."""
    whole = next((one.both for one in found if one.whole and one.both), None)
    if whole is not None:
        shape, word, colour = goal_words.verdict(whole)
        return _square(shape, f"{name}: {word}", colour)
    in_part = [one.both for one in found if one.both and one.both.status != UNMEASURED]
    if not in_part:
        return _square("–", f"{name}: kan inte mätas", "none")
    answers = goal_words.parts(in_part)
    if len(in_part) == 1:
        return _square(goal_words.PART_MARKS[goal_words.PARTS[in_part[0].status]], f"{name}, delmått: {answers}", "part")
    forward = sum(goal_words.PARTS[one.status] == "åt rätt håll" for one in in_part)
    return _square(f"{forward}/{len(in_part)}", f"{name}, delmått: {answers}", "part")


def _square(shape: str, words: str, colour: str) -> Element:
    hidden = element("Span", words, className="visually-hidden")
    return element("Span", [signals.shape(shape, "square-shape"), hidden], className=f"square square-{colour}", title=words)
