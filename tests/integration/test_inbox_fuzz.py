"""Thousands of mutated workbooks and CSV files: none crashes the reading, none is taken in by half, all are told why.

Hypothesis reduces one that fails.
"""

import csv
import io
import os
import random
import tempfile
import zipfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.utils.exceptions import IllegalCharacterError
from openpyxl.worksheet.worksheet import Worksheet

from etl.contract.schemas import REGIONS
from etl.sources.inbox.collection import Inbox, Judged, judge, read_inbox
from etl.sources.inbox.definition import load_definition
from etl.sources.inbox.example import example_rows
from etl.sources.inbox.faults import Fault
from etl.sources.inbox.form import Surroundings
from tests.random_tests import cases

FILES = cases(2_000)
TOGETHER = 20
"""Files in the inbox at a time: the schema costs the same for one as for twenty."""

TODAY = date(2025, 5, 20)
COLUMNS = load_definition().columns
HEADERS = [column.id for column in COLUMNS]
REGION_TABLE = pa.Table.from_pylist(
    [{"code": code, "name": code, "type": "kommun", "lan": code[:2]} for code in ("0484", "1481", "1280")], schema=REGIONS
)
GOOD = "1481"
"""Reported by the one file that is right, which must always come through whole."""

NASTY: Sequence[Any] = (
    *(
        None,
        "",
        " ",
        "\u00a0",
        "-",
        "0",
        0,
        -1,
        1.5,
        1e300,
        -0.0,
        10**15,
        10**30,
        True,
        False,
        "NaN",
        "inf",
        "1e3",
        "1_0",
        "٣",
        "１",
    ),
    *("=1+1", "+1", "-1", "@x", "\t=1", "＝1", "'=1", "=cmd|' /C calc'!A0", '=HYPERLINK("http://192.0.2.1")', "#REF!", "#DIV/0!"),
    *("0484", "484", 484, "1481", "0000", "04", "2024K1", "2024K2", "2024K5", "2099K1", "2024-03-31", "2024-02-31", "31/3 2024"),
    *(date(2024, 3, 31), date(1900, 1, 1), "T", "K", "M", "t", "S1_VANTAR", "S2_PAGAR", "S3", "ALLA", "ETABL", "AKAD", "KOMVUX"),
    *(
        "x" * 40_000,
        "å" * 501,
        "rad\nrad",
        "a\rb",
        "\u202e\u200b",
        "😀",
        "\ufffe",
        "_x003D_1",
        "_xD800_",
        "_x0000_",
        "&amp;",
        "]]>",
        "<a>",
    ),
    *("12,5", "12.5", "1 000", "1\u00a0000", "100", "100,1", "99999999", ";", '"', "a;b,c", "NULL", "N/A", "-0", "00", "0x1F"),
)

NO_XML = frozenset("\ufffe\uffff")
"""Not in any XML, so in no workbook: openpyxl refuses them only when it saves, with the archive half made."""

Rows = list[list[Any]]
Made = tuple[str, bytes]


def right_rows(kommun: str) -> Rows:
    return [HEADERS[:], *([{**row, "region": kommun}.get(column.field) for column in COLUMNS] for row in example_rows())]


def change_cells(rows: Rows, chance: random.Random) -> None:
    for _ in range(chance.choice((1, 1, 1, 2, 5, 20))):
        row = chance.choice(rows if chance.random() < 0.1 else rows[1:] or rows)
        if row:
            row[chance.randrange(len(row))] = chance.choice(NASTY)


def change_number(rows: Rows, chance: random.Random) -> None:
    row = chance.choice(rows[1:] or rows)
    numbers = [position for position, value in enumerate(row) if isinstance(value, int)]
    if numbers:
        row[chance.choice(numbers)] += chance.choice((-1, 1, 10, 1000))


def drop_row(rows: Rows, chance: random.Random) -> None:
    rows.pop(chance.randrange(len(rows)))


def repeat_row(rows: Rows, chance: random.Random) -> None:
    rows.insert(chance.randrange(len(rows) + 1), list(chance.choice(rows)))


