"""No hidden cell can be worked out from the published tables, neither of random ones nor of the real ones.

For every hidden cell the attacker finds the interval in which its number of persons must lie.
"""

import time
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from attacker import Attack, Knowledge, Tables, learn
from disclosure_tables import EITHER, KEY, PERSONS, STUDIES, WORK, columns_of, random_tables, real_tables

from etl.contract import schemas
from etl.contract.catalogue import Catalogue, Protections, load_catalogue
from etl.contract.codes import Protection
from etl.contract.paths import catalogue_path
from etl.contract.persons import FEWEST_PERSONS, MOST_FEW
from etl.disclosure import complement, protect, rules
from tests.random_tests import cases, seed

TABLES, BATCH = cases(1_000), 100
MOST_SECONDS = 2
GROUPS = {PERSONS: (WORK, STUDIES, EITHER), "N00960": ("N00963",), "N01987": ()}
RATES = {"vrakn_barn": (100_000, 0, False), "mottagna_per_1000": (1_000, 1, True), "asyl_per_1000": (1_000, 1, False)}
"""Rates of persons: per how many inhabitants, of how many years before, and whether riket is the sum of the kommuner."""


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


def published(catalogue: Catalogue, tables: dict[str, pa.Table], kpis: Iterable[str]) -> Tables:
    """What the attacker reads: the tables with any rows."""
    ids = {entry.source.reference: entry.id for entry in catalogue.indicators}
    chosen = {kpi: tables[ids[kpi]] for kpi in kpis if kpi in ids and tables[ids[kpi]].num_rows}
    return {kpi: list(zip(*columns_of(table), strict=True)) for kpi, table in chosen.items()}


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
    return real_tables(shared, catalogue)


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
    people = {tuple(row[:3]): row[3] for row in zip(*columns_of(tables["invanare"]), strict=True)}
    hidden, found = 0, []
    for name, (scale, lag, adds_up) in RATES.items():
        rows = [row for row in zip(*columns_of(tables[name]), strict=True) if adds_up or row[2] != "00"]
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
