"""From Kolada's answers to published Parquet by the real command line: every value, nothing lost, nothing made up."""

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from replays import SCB_NOWHERE, etl, tree

from dashboard import formats
from dashboard.files import delimited
from dashboard.files.table import Column
from etl.contract.catalogue import Catalogue, load_catalogue
from etl.contract.paths import catalogue_path
from etl.raw import LOCK_FILE
from tests import random_tests

KEY = ["indicator", "period", "sex", "region"]
MOST_REQUESTS = 130
MOST_COMPARISONS = 39
"""The latest five years of those whose announced day of publication has passed, all kommuner: two thirds of the KPIs at most."""

SMALL_GROUPS = {
    *("etab_inskrivna", "etab_eftergymn", "etab_lamnat_antal", "etab_arb_el_stud", "etab_arbete", "mottagna_anvisade"),
    *("mottagna_per_1000", "vrakn_barn", "asyl_per_1000", "etab_utan_grundutb", "mottagna_antal"),
}
"""The indicators with groups so small that some of their values are hidden."""

REPEATED = ("etab_arb_el_stud", "etab_arbete", "etab_eftergymn", "etab_inskrivna")
CORRECTED = {
    **{(indicator, "2021", sex, "00"): "kvinnor och män tillsammans" for indicator in REPEATED for sex in "KM"},
    **{("sfi_2kurser", period, "T", "00"): "0 procent" for period in ("2013", "2014")},
    **{("uvas_16_24", "2007", sex, "00"): "0 procent" for sex in "KM"},
}
"""The cells that the catalogue corrects, each with what its reason says: the total given for both sexes, and false zeros."""

SUSPECTED = {
    *(("gymnbeh_hemkommun", "2013", sex, "2305") for sex in "TKM"),
    *(("gymnbeh_hemkommun", "2018", sex, "2422") for sex in "KM"),
    ("sfi_studerar_aret_efter", "2014", "T", "2505"),
}
"""Lone zeros between high values, which are refused."""

LEAST_SHOWN, MOST_FEW = 5, 20
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/v3")


@dataclass(frozen=True)
class Published:
    """What a run left in its data directory, read by nothing but pandas."""

    run: "subprocess.CompletedProcess[str]"
    data: Path

    @property
    def version(self) -> str:
        return (self.data / "published" / "CURRENT").read_text(encoding="utf-8").strip()

    @property
    def directory(self) -> Path:
        return self.data / "published" / self.version

    @property
    def manifest(self) -> dict[str, Any]:
        return dict(json.loads((self.directory / "manifest.json").read_text(encoding="utf-8")))

    def observations(self) -> pd.DataFrame:
        files = sorted((self.directory / "observations").glob("*.parquet"))
        return pd.concat([pd.read_parquet(file).assign(indicator=file.stem) for file in files], ignore_index=True)


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue(catalogue_path())


@pytest.fixture(scope="module")
def published(real_run: tuple["subprocess.CompletedProcess[str]", Path]) -> Published:
    return Published(*real_run)


@pytest.fixture(scope="module")
def observations(published: Published) -> pd.DataFrame:
    return published.observations()


@pytest.fixture(scope="module")
def truth(shared: Path, catalogue: Catalogue) -> pd.DataFrame:
    """Kolada's values from 2000 on, one row a value."""
    frame = pd.read_parquet(shared / "kolada_replay" / "values.parquet")
    ids = {entry.source.reference: entry.id for entry in catalogue.indicators}
    frame = frame[frame["kpi"].isin(list(ids)) & (frame["year"] >= 2000)]
    region = frame["municipality"].astype(str)
    return pd.DataFrame(
        {
            "indicator": frame["kpi"].astype(str).map(ids),
            "period": frame["year"].astype(str),
            "sex": frame["gender"].astype(str),
            "region": region.where(~region.str.startswith("00"), region.str[2:]),
            "value": frame["value"],
        }
    )


