"""What is asked of a table: codes by variable, divided into questions that SCB allows."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import orjson

from etl.harvest import SourceError
from etl.sources.scb.dataset import NO_SYMBOL, Cube
from etl.sources.scb.settings import LATER
from etl.sources.scb.table import LANGUAGE


@dataclass(frozen=True)
class Selection:
    """Codes by variable in the table's order, and the code lists that codes belong to. What isn't named, SCB adds up."""

    table: str
    codes: Mapping[str, tuple[str, ...]]
    code_lists: Mapping[str, str]

    @property
    def cells(self) -> int:
        """How many cells the answer holds."""
        return math.prod(len(codes) for codes in self.codes.values())

    @property
    def request(self) -> str:
        """Path and query below the API's URL."""
        aggregated = "".join(f"&outputValues[{variable}]=aggregated" for variable in self.code_lists)
        return f"/tables/{self.table}/data?{LANGUAGE}&outputFormat=json-stat2{aggregated}"

    @property
    def question(self) -> dict[str, Any]:
        """What is sent with the request."""
        return {"selection": [self._of(variable) for variable in self.codes]}

    @property
    def key(self) -> str:
        """Request and question in one line; the same for the same cells."""
        return f"POST {self.request} {orjson.dumps(self.question).decode()}"

    def _of(self, variable: str) -> dict[str, Any]:
        code_list = {"codelist": self.code_lists[variable]} if variable in self.code_lists else {}
        return {"variableCode": variable, **code_list, "valueCodes": list(self.codes[variable])}


def split(selection: Selection, most_cells: int) -> list[Selection]:
    """The fewest selections along the largest variable, and then the next, that stay within `most_cells` each."""
    if selection.cells <= most_cells:
        return [selection]
    largest = max(selection.codes, key=lambda variable: len(selection.codes[variable]))
    codes = selection.codes[largest]
    rest = selection.cells // len(codes)
    step = max(1, most_cells // rest)
    chunks = [codes[start : start + step] for start in range(0, len(codes), step)]
    parts = [Selection(selection.table, {**selection.codes, largest: chunk}, selection.code_lists) for chunk in chunks]
    return [piece for part in parts for piece in split(part, most_cells)]


def refuse_other(cube: Cube, requested: Selection) -> None:
    """Refuse an answer about something else.

    Raises:
        SourceError: the answer's variables or values aren't those asked for.

    """
    for variable in dict.fromkeys((*requested.codes, *cube.codes)):
        wanted, found = set(requested.codes.get(variable, ())), set(cube.codes.get(variable, ()))
        if wanted != found:
            odd = ", ".join(sorted(wanted ^ found)[:5])
            raise SourceError(
                f"SCB: table {requested.table}: variable {variable}: {len(wanted)} value(s) asked for, {len(found)} answered; "
                f"they differ in {odd}. Request: {requested.key:.400}. {LATER}"
            )


def assembled(selection: Selection, pieces: Mapping[str, Cube], most_cells: int) -> Cube:
    """The whole of a selection from the answers to its parts, by key; variables and codes in the selection's order."""
    shape = tuple(len(codes) for codes in selection.codes.values())
    values, symbols = np.full(shape, math.nan), np.full(shape, NO_SYMBOL, dtype=object)
    positions = {variable: {code: position for position, code in enumerate(codes)} for variable, codes in selection.codes.items()}
    for part in split(selection, most_cells):
        cube = pieces[part.key]
        axes = [list(cube.codes).index(variable) for variable in selection.codes]
        where = np.ix_(*([positions[variable][code] for code in cube.codes[variable]] for variable in selection.codes))
        values[where], symbols[where] = cube.values.transpose(axes), cube.symbols.transpose(axes)
    return Cube(dict(selection.codes), values, symbols)
