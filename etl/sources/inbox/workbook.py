"""The parts of a workbook: which sheets it has and where the one with the data lies; links to other files are refused."""

import posixpath
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from zipfile import ZipFile

from etl.sources.inbox.archive import open_archive, read_part
from etl.sources.inbox.definition import DATA_SHEET, SHEETS
from etl.sources.inbox.faults import Fault, RefusedError
from etl.sources.inbox.grid import Grid
from etl.sources.inbox.markup import Element, Handler, damaged, elements, parse
from etl.sources.inbox.shared_strings import SharedStrings
from etl.sources.inbox.sheet_cells import SheetCells

ROOT_RELATIONS: Final = "_rels/.rels"
NO_WORKBOOK: Final = "Filen är ingen Excel-arbetsbok (.xlsx). Använd mallen."
LINKED: Final = "Filen innehåller länkar till andra filer. Kopiera uppgifterna som värden till en ny mall."
TRUE: Final = ("1", "true", "on")


@dataclass(frozen=True)
class Relation:
    """A part's link to another: the last word of its type, and the other's name in the archive."""

    kind: str
    target: str


@dataclass(frozen=True)
class _Sheet:
    name: str
    relation: str
    hidden: bool


def read_workbook(content: bytes) -> Grid:
    """The cells of the workbook's data sheet.

    Raises:
        RefusedError: the file is no workbook, is damaged or dangerous, or has other sheets than the template.

    """
    with open_archive(content) as archive:
        _refuse_damaged(archive)
        _refuse_links(archive)
        part = next(
            (entry.target for entry in _relations(archive, ROOT_RELATIONS).values() if entry.kind == "officeDocument"), None
        )
        if part is None:
            raise RefusedError(Fault(NO_WORKBOOK))
        found = elements(read_part(archive, part), part)
        sheet = _data_sheet([_sheet(element) for element in found if element.name == "sheet"])
        relations = _relations(archive, _relations_of(part))
        target = relations.get(sheet.relation)
        if target is None or target.kind != "worksheet":
            raise RefusedError(damaged(part))
        reader = SheetCells(sheet.name, _strings(archive, list(relations.values())))
        parse(read_part(archive, target.target), target.target, reader)
        from_1904 = any(element.name == "workbookPr" and element.attributes.get("date1904") in TRUE for element in found)
        return reader.grid(from_1904=from_1904)


def _sheet(element: Element) -> _Sheet:
    attributes = element.attributes
    relation = next((value for name, value in attributes.items() if name.endswith("relationships id")), "")
    return _Sheet(attributes.get("name", ""), relation, attributes.get("state", "visible") != "visible")


def _data_sheet(sheets: Sequence[_Sheet]) -> _Sheet:
    faults = [*_sheet_faults(sheets)]
    if faults:
        raise RefusedError(*faults)
    return next(sheet for sheet in sheets if sheet.name == DATA_SHEET)


def _sheet_faults(sheets: Sequence[_Sheet]) -> Iterator[Fault]:
    allowed = ", ".join(SHEETS)
    names = [sheet.name for sheet in sheets]
    if names.count(DATA_SHEET) != 1:
        yield Fault(f"Bladet {DATA_SHEET} saknas eller finns flera gånger. Använd mallen, som har bladen {allowed}.")
    for sheet in sheets:
        if sheet.name not in SHEETS:
            yield Fault(f"Bladet hör inte till mallen. Ta bort det. Tillåtna blad: {allowed}.", sheet=sheet.name)
        if sheet.hidden:
            yield Fault("Bladet är dolt. Visa det eller ta bort det.", sheet=sheet.name)


def _strings(archive: ZipFile, relations: Sequence[Relation]) -> Sequence[str]:
    part = next((relation.target for relation in relations if relation.kind == "sharedStrings"), None)
    if part is None:
        return ()
    reader = SharedStrings()
    parse(read_part(archive, part), part, reader)
    return reader.strings


def _refuse_damaged(archive: ZipFile) -> None:
    """Refuse a workbook with any part that is not whole, also those that aren't needed here: what else is lost, nobody knows."""
    for part in archive.namelist():
        content = read_part(archive, part)
        if part.endswith((".xml", ".rels")):
            parse(content, part, Handler())


def _refuse_links(archive: ZipFile) -> None:
    """Refuse targets outside the archive; a web address in a cell is no more than text, so hyperlinks may stay."""
    for part in archive.namelist():
        if part.endswith(".rels"):
            for element in elements(read_part(archive, part), part):
                kind = element.attributes.get("Type", "").rpartition("/")[2]
                if element.attributes.get("TargetMode", "Internal") != "Internal" and kind != "hyperlink":
                    raise RefusedError(Fault(LINKED))


def _relations(archive: ZipFile, part: str) -> dict[str, Relation]:
    """The relations by id."""
    folder = posixpath.dirname(posixpath.dirname(part))
    found = [element.attributes for element in elements(read_part(archive, part), part) if element.name == "Relationship"]
    return {one.get("Id", ""): _relation(folder, one.get("Type", ""), one.get("Target", "")) for one in found}


def _relation(folder: str, kind: str, target: str) -> Relation:
    """A target is relative to the folder of the part, unless it begins with a slash."""
    return Relation(kind.rpartition("/")[2], posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/"))


def _relations_of(part: str) -> str:
    return posixpath.join(posixpath.dirname(part), "_rels", f"{posixpath.basename(part)}.rels")
