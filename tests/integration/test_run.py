"""The command line of the ETL on bad input and bad luck: what it says, how it exits, and that what was published stays."""

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow.compute as pc
import pytest
from replays import (
    FEW,
    NOWHERE,
    SteeredReplay,
    etl,
    kill,
    limited_etl,
    outcome,
    served,
    start_etl,
    tree,
    trimmed_catalogue,
    wait_for,
)

from dashboard import formats
from etl.contract.reader import Snapshot
from tests import random_tests

SOME = "@10-13"
LONGER = "@10-40"
"""Some, for what shows first when one question is asked on: questions are asked side by side, each may meet one of four."""
FROM_NOW_ON = "@10-9999"
REQUEST = r"Request: GET http\S+/data/kpi/N02268,N00973,N00964/municipality/\S+ \(for KPIs N02268, "
TRANSIENT = ("429", "500", "502", "503", "timeout", "reset", "truncate", "html")
SOME_TRANSIENT = random_tests.some(list(TRANSIENT))
"""To the command line they are all one; the source's own test, `test_kolada_source.py`, has each of them each time."""


class Case(NamedTuple):
    """A fault of the replay on some requests or from one on; `said` is a regular expression for what the run tells."""

    fault: str
    where: str
    exit_code: int
    said: str


RIDDEN_OUT = r"(?s)[1-9]\d* request\(s\) tried again.*Nothing new: version \w+ stays"
GIVEN_UP = rf"^etl: Kolada: .*attempt\(s\) in \d+ s\. {REQUEST}.*Wait and run again"
REFUSED = {
    "410": rf"^etl: Kolada: HTTP 410 .*{REQUEST}.*update Integrationskollen",
    "404": rf"^etl: Kolada: HTTP 404 .*{REQUEST}.*check the source's URL",
    "notjson": rf"^etl: Kolada: the answer is not valid JSON.*{REQUEST}",
    "empty": rf"^etl: Kolada: the answer is empty.*{REQUEST}",
    "loop": r"^etl: Kolada: request /data/kpi/N02268.* goes round in a loop",
    "wrongcount": r"^etl: Kolada: request /data/kpi/N02268.*field count says \d+, the answer holds \d+",
}
DROPPED = r"(?s)\d+ duplicate value\(s\) dropped.*Nothing new: version \w+ stays"
TOO_FEW = r"(?s)^etl: The values differ too much.*syss_utrikes: 2020: \d+ values, \d+ in the last.*--accept"
ODD = r"(?s)Set aside \d+ of \d+ row\(s\) that can't be read: KPI 'N02268', municipality '\d{4}'.*found 'n/a'.*Published version"
SET_ASIDE = r"(?s)Set aside \d+ of \d+ row\(s\) of unknown municipalities: 9999 \(KPI N02268.*Published version"
CASES = (
    *(Case(fault, SOME, 0, RIDDEN_OUT) for fault in SOME_TRANSIENT),
    *(Case(fault, FROM_NOW_ON, 1, GIVEN_UP) for fault in SOME_TRANSIENT),
    *(Case(fault, LONGER if fault == "loop" else SOME, 1, said) for fault, said in REFUSED.items()),
    *(Case(fault, FROM_NOW_ON, 1, said) for fault, said in REFUSED.items()),
    *(Case("dupes", where, 0, DROPPED) for where in (SOME, FROM_NOW_ON)),
    *(Case("unknownkommun", where, 3, SET_ASIDE) for where in (SOME, FROM_NOW_ON)),
    *(Case("badtype", where, 3, ODD) for where in (SOME, FROM_NOW_ON)),
    Case("nulls", SOME, 0, r"Published version"),
    Case("nulls", FROM_NOW_ON, 1, TOO_FEW),
)


