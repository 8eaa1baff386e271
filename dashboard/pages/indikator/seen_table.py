"""The indicator page's own table as a sheet: the chosen period with its differences and, of the latest, its signals."""

from dashboard import formats
from dashboard.files.table import Cell as Word
from dashboard.files.table import Column, Table
from dashboard.pages.indikator import lines
from dashboard.pages.indikator.selection import IndicatorSelection
from dashboard.published import queries
from etl.contract.codes import RIKET

NAME = "Tabellen på sidan"


def sheet(choice: IndicatorSelection) -> tuple[Table, ...]:
    """Riket and the chosen places; none without values, and for words, which have no differences."""
    entry = choice.entry
    if not choice.data.periods or entry.unit in formats.CATEGORY_WORDS:
        return ()
    decimals = formats.decimals(entry)
    numbers = (f"Värde {choice.period}", "Mot riket", f"Sedan {choice.before}" if choice.before else "Förändring")
    heads = [Column("Område"), Column("Kod"), *(Column(name, decimals) for name in numbers), Column("Liknande, medel", decimals)]
    heads += [Column("Plats", 0), Column("Av", 0), Column("Nivå"), Column("Trend")]
    codes = [RIKET, *choice.chosen]
    riket, *places = [_row(choice, code) for code in codes]
    return (Table(NAME, tuple(heads), (riket, *_mean_rows(choice), *places)),)


def _mean_rows(choice: IndicatorSelection) -> list[tuple[Word, ...]]:
    means = [(group, lines.published_means(choice, group).get(choice.period)) for group in lines.mean_groups(choice)]
    shown = [(lines.mean_of(group), mean) for group, mean in means if mean and mean.value is not None]
    return [(f"{name} ({mean.label})", None, mean.value, *[None] * 7) for name, mean in shown]


def _row(choice: IndicatorSelection, code: str) -> tuple[Word, ...]:
    data, entry = choice.data, choice.entry
    cell = data.cell(code, choice.period, choice.sex)
    riket = data.cell(RIKET, choice.period, choice.sex).value if code != RIKET and formats.beside_riket(entry) else None
    broken = any(gap.period == choice.period for gap in entry.breaks)
    before = data.cell(code, choice.before, choice.sex).value if choice.before and not broken else None
    name = queries.regions(choice.snapshot)[code].name
    value = formats.absent(cell.status) if cell.value is None else cell.value
    mean = queries.means_of(choice.snapshot, f"peer:{code}", choice.sex).get(entry.id, {}).get(choice.period)
    numbers = (value, _minus(cell.value, riket), _minus(cell.value, before), mean.value if mean else None)
    return (name, code, *numbers, *_signals(choice, code))


def _minus(value: float | None, other: float | None) -> float | None:
    return None if value is None or other is None else value - other


def _signals(choice: IndicatorSelection, code: str) -> tuple[Word, ...]:
    """Rank, of how many, level and trend of the latest period; nothing beside another period's values."""
    found = choice.signals(code) if choice.newest else None
    if found is None:
        return (None,) * 4
    level = formats.LEVEL_WORDS.get(found.level or "", found.level_reason or "")
    judged = formats.JUDGED_WORDS.get(found.trend_better or "")
    trend = formats.TREND_WORDS.get(found.trend, found.trend_reason or "")
    return (found.rank, found.ranked if found.rank else None, level, f"{trend}, {judged}" if judged else trend)
