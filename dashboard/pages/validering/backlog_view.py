"""The parts of the validation page: the backlog of one region over time, by type, kommun by kommun, and the national picture."""

from collections.abc import Sequence
from typing import Any, Final

from dashboard import formats
from dashboard.charts import theme
from dashboard.charts.backlog import Series, bars_figure, lines_figure
from dashboard.markup import Element, element, link
from dashboard.parts import panels, signals
from dashboard.parts.tables import data_table
from dashboard.published import backlog, backlog_rows, provenance, queries
from dashboard.published.backlog import ABSENT, ALL, STEPS, Figure
from dashboard.published.backlog_rows import NOBODY, STEP_WORDS, BacklogSelection, why_absent
from dashboard.url_state import BacklogView
from etl.contract.catalogue import Indicator
from etl.contract.codes import RIKET, Sex, Status
from etl.contract.reader import Snapshot
from etl.contract.rows import National


def filters(selection: BacklogSelection) -> Element:
    """What is chosen, in words: on paper and in pictures."""
    span = f", {formats.period(selection.periods[0])} till {formats.period(selection.periods[-1])}" if selection.periods else ""
    kind = "" if selection.kind == ALL else selection.kind_words
    return panels.filters(
        f"{selection.name}. {selection.kind_words}{span}.", ("validering", selection.name, kind, selection.period)
    )


def source_lines(selection: BacklogSelection) -> dict[str, str]:
    """Where the figures of each chart and table come from, with their unit; they are the same for every region."""
    persons, mixed = (
        provenance.reports_line(selection.snapshot, unit) for unit in ("personer", "personer, där inget annat sägs")
    )
    days = provenance.reports_line(selection.snapshot, "dagar")
    beside = provenance.source_line(selection.snapshot, backlog_rows.beside(selection), "procent")
    same = {"stock": persons, "flow": persons, "wait": days, "kommuner": persons, "kinds": mixed, "series": mixed}
    return {**same, "beside": beside}


def sum_words(selection: BacklogSelection) -> str:
    """What a sum for riket or a län covers; empty for a kommun."""
    now = selection.figure("stock")
    if not selection.summed or now.reported is None:
        return ""
    return (
        f"Varje tal är summan av de kommuner som rapporterat och vars eget tal visas: för väntande {now.included} av "
        f"{now.reported} kommuner i {formats.period(selection.period)}. Talen är alltså minst så stora, de gäller inte hela "
        "riket eller länet, och de kan gälla olika kommuner från kvartal till kvartal."
    )


# Charts


def stock_figure(selection: BacklogSelection) -> dict[str, Any]:
    """Who waits at the end of each quarter, by step."""
    colours = dict(zip(STEPS, (theme.SEQUENTIAL[1], theme.SEQUENTIAL[3]), strict=True))
    steps = [Series(STEP_WORDS[step], selection.track("stock", step), colours[step]) for step in STEPS]
    if selection.summed or all(value is None for series in steps for value in series.values):
        steps = [Series("Väntar och pågår", selection.track("stock"), theme.SEQUENTIAL[2])]
    return bars_figure(selection.periods, steps, stacked=True, demo=selection.snapshot.demo)


def flow_figure(selection: BacklogSelection) -> dict[str, Any]:
    """Who has come and who has left in each quarter."""
    pairs = (("Nya", "inflow", theme.LINES[1]), ("Avslutade", "left", theme.LINES[2]))
    flows = [Series(name, selection.track(measure), colour) for name, measure, colour in pairs]
    return bars_figure(selection.periods, flows, stacked=False, demo=selection.snapshot.demo)


def wait_figure(selection: BacklogSelection) -> dict[str, Any]:
    """The median of the days waited so far, by step, and of the days until a result."""
    if selection.summed or selection.kind == ALL:
        return theme.blank("Välj en kommun och en typ", demo=selection.snapshot.demo)
    lines = [
        Series(f"{STEP_WORDS[step]}, väntat hittills", selection.track("median_days_open", step), theme.LINES[position])
        for position, step in enumerate(STEPS)
    ]
    lines.append(Series("Till resultat", selection.track("median_days_finished", "S2_PAGAR"), theme.LINES[2]))
    return lines_figure(selection.periods, lines, demo=selection.snapshot.demo, suffix=" dagar")


