"""PowerPoint: wide slides with the message as title, native charts and tables, alternative texts, footer and notes.

Importing this module reads python-pptx, which takes a while: import it where slides are made.
"""

import copy
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from pptx import Presentation
from pptx.enum.lang import MSO_LANGUAGE_ID
from pptx.enum.shapes import MSO_SHAPE, PP_PLACEHOLDER
from pptx.enum.text import PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Emu, Inches, Length, Pt

from dashboard import formats
from dashboard.charts import theme
from dashboard.files.deck_chart import alternative, dress, native_chart, rgb
from dashboard.files.deck_table import ROW_HEIGHT, fill, fit
from dashboard.files.table import Chart

WIDTH: Final = Inches(13.333)
HEIGHT: Final = Inches(7.5)
MARGIN: Final = Inches(0.6)
TITLE_ONLY: Final = 5
"""The layout of python-pptx's template that is kept."""

FOOTER_TOP: Final = Inches(6.95)
LEGEND_ROW: Final = 0.36
TITLE_SIZES: Final = ((90, 28), (150, 24), (10_000, 20))
"""Up to so many letters the title is so many points tall."""


@dataclass(frozen=True)
class About:
    """What a file is: its title, `source` beginning with `Källa:`, the version, when it was built, whether it is made up."""

    title: str
    source: str
    version: str
    built: str
    demo: bool

    @property
    def footer(self) -> str:
        """What stands at the foot of each slide."""
        parts = [] if self.demo else [f"{self.source}. "]
        return f"{''.join(parts)}Publicerad {formats.timestamp(self.built)}, dataversion {self.version}. Integrationskollen."


@dataclass(frozen=True)
class Box:
    """A place on a slide, in inches."""

    left: float
    top: float
    width: float
    height: float


WHOLE: Final = Box(0.6, 1.55, 12.13, 5.3)
LEFT: Final = Box(0.6, 1.55, 7.9, 5.3)
RIGHT: Final = Box(8.7, 1.55, 4.03, 5.3)


@dataclass(frozen=True)
class Words:
    """A paragraph; `heading` sets it off, `warning` makes it stand out."""

    text: str
    heading: bool = False
    warning: bool = False
    points: float = 14


class Deck:
    """Slides in the making; source, date and version stand on each, after the words that made-up values need."""

    def __init__(self, about: About) -> None:
        """An empty deck of what `about` says."""
        self._demo, self._footer = about.demo, about.footer
        self._slides = Presentation()
        _widen(self._slides)
        _describe(self._slides, about)

    def slide(self, title: str, notes: str) -> Any:
        """A slide with its message, footer and notes."""
        slide = self._slides.slides.add_slide(self._slides.slide_layouts[0])
        frame = slide.shapes.title.text_frame
        frame.text = fit(title)
        points = next(points for longest, points in TITLE_SIZES if len(title) <= longest)
        for run in frame.paragraphs[0].runs:
            _speak(run.font, points)
        _foot(slide, self._footer, demo=self._demo)
        demo = f"{formats.DEMO_WORDS}.\n" if self._demo else ""
        slide.notes_slide.notes_text_frame.text = fit(f"{demo}{notes}")
        return slide

    def chart(self, slide: Any, chart: Chart, box: Box, alt: str | None = None) -> None:
        """A chart with its numbers, which can be edited; `alt` None tells its ends."""
        kind, data = native_chart(chart)
        frame = slide.shapes.add_chart(kind, *_placed(box), data)
        _name(frame, "Diagram", alternative(chart) if alt is None else alt)
        dress(frame.chart, chart)

    def table(self, slide: Any, rows: Sequence[Sequence[str]], widths: Sequence[float], alt: str) -> None:
        """A table whose first row and column are headings; `widths` are in inches."""
        left, top, _, _ = _placed(WHOLE)
        frame = slide.shapes.add_table(1, len(rows[0]), left, top, Inches(sum(widths)), ROW_HEIGHT * len(rows))
        _name(frame, "Tabell", alt)
        fill(frame, rows, widths)

    def text(self, slide: Any, paragraphs: Sequence[Words], box: Box) -> None:
        """Paragraphs in a box."""
        frame = slide.shapes.add_textbox(*_placed(box)).text_frame
        frame.word_wrap = True
        for position, words in enumerate(paragraphs):
            paragraph = frame.paragraphs[0] if position == 0 else frame.add_paragraph()
            paragraph.space_after = Pt(4)
            run = paragraph.add_run()
            run.text = fit(words.text)
            _speak(run.font, words.points, bold=words.heading or words.warning, colour=theme.WARNING if words.warning else None)

    def picture(self, slide: Any, png: bytes, box: Box, alt: str) -> None:
        """A picture, as tall as its box."""
        left, top, _, height = _placed(box)
        _name(slide.shapes.add_picture(io.BytesIO(png), left, top, height=height), "Bild", alt)

    def legend(self, slide: Any, rows: Sequence[tuple[str, str]], box: Box) -> None:
        """Colours with their words, from the top."""
        for position, (colour, words) in enumerate(rows):
            top = box.top + LEGEND_ROW * position
            swatch = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *_placed(Box(box.left, top + 0.09, 0.3, 0.2)))
            swatch.fill.solid()
            swatch.fill.fore_color.rgb = rgb(colour)
            swatch.shadow.inherit = False
            swatch.line.color.rgb = rgb(theme.MUTED)
            _name(swatch, "Färg", words)
            self.text(slide, [Words(words, points=13)], Box(box.left + 0.35, top, box.width - 0.35, LEGEND_ROW))

    def body(self) -> bytes:
        """The file."""
        sink = io.BytesIO()
        self._slides.save(sink)
        return sink.getvalue()


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
