"""The parts of the indicator page, each made from one choice of indicator, period, sex and kommuner."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from dashboard import formats, url_state
from dashboard.charts import extents
from dashboard.charts.trend import broken_periods
from dashboard.markup import Element, element
from dashboard.pages.indikator import development, lines, map_view, pane_view, reasons
from dashboard.pages.indikator.selection import IndicatorSelection
from dashboard.parts import regions, signals
from dashboard.parts.tables import cell_content, data_table
from dashboard.published import counties, own_goal, queries
from dashboard.url_state import View
from etl.contract.codes import RIKET, Sex
from etl.contract.reader import Snapshot

MOST_COUNTIES: Final = 2
"""Of more chosen län the summary says nothing; the table does."""

NO_VALUES = "Källan har inga värden för den här indikatorn i den version som visas."


def choose(snapshot: Snapshot, view: View) -> IndicatorSelection | None:
    """Hold a view against the data; None where the indicator does not exist. What does not exist falls back, with a remark."""
    entry = snapshot.catalogue.indicator(view.indicator)
    if entry is None:
        return None
    data = counties.cube(snapshot, entry.id)
    remarks: list[str] = []
    last = data.periods[-1] if data.periods else ""
    period = view.period if view.period in data.periods else last
    if view.period and view.period != period and last:
        remarks.append(f"{view.period} finns inte för den här indikatorn. Här visas {last}.")
    sex = view.sex if view.sex in data.sexes else Sex.TOTAL.value
    if sex != view.sex:
        remarks.append("Indikatorn är inte uppdelad på kön. Här visas totalt.")
    chosen, unknown = regions.known(snapshot, view.municipalities)
    remarks += unknown
    focus, chosen = regions.focused(snapshot, view.focus, chosen, remarks)
    remarks += regions.counted(chosen)
    settled = replace(
        view,
        indicator=entry.id,
        period=None if period == last else period,
        sex=sex,
        municipalities=regions.in_address(snapshot, chosen),
        focus=regions.said_focus(focus, chosen),
    )
    return _settled(IndicatorSelection(snapshot, entry, data, period, sex, chosen, tuple(remarks), settled, focus))


def _settled(selection: IndicatorSelection) -> IndicatorSelection:
    """With what the charts can't show let go of: a measure that the indicator lacks, a län that doesn't exist, a stray detail."""
    view, remarks = selection.view, list(selection.remarks)
    if view.colouring not in map_view.colourings(selection.snapshot, selection.entry.id, selection.sex):
        wanted = map_view.COLOURING_WORDS[view.colouring].lower()
        remarks.append(f"Kartan kan inte färgas efter {wanted} för den här indikatorn. Här visas värdet.")
        view = replace(view, colouring=url_state.COLOURINGS[0])
    if view.lan and view.lan not in (RIKET, *extents.counties(selection.snapshot)):
        remarks.append(f"Det finns inget län med koden {view.lan}. Kartan visar hela landet.")
        view = replace(view, lan=RIKET)
    if view.goal:
        try:
            view = replace(view, goal=own_goal.read(view.goal, selection.entry).address)
        except own_goal.OwnGoalError as fault:
            remarks.append(f"Målet i adressen går inte att använda: {fault}. {own_goal.ALLOWED}")
            view = replace(view, goal=None)
    view = development.settled(selection.entry, selection.data.periods, view, remarks)
    usual = url_state.AGAINST[0 if len(selection.chosen) == 1 else 1]
    if view.against == usual or regions.similar(selection.snapshot, selection.focus) is None:
        view = replace(view, against=None)
    known = replace(selection, view=view, remarks=tuple(remarks))
    if view.origin and known.origin is None:
        known = replace(known, view=replace(view, origin=None))
    return replace(known, view=pane_view.settled(known))


def table_part(selection: IndicatorSelection) -> Element:
    """Riket and the chosen, highest first: value, difference to riket, change since the period before, and signals.

    Signals are of the latest period, so with another one they are not beside its values.
    """
    if not selection.data.periods:
        return element("P", NO_VALUES)
    before = selection.before
    (riket, *places), means = [_row(selection, code, name) for code, name in _ranked(selection)], _mean_rows(selection)
    headings = ["Område", selection.what, "Mot riket", f"Sedan {before}" if before else "Förändring"]
    signalled = f"Nivå och trend {'avser' if selection.newest else 'bedöms bara för'} {selection.latest}."
    caption = f"{selection.entry.short_title}. Skillnader i {formats.difference_unit(selection.entry)}. {signalled}"
    headings += SIGNAL_HEADINGS if selection.newest else ()
    return data_table(caption, headings, [riket, *means, *places], fixed=1 + len(means))


SIGNAL_HEADINGS: Final = ("Nivå", "Liknande", "Trend", "Varför?")
"""Of the three signals, each in a column of its own, and of what tells their numbers and rules."""


def _row(selection: IndicatorSelection, code: str, name: str) -> list[Any]:
    entry, data, before = selection.entry, selection.data, selection.before
    cell = data.cell(code, selection.period, selection.sex)
    riket = data.cell(RIKET, selection.period, selection.sex).value
    broken = before is not None and selection.period in broken_periods(entry, data.periods)
    earlier = data.cell(code, before, selection.sex).value if before and not broken else None
    comparable = code != RIKET and formats.beside_riket(entry) and not selection.is_mean(code)
    gap = formats.difference(_minus(cell.value, riket), entry) if comparable else formats.DASH
    change = formats.difference(_minus(cell.value, earlier), entry)
    marks = _marks(selection, code, name) if selection.newest else []
    return [name, cell_content(cell, entry), gap, _broken() if broken else change, *marks]


def _mean_rows(selection: IndicatorSelection) -> list[list[Any]]:
    """The means that the trend draws, with how many kommuner each is of; a mean isn't held against riket, and isn't judged."""
    found = []
    for group in lines.mean_groups(selection):
        mean = lines.published_means(selection, group).get(selection.period)
        if mean and mean.value is not None:
            name = element(
                "Span",
                [
                    lines.mean_of(group),
                    element("Span", _hard(f" {mean.label.removeprefix('ovägt ')}"), className="small mean-of"),
                ],
                title=mean.label,
            )
            rest = [formats.DASH] * (2 + (len(SIGNAL_HEADINGS) if selection.newest else 0))
            found.append([name, formats.bare(mean.value, selection.entry), *rest])
    return found


def _hard(words: str) -> str:
    """`medel, 9 av 9` whose numbers stay in one line."""
    return words.replace(" av ", f"{formats.HARD_SPACE}av{formats.HARD_SPACE}")


def _broken() -> Element:
    return element("Span", "Brott", title="Serien är bruten mellan perioderna, så värdena kan inte jämföras.", className="absent")


def _marks(selection: IndicatorSelection, code: str, name: str) -> list[Any]:
    """The three signals by their shapes, and the button that tells why."""
    found = selection.signals(code)
    if found is None:
        return [formats.DASH] * len(SIGNAL_HEADINGS)
    level = _rank(selection, code) or signals.level_mark(found, brief=True)
    return [level, reasons.peer_mark(found), signals.trend_mark(found, brief=True), reasons.button(code, name)]


def _rank(selection: IndicatorSelection, code: str) -> Element | None:
    """A län's rank among the län; None of others, and where there is none."""
    found = counties.ranks(selection.snapshot, selection.entry.id, selection.period, selection.sex).get(code)
    if found is None:
        return None
    kind = element("Span", " läns medel" if found.mean else " län", className="visually-hidden")
    return element("Span", [f"{found.rank} av{formats.HARD_SPACE}{found.of}", kind], title=found.words)