def blank_rows(rows: Rows, chance: random.Random) -> None:
    rows[(position := chance.randrange(len(rows) + 1)) : position] = [[] for _ in range(chance.randrange(1, 4))]


def swap_columns(rows: Rows, chance: random.Random) -> None:
    one, other = chance.sample(range(len(HEADERS)), 2)
    for row in rows if chance.random() < 0.5 else rows[1:]:
        if len(row) > max(one, other):
            row[one], row[other] = row[other], row[one]


def drop_column(rows: Rows, chance: random.Random) -> None:
    position = chance.randrange(len(HEADERS))
    for row in rows:
        del row[position : position + 1]


def cut_row(rows: Rows, chance: random.Random) -> None:
    row = chance.choice(rows)
    del row[chance.randrange(len(row) + 1) :]


def lengthen_row(rows: Rows, chance: random.Random) -> None:
    chance.choice(rows).extend([chance.choice(NASTY)] * chance.randrange(1, 4))


def shuffle_rows(rows: Rows, chance: random.Random) -> None:
    rows[1:] = chance.sample(rows[1:], len(rows) - 1)


ROW_CHANGES: Sequence[Callable[[Rows, random.Random], None]] = (
    *(change_cells,) * 6,
    *(change_number,) * 2,
    *(drop_row, repeat_row, blank_rows, swap_columns, drop_column, cut_row, lengthen_row, shuffle_rows),
)


def changed_rows(chance: random.Random) -> Rows:
    rows = right_rows("0484")
    for _ in range(chance.choice((1, 1, 2, 3))):
        if rows:
            chance.choice(ROW_CHANGES)(rows, chance)
    return rows


def workbook_of(rows: Rows, form: Callable[[Workbook, Worksheet], None] = lambda _workbook, _sheet: None) -> bytes:
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = "Data"
    for number, row in enumerate(rows, start=1):
        for position, value in enumerate(row, start=1):
            try:
                sheet.cell(number, position, "olagligt" if NO_XML.intersection(str(value)) else value)
            except IllegalCharacterError:
                sheet.cell(number, position, "olagligt")
    form(workbook, sheet)
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


@cache
def right_workbook() -> bytes:
    return workbook_of(right_rows("0484"))


def merge(_: Workbook, sheet: Worksheet) -> None:
    sheet.merge_cells("C3:D5")


def hide(_: Workbook, sheet: Worksheet) -> None:
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["B"].hidden = True


def rename(_: Workbook, sheet: Worksheet) -> None:
    sheet.title = "data"


def add_sheet(workbook: Workbook, _: Worksheet) -> None:
    workbook.create_sheet("Eget blad")


def add_hidden_sheet(workbook: Workbook, _: Worksheet) -> None:
    workbook.create_sheet("Koder").sheet_state = "hidden"


def add_template_sheet(workbook: Workbook, _: Worksheet) -> None:
    workbook.create_sheet("Instruktion", 0)


def add_chart_sheet(workbook: Workbook, _: Worksheet) -> None:
    workbook.create_chartsheet("Diagram")


FORMS = (merge, hide, rename, add_sheet, add_hidden_sheet, add_template_sheet, add_chart_sheet)


def mutated_workbook(chance: random.Random) -> Made:
    return ".xlsx", workbook_of(changed_rows(chance))


def mutated_form(chance: random.Random) -> Made:
    return ".xlsx", workbook_of(right_rows("0484"), chance.choice(FORMS))


def mutated_bytes(content: bytes, chance: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 8, 50))):
        position = chance.randrange(len(changed))
        match chance.randrange(5):
            case 0:
                changed[position] ^= 1 << chance.randrange(8)
            case 1:
                changed[position] = chance.randrange(256)
            case 2:
                del changed[position : position + chance.randrange(1, 40)]
            case 3:
                changed[position:position] = changed[chance.randrange(len(changed)) :][: chance.randrange(1, 60)]
            case _:
                changed[position:position] = chance.choice(
                    (b"<", b">", b'"', b"&", b"\0", b"<!DOCTYPE a>", b"\xff\xfe", b"<f>1</f>", b";")
                )
        changed = changed or bytearray(b"x")
    return bytes(changed)


