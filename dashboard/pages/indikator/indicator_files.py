"""The indicator page's tables and chart as a report writer takes them away: riket and the chosen kommuner over all periods."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final, Protocol

from dashboard import formats
from dashboard.charts import theme
from dashboard.charts.colours import Look
from dashboard.files import one_indicator
from dashboard.files.table import Cell as Word
from dashboard.files.table import Chart, Column, Facts, Table
from dashboard.published import counties, queries
from dashboard.published.queries import Cell, Cube
from dashboard.url_state import View
from etl.contract.catalogue import Indicator
from etl.contract.codes import RIKET, Sex, Status
from etl.contract.reader import Snapshot

MOST_LINES: Final = 12
"""More lines than these are told apart by nobody: the chosen period's bars are drawn instead."""
MOST_BARS: Final = 60
VALUE: Final = "Värde"


class Shown(Protocol):
    """What is on the page: a choice held against the data."""

    @property
    def snapshot(self) -> Snapshot:
        """The version."""

    @property
    def entry(self) -> Indicator:
        """The indicator."""

    @property
    def looks(self) -> Sequence[Look]:
        """How each of the chosen is drawn."""

    @property
    def data(self) -> Cube:
        """Its values."""

    @property
    def period(self) -> str:
        """The chosen period, empty where there are none."""

    @property
    def sex(self) -> str:
        """T, K or M."""

    @property
    def chosen(self) -> tuple[str, ...]:
        """The codes of the chosen kommuner and län."""

    @property
    def remarks(self) -> tuple[str, ...]:
        """In words, what could not be shown."""

    @property
    def view(self) -> View:
        """The choice as an address."""


def facts(shown: Shown, message: str, origin: str) -> Facts:
    """What is said of the tables; `message` is the page's summary, `origin` what the address begins with."""
    address = origin.rstrip("/") + shown.view.address
    found = one_indicator.facts(shown.snapshot, [shown.entry], address, message, _filters(shown))
    return replace(found, notes=tuple(_notes(shown)))


def _filters(shown: Shown) -> tuple[tuple[str, str], ...]:
    names = ", ".join(name for _, name in _regions(shown)[1:])
    return (
        ("Område", f"{_where(shown)}: {names}" if len(shown.chosen) > 1 else _where(shown)),
        ("Perioder", span(shown.data.periods, formats.DASH) or "Inga"),
        ("Kön", formats.SEX_WORDS[Sex(shown.sex)]),
    )


def _notes(shown: Shown) -> Iterable[str]:
    entry = shown.entry
    yield from one_indicator.cautions(entry)
    yield formats.DIRECTION_WORDS[entry.direction] + "."
    yield from entry.notes
    yield from shown.remarks


def _where(shown: Shown) -> str:
    """The chosen kommuner by the name of the group that they are, by their own, or by how many they are."""
    chosen = set(shown.chosen)
    groups = queries.groups(shown.snapshot).values()
    name = next((group.name for group in groups if len(chosen) > 1 and set(group.members) == chosen), None)
    if name is None and len(chosen) == len(queries.municipalities(shown.snapshot)):
        return "Alla kommuner"
    kinds = "områden" if any(counties.is_county(shown.snapshot, code) for code in chosen) else "kommuner"
    return name or (_regions(shown)[-1][1] if len(chosen) < 2 else f"{len(chosen)} {kinds}")


def _regions(shown: Shown) -> list[tuple[str, str]]:
    """Code and name of riket and the chosen; of a län that is shown by the mean of its kommuner, with a mark."""
    return [(code, counties.name(shown.snapshot, shown.entry.id, code)) for code in (RIKET, *shown.chosen)]


def span(periods: tuple[str, ...], dash: str) -> str:
    """`2000–2022`, or the only period, or nothing."""
    return dash.join(dict.fromkeys((periods[0], periods[-1]))) if periods else ""


def name_parts(shown: Shown) -> tuple[str, ...]:
    """What the file's name says it holds: indicator, periods, sex and kommuner."""
    sex = "" if shown.sex == Sex.TOTAL else formats.SEX_WORDS[Sex(shown.sex)]
    return (shown.entry.id, span(shown.data.periods, "-"), sex, _where(shown))


