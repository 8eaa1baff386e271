"""The validation page to take away: what the region and the other kommuner have reported, and the national figures."""

from collections.abc import Iterator
from typing import Final

from dashboard import formats
from dashboard.files.table import Cell as Word
from dashboard.files.table import Chart, Column, Facts, Table, amount
from dashboard.published import backlog, backlog_rows, provenance, queries
from dashboard.published.backlog import ALL, Figure
from dashboard.published.backlog_rows import STEP_WORDS, BacklogSelection
from etl.contract.codes import RIKET, Sex, Status
from etl.contract.reader import Snapshot

UNIT: Final = "personer, där inget annat sägs"
NATIONAL: Final = "Hela landet"
CHARTED: Final = {"stock": "Väntar och pågår", "inflow": "Nya", "left": "Avslutade"}


def facts(selection: BacklogSelection, message: str, origin: str) -> Facts:
    """What is said of the tables; `message` is the page's summary, `origin` what the address begins with."""
    snapshot = selection.snapshot
    return Facts(
        title=f"Väntan på validering, {selection.where}",
        message=message,
        definition=backlog.codes(snapshot)["measure"]["stock"].definition or "",
        filters=(
            ("Område", selection.name),
            ("Typ av validering", selection.kind_words),
            ("Kvartal", formats.period(selection.period) or "Inga har rapporterat"),
        ),
        unit=UNIT,
        source=provenance.reports_words(snapshot),
        licence=provenance.reports_licence(snapshot),
        fetched=None,
        version=snapshot.version,
        built=snapshot.manifest["built_at"],
        address=origin.rstrip("/") + selection.view.address,
        demo=snapshot.demo,
        notes=tuple(_notes(selection)),
    )


def _notes(selection: BacklogSelection) -> Iterator[str]:
    if selection.summed:
        yield "Talen är summor av de kommuner som rapporterat och vars eget tal visas. Kommuner i summan står vid varje tal."
    yield from selection.remarks


def name_parts(selection: BacklogSelection) -> tuple[str, ...]:
    """What the file's name says it holds: region, type and quarter."""
    return ("validering", selection.name, "" if selection.kind == ALL else selection.kind_words, selection.period)


def tables(selection: BacklogSelection) -> tuple[Table, ...]:
    """The region over the quarters, its types, the kommuner, the indicators beside, the national figures; a row a figure last."""
    return (
        _series(selection),
        _types(selection),
        _kommuner(selection),
        _beside(selection),
        national(selection.snapshot),
        _long(selection),
    )


def _series(selection: BacklogSelection) -> Table:
    heads = (Column("Mått"), Column("Enhet"), *(Column(period, 0) for period in selection.periods))
    rows = [(row.heading, row.unit, *map(_word, row.figures)) for row in backlog_rows.series(selection)]
    return Table("Alla kvartal", heads, tuple(rows))


def _types(selection: BacklogSelection) -> Table:
    headings, found = backlog_rows.types(selection)
    kinds = backlog.codes(selection.snapshot)["type"]
    rows = [(kinds[kind].title, *map(_word, figures)) for kind, figures in found.items()]
    return Table("Typ för typ", (Column("Typ av validering"), *(Column(heading, 0) for heading in headings)), tuple(rows))


def _kommuner(selection: BacklogSelection) -> Table:
    names = queries.regions(selection.snapshot)
    rows = [(names[code].name, code, _word(figure)) for code, figure in backlog_rows.kommuner(selection).items()]
    silent = [(names[code].name, code, "Har inte rapporterat") for code in backlog_rows.silent(selection)]
    return Table("Kommun för kommun", (Column("Kommun"), Column("Kod"), Column("Väntar och pågår", 0)), (*rows, *silent))


def _word(figure: Figure) -> Word:
    return formats.absent(figure.status) if figure.value is None else figure.value


