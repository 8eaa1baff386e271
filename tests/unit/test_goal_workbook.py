"""A strategy's workbook read: what is taken in, and what is refused with words that mend it."""

import io
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from etl import geography
from etl.contract.codes import Unit
from etl.contract.goal import GoalKind, Measure
from etl.sources.inbox.collection import Inbox, read_inbox
from etl.sources.inbox.goals.cells import WrongError, level
from etl.sources.inbox.goals.example import GOALS as EXAMPLE_GOALS
from etl.sources.inbox.goals.example import STRATEGY as EXAMPLE
from etl.sources.inbox.goals.sheets import COLUMNS, KINDS, QUESTIONS, SHEETS
from etl.sources.inbox.grid import Cell
from tests.goal_workbooks import CATALOGUE, filled, put, saved, template

TODAY = date(2026, 11, 21)
REGIONS = geography.regions()


def read(folder: Path, content: bytes, name: str = "mal.xlsx") -> Inbox:
    (folder / name).write_bytes(content)
    return read_inbox(folder, REGIONS, today=TODAY)


def lines(inbox: Inbox) -> list[str]:
    assert not inbox.strategies
    return [fault.line for fault in inbox.refused["mal.xlsx"]]


def test_the_template_has_its_sheets_and_lists_with_years() -> None:
    workbook = template()
    assert tuple(workbook.sheetnames) == SHEETS
    measures = [cell.value for cell in workbook["Mått"]["A"]]
    assert "Sysselsatta bland utrikes födda, 20–64 år (2010–2024)" in measures
    assert "Inget mått" in measures
    lists = {str(one.sqref).partition(":")[0]: one.formula1 for one in workbook["Mål"].data_validations.dataValidation}
    assert lists["D2"] == f"'Mått'!$A$2:$A${measures.index('Inget mått') + 1}"
    assert [cell.value for cell in workbook["Mått"]["K"]][1 : len(KINDS) + 1] == list(KINDS)


def test_a_filled_template_is_the_model_that_yaml_makes(tmp_path: Path) -> None:
    inbox = read(tmp_path, filled())
    assert not inbox.refused
    assert not inbox.warnings
    (one,) = inbox.strategies
    strategy = one.strategy
    assert strategy is not None
    assert (strategy.id, strategy.region, strategy.year, strategy.in_force_until) == ("zebravagar_in_2030", "0484", 2024, 2030)
    assert strategy.draft_by == "Kommunledningskontoret"
    assert strategy.adopted is not None
    assert strategy.adopted.date == "2024-03-18"
    first, second, third = strategy.goals
    assert (first.kind, first.value, first.indicators, first.fit) == (GoalKind.AT_LEAST, 75.5, ("syss_utrikes",), "direct")
    assert (first.baseline_year, first.target_year, first.area) == (2022, 2030, "arbete")
    assert (second.kind, second.value, second.baseline_year) == (GoalKind.AT_MOST, 10, None)
    assert (third.stated_as, third.fit, third.value, third.area) == ("direction", "partial", None, None)
    assert one.rows == {first.id: 2, second.id: 3, third.id: 4}


def test_the_example_is_right(tmp_path: Path) -> None:
    """What the sheet of the example shows is taken in once it stands in the other sheets."""
    workbook = template()
    sheet = workbook["Exempel"]
    for row, key in enumerate(QUESTIONS, start=2):
        workbook["Strategi"].cell(row, 2).value = sheet.cell(row + 1, 2).value
        assert sheet.cell(row + 1, 2).value == EXAMPLE[key]
    start = len(QUESTIONS) + 5
    for row in range(len(EXAMPLE_GOALS)):
        for column in range(1, len(COLUMNS) + 1):
            workbook["Mål"].cell(row + 2, column).value = sheet.cell(start + row, column).value
    inbox = read(tmp_path, saved(workbook))
    assert not inbox.refused
    assert [goal.measure for goal in inbox.strategies[0].strategy.goals] == [Measure.LEVEL, Measure.LEVEL, Measure.GAP]


@pytest.mark.parametrize("key", KINDS)
def test_every_kind_in_the_list_can_be_chosen(key: str, tmp_path: Path) -> None:
    valued = {"Minst nivån", "Högst nivån", "Kvinnor och män minst nivån", "Minska med en andel"}
    value = 20 if key in valued or key.endswith("högst nivån") else None
    inbox = read(tmp_path, filled(goal1_kind=key, goal1_level=value))
    assert not inbox.refused
    assert (inbox.strategies[0].strategy.goals[0].kind, inbox.strategies[0].strategy.goals[0].measure) == KINDS[key][:2]


