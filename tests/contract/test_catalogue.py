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

CATALOGUE = load_catalogue(ROOT / "data" / "catalogue")
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
ENGLISH = frozenset(
    ("the", "and", "of", "with", "share", "rate", "born", "employment", "foreign", "native", "years", "age", "survey", "school")
)
KOLADA = CATALOGUE.of_source("kolada")
SCB = CATALOGUE.of_source("scb")
FOR_GOALS = ("syss_alla", "arblos_unga")
"""Measures of goals for all inhabitants, chosen after the others were researched."""

RESEARCHED = tuple(entry for entry in KOLADA if entry.id not in FOR_GOALS)
each_indicator = pytest.mark.parametrize("entry", CATALOGUE.indicators, ids=lambda entry: entry.id)
each_of_kolada = pytest.mark.parametrize("entry", KOLADA, ids=lambda entry: entry.id)
each_researched = pytest.mark.parametrize("entry", RESEARCHED, ids=lambda entry: entry.id)
each_of_scb = pytest.mark.parametrize("entry", SCB, ids=lambda entry: entry.id)


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


def swedish_texts(entry: Indicator) -> dict[str, str]:
    notes = {f"note {place}": note for place, note in enumerate(entry.notes, start=1)}
    synonyms = {f"synonym {word}": word for word in entry.synonyms}
    breaks = {f"break {one.period}": one.text for one in entry.breaks}
    return {"title": entry.title, "short_title": entry.short_title, "definition": entry.definition, **notes, **synonyms, **breaks}


def faults_of_typography(text: str) -> list[str]:
    faults = [
        pattern
        for pattern in (r" - ", r"\d\s*-\s*\d", r"\d – \d", r"  ", r"\n", r"\b\d{1,3} \d{3}\b", r"\.\.")
        if re.search(pattern, text)
    ]
    return faults + sorted(ENGLISH & set(re.findall(r"\w+", text.lower())))


def test_holds_kolada_s_67_indicators_and_scb_s_in_molndals_five_areas_and_the_background() -> None:
    assert len(KOLADA) == 67
    assert len(SCB) == 8
    assert len(CATALOGUE.indicators) == 75
    assert [area.id for area in CATALOGUE.focus_areas] == list(AREAS)
    assert [area.id for area in CATALOGUE.focus_areas if area.context] == ["kontext"]
    assert {entry.focus_area for entry in CATALOGUE.indicators} == set(AREAS)
    assert [area.title for area in CATALOGUE.focus_areas][:5] == list(AREAS.values())[:5]


def test_is_in_the_file_of_its_focus_area(subtests: pytest.Subtests) -> None:
    for entry in CATALOGUE.indicators:
        with subtests.test(entry.id):
            file = ROOT / "data" / "catalogue" / "indicators" / f"{entry.focus_area}.yaml"
            assert f"- id: {entry.id}\n" in file.read_text(encoding="utf-8")


def test_every_researched_kpi_is_there_and_no_other(researched: Mapping[str, dict[str, str]]) -> None:
    assert {of_kolada(entry).kpi for entry in RESEARCHED} == set(researched)


def test_measures_of_goals_are_titled_as_in_the_source() -> None:
    columns = ["id", "title", "is_divided_by_gender"]
    titles = {row["id"]: row for row in pq.read_table(shared_file("kolada_replay/kpi.parquet"), columns=columns).to_pylist()}
    for name in FOR_GOALS:
        entry = CATALOGUE.indicator(name)
        assert entry is not None
        row = titles[of_kolada(entry).kpi]
        assert (entry.source.title, str(entry.sex_split)) == (row["title"], row["is_divided_by_gender"])


@each_researched
def test_agrees_with_what_was_researched(entry: Indicator, researched: Mapping[str, dict[str, str]]) -> None:
    row = researched[of_kolada(entry).kpi]
    role = row["roll"].split(" (")[0]
    assert entry.id == row["slug"]
    assert entry.source.title == row["kolada_titel"]
    assert entry.sex_split == (row["konsuppdelad"] == "ja")
    assert AREAS[entry.focus_area] == row["fokusomrade_molndal"]
    assert (entry.unit, entry.direction, entry.role) == (UNITS[row["enhet"]], DIRECTIONS[row["riktning"]], ROLES[role])
    assert entry.survey == ("enkät" in row["roll"])


def test_says_who_publishes_it(subtests: pytest.Subtests) -> None:
    for entry in CATALOGUE.indicators:
        with subtests.test(entry.id):
            assert entry.source.publisher
            assert entry.source.title


