"""What stands beside the map: trend, distribution, ranking or gap, each a chart with title, words and a table of its own."""

from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from dashboard import formats
from dashboard.charts import dots, dumbbell, ranking, theme
from dashboard.charts.dumbbell import Bell
from dashboard.charts.ranking import Rank
from dashboard.markup import Element, element
from dashboard.pages.indikator import lines
from dashboard.pages.indikator.map_view import kommuner
from dashboard.pages.indikator.selection import IndicatorSelection
from dashboard.parts import regions
from dashboard.parts.pairs import BY_ORIGIN, BY_SEX, Pair, pair_of, pairs_of
from dashboard.parts.tables import cell_content, data_table
from dashboard.published import queries
from dashboard.url_state import SPLITS, View
from etl.contract.codes import RIKET
from etl.contract.persons import covered

WHOLE, NEIGHBOURS, SEVERAL = "alla", "grannar", "valda"
NOTHING: Final = "Inga värden att visa"


@dataclass(frozen=True)
class Pane:
    """A chart and its words: what it is called, what kind it is for those who don't see it, its point and what to know of it."""

    title: str
    kind: str
    figure: dict[str, Any]
    summary: str
    notes: list[str]


def detail_options(selection: IndicatorSelection) -> list[dict[str, str]]:
    """Which part of the pane can be looked at, the default first; empty where there is only one."""
    if selection.view.pane == "rangordning" and ranking.applies(selection.entry):
        return [{"label": "Alla kommuner", "value": WHOLE}, {"label": "Valda med grannar", "value": NEIGHBOURS}]
    if selection.view.pane == "gap" and _pair(selection):
        codes = [RIKET, *selection.chosen[:40]]
        over_time = [{"label": f"{_name(selection, code)} över tid", "value": code} for code in codes]
        return [*over_time, {"label": f"Riket och valda {selection.period}", "value": SEVERAL}]
    return []


def detail(selection: IndicatorSelection) -> str:
    """The chosen part, or the default: over time the only kommun that is chosen, else riket."""
    options = [option["value"] for option in detail_options(selection)]
    if selection.view.detail in options:
        return str(selection.view.detail)
    return _default_detail(selection)


def _default_detail(selection: IndicatorSelection) -> str:
    if selection.view.pane != "gap":
        return WHOLE
    return selection.chosen[0] if len(selection.chosen) == 1 else RIKET


def settled(selection: IndicatorSelection) -> View:
    """The view without a part of the pane, or a gap, that is the default anyhow or can't be shown."""
    found = detail(selection)
    split = selection.view.split if split_applies(selection) else SPLITS[0]
    return replace(selection.view, detail=None if found == _default_detail(selection) else found, split=split)


SPLIT_NAMES: Final = dict(zip(SPLITS, (BY_ORIGIN, BY_SEX), strict=True))


def split_options() -> list[dict[str, str]]:
    """Whom a gap can be between."""
    return [{"label": f"{one} och {other.lower()}", "value": name} for name, (one, other) in SPLIT_NAMES.items()]


def split_applies(selection: IndicatorSelection) -> bool:
    """Whether the pane is the gap's and there are values for both kinds of gap."""
    return selection.view.pane == "gap" and len(pairs_of(selection.snapshot, selection.entry.id, selection.sex)) == len(SPLITS)


def _pair(selection: IndicatorSelection) -> Pair | None:
    return pair_of(selection.snapshot, selection.entry.id, selection.sex, SPLIT_NAMES[selection.view.split])


def _name(selection: IndicatorSelection, code: str) -> str:
    return "Riket" if code == RIKET else selection.name(code)


def _explained(title: str, why: str, selection: IndicatorSelection) -> Pane:
    """A pane that says why it has nothing to draw."""
    words = {"text": why.replace(". ", ".<br>"), "showarrow": False, "x": 0.5, "y": 0.5, "xref": "paper", "yref": "paper"}
    hidden = theme.axis(visible=False)
    marks = [theme.demo_mark()] if selection.snapshot.demo else []
    figure = {"data": [], "layout": theme.layout(xaxis=hidden, yaxis=hidden, annotations=[words, *marks])}
    return Pane(title, "Inget diagram.", figure, why, [])


