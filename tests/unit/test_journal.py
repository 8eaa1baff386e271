"""The journal: what came with each version, what is taken out of it again, and where it begins anew."""

import random
from collections.abc import Mapping
from itertools import pairwise, product
from pathlib import Path

import pyarrow as pa
import pytest
from test_changes import CATALOGUE, HIDDEN, MISSING, NO_STRATEGIES, OPEN, Cell, ok, table

from etl.contract.journal import Entry, Journal, read_journal
from etl.contract.paths import DataPaths
from etl.contract.reader import open_current
from etl.contract.schemas import JOURNAL
from etl.versions import journal as journals
from etl.versions.changes import changes
from etl.versions.history import retire
from etl.versions.journal import protected, record
from etl.versions.publish import Comparison, Content, publish, remove

Cells = Mapping[str, Cell]
ONE: Cells = {"2020 T 0484": ok(30), "2020 T 0114": ok(50)}
TWO: Cells = {"2020 T 0484": ok(31), "2020 T 0114": ok(50)}
THREE: Cells = {"2020 T 0484": ok(32), "2020 T 0114": ok(50)}


@pytest.fixture
def paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> DataPaths:
    """Of nobody's reading."""
    monkeypatch.setattr("etl.versions.history.READERS_SECONDS", 0.0)
    return DataPaths(tmp_path / "data")


def run(paths: DataPaths, cells: Cells, *, demo: bool = False, journalled: bool = True) -> str:
    """Publish as the pipeline does: compared with what was in service, and written down."""
    tables = {"persons": table(cells)}
    comparison = None
    if paths.current.exists() and open_current(paths).demo == demo:
        last = open_current(paths)
        comparison = Comparison(last.version, changes(CATALOGUE, {"persons": last.observations("persons")}, tables))
    content = Content(CATALOGUE, NO_STRATEGIES, tables, {}, {}, {"demo": demo, "sources": []}, comparison=comparison)
    version, _ = publish(paths, content)
    if journalled:
        record(paths, comparison)
    return version


def journal(paths: DataPaths) -> Journal:
    found = read_journal(paths, open_current(paths))
    assert found is not None
    return found


def journal_rows(paths: DataPaths, region: str = "0484") -> list[tuple[object, ...]]:
    columns = ("entry", "kind", "old_value", "new_value")
    return [tuple(row[name] for name in columns) for row in journal(paths).rows(region).to_pylist()]


def test_each_version_adds_what_came_with_it(paths: DataPaths) -> None:
    versions = [run(paths, cells) for cells in (ONE, TWO, THREE)]
    assert [(entry.number, entry.version) for entry in journal(paths).entries] == list(enumerate(versions, start=1))
    assert journal_rows(paths) == [(2, "revised", 30, 31), (3, "revised", 31, 32)]
    assert journal_rows(paths, "0114") == []


def test_the_same_again_changes_nothing(paths: DataPaths) -> None:
    run(paths, ONE)
    run(paths, TWO)
    before = paths.journal.stat().st_mtime_ns, paths.journal.read_bytes()
    run(paths, TWO)
    assert (paths.journal.stat().st_mtime_ns, paths.journal.read_bytes()) == before


def test_an_older_version_that_comes_back_is_news(paths: DataPaths) -> None:
    first, second = run(paths, ONE), run(paths, TWO)
    assert run(paths, ONE) == first
    assert [entry.version for entry in journal(paths).entries] == [first, second, first]
    assert journal_rows(paths)[-1] == (3, "revised", 31, 30)
    latest = journal(paths).latest(first)
    assert latest is not None
    assert latest.number == 3


def test_a_run_that_died_after_publishing_is_made_up_for(paths: DataPaths) -> None:
    run(paths, ONE)
    run(paths, TWO, journalled=False)
    assert read_journal(paths, open_current(paths)) is None
    run(paths, TWO)
    assert journal_rows(paths) == [(2, "revised", 30, 31)]


def test_what_was_published_before_there_was_a_journal(paths: DataPaths) -> None:
    for cells in (ONE, TWO):
        run(paths, cells, journalled=False)
    run(paths, TWO)
    assert journal_rows(paths) == [(2, "revised", 30, 31)]


