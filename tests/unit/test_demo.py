import hashlib
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from etl import geography
from etl.contract.catalogue import Catalogue, Groups, Indicator, load_catalogue
from etl.contract.codes import Unit
from etl.contract.paths import ROOT
from etl.contract.schemas import GROUPS, HARVEST
from etl.sources.demo.profiles import PROFILES, profile_of
from etl.sources.demo.sizes import FROM_LARGEST
from etl.sources.demo.source import LICENCE, YEARS, DemoSource, invent_country

ELECTIONS = (2010, 2014, 2018, 2022)
PAIRS = [  # left is above right in nearly every kommun
    ("syss_inrikes", "syss_utrikes"),
    ("arblos_utrikes", "arblos_inrikes"),
    ("akdelt_utrikes", "syss_utrikes"),
    ("rost_inrikes_kf", "rost_utrikes_kf"),
    ("etab_arb_el_stud", "etab_arbete"),
    ("trangbodd_n3", "trangbodd_n2"),
    ("gymnbeh_exkl_nyinv", "gymnbeh_lage"),
    ("andel_utrikes", "andel_utrikes_ej_eu"),
    ("etab_inskrivna", "etab_lamnat_antal"),
]


def indicator(name, unit, *, direction="higher_is_better", split=False, **rest):
    source = {"name": "kolada", "kpi": "N00000", "title": name, "denominator_kpi": rest.pop("denominator", None)}
    texts = dict.fromkeys(("title", "short_title", "definition"), name)
    fixed = {"role": "core", "focus_area": "prov", "direction": direction, "sex_split": split, "source": source}
    return Indicator(id=name, unit=unit, decimals=rest.pop("decimals", 1), **texts, **fixed, **rest)


def small_catalogue():
    entries = (
        indicator("syss_utrikes", "percent", split=True, minimum=0, maximum=100),
        indicator("tajt", "percent", minimum=58, maximum=62),
        indicator("okand_skydd", "percent", direction="lower_is_better", denominator="N00001", split=True),
        indicator("enkat", "percent", survey=True, split=True),
        indicator("antal", "count", direction="neutral", decimals=0, split=True, minimum=0),
        indicator("avvikelse", "percentage_points"),
        indicator("balans_kf", "parity_ratio", direction="closest_to_one", decimals=2, election_years=ELECTIONS),
        indicator("per_person", "per_inhabitant"),
        indicator("per_tusen", "per_1000"),
        indicator("per_hundratusen", "per_100000"),
        indicator("ja_nej", "yes_no", decimals=0),
        indicator("skala", "ordinal", decimals=0),
    )
    return Catalogue(focus_areas=(), indicators=entries, groups=Groups(skr_year=2023, skr=(), peers_theme="prov"))


CATALOGUES = {"small": small_catalogue, "whole": lambda: load_catalogue(ROOT / "data" / "catalogue")}


@pytest.fixture(scope="module", params=CATALOGUES)
def collected(request):
    catalogue = CATALOGUES[request.param]()
    harvest = DemoSource().collect(catalogue, geography.regions(), lambda _: None)
    return catalogue, harvest, harvest.values.to_pandas()


@pytest.fixture(scope="module")
def catalogue(collected):
    return collected[0]


@pytest.fixture(scope="module")
def harvest(collected):
    return collected[1]


@pytest.fixture(scope="module")
def frame(collected):
    return collected[2]


@pytest.fixture(scope="module")
def kommuner(frame):
    return frame[frame.region.str.len() == 4]


def test_says_that_it_is_invented(harvest):
    assert harvest.demo
    assert harvest.source == "demo"
    assert harvest.licence == LICENCE == "Demodata, påhittade värden"
    assert harvest.publications == {}
    assert (len(harvest.remarks), harvest.requests) == (1, ())


def test_rows_follow_the_schema_with_unique_keys_in_order(catalogue, harvest, frame):
    assert harvest.values.schema.equals(HARVEST)
    assert not frame.duplicated(["indicator", "region", "period", "sex"]).any()
    for _, rows in frame.groupby("indicator"):
        assert (rows.period + rows.sex + rows.region).is_monotonic_increasing
    assert list(frame.indicator.unique()) == [entry.id for entry in catalogue.indicators]


