"""Goals and preliminary values in the trend: lines that go on to the target year, words apart, dashes only where they belong."""

from itertools import pairwise
from typing import Any

import pytest

from dashboard.charts import goal_lines, theme
from dashboard.charts.goal_lines import GoalLine
from dashboard.charts.trend import EARLY_DASH, Line, TrendData, trend_figure
from etl.contract.catalogue import Indicator

YEARS = ["2020", "2021", "2022"]
LONG = [str(year) for year in range(2006, 2023)]
FAR = [0.0] * 14
"""Values of the years of `LONG` before those of `YEARS`."""

WORDS = "Mål 2030: minst 80,0 % (Eskilstuna kommun)"


def indicator(**more: Any) -> Indicator:
    texts = dict.fromkeys(("title", "short_title", "definition"), "Prov")
    source = {"name": "kolada", "kpi": "N00000", "title": "Prov"}
    fixed = {"decimals": 1, "role": "core", "focus_area": "prov", "sex_split": True, "source": source}
    return Indicator.model_validate({"id": "prov", "unit": "percent", "direction": "neutral", **texts, **fixed, **more})


def drawn(line: Line, *goals: GoalLine, entry: Indicator | None = None, periods: list[str] = YEARS) -> dict[str, Any]:
    riket = Line("Riket", [50.0] * len(periods))
    return trend_figure(TrendData(entry or indicator(), periods, riket, [line], None, demo=False, goals=goals))


@pytest.mark.parametrize(
    ("periods", "year", "coming"),
    [
        (LONG, 2024, ["2023", "2024"]),
        (YEARS, 2023, ["2023"]),
        (YEARS, 2024, []),
        (YEARS, 2022, []),
        (YEARS, 2018, []),
        (YEARS, None, []),
        (LONG[::2], 2026, ["2024", "2026"]),
        (LONG[::2], 2025, ["2024", "2025"]),
        (["2022"], 2024, []),
        (
            [f"{year}K{quarter}" for year in (2022, 2023, 2024) for quarter in (1, 2, 3, 4)],
            2025,
            ["2025K1", "2025K2", "2025K3", "2025K4"],
        ),
        (YEARS, 2090, []),
        ([], 2030, []),
    ],
)
def test_periods_go_on_to_the_target_year(periods, year, coming):
    assert goal_lines.ahead(periods, [GoalLine(1.0, "Mål", year), GoalLine(2.0, "Mål")]) == coming


def test_the_line_ends_at_its_target_year_with_a_mark():
    figure = drawn(
        Line("A", [*FAR, 40.0, 41.0, 70.0]), GoalLine(80.0, WORDS, 2030), GoalLine(70.0, "Mål 2025", 2025), periods=LONG
    )
    ends = {shape["y0"]: shape["x1"] for shape in figure["layout"]["shapes"]}
    assert ends == {80.0: 2030, 70.0: 2025}
    mark = figure["data"][-1]
    assert (mark["x"], mark["y"]) == ([2030, 2025], [80.0, 70.0])
    axis = figure["layout"]["xaxis"]
    assert axis["range"] == [2005.5, 2030.5]
    assert axis["ticktext"][-1] == "2030"
    assert [trace["customdata"] for trace in figure["data"][:-1]] == [LONG, LONG], "no value is drawn where there is none"


def test_a_target_year_that_has_come_needs_no_longer_axis():
    figure = drawn(Line("A", [40.0, 41.0, 78.0]), GoalLine(80.0, "Mål 2021", 2021))
    (shape,) = figure["layout"]["shapes"]
    assert (shape["xref"], shape["x0"], shape["x1"]) == ("paper", 0, 1)
    assert figure["layout"]["xaxis"]["range"] == [2019.5, 2022.5]


def test_names_follow_their_lines_where_the_axis_goes_on():
    line = Line("A", [*FAR, 1.0, 2.0, 3.0])
    plain, longer = drawn(line, periods=LONG), drawn(line, GoalLine(9.0, WORDS, 2030), periods=LONG)
    at = {note["text"]: (note["xref"], note["x"]) for note in longer["layout"]["annotations"]}
    assert at["A"] == at["<b>Riket</b>"] == ("x", 2022)
    assert {note["x"] for note in plain["layout"]["annotations"]} == {1.01}
    assert longer["layout"]["margin"]["r"] < plain["layout"]["margin"]["r"]


def test_the_words_of_goals_stand_over_the_chart_a_row_each():
    goals = [GoalLine(80.0, WORDS, 2030), GoalLine(80.5, "Mål 2028: minst 80,5 % (Länet)", 2028), GoalLine(1.0, "Mål " * 20)]
    figure = drawn(Line("A", [0.0, 41.0, 82.0]), *goals)
    notes = [note for note in figure["layout"]["annotations"] if "Mål" in note["text"]]
    assert {(note["y"], note["yanchor"]) for note in notes} == {(1, "bottom")}
    shifts = sorted((note["yshift"], note["text"]) for note in notes)
    assert all(after[0] - before[0] >= goal_lines.ROW for before, after in pairwise(shifts))
    assert [text for _, text in shifts][-2:] == ["◆ Mål 2028: minst 80,5 % (Länet)", f"◆ {WORDS}"]
    assert all(len(text) <= goal_lines.LINE_LENGTH for _, text in shifts)
    assert figure["layout"]["margin"]["t"] >= shifts[-1][0] + goal_lines.ROW