def test_made_up_values_and_real_ones_are_not_mixed(paths: DataPaths) -> None:
    run(paths, ONE, demo=True)
    run(paths, TWO, demo=True)
    real = run(paths, THREE)
    assert [entry.version for entry in journal(paths).entries] == [real]
    assert journal_rows(paths) == []


@pytest.mark.parametrize("damage", [b"", b"PAR1", b"PAR1" + bytes(2000) + b"PAR1"])
def test_a_damaged_journal_begins_anew(paths: DataPaths, damage: bytes) -> None:
    run(paths, ONE)
    run(paths, TWO)
    paths.journal.write_bytes(damage)
    assert read_journal(paths, open_current(paths)) is None
    third = run(paths, THREE)
    assert [entry.version for entry in journal(paths).entries] == [third]


def test_it_outlives_the_versions(paths: DataPaths) -> None:
    first, second = run(paths, ONE), run(paths, TWO)
    run(paths, THREE)
    for version in (first, second):
        remove(paths, version)
    assert [row[:2] for row in journal_rows(paths)] == [(2, "revised"), (3, "revised")]


def test_it_does_not_grow_for_ever(paths: DataPaths, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journals, "MOST_ENTRIES", 3)
    versions = [run(paths, {"2020 T 0484": ok(value)}) for value in range(30, 36)]
    assert [entry.version for entry in journal(paths).entries] == versions[-3:]
    assert journal_rows(paths) == [(5, "revised", 33, 34), (6, "revised", 34, 35)]


def test_of_too_many_rows_the_oldest_go_but_never_the_newest(paths: DataPaths, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journals, "MOST_ROWS", 1)
    run(paths, ONE)
    run(paths, TWO)
    run(paths, {cell: ok(60) for cell in THREE})
    assert journal_rows(paths) == [(3, "revised", 31, 60)]
    assert journal_rows(paths, "0114") == [(3, "revised", 50, 60)]


# What must not be told


def test_old_values_go_once_anything_of_the_same_persons_has_flipped(paths: DataPaths) -> None:
    """Versions 1 and 2 told 30 and 31; in version 4 a cell of the same period is hidden that was shown in version 1."""
    gone = {**THREE, "2020 T 0114": MISSING}
    for cells in (ONE, TWO, gone):
        run(paths, cells)
    assert journal_rows(paths) == [(2, "revised", 30, 31), (3, "revised", 31, 32)]
    run(paths, {**THREE, "2020 T 0484": ok(33), "2020 T 0114": HIDDEN})
    assert journal_rows(paths) == [(2, "revised", None, None), (3, "revised", None, None), (4, "revised", None, 33)]


def test_also_where_the_cell_was_not_there_in_between(paths: DataPaths) -> None:
    hidden = {**ONE, "2020 T 0114": HIDDEN}
    for cells in (hidden, {"2020 T 0484": ok(31)}, {**THREE, "2020 T 0114": ok(9)}):
        run(paths, cells)
    assert journal_rows(paths) == [(2, "revised", None, None), (3, "revised", None, 32)]


def test_other_periods_and_other_persons_keep_theirs(paths: DataPaths) -> None:
    run(paths, {**ONE, "2021 T 0484": ok(40)})
    run(paths, {**TWO, "2021 T 0484": ok(41)})
    run(paths, {**TWO, "2021 T 0484": ok(41), "2020 T 0114": HIDDEN})
    assert journal_rows(paths) == [(2, "revised", None, None), (2, "revised", 40, 41)]


KIN = {"persons": {"persons", "share"}, "share": {"persons", "share"}, "apart": {"apart"}}
CELLS = [f"{period} {sex} 0484" for period, sex in product(("2020", "2021"), "TKM")]


