"""The panes' charts as dicts: names that find room, places that tie, dumbbells with both ends, margins, breaks and goals."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import url_state
from dashboard.charts import dots, dumbbell, lanes, ranking, theme
from dashboard.charts.colours import looks
from dashboard.charts.dumbbell import Bell
from dashboard.charts.goal_lines import GoalLine
from dashboard.charts.trend import Line, TrendData, trend_figure
from dashboard.pages.indikator import panes
from etl.contract.catalogue import Indicator

NAMES = st.lists(st.tuples(st.text("abcdeåäö ", min_size=1, max_size=16), st.floats(0, 1), st.just("#000000")), max_size=12)


def indicator(**more):
    texts = dict.fromkeys(("title", "short_title", "definition"), "Prov")
    source = {"name": "kolada", "kpi": "N00000", "title": "Prov"}
    fixed = {"decimals": 1, "role": "core", "focus_area": "prov", "sex_split": True, "source": source}
    given_ = {"id": "prov", "unit": "percent", "direction": "higher_is_better", **texts, **fixed, **more}
    return Indicator.model_validate(given_)


@given(NAMES)
def test_names_in_a_row_never_touch(names):
    rows = lanes.lanes(names)
    for (one, row), (two, other) in combinations(zip(names, rows, strict=True), 2):
        if row == other:
            (left, right), (start, end) = lanes.extent(one), lanes.extent(two)
            assert right <= start + 1e-9 or end <= left + 1e-9


def test_every_kommun_with_a_value_is_a_dot():
    data = dots.DotsData(indicator(), ["A", "B", "C"], [1.0, None, 1.0], [2], 5.0, demo=True)
    figure = dots.dots_figure(data)
    assert figure["data"][0]["x"] == [1.0, None, 1.0]
    assert figure["data"][0]["y"] == [1, None, 2]
    assert figure["data"][1]["y"] == [2]


@pytest.mark.parametrize(
    ("direction", "positions"),
    [
        ("higher_is_better", {"C": 1, "A": 2, "B": 2, "D": 4}),
        ("lower_is_better", {"D": 1, "A": 2, "B": 2, "C": 4}),
        ("closest_to_one", {"A": 1, "B": 1, "C": 3, "D": 4}),
    ],
)
def test_places_follow_the_direction_and_ties_share_one(direction, positions):
    rows = [("A", 1.0), ("B", 1.0), ("C", 1.4), ("D", 0.5), ("E", None)]
    ranks = ranking.order(indicator(unit="parity_ratio", direction=direction), rows, [1])
    assert {rank.name: rank.rank for rank in ranks} == positions
    assert [rank.number for rank in ranks] == [1, 2, 3, 4]
    assert [rank.name for rank in ranks if rank.colour] == ["B"]


@given(st.lists(st.none() | st.integers(0, 900).map(lambda tenths: tenths / 10), min_size=1, max_size=40), st.data())
def test_any_choice_is_drawn_in_every_pane(values, data):
    entry, names = indicator(), [f"K{at}" for at in range(len(values))]
    chosen = data.draw(st.lists(st.sampled_from(range(len(values))), unique=True))
    ranks = ranking.order(entry, list(zip(names, values, strict=True)), chosen)
    bars = ranking.bars_figure(entry, (names, ranks), None, demo=False)
    spread = dots.dots_figure(dots.DotsData(entry, names, values, chosen, None, demo=False))
    shown = [at for at in chosen if values[at] is not None]
    assert sorted(bars["data"][1]["text"]) == sorted(names[at] for at in shown)
    assert len(spread["data"][1]["x"]) == len(shown)
    named = len(shown) if len(shown) <= len(theme.LINES) else 2 * lanes.ENDS
    for figure in (bars, spread):
        assert len([one for one in figure["layout"]["annotations"] if "K" in one["text"]]) == named
    own = {names[at]: look.colour for at, look in zip(chosen, looks(chosen, many=theme.LINES[0]), strict=True)}
    assert dict(zip(bars["data"][1]["text"], bars["data"][1]["marker"]["color"], strict=True)) == {
        names[at]: own[names[at]] for at in shown
    }
    assert ranking.rows_figure(entry, ranking.neighbours(ranks), None, demo=False)["layout"]


@pytest.mark.parametrize("more", [{"survey": True}, {"unit": "count"}, {"unit": "yes_no"}])
def test_what_is_not_ranked_says_why(more):
    assert not ranking.applies(indicator(**more))
    assert "rangordnas inte" in str(ranking.refusal(indicator(**more)))


def test_a_dumbbell_without_an_end_has_no_bar():
    bells = [Bell("2020", 50.0, 60.0), Bell("2021", None, 61.0)]
    figure = dumbbell.over_time_figure(indicator(), bells, ("Inrikes", "Utrikes"), demo=False)
    assert figure["data"][0]["x"] == [2020, 2020, None]
    assert figure["data"][2]["y"] == [60.0, 61.0]


def drawn(line, **more):
    entry = more.pop("entry", indicator())
    return trend_figure(TrendData(entry, ["2020", "2021", "2022"], None, [line], None, demo=False, **more))


def test_a_break_lifts_the_line_and_is_named():
    entry = indicator(breaks=[{"period": "2021", "text": "Ny källa."}])
    figure = drawn(Line("A", [1.0, 2.0, 3.0]), entry=entry)
    assert (figure["data"][0]["x"], figure["data"][0]["y"]) == ([2020, 2021, 2021, 2022], [1.0, None, 2.0, 3.0])
    assert any("brott" in note["text"] for note in figure["layout"]["annotations"])


def test_preliminary_values_have_open_marks():
    dashed = drawn(Line("A", [1.0, 2.0, 3.0], [False, False, True]))["data"][1]
    assert dashed["marker"]["symbol"][-1] == "circle-open"


def test_margins_are_bands_that_the_axis_has_room_for():
    figure = drawn(Line("A", [10.0, None, 30.0], (), [2.0, None, 9.0]))
    bands = [trace for trace in figure["data"] if trace.get("fill")]
    assert [band["y"] for band in bands] == [[12.0, 8.0], [39.0, 21.0]]
    assert figure["layout"]["yaxis"]["range"][1] > 39


def test_election_years_are_points():
    assert drawn(Line("A", [1.0, None, 3.0]), entry=indicator(election_years=[2020, 2022]))["data"][0]["mode"] == "markers"


def test_a_goal_is_a_line_with_its_year():
    figure = drawn(Line("A", [1.0, 2.0, 8.0]), goals=[GoalLine(9.0, "Mål 2030: minst 9 %", 2030)])
    assert [shape["y0"] for shape in figure["layout"]["shapes"]] == [9.0]
    assert "◆ Mål 2030: minst 9 %" in [note["text"] for note in figure["layout"]["annotations"]]
    assert figure["layout"]["yaxis"]["range"][1] > 9


def test_every_pane_of_an_address_is_there_and_no_other():
    assert tuple(panes.PANES) == url_state.PANES
