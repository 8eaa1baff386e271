"""Newer versions of what is published, with some cells changed: published, journalled and held against the older ones."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa

from etl.contract.paths import DataPaths
from etl.contract.reader import Snapshot, open_current
from etl.versions import history
from etl.versions.changes import changes
from etl.versions.journal import record
from etl.versions.publish import Comparison, Content, publish
from etl.versions.validation_changes import validation_changes

STAMPS = ("version", "schema", "built_at", "previous", "changes")
BY_HAND = "gjord-for-hand"
"""The name of a version that a test edits: a published one's is the digest of its content, and another content is damage."""
Rows = list[dict[str, Any]]
Edit = Callable[[Rows], Rows]


def content_of(snapshot: Snapshot) -> Content:
    """A published version as it was before it was published."""
    tables = {
        file.stem: snapshot.table(file.stem)
        for file in snapshot.directory.glob("*.parquet")
        if file.stem not in ("changes", "validation_changes")
    }
    return Content(
        catalogue=snapshot.catalogue,
        strategies=snapshot.strategies,
        observations={entry.id: snapshot.observations(entry.id) for entry in snapshot.catalogue.indicators},
        tables=tables,
        boundaries={level: snapshot.boundaries(level) for level in ("kommuner", "lan")},
        manifest={key: value for key, value in snapshot.manifest.items() if key not in STAMPS},
        template=snapshot.template,
    )


def by_hand(data: Path) -> Path:
    """The directory of the version in service, under a name that lets it be edited."""
    paths = DataPaths(data)
    open_current(paths).directory.rename(paths.published / BY_HAND)
    paths.current.write_text(BY_HAND, encoding="utf-8")
    return paths.published / BY_HAND


def edited(table: pa.Table, edit: Edit) -> pa.Table:
    return pa.Table.from_pylist(edit(table.to_pylist()), schema=table.schema)


def cells(**by_cell: tuple[float | None, str] | None) -> Edit:
    """Change observations by `T2022_0484`: another value and status, or None to take the row away."""

    def edit(rows: Rows) -> Rows:
        kept = []
        for row in rows:
            cell_name = f"{row['sex']}{row['period']}_{row['region']}"
            cell = by_cell.get(cell_name, (row["value"], row["status"]))
            if cell is not None:
                kept.append({**row, "value": cell[0], "status": cell[1]})
        return kept

    return edit


def publish_content(data: Path, content: Content) -> str:
    """As `etl.pipeline.run` does at its end."""
    paths = DataPaths(data)
    last = open_current(paths)
    before = {entry.id: last.observations(entry.id) for entry in last.catalogue.indicators}
    comparison = Comparison(
        last.version,
        changes(content.catalogue, before, content.observations),
        validation_changes(last.table("validation"), content.tables["validation"]),
    )
    version, _ = publish(paths, replace(content, comparison=comparison))
    record(paths, comparison)
    history.retire(paths, lambda _: None)
    return version


def republish(data: Path, edits: Mapping[str, Edit], validation: Edit | None = None) -> str:
    """A newer version in which the tables of some indicators are edited, and what kommuner report."""
    content = content_of(open_current(DataPaths(data)))
    observations = {**content.observations, **{name: edited(content.observations[name], edit) for name, edit in edits.items()}}
    tables = dict(content.tables)
    if validation is not None:
        tables["validation"] = edited(tables["validation"], validation)
    return publish_content(data, replace(content, observations=observations, tables=tables))
