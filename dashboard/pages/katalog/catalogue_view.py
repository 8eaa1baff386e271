"""The catalogue's rows: every indicator that its filters let through, and what is said of each."""

from dataclasses import dataclass
from typing import Any, Final

from dashboard import formats
from dashboard.markup import Element, element, link
from dashboard.parts.tables import data_table
from dashboard.published import provenance, queries, search_words
from dashboard.url_state import CatalogueView
from etl.contract.catalogue import FocusArea, Indicator
from etl.contract.codes import Sex
from etl.contract.reader import Snapshot
from etl.contract.remembered import remembered

HEADINGS: Final = ("Indikator", "Fokusområde", "Gäller", "Källa", "År", "Kommuner med värde")
NOTHING: Final = "Ingen indikator passar. Pröva ett kortare ord eller ett annat fokusområde."


@dataclass(frozen=True)
class Coverage:
    """The first and the last period with values, and how many kommuner have one in the last; None where there are no values."""

    first: str
    last: str
    kommuner: int


@remembered(512)
def coverage(snapshot: Snapshot, indicator: str) -> Coverage | None:
    """How much there is of an indicator, both sexes together."""
    data = queries.cube(snapshot, indicator)
    if not data.periods:
        return None
    codes = [region.code for region in queries.municipalities(snapshot)]
    cells = data.across(codes, data.periods[-1], Sex.TOTAL)
    return Coverage(data.periods[0], data.periods[-1], sum(cell.value is not None for cell in cells))


def shown(snapshot: Snapshot, view: CatalogueView) -> list[Indicator]:
    """The indicators of the chosen focus area that hold all the words, in the catalogue's order."""
    wanted = search_words.words(view.words)
    entries = [entry for entry in snapshot.catalogue.indicators if view.area in (None, entry.focus_area)]
    return [entry for entry in entries if all(word in _text(snapshot, entry.id) for word in wanted)]


@remembered(512)
def _text(snapshot: Snapshot, indicator: str) -> str:
    """What an indicator is found by, folded."""
    entry = snapshot.catalogue.indicator(indicator)
    if entry is None:
        return ""
    area = _area(snapshot, entry)
    source = f"{entry.source.TITLE} {entry.source.reference} {entry.source.publisher or ''}"
    texts = (entry.title, entry.short_title, entry.about or "", area.title, area.short_title, source, " ".join(entry.synonyms))
    return search_words.fold(" ".join(texts))


def _area(snapshot: Snapshot, entry: Indicator) -> FocusArea:
    return next(area for area in snapshot.catalogue.focus_areas if area.id == entry.focus_area)


def count(snapshot: Snapshot, view: CatalogueView) -> str:
    """`12 av 92 indikatorer.`"""
    every, found = len(snapshot.catalogue.indicators), len(shown(snapshot, view))
    return f"{every} indikatorer." if found == every else f"{found} av {every} indikatorer."


def table(snapshot: Snapshot, view: CatalogueView) -> Element:
    """The indicators as a table."""
    rows = [_row(snapshot, entry) for entry in shown(snapshot, view)]
    if not rows:
        return element("P", NOTHING)
    return data_table("Indikatorerna, var de kommer ifrån och hur mycket som finns", HEADINGS, rows, quiet=True)


def _row(snapshot: Snapshot, entry: Indicator) -> list[Any]:
    area, found = _area(snapshot, entry), coverage(snapshot, entry.id)
    name = link(entry.title, f"/indikator/{entry.id}")
    place = link(area.short_title, f"/fokus/{area.id}")
    return [name, place, entry.about or formats.DASH, _source(snapshot, entry), *_extent(snapshot, found)]


def _source(snapshot: Snapshot, entry: Indicator) -> str:
    """`Kolada (N02268), SCB`; made-up values have none."""
    return provenance.source_words(snapshot, entry).removeprefix("Källa: ")


def _extent(snapshot: Snapshot, found: Coverage | None) -> list[Any]:
    """Years and coverage."""
    if found is None:
        return ["Inga värden", formats.DASH]
    years = found.first if found.first == found.last else f"{found.first}{formats.DASH}{found.last}"
    return [years, f"{found.kommuner} av {len(queries.municipalities(snapshot))}"]
