"""From a strategy's workbook to a strategy of the catalogue's model, whole or not at all, with what is wrong and what is odd."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from etl.contract.goal import Evidence, Goal
from etl.contract.strategies import Strategy, StrategyArea
from etl.sources.inbox.faults import Fault, RefusedError, visible
from etl.sources.inbox.goals.cells import Answer, Answers
from etl.sources.inbox.goals.goal import Entered, entered
from etl.sources.inbox.goals.head import strategy_fields
from etl.sources.inbox.goals.sheets import (
    COLUMNS,
    FORM_HEADERS,
    GOALS_SHEET,
    MOST_GOALS,
    QUESTIONS,
    READ,
    SHEETS,
    STRATEGY_SHEET,
    Known,
    Question,
    folded,
)
from etl.sources.inbox.grid import Cell, Grid, letters
from etl.sources.inbox.reading import content_of
from etl.sources.inbox.workbook import read_workbook, sheet_names

NO_GOALS: Final = "Bladet har inga mål. Skriv ett mål på varje rad, från rad 2."
TOO_MANY: Final = f"Bladet har fler än {MOST_GOALS} mål. Dela upp dem på flera strategier."
STRAY: Final = "Cellen står utanför mallens kolumner. Töm den."
NO_CELL: Final = Cell("")


@dataclass(frozen=True)
class GoalReading:
    """What was read of a workbook: the strategy and its goals' rows, or else faults; `grids` has its cells as they were."""

    name: str
    grids: tuple[Grid, ...] = ()
    strategy: Strategy | None = None
    rows: Mapping[str, int] | None = None
    faults: tuple[Fault, ...] = ()
    warnings: tuple[Fault, ...] = ()


def is_strategy(file: Path) -> bool:
    """Whether a file in the inbox is a workbook with a strategy, told by its sheets; what can't be read is none."""
    if file.suffix.lower() != ".xlsx":
        return False
    try:
        names = sheet_names(content_of(file))
    except (OSError, RefusedError):
        return False
    return any(folded(name) in (folded(STRATEGY_SHEET), folded(GOALS_SHEET)) for name in names)


def read_strategy(file: Path, known: Known) -> GoalReading:
    """Read one workbook; whatever is wrong with it is among the faults, and then there is no strategy."""
    name = visible(file.name)
    try:
        sheets = read_workbook(content_of(file), READ, SHEETS)
    except RefusedError as error:
        return GoalReading(name, faults=error.faults)
    except OSError as error:
        return GoalReading(name, faults=(Fault(f"Filen går inte att läsa ({error.strerror}). Lägg den i mappen igen."),))
    return _judged(name, sheets[STRATEGY_SHEET], sheets[GOALS_SHEET], known)


def _judged(name: str, form: Grid, table: Grid, known: Known) -> GoalReading:
    faults = [*form.faults, *table.faults]
    reported = {(fault.sheet, fault.row, fault.letter) for fault in faults}
    asked, rows = _form(form, faults), _rows(table, faults)
    fields = strategy_fields(asked, known, from_1904=form.from_1904) if asked else {}
    goals = [entered(number, answers, known) for number, answers in rows.items()]
    for answers in (*([asked] if asked else []), *rows.values()):
        faults += [fault for fault in answers.faults if (fault.sheet, fault.row, fault.letter) not in reported]
    faults += _repeated(rows)
    named = _named([one for one in goals if one.goal is not None])
    if faults or not named:
        return GoalReading(name, (form, table), faults=_in_order(faults or [Fault(NO_GOALS, sheet=GOALS_SHEET)]))
    areas = tuple(
        StrategyArea(id=area.id, title=area.title, focus_areas=(area.id,), evidence=Evidence.INFERRED)
        for area in known.catalogue.focus_areas
        if any(one.area == area for one in goals)
    )
    strategy = Strategy(**fields, areas=areas, goals=tuple(named.values()))
    numbers = {goal.id: row for row, goal in named.items()}
    return GoalReading(name, (), strategy, numbers, warnings=tuple(odd for one in goals for odd in one.warnings))


