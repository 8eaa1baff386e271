"""A broken catalogue is refused with the file, the entry, the field and what is allowed."""

import shutil
from pathlib import Path

import pytest

from etl.contract.catalogue import ENTRY_LIMIT, CatalogueError, load_catalogue
from etl.contract.paths import ROOT
from tests.unit.faults import Fault

REAL = ROOT / "data" / "catalogue"
FIRST = "- id: syss_utrikes\n"
RENTED = "  definition: >-\n    Andelen bostäder som upplåts med hyresrätt av alla bostäder i kommunen.\n"
WORK, HOUSING, AREAS, GROUPS = "indicators/arbete.yaml", "indicators/boende.yaml", "focus_areas.yaml", "groups.yaml"


FAULTS = (
    Fault(
        "typo in a field name",
        WORK,
        "  definition:",
        "  defintion:",
        ("syss_utrikes", "field defintion", "allowed: ", "definition,"),
    ),
    Fault("missing field", WORK, "  decimals: 1\n", "", ("syss_utrikes", "field decimals", "Field required")),
    Fault("missing definition", HOUSING, RENTED, "", ("hyresratter", "field definition", "Field required")),
    Fault(
        "unknown field in source",
        WORK,
        "    publisher:",
        "    publishr:",
        ("syss_utrikes", "field source.publishr", "allowed: denominator_kpi, kpi, margin_kpi, name, publisher, title"),
    ),
    Fault("duplicate id", WORK, "- id: syss_inrikes", "- id: syss_utrikes", ("entry syss_utrikes", "field id", "must be unique")),
    Fault(
        "id used in another file", HOUSING, "- id: hyresratter", "- id: invanare", ("entry invanare", "field id", "kontext.yaml")
    ),
    Fault("duplicate kpi", WORK, "kpi: N02269", "kpi: N02268", ("entry N02268", "field source.kpi", "must be unique")),
    Fault("malformed kpi", WORK, "kpi: N02268", "kpi: n2268", ("syss_utrikes", "field source.kpi", "[NUM][0-9]{5}", "'n2268'")),
    Fault(
        "unknown unit",
        WORK,
        "unit: percent\n",
        "unit: procent\n",
        ("syss_utrikes", "field unit", "'procent'", "percentage_points"),
    ),
    Fault(
        "a rate that does not say what it counts", HOUSING, "  rate_of: persons\n", "", ("vrakn_barn", "field rate_of", "things")
    ),
    Fault(
        "a share that says what it counts",
        WORK,
        "unit: percent\n",
        "unit: percent\n  rate_of: things\n",
        ("syss_utrikes", "field rate_of", "per_1000 or per_100000, else none"),
    ),
    Fault("unknown role", WORK, "role: core", "role: main", ("syss_utrikes", "field role", "'main'", "support")),
    Fault(
        "unknown direction",
        WORK,
        "direction: higher_is_better",
        "direction: up",
        ("syss_utrikes", "field direction", "'up'", "lower_is_better"),
    ),
    Fault(
        "unknown source",
        WORK,
        "name: kolada",
        "name: eurostat",
        ("syss_utrikes", "field source.name", "'eurostat'", "'kolada', 'scb'"),
    ),
    Fault(
        "unknown focus area",
        WORK,
        "focus_area: arbete",
        "focus_area: arbeten",
        ("syss_utrikes", "field focus_area", "'arbeten' is none of arbete, boende"),
    ),
    Fault(
        "dangling denominator",
        WORK,
        "denominator_kpi: N00964",
        "denominator_kpi: N99999",
        ("etab_arb_el_stud", "field source.denominator_kpi", "N99999"),
    ),
    Fault(
        "decimals in words", WORK, "decimals: 1", "decimals: ett", ("syss_utrikes", "field decimals", "valid integer", "'ett'")
    ),
    Fault(
        "too many decimals",
        WORK,
        "decimals: 1",
        "decimals: 7",
        ("syss_utrikes", "field decimals", "less than or equal to 3", "7"),
    ),
    Fault(
        "sex split neither true nor false",
        WORK,
        "sex_split: true",
        "sex_split: kanske",
        ("syss_utrikes", "field sex_split", "'kanske'"),
    ),
    Fault(
        "bounds in the wrong order",
        WORK,
        "minimum: 0\n",
        "minimum: 100\n",
        ("syss_utrikes", "minimum 100.0 must be below maximum 100.0"),
    ),
    Fault("notes as text", WORK, "  notes:\n    - Serien", "  notes: Serien", ("syss_utrikes", "field notes", "valid tuple")),
    Fault(
        "short title too long",
        WORK,
        "short_title: Sysselsatta",
        "short_title: Alla som var sysselsatta i november bland",
        ("syss_utrikes", "field short_title", "at most 42 characters"),
    ),
    Fault("entry without id", WORK, FIRST + "  title:", "- title:", ("entry number 1", "field id", "Field required")),
    Fault("entry that is text", WORK, FIRST, "- bara text\n" + FIRST, ("entry number 1", "'bara text'")),
    Fault("bad YAML", WORK, FIRST, "- id: [syss_utrikes\n", ("not valid YAML", "line")),
    Fault("area twice", AREAS, "- id: boende", "- id: arbete", ("entry arbete", "field id", "must be unique")),
    Fault(
        "unknown field of an area",
        AREAS,
        "  short_title:",
        "  shorttitle:",
        ("entry arbete", "field shorttitle", "short_title, title"),
    ),
    Fault(
        "an even barometer",
        AREAS,
        "idrott_deltillf]",
        "idrott_deltillf, halsa_bra]",
        ("entry delaktighet", "field barometer", "4 indicators; choose an odd number of at least 3, or none"),
    ),
    Fault("barometer twice", AREAS, "[rost_utrikes_kf, balans_kf,", "[balans_kf, balans_kf,", ("entry balans_kf", "unique")),
    Fault("too few", AREAS, "balans_kf, idrott_deltillf]", "]", ("entry delaktighet", "1 indicators; choose an odd number of")),
    Fault("unknown in a barometer", AREAS, "sfi_2kurser]", "anst]", ("entry utbildning", "'anst' is no indicator of this focus")),
    Fault("another area's", AREAS, "sfi_2kurser]", "syss_utrikes]", ("'syss_utrikes' is no indicator of this focus area",)),
    Fault("neutral", AREAS, "idrott_deltillf]", "utrikes_kf]", ("'utrikes_kf' is neutral and can't go forward",)),
    Fault("doubtful", AREAS, "idrott_deltillf]", "bibl_lantagare]", ("entry delaktighet", "'bibl_lantagare' is doubtful")),
    Fault("a survey", AREAS, "idrott_deltillf]", "halsa_bra]", ("entry delaktighet", "'halsa_bra' is a survey")),
    Fault("context", AREAS, "  context: true", "  context: true\n  barometer: [invanare]", ("entry kontext", "has no barometer")),
    Fault("group code", GROUPS, "code: A1", "code: D1", ("field skr.0.code", "[A-C][1-9]", "'D1'")),
    Fault(
        "unknown field of the groups", GROUPS, "peers_theme:", "peer_theme:", ("field peer_theme", "peers_theme, skr, skr_year")
    ),
)


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    return Path(shutil.copytree(REAL, tmp_path / "catalogue"))


