import itertools
from collections import Counter
from typing import NamedTuple

import numpy as np
import pytest

from etl.contract.codes import Direction
from etl.signals import reasons
from etl.signals.mann_kendall import distribution, mann_kendall, probability
from etl.signals.trend import Series, TrendMethod, cannot, judgements, recent_trends


class Point(NamedTuple):
    period: str
    value: float | None
    margin: float | None = None
    hidden: bool = False


class Trend(NamedTuple):
    direction: str
    reason: str | None
    method: str | None
    statistic: float | None
    first: str | None
    last: str | None
    value_first: float | None
    value_last: float | None
    years: int
    since: str | None
    value_since: float | None


def numbers(points, name):
    return np.array([np.nan if getattr(point, name) is None else getattr(point, name) for point in points], dtype=float)


def together(*every):
    """Several series as one; a period that only some have isn't there for the others."""
    periods = tuple(sorted({point.period for points in every for point in points}))
    rows = [{point.period: point for point in points} for points in every]
    cells = [[row.get(period, Point(period, None)) for row in rows] for period in periods]
    number = [np.array([numbers(row, name) for row in cells]) for name in ("value", "margin")]
    hidden = np.array([[point.hidden for point in row] for row in cells], dtype=bool)
    there = np.array([[period in row for row in rows] for period in periods], dtype=bool)
    return Series(periods, *(part.reshape(len(periods), len(every)) for part in (*number, hidden, there)))


def trend_at(trends, at):
    found = [part[at] for part in vars(trends).values()]
    return Trend(*(None if isinstance(part, float) and np.isnan(part) else part for part in found))


def recent_trend(points, **rest):
    return trend_at(recent_trends(together(points), **rest), 0)


def none(reason):
    return trend_at(cannot(reason, 1), 0)


def plain(values, since=2018, **rest):
    return [Point(str(since + at), value, **rest) for at, value in enumerate(values)]


def surveyed(values, margin, since=2018):
    return plain(values, since, margin=margin)


@pytest.mark.parametrize(
    ("margin", "statistic", "direction"), [(1.96, 40.0, "increasing"), (3.92, 10.0, "increasing"), (4.12, 9.0529, "no_change")]
)
def test_intervals_weigh_the_regression(margin, statistic, direction):
    trend = recent_trend(surveyed([50, 52, 54, 56, 58], margin))  # β = 2, SE of β = (margin / 1.96) / √10
    assert (trend.direction, trend.method) == (direction, TrendMethod.INTERVALS)
    assert trend.statistic == pytest.approx(statistic, abs=0.0005)


def test_unequal_intervals_weigh_unequally():
    margins = [0.98, 0.98, 0.98, 0.98, 1.96]  # SE ½ and 1, weights 4 and 1
    points = [Point(str(2018 + at), value, margin=margins[at]) for at, value in enumerate([10, 11, 12, 13, 9])]
    # Σw 17, Σwt 28, Σwy 193, Σwty 332, Σwt² 72: Sty = 240/17, Stt = 440/17, χ² = Sty²/Stt = 57600/7480
    assert recent_trend(points).statistic == pytest.approx(57600 / 7480)


def test_a_series_without_margins_in_every_year_goes_by_order():
    points = surveyed([50, 52, 54, 56, 58], 1.0)
    assert recent_trend([*points[:-1], points[-1]._replace(margin=None)]).method is TrendMethod.MANN_KENDALL
    assert recent_trend([*points[:-1], points[-1]._replace(margin=0.0)]).method is TrendMethod.MANN_KENDALL


def test_a_slope_that_hangs_on_one_year_is_not_certain():
    trend = recent_trend(surveyed([50, 50, 50, 50, 60], 1.96))  # β = 2 of that year alone
    assert (trend.direction, trend.reason) == ("no_change", "håller inte när ett år tas bort")
    assert trend.statistic == pytest.approx(40)


def test_surveys_and_counts_have_the_same_window():
    values = [9, 1, 2, 3, 4, 5, 6, 7, 8]
    assert recent_trend(plain(values)).first == recent_trend(surveyed(values, 0.5)).first == "2019"