def _form(grid: Grid, faults: list[Fault]) -> Answers | None:
    """The answers of the strategy's sheet; None where a question is missing or there twice, which is then among the faults."""
    keys = {folded(question.header): key for key, question in QUESTIONS.items()}
    found: dict[str, Answer] = {}
    before = len(faults)
    for row, cells in grid.rows.items():
        header, answer = cells.get(1, NO_CELL).text, cells.get(2, NO_CELL)
        key = keys.get(folded(header))
        if folded(header) == folded(FORM_HEADERS[0]):
            continue
        if key is not None and key not in found:
            found[key] = Answer(answer, STRATEGY_SHEET, row, "B", header)
        elif key is not None or header or answer.text:
            place = ("A", header) if header else ("B", answer.text)
            allowed = f"Raden hör inte till mallen eller finns två gånger. Ta bort den. Rader: {_headers(QUESTIONS)}."
            faults.append(Fault(allowed, place[1], row, place[0], sheet=STRATEGY_SHEET))
        faults += _strays(grid, row, len(FORM_HEADERS))
    for key, question in QUESTIONS.items():
        if key not in found:
            faults.append(Fault(f"Raden {question.header} saknas. Använd mallen.", sheet=STRATEGY_SHEET))
    return Answers(QUESTIONS, found) if len(faults) == before else None


def _rows(grid: Grid, faults: list[Fault]) -> dict[int, Answers]:
    """The answers of each row of the goals' sheet; none where the headers are wrong, which is then among the faults."""
    headers = {column: cell.text for column, cell in grid.rows.get(1, {}).items()}
    wrong = [*_header_faults(headers)]
    numbers = [number for number in grid.rows if number > 1]
    if not numbers and not wrong:
        wrong.append(Fault(NO_GOALS, sheet=GOALS_SHEET))
    if len(numbers) > MOST_GOALS:
        wrong.append(Fault(TOO_MANY, sheet=GOALS_SHEET))
    faults += wrong
    if wrong:
        return {}
    columns = {folded(header): column for column, header in headers.items()}
    places = {key: columns[folded(question.header)] for key, question in COLUMNS.items()}
    found = {}
    for number in numbers:
        cells = grid.rows[number]
        faults += _strays(grid, number, max(places.values()))
        found[number] = Answers(
            COLUMNS,
            {
                key: Answer(cells.get(column, NO_CELL), GOALS_SHEET, number, letters(column), COLUMNS[key].header)
                for key, column in places.items()
            },
        )
    return found


def _header_faults(headers: Mapping[int, str]) -> Iterator[Fault]:
    known = {folded(question.header) for question in COLUMNS.values()}
    uses = Counter(folded(header) for header in headers.values())
    for column, header in headers.items():
        if folded(header) not in known or uses[folded(header)] > 1:
            allowed = f"Kolumnen hör inte till mallen eller finns två gånger. Ta bort den. Kolumner: {_headers(COLUMNS)}."
            yield Fault(allowed, header, 1, letters(column), sheet=GOALS_SHEET)
    for question in COLUMNS.values():
        if folded(question.header) not in uses:
            yield Fault(f"Kolumnen {question.header} saknas i rad 1. Använd mallen.", row=1, sheet=GOALS_SHEET)


def _headers(questions: Mapping[str, Question]) -> str:
    return ", ".join(question.header for question in questions.values())


def _strays(grid: Grid, row: int, last: int) -> Iterator[Fault]:
    for column, cell in grid.rows[row].items():
        if column > last and cell.text:
            yield Fault(STRAY, cell.text, row, letters(column), sheet=grid.sheet)


def _repeated(rows: Mapping[int, Answers]) -> Iterator[Fault]:
    """A fault at each goal that has the words of one before it."""
    first: dict[str, int] = {}
    for number, answers in rows.items():
        words = folded(answers.cells["text"].cell.text)
        if words and first.setdefault(words, number) != number:
            allowed = f"Samma ord som målet i rad {first[words]}. Ta bort ett av dem, eller skriv ut skillnaden."
            yield answers.cells["text"].fault(allowed)


def _named(goals: Sequence[Entered]) -> dict[int, Goal]:
    """The goals by row, each with an id of its own."""
    named: dict[int, Goal] = {}
    taken: set[str] = set()
    for one in goals:
        if one.goal is None:
            continue
        name, number = one.goal.id, 1
        while name in taken:
            number += 1
            name = f"{one.goal.id}_{number}"
        taken.add(name)
        named[one.row] = one.goal.model_copy(update={"id": name})
    return named


def _in_order(faults: Sequence[Fault]) -> tuple[Fault, ...]:
    """The faults as one meets them: sheet by sheet, row by row; each once."""
    sheets = {None: 0, STRATEGY_SHEET: 1, GOALS_SHEET: 2}
    ordered = sorted(faults, key=lambda one: (sheets.get(one.sheet, 3), one.row or 0, len(one.letter or ""), one.letter or ""))
    return tuple(dict.fromkeys(ordered))
