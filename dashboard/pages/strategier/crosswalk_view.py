"""The strategies side by side: indicators down, regions across, and in each cell the goals that the indicator measures there."""

from typing import Any

from dashboard import formats, url_state
from dashboard.markup import Element, element, link
from dashboard.pages.strategier import crosswalk
from dashboard.pages.strategier.crosswalk import Across, Row, Use
from dashboard.parts import pickers
from dashboard.parts.evidence import evidence_mark, legend, outside, wording_mark
from dashboard.published import queries
from etl.contract.codes import Sex
from etl.contract.goal import Evidence
from etl.contract.reader import Snapshot
from etl.contract.strategies import Principle, SdgTarget, Strategy, Wording

NO_GOAL = "Inget mål"


def options(snapshot: Snapshot) -> list[dict[str, str]]:
    """Everything that can be laid across, the principles first."""
    prefixes = {"eu": "EU-princip", "sdg": "Agenda 2030, delmål"}
    return [
        pickers.option(f"{prefixes[one.key.partition(':')[0]]} {one.title.partition(' ')[2]}", one.key)
        for one in crosswalk.options(snapshot.strategies)
    ]


def view(snapshot: Snapshot, chosen: Across) -> list[Element]:
    """What lies across, in its own words with how far they are verified; the table; what the marks mean."""
    found = crosswalk.rows(snapshot.catalogue, snapshot.strategies, chosen)
    words = _principle(chosen.principle) if chosen.principle else _target(chosen.target)
    aimed = [row for row in found if row.regions]
    table = _table(snapshot, chosen, aimed) if aimed else _nothing(chosen)
    region = element("Div", table, className="scroll", tabIndex=0, role="region", aria_label="Tabell över strategierna")
    return [
        element("H2", chosen.title, id="korsvag-title"),
        *words,
        element("P", summary(found), className="summary"),
        region,
        *_without_goals([row for row in found if not row.regions]),
        legend(),
        *_references(snapshot, chosen),
    ]


def summary(found: list[Row]) -> str:
    """`9 mått hör hit. 4 av dem mäter mål för mer än ett område.`"""
    measured = [row for row in found if row.entry]
    shared = sum(1 for row in measured if row.regions > 1)
    bare = sum(len(uses) for row in found if row.entry is None for uses in row.cells.values())
    end = f" {bare} mål hör hit utan att något mått i katalogen mäter {'det' if bare == 1 else 'dem'}." if bare else ""
    return f"{len(measured)} mått hör hit. {shared} av dem mäter mål för mer än ett område.{end}"


def _without_goals(found: list[Row]) -> list[Element]:
    """The indicators that are linked but measure no goal: named, not tabled."""
    links: list[Any] = []
    for row in found:
        links += [", " if links else "", *(_head(row)[:1])]
    return [element("P", ["Hör också hit, men mäter inget mål i strategierna: ", *links, "."], className="hint")] if found else []


def _principle(principle: Principle) -> list[Element]:
    swedish = [
        _words(principle.text, principle.wording),
        " ",
        wording_mark(principle.wording),
        " ",
        outside("Källa", principle.url),
    ]
    english = [
        _words(principle.text_en, principle.wording_en, lang="en"),
        " ",
        wording_mark(principle.wording_en),
        " ",
        outside("Engelsk källa", principle.url_en),
    ]
    why = [element("P", principle.why_no_indicator, className="hint")] if principle.why_no_indicator else []
    return [element("P", swedish, className="wording"), element("P", english, className="wording wording-en"), *why]


def _words(text: str, wording: Wording, lang: str | None = None) -> Element:
    """A principle's words; as a quotation only where they are the source's own."""
    quoted = wording in (Wording.VERBATIM, Wording.PARTLY_VERBATIM)
    return element("Q" if quoted else "Span", text, lang=lang)


def _target(target: SdgTarget | None) -> list[Element]:
    if target is None:
        return []
    official = [element("Q", target.text_en, lang="en"), " ", outside("Källa", target.url)]
    note = "Rubriken är vår egen korta svenska benämning. FN:s officiella lydelse:"
    return [element("P", note, className="hint"), element("P", official, className="wording wording-en")]


def _nothing(chosen: Across) -> Element:
    what = "delmålet" if chosen.target else "principen"
    return element("P", f"Inget mått och inget mål i strategierna är knutet till {what}.")


