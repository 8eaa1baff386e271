"""An attacker who has the published tables and knows what adds up to what tries, by linear programming, to undo the hiding.

For every hidden cell the attack finds the interval in which its number of persons must lie. The attacker sees the published
tables only, and shares no code with what protects them.
"""

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import csr_array, hstack, vstack

from etl import geography, tidy
from etl.contract import schemas
from etl.contract.catalogue import Catalogue, load_catalogue
from etl.contract.paths import catalogue_path
from etl.disclosure import complement, protect, rules

WIDTH = 5
TABLES, BATCH, SEED = 1_000, 100, 20_250_301
PATIENCE = 4
MOST_SECONDS = 2
UNBOUNDED, ROUNDING = 1e6, 0.2
TOLERANCE = 1e-4
PERSONS, WORK, STUDIES, EITHER = "N00964", "N00971", "N00972", "N00973"
GROUPS = {PERSONS: (WORK, STUDIES, EITHER), "N00960": ("N00963",), "N01987": ()}
KEY = ["period", "sex", "region"]

Tables = Mapping[str, Sequence[tuple[Any, ...]]]
"""By KPI, rows of period, sex, region, value (NaN where there is none), status."""
Cell = tuple[object, ...]
"""Block, KPI, sex, region; no equation joins two blocks."""


@dataclass
class Knowledge:
    """What the attacker knows of numbers of persons: bounds, equations and inequalities."""

    low: dict[Cell, float] = field(default_factory=dict)
    high: dict[Cell, float] = field(default_factory=dict)
    equal: list[dict[Cell, float]] = field(default_factory=list)
    at_most: list[dict[Cell, float]] = field(default_factory=list)
    hidden: list[Cell] = field(default_factory=list)

    def bound(self, cell: Cell, low: float, high: float) -> None:
        self.low[cell], self.high[cell] = low, high

    def fixed(self, cell: Cell) -> bool:
        return cell in self.low and self.low[cell] == self.high[cell]

    def adds_up(self, whole: Cell, parts: Iterable[Cell]) -> None:
        terms = {whole: -1.0} | dict.fromkeys(parts, 1.0)
        if len(terms) > 1 and all(cell in self.low for cell in terms):
            self.equal.append(terms)


def learn(knowledge: Knowledge, name: object, tables: Tables, counted: str) -> None:
    """All that the published tables of a number of persons and its shares tell."""
    rows = {kpi: [row for row in table if row[4] != "not_applicable"] for kpi, table in tables.items()}
    for period, sex, region, value, status in rows[counted]:
        _learn_number(knowledge, ((name, period), counted, sex, region), value, status)
    for kpi in [kpi for kpi in rows if kpi != counted]:
        for period, sex, region, *told in rows[kpi]:
            _learn_share(knowledge, ((name, period), kpi, sex, region), counted, told)
    periods = sorted({row[0] for row in rows[counted]})
    regions = sorted({row[2] for table in rows.values() for row in table})
    for period, kpi in product(periods, rows):
        _learn_sums(knowledge, ((name, period), kpi), regions)
    for period, sex, region in product(periods, "TKM", regions):
        parts = [((name, period), kpi, sex, region) for kpi in (WORK, STUDIES)]
        knowledge.adds_up(((name, period), EITHER, sex, region), parts)


def _learn_number(knowledge: Knowledge, cell: Cell, value: float, status: str) -> None:
    """Zeros are shown: what is hidden is one at least."""
    if status == "suppressed":
        knowledge.hidden.append(cell)
        knowledge.bound(cell, 1, UNBOUNDED)
    else:
        knowledge.bound(cell, *((0, UNBOUNDED) if np.isnan(value) else (value, value)))


def _learn_share(knowledge: Knowledge, cell: Cell, counted: str, told: Sequence[Any]) -> None:
    """A hidden share is of the persons; a shown one, being unrounded, is an equation even where these are hidden."""
    value, status = told
    persons = (cell[0], counted, *cell[2:])
    if persons not in knowledge.low:
        knowledge.bound(persons, 0, UNBOUNDED)
    knowledge.bound(cell, 0, knowledge.high[persons])
    if status == "suppressed":
        knowledge.hidden.append(cell)
    if np.isnan(value):
        knowledge.at_most.append({cell: 1.0, persons: -1.0})
    elif knowledge.fixed(persons):
        having = round(value * knowledge.low[persons] / 100)
        knowledge.bound(cell, having, having)
    else:
        rounding = (*cell, "rounding")
        knowledge.bound(rounding, -ROUNDING, ROUNDING)
        knowledge.equal.append({cell: 1.0, rounding: 1.0, persons: -value / 100})