def damaged_archive(chance: random.Random) -> Made:
    return ".xlsx", mutated_bytes(right_workbook(), chance)


def damaged_part(chance: random.Random) -> Made:
    """The archive is whole and its sums are right; a part of it is not."""
    source = zipfile.ZipFile(io.BytesIO(right_workbook()))
    names = source.namelist()
    victim = "xl/worksheets/sheet1.xml" if chance.random() < 0.6 else chance.choice(names)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target:
        for name in names:
            content = source.read(name)
            if name != victim:
                target.writestr(name, content)
            elif chance.random() < 0.9:
                target.writestr(name, mutated_bytes(content, chance))
    return ".xlsx", file.getvalue()


def poisoned_archive(chance: random.Random) -> Made:
    name, content = chance.choice(
        (
            ("xl/vbaProject.bin", b"x"),
            ("xl/externalLinks/externalLink1.xml", b"<a/>"),
            ("xl/media/image1.png", b"\0" * 30_000_000),
            ("xl/embeddings/oleObject1.bin", b"x"),
            ("xl/_rels/x.rels", b'<a><b TargetMode="External" Type="x/externalLinkPath"/></a>'),
        )
    )
    file = io.BytesIO(right_workbook())
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as target:
        target.writestr(name, content)
    return ".xlsx", file.getvalue()


def csv_of(rows: Rows, chance: random.Random) -> bytes:
    file = io.StringIO()
    writer = csv.writer(file, delimiter=chance.choice(";;,,\t|"), lineterminator=chance.choice(("\r\n", "\n", "\r")))
    writer.writerows(["" if value is None else str(value) for value in row] for row in rows)
    return file.getvalue().encode(chance.choice(("utf-8", "utf-8-sig", "cp1252", "utf-16", "latin-1")), "replace")


def mutated_csv(chance: random.Random) -> Made:
    return ".csv", csv_of(changed_rows(chance), chance)


def damaged_csv(chance: random.Random) -> Made:
    return ".csv", mutated_bytes(csv_of(right_rows("0484"), chance), chance)


KINDS: Sequence[tuple[Callable[[random.Random], Made], int]] = (
    (mutated_workbook, 30),
    (mutated_csv, 20),
    (damaged_part, 20),
    (damaged_archive, 10),
    (damaged_csv, 12),
    (mutated_form, 4),
    (poisoned_archive, 4),
)
"""Ways to spoil a file, each with its share."""

ALWAYS_REFUSED = (poisoned_archive,)
SEEN: Counter[str] = Counter()
"""How many files were made in each way, by their fate."""


def made(chance: random.Random) -> tuple[str, bytes, Callable[[random.Random], Made]]:
    """A file: its name, content and the way it was made."""
    kind = chance.choices([kind for kind, _ in KINDS], [share for _, share in KINDS])[0]
    ending, content = kind(chance)
    return f"{kind.__name__}{ending}", content, kind


def check_faults(name: str, faults: Sequence[Fault], directory: Path) -> None:
    assert faults, name
    stem = name.rpartition(".")[0]
    text = (directory / f"{stem}.fel.txt").read_text("utf-8-sig")
    for number, fault in enumerate(faults, start=1):
        assert fault.allowed, name
        assert f"{number}. {fault.line}" in text, (name, fault)
        if fault.row is None and fault.letter is None:
            assert fault.place in ("Hela filen", f"Blad {fault.sheet}"), (name, fault)
        else:
            assert f"ad {fault.row}," in fault.line or "lla rader," in fault.line, (name, fault)
            assert f"kolumn {fault.letter}" in fault.line or "alla kolumner" in fault.line, (name, fault)
    sheet = load_workbook(directory / f"{stem}.fel.xlsx")["Fel"]
    assert [row[6].value for row in sheet.iter_rows(min_row=3)] == [fault.allowed[:1000] for fault in faults], name
    assert [row[2].value for row in sheet.iter_rows(min_row=3)] == [fault.row for fault in faults], name


