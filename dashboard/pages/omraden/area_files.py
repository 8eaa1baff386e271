"""The page of a kommun's areas to take away: what it shows side by side, and one row a value for all years."""

from dataclasses import replace
from typing import Final

from dashboard import formats
from dashboard.files import one_indicator
from dashboard.files.table import Cell, Column, Facts, Table
from dashboard.pages.omraden import area_view
from dashboard.pages.omraden.area_view import AreaSelection
from dashboard.published import areas
from etl.contract.codes import Sex, Status

OF_ALL_YEARS: Final = "Alla värden"


def facts(selection: AreaSelection, origin: str) -> Facts:
    """What is said of the tables; `origin` is what the address begins with."""
    entry = selection.table.entry
    filters = (
        ("Kommun", selection.name),
        ("Områden", areas.KINDS[entry.areas or ""]),
        ("Period", formats.period(selection.table.period)),
    )
    address = origin.rstrip("/") + selection.view.address
    found = one_indicator.facts(selection.snapshot, [entry], address, area_view.summary(selection), filters)
    return replace(found, title=f"{selection.heading}: {entry.title}", notes=(area_view.RULE, *found.notes))


def tables(selection: AreaSelection) -> tuple[Table, ...]:
    """The chosen year by sex, as the page has it, and one row a value for all years."""
    return _wide(selection), _long(selection)


def _wide(selection: AreaSelection) -> Table:
    table = selection.table
    decimals = formats.decimals(table.entry)
    heads = (Column("Område"), Column("Kod"), *(Column(formats.SEX_WORDS[sex], decimals) for sex in table.sexes))
    rows = []
    for code, name in table.names.items():
        cells = (table.cell(code, sex) for sex in table.sexes)
        rows.append((name, code, *(formats.absent(cell.status) if cell.value is None else cell.value for cell in cells)))
    return Table(formats.short_period(table.period), heads, tuple(rows))


def _long(selection: AreaSelection) -> Table:
    entry, names = selection.table.entry, selection.table.names
    texts = ("Indikator", "Enhet", "Kommun", "Område", "Kod", "Period", "Kön")
    heads = (*map(Column, texts), Column("Värde", formats.decimals(entry)), Column("Status"), Column("Förklaring"))
    values = selection.snapshot.area_observations(entry.id, selection.kommun)
    same = (entry.short_title, formats.unit(entry), selection.name)
    rows: list[tuple[Cell, ...]] = []
    for row in (row for row in values.to_pylist() if row["region"] in names):
        status = "Värde" if row["status"] == Status.OK else formats.absent(row["status"])
        code, sex = row["region"], formats.SEX_WORDS[Sex(row["sex"])]
        rows.append((*same, names[code], code, row["period"], sex, row["value"], status, row["reason"] or ""))
    return Table(OF_ALL_YEARS, heads, tuple(rows))
