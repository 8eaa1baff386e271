"""The inbox from one run to the next: resubmissions, spoilt and withdrawn files, and the fault files beside them."""

import csv
import os
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from etl.contract.schemas import REGIONS
from etl.harvest import SourceError
from etl.sources.inbox import memory
from etl.sources.inbox.collection import Inbox, Replacement, read_inbox
from etl.sources.inbox.definition import load_definition
from etl.sources.inbox.example import example_rows

COLUMNS = load_definition().columns
CODES = ("0484", "1481")
REGION_TABLE = pa.Table.from_pylist(
    [{"code": code, "name": code, "type": "kommun", "lan": code[:2]} for code in CODES], schema=REGIONS
)


def report(file: Path, *kommuner: str, changed: int = 1_700_000_000, comment: str = "", types: tuple[str, ...] = ()) -> None:
    """A right file for those kommuner with that time of change; `types` limits it to those types."""
    rows: list[list[Any]] = [[column.id for column in COLUMNS]]
    for kommun in kommuner:
        for row in example_rows():
            if not types or row["type"] in types:
                reported = {**row, "region": kommun, "comment": comment}
                rows.append([reported.get(column.field, "") for column in COLUMNS])
    with file.open("w", encoding="utf-8", newline="") as opened:
        csv.writer(opened, delimiter=";").writerows(rows)
    os.utime(file, (changed, changed))


def spoil(file: Path) -> None:
    file.write_text(file.read_text(encoding="utf-8").replace("S2_PAGAR", "S3", 1), encoding="utf-8")


def read(directory: Path) -> Inbox:
    return read_inbox(directory, REGION_TABLE, today=date(2025, 5, 20))


def comments(inbox: Inbox) -> dict[str, set[str]]:
    rows = inbox.table.to_pylist()
    return {code: {row["comment"] for row in rows if row["region"] == code} for code in CODES}


def fault_files(directory: Path) -> list[str]:
    return sorted(file.name for file in directory.iterdir() if ".fel." in file.name)


def test_newer_file_replaces_the_whole_quarter(tmp_path: Path) -> None:
    report(tmp_path / "a.csv", "0484", "1481", comment="först", changed=1_700_000_000)
    report(tmp_path / "b.csv", "0484", comment="sedan", changed=1_700_000_100)
    inbox = read(tmp_path)
    assert comments(inbox) == {"0484": {"sedan"}, "1481": {"först"}}
    assert inbox.replaced == (Replacement("0484", "2024K1", "a.csv", "b.csv"),)
    assert inbox.accepted == ("a.csv", "b.csv")


def test_time_of_change_decides_not_the_name(tmp_path: Path) -> None:
    report(tmp_path / "z.csv", "0484", comment="först", changed=1_700_000_000)
    report(tmp_path / "a.csv", "0484", comment="sedan", changed=1_700_000_100)
    assert comments(read(tmp_path))["0484"] == {"sedan"}


def test_of_the_same_time_the_last_name_counts(tmp_path: Path) -> None:
    for name in ("a.csv", "b.csv"):
        report(tmp_path / name, "0484", comment=name)
    assert comments(read(tmp_path))["0484"] == {"b.csv"}


def test_types_lost_with_a_replacement_are_told(tmp_path: Path) -> None:
    report(tmp_path / "a.csv", "0484", changed=1_700_000_000)
    report(tmp_path / "b.csv", "0484", types=("KOMVUX",), changed=1_700_000_100)
    inbox = read(tmp_path)
    assert inbox.replaced == (Replacement("0484", "2024K1", "a.csv", "b.csv", lost_types=("LEG_HSV",)),)
    assert set(inbox.table["type"].to_pylist()) == {"KOMVUX"}


def test_bad_resubmission_replaces_nothing(tmp_path: Path) -> None:
    report(tmp_path / "a.csv", "0484", comment="först", changed=1_700_000_000)
    report(tmp_path / "b.csv", "0484", comment="sedan", changed=1_700_000_100)
    spoil(tmp_path / "b.csv")
    inbox = read(tmp_path)
    assert comments(inbox)["0484"] == {"först"}
    assert not inbox.replaced
    assert list(inbox.refused) == ["b.csv"]


def test_file_spoilt_under_its_own_name_still_counts_as_it_was(tmp_path: Path) -> None:
    report(tmp_path / "a.csv", "0484", comment="rätt")
    before = read(tmp_path)
    spoil(tmp_path / "a.csv")
    for _ in range(2):
        inbox = read(tmp_path)
        assert inbox.table.equals(before.table)
        assert (inbox.accepted, inbox.kept, list(inbox.refused)) == ((), ("a.csv",), ["a.csv"])


def test_spoilt_file_that_is_mended_counts_anew(tmp_path: Path) -> None:
    report(tmp_path / "a.csv", "0484", comment="rätt")
    read(tmp_path)
    spoil(tmp_path / "a.csv")
    read(tmp_path)
    assert fault_files(tmp_path) == ["a.fel.txt", "a.fel.xlsx"]
    report(tmp_path / "a.csv", "0484", comment="rättad")
    inbox = read(tmp_path)
    assert (comments(inbox)["0484"], inbox.accepted, inbox.kept) == ({"rättad"}, ("a.csv",), ())
    assert fault_files(tmp_path) == []


