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


def facts(choice: BacklogSelection, message: str, origin: str) -> Facts:
    """What is said of the tables; `message` is the page's summary, `origin` what the address begins with."""
    snapshot = choice.snapshot
    return Facts(
        title=f"Väntan på validering, {choice.where}",
        message=message,
        definition=backlog.codes(snapshot)["measure"]["stock"].definition or "",
        filters=(
            ("Område", choice.name),
            ("Typ av validering", choice.kind_words),
            ("Kvartal", formats.period(choice.period) or "Inga har rapporterat"),
        ),
        unit=UNIT,
        source=provenance.reports_words(snapshot),
        licence=provenance.reports_licence(snapshot),
        fetched=None,
        version=snapshot.version,
        built=snapshot.manifest["built_at"],
        address=origin.rstrip("/") + choice.view.address,
        demo=snapshot.demo,
        notes=tuple(_notes(choice)),
    )


def _notes(choice: BacklogSelection) -> Iterator[str]:
    if choice.summed:
        yield "Talen är summor av de kommuner som rapporterat och vars eget tal visas. Kommuner i summan står vid varje tal."
    yield from choice.remarks


def name_parts(choice: BacklogSelection) -> tuple[str, ...]:
    """What the file's name says it holds: region, type and quarter."""
    return ("validering", choice.name, "" if choice.kind == ALL else choice.kind_words, choice.period)


def tables(choice: BacklogSelection) -> tuple[Table, ...]:
    """The region over the quarters, its types, the kommuner, the indicators beside, the national figures; a row a figure last."""
    return (_series(choice), _types(choice), _kommuner(choice), _beside(choice), national(choice.snapshot), _long(choice))


def _series(choice: BacklogSelection) -> Table:
    heads = (Column("Mått"), Column("Enhet"), *(Column(period, 0) for period in choice.periods))
    rows = [(row.heading, row.unit, *map(_word, row.figures)) for row in backlog_rows.series(choice)]
    return Table("Alla kvartal", heads, tuple(rows))


def _types(choice: BacklogSelection) -> Table:
    headings, found = backlog_rows.types(choice)
    kinds = backlog.codes(choice.snapshot)["type"]
    rows = [(kinds[kind].title, *map(_word, figures)) for kind, figures in found.items()]
    return Table("Typ för typ", (Column("Typ av validering"), *(Column(heading, 0) for heading in headings)), tuple(rows))


def _kommuner(choice: BacklogSelection) -> Table:
    names = queries.regions(choice.snapshot)
    rows = [(names[code].name, code, _word(figure)) for code, figure in backlog_rows.kommuner(choice).items()]
    silent = [(names[code].name, code, "Har inte rapporterat") for code in backlog_rows.silent(choice)]
    return Table("Kommun för kommun", (Column("Kommun"), Column("Kod"), Column("Väntar och pågår", 0)), (*rows, *silent))


def _word(figure: Figure) -> Word:
    return formats.absent(figure.status) if figure.value is None else figure.value


def _beside(choice: BacklogSelection) -> Table:
    """The indicators of work and education; a word where there is no value."""
    codes = dict.fromkeys((choice.region, RIKET))
    heads = (Column("Indikator"), Column("Enhet"), Column("Område"), Column("Period"), Column("Värde", 0), Column("Källa"))
    rows: list[tuple[Word, ...]] = []
    for entry in backlog_rows.beside(choice):
        found = queries.signals(choice.snapshot, entry.id)
        for code in codes:
            here = found.get((code, Sex.TOTAL.value))
            if here is None:
                continue
            value = amount(here.value, entry) or formats.absent(here.status)
            source = provenance.source_words(choice.snapshot, entry)
            rows.append(
                (entry.title, formats.unit(entry), queries.regions(choice.snapshot)[code].name, here.period, value, source)
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


def _long(choice: BacklogSelection) -> Table:
    texts = ("Område", "Kod", "Kvartal", "Typ av validering", "Steg", "Mått", "Enhet")
    heads = (*(Column(text) for text in texts), Column("Värde", 0), Column("Status"), Column("Förklaring"))
    rows = (*_reported(choice), *_neighbours(choice))
    return Table("Alla värden", (*heads, Column("Kommuner i summan", 0), Column("Kommuner som rapporterat", 0)), rows)


def _reported(choice: BacklogSelection) -> Iterator[tuple[Word, ...]]:
    measures = backlog.codes(choice.snapshot)["measure"]
    for row in backlog_rows.series(choice):
        for period, figure in zip(choice.periods, row.figures, strict=True):
            fields = (choice.name, choice.region, period, choice.kind_words, STEP_WORDS[row.step], measures[row.measure].title)
            yield (*fields, row.unit, *_figure_fields(figure))


def _neighbours(choice: BacklogSelection) -> Iterator[tuple[Word, ...]]:
    """The other kommuner in the chosen quarter, also those that have not reported."""
    names, stock = queries.regions(choice.snapshot), backlog.codes(choice.snapshot)["measure"]["stock"]
    for code, figure in backlog_rows.within(choice, backlog.by_kommun(choice.snapshot, choice.period, choice.kind)).items():
        if code != choice.region:
            fields = (names[code].name, code, choice.period, choice.kind_words, STEP_WORDS[ALL], stock.title)
            yield (*fields, backlog_rows.PERSONS, *_figure_fields(figure))


def _figure_fields(figure: Figure) -> tuple[Word, ...]:
    status = "Värde" if figure.status == Status.OK else formats.absent(figure.status)
    return (figure.value, status, figure.reason or "", figure.included, figure.reported)


def chart(choice: BacklogSelection) -> Chart | None:
    """Who waits, comes and leaves over the quarters; None where nobody has reported."""
    series = tuple((words, tuple(choice.track(measure))) for measure, words in CHARTED.items())
    if not any(value is not None for _, values in series for value in values):
        return None
    demo = f" ({formats.DEMO_WORDS})" if choice.snapshot.demo else ""
    return Chart("line", f"{choice.kind_words}, {choice.name}{demo}", backlog_rows.PERSONS, choice.periods, series, decimals=0)
