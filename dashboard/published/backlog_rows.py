"""The validation page's choice held against the data, and the rows of its tables: what the page shows and its files hold."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from dashboard import formats
from dashboard.published import backlog, queries
from dashboard.published.backlog import ABSENT, ALL, STEPS, Figure
from dashboard.published.search_words import swedish_order
from dashboard.url_state import BacklogView
from etl.contract.catalogue import Indicator
from etl.contract.codes import RIKET, RegionType, Sex, Status
from etl.contract.reader import Snapshot
from etl.contract.rows import ValidationKey

STEP_WORDS: Final = {"S1_VANTAR": "Väntar", "S2_PAGAR": "Pågår", ALL: "Alla"}
YEARLY: Final = {"applications": "Ansökningar", "persons": "Personer", "decided": "Avgjorda"}
OUTCOMES: Final = ("recognised", "partly_recognised", "refused", "discontinued")
WAITS: Final = ("median_days_open", "p90_days_open", "share_over_180", "median_days_finished", "median_days_authority")
PERSONS: Final = "personer"
NOBODY: Final = "Ingen kommun har rapporterat ännu."
BESIDE: Final = (
    "syss_utrikes",
    "kval_arbete_utrikes",
    "syss_skydd_4_6",
    "utbniva_skydd_eftergymn",
    "etab_eftergymn",
    "sfi_arbetar_aret_efter",
)
"""Indicators of work and education that waiting for validation bears on."""


class Row(NamedTuple):
    """A row of figures; `heading` and `unit` are in words, `measure` and `step` the codes of what it is of."""

    heading: str
    unit: str
    measure: str
    step: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class BacklogSelection:
    """A view held against the data; `figures` are those of the region."""

    snapshot: Snapshot
    region: str
    kind: str
    period: str
    figures: dict[ValidationKey, Figure]
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
        return self.figures.get(ValidationKey(period or self.period, kind or self.kind, step, Sex.TOTAL.value, measure), ABSENT)

    def track(self, measure: str, step: str = ALL) -> list[float | None]:
        """The measure over all quarters."""
        return [self.figure(measure, period=period, step=step).value for period in self.periods]


def choose(snapshot: Snapshot, view: BacklogView) -> BacklogSelection:
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
    return BacklogSelection(snapshot, region, kind, period, backlog.figures(snapshot, region), tuple(remarks), settled)


def series(selection: BacklogSelection) -> tuple[Row, ...]:
    """All measures over the quarters: who waits by step, who has come and left and with what, and how long it takes."""
    steps = (ALL,) if selection.summed else (*STEPS, ALL)
    rows = [_over_time(selection, f"{STEP_WORDS[step]} vid kvartalets slut", "stock", step) for step in steps]
    codes = backlog.codes(selection.snapshot)["measure"]
    rows += [_over_time(selection, codes[measure].title, measure) for measure in ("inflow", "left", *OUTCOMES)]
    return tuple(rows) if selection.summed or selection.kind == ALL else (*rows, *_waits(selection))


def _waits(selection: BacklogSelection) -> Iterator[Row]:
    for measure in WAITS:
        code = backlog.codes(selection.snapshot)["measure"][measure]
        for step in STEPS:
            row = _over_time(selection, f"{code.title}, {STEP_WORDS[step].lower()} ({code.unit})", measure, step)
            yield row._replace(unit=code.unit or "")


def _over_time(selection: BacklogSelection, heading: str, measure: str, step: str = ALL) -> Row:
    figures = tuple(selection.figure(measure, period=at, step=step) for at in selection.periods)
    return Row(heading, PERSONS, measure, step, figures)


def types(selection: BacklogSelection) -> tuple[tuple[str, ...], dict[str, tuple[Figure, ...]]]:
    """Headings, and by type that the region has reported in the chosen quarter the figures under them.

    Who waits in each step, who came, who left and with what, and how long those who still wait have waited.
    """
    flows = ("Alla", "Nya", "Avslutade", "Fullt erkännande")
    headings = flows if selection.summed else ("Väntar", "Pågår", *flows, "Median, dagar")
    kinds = backlog.codes(selection.snapshot)["type"]
    reported = [kind for kind in kinds if selection.figure("stock", kind=kind).status != Status.MISSING.value]
    return headings, {kind: _of_type(selection, kind) for kind in reported}


def _of_type(selection: BacklogSelection, kind: str) -> tuple[Figure, ...]:
    flows = tuple(selection.figure(measure, kind=kind) for measure in ("stock", "inflow", "left", "recognised"))
    if selection.summed:
        return flows
    steps = (selection.figure("stock", kind=kind, step=step) for step in STEPS)
    return (*steps, *flows, selection.figure("median_days_open", kind=kind, step="S1_VANTAR"))


def kommuner(selection: BacklogSelection) -> dict[str, Figure]:
    """Who waits in each kommun of the region's län that has reported, most first; those whose number is hidden last."""
    names = queries.regions(selection.snapshot)
    found = within(selection, backlog.by_kommun(selection.snapshot, selection.period, selection.kind))
    reported = {code: figure for code, figure in found.items() if figure.status != Status.MISSING.value}
    order = sorted(
        reported,
        key=lambda code: (reported[code].value is None, -(reported[code].value or 0), swedish_order(names[code].name)),
    )
    return {code: reported[code] for code in order}


