"""Every entry of the real catalogue: complete, in Swedish that reads well, and true to its source."""

import csv
import re
from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from etl.contract.catalogue import Indicator, KoladaSource, ScbSource, load_catalogue
from etl.contract.codes import Direction, Role, Unit
from etl.contract.paths import ROOT
from etl.contract.requirements import lacks
from etl.contract.strategies import load_strategies

DIRECTORY = ROOT / "data" / "catalogue"
CATALOGUE = load_catalogue(DIRECTORY)
SHARED = ROOT.parent / "shared"
AREAS = {
    "arbete": "Arbete och egen försörjning",
    "utbildning": "Utbildning",
    "delaktighet": "Delaktighet och sociala sammanhang",
    "boende": "Boende",
    "internt": "Internt utvecklingsarbete",
    "kontext": "Kontext (ej fokusområde)",
}
UNITS = {
    "%": Unit.PERCENT,
    "procentenheter": Unit.PERCENTAGE_POINTS,
    "antal": Unit.COUNT,
    "antal/inv": Unit.PER_INHABITANT,
    "antal/1000 inv": Unit.PER_1000,
    "antal barn/100 000 inv": Unit.PER_100000,
    "balanstal": Unit.PARITY_RATIO,
    "Ja=1/Nej=0": Unit.YES_NO,
    "Överskott=2, Balans=1, Underskott=0": Unit.ORDINAL,
}
DIRECTIONS = {
    "högre bättre": Direction.HIGHER,
    "lägre bättre": Direction.LOWER,
    "närmast 1,0": Direction.CLOSEST_TO_ONE,
    "neutral": Direction.NEUTRAL,
    "ordinal (0–2)": Direction.NEUTRAL,
}
NOT_JUDGED = {"anst_utrikes_andel": Direction.NEUTRAL}
"""Follows how many of the inhabitants were born abroad, so it is no achievement; the parity ratio is judged instead."""

ROLES = {
    "kärna": Role.CORE,
    "par": Role.PAIR,
    "par till gap": Role.PAIR,
    "stöd": Role.SUPPORT,
    "nämnare": Role.DENOMINATOR,
    "vikt/nämnare": Role.DENOMINATOR,
    "volym": Role.VOLUME,
    "kontext": Role.CONTEXT,
    "validering": Role.DORMANT,
}
KOLADA = CATALOGUE.of_source("kolada")
SCB = CATALOGUE.of_source("scb")
FOR_GOALS = ("syss_alla", "arblos_unga")
"""Measures of goals for all inhabitants, added since the others were researched."""


def of_kolada(entry: Indicator) -> KoladaSource:
    assert isinstance(entry.source, KoladaSource)
    return entry.source


def of_scb(entry: Indicator) -> ScbSource:
    assert isinstance(entry.source, ScbSource)
    return entry.source


def shared_file(name: str) -> Path:
    file = SHARED / name
    if not file.exists():
        pytest.skip(f"{file} is not here: it holds the researched indicators and recorded values")
    return file


@pytest.fixture(scope="module")
def researched() -> dict[str, dict[str, str]]:
    with shared_file("domain/indikatorer_kolada.csv").open(encoding="utf-8", newline="") as rows:
        return {row["kpi_id"]: row for row in csv.DictReader(rows)}


@pytest.fixture(scope="module")
def ranges() -> dict[str, tuple[float, float]]:
    values = pq.read_table(shared_file("kolada_replay/values.parquet"), columns=["kpi", "value"])
    values = values.set_column(0, "kpi", pc.cast(values["kpi"], "string"))
    grouped = values.group_by("kpi").aggregate([("value", "min"), ("value", "max")]).to_pylist()
    return {row["kpi"]: (row["value_min"], row["value_max"]) for row in grouped}


@pytest.fixture(scope="module")
def elections() -> dict[str, dict[int, dict[str, float]]]:
    """Totals by KPI, year and kommun of the indicators that are measured in elections."""
    kpis = [of_kolada(entry).kpi for entry in KOLADA if entry.election_years]
    table = pq.read_table(shared_file("kolada_replay/values.parquet"))
    totals = pc.equal(pc.cast(table["gender"], "string"), "T")
    found: dict[str, dict[int, dict[str, float]]] = {}
    for row in table.filter(pc.and_(totals, pc.is_in(pc.cast(table["kpi"], "string"), pa.array(kpis)))).to_pylist():
        found.setdefault(row["kpi"], {}).setdefault(row["year"], {})[row["municipality"]] = row["value"]
    return found


@pytest.fixture(scope="module")
def margins() -> dict[str, dict[str, str]]:
    columns = ["id", "title", "publication_date"]
    return {row["id"]: row for row in pq.read_table(shared_file("kolada_replay/kpi.parquet"), columns=columns).to_pylist()}


