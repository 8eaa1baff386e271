"""What the rows of a report must be: each rule broken once, in a file of its own, and told at its row and column."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from openpyxl import Workbook

from etl.contract.schemas import REGIONS, REPORTS
from etl.sources.inbox.collection import Inbox, read_inbox
from etl.sources.inbox.definition import KEY, load_definition
from etl.sources.inbox.example import example_rows
from etl.sources.inbox.quarters import last_whole_quarter, quarter_before, quarter_end

TODAY = date(2025, 5, 20)
FIELDS = {column.id: column.field for column in load_definition().columns}
HEADERS = list(FIELDS)
REGION_TABLE = pa.Table.from_pylist(
    [
        {"code": "00", "name": "Riket", "type": "riket", "lan": None},
        {"code": "04", "name": "Södermanlands län", "type": "lan", "lan": "04"},
        {"code": "0484", "name": "Eskilstuna", "type": "kommun", "lan": "04"},
        {"code": "1481", "name": "Mölndal", "type": "kommun", "lan": "14"},
    ],
    schema=REGIONS,
)

Rows = list[dict[str, Any]]


def right_rows(kommun: str = "0484", period: str = "2024K1") -> Rows:
    """Eight rows by header that break no rule; the file's rows 2 to 9."""
    end = quarter_end(period)
    rows = [{header: row.get(field) for header, field in FIELDS.items()} for row in example_rows()]
    return [{**row, "kommunkod": kommun, "period": period, "matdatum": end} for row in rows]


def put(row: int, **cells: Any) -> Callable[[Rows], None]:
    return lambda rows: rows[row - 2].update(cells)


def drop(row: int) -> Callable[[Rows], None]:
    return lambda rows: rows.pop(row - 2).clear()


def again(row: int) -> Callable[[Rows], None]:
    return lambda rows: rows.append(dict(rows[row - 2]))


def next_quarter(**cells: Any) -> Callable[[Rows], None]:
    """The quarter after, in which nothing happens: stocks stay. `cells` are put in its first row, the file's row 10."""

    def add(rows: Rows) -> None:
        unchanged = dict.fromkeys(("personer_nya", "personer_startade", *(name for name in HEADERS if "klara" in name)), 0)
        unchanged |= {
            "personer_avslag": 0,
            "personer_avbrott": 0,
            "period": "2024K2",
            "matdatum": date(2024, 6, 30),
            "kommentar": None,
        }
        later = [{**row, **unchanged, "personer_ib": row["personer_ub"]} for row in rows]
        later[0] |= cells
        rows += later

    return add


def part_of_all(**cells: Any) -> Callable[[Rows], None]:
    """The first two rows once more, for a target group: the file's rows 10 and 11."""

    def add(rows: Rows) -> None:
        rows += [{**row, "malgrupp": "ETABL"} for row in rows[:2]]
        rows[-1].update(cells)

    return add