def _learn_sums(knowledge: Knowledge, table: tuple[object, str], regions: Sequence[str]) -> None:
    """Sums over sexes and regions; none for riket where its own published numbers show the source to be mistaken."""
    at = {(sex, region): (*table, sex, region) for sex in "TKM" for region in regions}
    kommuner = [region for region in regions if len(region) == 4]
    counties = [region for region in regions if len(region) == 2 and region != "00"]
    shown = [knowledge.low[at[sex, "00"]] for sex in "TKM" if knowledge.fixed(at.get((sex, "00"), ()))]
    mistaken = len(shown) == 3 and shown[0] != shown[1] + shown[2]
    for region in regions:
        if not (mistaken and region == "00"):
            knowledge.adds_up(at["T", region], (at["K", region], at["M", region]))
    for sex in "TKM":
        for county in counties:
            knowledge.adds_up(at[sex, county], [at[sex, kommun] for kommun in kommuner if kommun.startswith(county)])
        for parts in (kommuner, counties):
            if "00" in regions and not mistaken:
                knowledge.adds_up(at[sex, "00"], [at[sex, part] for part in parts])


class Attack:
    """The intervals of all hidden numbers: `low` and `high`, by place in `knowledge.hidden`."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        cells = list(knowledge.low)
        self.number = {cell: place for place, cell in enumerate(cells)}
        self.bounds = np.array([[knowledge.low[cell], knowledge.high[cell]] for cell in cells])
        self.free = np.flatnonzero(self.bounds[:, 0] < self.bounds[:, 1])
        self.equal, self.equal_to = self._system(knowledge.equal)
        self.at_most, self.at_most_to = self._system(knowledge.at_most)
        self.wanted = np.array([self.number[cell] for cell in knowledge.hidden], dtype=int)
        self.block = np.unique([repr(cell[0]) for cell in knowledge.hidden], return_inverse=True)[1]
        self.low, self.high = np.full(len(self.wanted), np.inf), np.full(len(self.wanted), -np.inf)

    def _system(self, rows: list[dict[Cell, float]]) -> tuple[csr_array, NDArray[np.float64]]:
        """Coefficients of the free numbers, and what the fixed ones leave on the right side; empty rows are dropped."""
        entries = [(place, self.number[cell], factor) for place, row in enumerate(rows) for cell, factor in row.items()]
        row, column, factor = (np.array(part) for part in zip(*entries, strict=True)) if entries else np.empty((3, 0))
        matrix = csr_array((factor, (row.astype(int), column.astype(int))), shape=(len(rows), len(self.bounds)))
        known = np.where(self.bounds[:, 0] == self.bounds[:, 1], self.bounds[:, 0], 0)
        left, right = matrix[:, self.free], -(matrix @ known)
        kept = np.diff(left.indptr) > 0
        return left[kept], right[kept]

    def see(
        self, objective: NDArray[np.float64], more: csr_array | None = None, reach: NDArray[np.float64] | None = None
    ) -> None:
        """Take in the table, of all that could be the true one, in which the objective is least.

        The objective is in the free numbers and in others, bounded by `reach`, that `more` (at most zero) ties to them.
        """
        extra = 0 if reach is None else len(reach)
        at_most = [hstack([self.at_most, csr_array((self.at_most.shape[0], extra))]), *([] if more is None else [more])]
        found = linprog(
            objective,
            A_eq=hstack([self.equal, csr_array((self.equal.shape[0], extra))]),
            b_eq=self.equal_to,
            A_ub=vstack(at_most),
            b_ub=np.append(self.at_most_to, np.zeros(extra)),
            bounds=np.vstack([self.bounds[self.free], *([] if reach is None else [reach])]),
        )
        assert found.status == 0, found.message
        values = self.bounds[:, 0].copy()
        values[self.free] = found.x[: len(self.free)]
        self.low, self.high = np.minimum(self.low, values[self.wanted]), np.maximum(self.high, values[self.wanted])

    def look(self, chosen: NDArray[np.bool_]) -> None:
        """The least and the most of the sum of the chosen numbers."""
        objective = np.bincount(self.wanted[chosen], minlength=len(self.bounds))[self.free].astype(float)
        self.see(objective)
        self.see(-objective)

    def stretch(self, sign: int, weights: NDArray[np.float64]) -> None:
        """Move as many as possible of the narrow numbers `WIDTH` from where they have been seen: up or down, by the sign."""
        chosen = np.flatnonzero(self.narrow())
        limits = self.bounds[self.wanted[chosen]]
        if sign > 0:
            reach = np.column_stack([limits[:, 0], np.minimum(self.low[chosen] + WIDTH, limits[:, 1])])
        else:
            reach = np.column_stack([np.maximum(self.high[chosen] - WIDTH, limits[:, 0]), limits[:, 1]])
        place = np.searchsorted(self.free, self.wanted[chosen])
        rows, ones = np.arange(len(chosen)), np.full(len(chosen), float(sign))
        tied = csr_array((-ones, (rows, place)), shape=(len(chosen), len(self.free)))
        more = hstack([tied, csr_array((ones, (rows, rows)))])
        self.see(np.append(np.zeros(len(self.free)), -sign * weights[chosen]), more, reach)

    def narrow(self) -> NDArray[np.bool_]:
        """Hidden numbers not yet seen to span `WIDTH` persons, nor all that they could be of the persons published."""
        low, high = self.bounds[self.wanted].T
        whole = (self.low <= low + TOLERANCE) & (self.high >= high - TOLERANCE)
        return np.asarray((self.high - self.low < WIDTH - TOLERANCE) & ~whole)

    def run(self) -> list[str]:
        """The hidden numbers that are too closely known, each with its interval."""
        chance = np.random.default_rng(SEED)
        self.look(np.full(len(self.wanted), fill_value=True))
        left = [len(self.wanted) + 1] * PATIENCE
        while 0 < self.narrow().sum() < left[-PATIENCE]:
            left.append(self.narrow().sum())
            self.stretch(1 if len(left) % 3 else -1, chance.uniform(0.5, 1, len(self.wanted)))
        waiting = self.narrow()
        while waiting.any():
            _, first = np.unique(np.where(waiting, self.block, -1), return_index=True)
            chosen = first[waiting[first]]
            self.look(np.isin(np.arange(len(waiting)), chosen))
            waiting[chosen] = False
            waiting &= self.narrow()
        return [
            f"{self.knowledge.hidden[place]}: {self.low[place]:g} to {self.high[place]:g}"
            for place in np.flatnonzero(self.narrow())
        ]


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue(catalogue_path())


@pytest.fixture(scope="module")
def small_catalogue(catalogue: Catalogue) -> Catalogue:
    kept = tuple(entry for entry in catalogue.indicators if entry.source.reference in (PERSONS, *GROUPS[PERSONS]))
    assert len(kept) == 4
    return catalogue.model_copy(update={"indicators": kept})


def random_numbers(chance: np.random.Generator) -> tuple[list[str], dict[str, NDArray[np.float64]]]:
    """Regions, and by KPI numbers of persons that add up over them and over sexes (rows T, K, M)."""
    kommuner = [
        f"{county:02d}{place:02d}" for county in range(1, chance.integers(2, 5)) for place in range(chance.integers(1, 5))
    ]
    typical = chance.choice([2, 8, 30, 150], size=(2, len(kommuner)))
    persons = chance.poisson(typical) * (chance.random((2, len(kommuner))) > 0.05)
    work = chance.binomial(persons, chance.choice([0.05, 0.3, 0.6, 0.95]))
    studies = chance.binomial(persons - work, 0.3)
    counties = sorted({kommun[:2] for kommun in kommuner}) if chance.random() < 0.5 else []
    areas = ["", *counties, *kommuner]
    member = np.array([[kommun.startswith(area) for kommun in kommuner] for area in areas])
    numbers = {PERSONS: persons, WORK: work, STUDIES: studies, EITHER: work + studies}
    sexes = {kpi: np.vstack([number.sum(axis=0), number]) for kpi, number in numbers.items()}
    return ["00", *areas[1:]], {kpi: (number @ member.T).astype(float) for kpi, number in sexes.items()}


def absences(chance: np.random.Generator, regions: list[str]) -> NDArray[np.bool_]:
    """Cells (rows T, K, M) that the source lacks, as Kolada does: a kommun's women, its men, both, or the kommun."""
    pattern = np.array([[0, 0, 0], [0, 1, 0], [0, 0, 1], [0, 1, 1], [1, 1, 1]], dtype=bool)
    share = chance.choice([0, 0, 0.05, 0.2])
    chosen = chance.choice(len(pattern), size=len(regions), p=[1 - share, *[share / 4] * 4])
    chosen[[len(region) == 2 for region in regions]] = 0
    return pattern[chosen].T