CRITICAL = [  # the least |S| that is significant, and twice the orders with so few inversions, counted by Mahonian numbers
    (5, 10, 2 * 1 / 120),
    (6, 13, 2 * (1 + 5) / 720),
    (7, 15, 2 * (1 + 6 + 20 + 49) / 5040),
    (8, 18, 2 * (1 + 7 + 27 + 76 + 174 + 343) / 40320),
]


@pytest.mark.parametrize(("length", "score", "chance"), CRITICAL)
def test_critical_values_of_mann_kendall(length, score, chance):
    ones = (1,) * length
    assert probability(ones, score) == pytest.approx(chance)
    assert probability(ones, score - 2) > 0.05


@pytest.mark.parametrize("length", [5, 6])
def test_the_exact_distribution_is_that_of_every_order(length):
    for values in itertools.combinations_with_replacement(range(length), length):
        ties = tuple(sorted(Counter(values).values()))
        orders = set(itertools.permutations(values))
        score, _ = mann_kendall(np.array(list(orders), dtype=float).T)
        found = Counter(score.tolist())
        assert distribution(ties) == dict(found)


@pytest.mark.parametrize(
    ("values", "score", "direction"),
    [
        ([1, 2, 3, 4, 5], 10, "increasing"),
        ([5, 4, 3, 2, 1], -10, "decreasing"),
        ([1, 2, 3, 5, 4], 8, "no_change"),
        ([1, 1, 2, 3, 4], 9, "increasing"),  # 2 of 60 orders: p = .033
        ([1, 1, 1, 2, 3], 7, "no_change"),  # 2 of 20 orders: p = .1
        ([4, 4, 4, 4, 4], 0, "no_change"),
        ([1, 2, 3, 4, 6, 5], 13, "increasing"),
        ([2, 1, 3, 4, 6, 5], 11, "no_change"),
        ([0, 0, 0, 0, 1, 1, 1, 1], 16, "increasing"),  # 2 of 70 orders: p = .029
        ([9, 1, 2, 3, 4, 5, 6, 7, 8], 28, "increasing"),  # the ninth year back is left out
    ],
)
def test_order_alone(values, score, direction):
    trend = recent_trend(plain(values))
    assert (trend.statistic, trend.direction, trend.method) == (score, direction, "mann_kendall")


def holed(points, period, **rest):
    return [point._replace(value=None, **rest) if point.period == period else point for point in points]


EIGHT = plain([52.0, 53.0, 52.0, 52.0, 54.0, 56.0, 59.0, 61.5], since=2015)


@pytest.mark.parametrize(
    ("points", "breaks", "reason"),
    [
        (EIGHT[-4:], [], "för kort serie"),
        (EIGHT, ["2020"], "statistiken lades om 2020"),
        (EIGHT, ["2016", "2022"], "statistiken lades om 2022"),
        (EIGHT, ["2020K1"], "statistiken lades om 2020"),
        (holed(EIGHT, "2019"), [], "uppgift saknas 2019"),
        (holed(EIGHT, "2022"), [], "uppgift saknas 2022"),
        (holed(EIGHT, "2019", hidden=True), [], "dold uppgift 2019"),
        (holed(EIGHT, "2019", hidden=True), ["2021"], "statistiken lades om 2021"),
        ([*EIGHT[:3], *EIGHT[4:]], [], "uppgift saknas 2018"),
        (EIGHT[::2], [], "uppgift saknas 2020"),
        ([Point(f"2024K{quarter}", 1.0) for quarter in (1, 2, 3, 4)], [], "inga årsvärden"),
    ],
)
def test_why_it_cannot_be_calculated(points, breaks, reason):
    trend = recent_trend(points, breaks=breaks)
    assert trend._replace(years=0, since=None, value_since=None) == none(reason)


@pytest.mark.parametrize(("breaks", "years", "since"), [(["2020"], 3, "2020"), (["2019"], 4, "2019"), (["2022"], 1, "2022")])
def test_how_many_years_can_be_compared_is_told(breaks, years, since):
    trend = recent_trend(EIGHT, breaks=breaks)
    assert (trend.years, trend.since) == (years, since)
    assert trend.value_since == EIGHT[-years].value


