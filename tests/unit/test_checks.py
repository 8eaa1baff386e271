"""What is refused before publishing: schema, key, status, range, coverage and magnitude; each named with its place."""

import math
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from etl.checks import LISTED, CheckError, against, check, faults_of
from etl.contract.catalogue import Catalogue, FocusArea, Groups, Indicator
from etl.contract.paths import DataPaths
from etl.contract.reader import Snapshot
from etl.contract.schemas import OBSERVATIONS
from etl.contract.strategies import Strategies
from etl.versions.publish import Content, publish

SHARE = Indicator.model_validate(
    {
        "id": "share",
        **dict.fromkeys(("title", "short_title", "definition"), "Andel"),
        **{"unit": "percent", "decimals": 1, "direction": "neutral", "role": "core", "focus_area": "area", "sex_split": False},
        **{"minimum": 0, "maximum": 100},
        "source": {"name": "kolada", "kpi": "N00001", "title": "Andel"},
    }
)
UNBOUNDED = SHARE.model_copy(update={"minimum": None, "maximum": None})


def row(region: str = "0484", value: float | None = 50.0, status: str = "ok", period: str = "2021") -> dict[str, Any]:
    return {"region": region, "period": period, "sex": "T", "value": value, "status": status}


def table(*rows: dict[str, Any]) -> pa.Table:
    return pa.Table.from_pylist([dict.fromkeys(OBSERVATIONS.names) | one for one in rows], schema=OBSERVATIONS)


def catalogue(*indicators: Indicator) -> Catalogue:
    area = FocusArea(id="area", title="Område", short_title="Område", description="Område")
    return Catalogue(focus_areas=(area,), indicators=indicators, groups=Groups(skr_year=2023, skr=(), peers_theme="Liknande"))


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [row(value=0.0), row("0483", 100.0, "preliminary")],
        [row(value=None, status="missing")],
        [row("04", None, "not_applicable"), row("00", None, "suppressed")],
    ],
)
def test_sound_tables_pass(rows: list[dict[str, Any]]) -> None:
    assert list(faults_of(SHARE, table(*rows))) == []


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        ([row(), row()], "share: 2021 T 0484: occurs twice"),
        ([row(), row(value=None, status="missing")], "share: 2021 T 0484: occurs twice"),
        ([row(value=None)], "share: 2021 T 0484: value None does not go with status 'ok'"),
        ([row(value=math.nan)], "share: 2021 T 0484: value nan does not go with status 'ok'"),
        ([row(value=None, status="preliminary")], "share: 2021 T 0484: value None does not go with status 'preliminary'"),
        ([row(status="missing")], "share: 2021 T 0484: value 50.0 does not go with status 'missing'"),
        ([row(status="suppressed")], "share: 2021 T 0484: value 50.0 does not go with status 'suppressed'"),
        ([row(value=100.1)], "share (N00001): 2021 T 0484: 100.1 is outside 0.0 to 100.0"),
        ([row(value=-0.1)], "share (N00001): 2021 T 0484: -0.1 is outside 0.0 to 100.0"),
    ],
)
def test_unsound_rows_are_named(rows: list[dict[str, Any]], fault: str) -> None:
    assert list(faults_of(SHARE, table(row("0483", 1.0), *rows))) == [fault]


def test_an_indicator_without_bounds_takes_any_number() -> None:
    assert list(faults_of(UNBOUNDED, table(row(value=-1e9), row("0483", 1e9)))) == []


def test_a_table_of_other_columns_is_named() -> None:
    (fault,) = faults_of(SHARE, table(row()).drop_columns(["reason"]))
    assert fault.startswith(
        "share: columns are ['region', 'period', 'sex', 'value', 'status', 'denominator', 'margin'], expected"
    )


def test_all_faults_are_told_in_one_error_as_far_as_they_can_be_read() -> None:
    faulty = table(*(row(f"{code:04}", 101.0) for code in range(30)))
    with pytest.raises(CheckError) as refused:
        check(catalogue(SHARE), {"share": faulty})
    lines = str(refused.value).splitlines()
    assert lines[0] == "The values are not fit to publish (30 fault(s)):"
    assert len(lines) == LISTED + 3
    assert lines[-2:] == [f"... and {30 - LISTED} more", "Mend the source or the catalogue and run again."]


# Against the last version

EIGHT = [f"{code:04}" for code in range(8)]


@pytest.fixture
def last(tmp_path: Path) -> Snapshot:
    """Eight values around 50 in each of 2020 and 2021."""
    rows = [row(code, 46.0 + position, period=period) for period in ("2020", "2021") for position, code in enumerate(EIGHT)]
    paths = DataPaths(tmp_path)
    version, _ = publish(
        paths,
        Content(
            catalogue(SHARE),
            Strategies(strategies=(), principles=(), targets=(), links=()),
            {"share": table(*rows)},
            {},
            {},
            {"demo": False},
        ),
    )
    return Snapshot(version, paths.published / version)


def now(number: int, *, times: float = 1.0) -> pa.Table:
    """2020 as it was; of 2021 so many values, multiplied."""
    before = [row(code, 46.0 + position, period="2020") for position, code in enumerate(EIGHT)]
    return table(*before, *(row(code, (46.0 + position) * times) for position, code in enumerate(EIGHT[:number])))


def test_the_same_values_more_of_them_or_a_quarter_fewer_pass(last: Snapshot) -> None:
    assert list(against(SHARE, now(8), last)) == []
    assert list(against(SHARE, now(6), last)) == []
    newer = pa.concat_tables([now(8), table(*(row(code, 1.0, period="2022") for code in EIGHT))])
    assert list(against(SHARE, newer, last)) == []


@pytest.mark.parametrize("number", [5, 0])
def test_a_period_that_has_lost_more_than_a_quarter_is_named(last: Snapshot, number: int) -> None:
    assert list(against(SHARE, now(number), last)) == [f"share: 2021: {number} values, 8 in the last version"]


def test_values_that_have_become_missing_are_lost_too(last: Snapshot) -> None:
    rows = [row(code, None, "missing") for code in EIGHT]
    assert list(against(SHARE, pa.concat_tables([now(0), table(*rows)]), last)) == [
        "share: 2021: 0 values, 8 in the last version"
    ]


@pytest.mark.parametrize(("times", "median"), [(3.1, "153.45"), (0.3, "14.85"), (1000, "49500")])
def test_a_period_of_another_magnitude_is_named(last: Snapshot, times: float, median: str) -> None:
    assert list(against(UNBOUNDED, now(8, times=times), last)) == [f"share: 2021: median {median}, 49.5 in the last version"]


@pytest.mark.parametrize("times", [2.9, 0.35, 0.0, -5.0])
def test_a_change_within_reason_or_around_zero_passes(last: Snapshot, times: float) -> None:
    assert list(against(UNBOUNDED, now(8, times=times), last)) == []


def test_a_new_indicator_is_not_compared(last: Snapshot) -> None:
    assert list(against(SHARE.model_copy(update={"id": "new"}), now(0), last)) == []


def test_surprises_say_how_to_publish_all_the_same(last: Snapshot) -> None:
    with pytest.raises(CheckError) as refused:
        check(catalogue(SHARE), {"share": now(5)}, last)
    assert str(refused.value).splitlines() == [
        f"The values differ too much from version {last.version} (1 fault(s)):",
        "share: 2021: 5 values, 8 in the last version",
        "Look at the source; if the new values are right, run again with --accept.",
    ]
    check(catalogue(SHARE), {"share": now(5)})
    check(catalogue(SHARE), {"share": now(8)}, last)
