"""The page of changes: what is new, what is another value and what came or went, since a version or a day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from dashboard import formats
from dashboard.markup import Element, element, link
from dashboard.pages.andrat.change_tables import SILENT, changed_table, new_table, reported_table
from dashboard.published import changed, provenance, queries
from dashboard.published.changed import Change, ChangedView, Start
from dashboard.url_state import MeetingView
from etl.contract.journal import Journal, read_journal
from etl.contract.paths import DataPaths
from etl.contract.reader import Snapshot, kept_versions
from etl.contract.strategies import Strategy

WITHHELD: Final = (
    f"Där det står ”{SILENT}” finns ett gammalt värde som inte visas: tillsammans med de nya skulle det kunna röja ett tal "
    "som är dolt för att skydda enskilda."
)


@dataclass(frozen=True)
class ChangesSelection:
    """A view held against the journal; without `start` there is nothing to tell of yet."""

    snapshot: Snapshot
    view: ChangedView
    region: queries.Region
    strategy: Strategy | None
    journal: Journal | None
    start: Start | None
    found: tuple[Change, ...]
    reported: tuple[Change, ...]
    left_out: int
    remarks: tuple[str, ...]

    @property
    def several(self) -> bool:
        """Whether more regions than one are told of: a län with its kommuner."""
        return len(self.region.code) == 2 and self.region.code != "00"

    @property
    def name(self) -> str:
        """Whose changes they are."""
        return f"{self.strategy.title}, {self.region.name}" if self.strategy else self.region.name

    @property
    def where(self) -> str:
        """The same within a sentence."""
        return "riket" if self.name == "Riket" else self.name

    @property
    def alone(self) -> bool:
        """Whether the version in service is the first, and no other start is asked for."""
        return self.view.since is None and self.journal is not None and len(self.journal.entries) == 1


def choose(paths: DataPaths, view: ChangedView) -> ChangesSelection | None:
    """Hold a view against the journal; None where there is no such kommun or län.

    Raises:
        UnavailableError: nothing is in service.

    """
    snapshot = queries.current(paths)
    strategy = snapshot.strategies.strategy(view.strategy) if view.strategy else None
    region = queries.regions(snapshot).get(view.region or changed.home(strategy))
    if region is None:
        return None
    remarks = [f"Det finns ingen strategi som heter {view.strategy}."] if view.strategy and strategy is None else []
    settled = replace(view, strategy=strategy.id if strategy else None)
    journal = read_journal(paths, snapshot)
    if journal is None:
        return ChangesSelection(snapshot, settled, region, strategy, None, None, (), (), 0, tuple(remarks))
    start = changed.start(journal, view.since, kept_versions(paths))
    every = [one for code in changed.region_codes(snapshot, region.code) for one in changed.changes(journal, code, start.entry)]
    wanted = changed.measures(snapshot, strategy)
    found = changed.of_measures(every, wanted, by_sex=view.by_sex)
    left_out = len(changed.of_measures(every, wanted, by_sex=True)) - len(found)
    said = (*remarks, *start.remarks)
    return ChangesSelection(
        snapshot, settled, region, strategy, journal, start, tuple(found), tuple(changed.reported(every)), left_out, said
    )


def title(selection: ChangesSelection) -> str:
    """The page's heading."""
    return f"Ändrat sedan sist: {selection.name}"


def content(selection: ChangesSelection) -> list[Element]:
    """Everything under the controls."""
    head = [
        element("P", summary(selection), className="summary"),
        element("Div", [element("P", words) for words in selection.remarks], className="remarks", role="status"),
    ]
    return [element("H1", title(selection)), *head, *_sections(selection), _ways(selection), _source(selection)]


def summary(selection: ChangesSelection) -> str:
    """What has changed, in numbers."""
    if selection.start is None or selection.alone:
        later = "Ändringarna visas från och med nästa gång uppgifter publiceras."
        return f"Det finns ingen tidigare version att jämföra med ännu. {later}"
    since = f"Sedan {formats.timestamp(selection.start.entry.at)} (version {selection.start.entry.version})"
    numbers = counts([*selection.found, *selection.reported])
    if not numbers:
        return f"{since} har inga uppgifter ändrats för {selection.where}."
    return f"{since}: {numbers}."