@pytest.mark.parametrize(
    ("change", "decimals", "text"), [(8.31, 1, "+8,3"), (-0.26, 1, "−0,3"), (0.04, 1, "±0,0"), (-12.0, 0, "−12"), (0.2, 0, "±0")]
)
def test_too_few_years_for_a_test_are_told_with_the_change(change, decimals, text):
    assert reasons.too_few_years(3, change, "2020", decimals) == f"3 år räcker inte för prövning; {text} sedan 2020"


def test_of_noise_alone_one_in_twenty_has_a_trend_at_most():
    """Of its own or against riket, over 290 kommuner whose years are independent of each other."""
    chance = np.random.default_rng(20_250_301)
    for years in range(5, 9):
        found = []
        for _ in range(40):
            values = chance.normal(60, 3, size=(years, 290))
            both = [plain_series(values), plain_series(values - values.mean(axis=1, keepdims=True))]
            trends = [recent_trends(series).direction for series in both]
            found.append(np.mean([(one != "no_change") | (other != "no_change") for one, other in [trends]]))
        assert 0.01 < np.mean(found) <= 0.05, years


def plain_series(values):
    periods = tuple(str(2023 - len(values) + at) for at in range(len(values)))
    return Series(periods, values, np.full(values.shape, np.nan), np.zeros(values.shape, bool), np.ones(values.shape, bool))


def test_a_break_in_the_first_of_five_years_leaves_those_five():
    assert recent_trend(EIGHT, breaks=["2018"]) == recent_trend(EIGHT[-5:])
    assert recent_trend(EIGHT, breaks=["2019"]).direction == "cannot_be_calculated"


def test_order_uses_no_more_years_than_hold_together():
    values = plain([1, 9, 2, 3, 4, 5, 6], since=2016)
    assert recent_trend(values, breaks=["2018"]).first == "2018"
    assert recent_trend(holed(values, "2017", hidden=True)) == recent_trend(values[2:])


def test_elections_have_no_annual_trend():
    assert recent_trend(EIGHT, only_elections=True).reason == "måttet mäts bara vid val"


@pytest.mark.parametrize(
    ("direction", "polarity", "first", "last", "expected"),
    [
        ("increasing", Direction.HIGHER, 1, 2, "better"),
        ("decreasing", Direction.HIGHER, 2, 1, "worse"),
        ("increasing", Direction.LOWER, 1, 2, "worse"),
        ("decreasing", Direction.LOWER, 2, 1, "better"),
        ("increasing", Direction.CLOSEST_TO_ONE, 0.7, 0.9, "better"),
        ("increasing", Direction.CLOSEST_TO_ONE, 0.9, 1.3, "worse"),
        ("decreasing", Direction.CLOSEST_TO_ONE, 1.3, 1.1, "better"),
        ("increasing", Direction.CLOSEST_TO_ONE, 0.98, 1.02, None),
        ("increasing", Direction.NEUTRAL, 1, 2, None),
        ("no_change", Direction.HIGHER, 1, 2, None),
        ("cannot_be_calculated", Direction.LOWER, 1, 2, None),
    ],
)
def test_better_or_worse_by_polarity(direction, polarity, first, last, expected):
    trends = cannot("", 1)
    trends.direction[:], trends.value_first[:], trends.value_last[:] = direction, first, last
    assert judgements(trends, polarity).tolist() == [expected]


def test_many_series_are_judged_each_on_its_own():
    """Lengths, methods, holes and ties side by side give what each gives alone."""
    every = [
        EIGHT,
        EIGHT[-5:],
        EIGHT[-4:],
        holed(EIGHT, "2019", hidden=True),
        holed(EIGHT, "2022"),
        plain([1, 1, 2, 3, 4]),
        surveyed([50, 52, 54, 56, 58], 1.96),
        [*EIGHT[:3], *EIGHT[4:]],
        surveyed([50, 50, 50, 50, 60], 1.96),
    ]
    trends = recent_trends(together(*every))
    assert [trend_at(trends, at) for at in range(len(every))] == [recent_trend(points) for points in every]
    assert len({one.reason for one in map(recent_trend, every)}) == 6
    assert {one.method for one in map(recent_trend, every)} == {None, *TrendMethod}
