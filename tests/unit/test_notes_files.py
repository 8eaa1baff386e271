"""Comments on figures: what is taken, and what is refused with file, line and what is allowed."""

import datetime
import json
from pathlib import Path

import pytest
from test_changes import CATALOGUE

from etl.contract.notes import ALLOWED, LONGEST, MOST_NOTES, Known, Note, NoteError, load_notes, read_notes

KNOWN = Known(CATALOGUE, {"04", "0484"}, datetime.date(2026, 11, 22))
SOUND = {
    "indicator": "share",
    "period": "2022",
    "version": "123456789012",
    "author_role": "Integrationsstrateg",
    "date": "2026-11-21",
    "text": "Färre än 5 procent svarade.",
}


def write_note(directory: Path, text: str | bytes, name: str = "0484.yaml") -> Path:
    file = directory / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def entry(**fields: str | None) -> str:
    """One comment, a line a field, the first on line 1; JSON's strings are YAML's."""
    kept = {name: value for name, value in {**SOUND, **fields}.items() if value is not None}
    lines = [f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in kept.items()]
    return "- " + "\n  ".join(lines) + "\n"


def faults(directory: Path, text: str | bytes, name: str = "0484.yaml") -> list[str]:
    file = write_note(directory, text, name)
    notes, found = read_notes(file, KNOWN)
    assert not (found and notes), "of one faulty comment nothing is taken"
    return [fault.removeprefix(f"{file}") for fault in found]


def test_a_comment_as_it_should_be(tmp_path: Path) -> None:
    """Digits alone are a version, a year is text, and folded lines are one."""
    text = "# Granskad\n- indicator: share\n  period: 2022\n  version: 123456789012\n  author_role: Enhetschef\n"
    write_note(tmp_path, text + "  date: 2026-11-21\n  text: >\n    Två\n    rader.\n")
    day = datetime.date(2026, 11, 21)
    note = Note(indicator="share", period="2022", version="123456789012", author_role="Enhetschef", date=day, text="Två rader.")
    assert load_notes(tmp_path, KNOWN) == {"0484": (note,)}


@pytest.mark.parametrize("text", ["", "# bara en kommentar\n", "[]\n"])
def test_no_comments(tmp_path: Path, text: str) -> None:
    assert faults(tmp_path, text) == []
    assert load_notes(tmp_path / "none", KNOWN) == {}


@pytest.mark.parametrize(
    ("field", "value", "line"),
    [
        ("indicator", "nix", 1),
        ("indicator", "Share", 1),
        ("period", "22", 2),
        ("period", "2022K5", 2),
        ("version", "12345678901", 3),
        ("version", "../../etc/pa", 3),
        ("author_role", "", 4),
        ("author_role", "x" * 81, 4),
        ("author_role", "<b>Chef</b>", 4),
        ("date", "2026-13-01", 5),
        ("date", "2026-02-30", 5),
        ("date", "21 november", 5),
        ("date", "1700000000", 5),
        ("date", "2026-11-23", 5),
        ("text", "   ", 6),
        ("text", "x" * (LONGEST + 1), 6),
        ("text", "<script>alert(1)</script>", 6),
        ("text", "a <img src=x onerror=alert(1)> b", 6),
        ("text", "&lt;script&gt;", 6),
        ("text", "&#60;script", 6),
        ("text", "[här](JavaScript:alert(1))", 6),
        ("text", "a\u202eb", 6),
        ("text", "a\u0007b", 6),
        ("text", "a\u200bb", 6),
    ],
)
def test_a_wrong_value_is_told_with_line_and_what_is_allowed(tmp_path: Path, field: str, value: str, line: int) -> None:
    found = faults(tmp_path, entry(**{field: value}))
    assert len(found) == 1
    assert found[0].startswith(f":{line}: comment 1: field {field}: found ")
    assert found[0].endswith(f"; allowed: {ALLOWED[field]}")


def test_unknown_missing_and_repeated_fields(tmp_path: Path) -> None:
    allowed = "indicator, period, version, author_role, date, text"
    assert faults(tmp_path, entry(author="Anna")) == [f":7: comment 1: field 'author': unknown field; allowed: {allowed}"]
    assert faults(tmp_path, "# x\n" + entry(date=None)) == [f":2: comment 1: field date: missing; allowed: {ALLOWED['date']}"]
    assert faults(tmp_path, entry() + "  period: 2021\n") == [":7: comment 1: field period: given twice; allowed: once"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("- a: [1\n- b", ": not valid YAML: "),
        ("indicator: share\n", ":1: a list of comments is expected"),
        ("- *x\n", ":1: references (& and *)"),
        ("- &x {a: 1}\n- *x\n", ":1: references (& and *)"),
        ("\n- text: !!python/object/apply:os.system [ls]\n", ":2: references (& and *) and types (!) are not allowed"),
        ("[" * 5000, ":1: too deeply nested"),
        ("- text:\n    a:\n      b:\n        c: 1\n", ":4: too deeply nested"),
        ("--- []\n--- []\n", ":2: not valid YAML: but found another document"),
        (b"- text: \xe5\n", ": not UTF-8 at byte 8; save it as UTF-8"),
        (b"- text: \x00\n", "not valid YAML"),
        (b"x" * 200_001, ": larger than 200000 bytes"),
        (entry() * (MOST_NOTES + 1), f": {MOST_NOTES + 1} comments; allowed: at most {MOST_NOTES}"),
    ],
)
def test_a_file_that_is_no_list_of_comments(tmp_path: Path, text: str | bytes, words: str) -> None:
    found = faults(tmp_path, text)
    assert len(found) == 1
    assert words in found[0]


@pytest.mark.parametrize("value", ["[1, 2]", "{a: b}"])
def test_a_field_that_is_no_text(tmp_path: Path, value: str) -> None:
    text = entry(text=None) + f"  text: {value}\n"
    assert [fault.partition(": found")[0] for fault in faults(tmp_path, text)] == [":6: comment 1: field text"]


@pytest.mark.parametrize("name", ["9999.yaml", "484.yaml", "0484.yml", "eskilstuna.yaml", "00.yaml"])
def test_a_file_that_is_named_after_no_place(tmp_path: Path, name: str) -> None:
    assert "the name must be the code of a kommun or län and .yaml" in faults(tmp_path, entry(), name)[0]


def test_one_faulty_comment_does_not_take_the_others_with_it(tmp_path: Path) -> None:
    file = write_note(tmp_path, entry() + entry(text="<b>") + "- just text\n")
    notes, found = read_notes(file, KNOWN)
    assert [note.text for note in notes] == [SOUND["text"]]
    assert [fault.removeprefix(f"{file}:").partition(":")[0] for fault in found] == ["12", *["13"] * 6]
    with pytest.raises(NoteError, match=r"^7 fault\(s\) in the comments"):
        load_notes(tmp_path, KNOWN)
