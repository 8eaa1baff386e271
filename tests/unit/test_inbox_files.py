"""Which files the inbox takes: dangerous, damaged and odd ones are refused with a reason, whatever they hold."""

import codecs
import contextlib
import csv
import html
import io
import os
import re
import time
import tracemalloc
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from etl.contract.schemas import REGIONS
from etl.sources.inbox.collection import Inbox, read_inbox
from etl.sources.inbox.definition import load_definition
from etl.sources.inbox.example import example_rows
from etl.sources.inbox.faults import RefusedError
from etl.sources.inbox.grid import Cell, letters
from etl.sources.inbox.workbook import day_of, plain_number, read_workbook

TODAY = date(2025, 5, 20)
FIELDS = {column.id: column.field for column in load_definition().columns}
REGION_TABLE = pa.Table.from_pylist([{"code": "0484", "name": "Eskilstuna", "type": "kommun", "lan": "04"}], schema=REGIONS)
ROWS = [[{**row, "region": "0484"}.get(field) for field in FIELDS.values()] for row in example_rows()]
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SHEET = "xl/worksheets/sheet1.xml"


def book(change: Callable[[Workbook, Worksheet], Any] = lambda _workbook, _sheet: None) -> bytes:
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = "Data"
    for row in [list(FIELDS), *ROWS]:
        sheet.append(row)
    change(workbook, sheet)
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def repacked(change: Callable[[str, bytes], bytes], **added: bytes) -> bytes:
    """A right workbook with its parts changed; `added` parts go by name with `__` for the slash."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book())) as source, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(name, change(name, source.read(name)))
        for name, content in added.items():
            target.writestr(name.replace("__", "/"), content)
    return file.getvalue()


def with_part(**added: bytes) -> bytes:
    return repacked(lambda _, content: content, **added)


def in_sheet(old: bytes, new: bytes) -> bytes:
    def change(name: str, content: bytes) -> bytes:
        assert name != SHEET or re.search(old, content), content[:500]
        return re.sub(old, new, content, count=1) if name == SHEET else content

    return repacked(change)


def with_shared_texts(*, lost: int = 0) -> bytes:
    """The same as Excel saves it: texts in a part of their own; the last `lost` of them are missing there."""
    texts: list[bytes] = []

    def share(found: re.Match[bytes]) -> bytes:
        text = html.unescape(found[1].decode())  # letters may be written as codes
        first, rest = (html.escape(part, quote=False) for part in (text[:3], text[3:]))
        texts.append(f"<si><r><t>{first}</t></r><r><t xml:space='preserve'>{rest}</t></r></si>".encode())
        return b't="s"><v>%d</v>' % (len(texts) - 1)

    def change(name: str, content: bytes) -> bytes:
        if name == SHEET:
            return re.sub(rb't="inlineStr"><is><t>(.*?)</t></is>', share, content)
        if name == "[Content_Types].xml":
            kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
            return content.replace(
                b"</Types>", f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'.encode()
            )
        relation = f'<Relationship Id="rId98" Type="{RELATIONS}/sharedStrings" Target="sharedStrings.xml"/>'.encode()
        return content.replace(b"</Rel", relation + b"</Rel") if name == "xl/_rels/workbook.xml.rels" else content

    file = io.BytesIO(repacked(change))
    with zipfile.ZipFile(file, "a") as target:
        kept = b"".join(texts[: len(texts) - lost])
        target.writestr("xl/sharedStrings.xml", b"<sst xmlns='http://purl.oclc.org/ooxml/spreadsheetml/main'>" + kept + b"</sst>")
    return file.getvalue()


def delimited(separator: str = ";", encoding: str = "utf-8", newline: str = "\r\n") -> bytes:
    file = io.StringIO()
    writer = csv.writer(file, delimiter=separator, lineterminator=newline)
    writer.writerow(FIELDS)
    swedish = [[*row[:-1], "Ändrade å, ä och ö: påhittade värden"] for row in ROWS]
    writer.writerows(["" if value is None else str(value) for value in row] for row in swedish)
    return file.getvalue().encode(encoding)


def overlapping_bomb() -> bytes:
    """Many parts that all unpack to much."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target:
        for number in range(40):
            target.writestr(f"xl/{number}.xml", b"\0" * 4_000_000)
    return file.getvalue()


