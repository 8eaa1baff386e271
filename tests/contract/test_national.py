"""Every national figure of validation: as the research has it, each with its source and what is known of its date."""

import csv
from pathlib import Path

import pytest

from etl.contract.catalogue import CatalogueError
from etl.contract.national import load_national, national_table
from etl.contract.paths import ROOT
from etl.contract.schemas import NATIONAL
from etl.sources.inbox.definition import load_definition

DIRECTORY = ROOT / "data" / "catalogue"
SERIES = load_national(DIRECTORY)
RESEARCH = ROOT.parent / "shared"
TYPES = {"akademisk": "AKAD", "eftergymnasial_yrkes": "EFTERGYMN_YRKE", "gymnasial": "GYMN", "totalt": "ALLA"}
MEASURES = {"ansokningar": "applications", "personer": "persons", "avgjorda": "decided"}


def researched(*parts: str) -> list[dict[str, str]]:
    file = RESEARCH.joinpath(*parts)
    if not file.exists():
        pytest.skip(f"{file} is missing: the researched figures lie there")
    with file.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def test_figures_by_type_are_the_researched_ones() -> None:
    rows = researched("reference", "uhr", "uhr_bedomning_utlandsk_utbildning_2014_2022.csv")
    wanted = {(MEASURES[row["matt"]], TYPES[row["utbildningstyp"]], row["ar"]): float(row["antal"]) for row in rows}
    figures = {(entry.measure, entry.type, figure.period): figure.value for entry in SERIES for figure in entry.values}
    assert {key: value for key, value in figures.items() if key[0] in MEASURES.values()} == wanted


def test_totals_are_the_researched_ones() -> None:
    figures = {
        (entry.measure, figure.period): figure.value for entry in SERIES if entry.type == "ALLA" for figure in entry.values
    }
    for row in researched("domain", "uhr_riket.csv"):
        for name, column in (("applications", "ansokningar"), ("persons", "personer"), ("decided", "avgjorda")):
            assert figures[name, row["ar"]] == float(row[column])


def test_other_figures_are_the_researched_ones() -> None:
    ends = {tuple(row["varde"].split("-")) for row in researched("reference", "uhr", "ovriga_uppgifter.csv")}
    others = [figure for entry in SERIES if entry.measure not in MEASURES.values() for figure in entry.values]
    assert {tuple(f"{end:g}" for end in (figure.value, figure.to) if end is not None) for figure in others} == ends
    assert len(others) == 9


def test_every_series_has_its_source_and_a_known_type(subtests: pytest.Subtests) -> None:
    for entry in SERIES:
        with subtests.test(entry.id):
            known = {*load_definition(DIRECTORY).by_header["valideringstyp"].allowed_codes, "ALLA"}
            assert entry.type in known  # type: ignore[attr-defined]
            assert entry.publisher in ("UHR", "MYH")  # type: ignore[attr-defined]
            assert entry.dated  # type: ignore[attr-defined]


def test_the_table_holds_every_figure() -> None:
    table = national_table(SERIES)
    assert table.schema == NATIONAL
    assert table.num_rows == sum(len(entry.values) for entry in SERIES) == 109


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("dated: Nyhet 2021", "", r"entry myh_trade_validations: field dated: Field required"),
        ("url: https://uhr.se/\n", "url: uhr.se\n", r"entry uhr_handling_time: field url"),
        ("value: 2, to: 5", "value: 5, to: 2", r"to, 2, must be above value, 5"),
        ("id: myh_referrals", "id: myh_trade_validations", r"already used"),
        ('period: "2018", value: 797', 'period: "2020", value: 797', r"myh_referrals.values.period: already used"),
    ],
)
def test_faults_name_file_entry_and_field(old: str, new: str, said: str, tmp_path: Path) -> None:
    text = (DIRECTORY / "national.yaml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "national.yaml").write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(CatalogueError, match=rf"(?s)national\.yaml.*{said}"):
        load_national(tmp_path)
