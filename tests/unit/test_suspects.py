"""What a source seems to be mistaken about: lone zeros and totals outside women and men, by worked examples."""

from collections.abc import Mapping
from typing import Any

import pyarrow as pa
import pytest

from etl.contract.catalogue import Catalogue, Groups, Indicator
from etl.contract.schemas import OBSERVATIONS
from etl.suspects import suspected

Amounts = Mapping[str, tuple[float | None, ...]]
YEARS = ("2020", "2021", "2022", "2023")


def catalogue(**fields: Any) -> Catalogue:
    texts = dict.fromkeys(("title", "short_title", "definition"), "Prov")
    fixed = {"unit": "percent", "decimals": 1, "direction": "higher_is_better", "role": "core", "focus_area": "prov"}
    source = {"name": "kolada", "kpi": "N00000", "title": "Prov"}
    entry = Indicator.model_validate({"id": "prov", **texts, **fixed, "sex_split": True, "source": source, **fields})
    return Catalogue(focus_areas=(), indicators=(entry,), groups=Groups(skr_year=2023, skr=(), peers_theme="prov"))


def table(amounts: Amounts, persons: int | None = None) -> pa.Table:
    """Values over the years by "region sex"."""
    rows = [
        {"region": key.split()[0], "sex": key.split()[1], "period": year, "value": value, "denominator": persons}
        | {"status": "missing" if value is None else "ok"}
        for key, values in amounts.items()
        for year, value in zip(YEARS, values, strict=True)
    ]
    rows.sort(key=lambda row: (row["period"], row["sex"], row["region"]))
    return pa.Table.from_pylist(rows, schema=OBSERVATIONS)


def suspected_rows(amounts: Amounts, persons: int | None = None, **fields: Any) -> dict[str, tuple[Any, ...]]:
    """Value, status and reason of what is suspected."""
    found, remarks = suspected(catalogue(**fields), {"prov": table(amounts, persons)})
    rows = [row for row in found["prov"].to_pylist() if row["reason"]]
    assert bool(rows) == bool(remarks)
    return {f"{row['region']} {row['period']} {row['sex']}": (row["value"], row["status"], row["reason"][:13]) for row in rows}


HIGH = {"0101 T": (80.0, 82.0, 81.0, 85.0)}


def test_a_lone_zero_between_high_values_is_refused() -> None:
    found = suspected_rows({**HIGH, "2305 T": (87.0, 0.0, 89.0, 90.0)})
    assert found == {"2305 2021 T": (None, "missing", "Misstänkt fel")}


@pytest.mark.parametrize(
    "values",
    [(0.0, 87.0, 89.0, 90.0), (87.0, 0.0, 49.9, 90.0), (87.0, 0.0, 0.0, 90.0), (87.0, 0.0, None, 90.0), (87.0, 0.1, 89.0, 90.0)],
)
def test_other_zeros_and_low_values_stay(values: tuple[float | None, ...]) -> None:
    assert suspected_rows({**HIGH, "2305 T": values}) == {}


def test_zeros_of_several_kommuner_or_of_few_persons_stay() -> None:
    lone = {**HIGH, "2305 T": (87.0, 0.0, 89.0, 90.0)}
    assert suspected_rows({**lone, "2306 T": (7.0, 0.0, 9.0, 8.0)}) == {}
    assert suspected_rows(lone, persons=20) == {}
    assert suspected_rows(lone, persons=21) != {}


def test_a_total_outside_women_and_men_is_shown_and_marked() -> None:
    found = suspected_rows(
        {"2422 T": (61.5, 60.6, 39.5, 39.4), "2422 K": (50.0, 50.0, 40.0, 40.0), "2422 M": (60.0, 60.0, 60.0, 60.0)}
    )
    assert found == {
        "2422 2020 T": (61.5, "ok", "Misstänkt fel"),
        "2422 2021 T": (60.6, "ok", "Misstänkt fel"),
        "2422 2023 T": (39.4, "ok", "Misstänkt fel"),
    }


def test_a_total_is_not_held_against_a_refused_zero() -> None:
    found = suspected_rows(
        {"2422 T": (61.5, 61.5, 60.0, 60.0), "2422 K": (60.0, 0.0, 60.0, 60.0), "2422 M": (62.0, 0.0, 60.0, 60.0)}
    )
    assert set(found) == {"2422 2021 K", "2422 2021 M"}


@pytest.mark.parametrize("fields", [{"unit": "count"}, {"unit": "per_1000", "rate_of": "things"}, {"doubtful": "Fel i källan."}])
def test_only_shares_that_can_be_trusted_are_looked_at(fields: dict[str, Any]) -> None:
    assert suspected_rows({**HIGH, "2305 T": (87.0, 0.0, 89.0, 90.0)}, **fields) == {}


def test_the_remark_names_the_cells_and_what_to_do() -> None:
    _, remarks = suspected(catalogue(), {"prov": table({**HIGH, "2305 T": (87.0, 0.0, 89.0, 90.0)})})
    assert remarks == (
        "prov: suspected faults of the source: 1 lone zero(s), refused: 2305 2021 T. Look there, and decide in corrections.yaml.",
    )
