"""From exact reports to what is published: which numbers are hidden, what is summed, and what later versions may not tell."""

from datetime import date
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from etl import geography
from etl.contract.schemas import REPORTS, VALIDATION, VALIDATION_CODES
from etl.tables.validation import KEY, codes, validation

REGIONS = geography.regions()
COUNTS = (
    "persons_opening",
    "persons_new",
    "persons_started",
    "persons_recognised",
    "persons_partly_recognised",
    "persons_refused",
    "persons_discontinued",
    "persons_closing",
)
LARGE = ((40, 25, 30, 0, 0, 0, 5, 30), (60, 0, 30, 24, 12, 8, 6, 40))
"""Counts of the first and of the second step in which nothing is small."""


def reported(
    *steps: Any, kommun: str = "0484", period: str = "2024K1", kind: str = "KOMVUX", sex: str = "T", **others: Any
) -> Any:
    own = {"region": kommun, "period": period, "type": kind, "sex": sex, "target_group": "ALLA", "file": "a.csv", "row": 2}
    rules = {"start_rule": "ANSOKAN", "coverage": "HEL", "comment": "Hemligt", "register": "Procapita"}
    days = {"measured_on": date(2024, 3, 31), "reported_on": date(2024, 4, 10), "median_days_open": 62.5, "share_over_180": 30.0}
    days |= {"p90_days_open": 200.0, "median_days_finished": 95.0, "median_days_authority": 70.0}
    return [
        {**own, **rules, **days, **dict(zip(COUNTS, counts, strict=True)), "step": step, **others}
        for step, counts in zip(("S1_VANTAR", "S2_PAGAR"), steps, strict=True)
    ]


def table(*groups: Any) -> pa.Table:
    return pa.Table.from_pylist([row for group in groups for row in group], schema=REPORTS)


def values_of(result: pa.Table, kommun: str = "0484", period: str = "2024K1", kind: str = "KOMVUX") -> dict[tuple[str, ...], Any]:
    """Values by measure, step and sex; the status where there is none."""
    rows = [row for row in result.to_pylist() if (row["region"], row["period"], row["type"]) == (kommun, period, kind)]
    return {(row["measure"], row["step"], row["sex"]): row["status"] if row["value"] is None else row["value"] for row in rows}


def hidden(result: pa.Table, **key: str) -> set[str]:
    """Numbers of persons for both sexes that are hidden: the measure, for the stock with its step."""
    counted = ("stock", "inflow", "left", "recognised", "partly_recognised", "refused", "discontinued")
    cells = [(cell, value) for cell, value in values_of(result, **key).items() if cell[0] in counted and cell[2] == "T"]
    return {f"{measure} {step}".removesuffix(" ALLA") for (measure, step, _), value in cells if value == "suppressed"}


FLOWS = {"inflow", "left", "recognised", "partly_recognised", "refused", "discontinued"}
STEPS = {"stock S1_VANTAR", "stock S2_PAGAR"}


def test_nobody_reported_gives_an_empty_table() -> None:
    result = validation(REPORTS.empty_table(), REGIONS)
    assert result.schema == VALIDATION
    assert result.num_rows == 0


def test_large_numbers_are_shown_as_they_are() -> None:
    result = values_of(validation(table(reported(*LARGE)), REGIONS))
    persons = {("stock", "S1_VANTAR"): 30, ("stock", "S2_PAGAR"): 40, ("stock", "ALLA"): 70, ("inflow", "ALLA"): 25}
    persons |= {("left", "ALLA"): 55, ("recognised", "ALLA"): 24, ("partly_recognised", "ALLA"): 12, ("refused", "ALLA"): 8}
    assert {
        (*cell, "T"): float(value) for cell, value in {**persons, ("discontinued", "ALLA"): 11}.items()
    }.items() <= result.items()


