"""A broken strategy, principle, target or link is refused with the file, the entry, the field and what is allowed."""

import shutil
from pathlib import Path

import pytest

from etl.contract.catalogue import CatalogueError, load_catalogue
from etl.contract.paths import ROOT
from etl.contract.strategies import load_strategies
from tests.unit.faults import Fault

REAL = ROOT / "data" / "catalogue"
CATALOGUE = load_catalogue(REAL)
ESKILSTUNA, MOELNDAL, RUS = (f"strategies/{name}.yaml" for name in ("eskilstuna", "moelndal", "soermland_rus"))
PRINCIPLES, TARGETS, LINKS = "eu_principles.yaml", "sdg_targets.yaml", "links.yaml"
YOUTH = "    text: Ungdomsarbetslösheten ska vara under rikssnittet år 2022.\n"
GOAL = "goals.sysselsattning_2030"


FAULTS = (
    Fault("typo in a field", ESKILSTUNA, "summary:", "sumary:", ("entry eskilstuna", "field sumary", "summary, title, url")),
    Fault(
        "typo in a goal",
        ESKILSTUNA,
        "    kind: above",
        "    knd: above",
        (f"field {GOAL}.knd", "kind, kpis_wanted", "target_year"),
    ),
    Fault(
        "typo in a statement",
        MOELNDAL,
        "  verbatim:",
        "  verbatm:",
        ("field overall_goal.verbatm", "source, text, url, verbatim"),
    ),
    Fault("goal without text", ESKILSTUNA, YOUTH, "", ("goals.ungdomsarbetsloshet_2022.text", "Field required")),
    Fault(
        "empty text of a documented goal",
        ESKILSTUNA,
        YOUTH,
        '    text: ""\n',
        ("text must be empty where evidence is not_found",),
    ),
    Fault(
        "text of a goal not found",
        MOELNDAL,
        'text: ""',
        "text: Fler ska arbeta.",
        ("goals.arbete", "only there", "Fler ska arbeta"),
    ),
    Fault("unknown kind", ESKILSTUNA, "kind: above_riket", "kind: over_riket", (f"{GOAL}.kind", "'over_riket'", "above_riket")),
    Fault(
        "unknown evidence",
        ESKILSTUNA,
        "    evidence: documented\n    source",
        "    evidence: sure\n    source",
        ("'sure'", "not_found"),
    ),
    Fault(
        "evidence of a link", LINKS, "evidence: inferred}", "evidence: not_found}", ("entry number 1", "evidence", "'documented'")
    ),
    Fault(
        "value without need",
        ESKILSTUNA,
        "target_year: 2030",
        "value: 80\n    target_year: 2030",
        ("value is for at_least, at_most",),
    ),
    Fault("value missing", ESKILSTUNA, "    value: 10\n", "", ("goals.arbetsloshet_2020", "needed there; kind is at_most")),
    Fault("gap of a level", ESKILSTUNA, "kind: at_most", "kind: gap_at_most", ("goals.arbetsloshet_2020", "needs measure: gap")),
    Fault(
        "years",
        ESKILSTUNA,
        "target_year: 2030",
        "target_year: 2030\n    baseline_year: 2031",
        ("2031 must be before target_year 2030",),
    ),
    Fault("year out of range", ESKILSTUNA, "target_year: 2030", "target_year: 203", (f"{GOAL}.target_year", "1990", "found 203")),
    Fault(
        "both indicator and reason",
        ESKILSTUNA,
        "why_no_indicator:",
        "indicators: [invanare]\n    why_no_indicator:",
        ("give either",),
    ),
    Fault("no indicator, no reason", ESKILSTUNA, "    indicators: [syss_alla]\n", "", (GOAL, "give either indicators or why")),
    Fault("indicator without fit", ESKILSTUNA, "    fit: direct\n", "", (GOAL, "indicators need fit and indicator_evidence")),
    Fault(
        "adopted on no date",
        ESKILSTUNA,
        'date: "2019-07-05"',
        "date: våren 2019",
        ("adopted.date", "'våren 2019'", "entry eskilstuna"),
    ),
    Fault(
        "adopted without source", RUS, "  source: Region Sörmland, Mål och prior", "  sorce: Region", ("adopted.sorce", "source")
    ),
    Fault(
        "sex gap of a level",
        ESKILSTUNA,
        "    kind: at_most",
        "    kind: at_most\n    measure: sex_gap",
        ("goals.arbetsloshet_2020", "measure sex_gap is for gap"),
    ),
    Fault(
        "group of no group's goal",
        ESKILSTUNA,
        "    kind: at_most",
        '    kind: at_most\n    group: ["18"]',
        ("goals.arbetsloshet_2020", "group is for kind above_group"),
    ),
    Fault(
        "group missing",
        ESKILSTUNA,
        "    kind: above_riket",
        "    kind: above_group",
        (GOAL, "needs group"),
    ),
    Fault(
        "outcome of what is measured",
        ESKILSTUNA,
        "    why_no_indicator: >-\n      Siffran",
        "    indicators: [syss_alla]\n    indicator_evidence: inferred\n    fit: direct\n    note: >-\n      Siffran",
        ("goals.arbetsloshet_2020", "outcome is for a goal that no indicator measures"),
    ),
    Fault(
        "sexes of what has none",
        "strategies/rufs_2050.yaml",
        "[gymnbeh_hemkommun]",
        "[uvas_skydd_20_25]",
        ("with kind both_at_least", "'uvas_skydd_20_25' is none of"),
    ),
    Fault("link without evidence", ESKILSTUNA, "    link_evidence: inferred\n", "", (GOAL, "need link_evidence")),
    Fault("unknown indicator", ESKILSTUNA, "[syss_alla]", "[syss_alls]", (f"{GOAL}.indicators", "'syss_alls' is none of")),
    Fault(
        "gap without pair",
        MOELNDAL,
        "rost_utrikes_kf]",
        "invanare]",
        ("with measure gap", "'invanare' is none of akdelt_utrikes"),
    ),
    Fault(
        "unknown area",
        ESKILSTUNA,
        "    area: unga",
        "    area: gamla",
        (".area", "'gamla' is none of inkludering, sysselsattning, unga"),
    ),
    Fault(
        "unknown document",
        ESKILSTUNA,
        "    document: affarsplan",
        "    document: plan",
        (".document", "'plan' is none of affarsplan"),
    ),
    Fault(
        "unknown focus area",
        ESKILSTUNA,
        "[arbete]",
        "[jobb]",
        ("areas.sysselsattning.focus_areas", "'jobb' is none of arbete, boende"),
    ),
    Fault("unknown target", ESKILSTUNA, '["8.5"]', '["8.9"]', (f"{GOAL}.sdg_targets", "'8.9' is none of 1.2")),
    Fault("target as a number", ESKILSTUNA, '["8.5"]', "[8.5]", (f"{GOAL}.sdg_targets.0", "valid string", "found 8.5")),
    Fault(
        "unknown principle",
        ESKILSTUNA,
        "eu_principles: [3]",
        "eu_principles: [12]",
        (f"{GOAL}.eu_principles.0", "equal to 11", "12"),
    ),
    Fault(
        "goal twice",
        ESKILSTUNA,
        "- id: inkluderingsmodell",
        "- id: sysselsattning_2030",
        ("sysselsattning_2030", "goals.id", "unique"),
    ),
    Fault(
        "id not the file's", ESKILSTUNA, "id: eskilstuna", "id: nykoeping", ("entry nykoeping", "the file's name, 'eskilstuna'")
    ),
    Fault("region", ESKILSTUNA, '"0484"', '"484"', ("field region", "'484'")),
    Fault("no link to the source", ESKILSTUNA, "url: https://", "url: www.", ("field adopted.url", "https?://", "'www.")),
    Fault(
        "no goals", RUS, "\ngoals:\n", "\ngoals: []\nrest:\n", ("soermland_rus", "field goals", "at least 1 item", "field rest")
    ),
    Fault("bad YAML", ESKILSTUNA, "id: eskilstuna", "id: [eskilstuna", ("not valid YAML", "line")),
    Fault("principle twice", PRINCIPLES, "number: 2\n", "number: 1\n", ("entry 1", "field number", "must be unique")),
    Fault("principle's focus area", PRINCIPLES, "[arbete]", "[jobb]", ("entry 3", "focus_areas", "'jobb' is none of")),
    Fault("principle's wording", PRINCIPLES, "wording: verbatim", "wording: exact", ("wording", "'exact'", "own_translation")),
    Fault("target twice", TARGETS, 'id: "1.3"', 'id: "1.2"', ("entry 1.2", "field id", "must be unique")),
    Fault(
        "link of an unknown indicator",
        LINKS,
        "indicator: syss_utrikes,",
        "indicator: syss,",
        ("entry syss to 8.5", "'syss' is none of"),
    ),
    Fault("link to an unknown target", LINKS, '"8.5"', '"8.8"', ("entry syss_utrikes to 8.8", "sdg_target", "'8.8' is none of")),
    Fault("link twice", LINKS, '"10.2"', '"8.5"', ("entry syss_utrikes to 8.5", "must be unique")),
    Fault("link to nothing", LINKS, ', sdg_target: "8.5"', "", ("number 1", "give either sdg_target or eu_principle")),
    Fault(
        "link to a missing principle",
        PRINCIPLES,
        "number: 9\n",
        "number: 8\n",
        ("to principle 9", "eu_principle", "'9' is none of 1, 10"),
    ),
)


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return Path(shutil.copytree(REAL, tmp_path / "catalogue"))


