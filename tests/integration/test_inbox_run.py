"""The inbox in a whole run from the command line: taken in, refused, replaced, published; and the template that is sent out."""

import csv
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pytest
from openpyxl import load_workbook
from replays import FEW, NOWHERE, SteeredReplay, etl, trimmed_catalogue

from etl.contract.paths import data_paths
from etl.contract.reader import Snapshot, open_current
from etl.sources.inbox.definition import load_definition
from etl.sources.inbox.example import example_rows

COLUMNS = load_definition().columns
Run = Callable[..., subprocess.CompletedProcess[str]]


def report(file: Path, kommun: str, **changed: Any) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.writer(opened, delimiter=";")
        writer.writerow([column.id for column in COLUMNS])
        for row in example_rows():
            writer.writerow([{**row, "region": kommun, **changed}.get(column.field, "") for column in COLUMNS])


@pytest.fixture(scope="module")
def fetched(steered: SteeredReplay, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """A data directory with the answers of three indicators, and the settings that it was fetched with."""
    root = tmp_path_factory.mktemp("inbox")
    steered.steer()
    settings = {"KOLADA_URL": steered.url, "KOLLEN_CATALOGUE": str(trimmed_catalogue(root / "catalogue", *FEW))}
    done = etl("run", "--data", str(root / "data"), **settings)
    assert done.returncode == 0, done.stderr
    return root / "data", settings


@pytest.fixture
def run(fetched: tuple[Path, dict[str, str]], tmp_path: Path) -> Run:
    """`etl run --source inbox` on a copy of it, where Kolada can't be reached."""
    data, settings = fetched
    subprocess.run(["cp", "-r", data, tmp_path / "data"], check=True)

    def call(*arguments: str) -> subprocess.CompletedProcess[str]:
        own = {**settings, "KOLADA_URL": NOWHERE}
        return etl(*(arguments or ("run", "--source", "inbox")), "--data", str(tmp_path / "data"), **own)

    return call


def current(tmp_path: Path) -> Snapshot:
    return open_current(data_paths(tmp_path / "data"))


def published(tmp_path: Path, kommun: str) -> dict[tuple[str, str], Any]:
    table = current(tmp_path).table("validation").filter((pc.field("region") == kommun) & (pc.field("status") == "ok"))
    return {
        (row["type"], row["measure"]): row["value"] for row in table.to_pylist() if row["step"] == "ALLA" and row["sex"] == "T"
    }


def test_nobody_reported(fetched: tuple[Path, dict[str, str]]) -> None:
    snapshot = open_current(data_paths(fetched[0]))
    assert snapshot.table("validation").num_rows == 0
    assert snapshot.table("validation_codes").num_rows > 20
    assert [source["name"] for source in snapshot.manifest["sources"]] == ["kolada"]


def test_reports_are_published_and_the_indicators_stay(run: Run, tmp_path: Path) -> None:
    before = current(tmp_path)
    report(tmp_path / "data" / "inbox" / "a.csv", "0484")
    done = run()
    assert done.returncode == 0, done.stderr
    assert "inbox: 1 file(s) taken in, 0 refused; 1 kommun(er) and 1 quarter(s) count" in done.stdout
    assert published(tmp_path, "0484")["KOMVUX", "stock"] == 55
    after = current(tmp_path)
    assert after.version != before.version
    for entry in before.catalogue.indicators:
        assert after.observations(entry.id).equals(before.observations(entry.id))
    assert {"name": "inbox", "requests": []}.items() <= after.manifest["sources"][-1].items()
    assert "Nothing new" in run().stdout


def test_a_bad_file_changes_nothing_and_is_told(run: Run, tmp_path: Path) -> None:
    inbox = tmp_path / "data" / "inbox"
    report(inbox / "a.csv", "0484")
    report(inbox / "b.csv", "1481")
    assert run().returncode == 0
    version = current(tmp_path).version
    report(inbox / "a.csv", "0484", coverage="KANSKE")
    report(inbox / "c.csv", "0180", measured_on="2024-02-31")
    done = run()
    assert done.returncode == 0
    assert current(tmp_path).version == version
    assert published(tmp_path, "0484")["KOMVUX", "stock"] == 55
    assert "inbox: a.csv is refused, 8 fault(s)" in done.stdout
    assert "its last accepted version still counts" in done.stdout
    assert "inbox: c.csv is refused" in done.stdout
    assert "kolumn W (tackning)" in (inbox / "a.fel.txt").read_text("utf-8-sig")
    assert {"a.fel.xlsx", "c.fel.txt", "c.fel.xlsx"} <= {file.name for file in inbox.iterdir()}


def test_a_resubmission_replaces_and_is_recorded(run: Run, tmp_path: Path) -> None:
    inbox = tmp_path / "data" / "inbox"
    report(inbox / "old.csv", "0484")
    os.utime(inbox / "old.csv", (1_700_000_000, 1_700_000_000))
    report(inbox / "new.csv", "0484", start_rule="ANSOKAN")
    done = run()
    assert "inbox: 0484 2024K1 in old.csv is replaced by new.csv, which is newer" in done.stdout
    snapshot = current(tmp_path)
    assert snapshot.manifest["reports"] == {"kommuner": 1, "replaced": [{"region": "0484", "period": "2024K1"}]}
    rows = snapshot.table("validation").filter((pc.field("region") == "0484") & (pc.field("type") == "KOMVUX"))
    assert set(rows["start_rule"].to_pylist()) == {"ANSOKAN"}


def test_nothing_published_names_a_file_or_repeats_a_comment(run: Run, tmp_path: Path) -> None:
    report(tmp_path / "data" / "inbox" / "hemligt_namn.csv", "0484", comment="Anna Andersson", register="Procapita")
    assert run().returncode == 0
    content = b"".join(file.read_bytes() for file in current(tmp_path).directory.rglob("*") if file.is_file())
    for text in ("hemligt_namn", "Anna Andersson", "Procapita"):
        assert text.encode() not in content
    published = current(tmp_path).table("validation").to_pandas().to_csv()
    assert "hemligt_namn" not in published
    assert "Anna" not in published


def test_inbox_that_cannot_be_listed_stops_the_run(run: Run, tmp_path: Path) -> None:
    version = current(tmp_path).version
    (tmp_path / "data" / "inbox").write_text("x")
    done = run()
    assert done.returncode == 1
    assert "inbox:" in done.stderr
    assert "must be a readable directory" in done.stderr
    assert current(tmp_path).version == version


def test_template_is_written_once(tmp_path: Path) -> None:
    file = tmp_path / "mall.xlsx"
    assert etl("template", str(file)).returncode == 0
    assert load_workbook(file).sheetnames == ["Instruktion", "Data", "Exempel", "Koder"]
    file.write_bytes(b"ifylld")
    refused = etl("template", str(file))
    assert (refused.returncode, file.read_bytes()) == (1, b"ifylld")
    assert refused.stderr.startswith(f"etl: {file} is there already")
    assert etl("template", str(file), "--force").returncode == 0
    assert load_workbook(file)["Data"].max_row == 1


@pytest.mark.parametrize(
    ("name", "exit_code", "said"), [("ingen/mall.xlsx", 1, "can't be written"), ("mall.txt", 2, "end in .xlsx")]
)
def test_template_where_it_cannot_be(name: str, exit_code: int, said: str, tmp_path: Path) -> None:
    done = etl("template", str(tmp_path / name))
    assert done.returncode == exit_code
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.iterdir())


def test_demo_publishes_made_up_reports(demo_data: Path) -> None:
    snapshot = open_current(data_paths(demo_data))
    assert snapshot.demo
    table = snapshot.table("validation")
    assert {"ok", "suppressed", "missing"} <= set(table["status"].to_pylist())
    assert snapshot.table("national").num_rows > 100