def in_order(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.sort_values(KEY, ignore_index=True)[[*KEY, "value"]]


def test_every_value_of_kolada_s_is_published_as_it_is_or_hidden_by_a_rule_that_is_named(
    observations: pd.DataFrame, truth: pd.DataFrame
) -> None:
    assert len(truth) > 300_000
    assert truth["region"].nunique() == 312
    valued = observations[observations["value"].notna()]
    hidden = observations[observations["status"] == "suppressed"]
    known = pd.MultiIndex.from_frame(truth[KEY])
    shown = truth[~known.isin(pd.MultiIndex.from_frame(hidden[KEY])) & ~known.isin([*CORRECTED, *SUSPECTED])]
    pd.testing.assert_frame_equal(in_order(valued), in_order(shown), check_exact=True, check_dtype=False)
    assert set(valued["status"]) <= {"ok", "preliminary"}
    assert hidden["value"].isna().all()
    assert hidden["reason"].str.startswith("Dolt").all()
    assert pd.MultiIndex.from_frame(hidden[KEY]).isin(known).all()
    assert set(hidden["indicator"]) == SMALL_GROUPS
    assert len(hidden) < 0.05 * len(truth)


@pytest.mark.skipif(not random_tests.whole(), reason="a run over all values with Kolada's own nulls: make test-all")
def test_with_kolada_s_own_nulls_every_value_is_equal_hidden_by_a_named_rule_or_null_at_the_source(
    observations: pd.DataFrame, start_replay: Callable[..., Any], shared: Path, catalogue: Catalogue, tmp_path: Path
) -> None:
    done = etl("run", "--data", str(tmp_path), KOLADA_URL=start_replay("--nulls").url)
    assert done.returncode == 0, done.stderr
    found = Published(done, tmp_path).observations()
    columns = [*KEY, "value", "status", "denominator"]
    pd.testing.assert_frame_equal(found[columns], observations[columns], check_exact=True)
    nulls = pd.read_parquet(shared / "kolada_replay" / "nulls.parquet").astype(str)
    ids = {entry.source.reference: entry.id for entry in catalogue.indicators}
    region = nulls["municipality"].where(~nulls["municipality"].str.startswith("00"), nulls["municipality"].str[2:])
    columns_of_key = [nulls["kpi"].map(ids), nulls["year"], nulls["gender"], region]
    cells = found.set_index(KEY)
    null = cells[cells.index.isin(pd.MultiIndex.from_arrays(columns_of_key))]
    assert len(null) > 10_000
    assert null["value"].isna().all()
    assert set(null["status"]) <= {"missing", "not_applicable"}
    assert (null.loc[null["status"] == "missing", "reason"] == "Saknas i Kolada").mean() > 0.99


def test_the_corrected_cells_say_so(observations: pd.DataFrame, truth: pd.DataFrame) -> None:
    cells, source = observations.set_index(KEY), truth.set_index(KEY)["value"]
    for key, said in CORRECTED.items():
        cell = cells.loc[key]
        assert (cell["status"], cell["reason"].partition(":")[0]) == ("missing", "Rättat"), key
        assert pd.isna(cell["value"])
        assert said in cell["reason"]
    for indicator in REPEATED:
        assert source.loc[[(indicator, "2021", sex, "00") for sex in "TKM"]].nunique() == 1, "mended: remove the correction"
    others = cells[cells["reason"].str.startswith("Rättat", na=False)]
    assert set(others.index) == set(CORRECTED)


def test_suspected_faults_are_refused_or_marked_and_say_so(observations: pd.DataFrame, truth: pd.DataFrame) -> None:
    cells = observations.set_index(KEY)
    found = cells[cells["reason"].str.startswith("Misstänkt fel", na=False)]
    refused, marked = found[found["value"].isna()], found[found["value"].notna()]
    assert set(refused.index) == SUSPECTED
    assert set(refused["status"]) == {"missing"}
    assert (truth.set_index(KEY)["value"].loc[sorted(SUSPECTED)] == 0).all()
    assert len(marked) >= 4
    for indicator, period, _, region in marked.index:
        total, women, men = (cells.loc[(indicator, period, sex, region), "value"] for sex in "TKM")
        assert not min(women, men) - 0.5 <= total <= max(women, men) + 0.5


def test_shares_of_fewer_than_five_are_hidden_and_of_few_marked(
    observations: pd.DataFrame, truth: pd.DataFrame, catalogue: Catalogue
) -> None:
    ids = {entry.source.reference: entry.id for entry in catalogue.indicators}
    source, cells = truth.set_index(KEY)["value"], observations.set_index(KEY)
    for entry in catalogue.of_source("kolada"):
        if entry.source.denominator in ("N00964", "N00960"):
            mine = cells[observations["indicator"].eq(entry.id).to_numpy() & cells.index.isin(source.index)]
            keys = mine.index.to_frame(index=False).assign(indicator=ids[str(entry.source.denominator)])
            persons = source.reindex(pd.MultiIndex.from_frame(keys[KEY])).to_numpy()
            assert mine.loc[persons < LEAST_SHOWN, "value"].isna().all()
            shown = mine["value"].notna().to_numpy()
            few = shown & (persons <= MOST_FEW)
            assert [f"Bygger på få personer ({count:.0f})" for count in persons[few]] == mine.loc[few, "reason"].tolist()
            assert mine.loc[shown & (persons > MOST_FEW), "reason"].isna().all()
            assert (~shown).sum() < 3 * max((persons < LEAST_SHOWN).sum(), 1)


def test_nobody_is_ranked_nor_averaged_where_fewer_than_80_percent_have_a_value(published: Published) -> None:
    latest = pd.read_parquet(published.directory / "latest.parquet")
    kommuner = latest[latest["region"].str.len() == 4]
    for (_, _), rows in kommuner.groupby(["indicator", "sex"]):
        countable = (rows["value"].notna() & ~rows["few"]).sum()
        ranked = rows[rows["rank"].notna()]
        assert not len(ranked) or countable >= 0.8 * 290
        assert (ranked["ranked"] == countable).all()
        assert (ranked["of"] == 290).all()
        assert not ranked["few"].any()
    assert kommuner["rank"].notna().sum() > 3_000
    means = pd.read_parquet(published.directory / "means.parquet")
    made = means[means["value"].notna()]
    assert (made["n"] >= 0.8 * made["of"]).all()
    assert len(made) > 50_000
    enough = means[(means["n"] >= 0.8 * means["of"]) & (means["n"] > 0)]
    assert enough["value"].notna().all()


def test_every_region_has_a_row_with_a_status(observations: pd.DataFrame, truth: pd.DataFrame) -> None:
    regions = observations.groupby(["indicator", "period", "sex"])["region"]
    assert set(regions.nunique()) == {312}
    assert not observations.duplicated(KEY).any()
    slots = truth[["indicator", "period", "sex"]].drop_duplicates()
    assert len(slots) == len(regions.nunique())
    absent = observations[observations["value"].isna()]
    assert set(absent["status"]) == {"missing", "not_applicable", "suppressed"}
    assert absent["reason"].str.len().min() > 5
    reasons = observations.loc[observations["value"].notna(), "reason"].dropna()
    assert reasons.str.match(r"Bygger på få personer \(\d+\)$|Misstänkt fel: ").all()


def test_a_level_that_has_no_values_is_not_applicable(observations: pd.DataFrame) -> None:
    level = observations["region"].where(observations["region"] == "00", observations["region"].str.len().astype(str))
    groups = observations.groupby(["indicator", level])
    unvalued = groups["value"].count() == 0
    not_applicable = groups["status"].agg(lambda statuses: "not_applicable" in set(statuses))
    assert unvalued.equals(not_applicable)
    assert set(unvalued[unvalued].index.get_level_values("region")) == {"00", "2"}


def test_denominators_are_the_published_values_of_their_kpi(observations: pd.DataFrame, catalogue: Catalogue) -> None:
    ids = {entry.source.reference: entry.id for entry in catalogue.indicators}
    counts = observations.set_index(KEY)["value"]
    with_one = [entry for entry in catalogue.of_source("kolada") if entry.source.denominator is not None]
    assert "N00964" in {entry.source.denominator for entry in with_one}
    for entry in with_one:
        mine = observations[(observations["indicator"] == entry.id) & observations["denominator"].notna()]
        keys = pd.MultiIndex.from_frame(mine.assign(indicator=ids[str(entry.source.denominator)])[KEY])
        assert mine["denominator"].to_numpy(float).tolist() == pytest.approx(counts.reindex(keys).tolist(), rel=0, abs=0)
    without = observations[~observations["indicator"].isin([entry.id for entry in with_one])]
    assert without["denominator"].isna().all()


def test_latest_is_what_plain_pandas_makes_of_it(published: Published, observations: pd.DataFrame, catalogue: Catalogue) -> None:
    rows = []
    elections = {entry.id: [str(year) for year in entry.election_years] for entry in catalogue.indicators}
    for indicator, frame in observations.groupby("indicator"):
        periods = sorted(frame.loc[frame["value"].notna(), "period"].unique())
        periods = [period for period in periods if period in elections[str(indicator)]] or periods
        before = dict(zip(frame["period"] + frame["sex"] + frame["region"], frame["value"], strict=True))
        for row in frame[frame["period"] == periods[-1]].itertuples():
            earlier = periods[-2] if len(periods) > 1 else None
            previous = before.get(f"{earlier}{row.sex}{row.region}")
            rows.append((indicator, row.sex, row.region, row.period, row.value, row.status, earlier, previous))
    columns = ["indicator", "sex", "region", "period", "value", "status", "previous_period", "previous"]
    expected = pd.DataFrame(sorted(rows, key=lambda row: row[:3]), columns=columns)
    latest = pd.read_parquet(published.directory / "latest.parquet")
    pd.testing.assert_frame_equal(latest[columns], expected, check_exact=True, check_dtype=False)
    change = (latest["value"] - latest["previous"]).where(latest["change_reason"].isna())
    pd.testing.assert_series_equal(latest["change"], change, check_names=False, rtol=0, atol=1e-10)
    assert latest["change"].notna().sum() > 10_000


def test_every_value_is_printed_the_same_everywhere(observations: pd.DataFrame, catalogue: Catalogue) -> None:
    """On the page, in CSV, as a spreadsheet shows it by its format, and where a chart is hovered over.

    A tenth of the values, or with all random tests all of them.
    """
    known = observations.dropna(subset=["value"])
    step = 1 if random_tests.whole() else 10
    printed = 0
    for indicator, frame in known.groupby("indicator"):
        entry = catalogue.indicator(str(indicator))
        assert entry is not None
        column = Column("Värde", decimals=entry.decimals)
        for value in frame["value"].unique().tolist()[::step]:
            page = formats.number(value, entry.decimals).replace("\u00a0", "").replace("\u2212", "-")
            in_chart = f"{formats.rounded(value, entry.decimals):.{entry.decimals}f}".replace(".", ",")
            assert page == delimited._text(value, column) == as_a_spreadsheet(value, entry.decimals), (indicator, value)
            assert page == (in_chart.removeprefix("-") if not in_chart.strip("-0,") else in_chart), (indicator, value)
        printed += len(frame)
    assert printed > 300_000


def as_a_spreadsheet(value: float, decimals: int) -> str:
    """A number as Excel shows it with so many decimals: of its 15 digits, half away from zero, no minus before a zero."""
    shown = Decimal(f"{value:.14e}").quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return f"{abs(shown) if shown == 0 else shown:f}".replace(".", ",")


def test_what_the_run_says(published: Published) -> None:
    assert published.run.returncode == 0, published.run.stderr
    assert published.run.stderr == ""
    catalogue = load_catalogue(catalogue_path())
    unasked = f"{len(catalogue.of_source('scb'))} indicator(s)"
    assert f"SCB ({SCB_NOWHERE}) did not answer within 5 s: its {unasked} keep the values of the last run" in published.run.stdout
    assert f"SCB: not asked, and nothing is kept: {unasked} have no values" in published.run.stdout
    assert re.search(r"^\d+ KPI\(s\) without values: N\d{5}", published.run.stdout, flags=re.MULTILINE)
    *_, values, goals = published.run.stdout.splitlines()
    filled = rf"[0-9]+ of {len(catalogue.indicators)} indicators"
    assert re.fullmatch(rf"Published version {published.version}: {filled}, 4[0-9]{{2}},[0-9]{{3}} values\.", values)
    assert goals.startswith("Goals: ")


def test_the_manifest_tells_where_each_value_came_from(published: Published) -> None:
    manifest = published.manifest
    source, unasked = manifest["sources"]
    assert (manifest["version"], manifest["demo"], source["name"]) == (published.version, False, "kolada")
    assert (unasked["name"], unasked["requests"]) == ("scb", [])
    assert "Källa: Kolada" in source["licence"]
    kept = {path.name.partition(".")[0] for path in (published.data / "raw").glob("*.json.gz")}
    assert {request["sha256"] for request in source["requests"]} == kept
    assert manifest["publications"]["syss_utrikes"]["publication_date"]


def test_it_asked_few_questions(published: Published) -> None:
    assert 0 < len(list((published.data / "raw").glob("*.json.gz"))) <= MOST_REQUESTS


@pytest.mark.skipif(
    not random_tests.whole(), reason="all values compared once more: make test-all (test_kolada_source.py has six KPIs)"
)
def test_a_second_run_only_compares_what_is_overdue(published: Published, replay: Any, tmp_path: Path) -> None:
    shutil.copytree(published.data, tmp_path, dirs_exist_ok=True)
    lock = tmp_path / "raw" / LOCK_FILE  # the first run may have asked another worker's replay
    lock.write_text(ADDRESS.sub(replay.url, lock.read_text(encoding="utf-8")), encoding="utf-8")
    start, before = len(replay.data_requests()), tree(tmp_path / "published")
    second = etl("run", "--data", str(tmp_path), KOLADA_URL=replay.url)
    assert second.returncode == 0, second.stderr
    compared = replay.data_requests()[start:]
    assert 0 < len(compared) <= MOST_COMPARISONS
    assert {request.partition("?")[0].rpartition("/")[2] for request in compared} == {"2022,2023,2024,2025,2026"}
    assert f"Nothing new: version {published.version} stays" in second.stdout
    assert tree(tmp_path / "published") == before


@pytest.mark.skipif(not random_tests.whole(), reason="all values once more, elsewhere: make test-all (test_run.py has few)")
def test_another_directory_gets_the_same_version(published: Published, replay: Any, tmp_path: Path) -> None:
    first = etl("run", "--data", str(tmp_path), KOLADA_URL=replay.url)
    assert first.returncode == 0, first.stderr
    assert Published(first, tmp_path).version == published.version
