"""The assembled table against a slow reckoning of its own: no arrays, no shared code, one cell at a time."""

import itertools
from collections import defaultdict
from functools import cache
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from etl import geography, tidy
from etl.contract.catalogue import Break, Catalogue, load_catalogue
from etl.contract.paths import ROOT
from etl.contract.schemas import HARVEST, LATEST, OBSERVATIONS
from etl.signals.reasons import OVERLAPPING
from etl.sources.demo.source import DemoSource
from etl.tables.latest import latest

VALUES = ROOT.parent / "shared" / "kolada_replay" / "values.parquet"
REAL = ("N00973", "N00964", "N02926", "N01951", "N02797", "N17461", "N07907", "N00217", "U01413", "U65861", "U65860")
MOST_BYTES = 2_000_000


@pytest.fixture(scope="module")
def regions():
    return geography.regions()


@pytest.fixture(scope="module")
def catalogue():
    return load_catalogue(ROOT / "data" / "catalogue")


@pytest.fixture(scope="module")
def demo(catalogue, regions):
    """Observations and groups of the demo."""
    harvest = DemoSource().collect(catalogue, regions, lambda _: None)
    return tidy.observations(catalogue, harvest.values, regions), harvest.groups


@pytest.fixture(scope="module")
def demo_latest(catalogue, demo):
    return latest(catalogue, *demo)


def only(catalogue, *ids):
    return catalogue.model_copy(update={"indicators": tuple(entry for entry in catalogue.indicators if entry.id in ids)})


def rows_of(table, **wanted):
    for column, value in wanted.items():
        table = table.filter(pc.equal(table[column], value))
    return table.to_pylist()


# What the table is like


def test_schema_order_and_key(demo_latest):
    assert demo_latest.schema == LATEST
    key = [tuple(row.values()) for row in demo_latest.select(["indicator", "sex", "region"]).to_pylist()]
    assert key == sorted(set(key))


def test_it_is_small(demo_latest, tmp_path):
    file = tmp_path / "latest.parquet"
    pq.write_table(demo_latest, file, compression="zstd")
    assert file.stat().st_size < MOST_BYTES


def test_every_region_and_sex_of_the_latest_period_has_its_row(demo, demo_latest):
    observations, _ = demo
    for indicator, table in observations.items():
        rows = rows_of(demo_latest, indicator=indicator)
        period = rows[0]["period"]
        assert {(row["sex"], row["region"]) for row in rows} == {
            (row["sex"], row["region"]) for row in rows_of(table, period=period)
        }


def test_what_is_absent_has_a_reason(demo_latest):
    for row in demo_latest.to_pylist():
        assert (row["change"] is None) == (row["change_reason"] is not None)
        assert (row["level"] is None) == (row["level_reason"] is not None)
        assert (row["trend"] == "cannot_be_calculated") <= (row["trend_reason"] is not None)
        assert (row["rank"] is None) == (row["ranked"] is None) == (row["of"] is None)
        if row["value"] is None:
            unsaid = ("change", "rank", "level", "peer_level", "trend_better", "trend_statistic", "gap")
            assert [row[name] for name in unsaid] == [None] * len(unsaid)


# A slow reckoning of one indicator


def cells_of(table):
    shown = {"ok", "preliminary"}
    return {
        (row["sex"], row["region"], row["period"]): row["value"] if row["status"] in shown else None for row in table.to_pylist()
    }


def few_of(table):
    """The cells whose value rests on at most twenty persons."""
    rows = (row for row in table.to_pylist() if row["value"] is not None and row["denominator"] is not None)
    return {(row["sex"], row["region"], row["period"]) for row in rows if row["denominator"] <= 20}


@cache
def scores_of(pattern):
    """|S| of every order of eight or fewer values, given as ranks."""
    orders = np.array(list(itertools.permutations(pattern)), dtype=np.int8)
    pairs = itertools.combinations(range(len(pattern)), 2)
    return np.abs(sum(np.sign(orders[:, later] - orders[:, earlier]) for earlier, later in pairs))


def slow_order(values):
    score = sum(np.sign(later - earlier) for earlier, later in itertools.combinations(values, 2))
    ranks = sorted(sorted(set(values)).index(value) for value in values)
    if np.mean(scores_of(tuple(ranks)) >= abs(score)) > 0.05:
        return "no_change", score
    return ("increasing" if score > 0 else "decreasing"), score


