"""Periods where they lie in time, on every chart that has time along it."""

from dataclasses import replace

import pytest

from dashboard.charts.time_axis import between, moment, moments, shares, time_axis
from dashboard.files.table import Chart, along_time

ELECTIONS = ["2006", "2010", "2014", "2018", "2022"]


def test_a_period_lies_where_it_is_in_time():
    assert moments(["2022", "2024K1", "2024K4"]) == [2022, 2024, 2024.75]
    assert between("2020", "2024") == 2022


def test_steps_are_as_long_as_time():
    assert shares(["2010", "2018", "2020"]) == [0, 0.8, 1]
    assert shares(["2020"]) == [0.5]
    assert shares([]) == []


@pytest.mark.parametrize("periods", [ELECTIONS, ["2020"], ["2024K1", "2024K3"], []])
def test_every_period_lies_within_the_axis_and_is_named_at_its_own_time(periods):
    axis = time_axis(periods)
    assert axis["type"] == "linear"
    assert all(axis["range"][0] < at < axis["range"][1] for at in moments(periods))
    assert axis["tickvals"] == [moment(name.replace(" kv ", "K")) for name in axis["ticktext"]]


LINES = Chart("line", "Rubrik", "procent", ("2018", "2020", "2023"), (("Riket", (1.0, 2.0, 3.0)), ("Flen", (4.0, 5.0, 6.0))))


def test_charts_that_offices_draw_have_room_for_the_years_between():
    timed = along_time(LINES)
    assert timed.categories == ("2018", "2019", "2020", "2021", "2022", "2023")
    assert timed.series[0] == ("Riket", (1.0, None, 2.0, None, None, 3.0))
    assert along_time(replace(LINES, categories=("2023K3", "2023K4", "2024K2"))).categories == (
        "2023K3",
        "2023K4",
        "2024K1",
        "2024K2",
    )


def test_a_line_goes_on_over_years_without_the_measure_but_not_over_a_missing_value():
    assert LINES.whole
    assert not replace(LINES, series=(("Flen", (1.0, None, 3.0)),)).whole


def test_bars_are_left_as_they_are():
    bars = replace(LINES, kind="bar", categories=("Flen", "Trosa", "Gnesta"))
    assert along_time(bars) == bars
