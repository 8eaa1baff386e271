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


def summary(choice: ComparisonSelection) -> str:
    """What is compared, and which group it is where the chosen kommuner are one."""
    if not choice.entries:
        return NOTHING
    count = len(choice.codes)
    kommuner = "inga kommuner" if not count else regions.counted_words(choice.codes).replace(" och ", ", ")
    name = f" ({choice.view.name})" if choice.view.name else ""
    measures = "1 indikator" if len(choice.entries) == 1 else f"{len(choice.entries)} indikatorer"
    return f"{kommuner[0].upper()}{kommuner[1:]}{name} och {measures}. {group_words(choice)}".strip()


def filters(choice: ComparisonSelection) -> Element:
    """What is chosen, in words: on paper and in pictures."""
    name = f"{choice.view.name}. " if choice.view.name else ""
    words = f"{name}{regions.in_words(choice.snapshot, choice.codes)}. Kön: {formats.SEX_WORDS[Sex(choice.sex)].lower()}."
    file = ("jamforelse", choice.view.name or regions.short(choice.snapshot, choice.codes))
    return panels.filters(words, file, choice.codes)


def source(choice: ComparisonSelection) -> str:
    """Where the values come from; each chart's heading has its unit."""
    return provenance.source_line(choice.snapshot, choice.entries, "står vid varje indikator")


def scatter_source(choice: ComparisonSelection) -> str:
    """Where the values of the scatter diagram come from; its axes have the units."""
    return provenance.source_line(choice.snapshot, choice.pair or (), "står vid axlarna")


def group_words(choice: ComparisonSelection) -> str:
    """`Kommunerna är …` where the chosen ones are a known group, with its year; for similar ones with the kommun itself."""
    chosen = set(choice.codes)
    for group in queries.groups(choice.snapshot).values():
        year = f", {group.year}" if group.year else ""
        if group.kind is GroupKind.PEER and chosen == {*group.members, group.id.removeprefix("peer:")}:
            others = ", ".join(choice.name(code) for code in group.members)
            return f"Liknande kommuner enligt Kolada ({group.name}{year}): {others}."
        if group.kind is not GroupKind.PEER and chosen == set(group.members):
            return f"Kommunerna är hela gruppen {group.name}{year}."
    return ""


# Small charts


def multiples(choice: ComparisonSelection) -> list[dict[str, Any]]:
    """A small chart an indicator, and empty ones for the places left over."""
    figures = [multiple(choice, entry) for entry in choice.entries]
    return figures + [theme.blank("")] * (MOST_INDICATORS - len(figures))


def multiple(choice: ComparisonSelection, entry: Indicator) -> dict[str, Any]:
    """An indicator's small chart."""
    return multiple_figure(_multiple(choice, entry))


def titles(choice: ComparisonSelection) -> list[Any]:
    """The small charts' headings: the way to each indicator's own page, and the unit."""
    views = [View(entry.id, sex=choice.sex_of(entry), municipalities=choice.view.municipalities) for entry in choice.entries]
    found: list[Any] = [
        [link(entry.short_title, view.address, title=entry.title), f", {formats.unit(entry)}"]
        for entry, view in zip(choice.entries, views, strict=True)
    ]
    return found + [""] * (MOST_INDICATORS - len(found))


def _multiple(choice: ComparisonSelection, entry: Indicator) -> Multiple:
    data, sex = counties.cube(choice.snapshot, entry.id), choice.sex_of(entry)
    looks = regions.worn(choice.snapshot, choice.codes, choice.focus)
    lines = [_line(choice, entry, code, look) for code, look in zip(choice.codes, looks, strict=True)]
    riket = Line("Riket", data.track(RIKET, sex)) if formats.beside_riket(entry) else None
    return Multiple(entry, data.periods, lines, riket, choice.snapshot.demo)


def _line(choice: ComparisonSelection, entry: Indicator, code: str, look: Look) -> Line:
    mean = counties.is_mean(choice.snapshot, entry.id, code)
    name = f"Medel, {choice.name(code)}" if mean else choice.name(code)
    track = counties.cube(choice.snapshot, entry.id).track(code, choice.sex_of(entry))
    return Line(name, track, look=look, mean=mean)


def colours(choice: ComparisonSelection) -> Element:
    """Which colour is which kommun; with many there is one for all."""
    looks = zip(choice.codes, regions.worn(choice.snapshot, choice.codes, choice.focus), strict=True)
    named = [(choice.name(code), look.colour) for code, look in looks if look.own]
    others = [] if len(choice.codes) <= OWN else [("De valda kommunerna", theme.FADED)]
    rows = [_colour(name, colour) for name, colour in [*named, *others, ("Riket", theme.RIKET)]]
    return element("Ul", rows, className="line-legend")


def _colour(name: str, colour: str) -> Element:
    return element("Li", [element("Span", className="line-key", style={"background": colour}, aria_hidden="true"), name])


# Scatter diagram


