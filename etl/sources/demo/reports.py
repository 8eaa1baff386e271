"""The demo's reports of validation: made up for a few kommuner, offline and the same on every machine.

Persons come, move on and leave as they would, so that the reports pass the same rules and the same disclosure control as real
ones: some numbers are small and hidden, some quarters and types are not reported, one kommun gives no women and men.
"""

import calendar
import zlib
from collections.abc import Iterator
from datetime import date
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from etl.contract.schemas import REPORTS
from etl.harvest import Reports

NAME: Final = "demo"
LICENCE: Final = "Demodata, påhittade värden"

KOMMUNER: Final = {
    **{"0484": 1.0, "1481": 0.8, "1480": 8.0, "1280": 5.0, "0480": 0.7, "0180": 10.0, "0580": 1.8},
    **{"1283": 1.6, "1233": 0.3, "1490": 1.0, "0483": 0.5, "1880": 1.4, "2480": 1.1, "1415": 0.25},
}
"""The kommuner that report, with their made-up size."""

TYPES: Final = {"AKAD": 30.0, "EFTERGYMN_YRKE": 7.0, "GYMN": 24.0, "KOMVUX": 40.0, "LEG_HSV": 9.0, "LEG_LARARE": 6.0}
"""How many persons a kommun of size 1 has in the first step."""

PERIODS: Final = ("2023K1", "2023K2", "2023K3", "2023K4", "2024K1", "2024K2", "2024K3", "2024K4")
WITHOUT_SEXES: Final = "1233"
OUTCOMES: Final = ("persons_recognised", "persons_partly_recognised", "persons_refused", "persons_discontinued")
SHARES: Final = (0.22, 0.12, 0.04, 0.06)
"""The share of those under way that leaves in a quarter, by outcome."""

Numbers = NDArray[np.int64]


class DemoReporter:
    """Invents reports; answers at once and the same every time."""

    name = NAME

    def report(self, regions: pa.Table) -> Reports:
        """Invented reports of the kommuner that are among `regions` (schema `REGIONS`)."""
        known = set(regions["code"].to_pylist())
        rows = [row for kommun in sorted(known.intersection(KOMMUNER)) for row in _of_kommun(kommun)]
        key = [(name, "ascending") for name in ("region", "period", "type", "step", "sex", "target_group")]
        return Reports(NAME, LICENCE, pa.Table.from_pylist(rows, schema=REPORTS).sort_by(key), record={"kommuner": len(KOMMUNER)})


def _of_kommun(kommun: str) -> Iterator[dict[str, Any]]:
    chance = np.random.default_rng(zlib.crc32(f"demo reports {kommun}".encode()))
    first = int(chance.integers(0, 4)) if chance.random() < 0.4 else 0
    silent = {period for period in PERIODS if chance.random() < 0.08}
    for kind, size in TYPES.items():
        reported = chance.random() < 0.8 or kind == "KOMVUX"
        stock = _split(chance, chance.poisson(KOMMUNER[kommun] * size * np.array([1.0, 0.7])))
        for place, period in enumerate(PERIODS):
            quarter = _quarter(chance, KOMMUNER[kommun] * size, stock)
            stock = quarter["persons_closing"]
            if reported and place >= first and period not in silent:
                yield from _rows(kommun, period, kind, quarter)


def _split(chance: np.random.Generator, persons: Numbers) -> Numbers:
    """By step and women, men."""
    women = chance.binomial(persons, 0.55)
    return np.stack([women, persons - women], axis=1)


def _quarter(chance: np.random.Generator, size: float, opening: Numbers) -> dict[str, Numbers]:
    """Persons by step and sex: in at the first step, some on to the second, most out of it."""
    new = np.array([chance.poisson(size * 0.2, 2), [0, 0]])
    started = np.array([chance.binomial(opening[0] + new[0], 0.38), [0, 0]])
    there = opening + new - started
    there[1] += started[0]
    leaving = np.array([[0, 0, 0, 0.03, 0.97], [*SHARES, 1 - sum(SHARES)]])
    left = np.array([[chance.multinomial(persons, leaving[step]) for persons in there[step]] for step in range(2)])
    flows = {name: left[..., place] for place, name in enumerate(OUTCOMES)}
    return {"persons_opening": opening, "persons_new": new, "persons_started": started, **flows, "persons_closing": left[..., -1]}


def _rows(kommun: str, period: str, kind: str, quarter: dict[str, Numbers]) -> Iterator[dict[str, Any]]:
    year, month = int(period[:4]), 3 * int(period[-1])
    end = date(year, month, calendar.monthrange(year, month)[1])
    chance = np.random.default_rng(zlib.crc32(f"demo days {kommun} {period} {kind}".encode()))
    own = {
        **{
            "region": kommun,
            "period": period,
            "measured_on": end,
            "type": kind,
            "target_group": "ALLA",
            "file": "demo",
            "row": 1,
        },
        **{"start_rule": "BEHOV_ISP" if kind == "KOMVUX" else "ANSOKAN", "coverage": "DELVIS" if kommun == "1415" else "HEL"},
        "reported_on": date(year + month // 12, month % 12 + 1, 15),
    }
    for step, name in enumerate(("S1_VANTAR", "S2_PAGAR")):
        for sex, chosen in (("T", [0, 1]), ("K", [0]), ("M", [1])):
            if sex == "T" or kommun != WITHOUT_SEXES:
                counts = {field: int(numbers[step, chosen].sum()) for field, numbers in quarter.items()}
                yield {**own, **counts, "step": name, "sex": sex, **_days(chance, step, counts)}


def _days(chance: np.random.Generator, step: int, counts: dict[str, int]) -> dict[str, float]:
    """Days from the start: longer for those under way; a median of the finished where ten or more got a result."""
    days: dict[str, float] = {}
    if counts["persons_closing"] >= 10:
        median = float(chance.integers(45, 120) + 60 * step)
        days |= {"median_days_open": median, "p90_days_open": round(2.4 * median), "share_over_180": round(median / 5.5)}
    if sum(counts[name] for name in OUTCOMES[:3]) >= 10:
        days |= {
            "median_days_finished": float(chance.integers(90, 230)),
            "median_days_authority": float(chance.integers(60, 150)),
        }
    return days