def _table(snapshot: Snapshot, chosen: Across, found: list[Row]) -> Element:
    across = crosswalk.columns(snapshot.strategies)
    regions = queries.regions(snapshot)
    heads = [
        element("Th", [element("Span", regions[code].name), _strategies(own)], scope="col", role="columnheader")
        for code, own in across.items()
    ]
    first = element("Th", "Mått", scope="col", role="columnheader")
    caption = f"{chosen.title}: samma mått i strategierna. Värdet överst i en cell är områdets senaste."
    parts = [
        element("Caption", caption),
        element("Thead", element("Tr", [first, *heads], role="row"), role="rowgroup"),
        element("Tbody", [_row(snapshot, row, list(across)) for row in found], role="rowgroup"),
    ]
    return element("Table", parts, className="data crosswalk", role="table")


def _strategies(own: tuple[Strategy, ...]) -> Element:
    links: list[Any] = []
    for strategy in own:
        links += [", " if links else "", link(strategy.title, f"/strategi/{strategy.id}")]
    return element("Span", links, className="crosswalk-strategies")


def _row(snapshot: Snapshot, row: Row, codes: list[str]) -> Element:
    names = queries.regions(snapshot)
    cells = [
        element(
            "Td",
            [*_value(snapshot, row, code), *_goals(row.cells[code])],
            role="cell",
            data_heading=names[code].name,
            className=None if row.cells[code] else "no-goal",
        )
        for code in codes
    ]
    return element("Tr", [element("Th", _head(row), scope="row", role="rowheader"), *cells], role="row")


def _head(row: Row) -> list[Element]:
    if row.entry is None:
        return [element("Span", "Mål som inget mått i katalogen mäter")]
    name = link(row.entry.short_title, f"/indikator/{row.entry.id}", title=row.entry.title)
    if row.link is None:
        return [name, element("Span", "Hör hit genom ett mål", className="crosswalk-link")]
    mark = evidence_mark(Evidence(row.link.evidence))
    return [name, element("Span", mark, className="crosswalk-link", title=row.link.note)]


def _value(snapshot: Snapshot, row: Row, code: str) -> list[Element]:
    """The region's latest value, small, so that the same indicator can be read across."""
    if row.entry is None:
        return []
    found = queries.signals(snapshot, row.entry.id).get((code, Sex.TOTAL.value))
    if found is None or found.value is None:
        absent = formats.absent(found.status) if found else "Uppgift saknas"
        return [element("Span", absent, className="crosswalk-value absent")]
    return [element("Span", f"{formats.value(found.value, row.entry)}, {found.period}", className="crosswalk-value")]


def _goals(uses: tuple[Use, ...]) -> list[Element]:
    if not uses:
        return [element("Span", NO_GOAL, className="crosswalk-none")]
    return [element("Ul", [element("Li", _use(use)) for use in uses], className="crosswalk-goals")]


def _use(use: Use) -> list[Element]:
    """A goal with how it is linked to what lies across, and how the indicator came to measure it."""
    area = next((area.title for area in use.strategy.areas if area.id == use.goal.area), use.strategy.title)
    text = use.goal.text or f"{area}: {formats.UNREAD_GOAL[0].lower()}{formats.UNREAD_GOAL[1:]}"
    goal = link(text, f"{url_state.strategy_address(use.strategy.id, None)}#mal-{use.goal.id}", title=text)
    return [goal, element("Span", _marks(use), className="crosswalk-marks")]


def _marks(use: Use) -> list[Element]:
    if use.link and use.link == use.measured:
        return [evidence_mark(use.link, "Koppling och mått")]
    linked = evidence_mark(use.link, "Koppling") if use.link else element("Span", "– Ingen koppling hit", className="evidence")
    return [linked, *([evidence_mark(use.measured, "Mått")] if use.measured else [])]


def _references(snapshot: Snapshot, chosen: Across) -> list[Element]:
    """What the strategies say of the framework as a whole, which is more than they say of any part of it."""
    items = [
        element("Li", [element("Strong", f"{strategy.title}: "), one.note, " ", evidence_mark(Evidence(one.evidence))])
        for strategy in snapshot.strategies.strategies
        for one in strategy.references
        if one.framework == chosen.framework
    ]
    if not items:
        return []
    return [element("H3", "Vad strategierna själva säger om ramverket"), element("Ul", items, className="crosswalk-references")]
