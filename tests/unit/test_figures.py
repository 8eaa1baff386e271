"""Charts as dicts: labels that don't collide, gaps that stay gaps, colours in steps, small trends in few bytes."""

import json
import math
from itertools import pairwise
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.charts import theme
from dashboard.charts.classes import HIDDEN_CLASS, MISSING_CLASS, classify
from dashboard.charts.frames import SWEDEN
from dashboard.charts.map import MapData, map_figure
from dashboard.charts.sparkline import EDGE, HEIGHT, WIDTH, sparkline
from dashboard.charts.trend import COLOURED, LABEL_HEIGHT, Line, TrendData, spread, trend_figure
from etl.contract.catalogue import Indicator

SHARES = st.floats(0, 1)
GEOMETRY = "/karta/abc/kommuner.geojson"


def indicator(unit="percent"):
    texts = dict.fromkeys(("title", "short_title", "definition"), "Prov")
    source = {"name": "kolada", "kpi": "N00000", "title": "Prov"}
    fixed = {"decimals": 1, "role": "core", "focus_area": "prov", "sex_split": True, "source": source}
    return Indicator.model_validate({"id": "prov", "unit": unit, "direction": "neutral", **texts, **fixed})


def trend(lines, riket=(50.0, 51.0, 52.0), **more):
    data = {"periods": ["2020", "2021", "2022"], "marked": None, "demo": False, **more}
    named = [Line(name, values) for name, values in lines.items()]
    return trend_figure(TrendData(entry=indicator(), riket=Line("Riket", riket), lines=named, **data))


def labels(figure):
    return [note["text"] for note in figure["layout"]["annotations"]]


# Labels at the lines' ends


@given(st.lists(SHARES, max_size=18), st.floats(0.01, 0.2))
def test_labels_are_spread(heights, gap):
    moved = spread(heights, gap)
    order = sorted(range(len(heights)), key=lambda position: heights[position])
    between = min(gap, 1 / max(len(heights) - 1, 1))
    assert all(-1e-9 <= height <= 1 + 1e-9 for height in moved)
    assert all(moved[after] - moved[before] >= between - 1e-9 for before, after in pairwise(order))


@given(st.lists(st.integers(0, 9), max_size=10, unique=True))
def test_labels_that_have_room_stay(positions):
    heights = [position / 9 for position in positions]
    assert spread(heights, 0.1) == heights


def test_more_labels_than_there_is_room_for_share_it():
    moved = sorted(spread([0.5] * 30, LABEL_HEIGHT))
    assert moved[0] >= -1e-9
    assert all(math.isclose(after - before, 1 / 29, abs_tol=1e-9) for before, after in pairwise(moved))


# The trend


def test_a_gap_stays_a_gap():
    figure = trend({"Flen": (1.0, None, 3.0)})
    assert figure["data"][0]["y"] == [1.0, None, 3.0]
    assert not figure["data"][0].get("connectgaps")


def test_riket_is_drawn_last_and_thickest():
    figure = trend({"Flen": (1.0, 2.0, 3.0)})
    widths = [trace["line"]["width"] for trace in figure["data"]]
    assert figure["data"][-1]["name"] == "Riket"
    assert widths[-1] == max(widths)


def test_few_lines_are_each_named_in_their_colour():
    figure = trend({f"Kommun {position}": (1.0, 2.0, float(position)) for position in range(COLOURED)})
    colours = [trace["line"]["color"] for trace in figure["data"][:-1]]
    assert len(set(colours)) == COLOURED
    assert {f"Kommun {position}" for position in range(COLOURED)} < set(labels(figure))
    by_name = {note["text"]: note["font"]["color"] for note in figure["layout"]["annotations"]}
    assert [by_name[f"Kommun {position}"] for position in range(COLOURED)] == colours


def test_of_many_lines_only_the_ends_are_named():
    figure = trend({f"K{position}": (1.0, 2.0, float(position)) for position in range(33)})
    assert {trace["line"]["color"] for trace in figure["data"][:-1]} == {theme.FADED}
    assert sorted(labels(figure)) == ["<b>Riket</b>", "K0", "K1", "K31", "K32"]


def test_the_label_belongs_to_the_newest_value():
    figure = trend({"Hög": (1.0, 90.0, None), "Låg": (90.0, 1.0, None)})
    heights = {note["text"]: note["y"] for note in figure["layout"]["annotations"]}
    assert heights["Hög"] > heights["<b>Riket</b>"] > heights["Låg"]


def test_a_line_without_values_has_no_label():
    assert labels(trend({"Tom": (None, None, None)})) == ["<b>Riket</b>"]


@pytest.mark.parametrize("riket", [(5.0, 5.0, 5.0), (5.0, None, None), (0.0, 0.0, 0.0), (-3.0, -2.0, -1.0)])
def test_the_axis_has_room_for_every_value(riket):
    low, high = trend({}, riket)["layout"]["yaxis"]["range"]
    assert low < high
    assert all(low <= value <= high for value in riket if value is not None)


def test_without_any_value_the_chart_says_so():
    figure = trend({"Tom": (None, None, None)}, (None, None, None), demo=True)
    assert figure["data"] == []
    assert labels(figure) == ["Inga värden att visa", theme.demo_mark()["text"]]


def test_the_axis_never_goes_below_zero_for_values_that_don_t():
    assert trend({"Flen": (0.0, 1.0, 100.0)})["layout"]["yaxis"]["range"][0] == 0.0


@given(st.integers(1, 40))
def test_the_newest_period_is_always_on_the_axis(count):
    periods = [str(1990 + position) for position in range(count)]
    axis = trend({}, [1.0] * count, periods=periods)["layout"]["xaxis"]
    assert axis["ticktext"][-1] == periods[-1]
    assert axis["range"] == [1989.5, 1989.5 + count]
    assert len(axis["tickvals"]) <= 8


