"""The parts of the comparison of kommuner: small charts, scatter diagram, table, and which group the chosen ones are."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from dashboard import formats
from dashboard.charts import theme
from dashboard.charts.colours import OWN, Look
from dashboard.charts.multiples import Multiple, multiple_figure
from dashboard.charts.scatter import ScatterData, empty_traces, scatter_figure
from dashboard.charts.trend import Line
from dashboard.markup import Element, element, link
from dashboard.parts import panels, regions
from dashboard.parts.tables import cell_content, data_table, sourced
from dashboard.published import counties, provenance, queries
from dashboard.published.queries import Cell, Region
from dashboard.url_state import MOST_INDICATORS, CompareView, SourceView, View
from etl.contract.catalogue import Indicator
from etl.contract.codes import RIKET, GroupKind, Sex
from etl.contract.reader import Snapshot

DEFAULT: Final = ("syss_utrikes", "langv_bistand_bef", "gymnbeh_hemkommun", "trangbodd_n2")
LATEST, EVERY = "senaste", "alla"
NOTHING: Final = "Välj minst en indikator ovanför."


@dataclass(frozen=True)
class ComparisonSelection:
    """A view held against the data."""

    snapshot: Snapshot
    entries: tuple[Indicator, ...]
    codes: tuple[str, ...]
    sex: str
    pair: tuple[Indicator, Indicator] | None
    table: str
    remarks: tuple[str, ...]
    view: CompareView
    focus: str | None = None

    def name(self, code: str) -> str:
        """The region's name."""
        return queries.regions(self.snapshot)[code].name

    def sex_of(self, entry: Indicator) -> str:
        """The chosen sex, or the total where the indicator isn't reported by sex."""
        return self.sex if self.sex in counties.cube(self.snapshot, entry.id).sexes else Sex.TOTAL.value

    def latest(self, entry: Indicator) -> str:
        """The indicator's latest period; empty where it has none."""
        return queries.latest_period(self.snapshot, entry)


def choose(snapshot: Snapshot, view: CompareView) -> ComparisonSelection:
    """Hold a view against the data; what does not exist falls back, with a remark."""
    catalogue = snapshot.catalogue
    codes, remarks = regions.known(snapshot, view.municipalities)
    focus, codes = regions.focused(snapshot, view.focus, codes, remarks)
    remarks += regions.counted(codes)
    wanted = view.indicators if view.indicators is not None else tuple(name for name in DEFAULT if catalogue.indicator(name))
    found = tuple(entry for name in wanted if (entry := catalogue.indicator(name)))
    if len(found) > MOST_INDICATORS:
        shown = ", ".join(entry.short_title for entry in found[:MOST_INDICATORS])
        remarks.append(f"{len(found)} indikatorer är valda, {MOST_INDICATORS} visas: {shown}.")
        found = found[:MOST_INDICATORS]
    unknown = [name for name in wanted if catalogue.indicator(name) is None]
    if unknown:
        remarks.append(f"Det finns ingen indikator med namnet {', '.join(unknown)}.")
    remarks += _of_means(snapshot, found, codes)
    pair = _pair(found, view.pair)
    table = view.table if view.table in (LATEST, EVERY, *(entry.id for entry in found)) else LATEST
    remarks += [
        f"{entry.short_title} är inte uppdelad på kön. Här visas totalt."
        for entry in found
        if view.sex not in (counties.cube(snapshot, entry.id).sexes or (view.sex,))
    ]
    kept = None if view.indicators is None else tuple(entry.id for entry in found)
    named = (pair[0].id, pair[1].id) if pair and pair != found[:2] else None
    chosen = regions.in_address(snapshot, codes)
    settled = replace(view, indicators=kept, municipalities=chosen, pair=named, table=table)
    settled = replace(settled, focus=regions.said_focus(focus, codes))
    return ComparisonSelection(snapshot, found, codes, view.sex, pair, table, tuple(remarks), settled, focus)


def _of_means(snapshot: Snapshot, entries: Sequence[Indicator], codes: Sequence[str]) -> list[str]:
    """For which indicators what is shown of the chosen län are means of their kommuner."""
    found = [one.short_title for one in entries if any(counties.is_mean(snapshot, one.id, code) for code in codes)]
    return (
        [f"Källan har inga egna värden för län i {', '.join(found)}. Där visas medel av länets kommuner, streckat."]
        if found
        else []
    )


def _pair(found: Sequence[Indicator], wanted: tuple[str, str] | None) -> tuple[Indicator, Indicator] | None:
    """The two indicators of the scatter diagram: those wanted where both are chosen, else the first two."""
    at = {entry.id: entry for entry in found}
    if wanted and wanted[0] in at and wanted[1] in at:
        return at[wanted[0]], at[wanted[1]]
    return (found[0], found[1]) if len(found) > 1 else None


