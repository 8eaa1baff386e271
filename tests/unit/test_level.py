import numpy as np
import pytest

from etl.contract.catalogue import Indicator
from etl.contract.codes import Direction
from etl.contract.rules import NONE, goodness
from etl.signals.level import LEVELS, PEER_LEVELS, peer_quarters, ranked_by_goodness, refusal, why_no_level


def words(positions, names):
    return [None if at == NONE else names[at].value for at in positions]


def judged(values, direction=Direction.HIGHER):
    result = ranked_by_goodness(goodness(np.array(values, dtype=float), direction))
    return result.rank.tolist(), result.ranked, words(result.level, LEVELS)


def indicator(**fields):
    texts = dict.fromkeys(("title", "short_title", "definition"), "Prov")
    source = {"name": "kolada", "kpi": "N00000", "title": "Prov"}
    fixed = {"unit": "percent", "decimals": 1, "direction": "higher_is_better", "role": "core", "focus_area": "prov"}
    return Indicator.model_validate({"id": "prov", **texts, **fixed, "sex_split": False, "source": source, **fields})


def test_eight_values_fall_two_four_two():
    rank, ranked, level = judged([10, 20, 30, 40, 50, 60, 70, 80])
    assert rank == [8, 7, 6, 5, 4, 3, 2, 1]
    assert ranked == 8
    assert level == ["worst"] * 2 + ["middle"] * 4 + ["best"] * 2


def test_290_values_fall_73_144_73():
    level = judged(list(range(290)))[2]
    assert [level.count(name) for name in ("best", "middle", "worst")] == [73, 144, 73]


def test_what_has_no_value_is_not_ranked():
    assert judged([5, np.nan, 7, 6, 1]) == ([3, NONE, 1, 2, 4], 4, ["middle", None, "best", "middle", "worst"])


def test_ties_share_a_rank_and_the_next_is_skipped():
    assert judged([7, 9, 7, 8, 1, 2, 3, 4])[0] == [3, 1, 3, 2, 8, 7, 6, 5]


def test_a_tie_that_crosses_a_quarter_has_none():
    assert judged([9, 9, 9, 9, 9, 1, 1, 1])[2] == [None] * 8
    assert judged([9, 9, 8, 8, 8, 8, 1, 1])[2] == ["best"] * 2 + ["middle"] * 4 + ["worst"] * 2
    assert judged([9, 9, 9, 8, 8, 8, 1, 1])[2] == [None] * 3 + ["middle"] * 3 + ["worst"] * 2
    assert judged([5] * 8)[2] == [None] * 8


def test_a_tie_says_how_many_share_which_value():
    values = np.array([9, 9, 9, 8, 7, 5, 5, 5, 5, 4, 0, 0, 0, 0.0])
    texts = why_no_level(values, ranked_by_goodness(goodness(values, Direction.LOWER)))
    assert texts[0] == "3 kommuner delar det högsta värdet"
    assert texts[5] == "4 kommuner delar samma värde"
    assert texts[-1] == "4 kommuner delar det lägsta värdet"


def test_nobody_is_ranked_where_fewer_than_80_percent_have_a_value():
    values = np.array([1, 2, 3, 4, 5, 6, 7, np.nan, np.nan])
    assert judged(values[:8])[0] != [NONE] * 8
    assert judged(values) == ([NONE] * 9, 7, [None] * 9)
    reason = why_no_level(values, ranked_by_goodness(goodness(values, Direction.HIGHER)))
    assert set(reason) == {"bara 7 av 9 kommuner har ett värde som kan jämföras"}


def test_lower_is_better():
    assert judged([1, 2, 3, 4], Direction.LOWER) == ([1, 2, 3, 4], 4, ["best", "middle", "middle", "worst"])


def test_closest_to_one_goes_by_distance_and_ties_on_both_sides():
    rank, _, level = judged([0.98, 1.02, 1.3, 0.5], Direction.CLOSEST_TO_ONE)
    assert rank == [1, 1, 3, 4]
    assert level == [None, None, "middle", "worst"]


def test_three_have_ranks_but_no_quarters():
    assert judged([1, 2, 3]) == ([3, 2, 1], 3, [None] * 3)


def test_nothing_at_all():
    assert judged([np.nan, np.nan]) == ([NONE, NONE], 0, [None, None])


def test_neutral_has_no_goodness():
    assert np.isnan(goodness(np.array([1.0, 2.0]), Direction.NEUTRAL)).all()


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({}, None),
        ({"survey": True}, "enkätvärden rangordnas inte"),
        ({"doubtful": "Fel i källan"}, "osäkra uppgifter"),
        ({"direction": "neutral"}, "varken högre eller lägre räknas som bättre"),
        ({"unit": "count"}, "antal rangordnas inte"),
        ({"unit": "count", "direction": "neutral"}, "antal rangordnas inte"),
        ({"unit": "yes_no"}, "ja- och nej-svar rangordnas inte"),
        ({"unit": "ordinal"}, "bedömningar i steg rangordnas inte"),
    ],
)
def test_what_is_not_ranked_says_why(fields, reason):
    assert refusal(indicator(**fields)) == reason


def among_peers(values):
    """The first of the values with all the others as its peers, in rows of eight."""
    good = np.array(values, dtype=float)
    peers = np.array([[at for at in range(8) if at != own] for own in range(8)])
    return words(peer_quarters(good, peers), PEER_LEVELS)


def test_among_peers_two_are_better_four_similar_two_worse():
    assert among_peers([1, 2, 3, 4, 5, 6, 7, 8]) == ["worse"] * 2 + ["similar"] * 4 + ["better"] * 2


def test_one_peer_may_lack_a_value_but_not_two():
    assert among_peers([1, 2, 3, 4, 5, 6, 7, np.nan]) == ["worse"] * 2 + ["similar"] * 3 + ["better"] * 2 + [None]
    assert among_peers([1, 2, 3, 4, 5, 6, np.nan, np.nan]) == [None] * 8


def test_no_peers_at_all():
    assert words(peer_quarters(np.array([1.0, 2.0]), np.array([[NONE], [NONE]])), PEER_LEVELS) == [None, None]


@pytest.mark.parametrize(("counted", "ranked"), [("persons", False), ("persons_year_before", False), ("things", True)])
def test_rates_that_are_hidden_where_they_tell_of_few_are_not_ranked(counted, ranked):
    reason = refusal(indicator(unit="per_100000", rate_of=counted))
    assert (reason is None) == ranked
    assert ranked or "skev" in reason
