import numpy as np
import pyarrow as pa
import pytest

from etl.contract.catalogue import Indicator
from etl.contract.codes import Direction
from etl.contract.schemas import GROUPS, OBSERVATIONS
from etl.derive import gaps, means
from etl.derive.grid import grid_of, on_axes

NAN = np.nan


def indicator(**fields):
    texts = dict.fromkeys(("title", "short_title", "definition"), "Prov")
    source = {"name": "kolada", "kpi": "N00000", "title": fields.pop("source_title", "Prov")}
    fixed = {"unit": "percent", "decimals": 1, "direction": "higher_is_better", "role": "core", "focus_area": "prov"}
    return Indicator.model_validate({"id": "prov", **texts, **fixed, "sex_split": False, "source": source, **fields})


def table(*rows):
    """Rows of region, period, sex, value, status and perhaps denominator."""
    full = [dict(zip(("region", "period", "sex", "value", "status", "denominator"), row, strict=False)) for row in rows]
    return pa.Table.from_pylist(full, schema=OBSERVATIONS).sort_by([(name, "ascending") for name in ("period", "sex", "region")])


SYSS = table(
    ("0001", "2021", "T", 60.0, "ok"),
    ("0002", "2021", "T", None, "suppressed"),
    ("0001", "2022", "K", 58.0, "ok"),
    ("0001", "2022", "M", 66.3, "preliminary"),
    ("0001", "2022", "T", 62.0, "ok"),
    ("0002", "2022", "T", 70.0, "ok"),
)


def test_a_grid_holds_every_cell_and_nothing_else():
    grid = grid_of(SYSS)
    assert (grid.periods, grid.sexes, grid.regions) == (("2021", "2022"), ("K", "M", "T"), ("0001", "0002"))
    np.testing.assert_array_equal(grid.value[1], [[58.0, NAN], [66.3, NAN], [62.0, 70.0]])
    np.testing.assert_array_equal(grid.value[0], [[NAN, NAN], [NAN, NAN], [60.0, NAN]])
    assert grid.hidden.sum() == 1
    assert grid.hidden[0, 2, 1]
    assert (grid.row >= 0).sum() == SYSS.num_rows
    assert grid.valued == (0, 1)


def test_a_value_that_must_not_be_shown_never_enters_a_grid():
    leaky = table(*((f"000{at}", "2022", "T", 9.0, status) for at, status in enumerate(["suppressed", "missing", "ok"])))
    np.testing.assert_array_equal(grid_of(leaky).value[0, 0], [NAN, NAN, 9.0])


def test_an_empty_table_has_an_empty_grid():
    grid = grid_of(OBSERVATIONS.empty_table())
    assert grid.valued == grid.periods == ()


def test_another_grid_on_the_same_axes():
    found = on_axes(grid_of(SYSS), "2022", ("M", "X"), ("0002", "0001", "0003"))
    np.testing.assert_array_equal(found, [[NAN, 66.3, NAN], [NAN, NAN, NAN]])
    assert np.isnan(on_axes(grid_of(SYSS), "1999", ("T",), ("0001",))).all()


def test_a_gap_is_what_the_foreign_born_lack():
    native, foreign = np.array([80.1, 5.0, NAN]), np.array([60.0, 15.3, 1.0])
    np.testing.assert_array_equal(gaps.origin_gap(native, foreign, Direction.HIGHER), [20.1, -10.3, NAN])
    np.testing.assert_array_equal(gaps.origin_gap(native, foreign, Direction.LOWER), [-20.1, 10.3, NAN])


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({}, None),
        ({"direction": "neutral"}, None),
        ({"unit": "count"}, "gap räknas bara för andelar"),
        ({"unit": "parity_ratio", "direction": "closest_to_one"}, "gap räknas inte för mått som är bäst nära 1,0"),
    ],
)
def test_what_has_no_gap_says_why(fields, reason):
    assert gaps.refusal(indicator(**fields)) == reason


def test_a_weighted_mean_weighs_by_persons():
    shares, of = np.array([50.0, 10.0, 10.0, 10.0, NAN]), np.array([10.0, 50.0, 20.0, 20.0, 50.0])
    mean = means.weighted_mean(indicator(), shares, of)
    assert (mean.value, mean.label, mean.reason) == (14.0, "vägt medel, 4 av 5", None)  # (5 + 9) of 100
    too_few = means.weighted_mean(indicator(), shares[1:], of[1:])
    assert (too_few.value, too_few.label) == (None, "vägt medel, 3 av 4")
    assert too_few.reason == "för få i gruppen har ett värde som kan jämföras"


@pytest.mark.parametrize(("shares", "of", "unit"), [([50.0], [NAN], "percent"), ([50.0], [10.0], "per_1000")])
def test_no_weighted_mean_without_persons(shares, of, unit):
    mean = means.weighted_mean(indicator(unit=unit), np.array(shares), np.array(of))
    assert (mean.value, mean.reason) == (None, "antalet personer bakom andelarna är inte känt")


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"survey": True}, "medel räknas inte för enkätvärden"),
        ({"unit": "yes_no"}, "medel räknas inte för ja- och nej-svar"),
        ({"unit": "ordinal"}, "medel räknas inte för bedömningar i steg"),
        ({"source_title": "Väntetid, mediantid (dagar)"}, "medel räknas inte av medianer"),
        ({"title": "Medianinkomst"}, "medel räknas inte av medianer"),
        ({"source_title": "Företagsklimat, ranking"}, "medel räknas inte av rangordningar"),
    ],
)
def test_what_has_no_mean_says_why(fields, reason):
    mean = means.weighted_mean(indicator(**fields), np.array([1.0, 2.0]), np.array([100.0, 100.0]))
    assert (mean.value, mean.reason) == (None, reason)
    assert means.grid_means(indicator(**fields), grid_of(SYSS), groups(("peer:0001", "0002"))).num_rows == 0


def groups(*members):
    rows = [{"group": group, "name": group, "kind": "peer", "source": "prov", "member": member} for group, member in members]
    return pa.Table.from_pylist(rows, schema=GROUPS)


def test_means_of_groups():
    members = groups(("skr:B", "0002"), ("skr:A", "0001"), ("skr:A", "0002"), ("skr:A", "0003"))
    rows = means.grid_means(indicator(), grid_of(SYSS), members)
    assert rows.schema == means.MEANS
    assert [tuple(row.values()) for row in rows.to_pylist() if row["sex"] == "T"] == [
        ("skr:A", "2021", "T", None, 1, 3),
        ("skr:A", "2022", "T", None, 2, 3),
        ("skr:B", "2021", "T", None, 0, 1),
        ("skr:B", "2022", "T", 70.0, 1, 1),
    ]