def test_every_kommun_has_every_year_and_sex(catalogue, kommuner):
    counts = kommuner.groupby("indicator").agg(kommuner=("region", "nunique"), rows=("region", "size"))
    for entry in catalogue.indicators:
        first = max(YEARS[0], PROFILES[entry.id].since if entry.id in PROFILES else 0)
        expected = 290 * (YEARS[-1] - first + 1) * (3 if entry.sex_split else 1)
        assert tuple(counts.loc[entry.id]) == (290, expected), entry.id
    assert set(kommuner.period) == {str(year) for year in range(2010, 2025)}


def test_counties_and_the_country_only_where_a_mean_or_a_sum_says_something(catalogue, frame):
    held = frame.groupby("indicator").region.agg(set)
    for entry in catalogue.indicators:
        lan = {region for region in held[entry.id] if len(region) == 2 and region != "00"}
        assert len(lan) == (21 if entry.unit in (Unit.PERCENT, Unit.PER_1000) else 0), entry.id
        assert ("00" in held[entry.id]) == (entry.unit not in (Unit.YES_NO, Unit.ORDINAL)), entry.id


def test_values_keep_the_bounds_and_decimals_of_the_catalogue(catalogue, frame):
    values = frame.dropna(subset="value").groupby("indicator").value
    for entry in catalogue.indicators:
        found = values.get_group(entry.id)
        whole = entry.unit in (Unit.COUNT, Unit.YES_NO, Unit.ORDINAL)
        assert entry.minimum is None or found.min() >= entry.minimum, entry.id
        assert entry.maximum is None or found.max() <= entry.maximum, entry.id
        assert (found == found.round(0 if whole else entry.decimals + 1)).all(), entry.id
        if entry.unit in (Unit.YES_NO, Unit.ORDINAL):
            assert set(found) == set(range(2 if entry.unit is Unit.YES_NO else 3)), entry.id


def test_a_missing_value_is_null_and_says_why_in_swedish(frame):
    missing = frame.status == "missing"
    assert set(frame.status) <= {"ok", "preliminary", "missing"}
    assert frame.value.isna().equals(missing)
    assert frame.reason.notna().equals(missing)
    assert frame.reason.dropna().str.contains("demo").all()
    assert set(frame[missing].region.str.len()) == {4}


def test_a_plausible_share_is_missing(catalogue, kommuner):
    lost = kommuner.status == "missing"
    of_surveys = kommuner.indicator.isin([entry.id for entry in catalogue.indicators if entry.survey])
    assert 0.01 < lost[~of_surveys].mean() < 0.08
    assert 0.4 < lost[of_surveys].mean() < 0.6
    if len(catalogue.indicators) > 60:
        assert 0.01 < lost.mean() < 0.12


def test_small_kommuner_miss_more_where_few_are_counted(catalogue, harvest, kommuner):
    groups = harvest.groups.to_pandas()
    large, small = (set(groups[groups.group == f"skr:{name}"].member) for name in ("demo1", "demo3"))
    few = kommuner[kommuner.indicator.isin([entry.id for entry in catalogue.indicators if "skydd" in entry.id])]
    lost = few.status == "missing"
    assert lost[few.region.isin(small)].mean() > 3 * lost[few.region.isin(large)].mean()


def test_the_country_lies_among_its_kommuner(catalogue, frame, kommuner):
    spans = kommuner.groupby(["indicator", "period", "sex"]).value.agg(["min", "max", "sum", "count"])
    riket = frame[frame.region == "00"].set_index(["indicator", "period", "sex"]).value
    counts = [entry.id for entry in catalogue.indicators if entry.unit is Unit.COUNT]
    joined = spans.join(riket, how="inner").reset_index()
    means, sums = joined[~joined.indicator.isin(counts)], joined[joined.indicator.isin(counts)]
    assert means.value.between(means["min"], means["max"]).all()
    assert (sums.value >= sums["sum"]).all()
    complete = sums[sums["count"] == 290]
    assert (complete.value == complete["sum"]).all()


def test_the_total_lies_midway_between_women_and_men(catalogue, frame):
    for entry in catalogue.indicators:
        if entry.sex_split:
            rows = frame[frame.indicator == entry.id]
            wide = rows.pivot_table(index=["region", "period"], columns="sex", values="value").dropna()
            counted = entry.unit is Unit.COUNT
            off = wide["T"] - (wide["K"] + wide["M"]) / (1 if counted else 2)
            assert off.abs().max() < (1e-9 if counted else 1.01 * 10 ** -(entry.decimals + 1)), entry.id