def test_lacks_nothing_that_an_entry_must_have() -> None:
    assert lacks(DIRECTORY, CATALOGUE, load_strategies(DIRECTORY, CATALOGUE)) == []


def test_has_molndals_five_areas_and_the_background() -> None:
    assert [area.id for area in CATALOGUE.focus_areas] == list(AREAS)
    assert [area.id for area in CATALOGUE.focus_areas if area.context] == ["kontext"]
    assert {entry.focus_area for entry in CATALOGUE.indicators} == set(AREAS)
    assert [area.title for area in CATALOGUE.focus_areas][:5] == list(AREAS.values())[:5]


def test_every_researched_kpi_is_there(researched: Mapping[str, dict[str, str]]) -> None:
    assert set(researched) <= {of_kolada(entry).kpi for entry in KOLADA}


def test_agrees_with_what_was_researched(subtests: pytest.Subtests, researched: Mapping[str, dict[str, str]]) -> None:
    for entry in KOLADA:
        with subtests.test(entry.id):
            row = researched.get(of_kolada(entry).kpi)
            if row is None:  # added since
                continue
            role = row["roll"].split(" (")[0]
            assert entry.id == row["slug"]
            assert entry.source.title == row["kolada_titel"]
            assert entry.sex_split == (row["konsuppdelad"] == "ja")
            assert AREAS[entry.focus_area] == row["fokusomrade_molndal"]
            direction = NOT_JUDGED.get(entry.id) or DIRECTIONS[row["riktning"]]
            assert (entry.unit, entry.direction, entry.role) == (UNITS[row["enhet"]], direction, ROLES[role])
            assert entry.survey == ("enkät" in row["roll"])


def test_bounds_admit_every_recorded_value(subtests: pytest.Subtests, ranges: Mapping[str, tuple[float, float]]) -> None:
    for entry in KOLADA:
        with subtests.test(entry.id):
            kpi = of_kolada(entry).kpi
            if kpi not in ranges:
                continue
            low, high = ranges[kpi]
            assert entry.minimum is not None
            assert entry.minimum <= low
            assert entry.maximum is None or high <= entry.maximum


def test_measures_of_goals_are_titled_as_in_the_source() -> None:
    columns = ["id", "title", "is_divided_by_gender"]
    titles = {row["id"]: row for row in pq.read_table(shared_file("kolada_replay/kpi.parquet"), columns=columns).to_pylist()}
    for name in FOR_GOALS:
        entry = CATALOGUE.indicator(name)
        assert entry is not None
        row = titles[of_kolada(entry).kpi]
        assert (entry.source.title, str(entry.sex_split)) == (row["title"], row["is_divided_by_gender"])


def test_most_indicators_have_recorded_values(ranges: Mapping[str, tuple[float, float]]) -> None:
    assert sum(of_kolada(entry).kpi in ranges for entry in KOLADA) >= 46


def test_introduction_programme_shares_know_their_persons() -> None:
    pairs = {of_kolada(entry).kpi: of_kolada(entry).denominator_kpi for entry in KOLADA}
    assert {pairs[kpi] for kpi in ("N00971", "N00972", "N00973")} == {"N00964"}
    assert pairs["N00963"] == "N00960"


@pytest.mark.parametrize(
    ("word", "wanted"),
    [("nyanländ", "etab_arb_el_stud"), ("sfi", "sfi_2kurser"), ("trångbodd", "trangbodd_n2"), ("validering", "kas_ej_validerad")],
)
def test_the_words_of_the_field_lead_somewhere(word: str, wanted: str) -> None:
    assert wanted in [entry.id for entry in CATALOGUE.indicators if word in entry.synonyms]


def test_those_measured_for_the_gap_are_pairs(researched: Mapping[str, dict[str, str]]) -> None:
    wanted = {row["slug"] for row in researched.values() if row["roll"] == "par till gap"}
    assert {entry.pair for entry in KOLADA if entry.pair} >= wanted


def test_a_survey_has_its_margin(subtests: pytest.Subtests, margins: Mapping[str, dict[str, str]]) -> None:
    for entry in KOLADA:
        with subtests.test(entry.id):
            margin = of_kolada(entry).margin_kpi
            assert (margin is not None) == entry.survey
            if margin is not None:
                assert margins[margin]["title"].startswith("Osäkerhetstal")
                assert margins[margin]["publication_date"] == margins[of_kolada(entry).kpi]["publication_date"]


def test_breaks_are_within_the_series(subtests: pytest.Subtests, researched: Mapping[str, dict[str, str]]) -> None:
    for entry in KOLADA:
        with subtests.test(entry.id):
            start = researched.get(of_kolada(entry).kpi, {}).get("startar")
            assert not start or all(one.period > start for one in entry.breaks)


