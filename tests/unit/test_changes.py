"""What differs between two versions, what of it is not told, and which versions may not lie beside each other."""

import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from etl.contract.catalogue import Catalogue, FocusArea, Groups, Indicator, Protections
from etl.contract.codes import Protection
from etl.contract.paths import DataPaths
from etl.contract.reader import Snapshot, open_current
from etl.contract.schemas import CHANGES, OBSERVATIONS
from etl.contract.strategies import Strategies
from etl.versions import history
from etl.versions.changes import changes
from etl.versions.publish import Comparison, Content, intact, publish

Cell = tuple[float | None, str]
HIDDEN: Cell = (None, "suppressed")
MISSING: Cell = (None, "missing")
NO_STRATEGIES = Strategies(strategies=(), principles=(), targets=(), links=())


def indicator(name: str, kpi: str, **fields: Any) -> Indicator:
    whole = {
        **dict.fromkeys(("id", "title", "short_title", "definition"), name),
        **{"unit": "percent", "decimals": 1, "direction": "neutral", "role": "core", "focus_area": "area", "sex_split": True},
        "source": {"name": "kolada", "kpi": kpi, "title": name, "denominator_kpi": fields.pop("of", None)},
    }
    return Indicator.model_validate({**whole, **fields})


CATALOGUE = Catalogue(
    focus_areas=(FocusArea(id="area", title="A", short_title="A", description="A"),),
    indicators=(
        indicator("persons", "N00001", unit="count", decimals=0),
        indicator("share", "N00002", of="N00001"),
        indicator("apart", "N00003"),
    ),
    groups=Groups(skr_year=2023, skr=(), peers_theme="Liknande"),
    protection=Protections(kolada=Protection.STRICT),
)
OPEN = CATALOGUE.model_copy(update={"protection": Protections()})
"""The same where the source publishes its values openly."""


def table(cells: Mapping[str, Cell]) -> pa.Table:
    """Observations by "period sex region"."""
    rows = []
    for key, (value, status) in sorted(cells.items()):
        period, sex, region = key.split()
        cell = {"period": period, "sex": sex, "region": region, "value": value, "status": status}
        rows.append(dict.fromkeys(OBSERVATIONS.names) | cell)
    return pa.Table.from_pylist(rows, schema=OBSERVATIONS)


def ok(value: float) -> Cell:
    return value, "ok"


def found_changes(old: Mapping[str, Mapping[str, Cell]], new: Mapping[str, Mapping[str, Cell]]) -> dict[str, tuple[Any, ...]]:
    """Kind, old and new value, old and new status by "indicator period sex region"."""
    sides = [{name: table(cells) for name, cells in side.items()} for side in (old, new)]
    found = changes(CATALOGUE, *sides)
    assert found.schema == CHANGES
    columns = ("kind", "old_value", "new_value", "old_status", "new_status")
    key = ("indicator", "period", "sex", "region")
    return {" ".join(row[name] for name in key): tuple(row[name] for name in columns) for row in found.to_pylist()}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (ok(1), ok(2), ("revised", 1, 2, "ok", "ok")),
        (MISSING, ok(2), ("new_value", None, 2, "missing", "ok")),
        (None, ok(2), ("new_value", None, 2, None, "ok")),
        (HIDDEN, ok(2), ("new_value", None, 2, "suppressed", "ok")),
        (ok(1), MISSING, ("removed", 1, None, "ok", "missing")),
        (ok(1), None, ("removed", 1, None, "ok", None)),
        (ok(1), HIDDEN, ("status", None, None, "ok", "suppressed")),
        (MISSING, HIDDEN, ("status", None, None, "missing", "suppressed")),
        (HIDDEN, MISSING, ("status", None, None, "suppressed", "missing")),
        ((1, "preliminary"), ok(1), ("status", 1, 1, "preliminary", "ok")),
        ((1, "preliminary"), ok(2), ("revised", 1, 2, "preliminary", "ok")),
        (MISSING, (None, "not_applicable"), ("status", None, None, "missing", "not_applicable")),
        (ok(1), ok(1), None),
        (MISSING, MISSING, None),
        (HIDDEN, HIDDEN, None),
        (HIDDEN, None, ("status", None, None, "suppressed", None)),
        (None, MISSING, None),
        (MISSING, None, None),
    ],
)
def test_kinds(old: Cell | None, new: Cell | None, expected: tuple[Any, ...] | None) -> None:
    beside = {"2020 T 0484": ok(5)}
    sides = [{"apart": {**beside, **({"2020 T 0114": cell} if cell else {})}} for cell in (old, new)]
    assert found_changes(*sides) == ({"apart 2020 T 0114": expected} if expected else {})