def random_tables(catalogue: Catalogue, chance: np.random.Generator) -> dict[str, pa.Table]:
    """Tables as the ETL makes them, by indicator id; some lack a few cells, some lack the studies."""
    regions, numbers = random_numbers(chance)
    absent = absences(chance, regions)
    without_studies = chance.random() < 0.2
    tables = {}
    for entry in catalogue.indicators:
        kpi, persons = entry.source.reference, numbers[PERSONS]
        share = np.divide(100 * numbers[kpi], persons, out=np.full(persons.shape, np.nan), where=persons > 0)
        value = np.where(absent, np.nan, persons if kpi == PERSONS else share)
        denominator = np.full(persons.shape, np.nan) if kpi == PERSONS else np.where(absent, np.nan, persons)
        table = as_table(regions, value, denominator)
        tables[entry.id] = table.slice(0, 0) if kpi == STUDIES and without_studies else table
    return tables


def as_table(regions: list[str], value: NDArray[np.float64], denominator: NDArray[np.float64]) -> pa.Table:
    """Rows in the order K, M, T, as the schema has them; the amounts come as T, K, M."""
    value, denominator = (np.roll(amounts, -1, axis=0).ravel() for amounts in (value, denominator))
    columns = {
        "region": regions * 3,
        "period": ["2022"] * len(value),
        "sex": np.repeat(["K", "M", "T"], len(regions)),
        "value": pa.array(value, from_pandas=True),
        "status": np.where(np.isnan(value), "missing", "ok"),
        "denominator": pa.array(denominator, pa.int64(), from_pandas=True),
        "margin": pa.nulls(len(value), pa.float64()),
        "reason": pa.nulls(len(value), pa.string()),
    }
    return pa.table(columns, schema=schemas.OBSERVATIONS)


