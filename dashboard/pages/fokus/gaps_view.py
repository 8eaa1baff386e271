"""The gaps of a focus area's indicators for one place, the largest first: born in Sweden and abroad, women and men."""

from dataclasses import dataclass
from typing import Any, Final

from dashboard import formats
from dashboard.charts.dumbbell_row import dumbbell_row
from dashboard.charts.spine import HEIGHT, WIDTH
from dashboard.markup import Element, element, link
from dashboard.pages.fokus.focus_view import FocusSelection
from dashboard.parts.pairs import BY_SEX, Pair, pairs_of
from dashboard.parts.tables import data_table
from dashboard.published import queries
from dashboard.url_state import View
from etl.contract.catalogue import Indicator
from etl.contract.codes import RIKET, Sex

KEY: Final = "Rund: inrikes födda eller kvinnor. Ruta: utrikes födda eller män. Alla rader har samma skala."
NOTHING: Final = "I det här området finns inga skillnader att visa för den kommun som är i fokus."


@dataclass(frozen=True)
class Gap:
    """Both levels of a place in a period, and the difference there and in riket."""

    entry: Indicator
    pair: Pair
    period: str
    levels: tuple[float, float]
    gap: float
    riket: float | None


def gaps(selection: FocusSelection) -> list[Gap]:
    """Those of the place in focus, in the shown period or each indicator's latest, the largest first."""
    found = []
    for entry in selection.entries if selection.single else ():
        period = selection.view.period or queries.latest_period(selection.snapshot, entry)
        for pair in pairs_of(selection.snapshot, entry.id, selection.sex).values():
            first, second = pair.levels(selection.single or RIKET, period)
            gap = pair.between(first, second)
            if first is not None and second is not None and gap is not None:
                found.append(Gap(entry, pair, period, (first, second), gap, pair.gap(RIKET, period)))
    return sorted(found, key=lambda one: -abs(one.gap))


def headline(selection: FocusSelection, found: list[Gap]) -> str:
    """The largest gap in a sentence, with riket's beside."""
    if not found or selection.single is None:
        return ""
    first = found[0]
    groups = f"{first.pair.names[0].lower()} och {first.pair.names[1].lower()}"
    beside = "" if first.riket is None else f" I riket är den {_size(first.riket, first.entry)}."
    return (
        f"{selection.name(selection.single)}: störst är skillnaden mellan {groups} i {first.entry.short_title} {first.period}, "
        f"{_size(first.gap, first.entry)} {formats.difference_unit(first.entry)}.{beside}"
    )


def _size(gap: float, entry: Indicator) -> str:
    return formats.number(abs(gap), formats.decimals(entry))


def table(selection: FocusSelection) -> list[Element]:
    """A row an indicator and pair of groups, with the point of it first."""
    found = gaps(selection)
    if not found or selection.single is None:
        return [element("P", NOTHING)]
    levels = [level for one in found for level in one.levels]
    scale = min(levels), max(levels)
    headings = ["Indikator", "Avser", "Inrikes eller kvinnor", "Läge", "Utrikes eller män", "Skillnad", "Riket, skillnad"]
    caption = f"{selection.name(selection.single)}: nivåer i procent och skillnader i procentenheter, störst först"
    frame = data_table(caption, headings, [_row(selection, one, scale) for one in found])
    return [element("P", headline(selection, found), className="pane-summary"), frame, element("P", KEY, className="hint")]


def _row(selection: FocusSelection, one: Gap, scale: tuple[float, float]) -> list[Any]:
    entry, names = one.entry, one.pair.names
    sex = Sex.TOTAL.value if names == BY_SEX else selection.sex
    view = View(entry.id, sex=sex, municipalities=(selection.single or RIKET,), pane="gap")
    groups = element("Span", f"{names[0].lower()}, {names[1].lower()}", className="unit")
    first, second = (formats.bare(level, entry) for level in one.levels)
    said = f"{names[0]} {first}, {names[1].lower()} {second}"
    picture = element("Img", src=dumbbell_row(*one.levels, scale), alt=said, title=said, width=WIDTH, height=HEIGHT)
    gap = element("Span", formats.difference(one.gap, entry), data_sort=abs(one.gap))
    riket = formats.difference(one.riket, entry)
    name = element("Span", [link(entry.short_title, view.address, title=entry.title), groups])
    return [name, one.period, first, picture, second, gap, riket]
