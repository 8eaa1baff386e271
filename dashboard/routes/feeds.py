"""`/andrat.atom`: the page of changes as an Atom feed (RFC 4287), an entry a version in which something of the region changed."""

import uuid
from collections.abc import Container, Iterator
from typing import Final
from xml.etree import ElementTree as Xml

import flask

from dashboard import formats
from dashboard.pages.andrat import changed_view
from dashboard.pages.andrat.changed_view import ChangesSelection
from dashboard.parts import goal_verdicts, goal_words
from dashboard.published import changed, provenance
from dashboard.published.changed import Change, ChangedView
from dashboard.routes import replies
from etl.contract.journal import Entry, Journal
from etl.contract.paths import data_paths
from etl.contract.reader import Snapshot, UnavailableError

blueprint = flask.Blueprint("feeds", __name__)

ATOM: Final = "http://www.w3.org/2005/Atom"
MEDIA_TYPE: Final = "application/atom+xml"
NAMESPACE: Final = uuid.uuid5(uuid.NAMESPACE_URL, "integrationskollen/andrat")
"""Every id is made of this, the region and the version: the same in every installation and for ever."""

MOST_ENTRIES: Final = 20
MOST_MEASURES: Final = 30


@blueprint.get("/andrat.atom")
def feed() -> flask.Response:
    """The feed of a kommun (`?kommun=0484`), a län (`?lan=04`), a strategy (`?strategi=moelndal`) or riket.

    Raises:
        UnavailableError: nothing is published.

    """
    view = changed.changed_view(replies.query())
    view = ChangedView(view.region, view.strategy)
    selection = changed_view.choose(data_paths(), view)
    if selection is None:
        return replies.missing("Koden finns inte. Ange ?kommun= med fyra siffror, ?lan= med två, eller ?strategi=.")
    if view.strategy and selection.strategy is None:
        known = ", ".join(one.id for one in selection.snapshot.strategies.strategies)
        return replies.missing(f"Strategin finns inte. De som finns: {known}.")
    made = flask.Response(document(selection, flask.request.url_root.rstrip("/")), mimetype=MEDIA_TYPE)
    made.add_etag()
    made.headers["Cache-Control"] = "no-cache"
    made.make_conditional(flask.request)
    return made


def document(selection: ChangesSelection, origin: str) -> bytes:
    """The feed as XML; `origin` is what its addresses begin with."""
    journal, snapshot = selection.journal, selection.snapshot
    feed = selection.view.feed
    entries = list(_entries(selection, journal, origin)) if journal else []
    root = Xml.Element("feed", {"xmlns": ATOM, "xml:lang": "sv"})
    demo = f"{formats.DEMO_WORDS}. " if snapshot.demo else ""
    _text(root, "id", _urn(feed, "demo" if snapshot.demo else ""))
    _text(root, "title", f"{demo}{changed_view.title(selection)}")
    _text(root, "subtitle", "Nya perioder, ändrade värden och ändrad status, version för version.")
    newest = entries[0].findtext("updated") if entries else None
    _text(root, "updated", newest or snapshot.manifest["built_at"])
    Xml.SubElement(root, "link", {"rel": "self", "type": MEDIA_TYPE, "href": origin + feed})
    Xml.SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": origin + selection.view.address})
    _text(Xml.SubElement(root, "author"), "name", "Integrationskollen")
    _text(
        root, "rights", f"{provenance.sources_words(snapshot)}. {'' if snapshot.demo else provenance.licence(snapshot)}".strip()
    )
    root.extend(entries)
    Xml.indent(root)
    body: bytes = Xml.tostring(root, encoding="utf-8", xml_declaration=True)
    return body


def _text(parent: Xml.Element, name: str, text: str) -> None:
    Xml.SubElement(parent, name).text = text


def _urn(*parts: str) -> str:
    return uuid.uuid5(NAMESPACE, " ".join(parts)).urn


