"""Values that a source no longer mentions: which are kept, how they are marked, and of what nothing is kept."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from test_changes import CATALOGUE, NO_STRATEGIES, ok, table

from etl.contract.catalogue import Catalogue
from etl.contract.paths import DataPaths
from etl.contract.reader import Snapshot, open_current
from etl.contract.schemas import HARVEST, REGIONS
from etl.harvest import UNREADABLE
from etl.vanished import GONE, Vanished, with_vanished
from etl.versions.publish import Content, publish

OF_PERSONS = {"2020 T 0484": ok(30), "2020 K 0484": ok(10), "2020 T 0114": ok(50), "2020 T 0115": (None, "missing")}
PLACES = pa.Table.from_pylist(
    [{"code": code, "name": code, "type": "kommun", "lan": code[:2]} for code in ("0484", "0114", "0115")], schema=REGIONS
)
FROM_ELSEWHERE = {"name": "scb", "tables": ["TAB1"], "title": "apart"}


def with_entry(catalogue: Catalogue, name: str, **changes: Any) -> Catalogue:
    """The catalogue in which an indicator is other."""
    entries = [
        type(entry).model_validate({**entry.model_dump(), **changes}) if entry.id == name else entry
        for entry in catalogue.indicators
    ]
    return catalogue.model_copy(update={"indicators": tuple(entries)})


@pytest.fixture
def last(tmp_path: Path) -> Snapshot:
    """A version with two indicators of Kolada's and one of SCB's."""
    tables = {"persons": table(OF_PERSONS), "share": table({"2020 T 0484": ok(51.5)}), "apart": table({"2020 T 0484": ok(7)})}
    catalogue = with_entry(CATALOGUE, "apart", source=FROM_ELSEWHERE)
    publish(DataPaths(tmp_path), Content(catalogue, NO_STRATEGIES, tables, {}, {}, {"demo": False, "sources": []}))
    return open_current(DataPaths(tmp_path))


def said(cells: Mapping[str, float | None], reason: str | None = None) -> pa.Table:
    """What the sources say now, by indicator, period, sex and region."""
    rows = []
    for key, value in cells.items():
        names = dict(zip(("indicator", "period", "sex", "region"), key.split(), strict=True))
        rows.append({**names, "value": value, "status": "missing" if value is None else "ok", "reason": reason})
    return pa.Table.from_pylist(rows, schema=HARVEST)


def found(values: pa.Table, last: Snapshot | None, catalogue: Catalogue | None = None, regions: pa.Table = PLACES) -> Vanished:
    return with_vanished(values, catalogue or last.catalogue if last else CATALOGUE, regions, last)


def by_cell(one: Vanished) -> dict[str, tuple[float | None, str | None]]:
    keys = ("indicator", "period", "sex", "region")
    rows = one.values.to_pylist()
    cells = {" ".join(row[name] for name in keys): (row["value"], row["reason"]) for row in rows}
    assert len(cells) == len(rows), "a cell is given twice"
    return cells


ALL_BUT_ONE = {"persons 2020 T 0484": 31.0, "persons 2020 T 0114": 50.0, "share 2020 T 0484": 51.5}


def test_what_is_not_mentioned_is_kept_and_marked_and_what_is_said_is_taken(last: Snapshot) -> None:
    """The number of women is gone though the kommun's total is there; what was missing before isn't kept as anything."""
    one = found(said(ALL_BUT_ONE), last)
    assert by_cell(one) == {**{key: (value, None) for key, value in ALL_BUT_ONE.items()}, "persons 2020 K 0484": (10, GONE)}
    assert one.kept == 1
    assert "VANISHED: 1 value(s)" in str(one.remark)
    assert one.values.schema == HARVEST


def test_a_source_that_says_that_there_is_none_is_believed(last: Snapshot) -> None:
    one = found(said({**ALL_BUT_ONE, "persons 2020 K 0484": None}, "Saknas i Kolada"), last)
    assert (one.kept, one.remark) == (0, None)
    assert by_cell(one)["persons 2020 K 0484"] == (None, "Saknas i Kolada")


def test_what_can_not_be_read_is_as_if_it_was_not_mentioned(last: Snapshot) -> None:
    unread = said({"persons 2020 K 0484": None, "persons 2021 K 0484": None}, f"{UNREADABLE} i Kolada")
    one = found(pa.concat_tables([said(ALL_BUT_ONE), unread]), last)
    assert one.kept == 1
    assert by_cell(one)["persons 2020 K 0484"] == (10, GONE)
    assert by_cell(one)["persons 2021 K 0484"] == (None, f"{UNREADABLE} i Kolada"), "there was none before"


def test_of_a_source_that_has_said_nothing_nothing_is_kept_and_of_one_that_has_all_indicators(last: Snapshot) -> None:
    """SCB was not asked; Kolada was, and no longer has anything of one of its two."""
    one = found(said({"share 2020 T 0484": 51.5}), last)
    assert {key.split()[0] for key in by_cell(one)} == {"share", "persons"}
    assert one.kept == 3


@pytest.mark.parametrize("changes", [{"source": FROM_ELSEWHERE}, {"unit": "percent"}, {"sex_split": False}])
def test_of_an_indicator_that_is_another_now_nothing_is_kept(last: Snapshot, changes: dict[str, Any]) -> None:
    one = found(
        said({"share 2020 T 0484": 51.5, "apart 2020 T 0484": 7.0}), last, with_entry(last.catalogue, "persons", **changes)
    )
    assert one.kept == 0


def test_nothing_is_kept_of_a_region_that_is_no_more(last: Snapshot) -> None:
    one = found(said({"share 2020 T 0484": 51.5}), last, regions=PLACES.filter(pc.not_equal(PLACES["code"], "0114")))
    assert {key.split()[-1] for key in by_cell(one)} == {"0484"}


def test_where_the_indicator_is_marked_its_values_are_not(last: Snapshot) -> None:
    """As for a KPI that Kolada no longer has: the indicator itself says so."""
    one = found(said({"share 2020 T 0484": 51.5}), last, with_entry(last.catalogue, "persons", not_renewed="Finns inte."))
    assert {reason for key, (_, reason) in by_cell(one).items() if key.startswith("persons")} == {None}
    assert one.kept == 3


def test_of_what_most_is_gone_is_told_first(last: Snapshot) -> None:
    remark = str(found(said({"share 2021 T 0484": 51.5}), last).remark)
    assert "of persons (3), share (1); of region 0484 (3), 0114 (1); of 2020 (4)." in remark


def test_before_the_first_version_nothing_can_vanish() -> None:
    values = said(ALL_BUT_ONE)
    assert found(values, None) == Vanished(values)
