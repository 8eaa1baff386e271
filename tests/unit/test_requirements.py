"""What an entry lacks is said with file, line, entry and field; one lack at a time, put into a copy of the real catalogue."""

import shutil
from pathlib import Path

import pytest

from etl.__main__ import main
from etl.contract.catalogue import load_catalogue
from etl.contract.paths import ROOT
from etl.contract.requirements import lacks
from etl.contract.strategies import load_strategies
from etl.contract.typography import faults_of_typography
from tests.unit.faults import Fault

REAL = ROOT / "data" / "catalogue"
WORK = "indicators/arbete.yaml"
SYNONYMS = "  synonyms: [sysselsättning, sysselsättningsgrad, jobb, arbete, utlandsfödda, invandrare]\n"
TITLE = "  title: Sysselsatta bland utrikes födda, 20–64 år\n"
FIRST = "entry syss_utrikes: field"

SAID = '  sentence: "{value} av de utrikes födda 20–64 år i {region} hade arbete {period}."\n'

LACKS = (
    Fault(
        "publisher",
        WORK,
        "    publisher: SCB, Befolkningens arbetsmarknadsstatus (BAS)\n",
        "",
        (f"arbete.yaml:26: {FIRST} source.publisher",),
    ),
    Fault("least value", WORK, "  minimum: 0\n", "", (f"arbete.yaml:3: {FIRST} minimum", "the least value")),
    Fault("greatest value", WORK, "  maximum: 100\n", "", (f"{FIRST} maximum",)),
    Fault("whom it is about", WORK, "  about: utrikes födda\n", "", (f"{FIRST} about", "alla invånare, utrikes födda")),
    Fault("caveat", WORK, "  caveat: Serien börjar 2020, och deltid räknas som arbete.\n", "", (f"{FIRST} caveat", "a sentence")),
    Fault("sentence", WORK, SAID, "", (f"{FIRST} sentence", "{value}, {region}, {period} once each")),
    Fault("a sentence of nowhere", WORK, SAID, SAID.replace(" i {region}", ""), (f"{FIRST} sentence", "{region}")),
    Fault(
        "a sentence of none with a value",
        WORK,
        SAID,
        f"{SAID}{SAID.replace('sentence', 'sentence_of_none')}",
        (f"{FIRST} sentence_of_none", "{region}, {period} once each"),
    ),
    Fault("two synonyms", WORK, SYNONYMS, "  synonyms: [jobb, arbete]\n", (f"arbete.yaml:23: {FIRST} synonyms", "at least 3")),
    Fault("the same synonym", WORK, SYNONYMS, "  synonyms: [jobb, arbete, Jobb, yrke]\n", (f"{FIRST} synonyms", "different")),
    Fault(
        "unlinked", "links.yaml", "- {indicator: syss_utrikes, eu_principle: 3, evidence: inferred}\n", "", ("links.yaml must",)
    ),
    Fault("a dash", WORK, TITLE, "  title: Sysselsatta, utrikes födda, 20-64 år\n", (f"arbete.yaml:4: {FIRST} title", "between")),
    Fault("what it counts", WORK, TITLE, "  title: Sysselsatta utrikes födda 20–64\n", (f"{FIRST} title: 20–64: a range",)),
    Fault("unit in title", WORK, TITLE, "  title: Sysselsatta utrikes födda, procent\n", (f"{FIRST} title: says the unit",)),
    Fault(
        "the same title",
        WORK,
        "  short_title: Sysselsatta utrikes födda\n",
        "  short_title: Sysselsatta inrikes födda\n",
        ("same in",),
    ),
    Fault("no full stop", WORK, "inkomst från ett eget aktivt företag.\n", "inkomst\n", (f"{FIRST} definition", "sentences")),
    Fault(
        "decimals", WORK, "  decimals: 1\n", "  decimals: 3\n", (f"{FIRST} decimals: at most 2", "pair: syss_inrikes differs in")
    ),
    Fault("order", WORK, "  role: core\n", "  role: support\n", ("entry arblos_utrikes: field role: core indicators",)),
)


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return shutil.copytree(REAL, tmp_path / "catalogue")


def said(directory: Path) -> list[str]:
    catalogue = load_catalogue(directory)
    return lacks(directory, catalogue, load_strategies(directory, catalogue))


@pytest.mark.parametrize("fault", LACKS, ids=lambda fault: fault.name)
def test_what_is_missing_is_said_with_its_line(fault: Fault, directory: Path) -> None:
    fault.put_in(directory)
    text = "\n".join(said(directory))
    for words in fault.said:
        assert words in text


def test_one_of_two_links_is_enough_for_a_target(directory: Path) -> None:
    Fault("", "links.yaml", '- {indicator: syss_utrikes, sdg_target: "8.5", evidence: inferred}\n', "", ()).put_in(directory)
    assert said(directory) == []


def test_an_entry_in_another_file_is_found_there(directory: Path) -> None:
    (directory / WORK).rename(directory / "indicators" / "moved.yaml")
    assert f"{directory}/indicators/moved.yaml:17: {FIRST} focus_area: the entry must be in arbete.yaml" in said(directory)


def test_a_strategy_must_say_what_it_is_about(directory: Path) -> None:
    file = directory / "strategies" / "moelndal.yaml"
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    start = next(at for at, line in enumerate(lines) if line.startswith("summary:"))
    end = next(at for at in range(start + 1, len(lines)) if not lines[at].startswith(" "))
    file.write_text("".join([*lines[:start], "summary: Kort.\n", *lines[end:]]), encoding="utf-8")
    (fault,) = said(directory)
    assert f"moelndal.yaml:{start + 1}: entry moelndal: field summary: at least 200 characters" in fault


def test_check_says_it_and_fails(directory: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    Fault("", WORK, SYNONYMS, "", ()).put_in(directory)
    monkeypatch.setenv("KOLLEN_CATALOGUE", str(directory))
    assert main(["check", "--data", str(tmp_path / "data")]) == 1
    assert f"arbete.yaml:3: {FIRST} synonyms: at least 3 different words" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["20-64 år", "20 – 64 år", "Sfi - kurser", "1 000 invånare", "Born in Sweden", "Två  ord"])
def test_typography_is_looked_at(text: str) -> None:
    assert faults_of_typography(text)


def test_good_swedish_has_no_faults() -> None:
    assert faults_of_typography("Sysselsatta bland utrikes födda, 20–64 år – per 1\u00a0000 invånare") == []
