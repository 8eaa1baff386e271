"""The parts of the validation page: the backlog of one place over time, by type, kommun by kommun, and the national picture."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from dashboard import backlog, formats, queries, theme
from dashboard.backlog import ABSENT, ALL, STEPS, Figure, Key
from dashboard.components import signals
from dashboard.components.markup import Element, element, link
from dashboard.components.tables import data_table
from dashboard.figures.backlog import Series, bars_figure, lines_figure
from dashboard.url_state import BacklogView
from etl.contract.codes import RIKET, RegionType, Sex, Status
from etl.contract.reader import Snapshot

STEP_WORDS: Final = {"S1_VANTAR": "Väntar", "S2_PAGAR": "Pågår", ALL: "Alla"}
OUTCOMES: Final = ("recognised", "partly_recognised", "refused", "discontinued")
WAITS: Final = ("median_days_open", "p90_days_open", "share_over_180", "median_days_finished", "median_days_authority")
BESIDE: Final = (
    "syss_utrikes",
    "kval_arbete_utrikes",
    "syss_skydd_4_6",
    "utbniva_skydd_eftergymn",
    "etab_eftergymn",
    "sfi_arbetar_aret_efter",
)
"""Indicators of work and education that waiting for validation bears on."""


@dataclass(frozen=True)
class Choice:
    """A view held against the data; `figures` are those of the region."""

    snapshot: Snapshot
    region: str
    kind: str
    period: str
    figures: dict[Key, Figure]
    remarks: tuple[str, ...]
    view: BacklogView

    @property
    def name(self) -> str:
        """The region's name."""
        return queries.regions(self.snapshot)[self.region].name

    @property
    def where(self) -> str:
        """The name within a sentence."""
        return "riket" if self.region == RIKET else self.name

    @property
    def summed(self) -> bool:
        """Whether the figures are sums over kommuner, each over those whose own is shown: parts then don't add up."""
        return queries.regions(self.snapshot)[self.region].type is not RegionType.MUNICIPALITY

    @property
    def periods(self) -> tuple[str, ...]:
        """The quarters that anyone has reported."""
        return backlog.periods(self.snapshot)

    @property
    def kind_words(self) -> str:
        """The type's title."""
        return backlog.codes(self.snapshot)["type"][self.kind].title

    def figure(self, measure: str, *, period: str | None = None, kind: str | None = None, step: str = ALL) -> Figure:
        """A figure of the region, both sexes together."""
        return self.figures.get(Key(period or self.period, kind or self.kind, step, Sex.TOTAL.value, measure), ABSENT)

    def track(self, measure: str, step: str = ALL) -> list[float | None]:
        """The measure over all quarters."""
        return [self.figure(measure, period=period, step=step).value for period in self.periods]


def choose(snapshot: Snapshot, view: BacklogView) -> Choice:
    """Hold a view against the data; what does not exist falls back, with a remark."""
    remarks = []
    regions = queries.regions(snapshot)
    region = view.region if view.region in regions else RIKET
    if view.region and view.region not in regions:
        remarks.append(f"Det finns ingen kommun och inget län med koden {view.region}.")
    types = backlog.codes(snapshot)["type"]
    kind = view.kind if view.kind in types else ALL
    periods = backlog.periods(snapshot)
    last = periods[-1] if periods else ""
    period = view.period if view.period in periods else last
    if view.period and view.period != period:
        remarks.append(
            f"Ingen har rapporterat {formats.period(view.period)}." + (f" Här visas {formats.period(last)}." if last else "")
        )
    settled = BacklogView(None if region == RIKET else region, None if kind == ALL else kind, None if period == last else period)
    return Choice(snapshot, region, kind, period, backlog.figures(snapshot, region), tuple(remarks), settled)


def summary(choice: Choice) -> str:
    """How many wait, and how many more or fewer than the quarter before."""
    if not choice.periods:
        return "Ingen kommun har rapporterat ännu. Nedan finns mallen att fylla i och UHR:s tal för hela landet."
    now = choice.figure("stock")
    when = formats.period(choice.period)
    if now.value is None:
        return f"{choice.name}, {when}: {_why(now).lower()}"
    place = choice.periods.index(choice.period)
    before = choice.figure("stock", period=choice.periods[place - 1]) if place else ABSENT
    kind = "" if choice.kind == ALL else f" ({choice.kind_words})"
    least = "minst " if now.included is not None and now.included != now.reported else ""
    told = f"I slutet av {when} väntade {least}{formats.number(now.value, 0)} personer i {choice.where} på validering{kind}."
    comparable = before.value is not None and (now.included, now.reported) == (before.included, before.reported)
    return f"{told} {_difference(now.value - (before.value or 0))}" if comparable else told