def _ranked(selection: IndicatorSelection) -> list[tuple[str, str]]:
    """Riket first, then the chosen by value, those without one last."""
    values = [cell.value for cell in selection.data.across(selection.chosen, selection.period, selection.sex)]
    known = queries.regions(selection.snapshot)
    rows = [(code, known[code].name, value) for code, value in zip(selection.chosen, values, strict=True)]
    rows.sort(key=lambda row: (row[2] is None, -(row[2] or 0.0)))
    return [(RIKET, "Riket"), *[(code, name) for code, name, _ in rows]]


def _minus(first: float | None, second: float | None) -> float | None:
    return None if first is None or second is None else round(first - second, 10)


def summary(selection: IndicatorSelection) -> str:
    """The page's point in two sentences: riket, the span over all kommuner, and the ends of the chosen ones."""
    entry, data = selection.entry, selection.data
    if not data.periods:
        return NO_VALUES
    if entry.unit in formats.CATEGORY_WORDS:
        return _answers(selection)
    parts = []
    riket = data.cell(RIKET, selection.period, selection.sex).value
    if riket is not None:
        parts.append(f"Riket {selection.what}: {formats.value(riket, entry)}.")
    every = _ends([(region.name, region.code) for region in queries.municipalities(selection.snapshot)], selection)
    if every:
        (low_name, low), (high_name, high) = every
        ends = f"från {formats.value(low, entry)} ({low_name}) till {formats.value(high, entry)} ({high_name})"
        parts.append(f"Bland kommuner med {'fler än 20 personer bakom värdet' if _any_few(selection) else 'värde'} {ends}.")
    parts += [_of_county(selection, code) for code in selection.chosen if counties.is_county(selection.snapshot, code)][
        :MOST_COUNTIES
    ]
    chosen = _ends([(selection.name(code), code) for code in selection.municipalities], selection)
    if chosen and chosen[0][0] != chosen[1][0]:
        (low_name, low), (high_name, high) = chosen
        parts.append(
            f"Av de valda ligger {high_name} högst ({formats.value(high, entry)}) och {low_name} lägst "
            f"({formats.value(low, entry)})."
        )
    return " ".join(parts) or f"Ingen kommun har något värde för {selection.what}."