BROKEN: dict[str, tuple[Callable[[Rows], None], int, str, str]] = {
    "kommun_unknown": (put(3, kommunkod="0485"), 3, "kommunkod", "SCB"),
    "kommun_number": (put(3, kommunkod=484), 3, "kommunkod", "0484, inte 484"),
    "kommun_lan": (put(3, kommunkod="04"), 3, "kommunkod", "fyrsiffriga"),
    "kommun_absent": (put(3, kommunkod=None), 3, "kommunkod", "krävs"),
    "period_form": (put(4, period="2024-Q1"), 4, "period", "2024K1"),
    "period_fifth": (put(4, period="2024K5"), 4, "period", "2024K1"),
    "period_future": (put(4, period="2025K2"), 4, "period", "senaste är 2025K1"),
    "date_absent": (put(5, matdatum=None), 5, "matdatum", "krävs"),
    "date_impossible": (put(5, matdatum="2024-02-31"), 5, "matdatum", "datum som finns"),
    "date_serial_of_nothing": (put(5, matdatum=99_999_999), 5, "matdatum", "datum"),
    "date_not_the_last": (put(5, matdatum=date(2024, 3, 30)), 5, "matdatum", "2024-03-31"),
    "code_unknown": (put(6, valideringstyp="AKADEMI"), 6, "valideringstyp", "AKAD, EFTERGYMN_YRKE"),
    "code_lower": (put(6, steg="s1_vantar"), 6, "steg", "S1_VANTAR, S2_PAGAR"),
    "sex_unknown": (put(6, kon="F"), 6, "kon", "T, K, M"),
    "count_negative": (put(7, personer_nya=-1), 7, "personer_nya", "heltal"),
    "count_decimal": (put(7, personer_nya=1.5), 7, "personer_nya", "heltal"),
    "count_text": (put(7, personer_nya="tio"), 7, "personer_nya", "heltal"),
    "count_true": (put(7, personer_nya=True), 7, "personer_nya", "heltal"),
    "count_huge": (put(7, personer_nya=10**12), 7, "personer_nya", "9 999 999"),
    "count_arabic_digits": (put(7, personer_nya="٣"), 7, "personer_nya", "heltal"),
    "count_absent": (put(7, personer_nya=None), 7, "personer_nya", "krävs"),
    "days_negative": (put(2, median_dagar_oppna=-0.5), 2, "median_dagar_oppna", "antal dagar"),
    "percent_above": (put(2, andel_over_180=100.5), 2, "andel_over_180", "0 till 100"),
    "formula_text": (put(2, kommentar="+46 16 710 10 00"), 2, "kommentar", "formel"),
    "formula_hidden_by_space": (put(2, kommentar=" \u00a0@SUM(A1)"), 2, "kommentar", "formel"),
    "formula_full_width": (put(2, registersystem="＝1"), 2, "registersystem", "formel"),
    "formula_escaped": (put(2, registersystem="_x003D_cmd|' /C calc'!A0"), 2, "registersystem", "formel"),
    "text_control": (put(2, kommentar="a_x0007_b"), 2, "kommentar", "styrtecken"),
    "text_half_character": (put(2, kommentar="a_xD800_b", kon="_xDC00_"), 2, "kon", "T, K, M"),
    "text_long": (put(2, kommentar="x" * 501), 2, "kommentar", "500 tecken"),
    "cases_below_persons": (put(2, arenden_ub=30), 2, "arenden_ub", "minst personer_ub, 31"),
    "p90_below_median": (put(2, p90_dagar_oppna=62), 2, "p90_dagar_oppna", "minst median_dagar_oppna, 62.5"),
    "median_absent": (put(2, median_dagar_oppna=None), 2, "median_dagar_oppna", "10 eller fler"),
    "median_finished_absent": (put(3, median_dagar_avslutade=None), 3, "median_dagar_avslutade", "10 eller fler"),
    "started_above_waiting": (put(2, personer_startade=66), 2, "personer_startade", "65"),
    "stock_and_flow": (put(9, personer_ub=5, arenden_ub=7), 9, "personer_ub", "12 + 3 − 4 = 11, inte 12"),
    "sexes_above_total": (put(2, personer_startade=29), 2, "personer_startade", "minst K + M: här 29 mot 30 (rad 4, 6)"),
    "duplicate": (again(9), 10, "kommunkod", "samma sak som rad 9"),
    "step_missing": (drop(9), 8, "steg", "S2_PAGAR saknas"),
    "total_missing": (lambda rows: [rows.pop(0), rows.pop(0)].clear(), 2, "kon", "Raden för T saknas"),
    "men_missing": (lambda rows: [rows.pop(4), rows.pop(4)].clear(), 2, "kon", "Raden för M saknas"),
    "all_missing": (lambda rows: [row.update(malgrupp="ETABL") for row in rows[-2:]].clear(), 8, "malgrupp", "ALLA saknas"),
    "group_above_all": (part_of_all(personer_startade=31), 3, "personer_startade", "minst ETABL: här 30 mot 31 (rad 11)"),
    "start_rule_differs": (put(3, startregel="ANSOKAN"), 3, "startregel", "BEHOV_ISP, som på rad 2"),
    "coverage_differs": (put(9, tackning="DELVIS"), 9, "tackning", "HEL, som på rad 8"),
    "stock_broken": (next_quarter(personer_ib=32, personer_avbrott=1), 10, "personer_ib", "2024K1 på rad 2, 31"),
}
"""By name: the change, and where and how it must be told."""

