"""Kolada and SCB in one run of the real command line, both replayed on loopback: asked, not asked, and out of reach."""

import json
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.compute as pc
import pytest
import yaml
from replays import FEW, SCB_NOWHERE, SteeredReplay, etl, outcome, served, tree, trimmed_catalogue

from tests.integration.scb_server import ANSWERS, TABLE, Recorded, serving

PERSONS = {
    "id": "persons",
    "title": "Personer 20–29 år",
    "short_title": "Personer 20–29 år",
    "definition": "Antalet personer 20–29 år.",
    "unit": "count",
    "decimals": 0,
    "direction": "neutral",
    "role": "context",
    "focus_area": "kontext",
    "sex_split": True,
    "source": {
        "name": "scb",
        "tables": [TABLE],
        "title": "Folkmängden per månad",
        "select": {"Alder": "20-29 år", "ContentsCode": "Folkmängden per månad"},
        "sexes": {"T": "totalt, samtliga män och kvinnor", "K": "Kvinnor", "M": "män"},
        "month": 4,
        "first_period": "2026",
    },
}
Run = Callable[..., "subprocess.CompletedProcess[str]"]


def with_scb(directory: Path, *, strict: bool = False, **source: Any) -> Path:
    """A catalogue of three of Kolada's indicators and one of SCB's."""
    trimmed_catalogue(directory, *FEW, strict=strict)
    entry = {**PERSONS, "source": {**PERSONS["source"], **source}}  # type: ignore[dict-item]
    text = yaml.safe_dump([entry], allow_unicode=True, sort_keys=False)
    (directory / "indicators" / "scb.yaml").write_text(text, encoding="utf-8")
    return directory


def of_the_counties(recorded: Recorded) -> Recorded:
    """The same table as if it had no other regions than those that were recorded."""
    category = recorded.data["dimension"]["Region"]["category"]
    recorded.metadata["dimension"]["Region"]["category"] = category
    recorded.metadata["size"][recorded.metadata["id"].index("Region")] = len(category["index"])
    return recorded


@pytest.fixture(scope="module")
def kolada(steered: SteeredReplay) -> SteeredReplay:
    steered.steer()
    return steered


@pytest.fixture(scope="module")
def scb() -> Iterator[tuple[Recorded, str]]:
    with ExitStack() as stack:
        recorded = of_the_counties(Recorded.of(ANSWERS))
        yield recorded, stack.enter_context(serving(recorded))


