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


def story(selection: MeetingSelection) -> Story | None:
    """The first core measure that has a comparison with those born in Sweden and can be drawn, else the first headline."""
    paired = [fact for fact in selection.facts if fact.entry.pair and fact.entry.role is Role.CORE]
    picked = picks.picks(selection.facts)
    made = (_story(selection, fact) for fact in (*paired, *picked.attention, *picked.well))
    return next((one for one in made if one), None)


def _story(selection: MeetingSelection, fact: Fact) -> Story | None:
    """None where the place has fewer than two values."""
    snapshot, entry = selection.snapshot, fact.entry
    data = queries.cube(snapshot, entry.id)
    pair = snapshot.catalogue.indicator(entry.pair) if entry.pair else None
    own, words = _track(selection, entry, data.periods)
    if sum(value is not None for value in own) < SHORTEST:
        return None
    lines = [Line("place", f"{_whom(entry)}, {words}", own)]
    if pair is not None:
        beside, where = _track(selection, pair, data.periods)
        lines.append(Line("pair", f"{_whom(pair)}, {where}", beside))
    if formats.beside_riket(entry):
        lines.append(Line("riket", f"Riket, {narrative.lowered(_whom(entry))}", tuple(data.track(RIKET, Sex.TOTAL.value))))
    first = next(at for at in range(len(data.periods)) if any(line.values[at] is not None for line in lines))
    shown = tuple(replace(line, values=line.values[first:]) for line in lines if line.known)
    return Story(fact, pair, tuple(data.periods[first:]), shown)


def _track(selection: MeetingSelection, entry: Indicator, periods: tuple[str, ...]) -> tuple[tuple[float | None, ...], str]:
    """The place's values in these periods; of a län without any the mean of its kommuner. And whose they are."""
    data = queries.cube(selection.snapshot, entry.id)
    code, sex = selection.region.code, Sex.TOTAL.value
    known = dict(zip(data.periods, data.track(code, sex), strict=True))
    if any(value is not None for value in known.values()) or not selection.lan:
        return tuple(known.get(period) for period in periods), selection.region.name
    means = queries.means_of(selection.snapshot, f"lan:{code}", sex).get(entry.id, {})
    values = tuple(means[period].value if period in means else None for period in periods)
    return values, f"medel för kommunerna i {selection.region.name}"


def _whom(entry: Indicator) -> str:
    words = str(entry.about) if entry.about else entry.short_title
    return words[:1].upper() + words[1:]


def sentences(found: Story) -> tuple[str, ...]:
    """The place's value, that of those born in Sweden, and how it stands; every number is in the tables or by the chart."""
    fact, here = found.fact, found.fact.here
    first, *others = (
        (narrative.stated(fact), *narrative.standing(fact)[1:]) if here.value is not None else narrative.sentences(fact)
    )
    return (first, *others[:1], *_gap(found))


def _gap(found: Story) -> tuple[str, ...]:
    """How it is for those born in Sweden, or that it isn't known."""
    entry, here = found.fact.entry, found.fact.here
    if found.pair is None:
        return ()
    about = found.pair.about or "dem som det jämförs med"
    if here.gap is None or here.pair_value is None:
        return () if any(line.kind == "pair" for line in found.lines) else (f"Uppgifter om {about} saknas.",)
    unit = f"{formats.HARD_SPACE}procentenheter" if entry.unit in formats.SUFFIXES else ""
    beside = narrative.plain_amount(here.pair_value, entry)
    return (f"Bland {about} är det {beside}, en skillnad på {formats.difference(here.gap, entry)[1:]}{unit}.",)


def part(selection: MeetingSelection) -> list[Element]:
    """The chart with its legend and sentences; nothing where no measure has two values."""
    found = story(selection)
    if found is None:
        return []
    entry = found.fact.entry
    address = story_lines.picture(found.periods, found.lines, suffix=_suffix(entry), decimals=formats.decimals(entry))
    image = element(
        "Img",
        src=address,
        alt=f"Linjediagram. {entry.title}. {'; '.join(ends(found, line) for line in found.lines)}.",
        width=story_lines.WIDTH,
        height=story_lines.HEIGHT,
        className="story-chart",
    )
    keys = [element("Li", [_key(line), ends(found, line)]) for line in found.lines]
    said = [element("P", " ".join(sentences(found)))]
    unit = element("P", f"{formats.unit(entry).capitalize()}, {found.periods[0]}–{found.periods[-1]}", className="meeting-note")
    words = element("Div", [*said, element("Ul", keys, className="story-key"), unit], className="story-words")
    parameters = f"?kommuner={selection.region.code}" if not selection.lan else ""
    heading = [link(entry.title, f"/indikator/{entry.id}{parameters}")]
    body = element("Div", [image, words], className="chart-story")
    return [section(heading, "meeting-story", [body], "meeting-first")]


def drawn(found: Story) -> str:
    """The lines as SVG elements."""
    entry = found.fact.entry
    return story_lines.drawing(found.periods, found.lines, suffix=_suffix(entry), decimals=formats.decimals(entry))


def _suffix(entry: Indicator) -> str:
    return formats.SUFFIXES.get(entry.unit, "") if entry.unit == "percent" else ""


def _key(line: Line) -> Element:
    return element("Span", "", className=f"story-line story-line-{line.kind}", aria_hidden="true")


def ends(found: Story, line: Line) -> str:
    """`Utrikes födda, Eskilstuna: 61,2 % 2020, 66,1 % 2022`."""
    entry = found.fact.entry
    known = [(period, value) for period, value in zip(found.periods, line.values, strict=True) if value is not None]
    both = dict.fromkeys((known[0], known[-1]))
    return f"{line.name}: {', '.join(f'{formats.value(value, entry)} {formats.short_period(period)}' for period, value in both)}"
