"""No hidden cell can be worked out from the published tables, neither of random ones nor of the real ones.

For every hidden cell the attacker finds the interval in which its number of persons must lie.
"""

import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from attacker import Attack, Knowledge, Tables, learn
from numpy.typing import NDArray

from etl import geography, tidy
from etl.contract import schemas
from etl.contract.catalogue import Catalogue, Protections, load_catalogue
from etl.contract.codes import Protection
from etl.contract.paths import catalogue_path
from etl.contract.persons import FEWEST_PERSONS, MOST_FEW
from etl.disclosure import complement, protect, rules
from tests.random_tests import cases, seed

TABLES, BATCH = cases(1_000), 100
MOST_SECONDS = 2
PERSONS, WORK, STUDIES, EITHER = "N00964", "N00971", "N00972", "N00973"
GROUPS = {PERSONS: (WORK, STUDIES, EITHER), "N00960": ("N00963",), "N01987": ()}
RATES = {"vrakn_barn": (100_000, 0, False), "mottagna_per_1000": (1_000, 1, True), "asyl_per_1000": (1_000, 1, False)}
"""Rates of persons: per how many inhabitants, of how many years before, and whether riket is the sum of the kommuner."""
KEY = ["period", "sex", "region"]


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue(catalogue_path())


def strict(catalogue: Catalogue) -> Catalogue:
    """The same where the strict rule is chosen for Kolada."""
    return catalogue.model_copy(update={"protection": Protections(kolada=Protection.STRICT)})


def is_strict(catalogue: Catalogue) -> bool:
    return catalogue.protection.kolada is Protection.STRICT


@pytest.fixture(scope="module")
def small_catalogue(catalogue: Catalogue) -> Catalogue:
    kept = tuple(entry for entry in catalogue.indicators if entry.source.reference in (PERSONS, *GROUPS[PERSONS]))
    assert len(kept) == 4
    return catalogue.model_copy(update={"indicators": kept})


