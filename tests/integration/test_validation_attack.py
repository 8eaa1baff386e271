"""No hidden number of what kommuner report can be worked out, from one version or from several."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from attacker import Attack, Knowledge
from validation_attacker import learn_validation

from etl import geography
from etl.contract.paths import DataPaths
from etl.contract.reader import open_current
from etl.contract.schemas import REPORTS
from etl.disclosure import reports
from etl.sources.demo.reports import KOMMUNER
from etl.tables.validation import validation
from tests.random_tests import cases, seed

TABLES, BATCH = cases(1_000), 50
KOMMUN = "0484"
PERIODS = ("2023K3", "2023K4", "2024K1", "2024K2", "2024K3")
SEXES = ("K", "M", "U")
"""The third is unknown: it has no rows of its own."""

REGIONS = geography.regions().filter(pc.field("code").isin(["00", "04", KOMMUN]))
OUT = ("persons_recognised", "persons_partly_recognised", "persons_refused", "persons_discontinued")


def random_reports(chance: np.random.Generator) -> pa.Table:
    """A kommun's reports of one to three types in up to five quarters: by sex and step, persons come, move on and leave."""
    rows: list[dict[str, Any]] = []
    for kind in chance.choice(["AKAD", "KOMVUX", "LEG_HSV"], size=chance.integers(1, 4), replace=False):
        by_sex = chance.random() < 0.7
        scale = chance.choice([0.7, 3, 8, 30], size=3, p=[0.3, 0.3, 0.25, 0.15]) * np.array([1, 1, chance.choice([0, 0.1])])
        stock = chance.poisson(scale, size=(2, 3))
        quarters = PERIODS[chance.integers(0, 3) : chance.integers(3, 6)]
        for period in quarters:
            stock, reports = random_quarter(chance, scale, stock)
            if chance.random() > 0.08 or len(quarters) == 1:
                rows += as_rows(period, str(kind), reports, by_sex=by_sex)
    return pa.Table.from_pylist(rows, schema=REPORTS)


def random_quarter(chance: np.random.Generator, scale: Any, opening: Any) -> tuple[Any, dict[str, Any]]:
    """Arrays by step and sex; some quarters stand nearly still."""
    pace = chance.choice([0, 0.1, 0.5, 1])
    new = chance.poisson(scale * pace * np.array([[0.6], [0.05]]))
    moved = chance.binomial(opening[0] + new[0], chance.choice([0, 0.3, 0.7]))
    there = np.array([opening[0] + new[0] - moved, opening[1] + new[1] + moved])
    shares = chance.dirichlet(np.array([3, 2, 1, 1, 6]) / (pace + 0.1))
    left = np.array([[chance.multinomial(n, _leaving(shares, step)) for n in there[step]] for step in range(2)])
    closing = left[..., -1]
    flows = {name: left[..., position] for position, name in enumerate(OUT)}
    started = np.array([moved, np.zeros(3, dtype=int)])
    return closing, {
        "persons_opening": opening,
        "persons_new": new,
        "persons_started": started,
        **flows,
        "persons_closing": closing,
    }


def _leaving(shares: Any, step: int) -> Any:
    """From the first step few leave, and mostly for other reasons than a result."""
    return shares if step == 1 else np.array([0, 0, shares[2] / 8, shares[3], 1 - shares[2] / 8 - shares[3]])


def as_rows(period: str, kind: str, reports: dict[str, Any], *, by_sex: bool) -> list[dict[str, Any]]:
    days = {"measured_on": date(2024, 1, 1), "reported_on": date(2024, 1, 2)}
    own = {"region": KOMMUN, "period": period, "type": kind, "target_group": "ALLA", "start_rule": "ANSOKAN", "coverage": "HEL"}
    found = []
    for step, name in enumerate(("S1_VANTAR", "S2_PAGAR")):
        for sex in ("T", "K", "M") if by_sex else ("T",):
            chosen = [0, 1, 2] if sex == "T" else [SEXES.index(sex)]
            counts = {field: int(amounts[step][chosen].sum()) for field, amounts in reports.items()}
            found.append({**own, **days, **counts, "step": name, "sex": sex, "file": "x", "row": 1, "median_days_open": 50.0})
    return found