def _difference(more: float) -> str:
    if not more:
        return "Det är lika många som kvartalet före."
    return f"Det är {formats.number(abs(more), 0)} {'fler' if more > 0 else 'färre'} än kvartalet före."


def sum_words(choice: Choice) -> str:
    """What a sum for riket or a län covers; empty for a kommun."""
    now = choice.figure("stock")
    if not choice.summed or now.reported is None:
        return ""
    return (
        f"Varje tal är summan av de kommuner som rapporterat och vars eget tal visas: för väntande {now.included} av "
        f"{now.reported} kommuner i {formats.period(choice.period)}. Talen är alltså minst så stora, de gäller inte hela "
        "riket eller länet, och de kan gälla olika kommuner från kvartal till kvartal."
    )


def _why(figure: Figure) -> str:
    return f"{figure.reason}." if figure.reason else formats.why_absent(figure.status, None)


# Charts


def stock_figure(choice: Choice) -> dict[str, Any]:
    """Who waits at the end of each quarter, by step."""
    colours = dict(zip(STEPS, (theme.SEQUENTIAL[1], theme.SEQUENTIAL[3]), strict=True))
    steps = [Series(STEP_WORDS[step], choice.track("stock", step), colours[step]) for step in STEPS]
    if choice.summed or all(value is None for series in steps for value in series.values):
        steps = [Series("Väntar och pågår", choice.track("stock"), theme.SEQUENTIAL[2])]
    return bars_figure(_labels(choice), steps, stacked=True, demo=choice.snapshot.demo)


def flow_figure(choice: Choice) -> dict[str, Any]:
    """Who has come and who has left in each quarter."""
    pairs = (("Nya", "inflow", theme.LINES[1]), ("Avslutade", "left", theme.LINES[2]))
    flows = [Series(name, choice.track(measure), colour) for name, measure, colour in pairs]
    return bars_figure(_labels(choice), flows, stacked=False, demo=choice.snapshot.demo)


def wait_figure(choice: Choice) -> dict[str, Any]:
    """The median of the days waited so far, by step, and of the days until a result."""
    if choice.summed or choice.kind == ALL:
        return theme.blank("Välj en kommun och en typ", demo=choice.snapshot.demo)
    lines = [
        Series(f"{STEP_WORDS[step]}, väntat hittills", choice.track("median_days_open", step), theme.LINES[place])
        for place, step in enumerate(STEPS)
    ]
    lines.append(Series("Till resultat", choice.track("median_days_finished", "S2_PAGAR"), theme.LINES[2]))
    return lines_figure(_labels(choice), lines, demo=choice.snapshot.demo, suffix=" dagar")


def _labels(choice: Choice) -> list[str]:
    return [f"{period[:4]} kv {period[-1]}" for period in choice.periods]


# Tables


def _cell(figure: Figure, unit: str | None = None) -> str | Element:
    """A reported figure, or a short word that tells the whole reason when pointed at."""
    if figure.value is not None:
        return formats.number(figure.value, 0) + (formats.SUFFIXES_BY_WORD.get(unit or "", ""))
    return element("Span", formats.absent(figure.status), title=_why(figure), className="absent")


def series_table(choice: Choice) -> Element:
    """All measures over the quarters."""
    codes = backlog.codes(choice.snapshot)["measure"]
    steps = (ALL,) if choice.summed else (*STEPS, ALL)
    rows = [_over_time(choice, f"{STEP_WORDS[step]} vid kvartalets slut", "stock", step) for step in steps]
    rows += [_over_time(choice, codes[measure].title, measure) for measure in ("inflow", "left", *OUTCOMES)]
    if choice.summed:
        rows.insert(
            1, ["Kommuner i summan av väntande", *(_included(choice.figure("stock", period=at)) for at in choice.periods)]
        )
    elif choice.kind != ALL:
        for measure in WAITS:
            rows += [_wait_row(choice, measure, step) for step in STEPS]
    caption = f"{choice.name}: {choice.kind_words}. Personer, där inget annat sägs."
    return data_table(caption, ["Mått", *_labels(choice)], rows)