def test_a_new_period_is_told_where_it_has_something() -> None:
    old = {"apart": {"2020 T 0484": ok(5)}}
    new = {"apart": {"2020 T 0484": ok(5), "2021 T 0484": ok(6), "2021 T 0114": HIDDEN, "2021 T 0115": MISSING}}
    assert found_changes(old, new) == {
        "apart 2021 T 0484": ("new_period", None, 6, None, "ok"),
        "apart 2021 T 0114": ("new_period", None, None, None, "suppressed"),
    }


def test_a_new_indicator_is_new_periods_and_one_that_went_is_removed() -> None:
    cells = {"2020 T 0484": ok(5), "2020 T 0114": MISSING}
    assert found_changes({}, {"apart": cells}) == {"apart 2020 T 0484": ("new_period", None, 5, None, "ok")}
    assert found_changes({"apart": cells}, {}) == {"apart 2020 T 0484": ("removed", 5, None, "ok", None)}


def test_the_order_is_that_of_the_tables() -> None:
    cells = {"2021 K 00": ok(1), "2020 T 0484": ok(1), "2020 T 00": ok(1)}
    found = changes(CATALOGUE, {}, {"share": table(cells), "apart": table(cells)}).to_pylist()
    order = [(row["indicator"], row["period"], row["sex"], row["region"]) for row in found]
    assert order == sorted(order)
    assert len(order) == 6


def test_old_values_are_not_told_where_they_and_what_is_shown_now_give_a_hidden_one() -> None:
    """The men were hidden and the total was 12; now the women are shown as 9: the old total would tell that the men were 3."""
    old = {"persons": {"2020 T 0484": ok(12), "2020 K 0484": HIDDEN, "2020 M 0484": HIDDEN, "2021 T 0484": ok(30)}}
    new = {"persons": {"2020 T 0484": ok(14), "2020 K 0484": ok(9), "2020 M 0484": ok(5), "2021 T 0484": ok(31)}}
    found = found_changes(old, new)
    assert found["persons 2020 T 0484"] == ("revised", None, 14, "ok", "ok")
    assert found["persons 2021 T 0484"] == ("revised", 30, 31, "ok", "ok")


def test_nor_those_of_the_shares_of_the_same_persons() -> None:
    old = {"persons": {"2020 T 0484": ok(30)}, "share": {"2020 T 00": ok(40)}, "apart": {"2020 T 00": ok(1)}}
    new = {"persons": {"2020 T 0484": HIDDEN}, "share": {"2020 T 00": ok(41)}, "apart": {"2020 T 00": ok(2)}}
    found = found_changes(old, new)
    assert found["share 2020 T 00"] == ("revised", None, 41, "ok", "ok")
    assert found["apart 2020 T 00"] == ("revised", 1, 2, "ok", "ok")


def test_openly_published_values_are_told_but_for_those_of_a_cell_that_is_hidden_now() -> None:
    old = {"persons": {"2020 T 0484": ok(12), "2020 K 0484": ok(6), "2020 M 0484": ok(6)}, "share": {"2020 T 0484": ok(40)}}
    new = {"persons": {"2020 T 0484": ok(14), "2020 K 0484": HIDDEN, "2020 M 0484": HIDDEN}, "share": {"2020 T 0484": ok(41)}}
    tables = [{name: table(cells) for name, cells in side.items()} for side in (old, new)]
    found = {f"{row['indicator']} {row['sex']}": row["old_value"] for row in changes(OPEN, *tables).to_pylist()}
    assert found == {"persons T": 12, "persons K": None, "persons M": None, "share T": 40}


# Beside a version


def content(cells: Mapping[str, Cell], since: str | None = None, *, demo: bool = False) -> Content:
    tables = {"persons": table(cells)}
    compared = None if since is None else Comparison(since, changes(CATALOGUE, {}, tables))
    return Content(CATALOGUE, NO_STRATEGIES, tables, {}, {}, {"demo": demo, "sources": []}, comparison=compared)


@pytest.fixture
def paths(tmp_path: Path) -> DataPaths:
    return DataPaths(tmp_path / "data")


ONE = {"2020 T 0484": ok(30)}


def test_the_same_content_is_the_same_version_whichever_was_before(paths: DataPaths, tmp_path: Path) -> None:
    version, _ = publish(paths, content(ONE, since="0123456789ab"))
    assert publish(paths, content(ONE)) == (version, False)
    assert publish(DataPaths(tmp_path / "other"), content(ONE)) == (version, True)
    snapshot = open_current(paths)
    assert snapshot.changes().num_rows == 1
    assert snapshot.manifest["changes"]["since"] == "0123456789ab"
    assert snapshot.manifest["changes"]["rows"] == 1


