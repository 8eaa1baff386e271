"""The command line of the ETL on bad input and bad luck: what it says, how it exits, and that what was published stays."""

import json
import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow.compute as pc
import pytest
from replays import FEW, NOWHERE, SteeredReplay, command, etl, start_etl, surroundings, tree, trimmed_catalogue

from etl import pipeline
from etl.contract.catalogue import load_catalogue
from etl.contract.paths import ROOT, DataPaths
from etl.contract.reader import Snapshot, open_current
from etl.publish import publish

MOMENT_SECONDS = 60.0
SOME = "@10-13"
FROM_NOW_ON = "@10-"
REQUEST = r"Request: GET http\S+/data/kpi/N02268,N00973,N00964,N01951/municipality/\S+ \(for KPIs N02268, "
TRANSIENT = ("429", "500", "502", "503", "timeout", "reset", "truncate", "html")


class Case(NamedTuple):
    """A fault of the replay on some requests or from one on; `said` is a regular expression for what the run tells."""

    fault: str
    where: str
    exit_code: int
    said: str


RIDDEN_OUT = r"(?s)[1-9]\d* request\(s\) tried again.*Nothing new: version \w+ stays"
CASES = (
    *(Case(fault, SOME, 0, RIDDEN_OUT) for fault in TRANSIENT),
    *(Case(fault, FROM_NOW_ON, 1, rf"^etl: Kolada: .*attempt.*{REQUEST}.*Wait and run again") for fault in TRANSIENT),
    *(Case("410", where, 1, rf"^etl: Kolada: HTTP 410 .*{REQUEST}.*update Integrationskollen") for where in (SOME, FROM_NOW_ON)),
    *(Case("404", where, 1, rf"^etl: Kolada: HTTP 404 .*{REQUEST}.*check the source's URL") for where in (SOME, FROM_NOW_ON)),
    *(Case("notjson", where, 1, rf"^etl: Kolada: the answer is not valid JSON.*{REQUEST}") for where in (SOME, FROM_NOW_ON)),
    *(Case("empty", where, 1, rf"^etl: Kolada: the answer is empty.*{REQUEST}") for where in (SOME, FROM_NOW_ON)),
    *(
        Case("badtype", where, 1, r"^etl: Kolada: KPI 'N02268', municipality '\d{4}'.*found 'n/a'. Request: /data/kpi/N02268")
        for where in (SOME, FROM_NOW_ON)
    ),
    *(Case("loop", where, 1, r"^etl: Kolada: request /data/kpi/N02268.* goes round in a loop") for where in (SOME, FROM_NOW_ON)),
    *(Case("wrongcount", where, 1, r"^etl: Kolada: request /data/kpi/N02268.*field count") for where in (SOME, FROM_NOW_ON)),
    Case("dupes", SOME, 0, r"(?s)\d+ duplicate value\(s\) dropped.*Nothing new: version \w+ stays"),
    Case("dupes", FROM_NOW_ON, 0, r"(?s)\d+ duplicate value\(s\) dropped.*Nothing new: version \w+ stays"),
    Case("nulls", SOME, 0, r"Published version"),
    Case(
        "nulls",
        FROM_NOW_ON,
        1,
        r"(?s)^etl: The values differ too much.*syss_utrikes: 2020: \d+ values, \d+ in the last.*--accept",
    ),
    Case("unknownkommun", SOME, 0, r"(?s)Set aside [12] of \d+ row\(s\) of unknown municipalities: 9999 \(KPI N02268.*Published"),
    Case("unknownkommun", FROM_NOW_ON, 0, r"(?s)Set aside 1\d of \d+ row\(s\).*9999 \(KPI N02268.*Published version"),
)


@pytest.fixture(scope="session")
def steered(shared: Path) -> Iterator[SteeredReplay]:
    replay = SteeredReplay(shared / "kolada_replay" / "serve.py")
    yield replay
    replay.stop()


