"""Reading hand-written YAML into models, and the words for what is wrong with it: which file, which entry, which field."""

import typing
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from etl.contract.errors import ExpectedError

ENTRY_LIMIT = 12
"""How many faults of the catalogue are listed before the rest are only counted."""

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml's safe loader where PyYAML was built with it: ten times faster."""

WHOLE_FILE = "(whole file)"

M = TypeVar("M", bound=BaseModel)
Location = tuple[int | str, ...]


class CatalogueError(ExpectedError):
    """The catalogue can't be used; the message names file, entry, field and what is allowed."""


def report(faults: list[str]) -> str:
    """The faults as one message, the first `ENTRY_LIMIT` of them in full."""
    more = [f"... and {len(faults) - ENTRY_LIMIT} more"] if len(faults) > ENTRY_LIMIT else []
    return "\n".join([f"{len(faults)} fault(s) in the catalogue; mend them and run again:", *faults[:ENTRY_LIMIT], *more])


def read_entries(file: Path, model: type[M], faults: list[str]) -> Iterator[M]:
    """The entries of a file that holds a list; what is wrong is added to `faults` and left out."""
    before = len(faults)
    rows = _read(file, faults)
    if not isinstance(rows, list):
        if len(faults) == before:
            faults.append(f"{file}: a list of entries is expected, each beginning with '- id:'")
        return
    for number, row in enumerate(rows, start=1):
        try:
            yield model.model_validate(row)
        except ValidationError as error:
            name = row.get("id", f"number {number}") if isinstance(row, dict) else f"number {number}"
            faults += [_fault(file, str(name), detail, (model, row)) for detail in error.errors()]


def read_single(file: Path, model: type[M], faults: list[str]) -> M | None:
    """The one entry that the whole file is, or None where something is wrong, which is added to `faults`."""
    before = len(faults)
    row = _read(file, faults)
    if len(faults) > before:
        return None
    try:
        return model.model_validate(row)
    except ValidationError as error:
        name = row.get("id", WHOLE_FILE) if isinstance(row, dict) else WHOLE_FILE
        faults += [_fault(file, str(name), detail, (model, row)) for detail in error.errors()]
    return None


def duplicates(ids: Iterable[tuple[Path, str]], *, field: str = "id") -> list[str]:
    """One fault for every id that was used before, in whichever file."""
    seen: dict[str, Path] = {}
    faults = []
    for file, name in ids:
        if name in seen:
            faults.append(f"{file}: entry {name}: field {field}: already used in {seen[name]}; each must be unique")
        seen.setdefault(name, file)
    return faults


def _read(file: Path, faults: list[str]) -> object:
    try:
        return yaml.load(file.read_text(encoding="utf-8"), Loader=LOADER)  # noqa: S506
    except OSError as error:
        faults.append(f"{file}: can't be read ({error.strerror}); the catalogue needs this file")
    except UnicodeDecodeError as error:
        faults.append(f"{file}: not UTF-8 at byte {error.start}; save it as UTF-8")
    except yaml.YAMLError as error:
        faults.append(f"{file}: not valid YAML: {' '.join(str(error).split())}")
    return None


def _fault(file: Path, entry: str, detail: ErrorDetails, where: tuple[type[BaseModel], object]) -> str:
    model, row = where
    field = _field(_untagged(detail["loc"], row), row)
    message = detail["msg"]
    if detail["type"] == "extra_forbidden":
        message = f"unknown field; allowed: {', '.join(_allowed(model, detail['loc']))}"
    elif detail["type"] in {"union_tag_invalid", "union_tag_not_found"}:
        field = f"{field}.name"
    elif detail["type"] != "missing":
        message = f"{message}; found {detail['input']!r:.80}"
    return f"{file}: entry {entry}: field {field}: {message}"


def _untagged(location: Location, row: object) -> Location:
    """The location without the tags that stand for no field: the `name` by which a union's models are told apart."""
    kept = []
    for part in location:
        if isinstance(row, dict) and part not in row and part == row.get("name"):
            continue
        kept.append(part)
        row = _step(row, part)
    return tuple(kept)


def _field(location: Location, row: object) -> str:
    """The dotted path of a field; a nested entry goes by its id where it has one, else by its place from 0."""
    parts = []
    for part in location:
        row = _step(row, part)
        name = row.get("id") if isinstance(part, int) and isinstance(row, dict) else None
        parts.append(str(name or part))
    return ".".join(parts) or "(entry)"


def _step(row: object, part: int | str) -> object:
    if isinstance(row, dict):
        return row.get(part)
    return row[part] if isinstance(row, list) and isinstance(part, int) and part < len(row) else None


def _allowed(model: type[BaseModel], location: Location) -> list[str]:
    """The field names of the (possibly nested) model in which an unknown field was met."""
    fields = model.model_fields
    models = [model]
    for part in location[:-1]:
        if part in fields:
            models = _nested(fields[str(part)].annotation)
        elif isinstance(part, str):
            models = [one for one in models if part in typing.get_args(one.model_fields["name"].annotation)]
        if models:
            fields = models[0].model_fields
    return sorted(fields)


def _nested(annotation: object) -> list[type[BaseModel]]:
    """The models that an annotation is, holds in a tuple, or allows beside others."""
    candidates = (annotation, *typing.get_args(annotation))
    return [one for one in candidates if isinstance(one, type) and issubclass(one, BaseModel)]
