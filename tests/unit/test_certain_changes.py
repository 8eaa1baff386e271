"""Whether a change since the period before is more than chance, reckoned by hand."""

import pyarrow as pa
import pytest

from etl.contract.catalogue import Catalogue, Groups, Indicator
from etl.contract.schemas import OBSERVATIONS
from etl.tables.latest import latest

GROUPS = pa.schema([(name, pa.string()) for name in ("group", "kind", "member")]).empty_table()


def rows(numbers, **fields):
    """The rows of `latest` by region, of (before, now, persons) a region; 2021 and 2022."""
    texts = dict.fromkeys(("title", "short_title", "definition"), "Prov")
    fixed = {"unit": "percent", "decimals": 1, "direction": "higher_is_better", "role": "core", "focus_area": "arbete"}
    source = {"name": "kolada", "kpi": "N00000", "title": "Prov"}
    entry = Indicator.model_validate({"id": "prov", **texts, **fixed, "sex_split": False, "source": source, **fields})
    cells = [
        {"region": region, "period": year, "sex": "T", "value": value, "status": "ok", "denominator": persons, "margin": margin}
        for region, (before, now, persons, margin) in sorted(numbers.items())
        for year, value in (("2021", before), ("2022", now))
    ]
    table = pa.Table.from_pylist(sorted(cells, key=lambda cell: (cell["period"], cell["region"])), schema=OBSERVATIONS)
    catalogue = Catalogue(focus_areas=(), indicators=(entry,), groups=Groups(skr_year=2023, skr=(), peers_theme="prov"))
    return {row["region"]: row for row in latest(catalogue, {"prov": table}, GROUPS).to_pylist()}


@pytest.mark.parametrize(
    ("before", "now", "persons", "margin", "fields", "certain"),
    [
        (50.0, 60.0, 100, None, {}, False),  # z = 0.1 / sqrt(0.55 * 0.45 * 0.02) = 1.42
        (50.0, 60.0, 400, None, {}, True),  # z = 2.84
        (50.0, 51.0, None, None, {}, False),  # 2 per cent of what it was
        (50.0, 52.0, None, None, {}, True),  # 4 per cent
        (0.10, 0.14, None, None, {}, False),  # both are shown as 0,1
        (50.0, 55.0, None, 3.0, {"survey": True}, True),  # 5 > sqrt(18)
        (50.0, 54.0, None, 3.0, {"survey": True}, False),
        (50.0, 54.0, None, None, {"survey": True}, False),  # the margins aren't known
        (50.0, 60.0, 400, None, {"doubtful": "Fel i källan."}, None),
        (50.0, 60.0, 400, None, {"breaks": [{"period": "2022", "text": "Ny metod."}]}, None),
    ],
)
def test_by_what_is_known(before, now, persons, margin, fields, certain):
    found = rows({"00": (50.0, 50.0, None, None), "0484": (before, now, persons, margin)}, **fields)
    assert found["0484"]["change_certain"] is certain


@pytest.mark.parametrize(
    ("value", "persons", "about"),
    [
        (45.0, 400, 20),
        (45.0, 4000, 200),
        (55.2, 9000, 450),
        (50.0, 400, None),
        (49.0, 400, None),
        (20.0, 20, None),
        (45.0, None, None),
    ],
)
def test_the_difference_to_riket_in_persons(value, persons, about):
    """Rounded; nothing below ten, of few, or where it isn't known of how many."""
    found = rows({"00": (50.0, 50.0, 10_000, None), "0484": (50.0, value, persons, None)})
    assert found["0484"]["persons_vs_riket"] == about
    assert found["00"]["persons_vs_riket"] is None
