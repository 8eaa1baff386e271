"""The pyarrow schemas of the published tables. Region codes are SCB's: riket `00`, län `04`, kommun `0484`."""

from typing import Final

import pyarrow as pa

from etl.contract.rows import Barometer, BarometerEntry, National, ValidationCode, ValidationKey, columns_of

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
"""One file an indicator, sorted by period, sex, region; that key is unique. `reason` says in Swedish why a value is absent, or
what is to be known of one that is shown: that it is corrected or gone from its source, or how few persons it rests on."""

OBSERVATIONS_KEY: Final = ("period", "sex", "region")

LATEST: Final = pa.schema(
    [
        pa.field("indicator", pa.string(), nullable=False),
        pa.field("region", pa.string(), nullable=False),
        pa.field("sex", pa.string(), nullable=False),
        pa.field("period", pa.string(), nullable=False),
        pa.field("value", pa.float64()),
        pa.field("status", pa.string(), nullable=False),
        pa.field("few", pa.bool_(), nullable=False),
        pa.field("reason", pa.string()),
        pa.field("previous_period", pa.string()),
        pa.field("previous", pa.float64()),
        pa.field("change", pa.float64()),
        pa.field("change_reason", pa.string()),
        pa.field("change_certain", pa.bool_()),
        pa.field("rank", pa.int64()),
        pa.field("ranked", pa.int64()),
        pa.field("of", pa.int64()),
        pa.field("level", pa.string()),
        pa.field("level_reason", pa.string()),
        pa.field("peer_level", pa.string()),
        pa.field("trend", pa.string(), nullable=False),
        pa.field("trend_reason", pa.string()),
        pa.field("trend_method", pa.string()),
        pa.field("trend_statistic", pa.float64()),
        pa.field("trend_first", pa.string()),
        pa.field("trend_better", pa.string()),
        pa.field("trend_vs_riket", pa.string(), nullable=False),
        pa.field("trend_vs_riket_reason", pa.string()),
        pa.field("trend_vs_riket_first", pa.string()),
        pa.field("trend_vs_riket_change", pa.float64()),
        pa.field("trend_vs_riket_better", pa.string()),
        pa.field("pair_value", pa.float64()),
        pa.field("gap", pa.float64()),
        pa.field("persons_vs_riket", pa.int64()),
    ]
)
"""One row an indicator, sex and region, sorted by them, for the indicator's latest period with any value.

`previous` is the region's value in the period with values before it, `change` the difference in the indicator's unit, null with
a `change_reason` where either is not shown or the series is broken between them. `few` where the value rests on at most 20
persons: it is shown and marked, and takes no part in ranks and means. `rank` (1 is best) is among the `ranked` kommuner whose
value counts of all (`of`), `level` and `peer_level` as in `etl.signals.level`; the trend is from `trend_first` to `period` as in
`etl.signals.trend`. `trend_vs_riket` is the same of the difference to riket, which crosses breaks that are the same everywhere,
and `trend_vs_riket_change` how the difference has changed since `trend_vs_riket_first`. `pair_value` is the value of those born
in Sweden in the same period and `gap` what the foreign-born lack, in percentage points. `change_certain` is whether the change is
more than chance, of both sexes together (`etl.tables.certain_changes`), and `persons_vs_riket` about how many persons the
difference to riket is, rounded, where it is published how many the share is of. Every column that ends in `reason` is in
Swedish and says why something is not there.
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

AREAS: Final = pa.schema(
    [
        pa.field("code", pa.string(), nullable=False),
        pa.field("name", pa.string(), nullable=False),
        pa.field("type", pa.string(), nullable=False),
        pa.field("kommun", pa.string(), nullable=False),
    ]
)
"""The table `areas`, where boundaries of areas below the kommun are known: one row an area, sorted by code.

The values in them are in `areas/<indicator>.parquet`: the schema `OBSERVATIONS`, sorted by region, period, sex.
"""

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

BAROMETER: Final = pa.schema(
    [
        pa.field("focus_area", pa.string(), nullable=False),
        pa.field("region", pa.string(), nullable=False),
        *columns_of(Barometer),
    ]
)
"""One row a focus area that has a barometer and a region (riket, län, kommuner), in the order of the areas, then by region.

