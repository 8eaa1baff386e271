"""The demo's reports: made up, the same everywhere, and such as the inbox would take in."""

import csv
from datetime import date
from pathlib import Path

import pyarrow.compute as pc

from etl import geography
from etl.sources.demo.reports import KOMMUNER, PERIODS, DemoReporter
from etl.sources.inbox.collection import read_inbox
from etl.sources.inbox.definition import load_definition
from etl.tables.validation import validation

REGIONS = geography.regions()
REPORTS = DemoReporter().report(REGIONS)


def test_the_same_each_time() -> None:
    assert DemoReporter().report(REGIONS).table.equals(REPORTS.table)


def test_all_say_that_they_are_made_up() -> None:
    assert "påhittade" in REPORTS.licence
    assert set(REPORTS.table["file"].to_pylist()) == {"demo"}


def test_the_inbox_would_take_them_in(tmp_path: Path) -> None:
    columns = load_definition().columns
    for kommun in KOMMUNER:
        rows = REPORTS.table.filter(pc.field("region") == kommun).to_pylist()
        with (tmp_path / f"{kommun}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, delimiter=";")
            writer.writerow([column.id for column in columns])
            writer.writerows([["" if row[column.field] is None else row[column.field] for column in columns] for row in rows])
    inbox = read_inbox(tmp_path, REGIONS, today=date(2025, 6, 1))
    assert not inbox.refused
    assert inbox.table.num_rows == REPORTS.table.num_rows


def test_some_are_shown_some_hidden_some_missing() -> None:
    frame = validation(REPORTS.table, REGIONS).to_pandas()
    own = frame[frame["region"].isin(list(KOMMUNER))]
    stock = own[(own["measure"] == "stock") & (own["type"] != "ALLA")]
    shares = stock["status"].value_counts(normalize=True)
    assert shares["ok"] > 0.5
    assert shares["suppressed"] > 0.1
    assert (own["status"] == "missing").sum() > 5
    assert set(frame["period"]) == set(PERIODS)
    assert set(own.loc[own["region"] == "1233", "sex"]) == {"T"}
    assert (frame.loc[~frame["region"].isin(list(KOMMUNER)) & (frame["region"].str.len() == 4), "status"] == "missing").all()