def scatter_data(choice: ComparisonSelection) -> ScatterData | None:
    """What the scatter diagram shows; None with fewer than two indicators."""
    if choice.pair is None:
        return None
    places = _places(choice)
    across, up = choice.pair
    x, y = ([cell.value for cell in _cells(choice, entry)] for entry in choice.pair)
    positions = {region.code: at for at, region in enumerate(places)}
    riket = tuple(_cell(choice, entry, RIKET).value for entry in choice.pair)
    names = [region.name for region in places]
    chosen, focus = [positions[code] for code in choice.codes], positions.get(choice.focus or "")
    return ScatterData(across, up, names, x, y, chosen, (riket[0], riket[1]), choice.snapshot.demo, focus)


def _places(choice: ComparisonSelection) -> list[Region]:
    """All kommuner and, where any is chosen, then all län: in the order of their colours."""
    lan = counties.counties(choice.snapshot)
    return [*queries.municipalities(choice.snapshot), *(lan if {one.code for one in lan} & set(choice.codes) else ())]


def _cells(choice: ComparisonSelection, entry: Indicator) -> list[Cell]:
    """Of each place; of a län that isn't chosen nothing."""
    codes = [region.code for region in _places(choice)]
    cells = counties.cube(choice.snapshot, entry.id).across(codes, choice.latest(entry), choice.sex_of(entry))
    unseen = {region.code for region in counties.counties(choice.snapshot)} - set(choice.codes)
    return [queries.ABSENT if code in unseen else cell for code, cell in zip(codes, cells, strict=True)]


def _cell(choice: ComparisonSelection, entry: Indicator, code: str) -> Cell:
    return counties.cube(choice.snapshot, entry.id).cell(code, choice.latest(entry), choice.sex_of(entry))


def scatter(choice: ComparisonSelection) -> dict[str, Any]:
    """The scatter diagram's figure; an empty one, but for the names, with fewer than two indicators."""
    data = scatter_data(choice)
    if data is not None:
        return scatter_figure(data)
    names = [region.name for region in _places(choice)]
    return {**theme.blank("Välj två indikatorer ovanför"), "data": empty_traces(names)}


def scatter_words(choice: ComparisonSelection) -> str:
    """What the scatter diagram holds, in words."""
    data = scatter_data(choice)
    if data is None or choice.pair is None:
        return "Välj två indikatorer, så visas de mot varandra."
    across, up = choice.pair
    count = len(queries.municipalities(choice.snapshot))
    both = sum(x is not None and y is not None for x, y in zip(data.x[:count], data.y[:count], strict=True))
    lan = " De valda länen är egna punkter." if any(counties.is_county(choice.snapshot, code) for code in choice.codes) else ""
    return (
        f"Varje punkt är en kommun: {across.short_title} ({choice.latest(across)}) åt höger, {up.short_title} "
        f"({choice.latest(up)}) uppåt. {both} av {count} kommuner har båda värdena.{lan} "
        "Att punkter ligger på rad visar inte vad som beror på vad."
    )


# Table


def table(choice: ComparisonSelection) -> Element:
    """The latest values, one indicator over time, or all kommuner."""
    if not choice.entries:
        return element("P", NOTHING)
    if choice.table == EVERY:
        return _every(choice)
    entry = next((entry for entry in choice.entries if entry.id == choice.table), None)
    return _latest(choice) if entry is None else _series(choice, entry)


def table_options(choice: ComparisonSelection) -> list[dict[str, str]]:
    """What the table can be of."""
    own = [{"label": f"{entry.short_title}, alla år", "value": entry.id} for entry in choice.entries]
    every = [{"label": "Alla kommuner, senaste värden", "value": EVERY}]
    return [{"label": "Valda kommuner, senaste värden", "value": LATEST}, *own, *every]


def _latest(choice: ComparisonSelection) -> Element:
    rows = [[choice.name(code), *(_sourced(choice, entry, code) for entry in choice.entries)] for code in (RIKET, *choice.codes)]
    return data_table("Senaste värden. En indikators år och enhet står i rubriken.", _headings(choice), rows)


def _every(choice: ComparisonSelection) -> Element:
    """All kommuner, for the two measures of the scatter diagram, or the only one chosen."""
    shown = replace(choice, entries=choice.pair or choice.entries[:1])
    rows = [
        [region.name, *(cell_content(_cell(choice, entry, region.code), entry) for entry in shown.entries)]
        for region in queries.municipalities(choice.snapshot)
    ]
    return data_table("Alla kommuner, senaste värden.", _headings(shown), rows)


def _headings(choice: ComparisonSelection) -> list[Any]:
    return ["Område", *(f"{entry.short_title} {choice.latest(entry)}, {formats.unit(entry)}" for entry in choice.entries)]


def _sourced(choice: ComparisonSelection, entry: Indicator, code: str) -> str | Element:
    """The latest value, leading to where it comes from."""
    cell = _cell(choice, entry, code)
    content = cell_content(cell, entry)
    view = SourceView(entry.id, code, choice.latest(entry), choice.sex_of(entry))
    return content if cell.value is None else sourced(content, view)


def _series(choice: ComparisonSelection, entry: Indicator) -> Element:
    data, sex = counties.cube(choice.snapshot, entry.id), choice.sex_of(entry)
    rows = [
        [choice.name(code), *(cell_content(cell, entry) for cell in data.history(code, sex))] for code in (RIKET, *choice.codes)
    ]
    return data_table(f"{entry.short_title}, {formats.unit(entry)}.", ["Område", *data.periods], rows)