def slow_trend(entry, value_in, period, breaks):
    """Direction, statistic and the years that hold together, of a series given as a function of the year."""
    if entry.election_years or entry.doubtful:
        return "cannot_be_calculated", None, []
    years = []
    for year in range(int(period), int(period) - 8, -1):
        if value_in(str(year)) is None:
            break
        years.insert(0, str(year))
        if str(year) in breaks:
            break
    if len(years) < 5:
        return "cannot_be_calculated", None, years
    return *slow_order([value_in(year) for year in years]), years


def assert_trends(entry, cells, row):
    sex, region, period = row["sex"], row["region"], row["period"]

    def own(year):
        return cells.get((sex, region, year))

    def beside(year):
        pair = own(year), cells.get((sex, "00", year))
        return None if None in pair or region == "00" else round(pair[0] - pair[1], 10)

    direction, statistic, years = slow_trend(entry, own, period, {step.period for step in entry.breaks})
    assert (row["trend"], row["trend_statistic"]) == (direction, statistic)
    if len(years) in (3, 4) and entry.unit not in ("yes_no", "ordinal") and entry.years_covered == 1:
        change = f"{own(years[-1]) - own(years[0]):+.{entry.decimals}f}".replace(".", ",").replace("-", "−")
        change = change if change.strip("+−0,") else "±" + change[1:]
        assert row["trend_reason"] == f"{len(years)} år räcker inte för prövning; {change} sedan {years[0]}"
    if entry.unit in ("count", "yes_no", "ordinal"):
        assert (row["trend_vs_riket"], row["trend_vs_riket_first"]) == ("cannot_be_calculated", None)
        return
    direction, _, years = slow_trend(entry, beside, period, ())
    known = direction != "cannot_be_calculated"
    assert (row["trend_vs_riket"], row["trend_vs_riket_first"]) == (direction, years[0] if known else None)
    change = pytest.approx(beside(years[-1]) - beside(years[0]), abs=1e-9) if known else None
    assert row["trend_vs_riket_change"] == change


def slow_ranks(entry, values):
    """By kommun, rank and part, counting who is better one by one."""
    if entry.survey or entry.doubtful or entry.direction == "neutral" or entry.unit in ("count", "yes_no", "ordinal"):
        return {}
    known = {region: value for region, value in values.items() if len(region) == 4 and value is not None}
    distance = {
        "higher_is_better": lambda v: -v,
        "lower_is_better": lambda v: v,
        "closest_to_one": lambda v: round(abs(v - 1), 10),
    }
    far = {region: distance[entry.direction](value) for region, value in known.items()}
    everyone = sum(len(region) == 4 for region in values)
    if len(far) < 0.8 * everyone:
        return {}
    order = sorted(far.values())
    found = {}
    for region, own in far.items():
        shares = [(at + 0.5) / len(far) for at, other in enumerate(order) if other == own]
        parts = {"best" if share <= 0.25 else "worst" if share >= 0.75 else "middle" for share in shares}
        found[region] = (order.index(own) + 1, len(far), everyone, parts.pop() if len(parts) == 1 else None)
    return found


def slow_peers(ranks, groups):
    peers = defaultdict(list)
    for row in groups.to_pylist():
        if row["kind"] == "peer":
            peers[row["group"][5:]].append(row["member"])
    found = {}
    for region, (own, *_) in ranks.items():
        theirs = [ranks[peer][0] for peer in peers[region] if peer in ranks]
        order = sorted([own, *theirs])
        shares = [(at + 0.5) / len(order) for at, rank in enumerate(order) if rank == own]
        parts = {"better" if share <= 0.25 else "worse" if share >= 0.75 else "similar" for share in shares}
        if len(theirs) >= max(5, 0.8 * len(peers[region])) and len(parts) == 1:
            found[region] = parts.pop()
    return found


def assert_as_reckoned(entry, table, rows, groups):
    cells = cells_of(table)
    periods = sorted({period for (_, _, period), value in cells.items() if value is not None})
    usable = [period for period in periods if int(period) in entry.election_years] or periods
    before, period = ([None, *usable])[-2:]
    sexes = {row["sex"] for row in rows}
    few = few_of(table)
    now = {(s, r): None if (s, r, p) in few else v for (s, r, p), v in cells.items() if p == period}
    ranks = {sex: slow_ranks(entry, {r: v for (s, r), v in now.items() if s == sex}) for sex in sexes}
    peers = {sex: slow_peers(ranks[sex], groups) for sex in sexes}
    cut = any(before < step.period <= period for step in entry.breaks) if before else True
    cut = cut or int(period) - int(before) < entry.years_covered
    for row in rows:
        sex, region = row["sex"], row["region"]
        value, previous = cells[sex, region, period], cells.get((sex, region, before))
        change = None if cut or value is None or previous is None else pytest.approx(value - previous, abs=1e-9)
        assert (row["period"], row["previous_period"], row["value"], row["previous"]) == (period, before, value, previous)
        assert row["change"] == change
        assert row["few"] == ((sex, region, period) in few)
        ranked = ranks[sex].get(region, (None,) * 4)
        assert (row["rank"], row["ranked"], row["of"], row["level"]) == ranked
        assert row["peer_level"] == peers[sex].get(region)
        if not entry.survey:
            assert_trends(entry, cells, row)
    return rows