MISTAKES: dict[str, tuple[dict[str, Any], str, str]] = {
    "no measure of that name": (
        {"goal1_measure": "Sysselsatta bland utrikes födda"},
        'Blad Mål, rad 2, kolumn D (Mått). Värde: "Sysselsatta bland utrikes födda". Måttet finns inte.',
        "Närmast: Sysselsatta bland utrikes födda, 20–64 år",
    ),
    "a share": (
        {"goal1_level": 0.755},
        'Blad Mål, rad 2, kolumn F (Nivå). Värde: "0.755". Är det 75,5 % eller 0,755 %?',
        "Skriv talet i procent med procenttecken.",
    ),
    "the years the wrong way round": (
        {"goal1_base": 2030, "goal1_target": 2022},
        'Blad Mål, rad 2, kolumn H (Målår). Värde: "2022".',
        "Målåret måste vara efter basåret, som är 2030.",
    ),
    "the same goal twice": (
        {"goal3_text": "zebramål ett:  minst 75,5 procent arbetar."},
        "Blad Mål, rad 4, kolumn A (Mål).",
        "Samma ord som målet i rad 2.",
    ),
    "no kommun of that name": (
        {"region": "Eskilsuna"},
        'Blad Strategi, rad 4, kolumn B (Kommun eller län). Värde: "Eskilsuna".',
        "Tillåtet: Riket, ett län eller en kommun",
    ),
    "no kind of that name": (
        {"goal2_kind": "Mindre än"},
        "Blad Mål, rad 3, kolumn C (Typ av mål).",
        "Tillåtet: Minst nivån, Högst",
    ),
    "a kind without its level": ({"goal2_level": None}, "Blad Mål, rad 3, kolumn F (Nivå). Cellen är tom.", "kräver en nivå"),
    "a level without need": ({"goal3_level": 5}, "Blad Mål, rad 4, kolumn F (Nivå).", "har ingen nivå. Töm cellen"),
    "a gap of what has none": (
        {"goal2_kind": "Gapet till inrikes födda halverat", "goal2_level": None},
        "Blad Mål, rad 3, kolumn D (Mått).",
        "Måttet finns inte för inrikes födda",
    ),
    "a draft by nobody": ({"sender": None}, "Blad Strategi, rad 9, kolumn B (Lämnad av).", "skriv ett namn eller en enhet"),
    "decided without a date": ({"status": "Beslutad", "adopted": None}, "kolumn B (Antagen).", "annars är den Utkast"),
    "decided tomorrow": ({"status": "Beslutad", "adopted": "2026-11-22"}, "kolumn B (Antagen).", "har inte varit än"),
    "a date that is none": ({"adopted": "2024-02-30"}, "kolumn B (Antagen).", "Datumet finns inte."),
    "a title that is taken": ({"title": "Eskilstuna"}, "kolumn B (Titel).", "Katalogen har redan en strategi"),
    "no address": ({"url": "eskilstuna.se"}, "kolumn B (Adress).", "börjar med https://"),
    "a formula": ({"goal1_level": "=70+5.5"}, "Blad Mål, rad 2, kolumn F", "Cellen innehåller en formel."),
    "a year as a date": ({"goal1_target": date(2030, 12, 31)}, "kolumn H (Målår).", "ett år med fyra siffror"),
    "a number for words": ({"goal1_text": 75}, "kolumn A (Mål).", "en text med ord"),
    "words for a number": ({"goal1_level": "ungefär 75"}, "kolumn F (Nivå).", "ett tal med decimalkomma"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_refused_with_what_mends_it(mistake: str, tmp_path: Path) -> None:
    changed, place, allowed = MISTAKES[mistake]
    found = lines(read(tmp_path, filled(**changed)))
    assert [line for line in found if place in line and allowed in line], found
    assert len(found) == 1, found


def test_faults_lie_beside_the_file_and_go_with_them(tmp_path: Path) -> None:
    read(tmp_path, filled(goal1_level=0.755, region="Eskilsuna"))
    text = (tmp_path / "mal.fel.txt").read_text("utf-8-sig")
    assert text.startswith("mal.xlsx har inte tagits in: 2 fel.")
    workbook = load_workbook(tmp_path / "mal.fel.xlsx")
    assert [row[1].value for row in workbook["Fel"].iter_rows(min_row=3)] == ["Strategi", "Mål"]
    assert "Eskilsuna" in workbook["Strategi markerat"].cell(4, 4).value
    assert workbook["Mål markerat"]["F2"].fill.fgColor.rgb == "00F4B8B0"
    assert workbook["Mål markerat"]["B4"].fill.fgColor.rgb != "00F4B8B0"
    read(tmp_path, filled())
    assert sorted(file.name for file in tmp_path.iterdir()) == [".accepted", "mal.xlsx"]


def test_a_spoilt_file_changes_nothing_of_what_was_taken_in(tmp_path: Path) -> None:
    read(tmp_path, filled())
    inbox = read(tmp_path, filled(goal1_kind="Mindre"))
    assert [one.name for one in inbox.strategies] == ["mal.xlsx"]
    assert inbox.kept == ("mal.xlsx",)


def test_of_two_with_one_title_the_newer_counts(tmp_path: Path) -> None:
    (tmp_path / "aldre.xlsx").write_bytes(filled(actor="Den äldre"))
    inbox = read(tmp_path, filled(actor="Den nyare"))
    assert [one.strategy.actor for one in inbox.strategies if one.strategy] == ["Den nyare"]
    assert "aldre.xlsx is replaced by mal.xlsx" in inbox.remarks[0]


def merged(workbook: Workbook) -> None:
    workbook["Mål"].merge_cells("A3:B3")


def hidden(workbook: Workbook) -> None:
    workbook["Mått"].sheet_state = "hidden"


def further(workbook: Workbook) -> None:
    workbook.create_sheet("Eget")


def without(workbook: Workbook) -> None:
    del workbook["Mål"]


@pytest.mark.parametrize(
    ("change", "allowed"),
    [(merged, "sammanfogade"), (hidden, "Bladet är dolt"), (further, "hör inte till mallen"), (without, "Bladet Mål saknas")],
)
def test_the_form_is_held_as_for_reports(change: Callable[[Workbook], None], allowed: str, tmp_path: Path) -> None:
    workbook = template()
    put(workbook)
    change(workbook)
    assert any(allowed in line for line in lines(read(tmp_path, saved(workbook))))


@pytest.mark.parametrize(
    ("part", "content", "allowed"),
    [("xl/vbaProject.bin", b"x", "makron"), ("xl/media/image1.png", b"\0" * 30_000_000, "växer orimligt")],
)
def test_macros_and_bombs_are_refused(part: str, content: bytes, allowed: str, tmp_path: Path) -> None:
    written = io.BytesIO(filled())
    with zipfile.ZipFile(written, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(part, content)
    assert any(allowed in line for line in lines(read(tmp_path, written.getvalue())))


def test_a_level_outside_the_scale_is_warned_of_and_taken_in(tmp_path: Path) -> None:
    inbox = read(tmp_path, filled(goal1_level=755))
    assert inbox.strategies
    assert "utanför måttets skala, från 0 till 100" in inbox.warnings["mal.xlsx"][0].line


def test_a_goal_without_a_measure_says_so(tmp_path: Path) -> None:
    inbox = read(tmp_path, filled(goal3_measure="Inget mått", goal3_fit=None))
    goal = inbox.strategies[0].strategy.goals[2]
    assert goal.indicators == ()
    assert goal.why_no_indicator == "Den som lämnade målet har inte angett något mått."


LEVELS = [
    (Cell("75.5", number=True), Unit.PERCENT, 75.5),
    (Cell("0.755", number=True, format="0.0%"), Unit.PERCENT, 75.5),
    (Cell("75,5 %"), Unit.PERCENT, 75.5),
    (Cell("75,5\u00a0%"), Unit.PERCENT, 75.5),
    (Cell("0,755 %"), Unit.PERCENT, 0.755),
    (Cell("0.755", number=True), Unit.PERCENT, None),
    (Cell("0,755"), Unit.PERCENT, None),
    (Cell("1", number=True), Unit.PERCENT, None),
    (Cell("0", number=True), Unit.PERCENT, 0),
    (Cell("0,755"), Unit.PARITY_RATIO, 0.755),
    (Cell("12 500"), Unit.COUNT, 12500),
    (Cell("1.250"), Unit.COUNT, None),
    (Cell("50 %"), Unit.COUNT, None),
    (Cell("0.5", number=True, format="0%"), Unit.PARITY_RATIO, None),
    (Cell("1e300", number=True), Unit.COUNT, None),
    (Cell("-5"), Unit.PERCENTAGE_POINTS, -5),
    (Cell("٣"), Unit.COUNT, None),
]


@pytest.mark.parametrize(("cell", "unit", "value"), LEVELS)
def test_ways_to_write_a_level_are_told_apart(cell: Cell, unit: Unit, value: float | None) -> None:
    if value is None:
        with pytest.raises(WrongError):
            level(cell, unit)
    else:
        assert level(cell, unit) == value


def test_measures_have_names_of_their_own() -> None:
    titles = [entry.title.casefold() for entry in CATALOGUE.indicators]
    assert len({*titles}) == len(titles)