`movement` is one of `etl.signals.barometer.Movement`; `reason` says in Swedish why measures aren't judged. `baseline_period` is
the earliest and `latest_period` the latest of its indicators', which each have their own in `BAROMETER_ENTRIES`; the four numbers
count them and add up to how many they are.
"""

BAROMETER_ENTRIES: Final = pa.schema(
    [
        pa.field("focus_area", pa.string(), nullable=False),
        pa.field("region", pa.string(), nullable=False),
        *columns_of(BarometerEntry),
    ]
)
"""The table `barometer_entries`: one row an indicator of a focus area's barometer and a region, in the order of `BAROMETER` and
then that of the catalogue. The periods are those that the movement rests on; `reason` says in Swedish why there is none, or why a
change isn't certain. `baseline` and `latest` are in the indicator's unit, for both sexes together, as in `observations`, and
`riket_baseline` and `riket_latest` are riket's in the same periods.
"""

MEANS: Final = pa.schema(
    [
        pa.field("indicator", pa.string(), nullable=False),
        pa.field("group", pa.string(), nullable=False),
        pa.field("period", pa.string(), nullable=False),
        pa.field("sex", pa.string(), nullable=False),
        pa.field("kind", pa.string(), nullable=False),
        pa.field("value", pa.float64()),
        pa.field("n", pa.int64(), nullable=False),
        pa.field("of", pa.int64(), nullable=False),
        pa.field("label", pa.string(), nullable=False),
        pa.field("reason", pa.string()),
    ]
)
"""Means of the groups in `GROUPS`, sorted by indicator, group, kind, period, sex, in the indicator's unit.

