"""PowerPoint: wide slides with the message as title, native charts and tables, alternative texts, footer and notes.

Importing this module reads python-pptx, which takes a while: import it where slides are made.
"""

import copy
import io
from datetime import datetime
from functools import singledispatch
from typing import Any, Final

from pptx import Presentation
from pptx.enum.lang import MSO_LANGUAGE_ID
from pptx.enum.shapes import MSO_SHAPE, PP_PLACEHOLDER
from pptx.enum.text import PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Emu, Inches, Length, Pt

from dashboard import formats
from dashboard.charts import theme
from dashboard.charts.map_picture import png
from dashboard.files.deck_chart import alternative, dress, native_chart, rgb
from dashboard.files.deck_table import ROW_HEIGHT, fill, fit
from dashboard.files.slides import WHOLE, About, Box, Deck, Drawn, Legend, Map, Part, Slide, Tabled, Words, Written

WIDTH: Final = Inches(13.333)
HEIGHT: Final = Inches(7.5)
MARGIN: Final = Inches(0.6)
TITLE_ONLY: Final = 5
"""The layout of python-pptx's template that is kept."""

FOOTER_TOP: Final = Inches(6.95)
LEGEND_ROW: Final = 0.36
TITLE_SIZES: Final = ((90, 28), (150, 24), (10_000, 20))
"""Up to so many letters the title is so many points tall."""


def pptx_bytes(deck: Deck) -> bytes:
    """The file."""
    slides = Presentation()
    _widen(slides)
    _describe(slides, deck.about)
    for slide in deck.slides:
        made = _slide(slides, slide, deck.about)
        for part in slide.parts:
            _put(part, made)
    sink = io.BytesIO()
    slides.save(sink)
    return sink.getvalue()


def _slide(slides: Any, slide: Slide, about: About) -> Any:
    """A slide with its message, footer and notes."""
    made = slides.slides.add_slide(slides.slide_layouts[0])
    frame = made.shapes.title.text_frame
    frame.text = fit(slide.title)
    points = next(points for longest, points in TITLE_SIZES if len(slide.title) <= longest)
    for run in frame.paragraphs[0].runs:
        _speak(run.font, points)
    _foot(made, about.footer, demo=about.demo)
    demo = f"{formats.DEMO_WORDS}.\n" if about.demo else ""
    made.notes_slide.notes_text_frame.text = fit(f"{demo}{slide.notes}")
    return made


@singledispatch
def _put(part: Part, _: Any) -> None:
    """Draw a part of the model on a slide."""
    raise TypeError(type(part).__name__)


@_put.register
def _chart(part: Drawn, slide: Any) -> None:
    kind, data = native_chart(part.chart)
    frame = slide.shapes.add_chart(kind, *_placed(part.box), data)
    _name(frame, "Diagram", alternative(part.chart) if part.alt is None else part.alt)
    dress(frame.chart, part.chart)


@_put.register
def _table(part: Tabled, slide: Any) -> None:
    left, top, _, _ = _placed(WHOLE)
    width = Inches(sum(part.widths))
    frame = slide.shapes.add_table(1, len(part.rows[0]), left, top, width, ROW_HEIGHT * len(part.rows))
    _name(frame, "Tabell", part.alt)
    fill(frame, part.rows, part.widths)


@_put.register
def _text(part: Written, slide: Any) -> None:
    frame = slide.shapes.add_textbox(*_placed(part.box)).text_frame
    frame.word_wrap = True
    for position, words in enumerate(part.paragraphs):
        paragraph = frame.paragraphs[0] if position == 0 else frame.add_paragraph()
        paragraph.space_after = Pt(4)
        run = paragraph.add_run()
        run.text = fit(words.text)
        _speak(run.font, words.points, bold=words.heading or words.warning, colour=theme.WARNING if words.warning else None)


@_put.register
def _map(part: Map, slide: Any) -> None:
    left, top, _, height = _placed(part.box)
    picture = io.BytesIO(png(part.boundaries, part.colours, part.marked, part.extent))
    _name(slide.shapes.add_picture(picture, left, top, height=height), "Bild", part.alt)