@pytest.mark.parametrize(
    ("steps", "gone"),
    [
        (((40, 25, 30, 0, 0, 0, 5, 30), (60, 0, 30, 28, 12, 4, 6, 40)), {"refused", "discontinued"}),
        (((40, 25, 30, 0, 0, 0, 5, 30), (60, 0, 30, 40, 0, 4, 6, 40)), {"refused", "discontinued"}),
        (
            ((40, 25, 30, 0, 0, 0, 1, 34), (60, 0, 30, 45, 2, 3, 0, 40)),
            {"recognised", "partly_recognised", "refused", "discontinued"},
        ),
        (((40, 3, 3, 0, 0, 0, 0, 40), (60, 0, 3, 0, 0, 3, 0, 60)), FLOWS),
        (((40, 5, 3, 0, 0, 0, 0, 42), (60, 0, 3, 0, 0, 3, 0, 60)), FLOWS),
        (((40, 25, 30, 0, 0, 0, 0, 35), (60, 0, 30, 0, 0, 7, 0, 83)), FLOWS),
        (((40, 3, 0, 0, 0, 0, 0, 43), (60, 0, 0, 0, 0, 0, 0, 60)), {"inflow", "left", "recognised"}),
        (((20, 10, 28, 0, 0, 0, 0, 2), (60, 0, 28, 24, 12, 8, 6, 38)), STEPS),
        (((2, 10, 12, 0, 0, 0, 0, 0), (0, 0, 12, 8, 0, 0, 0, 4)), {*STEPS, *FLOWS, "stock"}),
        (((0, 10, 5, 0, 0, 0, 0, 5), (3, 0, 5, 0, 0, 0, 0, 8)), FLOWS),
        (((0, 0, 0, 0, 0, 0, 0, 0), (20, 0, 0, 8, 6, 0, 0, 6)), set()),
    ],
)
def test_small_numbers_are_hidden_with_what_gives_them_away(steps: Any, gone: set[str]) -> None:
    assert sum(sum(row[position] for row in steps) * sign for position, sign in enumerate((1, 1, 0, -1, -1, -1, -1, -1))) == 0
    assert hidden(validation(table(reported(*steps)), REGIONS)) == gone


def quarter(period: str, opening: tuple[int, int], *, out: int = 0, new: int = 0, waiting: int) -> Any:
    first = (opening[0], new, opening[0] + new - waiting, 0, 0, 0, 0, waiting)
    second = (opening[1], 0, first[2], out, 0, 0, 0, opening[1] + first[2] - out)
    return reported(first, second, period=period)


def test_a_hidden_stock_hides_the_flows_of_the_next_quarter() -> None:
    reports = table(quarter("2024K1", (10, 10), out=17, waiting=1), quarter("2024K2", (1, 2), new=30, waiting=20))
    result = validation(reports, REGIONS)
    assert {"stock", *FLOWS} < hidden(result)
    assert hidden(result, period="2024K2") >= FLOWS
    assert values_of(result, period="2024K2")["stock", "ALLA", "T"] == 33


def test_steps_stay_hidden_until_all_who_wait_could_be_new() -> None:
    reports = table(
        quarter("2024K1", (30, 30), waiting=20, out=36),
        quarter("2024K2", (20, 4), waiting=15, out=0),
        quarter("2024K3", (15, 9), new=40, waiting=35),
    )
    result = validation(reports, REGIONS)
    assert hidden(result, period="2024K1") >= STEPS
    assert hidden(result, period="2024K2") >= STEPS
    assert not hidden(result, period="2024K3") & STEPS


def test_a_new_quarter_changes_nothing_that_was_shown() -> None:
    quarters = (
        quarter("2024K1", (30, 30), waiting=20, out=36),
        quarter("2024K2", (20, 4), waiting=15, out=0),
        quarter("2024K3", (15, 9), waiting=2, out=21),
    )
    whole = validation(table(*quarters), REGIONS)
    for number in (1, 2):
        part = validation(table(*quarters[:number]), REGIONS)
        for period in ("2024K1", "2024K2")[:number]:
            assert values_of(part, period=period) == values_of(whole, period=period)


def with_sexes(women: Any, men: Any) -> Any:
    both = [tuple(map(sum, zip(*pair, strict=True))) for pair in zip(women, men, strict=True)]
    return [*reported(*both), *reported(*women, sex="K"), *reported(*men, sex="M")]


