"""The page of a fact card: the card as a picture in both forms, its text, and what it leaves unsaid; or why there is no card."""

import difflib
from typing import Final

from dashboard import formats
from dashboard.markup import Element, element, link
from dashboard.pages.faktakort import cards
from dashboard.pages.faktakort.card_picture import SQUARE, WIDE
from dashboard.pages.faktakort.cards import Card
from dashboard.parts import version_notice
from dashboard.published import provenance, queries
from dashboard.url_state import CardView
from etl.contract.codes import RIKET, RegionType
from etl.contract.paths import DataPaths
from etl.contract.reader import Snapshot

LONGEST_NAME: Final = 60
"""So much of an unknown id is looked at when something like it is searched for."""


def exists(paths: DataPaths, view: CardView) -> bool:
    """Whether there is a card to show; a version that isn't kept is explained on the page, and counts as one.

    Raises:
        UnavailableError: nothing is published.

    """
    snapshot = queries.version(paths, view.version)
    return snapshot is None or cards.make(snapshot, view) is not None


def title(card: Card) -> str:
    """The page's heading."""
    return f"Faktakort: {card.entry.short_title}, {card.region_name}"


def content(card: Card, newest: str) -> list[Element]:
    """The whole of the page below its controls."""
    return [
        element("H1", title(card)),
        _kinds(card),
        _dated(card, newest),
        element("Div", [_pictures(card), _text(card)], className="card-page"),
    ]


def _kinds(card: Card) -> Element:
    """The other cards of the same indicator and region."""
    known = cards.kinds(card.entry, card.region)
    if len(known) == 1:
        return element("P", None, hidden=True)
    views = [(kind, CardView(card.entry.id, card.region.code, kind, card.view.version)) for kind in known]
    items = [
        element(
            "Li", element("Strong", cards.KIND_WORDS[kind]) if kind == card.kind else link(cards.KIND_WORDS[kind], view.address)
        )
        for kind, view in views
    ]
    return element("Ul", items, className="card-kinds", aria_label="Kort om samma mått")


def _dated(card: Card, newest: str) -> Element:
    """Whether the figures are locked, and the way to the latest."""
    day = formats.timestamp(card.snapshot.manifest["built_at"])
    if card.view.version is None:
        fetched = provenance.fetched(card.snapshot, card.entry)
        words = f"Hämtad {fetched}." if fetched else f"Publicerad {day}."
        return element("P", f"Uppgiften gäller {formats.period(card.fact.here.period)}. {words}", className="card-dated")
    note = "Det är den senaste versionen. " if card.snapshot.version == newest else "Det finns en nyare version. "
    latest = CardView(card.entry.id, card.region.code, card.kind).address
    locked = element("Strong", f"Låst till {day}, version {card.snapshot.version}. ")
    return element("P", [locked, note, link("Visa senaste", latest)], className="card-dated locked", role="note")


def locked_address(card: Card) -> str:
    """The page's address that keeps the version."""
    return CardView(card.entry.id, card.region.code, card.kind, card.snapshot.version).address


def _pictures(card: Card) -> Element:
    """Both forms, each with its button; the wide one carries the alternative text."""
    return element("Div", [_picture(card, square=False), _picture(card, square=True)], className="card-pictures")


def _picture(card: Card, *, square: bool) -> Element:
    form = SQUARE if square else WIDE
    view = CardView(card.entry.id, card.region.code, card.kind, card.snapshot.version, square)
    alt = f"Samma kort i kvadrat: {card.entry.title}, {card.region_name}" if square else cards.alt_text(card)
    image = element("Img", src=view.picture, alt=alt, width=form.width, height=form.height, className="card-picture")
    size = f"{form.width}x{form.height}"
    name = f"{_name(card)}_{size}{'_demo' if card.snapshot.demo else ''}.png"
    save = _button(f"Ladda ner PNG, {form.width} × {form.height}", "png", size=size, name=name)
    return element("Div", [image, element("P", [save, element("Span", "", className="take-told", role="status")])])


def _name(card: Card) -> str:
    """What the file holds, for its name."""
    indicator = card.entry.id.replace("_", "-")
    return f"integrationskollen_faktakort_{indicator}_{card.region.code}_{card.kind}_{card.fact.here.period or 'saknas'}"


def _text(card: Card) -> Element:
    """The card in words, to read and to copy."""
    unsaid = [_section("Det här säger siffran inte", card.unsaid)] if card.unsaid else []
    cautions = (*version_notice.rules_of(card.snapshot), *card.notes)
    think = [_section("Att tänka på", cautions)] if cautions else []
    page = link("Till indikatorn med karta och tabell", _indicator(card))
    parts = [
        element("H2", "Det här visar siffran"),
        element("P", " ".join(card.sentences), className="card-fact"),
        *unsaid,
        *think,
        element("P", [card.origin, " ", page], className="source"),
        *_copies(card),
    ]
    return element("Div", parts, className="panel card-text")


def _section(heading: str, texts: tuple[str, ...]) -> Element:
    return element("Div", [element("H2", heading), element("Ul", [element("Li", text) for text in texts])])


def _indicator(card: Card) -> str:
    kommun = card.region.type is RegionType.MUNICIPALITY
    return f"/indikator/{card.entry.id}?kommuner={card.region.code}" if kommun else f"/indikator/{card.entry.id}"


def _copies(card: Card) -> list[Element]:
    """The alternative text, and the link that keeps the version."""
    locked = locked_address(card)
    message = element("Span", "", className="take-told", role="status")
    buttons = [_button("Kopiera alternativtexten", "alt"), _button("Kopiera låst länk", "link", address=locked)]
    return [
        element("H2", "Alternativtext till bilden"),
        element("P", cards.alt_text(card), id="card-alt", className="card-alt"),
        element("P", [*buttons, message], className="card-copies"),
        element("P", ["Den låsta länken visar alltid de här siffrorna. ", link("Öppna den", locked)], className="hint"),
    ]


def _button(words: str, what: str, **more: str) -> Element:
    """A button that `assets/faktakort.js` answers."""
    data = {"data-card": what, **{f"data-{name}": value for name, value in more.items()}}
    return element("Button", words, type="button", className="take-button", **data)


def unknown(snapshot: Snapshot, view: CardView) -> tuple[str, list[Element]]:
    """Heading and paragraphs where there is no such card: which part of the address is wrong, and what is like it."""
    if snapshot.catalogue.indicator(view.indicator) is None:
        names = {entry.id: entry.short_title for entry in snapshot.catalogue.indicators}
        close = difflib.get_close_matches(view.indicator[:LONGEST_NAME], list(names), n=3, cutoff=0.5)
        hints = [element("Li", link(names[name], CardView(name).address)) for name in close]
        like = [element("P", "Menade du något av de här?"), element("Ul", hints)] if hints else []
        return "Faktakortet finns inte", [element("P", "Katalogen har ingen indikator med det namnet."), *like]
    words = "Det finns ingen kommun och inget län med koden i adressen. En kommun har fyra siffror, ett län två."
    riket = link("Visa kortet för riket", CardView(view.indicator, RIKET).address)
    return "Faktakortet finns inte", [element("P", words), element("P", riket)]


def gone(view: CardView) -> tuple[str, list[Element]]:
    """The same where the version isn't kept any more."""
    latest = link("Visa kortet med de senaste siffrorna", CardView(view.indicator, view.region, view.kind).address)
    words = "Länken är låst till en version som inte finns kvar här. Gamla versioner tas bort efter en tid."
    return "Versionen finns inte kvar", [element("P", words), element("P", latest)]
