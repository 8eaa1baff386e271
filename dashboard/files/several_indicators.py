"""Several indicators and kommuner as tables to take away: the comparison's and the focus areas'."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dashboard import formats
from dashboard.files.table import Cell as Word
from dashboard.files.table import Column, Facts, Table, amount
from dashboard.published import counties, provenance, queries
from dashboard.published.queries import Signals
from etl.contract.catalogue import Indicator
from etl.contract.codes import RIKET, Sex, Status
from etl.contract.reader import Snapshot


@dataclass(frozen=True)
class Selection:
    """What is on the page: indicators, kommuner and sex; `every_period` where it shows series, else the latest values.

    `remarks` are the page's own, on what it was asked for and hasn't.
    """

    snapshot: Snapshot
    title: str
    message: str
    entries: Sequence[Indicator]
    codes: Sequence[str]
    sex: str
    address: str
    every_period: bool
    remarks: tuple[str, ...] = ()

    @property
    def regions(self) -> list[tuple[str, str]]:
        """Code and name of riket and the chosen kommuner."""
        known = queries.regions(self.snapshot)
        return [(code, known[code].name) for code in (RIKET, *self.codes)]

    def sex_of(self, entry: Indicator) -> str:
        """The chosen sex, or the total where the indicator isn't reported by sex."""
        return self.sex if self.sex in counties.cube(self.snapshot, entry.id).sexes else Sex.TOTAL.value


def facts(chosen: Selection, origin: str) -> Facts:
    """What is said of the tables; `origin` is what the address begins with."""
    snapshot = chosen.snapshot
    fetched = sorted(day for entry in chosen.entries if (day := provenance.fetched(snapshot, entry)))
    sources = dict.fromkeys(provenance.source_words(snapshot, entry) for entry in chosen.entries)
    return Facts(
        title=chosen.title,
        message=chosen.message,
        definition="Varje indikators definition står i bladet Indikatorer.",
        filters=(
            ("Område", ", ".join(name for _, name in chosen.regions)),
            ("Kön", formats.SEX_WORDS[Sex(chosen.sex)]),
        ),
        unit="Varje indikators enhet står vid den",
        source="; ".join(sources) or "Källa: ingen",
        licence="; ".join(dict.fromkeys(provenance.licence(snapshot, entry) for entry in chosen.entries)),
        fetched=fetched[-1] if fetched else None,
        version=snapshot.version,
        built=snapshot.manifest["built_at"],
        address=origin.rstrip("/") + chosen.address,
        demo=snapshot.demo,
        notes=chosen.remarks,
    )


def tables(chosen: Selection) -> tuple[Table, ...]:
    """The latest values side by side, the indicators, and one row a value."""
    return _wide(chosen), _indicators(chosen), _long(chosen)


def _wide(chosen: Selection) -> Table:
    latest = {entry.id: queries.latest_period(chosen.snapshot, entry) for entry in chosen.entries}
    heads = [
        Column(f"{entry.short_title} {latest[entry.id]}, {formats.unit(entry)}", formats.decimals(entry))
        for entry in chosen.entries
    ]
    rows = [(name, code, *(_word(chosen, entry, code) for entry in chosen.entries)) for code, name in chosen.regions]
    return Table("Senaste värden", (Column("Område"), Column("Kod"), *heads), tuple(rows))


def _word(chosen: Selection, entry: Indicator, code: str) -> Word:
    data = counties.cube(chosen.snapshot, entry.id)
    cell = data.cell(code, queries.latest_period(chosen.snapshot, entry), chosen.sex_of(entry))
    if cell.value is None:
        return formats.absent(cell.status)
    return formats.category(cell.value, entry.unit) or cell.value


def _indicators(chosen: Selection) -> Table:
    heads = tuple(Column(text) for text in ("Indikator", "Enhet", "Tolkning", "Definition", "Källa", "Hämtad"))
    rows = [
        (
            entry.title,
            formats.unit(entry),
            formats.DIRECTION_WORDS[entry.direction],
            entry.definition,
            provenance.source_words(chosen.snapshot, entry),
            provenance.fetched(chosen.snapshot, entry) or "",
        )
        for entry in chosen.entries
    ]
    return Table("Indikatorer", heads, tuple(rows))


def _long(chosen: Selection) -> Table:
    texts = ("Indikator", "Enhet", "Område", "Kod", "Period", "Kön")
    rest = ("Status", "Förklaring", "Nivå", "Trend")
    heads = (*(Column(text) for text in texts), Column("Värde", 0), *(Column(text) for text in rest))
    return Table("Alla värden", heads, tuple(row for entry in chosen.entries for row in _values(chosen, entry)))


def _values(chosen: Selection, entry: Indicator) -> Iterator[tuple[Word, ...]]:
    data, sex = counties.cube(chosen.snapshot, entry.id), chosen.sex_of(entry)
    found = queries.signals(chosen.snapshot, entry.id)
    latest = queries.latest_period(chosen.snapshot, entry)
    periods = data.periods if chosen.every_period else (latest,) if latest else ()
    for period in periods:
        for (code, name), cell in zip(
            chosen.regions, data.across([code for code, _ in chosen.regions], period, sex), strict=True
        ):
            fields = (
                entry.short_title,
                formats.unit(entry),
                name,
                code,
                period,
                formats.SEX_WORDS[Sex(sex)],
                amount(cell.value, entry),
            )
            status = "Värde" if cell.status == Status.OK else formats.absent(cell.status)
            yield (*fields, status, cell.reason or "", *_judged(found.get((code, sex)), period))


def _judged(found: Signals | None, period: str) -> tuple[str, str]:
    """Level and trend in words, only beside the period that they are of."""
    if found is None or found.period != period:
        return "", ""
    level = formats.LEVEL_WORDS.get(found.level or "", found.level_reason or "")
    return level, formats.TREND_WORDS.get(found.trend, found.trend_reason or "")
