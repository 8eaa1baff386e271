"""The map: which of an indicator's measures colours it, into which classes, with legend, words and table."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from dashboard import formats, url_state
from dashboard.charts import theme
from dashboard.charts.classes import Classification, Scale, by_word, classify, scale
from dashboard.charts.map import MapData, map_figure
from dashboard.charts.trend import broken_periods
from dashboard.files.plain_words import plain
from dashboard.markup import Element, element
from dashboard.pages.indikator import county_map, map_frame, signal_words
from dashboard.pages.indikator.selection import IndicatorSelection
from dashboard.parts import signals
from dashboard.parts.pairs import entry_of, pair_of
from dashboard.parts.tables import data_table
from dashboard.published import counties, queries
from dashboard.published.queries import Cell, Cube
from dashboard.url_state import View
from etl.contract.catalogue import Indicator
from etl.contract.codes import RIKET, Status
from etl.contract.reader import Snapshot
from etl.contract.remembered import remembered

Floats = NDArray[np.float64]

COLOURING_WORDS: Final = {
    "varde": "Värde",
    "niva": "Nivå mot alla kommuner",
    "liknande": "Nivå mot liknande kommuner",
    "forandring": "Förändring",
    "trend": "Trend",
    "gap": "Gap",
    "riket": "Avvikelse från riket",
    "lan": "Värde, länen",
}
METHOD_WORDS: Final = {
    "kvantiler": "Kvantiler",
    "lika": "Lika steg",
    "naturliga": "Naturliga",
}
DIVERGING: Final = ("forandring", "riket")
BY_SIGNAL: Final = ("niva", "liknande", "trend")
SAME_CLASSES: Final = "Klasserna är desamma alla år."


@dataclass(frozen=True)
class Paint:
    """What colours the map: a class and a text for each kommun, in the order of their codes."""

    classification: Classification
    texts: tuple[str, ...]
    absent: str
    note: str


@remembered(8)
def kommuner(snapshot: Snapshot) -> tuple[str, ...]:
    """The codes of all kommuner, in the map's order."""
    return tuple(region.code for region in queries.municipalities(snapshot))


@remembered(512)
def colourings(snapshot: Snapshot, indicator: str, sex: str) -> tuple[str, ...]:
    """The measures that an indicator has, in the order of the control."""
    entry, data = entry_of(snapshot, indicator), queries.cube(snapshot, indicator)
    of_sex = [row for (_, each), row in queries.signals(snapshot, indicator).items() if each == sex]
    words = entry.unit in formats.CATEGORY_WORDS
    has = {
        "varde": True,
        "niva": any(row.level for row in of_sex),
        "liknande": any(row.peer_level for row in of_sex),
        "forandring": len(data.periods) > 1 and not words,
        "trend": any(row.trend in signals.TRENDS for row in of_sex),
        "gap": pair_of(snapshot, entry.id, sex) is not None,
        "riket": formats.beside_riket(entry) and any(value is not None for value in data.track(RIKET, sex)),
        "lan": not words and county_map.applies(snapshot, indicator, sex),
    }
    return tuple(name for name, there in has.items() if there)


def map_part(selection: IndicatorSelection) -> tuple[dict[str, Any], Element]:
    """The map's figure and its legend."""
    snapshot = selection.snapshot
    paint = _painted(selection)
    geometry = boundaries(snapshot, selection.view)
    frame, names = map_frame.frame(selection)
    found = paint.classification
    codes = areas(selection)
    chosen = [code for code in selection.chosen if code in codes]
    focus = selection.focus if selection.focus in codes else None
    data = MapData(codes, paint.texts, found, chosen, geometry, snapshot.demo, frame, names, focus)
    return map_figure(data), _legend(
        paint, of_lan=bool(names), counted=("län", "län") if level(selection.view) == "lan" else KOMMUNER
    )


def boundaries(snapshot: Snapshot, view: View) -> str:
    """The address of the boundaries that the map shows."""
    return f"/karta/{snapshot.version}/{level(view)}.geojson"


def level(view: View) -> str:
    """Which boundaries the map shows: `kommuner` or `lan`."""
    return "lan" if view.colouring == "lan" else "kommuner"


def areas(selection: IndicatorSelection) -> tuple[str, ...]:
    """The codes of the areas that the map shows, in its order."""
    snapshot = selection.snapshot
    return tuple(one.code for one in counties.counties(snapshot)) if level(selection.view) == "lan" else kommuner(snapshot)


KOMMUNER: Final = ("kommun", "kommuner")