def _beside(selection: BacklogSelection) -> Table:
    """The indicators of work and education; a word where there is no value."""
    codes = dict.fromkeys((selection.region, RIKET))
    heads = (Column("Indikator"), Column("Enhet"), Column("Område"), Column("Period"), Column("Värde", 0), Column("Källa"))
    rows: list[tuple[Word, ...]] = []
    for entry in backlog_rows.beside(selection):
        found = queries.signals(selection.snapshot, entry.id)
        for code in codes:
            here = found.get((code, Sex.TOTAL.value))
            if here is None:
                continue
            value = amount(here.value, entry) or formats.absent(here.status)
            source = provenance.source_words(selection.snapshot, entry)
            rows.append(
                (entry.title, formats.unit(entry), queries.regions(selection.snapshot)[code].name, here.period, value, source)
            )
    return Table("Arbete och utbildning", heads, tuple(rows))


def national(snapshot: Snapshot) -> Table:
    """The national figures with a source each; real beside made-up reports too."""
    numbers = (Column("Tal", 0), Column("Till", 0))
    heads = (*(Column(text) for text in ("Mått", "Typ", "Period")), *numbers)
    heads = (*heads, *(Column(text) for text in ("Enhet", "Källa", "Adress", "Tidpunkt", "Anmärkning")))
    kinds = backlog.codes(snapshot)["type"]
    rows = [
        (
            *(row.title, kinds[row.type].title if row.type in kinds else row.type, row.period, row.value, row.to),
            *(row.unit, row.source, row.url, row.dated, row.note or ""),
        )
        for row in backlog.national(snapshot)
    ]
    return Table(NATIONAL, heads, tuple(rows), real=True)


def _long(selection: BacklogSelection) -> Table:
    texts = ("Område", "Kod", "Kvartal", "Typ av validering", "Steg", "Mått", "Enhet")
    heads = (*(Column(text) for text in texts), Column("Värde", 0), Column("Status"), Column("Förklaring"))
    rows = (*_reported(selection), *_neighbours(selection))
    return Table("Alla värden", (*heads, Column("Kommuner i summan", 0), Column("Kommuner som rapporterat", 0)), rows)


def _reported(selection: BacklogSelection) -> Iterator[tuple[Word, ...]]:
    measures = backlog.codes(selection.snapshot)["measure"]
    for row in backlog_rows.series(selection):
        for period, figure in zip(selection.periods, row.figures, strict=True):
            fields = (
                selection.name,
                selection.region,
                period,
                selection.kind_words,
                STEP_WORDS[row.step],
                measures[row.measure].title,
            )
            yield (*fields, row.unit, *_figure_fields(figure))


def _neighbours(selection: BacklogSelection) -> Iterator[tuple[Word, ...]]:
    """The other kommuner in the chosen quarter, also those that have not reported."""
    names, stock = queries.regions(selection.snapshot), backlog.codes(selection.snapshot)["measure"]["stock"]
    for code, figure in backlog_rows.within(
        selection, backlog.by_kommun(selection.snapshot, selection.period, selection.kind)
    ).items():
        if code != selection.region:
            fields = (names[code].name, code, selection.period, selection.kind_words, STEP_WORDS[ALL], stock.title)
            yield (*fields, backlog_rows.PERSONS, *_figure_fields(figure))


def _figure_fields(figure: Figure) -> tuple[Word, ...]:
    status = "Värde" if figure.status == Status.OK else formats.absent(figure.status)
    return (figure.value, status, figure.reason or "", figure.included, figure.reported)


def chart(selection: BacklogSelection) -> Chart | None:
    """Who waits, comes and leaves over the quarters; None where nobody has reported."""
    series = tuple((words, tuple(selection.track(measure))) for measure, words in CHARTED.items())
    if not any(value is not None for _, values in series for value in values):
        return None
    demo = f" ({formats.DEMO_WORDS})" if selection.snapshot.demo else ""
    return Chart(
        "line", f"{selection.kind_words}, {selection.name}{demo}", backlog_rows.PERSONS, selection.periods, series, decimals=0
    )