@pytest.fixture(scope="session")
def few(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The catalogue of four indicators."""
    return str(trimmed_catalogue(tmp_path_factory.mktemp("catalogue") / "few", *FEW))


@pytest.fixture(scope="session")
def good(steered: SteeredReplay, few: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with the four indicators' true values published."""
    data = tmp_path_factory.mktemp("good")
    steered.steer()
    done = etl("run", "--data", str(data), KOLADA_URL=steered.url, KOLLEN_CATALOGUE=few)
    assert done.returncode == 0, done.stderr
    return data


@pytest.fixture(scope="session")
def good_demo(few: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with a demo of the four indicators published."""
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


def told(done: "subprocess.CompletedProcess[str]") -> str:
    assert "Traceback" not in done.stderr, done.stderr
    return done.stderr if done.returncode else done.stdout


def served(data: Path) -> Snapshot:
    return open_current(DataPaths(data))


def leftovers(data: Path) -> list[str]:
    return [path.name for path in (data / "published").iterdir() if path.name.startswith(".")]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.fault}-{'some' if case.where == SOME else 'lasting'}")
def test_fault(case: Case, steered: SteeredReplay, run: Any, data: Path) -> None:
    before = tree(data / "published")
    steered.steer(case.fault + case.where)
    done = run(KOLADA_RETRY_SECONDS="20" if case.where == SOME else "1.5")
    assert done.returncode == case.exit_code, done.stdout + done.stderr
    assert re.search(case.said, told(done)), done.stdout + done.stderr
    if done.returncode or "Nothing new" in case.said:
        assert tree(data / "published") == before
    else:
        compare_with_good(before, data)


def compare_with_good(before: dict[str, str], data: Path) -> None:
    """What a spoiling fault took away is missing and says why; every other value is the same."""
    (good_version,) = {name.partition("/")[0] for name in before} - {"CURRENT"}
    old = Snapshot(good_version, data / "published" / good_version).observations("syss_utrikes").to_pandas()
    new = served(data).observations("syss_utrikes").to_pandas()
    gone = old["value"].notna() & new["value"].isna()
    assert 0 < gone.sum() <= 2 * 150
    assert set(new.loc[gone, "status"]) == {"missing"}
    assert set(new.loc[gone, "reason"]) <= {"Saknas i Kolada", "Saknas i källan"}
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
    assert re.search(r"^etl: Kolada: 13 of \d+ row\(s\) of unknown municipalities: 9999 .*more than 1% is refused", told(done))
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
)
def test_settings_that_lead_nowhere(demo: Path, few: str, settings: dict[str, str], said: str) -> None:
    before = tree(demo / "published")
    done = etl("run", "--data", str(demo), **{"KOLLEN_CATALOGUE": few, "KOLADA_RETRY_SECONDS": "1", **settings})
    assert done.returncode == 1
    assert re.search(said, told(done))
    assert tree(demo / "published") == before


@pytest.mark.parametrize(
    "arguments", [[], ["fetch"], ["run", "--fast"], ["run", "--source", "scb"], ["demo", "--first"], ["check", "x"]]
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
    assert re.search(rf"{re.escape(str(file))}: entry syss_utrikes: field unit: .*'percent'.*found 'procent'", told(done))
    assert tree(demo) == before


# What differs from the last version


def test_real_values_after_a_demo_are_published(steered: SteeredReplay, few: str, good: Path, demo: Path) -> None:
    steered.steer()
    done = etl("run", "--data", str(demo), KOLADA_URL=steered.url, KOLLEN_CATALOGUE=few)
    assert done.returncode == 0, told(done)
    assert served(demo).version == served(good).version
    assert not served(demo).demo


@pytest.mark.parametrize(
    ("times", "share", "said"),
    [
        (1, 0.6, r"invanare: 2022: \d+ values, \d+ in the last version"),
        (10, 1, r"invanare: 2022: median \d+, \d+ in the last version"),
    ],
)
def test_surprising_values_are_refused_until_accepted(
    steered: SteeredReplay, run: Any, data: Path, times: float, share: float, said: str
) -> None:
    before = tree(data / "published")
    steered.steer()
    steered.change("N01951", lambda value: value * times, share=share)
    refused = run()
    assert refused.returncode == 1
    assert re.search(said, told(refused))
    assert "--accept" in told(refused)
    assert tree(data / "published") == before
    accepted = run("--accept")
    assert accepted.returncode == 0
    assert before.items() < {**tree(data / "published"), "CURRENT": before["CURRENT"]}.items()
    assert f"Published version {served(data).version}" in told(accepted)


# Bad luck: a full disk, a killed process, two at once


def test_the_disk_fills_up_while_publishing(demo: Path) -> None:
    """A limit on the size of a file is to the program what a full disk is."""
    before = tree(demo / "published")
    done = limited("demo", "--data", str(demo))
    assert done.returncode == 1
    assert re.search(rf"^etl: Could not publish in {demo / 'published'}: File too large\. Free space", told(done))
    assert tree(demo / "published") == before
    assert leftovers(demo) == []


def test_the_disk_fills_up_while_fetching(steered: SteeredReplay, few: str, data: Path) -> None:
    before = tree(data / "published")
    steered.steer()
    done = limited("run", "--data", str(data), KOLADA_URL=steered.url, KOLLEN_CATALOGUE=few)
    assert done.returncode == 1
    assert re.search(rf"^etl: {data / 'raw'}/\w+\.json\.gz: can't be written \(File too large\)\. Make room", told(done))
    assert tree(data / "published") == before


def limited(*arguments: str, **settings: str) -> "subprocess.CompletedProcess[str]":
    line = ["sh", "-c", 'ulimit -f 100; exec "$@"', "sh", *command(*arguments)]
    return subprocess.run(line, cwd=ROOT, env=surroundings(**settings), capture_output=True, text=True, check=False)


@contextmanager
def small_disk(directory: Path, size: str) -> Iterator[None]:
    directory.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "none", str(directory)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        pytest.skip(f"no disk of its own can be mounted here: {done.stderr.strip()}")
    try:
        yield
    finally:
        subprocess.run(["umount", str(directory)], check=True)


@pytest.mark.skipif(shutil.which("mount") is None, reason="there is no mount on PATH")
def test_a_disk_that_is_full(good_demo: Path, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    with small_disk(disk, "12m"):
        shutil.copytree(good_demo / "published", disk / "published")
        filler = disk / "filler"
        filler.write_bytes(bytes(shutil.disk_usage(disk).free - 300_000))
        before = tree(disk / "published")
        done = etl("demo", "--data", str(disk))
        assert done.returncode == 1
        assert "No space left on device" in told(done)
        assert "the version in service stays" in told(done)
        assert tree(disk / "published") == before
        assert leftovers(disk) == []
        filler.unlink()
        assert etl("demo", "--data", str(disk)).returncode == 0
        assert len(served(disk).catalogue.indicators) == 65


def wait_for(happened: Callable[[], bool], process: "subprocess.Popen[str]") -> None:
    deadline = time.monotonic() + MOMENT_SECONDS
    while not happened():
        assert process.poll() is None, f"it has ended: {process.communicate()[0]}"
        assert time.monotonic() < deadline, "it did not come that far"
        time.sleep(0.0005)


def kill(process: "subprocess.Popen[str]") -> None:
    process.kill()
    process.communicate()
    assert process.returncode == -signal.SIGKILL


def check_in_service(data: Path, before: dict[str, str], version: str) -> None:
    """The version is in service, and nothing of it has changed."""
    now = tree(data / "published")
    assert {name: digest for name, digest in now.items() if name in before} == before
    assert served(data).version == version
    assert served(data).table("latest").num_rows > 0


def test_killed_while_fetching(steered: SteeredReplay, few: str, run: Any, data: Path) -> None:
    before, version = tree(data / "published"), served(data).version
    steered.steer(latency_ms=100)
    process = start_etl("run", "--data", str(data), KOLADA_URL=steered.url, KOLLEN_CATALOGUE=few)
    wait_for(lambda: len(steered.data_requests()) >= 10, process)
    kill(process)
    assert tree(data / "published") == before
    steered.steer()
    assert f"Nothing new: version {version} stays" in told(run())
    assert not list((data / "raw").glob("*.tmp"))
    assert tree(data / "published") == before


@pytest.mark.parametrize("files", [0, 2, 30, 66])
def test_killed_while_building(demo: Path, files: int) -> None:
    before, version = tree(demo / "published"), served(demo).version
    process = start_etl("demo", "--data", str(demo))
    building = demo / "published" / f".building-{process.pid}"
    wait_for(lambda: building.exists() and len(list(building.rglob("*.*"))) >= files, process)
    kill(process)
    assert leftovers(demo) == [building.name]
    check_in_service(demo, before, version)
    check_next_demo(demo, before)


def test_killed_right_before_the_switch(demo: Path) -> None:
    """Opening a pipe to write waits for a reader: the new version is in place, `CURRENT` still names the old one."""
    before, version = tree(demo / "published"), served(demo).version
    pipe = demo / "published" / "CURRENT.new"
    os.mkfifo(pipe)
    process = start_etl("demo", "--data", str(demo))
    wait_for(lambda: len(list((demo / "published").glob("[0-9a-f]*/manifest.json"))) == 2, process)
    kill(process)
    check_in_service(demo, before, version)
    pipe.unlink()
    pipe.write_text("half a ver", encoding="utf-8")
    check_next_demo(demo, before)


def check_next_demo(data: Path, before: dict[str, str]) -> None:
    done = etl("demo", "--data", str(data))
    assert done.returncode == 0, told(done)
    assert f"Published version {served(data).version}" in told(done)
    assert len(served(data).catalogue.indicators) == 65
    assert sorted(path.name for path in (data / "published").iterdir()) == sorted(
        {"CURRENT", served(data).version, *(name.partition("/")[0] for name in before)}
    )


def test_two_runs_at_once(demo: Path, few: str) -> None:
    first = start_etl("demo", "--data", str(demo))
    wait_for(lambda: (demo / "run.lock").exists(), first)
    assert first.stdout is not None
    assert first.stdout.readline().startswith("demo: inventing")
    first.send_signal(signal.SIGSTOP)
    second = etl("demo", "--data", str(demo), KOLLEN_CATALOGUE=few)
    assert second.returncode == 1
    assert f"Another run is under way in {demo}; wait for it to end. Nothing was changed." in told(second)
    first.send_signal(signal.SIGCONT)
    said, _ = first.communicate(timeout=MOMENT_SECONDS)
    assert first.returncode == 0
    assert f"Published version {served(demo).version}" in said


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


# The check


def test_check_of_a_sound_version(demo: Path) -> None:
    before = tree(demo)
    done = etl("check", "--data", str(demo))
    assert done.returncode == 0, done.stderr
    assert "Catalogue: 65 indicators in 6 areas, no faults." in done.stdout
    assert re.search(rf"Version {served(demo).version}, built \S+: demo values \(made up\), no faults\.", done.stdout)
    assert tree(demo) == before


def test_check_where_nothing_is_published(tmp_path: Path) -> None:
    done = etl("check", "--data", str(tmp_path))
    assert done.returncode == 1
    assert told(done).startswith(f"etl: Nothing is published in {tmp_path / 'published'}: run 'python -m etl run'")


@pytest.mark.parametrize("damage", ["gone", "cut", "more"])
def test_check_of_a_damaged_version_and_the_run_that_mends_it(demo: Path, few: str, damage: str) -> None:
    before = served(demo)
    file = before.directory / "observations" / "syss_utrikes.parquet"
    if damage == "gone":
        file.unlink()
    else:
        file.write_bytes(file.read_bytes()[:-100] if damage == "cut" else file.read_bytes() + b"x")
    done = etl("check", "--data", str(demo))
    assert done.returncode == 1
    assert told(done).startswith(f"etl: Version {before.version} is damaged: the files in {before.directory}")
    mended = etl("demo", "--data", str(demo), KOLLEN_CATALOGUE=few)
    assert mended.returncode == 0, mended.stderr
    assert f"Published version {before.version}" in mended.stdout
    assert etl("check", "--data", str(demo)).returncode == 0


def test_a_run_after_a_damaged_version_is_not_compared_with_it(steered: SteeredReplay, run: Any, good: Path, data: Path) -> None:
    damaged = served(data)
    (damaged.directory / "observations" / "invanare.parquet").write_bytes(b"PAR1")
    steered.steer()
    done = run()
    assert done.returncode == 0, done.stderr
    assert f"Version {damaged.version}, in service until now, is damaged" in done.stdout
    assert tree(data / "published" / damaged.version).keys() == tree(good / "published" / damaged.version).keys()
    assert etl("check", "--data", str(data)).returncode == 0


def test_check_of_values_out_of_range(few: str, demo: Path, tmp_path: Path) -> None:
    """Such a version can only come from elsewhere: a run refuses to publish it."""
    last, catalogue = served(demo), load_catalogue(Path(few))
    observations = {entry.id: last.observations(entry.id) for entry in catalogue.indicators}
    narrow = catalogue.model_copy(
        update={"indicators": tuple(entry.model_copy(update={"maximum": 1.0}) for entry in catalogue.indicators)}
    )
    tables = {name: last.table(name) for name in ("latest", "regions", "groups")}
    publish(DataPaths(tmp_path), pipeline.Content(narrow, observations, tables, {}, {"demo": True, "sources": []}))
    done = etl("check", "--data", str(tmp_path))
    assert done.returncode == 1
    assert re.search(r"syss_utrikes \(N02268\): 20\d\d \d+ [TKM]: \d+\.\d+ is outside 0.0 to 1.0", told(done))
    assert re.search(r"\.\.\. and \d+ more", told(done))


def test_a_version_of_a_newer_release_is_left_alone_by_check_and_replaced_by_a_run(demo: Path, few: str) -> None:
    last = served(demo)
    file = last.directory / "manifest.json"
    file.write_text(json.dumps({**json.loads(file.read_text(encoding="utf-8")), "schema": 99}), encoding="utf-8")
    done = etl("check", "--data", str(demo))
    assert done.returncode == 1
    assert f"Version {last.version} has schema 99, this release reads 1: update Integrationskollen" in told(done)
    assert etl("demo", "--data", str(demo), KOLLEN_CATALOGUE=few).returncode == 0
    assert etl("check", "--data", str(demo)).returncode == 0
