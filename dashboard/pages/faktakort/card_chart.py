"""The small chart of a fact card, as SVG: a few bars from zero, or a line over the years."""

from collections.abc import Sequence
from math import ceil, floor, log10
from typing import Final, NamedTuple

from dashboard import formats
from dashboard.charts import theme
from dashboard.charts.time_axis import shares
from dashboard.pages.faktakort.cards import Bar, Card, Course
from dashboard.pages.faktakort.lettering import Style, line, width
from etl.contract.catalogue import Indicator

MAIN: Final = theme.FOCUS
LABEL: Final = Style(20)
NUMBER: Final = Style(24, theme.INK, 700)
SCALE: Final = Style(16, theme.MUTED, name="scale")
TALLEST_ROW: Final = 140
APART: Final = 28
"""So far from each other stand the lines' last numbers."""

BREAK: Final = "brott"
STEPS: Final = (1, 2, 2.5, 5, 10)
MOST_STEPS: Final = 4
MOST_DECIMALS: Final = 4
SCALE_ROOM: Final = 23


class Box(NamedTuple):
    """A position on the card."""

    x: float
    y: float
    width: float
    height: float


def draw(card: Card, box: Box) -> str:
    """The card's chart, under the unit that its numbers are in."""
    unit = line(f"Enhet: {formats.unit(card.entry)}", box.x, box.y + 16, SCALE)
    inside = Box(box.x, box.y + 26, box.width, box.height - 26)
    return unit + (_course(card, card.course, inside) if card.course else _bars(card, inside))


# Bars


def _bars(card: Card, box: Box) -> str:
    entry = card.entry
    numbers = [_number(bar, entry) for bar in card.bars]
    ends = [bar.value + sign * (bar.margin or 0.0) for bar in card.bars for sign in (-1, 1)]
    low, high = min(0.0, *ends), max(0.0, *ends)
    room = box.width - max(width(number, NUMBER) for number in numbers) - 16
    unit = room / ((high - low) or 1.0)
    zero = box.x - low * unit
    tall = min(box.height / len(card.bars), TALLEST_ROW)
    rows = [
        _bar(bar, number, Box(zero, box.y + position * tall, unit, tall), box.x + box.width)
        for position, (bar, number) in enumerate(zip(card.bars, numbers, strict=True))
    ]
    return "".join(rows)


def _number(bar: Bar, entry: Indicator) -> str:
    margin = "" if bar.margin is None else f" ± {formats.number(bar.margin, entry.decimals)}"
    return formats.bare(bar.value, entry) + margin


def _bar(bar: Bar, number: str, row: Box, right: float) -> str:
    """A row: the name, the bar below it and the number at its end. The row's x is zero, and its width that of one unit."""
    ends = sorted((0.0, bar.value * row.width))
    top, tall = row.y + LABEL.size * 1.4, max(row.height - LABEL.size * 1.4 - 12, 12)
    colour = MAIN if bar.main else theme.FADED
    drawn = f'<rect x="{row.x + ends[0]:.1f}" y="{top:.1f}" width="{ends[1] - ends[0]:.1f}" height="{tall:.1f}" fill="{colour}"/>'
    margin = (bar.margin or 0.0) * row.width
    x = row.x + max(ends[1] + (margin if bar.value >= 0 else 0), 0.0) + 8
    zero = f'<path d="M{row.x:.1f} {top - 4:.1f}v{tall + 8:.1f}" stroke="{theme.MUTED}" stroke-width="2"/>'
    name = line(bar.label, min(row.x + ends[0], right - width(bar.label, LABEL)), row.y + LABEL.size, LABEL)
    value = line(number, x, top + tall / 2 + NUMBER.size * 0.36, NUMBER)
    whisker = _whisker(row.x + bar.value * row.width, margin, top + tall / 2) if bar.margin else ""
    return drawn + zero + whisker + name + value


def _whisker(x: float, reach: float, y: float) -> str:
    """A survey's margin to both sides of its value."""
    path = f"M{x - reach:.1f} {y - 7:.1f}v14m0 -7h{2 * reach:.1f}m0 -7v14"
    return f'<path d="{path}" fill="none" stroke="{theme.INK}" stroke-width="2.5"/>'


# A line over the years


class Plane(NamedTuple):
    """Where periods and values are on the card."""

    box: Box
    low: float
    high: float
    periods: tuple[str, ...]

    def x(self, position: int) -> float:
        """Of a period, by its position in the row: where it lies in time."""
        return self.box.x + self.box.width * shares(self.periods)[position]

    def y(self, value: float) -> float:
        """Of a value."""
        return self.box.y + self.box.height * (self.high - value) / (self.high - self.low)


def _course(card: Card, course: Course, box: Box) -> str:
    entry = card.entry
    known = [value for value in (*course.track, *course.riket) if value is not None]
    top = 60 if course.breaks else 40
    height = box.height - top - 30
    marks = scale(min(known), max(known), max(1, min(MOST_STEPS, int(height / SCALE_ROOM) - 1)))
    decimals = next((few for few in range(MOST_DECIMALS) if all(round(mark, few) == mark for mark in marks)), MOST_DECIMALS)
    names = [formats.number(mark, decimals) for mark in marks]
    left = max(width(name, SCALE) for name in names) + 10
    right = max(width(formats.bare(value, entry), NUMBER) for value in known) + 16
    inner = Box(box.x + left, box.y + top, box.width - left - right, height)
    plane = Plane(inner, marks[0], marks[-1], course.periods)
    grid = [_gridline(plane, mark, name) for mark, name in zip(marks, names, strict=True)]
    riket = _line(plane, course.riket, course.breaks, (theme.MUTED, 3, "7 5")) if course.riket else ""
    own = _line(plane, course.track, course.breaks, (MAIN, 4, ""))
    return "".join(
        (*grid, _breaks(plane, course), riket, own, _numbers(plane, course, entry), _years(plane, course), _key(card, box))
    )


