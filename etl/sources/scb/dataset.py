"""SCB's json-stat2 datasets: a table's metadata and its data have one form, checked here before anything is read from them.

https://json-stat.org/full/ and https://www.scb.se/vara-tjanster/oppna-data/pxwebapi/
"""

import math
from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import AliasChoices, BaseModel, ConfigDict, Field, ValidationError

from etl.harvest import SourceError
from etl.sources.scb.settings import LATER

Floats = NDArray[np.float64]
Symbols = NDArray[np.object_]

NO_SYMBOL: Final = ""


class Part(BaseModel):
    """A part of a dataset of which only these fields are read."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Category(Part):
    """A variable's values: places by code, or codes in order; labels by code."""

    index: dict[str, int] | tuple[str, ...]
    label: dict[str, str] = {}

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes in the order of the cells."""
        if isinstance(self.index, tuple):
            return self.index
        return tuple(sorted(self.index, key=self.index.__getitem__))

    @property
    def in_order(self) -> bool:
        """Whether each place is taken once."""
        positions = range(len(self.index)) if isinstance(self.index, tuple) else sorted(self.index.values())
        return list(positions) == list(range(len(self.index))) and len(set(self.codes)) == len(self.codes)


class Named(Part):
    """Something that SCB names by id."""

    id: str
    label: str = ""


class VariableExtension(Part):
    """Whether SCB adds a variable's values up where it is left out, and the code lists that it offers."""

    elimination: bool = False
    code_lists: tuple[Named, ...] = Field((), validation_alias=AliasChoices("codelists", "codeLists"))


class Dimension(Part):
    """One variable."""

    label: str = ""
    category: Category
    extension: VariableExtension = Field(default_factory=lambda: VariableExtension.model_validate({}))


class Role(Part):
    """Which variables are time."""

    time: tuple[str, ...] = ()


class Dataset(Part):
    """A json-stat2 dataset. Metadata has every variable's values and no cells."""

    kind: Literal["dataset"] = Field(alias="class")
    label: str
    updated: str | None = None
    note: tuple[str, ...] = ()
    role: Role = Role()
    id: tuple[str, ...]
    size: tuple[int, ...]
    dimension: dict[str, Dimension]
    value: list[Annotated[float, Field(strict=True)] | None]
    status: dict[int, str] | list[str | None] | str | None = None

    @property
    def codes(self) -> dict[str, tuple[str, ...]]:
        """Every variable's codes, variables and codes in the order of the cells."""
        return {variable: self.dimension[variable].category.codes for variable in self.id}


def read_dataset(document: Any, request: str) -> Dataset:
    """A dataset whose variables fit together.

    Raises:
        SourceError: it lacks a field, has one of the wrong kind, or sizes aren't those of the variables.

    """
    try:
        dataset = Dataset.model_validate(document)
    except ValidationError as error:
        fault = error.errors()[0]
        field = ".".join(str(part) for part in fault["loc"]) or "(whole answer)"
        raise _refusal(request, f"field {field}: {fault['msg']}; found {fault['input']!r:.80}") from error
    if lost := [variable for variable in dataset.id if variable not in dataset.dimension]:
        raise _refusal(request, f"variable {lost[0]} in id, but not in dimension")
    for variable, size in zip(dataset.id, dataset.size, strict=False):
        category = dataset.dimension[variable].category
        if size != len(category.index) or not category.in_order:
            raise _refusal(request, f"variable {variable}: size {size}, but {len(category.index)} value(s) in its index")
    if len(dataset.id) != len(dataset.size) or len(set(dataset.id)) != len(dataset.id):
        raise _refusal(request, f"{len(dataset.size)} size(s) for the variables {', '.join(dataset.id)}")
    return dataset


@dataclass(frozen=True)
class Cube:
    """Cells in the shape of `codes`: NaN where there is no value, and SCB's symbol for why ("" where it gives none)."""

    codes: dict[str, tuple[str, ...]]
    values: Floats
    symbols: Symbols


def read_cube(dataset: Dataset, request: str) -> Cube:
    """The cells of a dataset.

    Raises:
        SourceError: their number is not the product of the variables' sizes, or a status belongs to no cell.

    """
    cells = math.prod(dataset.size)
    if len(dataset.value) != cells:
        sizes = " x ".join(str(size) for size in dataset.size)
        raise _refusal(request, f"{len(dataset.value)} cell(s), but the variables make {sizes} = {cells}")
    values = np.array([math.nan if value is None else value for value in dataset.value], dtype=np.float64)
    symbols = _symbols(dataset, cells, request)
    return Cube(dataset.codes, values.reshape(dataset.size), symbols.reshape(dataset.size))


def _symbols(dataset: Dataset, cells: int, request: str) -> Symbols:
    symbols = np.full(cells, NO_SYMBOL, dtype=object)
    match dataset.status:
        case None:
            return symbols
        case str(symbol):
            symbols[:] = symbol
        case list(each):
            if len(each) != cells:
                raise _refusal(request, f"{len(each)} status(es) for {cells} cell(s)")
            symbols[:] = [symbol or NO_SYMBOL for symbol in each]
        case by_position:
            if astray := [position for position in by_position if not 0 <= position < cells]:
                raise _refusal(request, f"status of cell {astray[0]}, but there are {cells} cell(s)")
            symbols[list(by_position)] = list(by_position.values())
    return symbols


def _refusal(request: str, fault: str) -> SourceError:
    return SourceError(f"SCB: {fault}. Request: {request}. {LATER}")