def trend_pane(selection: IndicatorSelection) -> Pane:
    """The chosen over time."""
    kind = "Linjediagram över utvecklingen för riket och de valda kommunerna. De senaste värdena finns i tabellen bredvid."
    return Pane(lines.title(selection), kind, lines.figure(selection), lines.summary(selection), lines.notes(selection))


# Distribution


def _values(selection: IndicatorSelection) -> list[float | None]:
    return [cell.value for cell in selection.data.across(kommuner(selection.snapshot), selection.period, selection.sex)]


def _riket(selection: IndicatorSelection) -> float | None:
    return selection.data.cell(RIKET, selection.period, selection.sex).value if formats.beside_riket(selection.entry) else None


def distribution_pane(selection: IndicatorSelection) -> Pane:
    """All kommuner along the scale."""
    title = f"Fördelning {selection.what}, {formats.unit(selection.entry)}"
    values, (names, chosen) = _values(selection), _kommuner(selection)
    if not dots.applies(selection.entry):
        why = "Svaren är ord och har ingen fördelning längs en skala."
        return _explained(title, why, selection)
    if not any(value is not None for value in values):
        return _explained(title, f"{NOTHING}.", selection)
    figure = dots.dots_figure(
        dots.DotsData(selection.entry, names, values, chosen, _riket(selection), selection.snapshot.demo, _focus(selection))
    )
    kind = "Prickdiagram: varje prick är en kommun, staplad över sitt värde. De valda är färgade och riket är en linje."
    return Pane(title, kind, figure, _middle(selection, values), ["Varje prick är en kommun."])


def _kommuner(selection: IndicatorSelection) -> tuple[list[str], list[int]]:
    """The names of all kommuner in their order, and the positions of the chosen among them."""
    position_of = {code: at for at, code in enumerate(kommuner(selection.snapshot))}
    names = [region.name for region in queries.municipalities(selection.snapshot)]
    return names, [position_of[code] for code in selection.municipalities]


def _focus(selection: IndicatorSelection) -> int | None:
    """The position of the kommun in focus among all."""
    return regions.numbers(selection.snapshot, [selection.focus])[0] if selection.focus else None


def _middle(selection: IndicatorSelection, values: list[float | None]) -> str:
    """Where half of the kommuner lie."""
    known = np.array([value for value in values if value is not None], dtype=float)
    low, high = (formats.value(float(end), selection.entry) for end in np.quantile(known, [0.25, 0.75]))
    absent = len(values) - known.size
    lacking = f" {absent} saknar värde." if absent else ""
    riket = _riket(selection)
    whole = f" Riket: {formats.value(riket, selection.entry)}." if riket is not None else ""
    return f"Hälften av kommunerna ligger mellan {low} och {high}.{whole}{lacking}"


def distribution_table(selection: IndicatorSelection) -> Element:
    """The distribution's numbers."""
    known = np.array([value for value in _values(selection) if value is not None], dtype=float)
    if not known.size or not dots.applies(selection.entry):
        return element("P", f"{NOTHING}.")
    names = (
        "Lägsta kommunen",
        "En fjärdedel ligger under",
        "Hälften ligger under",
        "En fjärdedel ligger över",
        "Högsta kommunen",
    )
    ends = np.quantile(known, [0, 0.25, 0.5, 0.75, 1]).tolist()
    rows: list[list[Any]] = [[name, formats.bare(end, selection.entry)] for name, end in zip(names, ends, strict=True)]
    codes = (RIKET, *selection.chosen)
    rows += [
        [_name(selection, code), cell_content(selection.data.cell(code, selection.period, selection.sex), selection.entry)]
        for code in codes
    ]
    return data_table(f"{selection.entry.short_title}. Fördelning {selection.what}.", ["Mått eller område", "Värde"], rows)