def _legend(paint: Paint, *, of_lan: bool, counted: tuple[str, str]) -> Element:
    """Beside the map of all Sweden, which is narrow; below that of a län."""
    found = paint.classification
    steps = [
        _legend_row(element("Span", className="swatch", style={"background": step.colour}), step.label, step.count, counted)
        for step in reversed(found.classes)
    ]
    absent = (
        ("missing", formats.STATUS_WORDS[Status.MISSING], found.missing),
        ("hidden", "Dold", found.hidden),
        ("not-applicable", paint.absent, found.not_applicable),
    )
    others = [
        _legend_row(element("Span", className=f"swatch swatch-{name}"), words, count, counted)
        for name, words, count in absent
        if count
    ]
    return element("Ul", [*steps, *others], className="legend below" if of_lan else "legend")


def _legend_row(swatch: Element, words: str, count: int, counted: tuple[str, str]) -> Element:
    number = f"{count} {counted[0] if count == 1 else counted[1]}"
    return element("Li", [swatch, element("Span", signals.drawn(words)), element("Span", number, className="legend-count")])


def legend_rows(legend: Any) -> list[tuple[str, str]]:
    """Colour and words of each row of the page's legend."""
    absent = {f"swatch-{hatch.status}": hatch.key for hatch in theme.HATCHES}
    found = []
    for row in legend["props"]["children"]:
        swatch, words, count = row["props"]["children"]
        name = swatch["props"]["className"].split()[-1]
        colour = absent[name] if name in absent else swatch["props"]["style"]["background"]
        found.append((colour, f"{plain(words)}: {plain(count)}"))
    return found


EVERY: Final = "Alla kommuner"


def title(selection: IndicatorSelection) -> str:
    """What the map shows, when and in which unit: `Södermanlands län 2022, procent`."""
    code = map_frame.lan(selection)
    return _titled(selection, queries.regions(selection.snapshot)[code].name if code else EVERY)


def _titled(selection: IndicatorSelection, where: str) -> str:
    if not selection.data.periods:
        return where
    colouring, entry = selection.view.colouring, selection.entry
    if colouring == "lan":
        return f"{county_map.name(selection.snapshot, entry.id)} {selection.what}, {formats.unit(entry)}"
    if colouring == "varde":
        return f"{where} {selection.what}, {formats.unit(entry)}"
    words = COLOURING_WORDS[colouring].lower()
    if colouring in BY_SIGNAL:
        return f"{where} {selection.what_latest}, {words}"
    pair = pair_of(selection.snapshot, entry.id, selection.sex)
    if colouring == "gap" and pair:
        return f"{where} {selection.period}, gap: {pair.meaning[0].lower()}{pair.meaning[1:]}, {formats.difference_unit(entry)}"
    since = f" sedan {selection.before}" if colouring == "forandring" and selection.before else ""
    return f"{where} {selection.what}, {words}{since}, {formats.difference_unit(entry)}"


def note(selection: IndicatorSelection) -> str:
    """How the classes are made, and whether another year can be compared."""
    if not selection.data.periods:
        return ""
    paint = _painted(selection)
    whole = "Antalen gäller hela landet." if map_frame.lan(selection) else ""
    return " ".join(part for part in (_crowd(selection, paint.classification), paint.note, whole) if part)


def _crowd(selection: IndicatorSelection, found: Classification) -> str:
    """That a class holds nearly all, so that the map hardly tells kommuner apart, and what does."""
    crowded = found.crowded
    if crowded is None or selection.view.colouring in (*BY_SIGNAL, "lan"):
        return ""
    known = sum(one.count for one in found.classes)
    better = selection.view.method != url_state.METHODS[0] and not fixed_classes(selection)
    way = " Kvantiler skiljer kommunerna bättre åt." if better else ""
    return f"{crowded.count} av {known} kommuner med värde hamnar i samma klass, {crowded.label}.{way}"


def same_every_year(selection: IndicatorSelection) -> bool:
    """Whether the classes are the same in all years whatever is chosen: words, and signals, which only the latest period has."""
    return selection.view.colouring in BY_SIGNAL or selection.entry.unit in formats.CATEGORY_WORDS


def fixed_classes(selection: IndicatorSelection) -> bool:
    """Whether what colours the map leaves no choice of classes."""
    entry, colouring = selection.entry, selection.view.colouring
    return colouring in (*DIVERGING, *BY_SIGNAL) or entry.unit in formats.CATEGORY_WORDS or _centred(entry)