def test_women_and_men_are_rounded_and_told_of_those_who_leave_only() -> None:
    women = ((20, 13, 15, 0, 0, 0, 6, 12), (30, 0, 15, 18, 12, 1, 0, 14))
    men = ((20, 12, 15, 0, 0, 0, 7, 10), (30, 0, 15, 16, 11, 7, 0, 11))
    result = values_of(validation(table(with_sexes(women, men)), REGIONS))
    assert {cell: value for cell, value in result.items() if cell[2] != "T"} == {
        ("recognised", "ALLA", "K"): 20.0,
        ("recognised", "ALLA", "M"): 15.0,
        ("partly_recognised", "ALLA", "K"): 10.0,
        ("partly_recognised", "ALLA", "M"): 10.0,
        ("refused", "ALLA", "K"): "suppressed",
        ("refused", "ALLA", "M"): "suppressed",
        ("discontinued", "ALLA", "K"): 5.0,
        ("discontinued", "ALLA", "M"): 5.0,
    }
    assert result["refused", "ALLA", "T"] == 8


def test_sexes_are_not_shown_where_all_are_of_one() -> None:
    women = ((20, 13, 15, 0, 0, 0, 6, 12), (30, 0, 15, 18, 12, 7, 0, 8))
    men = ((20, 12, 15, 0, 0, 0, 7, 10), (30, 0, 15, 16, 11, 0, 0, 18))
    result = values_of(validation(table(with_sexes(women, men)), REGIONS))
    assert (result["refused", "ALLA", "K"], result["refused", "ALLA", "M"]) == ("suppressed", "suppressed")
    assert (result["refused", "ALLA", "T"], result["recognised", "ALLA", "M"]) == (7, 15)


def test_days_and_shares_rest_on_enough_persons() -> None:
    waiting = values_of(validation(table(reported(*LARGE)), REGIONS))
    assert waiting["median_days_open", "S1_VANTAR", "T"] == 62
    assert waiting["p90_days_open", "S1_VANTAR", "T"] == "suppressed"
    assert waiting["share_over_180", "S1_VANTAR", "T"] == 30
    assert waiting["median_days_finished", "S2_PAGAR", "T"] == 95
    assert waiting["median_days_finished", "S1_VANTAR", "T"] == "suppressed"
    few = values_of(validation(table(reported((40, 25, 56, 0, 0, 0, 0, 9), (60, 0, 56, 44, 12, 8, 6, 46))), REGIONS))
    assert few["stock", "S1_VANTAR", "T"] == 9
    assert few["median_days_open", "S1_VANTAR", "T"] == "suppressed"
    nobody = values_of(
        validation(table(reported((40, 25, 65, 0, 0, 0, 0, 0), (60, 0, 65, 44, 12, 8, 6, 55), median_days_open=None)), REGIONS)
    )
    assert nobody["median_days_open", "S1_VANTAR", "T"] == "not_applicable"
    assert nobody["median_days_open", "S2_PAGAR", "T"] == "missing"


def test_sums_are_of_what_is_shown() -> None:
    few = ((4, 10, 12, 0, 0, 0, 0, 2), (0, 0, 12, 0, 0, 0, 0, 12))
    others = reported(*LARGE, kommun="0480"), reported(*LARGE, kommun="1481")
    result = validation(table(reported(*LARGE), reported(*few, kind="LEG_HSV"), *others), REGIONS)
    assert values_of(result, kind="ALLA")["stock", "ALLA", "T"] == 84
    assert {"inflow", "left", *STEPS} < hidden(result, kind="ALLA")
    sums = result.filter(pc.field("region").isin(["00", "04"]) & (pc.field("type") == "ALLA")).to_pylist()
    by_cell = {(row["region"], row["measure"], row["step"]): (row["value"], row["included"], row["reported"]) for row in sums}
    assert by_cell["00", "stock", "ALLA"] == (224, 3, 3)
    assert by_cell["00", "inflow", "ALLA"] == (50, 2, 3)
    assert by_cell["04", "inflow", "ALLA"] == (25, 1, 2)


def test_those_who_did_not_report_are_told() -> None:
    reports = table(reported(*LARGE), reported(*LARGE, kommun="1481", period="2024K3"))
    result = validation(reports, REGIONS).to_pandas()
    silent = result[result["status"] == "missing"]
    assert silent.groupby("period").size().to_dict() == {"2024K1": 289, "2024K2": 290, "2024K3": 289}
    assert set(silent["reason"]) == {"Kommunen har inte rapporterat kvartalet"}
    assert set(silent["measure"] + silent["type"]) == {"stockALLA"}


