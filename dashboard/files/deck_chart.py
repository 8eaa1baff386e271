"""Charts that PowerPoint draws from a workbook of their own: lines over time, bars, and bars of parts."""

from collections.abc import Iterator
from typing import Any, Final

from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION, XL_MARKER_STYLE, XL_TICK_MARK
from pptx.oxml.ns import qn
from pptx.oxml.xmlchemy import OxmlElement
from pptx.util import Pt

from dashboard import formats
from dashboard.charts import theme
from dashboard.files.table import Chart, Segment, along_time, number_format, segments

PARTS: Final = (theme.POOR, theme.MIDDLE, theme.GOOD)
"""The worst, the middle and the best of bars of parts: dark, light and dark, told apart by their order too."""

TEXT: Final = Pt(12)
LINE: Final = Pt(2.25)
MARK: Final = 6


def native_chart(chart: Chart) -> tuple[XL_CHART_TYPE, CategoryChartData]:
    """The kind of chart, and its numbers: a series an unbroken part, an empty cell where there is no value.

    They are rounded as the page rounds them: programs round halves each in their own way.
    """
    data = CategoryChartData(number_format=number_format(chart.decimals))
    timed = along_time(chart)
    data.categories = timed.categories
    for part in segments(timed):
        rounded = [None if value is None else formats.rounded(value, chart.decimals) for value in part.values]
        data.add_series(part.name, rounded)
    return _kind(chart), data


def _kind(chart: Chart) -> XL_CHART_TYPE:
    if chart.kind == "line":
        return XL_CHART_TYPE.LINE_MARKERS
    return XL_CHART_TYPE.BAR_CLUSTERED if len(chart.series) == 1 else XL_CHART_TYPE.BAR_STACKED


def dress(drawn: Any, chart: Chart) -> None:
    """Title, axes, legend and colours."""
    drawn.font.size = TEXT
    drawn.font.color.rgb = rgb(theme.INK)
    drawn.has_title = True
    drawn.chart_title.text_frame.text = f"{chart.title}, {chart.unit}"
    drawn.chart_title.text_frame.paragraphs[0].runs[0].font.size = TEXT
    drawn.chart_title.include_in_layout = False
    drawn.has_legend = len(chart.series) > 1
    if drawn.has_legend:
        drawn.legend.position, drawn.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    _axes(drawn, chart)
    if chart.kind == "line":
        _lines(drawn, chart, segments(along_time(chart)))
        _span(drawn, chart)
    else:
        _bars(drawn, chart)


def _axes(drawn: Any, chart: Chart) -> None:
    values, categories = drawn.value_axis, drawn.category_axis
    values.major_gridlines.format.line.color.rgb = rgb(theme.GRID)
    values.format.line.fill.background()
    values.tick_labels.number_format, values.tick_labels.number_format_is_linked = number_format(min(chart.decimals, 1)), False
    categories.format.line.color.rgb = rgb(theme.MUTED)
    categories.major_tick_mark = XL_TICK_MARK.NONE
    categories.reverse_order = chart.kind == "bar"
    if chart.kind == "bar" and all((value or 0.0) >= 0 for _, line in chart.series for value in line):
        values.minimum_scale = 0  # a bar's length is its value


def _lines(drawn: Any, chart: Chart, parts: tuple[Segment, ...]) -> None:
    """Each region's parts in one colour, with marks so that a value alone between gaps is seen, named once in the legend."""
    for series, part in zip(drawn.plots[0].series, parts, strict=True):
        colour = rgb(theme.RIKET if part.name.startswith(RIKET) else chart.colour(part.series_index))
        series.smooth = False
        series.format.line.color.rgb, series.format.line.width = colour, LINE
        series.marker.style, series.marker.size = XL_MARKER_STYLE.CIRCLE, MARK
        series.marker.format.fill.solid()
        series.marker.format.fill.fore_color.rgb = colour
        series.marker.format.line.color.rgb = colour
    if drawn.has_legend:
        _unnamed(drawn.legend._element, (at for at, part in enumerate(parts) if not part.first))


def _span(drawn: Any, chart: Chart) -> None:
    """Lines go on over years in which the measure has no value at all, and stop where only this value is missing."""
    blanks = drawn._chartSpace.chart.find(qn("c:dispBlanksAs"))
    if blanks is not None:
        blanks.set("val", "span" if chart.whole else "gap")


RIKET: Final = "Riket"


def _unnamed(legend: Any, positions: Iterator[int]) -> None:
    """Leave series out of the legend; their entries come right after its position."""
    for position in reversed(list(positions)):
        entry = OxmlElement("c:legendEntry")
        for name, value in (("c:idx", str(position)), ("c:delete", "1")):
            part = OxmlElement(name)
            part.set("val", value)
            entry.append(part)
        legend.find(qn("c:legendPos")).addnext(entry)


def _bars(drawn: Any, chart: Chart) -> None:
    plot = drawn.plots[0]
    plot.gap_width = 45
    plot.has_data_labels = True
    labels = plot.data_labels
    labels.number_format, labels.number_format_is_linked = number_format(chart.decimals), False
    labels.font.size = TEXT
    alone = len(chart.series) == 1
    if alone:
        labels.position = XL_LABEL_POSITION.OUTSIDE_END
    for position, series in enumerate(plot.series):
        series.format.fill.solid()
        series.format.fill.fore_color.rgb = rgb(theme.LINES[0] if alone else PARTS[position % len(PARTS)])
        if not alone:
            series.data_labels.show_value = True
            series.data_labels.font.size = TEXT
            series.data_labels.font.color.rgb = rgb(theme.INK if position == 1 else theme.PAPER)
    if alone:
        _own_colour(plot.series[0], chart)


def _own_colour(series: Any, chart: Chart) -> None:
    """Riket's bar is dark, as its line is."""
    for position, name in enumerate(chart.categories):
        if name == RIKET:
            fill = series.points[position].format.fill
            fill.solid()
            fill.fore_color.rgb = rgb(theme.RIKET)


def rgb(colour: str) -> Any:
    """A colour of the theme, `#1b2733`, as slides have it."""
    return RGBColor.from_string(colour.removeprefix("#").upper())


def alternative(chart: Chart) -> str:
    """The chart in words: for lines the first and last values, for bars the highest and lowest."""
    if chart.kind == "bar":
        values = chart.series[0][1]
        sentences = [
            f"{chart.categories[at]} {formats.number(values[at] or 0.0, chart.decimals)}"
            for at in dict.fromkeys((0, len(values) - 1))
        ]
        return f"Stapeldiagram. {chart.title}, {chart.unit}. Från {' till '.join(sentences)}."
    return f"Linjediagram. {chart.title}, {chart.unit}. {'; '.join(_ends(chart))}."


def _ends(chart: Chart) -> Iterator[str]:
    """`Flen från 48,1 2000 till 61,2 2022` for each line."""
    for name, values in chart.series:
        known = [(period, value) for period, value in zip(chart.categories, values, strict=True) if value is not None]
        if known:
            ends = dict.fromkeys((known[0], known[-1]))
            words = (f"{formats.number(value, chart.decimals)} {period}" for period, value in ends)
            yield f"{name} från {' till '.join(words)}"
