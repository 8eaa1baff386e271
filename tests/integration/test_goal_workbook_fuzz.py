"""A thousand mutated workbooks of a strategy: none crashes the reading, none is taken in by half, all are told why.

Hypothesis reduces one that fails.
"""

import io
import random
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.utils.exceptions import IllegalCharacterError

from etl import geography
from etl.sources.inbox.collection import judge
from etl.sources.inbox.definition import load_definition
from etl.sources.inbox.fault_files import fault_workbook
from etl.sources.inbox.form import Surroundings
from etl.sources.inbox.goals.reading import GoalReading, is_strategy, read_strategy
from etl.sources.inbox.goals.sheets import COLUMNS, KINDS, MOST_GOALS, Known, codes_by_name
from tests.goal_workbooks import CATALOGUE, GOALS, put, saved, template
from tests.random_tests import cases

TODAY: Final = date(2026, 11, 21)
KNOWN: Final = Known(CATALOGUE, frozenset({"eskilstuna"}), codes_by_name(geography.regions()), TODAY)
NASTY: Final[Sequence[Any]] = (
    *(
        None,
        "",
        " ",
        "\u00a0",
        "-",
        0,
        -1,
        1,
        1.5,
        0.755,
        75.5,
        1e300,
        -0.0,
        10**15,
        10**30,
        True,
        False,
        "NaN",
        "inf",
        "1e3",
        "٣",
    ),
    *("=1+1", "+1", "@x", "＝1", '=HYPERLINK("http://192.0.2.1")', "#REF!", "#DIV/0!", "_x003D_1", "_xD800_", "]]>", "<a>"),
    *("x" * 40_000, "å" * 501, "rad\nrad", "a\rb", "\u202e\u200b", "😀", "75,5 %", "75,5", "0,755", "1 000", "1.000"),
    *(
        "2024",
        2024,
        2030,
        1989,
        2101,
        "2024-02-30",
        "2024-03",
        "Eskilstuna",
        "0484",
        "00",
        "Riket",
        "Utkast",
        "Beslutad",
        "utkast",
    ),
    *("https://example.org", "http://", "javascript:alert(1)", "Inget mått", "Hela målet", "Sysselsatta", "syss_utrikes", *KINDS),
    *(date(2024, 3, 31), date(1900, 1, 1), "Mål", "Nivå", "Titel", GOALS[0]["text"], GOALS[0]["measure"], "arbete", "!!!"),
)

PIECES: Final = (b"", b"<", b'"', b"&", b"\0", b"<f>1</f>", b"<!DOCTYPE a>")
Change = Callable[[random.Random], bytes]


@cache
def right() -> bytes:
    """A workbook that is right, with no more than what is read, which is quicker."""
    workbook = template()
    put(workbook)
    for name in ("Så här", "Mått", "Exempel"):
        del workbook[name]
    workbook["Mål"].delete_rows(len(GOALS) + 2, MOST_GOALS)
    return saved(workbook)


def changed_cells(chance: random.Random) -> bytes:
    """Some cells hold something else, in the sheets that are read, mostly among the answers."""
    workbook = load_workbook(io.BytesIO(right()))
    for _ in range(chance.choice((1, 1, 1, 2, 5, 20))):
        form = chance.random() < 0.4
        column = 2 if form and chance.random() < 0.9 else chance.randrange(1, 5 if form else len(COLUMNS) + 2)
        first = 1 if chance.random() < 0.1 else 2
        cell = workbook["Strategi" if form else "Mål"].cell(chance.randrange(first, 12 if form else 6), column)
        try:
            cell.value = chance.choice(NASTY)
        except IllegalCharacterError:
            cell.value = "olagligt"
    return saved(workbook)


def changed_form(chance: random.Random) -> bytes:
    """A row, a column or a sheet more or less, cells merged or hidden."""
    workbook = load_workbook(io.BytesIO(right()))
    sheet = workbook[chance.choice(("Strategi", "Mål"))]
    match chance.randrange(8):
        case 0:
            sheet.delete_rows(chance.randrange(1, 6))
        case 1:
            sheet.insert_rows(chance.randrange(1, 6))
        case 2:
            sheet.delete_cols(chance.randrange(1, 4))
        case 3:
            sheet.merge_cells("A2:B3")
        case 4:
            sheet.row_dimensions[3].hidden = True
        case 5:
            workbook.create_sheet("Eget", chance.randrange(3))
        case 6:
            sheet.sheet_state = "hidden"
        case _:
            sheet.title = chance.choice(("mål", "Strategi ", "Data", "Blad1"))
    return saved(workbook)


def damaged(content: bytes, chance: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 8, 50))):
        place = chance.randrange(len(changed) + 1)
        if chance.random() < 0.5:
            changed[place : place + 1] = bytes([chance.randrange(256)])
        else:
            changed[place : place + chance.randrange(40)] = chance.choice(
                (b"", b"<", b'"', b"&", b"\0", b"<f>1</f>", b"<!DOCTYPE a>")
            )
    return bytes(changed) or b"x"


def damaged_file(chance: random.Random) -> bytes:
    return damaged(right(), chance)


def damaged_part(chance: random.Random) -> bytes:
    """The archive is whole and its sums are right; a part of it is not."""
    source, written = zipfile.ZipFile(io.BytesIO(right())), io.BytesIO()
    victim = chance.choice([*source.namelist(), "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml", "xl/workbook.xml"])
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, damaged(content, chance) if name == victim else content)
    return written.getvalue()


WAYS: Final[Sequence[Change]] = (*(changed_cells,) * 6, changed_form, damaged_file, *(damaged_part,) * 2)


def check_whole(one: GoalReading, content: bytes) -> None:
    """What was taken in has every goal of the file, with the years that stand there, and a level where there is one."""
    assert one.strategy is not None
    assert one.rows is not None
    sheet = load_workbook(io.BytesIO(content))["Mål"]
    filled = {row for row in range(2, sheet.max_row + 1) if any(str(cell.value or "").strip() for cell in sheet[row])}
    assert {*one.rows.values()} == filled
    headers = [str(cell.value) for cell in sheet[1]]
    for goal in one.strategy.goals:
        cells = dict(zip(headers, (cell.value for cell in sheet[one.rows[goal.id]]), strict=True))
        assert (goal.value is None) == (str(cells["Nivå"] if cells["Nivå"] is not None else "").strip() == "")
        for header, year in (("Basår", goal.baseline_year), ("Målår", goal.target_year)):
            assert str(cells[header] or "").strip() == str(year or "")
        assert not goal.text.startswith(tuple("=+-@"))


def check(name: str, content: bytes, folder: Path) -> None:
    """A file has either a strategy, whole, or faults; one in which no sheet can be named is judged as a report."""
    (folder / name).write_bytes(content)
    if not is_strategy(folder / name):
        (report,) = judge([folder / name], load_definition(), Surroundings(frozenset(), TODAY))
        assert report.faults
        return
    one = read_strategy(folder / name, KNOWN)
    assert (one.strategy is None) == bool(one.faults)
    assert all(fault.allowed and fault.line for fault in one.faults)
    if one.strategy is None:
        fault_workbook(name, one.grids, one.faults)
    else:
        check_whole(one, content)


@settings(max_examples=cases(1_000), suppress_health_check=list(HealthCheck), phases=[Phase.generate], deadline=None)
@given(st.randoms(use_true_random=False), st.sampled_from(WAYS))
def test_no_mutated_workbook_crashes_or_is_taken_in_by_half(chance: random.Random, way: Change) -> None:
    with tempfile.TemporaryDirectory() as folder:
        check(f"{way.__name__}.xlsx", way(chance), Path(folder))