def test_the_table_has_its_schema_and_key_and_no_free_text() -> None:
    result = validation(table(reported(*LARGE), reported(*LARGE, kommun="1481")), REGIONS)
    assert result.schema == VALIDATION
    frame = result.to_pandas()
    assert not frame.duplicated(list(KEY)).any()
    pd.testing.assert_frame_equal(frame, frame.sort_values(list(KEY), ignore_index=True))
    assert (frame["value"].isna() == (frame["status"] != "ok")).all()
    assert (frame["reason"].isna() == (frame["status"] == "ok")).all()
    assert "Hemligt" not in frame.to_csv()
    assert "Procapita" not in frame.to_csv()


def test_target_groups_are_not_published() -> None:
    part = reported(*LARGE, target_group="ETABL")
    assert validation(table(reported(*LARGE), part), REGIONS).equals(validation(table(reported(*LARGE)), REGIONS))


def test_every_code_is_explained() -> None:
    explained = codes()
    assert explained.schema == VALIDATION_CODES
    by_field = {name: group["code"].tolist() for name, group in explained.to_pandas().groupby("field")}
    result = validation(table(with_sexes(LARGE, LARGE)), REGIONS).to_pandas()
    for name in ("type", "step", "sex", "measure", "start_rule", "coverage"):
        assert set(result[name].dropna()) <= set(by_field[name]), name
    assert not set(by_field["measure"]) - set(result["measure"])


SMALL = ((40, 25, 30, 0, 0, 0, 5, 30), (60, 0, 30, 28, 12, 4, 6, 40))


def test_what_was_hidden_stays_hidden() -> None:
    first = validation(table(reported(*SMALL)), REGIONS)
    assert hidden(first) == {"refused", "discontinued"}
    mended = reported(SMALL[0], (60, 0, 30, 28, 12, 7, 3, 40))
    assert hidden(validation(table(mended), REGIONS, [first])) == {"refused", "discontinued"}
    assert hidden(validation(table(mended), REGIONS)) == set()


def test_a_revised_quarter_with_anything_to_hide_is_hidden_whole() -> None:
    first = validation(table(reported(*LARGE)), REGIONS)
    second = validation(table(reported(*SMALL)), REGIONS, [first])
    assert hidden(second) == {"stock", *STEPS, *FLOWS}
    third = validation(table(reported(*SMALL)), REGIONS, [second, first])
    assert third.equals(second)


def test_the_same_reports_give_the_same_table() -> None:
    first = validation(table(reported(*SMALL), reported(*LARGE, period="2024K2")), REGIONS)
    again = validation(table(reported(*SMALL), reported(*LARGE, period="2024K2")), REGIONS, [first, first])
    assert again.equals(first)


OF_MEN = (20, 13, 15, 0, 0, 0, 0, 18), (30, 0, 15, 0, 0, 0, 0, 45)


@pytest.mark.parametrize(
    ("total", "women", "gone"),
    [
        (
            ((40, 25, 30, 0, 0, 0, 0, 35), (60, 0, 30, 0, 0, 7, 0, 83)),
            ((20, 12, 15, 0, 0, 0, 0, 17), (30, 0, 15, 0, 0, 7, 0, 38)),
            FLOWS,
        ),
        (
            ((40, 25, 30, 0, 0, 0, 0, 35), (60, 0, 30, 10, 0, 7, 0, 73)),
            ((20, 12, 15, 0, 0, 0, 0, 17), (30, 0, 15, 10, 0, 7, 0, 28)),
            set(),
        ),
    ],
)
def test_that_everyone_is_refused_or_a_woman_is_not_shown(total: Any, women: Any, gone: set[str]) -> None:
    """Seven left, all of them refused, all women: whoever knows of a woman among them would know all about her."""
    groups = [reported(*total), reported(*women, sex="K"), reported(*OF_MEN, sex="M")]
    result = validation(table(*groups), REGIONS)
    assert hidden(result) == gone
    told = values_of(result)
    assert {told[("refused", "ALLA", sex)] for sex in "KM"} == {"suppressed"}