def table_view(selection: IndicatorSelection) -> Element:
    """The map as a table: every kommun with what its colour says."""
    regions, paint = queries.regions(selection.snapshot), _painted(selection)
    labels = {step.index: step.label for step in paint.classification.classes}
    codes = areas(selection)
    rows = [
        [regions[code].name, text, labels.get(class_index, formats.DASH)]
        for code, text, class_index in zip(codes, paint.texts, paint.classification.indices, strict=True)
    ]
    return data_table(
        f"{selection.entry.short_title}. {_titled(selection, EVERY)}.",
        ["Län" if level(selection.view) == "lan" else "Kommun", "Värde", "Klass"],
        rows,
    )


Classes = tuple[str, str | None]
"""How classes are made: the method, and the period that they are of, None for all periods together."""


def _painted(selection: IndicatorSelection) -> Paint:
    view = selection.view
    classes = view.method, None if view.steady else selection.period
    return _paint(selection.snapshot, selection.entry.id, (selection.period, selection.sex), view.colouring, classes)


@remembered(256)
def _paint(snapshot: Snapshot, indicator: str, at: tuple[str, str], colouring: str, classes: Classes) -> Paint:
    """Kept, since years, kommuner and panes are changed back and forth over the same map."""
    entry, (period, sex) = entry_of(snapshot, indicator), at
    if colouring in BY_SIGNAL:
        return _by_signal(snapshot, entry, sex, colouring)
    if colouring == "lan":
        return _of_counties(snapshot, entry, (period, sex), classes)
    cells = queries.cube(snapshot, entry.id).across(kommuner(snapshot), period, sex)
    if colouring == "varde":
        return _by_value(snapshot, entry, (sex, cells), classes)
    return _by_difference(snapshot, entry, (period, sex, cells), colouring, classes)


def _marked(found: Classification, cells: Sequence[Cell]) -> Classification:
    """With what is hidden and what isn't reported in classes of their own."""
    hidden = [cell.status == Status.SUPPRESSED for cell in cells]
    return found.hiding(hidden).excusing([cell.status == Status.NOT_APPLICABLE for cell in cells])


def _by_value(snapshot: Snapshot, entry: Indicator, at: tuple[str, list[Cell]], classes: Classes) -> Paint:
    sex, cells = at
    words = entry.unit in formats.CATEGORY_WORDS
    steps = None if words else _scale(snapshot, entry.id, sex, "varde", classes)
    found = _marked(classify([cell.value for cell in cells], entry, steps), cells)
    texts = tuple(_why_or(cell, formats.value(cell.value, entry)) for cell in cells)
    return Paint(found, texts, formats.STATUS_WORDS[Status.NOT_APPLICABLE], "" if words else _classes_note(entry, classes))


def _of_counties(snapshot: Snapshot, entry: Indicator, at: tuple[str, str], classes: Classes) -> Paint:
    """The län in classes of their own, of the shown period or of all."""
    cells, (method, shown) = county_map.cells(snapshot, entry.id, *at), classes
    steps = scale(county_map.pool(snapshot, entry.id, at[1], shown), entry, method)
    found = _marked(classify([cell.value for cell in cells], entry, steps), cells)
    texts = tuple(_why_or(cell, formats.value(cell.value, entry)) for cell in cells)
    note = f"{_classes_note(entry, classes)} {county_map.note(snapshot, entry.id)}".strip()
    return Paint(found, texts, formats.STATUS_WORDS[Status.NOT_APPLICABLE], note)


def _why_or(cell: Cell, words: str) -> str:
    return formats.why_absent(cell.status, cell.reason) if cell.value is None else formats.noted(words, cell.reason)


def _classes_note(entry: Indicator, classes: Classes) -> str:
    method, period = classes
    how = "Klasser med lika steg kring mitten." if _centred(entry) else METHOD_NOTES[method]
    return f"{how} {_of_years(period)}"


def _of_years(period: str | None) -> str:
    return SAME_CLASSES if period is None else f"Klasserna gäller {period} och är andra för andra år."


METHOD_NOTES: Final[Mapping[str, str]] = {
    "kvantiler": "Ungefär lika många värden i varje klass.",
    "lika": "Lika långa steg från lägsta till högsta värdet.",
    "naturliga": "Gränserna ligger där värdena naturligt skiljer sig åt.",
}


def _centred(entry: Indicator) -> bool:
    """Whether the values themselves lie around a middle."""
    return entry.unit.value == "percentage_points" or entry.direction.value == "closest_to_one"