def _labels(selection: BacklogSelection) -> list[str]:
    return list(map(formats.short_period, selection.periods))


# Tables


def _cell(figure: Figure, unit: str | None = None) -> str | Element:
    """A reported figure, or a short word that tells the whole reason when pointed at."""
    if figure.value is not None:
        return formats.number(figure.value, 0) + (formats.SUFFIXES_BY_WORD.get(unit or "", ""))
    return element("Span", formats.absent(figure.status), title=why_absent(figure), className="absent")


def series_table(selection: BacklogSelection) -> Element:
    """All measures over the quarters."""
    if not selection.periods:
        return element("P", NOBODY)
    rows = [[row.heading, *(_cell(figure, row.unit) for figure in row.figures)] for row in backlog_rows.series(selection)]
    if selection.summed:
        stock = (selection.figure("stock", period=at) for at in selection.periods)
        rows.insert(1, ["Kommuner i summan av väntande", *map(_included, stock)])
    caption = f"{selection.name}: {selection.kind_words}. Personer, där inget annat sägs."
    return data_table(caption, ["Mått", *_labels(selection)], rows)


def _included(figure: Figure) -> str:
    return formats.DASH if figure.reported is None else f"{figure.included} av {figure.reported}"


def type_table(selection: BacklogSelection) -> Element:
    """All types in the chosen quarter: who waits in each step, who came, who left and with what, and how long it takes."""
    if not selection.periods:
        return element("P", NOBODY)
    headings, found = backlog_rows.types(selection)
    if not found:
        return element("P", f"{selection.name} har inte rapporterat {formats.period(selection.period)}.")
    kinds = backlog.codes(selection.snapshot)["type"]
    rows = [[kinds[kind].title, *(_or_dash(figure) for figure in figures)] for kind, figures in found.items()]
    caption = f"{selection.name}, {formats.period(selection.period)}."
    if not selection.summed:
        caption += " Median gäller dem som ännu väntar."
    return data_table(caption, ["Typ av validering", *headings], rows)


def _or_dash(figure: Figure) -> str | Element:
    return formats.DASH if figure is ABSENT else _cell(figure)


def kommun_table(selection: BacklogSelection) -> Element:
    """Kommun by kommun in the chosen quarter, most waiting first; those whose number is hidden last."""
    rows = [[_region_link(selection, code), _cell(figure)] for code, figure in backlog_rows.kommuner(selection).items()]
    if not rows:
        return element("P", "Ingen kommun har rapporterat det här.")
    return data_table(
        f"{selection.kind_words}, {formats.period(selection.period)}: personer", ["Kommun", "Väntar och pågår"], rows
    )


def _region_link(selection: BacklogSelection, code: str) -> Element:
    view = BacklogView(code, selection.view.kind, selection.view.period)
    return link(queries.regions(selection.snapshot)[code].name, view.address)


def silent(selection: BacklogSelection) -> str:
    """Who has not reported the quarter, by name within a län, by number for riket."""
    found = backlog_rows.within(selection, backlog.by_kommun(selection.snapshot, selection.period, ALL))
    missing = [queries.regions(selection.snapshot)[code].name for code in backlog_rows.silent(selection)]
    if not missing:
        return "Alla kommuner har rapporterat kvartalet." if found else ""
    when = formats.period(selection.period)
    if selection.region == RIKET:
        return f"{len(missing)} av {len(found)} kommuner har inte rapporterat {when}."
    return f"Har inte rapporterat {when}: {', '.join(missing)}."


# The national picture


def national_figure(selection: BacklogSelection) -> dict[str, Any]:
    """UHR's applications and decisions, all types together; never demo: the figures are real beside demo values too."""
    rows = [row for row in backlog.national(selection.snapshot) if row.type == ALL and row.measure in NATIONAL_LINES]
    years = sorted({row.period for row in rows})
    at = {(row.measure, row.period): row.value for row in rows}
    lines = [
        Series(words, [at.get((measure, year)) for year in years], theme.LINES[position])
        for position, (measure, words) in enumerate(NATIONAL_LINES.items())
    ]
    return lines_figure(years, lines, demo=False)