def test_employment_of_refugees_breaks_where_its_source_changes() -> None:
    based_on_rams = ("syss_skydd", "syss_skydd_4_6", "uvas_skydd_20_25")
    found = [CATALOGUE.indicator(name) for name in based_on_rams]
    assert [[one.period for one in entry.breaks] for entry in found if entry] == [["2019", "2022"]] * 3


def test_a_residual_has_no_breaks() -> None:
    """What changes both the value and what is expected of it leaves the difference as it was."""
    residual = CATALOGUE.indicator("avv_forvantat")
    assert residual is not None
    assert residual.breaks == ()


def test_publication_month_is_the_sources(subtests: pytest.Subtests, researched: Mapping[str, dict[str, str]]) -> None:
    for entry in KOLADA:
        with subtests.test(entry.id):
            months = ["", "jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec"]
            row = researched.get(of_kolada(entry).kpi)
            assert row is None or months[entry.publication_month or 0] == row["publ_manad"]


def test_years_between_elections_only_repeat(
    subtests: pytest.Subtests, elections: Mapping[str, dict[int, dict[str, float]]], researched: Mapping[str, dict[str, str]]
) -> None:
    for entry in [entry for entry in CATALOGUE.indicators if entry.election_years]:
        with subtests.test(entry.id):
            assert [year % 4 for year in entry.election_years] == [2] * len(entry.election_years)
            row = researched.get(of_kolada(entry).kpi)
            assert row is None or str(entry.election_years[0]) == row["startar"]
            by_year = elections.get(of_kolada(entry).kpi, {})
            for year, values in by_year.items():
                before = by_year.get(year - 1, {})
                changed = [kommun for kommun in values.keys() & before.keys() if values[kommun] != before[kommun]]
                assert bool(changed) == (year in entry.election_years and bool(before)), year


@pytest.fixture(scope="module")
def scb_tables() -> dict[str, dict[str, str]]:
    """The researched tables by id in PxWebApi v2, where it is known: variables and important values as they were seen."""
    with shared_file("domain/scb_v2_id.csv").open(encoding="utf-8", newline="") as rows:
        ids = {row["tabell_v1"].rpartition("/")[2]: row["v2_id"] for row in csv.DictReader(rows)}
    with shared_file("domain/scb_tabeller.csv").open(encoding="utf-8", newline="") as rows:
        found = {row["tabell_sokvag"].rpartition("/")[2]: row for row in csv.DictReader(rows)}
    return {ids[name]: row for name, row in found.items() if name in ids}


def test_tables_of_scb_s_are_researched_ones_with_these_variables(
    subtests: pytest.Subtests, scb_tables: Mapping[str, dict[str, str]]
) -> None:
    for entry in SCB:
        with subtests.test(entry.id):
            source = of_scb(entry)
            if source.reference not in scb_tables:  # added since
                continue
            variables = set(re.findall(r"\w+", scb_tables[source.reference]["variabler_koder"]))
            assert {*source.select, source.sex_variable} <= variables
            assert variables - {"Region", "Tid", "ContentsCode"} == {*source.select, source.sex_variable} - {"ContentsCode"}


def test_a_share_of_scb_s_numbers_is_of_the_persons_that_its_denominator_counts() -> None:
    for entry in (entry for entry in SCB if of_scb(entry).denominator):
        share, counted = of_scb(entry), CATALOGUE.denominator_of(entry)
        assert counted is not None
        assert {**share.select, **share.whole} == of_scb(counted).select
        assert (share.tables, share.sexes, share.first_period) == (
            of_scb(counted).tables,
            of_scb(counted).sexes,
            of_scb(counted).first_period,
        )


def test_skr_groups_are_the_registers() -> None:
    with shared_file("reference/kommun/kommunregister.csv").open(encoding="utf-8", newline="") as rows:
        register = {(row["skr2023_kod"], row["skr2023_namn"], row["kolada_skr_grupp_id"]) for row in csv.DictReader(rows)}
    assert {(group.code, group.title, group.kolada_group) for group in CATALOGUE.groups.skr} == register
    assert [group.code for group in CATALOGUE.groups.skr] == sorted(code for code, _, _ in register)


def test_peers_theme_names_a_group_of_almost_every_kommun() -> None:
    table = pq.read_table(shared_file("kolada_replay/municipality_groups_members.parquet"), columns=["group_title"])
    titles = {title for title in table["group_title"].to_pylist() if title.startswith(f"{CATALOGUE.groups.peers_theme}, ")}
    assert len({title.split(", ")[1] for title in titles}) >= 280
