"""The model of slides that are taken away: what stands on each, plainly; `deck` makes a PowerPoint file of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from dashboard import formats
from dashboard.charts.map_picture import Marked
from dashboard.files.table import Chart

if TYPE_CHECKING:  # it reads pyarrow, which the process that makes slides can do without
    from dashboard.charts.extents import Extent


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
    """A position on a slide, in inches."""

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


@dataclass(frozen=True)
class Drawn:
    """A chart with its numbers, which can be edited; `alt` None tells its ends."""

    chart: Chart
    box: Box
    alt: str | None = None


@dataclass(frozen=True)
class Tabled:
    """A table whose first row and column are headings; `widths` are in inches."""

    rows: Sequence[Sequence[str]]
    widths: Sequence[float]
    alt: str


@dataclass(frozen=True)
class Written:
    """Paragraphs in a box."""

    paragraphs: Sequence[Words]
    box: Box


@dataclass(frozen=True)
class Map:
    """Areas of GeoJSON by their code in colours, as tall as its box, as `dashboard.charts.map_picture.png` draws them."""

    boundaries: bytes
    colours: Mapping[str, str]
    marked: Marked
    box: Box
    alt: str
    extent: "Extent | None" = None


@dataclass(frozen=True)
class Legend:
    """Colours with their words, from the top."""

    rows: Sequence[tuple[str, str]]
    box: Box


Part = Drawn | Tabled | Written | Map | Legend


@dataclass
class Slide:
    """A slide with its message, notes, and what stands on it in order."""

    title: str
    notes: str
    parts: list[Part] = field(default_factory=list)

    def put(self, part: Part) -> None:
        """One more thing on it."""
        self.parts.append(part)


@dataclass
class Deck:
    """Slides in the making; source, date and version stand on each, after the words that made-up values need."""

    about: About
    slides: list[Slide] = field(default_factory=list)

    def slide(self, title: str, notes: str) -> Slide:
        """One more slide."""
        self.slides.append(Slide(title, notes))
        return self.slides[-1]