def check_whole(one: Judged, content: bytes) -> None:
    """The rows of an accepted file are all of the file's, and hold what the template promises."""
    sheet = one.name.endswith(".xlsx") and readable(content)
    if sheet:
        filled = [row for row in sheet.iter_rows(min_row=2, values_only=True) if any(str(v or "").strip() for v in row)]
        assert len(one.rows) == len(filled), one.name
    rows = [row.values for row in one.rows]
    groups: dict[tuple[Any, ...], list[Mapping[str, Any]]] = {}
    for row in rows:
        groups.setdefault(tuple(row[field] for field in ("region", "period", "type", "sex", "target_group")), []).append(row)
    for group in groups.values():
        assert sorted(row["step"] for row in group) == ["S1_VANTAR", "S2_PAGAR"], one.name
        flow = [row["persons_opening"] + row["persons_new"] - row["persons_closing"] for row in group]
        out = ("persons_recognised", "persons_partly_recognised", "persons_refused", "persons_discontinued")
        assert sum(flow) == sum(row[field] for row in group for field in out), one.name
    texts = [str(row.get(field, "")).lstrip() for row in rows for field in ("register", "comment")]
    assert not [text for text in texts if text.startswith(tuple("=+-@"))], one.name


def readable(content: bytes) -> Any:
    """The data sheet as another reader sees it, or None where that one finds more amiss, in what isn't values."""
    try:
        return load_workbook(io.BytesIO(content))["Data"]
    except (IndexError, KeyError, TypeError, ValueError, AttributeError):
        return None


def good_rows(inbox: Inbox) -> list[dict[str, Any]]:
    return [row for row in inbox.table.to_pylist() if row["file"] == "riktig.xlsx"]


@cache
def right_file() -> tuple[bytes, list[dict[str, Any]]]:
    """A file that is right, and its rows."""
    content = workbook_of(right_rows(GOOD))
    with tempfile.TemporaryDirectory() as folder:
        rows = good_rows(read_inbox(laid_out(Path(folder), content), REGION_TABLE, today=TODAY))
    assert len(rows) == 8
    return content, rows


def laid_out(directory: Path, right: bytes, *others: tuple[str, bytes]) -> Path:
    for name, content in (("riktig.xlsx", right), *others):
        (directory / name).write_bytes(content)
        os.utime(directory / name, (1_000_000_000 + (name == "riktig.xlsx"), 1_000_000_000))
    return directory


@settings(max_examples=-(-FILES // TOGETHER), suppress_health_check=list(HealthCheck))
@given(st.lists(st.randoms(use_true_random=False), min_size=TOGETHER, max_size=TOGETHER))
def read_mutated_files(chances: list[random.Random]) -> None:
    files = {f"{position:02}_{name}": (content, kind) for position, (name, content, kind) in enumerate(map(made, chances))}
    right, expected = right_file()
    with tempfile.TemporaryDirectory() as folder:
        directory = laid_out(Path(folder), right, *((name, content) for name, (content, _) in files.items()))
        inbox = read_inbox(directory, REGION_TABLE, today=TODAY)
        assert good_rows(inbox) == expected
        assert sorted([*inbox.accepted, *inbox.refused]) == sorted([*files, "riktig.xlsx"])
        assert not inbox.remarks
        assert not {*inbox.refused} & {*inbox.table["file"].to_pylist()}
        for name, faults in inbox.refused.items():
            check_faults(name, faults, directory)
        taken = [directory / name for name in {*inbox.accepted} - {"riktig.xlsx"}]
        for one in judge(taken, load_definition(), Surroundings(frozenset(REGION_TABLE["code"].to_pylist()), TODAY)):
            assert files[one.name][1] not in ALWAYS_REFUSED, one.name
            check_whole(one, files[one.name][0])
        SEEN.update(files[name][1].__name__ + (" refused" if name in inbox.refused else " taken in") for name in files)


def test_mutated_files() -> None:
    SEEN.clear()
    read_mutated_files()
    print(dict(sorted(SEEN.items())))
    assert sum(SEEN.values()) >= FILES
    assert sum(number for fate, number in SEEN.items() if fate.endswith("taken in")) > FILES / 50