def refusal(catalogue: Path) -> str:
    with pytest.raises(CatalogueError) as caught:
        load_catalogue(catalogue)
    return str(caught.value)


def test_the_untouched_copy_loads(catalogue: Path) -> None:
    assert load_catalogue(catalogue) == load_catalogue(REAL)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_is_named(catalogue: Path, fault: Fault) -> None:
    file = fault.put_in(catalogue)
    message = refusal(catalogue)
    assert str(file) in message
    assert [part for part in fault.said if part not in message] == []


@pytest.mark.parametrize("name", [WORK, AREAS])
@pytest.mark.parametrize("content", ["", "id: ensam\n", "bara text\n"])
def test_a_file_that_is_no_list_is_refused(catalogue: Path, name: str, content: str) -> None:
    (catalogue / name).write_text(content, encoding="utf-8")
    message = refusal(catalogue)
    assert f"{catalogue / name}: a list of entries is expected, each beginning with '- id:'" in message


@pytest.mark.parametrize("name", [WORK, AREAS, GROUPS])
def test_a_file_that_is_not_utf8_is_refused(catalogue: Path, name: str) -> None:
    file = catalogue / name
    file.write_bytes(file.read_text(encoding="utf-8").replace("–", "-").encode("latin-1", errors="replace"))
    message = refusal(catalogue)
    assert f"{file}: not UTF-8 at byte " in message
    assert "save it as UTF-8" in message


@pytest.mark.parametrize("name", [AREAS, GROUPS])
def test_a_missing_file_is_named(catalogue: Path, name: str) -> None:
    (catalogue / name).unlink()
    message = refusal(catalogue)
    assert f"{catalogue / name}: can't be read" in message
    assert "the catalogue needs this file" in message


def test_a_catalogue_without_indicators_is_refused(catalogue: Path) -> None:
    shutil.rmtree(catalogue / "indicators")
    assert f"{catalogue / 'indicators'}: no *.yaml file there" in refusal(catalogue)


def test_an_empty_groups_file_is_refused(catalogue: Path) -> None:
    (catalogue / GROUPS).write_text("", encoding="utf-8")
    assert f"{catalogue / GROUPS}: entry (whole file)" in refusal(catalogue)


def test_many_faults_are_counted_and_the_first_listed(catalogue: Path) -> None:
    file = catalogue / WORK
    text = file.read_text(encoding="utf-8")
    shares = text.count("unit: percent\n")
    file.write_text(text.replace("unit: percent\n", "unit: procent\n"), encoding="utf-8")
    lines = refusal(catalogue).splitlines()
    assert lines[0] == f"{shares} fault(s) in the catalogue; mend them and run again:"
    assert len(lines) == ENTRY_LIMIT + 2
    assert lines[-1] == f"... and {shares - ENTRY_LIMIT} more"
