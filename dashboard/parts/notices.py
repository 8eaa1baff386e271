"""Boxes with words: source notes, explanations, and pages that have nothing to show."""

from collections.abc import Sequence
from typing import Any

from dash import dcc, html

from dashboard import formats
from dashboard.markup import Element, element
from dashboard.published import provenance
from dashboard.published.queries import Area
from etl.contract.catalogue import Indicator
from etl.contract.codes import Role
from etl.contract.reader import Snapshot


def empty_page(title: str, *paragraphs: Any) -> list[Any]:
    """A whole page with a heading, an explanation and the ways on."""
    ways = html.Ul(
        [
            html.Li(dcc.Link("Till översikten: välj din kommun eller ditt län", href="/")),
            html.Li(dcc.Link("Till indikatorerna: karta, utveckling och tabell", href="/indikator/syss_utrikes")),
        ]
    )
    return [html.H1(title), html.Div([*[html.P(text) for text in paragraphs], ways], className="panel explanation")]


def nothing_published() -> list[Any]:
    """The page where no version can be shown."""
    return empty_page("Inget att visa ännu", *unavailable())


def unavailable() -> list[Any]:
    """What a reader can do where no version can be shown; the log says why, and what to run."""
    return [formats.NOTHING_NOW]


def left_out(area: Area) -> list[str]:
    """How many indicators of a focus area an overview leaves out, and why."""
    counts = {
        "saknar värden i källan": area.without_values,
        "visas inte, för källans värden är tveksamma": area.doubtful,
    }
    return [f"{'1 indikator' if n == 1 else f'{n} indikatorer'} {why}." for why, n in counts.items() if n]


def export_links(address: str) -> Element:
    """The way to a page's tables as files; `address` is the page's own."""
    path, mark, query = address.partition("?")
    links = [
        element("A", words, href=f"/export{path}.{extension}{mark}{query}", download="", rel="nofollow")
        for words, extension in (("Hämta som Excel", "xlsx"), ("Hämta som CSV", "csv"))
    ]
    return element("P", [links[0], " ", links[1]], className="exports")


def about_indicator(entry: Indicator, snapshot: Snapshot) -> list[Element]:
    """Definition, unit, direction, caveats, source and dates of an indicator, as a description list."""
    publication = snapshot.manifest["publications"].get(entry.id, {})
    rows: list[tuple[str, Any]] = [
        ("Definition", entry.definition),
        ("Enhet", formats.unit(entry).capitalize()),
        ("Tolkning", formats.DIRECTION_WORDS[entry.direction]),
        ("Att tänka på", _caveats(entry)),
        ("Källa", provenance.source_line(snapshot, [entry])),
        ("Källans namn", None if snapshot.demo else entry.source.title),
        ("Publicering", _announced(publication)),
    ]
    parts = [part for name, text in rows if text for part in (element("Dt", name), element("Dd", text))]
    return [element("Dl", parts, className="facts")]


def _announced(publication: dict[str, str | None]) -> str | None:
    """The source's own word on when which period comes: `Källan anger 2026-11-28 för 2025.`"""
    day, period = publication.get("publication_date"), publication.get("publ_period")
    return f"Källan anger {day} för perioden {period}." if day and period else None


def _caveats(entry: Indicator) -> Any:
    notes: Sequence[str] = (*filter(None, (entry.doubtful, entry.not_renewed)), *entry.notes)
    if entry.role is Role.DORMANT:
        notes = [*notes, "Serien uppdateras inte för närvarande."]
    return element("Ul", [element("Li", note) for note in notes]) if notes else None
