"""How values have gone: change, index and change a year, never over a break; means of three years only of three in a row."""

import pytest
from test_panes import indicator

from dashboard.pages.indikator import development
from dashboard.url_state import View

YEARS = ["2018", "2019", "2020", "2022", "2023", "2024"]
BREAK = [{"period": "2020", "text": "Ny metod."}]


def test_a_change_is_told_as_value_index_and_a_year():
    found = development.change(indicator(), ["2018", "2020", "2022"], [50.0, None, 60.0])
    assert found is not None
    assert (found.change, found.hundred, found.yearly) == (10.0, 120.0, 2.5)


@pytest.mark.parametrize("values", [[None, 2.0, 3.0], [1.0, 2.0, None]])
def test_there_is_no_change_without_both_ends(values):
    assert development.change(indicator(), YEARS[:3], values) is None


def test_there_is_no_change_over_a_break():
    assert development.change(indicator(breaks=BREAK), YEARS[:3], [1.0, 2.0, 3.0]) is None


def test_there_is_no_change_between_means_that_share_years():
    entry = indicator(years_covered=4)
    assert development.change(entry, ["2018", "2020"], [1.0, 3.0]) is None
    assert development.change(entry, ["2018", "2022"], [1.0, 3.0]) is not None
    assert not development.smoothable(entry, YEARS)


def test_there_is_no_index_of_what_begins_at_nought_or_below():
    found = [development.change(indicator(), ["2018", "2019"], [first, 2.0]) for first in (0.0, -1.0)]
    assert [one and one.hundred for one in found] == [None, None]


def test_means_are_of_three_years_in_a_row():
    assert development.means_of_three(indicator(), YEARS, [1.0, 2.0, 6.0, 1.0, 1.0, 4.0]) == [None, None, 3.0, None, None, 2.0]


def test_a_mean_needs_all_three():
    assert development.means_of_three(indicator(), YEARS[:3], [1.0, None, 6.0]) == [None, None, None]


def test_a_mean_never_mixes_what_a_break_parts():
    years = ["2018", "2019", "2020", "2021", "2022"]
    found = development.means_of_three(indicator(breaks=BREAK), years, [1.0, 1.0, 4.0, 4.0, 4.0])
    assert found == [None, None, None, None, 4.0]


def test_what_the_indicator_lacks_is_let_go_of_and_told():
    remarks: list[str] = []
    view = View("a", between=("2001", "2020"), smooth=True)
    kept = development.settled(indicator(), ["2020", "2022"], view, remarks)
    assert (kept.between, kept.smooth, len(remarks)) == (None, False, 2)


def test_all_years_are_no_choice():
    assert development.settled(indicator(), YEARS, View("a", between=("2018", "2024")), []).between is None
    assert development.settled(indicator(), YEARS, View("a", between=("2019", "2024")), []).between == ("2019", "2024")