def hide_row(_: Workbook, sheet: Worksheet) -> None:
    sheet.row_dimensions[4].hidden = True


def hide_column(_: Workbook, sheet: Worksheet) -> None:
    sheet.column_dimensions["C"].hidden = True


def type_percent(_: Workbook, sheet: Worksheet) -> None:
    """What Excel stores when 12,5 % is typed: a share, shown as per cent."""
    column = list(FIELDS.values()).index("share_over_180") + 1
    for row in range(2, 8):
        assert sheet.cell(row, column).value == 12.5
        sheet.cell(row, column).value, sheet.cell(row, column).number_format = 0.125, "0.0%"


def hide_far_column(_: Workbook, sheet: Worksheet) -> None:
    sheet.column_dimensions["AZ"].hidden = True


def hide_other_sheet(workbook: Workbook, _: Worksheet) -> None:
    workbook.create_sheet("Koder").sheet_state = "veryHidden"


def put(cell: str, value: Any) -> Callable[[Workbook, Worksheet], None]:
    def change(_: Workbook, sheet: Worksheet) -> None:
        sheet[cell] = value

    return change


def rename(_: Workbook, sheet: Worksheet) -> None:
    sheet.title = "Blad1"


BILLION_LAUGHS = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
EXTERNAL = f'<Relationship Id="rId99" Type="{RELATIONS}/attachedTemplate" TargetMode="External" Target="http://192.0.2.1/x"/>'

