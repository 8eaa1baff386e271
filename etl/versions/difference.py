"""The difference between two versions in words, for the person who runs the ETL."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pyarrow as pa

from etl.contract.catalogue import Catalogue, Indicator
from etl.contract.codes import Sex
from etl.contract.paths import DataPaths
from etl.contract.reader import Snapshot, UnavailableError, kept_versions, open_current, open_version
from etl.versions.changes import HIDDEN, Kind, changes
from etl.versions.validation_changes import validation_changes

LARGEST: Final = 10
"""How many revisions are listed."""

PERIODS: Final = 6
"""How many periods of an indicator are named before the rest is a range."""

SEXES: Final = {Sex.TOTAL.value: "", Sex.WOMEN.value: ", women", Sex.MEN.value: ", men"}
HEADINGS: Final = {
    Kind.NEW_PERIOD: "New periods",
    Kind.NEW_VALUE: "New values in periods that were there",
    Kind.REVISED: "Revised values",
    Kind.REMOVED: "Values that are gone",
}
ABSENT: Final = "not there"
KOMMUN: Final = 4
WORDS: Final = {Kind.REVISED: "revised", Kind.NEW_VALUE: "new in quarters that were there", Kind.REMOVED: "gone"}


@dataclass(frozen=True)
class Pair:
    """The versions held against each other, and what differs between them: schema `CHANGES`, and `VALIDATION_CHANGES`."""

    old: Snapshot
    new: Snapshot
    changes: pa.Table
    validation: pa.Table


def pair(paths: DataPaths, old: str | None = None, new: str | None = None) -> Pair:
    """Two kept versions; without `new` the one in service, without `old` the one before it.

    Raises:
        UnavailableError: a version isn't kept, nothing was before it, or one is made up and the other real; it names those kept.

    """
    after = open_current(paths) if new is None else open_version(paths, new)
    before = open_version(paths, _before(paths, after) if old is None else old)
    if before.demo != after.demo:
        raise UnavailableError(
            f"Versions {before.version} and {after.version}: one is demo values (made up), the other real values: they "
            f"can't be compared. Kept are: {', '.join(kept_versions(paths))}."
        )
    tables = [{entry.id: one.observations(entry.id) for entry in one.catalogue.indicators} for one in (before, after)]
    reported = [one.table("validation") if one.has("validation") else None for one in (before, after)]
    return Pair(before, after, changes(after.catalogue, *tables), validation_changes(*reported))


def _before(paths: DataPaths, version: Snapshot) -> str:
    manifest = version.manifest
    before = (manifest.get("changes") or {}).get("since") or manifest["previous"]
    kept = kept_versions(paths)
    if before is None or before not in kept:
        what = "no version was before it" if before is None else f"version {before}, which was before it, is not kept any more"
        raise UnavailableError(
            f"Version {version.version}: {what}. Name two versions: python -m etl diff A B. Kept are: {', '.join(kept)}."
        )
    return str(before)


def summary(compared: Pair) -> Iterator[str]:
    """The lines of the summary: totals, what differs by kind and indicator, changed statuses, the largest revisions."""
    rows = compared.changes.to_pylist()
    catalogue = compared.new.catalogue
    touched = {row["indicator"] for row in rows}
    yield f"From version {_dated(compared.old)}\n  to version {_dated(compared.new)}"
    yield f"{len(rows):,} cell(s) differ, in {len(touched)} of {len(catalogue.indicators)} indicators."
    yield from _came_and_went(compared.old.catalogue, catalogue)
    for kind, heading in HEADINGS.items():
        yield from _section(heading, _by_indicator(catalogue, [row for row in rows if row["kind"] == kind]))
    flips = Counter(f"{row['old_status'] or ABSENT} -> {row['new_status'] or ABSENT}" for row in _flipped(rows))
    yield from _section("Changed statuses", [f"{flip}: {count:,} cell(s)" for flip, count in flips.most_common()])
    yield from _section("Largest revisions, by their size relative to the value", _largest(compared, rows))
    yield from _section("What kommuner report of validation", list(_reported(compared)))


def _reported(compared: Pair) -> Iterator[str]:
    """A line a kommun: the quarters that are new, the numbers that are others, the cells that are hidden now or no more."""
    names = dict(zip(*(compared.new.table("regions")[column].to_pylist() for column in ("code", "name")), strict=True))
    found: dict[str, list[Mapping[str, Any]]] = {}
    for row in compared.validation.to_pylist():
        if len(row["region"]) == KOMMUN:
            found.setdefault(row["region"], []).append(row)
    for region, rows in found.items():
        new = sorted({row["period"] for row in rows if row["kind"] == Kind.NEW_PERIOD})
        others = Counter(WORDS[row["kind"]] for row in rows if row["kind"] in WORDS)
        hidden = sum(row["new_status"] == HIDDEN and row["kind"] != Kind.NEW_PERIOD for row in rows)
        shown = sum(row["old_status"] == HIDDEN for row in rows)
        parts = [f"new {_listed(new)}"] if new else []
        parts += [f"{count:,} {what}" for what, count in others.items()]
        parts += [f"{count:,} cell(s) {what}" for what, count in (("hidden now", hidden), ("hidden no more", shown)) if count]
        yield f"{names.get(region, region)}: {', '.join(parts) or 'other statuses'}"


def _dated(version: Snapshot) -> str:
    return f"{version.version}, built {version.manifest['built_at']}"


def _section(heading: str, lines: Sequence[str]) -> Iterator[str]:
    if lines:
        yield "\n".join([f"\n{heading}", *(f"  {line}" for line in lines)])


def _came_and_went(old: Catalogue, new: Catalogue) -> Iterator[str]:
    ids = [{entry.id for entry in catalogue.indicators} for catalogue in (old, new)]
    for word, names in (("New indicators", ids[1] - ids[0]), ("Indicators no longer there", ids[0] - ids[1])):
        if names:
            yield f"{word}: {', '.join(sorted(names))}."


def _by_indicator(catalogue: Catalogue, rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """A line an indicator: its title, how many cells, in which periods."""
    counts = Counter(row["indicator"] for row in rows)
    periods: dict[str, set[str]] = {}
    for row in rows:
        periods.setdefault(row["indicator"], set()).add(row["period"])
    return [
        f"{_title(catalogue, name)}: {count:,} cell(s) in {_listed(sorted(periods[name]))}"
        for name, count in counts.most_common()
    ]


def _title(catalogue: Catalogue, indicator: str) -> str:
    entry = catalogue.indicator(indicator)
    return indicator if entry is None else f"{entry.short_title} ({indicator})"


def _listed(periods: Sequence[str]) -> str:
    if len(periods) <= PERIODS:
        return ", ".join(periods)
    return f"{len(periods)} periods, {periods[0]} to {periods[-1]}"


def _flipped(rows: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return [row for row in rows if row["old_status"] != row["new_status"] and row["kind"] != Kind.NEW_PERIOD]


def _largest(compared: Pair, rows: Iterable[Mapping[str, Any]]) -> list[str]:
    names = dict(zip(*(compared.new.table("regions")[column].to_pylist() for column in ("code", "name")), strict=True))
    revised = [row for row in rows if row["kind"] == Kind.REVISED and row["old_value"] is not None]
    return [_revision(compared.new.catalogue, names, row) for row in sorted(revised, key=_relative, reverse=True)[:LARGEST]]


def _relative(row: Mapping[str, Any]) -> float:
    size: float = max(abs(row["old_value"]), abs(row["new_value"]))
    return abs(row["new_value"] - row["old_value"]) / size if size else 0.0


def _revision(catalogue: Catalogue, names: Mapping[str, str], row: Mapping[str, Any]) -> str:
    entry = catalogue.indicator(row["indicator"])
    old, new = (_number(entry, row[column]) for column in ("old_value", "new_value"))
    difference = _number(entry, row["new_value"] - row["old_value"], sign="+")
    where = f"{names.get(row['region'], row['region'])} {row['period']}{SEXES[row['sex']]}"
    return f"{_title(catalogue, row['indicator'])}: {where}: {old} -> {new} ({difference})"


def _number(entry: Indicator | None, value: float, sign: str = "") -> str:
    """With one decimal more than is shown on the pages, so that a small revision is seen."""
    return f"{value:{sign}g}" if entry is None else f"{value:{sign},.{entry.decimals + (entry.decimals > 0)}f}"
