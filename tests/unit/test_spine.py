"""The spine chart's row, the scatter diagram and the small charts: what lies where."""

import re
from urllib.parse import unquote

import pytest

from dashboard.charts import theme
from dashboard.charts.multiples import Multiple, multiple_figure
from dashboard.charts.scatter import ScatterData, scatter_figure
from dashboard.charts.spine import EDGE, WIDTH, Spine, spine
from dashboard.charts.trend import Line
from dashboard.published.queries import Spread
from etl.contract.catalogue import load_catalogue
from etl.contract.paths import catalogue_path

SPREAD = Spread(0, 25, 75, 100, 290)
INSIDE = WIDTH - 2 * EDGE


def svg(**more):
    given = {"spread": SPREAD, "here": 10.0, "riket": 50.0, "peers": [20.0], "reverse": False, **more}
    return unquote(spine(Spine(**given)).removeprefix("data:image/svg+xml,"))


def dot(text):
    return float(re.search(r"<circle cx='([\d.]+)'", text)[1])


@pytest.mark.parametrize(("reverse", "share"), [(False, 0.1), (True, 0.9)])
def test_better_is_to_the_right(reverse, share):
    assert dot(svg(reverse=reverse)) == pytest.approx(EDGE + INSIDE * share, abs=0.1)


def test_middle_half_and_ticks_lie_by_value():
    text = svg()
    bands = [(float(x), float(w)) for x, w in re.findall(r"<rect x='([\d.]+)'[^>]* width='([\d.]+)'", text)]
    assert bands[0] == (EDGE, INSIDE)
    assert bands[1] == (pytest.approx(EDGE + INSIDE / 4, abs=0.1), pytest.approx(INSIDE / 2, abs=0.1))
    ticks = [float(x) for x in re.findall(r"<path d='M([\d.]+) ", text)]
    assert ticks == [pytest.approx(EDGE + INSIDE * share, abs=0.1) for share in (0.2, 0.5)]


def test_no_value_has_no_dot():
    assert "<circle" not in svg(here=None)


def test_the_address_ends_nowhere_early():
    assert not set('"#<>') & set(spine(Spine(SPREAD, 1.0, 2.0, [], reverse=False)))


@pytest.fixture(scope="module")
def entry():
    return load_catalogue(catalogue_path()).indicator("syss_utrikes")


def test_a_kommun_without_one_of_the_values_has_no_dot(entry):
    data = ScatterData(entry, entry, ["A", "B", "C"], [1.0, None, 3.0], [4.0, 5.0, None], [0], (2.0, 2.0), demo=False)
    figure = scatter_figure(data)
    assert figure["data"][0]["x"] == [1.0, None, 3.0]
    assert figure["data"][1]["text"] == ["A"]
    assert figure["data"][2]["text"] == ["<b>Riket</b>"]


def test_small_chart_keeps_gaps_and_colours(entry):
    lines = [Line("A", [1.0, None, 3.0]), Line("B", [2.0, 2.5, None])]
    figure = multiple_figure(Multiple(entry, ("2020", "2021", "2022"), lines, Line("Riket", [1.5, 1.6, 1.7]), demo=False))
    assert [trace["name"] for trace in figure["data"]] == ["A", "B", "Riket"]
    assert figure["data"][0]["y"] == [1.0, None, 3.0]
    assert [trace["line"]["color"] for trace in figure["data"]] == [*theme.LINES[:2], theme.RIKET]
    assert figure["layout"]["template"]["data"]["scatter"][0]["connectgaps"] is False


def test_small_chart_with_many_lines_has_one_colour(entry):
    figure = multiple_figure(Multiple(entry, ("2020",), [Line(str(n), [float(n)]) for n in range(20)], None, demo=True))
    assert len(figure["data"]) == 20
    assert all("line" not in trace for trace in figure["data"])
    assert figure["layout"]["annotations"][0]["text"] == "Demodata, påhittade värden"


def test_small_chart_without_values_says_so(entry):
    figure = multiple_figure(Multiple(entry, ("2020",), [Line("A", [None])], None, demo=False))
    assert figure["data"] == []
    assert figure["layout"]["annotations"][0]["text"] == "Inga värden att visa"
