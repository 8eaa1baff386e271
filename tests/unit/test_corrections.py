"""Corrections: read with their faults named, put in where the source says what is expected, refused where it doesn't."""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from etl.contract.catalogue import load_catalogue
from etl.contract.corrections import Correction, in_words, load_corrections
from etl.contract.faults import CatalogueError
from etl.contract.paths import ROOT
from etl.contract.schemas import HARVEST
from etl.corrections import CorrectionError, corrected
from etl.geography import regions

CATALOGUE = load_catalogue(ROOT / "data" / "catalogue")
REGIONS = regions()["code"].to_pylist()
ENTRY = """
- id: zero
  indicator: sfi_2kurser
  region: "00"
  period: "2013"
  sex: T
  expect: 0
  instead:
    missing: Källan anger 0.
  why: A false zero.
  url: https://example.org/
"""


def correction(**fields: Any) -> Correction:
    whole = {
        "id": "one",
        "indicator": "share",
        "region": "00",
        "period": "2013",
        "sex": "T",
        "expect": 0,
        "instead": {"missing": "Källan anger 0."},
        "why": "A false zero.",
        "url": "https://example.org/",
    }
    return Correction.model_validate({**whole, **fields})


def harvest(*rows: tuple[str, str, str, str, float | None]) -> pa.Table:
    names = ("indicator", "region", "period", "sex", "value")
    observations = [{**dict(zip(names, row, strict=True)), "status": "missing" if row[4] is None else "ok"} for row in rows]
    return pa.Table.from_pylist(observations, schema=HARVEST)


VALUES = harvest(("share", "00", "2013", "T", 0.0), ("share", "0484", "2013", "T", 51.5), ("other", "00", "2013", "T", 0.0))


def by_cell(table: pa.Table) -> dict[tuple[str, str], tuple[float | None, str, str | None]]:
    return {(row["indicator"], row["region"]): (row["value"], row["status"], row["reason"]) for row in table.to_pylist()}


def test_one_cell_is_set_to_missing_and_says_why() -> None:
    found = corrected(VALUES, [correction()])
    assert found.schema == HARVEST
    assert by_cell(found) == {
        **by_cell(VALUES),
        ("share", "00"): (None, "missing", "Rättat: Källan anger 0."),
    }


def test_one_cell_is_given_a_value_with_its_source() -> None:
    found = corrected(VALUES, [correction(instead={"value": 50.25, "source": "SCB:s tabell, uppgift 2014-02-01."})])
    assert by_cell(found)["share", "00"] == (50.25, "ok", "Rättat: SCB:s tabell, uppgift 2014-02-01.")


def test_more_decimals_of_the_same_number_are_no_other_number() -> None:
    values = harvest(("share", "00", "2013", "T", 30.25115898))
    assert corrected(values, [correction(expect=30.251159)])["value"].to_pylist() == [None]
    with pytest.raises(CorrectionError):
        corrected(values, [correction(expect=30.2512)])


@pytest.mark.parametrize(
    ("values", "found"),
    [
        (harvest(("share", "00", "2013", "T", 48.2)), "48.2"),
        (harvest(("share", "00", "2013", "T", None)), "nothing"),
        (harvest(("share", "00", "2013", "K", 0.0)), "nothing"),
    ],
)
def test_a_source_that_says_something_else_stops_the_run(values: pa.Table, found: str) -> None:
    with pytest.raises(CorrectionError) as caught:
        corrected(values, [correction()])
    assert f"entry one (share 00 2013 T): expects 0 of the source, which now says {found}\n" in str(caught.value)
    assert "remove the entry if the source has been mended" in str(caught.value)


def test_all_that_no_longer_fit_are_told_at_once() -> None:
    with pytest.raises(CorrectionError, match=r"(?s)^2 correction\(s\).*entry one .*entry two "):
        corrected(
            VALUES, [correction(expect=1), correction(id="two", region="0484", expect=2), correction(id="three", period="2013")]
        )


def test_an_indicator_that_nothing_was_fetched_of_is_left_alone() -> None:
    assert corrected(VALUES, [correction(indicator="third")]).equals(VALUES)
    assert corrected(VALUES, []).equals(VALUES)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("sfi_2kurser", "sfi_3kurser", "field indicator: 'sfi_3kurser' is no indicator's id"),
        ('"00"', '"99"', "field region: '99' is none of riket (00), the län and the kommuner"),
        ("sfi_2kurser", "fs_andel_nettoink", ""),
        ("expect: 0", "expect: nothing", "field expect"),
        ("expect: 0", "expect: .nan", "field expect"),
        ("  why: A false zero.\n", "", "field why: Field required"),
        ("    missing: Källan anger 0.\n", "    {}\n", "give either missing (the reason, in Swedish) or value (with its source)"),
        ("    missing: Källan anger 0.\n", "    value: 3\n", "a value needs its source"),
        ("    missing: Källan anger 0.\n", "    missing: Fel.\n    source: SCB\n", "a value needs its source"),
        ("url: https://example.org/", "url: here", "field url"),
        ("sex: T", "sex: X", "field sex"),
        (
            "why:",
            "because:",
            "field because: unknown field; allowed: expect, id, indicator, instead, period, proposal, region, sex, url, why",
        ),
    ],
)
def test_a_faulty_entry_is_refused_with_what_is_wrong(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in ENTRY
    (tmp_path / "corrections.yaml").write_text(ENTRY.replace(old, new), encoding="utf-8")
    if not said:
        assert len(load_corrections(tmp_path, CATALOGUE, REGIONS)) == 1
        return
    with pytest.raises(CatalogueError) as caught:
        load_corrections(tmp_path, CATALOGUE, REGIONS)
    assert f"{tmp_path / 'corrections.yaml'}: entry zero" in str(caught.value)
    assert said in str(caught.value)


def test_a_sex_that_the_indicator_lacks_is_refused(tmp_path: Path) -> None:
    text = ENTRY.replace("sfi_2kurser", "fs_andel_nettoink").replace("sex: T", "sex: K")
    (tmp_path / "corrections.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(
        CatalogueError, match="field sex: fs_andel_nettoink is not divided by sex; only 'T' is allowed, found 'K'"
    ):
        load_corrections(tmp_path, CATALOGUE, REGIONS)


def test_one_cell_may_be_corrected_but_once(tmp_path: Path) -> None:
    (tmp_path / "corrections.yaml").write_text(ENTRY + ENTRY.replace("zero", "again"), encoding="utf-8")
    with pytest.raises(CatalogueError, match="entry sfi_2kurser 00 2013 T: field indicator, region, period, sex: already used"):
        load_corrections(tmp_path, CATALOGUE, REGIONS)


def test_no_file_corrects_nothing(tmp_path: Path) -> None:
    assert load_corrections(tmp_path, CATALOGUE, REGIONS) == ()
    assert in_words(()) == "Corrections: none."


def test_the_catalogues_own_corrections_are_sound() -> None:
    entries = load_corrections(ROOT / "data" / "catalogue", CATALOGUE, REGIONS)
    assert ("etab_arb_el_stud", "00", "2021", "K") in {(one.indicator, one.region, one.period, one.sex) for one in entries}
    for one in entries:
        assert one.reason.startswith("Misstänkt fel: " if one.proposal else "Rättat: ")
        assert one.reason.endswith(".")
    proposed = [one for one in entries if one.proposal]
    assert {(one.region, one.period) for one in proposed} == {("2305", "2013"), ("2422", "2018")}
    assert in_words(entries).startswith(f"Corrections: {len(entries)} cell(s) of ")