def _entries(selection: ChangesSelection, journal: Journal, origin: str) -> Iterator[Xml.Element]:
    """The newest first; versions in which nothing of the region has changed are left out."""
    pairs = list(zip(journal.entries[:-1], journal.entries[1:], strict=True))[::-1]
    number = 0
    for before, entry in pairs:
        found = _came(selection, journal, before, entry)
        if found and number < MOST_ENTRIES:
            number += 1
            yield _entry(selection, (before, entry), found, origin)


def _came(selection: ChangesSelection, journal: Journal, before: Entry, entry: Entry) -> list[Change]:
    """What came with one version, both sexes together."""
    every = [
        one
        for code in changed.region_codes(selection.snapshot, selection.region.code)
        for one in changed.changes(journal, code, before, entry)
    ]
    wanted = changed.measures(selection.snapshot, selection.strategy)
    return [*changed.of_measures(every, wanted, by_sex=False), *changed.reported(every)]


def _entry(selection: ChangesSelection, pair: tuple[Entry, Entry], found: list[Change], origin: str) -> Xml.Element:
    before, entry = pair
    demo = formats.DEMO_WORDS if selection.snapshot.demo else ""
    page = ChangedView(selection.view.region, selection.view.strategy, before.version)
    made = Xml.Element("entry")
    _text(made, "id", _urn(selection.view.feed, entry.version, entry.at))
    _text(made, "title", f"{selection.name}: {changed_view.counts(found)}{f' ({demo})' if demo else ''}")
    _text(made, "updated", entry.at)
    Xml.SubElement(made, "link", {"rel": "alternate", "type": "text/html", "href": origin + page.address})
    lines = [f"Dataversion {entry.version}, publicerad {formats.timestamp(entry.at)}.", *([f"{demo}."] if demo else [])]
    content = Xml.SubElement(made, "content", {"type": "text"})
    newest = entry.version == selection.snapshot.version
    verdicts = goal_lines(selection.snapshot, selection.region.code, {one.cell.indicator for one in found}) if newest else []
    content.text = "\n".join([*lines, *_measures(selection, found), *verdicts])
    return made


def _measures(selection: ChangesSelection, found: list[Change]) -> list[str]:
    """A line a measure; values are on the page, which takes back what must not be told any more."""
    groups: dict[str, list[Change]] = {}
    for one in found:
        entry = selection.snapshot.catalogue.indicator(one.cell.indicator or "")
        groups.setdefault(entry.short_title if entry else "Väntan på validering", []).append(one)
    lines = [f"{name}: {_line(group)}." for name, group in groups.items()]
    more = len(lines) - MOST_MEASURES
    return [*lines[:MOST_MEASURES], *([f"Och {more} mått till."] if more > 0 else [])]


def goal_lines(snapshot: Snapshot, region: str, names: Container[str | None]) -> list[str]:
    """What the named measures say of the goals that hold for a region; how far is left is on the page, for its values change."""
    entries = [entry for entry in snapshot.catalogue.indicators if entry.id in names]
    lines = [
        f"{one.strategy}: {one.goal} {one.entry.short_title}: {goal_words.mark(one.progress)[1]}."
        for one in goal_verdicts.of_measures(snapshot, entries, (region,))
        if one.progress.status != goal_words.UNMEASURED
    ]
    more = len(lines) - MOST_MEASURES
    return [*(["Målen:"] if lines else []), *lines[:MOST_MEASURES], *([f"Och {more} omdömen till."] if more > 0 else [])]


def _line(group: list[Change]) -> str:
    new = sorted({one.cell.period for one in group if one.kind == changed.NEW_PERIOD})
    revised = sum(one.kind == changed.REVISED for one in group)
    status = sum(one.kind == changed.STATUS for one in group)
    span = new[0] if len(new) == 1 else f"{new[0]}{formats.DASH}{new[-1]}" if new else ""
    parts = [f"ny period {span}" if len(new) == 1 else f"nya perioder {span}" if new else ""]
    parts += [f"{revised} ändrade värden" if revised > 1 else "1 ändrat värde" if revised else ""]
    parts += [f"{status} tillkomna, borttagna eller dolda" if status else ""]
    return ", ".join(part for part in parts if part)


blueprint.register_error_handler(UnavailableError, replies.unavailable)
