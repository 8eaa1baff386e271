"""Comments on figures (`notes/<kod>.yaml` in the data directory): their model, and the reader that says which line is wrong.

Written by strategists and reviewed as files. They are shown as plain text; what could be read as markup is refused.
"""

import datetime
import re
from collections.abc import Container, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Final

import yaml
from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, ValidationError
from pydantic_core import ErrorDetails

from etl.contract.catalogue import Catalogue, Model, Slug
from etl.contract.errors import ExpectedError

LOADER: Final = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
"""Every scalar as text, so that a version of digits alone stays one."""

LARGEST_FILE: Final = 200_000
MOST_NOTES: Final = 50
LONGEST: Final = 600
DEEPEST: Final = 4
LISTED: Final = 12
MARKUP: Final = re.compile(r"[<>]|&#|&[a-zA-Z]+;|javascript:|data:text", re.IGNORECASE)
UNSEEN: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]")
DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
FILE_NAME: Final = re.compile(r"([0-9]{2}|[0-9]{4})\.yaml\Z")

ALLOWED: Final = {
    "indicator": "the id of an indicator in the catalogue, such as syss_utrikes",
    "period": "a year such as 2022, or a quarter such as 2024K1",
    "version": "the data version that the comment was written to: 12 of the signs 0-9 a-f, as in the page's footer",
    "author_role": "a role, not a name: 1-80 signs of plain text without <, > and HTML, such as Integrationsstrateg",
    "date": "a day that has been, such as 2026-11-21",
    "text": f"1-{LONGEST} signs of plain text without <, >, HTML, scripts and invisible signs",
}
"""By field, what is allowed."""


class NoteError(ExpectedError):
    """The comments can't be used as they are; the message lists file, line, field and what is allowed."""


def _plain(text: str) -> str:
    if MARKUP.search(text) or UNSEEN.search(text):
        raise ValueError("no plain text")
    return " ".join(text.split())


def _day(text: Any) -> Any:
    if isinstance(text, str) and not DAY.match(text):
        raise ValueError("no day")
    return text


PlainText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1), AfterValidator(_plain)]


class Note(Model):
    """A comment on an indicator's figure in a period, written when `version` was in service; `text` is Swedish, plain text."""

    indicator: Slug
    period: Annotated[str, StringConstraints(pattern=r"^[0-9]{4}(K[1-4])?$")]
    version: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{12}$")]
    author_role: Annotated[PlainText, Field(max_length=80)]
    date: Annotated[datetime.date, BeforeValidator(_day)]
    text: Annotated[PlainText, Field(max_length=LONGEST)]


@dataclass(frozen=True)
class Known:
    """What comments may speak of; `today` is the last day that one can be from."""

    catalogue: Catalogue
    regions: Container[str]
    today: datetime.date


def load_notes(directory: Path, known: Known) -> dict[str, tuple[Note, ...]]:
    """All comments by the code of the kommun or län; none where there is no such directory.

    Raises:
        NoteError: any comment is not as it should be; every fault is listed.

    """
    found, faults = {}, []
    for file in files(directory):
        notes, wrong = read_notes(file, known)
        found[file.stem] = notes
        faults += wrong
    if faults:
        more = [f"... and {len(faults) - LISTED} more"] if len(faults) > LISTED else []
        head = f"{len(faults)} fault(s) in the comments; mend them and run again (until then those comments aren't shown):"
        raise NoteError("\n".join([head, *faults[:LISTED], *more]))
    return found


def files(directory: Path) -> list[Path]:
    """The files of comments, whether or not their names are right."""
    return sorted(file for file in directory.glob("*.y*ml") if file.is_file()) if directory.is_dir() else []


def read_notes(file: Path, known: Known) -> tuple[tuple[Note, ...], list[str]]:
    """The comments of a file that are as they should be, and what is wrong with the rest, a line each."""
    if not FILE_NAME.match(file.name) or file.stem not in known.regions:
        return (), [
            f"{file}: the name must be the code of a kommun or län and .yaml, such as 0484.yaml; {file.stem!r:.40} is none"
        ]
    try:
        entries = list(_entries(file))
    except _Refused as refused:
        return (), [f"{file}{refused}"]
    if len(entries) > MOST_NOTES:
        return (), [f"{file}: {len(entries)} comments; allowed: at most {MOST_NOTES}"]
    notes, faults = [], []
    for number, entry in enumerate(entries, start=1):
        wrong = list(_faults(entry, known))
        faults += [f"{file}:{line}: comment {number}: {words}" for line, words in wrong]
        if not wrong:
            notes.append(Note.model_validate(entry.values))
    return tuple(notes), faults


