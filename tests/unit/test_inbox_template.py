"""The template that is sent out, and the catalogue's definition of it."""

import csv
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from openpyxl import Workbook, load_workbook

from etl.contract.catalogue import CatalogueError
from etl.contract.paths import catalogue_path
from etl.contract.schemas import REGIONS, REPORTS
from etl.sources.inbox.collection import read_inbox
from etl.sources.inbox.definition import SHEETS, load_definition
from etl.sources.inbox.template import template_file, write_template

RESEARCH = Path(__file__).resolve().parents[2].parent / "shared" / "domain"
REGION_TABLE = pa.Table.from_pylist([{"code": "0484", "name": "Eskilstuna", "type": "kommun", "lan": "04"}], schema=REGIONS)
TODAY = date(2025, 5, 20)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "ut").mkdir()
    write_template(tmp_path / "ut" / "mall.xlsx", template_file())
    return tmp_path / "ut" / "mall.xlsx"


@pytest.fixture
def workbook(file: Path) -> Workbook:
    return load_workbook(file)


def researched(name: str) -> list[dict[str, str]]:
    if not (RESEARCH / name).exists():
        pytest.skip(f"{RESEARCH / name} is missing: the researched template lies there")
    with (RESEARCH / name).open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def test_same_catalogue_same_bytes(file: Path, tmp_path: Path) -> None:
    write_template(tmp_path / "igen.xlsx", template_file())
    assert (tmp_path / "igen.xlsx").read_bytes() == file.read_bytes()


def test_sheets_and_headers(workbook: Workbook) -> None:
    assert tuple(workbook.sheetnames) == SHEETS
    assert workbook.active is not None
    assert workbook.active.title == "Data"
    headers = [column.id for column in load_definition().columns]
    assert [cell.value for cell in workbook["Data"][1]] == headers
    assert [cell.value for cell in workbook["Exempel"][2]] == headers


def test_headers_are_locked_and_cells_are_not(workbook: Workbook) -> None:
    sheet = workbook["Data"]
    assert sheet.protection.sheet
    assert all(cell.protection.locked for cell in sheet[1])
    assert not any(sheet.column_dimensions[cell.column_letter].protection.locked for cell in sheet[1])


def test_drop_downs_hold_the_codes(workbook: Workbook) -> None:
    lists = {
        str(each.sqref)[0]: each.formula1 for each in workbook["Data"].data_validations.dataValidation if each.type == "list"
    }
    assert lists["F"] == '"T,K,M"'
    assert {letter: formula.strip('"').split(",") for letter, formula in lists.items()} == {
        "DEFGVW"[position]: list(column.allowed_codes)
        for position, column in enumerate(c for c in load_definition().columns if c.codes)
    }


def test_texts_fit_into_spreadsheet_limits(workbook: Workbook) -> None:
    """Excel repairs, that is deletes, drop-downs and messages that are too long."""
    for each in workbook["Data"].data_validations.dataValidation:
        assert len(each.prompt or "") <= 255
        assert len(each.promptTitle or "") <= 32
        assert len(each.error or "") <= 255
        assert len(each.formula1 or "") <= 257


def test_no_formulas_merged_cells_or_hidden_parts(workbook: Workbook) -> None:
    for sheet in workbook:
        assert not sheet.merged_cells.ranges
        assert sheet.sheet_state == "visible"
        assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "inlineStr", "n", "d"}


def test_example_is_marked_and_cannot_be_taken_in(workbook: Workbook) -> None:
    sheet = workbook["Exempel"]
    assert "påhittade" in sheet["A1"].value
    assert {row[0] for row in sheet.iter_rows(min_row=3, values_only=True)} == {"0000"}


def fill_in(workbook: Workbook, kommun: str, file: Path) -> None:
    """What a person does: the example's rows into the sheet to fill in."""
    for position, row in enumerate(workbook["Exempel"].iter_rows(min_row=3, values_only=True), start=2):
        values: list[Any] = [kommun, *row[1:]]
        for column, value in enumerate(values, start=1):
            workbook["Data"].cell(position, column, value)
    workbook.save(file)


def test_filled_in_template_is_taken_in(workbook: Workbook, tmp_path: Path) -> None:
    fill_in(workbook, "0484", tmp_path / "ifylld.xlsx")
    inbox = read_inbox(tmp_path, REGION_TABLE, today=TODAY)
    assert inbox.accepted == ("ifylld.xlsx",), inbox.refused
    assert inbox.table.num_rows == 8


def test_example_left_as_it_is_is_refused(workbook: Workbook, tmp_path: Path) -> None:
    fill_in(workbook, "0000", tmp_path / "exempel.xlsx")
    faults = read_inbox(tmp_path, REGION_TABLE, today=TODAY).refused["exempel.xlsx"]
    assert {(fault.row, fault.letter) for fault in faults} == {(row, "A") for row in range(2, 10)}


def test_empty_template_in_the_inbox_is_refused(file: Path) -> None:
    assert "inga rader" in read_inbox(file.parent, REGION_TABLE, today=TODAY).refused["mall.xlsx"][0].line


def test_columns_are_the_researched_ones() -> None:
    rows = researched("validering_mall.csv")
    columns = load_definition().columns
    assert [column.id for column in columns] == [row["kolumn"] for row in rows]
    assert {column.id for column in columns if column.required} == {row["kolumn"] for row in rows if row["obligatorisk"] == "ja"}
    allowed = {row["kolumn"]: row["tillatna_varden"].split("; ") for row in rows if row["typ"] == "kod"}
    assert {column.id: list(column.allowed_codes) for column in columns if column.codes} == allowed


def test_types_are_the_researched_ones() -> None:
    column = load_definition().by_header["valideringstyp"]
    assert list(column.allowed_codes) == [row["kod"] for row in researched("validering_koder.csv")]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("kind: kommun", "kind: stad", "field columns.kommunkod.kind"),
        ("    field: region\n", "    field: ort\n", ", ".join(REPORTS.names[:3])),
        ("kind: count", "kind: code", "codes belong to kind code"),
        ("    required: true\n", "    required: true\n    obligatorisk: ja\n", "unknown field"),
        ("columns:", "columns: [", "not valid YAML"),
    ],
)
def test_fault_in_the_catalogue_names_file_and_field(old: str, new: str, words: str, tmp_path: Path) -> None:
    text = (catalogue_path() / "validation.yaml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "validation.yaml").write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"validation\.yaml") as raised:
        load_definition(tmp_path)
    assert words in str(raised.value)