def _by_difference(
    snapshot: Snapshot, entry: Indicator, at: tuple[str, str, list[Cell]], colouring: str, classes: Classes
) -> Paint:
    period, sex, cells = at
    data = queries.cube(snapshot, entry.id)
    position = data.periods.index(period) if period in data.periods else 0
    line = _field(snapshot, entry, sex, colouring)[position] if data.periods else np.full(len(cells), np.nan)
    values = [None if np.isnan(value) else float(value) for value in line]
    found = _marked(classify(values, entry, _scale(snapshot, entry.id, sex, colouring, classes)), cells)
    unit = f" {formats.difference_unit(entry)}"
    texts = tuple(
        _why_or(
            cell,
            "Kan inte jämföras"
            if value is None
            else f"{formats.difference(value, entry)}{unit} ({formats.value(cell.value, entry)})",
        )
        for cell, value in zip(cells, values, strict=True)
    )
    around = colouring in DIVERGING
    words = f"Klasser med lika steg kring noll. {_of_years(classes[1])}" if around else _classes_note(entry, classes)
    return Paint(found, texts, formats.STATUS_WORDS[Status.NOT_APPLICABLE], words)


@remembered(512)
def _scale(snapshot: Snapshot, indicator: str, sex: str, colouring: str, classes: Classes) -> Scale:
    """The classes of a measure, from the values of a period or of all."""
    entry, (method, period) = entry_of(snapshot, indicator), classes
    field = _field(snapshot, entry, sex, colouring)
    periods = queries.cube(snapshot, indicator).periods
    field = field[periods.index(period)] if period in periods else field
    return scale(field[~np.isnan(field)].tolist(), entry, method, signed=colouring in DIVERGING)


def _field(snapshot: Snapshot, entry: Indicator, sex: str, colouring: str) -> Floats:
    """A measure by period and kommun, NaN where there is none."""
    data, codes = queries.cube(snapshot, entry.id), kommuner(snapshot)
    if sex not in data.sexes:
        return np.full((len(data.periods), len(codes)), np.nan)
    pair = pair_of(snapshot, entry.id, sex)
    if colouring == "gap" and pair:
        return pair.field(data.periods, codes)
    return FIELDS[colouring](entry, data, data.values[:, data.sexes.index(sex), :], _columns(data, codes))


def _columns(data: Cube, codes: Sequence[str]) -> list[int]:
    position_of = {code: at for at, code in enumerate(data.regions)}
    return [position_of[code] for code in codes]


def _values(_entry: Indicator, _data: Cube, values: Floats, columns: list[int]) -> Floats:
    return values[:, columns]


def _changes(entry: Indicator, data: Cube, values: Floats, columns: list[int]) -> Floats:
    """Since the period before; never over a break in the series."""
    found = np.full((len(data.periods), len(columns)), np.nan)
    found[1:] = np.round(np.diff(values[:, columns], axis=0), 10)
    for period in broken_periods(entry, data.periods):
        found[data.periods.index(period)] = np.nan
    return found


def _from_riket(_entry: Indicator, data: Cube, values: Floats, columns: list[int]) -> Floats:
    riket = values[:, data.regions.index(RIKET)]
    found: Floats = np.round(values[:, columns] - riket[:, None], 10)
    return found


FIELDS: Final[Mapping[str, Callable[[Indicator, Cube, Floats, list[int]], Floats]]] = {
    "varde": _values,
    "forandring": _changes,
    "riket": _from_riket,
    "gap": _values,
}


def _by_signal(snapshot: Snapshot, entry: Indicator, sex: str, colouring: str) -> Paint:
    """The classes are the signal's words; only the latest period has any."""
    rows = queries.signals(snapshot, entry.id)
    own = [rows.get((code, sex)) for code in kommuner(snapshot)]
    marks = [None if row is None else signal_words.mark(row, colouring) for row in own]
    shown = [signal_words.worded(mark, row) for mark, row in zip(marks, own, strict=True)]
    order = [word for word in signal_words.order(colouring) if word in set(shown)]
    palette = [signal_words.signal_colour(word, entry) for word in order]
    cells = [Cell(row.value, row.status, row.reason) if row else queries.ABSENT for row in own]
    unjudged = [word is None and cell.value is not None for word, cell in zip(shown, cells, strict=True)]
    found = by_word(shown, order, palette)
    found = found.hiding([cell.status == Status.SUPPRESSED for cell in cells])
    excused = [one or cell.status == Status.NOT_APPLICABLE for one, cell in zip(unjudged, cells, strict=True)]
    texts = tuple(
        _why_or(cell, f"{signal_words.in_words(mark)} ({formats.value(cell.value, entry)})")
        for mark, cell in zip(marks, cells, strict=True)
    )
    return Paint(found.excusing(excused), texts, "Bedöms inte", signal_words.NOTES[colouring])