@_put.register
def _legend(part: Legend, slide: Any) -> None:
    box = part.box
    for position, (colour, words) in enumerate(part.rows):
        top = box.top + LEGEND_ROW * position
        swatch = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *_placed(Box(box.left, top + 0.09, 0.3, 0.2)))
        swatch.fill.solid()
        swatch.fill.fore_color.rgb = rgb(colour)
        swatch.shadow.inherit = False
        swatch.line.color.rgb = rgb(theme.MUTED)
        _name(swatch, "Färg", words)
        _text(Written([Words(words, points=13)], Box(box.left + 0.35, top, box.width - 0.35, LEGEND_ROW)), slide)


def _placed(box: Box) -> tuple[Length, Length, Length, Length]:
    return Inches(box.left), Inches(box.top), Inches(box.width), Inches(box.height)


def _name(shape: Any, name: str, alt: str) -> None:
    """What a screen reader says of a shape."""
    properties = shape._element.xpath(".//p:cNvPr")[0]
    properties.set("name", f"{name} {shape.shape_id}")
    properties.set("descr", fit(alt))


def _speak(font: Any, points: float, *, bold: bool | None = None, colour: str | None = None) -> None:
    font.size, font.language_id = Pt(points), MSO_LANGUAGE_ID.SWEDISH
    if bold is not None:
        font.bold = bold
    if colour:
        font.color.rgb = rgb(colour)


def _describe(slides: Any, about: About) -> None:
    properties = slides.core_properties
    properties.title, properties.subject = fit(about.title), formats.DEMO_WORDS if about.demo else about.source
    properties.author = properties.last_modified_by = "Integrationskollen"
    properties.language, properties.identifier = "sv-SE", about.version
    properties.created = properties.modified = datetime.fromisoformat(about.built).replace(tzinfo=None)


# The template


def _widen(slides: Any) -> None:
    """Make the template wide, with one layout: title to the left, footer and number at the foot."""
    slides.slide_width, slides.slide_height = WIDTH, HEIGHT
    for position, layout in reversed(list(enumerate(slides.slide_layouts))):
        if position != TITLE_ONLY:
            slides.slide_layouts.remove(layout)
    for holder in (slides.slide_master, slides.slide_layouts[0]):
        for shape in list(holder.placeholders):
            _settle(shape)
    style = slides.slide_master._element.xpath(".//p:titleStyle/a:lvl1pPr")[0]
    style.set("algn", "l")
    style.find(qn("a:defRPr")).set("b", "1")


def _settle(shape: Any) -> None:
    """Where a kind of placeholder is; the date's is taken away, since the footer has it."""
    boxes = {
        PP_PLACEHOLDER.TITLE: (MARGIN, Inches(0.35), WIDTH - 2 * MARGIN, Inches(1.1)),
        PP_PLACEHOLDER.BODY: (MARGIN, Inches(1.55), WIDTH - 2 * MARGIN, Inches(5.3)),
        PP_PLACEHOLDER.FOOTER: (MARGIN, FOOTER_TOP, Inches(11.3), Inches(0.4)),
        PP_PLACEHOLDER.SLIDE_NUMBER: (Inches(12.0), FOOTER_TOP, Inches(0.73), Inches(0.4)),
    }
    kind = shape.placeholder_format.type
    if kind not in boxes:
        shape._element.getparent().remove(shape._element)
        return
    shape.left, shape.top, shape.width, shape.height = (Emu(length) for length in boxes[kind])


def _foot(slide: Any, footer: str, *, demo: bool) -> None:
    """The layout's footer and number as the slide's own: a slide doesn't get them by itself."""
    for holder in slide.slide_layout.placeholders:
        kind = holder.placeholder_format.type
        if kind in (PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER):
            slide.shapes._spTree.append(copy.deepcopy(holder._element))
    for shape in slide.placeholders:
        if shape.placeholder_format.type is PP_PLACEHOLDER.FOOTER:
            _say(shape.text_frame, footer, demo=demo)


def _say(frame: Any, footer: str, *, demo: bool) -> None:
    frame.text = ""
    paragraph = frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.LEFT
    marks = [(f"{formats.DEMO_WORDS}. ", theme.WARNING)] if demo else []
    for text, colour in (*marks, (footer, theme.MUTED)):
        run = paragraph.add_run()
        run.text = text
        _speak(run.font, 11, bold=colour == theme.WARNING, colour=colour)