FINE: dict[str, tuple[Callable[[Rows], None], int]] = {
    "untouched": (lambda _: None, 8),
    "numbers_as_text": (put(2, personer_ib="40", median_dagar_oppna="62,5"), 8),
    "date_as_text": (put(2, matdatum="2024-03-31"), 8),
    "spaces_around": (put(2, kon=" T ", steg="S1_VANTAR\u00a0"), 8),
    "optional_absent": (put(9, arenden_ub=None, median_dagar_myndighet=None, registersystem=None, kommentar=None), 8),
    "lines_in_comment": (put(2, kommentar="en rad\noch en till"), 8),
    "sex_unknown_for_some": (put(4, personer_ib=23, personer_ub=18), 8),
    "two_quarters": (next_quarter(), 16),
    "explained_break": (next_quarter(personer_ib=32, personer_avbrott=1, kommentar="Rättat efter genomgång"), 16),
    "target_group": (part_of_all(), 10),
}


def write(rows: Rows, file: Path) -> None:
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = "Data"
    sheet.append(HEADERS)
    for row in rows:
        sheet.append([row[header] for header in HEADERS])
    for row in sheet.iter_rows():
        for cell in row:
            if cell.data_type == "f":
                cell.data_type = "s"
    workbook.save(file)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("inbox")


@pytest.fixture(scope="module")
def inbox(folder: Path) -> Inbox:
    """All files of both tables, read at once."""
    for name, change in {
        **{name: case[0] for name, case in BROKEN.items()},
        **{name: case[0] for name, case in FINE.items()},
    }.items():
        rows = right_rows()
        change(rows)
        write(rows, folder / f"{name}.xlsx")
    return read_inbox(folder, REGION_TABLE, today=TODAY)


@pytest.mark.parametrize("name", BROKEN)
def test_broken_rule_is_told_at_its_cell(name: str, inbox: Inbox) -> None:
    _, row, header, words = BROKEN[name]
    lines = [fault.line for fault in inbox.refused[f"{name}.xlsx"]]
    letter = inbox.refused[f"{name}.xlsx"][0].letter
    assert letter is not None
    assert any(f"Blad Data, rad {row}, kolumn " in line and f"({header})" in line and words in line for line in lines), lines


@pytest.mark.parametrize("name", BROKEN)
def test_every_fault_is_in_both_files(name: str, inbox: Inbox, folder: Path) -> None:
    text = (folder / f"{name}.fel.txt").read_text("utf-8-sig")
    assert all(fault.line in text for fault in inbox.refused[f"{name}.xlsx"])
    assert (folder / f"{name}.fel.xlsx").stat().st_size > 0


@pytest.mark.parametrize("name", FINE)
def test_right_rows_are_taken_in(name: str, inbox: Inbox) -> None:
    assert f"{name}.xlsx" in inbox.accepted, [fault.line for fault in inbox.refused.get(f"{name}.xlsx", ())]


def test_one_mistake_is_one_fault(inbox: Inbox) -> None:
    """A cell that can't be read takes part in no sum, so nothing else is blamed for it."""
    single = [
        name for name in BROKEN if name.startswith(("count_", "date_", "days_", "percent_", "formula_", "kommun_", "period_"))
    ]
    assert {name: len(inbox.refused[f"{name}.xlsx"]) for name in single} == dict.fromkeys(single, 1)


@pytest.mark.parametrize("name", FINE)
def test_values_arrive_as_they_were_written(name: str, tmp_path: Path) -> None:
    change, number = FINE[name]
    rows = right_rows()
    change(rows)
    write(rows, tmp_path / "rapport.xlsx")
    table = read_inbox(tmp_path, REGION_TABLE, today=TODAY).table
    assert table.schema == REPORTS
    assert table.num_rows == number
    assert table.to_pylist() == table.sort_by([(field, "ascending") for field in KEY]).to_pylist()
    by_row = {row["row"]: row for row in table.to_pylist()}
    for position, sent in enumerate(rows, start=2):
        assert {field: plain(by_row[position][field]) for field in FIELDS.values()} == {
            field: plain(sent[header]) for header, field in FIELDS.items()
        }


