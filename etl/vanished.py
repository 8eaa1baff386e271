"""Values that a source gave and no longer says anything of: the last version's are kept and marked, until they are let go.

A source that says of a value that there is none, as Kolada's nulls do, is believed at once. One that is silent, as where it knows
a kommun by another code, is not: a run goes on with what it had and asks for `--accept`.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from etl.contract import schemas
from etl.contract.catalogue import Catalogue, Indicator
from etl.contract.reader import Snapshot
from etl.harvest import UNREADABLE

GONE: Final = "Finns inte längre i källan, värdet är från en tidigare hämtning"
KEY: Final = ("indicator", *schemas.OBSERVATIONS_KEY)
LISTED: Final = 6


@dataclass(frozen=True)
class Vanished:
    """The values (schema `HARVEST`) with those that a source no longer gives, how many these are, and of what, in a line."""

    values: pa.Table
    kept: int = 0
    remark: str | None = None


def with_vanished(values: pa.Table, catalogue: Catalogue, regions: pa.Table, last: Snapshot | None) -> Vanished:
    """The values of all sources with what they no longer mention of the version in service.

    Of a source that has answered nothing at all nothing is kept: that it was never asked says nothing of its values. Nor of an
    indicator that the catalogue now takes from elsewhere.
    """
    if last is None:
        return Vanished(values)
    said = values.filter(pc.invert(_unread(values)))
    kept = pa.concat_tables([schemas.HARVEST.empty_table(), *_gone(said, catalogue, last)])
    kept = kept.filter(pc.is_in(kept["region"], regions["code"].combine_chunks()))
    if not kept.num_rows:
        return Vanished(values)
    unread = values.filter(_unread(values))
    unread = unread.filter(pc.invert(pc.is_in(_keys(unread), _keys(kept))))
    return Vanished(pa.concat_tables([said, unread, kept]).combine_chunks(), kept.num_rows, _remark(kept))


def _unread(values: pa.Table) -> Any:
    return pc.fill_null(pc.starts_with(values["reason"], UNREADABLE), fill_value=False)


def _gone(said: pa.Table, catalogue: Catalogue, last: Snapshot) -> Iterator[pa.Table]:
    present = set(said["indicator"].unique().to_pylist())
    answering = {entry.source.name for entry in catalogue.indicators if entry.id in present}
    known = _keys(said)
    for entry in catalogue.indicators:
        if entry.source.name in answering and _is_the_same(entry, last.catalogue.indicator(entry.id)):
            before = _as_harvest(entry, last.observations(entry.id))
            yield before.filter(pc.invert(pc.is_in(_keys(before), known)))


def _is_the_same(entry: Indicator, before: Indicator | None) -> bool:
    fields = ("source", "unit", "sex_split")
    return before is not None and all(getattr(entry, name) == getattr(before, name) for name in fields)


def _as_harvest(entry: Indicator, observations: pa.Table) -> pa.Table:
    """The values that were shown of an indicator, each marked where the indicator as a whole isn't."""
    shown = observations.filter(pc.is_valid(observations["value"]))
    fixed = {"indicator": entry.id, "reason": None if entry.not_renewed else GONE}
    columns = [
        pa.repeat(pa.scalar(fixed[name], pa.string()), shown.num_rows) if name in fixed else shown[name]
        for name in schemas.HARVEST.names
    ]
    return pa.table(columns, schema=schemas.HARVEST)


def _keys(table: pa.Table) -> pa.Array:
    return pc.binary_join_element_wise(*(table[name] for name in KEY), " ").combine_chunks()


def _remark(kept: pa.Table) -> str:
    found = [_listed(Counter(kept[column].to_pylist())) for column in ("indicator", "region", "period")]
    return (
        f"VANISHED: {kept.num_rows} value(s) that their source no longer gives stay as they were, marked for readers: "
        f"of {found[0]}; of region {found[1]}; of {found[2]}. Look at the source; if it is right that they are gone, run again "
        "with --accept."
    )


def _listed(counts: Counter[str]) -> str:
    """The most frequent first."""
    named = [f"{name} ({count})" for name, count in counts.most_common(LISTED)]
    more = f" and {len(counts) - LISTED} more" if len(counts) > LISTED else ""
    return ", ".join(named) + more
