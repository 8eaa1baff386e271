"""Workbooks with a strategy, filled in as a strategist does it: in the template, cell by cell."""

import io
from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from openpyxl import Workbook, load_workbook

from etl import geography
from etl.contract.catalogue import load_catalogue
from etl.contract.paths import ROOT
from etl.sources.inbox.goals.sheets import COLUMNS, QUESTIONS
from etl.sources.inbox.goals.template import goals_template

CATALOGUE: Final = load_catalogue(ROOT / "data" / "catalogue")
YEARS: Final = {"syss_utrikes": (2010, 2024), "arblos_unga": (2012, 2024)}

ANSWERS: Final[Mapping[str, Any]] = {
    "title": "Zebravägar in 2030",
    "actor": "Eskilstuna kommun",
    "region": "Eskilstuna",
    "summary": "Så ska fler eskilstunabor komma i arbete.",
    "adopted": "2024-03-18",
    "until": "2030",
    "status": "Utkast",
    "sender": "Kommunledningskontoret",
    "url": "https://example.org/zebra",
}
GOALS: Final[tuple[Mapping[str, Any], ...]] = (
    {
        "text": "Zebramål ett: minst 75,5 procent arbetar.",
        "area": "Arbete och egen försörjning",
        "kind": "Minst nivån",
        "measure": "Sysselsatta bland utrikes födda, 20–64 år (2010–2024)",
        "fit": "Hela målet",
        "level": 75.5,
        "base": 2022,
        "target": 2030,
        "source": "Zebran, s. 8",
    },
    {
        "text": "Zebramål två: högst tio procent av de unga är arbetslösa.",
        "area": "Arbete och egen försörjning",
        "kind": "Högst nivån",
        "measure": "Arbetslösa bland unga, 16–24 år (2012–2024)",
        "fit": "Hela målet",
        "level": "10 %",
        "target": "2030",
        "source": "Zebran, s. 9",
    },
    {
        "text": "Zebramål tre: fler röstar.",
        "kind": "Åt rätt håll",
        "measure": "Utrikes födda som röstade i det senaste kommunvalet",
        "fit": "En del av målet",
        "source": "Zebran, s. 10",
    },
)


@cache
def _template_file() -> bytes:
    return goals_template(CATALOGUE, geography.regions()["name"].to_pylist(), YEARS)


def template() -> Workbook:
    """The template, opened as a spreadsheet opens it."""
    return load_workbook(io.BytesIO(_template_file()))


def put(workbook: Workbook, **changed: Any) -> None:
    """Fill in the whole workbook; `title="…"` changes an answer, `goal2_level=…` a cell of the second goal."""
    rows = {key: row for row, key in enumerate(QUESTIONS, start=2)}
    for key, value in {**ANSWERS, **changed}.items():
        if key in rows:
            workbook["Strategi"].cell(rows[key], 2).value = value
    for row, goal in enumerate(GOALS, start=2):
        told = {**goal, **{name[6:]: value for name, value in changed.items() if name.startswith(f"goal{row - 1}_")}}
        for column, key in enumerate(COLUMNS, start=1):
            workbook["Mål"].cell(row, column).value = told.get(key)


def filled(**changed: Any) -> bytes:
    """The file of a workbook that is filled in, with what is changed in it."""
    workbook = template()
    put(workbook, **changed)
    return saved(workbook)


def saved(workbook: Workbook) -> bytes:
    """The workbook's file."""
    written = io.BytesIO()
    workbook.save(written)
    return written.getvalue()