def silent(selection: BacklogSelection) -> tuple[str, ...]:
    """The kommuner of the region's län that have not reported the chosen quarter."""
    found = within(selection, backlog.by_kommun(selection.snapshot, selection.period, ALL))
    return tuple(code for code, figure in sorted(found.items()) if figure.status == Status.MISSING.value)


def beside(selection: BacklogSelection) -> list[Indicator]:
    """The indicators of work and education that have a row for the region."""
    known = [entry for name in BESIDE if (entry := selection.snapshot.catalogue.indicator(name))]
    key = (selection.region, Sex.TOTAL.value)
    return [entry for entry in known if key in queries.signals(selection.snapshot, entry.id)]


def within(selection: BacklogSelection, found: dict[str, Figure]) -> dict[str, Figure]:
    """Those of the chosen län, or of the kommun's."""
    lan = queries.regions(selection.snapshot)[selection.region].lan
    return {code: figure for code, figure in found.items() if lan is None or code.startswith(lan)}


def yearly(snapshot: Snapshot) -> list[tuple[str, dict[str, float | None], float | None]]:
    """UHR's applications, persons and decisions by year, and applications less decisions: our own subtraction."""
    at = {(row.measure, row.period): row.value for row in backlog.national(snapshot) if row.type == ALL}
    found = []
    for year in sorted({period for measure, period in at if measure == "applications"}):
        figures = {measure: at.get((measure, year)) for measure in YEARLY}
        came, left = figures["applications"], figures["decided"]
        found.append((year, figures, None if came is None or left is None else came - left))
    return found


def summary(selection: BacklogSelection) -> str:
    """How many wait, and how many more or fewer than the quarter before."""
    if not selection.periods:
        return f"{NOBODY} Det finns en mall att fylla i, och UHR:s tal för hela landet."
    now = selection.figure("stock")
    when = formats.period(selection.period)
    if now.value is None:
        return f"{selection.name}, {when}: {why_absent(now).lower()}"
    position = selection.periods.index(selection.period)
    before = selection.figure("stock", period=selection.periods[position - 1]) if position else ABSENT
    kind = "" if selection.kind == ALL else f" ({selection.kind_words})"
    least = "minst " if now.included is not None and now.included != now.reported else ""
    sentence = (
        f"I slutet av {when} väntade {least}{formats.number(now.value, 0)} personer i {selection.where} på validering{kind}."
    )
    comparable = before.value is not None and (now.included, now.reported) == (before.included, before.reported)
    return f"{sentence} {_difference(now.value - (before.value or 0))}" if comparable else sentence


def _difference(more: float) -> str:
    if not more:
        return "Det är lika många som kvartalet före."
    return f"Det är {formats.number(abs(more), 0)} {'fler' if more > 0 else 'färre'} än kvartalet före."


def why_absent(figure: Figure) -> str:
    """Why there is no figure, in full."""
    return f"{figure.reason}." if figure.reason else formats.why_absent(figure.status, None)
