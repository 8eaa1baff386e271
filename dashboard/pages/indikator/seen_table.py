"""The indicator page's own table as a sheet: the chosen period with its differences and, of the latest, its signals."""

from dashboard import formats
from dashboard.files.table import Cell as Word
from dashboard.files.table import Column, Table
from dashboard.pages.indikator import lines
from dashboard.pages.indikator.selection import IndicatorSelection
from dashboard.published import queries
from etl.contract.codes import RIKET

NAME = "Tabellen på sidan"


def sheet(selection: IndicatorSelection) -> tuple[Table, ...]:
    """Riket and the chosen places; none without values, and for words, which have no differences."""
    entry = selection.entry
    if not selection.data.periods or entry.unit in formats.CATEGORY_WORDS:
        return ()
    decimals = formats.decimals(entry)
    numbers = (f"Värde {selection.period}", "Mot riket", f"Sedan {selection.before}" if selection.before else "Förändring")
    heads = [Column("Område"), Column("Kod"), *(Column(name, decimals) for name in numbers), Column("Liknande, medel", decimals)]
    heads += [Column("Plats", 0), Column("Av", 0), Column("Nivå"), Column("Trend")]
    codes = [RIKET, *selection.chosen]
    riket, *places = [_row(selection, code) for code in codes]
    return (Table(NAME, tuple(heads), (riket, *_mean_rows(selection), *places)),)


def _mean_rows(selection: IndicatorSelection) -> list[tuple[Word, ...]]:
    means = [(group, lines.published_means(selection, group).get(selection.period)) for group in lines.mean_groups(selection)]
    shown = [(lines.mean_of(group), mean) for group, mean in means if mean and mean.value is not None]
    return [(f"{name} ({mean.label})", None, mean.value, *[None] * 7) for name, mean in shown]


def _row(selection: IndicatorSelection, code: str) -> tuple[Word, ...]:
    data, entry = selection.data, selection.entry
    cell = data.cell(code, selection.period, selection.sex)
    riket = data.cell(RIKET, selection.period, selection.sex).value if code != RIKET and formats.beside_riket(entry) else None
    broken = any(gap.period == selection.period for gap in entry.breaks)
    before = data.cell(code, selection.before, selection.sex).value if selection.before and not broken else None
    name = queries.regions(selection.snapshot)[code].name
    value = formats.absent(cell.status) if cell.value is None else cell.value
    mean = queries.means_of(selection.snapshot, f"peer:{code}", selection.sex).get(entry.id, {}).get(selection.period)
    numbers = (value, _minus(cell.value, riket), _minus(cell.value, before), mean.value if mean else None)
    return (name, code, *numbers, *_signals(selection, code))


def _minus(value: float | None, other: float | None) -> float | None:
    return None if value is None or other is None else value - other


def _signals(selection: IndicatorSelection, code: str) -> tuple[Word, ...]:
    """Rank, of how many, level and trend of the latest period; nothing beside another period's values."""
    found = selection.signals(code) if selection.newest else None
    if found is None:
        return (None,) * 4
    level = formats.LEVEL_WORDS.get(found.level or "", found.level_reason or "")
    judged = formats.JUDGED_WORDS.get(found.trend_better or "")
    trend = formats.TREND_WORDS.get(found.trend, found.trend_reason or "")
    return (found.rank, found.ranked if found.rank else None, level, f"{trend}, {judged}" if judged else trend)
