"""The page's first chart to take away: as a picture with title and legend, and as a workbook with the chart in it."""

from dataclasses import replace
from html import escape
from typing import Final

from dashboard import formats
from dashboard.charts import story_lines, theme
from dashboard.files import one_indicator
from dashboard.files.table import Chart, Column, Facts, Table
from dashboard.pages.motesunderlag import story
from dashboard.pages.motesunderlag.indicator_tables import MeetingSelection
from dashboard.pages.motesunderlag.story import Story

WIDTH: Final = 656
"""What is left of a report's picture inside its margins."""

TITLE, TEXT, ROW = 16, 13, 22


def picture(first: Story) -> str:
    """An SVG document: what is shown, the lines, and each line's first and last value."""
    scale = WIDTH / story_lines.WIDTH
    top = ROW + round(story_lines.HEIGHT * scale) + ROW
    entry = first.fact.entry
    parts = [
        f'<text x="0" y="{TITLE}" font-size="{TITLE}" font-weight="650">{escape(entry.title)}, {formats.unit(entry)}</text>',
        f'<g transform="translate(0 {ROW + 4}) scale({scale:.3f})" font-size="{story_lines.TEXT * 0.75}">',
        story.drawn(first),
        "</g>",
    ]
    for position, line in enumerate(first.lines):
        colour, width, dashes = story_lines.LOOKS[line.kind]
        y = top + ROW * position
        dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
        parts.append(f'<path d="M0 {y - 4}H30" stroke="{colour}" stroke-width="{width}"{dashed}/>')
        parts.append(f'<text x="38" y="{y}" font-size="{TEXT}">{escape(story.ends(first, line))}</text>')
    height = top + ROW * len(first.lines)
    font = theme.FONT.replace('"', "")
    size = f'width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="{font}" fill="{theme.INK}">{"".join(parts)}</svg>'


def table(first: Story) -> Table:
    """A row a period, a column a line."""
    decimals = formats.decimals(first.fact.entry)
    heads = (Column("Period"), *(Column(line.name, decimals) for line in first.lines))
    rows = tuple((period, *(line.values[at] for line in first.lines)) for at, period in enumerate(first.periods))
    return Table("Diagrammets värden", heads, rows)


def chart(first: Story) -> Chart:
    """The same lines in the same colours, drawn by the program."""
    entry = first.fact.entry
    series = tuple((line.name, line.values) for line in first.lines)
    colours = tuple(story_lines.LOOKS[line.kind][0] for line in first.lines)
    breaks = tuple(gap.period for gap in entry.breaks)
    return Chart("line", entry.title, formats.unit(entry), first.periods, series, breaks, formats.decimals(entry), colours)


def facts(selection: MeetingSelection, first: Story, origin: str) -> Facts:
    """What is said of the chart; `origin` is what the address begins with."""
    entries = [first.fact.entry, *([first.pair] if first.pair else [])]
    periods = formats.DASH.join((first.periods[0], first.periods[-1]))
    filters = (("Område", selection.region.name), ("Perioder", periods))
    address = origin.rstrip("/") + selection.view.address
    found = one_indicator.facts(selection.snapshot, entries, address, " ".join(story.sentences(first)), filters)
    return replace(found, title=f"{found.title}: {selection.region.name}")
