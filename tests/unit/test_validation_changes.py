"""What kommuner report: what differs between two versions, what of it is not told, and what the check finds wrong."""

from collections.abc import Mapping
from typing import Any

import pyarrow as pa
import pytest

from etl.contract.schemas import VALIDATION, VALIDATION_CHANGES, VALIDATION_CODES
from etl.tables.validation_checks import faults_of, oddities
from etl.versions.validation_changes import validation_changes

Cell = tuple[float | None, str]
HIDDEN: Cell = (None, "suppressed")
NOT_REPORTED: Cell = (None, "missing")
OUTCOMES = ("recognised", "partly_recognised", "refused", "discontinued")
CODES = {
    "type": ("AKAD", "ALLA"),
    "step": ("S1_VANTAR", "S2_PAGAR", "ALLA"),
    "sex": ("T", "K", "M"),
    "measure": ("stock", "inflow", "left", *OUTCOMES, "median_days_open", "share_over_180"),
}
REGIONS = {"00", "04", "0484", "0482"}


def ok(value: float) -> Cell:
    return value, "ok"


def table(cells: Mapping[str, Cell], included: Mapping[str, int] | None = None) -> pa.Table:
    """`VALIDATION` by "region period measure [step [sex [type]]]"; `included` by the same names, for sums."""
    rows = []
    for key, (value, status) in cells.items():
        region, period, measure, *rest = key.split()
        step, sex, kind = (*rest, *("ALLA", "T", "AKAD")[len(rest) :])
        row = {"region": region, "period": period, "type": kind, "step": step, "sex": sex, "measure": measure}
        row |= {"value": value, "status": status, "reason": None if status == "ok" else "Skäl"}
        count = (included or {}).get(key)
        rows.append(dict.fromkeys(VALIDATION.names) | row | {"included": count, "reported": count})
    return pa.Table.from_pylist(rows, schema=VALIDATION)


def codes() -> pa.Table:
    rows = [{"field": field, "code": code, "title": code} for field, some in CODES.items() for code in some]
    return pa.Table.from_pylist(rows, schema=VALIDATION_CODES)


def found_changes(old: Mapping[str, Cell] | None, new: Mapping[str, Cell]) -> dict[str, tuple[Any, ...]]:
    found = validation_changes(None if old is None else table(old), table(new))
    assert found.schema == VALIDATION_CHANGES
    names = ("region", "period", "measure", "step", "sex")
    columns = ("kind", "old_value", "new_value", "new_status")
    return {" ".join(row[name] for name in names): tuple(row[name] for name in columns) for row in found.to_pylist()}


STOCK = "0484 2024K1 stock"


def test_a_resubmitted_quarter_is_revised() -> None:
    assert found_changes({STOCK: ok(40)}, {STOCK: ok(45)}) == {f"{STOCK} ALLA T": ("revised", 40, 45, "ok")}
    assert found_changes({STOCK: ok(40)}, {STOCK: ok(40)}) == {}


def test_a_quarter_that_was_not_reported_before_is_new() -> None:
    new = {STOCK: ok(40), "0484 2024K1 inflow": HIDDEN}
    expected = {
        f"{STOCK} ALLA T": ("new_period", None, 40, "ok"),
        "0484 2024K1 inflow ALLA T": ("new_period", None, None, "suppressed"),
    }
    assert found_changes({STOCK: NOT_REPORTED}, new) == expected
    assert found_changes({"0482 2024K1 stock": ok(9)}, {"0482 2024K1 stock": ok(9), **new}) == expected
    assert found_changes(None, new) == expected


def test_a_withdrawn_file_removes() -> None:
    assert found_changes({STOCK: ok(40)}, {STOCK: NOT_REPORTED}) == {f"{STOCK} ALLA T": ("removed", 40, None, "missing")}


