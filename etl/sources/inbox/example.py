"""The made-up rows of the template's example: one kommun that does not exist, two types, waiting and under way."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from etl.sources.inbox.form import Value

EXAMPLE_KOMMUN: Final = "0000"

_COUNTS: Final = (
    "persons_opening",
    "persons_new",
    "persons_started",
    "persons_recognised",
    "persons_partly_recognised",
    "persons_refused",
    "persons_discontinued",
    "persons_closing",
)
_FIGURES: Final = (
    ("KOMVUX", "S1_VANTAR", "T", (40, 25, 30, 0, 0, 0, 4, 31)),
    ("KOMVUX", "S2_PAGAR", "T", (22, 0, 30, 14, 9, 2, 3, 24)),
    ("KOMVUX", "S1_VANTAR", "K", (24, 15, 18, 0, 0, 0, 2, 19)),
    ("KOMVUX", "S2_PAGAR", "K", (12, 0, 18, 9, 5, 1, 1, 14)),
    ("KOMVUX", "S1_VANTAR", "M", (16, 10, 12, 0, 0, 0, 2, 12)),
    ("KOMVUX", "S2_PAGAR", "M", (10, 0, 12, 5, 4, 1, 2, 10)),
    ("LEG_HSV", "S1_VANTAR", "T", (7, 3, 2, 0, 0, 0, 1, 7)),
    ("LEG_HSV", "S2_PAGAR", "T", (5, 0, 2, 2, 0, 1, 0, 4)),
)


def example_rows() -> Iterator[dict[str, Value]]:
    """The rows by field of `REPORTS`; but for the kommun they are what a right file holds."""
    for kind, step, sex, figures in _FIGURES:
        counts = dict(zip(_COUNTS, figures, strict=True))
        yield {
            "region": EXAMPLE_KOMMUN,
            "period": "2024K1",
            "measured_on": date(2024, 3, 31),
            "type": kind,
            "step": step,
            "sex": sex,
            "target_group": "ALLA",
            **counts,
            **({"cases_closing": counts["persons_closing"] + 2} if sex == "T" else {}),
            **_days(step, counts),
            "start_rule": "BEHOV_ISP",
            "coverage": "HEL",
            "register": "Påhittat register",
            "comment": "Påhittade värden",
        }


def _days(step: str, counts: dict[str, int]) -> dict[str, Value]:
    days: dict[str, Value] = {}
    if counts["persons_closing"] >= 10:
        days |= {"median_days_open": 62.5, "p90_days_open": 210, "share_over_180": 12.5}
    if step == "S2_PAGAR":
        days |= {"median_days_finished": 95, "median_days_authority": 74.5}
    return days