DEMO_CASES = (
    "arblos_utrikes",
    "syss_skydd",
    "balans_kf",
    "rost_utrikes_kf",
    "mu_integration",
    "kulturskola_nyinv",
    "etab_inskrivna",
    "bibl_lantagare",
    "gymnbeh_lage",
)


@pytest.mark.parametrize("indicator", DEMO_CASES)
def test_the_demo_as_reckoned_slowly(catalogue, demo, demo_latest, indicator):
    observations, groups = demo
    rows = rows_of(demo_latest, indicator=indicator)
    assert len(rows) in (312, 936)
    assert_as_reckoned(catalogue.indicator(indicator), observations[indicator], rows, groups)


# Real values


@pytest.fixture(scope="module")
def real(catalogue, regions):
    """Catalogue, observations and groups (the demo's: which kommuner are peers does not matter here)."""
    if not Path(VALUES).exists():
        pytest.skip(f"{VALUES} is missing: the real values live there")
    chosen = catalogue.model_copy(
        update={"indicators": tuple(one for one in catalogue.indicators if one.source.reference in REAL)}
    )
    values = pq.read_table(VALUES, filters=[("kpi", "in", REAL), ("year", ">=", 2000)]).to_pandas()
    ids = {entry.source.reference: entry.id for entry in chosen.indicators}
    region = values["municipality"].astype(str)
    columns = {
        "indicator": values["kpi"].astype(str).map(ids),
        "region": region.where(~region.str.startswith("00"), region.str[2:]),
        "period": values["year"].astype(str),
        "sex": values["gender"].astype(str),
        "value": values["value"],
        "status": pa.repeat("ok", len(values)),
        "reason": pa.nulls(len(values), pa.string()),
    }
    harvest = pa.table({name: pa.array(column) for name, column in columns.items()}).cast(HARVEST)
    groups = DemoSource().collect(only(catalogue), regions, lambda _: None).groups
    return chosen, tidy.observations(chosen, harvest, regions), groups


@pytest.fixture(scope="module")
def real_latest(real):
    return latest(*real)


@pytest.mark.parametrize("kpi", REAL)
def test_real_values_as_reckoned_slowly(real, real_latest, kpi):
    catalogue, observations, groups = real
    entry = next(one for one in catalogue.indicators if one.source.reference == kpi)
    rows = rows_of(real_latest, indicator=entry.id)
    assert_as_reckoned(entry, observations[entry.id], rows, groups)


def test_riket_is_not_held_against_itself(real_latest):
    rows = rows_of(real_latest, region="00")
    assert {row["trend_vs_riket_reason"] for row in rows} == {
        "riket jämförs inte med sig självt",
        "måttet jämförs inte med riket",
    }
    assert {row["trend_vs_riket_better"] for row in rows} == {None}


# Nothing hidden shows


def hide(table, seed, secret):
    """Every seventh cell suppressed; what is behind it still there, as it must never be, or other than it was."""
    hidden = np.random.default_rng(seed).random(table.num_rows) < 1 / 7
    values = np.where(hidden, secret, table["value"].to_numpy())
    columns = {
        "value": pa.array(values, pa.float64(), from_pandas=True),
        "status": pc.if_else(pa.array(hidden), "suppressed", table["status"]),
    }
    for name, column in columns.items():
        at = OBSERVATIONS.get_field_index(name)
        table = table.set_column(at, OBSERVATIONS.field(at), column)
    return table


def test_what_is_hidden_changes_nothing_that_is_shown(catalogue, demo):
    ids = ("syss_utrikes", "syss_inrikes", "gymnbeh_lage", "etab_arb_el_stud", "balans_kf")
    observations, groups = demo
    tables = [
        latest(only(catalogue, *ids), {name: hide(observations[name], seed, secret) for seed, name in enumerate(ids)}, groups)
        for secret in (np.nan, 0.0, 99.0)
    ]
    assert tables[0] == tables[1] == tables[2]
    assert {row["value"] for row in rows_of(tables[0], status="suppressed")} == {None}


