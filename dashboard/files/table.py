"""The model of what is taken away: tables, and what must be said of them wherever they end up."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final, Literal

from dashboard import formats
from dashboard.charts import theme
from etl.contract.catalogue import Indicator
from etl.contract.codes import Status


@dataclass(frozen=True)
class Amount:
    """A number with decimals of its own, in a column of several measures."""

    value: float
    decimals: int


Cell = float | int | Amount | str | None
"""A number, a word (also why a number is absent), or nothing."""


def amount(value: float | None, entry: Indicator) -> Cell:
    """An indicator's value where the column has others' too: as the page shows it."""
    return None if value is None else formats.category(value, entry.unit) or Amount(value, formats.decimals(entry))


STATUS_EXPLANATIONS: Final = {
    formats.STATUS_WORDS[Status.MISSING]: "Källan har inget värde, eller har tagit bort det. Det betyder inte noll.",
    formats.STATUS_WORDS[Status.NOT_APPLICABLE]: "Källan tar inte fram uppgiften för området.",
    formats.STATUS_WORDS[Status.SUPPRESSED]: "Värdet är dolt för att skydda enskilda, eller för att ett annat dolt värde annars "
    "skulle gå att räkna ut.",
    formats.STATUS_WORDS[Status.PRELIMINARY]: "Källan har sagt att värdet är preliminärt och kan ändras.",
}


MOST_ALIKE: Final = 3
"""Two periods are one step apart, whatever the step."""

SWEDISH: Final = "[$-41D]"
"""The locale of number formats: Swedish commas and spaces whatever the reader's own."""


def number_format(decimals: int) -> str:
    """A Swedish number format, as spreadsheets and slides write it, with so many decimals."""
    return f"{SWEDISH}#,##0{'.' if decimals else ''}{'0' * decimals}"


@dataclass(frozen=True)
class Column:
    """A column. With `decimals` its numbers are shown with so many; without, the column is text."""

    heading: str
    decimals: int | None = None


@dataclass(frozen=True)
class Chart:
    """A chart of series over categories; None is a gap. `decimals` are those of its numbers.

    `breaks` are the categories that can't be held against the one before: no line is drawn into them. `colours` are the page's, a
    series each; without them they come in order.
    """

    kind: Literal["line", "bar"]
    title: str
    unit: str
    categories: tuple[str, ...]
    series: tuple[tuple[str, tuple[float | None, ...]], ...]
    breaks: tuple[str, ...] = ()
    decimals: int = 1
    colours: tuple[str, ...] = ()

    def colour(self, position: int) -> str:
        """What a series is drawn in."""
        return self.colours[position] if self.colours else theme.LINES[position % len(theme.LINES)]

    @property
    def whole(self) -> bool:
        """Whether a line has a value in each of its periods, so that it may be drawn on over years without any."""
        return self.kind == "line" and all(value is not None for _, values in self.series for value in values)


def along_time(chart: Chart) -> Chart:
    """The chart with every year or quarter between its first and last, empty where the measure has none, as time goes."""
    if chart.kind != "line" or len(chart.categories) < MOST_ALIKE:
        return chart
    at_period = {period: at for at, period in enumerate(chart.categories)}
    every = formats.periods_between(chart.categories[0], chart.categories[-1])
    spread = tuple(
        (name, tuple(values[at_period[period]] if period in at_period else None for period in every))
        for name, values in chart.series
    )
    return replace(chart, categories=tuple(every), series=spread)


@dataclass(frozen=True)
class Segment:
    """An unbroken part of a series, None outside it. `first` is whether it is the first part of its series."""

    name: str
    values: tuple[float | None, ...]
    series_index: int
    first: bool


def segments(chart: Chart) -> tuple[Segment, ...]:
    """The chart's series, each divided where it is broken; parts without any value are left out."""
    starts = sorted({0, *(chart.categories.index(period) for period in chart.breaks if period in chart.categories)})
    found: list[Segment] = []
    for position, (name, values) in enumerate(chart.series):
        for start, end in zip(starts, [*starts[1:], len(values)], strict=True):
            part = tuple(value if start <= at < end else None for at, value in enumerate(values))
            if any(value is not None for value in part):
                first = not any(other.series_index == position for other in found)
                found.append(Segment(name if first else f"{name} från {chart.categories[start]}", part, position, first))
    return tuple(found)


@dataclass(frozen=True)
class Table:
    """A table. `name` is the sheet's, at most 31 characters; a row has as many cells as there are columns.

    A `real` table tells units and sources itself, and isn't made up where the others of its file are.
    """

    name: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    real: bool = False


@dataclass(frozen=True)
class Facts:
    """What is said of the tables. All is Swedish; `fetched` is a day, `address` the view's own.

    `filters` are pairs of name and choice, `message` is what the table says in a sentence or two; `source` begins with `Källa:`.
    `own_goal` is the goal that the reader tries, with its verdicts; empty without one.
    """

    title: str
    message: str
    definition: str
    filters: tuple[tuple[str, str], ...]
    unit: str
    source: str
    licence: str
    fetched: str | None
    version: str
    built: str
    address: str
    demo: bool
    notes: tuple[str, ...] = ()
    own_goal: str = ""

    @property
    def short(self) -> tuple[tuple[str, str], ...]:
        """What is said beside every row: heading and text."""
        pairs = (("Enhet", self.unit), ("Källa", self.source), ("Hämtad", self.fetched or ""), ("Dataversion", self.version))
        return (*pairs, ("Demodata", formats.DEMO_WORDS)) if self.demo else pairs

    @property
    def terms(self) -> tuple[tuple[str, str], ...]:
        """What is long, and said once a file: heading and text."""
        own = (("Eget mål", self.own_goal),) if self.own_goal else ()
        return (("Villkor", self.licence), ("Adress", self.address), *own)


def file_name(parts: Iterable[str], facts: Facts, extension: str) -> str:
    """`integrationskollen_syss-utrikes_2000-2022_sodermanlands-lan_0123abcd.xlsx`; made-up values have `demo` in the name."""
    words = [slug(part) for part in ("integrationskollen", *parts, *(["demo"] if facts.demo else []), facts.version[:8])]
    return f"{'_'.join(word for word in words if word)}.{extension}"


def slug(text: str) -> str:
    """Small letters a-z, digits and hyphens, so that the name survives every file system and mail program; 60 at most."""
    plain = text.lower().translate(str.maketrans("åäöéü\u2013", "aaoeu-"))
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-")
