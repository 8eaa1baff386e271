"""A table's metadata and SCB's code lists: which variables and values there are to ask for."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

from pydantic import ValidationError

from etl.harvest import SourceError
from etl.sources.scb.dataset import Named, Part, read_dataset
from etl.sources.scb.settings import LATER

LANGUAGE: Final = "lang=sv"
NOISE: Final = "Cell Key Method"
"""What SCB's notes call the small random noise in statistics on the population from 2025."""


@dataclass(frozen=True)
class Variable:
    """A variable: labels by code in the table's order; the code lists that it may be asked for by, label by id."""

    code: str
    values: Mapping[str, str]
    eliminable: bool
    code_lists: Mapping[str, str]


@dataclass(frozen=True)
class Table:
    """What SCB says of a table; `updated` changes when its figures do."""

    id: str
    label: str
    updated: str | None
    time: str
    variables: Mapping[str, Variable]
    notes: tuple[str, ...]

    @property
    def noisy(self) -> bool:
        """Whether SCB says that it has added noise, so that parts don't add up to their totals."""
        return any(NOISE in note for note in self.notes)


class CodeValue(Part):
    """A value of a code list."""

    code: str
    label: str


class CodeList(Named):
    """A code list: values that put a variable's own together (`Aggregation`), or choose among them (`Valueset`)."""

    type: str
    values: tuple[CodeValue, ...]

    @property
    def labels(self) -> dict[str, str]:
        """Labels by code."""
        return {value.code: value.label for value in self.values}


def metadata_request(table: str) -> str:
    """The request for a table's metadata."""
    return f"/tables/{table}/metadata?{LANGUAGE}"


def code_list_request(code_list: str) -> str:
    """The request for a code list."""
    return f"/codeLists/{quote(code_list, safe='')}?{LANGUAGE}"


def read_table(document: Any, table: str) -> Table:
    """A table's metadata.

    Raises:
        SourceError: it isn't of the form that is read here, or names no variable of time.

    """
    request = metadata_request(table)
    dataset = read_dataset(document, request)
    if len(dataset.role.time) != 1 or dataset.role.time[0] not in dataset.id:
        raise SourceError(f"SCB: table {table}: role.time is {dataset.role.time}, one of its variables is expected. {LATER}")
    variables = {}
    for code in dataset.id:
        dimension = dataset.dimension[code]
        labels = {value: dimension.category.label.get(value, value) for value in dimension.category.codes}
        lists = {each.id: each.label for each in dimension.extension.code_lists}
        variables[code] = Variable(code, labels, dimension.extension.elimination, lists)
    return Table(table, dataset.label, dataset.updated, dataset.role.time[0], variables, dataset.note)


def read_code_list(document: Any, code_list: str) -> CodeList:
    """A code list.

    Raises:
        SourceError: it lacks a field or has one of the wrong kind.

    """
    try:
        return CodeList.model_validate(document)
    except ValidationError as error:
        fault = error.errors()[0]
        field = ".".join(str(part) for part in fault["loc"]) or "(whole answer)"
        request = code_list_request(code_list)
        raise SourceError(
            f"SCB: request {request}: field {field}: {fault['msg']}; found {fault['input']!r:.80}. {LATER}"
        ) from error
