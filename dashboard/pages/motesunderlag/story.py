"""The page's first chart: one measure over time for those born abroad, those born in Sweden, and riket."""

from dataclasses import dataclass, replace
from typing import Final

from dashboard import formats, narrative
from dashboard.charts import story_lines
from dashboard.charts.story_lines import Line
from dashboard.markup import Element, element, link
from dashboard.pages.motesunderlag.goal_section import section
from dashboard.pages.motesunderlag.indicator_tables import MeetingSelection
from dashboard.published import picks, queries
from dashboard.published.facts import Fact
from etl.contract.catalogue import Indicator
from etl.contract.codes import RIKET, Role, Sex

SHORTEST: Final = 2
"""Fewer values than this are no line."""


@dataclass(frozen=True)
class Story:
    """A measure, its periods and its lines: the place's, that of the comparison measure, riket's."""

    fact: Fact
    pair: Indicator | None
    periods: tuple[str, ...]
    lines: tuple[Line, ...]


def story(choice: MeetingSelection) -> Story | None:
    """The first core measure that has a comparison with those born in Sweden and can be drawn, else the first headline."""
    paired = [fact for fact in choice.facts if fact.entry.pair and fact.entry.role is Role.CORE]
    picked = picks.picks(choice.facts)
    made = (_story(choice, fact) for fact in (*paired, *picked.attention, *picked.well))
    return next((one for one in made if one), None)


def _story(choice: MeetingSelection, fact: Fact) -> Story | None:
    """None where the place has fewer than two values."""
    snapshot, entry = choice.snapshot, fact.entry
    data = queries.cube(snapshot, entry.id)
    pair = snapshot.catalogue.indicator(entry.pair) if entry.pair else None
    own, words = _track(choice, entry, data.periods)
    if sum(value is not None for value in own) < SHORTEST:
        return None
    lines = [Line("place", f"{_whom(entry)}, {words}", own)]
    if pair is not None:
        beside, where = _track(choice, pair, data.periods)
        lines.append(Line("pair", f"{_whom(pair)}, {where}", beside))
    if formats.beside_riket(entry):
        lines.append(Line("riket", f"Riket, {narrative.lowered(_whom(entry))}", tuple(data.track(RIKET, Sex.TOTAL.value))))
    first = next(at for at in range(len(data.periods)) if any(line.values[at] is not None for line in lines))
    shown = tuple(replace(line, values=line.values[first:]) for line in lines if line.known)
    return Story(fact, pair, tuple(data.periods[first:]), shown)


def _track(choice: MeetingSelection, entry: Indicator, periods: tuple[str, ...]) -> tuple[tuple[float | None, ...], str]:
    """The place's values in these periods; of a län without any the mean of its kommuner. And whose they are."""
    data = queries.cube(choice.snapshot, entry.id)
    code, sex = choice.region.code, Sex.TOTAL.value
    known = dict(zip(data.periods, data.track(code, sex), strict=True))
    if any(value is not None for value in known.values()) or not choice.lan:
        return tuple(known.get(period) for period in periods), choice.region.name
    means = queries.means_of(choice.snapshot, f"lan:{code}", sex).get(entry.id, {})
    values = tuple(means[period].value if period in means else None for period in periods)
    return values, f"medel för kommunerna i {choice.region.name}"


def _whom(entry: Indicator) -> str:
    words = str(entry.about) if entry.about else entry.short_title
    return words[:1].upper() + words[1:]


def sentences(told: Story) -> tuple[str, ...]:
    """The place's value, that of those born in Sweden, and how it stands; every number is in the tables or by the chart."""
    fact, here = told.fact, told.fact.here
    first, *others = (
        (narrative.stated(fact), *narrative.standing(fact)[1:]) if here.value is not None else narrative.sentences(fact)
    )
    return (first, *others[:1], *_gap(told))


def _gap(told: Story) -> tuple[str, ...]:
    """How it is for those born in Sweden, or that it isn't known."""
    entry, here = told.fact.entry, told.fact.here
    if told.pair is None:
        return ()
    about = told.pair.about or "dem som det jämförs med"
    if here.gap is None or here.pair_value is None:
        return () if any(line.kind == "pair" for line in told.lines) else (f"Uppgifter om {about} saknas.",)
    unit = f"{formats.HARD_SPACE}procentenheter" if entry.unit in formats.SUFFIXES else ""
    beside = narrative.plain_amount(here.pair_value, entry)
    return (f"Bland {about} är det {beside}, en skillnad på {formats.difference(here.gap, entry)[1:]}{unit}.",)


def part(choice: MeetingSelection) -> list[Element]:
    """The chart with its legend and sentences; nothing where no measure has two values."""
    told = story(choice)
    if told is None:
        return []
    entry = told.fact.entry
    address = story_lines.picture(told.periods, told.lines, suffix=_suffix(entry), decimals=formats.decimals(entry))
    image = element(
        "Img",
        src=address,
        alt=f"Linjediagram. {entry.title}. {'; '.join(ends(told, line) for line in told.lines)}.",
        width=story_lines.WIDTH,
        height=story_lines.HEIGHT,
        className="story-chart",
    )
    keys = [element("Li", [_key(line), ends(told, line)]) for line in told.lines]
    said = [element("P", " ".join(sentences(told)))]
    unit = element("P", f"{formats.unit(entry).capitalize()}, {told.periods[0]}–{told.periods[-1]}", className="meeting-note")
    words = element("Div", [*said, element("Ul", keys, className="story-key"), unit], className="story-words")
    parameters = f"?kommuner={choice.region.code}" if not choice.lan else ""
    heading = [link(entry.title, f"/indikator/{entry.id}{parameters}")]
    body = element("Div", [image, words], className="chart-story")
    return [section(heading, "meeting-story", [body], "meeting-first")]


def drawn(told: Story) -> str:
    """The lines as SVG elements."""
    entry = told.fact.entry
    return story_lines.drawing(told.periods, told.lines, suffix=_suffix(entry), decimals=formats.decimals(entry))


def _suffix(entry: Indicator) -> str:
    return formats.SUFFIXES.get(entry.unit, "") if entry.unit == "percent" else ""


def _key(line: Line) -> Element:
    return element("Span", "", className=f"story-line story-line-{line.kind}", aria_hidden="true")


def ends(told: Story, line: Line) -> str:
    """`Utrikes födda, Eskilstuna: 61,2 % 2020, 66,1 % 2022`."""
    entry = told.fact.entry
    known = [(period, value) for period, value in zip(told.periods, line.values, strict=True) if value is not None]
    both = dict.fromkeys((known[0], known[-1]))
    return f"{line.name}: {', '.join(f'{formats.value(value, entry)} {formats.short_period(period)}' for period, value in both)}"