def _of_county(selection: IndicatorSelection, code: str) -> str:
    """`Södermanlands län: 61,2 %, plats 14 av 21 län.`, and of a mean how many kommuner it is of."""
    name = queries.regions(selection.snapshot)[code].name
    cell = selection.data.cell(code, selection.period, selection.sex)
    found = counties.ranks(selection.snapshot, selection.entry.id, selection.period, selection.sex).get(code)
    if cell.value is None:
        return f"{name}: {formats.why_absent(cell.status, cell.reason)}"
    covered = formats.COVERED.search(cell.reason or "") if selection.is_mean(code) else None
    kind = f", medel av {covered[0]} kommuner" if covered else ""
    rank = f", {found.words}" if found else ""
    return f"{name}{kind}: {formats.value(cell.value, selection.entry)}{rank}."


def _answers(selection: IndicatorSelection) -> str:
    """How many kommuner gave each answer: `2022: 41 kommuner Ja, 174 Nej. 75 saknar uppgift.`"""
    codes = [region.code for region in queries.municipalities(selection.snapshot)]
    values = [cell.value for cell in selection.data.across(codes, selection.period, selection.sex)]
    words = formats.CATEGORY_WORDS[selection.entry.unit]
    counts = ", ".join(f"{values.count(answer)} {word}" for answer, word in reversed(words.items()))
    return f"Kommunernas svar {selection.what}: {counts}. {values.count(None)} saknar uppgift."


def _ends(
    regions: Sequence[tuple[str, str]], selection: IndicatorSelection
) -> tuple[tuple[str, float], tuple[str, float]] | None:
    """The lowest and the highest (name, value); None where no region has a value, or all the same. Few persons are no ends."""
    cells = selection.data.across([code for _, code in regions], selection.period, selection.sex)
    pairs = zip(regions, cells, strict=True)
    known = [(name, cell.value) for (name, _), cell in pairs if cell.value is not None and not formats.few(cell.reason)]
    if not known:
        return None
    values = [value for _, value in known]
    low, high = (_holder(known, value) for value in (min(values), max(values)))
    return None if low[1] == high[1] else (low, high)


def _any_few(selection: IndicatorSelection) -> bool:
    codes = [region.code for region in queries.municipalities(selection.snapshot)]
    return any(formats.few(cell.reason) for cell in selection.data.across(codes, selection.period, selection.sex))


def _holder(known: Sequence[tuple[str, float]], value: float) -> tuple[str, float]:
    """The region with a value; `Flen med flera` where several share it."""
    names = [name for name, other in known if other == value]
    return (names[0] if len(names) == 1 else f"{names[0]} med flera", value)


def options(selection: IndicatorSelection) -> tuple[list[dict[str, str]], list[dict[str, Any]]]:
    """The periods to choose from, newest first, and the sexes, those without values disabled."""
    preliminary = set(selection.data.preliminary(selection.sex))
    periods = [
        {"label": f"{period} (prel.)" if period in preliminary else period, "value": period}
        for period in reversed(selection.data.periods)
    ]
    sexes = [
        {"label": word, "value": sex.value, "disabled": sex.value not in selection.data.sexes}
        for sex, word in formats.SEX_WORDS.items()
    ]
    return periods, sexes