def test_kommuner_differ_and_keep_their_place(catalogue, kommuner):
    for entry in catalogue.indicators:
        rows = kommuner[(kommuner.indicator == entry.id) & (kommuner.sex == "T")]
        wide = rows.pivot_table(index="region", columns="period", values="value")
        assert wide.std().min() > 0, entry.id
        if entry.unit not in (Unit.YES_NO, Unit.ORDINAL) and not entry.survey and wide.shape[1] > 1:
            many = entry.unit is Unit.PERCENT and profile_of(entry).persons > 50
            least = 0.75 if many else 0.3
            assert wide.iloc[:, -1].rank().corr(wide.iloc[:, -2].rank()) > least, entry.id


def test_election_figures_stand_still_between_elections(catalogue, kommuner):
    elected = [entry.id for entry in catalogue.indicators if entry.election_years]
    rows = kommuner[kommuner.indicator.isin(elected)]
    election = rows.period.astype(int).map(lambda year: max(held for held in ELECTIONS if held <= year))
    spread = rows.assign(election=election).groupby(["indicator", "region", "sex", "election"])
    assert "balans_kf" in elected
    assert (spread.value.nunique(dropna=False) == 1).all()
    assert rows.groupby(["indicator", "region"]).value.nunique().max() > 1


def test_the_kommuner_have_swedens_own_order_of_size():
    country = invent_country(geography.regions())
    sizes = pd.Series(country.size, index=[country.codes[place] for place in country.kommuner]).sort_values(ascending=False)
    assert list(sizes.index[:3]) == ["0180", "1480", "1280"]
    assert sizes["0180"] > 2 * sizes["1480"] > 4 * sizes["0380"] / 2
    assert sizes["1984"] < sizes.median() < sizes["0484"] < sizes["1980"]
    assert sizes.min() > 2_000
    assert set(sizes.index) == set(FROM_LARGEST)
    assert len(FROM_LARGEST) == 290


def test_small_kommuner_vary_more_from_year_to_year(catalogue, kommuner):
    few = [entry.id for entry in catalogue.indicators if entry.unit is Unit.PERCENT and not entry.survey]
    rows = kommuner[kommuner.indicator.isin(few) & (kommuner.sex == "T")]
    step = rows.groupby(["indicator", "region"]).value.agg(lambda values: values.diff().abs().mean())
    large, small = (step[step.index.get_level_values("region").isin(part)] for part in (FROM_LARGEST[:50], FROM_LARGEST[-50:]))
    ratio = small.groupby("indicator").mean() / large.groupby("indicator").mean()
    assert ratio.median() > 1.2


def test_groups_are_marked_as_invented(harvest):
    rows = harvest.groups.to_pandas()
    peers, sizes = rows[rows.kind == "peer"], rows[rows.kind == "skr"]
    assert harvest.groups.schema.equals(GROUPS)
    assert not rows.duplicated(["group", "member"]).any()
    assert rows.name.str.startswith("Demogrupp: ").all()
    assert set(rows.source) == {"Påhittad (demo)"}
    assert peers.groupby("group").size().eq(7).all()
    assert peers.group.nunique() == 290
    assert not (peers.group == "peer:" + peers.member).any()
    assert set(peers[peers.group == "peer:0484"].name) == {"Demogrupp: påhittat liknande Eskilstuna"}
    assert len(sizes) == sizes.member.nunique() == 290
    assert sizes.groupby("group").size().min() > 20


def test_peers_resemble_their_kommun(harvest, kommuner):
    values = kommuner[(kommuner.indicator == "syss_utrikes") & (kommuner.sex == "T")].groupby("region").value.mean()
    peers = harvest.groups.to_pandas().query("kind == 'peer'")
    means = peers.member.map(values).groupby(peers.group.str.removeprefix("peer:")).mean()
    assert means.corr(values) > 0.4


def digest(harvest):
    hashed = hashlib.sha256()
    for table in (harvest.values, harvest.groups):
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, table.schema) as stream:
            stream.write_table(table.combine_chunks())
        hashed.update(sink.getvalue())
    return hashed.hexdigest()


