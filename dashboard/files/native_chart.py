"""Charts that a spreadsheet draws itself from the cells of a sheet, so that a report writer can restyle them."""

from typing import Any, Final

from openpyxl.chart import BarChart, LineChart, Reference
from openpyxl.chart.layout import Layout, ManualLayout
from openpyxl.chart.legend import LegendEntry
from openpyxl.chart.marker import Marker
from openpyxl.chart.series import Series
from openpyxl.chart.shapes import GraphicalProperties

from dashboard.files.table import Chart, Segment, along_time, segments

WIDTH_CM: Final = 24
HEIGHT_CM: Final = 13
BAR_CM: Final = 0.55
"""A bar with its name needs so much."""
LINE_WIDTH: Final = 28_575
"""In the format's own unit, of which a point has 12,700."""
MARKER_SIZE: Final = 5


def chart_on(sheet: Any, chart: Chart, head_row: int) -> BarChart | LineChart:
    """The chart over a sheet whose row `head_row` has the segments' names from column 2 on, and whose column 1 the categories."""
    timed = along_time(chart)
    parts = segments(timed)
    last = head_row + len(timed.categories)
    drawn = _bars(chart) if chart.kind == "bar" else _lines()
    values = Reference(sheet, min_col=2, max_col=len(parts) + 1, min_row=head_row, max_row=last)
    drawn.add_data(values, titles_from_data=True)
    drawn.set_categories(Reference(sheet, min_col=1, min_row=head_row + 1, max_row=last))
    drawn.title = chart.title
    drawn.y_axis.title = chart.unit
    drawn.x_axis.delete = drawn.y_axis.delete = False
    drawn.display_blanks = "span" if chart.whole else "gap"
    drawn.width = WIDTH_CM
    drawn.layout = Layout(manualLayout=ManualLayout(xMode="edge", yMode="edge", x=0.08, y=0.12, w=0.72, h=0.76))
    if isinstance(drawn, LineChart):
        _colour(drawn, chart, parts)
    return drawn


def _lines() -> LineChart:
    drawn = LineChart()
    drawn.height = HEIGHT_CM
    return drawn


def _bars(chart: Chart) -> BarChart:
    """Lying bars, the first category at the top."""
    drawn = BarChart()
    drawn.type = "bar"
    drawn.x_axis.tickLblSkip = 1
    drawn.x_axis.scaling.orientation = "maxMin"
    drawn.legend = None
    drawn.gapWidth = 40
    drawn.height = max(HEIGHT_CM, round(BAR_CM * len(chart.categories)) + 3)
    return drawn


def _colour(drawn: LineChart, chart: Chart, parts: tuple[Segment, ...]) -> None:
    """Each region's parts in one colour, named once in the legend."""
    for at, (series, part) in enumerate(zip(drawn.series, parts, strict=True)):
        _draw(series, chart.colour(part.series_index))
        if not part.first and drawn.legend is not None:
            drawn.legend.legendEntry.append(LegendEntry(idx=at, delete=True))


def _draw(series: Series, colour: str) -> None:
    """A line with marks, so that a value alone between gaps is seen."""
    series.smooth = False
    series.graphicalProperties.line.solidFill = colour.removeprefix("#")
    series.graphicalProperties.line.width = LINE_WIDTH
    series.marker = Marker(symbol="circle", size=MARKER_SIZE, spPr=GraphicalProperties(solidFill=colour.removeprefix("#")))