def _included(figure: Figure) -> str:
    return formats.DASH if figure.reported is None else f"{figure.included} av {figure.reported}"


def _over_time(choice: Choice, heading: str, measure: str, step: str = ALL) -> list[Any]:
    return [heading, *(_cell(choice.figure(measure, period=at, step=step)) for at in choice.periods)]


def _wait_row(choice: Choice, measure: str, step: str) -> list[Any]:
    code = backlog.codes(choice.snapshot)["measure"][measure]
    cells = [_cell(choice.figure(measure, period=at, step=step), code.unit) for at in choice.periods]
    return [f"{code.title}, {STEP_WORDS[step].lower()} ({code.unit})", *cells]


def type_table(choice: Choice) -> Element:
    """All types in the chosen quarter: who waits in each step, who came, who left and with what, and how long it takes."""
    codes = backlog.codes(choice.snapshot)
    flows = ["Alla", "Nya", "Avslutade", "Fullt erkännande"]
    headings = ["Typ av validering", *(flows if choice.summed else ["Väntar", "Pågår", *flows, "Median, dagar"])]
    rows = [_type_row(choice, kind, code.title) for kind, code in codes["type"].items() if _reported(choice, kind)]
    if not rows:
        return element("P", f"{choice.name} har inte rapporterat {formats.period(choice.period)}.")
    caption = f"{choice.name}, {formats.period(choice.period)}."
    if not choice.summed:
        caption += " Median gäller dem som ännu väntar."
    return data_table(caption, headings, rows)


def _reported(choice: Choice, kind: str) -> bool:
    return choice.figure("stock", kind=kind).status != Status.MISSING.value


def _type_row(choice: Choice, kind: str, title: str) -> list[Any]:
    flows = [_cell(choice.figure(measure, kind=kind)) for measure in ("stock", "inflow", "left", "recognised")]
    if choice.summed:
        return [title, *flows]
    steps = [_cell(choice.figure("stock", kind=kind, step=step)) for step in STEPS]
    waited = choice.figure("median_days_open", kind=kind, step="S1_VANTAR")
    return [title, *steps, *flows, formats.DASH if waited is ABSENT else _cell(waited)]


def kommun_table(choice: Choice) -> Element:
    """Kommun by kommun in the chosen quarter, most waiting first; those whose number is hidden last."""
    names = queries.regions(choice.snapshot)
    found = _within(choice, backlog.by_kommun(choice.snapshot, choice.period, choice.kind))
    reported = {code: figure for code, figure in found.items() if figure.status != Status.MISSING.value}
    if not reported:
        return element("P", "Ingen kommun har rapporterat det här.")
    order = sorted(reported, key=lambda code: (reported[code].value is None, -(reported[code].value or 0), names[code].name))
    rows = [[_place(choice, code), _cell(reported[code])] for code in order]
    return data_table(f"{choice.kind_words}, {formats.period(choice.period)}: personer", ["Kommun", "Väntar och pågår"], rows)


def _place(choice: Choice, code: str) -> Element:
    view = BacklogView(code, choice.view.kind, choice.view.period)
    return link(queries.regions(choice.snapshot)[code].name, view.address)


def _within(choice: Choice, found: dict[str, Figure]) -> dict[str, Figure]:
    """Those of the chosen län, or of the kommun's."""
    lan = queries.regions(choice.snapshot)[choice.region].lan
    return {code: figure for code, figure in found.items() if lan is None or code.startswith(lan)}


def silent(choice: Choice) -> str:
    """Who has not reported the quarter, by name within a län, by number for riket."""
    names = queries.regions(choice.snapshot)
    found = _within(choice, backlog.by_kommun(choice.snapshot, choice.period, ALL))
    missing = [names[code].name for code, figure in sorted(found.items()) if figure.status == Status.MISSING.value]
    if not missing:
        return "Alla kommuner har rapporterat kvartalet." if found else ""
    when = formats.period(choice.period)
    if choice.region == RIKET:
        return f"{len(missing)} av {len(found)} kommuner har inte rapporterat {when}."
    return f"Har inte rapporterat {when}: {', '.join(missing)}."


# The national picture