def random_numbers(chance: np.random.Generator) -> tuple[list[str], dict[str, NDArray[np.float64]]]:
    """Regions, and by KPI numbers of persons that add up over them and over sexes (rows T, K, M)."""
    kommuner = [
        f"{county:02d}{position:02d}" for county in range(1, chance.integers(2, 5)) for position in range(chance.integers(1, 5))
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
    chance = np.random.default_rng(seed())
    hidden, found = 0, []
    for start in range(0, number, BATCH):
        knowledge = Knowledge()
        for name in range(start, min(start + BATCH, number)):
            tables = protect(catalogue, random_tables(catalogue, chance)).observations
            shown = published(catalogue, tables, (PERSONS, *GROUPS[PERSONS]))
            learn(knowledge, name, shown, PERSONS, strict=is_strict(catalogue))
        hidden += len(knowledge.hidden)
        found += Attack(knowledge).run()
    return hidden, found


@pytest.fixture(scope="module")
def source(shared: Path, catalogue: Catalogue) -> dict[str, pa.Table]:
    """The replay's values from 2000 on as the ETL tidies them, by indicator id."""
    frame = pd.read_parquet(shared / "kolada_replay" / "values.parquet")
    ids = {entry.source.reference: entry.id for entry in catalogue.indicators}
    frame = frame[frame["kpi"].isin(list(ids)) & (frame["year"] >= 2000)]
    region = frame["municipality"].astype(str)
    columns = {
        "indicator": frame["kpi"].astype(str).map(ids),
        "region": region.where(~region.str.startswith("00"), region.str[2:]),
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


@pytest.fixture(scope="module")
def strictly(catalogue: Catalogue, source: dict[str, pa.Table]) -> dict[str, pa.Table]:
    return protect(strict(catalogue), source).observations


def attack_real(catalogue: Catalogue, tables: dict[str, pa.Table], *, only: str | None = None) -> tuple[int, list[str]]:
    """How many cells are hidden in the replay's tables, and which the attack finds out; one period at a time."""
    hidden, found = 0, []
    for counted, shares in GROUPS.items():
        shown = published(catalogue, tables, (counted, *shares))
        for period in sorted({row[0] for row in shown[counted] if only in (None, row[0])}):
            knowledge = Knowledge()
            now = {kpi: [row for row in rows if row[0] == period] for kpi, rows in shown.items()}
            learn(knowledge, counted, now, counted, strict=is_strict(catalogue))
            hidden += len(knowledge.hidden)
            found += Attack(knowledge).run() if knowledge.hidden else []
    return hidden, found


def attack_rates(tables: dict[str, pa.Table]) -> tuple[int, list[str]]:
    """How many cells of the rates are hidden, and which are known to someone who multiplies rates by inhabitants."""
    people = {tuple(row[:3]): row[3] for row in zip(*_columns(tables["invanare"]), strict=True)}
    hidden, found = 0, []
    for name, (scale, lag, adds_up) in RATES.items():
        rows = [row for row in zip(*_columns(tables[name]), strict=True) if adds_up or row[2] != "00"]
        counts = [(*row[:3], np.round(row[3] * people[str(int(row[0]) - lag), row[1], row[2]] / scale), row[4]) for row in rows]
        found += [str(row[:3]) for row in counts if 0 < row[3] < FEWEST_PERSONS]
        for period in ("2019", "2022"):
            knowledge = Knowledge()
            learn(knowledge, name, {name: [row for row in counts if row[0] == period]}, name)
            hidden += len(knowledge.hidden)
            found += Attack(knowledge).run() if knowledge.hidden else []
    return hidden, found


def hide_nothing_more(_counts: complement.Counts, hidden: complement.Mask, _relations: complement.Relations) -> complement.Mask:
    return hidden.copy()


@pytest.mark.parametrize(("chosen", "fewest"), [(lambda same: same, 5), (strict, 40)], ids=["source", "strict"])
def test_no_hidden_cell_of_random_tables_is_found_out(
    small_catalogue: Catalogue, chosen: Callable[[Catalogue], Catalogue], fewest: int
) -> None:
    hidden, found = attack_random(chosen(small_catalogue), TABLES)
    assert hidden > fewest * TABLES
    assert found == []


@pytest.mark.parametrize("chosen", [lambda same: same, strict], ids=["source", "strict"])
def test_the_attack_finds_cells_where_none_is_hidden_to_cover_for_others(
    small_catalogue: Catalogue, chosen: Callable[[Catalogue], Catalogue], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "complement", hide_nothing_more)
    hidden, found = attack_random(chosen(small_catalogue), 20)
    assert len(found) > hidden / 10


def test_no_hidden_cell_of_the_real_tables_is_found_out(catalogue: Catalogue, real: dict[str, pa.Table]) -> None:
    hidden, found = attack_real(catalogue, real)
    assert hidden > 1_000
    assert found == []


def test_nor_where_the_strict_rule_is_chosen(catalogue: Catalogue, strictly: dict[str, pa.Table]) -> None:
    hidden, found = attack_real(strict(catalogue), strictly)
    assert hidden > 9_000
    assert found == []


def test_no_rate_tells_of_one_to_four_inhabitants(real: dict[str, pa.Table]) -> None:
    hidden, found = attack_rates(real)
    assert hidden > 500
    assert found == []


def test_the_attack_on_rates_finds_cells_where_none_is_hidden(source: dict[str, pa.Table]) -> None:
    assert len(attack_rates(source)[1]) > 500


def test_the_attack_finds_real_cells_where_none_is_hidden_to_cover_for_others(
    catalogue: Catalogue, source: dict[str, pa.Table], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "complement", hide_nothing_more)
    _, found = attack_real(catalogue, protect(catalogue, source).observations, only="2020")
    assert len(found) > 20


def test_what_rests_on_fewer_than_five_is_hidden_and_the_rest_only_to_cover_for_it(
    catalogue: Catalogue, source: dict[str, pa.Table], real: dict[str, pa.Table]
) -> None:
    """Never for how many have the property: what is hidden is hidden for the number of persons alone."""
    for name in ("etab_arbete", "etab_arb_el_stud", "etab_eftergymn"):
        counts = catalogue.denominator_of(next(entry for entry in catalogue.indicators if entry.id == name))
        assert counts is not None
        persons = source[counts.id].to_pandas().set_index(KEY)["value"]
        shown = real[name].to_pandas().set_index(KEY)
        few = persons.reindex(shown.index).between(1, FEWEST_PERSONS - 1) & source[name]["value"].is_valid().to_numpy()
        hidden_counts = real[counts.id].to_pandas().set_index(KEY)["status"].reindex(shown.index) != "ok"
        hidden = shown["status"] == "suppressed"
        assert hidden[few].all()
        assert (hidden & ~hidden_counts).sum() == 0
        assert few.sum() <= hidden.sum() < 3 * few.sum()


def test_what_rests_on_few_is_marked(real: dict[str, pa.Table]) -> None:
    marked = 0
    for table in real.values():
        frame = table.to_pandas()
        few = frame["value"].notna() & frame["denominator"].between(FEWEST_PERSONS, MOST_FEW)
        texts = "Bygger på få personer (" + frame["denominator"].astype("Int64").astype(str) + ")"
        assert (frame["reason"] == texts)[few].all()
        assert not frame.loc[~few, "reason"].fillna("").str.contains("få personer \\(").any()
        marked += few.sum()
    assert marked > 5_000


def test_every_value_is_the_source_s_or_hidden_with_a_reason(source: dict[str, pa.Table], real: dict[str, pa.Table]) -> None:
    hidden = {}
    for name, table in source.items():
        before, after = table.to_pandas(), real[name].to_pandas()
        assert real[name].schema == schemas.OBSERVATIONS
        gone = after["status"] == "suppressed"
        columns = ["denominator", "reason"]
        pd.testing.assert_frame_equal(before[~gone].drop(columns=columns), after[~gone].drop(columns=columns))
        assert before.loc[gone, "value"].notna().all()
        assert after.loc[gone, ["value", "margin"]].isna().all(axis=None)
        assert after.loc[gone, "reason"].str.startswith("Dolt").all()
        hidden |= {name: int(gone.sum())} if gone.any() else {}
    assert set(hidden) == {
        "etab_arb_el_stud",
        "etab_arbete",
        "etab_eftergymn",
        "etab_inskrivna",
        "etab_utan_grundutb",
        "mottagna_antal",
        "etab_lamnat_antal",
        "mottagna_anvisade",
        *RATES,
    }


def test_no_denominator_gives_a_hidden_number_away(catalogue: Catalogue, real: dict[str, pa.Table]) -> None:
    for entry in catalogue.indicators:
        counts = catalogue.denominator_of(entry)
        if counts is not None:
            shown, numbers = (real[name].to_pandas().set_index(KEY) for name in (entry.id, counts.id))
            assert numbers["value"].reindex(shown.index).eq(shown["denominator"])[shown["denominator"].notna()].all()
