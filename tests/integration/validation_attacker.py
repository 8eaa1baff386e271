"""What an attacker of hidden numbers learns from the published tables of validation, of all versions together.

It shares no code with what protects them. Beside what is published it knows how persons move: in at either step, from the first
step to the second, out of either with one of four outcomes; that one quarter opens as the last one closed; that nobody is both
woman and man, though some may be neither; and what is rounded, and from which number on.
"""

from collections.abc import Iterable
from itertools import product
from typing import Any

import pyarrow as pa
from attacker import UNBOUNDED, Cell, Knowledge

OUTCOMES = ("recognised", "partly_recognised", "refused", "discontinued")
COUNTED = ("stock", "inflow", "left", *OUTCOMES)
STEPS = ("S1_VANTAR", "S2_PAGAR")
Reports = dict[tuple[Any, ...], dict[str, Any]]


def learn_validation(knowledge: Knowledge, name: object, versions: Iterable[pa.Table], kommun: str) -> None:
    """All that the versions tell of one kommun; each is held to be of the same persons."""
    reports: Reports = {}
    for version in versions:
        for row in version.to_pylist():
            if row["region"] == kommun and row["measure"] in COUNTED:
                key = (row["type"], row["period"], row["measure"], row["step"], row["sex"])
                reports[key] = max(reports.get(key, row), row, key=lambda one: one["value"] is not None)
    for group in sorted({key[:2] for key in reports if key[0] != "ALLA"}):
        _learn_quarter(knowledge, name, group, reports)
    for group in {key[:2] for key in reports if key[0] != "ALLA"}:
        _learn_chain(knowledge, name, group)
    for key, row in reports.items():
        if key[0] == "ALLA" and row["value"] is not None:
            whole = (name, *key)
            knowledge.bound(whole, row["value"], row["value"])
            knowledge.adds_up(whole, [(name, *other) for other in reports if other[0] != "ALLA" and other[1:] == key[1:]])


def _learn_quarter(knowledge: Knowledge, name: object, group: tuple[str, str], reports: Reports) -> None:
    def cell(*parts: str) -> Cell:
        return (name, *group, *parts)

    totals = [("stock", step, "T") for step in (*STEPS, "ALLA")]
    totals += [(measure, "ALLA", "T") for measure in COUNTED[1:]]
    for key in totals:
        _learn_cell(knowledge, cell(*key), reports[(*group, *key)])
    for key in product(("stock", "inflow", *OUTCOMES), ("ALLA",), "KM"):
        row = reports.get((*group, *key))
        if row is None:
            knowledge.bound(cell(*key), 0, UNBOUNDED)
        else:
            _learn_cell(knowledge, cell(*key), row)
    free = [(kind, step) for step in STEPS for kind in ("opening", "in", *(f"out {outcome}" for outcome in OUTCOMES))]
    for key in (*free, ("moved",), ("opening", "K"), ("opening", "M")):
        knowledge.bound(cell(*key), 0, UNBOUNDED)
    _learn_sums(knowledge, cell)


def _learn_cell(knowledge: Knowledge, cell: Cell, row: dict[str, Any]) -> None:
    """Women and men are to the nearest 5, from 5 on; so a 0 is none."""
    value = row["value"]
    if row["status"] == "suppressed" and value is None:
        knowledge.hidden.append(cell)
        knowledge.bound(cell, 0, UNBOUNDED)
    elif row["sex"] == "T" or value == 0:
        knowledge.bound(cell, value, value)
    else:
        knowledge.bound(cell, max(value - 2, 5), value + 2)


def _learn_sums(knowledge: Knowledge, cell: Any) -> None:
    knowledge.adds_up(cell("stock", "ALLA", "T"), [cell("stock", step, "T") for step in STEPS])
    knowledge.adds_up(cell("left", "ALLA", "T"), [cell(outcome, "ALLA", "T") for outcome in OUTCOMES])
    knowledge.adds_up(cell("inflow", "ALLA", "T"), [cell("in", step) for step in STEPS])
    for outcome in OUTCOMES:
        knowledge.adds_up(cell(outcome, "ALLA", "T"), [cell(f"out {outcome}", step) for step in STEPS])
    for step, sign in zip(STEPS, (1.0, -1.0), strict=True):
        out = {cell(f"out {outcome}", step): 1.0 for outcome in OUTCOMES}
        moved = {cell("moved"): sign, cell("stock", step, "T"): 1.0}
        knowledge.equal.append({**out, **moved, cell("opening", step): -1.0, cell("in", step): -1.0})
    for sex in "KM":
        out = {cell(outcome, "ALLA", sex): 1.0 for outcome in OUTCOMES}
        stocks = {cell("stock", "ALLA", sex): 1.0, cell("opening", sex): -1.0, cell("inflow", "ALLA", sex): -1.0}
        knowledge.equal.append({**out, **stocks})
    for measure in ("stock", "inflow", *OUTCOMES):
        both = {cell(measure, "ALLA", sex): 1.0 for sex in "KM"}
        knowledge.at_most.append({**both, cell(measure, "ALLA", "T"): -1.0})


def _learn_chain(knowledge: Knowledge, name: object, key: tuple[str, str]) -> None:
    """A quarter opens as the one before closed."""
    kind, period = key
    year, quarter = int(period[:4]), int(period[-1])
    before = (name, kind, f"{year - 1}K4" if quarter == 1 else f"{year}K{quarter - 1}")
    closed = {(*before, "stock", step, "T"): (name, *key, "opening", step) for step in STEPS}
    closed |= {(*before, "stock", "ALLA", sex): (name, *key, "opening", sex) for sex in "KM"}
    for one, other in closed.items():
        if one in knowledge.low:
            knowledge.equal.append({one: 1.0, other: -1.0})