def test_the_period_of_the_map_is_marked():
    assert [shape["x0"] for shape in trend({}, marked="2021")["layout"]["shapes"]] == [2021]
    assert trend({})["layout"]["shapes"] == []


def test_made_up_values_are_marked_in_the_picture():
    assert theme.demo_mark()["text"] in labels(trend({}, demo=True))
    assert theme.demo_mark()["text"] not in labels(trend({}))


# The map


def drawn(values, chosen=(), *, demo=False, hidden=()):
    codes = [f"{position:04}" for position in range(len(values))]
    found = classify(values, indicator()).hiding([position in hidden for position in range(len(values))])
    return map_figure(MapData(codes, [""] * len(values), found, list(chosen), GEOMETRY, demo, SWEDEN)), found


def colour(trace, z):
    """The colour that Plotly gives `z`: that of the last step that begins at or before it."""
    share = (z - trace["zmin"]) / (trace["zmax"] - trace["zmin"])
    return [step for edge, step in trace["colorscale"] if edge <= share][-1]


@pytest.mark.parametrize("count", [0, 1, 2, 5, 290])
def test_each_area_wears_the_colour_of_its_class(count):
    figure, found = drawn([None, None, *map(float, range(count))], hidden=[1])
    areas = figure["data"][0]
    palette = {step.index: step.colour for step in found.classes} | {MISSING_CLASS: theme.MISSING, HIDDEN_CLASS: theme.HIDDEN}
    assert found.indices[:2] == (MISSING_CLASS, HIDDEN_CLASS)
    assert (found.missing, found.hidden) == (1, 1)
    assert [colour(areas, z) for z in areas["z"]] == [palette[position] for position in found.indices]


@pytest.mark.parametrize("count", [0, 1, 2, 5, 290])
def test_colours_come_in_steps(count):
    scale = drawn([None, *map(float, range(count))])[0]["data"][0]["colorscale"]
    edges = [edge for edge, _ in scale]
    assert edges[0] == 0
    assert math.isclose(edges[-1], 1)
    assert edges == sorted(edges)
    assert all(scale[position][1] == scale[position + 1][1] for position in range(0, len(scale), 2)), (
        "a step changes colour within"
    )


def test_the_chosen_are_outlined():
    figure, _ = drawn([1.0, 2.0, 3.0], ["0001"])
    outlines = figure["data"][1]
    assert outlines["locations"] == ["0001"]
    assert outlines["marker"]["line"]["color"] == theme.INK
    assert {paint for _, paint in outlines["colorscale"]} == {"rgba(0,0,0,0)"}


def test_the_map_names_its_geometry_by_address():
    figure, _ = drawn([1.0])
    assert {trace["geojson"] for trace in figure["data"]} == {GEOMETRY}
    assert len(json.dumps(figure)) < 2500


def test_a_made_up_map_is_marked():
    marks = [note["text"] for note in drawn([1.0], demo=True)[0]["layout"]["annotations"]]
    assert marks == [theme.demo_mark()["text"]]


# The small trend


def years(track):
    return [str(2000 + at) for at in range(len(track))]


def svg(track, beside=(), periods=None):
    address = sparkline(periods or years(track), track, beside)
    kind, _, picture = address.partition(",")
    assert kind == "data:image/svg+xml"
    return ElementTree.fromstring(unquote(picture))  # noqa: S314


def paths(picture):
    return {path.get("stroke"): path.get("d") for path in picture.iter("{http://www.w3.org/2000/svg}path")}


def corners(path):
    """Each point of a path."""
    return [tuple(map(float, point.split())) for point in path.replace("M", "L").split("L")[1:]]


@given(st.lists(st.none() | st.floats(-1e6, 1e6), max_size=40), st.lists(st.none() | st.floats(-1e6, 1e6), max_size=40))
def test_a_small_trend_lies_within_its_frame(track, beside):
    size = max(len(track), len(beside))
    track, beside = [[*line, *[None] * (size - len(line))] for line in (track, beside)]
    if sum(value is not None for value in track) < 2:
        assert sparkline(years(track), track, beside) is None
        return
    for path in paths(svg(track, beside)).values():
        for x, y in corners(path):
            assert 0 <= x <= WIDTH
            assert 0 <= y <= HEIGHT


def test_a_small_trend_lies_as_time_goes():
    inside, tall = WIDTH - 2 * EDGE, HEIGHT - 2 * EDGE
    path = paths(svg([0.0, 10.0, 2.5], periods=["2010", "2014", "2015"]))[theme.FOCUS]
    assert corners(path) == [
        (EDGE, HEIGHT - EDGE),
        (pytest.approx(EDGE + inside * 0.8, abs=0.06), EDGE),
        (WIDTH - EDGE, pytest.approx(EDGE + tall * 0.75, abs=0.06)),
    ]


def test_the_pen_is_lifted_over_a_gap():
    assert paths(svg([1.0, 2.0, None, 3.0, 4.0]))[theme.FOCUS].count("M") == 2


def test_the_dot_lies_at_the_last_value():
    picture = svg([1.0, 3.0, None], [1.0, 3.0, 2.0])
    dot = next(picture.iter("{http://www.w3.org/2000/svg}circle"))
    assert (float(dot.get("cx")), float(dot.get("cy"))) == corners(paths(picture)[theme.FOCUS])[-1]


def test_a_level_line_is_drawn_in_the_middle():
    assert {y for _, y in corners(paths(svg([5.0, 5.0]))[theme.FOCUS])} == {HEIGHT / 2}