@pytest.fixture(scope="session")
def few(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The catalogue of three indicators."""
    return str(trimmed_catalogue(tmp_path_factory.mktemp("catalogue") / "few", *FEW))


@pytest.fixture(scope="session")
def good(steered: SteeredReplay, few: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with the three indicators' true values published."""
    data = tmp_path_factory.mktemp("good")
    steered.steer()
    done = etl("run", "--data", str(data), KOLADA_URL=steered.url, KOLLEN_CATALOGUE=few)
    assert done.returncode == 0, done.stderr
    return data


@pytest.fixture(scope="session")
def good_demo(few: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with a demo of the three indicators published."""
    data = tmp_path_factory.mktemp("demo")
    assert etl("demo", "--data", str(data), KOLLEN_CATALOGUE=few).returncode == 0
    return data


@pytest.fixture
def data(good: Path, tmp_path: Path) -> Path:
    """What is published there, without the answers: a run has to ask for all of it."""
    shutil.copytree(good / "published", tmp_path / "data" / "published")
    return tmp_path / "data"


@pytest.fixture
def demo(good_demo: Path, tmp_path: Path) -> Path:
    shutil.copytree(good_demo / "published", tmp_path / "data" / "published")
    return tmp_path / "data"


@pytest.fixture
def run(steered: SteeredReplay, few: str, data: Path) -> Callable[..., "subprocess.CompletedProcess[str]"]:
    """`etl run` in `data` against the steered replay; a request is given up after a second and a half."""

    def ask(*options: str, **settings: str) -> "subprocess.CompletedProcess[str]":
        chosen = {"KOLADA_URL": steered.url, "KOLLEN_CATALOGUE": few, "KOLADA_RETRY_SECONDS": "1.5", **settings}
        return etl("run", "--data", str(data), *options, **chosen)

    return ask


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.fault}-{'lasting' if case.where == FROM_NOW_ON else 'some'}")
def test_fault(case: Case, steered: SteeredReplay, run: Any, data: Path) -> None:
    before = tree(data / "published")
    steered.steer(case.fault + case.where)
    done = run(KOLADA_RETRY_SECONDS="20" if case.where == SOME else "1.5")
    assert done.returncode == case.exit_code, done.stdout + done.stderr
    assert re.search(case.said, outcome(done)), done.stdout + done.stderr
    if done.returncode == 1 or "Nothing new" in case.said:
        assert tree(data / "published") == before
        return
    if done.returncode == 3:
        check_vanished(done, before, data)
        steered.steer(case.fault + case.where)
        accepted = run("--accept")
        assert accepted.returncode == 0, outcome(accepted)
        assert "VANISHED" not in accepted.stdout
    compare_with_good(before, data)


def check_vanished(done: "subprocess.CompletedProcess[str]", before: dict[str, str], data: Path) -> None:
    """What the source no longer gives is as it was, marked, and told: every value is the same."""
    found = re.search(r"VANISHED: (\d+) value\(s\).*of syss_utrikes \(\d+\).*; of region \d{2,4} \(.*--accept", done.stdout)
    assert found is not None, done.stdout
    assert f"etl: {found[1]} value(s) are kept, see VANISHED above. Exit code 3." in done.stderr
    for name in ("syss_utrikes", "etab_lamnat_antal", "etab_arb_el_stud"):
        old, new = good_version(before, data).observations(name).to_pandas(), served(data).observations(name).to_pandas()
        assert new.drop(columns="reason").equals(old.drop(columns="reason")), name
    run = json.loads((data / "published" / "run.json").read_text(encoding="utf-8"))
    assert (run["outcome"], run["vanished"]) == ("kept", int(found[1]))


def good_version(before: dict[str, str], data: Path) -> Snapshot:
    (version,) = {name.partition("/")[0] for name in before} - {"CURRENT", "journal.parquet"}
    return Snapshot(version, data / "published" / version)


def compare_with_good(before: dict[str, str], data: Path) -> None:
    """What a spoiling fault took away is missing and says why; every other value is the same."""
    old = good_version(before, data).observations("syss_utrikes").to_pandas()
    new = served(data).observations("syss_utrikes").to_pandas()
    gone = old["value"].notna() & new["value"].isna()
    assert 0 < gone.sum() <= 4 * 150
    levels = new["region"].map(lambda code: "riket" if code == "00" else "län" if len(code) == 2 else "kommuner")
    lost = gone & (new["status"] == "not_applicable")  # where the only answer of a level was hit
    for level in set(levels[lost]):
        assert set(new.loc[lost & (levels == level), "reason"]) == {f"Redovisas inte för {level}"}
        assert new.loc[levels == level, "value"].isna().all()
    assert set(new.loc[gone & ~lost, "status"]) <= {"missing"}
    assert set(new.loc[gone & ~lost, "reason"]) <= {"Saknas i Kolada", "Saknas i källan", "Går inte att läsa i Kolada"}
    assert new[~gone].equals(old[~gone])


def test_nulls_are_published_as_missing_when_accepted(steered: SteeredReplay, run: Any, data: Path) -> None:
    steered.steer("nulls")
    assert run("--accept").returncode == 0
    table = served(data).observations("syss_utrikes")
    lost = table.filter(pc.equal(table["reason"], "Saknas i Kolada"))
    assert lost.num_rows > 1000
    assert lost["status"].unique().to_pylist() == ["missing"]
    assert lost["value"].null_count == lost.num_rows


def test_unknown_kommuner_past_one_percent_are_refused(steered: SteeredReplay, run: Any, data: Path, tmp_path: Path) -> None:
    before = tree(data / "published")
    steered.steer("unknownkommun")
    done = run(KOLLEN_CATALOGUE=str(trimmed_catalogue(tmp_path / "one", "N02268")))
    assert done.returncode == 1
    assert re.search(r"^etl: Kolada: 13 of \d+ row\(s\) of unknown municipalities: 9999 .*more than 1% is refused", outcome(done))
    assert tree(data / "published") == before


def test_after_a_failure_the_next_run_publishes_the_same_as_ever(
    steered: SteeredReplay, few: str, good: Path, tmp_path: Path
) -> None:
    settings = {"KOLADA_URL": steered.url, "KOLLEN_CATALOGUE": few, "KOLADA_RETRY_SECONDS": "0"}
    steered.steer("502@15")
    assert etl("run", "--data", str(tmp_path), **settings).returncode == 1
    assert not (tmp_path / "published").exists()
    steered.steer()
    assert etl("run", "--data", str(tmp_path), **settings).returncode == 0
    assert served(tmp_path).version == served(good).version


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (
            {"KOLADA_URL": NOWHERE},
            r"^etl: Kolada: ConnectError .*attempt\(s\) in [12] s.*GET http://127\.0\.0\.1:9/v3/.*run again",
        ),
        ({"KOLADA_URL": "kolada.se"}, r"^etl: KOLADA_URL is 'kolada\.se': an address such as https://api\.kolada\.se/v3"),
        ({"KOLADA_RATE": "fast"}, r"^etl: KOLADA_RATE is 'fast': a number from 0 to 1000"),
        ({"KOLADA_RETRY_SECONDS": "-1"}, r"^etl: KOLADA_RETRY_SECONDS is '-1'"),
    ],
    ids=["closed port", "no URL", "no rate", "no seconds"],
)
def test_settings_that_lead_nowhere(demo: Path, few: str, settings: dict[str, str], said: str) -> None:
    before = tree(demo / "published")
    done = etl("run", "--data", str(demo), **{"KOLLEN_CATALOGUE": few, "KOLADA_RETRY_SECONDS": "1", **settings})
    assert done.returncode == 1
    assert re.search(said, outcome(done))
    assert tree(demo / "published") == before


@pytest.mark.parametrize(
    "arguments", [[], ["fetch"], ["run", "--fast"], ["run", "--source", "eurostat"], ["demo", "--first"], ["check", "x"]]
)
def test_wrong_usage(arguments: list[str], tmp_path: Path) -> None:
    done = etl(*arguments, KOLLEN_DATA=str(tmp_path / "data"))
    assert done.returncode == 2
    assert "usage: python -m etl" in done.stderr
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("arguments", [["run"], ["demo"], ["check"]])
def test_a_typo_in_the_catalogue(demo: Path, tmp_path: Path, arguments: list[str]) -> None:
    before = tree(demo)
    file = trimmed_catalogue(tmp_path / "typo", *FEW) / "indicators" / "few.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("unit: percent", "unit: procent", 1), encoding="utf-8")
    done = etl(*arguments, "--data", str(demo), KOLLEN_CATALOGUE=str(tmp_path / "typo"), KOLADA_URL=NOWHERE)
    assert done.returncode == 1
    assert re.search(rf"{re.escape(str(file))}: entry syss_utrikes: field unit: .*'percent'.*found 'procent'", outcome(done))
    assert tree(demo) == before


# What differs from the last version


def test_real_values_after_a_demo_are_published(steered: SteeredReplay, few: str, good: Path, demo: Path) -> None:
    steered.steer()
    done = etl("run", "--data", str(demo), KOLADA_URL=steered.url, KOLLEN_CATALOGUE=few)
    assert done.returncode == 0, outcome(done)
    assert served(demo).version == served(good).version
    assert not served(demo).demo


def test_surprising_values_are_refused_until_accepted(steered: SteeredReplay, run: Any, data: Path) -> None:
    before = tree(data / "published")
    steered.steer()
    steered.change("N00964", lambda value: value * 10)
    refused = run()
    assert refused.returncode == 1
    assert re.search(r"etab_lamnat_antal: 2020: median \d+, \d+ in the last version", outcome(refused))
    assert "--accept" in outcome(refused)
    assert tree(data / "published") == before
    old = good_version(before, data).version
    accepted = run("--accept")
    assert accepted.returncode == 0
    assert f"Published version {served(data).version}" in outcome(accepted)
    assert {name.partition("/")[0] for name in tree(data / "published")} == {
        *("CURRENT", "journal.parquet"),
        *(old, served(data).version),
    }
    assert before.items() >= {name: found for name, found in tree(data / "published").items() if name.startswith(old)}.items()


def test_values_that_vanish_stay_until_accepted(steered: SteeredReplay, run: Any, data: Path) -> None:
    """A kommun that Kolada knows by another code, and a year that it no longer has: everything else is renewed."""
    old = good_version(tree(data / "published"), data).observations("syss_utrikes").to_pandas()
    cells = steered.cells("N02268")
    revised = {key: [(sex, value and value + 1) for sex, value in cell] for key, cell in cells.items()}
    left = {(region, year): cell for (region, year), cell in revised.items() if region != "0484" and year != 2020}
    lost = (old["region"] == "0484") | (old["period"] == "2020")
    for repeated in (False, True):
        steered.steer()
        steered.put("N02268", left)
        done = run()
        assert done.returncode == 3, done.stdout + done.stderr
        assert re.search(r"VANISHED: \d+ value\(s\).*of region 0484 \(9\), .*; of 2020 \(\d+\), .*--accept", done.stdout)
        assert ("Nothing new" in done.stdout) is repeated
    new = served(data).observations("syss_utrikes").to_pandas()
    assert new[["region", "period", "sex"]].equals(old[["region", "period", "sex"]])
    assert new.loc[lost, "value"].equals(old.loc[lost, "value"])
    assert new.loc[lost & old["value"].notna(), "reason"].str.startswith(formats.GONE).all()
    assert np.allclose(new.loc[~lost, "value"], old.loc[~lost, "value"] + 1, equal_nan=True)
    assert not new.loc[~lost, "reason"].str.startswith(formats.GONE, na=False).any()
    assert run("--accept").returncode == 0
    let_go = served(data).observations("syss_utrikes").to_pandas()
    assert "2020" not in set(let_go["period"])
    assert set(let_go.loc[let_go["region"] == "0484", "reason"]) == {"Saknas i källan"}
    assert run().returncode == 0


def test_of_a_kpi_that_is_gone_the_last_version_s_values_stay_also_without_its_answers(
    steered: SteeredReplay, run: Any, data: Path
) -> None:
    old = served(data).observations("syss_utrikes")
    steered.steer()
    steered.live("N02268")
    done = run()
    assert done.returncode == 3, done.stdout + done.stderr
    assert served(data).observations("syss_utrikes").equals(old), "the indicator is marked, so no value is"
    entry = served(data).catalogue.indicator("syss_utrikes")
    assert entry is not None
    assert entry.not_renewed == "Kolada har inte det här nyckeltalet."


# Bad luck while fetching


def test_the_disk_fills_up_while_fetching(steered: SteeredReplay, few: str, data: Path) -> None:
    before = tree(data / "published")
    steered.steer()
    done = limited_etl("run", "--data", str(data), blocks=4, KOLADA_URL=steered.url, KOLLEN_CATALOGUE=few)
    assert done.returncode == 1
    assert re.search(rf"^etl: {data / 'raw'}/\w+\.json\.gz: can't be written \(File too large\)\. Make room", outcome(done))
    assert tree(data / "published") == before


def test_killed_while_fetching(steered: SteeredReplay, few: str, run: Any, data: Path) -> None:
    before, version = tree(data / "published"), served(data).version
    steered.steer(latency_ms=100)
    process = start_etl("run", "--data", str(data), KOLADA_URL=steered.url, KOLLEN_CATALOGUE=few)
    wait_for(lambda: len(steered.data_requests()) >= 10, process)
    kill(process)
    assert tree(data / "published") == before
    steered.steer()
    assert f"Nothing new: version {version} stays" in outcome(run())
    assert not list((data / "raw").glob("*.tmp"))
    assert tree(data / "published") == before


def test_a_run_after_a_damaged_version_is_not_compared_with_it(steered: SteeredReplay, run: Any, good: Path, data: Path) -> None:
    damaged = served(data)
    (damaged.directory / "observations" / "etab_lamnat_antal.parquet").write_bytes(b"PAR1")
    steered.steer()
    done = run()
    assert done.returncode == 0, done.stderr
    assert f"Version {damaged.version}, in service until now, is damaged" in done.stdout
    assert tree(data / "published" / damaged.version).keys() == tree(good / "published" / damaged.version).keys()
    assert etl("check", "--data", str(data)).returncode == 0


# The first start


def test_first_does_nothing_where_something_is_published(demo: Path) -> None:
    before = tree(demo)
    done = etl("run", "--first", "--data", str(demo), KOLADA_URL=NOWHERE)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert tree(demo) == before


def test_first_fetches_where_kolada_answers(steered: SteeredReplay, few: str, good: Path, tmp_path: Path) -> None:
    steered.steer()
    done = etl("run", "--first", "--data", str(tmp_path), KOLADA_URL=steered.url, KOLLEN_CATALOGUE=few)
    assert done.returncode == 0, done.stderr
    assert f"Kolada answers: fetching real data from {steered.url}. 'make demo' gives demo data." in done.stdout
    assert served(tmp_path).version == served(good).version


def test_first_builds_the_demo_where_kolada_cannot_be_reached(few: str, good_demo: Path, tmp_path: Path) -> None:
    done = etl("run", "--first", "--data", str(tmp_path), KOLADA_URL=NOWHERE, KOLLEN_CATALOGUE=few)
    assert done.returncode == 0, done.stderr
    assert f"Kolada ({NOWHERE}) did not answer within 5 s: building demo data, made-up values marked as such" in done.stdout
    assert "python -m etl run' on a network that reaches Kolada" in done.stdout
    assert served(tmp_path).demo
    assert served(tmp_path).version == served(good_demo).version