def summary(selection: ComparisonSelection) -> str:
    """What is compared, and which group it is where the chosen kommuner are one."""
    if not selection.entries:
        return NOTHING
    count = len(selection.codes)
    kommuner = "inga kommuner" if not count else regions.counted_words(selection.codes).replace(" och ", ", ")
    name = f" ({selection.view.name})" if selection.view.name else ""
    measures = "1 indikator" if len(selection.entries) == 1 else f"{len(selection.entries)} indikatorer"
    return f"{kommuner[0].upper()}{kommuner[1:]}{name} och {measures}. {group_words(selection)}".strip()


def filters(selection: ComparisonSelection) -> Element:
    """What is chosen, in words: on paper and in pictures."""
    name = f"{selection.view.name}. " if selection.view.name else ""
    words = (
        f"{name}{regions.in_words(selection.snapshot, selection.codes)}. Kön: {formats.SEX_WORDS[Sex(selection.sex)].lower()}."
    )
    file = ("jamforelse", selection.view.name or regions.short(selection.snapshot, selection.codes))
    return panels.filters(words, file, selection.codes)


def source(selection: ComparisonSelection) -> str:
    """Where the values come from; each chart's heading has its unit."""
    return provenance.source_line(selection.snapshot, selection.entries, "står vid varje indikator")


def scatter_source(selection: ComparisonSelection) -> str:
    """Where the values of the scatter diagram come from; its axes have the units."""
    return provenance.source_line(selection.snapshot, selection.pair or (), "står vid axlarna")


def group_words(selection: ComparisonSelection) -> str:
    """`Kommunerna är …` where the chosen ones are a known group, with its year; for similar ones with the kommun itself."""
    chosen = set(selection.codes)
    for group in queries.groups(selection.snapshot).values():
        year = f", {group.year}" if group.year else ""
        if group.kind is GroupKind.PEER and chosen == {*group.members, group.id.removeprefix("peer:")}:
            others = ", ".join(selection.name(code) for code in group.members)
            return f"Liknande kommuner enligt Kolada ({group.name}{year}): {others}."
        if group.kind is not GroupKind.PEER and chosen == set(group.members):
            return f"Kommunerna är hela gruppen {group.name}{year}."
    return ""


# Small charts


def multiples(selection: ComparisonSelection) -> list[dict[str, Any]]:
    """A small chart an indicator, and empty ones for the places left over."""
    figures = [multiple(selection, entry) for entry in selection.entries]
    return figures + [theme.blank("")] * (MOST_INDICATORS - len(figures))


def multiple(selection: ComparisonSelection, entry: Indicator) -> dict[str, Any]:
    """An indicator's small chart."""
    return multiple_figure(_multiple(selection, entry))


def titles(selection: ComparisonSelection) -> list[Any]:
    """The small charts' headings: the way to each indicator's own page, and the unit."""
    views = [
        View(entry.id, sex=selection.sex_of(entry), municipalities=selection.view.municipalities) for entry in selection.entries
    ]
    found: list[Any] = [
        [link(entry.short_title, view.address, title=entry.title), f", {formats.unit(entry)}"]
        for entry, view in zip(selection.entries, views, strict=True)
    ]
    return found + [""] * (MOST_INDICATORS - len(found))


def _multiple(selection: ComparisonSelection, entry: Indicator) -> Multiple:
    data, sex = counties.cube(selection.snapshot, entry.id), selection.sex_of(entry)
    looks = regions.worn(selection.snapshot, selection.codes, selection.focus)
    lines = [_line(selection, entry, code, look) for code, look in zip(selection.codes, looks, strict=True)]
    riket = Line("Riket", data.track(RIKET, sex)) if formats.beside_riket(entry) else None
    return Multiple(entry, data.periods, lines, riket, selection.snapshot.demo)


def _line(selection: ComparisonSelection, entry: Indicator, code: str, look: Look) -> Line:
    mean = counties.is_mean(selection.snapshot, entry.id, code)
    name = f"Medel, {selection.name(code)}" if mean else selection.name(code)
    track = counties.cube(selection.snapshot, entry.id).track(code, selection.sex_of(entry))
    return Line(name, track, look=look, mean=mean)


def colours(selection: ComparisonSelection) -> Element:
    """Which colour is which kommun; with many there is one for all."""
    looks = zip(selection.codes, regions.worn(selection.snapshot, selection.codes, selection.focus), strict=True)
    named = [(selection.name(code), look.colour) for code, look in looks if look.own]
    others = [] if len(selection.codes) <= OWN else [("De valda kommunerna", theme.FADED)]
    rows = [_colour(name, colour) for name, colour in [*named, *others, ("Riket", theme.RIKET)]]
    return element("Ul", rows, className="line-legend")


def _colour(name: str, colour: str) -> Element:
    return element("Li", [element("Span", className="line-key", style={"background": colour}, aria_hidden="true"), name])


# Scatter diagram


def scatter_data(selection: ComparisonSelection) -> ScatterData | None:
    """What the scatter diagram shows; None with fewer than two indicators."""
    if selection.pair is None:
        return None
    places = _places(selection)
    across, up = selection.pair
    x, y = ([cell.value for cell in _cells(selection, entry)] for entry in selection.pair)
    positions = {region.code: at for at, region in enumerate(places)}
    riket = tuple(_cell(selection, entry, RIKET).value for entry in selection.pair)
    names = [region.name for region in places]
    chosen, focus = [positions[code] for code in selection.codes], positions.get(selection.focus or "")
    return ScatterData(across, up, names, x, y, chosen, (riket[0], riket[1]), selection.snapshot.demo, focus)


