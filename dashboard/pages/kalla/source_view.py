"""Where one value comes from, in words: the answer of `provenance.trace` as a page."""

from collections.abc import Sequence
from typing import Any, Final

from dashboard import formats
from dashboard.markup import Element, element, link
from dashboard.parts.tables import data_table
from dashboard.published import provenance, queries
from dashboard.published.provenance import Cell, Provenance, Request
from dashboard.url_state import SourceView, View
from etl.contract.catalogue import Indicator
from etl.contract.codes import Sex, Status
from etl.contract.freshness import Freshness
from etl.contract.reader import Snapshot

PURPOSES: Final = {"value": "Värdet", "denominator": "Antalet personer bakom"}
LONGEST: Final = 60
"""So much of a request's address is written out; the link holds it all."""

KINDS: Final = {
    "new_period": "Ny period",
    "new_value": "Nytt värde",
    "revised": "Reviderat av källan",
    "removed": "Borttaget",
    "status": "Ändrad status",
}


def found(snapshot: Snapshot, view: SourceView) -> tuple[Indicator, Cell] | None:
    """The cell that an address asks for; None where its indicator or region does not exist. The latest period by default."""
    entry = snapshot.catalogue.indicator(view.indicator)
    if entry is None or view.region not in queries.regions(snapshot):
        return None
    period = view.period or queries.latest_period(snapshot, entry)
    return entry, Cell(view.region, period, view.sex)


def heading(snapshot: Snapshot, entry: Indicator, cell: Cell) -> str:
    """`Sysselsatta utrikes födda i Eskilstuna 2022`."""
    sex = "" if cell.sex == Sex.TOTAL else f", {formats.SEX_WORDS[Sex(cell.sex)].lower()}"
    return f"{entry.short_title}, {queries.regions(snapshot)[cell.region].name} {cell.period}{sex}"


def facts(snapshot: Snapshot, entry: Indicator, origin: Provenance, sources: Sequence[Freshness] = ()) -> Element:
    """What is shown, what it is of, where it comes from, and when its source, of `sources`, was last asked."""
    value = formats.value(origin.value, entry) if origin.value is not None else formats.why_absent(origin.status, origin.reason)
    status = "Värde från källan" if origin.status == Status.OK else formats.absent(origin.status)
    kommuner = (origin.cell.region,) if len(origin.cell.region) == 4 else ()
    page = View(entry.id, origin.cell.period or None, origin.cell.sex, kommuner or None)
    rows: list[tuple[str, Any]] = [
        ("Visas som", value),
        ("Status", status),
        ("Regel som döljer", origin.rule),
        ("Anmärkning", origin.reason if origin.value is not None else None),
        ("Definition", entry.definition),
        ("Källa", provenance.source_words(snapshot, entry)),
        ("Källans namn", None if origin.demo else origin.title),
        ("Källan frågad", provenance.checked_words([one for one in sources if one.name == entry.source.name])),
        ("Villkor", origin.licence),
        ("Dataversion", origin.version),
        ("Visas på", link(entry.title, page.address)),
    ]
    parts = [part for name, text in rows if text for part in (element("Dt", name), element("Dd", text))]
    return element("Dl", parts, className="facts")


def requests(origin: Provenance) -> Element:
    """The requests that brought the value, newest first, with the checksum of the answer as it is kept."""
    if not origin.requests:
        words = "Demodata hämtas inte från någon källa." if origin.demo else "Ingen hämtning gäller den här cellen."
        return element("P", words)
    rows = [
        [PURPOSES[one.purpose], formats.timestamp(one.fetched_at or ""), _address(one), _kept(one)] for one in origin.requests
    ]
    return data_table("Hämtningar från källan, den senaste först.", ["Vad", "Hämtad", "Adress", "Svarets kontrollsumma"], rows)


def _address(one: Request) -> Element | str:
    if one.url is None:
        return "Visas inte för dolda värden"
    text = one.url if len(one.url) <= LONGEST else f"{one.url[:LONGEST]}…"
    return element("A", text, href=one.url, rel="noreferrer")


def _kept(one: Request) -> Element:
    return element("Code", (one.sha256 or formats.DASH)[:16], title=one.sha256)


def revisions(entry: Indicator, origin: Provenance) -> Element:
    """What has changed in the cell since the version before."""
    if not origin.revisions:
        return element("P", "Inget har ändrats sedan sist.")
    rows = [[KINDS.get(row["kind"], row["kind"]), *_before_and_now(row, entry)] for row in origin.revisions]
    return data_table("Ändringar sedan sist.", ["Vad", "Förut", "Nu"], rows)


def _before_and_now(row: dict[str, Any], entry: Indicator) -> tuple[str, str]:
    return _said(row["old_value"], row["old_status"], entry), _said(row["new_value"], row["new_status"], entry)


def _said(value: float | None, status: str | None, entry: Indicator) -> str:
    if value is not None:
        return formats.value(value, entry)
    return "Visas inte" if status == "ok" else formats.absent(status) if status else "Fanns inte"
