"""No hidden number of persons can be worked out from several kept versions, however many kommuner were revised between them."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from attacker import Attack, Knowledge, Tables, learn_versions
from disclosure_tables import PERSONS, columns_of, random_tables, real_tables, revised

from etl.contract.catalogue import Catalogue, load_catalogue
from etl.contract.paths import catalogue_path
from etl.disclosure import protect
from tests.random_tests import cases, seed, whole

REPORTS = cases(1_000)
REVISIONS = (5, 50, 290)
PERIODS = ("2012", "2014", "2016", "2018", "2020", "2022") if whole() else ("2020",)
COUNT = "etab_lamnat_antal"


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    """Of the persons alone: their shares are hidden where they are."""
    whole_one = load_catalogue(catalogue_path())
    assert next(entry.source.reference for entry in whole_one.indicators if entry.id == COUNT) == PERSONS
    return whole_one.model_copy(update={"indicators": tuple(entry for entry in whole_one.indicators if entry.id == COUNT)})


def rows(table: pa.Table) -> Tables:
    return {PERSONS: list(zip(*columns_of(table), strict=True))}


def published(catalogue: Catalogue, truths: Sequence[pa.Table], *, remember: bool = True) -> list[pa.Table]:
    """Each as it is published beside all before it."""
    shown: list[dict[str, pa.Table]] = []
    for truth in truths:
        shown.append(protect(catalogue, {COUNT: truth}, shown if remember else ()).observations)
    return [tables[COUNT] for tables in shown]


def attack(knowledge: Knowledge) -> tuple[int, list[str]]:
    """How many numbers are hidden, and which are found out: fewer than five are possible, and not all from 1 to 4."""
    found = Attack(knowledge, width=4)
    texts = found.run()
    unsaid = (found.low <= 1.01) & (found.high >= 3.99)
    return len(knowledge.hidden), [text for text, any_few in zip(texts, unsaid[found.narrow()], strict=True) if not any_few]


def attack_real(catalogue: Catalogue, real: pa.Table, number: int, *, remember: bool) -> tuple[int, list[str]]:
    """Three versions, with so many kommuner revised from each to the next; riket's number is hidden in none."""
    chance = np.random.default_rng(seed())
    once = revised(real, chance, number)
    truths = [real, once, revised(once, chance, number)]
    knowledge = Knowledge()
    shown = published(catalogue, truths, remember=remember)
    assert {row[4] for table in shown for row in rows(table)[PERSONS] if row[2] == "00"} == {"ok"}
    learn_versions(knowledge, "real", [rows(table) for table in shown], [rows(table) for table in truths], PERSONS)
    return attack(knowledge)


@pytest.fixture(scope="module")
def real(shared: Path, catalogue: Catalogue) -> pa.Table:
    table = real_tables(shared, catalogue)[COUNT]
    return table.filter(pc.is_in(table["period"], pa.array(PERIODS)))


@pytest.mark.parametrize("number", REVISIONS)
def test_three_versions_of_the_real_numbers_give_nothing_away(catalogue: Catalogue, real: pa.Table, number: int) -> None:
    hidden, found = attack_real(catalogue, real, number, remember=True)
    assert hidden > 250
    assert found == []


def test_the_attack_finds_numbers_where_the_versions_know_nothing_of_each_other(catalogue: Catalogue, real: pa.Table) -> None:
    assert len(attack_real(catalogue, real, 290, remember=False)[1]) > 10


@pytest.mark.parametrize("number", [1, 5])
def test_two_versions_of_random_numbers_give_nothing_away(catalogue: Catalogue, number: int) -> None:
    """To someone who knows which regions were revised; next to nothing to one who knows which hidden numbers of them were.

    What a hidden number was before it was revised isn't kept, so what follows from that alone can't be covered for.
    """
    chance, by_region, by_number = np.random.default_rng(seed()), Knowledge(), Knowledge()
    for report in range(REPORTS // 2):
        before = random_tables(catalogue, chance)[COUNT]
        truths = [before, revised(before, chance, number)]
        told = [[rows(table) for table in tables] for tables in (published(catalogue, truths), truths)]
        learn_versions(by_region, report, *told, PERSONS, regions=True)
        learn_versions(by_number, report, *told, PERSONS)
    hidden, found = attack(by_region)
    assert hidden > 5 * REPORTS
    assert found == []
    hidden, found = attack(by_number)
    assert len(found) <= hidden / 500


def test_the_same_numbers_again_hide_the_same(catalogue: Catalogue, real: pa.Table) -> None:
    first, *others = published(catalogue, [real] * 4)
    assert all(table.equals(first) for table in others)