def _places(selection: ComparisonSelection) -> list[Region]:
    """All kommuner and, where any is chosen, then all län: in the order of their colours."""
    lan = counties.counties(selection.snapshot)
    return [*queries.municipalities(selection.snapshot), *(lan if {one.code for one in lan} & set(selection.codes) else ())]


def _cells(selection: ComparisonSelection, entry: Indicator) -> list[Cell]:
    """Of each place; of a län that isn't chosen nothing."""
    codes = [region.code for region in _places(selection)]
    cells = counties.cube(selection.snapshot, entry.id).across(codes, selection.latest(entry), selection.sex_of(entry))
    unseen = {region.code for region in counties.counties(selection.snapshot)} - set(selection.codes)
    return [queries.ABSENT if code in unseen else cell for code, cell in zip(codes, cells, strict=True)]


def _cell(selection: ComparisonSelection, entry: Indicator, code: str) -> Cell:
    return counties.cube(selection.snapshot, entry.id).cell(code, selection.latest(entry), selection.sex_of(entry))


def scatter(selection: ComparisonSelection) -> dict[str, Any]:
    """The scatter diagram's figure; an empty one, but for the names, with fewer than two indicators."""
    data = scatter_data(selection)
    if data is not None:
        return scatter_figure(data)
    names = [region.name for region in _places(selection)]
    return {**theme.blank("Välj två indikatorer ovanför"), "data": empty_traces(names)}


def scatter_words(selection: ComparisonSelection) -> str:
    """What the scatter diagram holds, in words."""
    data = scatter_data(selection)
    if data is None or selection.pair is None:
        return "Välj två indikatorer, så visas de mot varandra."
    across, up = selection.pair
    count = len(queries.municipalities(selection.snapshot))
    both = sum(x is not None and y is not None for x, y in zip(data.x[:count], data.y[:count], strict=True))
    lan = (
        " De valda länen är egna punkter."
        if any(counties.is_county(selection.snapshot, code) for code in selection.codes)
        else ""
    )
    return (
        f"Varje punkt är en kommun: {across.short_title} ({selection.latest(across)}) åt höger, {up.short_title} "
        f"({selection.latest(up)}) uppåt. {both} av {count} kommuner har båda värdena.{lan} "
        "Att punkter ligger på rad visar inte vad som beror på vad."
    )


# Table


def table(selection: ComparisonSelection) -> Element:
    """The latest values, one indicator over time, or all kommuner."""
    if not selection.entries:
        return element("P", NOTHING)
    if selection.table == EVERY:
        return _every(selection)
    entry = next((entry for entry in selection.entries if entry.id == selection.table), None)
    return _latest(selection) if entry is None else _series(selection, entry)


def table_options(selection: ComparisonSelection) -> list[dict[str, str]]:
    """What the table can be of."""
    own = [{"label": f"{entry.short_title}, alla år", "value": entry.id} for entry in selection.entries]
    every = [{"label": "Alla kommuner, senaste värden", "value": EVERY}]
    return [{"label": "Valda kommuner, senaste värden", "value": LATEST}, *own, *every]


def _latest(selection: ComparisonSelection) -> Element:
    rows = [
        [selection.name(code), *(_sourced(selection, entry, code) for entry in selection.entries)]
        for code in (RIKET, *selection.codes)
    ]
    return data_table("Senaste värden. En indikators år och enhet står i rubriken.", _headings(selection), rows)


def _every(selection: ComparisonSelection) -> Element:
    """All kommuner, for the two measures of the scatter diagram, or the only one chosen."""
    shown = replace(selection, entries=selection.pair or selection.entries[:1])
    rows = [
        [region.name, *(cell_content(_cell(selection, entry, region.code), entry) for entry in shown.entries)]
        for region in queries.municipalities(selection.snapshot)
    ]
    return data_table("Alla kommuner, senaste värden.", _headings(shown), rows)


def _headings(selection: ComparisonSelection) -> list[Any]:
    return ["Område", *(f"{entry.short_title} {selection.latest(entry)}, {formats.unit(entry)}" for entry in selection.entries)]


def _sourced(selection: ComparisonSelection, entry: Indicator, code: str) -> str | Element:
    """The latest value, leading to where it comes from."""
    cell = _cell(selection, entry, code)
    content = cell_content(cell, entry)
    view = SourceView(entry.id, code, selection.latest(entry), selection.sex_of(entry))
    return content if cell.value is None else sourced(content, view)


def _series(selection: ComparisonSelection, entry: Indicator) -> Element:
    data, sex = counties.cube(selection.snapshot, entry.id), selection.sex_of(entry)
    rows = [
        [selection.name(code), *(cell_content(cell, entry) for cell in data.history(code, sex))]
        for code in (RIKET, *selection.codes)
    ]
    return data_table(f"{entry.short_title}, {formats.unit(entry)}.", ["Område", *data.periods], rows)