`kind` is `unweighted` (the sum of the members' values over the number of them with a value) or, for a län where the persons
behind the shares are known, `weighted`; neither is the län's or riket's own value, which is in `observations`. `n` of the
group's `of` members have a value that counts, and `label` says so: `ovägt medel, 8 av 9`; of fewer than 80 % there is no mean. An
indicator whose values have no mean has one row a group, for its latest period, with no value and the `reason` in
Swedish.
"""

CHANGES: Final = pa.schema(
    [
        pa.field("indicator", pa.string(), nullable=False),
        pa.field("region", pa.string(), nullable=False),
        pa.field("sex", pa.string(), nullable=False),
        pa.field("period", pa.string(), nullable=False),
        pa.field("kind", pa.string(), nullable=False),
        pa.field("old_value", pa.float64()),
        pa.field("old_status", pa.string()),
        pa.field("new_value", pa.float64()),
        pa.field("new_status", pa.string()),
    ]
)
"""One row a cell that differs from the version that the manifest's `changes` names, sorted by indicator, period, sex, region.

`kind` is one of `etl.versions.changes.Kind`, values are in the indicator's unit. A status is null where that version has no such
cell.
`old_value` is null too wherever the old value, held against the new version, could give a hidden one away.
"""

VALIDATION_CHANGES: Final = pa.schema(
    [
        pa.field("region", pa.string(), nullable=False),
        pa.field("period", pa.string(), nullable=False),
        pa.field("type", pa.string(), nullable=False),
        pa.field("step", pa.string(), nullable=False),
        pa.field("sex", pa.string(), nullable=False),
        pa.field("measure", pa.string(), nullable=False),
        pa.field("kind", pa.string(), nullable=False),
        pa.field("old_value", pa.float64()),
        pa.field("old_status", pa.string()),
        pa.field("new_value", pa.float64()),
        pa.field("new_status", pa.string()),
    ]
)
"""The table `validation_changes`: the cells of `VALIDATION` that differ from the same version as in `CHANGES`, sorted by key.

Kinds, values and statuses as there. `new_period` is of a quarter for which the region had nothing of that type before.
`old_value` is null for a kommun of which any cell is hidden in one version and shown in the other, and for the sums that it is
in.
"""

JOURNAL: Final = pa.schema(
    [
        pa.field("entry", pa.int64(), nullable=False),
        pa.field("indicator", pa.string()),
        pa.field("region", pa.string(), nullable=False),
        pa.field("period", pa.string(), nullable=False),
        pa.field("sex", pa.string(), nullable=False),
        pa.field("type", pa.string()),
        pa.field("step", pa.string()),
        pa.field("measure", pa.string()),
        pa.field("kind", pa.string(), nullable=False),
        pa.field("old_value", pa.float64()),
        pa.field("old_status", pa.string()),
        pa.field("new_value", pa.float64()),
        pa.field("new_status", pa.string()),
    ]
)
"""`published/journal.parquet`: what came with each version, sorted by region, entry, indicator, period, sex, type, step, measure.

`entry` is the number of an `etl.contract.journal.Entry`. Rows of `CHANGES` have an indicator, rows of `VALIDATION_CHANGES` have
type, step and measure. A value of an earlier version is null wherever it, held against the versions since, could give a hidden
one away.
"""

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

MARGINS: Final = pa.schema(
    [
        pa.field("indicator", pa.string(), nullable=False),
        pa.field("region", pa.string(), nullable=False),
        pa.field("period", pa.string(), nullable=False),
        pa.field("sex", pa.string(), nullable=False),
        pa.field("margin", pa.float64(), nullable=False),
    ]
)
"""The margins that a source hands over beside its values: ± in the indicator's unit, the half of a 95 % interval."""

REPORTS: Final = pa.schema(
    [
        pa.field("region", pa.string(), nullable=False),
        pa.field("period", pa.string(), nullable=False),
        pa.field("measured_on", pa.date32(), nullable=False),
        pa.field("type", pa.string(), nullable=False),
        pa.field("step", pa.string(), nullable=False),
        pa.field("sex", pa.string(), nullable=False),
        pa.field("target_group", pa.string(), nullable=False),
        pa.field("persons_opening", pa.int64(), nullable=False),
        pa.field("persons_new", pa.int64(), nullable=False),
        pa.field("persons_started", pa.int64(), nullable=False),
        pa.field("persons_recognised", pa.int64(), nullable=False),
        pa.field("persons_partly_recognised", pa.int64(), nullable=False),
        pa.field("persons_refused", pa.int64(), nullable=False),
        pa.field("persons_discontinued", pa.int64(), nullable=False),
        pa.field("persons_closing", pa.int64(), nullable=False),
        pa.field("cases_closing", pa.int64()),
        pa.field("median_days_open", pa.float64()),
        pa.field("p90_days_open", pa.float64()),
        pa.field("share_over_180", pa.float64()),
        pa.field("median_days_finished", pa.float64()),
        pa.field("median_days_authority", pa.float64()),
        pa.field("start_rule", pa.string(), nullable=False),
        pa.field("coverage", pa.string(), nullable=False),
        pa.field("register", pa.string()),
        pa.field("comment", pa.string()),
        pa.field("file", pa.string(), nullable=False),
        pa.field("row", pa.int64(), nullable=False),
        pa.field("reported_on", pa.date32(), nullable=False),
    ]
)
"""What kommuner report of validation, exact: small numbers are in it, so nothing of it is published but through `VALIDATION`.

Sorted by region, period, type, step, sex, target_group, which together are unique. `persons_*` are persons and `cases_closing` is
cases, `*_days_*` days, `share_over_180` percent. `opening + new − recognised − partly_recognised − refused − discontinued =
closing` holds for the persons of both steps together. `file` and `row` (as a spreadsheet numbers it) say where a row stands, and
`reported_on` is the day on which the file was last changed.
"""

VALIDATION: Final = pa.schema(
    [
        pa.field("region", pa.string(), nullable=False),
        *columns_of(ValidationKey),
        pa.field("value", pa.float64()),
        pa.field("status", pa.string(), nullable=False),
        pa.field("reason", pa.string()),
        pa.field("start_rule", pa.string()),
        pa.field("coverage", pa.string()),
        pa.field("reported_on", pa.date32()),
        pa.field("included", pa.int64()),
        pa.field("reported", pa.int64()),
    ]
)
"""The table `validation`: what kommuner have reported of people who wait for validation, after disclosure control.

One row a region, period (`2024K1`), type, step, sex and measure, sorted by them, which together are unique; what they stand for
is in `VALIDATION_CODES`. `type` and `step` may be `ALLA`, all together. Measures, by the steps and sexes that they have:

- `stock` (persons at the end of the quarter): each step and `ALLA`, sex `T`.
- `inflow` (new persons in the quarter), `left` (persons who left in the quarter, with whatever outcome) and the outcomes
  `recognised`, `partly_recognised`, `refused`, `discontinued`: step `ALLA`. Only outcomes have sexes `K` and `M` beside `T`,
  where reported, and those are rounded to 5.
- `median_days_open`, `p90_days_open` (days), `share_over_180` (percent): each step, of those in `stock`, sex `T`.
- `median_days_finished`, `median_days_authority` (days): each step, of those who got a result, sex `T`.

`status` is `ok`, `suppressed`, `missing` (not reported) or `not_applicable` (of nobody), and `reason` says why in Swedish. A
kommun has the types that it reported, of which type `ALLA` is the sum (counts only). A kommun that did not report a quarter in
which others did has one row: `stock` of type `ALLA`, step `ALLA`, `missing`. Riket and län have the sums (counts, sex `T`) of
the `included` kommuner whose own value is shown, of the `reported` that reported that type: at least so many, not all. For
kommuner both are null. `start_rule` and `coverage` are the kommun's own for the type, and `reported_on` the day of its file.
"""

VALIDATION_CODES: Final = pa.schema(
    [
        pa.field("field", pa.string(), nullable=False),
        pa.field("code", pa.string(), nullable=False),
        *columns_of(ValidationCode),
    ]
)
"""The table `validation_codes`: what the codes in `VALIDATION` stand for, in Swedish and in the order to show them.

`field` is `type`, `step`, `sex`, `measure`, `start_rule` or `coverage`; `unit` and `definition` belong to measures.
"""

NATIONAL: Final = pa.schema(columns_of(National))
"""The table `national`: hand-written national figures of validation, in the order to show them; true also beside demo values.

`measure` is `applications`, `persons`, `decided`, `handling_time`, `stated_handling_time`, `trade_validations` or `referrals`;
`type` as in `VALIDATION`. `period` is a year, `2021–2022` or `ca 2018`, as the source has it. `to` is the upper end where the
source gives a range from `value`. All other texts are in Swedish; `dated` says what is known of the date of the page.
"""
