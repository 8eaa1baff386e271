"""From cells to rows: values added up or made shares, and SCB's symbols made statuses with reasons."""

from collections.abc import Iterable
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from etl.contract.codes import Sex, Status
from etl.contract.schemas import HARVEST
from etl.sources.scb.dataset import NO_SYMBOL, Cube, Floats, Symbols
from etl.sources.scb.measure import REGION, Codes, Measure

ABSENT: Final = "Saknas hos SCB"
NOTHING: Final = "-"
"""SCB's symbol where there is nothing to report: of what is counted, none. SCB's texts write it as a longer dash."""

DASHES: Final = (NOTHING, "–")

NOBODY: Final = "Det finns ingen att räkna andelen av"
REASONS: Final = {
    NO_SYMBOL: (Status.MISSING.value, ABSENT),
    ".": (Status.NOT_APPLICABLE.value, "Uppgiften kan inte förekomma (SCB:s tecken .)"),
    "..": (Status.MISSING.value, "SCB lämnar inte uppgiften: den finns inte eller är för osäker (SCB:s tecken ..)"),
    "-": (Status.MISSING.value, "SCB har inget att redovisa (SCB:s tecken –)"),
}
"""Status and reason of a cell without value, by SCB's symbol."""

Reason = tuple[str, str | None]

VALUED: Final[Reason] = (Status.OK.value, None)


def rows_of(measure: Measure, cube: Cube) -> pa.Table:
    """The measure's values from all its cells; schema `HARVEST`, sorted as the table is."""
    return pa.concat_tables([HARVEST.empty_table(), *(_rows(measure, cube, sex) for sex in measure.sexes or (Sex.TOTAL,))])


def _rows(measure: Measure, cube: Cube, sex: Sex) -> pa.Table:
    sexes = {measure.sex_variable: measure.sexes[sex]} if measure.sexes else {}
    cube = with_none_as_zero(cube) if measure.counts else cube
    values, symbols = added(cube, {**measure.part, **sexes}, measure.time)
    nobody = np.zeros(values.shape, dtype=np.bool_)
    if measure.whole:
        of, of_symbols = added(cube, {**measure.whole, **sexes}, measure.time)
        symbols = np.where(np.isnan(values), symbols, of_symbols)
        nobody = of == 0
        values = 100 * values / np.where(nobody, np.nan, of)
    regions = np.repeat(np.array(cube.codes[REGION], dtype=object), values.shape[1])
    periods = np.tile(np.array(list(measure.periods.values()), dtype=object), values.shape[0])
    statuses, reasons = _reasons(values.ravel(), symbols.ravel(), nobody.ravel())
    count = values.size
    columns = {
        "indicator": pa.repeat(measure.indicator, count),
        "region": pa.array(regions, pa.string()),
        "period": pa.array(periods, pa.string()),
        "sex": pa.repeat(sex.value, count),
        "value": pa.array(values.ravel(), pa.float64(), from_pandas=True),
        "status": pa.array(statuses, pa.string()),
        "reason": pa.array(reasons, pa.string()),
    }
    return pa.table([columns[name] for name in HARVEST.names], schema=HARVEST)


def with_none_as_zero(cube: Cube) -> Cube:
    """The same cells of counts, 0 where SCB has nothing to report. What it doesn't give (..) is no such cell."""
    none = np.isnan(cube.values) & np.isin(cube.symbols.astype(str), DASHES)
    return Cube(cube.codes, np.where(none, 0.0, cube.values), np.where(none, NO_SYMBOL, cube.symbols))


def added(cube: Cube, wanted: Codes, time: str) -> tuple[Floats, Symbols]:
    """Sums over the wanted codes, region x time, and the symbol of the first cell that one lacks.

    A sum is NaN where any of its cells is: what is missing is never counted as 0. Variables that aren't wanted have one value.
    """
    values, symbols = _chosen(cube, wanted, time)
    gaps = np.isnan(values)
    first = gaps.argmax(axis=2)[:, :, None]
    return values.sum(axis=2), np.take_along_axis(symbols, first, axis=2)[:, :, 0]


def _chosen(cube: Cube, wanted: Codes, time: str) -> tuple[Floats, Symbols]:
    """The cells of the wanted codes as region x time x the rest."""
    positions = [[codes.index(code) for code in wanted.get(variable, codes)] for variable, codes in cube.codes.items()]
    axes = [list(cube.codes).index(variable) for variable in (REGION, time)]
    where = np.ix_(*positions)
    shape = (len(positions[axes[0]]), len(positions[axes[1]]), -1)
    values = np.moveaxis(cube.values[where], axes, (0, 1)).reshape(shape)
    return values, np.moveaxis(cube.symbols[where], axes, (0, 1)).reshape(shape)


def _reasons(values: Floats, symbols: Symbols, nobody: NDArray[np.bool_]) -> tuple[list[str], list[str | None]]:
    found = zip(np.isnan(values), symbols, nobody, strict=True)
    pairs = [VALUED if not gap else (Status.MISSING.value, NOBODY) if empty else _reason(symbol) for gap, symbol, empty in found]
    return [status for status, _ in pairs], [reason for _, reason in pairs]


def _reason(symbol: str) -> Reason:
    return REASONS.get(NOTHING if symbol in DASHES else symbol, (Status.MISSING.value, f"{ABSENT} (SCB:s tecken {symbol})"))


def odd_symbols(cubes: Iterable[Cube]) -> set[str]:
    """The symbols that stand beside values, or that say for a reason not known here that there is none."""
    odd = set()
    for cube in cubes:
        valued = ~np.isnan(cube.values)
        odd |= set(cube.symbols[valued]) | (set(cube.symbols[~valued]) - {*REASONS, *DASHES})
    return odd - {NO_SYMBOL}
