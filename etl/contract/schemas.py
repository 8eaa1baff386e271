"""The pyarrow schemas of the published tables. Region codes are SCB's: riket `00`, län `04`, kommun `0484`."""

from typing import Final

import pyarrow as pa

OBSERVATIONS: Final = pa.schema(
    [
        pa.field("region", pa.string(), nullable=False),
        pa.field("period", pa.string(), nullable=False),
        pa.field("sex", pa.string(), nullable=False),
        pa.field("value", pa.float64()),
        pa.field("status", pa.string(), nullable=False),
        pa.field("denominator", pa.int64()),
        pa.field("margin", pa.float64()),
        pa.field("reason", pa.string()),
    ]
)
"""One file an indicator, sorted by period, sex, region; that key is unique. `reason` says in Swedish why a value is absent."""

OBSERVATIONS_KEY: Final = ("period", "sex", "region")

LATEST: Final = pa.schema(
    [
        pa.field("indicator", pa.string(), nullable=False),
        pa.field("region", pa.string(), nullable=False),
        pa.field("sex", pa.string(), nullable=False),
        pa.field("period", pa.string(), nullable=False),
        pa.field("value", pa.float64()),
        pa.field("status", pa.string(), nullable=False),
        pa.field("reason", pa.string()),
        pa.field("previous_period", pa.string()),
        pa.field("previous", pa.float64()),
        pa.field("change", pa.float64()),
        pa.field("change_reason", pa.string()),
        pa.field("rank", pa.int64()),
        pa.field("ranked", pa.int64()),
        pa.field("level", pa.string()),
        pa.field("level_reason", pa.string()),
        pa.field("peer_level", pa.string()),
        pa.field("trend", pa.string(), nullable=False),
        pa.field("trend_reason", pa.string()),
        pa.field("trend_method", pa.string()),
        pa.field("trend_statistic", pa.float64()),
        pa.field("trend_first", pa.string()),
        pa.field("trend_better", pa.string()),
        pa.field("pair_value", pa.float64()),
        pa.field("gap", pa.float64()),
    ]
)
"""One row an indicator, sex and region, sorted by them, for the indicator's latest period with any value.

`previous` is the region's value in the period with values before it, `change` the difference in the indicator's unit, null with
a `change_reason` where either is not shown or the series is broken between them. `rank` (1 is best) of `ranked` kommuner, `level`
and `peer_level` as in `etl.signals.level`; the trend is from `trend_first` to `period` as in `etl.signals.trend`. `pair_value` is
the value of those born in Sweden in the same period and `gap` what the foreign-born lack, in percentage points. Every column
that ends in `reason` is in Swedish and says why something is not there.
"""

REGIONS: Final = pa.schema(
    [
        pa.field("code", pa.string(), nullable=False),
        pa.field("name", pa.string(), nullable=False),
        pa.field("type", pa.string(), nullable=False),
        pa.field("lan", pa.string()),
    ]
)
"""Riket, 21 län and 290 kommuner, sorted by code; `lan` is the kommun's or län's own two digits, null for riket."""

GROUPS: Final = pa.schema(
    [
        pa.field("group", pa.string(), nullable=False),
        pa.field("name", pa.string(), nullable=False),
        pa.field("kind", pa.string(), nullable=False),
        pa.field("year", pa.int64()),
        pa.field("source", pa.string(), nullable=False),
        pa.field("member", pa.string(), nullable=False),
    ]
)
"""One row a member: `lan:04`, `skr:C6`, `peer:0484` (the kommun that the peers belong to is not a member)."""

HARVEST: Final = pa.schema(
    [
        pa.field("indicator", pa.string(), nullable=False),
        pa.field("region", pa.string(), nullable=False),
        pa.field("period", pa.string(), nullable=False),
        pa.field("sex", pa.string(), nullable=False),
        pa.field("value", pa.float64()),
        pa.field("status", pa.string(), nullable=False),
        pa.field("reason", pa.string()),
    ]
)
"""What a source hands over, before gaps are filled and denominators joined: one row a value that the source answered with."""