def counts(found: Sequence[Change]) -> str:
    """`2 mått har nya perioder och 5 värden är ändrade`; empty where nothing has changed."""
    new = {one.cell.indicator for one in found if one.kind == changed.NEW_PERIOD and one.cell.indicator}
    quarters = {(one.cell.region, one.cell.period) for one in found if one.kind == changed.NEW_PERIOD and not one.cell.indicator}
    revised = sum(one.kind == changed.REVISED for one in found)
    status = sum(one.kind == changed.STATUS for one in found)
    parts = [
        f"{len(new)} mått har nya perioder" if new else "",
        f"{len(quarters)} {'nytt' if len(quarters) == 1 else 'nya'} kvartal om validering" if quarters else "",
        f"{_some(revised)} är {'ändrat' if revised == 1 else 'ändrade'}" if revised else "",
        f"{_some(status)} har tillkommit, tagits bort eller dolts" if status else "",
    ]
    texts = [part for part in parts if part]
    return texts[0] if len(texts) == 1 else " och ".join([", ".join(texts[:-1]), texts[-1]]) if texts else ""


def _some(count: int) -> str:
    return "1 värde" if count == 1 else f"{count} värden"


def _sections(selection: ChangesSelection) -> list[Element]:
    if selection.start is None or not (selection.found or selection.reported):
        return []
    news = [one for one in selection.found if one.kind == changed.NEW_PERIOD]
    values = [one for one in selection.found if one.kind == changed.REVISED]
    statuses = [one for one in selection.found if one.kind == changed.STATUS]
    parts = [
        ("Nya perioder", "changed-new", new_table(selection, news), "Inga mått har fått nya perioder."),
        ("Ändrade värden", "changed-values", changed_table(selection, values), "Inga värden har ändrats."),
        (
            "Nya, borttagna och dolda värden",
            "changed-statuses",
            changed_table(selection, statuses, with_reason=True),
            "Inga värden har tillkommit, tagits bort eller dolts.",
        ),
        (
            "Väntan på validering",
            "changed-reported",
            reported_table(selection, selection.reported),
            "Inget nytt har rapporterats.",
        ),
    ]
    without = " ".join(none for _, _, table, none in parts if table is None)
    sections = [_section(heading, name, table) for heading, name, table, _ in parts if table is not None]
    return [*sections, *([element("P", without, className="hint", id="changed-not")] if without else [])]


def _section(heading: str, name: str, table: tuple[Element, int]) -> Element:
    frame = element("Div", table[0], className="scroll", tabIndex=0, role="region", aria_label=f"Tabell: {heading}")
    more = [element("P", f"{table[1]} rader till visas inte här.", className="hint")] if table[1] else []
    return element("Section", [element("H2", heading, id=name), frame, *more], className="panel", aria_labelledby=name)


def _ways(selection: ChangesSelection) -> Element:
    """What is left out, and the ways on."""
    words: list[Any] = []
    if selection.left_out:
        more = link("Visa även kvinnor och män", replace(selection.view, by_sex=True).address)
        words.append(element("P", [f"Därtill har {_some(selection.left_out)} för kvinnor eller män ändrats. ", more]))
    if selection.view.by_sex:
        words.append(element("P", link("Visa bara båda könen tillsammans", replace(selection.view, by_sex=False).address)))
    if any(one.withheld for one in (*selection.found, *selection.reported)):
        words.append(element("P", WITHHELD))
    if selection.region.code != "00":
        page = MeetingView(selection.region.code, selection.view.strategy)
        words.append(element("P", link(f"Mötesunderlag för {selection.region.name}", page.address)))
    follow = element("A", "Prenumerera på ändringarna (Atom)", href=selection.view.feed, type="application/atom+xml")
    return element("Div", [*words, element("P", follow)], className="panel changed-ways")


def _source(selection: ChangesSelection) -> Element:
    snapshot = selection.snapshot
    day = formats.timestamp(snapshot.manifest["built_at"])
    said = f"{provenance.sources_words(snapshot)}. Dataversion {snapshot.version}, publicerad {day}."
    return element("P", f"{said} Vad som skiljer är egen bearbetning.", className="source")


def since_options(journal: Journal | None) -> list[dict[str, str]]:
    """The versions to count from, the newest first."""
    entries: Iterable[Any] = reversed(journal.entries[:-1]) if journal else ()
    latest: dict[str, str] = {}
    for entry in entries:
        latest.setdefault(entry.version, f"{formats.timestamp(entry.at)}, version {entry.version}")
    return [{"label": label, "value": version} for version, label in latest.items()]