REFUSED: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "macros.xlsx": (lambda: with_part(xl__vbaProject=b"x"), "Hela filen", "makron"),
    "macros.xlsm": (book, "Hela filen", "makron"),
    "macrosheet.xlsx": (lambda: with_part(xl__macrosheets__sheet1=b"x"), "Hela filen", "makron"),
    "linked.xlsx": (lambda: with_part(xl__externalLinks__externalLink1=b"x"), "Hela filen", "länkar till andra filer"),
    "embedded.xlsx": (lambda: with_part(xl__embeddings__oleObject1=b"x"), "Hela filen", "inbäddade filer"),
    "target.xlsx": (
        lambda: repacked(
            lambda name, content: content.replace(b"</Rel", EXTERNAL.encode() + b"</Rel") if name.endswith(".rels") else content
        ),
        "Hela filen",
        "länkar till andra filer",
    ),
    "bomb.xlsx": (lambda: with_part(xl__theme__theme9=b" " * 30_000_000), "Hela filen", "orimligt"),
    "parts.xlsx": (overlapping_bomb, "Hela filen", "orimligt"),
    "many.xlsx": (lambda: with_part(**{f"x{number}": b"" for number in range(600)}), "Hela filen", "orimligt"),
    "twice.xlsx": (lambda: duplicated_part(), "Hela filen", "skadad"),
    "old.xlsx": (lambda: bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600, "Hela filen", "lösenordsskyddad"),
    "old.xls": (lambda: b"x", "Hela filen", ".xlsx"),
    "notes.pdf": (lambda: b"%PDF", "Hela filen", "Bara .xlsx och .csv"),
    "garbage.xlsx": (lambda: b"not a zip", "Hela filen", "skadad"),
    "empty.xlsx": (lambda: b"", "Hela filen", "skadad"),
    "cut.xlsx": (lambda: book()[:-400], "Hela filen", "skadad"),
    "other_zip.xlsx": (lambda: plain_zip(), "Hela filen", "skadad"),
    "laughs.xlsx": (lambda: in_sheet(rb"^", BILLION_LAUGHS), "Hela filen", "DOCTYPE"),
    "laughs_utf16.xlsx": (lambda: utf16_sheet(), "Hela filen", "DOCTYPE"),
    "deep.xlsx": (lambda: in_sheet(rb"<sheetData>", b"<a>" * 5000 + b"<sheetData>"), "Hela filen", "går inte att tolka"),
    "half_sheet.xlsx": (lambda: in_sheet(rb'(?s)<row r="7".*', b""), "Hela filen", "går inte att tolka"),
    "strange_element.xlsx": (lambda: in_sheet(rb"<v>40</v>", b"<w>40</w>"), "Hela filen", "går inte att tolka"),
    "cell_of_other_row.xlsx": (lambda: in_sheet(rb'r="H5"', b'r="H6"'), "Hela filen", "går inte att tolka"),
    "cell_twice.xlsx": (lambda: in_sheet(rb'r="H5"', b'r="G5"'), "Hela filen", "går inte att tolka"),
    "text_lost.xlsx": (lambda: with_shared_texts(lost=1), "Hela filen", "går inte att tolka"),
    "other_sheet.xlsx": (lambda: book(lambda workbook, _: workbook.create_sheet("Beräkning")), "Blad Beräkning", "hör inte till"),
    "no_data_sheet.xlsx": (lambda: book(rename), "Hela filen", "Bladet Data saknas"),
    "hidden_sheet.xlsx": (lambda: book(hide_other_sheet), "Blad Koder", "dolt"),
    "hidden_row.xlsx": (lambda: book(hide_row), "Blad Data, rad 4, alla kolumner", "dold"),
    "flat_row.xlsx": (lambda: in_sheet(rb'<row r="4"', b'<row r="4" ht="0.0"'), "Blad Data, rad 4, alla kolumner", "dold"),
    "hidden_column.xlsx": (lambda: book(hide_column), "Blad Data, alla rader, kolumn C (matdatum)", "dold"),
    "merged.xlsx": (
        lambda: book(lambda _, sheet: sheet.merge_cells("X8:Y9")),
        "Blad Data, rad 8, kolumn X (registersystem)",
        "sammanfogade",
    ),
    "formula.xlsx": (lambda: book(put("H5", "=10+2")), "Blad Data, rad 5, kolumn H (personer_ib)", "formel"),
    "formula_text.xlsx": (
        lambda: book(put("Y5", '=HYPERLINK("http://192.0.2.1")')),
        "Blad Data, rad 5, kolumn Y (kommentar)",
        "formel",
    ),
    "error.xlsx": (lambda: book(put("Y5", "#REF!")), "Blad Data, rad 5, kolumn Y (kommentar)", "felvärde"),
    "stray.xlsx": (lambda: book(put("AB12", "x")), "Blad Data, rad 12, kolumn AB", "utanför"),
    "far.xlsx": (lambda: book(put("XFD1048576", "x")), "Blad Data, rad 1048576, kolumn XFD", "utanför"),
    "header_unknown.xlsx": (lambda: book(put("D1", "typ")), "Blad Data, rad 1, kolumn D", "finns inte i mallen"),
    "header_twice.xlsx": (lambda: book(put("D1", "kon")), "Blad Data, rad 1, kolumn D", "flera gånger"),
    "header_absent.xlsx": (
        lambda: book(lambda _, sheet: sheet.delete_cols(4)),
        "Blad Data, rad 1, alla kolumner",
        "valideringstyp saknas",
    ),
    "header_lower.xlsx": (lambda: book(lambda _, sheet: sheet.insert_rows(1)), "Blad Data, rad 1, alla kolumner", "rubrikraden"),
    "no_rows.xlsx": (lambda: book(lambda _, sheet: sheet.delete_rows(2, 20)), "Blad Data", "inga rader"),
    "utf16.csv": (lambda: delimited(encoding="utf-16"), "Hela filen", "CSV UTF-8"),
    "zeros.csv": (lambda: delimited() + b"\0\0", "Hela filen", "CSV UTF-8"),
    "mixed.csv": (lambda: delimited() + b"\xe5", "Hela filen", "teckenkodning"),
    "undefined.csv": (lambda: delimited(encoding="cp1252") + b"\x81", "Hela filen", "teckenkodning"),
    "quotes.csv": (lambda: delimited() + b'"0484";"2024', "Rad 10, alla kolumner", "Citattecken"),
    "tabs.csv": (lambda: delimited(separator="\t"), "Rad 1, kolumn A", "finns inte i mallen"),
    "binary.csv": (lambda: book(), "Hela filen", "CSV UTF-8"),
    "empty.csv": (lambda: b"", "Rad 1, alla kolumner", "rubrikraden"),
    "long_row.csv": (lambda: delimited() + b";" * 30 + b"x", "Rad 10, kolumn AE", "utanför"),
}
"""By file name: its content, and where and with what words it must be refused."""