def history(seed: int) -> list[dict[str, dict[str, Cell]]]:
    """Random versions of three indicators: values and statuses that come and go."""
    dice = random.Random(seed)
    states: list[Cell | None] = [HIDDEN, MISSING, None]
    return [
        {name: {at: cell for at in CELLS if (cell := dice.choice([ok(dice.randint(1, 9)), ok(5), *states]))} for name in KIN}
        for _ in range(dice.randint(2, 6))
    ]


def flipped(versions: list[dict[str, dict[str, Cell]]], indicator: str, period: str) -> bool:
    """Whether any cell of the same persons in the period is hidden in one version and shown in another."""
    for name, cell in product(KIN[indicator], (cell for cell in CELLS if cell.startswith(period))):
        statuses = {version[name].get(cell, MISSING)[1] for version in versions}
        if {"ok", "suppressed"} <= statuses:
            return True
    return False


def test_nothing_is_told_of_a_version_that_may_not_lie_beside_those_since() -> None:
    """Random histories, carried on version by version; what may be told is worked out from the whole tables instead."""
    kept = 0
    for seed in range(60):
        versions = history(seed)
        rows = JOURNAL.empty_table()
        for number, (old, new) in enumerate(pairwise(versions), start=2):
            tables = [{name: table(cells) for name, cells in side.items()} for side in (old, new)]
            came = journals._numbered(Comparison("v", changes(CATALOGUE, *tables)), number)
            rows = protected(CATALOGUE, pa.concat_tables([rows, came]))
        for row in rows.to_pylist():
            sides = [("old_value", row["entry"] - 2), ("new_value", row["entry"] - 1)]
            for column, version in sides:
                if row[column] is not None:
                    kept += version < len(versions) - 1
                    assert not flipped([versions[version], versions[-1]], row["indicator"], row["period"]), (seed, row)
    assert kept > 20


def test_of_openly_published_values_only_those_of_cells_hidden_now_go() -> None:
    """Random histories again: a value stays unless its cell is hidden in the newest version."""
    kept = 0
    for seed in range(60):
        versions = history(seed)
        rows = JOURNAL.empty_table()
        for number, (old, new) in enumerate(pairwise(versions), start=2):
            tables = [{name: table(cells) for name, cells in side.items()} for side in (old, new)]
            rows = protected(OPEN, pa.concat_tables([rows, journals._numbered(Comparison("v", changes(OPEN, *tables)), number)]))
        for row in rows.to_pylist():
            cell = f"{row['period']} {row['sex']} {row['region']}"
            hidden = versions[-1][row["indicator"]].get(cell, MISSING) == HIDDEN
            assert not hidden or (row["old_value"], row["new_value"]) == (None, None), (seed, row)
            kept += row["old_value"] is not None and row["entry"] < len(versions)
    assert kept > 100


def test_a_day_begins_with_the_version_that_was_in_service() -> None:
    days = ("2026-01-01T10:00:00+00:00", "2026-02-01T10:00:00+00:00", "2026-02-01T12:00:00+00:00")
    found = Journal(Path("x"), (0, 0), False, tuple(Entry(at, str(at), day) for at, day in enumerate(days, start=1)))
    assert found.since("2026-01-01") is None
    assert [found.since(day).number for day in ("2026-01-02", "2026-02-01", "2026-02-02")] == [1, 1, 3]  # type: ignore[union-attr]


def test_a_version_goes_when_its_changes_tell_what_is_hidden_now(paths: DataPaths) -> None:
    """Version 2 has nothing of the cell, but tells that it was 50; version 3 hides it. The first goes for what it shows."""
    versions = [run(paths, cells) for cells in (ONE, {**TWO, "2020 T 0114": MISSING}, {**TWO, "2020 T 0114": HIDDEN})]
    assert set(retire(paths, lambda _: None)) == set(versions[:2])


def test_but_not_when_it_tells_nothing_of_those_persons(paths: DataPaths) -> None:
    """Version 2 withholds the old values of 2020 itself, since a cell was hidden then."""
    hidden = {**ONE, "2020 T 0114": HIDDEN}
    versions = [run(paths, cells) for cells in (ONE, hidden, {**hidden, "2020 T 0484": ok(35)})]
    assert retire(paths, lambda _: None) == (versions[0],)
