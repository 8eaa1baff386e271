"""Rows as types: the schemas are made of them, and what the dashboard reads of other tables fits their schemas."""

from typing import NamedTuple

import pyarrow as pa
import pytest

from dashboard.published.backlog import Figure
from dashboard.published.goals import Progress
from dashboard.published.queries import Signals
from etl.contract import schemas
from etl.contract.goal_schema import GOALS
from etl.contract.rows import BarometerEntry, National, columns_of, rows_of


class Sample(NamedTuple):
    """One column of each type."""

    text: str
    number: float | None
    count: int
    flag: bool | None


def test_columns_have_the_types_and_may_be_null_where_none_is_allowed():
    assert pa.schema(columns_of(Sample)) == pa.schema(
        [
            pa.field("text", pa.string(), nullable=False),
            pa.field("number", pa.float64()),
            pa.field("count", pa.int64(), nullable=False),
            pa.field("flag", pa.bool_()),
        ]
    )


def test_rows_are_read_by_name_and_nulls_stay_none():
    table = pa.table({"flag": [None, True], "more": ["x", "y"], "text": ["a", "b"], "count": [1, 2], "number": [None, 0.0]})
    assert rows_of(table, Sample) == [Sample("a", None, 1, None), Sample("b", 0.0, 2, True)]
    assert rows_of(table.slice(0, 0), Sample) == []


def test_schemas_hold_their_rows_columns():
    assert schemas.NATIONAL.names == list(National._fields)
    assert schemas.BAROMETER_ENTRIES.names == ["focus_area", "region", *BarometerEntry._fields]
    assert not schemas.NATIONAL.field("value").nullable
    assert schemas.NATIONAL.field("to").nullable


@pytest.mark.parametrize(("row", "schema"), [(Signals, schemas.LATEST), (Progress, GOALS), (Figure, schemas.VALIDATION)])
def test_a_row_of_some_columns_has_their_types(row, schema):
    for column in columns_of(row):
        published = schema.field(column.name)
        assert column.type == published.type, column.name
        assert column.nullable or not published.nullable, f"{column.name} can be null"
