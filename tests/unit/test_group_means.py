"""The means of groups as the pages ask for them, held against the published table."""

from itertools import groupby

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from dashboard.published import facts, queries
from etl.contract.paths import DataPaths
from etl.contract.reader import open_current


@pytest.fixture(scope="module")
def snapshot(demo_data):
    return open_current(DataPaths(demo_data))


@pytest.mark.parametrize(("group", "sex"), [("lan:04", "T"), ("peer:0484", "K"), ("lan:12", "M")])
def test_means_are_those_of_the_table(snapshot, group, sex):
    every = snapshot.table("means")
    mask = pc.and_(pc.equal(every["group"], group), pc.equal(every["sex"], sex))
    rows = every.filter(pc.and_(mask, pc.equal(every["kind"], "unweighted"))).to_pylist()
    assert rows
    found = queries.means_of(snapshot, group, sex)
    means = {(indicator, period): mean for indicator, by_period in found.items() for period, mean in by_period.items()}
    assert means == {(row["indicator"], row["period"]): (row["value"], row["label"]) for row in rows}
    assert queries.unweighted_means(snapshot, rows[0]["indicator"], group, sex) == found[rows[0]["indicator"]]


def test_an_unknown_group_has_no_means(snapshot):
    assert queries.means_of(snapshot, "peer:9999", "T") == {}


def test_the_meeting_page_has_the_same_means(snapshot):
    with_means = [fact for fact in facts.of_region(snapshot, "0484") if fact.mean]
    assert with_means
    for fact in with_means:
        assert fact.mean == queries.unweighted_means(snapshot, fact.entry.id, "peer:0484", "T")[fact.here.period]


def test_parts_keep_every_row_in_its_order():
    rows = [{"a": a, "b": b, "n": n} for n, (a, b) in enumerate([("y", "1"), ("x", "2"), ("y", "1"), ("x", "1"), ("y", "2")])]
    found = queries.parts(pa.Table.from_pylist(rows), "a", "b")
    ranked = sorted(rows, key=lambda row: (row["a"], row["b"]))
    wanted = {key: list(own) for key, own in groupby(ranked, key=lambda row: (row["a"], row["b"]))}
    assert {key: part.to_pylist() for key, part in found.items()} == wanted
    assert queries.parts(pa.table({"a": pa.array([], pa.string())}), "a") == {}