TAKEN: dict[str, Callable[[], bytes]] = {
    "plain.xlsx": book,
    "PLAIN2.XLSX": book,
    "far_hidden_column.xlsx": lambda: book(hide_far_column),
    "other_order.xlsx": lambda: book(lambda _, sheet: sheet.move_range("Y1:Y9", cols=1)),
    "blank_rows.xlsx": lambda: book(lambda _, sheet: sheet.insert_rows(5, 3)),
    "link_in_comment.xlsx": lambda: book(lambda _, sheet: setattr(sheet["Y5"], "hyperlink", "https://www.example.org/")),
    "no_references.xlsx": lambda: repacked(
        lambda name, content: re.sub(rb'(<(?:c|row)) r="[A-O]?[0-9]+"', rb"\1", content) if name == SHEET else content
    ),
    "shared_texts.xlsx": with_shared_texts,
    "semicolon.csv": delimited,
    "comma.csv": lambda: delimited(separator=","),
    "bom.csv": lambda: codecs.BOM_UTF8 + delimited(),
    "separator_named.csv": lambda: b"sep=;\r\n" + delimited(),
    "separator_named_after_bom.csv": lambda: codecs.BOM_UTF8 + b'"sep=,"\n' + delimited(separator=","),
    "percent_typed.xlsx": lambda: book(type_percent),
    "percent_typed.csv": lambda: delimited().replace(b";12.5;", b";12,5 %;"),
    "windows.csv": lambda: delimited(encoding="cp1252"),
    "unix.csv": lambda: delimited(newline="\n"),
    "old_mac.csv": lambda: delimited(newline="\r"),
}


def duplicated_part() -> bytes:
    """Two parts of one name, which programs disagree on."""
    content = with_part(**{"xl__worksheets__sheet9.xml": b"x"})
    return content.replace(b"xl/worksheets/sheet9.xml", SHEET.encode())


def plain_zip() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as target:
        target.writestr("hej.txt", "hej")
    return file.getvalue()


def utf16_sheet() -> bytes:
    def change(name: str, content: bytes) -> bytes:
        return content if name != SHEET else (BILLION_LAUGHS + content).decode().encode("utf-16")

    return repacked(change)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("inbox")


@pytest.fixture(scope="module")
def inbox(folder: Path) -> Inbox:
    for name, content in {**{name: case[0] for name, case in REFUSED.items()}, **TAKEN}.items():
        (folder / name).write_bytes(content())
    return read_inbox(folder, REGION_TABLE, today=TODAY)


@pytest.mark.parametrize("name", REFUSED)
def test_refused_with_place_and_reason(name: str, inbox: Inbox) -> None:
    _, where, words = REFUSED[name]
    faults = inbox.refused[name]
    assert any(fault.place == where and words in fault.line for fault in faults), [fault.line for fault in faults]


@pytest.mark.parametrize("name", REFUSED)
def test_faults_lie_beside_the_file(name: str, inbox: Inbox, folder: Path) -> None:
    stem = name.rpartition(".")[0]
    stem = stem if sum(other.startswith(f"{stem}.") for other in {**REFUSED, **TAKEN}) == 1 else name
    text = (folder / f"{stem}.fel.txt").read_text("utf-8-sig")
    sheet = load_workbook(folder / f"{stem}.fel.xlsx")["Fel"]
    listed = [row[6] for row in sheet.iter_rows(min_row=3, values_only=True)]
    assert listed == [fault.allowed for fault in inbox.refused[name]]
    assert all(fault.line in text for fault in inbox.refused[name])


@pytest.mark.parametrize("name", TAKEN)
def test_taken_in(name: str, inbox: Inbox) -> None:
    assert name in inbox.accepted, [fault.line for fault in inbox.refused.get(name, ())]