def plain(value: Any) -> Any:
    """A value without the freedoms of writing: spaces, text for numbers and dates."""
    text = value.isoformat() if isinstance(value, date) else str(value).strip().replace(",", ".")
    try:
        return float(text)
    except ValueError:
        return text


def test_acceptance_depends_on_the_file_alone(inbox: Inbox, folder: Path, tmp_path: Path) -> None:
    """Each file gets the same answer alone as among all the others."""
    for name in ("stock_broken", "sexes_above_total", "untouched", "count_text"):
        (tmp_path / name).mkdir()
        (tmp_path / name / f"{name}.xlsx").write_bytes((folder / f"{name}.xlsx").read_bytes())
        alone = read_inbox(tmp_path / name, REGION_TABLE, today=TODAY)
        assert alone.refused.get(f"{name}.xlsx") == inbox.refused.get(f"{name}.xlsx")


def oddity(tmp_path: Path, later: Callable[[Rows], None], period: str = "2024K2") -> list[str]:
    """What is told of a second quarter's file after a first one that is right; both are accepted."""
    write(right_rows(), tmp_path / "forsta.xlsx")
    rows = right_rows()
    next_quarter()(rows)
    rows = rows[8:]
    for row in rows:
        row |= {"period": period, "matdatum": quarter_end(period)}
    later(rows)
    write(rows, tmp_path / "andra.xlsx")
    inbox = read_inbox(tmp_path, REGION_TABLE, today=TODAY)
    assert inbox.accepted == ("andra.xlsx", "forsta.xlsx"), inbox.refused
    assert inbox.table.num_rows == 16
    return [fault.line for fault in inbox.warnings.get("andra.xlsx", ())]


def test_nothing_is_odd_where_nothing_is(tmp_path: Path) -> None:
    assert oddity(tmp_path, lambda _: None) == []


def test_stock_that_differs_from_another_file_is_told(tmp_path: Path) -> None:
    text = oddity(tmp_path, put(2, personer_ib=32, personer_avbrott=1))
    assert text == [
        'Blad Data, rad 2, kolumn H (personer_ib). Värde: "32". Skiljer sig från personer_ub 2024K1 (rad 2 i forsta.xlsx), 31.'
    ]


def test_leap_is_told(tmp_path: Path) -> None:
    text = oddity(tmp_path, put(2, personer_nya=100, personer_ub=131, arenden_ub=140))
    assert len(text) == 1
    assert "rad 2, kolumn O (personer_ub)" in text[0]
    assert "Stor förändring" in text[0]


def test_share_written_as_fraction_is_told(tmp_path: Path) -> None:
    text = oddity(tmp_path, put(2, andel_over_180=0.45))
    assert len(text) == 1
    assert "(andel_over_180)" in text[0]


def test_skipped_quarter_is_told_once(tmp_path: Path) -> None:
    text = oddity(tmp_path, lambda _: None, period="2024K3")
    assert text == ['Blad Data, rad 2, kolumn B (period). Värde: "2024K3". Kvartalet före, 2024K2, har inte rapporterats.']


@pytest.mark.parametrize(("day", "quarter"), [("2025-03-30", "2024K4"), ("2025-03-31", "2025K1"), ("2025-05-20", "2025K1")])
def test_last_whole_quarter(day: str, quarter: str) -> None:
    assert last_whole_quarter(date.fromisoformat(day)) == quarter


def test_quarters() -> None:
    assert [quarter_end(f"2024K{quarter}").isoformat()[5:] for quarter in (1, 2, 3, 4)] == ["03-31", "06-30", "09-30", "12-31"]
    assert quarter_before("2024K1") == "2023K4"
    with pytest.raises(ValueError, match="write it as 2024K1"):
        quarter_end("2024Q1")