def print_digest():
    catalogue = Catalogue.model_validate_json(sys.stdin.read())
    print(digest(DemoSource().collect(catalogue, geography.regions(), lambda _: None)))


@pytest.mark.parametrize("collected", ["whole"], indirect=True)
def test_another_process_invents_the_same(catalogue, harvest):
    """One whose sets and dicts by hash have another order."""
    seed = "1" if os.environ.get("PYTHONHASHSEED") == "0" else "0"
    done = subprocess.run(
        [sys.executable, "-c", "import test_demo; test_demo.print_digest()"],
        input=catalogue.model_dump_json(),
        env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": f"{ROOT}{os.pathsep}{Path(__file__).parent}"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == digest(harvest)


@pytest.mark.parametrize("collected", ["small"], indirect=True)
@pytest.mark.parametrize(("region", "period", "value"), [("0484", "2020", 63.05), ("1481", "2024", 68.72), ("00", "2024", 68.76)])
def test_another_machine_invents_the_same(frame, region, period, value):
    rows = frame[(frame.indicator == "syss_utrikes") & (frame.region == region) & (frame.period == period) & (frame.sex == "T")]
    assert rows.value.tolist() == [value]


@pytest.mark.parametrize("collected", ["whole"], indirect=True)
@pytest.mark.parametrize(("upper", "lower"), PAIRS)
def test_pairs_keep_their_order(kommuner, upper, lower):
    rows = kommuner[(kommuner.sex == "T") & kommuner.indicator.isin([upper, lower])]
    wide = rows.pivot_table(index=["region", "period"], columns="indicator", values="value").dropna()
    assert (wide[upper] > wide[lower]).mean() > 0.9


@pytest.mark.parametrize("collected", ["whole"], indirect=True)
def test_a_break_moves_all_kommuner(catalogue, kommuner):
    rows = kommuner[kommuner.sex == "T"]
    moved, between = [], []
    for entry in catalogue.indicators:
        middle = rows[rows.indicator == entry.id].groupby("period").value.median()
        steps = middle.diff().dropna().abs() / profile_of(entry).spread
        broken = steps.index.isin([one.period for one in entry.breaks])
        if broken.any() and entry.unit is Unit.PERCENT:
            moved += steps[broken].tolist()
            between += steps[~broken].tolist()
    assert len(moved) >= 8
    assert np.median(moved) > 2 * np.median(between)


@pytest.mark.parametrize("collected", ["whole"], indirect=True)
def test_every_indicator_has_a_line_of_its_own(catalogue):
    assert {entry.id for entry in catalogue.indicators} == set(PROFILES)


@pytest.mark.parametrize("collected", ["whole"], indirect=True)
def test_some_of_the_last_year_is_preliminary(frame):
    rows = frame[frame.status == "preliminary"]
    assert set(rows.period) == {"2024"}
    assert 2 <= rows.indicator.nunique() <= 8


@pytest.mark.parametrize("collected", ["whole"], indirect=True)
def test_values_do_not_crowd_at_a_bound(catalogue, frame):
    for entry in catalogue.indicators:
        if entry.unit in (Unit.YES_NO, Unit.ORDINAL, Unit.COUNT):
            continue
        values = frame[frame.indicator == entry.id].value.dropna()
        assert (values.isin([entry.minimum, entry.maximum])).mean() < 0.005, entry.id


@pytest.mark.parametrize(("name", "profile"), PROFILES.items())
def test_a_profile_stays_on_its_scale_all_years(name, profile):
    ends = [profile.level + profile.trend * years for years in (-7, 7)]
    assert profile.spread > 0
    assert name == "avv_forvantat" or min(ends) > 0


def test_small_and_whole_catalogue_give_an_indicator_the_same_values(catalogue, frame):
    alone = catalogue.model_copy(update={"indicators": (catalogue.indicator("syss_utrikes"),)})
    again = DemoSource().collect(alone, geography.regions(), lambda _: None).values.to_pandas()
    pd.testing.assert_frame_equal(again, frame[frame.indicator == "syss_utrikes"].reset_index(drop=True))


def test_an_empty_catalogue_gives_an_empty_table():
    nothing = small_catalogue().model_copy(update={"indicators": ()})
    values = DemoSource().collect(nothing, geography.regions(), lambda _: None).values
    assert values.equals(pa.Table.from_pylist([], schema=HARVEST))