def versions_of(table: pa.Table) -> list[pa.Table]:
    """A version after each quarter, with all that was reported until then."""
    versions: list[pa.Table] = []
    for period in PERIODS:
        known = table.filter(pc.field("period") <= period)
        versions.append(validation(known, REGIONS, versions))
    return versions


def attack(number: int) -> tuple[int, int, list[str]]:
    """How many cells were shown and hidden in so many random tables, and which of them the attack found out."""
    chance = np.random.default_rng(seed())
    shown, hidden, found = 0, 0, []
    for start in range(0, number, BATCH):
        knowledge = Knowledge()
        for name in range(start, min(start + BATCH, number)):
            table = random_reports(chance)
            learn_validation(knowledge, name, versions_of(table) if name % 2 else [validation(table, REGIONS)], KOMMUN)
        hidden += len(knowledge.hidden)
        shown += sum(row_is_shown(cell) for cell in knowledge.low if knowledge.fixed(cell))
        found += Attack(knowledge).run()
    return shown, hidden, found


def row_is_shown(cell: Sequence[Any]) -> bool:
    return len(cell) == 6


def test_no_hidden_number_of_random_reports_is_found_out() -> None:
    shown, hidden, found = attack(TABLES)
    assert hidden > 20 * TABLES
    assert shown > 10 * TABLES
    assert found == []


def all_alike(table: pa.Table) -> list[Any]:
    """Types of quarters, and outcomes of them, of which the table says that everyone is the same."""
    shown = {
        (row["period"], row["type"], row["measure"], row["sex"]): row["value"]
        for row in table.filter(pc.field("region") == KOMMUN).to_pylist()
        if row["step"] == "ALLA" and row["status"] == "ok"
    }
    found: list[Any] = []
    for period, kind in {key[:2] for key in shown}:
        outcomes = [shown.get((period, kind, outcome, "T"), np.nan) for outcome in reports.OUTCOMES]
        found += [(period, kind)] if sum(outcomes) > 0 and np.count_nonzero(outcomes) == 1 else []
        for outcome in reports.OUTCOMES:
            sexes = [shown.get((period, kind, outcome, sex), np.nan) for sex in "KM"]
            found += [(period, kind, outcome)] if sum(sexes) > 0 and min(sexes) == 0 else []
    return found


def test_no_report_tells_that_everyone_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    chance = np.random.default_rng(seed())
    tables = [random_reports(chance) for _ in range(cases(300))]
    assert [found for table in tables for found in all_alike(validation(table, REGIONS))] == []
    monkeypatch.setattr(reports._Hiding, "_all_alike", lambda *_: False)
    assert len([found for table in tables for found in all_alike(validation(table, REGIONS))]) > len(tables) / 10


@pytest.mark.parametrize("rule", ["stock", "flows", "sexes"])
def test_the_attack_finds_numbers_where_only_the_small_are_hidden(rule: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def only_small(hiding: Any) -> None:
        hidden = filter(hiding.small, hiding.quarter.persons)
        hiding.hidden.update(cell for cell in hidden if (cell.sex == "T") == (rule != "sexes"))

    monkeypatch.setattr(reports._Hiding, rule, only_small)
    _, _, found = attack(30)
    assert len(found) > 5


def test_no_hidden_number_of_the_demo_is_found_out(demo_data: Path) -> None:
    published = open_current(DataPaths(demo_data)).table("validation")
    hidden = 0
    for kommun in KOMMUNER:
        knowledge = Knowledge()
        learn_validation(knowledge, kommun, [published], kommun)
        hidden += len(knowledge.hidden)
        assert Attack(knowledge).run() == [], kommun
    assert hidden > 500