def test_a_version_without_one_before_it_has_no_changes(paths: DataPaths) -> None:
    publish(paths, content(ONE))
    assert "changes" not in open_current(paths).manifest
    assert open_current(paths).changes().equals(CHANGES.empty_table())


def test_a_damaged_table_of_changes_is_seen_and_put_back(paths: DataPaths) -> None:
    version, _ = publish(paths, content(ONE, since="0123456789ab"))
    file = paths.published / version / "changes.parquet"
    whole = file.read_bytes()
    for damage in (lambda: file.write_bytes(b"PAR1"), file.unlink):
        damage()
        assert not intact(paths, version)
        assert publish(paths, content(ONE, since="0123456789ab")) == (version, True)
        assert file.read_bytes() == whole
    publish(paths, content({"2020 T 0484": ok(31)}))
    shutil.copy(file, paths.published / open_current(paths).version)
    assert not intact(paths, open_current(paths).version)


# Older versions


def published(paths: DataPaths, *versions: Mapping[str, Cell]) -> list[str]:
    return [publish(paths, content(cells))[0] for cells in versions]


def kept(paths: DataPaths) -> set[str]:
    return {path.name for path in paths.published.iterdir() if path.is_dir()}


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is reading."""
    monkeypatch.setattr(history, "READERS_SECONDS", 0.0)


SUM = {"2020 T 0484": ok(12), "2020 K 0484": ok(9), "2020 M 0484": ok(3)}
HALF = {**SUM, "2020 M 0484": HIDDEN, "2020 K 0484": HIDDEN}


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize(("older", "newer"), [(SUM, HALF), (HALF, SUM)])
def test_a_version_that_shows_what_another_hides_goes(
    paths: DataPaths, older: Mapping[str, Cell], newer: Mapping[str, Cell]
) -> None:
    first, second = published(paths, older, newer)
    said: list[str] = []
    assert history.retire(paths, said.append) == (first,)
    assert kept(paths) == {second}
    assert said == [
        f"Version {first} is removed: it shows cells that the version in service hides, or the other way round, and hidden "
        "values could be worked out from both: persons (2)."
    ]
    assert history.retire(paths, said.append) == ()


@pytest.mark.usefixtures("at_once")
def test_no_version_goes_for_what_the_source_publishes_openly(paths: DataPaths) -> None:
    versions = [publish(paths, replace(content(cells), catalogue=OPEN))[0] for cells in (SUM, HALF, SUM | {"2021 T 00": ok(1)})]
    assert history.retire(paths, lambda _: None) == ()
    assert kept(paths) == set(versions)


@pytest.mark.usefixtures("at_once")
def test_versions_that_hide_the_same_cells_stay(paths: DataPaths) -> None:
    more = {**HALF, "2021 T 0484": HIDDEN, "2021 T 0114": ok(40)}
    gaps = {**HALF, "2020 T 0484": MISSING, "2020 K 0484": MISSING}
    versions = published(paths, HALF, {**HALF, "2020 T 0484": ok(13)}, more, gaps)
    assert history.retire(paths, lambda _: None) == ()
    assert kept(paths) == set(versions)


@pytest.mark.usefixtures("at_once")
def test_every_kept_version_is_held_against_the_one_in_service(paths: DataPaths) -> None:
    first, second, third = published(paths, SUM, {**SUM, "2020 T 0484": ok(13)}, HALF)
    assert set(history.retire(paths, lambda _: None)) == {first, second}
    assert kept(paths) == {third}


@pytest.mark.usefixtures("at_once")
def test_made_up_values_tell_nothing_of_real_ones(paths: DataPaths) -> None:
    demo, _ = publish(paths, content(SUM, demo=True))
    real, _ = publish(paths, content(HALF))
    assert history.retire(paths, lambda _: None) == ()
    assert kept(paths) == {demo, real}


def test_a_version_just_taken_out_of_service_is_left_to_its_readers_for_a_moment(
    paths: DataPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, _ = published(paths, SUM, HALF)
    there: list[bool] = []
    monkeypatch.setattr("etl.versions.history.time.sleep", lambda _: there.append((paths.published / first).exists()))
    history.retire(paths, lambda _: None)
    assert there == [True]
    assert not (paths.published / first).exists()


def test_exposures_count_cells_by_indicator(paths: DataPaths) -> None:
    first, second = published(paths, SUM, HALF)
    older, newer = (Snapshot(version, paths.published / version) for version in (first, second))
    assert dict(history.exposures(older, newer)) == {"persons": 2}
    assert dict(history.exposures(older, older)) == {}