def test_reads_as_swedish(subtests: pytest.Subtests) -> None:
    for entry in CATALOGUE.indicators:
        with subtests.test(entry.id):
            faults = {name: found for name, text in swedish_texts(entry).items() if (found := faults_of_typography(text))}
            assert not faults
            for place in re.finditer(r"\d+–\d+", entry.title):
                rest, before = entry.title[place.end() :], entry.title[: place.start()]
                assert rest.startswith(" år") or before.endswith("årskurs "), (
                    f"a range in a title says what it counts: {entry.title}"
                )


@pytest.mark.parametrize("text", ["20-64 år", "20 – 64 år", "Sfi - kurser", "1 000 invånare", "Born in Sweden", "Två  ord"])
def test_the_typography_check_finds_faults(text: str) -> None:
    assert faults_of_typography(text)


def test_defines_itself_in_one_to_three_sentences(subtests: pytest.Subtests) -> None:
    for entry in CATALOGUE.indicators:
        with subtests.test(entry.id):
            sentences = re.split(r"(?<=\.) (?=[A-ZÅÄÖ])", entry.definition)
            assert 1 <= len(sentences) <= 3
            for text in (entry.definition, *entry.notes, *(one.text for one in entry.breaks)):
                assert text.endswith(".")
                assert text[0].isupper()
            assert entry.definition != entry.title
            assert not re.search(r"%|\((?:antal|andel)|procent", entry.title), "the unit is not the title's"


def test_names_and_texts_tell_indicators_apart() -> None:
    for name in ("title", "short_title", "definition"):
        texts = [getattr(entry, name).casefold() for entry in CATALOGUE.indicators]
        assert len(set(texts)) == len(texts), name


def test_decimals_and_bounds_suit_the_unit(subtests: pytest.Subtests) -> None:
    for entry in CATALOGUE.indicators:
        with subtests.test(entry.id):
            assert entry.minimum is not None
            whole = entry.unit in {Unit.COUNT, Unit.YES_NO, Unit.ORDINAL}
            assert (entry.decimals == 0) if whole else (entry.decimals <= 2)
            assert (entry.minimum < 0) == (entry.unit is Unit.PERCENTAGE_POINTS)
            assert (entry.maximum is None) == (entry.unit is Unit.COUNT)


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


def test_most_indicators_have_recorded_values(ranges: Mapping[str, tuple[float, float]]) -> None:
    assert sum(of_kolada(entry).kpi in ranges for entry in KOLADA) == 48


def test_denominator_is_a_count_in_the_catalogue(subtests: pytest.Subtests) -> None:
    for entry in CATALOGUE.indicators:
        with subtests.test(entry.id):
            found = CATALOGUE.denominator_of(entry)
            assert (found is None) == (entry.source.denominator is None)
            assert found is None or found.unit is Unit.COUNT
            assert found is None or found.sex_split or not entry.sex_split


def test_introduction_programme_shares_know_their_persons() -> None:
    pairs = {of_kolada(entry).kpi: of_kolada(entry).denominator_kpi for entry in KOLADA}
    assert {pairs[kpi] for kpi in ("N00971", "N00972", "N00973")} == {"N00964"}
    assert pairs["N00963"] == "N00960"


def test_is_found_by_other_words(subtests: pytest.Subtests) -> None:
    for entry in CATALOGUE.indicators:
        with subtests.test(entry.id):
            words = [word.casefold() for word in entry.synonyms]
            assert len(words) >= 3
            assert len(set(words)) == len(words)


@pytest.mark.parametrize(
    ("word", "wanted"),
    [("nyanländ", "etab_arb_el_stud"), ("sfi", "sfi_2kurser"), ("trångbodd", "trangbodd_n2"), ("validering", "kas_ej_validerad")],
)
def test_the_words_of_the_field_lead_somewhere(word: str, wanted: str) -> None:
    assert wanted in [entry.id for entry in CATALOGUE.indicators if word in entry.synonyms]


def test_those_measured_for_the_gap_are_pairs(researched: Mapping[str, dict[str, str]]) -> None:
    wanted = {row["slug"] for row in researched.values() if row["roll"] == "par till gap"}
    assert {entry.pair for entry in KOLADA if entry.pair} == wanted


def test_a_pair_is_the_same_measure_for_those_born_in_sweden(subtests: pytest.Subtests) -> None:
    for entry in [entry for entry in CATALOGUE.indicators if entry.pair]:
        with subtests.test(entry.id):
            other = CATALOGUE.indicator(entry.pair or "")
            assert other is not None
            alike = ("unit", "direction", "sex_split", "decimals", "focus_area", "election_years", "publication_month")
            assert [getattr(entry, name) for name in alike] == [getattr(other, name) for name in alike]
            assert (other.role, other.pair) == (Role.PAIR, None)
            assert other.title.casefold() == entry.title.casefold().replace("utrikes", "inrikes")