@pytest.mark.parametrize("name", TAKEN)
def test_the_same_values_whatever_the_file(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(TAKEN[name]())
    table = read_inbox(tmp_path, REGION_TABLE, today=TODAY).table
    expected = sorted((tuple(value for position, value in enumerate(row) if position != 24) for row in ROWS), key=str)
    names = [field for field in FIELDS.values() if field != "comment"]
    assert sorted((tuple(row[field] for field in names) for row in table.to_pylist()), key=str) == expected
    assert all("hittade värden" in row["comment"] for row in table.to_pylist())


def test_swedish_letters_survive_both_encodings(tmp_path: Path) -> None:
    for name in ("windows.csv", "semicolon.csv"):
        (tmp_path / name).write_bytes(TAKEN[name]())
        assert (
            read_inbox(tmp_path, REGION_TABLE, today=TODAY).table["comment"][0].as_py() == "Ändrade å, ä och ö: påhittade värden"
        )


def test_rows_are_numbered_as_the_spreadsheet_shows_them(tmp_path: Path) -> None:
    """A value of two lines and a blank row before the fault."""
    lines = delimited().decode().split("\r\n")
    lines[2] = lines[2].replace("Påhittat register", '"Påhittat\nregister"')
    lines[5] = lines[5].replace("2024K1", "2024K9")
    (tmp_path / "rader.csv").write_bytes("\r\n".join([*lines[:4], "", *lines[4:]]).encode())
    faults = read_inbox(tmp_path, REGION_TABLE, today=TODAY).refused["rader.csv"]
    assert [fault.place for fault in faults] == ["Rad 7, kolumn B (period)"]


def test_two_hundred_megabytes_are_not_read(tmp_path: Path) -> None:
    for name in ("stor.xlsx", "stor.csv"):
        with (tmp_path / name).open("wb") as file:
            file.truncate(200_000_000)
    tracemalloc.start()
    inbox = read_inbox(tmp_path, REGION_TABLE, today=TODAY)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert inbox.refused["stor.xlsx"][0].line.startswith("Hela filen. Filen är större än 10 MB.")
    assert peak < 60_000_000


def test_too_many_rows_are_refused(tmp_path: Path) -> None:
    (tmp_path / "rader.csv").write_bytes(delimited() + b"0484;2024K1\r\n" * 10_001)
    assert "fler än 10000 rader" in read_inbox(tmp_path, REGION_TABLE, today=TODAY).refused["rader.csv"][0].line


def test_links_pipes_and_folders_are_refused(tmp_path: Path) -> None:
    (tmp_path / "riktig.csv").write_bytes(delimited())
    (tmp_path / "lank.csv").symlink_to(tmp_path / "riktig.csv")
    (tmp_path / "mapp.csv").mkdir()
    os.mkfifo(tmp_path / "ror.csv")
    inbox = read_inbox(tmp_path, REGION_TABLE, today=TODAY)
    assert inbox.accepted == ("riktig.csv",)
    assert {name: "Lägg själva filen" in faults[0].line for name, faults in inbox.refused.items()} == dict.fromkeys(
        ("lank.csv", "mapp.csv", "ror.csv"), True
    )


def test_marked_copy_holds_no_formula(tmp_path: Path) -> None:
    """What a sender wrote stays text, and each fault is marked in its own cell."""
    lines = delimited().decode().split("\r\n")
    lines[3] = lines[3].replace("Påhittat register", "=cmd|' /C calc'!A0")
    (tmp_path / "=1+1.csv").write_bytes("\r\n".join(lines).encode())
    read_inbox(tmp_path, REGION_TABLE, today=TODAY)
    workbook = load_workbook(tmp_path / "=1+1.fel.xlsx")
    assert {cell.data_type for sheet in workbook for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    marked = workbook["Markerat"]["X4"]
    assert marked.value == "=cmd|' /C calc'!A0"
    assert marked.fill.fgColor.rgb == "00F4B8B0"
    assert marked.quotePrefix


@pytest.mark.parametrize(
    ("stored", "shown"),
    [("12", "12"), ("12.0", "12"), ("1E3", "1000"), ("45.300000000000004", "45.3"), ("0.1", "0.1"), ("100", "100")]
    + [(text, text) for text in ("1_000", "NaN", "inf", "1e999", "", "٣", "0x10")],
)
def test_plain_number(stored: str, shown: str) -> None:
    assert plain_number(stored) == shown


def cells(content: bytes) -> dict[str, Cell]:
    grid = read_workbook(content, ("Data",), ("Data",))["Data"]
    return {f"{letters(column)}{row}": cell for row, row_cells in grid.rows.items() for column, cell in row_cells.items()}


def test_texts_as_shown() -> None:
    runs = b't="inlineStr"><is><r><t>k</t></r><rPh sb="0" eb="1"><t>x</t></rPh><r><t>o_x003D_n </t></r></is>'
    assert cells(in_sheet(rb't="inlineStr"><is><t>2024K1</t></is>', runs))["B2"] == Cell("ko=n")


def test_numbers_keep_how_they_are_shown() -> None:
    def change(_: Workbook, sheet: Worksheet) -> None:
        for cell, value, shown in (("A2", 484, "0000"), ("C2", date(2024, 3, 31), "d/m yyyy"), ("N2", 0.1 + 0.2, "0.0 %")):
            sheet[cell] = value
            sheet[cell].number_format = shown

    found = cells(book(change))
    assert found["A2"] == Cell("484", number=True, format="0000")
    assert found["C2"] == Cell("45382", number=True, format="d/m yyyy"), "a day is a number until its column says otherwise"
    assert found["N2"] == Cell("0.3", number=True, format="0.0 %")


def test_several_sheets_each_with_its_own_faults() -> None:
    def change(workbook: Workbook, sheet: Worksheet) -> None:
        sheet["A2"] = "=1"
        workbook.create_sheet("Mål")["C3"] = 7

    data, goals = read_workbook(book(change), ("Data", "Mål"), ("Data", "Mål", "Koder")).values()
    assert [fault.place for fault in data.faults] == ["Blad Data, rad 2, kolumn A"]
    assert (goals.sheet, goals.rows, goals.faults) == ("Mål", {3: {3: Cell("7", number=True)}}, ())


def test_the_strict_form_of_the_format_is_read_as_the_usual_one() -> None:
    strict = repacked(lambda _, content: re.sub(rb"schemas.openxmlformats.org/(\w+)/2006/", rb"purl.oclc.org/ooxml/\1/", content))
    assert strict != book()
    assert cells(strict) == cells(book())


def test_a_size_that_the_sheet_only_claims_changes_nothing() -> None:
    assert cells(in_sheet(rb'<dimension ref="[A-Z0-9:]+"', b'<dimension ref="A1:B2"')) == cells(book())
    assert cells(in_sheet(rb'<dimension ref="[A-Z0-9:]+"', b'<dimension ref="A1:XFD1048576"')) == cells(book())


@pytest.mark.parametrize(
    "content",
    [
        lambda: in_sheet(rb"</sheetData>", b"</sheetData><mergeCells><mergeCell ref='A1:XFD1048576'/></mergeCells>"),
        lambda: in_sheet(
            rb"</sheetData>", b"".join(b"<row><c r='XFD%d'/></row>" % row for row in range(20, 9000)) + b"</sheetData>"
        ),
        lambda: in_sheet(rb"</sheetData>", b"<row/>" * 500_000 + b"</sheetData>"),
    ],
    ids=["merged", "scattered", "empty rows"],
)
def test_what_would_take_long_is_settled_at_once(content: Callable[[], bytes]) -> None:
    made, began = content(), time.process_time()
    with contextlib.suppress(RefusedError):
        assert read_workbook(made, ("Data",), ("Data",))["Data"].rows[2][2] == Cell("2024K1")
    assert time.process_time() - began < 5


def test_no_part_gets_by_under_another_name() -> None:
    """A part with entities that doesn't end as XML does isn't there for whoever opens the workbook."""
    hidden = re.sub(rb"^", BILLION_LAUGHS, zipfile.ZipFile(io.BytesIO(book())).read(SHEET))

    def change(name: str, content: bytes) -> bytes:
        return content.replace(b"sheet1.xml", b"sheet1.bin") if name.endswith((".rels", "Types].xml")) else content

    with pytest.raises(RefusedError, match="Data"):
        read_workbook(repacked(change, **{"xl__worksheets__sheet1.bin": hidden}), ("Data",), ("Data",))


def test_stored_dates() -> None:
    assert day_of("45382", from_1904=False) == "2024-03-31"
    assert day_of("43920", from_1904=True) == "2024-03-31"
    assert day_of("45382.5", from_1904=False) == "45382.5"
