"""The published means, by examples that are reckoned by hand."""

import pyarrow as pa
import pytest

from etl.contract import schemas
from etl.contract.catalogue import Catalogue, Groups, Indicator
from etl.contract.schemas import OBSERVATIONS
from etl.derive.grid import grid_of
from etl.tables.means import means

ABOUT = {"year": None, "source": "Prov"}
GROUPS = pa.Table.from_pylist(
    [
        *({"group": "lan:04", "name": "Sörmland", "kind": "lan", "member": code, **ABOUT} for code in ("0480", "0483", "0484")),
        *({"group": "peer:0480", "name": "Liknande", "kind": "peer", "member": code, **ABOUT} for code in ("0483", "1481")),
    ],
    schema=schemas.GROUPS,
)


def indicator(**fields):
    texts = dict.fromkeys(("title", "short_title", "definition"), "Prov")
    source = {"name": "kolada", "kpi": "N00000", "title": fields.pop("source_title", "Prov")}
    fixed = {"unit": "percent", "decimals": 1, "direction": "higher_is_better", "role": "core", "focus_area": "prov"}
    return Indicator.model_validate({"id": "prov", **texts, **fixed, "sex_split": False, "source": source, **fields})


def table(*rows):
    """Rows of region, year, sex, value and perhaps denominator; None is hidden."""
    names = ("region", "period", "sex", "value", "denominator")
    records = [dict(zip(names, row, strict=False)) for row in rows]
    full = [{**row, "status": "suppressed" if row["value"] is None else "ok"} for row in records]
    return pa.Table.from_pylist(full, schema=OBSERVATIONS)


def made(entry, rows):
    catalogue = Catalogue(focus_areas=(), indicators=(entry,), groups=Groups(skr_year=2023, skr=(), peers_theme="prov"))
    found = means(catalogue, {"prov": grid_of(rows)}, GROUPS)
    assert found.schema == schemas.MEANS
    return {(row["group"], row["kind"], row["period"], row["sex"]): row for row in found.to_pylist()}


VALUES = table(
    *(("0480", "2021", "T", 40.0), ("0483", "2021", "T", 50.0), ("0484", "2021", "T", 60.0), ("1481", "2021", "T", 90.0)),
    *(("0480", "2022", "T", 42.0), ("0483", "2022", "T", None), ("0484", "2022", "T", 63.0), ("1481", "2022", "T", None)),
    *(("0480", "2022", "K", 41.0), ("0483", "2022", "K", 45.0), ("0484", "2022", "K", 61.0)),
    *(("0480", "2021", "K", 39.0), ("00", "2022", "T", 99.0)),
)


def test_unweighted_means_with_how_many_they_are_of():
    rows = made(indicator(), VALUES)
    assert {key: (row["value"], row["n"], row["of"], row["label"]) for key, row in rows.items()} == {
        ("lan:04", "unweighted", "2021", "T"): (50.0, 3, 3, "ovägt medel, 3 av 3"),
        ("lan:04", "unweighted", "2022", "K"): (49.0, 3, 3, "ovägt medel, 3 av 3"),
        ("lan:04", "unweighted", "2022", "T"): (None, 2, 3, "ovägt medel, 2 av 3"),
        ("peer:0480", "unweighted", "2021", "T"): (70.0, 2, 2, "ovägt medel, 2 av 2"),
        ("peer:0480", "unweighted", "2022", "K"): (None, 1, 2, "ovägt medel, 1 av 2"),
        ("peer:0480", "unweighted", "2022", "T"): (None, 0, 2, "ovägt medel, 0 av 2"),
    }
    assert rows["peer:0480", "unweighted", "2022", "T"]["reason"] == "ingen i gruppen har ett värde"
    assert rows["lan:04", "unweighted", "2022", "T"]["reason"] == "för få i gruppen har ett värde som kan jämföras"
    assert rows["lan:04", "unweighted", "2022", "K"]["reason"] is None


def test_a_value_of_few_persons_is_in_the_weighted_mean_alone():
    shares = (("0480", "2022", "T", 50.0, 20), ("0483", "2022", "T", 25.0, 40), ("0484", "2022", "T", 75.0, 40))
    rows = made(indicator(), table(*shares))
    assert (rows["lan:04", "weighted", "2022", "T"]["value"], rows["lan:04", "weighted", "2022", "T"]["n"]) == (50.0, 3)
    mean = rows["lan:04", "unweighted", "2022", "T"]
    assert (mean["value"], mean["n"], mean["of"]) == (None, 2, 3)


def test_a_hidden_value_has_no_part_in_any_mean():
    leaky = VALUES.set_column(3, OBSERVATIONS.field("value"), pa.array([*VALUES["value"].to_pylist()]))
    hidden = pa.Table.from_pylist([{**row, "value": row["value"] or 77.0} for row in leaky.to_pylist()], schema=OBSERVATIONS)
    assert made(indicator(), hidden) == made(indicator(), VALUES)


def test_a_county_is_weighted_where_the_persons_are_known():
    # 10 of 40, 30 of 60 and 10 of 25 are 50 of 125: 40 per cent, and 38.3 unweighted.
    shares = (("0480", "2022", "T", 25.0, 40), ("0483", "2022", "T", 50.0, 60), ("0484", "2022", "T", 40.0, 25))
    rows = made(indicator(), table(*shares))
    weighted = rows["lan:04", "weighted", "2022", "T"]
    assert (weighted["value"], weighted["label"]) == (40.0, "vägt medel, 3 av 3")
    assert rows["lan:04", "unweighted", "2022", "T"]["value"] == pytest.approx(38.3333333333)
    assert ("peer:0480", "weighted", "2022", "T") not in rows, "only län"
    assert ("lan:04", "weighted", "2022", "T") not in made(indicator(), table(*shares[:2], ("0484", "2022", "T", 40.0)))


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"survey": True}, "medel räknas inte för enkätvärden"),
        ({"source_title": "Betalningstid, median dagar"}, "medel räknas inte av medianer"),
        ({"title": "Plats i rangordning"}, "medel räknas inte av rangordningar"),
        ({"unit": "yes_no"}, "medel räknas inte för ja- och nej-svar"),
        ({"unit": "ordinal"}, "medel räknas inte för bedömningar i steg"),
        ({"doubtful": "Fel i källan."}, "osäkra uppgifter"),
        (
            {"unit": "per_1000", "rate_of": "persons"},
            "medel räknas inte där tal för få personer döljs, det vore skevt",
        ),
    ],
)
def test_what_has_no_mean_says_why_in_one_row_a_group(fields, reason):
    rows = made(indicator(**fields), VALUES)
    assert {key: (row["value"], row["n"], row["of"], row["label"], row["reason"]) for key, row in rows.items()} == {
        ("lan:04", "unweighted", "2022", "T"): (None, 0, 3, reason, reason),
        ("peer:0480", "unweighted", "2022", "T"): (None, 0, 2, reason, reason),
    }


def test_elections_have_means_and_the_years_that_repeat_them_have_not():
    rows = made(indicator(election_years=[2021]), VALUES)
    assert {period for _, _, period, _ in rows} == {"2021"}


def test_without_values_there_is_nothing():
    assert made(indicator(), OBSERVATIONS.empty_table()) == {}