def scale(low: float, high: float, most: int = MOST_STEPS) -> list[float]:
    """Round numbers at even steps, about so many at most, that hold both ends between them; at least two."""
    span = (high - low) or abs(high) or 1.0
    power = 10.0 ** floor(log10(span / most))
    step = next(size * power for size in STEPS if size * power * most >= span)
    first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
    return [round(position * step, 10) for position in range(first, max(last, first + 1) + 1)]


def _gridline(plane: Plane, mark: float, name: str) -> str:
    y = plane.y(mark)
    path = f'<path d="M{plane.box.x:.1f} {y:.1f}h{plane.box.width:.1f}" stroke="{theme.GRID}" stroke-width="1.5"/>'
    return path + line(name, plane.box.x - 10, y + SCALE.size * 0.36, SCALE, anchor="end")


def _line(plane: Plane, track: Sequence[float | None], breaks: Sequence[str], look: tuple[str, float, str]) -> str:
    """A line with a dot at each value, lifted where a value is missing or the series is broken."""
    colour, thick, dash = look
    parts, dots, pen = [], [], "M"
    for position, value in enumerate(track):
        if any(position and plane.periods[position - 1] < step <= plane.periods[position] for step in breaks) or value is None:
            pen = "M"
        if value is None:
            continue
        at = f"{plane.x(position):.1f} {plane.y(value):.1f}"
        parts.append(f"{pen}{at}")
        dots.append(f"M{at}h0")
        pen = "L"
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    drawn = f'<path d="{"".join(parts)}" fill="none" stroke="{colour}" stroke-width="{thick}" stroke-linejoin="round"{dashed}/>'
    return drawn + f'<path d="{"".join(dots)}" stroke="{colour}" stroke-width="{thick + 5}" stroke-linecap="round"/>'


def _breaks(plane: Plane, course: Course) -> str:
    """A dotted line where the series is broken, and the word."""
    positions = {next(at for at, period in enumerate(course.periods) if period >= step) for step in course.breaks}
    found: list[str] = []
    named = 0.0
    for position in sorted(positions - {0}):
        x = (plane.x(position) + plane.x(position - 1)) / 2
        path = f"M{x:.1f} {plane.box.y - 6:.1f}v{plane.box.height + 6:.1f}"
        found.append(f'<path d="{path}" stroke="{theme.MUTED}" stroke-width="1.5" stroke-dasharray="2 5"/>')
        if x - named > width(BREAK, SCALE):
            found.append(line(BREAK, x, plane.box.y - 9, SCALE, anchor="middle"))
            named = x
    return "".join(found)


def _numbers(plane: Plane, course: Course, entry: Indicator) -> str:
    """The number that the text begins with, and both lines' last ones, kept apart."""
    at = course.periods.index(course.first)
    first, last = course.track[at] or 0.0, course.track[-1] or 0.0
    beside = course.riket[-1] if course.riket else None
    above = beside is None or (course.riket[at] or beside) <= first
    start = _beside(plane, plane.y(first), above=above)
    middle = plane.y(last) + NUMBER.size * 0.36
    own = line(formats.bare(last, entry), plane.x(len(course.periods) - 1) + 12, middle, NUMBER._replace(colour=MAIN))
    anchor = "start" if at == 0 else "end" if at + 2 >= len(course.periods) else "middle"
    begun = line(formats.bare(first, entry), plane.x(at), start, NUMBER._replace(colour=MAIN), anchor=anchor)
    if beside is None:
        return begun + own
    other = plane.y(beside) + NUMBER.size * 0.36
    if abs(other - middle) < APART:
        other = middle + (APART if other >= middle else -APART)
    look = NUMBER._replace(colour=theme.MUTED, weight=400)
    return begun + own + line(formats.bare(beside, entry), plane.x(len(course.periods) - 1) + 12, other, look)


def _beside(plane: Plane, y: float, *, above: bool) -> float:
    """The baseline of a number over or under its point, where it doesn't leave the plane."""
    over, under = y - 14, y + 14 + NUMBER.size * 0.75
    fits_over, fits_under = over - NUMBER.size * 0.8 > plane.box.y - 4, under < plane.box.y + plane.box.height
    return over if fits_over and (above or not fits_under) else under


def _years(plane: Plane, course: Course) -> str:
    """The first period, that which the text begins with, and the last, where they don't collide."""
    last = len(course.periods) - 1
    found: list[tuple[float, str]] = []
    for position in dict.fromkeys((last, course.periods.index(course.first), 0)):
        wide = width(course.periods[position], SCALE)
        x = plane.x(position) - (wide / 2 if position == last else 0)
        if all(abs(x - other) > wide + 12 for other, _ in found):
            found.append((x, course.periods[position]))
    y = plane.box.y + plane.box.height + 24
    return "".join(line(period, x, y, SCALE, anchor="middle") for x, period in found)


def _key(card: Card, box: Box) -> str:
    """Which line is whose."""
    x, y = box.x, box.y + 14
    own = f'<path d="M{x:.1f} {y:.1f}h30" stroke="{MAIN}" stroke-width="4"/>' + line(card.region_name, x + 38, y + 7, LABEL)
    if card.course is None or not card.course.riket:
        return own
    x += 38 + width(card.region_name, LABEL) + 24
    dash = f'<path d="M{x:.1f} {y:.1f}h30" stroke="{theme.MUTED}" stroke-width="3" stroke-dasharray="7 5"/>'
    return own + dash + line("Riket", x + 38, y + 7, LABEL)