def test_file_never_accepted_leaves_nothing(tmp_path: Path) -> None:
    report(tmp_path / "a.csv", "0484")
    spoil(tmp_path / "a.csv")
    assert read(tmp_path).table.num_rows == 0
    assert not (tmp_path / ".accepted").exists()


def test_removed_file_is_withdrawn_and_told(tmp_path: Path) -> None:
    report(tmp_path / "a.csv", "0484")
    assert read(tmp_path).table.num_rows == 8
    (tmp_path / "a.csv").unlink()
    inbox = read(tmp_path)
    assert inbox.table.num_rows == 0
    assert inbox.remarks == ("inbox: a.csv is gone from the inbox, and with it what it reported",)
    assert read(tmp_path).remarks == ()


def test_fault_files_of_a_removed_file_go_too(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"x")
    read(tmp_path)
    (tmp_path / "a.xlsx").unlink()
    read(tmp_path)
    assert fault_files(tmp_path) == []


def test_fault_files_of_one_name_with_two_endings(tmp_path: Path) -> None:
    for name in ("a.csv", "a.xlsx"):
        (tmp_path / name).write_bytes(b"x")
    read(tmp_path)
    assert fault_files(tmp_path) == ["a.csv.fel.txt", "a.csv.fel.xlsx", "a.xlsx.fel.txt", "a.xlsx.fel.xlsx"]


def test_second_run_writes_nothing(tmp_path: Path) -> None:
    report(tmp_path / "a.csv", "0484")
    report(tmp_path / "b.csv", "1481")
    spoil(tmp_path / "b.csv")
    first = read(tmp_path)
    before = {file: file.stat().st_mtime_ns for file in tmp_path.rglob("*")}
    second = read(tmp_path)
    assert {file: file.stat().st_mtime_ns for file in tmp_path.rglob("*") if file.is_file()} == {
        file: time for file, time in before.items() if file.is_file()
    }
    assert second.table.equals(first.table)
    assert second.refused == first.refused


def test_lock_hidden_and_fault_files_are_no_submissions(tmp_path: Path) -> None:
    for name in (
        "~$a.xlsx",
        ".DS_Store",
        ".gitkeep",
        "b.fel.xlsx",
        "b.FEL.txt",
        "Thumbs.db",
        "desktop.ini",
        "~WRL0001.tmp",
        ".~lock.a.xlsx#",
    ):
        (tmp_path / name).write_bytes(b"x")
    inbox = read(tmp_path)
    assert (inbox.accepted, dict(inbox.refused)) == ((), {})


def test_what_the_disk_refuses_is_told_and_the_rest_goes_on(tmp_path: Path) -> None:
    """A folder in the fault file's place can't be replaced, not even by root."""
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / "a.fel.txt").mkdir()
    report(tmp_path / "c.csv", "0484")
    inbox = read(tmp_path)
    assert inbox.table.num_rows == 8
    assert len(inbox.remarks) == 1
    assert "can't be written" in inbox.remarks[0]
    assert {"b.fel.txt", "b.fel.xlsx"} < set(fault_files(tmp_path))
    assert not list(tmp_path.glob(".*.tmp"))


def test_name_that_cannot_be_shown_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a\nb\udce5.csv").write_bytes(b"x")
    inbox = read(tmp_path)
    assert list(inbox.refused) == ["a↵b\\udce5.csv"]
    assert "Döp om filen" in inbox.refused["a↵b\\udce5.csv"][0].line


def test_missing_inbox_is_empty(tmp_path: Path) -> None:
    inbox = read(tmp_path / "inbox")
    assert inbox.table.num_rows == 0
    assert not (tmp_path / "inbox").exists()


def test_inbox_that_is_no_directory(tmp_path: Path) -> None:
    (tmp_path / "inbox").write_text("x")
    with pytest.raises(SourceError, match="readable directory"):
        read(tmp_path / "inbox")


def test_the_folder_of_accepted_copies_is_never_followed_through_a_link(tmp_path: Path) -> None:
    elsewhere, inbox = tmp_path / "annat", tmp_path / "inbox"
    for directory in (elsewhere, inbox):
        directory.mkdir()
    (elsewhere / "a.csv").write_text("någon annans", encoding="utf-8")
    (inbox / "a.csv").write_text("ny", encoding="utf-8")
    (inbox / memory.FOLDER).symlink_to(elsewhere)
    assert memory.remembered(inbox, {"a.csv"}) == []
    assert memory.withdrawn(inbox, set()) == []
    with pytest.raises(OSError, match="it is a link, which is never followed"):
        memory.remember(inbox / "a.csv")
    assert (elsewhere / "a.csv").read_text(encoding="utf-8") == "någon annans"