def test_the_demo_mark_stands_over_the_words_of_goals():
    goals = [GoalLine(80.0, WORDS, 2030)]
    figure = trend_figure(TrendData(indicator(), YEARS, None, [Line("A", [1.0, 2.0, 80.0])], None, demo=True, goals=goals))
    shifts = {note["text"]: note.get("yshift", 0) for note in figure["layout"]["annotations"]}
    assert shifts[theme.demo_mark()["text"]] >= goal_lines.ROW > shifts[f"◆ {WORDS}"]


def test_names_beside_lines_stay_under_what_is_over_the_chart():
    names = [Line(f"K{at}", [*FAR, 1.0, 2.0, 99.0 + at / 10]) for at in range(9)]
    figure = trend_figure(TrendData(indicator(), LONG, None, names, None, demo=True, goals=[GoalLine(9.0, WORDS, 2030)]))
    heights = sorted(note["y"] for note in figure["layout"]["annotations"] if note["text"].startswith("K"))
    assert heights[-1] <= 0.971
    assert all(after - before > 0.05 for before, after in pairwise(heights))


@pytest.mark.parametrize("level", [-40.0, 30.0, 44.0, 60.0, 95.0])
def test_the_values_have_two_thirds_of_the_height_however_far_away_the_goal(level):
    figure = trend_figure(
        TrendData(indicator(), YEARS, None, [Line("A", [40.0, 41.0, 50.0])], None, False, goals=[GoalLine(level, WORDS)])
    )
    low, high = figure["layout"]["yaxis"]["range"]
    assert (high - low) * 0.88 * 2 / 3 <= 10.0, "but for the room at either end"
    near = 35.0 <= level <= 55.0
    assert bool(figure["layout"]["shapes"]) == near
    words = " ".join(note["text"] for note in figure["layout"]["annotations"]).split()
    assert ("under" in words, "över" in words) == (not near and level < 40, not near and level > 50)


def segments(trace: dict[str, Any]) -> set[tuple[float, float]]:
    points = list(zip(trace["x"], trace["y"], strict=True))
    return {(one[0], two[0]) for one, two in pairwise(points) if None not in (one[1], two[1])}


@pytest.mark.parametrize(
    ("flags", "solid", "dashed"),
    [
        ("....x", "01 12 23", "34"),
        ("x....", "12 23 34", "01"),
        ("..x..", "01 34", "12 23"),
        (".x..x", "23", "01 12 34"),
        (".x.x.", "", "01 12 23 34"),
        ("xxxxx", "", "01 12 23 34"),
    ],
)
def test_only_the_way_to_and_from_preliminary_values_is_dashed(flags, solid, dashed):
    periods = ["0", "1", "2", "3", "4"]
    preliminary = [flag == "x" for flag in flags]
    found = drawn(Line("A", [1.0, 2.0, 3.0, 4.0, 5.0], preliminary), periods=periods)["data"]
    whole, broken = [trace for trace in found if trace["name"] == "A"]
    assert "dash" not in whole["line"]
    assert broken["line"]["dash"] == EARLY_DASH
    assert segments(whole) == {(int(pair[0]), int(pair[1])) for pair in solid.split()}
    assert segments(broken) == {(int(pair[0]), int(pair[1])) for pair in dashed.split()}
    marks = zip(broken["x"], broken["marker"]["symbol"], broken["marker"]["size"], strict=True)
    assert [(int(x), symbol) for x, symbol, size in marks if size] == [
        (at, "circle-open") for at, flag in enumerate(preliminary) if flag
    ]


def test_a_settled_line_is_one_piece():
    found = drawn(Line("A", [1.0, 2.0, 3.0], [False] * 3))["data"]
    assert [trace["name"] for trace in found] == ["A", "Riket"]


def test_a_missing_preliminary_value_draws_nothing():
    whole, broken = [
        trace
        for trace in drawn(Line("A", [1.0, None, 3.0, 4.0], [False, True, False, True]), periods=["0", "1", "2", "3"])["data"]
        if trace["name"] == "A"
    ]
    assert (segments(whole), segments(broken)) == (set(), {(2, 3)})


def test_preliminary_election_years_stay_points():
    entry = indicator(election_years=[2020, 2022])
    found = drawn(Line("A", [1.0, None, 3.0], [False, False, True]), entry=entry)["data"]
    assert [(trace["name"], trace["mode"]) for trace in found] == [("A", "markers"), ("Riket", "markers")]
    assert found[0]["marker"]["symbol"] == ["circle", "circle", "circle-open"]


def test_names_on_a_goal_have_a_veil():
    notes = drawn(Line("A", [*FAR, 1.0, 2.0, 3.0]), GoalLine(9.0, WORDS, 2030), periods=LONG)["layout"]["annotations"]
    assert [note["bgcolor"] for note in notes if note["text"] == "A"] == [theme.VEIL]
