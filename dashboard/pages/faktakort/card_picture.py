"""A fact card as an SVG of the shared size: region and measure, fact, small chart, what it leaves unsaid, origin."""

from html import escape
from typing import Final, NamedTuple

from dashboard import formats
from dashboard.charts import theme
from dashboard.pages.faktakort import card_chart, cards
from dashboard.pages.faktakort.card_chart import Box
from dashboard.pages.faktakort.cards import Card
from dashboard.pages.faktakort.lettering import LEADING, Style, balanced, broken, largest, line, lines

ACCENT: Final = theme.FOCUS
DEMO: Final = f"{formats.DEMO_WORDS}. Siffrorna säger ingenting om verkligheten."
UNSAID: Final = "Det här säger siffran inte"
THINK: Final = "Att tänka på:"


class Form(NamedTuple):
    """A card's size in pixels, and how many lines its last texts may have at most."""

    width: int
    height: int
    edge: int
    unsaid_lines: int

    @property
    def room(self) -> int:
        """Between the edges."""
        return self.width - 2 * self.edge


WIDE: Final = Form(1200, 630, 48, 4)
SQUARE: Final = Form(1080, 1080, 56, 8)
TITLE_SIZES: Final = (40, 36, 32, 28, 25)
FACT_SIZES: Final = (36, 33, 30, 28, 26, 24, 22, 20, 18)
ALONE_SIZES: Final = (56, 50, 45, 40, *FACT_SIZES)
SMALL: Final = Style(16, theme.MUTED)
TEXT: Final = Style(20)
GAP: Final = 16


def draw(card: Card, address: str) -> str:
    """The card as SVG; `address` is where its page is."""
    form = SQUARE if card.view.square else WIDE
    band = _band(form) if card.snapshot.demo else ("", 0.0)
    head = _head(card, form, band[1] + GAP)
    foot = _foot(card, form, address)
    unsaid = _unsaid(card, form, foot[1] - GAP)
    box = Box(form.edge, head[1] + GAP, form.room, unsaid[1] - GAP - head[1] - GAP)
    parts = [band[0], head[0], _body(card, box, beside=form is WIDE), unsaid[0], foot[0]]
    size = f'width="{form.width}" height="{form.height}"'
    name = escape(f"Faktakort: {card.entry.title}, {card.region_name}")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} viewBox="0 0 {form.width} {form.height}" role="img" lang="sv" '
        f"font-family='{theme.FONT}'><title>{name}</title><desc>{escape(cards.alt_text(card))}</desc>"
        f'<rect {size} fill="{theme.PAPER}"/>{"".join(parts)}</svg>'
    )


def _band(form: Form) -> tuple[str, float]:
    """That the values are made up, across the top."""
    style = largest(DEMO, Style(30, theme.PAPER, 700), (32, 30, 28, 26, 24, 22), (form.room, 44))
    tall = 56.0
    box = f'<rect width="{form.width}" height="{tall:g}" fill="{theme.WARNING}"/>'
    return box + line(DEMO, form.width / 2, tall / 2 + style.size * 0.36, style, anchor="middle"), tall


def _head(card: Card, form: Form, top: float) -> tuple[str, float]:
    """The region and the measure; and where they end."""
    style_ = Style(26, ACCENT, 700)
    title = largest(card.entry.title, Style(40, theme.INK, 700), TITLE_SIZES, (form.room, 2 * 40 * LEADING))
    rows = balanced(card.entry.title, title, form.room)
    named = lines([f"Faktakort: {card.region_name}"], form.edge, top, style_)
    start = top + style_.leading + 2
    return named + lines(rows, form.edge, start, title), start + len(rows) * title.leading


def _foot(card: Card, form: Form, address: str) -> tuple[str, float]:
    """Origin and address; and where they begin."""
    rows = [row for text in (card.origin, address) for row in broken(text, SMALL, form.room)]
    top = form.height - 14 - len(rows) * SMALL.leading
    return lines(rows, form.edge, top, SMALL), top


def _unsaid(card: Card, form: Form, bottom: float) -> tuple[str, float]:
    """What the figure does not say, and as many whole notes as there is room for, on a ground of their own."""
    room = form.room - 2 * GAP
    rows = broken(" ".join(card.unsaid), TEXT, room) if card.unsaid else []
    for note in card.notes:
        more = broken(f"{THINK} {note}" if card.unsaid and note == card.notes[0] else note, TEXT, room)
        if len(rows) + len(more) > form.unsaid_lines:
            break
        rows += more
    if not rows:
        return "", bottom
    heading = TEXT._replace(weight=700)
    tall = (len(rows) + 1) * TEXT.leading + GAP
    top = bottom - tall
    ground = f'<rect x="{form.edge}" y="{top:.1f}" width="{form.room}" height="{tall:.1f}" rx="6" fill="{theme.GROUND}"/>'
    x = form.edge + GAP
    texts = lines([UNSAID if card.unsaid else THINK.rstrip(":")], x, top + GAP / 2, heading) + lines(
        rows, x, top + GAP / 2 + TEXT.leading, TEXT
    )
    return ground + texts, top


def _body(card: Card, box: Box, *, beside: bool) -> str:
    """The fact, with its chart to the right of it or below; without a chart it has all the room."""
    text = " ".join(card.sentences)
    if not card.bars and card.course is None:
        drawn, tall = _fact(text, box, ALONE_SIZES)
        return f'<g transform="translate(0 {(box.height - tall) / 2:.1f})">{drawn}</g>'
    if beside:
        half = (box.width - 40) / 2
        chart = Box(box.x + half + 40, box.y, half, box.height)
        return _fact(text, Box(box.x, box.y, half, box.height), FACT_SIZES)[0] + card_chart.draw(card, chart)
    drawn, tall = _fact(text, Box(box.x, box.y, box.width, box.height * 0.42), FACT_SIZES)
    top = tall + 2 * GAP
    return drawn + card_chart.draw(card, Box(box.x, box.y + top, box.width, box.height - top))


def _fact(text: str, box: Box, sizes: tuple[int, ...]) -> tuple[str, float]:
    """The sentences as large as there is room for; and how tall they are."""
    style = largest(text, Style(30), sizes, (box.width, box.height))
    rows = broken(text, style, box.width)
    return lines(rows, box.x, box.y, style), len(rows) * style.leading