def refusal(directory: Path) -> str:
    with pytest.raises(CatalogueError) as caught:
        load_strategies(directory, CATALOGUE)
    return str(caught.value)


def test_the_untouched_copy_loads(directory: Path) -> None:
    assert load_strategies(directory, CATALOGUE) == load_strategies(REAL, CATALOGUE)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_is_named(directory: Path, fault: Fault) -> None:
    file = fault.put_in(directory)
    message = refusal(directory)
    assert [part for part in (file.name, *fault.said) if part not in message] == []


@pytest.mark.parametrize("name", [PRINCIPLES, TARGETS, LINKS])
def test_a_missing_list_is_named(directory: Path, name: str) -> None:
    (directory / name).unlink()
    assert f"{directory / name}: can't be read" in refusal(directory)


@pytest.mark.parametrize("content", ["", "- id: eskilstuna\n", "bara text\n"])
def test_a_strategy_that_is_no_entry_is_refused(directory: Path, content: str) -> None:
    file = directory / ESKILSTUNA
    file.write_text(content, encoding="utf-8")
    assert f"{file}: entry (whole file)" in refusal(directory)


def test_no_strategies_at_all_is_refused(directory: Path) -> None:
    shutil.rmtree(directory / "strategies")
    assert f"{directory / 'strategies'}: no *.yaml file there; each strategy has one" in refusal(directory)


def test_an_indicator_paired_with_nothing_is_refused(directory: Path) -> None:
    file = directory / "indicators" / "arbete.yaml"
    text = file.read_text(encoding="utf-8")
    for wrong in ("syss_inrike", "syss_utrikes"):
        file.write_text(text.replace("pair: syss_inrikes", f"pair: {wrong}"), encoding="utf-8")
        with pytest.raises(CatalogueError, match=f"entry syss_utrikes: field pair: '{wrong}' is no other indicator's id"):
            load_catalogue(directory)