class _Refused(Exception):  # noqa: N818 - it says why a whole file is refused
    """Where in a file, and why it can't be read at all."""


@dataclass(frozen=True)
class _Entry:
    """A comment as it is written, and on which line each field is."""

    line: int
    values: dict[str, Any]
    lines: dict[str, int]
    twice: tuple[str, ...]


def _entries(file: Path) -> Iterator[_Entry]:
    text = _text(file)
    try:
        _refuse_cunning(text)
        root = yaml.compose(text, Loader=LOADER)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise _Refused(f":{line}: not valid YAML: {error.problem or error.context}") from error
    except yaml.YAMLError as error:
        raise _Refused(f": not valid YAML: {' '.join(str(error).split())}") from error
    if root is None:
        return
    if not isinstance(root, yaml.SequenceNode):
        raise _Refused(f":{root.start_mark.line + 1}: a list of comments is expected, each beginning with '- indicator:'")
    yield from (_entry(node) for node in root.value)


def _text(file: Path) -> str:
    try:
        if file.stat().st_size > LARGEST_FILE:
            raise _Refused(f": larger than {LARGEST_FILE} bytes")
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise _Refused(f": not UTF-8 at byte {error.start}; save it as UTF-8") from error
    except OSError as error:
        raise _Refused(f": can't be read ({error.strerror})") from error


def _refuse_cunning(text: str) -> None:
    """Nothing but lists, fields and text: no references, no types, nothing deep."""
    depth = 0
    for event in yaml.parse(text, Loader=LOADER):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        tagged = getattr(event, "tag", None) not in (None, "!") or getattr(event, "anchor", None) is not None
        if tagged or depth > DEEPEST:
            what = "too deeply nested" if depth > DEEPEST else "references (& and *) and types (!) are not allowed"
            line = event.start_mark.line + 1 if event.start_mark else 1
            raise _Refused(f":{line}: {what}; write a list of comments with one value a field")


def _entry(node: Any) -> _Entry:
    line = node.start_mark.line + 1
    if not isinstance(node, yaml.MappingNode):
        return _Entry(line, {}, {}, ())
    values: dict[str, Any] = {}
    lines: dict[str, int] = {}
    twice = []
    for key, value in node.value:
        name = str(key.value) if isinstance(key, yaml.ScalarNode) else "?"
        twice += [name] if name in values else []
        values[name] = (
            value.value if isinstance(value, yaml.ScalarNode) else [f"a list or fields at line {value.start_mark.line + 1}"]
        )
        lines[name] = key.start_mark.line + 1
    return _Entry(line, values, lines, tuple(twice))


def _faults(entry: _Entry, known: Known) -> Iterator[tuple[int, str]]:
    for name in entry.twice:
        yield entry.lines[name], f"field {name:.40}: given twice; allowed: once"
    try:
        note = Note.model_validate(entry.values)
    except ValidationError as error:
        yield from (_fault(entry, detail) for detail in error.errors())
        return
    if known.catalogue.indicator(note.indicator) is None:
        yield _line(entry, "indicator"), f"field indicator: found {note.indicator!r:.60}; allowed: {ALLOWED['indicator']}"
    if note.date > known.today:
        yield _line(entry, "date"), f"field date: found {note.date}; allowed: {ALLOWED['date']}"


def _fault(entry: _Entry, detail: ErrorDetails) -> tuple[int, str]:
    name = str(detail["loc"][0])
    if detail["type"] == "extra_forbidden":
        return _line(entry, name), f"field {name!r:.40}: unknown field; allowed: {', '.join(Note.model_fields)}"
    if detail["type"] == "missing":
        return entry.line, f"field {name}: missing; allowed: {ALLOWED[name]}"
    return _line(entry, name), f"field {name}: found {detail['input']!r:.60}; allowed: {ALLOWED[name]}"


def _line(entry: _Entry, name: str) -> int:
    return entry.lines.get(name, entry.line)
