"""Where a map's class limits go: each method's own promise, and natural breaks against every other way to cut."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.charts.classes import METHODS
from dashboard.charts.limits import equal_steps, natural_breaks, quantiles, round_steps

VALUES = st.lists(st.integers(-400, 900).map(lambda tenth: tenth / 10), min_size=1, max_size=400)


@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
@given(values=VALUES)
def test_limits_rise_and_make_at_most_five_classes(method, values):
    limits = method(np.array(values), 5)
    assert limits == sorted(set(limits))
    assert len(limits) <= 4
    assert all(limit <= max(values) for limit in limits)


def squares(values, limits):
    """The squares around each class's mean, added up."""
    position = np.searchsorted(np.array(limits), values, side="right")
    return sum(float(((values[position == at] - values[position == at].mean()) ** 2).sum()) for at in set(position.tolist()))


@settings(deadline=None)
@given(st.lists(st.integers(0, 60).map(float), min_size=5, max_size=11, unique=True))
def test_no_other_cuts_are_more_natural(values):
    known = np.array(sorted(values))
    best = min(squares(known, cuts) for cuts in itertools.combinations(known[1:].tolist(), 3))
    assert squares(known, natural_breaks(known, 4)) == pytest.approx(best, abs=1e-6)


def test_natural_breaks_find_the_clumps():
    clumps = np.concatenate([np.linspace(at, at + 1, 40) for at in (0, 10, 20, 40, 80)])
    assert natural_breaks(clumps, 5) == [10.0, 20.0, 40.0, 80.0]


def test_natural_breaks_of_many_years_stand_for_all():
    clumps = np.concatenate([np.linspace(at, at + 1, 2000) for at in (0, 10, 20, 40, 80)])
    limits = natural_breaks(clumps, 5)
    assert np.searchsorted(limits, [1, 10.1, 20.1, 40.1, 80.1], side="right").tolist() == [0, 1, 2, 3, 4]


def test_equal_steps_are_equal():
    assert equal_steps(np.array([0.0, 3.0, 100.0]), 5) == [20.0, 40.0, 60.0, 80.0]
    assert equal_steps(np.array([7.0, 7.0]), 5) == []


@pytest.mark.parametrize(
    ("values", "limits"),
    [
        ([55.0, 92.0], [20.0, 40.0, 60.0, 80.0]),
        ([0.3, 4.4], [1.0, 2.0, 3.0, 4.0]),
        ([-3.0, 7.0], [-2.0, 0.0, 2.0, 4.0]),
        ([0.0, 0.0], []),
        ([3.0, 41.0], [10.0, 20.0, 30.0, 40.0]),
    ],
)
def test_fixed_limits_are_round(values, limits):
    assert round_steps(np.array(values), 5) == limits


def test_quantiles_leave_a_fifth_in_each():
    limits = quantiles(np.arange(100.0), 5)
    assert np.bincount(np.searchsorted(limits, np.arange(100.0), side="right")).tolist() == [20] * 5