def published(catalogue: Catalogue, tables: dict[str, pa.Table], kpis: Iterable[str]) -> Tables:
    """What the attacker reads: the tables with any rows."""
    ids = {entry.source.reference: entry.id for entry in catalogue.indicators}
    chosen = {kpi: tables[ids[kpi]] for kpi in kpis if kpi in ids and tables[ids[kpi]].num_rows}
    return {kpi: list(zip(*_columns(table), strict=True)) for kpi, table in chosen.items()}


def _columns(table: pa.Table) -> list[list[Any]]:
    return [*(table[name].to_pylist() for name in KEY), table["value"].to_numpy().tolist(), table["status"].to_pylist()]


def attack_random(catalogue: Catalogue, number: int) -> tuple[int, list[str]]:
    """How many cells were hidden in so many random tables, and which of them the attack found out."""
    chance = np.random.default_rng(SEED)
    hidden, found = 0, []
    for start in range(0, number, BATCH):
        knowledge = Knowledge()
        for name in range(start, min(start + BATCH, number)):
            tables = protect(catalogue, random_tables(catalogue, chance)).observations
            learn(knowledge, name, published(catalogue, tables, (PERSONS, *GROUPS[PERSONS])), PERSONS)
        hidden += len(knowledge.hidden)
        found += Attack(knowledge).run()
    return hidden, found


@pytest.fixture(scope="module")
def source(shared: Path, catalogue: Catalogue) -> dict[str, pa.Table]:
    """The replay's values from 2000 on as the ETL tidies them, by indicator id."""
    frame = pd.read_parquet(shared / "kolada_replay" / "values.parquet")
    ids = {entry.source.reference: entry.id for entry in catalogue.indicators}
    frame = frame[frame["kpi"].isin(list(ids)) & (frame["year"] >= 2000)]
    place = frame["municipality"].astype(str)
    columns = {
        "indicator": frame["kpi"].astype(str).map(ids),
        "region": place.where(~place.str.startswith("00"), place.str[2:]),
        "period": frame["year"].astype(str),
        "sex": frame["gender"].astype(str),
        "value": frame["value"],
    }
    rows = pd.DataFrame(columns).assign(status="ok", reason=None)
    values = pa.Table.from_pandas(rows, schema=schemas.HARVEST, preserve_index=False)
    return tidy.observations(catalogue, values, geography.regions())


