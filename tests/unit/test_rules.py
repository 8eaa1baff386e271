"""The rules that both sides follow: what is put in order, what is judged, what has a gap, which differences are sure."""

import numpy as np
import pytest

from dashboard.charts import dumbbell, ranking
from etl.contract.catalogue import Indicator
from etl.contract.codes import Direction
from etl.contract.rules import (
    NONE,
    GapObstacle,
    Obstacle,
    difference_is_certain,
    gap,
    gap_obstacle,
    goodness,
    judgement_obstacle,
    order_obstacle,
    ranks,
)
from etl.derive import gaps
from etl.signals import level


def indicator(**fields):
    texts = dict.fromkeys(("title", "short_title", "definition"), "Prov")
    source = {"name": "kolada", "kpi": "N00000", "title": "Prov"}
    fixed = {"unit": "percent", "decimals": 1, "direction": "higher_is_better", "role": "core", "focus_area": "prov"}
    return Indicator.model_validate({"id": "prov", **texts, **fixed, "sex_split": False, "source": source, **fields})


RATE = {"unit": "per_1000", "rate_of": "persons"}
CASES = [
    ({}, None, None),
    ({"survey": True}, Obstacle.SURVEY, Obstacle.SURVEY),
    ({"unit": "count"}, Obstacle.COUNT, Obstacle.COUNT),
    ({"unit": "yes_no"}, Obstacle.YES_NO, Obstacle.YES_NO),
    ({"unit": "ordinal", "direction": "neutral"}, Obstacle.ORDINAL, Obstacle.ORDINAL),
    (RATE, Obstacle.PARTLY_HIDDEN, Obstacle.PARTLY_HIDDEN),
    ({"direction": "neutral"}, None, Obstacle.NEUTRAL),
    ({**RATE, "direction": "neutral"}, None, Obstacle.NEUTRAL),
    ({"doubtful": "Fel i källan"}, None, Obstacle.DOUBTFUL),
    ({"doubtful": "Fel i källan", "survey": True}, Obstacle.SURVEY, Obstacle.DOUBTFUL),
]


@pytest.mark.parametrize(("fields", "order", "judgement"), CASES)
def test_what_is_judged_is_what_can_be_put_in_order_and_trusted_and_has_a_direction(fields, order, judgement):
    entry = indicator(**fields)
    assert (order_obstacle(entry), judgement_obstacle(entry)) == (order, judgement)


def test_each_side_has_words_for_every_obstacle():
    assert set(level.REFUSED) == set(Obstacle)
    assert set(ranking.REFUSED) == set(Obstacle) - {Obstacle.NEUTRAL, Obstacle.DOUBTFUL}
    assert set(gaps.REFUSED) == set(GapObstacle)


@pytest.mark.parametrize(
    ("fields", "obstacle"),
    [
        ({}, None),
        ({"unit": "percentage_points"}, None),
        ({"unit": "count"}, GapObstacle.UNIT),
        ({"direction": "closest_to_one"}, GapObstacle.DIRECTION),
    ],
)
def test_the_page_shows_gaps_of_what_has_one(fields, obstacle):
    entry = indicator(**fields)
    assert gap_obstacle(entry) is obstacle
    assert dumbbell.applies(entry) == (obstacle is None) == (gaps.refusal(entry) is None)


@pytest.mark.parametrize("direction", [Direction.HIGHER, Direction.LOWER, Direction.CLOSEST_TO_ONE])
def test_the_page_s_places_are_the_ranks_that_are_published(direction):
    values = [0.98, 1.02, 0.5, 1.3, 0.5, 1.0]
    entry = indicator(direction=direction.value)
    shown = {rank.name: rank.rank for rank in ranking.order(entry, [(str(at), value) for at, value in enumerate(values)], [])}
    published = level.ranked_by_goodness(goodness(np.array(values), direction)).rank.tolist()
    assert [shown[str(at)] for at in range(len(values))] == published


def test_ties_share_a_rank_and_what_has_no_value_has_none():
    assert ranks(np.array([7.0, 9.0, np.nan, 7.0, 1.0])).tolist() == [2, 1, NONE, 2, 4]


def test_a_gap_keeps_no_binary_tail_and_no_negative_zero():
    first, second = np.array([80.1, 5.0, np.nan]), np.array([60.0, 5.0, 1.0])
    assert gap(first, second, turned=False).tolist()[:2] == [20.1, 0.0]
    assert str(gap(first, second, turned=True)[1]) == "0.0"
    assert np.isnan(gap(first, second, turned=True)[2])


@pytest.mark.parametrize(("difference", "certain"), [(5.0, False), (5.1, True), (-5.1, True), (0.0, False)])
def test_a_difference_of_surveys_is_certain_beyond_both_margins(difference, certain):
    assert difference_is_certain(difference, 3.0, 4.0) is certain  # √(3² + 4²) = 5