def test_what_is_hidden_is_given_as_the_reason(catalogue, demo):
    observations, groups = demo
    table = observations["gymnbeh_lage"]
    entry = catalogue.indicator("gymnbeh_lage").model_copy(update={"breaks": ()})
    hidden = cells_hidden(table, ("T", "0180", "2023"), ("T", "0480", "2021"), ("T", "1480", "2024"))
    chosen = Catalogue(focus_areas=(), indicators=(entry,), groups=catalogue.groups)
    rows = {row["region"]: row for row in rows_of(latest(chosen, {entry.id: hidden}, groups), sex="T")}
    assert (rows["0180"]["previous"], rows["0180"]["change_reason"], rows["0180"]["trend_reason"]) == (
        None,
        "dold uppgift 2023",
        "dold uppgift 2023",
    )
    assert rows["0480"]["trend_reason"].startswith("3 år räcker inte för prövning; ")
    assert rows["0480"]["trend_reason"].endswith(" sedan 2022")
    assert {rows["1480"][name] for name in ("change_reason", "level_reason", "trend_reason")} == {"dold uppgift 2024"}
    assert (rows["1480"]["rank"], rows["1480"]["peer_level"]) == (None, None)
    assert rows["0181"]["ranked"] == sum(row["value"] is not None for region, row in rows.items() if len(region) == 4)


def cells_hidden(table, *cells):
    rows = table.to_pylist()
    for row in rows:
        if (row["sex"], row["region"], row["period"]) in cells:
            row.update(value=None, status="suppressed", reason="Dold")
    return pa.Table.from_pylist(rows, schema=OBSERVATIONS)


# Breaks, elections, gaps


def broken_at(catalogue, indicator, *periods):
    breaks = tuple(Break(period=period, text="Ny källa") for period in periods)
    entry = catalogue.indicator(indicator).model_copy(update={"breaks": breaks})
    return Catalogue(focus_areas=(), indicators=(entry,), groups=catalogue.groups)


def test_no_change_and_no_trend_across_a_break(catalogue, demo):
    observations, groups = demo
    rows = rows_of(latest(broken_at(catalogue, "gymnbeh_lage", "2015", "2024"), observations, groups), sex="T", status="ok")
    assert {(row["change"], row["change_reason"], row["trend_reason"]) for row in rows} == {
        (None, "statistiken lades om 2024", "statistiken lades om 2024")
    }
    whole = rows_of(latest(broken_at(catalogue, "gymnbeh_lage", "2015"), observations, groups), sex="T", region="0180")[0]
    assert whole["change"] == pytest.approx(whole["value"] - whole["previous"])


@pytest.mark.parametrize(("covered", "reason"), [(1, None), (2, OVERLAPPING), (4, OVERLAPPING)])
def test_no_change_between_means_of_the_same_years(catalogue, demo, covered, reason):
    observations, groups = demo
    entry = catalogue.indicator("arblos_unga").model_copy(update={"years_covered": covered})
    chosen = Catalogue(focus_areas=(), indicators=(entry,), groups=catalogue.groups)
    (row,) = rows_of(latest(chosen, observations, groups), region="00", sex="T")
    assert (row["change"] is None) == (reason is not None)
    assert row["change_reason"] == reason
    assert row["previous"] is not None


def test_elections_are_held_against_elections(catalogue, demo):
    observations, groups = demo
    entry = catalogue.indicator("rost_utrikes_kf").model_copy(update={"election_years": (2014, 2018, 2022), "pair": None})
    chosen = Catalogue(focus_areas=(), indicators=(entry,), groups=catalogue.groups)
    rows = latest(chosen, observations, groups).to_pylist()
    assert {(row["period"], row["previous_period"]) for row in rows} == {("2022", "2018")}
    assert {(row["trend"], row["trend_reason"]) for row in rows} == {("cannot_be_calculated", "måttet mäts bara vid val")}


@pytest.mark.parametrize(
    ("foreign", "native", "sign"), [("syss_utrikes", "syss_inrikes", 1), ("arblos_utrikes", "arblos_inrikes", -1)]
)
def test_the_gap_is_to_the_pair_in_the_same_period(catalogue, demo, demo_latest, foreign, native, sign):
    assert catalogue.indicator(foreign).pair == native
    observations, _ = demo
    levels = cells_of(observations[native])
    for row in rows_of(demo_latest, indicator=foreign):
        other = levels[row["sex"], row["region"], row["period"]]
        assert row["pair_value"] == other
        missing = other is None or row["value"] is None
        assert row["gap"] == (None if missing else pytest.approx(sign * (other - row["value"]), abs=1e-9))
    assert {row["gap"] for row in rows_of(demo_latest, indicator=native)} == {None}