@pytest.fixture(scope="module")
def real(catalogue: Catalogue, source: dict[str, pa.Table]) -> dict[str, pa.Table]:
    start = time.process_time()
    tables = protect(catalogue, source).observations
    assert time.process_time() - start < MOST_SECONDS
    return tables


def attack_real(catalogue: Catalogue, tables: dict[str, pa.Table], *, only: str | None = None) -> tuple[int, list[str]]:
    """How many cells are hidden in the replay's tables, and which the attack finds out; one period at a time."""
    hidden, found = 0, []
    for counted, shares in GROUPS.items():
        told = published(catalogue, tables, (counted, *shares))
        for period in sorted({row[0] for row in told[counted] if only in (None, row[0])}):
            knowledge = Knowledge()
            learn(knowledge, counted, {kpi: [row for row in rows if row[0] == period] for kpi, rows in told.items()}, counted)
            hidden += len(knowledge.hidden)
            found += Attack(knowledge).run()
    return hidden, found


def hide_nothing_more(_counts: complement.Counts, hidden: complement.Mask, _relations: complement.Relations) -> complement.Mask:
    return hidden.copy()


def test_no_hidden_cell_of_random_tables_is_found_out(small_catalogue: Catalogue) -> None:
    hidden, found = attack_random(small_catalogue, TABLES)
    assert hidden > 40 * TABLES
    assert found == []


def test_the_attack_finds_cells_where_none_is_hidden_to_cover_for_others(
    small_catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "complement", hide_nothing_more)
    hidden, found = attack_random(small_catalogue, 20)
    assert len(found) > hidden / 10


def test_no_hidden_cell_of_the_real_tables_is_found_out(catalogue: Catalogue, real: dict[str, pa.Table]) -> None:
    hidden, found = attack_real(catalogue, real)
    assert hidden > 9_000
    assert found == []


def test_the_attack_finds_real_cells_where_none_is_hidden_to_cover_for_others(
    catalogue: Catalogue, source: dict[str, pa.Table], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "complement", hide_nothing_more)
    _, found = attack_real(catalogue, protect(catalogue, source).observations, only="2020")
    assert len(found) > 50


def test_real_shares_of_few_are_hidden(real: dict[str, pa.Table]) -> None:
    table = real["etab_arb_el_stud"].to_pandas()
    kommuner = table[(table["period"] == "2022") & (table["region"].str.len() == 4) & (table["status"] == "suppressed")]
    assert (kommuner["sex"] == "T").sum() >= 147
    assert (kommuner["sex"] != "T").sum() >= 239


def test_every_value_is_the_source_s_or_hidden_with_a_reason(source: dict[str, pa.Table], real: dict[str, pa.Table]) -> None:
    hidden = {}
    for name, table in source.items():
        before, after = table.to_pandas(), real[name].to_pandas()
        assert real[name].schema == schemas.OBSERVATIONS
        gone = after["status"] == "suppressed"
        pd.testing.assert_frame_equal(before[~gone].drop(columns="denominator"), after[~gone].drop(columns="denominator"))
        assert before.loc[gone, "value"].notna().all()
        assert after.loc[gone, ["value", "margin"]].isna().all(axis=None)
        assert after.loc[gone, "reason"].str.startswith("Dolt").all()
        hidden |= {name: int(gone.sum())} if gone.any() else {}
    assert set(hidden) == {
        "etab_arb_el_stud",
        "etab_arbete",
        "etab_eftergymn",
        "etab_inskrivna",
        "etab_lamnat_antal",
        "mottagna_anvisade",
    }


def test_no_denominator_gives_a_hidden_number_away(catalogue: Catalogue, real: dict[str, pa.Table]) -> None:
    for entry in catalogue.indicators:
        counts = catalogue.denominator_of(entry)
        if counts is not None:
            shown, numbers = (real[name].to_pandas().set_index(KEY) for name in (entry.id, counts.id))
            assert numbers["value"].reindex(shown.index).eq(shown["denominator"])[shown["denominator"].notna()].all()
