"""A published version read as one table by DuckDB, as docs/api.md says."""

import re
import statistics

import duckdb
import pyarrow.compute as pc
import pytest

from etl.contract.paths import ROOT, DataPaths
from etl.contract.reader import open_current

DOCUMENTED = re.search(r"```sql\n(.*?)\n\n(.*?)```", (ROOT / "docs" / "api.md").read_text(encoding="utf-8"), re.DOTALL)


@pytest.fixture
def asked(demo_data, monkeypatch):
    snapshot = open_current(DataPaths(demo_data))
    monkeypatch.chdir(snapshot.directory)
    with duckdb.connect() as connection:
        connection.execute(DOCUMENTED[1])
        yield snapshot, connection


def test_it_has_every_row_of_every_indicator(asked):
    snapshot, connection = asked
    found = dict(connection.execute("SELECT indicator, count(*) FROM observations GROUP BY 1").fetchall())
    tables = {entry.id: snapshot.observations(entry.id).num_rows for entry in snapshot.catalogue.indicators}
    assert found == {name: rows for name, rows in tables.items() if rows}


def test_what_is_hidden_or_missing_has_no_value(asked):
    _, connection = asked
    found = connection.execute("SELECT status, count(*), count(value), count(reason) FROM observations GROUP BY 1").fetchall()
    known = {status: (rows, values, reasons) for status, rows, values, reasons in found}
    assert known["suppressed"][0] > 0
    for status in ("suppressed", "missing"):
        rows, values, reasons = known[status]
        assert (values, reasons) == (0, rows), status


def test_the_documented_question_is_answered_as_by_the_reader(asked):
    snapshot, connection = asked
    answers = {name: (kommuner, median) for name, kommuner, median in connection.execute(DOCUMENTED[2]).fetchall()}
    table = snapshot.observations("syss_utrikes")
    chosen = table.filter((pc.field("sex") == "T") & (pc.field("period") == "2022") & (pc.utf8_length(pc.field("region")) == 4))
    values = [value for value in chosen["value"].to_pylist() if value is not None]
    assert answers["syss_utrikes"] == (len(values), pytest.approx(statistics.median(values)))