@pytest.mark.parametrize("flip", [(ok(9), HIDDEN), (HIDDEN, ok(9))])
def test_old_values_of_a_kommun_with_a_flipped_cell_and_of_its_sums_are_not_told(flip: tuple[Cell, Cell]) -> None:
    """Whatever the quarter and the measure: they hang together."""
    keys = (STOCK, "0484 2023K1 inflow", "04 2024K1 stock", "00 2024K1 stock", "0114 2024K1 stock")
    sides = [
        {key: ok(value) for key in keys} | {"0484 2024K1 recognised": cell} for value, cell in zip((40, 45), flip, strict=True)
    ]
    found = {key.removesuffix(" ALLA T"): change for key, change in found_changes(*sides).items()}
    assert {key: found[key][1] for key in keys} == dict.fromkeys(keys[:4]) | {"0114 2024K1 stock": 40}
    assert found["0484 2024K1 recognised"][1] is None
    assert found[STOCK][2] == 45


# The check

SOUND: dict[str, Cell] = {
    STOCK: ok(40),
    f"{STOCK} S1_VANTAR": ok(30),
    f"{STOCK} S2_PAGAR": ok(10),
    "0484 2024K1 left": ok(22),
    **{f"0484 2024K1 {outcome}": ok(value) for outcome, value in zip(OUTCOMES, (10, 5, 7, 0), strict=True)},
    "0484 2024K1 recognised ALLA K": ok(5),
    "0482 2024K1 stock": HIDDEN,
    "04 2024K1 stock": ok(40),
    "00 2024K1 stock": ok(40),
}
SUMS = {"04 2024K1 stock": 1, "00 2024K1 stock": 1}


def test_a_sound_table_has_no_faults() -> None:
    assert list(faults_of(table(SOUND, SUMS), codes(), REGIONS)) == []


@pytest.mark.parametrize(
    ("key", "cell", "words"),
    [
        (STOCK, (41, "suppressed"), "value 41.0 does not go with status 'suppressed'"),
        (STOCK, (None, "ok"), "value None does not go with status 'ok'"),
        (STOCK, ok(41), "41, but its parts add up to 40"),
        ("0484 2024K1 left", ok(23), "23, but its parts add up to 22"),
        ("04 2024K1 stock", ok(41), "41, but its kommuner add up to 40"),
        ("0482 2024K1 stock", ok(8), "of 1 kommuner, but 2 are shown"),
        ("0484 2024K1 inflow", ok(3), "3 persons are shown; 1-4 must be hidden"),
        ("0484 2024K1 recognised ALLA M", ok(7), "7.0 by sex is not rounded to 5"),
        ("0484 2024K1 inflow", ok(7.5), "7.5 is no whole number from 0"),
        ("0484 2024K1 share_over_180 S1_VANTAR", ok(101), "101.0 is more than 100 percent"),
        ("9999 2024K1 inflow", ok(9), "region '9999' is not known"),
        ("0484 2024K5 inflow", ok(9), "period '2024K5' is no quarter"),
        ("0484 2024K1 waiting", ok(9), "measure 'waiting' is not known; allowed: discontinued, inflow,"),
    ],
)
def test_faults_are_found_and_told(key: str, cell: Cell, words: str) -> None:
    found = list(faults_of(table(SOUND | {key: cell}, SUMS), codes(), REGIONS))
    assert any(words in fault for fault in found), found


def test_a_key_that_occurs_twice_and_a_table_of_another_form() -> None:
    twice = pa.concat_tables([table(SOUND, SUMS), table({STOCK: ok(40)})])
    assert "validation: 0484 2024K1 AKAD ALLA T stock: occurs twice" in list(faults_of(twice, codes(), REGIONS))
    other = table(SOUND).drop_columns(["reason"])
    assert [fault[:22] for fault in faults_of(other, codes(), REGIONS)] == ["validation: columns ar"]


def test_a_quarter_that_does_not_begin_where_the_last_one_ended_is_odd_not_wrong() -> None:
    cells = {
        "0484 2023K4 stock": ok(30),
        STOCK: ok(40),
        "0484 2024K1 inflow": ok(20),
        "0484 2024K1 left": ok(10),
    }
    assert list(oddities(table(cells))) == []
    odd = "Validation: 1 quarter(s) don't begin with what the one before ended with: 0484 AKAD 2024K1: 31 + 20 - 10, not 40."
    assert list(oddities(table(cells | {"0484 2023K4 stock": ok(31)}))) == [odd]
    assert list(oddities(table(cells | {"0484 2023K4 stock": HIDDEN}))) == []
