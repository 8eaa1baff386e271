"""The published table of goals: a row a goal, indicator, region and sex, with every number that a verdict rests on."""

from typing import Final

import pyarrow as pa

GOALS: Final = pa.schema(
    [
        pa.field("strategy", pa.string(), nullable=False),
        pa.field("goal", pa.string(), nullable=False),
        pa.field("indicator", pa.string()),
        pa.field("region", pa.string(), nullable=False),
        pa.field("sex", pa.string(), nullable=False),
        pa.field("concerned", pa.bool_(), nullable=False),
        pa.field("stated_as", pa.string(), nullable=False),
        pa.field("status", pa.string(), nullable=False),
        pa.field("reason", pa.string()),
        pa.field("reported", pa.bool_(), nullable=False),
        pa.field("approximate", pa.bool_(), nullable=False),
        pa.field("approximate_reason", pa.string()),
        pa.field("kind", pa.string(), nullable=False),
        pa.field("measure", pa.string(), nullable=False),
        pa.field("adopted_year", pa.int64()),
        pa.field("baseline_year", pa.int64()),
        pa.field("baseline", pa.float64()),
        pa.field("baseline_origin", pa.string()),
        pa.field("stated_baseline_year", pa.int64()),
        pa.field("stated_baseline", pa.float64()),
        pa.field("latest_year", pa.int64()),
        pa.field("latest", pa.float64()),
        pa.field("reference", pa.float64()),
        pa.field("target_year", pa.int64()),
        pa.field("limit", pa.float64()),
        pa.field("target", pa.float64()),
        pa.field("distance", pa.float64()),
        pa.field("distance_at_base", pa.float64()),
        pa.field("required_pace", pa.float64()),
        pa.field("observed_pace", pa.float64()),
        pa.field("pace_share", pa.float64()),
        pa.field("change", pa.float64()),
        pa.field("riket_change", pa.float64()),
        pa.field("met_in_target_year", pa.bool_()),
        pa.field("noise_method", pa.string()),
        pa.field("noise_statistic", pa.float64()),
        pa.field("depends_on_base", pa.bool_()),
        pa.field("base_note", pa.string()),
        pa.field("year_at_pace", pa.int64()),
        pa.field("persons", pa.int64()),
    ]
)
"""One row a goal, indicator, region and sex, sorted by strategy, then the strategy's order of goals and of their indicators,
then region and sex.

`status` is one of `etl.signals.target.TargetStatus`; `kind`, `measure` and `stated_as` are those of the goal. Region: all
kommuner, the län that the source has a value for, and riket where the strategy is riket's; `concerned` where the strategy holds
for it (its own region, and the kommuner of a län); a goal without an indicator has one row, for the strategy's own region, with
its reason. Sex is `T`, and `K` and `M` too where the goal names women and men; `T` of a goal that both sexes are to reach is the
sex that is behind. `reason` says in Swedish why there is no status or no pace, or what else than the numbers decided.

With `reported` the verdict is the actor's own account and not measured here. With `approximate` the indicator measures only a
part of the goal: no status may be shown without `approximate_reason`, never as the goal's own.

`baseline_year` is the base, `baseline_origin` why it is that year (`etl.signals.base.BaseOrigin`), `stated_baseline` the level
that the source itself starts from, which need not be measured alike. `latest`, `baseline` and `reference` are levels in the
indicator's unit; `latest` is of the target year once that has passed, `reference` riket's, or that of the goal's group, of
`latest_year`, with measure `gap` that of those born in Sweden and with `sex_gap` that of men, in the same region. `limit` is the
value in the goal's words; `target` is what the value, or for a gap the gap, is held against. `distance` is what is left
(negative: passed), and the paces are a year since `baseline_year`, positive towards the goal; `pace_share` is 1 where the
observed is the required. `change` is of the value (for a gap of the gap) since the base, `riket_change` riket's.

`noise_method` is one of `etl.signals.noise.NoiseMethod`, which says what `noise_statistic` is. `depends_on_base` where another
base gives another verdict, and `base_note` which. `year_at_pace` is when the level is reached at today's pace, where the pace is
certain; `persons` about how many people the distance is, our own calculation, null below ten.
"""