def wide(shown: Shown) -> Table:
    """A row a region, a column a period; where there is no value, the word that says why."""
    entry, regions = shown.entry, _regions(shown)
    preliminary = set(shown.data.preliminary(shown.sex))
    heads = [
        Column(f"{period} (prel.)" if period in preliminary else period, formats.decimals(entry)) for period in shown.data.periods
    ]
    by_period = [shown.data.across([code for code, _ in regions], period, shown.sex) for period in shown.data.periods]
    lines = zip(*by_period, strict=True) if by_period else ((),) * len(regions)
    rows = (((name, code, *(_word(cell, entry) for cell in line))) for (code, name), line in zip(regions, lines, strict=True))
    return Table("Tabell", (Column("Område"), Column("Kod"), *heads), tuple(rows))


def _word(cell: Cell, entry: Indicator) -> Word:
    if cell.value is None:
        return formats.absent(cell.status)
    return formats.category(cell.value, entry.unit) or cell.value


def long(shown: Shown) -> Table:
    """A row a region and period, with status and reason: for pivot tables and programs."""
    entry, sex = shown.entry, formats.SEX_WORDS[Sex(shown.sex)]
    regions = _regions(shown)
    rows = [
        (entry.short_title, name, code, period, sex, _amount(cell, entry), _status(cell), cell.reason or "")
        for period in shown.data.periods
        for (code, name), cell in zip(regions, shown.data.across([code for code, _ in regions], period, shown.sex), strict=True)
    ]
    heads = [Column(text) for text in ("Indikator", "Område", "Kod", "Period", "Kön")]
    value = Column(VALUE, formats.decimals(entry))
    return Table("Alla värden", (*heads, value, Column("Status"), Column("Förklaring")), tuple(rows))


def _amount(cell: Cell, entry: Indicator) -> Word:
    return None if cell.value is None else formats.category(cell.value, entry.unit) or cell.value


def _status(cell: Cell) -> str:
    return VALUE if cell.status == Status.OK else formats.absent(cell.status)


def chart(shown: Shown) -> Chart | None:
    """Lines over time for a few regions, else bars of the chosen period; None where neither can be read, and for words."""
    return trend(shown) or bars(shown)


def trend(shown: Shown) -> Chart | None:
    """Lines over time; None for words, for a single period and for more regions than can be told apart."""
    compared = _compared(shown)
    few = 0 < len(compared) <= MOST_LINES and len(shown.data.periods) > 1
    return _lines(shown, compared) if few else None


def bars(shown: Shown) -> Chart | None:
    """The chosen period, highest first; None for words and for more regions than can be read."""
    compared = _compared(shown)
    return _bars(shown, compared) if 0 < len(compared) <= MOST_BARS and shown.data.periods else None


def _compared(shown: Shown) -> list[tuple[str, str]]:
    """The regions that a chart can hold against each other; none for words."""
    if shown.entry.unit in formats.CATEGORY_WORDS:
        return []
    regions = _regions(shown)
    return regions if formats.beside_riket(shown.entry) else regions[1:]


def _lines(shown: Shown, regions: list[tuple[str, str]]) -> Chart:
    series = tuple((name, tuple(shown.data.track(code, shown.sex))) for code, name in regions)
    breaks = tuple(gap.period for gap in shown.entry.breaks)
    worn = {code: look.colour for code, look in zip(shown.chosen, shown.looks, strict=True)}
    return Chart(
        "line",
        _chart_title(shown, span(shown.data.periods, formats.DASH)),
        formats.unit(shown.entry),
        shown.data.periods,
        series,
        breaks,
        formats.decimals(shown.entry),
        tuple(worn.get(code, theme.RIKET) for code, _ in regions),
    )


def _bars(shown: Shown, regions: list[tuple[str, str]]) -> Chart:
    """The regions with a value, highest first."""
    cells = shown.data.across([code for code, _ in regions], shown.period, shown.sex)
    known = [(name, cell.value) for (_, name), cell in zip(regions, cells, strict=True) if cell.value is not None]
    known.sort(key=lambda pair: -pair[1])
    names, values = tuple(name for name, _ in known), tuple(value for _, value in known)
    title, unit = _chart_title(shown, shown.period), formats.unit(shown.entry)
    return Chart("bar", title, unit, names, ((shown.period, values),), decimals=formats.decimals(shown.entry))


def _chart_title(shown: Shown, when: str) -> str:
    sex = "" if shown.sex == Sex.TOTAL else f", {formats.SEX_WORDS[Sex(shown.sex)].lower()}"
    demo = f" ({formats.DEMO_WORDS})" if shown.snapshot.demo else ""
    return f"{shown.entry.short_title} {when}{sex}{demo}"