NATIONAL_LINES: Final = {"applications": "Ansökningar", "decided": "Avgjorda ärenden"}


def national_table(selection: BacklogSelection) -> Element:
    """Applications, persons and decisions by year, and how much the backlog changed (our own subtraction)."""
    rows = [
        [year, *(_national(value) for value in figures.values()), formats.DASH if change is None else _signed(change)]
        for year, figures, change in backlog_rows.yearly(selection.snapshot)
    ]
    headings = ["År", *backlog_rows.YEARLY.values(), "Ansökningar minus avgjorda"]
    return data_table("UHR: bedömning av utländsk utbildning, hela landet. Sista kolumnen är egen bearbetning.", headings, rows)


def _national(value: float | None) -> str:
    return "Uppgift saknas" if value is None else formats.number(value, 0)


def _signed(value: float) -> str:
    return f"{'+' if value > 0 else formats.MINUS if value < 0 else '±'}{formats.number(abs(value), 0)}"


def national_notes(selection: BacklogSelection) -> Element:
    """The other national facts, each with its source and how it is dated."""
    rows = [row for row in backlog.national(selection.snapshot) if row.measure not in backlog_rows.YEARLY]
    return element("Ul", [element("Li", _fact(row)) for row in rows], className="facts-list")


def _fact(row: National) -> list[Any]:
    span = formats.number(row.value, 0) + (f"{formats.DASH}{formats.number(row.to, 0)}" if row.to is not None else "")
    source = element("A", row.source, href=row.url, rel="noreferrer")
    note = f" {row.note}" if row.note else ""
    return [f"{row.title}, {row.period}: {span} {row.unit}. ", "Källa: ", source, f" ({row.dated}).{note}"]


def sources(selection: BacklogSelection) -> list[Any]:
    """Where the series of the chart come from, and their unit."""
    rows = [row for row in backlog.national(selection.snapshot) if row.measure in NATIONAL_LINES]
    first = rows[0] if rows else None
    if first is None:
        return ["Inga tal för hela landet finns i den här versionen."]
    address = element("A", first.source, href=first.url, rel="noreferrer")
    return ["Källa: ", address, f" ({first.dated}). Enhet: antal."]


def beside_table(selection: BacklogSelection) -> Element:
    """Indicators of work and education that validation bears on, for the region and riket."""
    rows = [_beside_row(selection, entry) for entry in backlog_rows.beside(selection)]
    if not rows:
        return element("P", "Indikatorerna har inga värden i den här versionen.")
    name = [] if selection.region == RIKET else [selection.name]
    headings = ["Indikator", *name, "Riket", "Trend"]
    return data_table("Senaste värden. Sambandet med väntan är inte uppmätt.", headings, rows)


def _beside_row(selection: BacklogSelection, entry: Indicator) -> Sequence[Any]:
    found = queries.signals(selection.snapshot, entry.id)
    here, riket = (found.get((code, Sex.TOTAL.value)) for code in (selection.region, RIKET))
    values = [_shown(one, entry) for one in ((riket,) if selection.region == RIKET else (here, riket))]
    trend = signals.trend_mark(here) if here else formats.DASH
    return [link(entry.short_title, f"/indikator/{entry.id}", title=entry.title), *values, trend]


def _shown(found: queries.Signals | None, entry: Indicator) -> str | Element:
    if found is not None and found.value is not None:
        return formats.bare(found.value, entry)
    status, reason = (found.status, found.reason) if found else (Status.MISSING.value, None)
    return element("Span", formats.absent(status), title=formats.why_absent(status, reason), className="absent")


def type_options(snapshot: Snapshot) -> list[dict[str, str]]:
    """All types, all together first."""
    types = backlog.codes(snapshot)["type"]
    return [{"label": types[ALL].title, "value": ALL}] + [
        {"label": code.title, "value": kind} for kind, code in types.items() if kind != ALL
    ]


def period_options(selection: BacklogSelection) -> list[dict[str, str]]:
    """The quarters, newest first."""
    return [{"label": formats.period(period), "value": period} for period in reversed(selection.periods)]
