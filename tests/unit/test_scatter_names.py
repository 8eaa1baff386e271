"""Names in the scatter diagram keep clear of each other; numbers on axes are written as Swedish ones, answers as words."""

import pytest

from dashboard.charts.multiples import Multiple, multiple_figure
from dashboard.charts.scatter import ScatterData, positions, scatter_figure
from dashboard.charts.trend import Line
from etl.contract.catalogue import Indicator


def indicator(unit: str = "percent") -> Indicator:
    texts = dict.fromkeys(("title", "short_title", "definition"), "Prov")
    source = {"name": "kolada", "kpi": "N00000", "title": "Prov"}
    fixed = {"decimals": 0, "role": "core", "focus_area": "prov", "sex_split": True, "source": source}
    return Indicator.model_validate({"id": "prov", "unit": unit, "direction": "neutral", **texts, **fixed})


def scatter(points: dict[str, tuple[float | None, float | None]], riket: tuple[float, float] = (50.0, 50.0)) -> ScatterData:
    names, positions = list(points), list(range(len(points)))
    ends = {"Lägst": (0.0, 0.0), "Högst": (100.0, 100.0)}
    every = [*points.values(), *ends.values()]
    x, y = ([point[axis] for point in every] for axis in (0, 1))
    return ScatterData(indicator(), indicator(), [*names, *ends], x, y, positions, riket, demo=False)


def test_a_name_alone_stands_above_its_point() -> None:
    assert positions(scatter({"Flen": (20.0, 20.0)})) == ["top center"]


def test_names_of_near_points_stand_on_different_sides() -> None:
    assert len(set(positions(scatter({"Oxelösund": (20.0, 20.0), "Strängnäs": (21.0, 20.5), "Gnesta": (20.5, 18.0)})))) == 3


def test_no_name_stands_on_riket_s() -> None:
    assert positions(scatter({"Oxelösund": (50.0, 41.0)})) != ["top center"]


def test_a_kommun_without_a_point_has_no_say() -> None:
    assert positions(scatter({"Flen": (None, 20.0), "Trosa": (80.0, 80.0)})) == ["top center", "top center"]


def test_large_numbers_on_an_axis_have_spaces_and_no_letter() -> None:
    layout = scatter_figure(scatter({"Flen": (20.0, 20.0)}))["layout"]
    assert layout["xaxis"]["tickformat"] == layout["yaxis"]["tickformat"] == ","
    people = multiple_figure(
        Multiple(indicator("count"), ["2021", "2022"], [Line("Malmö", [300_000, 350_000])], None, demo=False)
    )
    assert people["layout"]["yaxis"]["tickformat"] == ","


@pytest.mark.parametrize(("unit", "words"), [("yes_no", ["Nej", "Ja"]), ("percent", None)])
def test_answers_stand_on_the_axis_as_words(unit: str, words: list[str] | None) -> None:
    figure = multiple_figure(Multiple(indicator(unit), ["2021", "2022"], [Line("Flen", [0.0, 1.0])], None, demo=False))
    assert figure["layout"]["yaxis"].get("ticktext") == words