# Ranking


def _ranks(selection: IndicatorSelection) -> list[Rank]:
    """The ranks of those with a value that can be compared: not of few persons."""
    names, chosen = _kommuner(selection)
    values = [
        None if formats.few(cell.reason) else cell.value
        for cell in selection.data.across(kommuner(selection.snapshot), selection.period, selection.sex)
    ]
    return ranking.order(selection.entry, list(zip(names, values, strict=True)), chosen, _focus(selection))


def _unranked(selection: IndicatorSelection, ranks: list[Rank]) -> str | None:
    """Why nobody has a rank; None where they have."""
    members = len(kommuner(selection.snapshot))
    if ranking.applies(selection.entry) and ranks and not covered(len(ranks), members):
        return ranking.UNCOVERED.format(ranked=len(ranks), members=members)
    return ranking.refusal(selection.entry)


def _few_words(selection: IndicatorSelection) -> list[str]:
    """How many kommuner have a value but no rank, as it rests on few persons."""
    cells = selection.data.across(kommuner(selection.snapshot), selection.period, selection.sex)
    number = sum(formats.few(cell.reason) and cell.value is not None for cell in cells)
    return (
        [f"{number} {'kommun' if number == 1 else 'kommuner'} vars värde bygger på få personer får ingen plats."]
        if number
        else []
    )


def ranking_pane(selection: IndicatorSelection) -> Pane:
    """The kommuner in order."""
    judged = selection.entry.direction.value != "neutral"
    order = "bäst först" if judged else "högst först"
    title = f"Rangordning {selection.what}, {order}, {formats.unit(selection.entry)}"
    ranks = _ranks(selection) if ranking.applies(selection.entry) else []
    why = _unranked(selection, ranks)
    if why or not ranks:
        return _explained(f"Rangordning {selection.what}" if why else title, why or f"{NOTHING}.", selection)
    near = detail(selection) == NEIGHBOURS
    shown = ranking.neighbours(ranks) if near else ranks
    if near and not shown:
        return _explained(title, "Inga valda kommuner har något värde.", selection)
    riket, demo = _riket(selection), selection.snapshot.demo
    if near:
        figure = ranking.rows_figure(selection.entry, shown, riket, demo=demo)
    else:
        figure = ranking.bars_figure(selection.entry, (_kommuner(selection)[0], ranks), riket, demo=demo)
    kind = f"Stapeldiagram över kommunerna i ordning, {order}. De valda är färgade."
    notes = [] if judged else ["Ordningen är efter värde. Indikatorn värderas inte, så ingen plats är bättre än någon annan."]
    return Pane(title, kind, figure, _rank_words(ranks), [*notes, *_few_words(selection)])


def _rank_words(ranks: list[Rank]) -> str:
    """Where the chosen lie; of many only the first and the last."""
    chosen = [rank for rank in ranks if rank.colour]
    if not chosen:
        return f"{len(ranks)} kommuner har ett värde."
    named = chosen if len(chosen) <= 3 else [chosen[0], chosen[-1]]
    words = ", ".join(f"{rank.name} på plats {rank.rank}" for rank in named)
    which = "Av de valda ligger " if len(chosen) > 3 else ""
    return f"{which}{words} av {len(ranks)}."


def ranking_table(selection: IndicatorSelection) -> Element:
    """The order as rows."""
    ranks = _ranks(selection) if ranking.applies(selection.entry) else []
    if why := _unranked(selection, ranks):
        return element("P", why)
    shown = ranking.neighbours(ranks) if detail(selection) == NEIGHBOURS else ranks
    rows = [[rank.name, str(rank.rank), formats.bare(rank.value, selection.entry)] for rank in shown]
    return data_table(f"{selection.entry.short_title}. Rangordning {selection.what}.", ["Kommun", "Plats", "Värde"], rows)


# Gap


