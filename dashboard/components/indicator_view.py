"""The parts of the indicator page, each made from one choice of indicator, period, sex and kommuner."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dashboard import formats, queries
from dashboard.components.markup import Element, element
from dashboard.components.tables import cell_content, data_table
from dashboard.figures.answers import answers_figure
from dashboard.figures.classes import Classification, classify
from dashboard.figures.map import MapData, map_figure
from dashboard.figures.trend import Line, TrendData, trend_figure
from dashboard.queries import Cube
from dashboard.url_state import View
from etl.contract.catalogue import Indicator
from etl.contract.codes import RIKET, Sex, Status
from etl.contract.reader import Snapshot

NO_VALUES = "Källan har inga värden för den här indikatorn i den version som visas."


@dataclass(frozen=True)
class Choice:
    """A view held against the data: what is shown, and in words what could not be."""

    snapshot: Snapshot
    entry: Indicator
    data: Cube
    period: str
    sex: str
    municipalities: tuple[str, ...]
    remarks: tuple[str, ...]
    view: View

    @property
    def names(self) -> list[str]:
        """The names of the chosen kommuner."""
        known = queries.regions(self.snapshot)
        return [known[code].name for code in self.municipalities]

    @property
    def what(self) -> str:
        """`2022, kvinnor` or `2022`."""
        return self.period if self.sex == Sex.TOTAL else f"{self.period}, {formats.SEX_WORDS[Sex(self.sex)].lower()}"


def choose(snapshot: Snapshot, view: View) -> Choice | None:
    """Hold a view against the data; None where the indicator does not exist. What does not exist falls back, with a remark."""
    entry = snapshot.catalogue.indicator(view.indicator)
    if entry is None:
        return None
    data = queries.cube(snapshot, entry.id)
    remarks: list[str] = []
    last = data.periods[-1] if data.periods else ""
    period = view.period if view.period in data.periods else last
    if view.period and view.period != period and last:
        remarks.append(f"{view.period} finns inte för den här indikatorn. Här visas {last}.")
    sex = view.sex if view.sex in data.sexes else Sex.TOTAL.value
    if sex != view.sex:
        remarks.append("Indikatorn är inte uppdelad på kön. Här visas totalt.")
    known = {region.code for region in queries.municipalities(snapshot)}
    wanted = queries.groups(snapshot)[queries.DEFAULT_GROUP].members if view.municipalities is None else view.municipalities
    unknown = [code for code in wanted if code not in known]
    if unknown:
        remarks.append(f"Det finns ingen kommun med koden {', '.join(unknown)}.")
    municipalities = tuple(code for code in wanted if code in known)
    settled = View(entry.id, None if period == last else period, sex, None if view.municipalities is None else municipalities)
    return Choice(snapshot, entry, data, period, sex, municipalities, tuple(remarks), settled)


def map_part(choice: Choice) -> tuple[dict[str, Any], Element]:
    """The map's figure and its legend."""
    codes = [region.code for region in queries.municipalities(choice.snapshot)]
    cells = choice.data.across(codes, choice.period, choice.sex)
    hidden = [cell.status == Status.SUPPRESSED for cell in cells]
    found = classify([cell.value for cell in cells], choice.entry).hiding(hidden)
    texts = [
        formats.why_absent(cell.status, cell.reason) if cell.value is None else formats.value(cell.value, choice.entry)
        for cell in cells
    ]
    geometry = f"/karta/{choice.snapshot.version}/kommuner.geojson"
    figure = map_figure(MapData(codes, texts, found, choice.municipalities, geometry, choice.snapshot.demo))
    return figure, _legend(found)


def _legend(found: Classification) -> Element:
    steps = [
        _legend_row(element("Span", className="swatch", style={"background": step.colour}), step.label, step.count)
        for step in reversed(found.classes)
    ]
    absent = (("missing", formats.STATUS_WORDS[Status.MISSING], found.missing), ("hidden", "Dold", found.hidden))
    others = [
        _legend_row(element("Span", className=f"swatch swatch-{name}"), words, count) for name, words, count in absent if count
    ]
    return element("Ul", [*steps, *others], className="legend")


def _legend_row(swatch: Element, words: str, count: int) -> Element:
    return element("Li", [swatch, element("Span", words), element("Span", f"{count} st", className="legend-count")])


def trend_part(choice: Choice) -> dict[str, Any]:
    """The trend's figure."""
    data = choice.data
    riket = Line("Riket", data.track(RIKET, choice.sex)) if formats.beside_riket(choice.entry) else None
    lines = [Line(name, data.track(code, choice.sex)) for code, name in zip(choice.municipalities, choice.names, strict=True)]
    marked = choice.period if len(data.periods) > 1 and choice.period != data.periods[-1] else None
    shown = TrendData(choice.entry, data.periods, riket, lines, marked, choice.snapshot.demo)
    return answers_figure(shown) if choice.entry.unit in formats.CATEGORY_WORDS and lines else trend_figure(shown)