def test_a_survey_has_its_margin(subtests: pytest.Subtests, margins: Mapping[str, dict[str, str]]) -> None:
    for entry in KOLADA:
        with subtests.test(entry.id):
            margin = of_kolada(entry).margin_kpi
            assert (margin is not None) == entry.survey
            if margin is not None:
                assert margins[margin]["title"].startswith("Osäkerhetstal")
                assert margins[margin]["publication_date"] == margins[of_kolada(entry).kpi]["publication_date"]
                assert any(margin in note for note in entry.notes), "the reader is told where the uncertainty stands"


@each_researched
def test_breaks_are_in_order_and_within_the_series(entry: Indicator, researched: Mapping[str, dict[str, str]]) -> None:
    periods = [one.period for one in entry.breaks]
    assert periods == sorted(set(periods))
    start = researched[of_kolada(entry).kpi]["startar"]
    assert not start or all(period > start for period in periods)


def test_employment_of_refugees_breaks_where_its_source_changes() -> None:
    based_on_rams = ("syss_skydd", "syss_skydd_4_6", "uvas_skydd_20_25")
    found = [CATALOGUE.indicator(name) for name in based_on_rams]
    assert [[one.period for one in entry.breaks] for entry in found if entry] == [["2019", "2022"]] * 3


@each_researched
def test_publication_month_is_the_sources(entry: Indicator, researched: Mapping[str, dict[str, str]]) -> None:
    months = ["", "jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec"]
    assert months[entry.publication_month or 0] == researched[of_kolada(entry).kpi]["publ_manad"]


def test_years_between_elections_only_repeat(
    subtests: pytest.Subtests, elections: Mapping[str, dict[int, dict[str, float]]], researched: Mapping[str, dict[str, str]]
) -> None:
    for entry in [entry for entry in CATALOGUE.indicators if entry.election_years]:
        with subtests.test(entry.id):
            assert [year % 4 for year in entry.election_years] == [2] * len(entry.election_years)
            assert str(entry.election_years[0]) == researched[of_kolada(entry).kpi]["startar"]
            by_year = elections[of_kolada(entry).kpi]
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
            variables = set(re.findall(r"\w+", scb_tables[source.reference]["variabler_koder"]))
            assert {*source.select, source.sex_variable} <= variables
            assert variables - {"Region", "Tid", "ContentsCode"} == {*source.select, source.sex_variable} - {"ContentsCode"}


def test_what_scb_has_not_been_seen_to_answer_says_so(subtests: pytest.Subtests) -> None:
    """No answer of SCB's about these tables is recorded: until one is, the reader is told so, and a run goes on without them."""
    for entry in SCB:
        with subtests.test(entry.id):
            assert of_scb(entry).unverified
            assert any("inte prövat mot SCB:s svar" in note for note in entry.notes)


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


def test_area_lists_core_first_and_pairs_beside_their_partner(subtests: pytest.Subtests) -> None:
    for area in CATALOGUE.focus_areas:
        with subtests.test(area.id):
            roles = [entry.role for entry in CATALOGUE.of_focus_area(area.id)]
            leading = [role in {Role.CORE, Role.PAIR} for role in roles]
            assert leading == sorted(leading, reverse=True)
            assert Role.PAIR not in roles[:1]
            rest = [role is Role.SUPPORT for role in roles if role not in {Role.CORE, Role.PAIR}]
            assert rest == sorted(rest, reverse=True)


def test_skr_groups_are_the_registers() -> None:
    with shared_file("reference/kommun/kommunregister.csv").open(encoding="utf-8", newline="") as rows:
        register = {(row["skr2023_kod"], row["skr2023_namn"], row["kolada_skr_grupp_id"]) for row in csv.DictReader(rows)}
    assert {(group.code, group.title, group.kolada_group) for group in CATALOGUE.groups.skr} == register
    assert [group.code for group in CATALOGUE.groups.skr] == sorted(code for code, _, _ in register)


def test_peers_theme_names_a_group_of_almost_every_kommun() -> None:
    table = pq.read_table(shared_file("kolada_replay/municipality_groups_members.parquet"), columns=["group_title"])
    titles = {title for title in table["group_title"].to_pylist() if title.startswith(f"{CATALOGUE.groups.peers_theme}, ")}
    assert len({title.split(", ")[1] for title in titles}) >= 280