@pytest.fixture(scope="module")
def good(kolada: SteeredReplay, scb: tuple[Recorded, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with both sources' values published, and the catalogue beside it."""
    root = tmp_path_factory.mktemp("together")
    catalogue = with_scb(root / "catalogue")
    done = etl("run", "--data", str(root / "data"), KOLADA_URL=kolada.url, SCB_URL=scb[1], KOLLEN_CATALOGUE=str(catalogue))
    assert done.returncode == 0, done.stderr
    return root


@pytest.fixture
def data(good: Path, tmp_path: Path) -> Path:
    shutil.copytree(good / "data", tmp_path / "data")
    return tmp_path / "data"


@pytest.fixture
def run(kolada: SteeredReplay, scb: tuple[Recorded, str], good: Path, data: Path) -> Run:
    """`etl run` in `data` against both replays, which have forgotten what they were asked."""
    kolada.steer()
    scb[0].requests.clear()

    def ask(*options: str, **settings: str) -> "subprocess.CompletedProcess[str]":
        chosen = {"KOLADA_URL": kolada.url, "SCB_URL": scb[1], "KOLLEN_CATALOGUE": str(good / "catalogue"), **settings}
        return etl("run", "--data", str(data), *options, **chosen)

    return ask


def scb_values(data: Path) -> dict[tuple[str, str], float]:
    rows = served(data).observations("persons").to_pylist()
    return {(row["region"], row["sex"]): row["value"] for row in rows if row["value"] is not None}


def test_both_are_published_together(good: Path) -> None:
    snapshot = served(good / "data")
    values = scb_values(good / "data")
    assert len(values) == 21 * 3
    assert values["04", "T"] > 10_000
    assert abs(values["04", "T"] - values["04", "K"] - values["04", "M"]) <= 5, "SCB's noise, and no more"
    assert pc.sum(pc.is_valid(snapshot.observations("syss_utrikes")["value"])).as_py() > 1000
    assert [source["name"] for source in snapshot.manifest["sources"]] == ["kolada", "scb"]
    assert all(source["requests"] for source in snapshot.manifest["sources"])


@pytest.mark.parametrize("named", [("kolada",), ("scb",), ("kolada", "scb"), ()])
def test_a_source_that_is_not_named_is_not_asked_and_nothing_of_it_is_lost(
    named: tuple[str, ...], run: Run, kolada: SteeredReplay, scb: tuple[Recorded, str], data: Path
) -> None:
    before = tree(data / "published")
    hidden = pc.sum(pc.equal(served(data).observations("etab_arb_el_stud")["status"], "suppressed")).as_py()
    assert hidden > 100
    done = run(*(word for name in named for word in ("--source", name)))
    assert done.returncode == 0, done.stderr
    assert f"Nothing new: version {served(data).version} stays" in done.stdout
    assert tree(data / "published") == before
    assert bool(kolada.requests()) == (not named or "kolada" in named)
    assert bool(scb[0].requests) == (not named or "scb" in named)


def test_new_values_of_the_one_named_are_published_with_the_other_s_kept(run: Run, scb: tuple[Recorded, str], data: Path) -> None:
    recorded, before = scb[0], served(data)
    values_before, updated = list(recorded.data["value"]), recorded.metadata["updated"]
    recorded.data["value"] = [value + 1 for value in values_before]
    recorded.metadata["updated"] = recorded.data["updated"] = "2026-08-01T06:00:00Z"
    try:
        done = run("--source", "scb")
    finally:
        recorded.data["value"] = values_before
        recorded.metadata["updated"] = recorded.data["updated"] = updated
    assert done.returncode == 0, done.stderr
    after = served(data)
    assert after.version != before.version
    for name in ("syss_utrikes", "etab_arb_el_stud", "etab_lamnat_antal"):
        assert after.observations(name).equals(before.observations(name))
    changes = after.changes().to_pylist()
    assert {(row["indicator"], row["kind"], row["new_value"] - row["old_value"]) for row in changes} == {
        ("persons", "revised", 1)
    }
    assert len(changes) == 63
    assert after.manifest["changes"]["since"] == before.version


def test_scb_out_of_reach_keeps_its_values_and_says_so(run: Run, data: Path) -> None:
    before = tree(data / "published")
    done = run(SCB_URL=SCB_NOWHERE)
    assert done.returncode == 0, done.stderr
    assert f"SCB ({SCB_NOWHERE}) did not answer within 5 s: its 1 indicator(s) keep the values of the last run" in done.stdout
    assert tree(data / "published") == before
    assert len(scb_values(data)) == 63


def test_scb_out_of_reach_is_a_failure_where_it_was_named(run: Run, data: Path) -> None:
    before = tree(data)
    done = run("--source", "scb", SCB_URL=SCB_NOWHERE)
    assert done.returncode == 1
    assert re.search(r"^etl: SCB \(http\S+\) did not answer within 5 s\. Run again .* or without --source scb", outcome(done))
    assert tree(data) == before


def test_a_source_that_fails_keeps_its_values_and_the_others_are_published(
    run: Run, kolada: SteeredReplay, scb: tuple[Recorded, str], data: Path
) -> None:
    before = served(data)
    kolada.change("N02268", lambda value: min(value + 1, 100))
    scb[0].faults = ["problem"]
    updated = scb[0].metadata["updated"]
    scb[0].metadata["updated"] = "2026-09-01T06:00:00Z"
    try:
        done = run("--refresh")
    finally:
        scb[0].metadata["updated"] = updated
        scb[0].faults.clear()
    assert done.returncode == 3, done.stdout + done.stderr
    assert re.search(r"FAILED: SCB: HTTP 400 \(Non-existent value", done.stdout)
    assert "etl: scb failed: what it answered before stands" in done.stderr
    assert served(data).version != before.version
    assert served(data).observations("persons").equals(before.observations("persons"))
    freshness = {one["name"]: one for one in json.loads((data / "freshness.json").read_text(encoding="utf-8"))}
    assert (freshness["scb"]["failed"], freshness["kolada"]["failed"]) == (True, False)


def test_kolada_that_fails_keeps_its_values_unless_it_is_named(run: Run, kolada: SteeredReplay, data: Path) -> None:
    before = tree(data / "published")
    kolada.steer("410")
    done = run()
    assert done.returncode == 3
    assert "FAILED: Kolada: HTTP 410" in done.stdout
    assert tree(data / "published") == before
    named = run("--source", "kolada")
    assert named.returncode == 1
    assert outcome(named).startswith("etl: Kolada: HTTP 410")


def test_scb_is_not_asked_where_the_catalogue_has_nothing_of_it(
    kolada: SteeredReplay, scb: tuple[Recorded, str], tmp_path: Path
) -> None:
    kolada.steer()
    scb[0].requests.clear()
    catalogue = trimmed_catalogue(tmp_path / "catalogue", *FEW)
    done = etl("run", "--data", str(tmp_path), KOLADA_URL=kolada.url, SCB_URL=scb[1], KOLLEN_CATALOGUE=str(catalogue))
    assert done.returncode == 0, done.stderr
    assert "SCB" not in done.stdout
    assert scb[0].requests == []


WORDS = {"select": {"Alder": "20-30 år", "ContentsCode": "Folkmängden per månad"}}


@pytest.mark.parametrize(("source", "said"), [(WORDS, "no value '20-30 år'")])
def test_words_that_do_not_fit_stop_a_run_unless_nobody_has_seen_them_fit(
    source: dict[str, Any], said: str, kolada: SteeredReplay, scb: tuple[Recorded, str], tmp_path: Path
) -> None:
    settings = {"KOLADA_URL": kolada.url, "SCB_URL": scb[1]}
    kolada.steer()
    sure = with_scb(tmp_path / "sure", **source)
    refused = etl("run", "--data", str(tmp_path / "data"), KOLLEN_CATALOGUE=str(sure), **settings)
    assert refused.returncode == 1
    assert said in outcome(refused)
    assert not (tmp_path / "data" / "published").exists()
    unsure = with_scb(tmp_path / "unsure", **source, unverified="Not seen.")
    done = etl("run", "--data", str(tmp_path / "data"), KOLLEN_CATALOGUE=str(unsure), **settings)
    assert done.returncode == 0, done.stderr
    left_out = next(line for line in done.stdout.splitlines() if line.startswith("SCB: left out"))
    assert said in left_out
    assert served(tmp_path / "data").observations("persons").num_rows == 0
    assert served(tmp_path / "data").observations("syss_utrikes").num_rows > 0


def test_nothing_kept_is_told_and_published_without(
    kolada: SteeredReplay, good: Path, scb: tuple[Recorded, str], tmp_path: Path
) -> None:
    kolada.steer()
    settings = {"KOLADA_URL": kolada.url, "SCB_URL": scb[1], "KOLLEN_CATALOGUE": str(good / "catalogue")}
    done = etl("run", "--source", "kolada", "--data", str(tmp_path), **settings)
    assert done.returncode == 0, done.stderr
    assert "SCB: not asked, and nothing is kept: 1 indicator(s) have no values" in done.stdout
    assert served(tmp_path).observations("persons").num_rows == 0


def test_values_that_nothing_is_kept_of_are_not_lost_unseen(run: Run, data: Path) -> None:
    """Without the answers kept, a run that doesn't ask would publish less: the check against the last version stops it."""
    before = tree(data / "published")
    shutil.rmtree(data / "raw")
    done = run("--source", "scb")
    assert done.returncode == 1
    assert re.search(r"(?s)The values differ too much.*syss_utrikes: \d{4}: 0 values, \d+ in the last version", outcome(done))
    assert tree(data / "published") == before


# What differs, and what must go


def flipped(data: Path) -> pd.DataFrame:
    """The changes of cells that were shown and are hidden."""
    changes = served(data).changes().to_pandas()
    return changes[(changes["old_status"] == "ok") & (changes["new_status"] == "suppressed")]


def test_a_revision_that_hides_other_cells_leaves_the_older_version_of_an_open_source(
    run: Run, kolada: SteeredReplay, data: Path
) -> None:
    """The list of changes tells no value of what is hidden now; the version that shows it can still be read."""
    before = served(data)
    kolada.change("N00964", lambda value: value / 3)
    done = run("--source", "kolada", "--refresh", "--accept")
    assert done.returncode == 0, done.stderr
    assert "is removed" not in done.stdout
    assert (data / "published" / before.version).exists()
    rows = flipped(data)
    assert len(rows) > 100
    assert set(rows["kind"]) == {"status"}
    assert rows["old_value"].isna().all()
    assert etl("diff", before.version, "--data", str(data)).returncode == 0


def test_a_revision_that_hides_other_cells_takes_the_older_version_away_where_protection_is_strict(
    kolada: SteeredReplay, scb: tuple[Recorded, str], tmp_path: Path
) -> None:
    catalogue, data = with_scb(tmp_path / "catalogue", strict=True), tmp_path / "data"
    settings = {"KOLADA_URL": kolada.url, "SCB_URL": scb[1], "KOLLEN_CATALOGUE": str(catalogue)}
    kolada.steer()
    assert etl("run", "--data", str(data), **settings).returncode == 0
    before = served(data)
    kolada.change("N00964", lambda value: value / 3)
    done = etl("run", "--source", "kolada", "--refresh", "--accept", "--data", str(data), **settings)
    assert done.returncode == 0, done.stderr
    said = re.search(rf"Version {before.version} is removed: .*worked out from both: .*etab_arb_el_stud \((\d+)\)", done.stdout)
    assert said is not None
    assert int(said[1]) > 100
    assert not (data / "published" / before.version).exists()
    rows = flipped(data)
    assert len(rows) > 100
    assert set(rows["kind"]) == {"status"}
    assert rows["old_value"].isna().all()
    again = etl("diff", before.version, "--data", str(data))
    assert again.returncode == 1
    assert f"Kept are: {served(data).version}." in outcome(again)


def test_diff_tells_what_a_strategist_wants_to_know(run: Run, kolada: SteeredReplay, data: Path) -> None:
    before = served(data).version
    kolada.change("N02268", lambda value: min(value + 1.5, 100))
    assert run("--source", "kolada", "--refresh").returncode == 0
    after = served(data).version
    for arguments in ([], [before], [before, after]):
        done = etl("diff", *arguments, "--data", str(data))
        assert done.returncode == 0, done.stderr
        assert re.match(rf"From version {before}, built 2\S+\n  to version {after}, built", done.stdout)
        assert re.search(r"\n\d+,\d{3} cell\(s\) differ, in 1 of 4 indicators\.\n", done.stdout)
        assert re.search(r"\nRevised values\n  .*\(syss_utrikes\): \d+,\d{3} cell\(s\) in 2020, 2021, 2022\n", done.stdout)
        assert (
            len(re.findall(r"\(syss_utrikes\): .* \d{4}(?:, women|, men)?: \d+\.\d\d -> \d+\.\d\d \(\+1\.50\)", done.stdout))
            == 10
        )
    assert "0 cell(s) differ" in etl("diff", after, after, "--data", str(data)).stdout


def test_diff_where_nothing_was_before(data: Path) -> None:
    version = served(data).version
    done = etl("diff", "--data", str(data))
    assert done.returncode == 1
    assert outcome(done) == (
        f"etl: Version {version}: no version was before it. Name two versions: python -m etl diff A B. Kept are: {version}.\n"
    )
    missing = etl("diff", "0123456789ab", "--data", str(data))
    assert missing.returncode == 1
    assert f"Kept are: {version}." in outcome(missing)


def test_diff_where_nothing_is_published(tmp_path: Path) -> None:
    done = etl("diff", "--data", str(tmp_path))
    assert done.returncode == 1
    assert "Nothing is published" in outcome(done)


# Corrections


CORRECTION = """
- id: wrong_one
  indicator: syss_utrikes
  region: "0484"
  period: "2020"
  sex: T
  expect: {expect}
  instead:
    missing: Källan anger fel värde.
  why: A test.
  url: https://example.org/
"""


@pytest.fixture
def corrected(good: Path, tmp_path: Path) -> Callable[[float], str]:
    """The catalogue with one correction that expects a value."""

    def write(expect: float) -> str:
        directory = tmp_path / "catalogue"
        shutil.copytree(good / "catalogue", directory, dirs_exist_ok=True)
        (directory / "corrections.yaml").write_text(CORRECTION.format(expect=expect), encoding="utf-8")
        return str(directory)

    return write


def value_of(data: Path, column: str = "value") -> Any:
    table = served(data).observations("syss_utrikes").to_pandas()
    cell = table[(table["region"] == "0484") & (table["period"] == "2020") & (table["sex"] == "T")]
    return cell[column].item()


def test_a_correction_holds_while_the_source_says_what_is_expected(run: Run, data: Path, corrected: Any) -> None:
    done = run("--source", "kolada", KOLLEN_CATALOGUE=corrected(value_of(data)))
    assert done.returncode == 0, done.stderr
    assert (value_of(data, "status"), value_of(data, "reason")) == ("missing", "Rättat: Källan anger fel värde.")


def test_a_correction_that_the_source_has_outlived_stops_the_run(run: Run, data: Path, corrected: Any) -> None:
    before = tree(data / "published")
    done = run("--source", "kolada", KOLLEN_CATALOGUE=corrected(12.5))
    assert done.returncode == 1
    found = f"{value_of(data):g}"
    assert re.search(
        rf"corrections\.yaml: entry wrong_one \(syss_utrikes 0484 2020 T\): expects 12\.5 .* now says {re.escape(found)}",
        outcome(done),
    )
    assert tree(data / "published") == before


def test_the_demo_is_not_corrected_and_check_sums_the_corrections_up(tmp_path: Path, corrected: Any) -> None:
    catalogue = corrected(12.5)
    done = etl("demo", "--data", str(tmp_path / "demo"), KOLLEN_CATALOGUE=catalogue)
    assert done.returncode == 0, done.stderr
    checked = etl("check", "--data", str(tmp_path / "demo"), KOLLEN_CATALOGUE=catalogue)
    assert "Corrections: 1 cell(s) of 1 indicator(s), 1 set to missing and 0 given another value, no faults." in checked.stdout
    file = Path(catalogue) / "corrections.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("syss_utrikes", "syss_utriks"), encoding="utf-8")
    refused = etl("check", "--data", str(tmp_path / "demo"), KOLLEN_CATALOGUE=catalogue)
    assert refused.returncode == 1
    assert "entry wrong_one: field indicator: 'syss_utriks' is no indicator's id" in outcome(refused)