def table_part(choice: Choice) -> Element:
    """Riket and the chosen kommuner, highest first: value, difference to riket, change since the period before."""
    entry, data = choice.entry, choice.data
    if not data.periods:
        return element("P", NO_VALUES)
    place = data.periods.index(choice.period)
    before = data.periods[place - 1] if place else None
    riket = data.cell(RIKET, choice.period, choice.sex).value
    rows = []
    for code, name in _ranked(choice):
        cell = data.cell(code, choice.period, choice.sex)
        earlier = data.cell(code, before, choice.sex).value if before else None
        comparable = code != RIKET and formats.beside_riket(entry)
        gap = formats.difference(_minus(cell.value, riket), entry) if comparable else formats.DASH
        rows.append([name, cell_content(cell, entry), gap, formats.difference(_minus(cell.value, earlier), entry)])
    headings = ["Område", choice.what, "Mot riket", f"Sedan {before}" if before else "Förändring"]
    caption = f"{entry.short_title}. Skillnader i {formats.difference_unit(entry)}."
    return data_table(caption, headings, rows)


def _ranked(choice: Choice) -> list[tuple[str, str]]:
    """Riket first, then the chosen by value, those without one last."""
    values = [cell.value for cell in choice.data.across(choice.municipalities, choice.period, choice.sex)]
    rows = list(zip(choice.municipalities, choice.names, values, strict=True))
    rows.sort(key=lambda row: (row[2] is None, -(row[2] or 0.0)))
    return [(RIKET, "Riket"), *[(code, name) for code, name, _ in rows]]


def _minus(first: float | None, second: float | None) -> float | None:
    return None if first is None or second is None else round(first - second, 10)


def summary(choice: Choice) -> str:
    """The page's point in two sentences: riket, the span over all kommuner, and the ends of the chosen ones."""
    entry, data = choice.entry, choice.data
    if not data.periods:
        return NO_VALUES
    if entry.unit in formats.CATEGORY_WORDS:
        return _answers(choice)
    parts = []
    riket = data.cell(RIKET, choice.period, choice.sex).value
    if riket is not None:
        parts.append(f"Riket {choice.what}: {formats.value(riket, entry)}.")
    every = _ends([(region.name, region.code) for region in queries.municipalities(choice.snapshot)], choice)
    if every:
        (low_name, low), (high_name, high) = every
        ends = f"från {formats.value(low, entry)} ({low_name}) till {formats.value(high, entry)} ({high_name})"
        parts.append(f"Bland kommuner med värde {ends}.")
    chosen = _ends(list(zip(choice.names, choice.municipalities, strict=True)), choice)
    if chosen and chosen[0][0] != chosen[1][0]:
        (low_name, low), (high_name, high) = chosen
        parts.append(
            f"Av de valda ligger {high_name} högst ({formats.value(high, entry)}) och {low_name} lägst "
            f"({formats.value(low, entry)})."
        )
    return " ".join(parts) or f"Ingen kommun har något värde för {choice.what}."


def _answers(choice: Choice) -> str:
    """How many kommuner gave each answer: `2022: 41 kommuner Ja, 174 Nej. 75 saknar uppgift.`"""
    codes = [region.code for region in queries.municipalities(choice.snapshot)]
    values = [cell.value for cell in choice.data.across(codes, choice.period, choice.sex)]
    words = formats.CATEGORY_WORDS[choice.entry.unit]
    counts = ", ".join(f"{values.count(answer)} {word}" for answer, word in reversed(words.items()))
    return f"Kommunernas svar {choice.what}: {counts}. {values.count(None)} saknar uppgift."


def _ends(places: Sequence[tuple[str, str]], choice: Choice) -> tuple[tuple[str, float], tuple[str, float]] | None:
    """The lowest and the highest (name, value); None where no place has a value, or all have the same."""
    cells = choice.data.across([code for _, code in places], choice.period, choice.sex)
    known = [(name, cell.value) for (name, _), cell in zip(places, cells, strict=True) if cell.value is not None]
    if not known:
        return None
    values = [value for _, value in known]
    low, high = (_holder(known, value) for value in (min(values), max(values)))
    return None if low[1] == high[1] else (low, high)


def _holder(known: Sequence[tuple[str, float]], value: float) -> tuple[str, float]:
    """The place with a value; `Flen med flera` where several share it."""
    names = [name for name, other in known if other == value]
    return (names[0] if len(names) == 1 else f"{names[0]} med flera", value)


def headings(choice: Choice) -> tuple[str, str]:
    """The titles of the map and of the trend."""
    periods = choice.data.periods
    if not periods:
        return "Alla kommuner", "Utveckling"
    span = periods[0] if len(periods) == 1 else f"{periods[0]}{formats.DASH}{periods[-1]}"
    return f"Alla kommuner {choice.what}, {formats.unit(choice.entry)}", f"Utveckling {span}, {formats.unit(choice.entry)}"


def options(choice: Choice) -> tuple[list[dict[str, str]], list[dict[str, Any]]]:
    """The periods to choose from, newest first, and the sexes, those without values disabled."""
    preliminary = set(choice.data.preliminary(choice.sex))
    periods = [
        {"label": f"{period} (prel.)" if period in preliminary else period, "value": period}
        for period in reversed(choice.data.periods)
    ]
    sexes = [
        {"label": word, "value": sex.value, "disabled": sex.value not in choice.data.sexes}
        for sex, word in formats.SEX_WORDS.items()
    ]
    return periods, sexes