def national_figure(choice: Choice) -> dict[str, Any]:
    """UHR's applications and decisions, all types together; never demo: the figures are real beside demo values too."""
    rows = [row for row in backlog.national(choice.snapshot) if row.type == ALL and row.measure in NATIONAL_LINES]
    years = sorted({row.period for row in rows})
    at = {(row.measure, row.period): row.value for row in rows}
    lines = [
        Series(words, [at.get((measure, year)) for year in years], theme.LINES[place])
        for place, (measure, words) in enumerate(NATIONAL_LINES.items())
    ]
    return lines_figure(years, lines, demo=False)


NATIONAL_LINES: Final = {"applications": "Ansökningar", "decided": "Avgjorda ärenden"}


def national_table(choice: Choice) -> Element:
    """Applications, persons and decisions by year, and how much the backlog changed (our own subtraction)."""
    at = {(row.measure, row.period): row.value for row in backlog.national(choice.snapshot) if row.type == ALL}
    years = sorted({period for measure, period in at if measure == "applications"})
    rows = []
    for year in years:
        came, left = at.get(("applications", year)), at.get(("decided", year))
        change = formats.DASH if came is None or left is None else _signed(came - left)
        told = [_national(at.get((measure, year))) for measure in ("applications", "persons", "decided")]
        rows.append([year, *told, change])
    headings = ["År", "Ansökningar", "Personer", "Avgjorda", "Ansökningar minus avgjorda"]
    return data_table("UHR: bedömning av utländsk utbildning, hela landet. Sista kolumnen är egen bearbetning.", headings, rows)


def _national(value: float | None) -> str:
    return "Uppgift saknas" if value is None else formats.number(value, 0)


def _signed(value: float) -> str:
    return f"{'+' if value > 0 else formats.MINUS if value < 0 else '±'}{formats.number(abs(value), 0)}"


def national_notes(choice: Choice) -> Element:
    """The other national facts, each with its source and how it is dated."""
    rows = [row for row in backlog.national(choice.snapshot) if row.measure not in ("applications", "persons", "decided")]
    return element("Ul", [element("Li", _fact(row)) for row in rows], className="facts-list")


def _fact(row: backlog.National) -> list[Any]:
    span = formats.number(row.value, 0) + (f"{formats.DASH}{formats.number(row.to, 0)}" if row.to is not None else "")
    source = element("A", row.source, href=row.url, rel="noreferrer")
    note = f" {row.note}" if row.note else ""
    return [f"{row.title}, {row.period}: {span} {row.unit}. ", "Källa: ", source, f" ({row.dated}).{note}"]


def sources(choice: Choice) -> Element:
    """Where the series of the chart come from."""
    rows = [row for row in backlog.national(choice.snapshot) if row.measure in NATIONAL_LINES]
    first = rows[0] if rows else None
    if first is None:
        return element("P", "Inga tal för hela landet finns i den här versionen.")
    address = element("A", first.source, href=first.url, rel="noreferrer")
    return element("P", ["Källa: ", address, f" ({first.dated})."], className="source")


def beside_table(choice: Choice) -> Element:
    """Indicators of work and education that validation bears on, for the region and riket."""
    rows = [row for name in BESIDE if (row := _beside_row(choice, name))]
    if not rows:
        return element("P", "Indikatorerna har inga värden i den här versionen.")
    name = [] if choice.region == RIKET else [choice.name]
    return data_table("Senaste värden. Sambandet med väntan är inte uppmätt.", ["Indikator", *name, "Riket", "Trend"], rows)


def _beside_row(choice: Choice, name: str) -> Sequence[Any] | None:
    entry = choice.snapshot.catalogue.indicator(name)
    found = queries.signals(choice.snapshot, name) if entry else {}
    here, riket = (found.get((code, Sex.TOTAL.value)) for code in (choice.region, RIKET))
    if entry is None or here is None:
        return None
    values = [_shown(one, entry) for one in ((riket,) if choice.region == RIKET else (here, riket))]
    return [link(entry.short_title, f"/indikator/{entry.id}", title=entry.title), *values, signals.trend_mark(here)]


def _shown(found: queries.Signals | None, entry: Any) -> str | Element:
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


def period_options(choice: Choice) -> list[dict[str, str]]:
    """The quarters, newest first."""
    return [{"label": formats.period(period), "value": period} for period in reversed(choice.periods)]
