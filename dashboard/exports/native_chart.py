"""Charts that a spreadsheet draws itself from the cells of a sheet, so that a report writer can restyle them."""

from typing import Any, Final

from openpyxl.chart import BarChart, LineChart, Reference
from openpyxl.chart.layout import Layout, ManualLayout
from openpyxl.chart.marker import DataPoint
from openpyxl.chart.series import Series
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.drawing.line import LineProperties

from dashboard.exports.table import Chart

WIDTH_CM: Final = 24
HEIGHT_CM: Final = 13
BAR_CM: Final = 0.55
"""A bar with its name needs so much."""


def chart_on(sheet: Any, chart: Chart, head_row: int) -> BarChart | LineChart:
    """The chart over a sheet whose row `head_row` has the series' names from column 2 on, and whose column 1 the categories."""
    last = head_row + len(chart.categories)
    drawn = _bars(chart) if chart.kind == "bar" else _lines()
    values = Reference(sheet, min_col=2, max_col=len(chart.series) + 1, min_row=head_row, max_row=last)
    drawn.add_data(values, titles_from_data=True)
    drawn.set_categories(Reference(sheet, min_col=1, min_row=head_row + 1, max_row=last))
    drawn.title = chart.title
    drawn.y_axis.title = chart.unit
    drawn.x_axis.delete = drawn.y_axis.delete = False
    drawn.display_blanks = "gap"
    drawn.width = WIDTH_CM
    drawn.layout = Layout(manualLayout=ManualLayout(xMode="edge", yMode="edge", x=0.08, y=0.12, w=0.72, h=0.76))
    if chart.kind == "line":
        for series in drawn.series:
            _break(series, chart)
    return drawn


def _lines() -> LineChart:
    drawn = LineChart()
    drawn.height = HEIGHT_CM
    return drawn


def _bars(chart: Chart) -> BarChart:
    """Lying bars, the first category at the top."""
    drawn = BarChart()
    drawn.type = "bar"
    drawn.x_axis.scaling.orientation = "maxMin"
    drawn.legend = None
    drawn.gapWidth = 40
    drawn.height = max(HEIGHT_CM, round(BAR_CM * len(chart.categories)) + 3)
    return drawn


def _break(series: Series, chart: Chart) -> None:
    """No smoothing, and no line into a period that can't be held against the one before."""
    series.smooth = False
    for period in chart.breaks:
        if period in chart.categories:
            bare = GraphicalProperties(ln=LineProperties(noFill=True))
            series.dPt.append(DataPoint(idx=chart.categories.index(period), spPr=bare))