def gap_pane(selection: IndicatorSelection) -> Pane:
    """Two groups side by side."""
    pair = _pair(selection)
    if pair is None:
        return _explained("Gap", _no_gap(selection), selection)
    bells = _bells(selection, pair)
    unit = formats.unit(selection.entry)
    if not any(bell.whole for bell in bells):
        return _explained("Gap", f"{NOTHING}.", selection)
    several = detail(selection) == SEVERAL
    draw = dumbbell.side_by_side_figure if several else dumbbell.over_time_figure
    figure = draw(selection.entry, bells, pair.names, demo=selection.snapshot.demo)
    names = f"{pair.names[0]} och {pair.names[1].lower()}"
    where = f"{selection.period}" if several else _name(selection, detail(selection))
    kind = f"Hanteldiagram: {names.lower()} som två märken med en stapel emellan."
    return Pane(f"{names}, {where}, {unit}", kind, figure, _gaps(selection, pair), _gap_notes(pair))


def _no_gap(selection: IndicatorSelection) -> str:
    if not dumbbell.applies(selection.entry):
        return "Gap räknas bara för andelar."
    return "Indikatorn har ingen uppdelning. Källan redovisar varken inrikes födda eller kvinnor och män."


def _bells(selection: IndicatorSelection, pair: Pair) -> list[Bell]:
    """Riket and the chosen, the largest gap first and those without one last; or the periods of one region."""
    code = detail(selection)
    if code == SEVERAL:
        bells = [Bell(_name(selection, each), *pair.levels(each, selection.period)) for each in (RIKET, *selection.chosen)]
        return sorted(bells, key=lambda bell: (not bell.whole, -(pair.between(bell.first, bell.second) or 0.0)))
    periods = selection.data.periods
    return [Bell(period, *levels) for period, levels in zip(periods, pair.history(code, periods), strict=True)]


def _gaps(selection: IndicatorSelection, pair: Pair) -> str:
    """The gap of the shown region in its first and last whole period, both levels with it."""
    code = detail(selection)
    if code == SEVERAL:
        known = [(gap, each) for each in selection.chosen if (gap := pair.gap(each, selection.period)) is not None]
        if not known:
            return ""
        (low, first), (high, last) = min(known), max(known)
        ends = [f"{_points(gap, selection)} i {_name(selection, each)}" for gap, each in ((low, first), (high, last))]
        return f"Gapet går från {ends[0]} till {ends[1]}."
    whole = [bell for bell in _bells(selection, pair) if bell.whole]
    texts = [
        f"{bell.label}: {_points(pair.between(bell.first, bell.second) or 0.0, selection)}" for bell in (whole[0], whole[-1])
    ]
    return f"Gapet i {'riket' if code == RIKET else selection.name(code)} {', '.join(dict.fromkeys(texts))}."


def _points(gap: float, selection: IndicatorSelection) -> str:
    return f"{formats.difference(gap, selection.entry)} {formats.difference_unit(selection.entry)}"


def _gap_notes(pair: Pair) -> list[str]:
    meaning = f"Gapet är {pair.meaning[0].lower()}{pair.meaning[1:]}."
    if pair.names == BY_SEX:
        return [meaning]
    return [f"{meaning} Ett gap kan minska för att den ena nivån stiger eller för att den andra sjunker: se båda."]


def gap_table(selection: IndicatorSelection) -> Element:
    """Both groups and the gap as rows."""
    pair = _pair(selection)
    if pair is None:
        return element("P", _no_gap(selection))
    entry = selection.entry
    rows = [
        [
            bell.label,
            formats.bare(bell.first, entry),
            formats.bare(bell.second, entry),
            formats.difference(pair.between(bell.first, bell.second), entry),
        ]
        for bell in _bells(selection, pair)
    ]
    several = detail(selection) == SEVERAL
    caption = f"{entry.short_title}. {selection.period if several else _name(selection, detail(selection))}."
    return data_table(caption, ["Område" if several else "År", *pair.names, "Gap"], rows)
