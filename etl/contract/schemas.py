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
    ]
)
"""The indicator's latest period with any value, for every region and sex; `previous` is the region's value the period before."""

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
