"""What is left of a cell's changes since a version, and which version an address means."""

from pathlib import Path
from typing import Any

import pytest

from dashboard.pages.andrat.change_tables import happened
from dashboard.pages.andrat.changed_view import counts
from dashboard.published import changed
from dashboard.published.changed import ChangedView, changed_view, start
from dashboard.url_state import parse
from etl.contract.journal import Entry, Journal

CELL = changed.Cell("share", "0484", "2022", "T", None, None, None)


def step(kind: str, old: Any, new: Any) -> dict[str, Any]:
    """A row of the journal; a side is a value, a status, or both."""
    sides = {}
    for name, cells in (("old", old), ("new", new)):
        value, status = cells if isinstance(cells, tuple) else (None, cells) if isinstance(cells, str | None) else (cells, "ok")
        sides |= {f"{name}_value": value, f"{name}_status": status}
    return {"kind": kind, **sides}


WITHHELD = (None, "ok")


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ([step("revised", 1.0, 2.0)], ("revised", 1.0, 2.0)),
        ([step("revised", 1.0, 2.0), step("revised", 2.0, 3.0)], ("revised", 1.0, 3.0)),
        ([step("revised", 1.0, 2.0), step("revised", 2.0, 1.0)], None),
        ([step("new_period", None, 2.0), step("revised", 2.0, 3.0)], ("new_period", None, 3.0)),
        ([step("new_period", None, 2.0), step("removed", 2.0, "missing")], None),
        ([step("new_period", None, "suppressed")], ("new_period", None, None)),
        ([step("new_value", "missing", 2.0)], ("status", None, 2.0)),
        ([step("removed", 2.0, "missing"), step("new_value", "missing", 2.0)], None),
        ([step("removed", 2.0, "missing"), step("new_value", "missing", 3.0)], ("revised", 2.0, 3.0)),
        ([step("status", WITHHELD, "suppressed")], ("status", None, None)),
        ([step("status", WITHHELD, "suppressed"), step("new_value", "suppressed", 2.0)], ("revised", None, 2.0)),
        ([step("revised", WITHHELD, WITHHELD)], ("revised", None, None)),
        ([step("status", (1.0, "preliminary"), 1.0)], ("status", 1.0, 1.0)),
        ([step("status", "suppressed", "missing"), step("status", "missing", "suppressed")], None),
    ],
)
def test_several_changes_are_told_as_one(steps: list[dict[str, Any]], expected: tuple[Any, ...] | None) -> None:
    found = changed._change(CELL, steps[0], steps[-1])
    assert (None if found is None else (found.kind, found.old_value, found.new_value)) == expected


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("missing", 1.0, "Har fått ett värde"),
        (None, 1.0, "Har fått ett värde"),
        ("suppressed", 1.0, "Visas nu, var dolt"),
        (1.0, "suppressed", "Döljs nu"),
        ("missing", "suppressed", "Döljs nu"),
        (1.0, "missing", "Saknas nu"),
        (1.0, None, "Saknas nu"),
        ((1.0, "preliminary"), 1.0, "Är inte längre preliminärt"),
        (1.0, (1.0, "preliminary"), "Är nu preliminärt"),
        ("suppressed", "missing", "Döljs inte längre, men saknas"),
        ("missing", "not_applicable", "Saknas av ett annat skäl"),
    ],
)
def test_what_has_happened_in_words(old: Any, new: Any, words: str) -> None:
    found = changed._change(CELL, row := step("status", old, new), row)
    assert found is not None
    assert happened(found) == words


def some(kind: str, indicator: str | None = "share", period: str = "2022") -> changed.Change:
    return changed.Change(CELL._replace(indicator=indicator, period=period), kind, 1.0, "ok", 2.0, "ok")


def test_the_summary_counts() -> None:
    assert counts([]) == ""
    assert counts([some("revised")]) == "1 värde är ändrat"
    new = [some("new_period"), some("new_period", period="2023"), some("new_period", None, "2024K1")]
    assert counts([*new, some("revised"), some("revised"), some("status")]) == (
        "1 mått har nya perioder, 1 nytt kvartal om validering, 2 värden är ändrade "
        "och 1 värde har tillkommit, tagits bort eller dolts"
    )


# Since when

ENTRIES = (
    Entry(4, "aaaaaaaaaaaa", "2026-01-10T08:00:00+00:00"),
    Entry(5, "bbbbbbbbbbbb", "2026-02-10T08:00:00+00:00"),
    Entry(6, "cccccccccccc", "2026-03-10T08:00:00+00:00"),
)
JOURNAL = Journal(Path("x"), (0, 0), False, ENTRIES)


@pytest.mark.parametrize(
    ("wanted", "number", "words"),
    [
        (None, 5, ""),
        ("aaaaaaaaaaaa", 4, ""),
        ("cccccccccccc", 6, ""),
        ("bbbbbbbbbbbb", 5, "Version bbbbbbbbbbbb kan inte öppnas längre"),
        ("000000000000", 4, "är äldre än listan över ändringar"),
        ("123456123456", 5, "Version 123456123456 finns inte i listan över ändringar, som börjar 2026-01-10."),
        ("2026-02-10", 4, ""),
        ("2026-02-11", 5, ""),
        ("2025-12-31", 4, "Listan över ändringar börjar 2026-01-10. Äldre ändringar finns inte kvar."),
        ("2026-02-30", 5, "2026-02-30 är inget datum."),
        ("2199-01-01", 6, "2199-01-01 har inte kommit än"),
    ],
)
def test_the_version_to_count_from(wanted: str | None, number: int, words: str) -> None:
    found = start(JOURNAL, wanted, ("aaaaaaaaaaaa", "cccccccccccc", "000000000000"))
    assert found.entry.number == number
    assert (words in " ".join(found.remarks)) if words else not found.remarks


def test_a_journal_of_one_version_counts_from_it() -> None:
    assert start(Journal(Path("x"), (0, 0), False, ENTRIES[:1]), None, ()).entry.number == 4


@pytest.mark.parametrize(
    "address",
    [
        "/andrat",
        "/andrat?kommun=0484",
        "/andrat?lan=04&sedan=2026-11-01",
        "/andrat?kommun=1481&strategi=moelndal&sedan=aaaaaaaaaaaa&kon=alla",
    ],
)
def test_the_address_holds_the_whole_view(address: str) -> None:
    assert changed_view(parse(address.partition("?")[2])).address == address


def test_the_feed_has_no_beginning() -> None:
    assert ChangedView("0484", "moelndal", "x", by_sex=True).feed == "/andrat.atom?kommun=0484&strategi=moelndal"


def test_what_is_absurd_is_cut() -> None:
    view = changed_view({"kommun": "x" * 500, "sedan": "y" * 500, "strategi": "<b>", "kon": "nix"})
    assert (len(view.region or ""), len(view.since or ""), view.strategy, view.by_sex) == (40, 40, None, False)
