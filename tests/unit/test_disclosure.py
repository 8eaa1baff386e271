"""Disclosure control by worked examples: each rule, and what is hidden to cover for what it hides."""

from collections.abc import Mapping

import pyarrow as pa
import pytest

from etl.contract.catalogue import Catalogue, FocusArea, Groups, Indicator, Protections, SkrGroup
from etl.contract.codes import Protection, RateOf
from etl.contract.schemas import OBSERVATIONS
from etl.disclosure import DisclosureError, protect

COUNT, SHARE, WORK, STUDIES, EITHER = "lamnat", "andel", "etab_arbete", "etab_studier", "etab_arb_el_stud"
Amounts = Mapping[str, tuple[float | None, float | None, float | None]]


def indicator(name: str, kpi: str, unit: str = "percent", counted: str | None = None) -> Indicator:
    texts = {"id": name, "title": name, "short_title": name, "definition": name, "unit": unit, "decimals": 1}
    traits = {"direction": "neutral", "role": "core", "focus_area": "area", "sex_split": True}
    source = {"name": "kolada", "kpi": kpi, "title": name, "denominator_kpi": counted}
    return Indicator.model_validate({**texts, **traits, "source": source})


def rate_of(persons: str) -> tuple[Indicator, Indicator]:
    """A rate per 1 000 inhabitants and the number of these."""
    rate = indicator("tal", "N00002", "per_1000").model_copy(update={"rate_of": RateOf(persons)})
    return rate, indicator(COUNT, "N01951", "count")


def catalogue(*indicators: Indicator, protection: Protection = Protection.SOURCE) -> Catalogue:
    area = FocusArea(id="area", title="Område", short_title="Område", description="Område")
    groups = Groups(skr_year=2023, skr=(SkrGroup(code="A1", title="A", kolada_group="G1"),), peers_theme="Liknande")
    chosen = Protections(kolada=protection)
    return Catalogue.model_construct(focus_areas=(area,), indicators=indicators, groups=groups, protection=chosen)


def table(amounts: Amounts, denominators: Amounts | None = None) -> pa.Table:
    """Rows for the regions, whose amounts come as T, K, M."""
    rows = [
        {
            "region": region,
            "period": "2022",
            "sex": sex,
            "value": amounts[region]["TKM".index(sex)],
            "status": "missing" if amounts[region]["TKM".index(sex)] is None else "ok",
            "denominator": denominators[region]["TKM".index(sex)] if denominators else None,
        }
        for sex in "KMT"
        for region in sorted(amounts)
    ]
    return pa.Table.from_pylist(rows, schema=OBSERVATIONS)


def hidden(protected: pa.Table) -> set[str]:
    return {f"{row['region']} {row['sex']}" for row in protected.to_pylist() if row["status"] == "suppressed"}


def hidden_counts(amounts: Amounts) -> set[str]:
    return hidden(protect(catalogue(indicator(COUNT, "N00964", "count")), {COUNT: table(amounts)}).observations[COUNT])


def protected_shares(
    persons: Amounts, having: Mapping[str, Amounts], protection: Protection = Protection.SOURCE
) -> dict[str, pa.Table]:
    """Tables of the persons and of the shares that have something, after protection."""
    counted = indicator(COUNT, "N00964", "count")
    shares = [indicator(name, f"N{number:05d}", counted="N00964") for number, name in enumerate(having)]
    tables = {name: table(as_percent(amounts, persons), persons) for name, amounts in having.items()}
    return protect(catalogue(counted, *shares, protection=protection), {COUNT: table(persons), **tables}).observations


def as_percent(having: Amounts, persons: Amounts) -> Amounts:
    return {region: tuple(percent(*pair) for pair in zip(having[region], persons[region], strict=True)) for region in having}  # type: ignore[misc]


def percent(having: float | None, persons: float | None) -> float | None:
    return None if having is None or not persons else 100 * having / persons


def test_one_to_four_persons_are_hidden_and_nothing_else_where_nothing_adds_up() -> None:
    amounts = {f"010{number}": (number, None, None) for number in range(8)}
    assert hidden_counts(amounts) == {"0101 T", "0102 T", "0103 T", "0104 T"}


def test_the_other_sex_covers_for_a_hidden_one_and_the_total_stays() -> None:
    assert hidden_counts({"0101": (30, 3, 27), "0102": (80, 40, 40)}) == {"0101 K", "0101 M"}


def test_a_total_that_leaves_too_little_room_is_hidden_too() -> None:
    assert hidden_counts({"0101": (7, 3, 4)}) == {"0101 K", "0101 M"}
    assert hidden_counts({"0101": (6, 3, 3)}) == {"0101 K", "0101 M", "0101 T"}


def test_another_kommun_covers_where_riket_is_the_sum() -> None:
    found = hidden_counts({"00": (803, 402, 401), "0101": (3, 2, 1), "0102": (500, 200, 300), "0103": (300, 200, 100)})
    assert {"0101 T", "0101 K", "0101 M"} < found
    for sex in "TKM":
        assert len(found & {f"{kommun} {sex}" for kommun in ("0101", "0102", "0103")}) >= 2
    assert not found & {"00 T", "00 K", "00 M"}


def test_only_a_kommun_of_the_same_lan_covers_where_lan_are_shown() -> None:
    lan = {"01": (453, 203, 250), "02": (70, 40, 30), "0101": (33, 3, 30), "0102": (420, 200, 220), "0201": (30, 20, 10)}
    found = hidden_counts({**lan, "0202": (40, 20, 20)})
    assert found == {"0101 K", "0101 M", "0102 K", "0102 M"}


def test_what_the_source_lacks_covers_as_well() -> None:
    assert hidden_counts({"00": (440, None, None), "0101": (3, None, None), "0102": (400, None, None), "0103": (None,) * 3}) == {
        "0101 T"
    }
    assert hidden_counts({"0101": (30, 3, None)}) == {"0101 K"}


def test_what_the_source_lacks_does_not_cover_where_a_sum_gives_it() -> None:
    amounts = {"00": (None, 103, None), "0101": (28, 3, 25), "0102": (60, None, 20), "0103": (100, 60, 40)}
    assert {"0101 K", "0101 M"} < hidden_counts(amounts)


def test_sums_that_the_source_breaks_hide_nothing() -> None:
    wrong = {"00": (500, 500, 500), "0101": (30, 3, 27), "0102": (400, 200, 200)}
    assert hidden_counts(wrong) == {"0101 K", "0101 M"}


@pytest.mark.parametrize(
    ("persons", "having", "shown"),
    [(20, 10, False), (21, 10, True), (100, 5, False), (100, 6, True), (100, 94, True), (100, 95, False), (100, 0, False)],
)
def test_shares_of_few_are_hidden_strictly(persons: int, having: int, shown: bool) -> None:
    counts = {"0101": (persons, None, None)}
    found = protected_shares(counts, {SHARE: {"0101": (having, None, None)}}, Protection.STRICT)[SHARE]
    assert hidden(found) == (set() if shown else {"0101 T"})
    assert found["denominator"].to_pylist()[-1] == persons


@pytest.mark.parametrize(
    ("persons", "having", "mark"),
    [
        (4, 2, "Dolt enligt vår regel"),
        (5, 0, "Bygger på få personer (5)"),
        (20, 20, "Bygger på få personer (20)"),
        (21, 1, None),
        (100, 0, None),
    ],
)
def test_a_share_that_the_source_publishes_is_shown_from_five_persons_and_marked_to_twenty(
    persons: int, having: int, mark: str | None
) -> None:
    found = protected_shares({"0101": (persons, None, None)}, {SHARE: {"0101": (having, None, None)}})[SHARE]
    row = found.to_pylist()[-1]
    assert hidden(found) == ({"0101 T"} if persons < 5 else set())
    assert row["value"] == (None if persons < 5 else 100 * having / persons)
    assert (row["reason"] is None) if mark is None else row["reason"].startswith(mark)


def test_the_mark_stands_beside_what_is_said_of_a_corrected_value() -> None:
    counted, share = indicator(COUNT, "N00964", "count"), indicator(SHARE, "N00001", counted="N00964")
    people, shares = table({"0101": (8, None, None)}), table({"0101": (50.0, None, None)}, {"0101": (8, None, None)})
    shares = shares.set_column(7, "reason", pa.array([None, None, "Rättat: SCB"]))
    found = protect(catalogue(counted, share), {COUNT: people, SHARE: shares}).observations[SHARE]
    assert found["reason"].to_pylist()[-1] == "Rättat: SCB. Bygger på få personer (8)"


def test_a_share_is_hidden_strictly_to_cover_for_the_other_sex() -> None:
    found = protected_shares({"0101": (100, 30, 70)}, {SHARE: {"0101": (33, 3, 30)}}, Protection.STRICT)[SHARE]
    assert hidden(found) == {"0101 K", "0101 M"}
    assert len(set(found["reason"].to_pylist()) - {None}) == 1


def test_a_share_and_its_denominator_go_where_the_number_of_persons_is_hidden() -> None:
    found = protected_shares({"0101": (63, 3, 60)}, {SHARE: {"0101": (31, 1, 30)}})
    assert hidden(found[COUNT]) == hidden(found[SHARE]) == {"0101 K", "0101 M"}
    assert found[SHARE]["denominator"].to_pylist() == [None, None, 63]
    assert found[SHARE]["value"].null_count == 2


def test_a_share_of_nobody_knows_how_many_is_hidden() -> None:
    found = protected_shares({"0101": (None, None, None)}, {SHARE: {"0101": (None, None, None)}, WORK: {"0101": (None,) * 3}})
    assert hidden(found[SHARE]) == set()
    counted, share = indicator(COUNT, "N00964", "count"), indicator(SHARE, "N00001", counted="N00964")
    tables = {COUNT: table({"0101": (None, None, None)}), SHARE: table({"0101": (40.0, None, None)})}
    assert hidden(protect(catalogue(counted, share), tables).observations[SHARE]) == {"0101 T"}


def test_a_missing_number_that_follows_from_the_others_is_used() -> None:
    counted, share = indicator(COUNT, "N00964", "count"), indicator(SHARE, "N00001", counted="N00964")
    tables = {
        COUNT: table({"0101": (70, 30, None), "0102": (40, 30, None)}),
        SHARE: table({"0101": (None, None, 50.0), "0102": (None, None, 50.0)}),
    }
    strictly = catalogue(counted, share, protection=Protection.STRICT)
    assert hidden(protect(strictly, tables).observations[SHARE]) == {"0102 M"}
    assert hidden(protect(catalogue(counted, share), tables).observations[SHARE]) == set()


def test_parts_and_their_whole_are_hidden_together_strictly() -> None:
    persons, none = {"0101": (100, None, None)}, (None, None)
    having = {WORK: {"0101": (30, *none)}, STUDIES: {"0101": (4, *none)}, EITHER: {"0101": (34, *none)}}
    found = protected_shares(persons, having, Protection.STRICT)
    assert hidden(found[WORK]) == hidden(found[STUDIES]) == hidden(found[EITHER]) == {"0101 T"}


def test_all_inhabitants_are_nobody_s_group() -> None:
    counted, share = indicator(COUNT, "N01951", "count"), indicator(SHARE, "N02926", counted="N01951")
    tables = {COUNT: table({"0101": (3, 2, 1)}), SHARE: table({"0101": (10.0, 10.0, 10.0)})}
    protected = protect(catalogue(counted, share), tables)
    assert protected.observations == tables
    assert protected.remarks == ()


@pytest.mark.parametrize("kind", ["persons", "persons_year_before", "things"])
def test_a_rate_that_tells_of_one_to_four_inhabitants_is_hidden(kind: str) -> None:
    rate, inhabitants = rate_of(kind)
    people = table({f"010{number}": (2_000, None, None) for number in range(6)})
    if kind == "persons_year_before":
        people = people.set_column(1, "period", pa.array(["2021"] * people.num_rows))
    rates = table({f"010{number}": (number / 2, None, None) for number in range(6)})
    found = protect(catalogue(inhabitants, rate), {COUNT: people, "tal": rates})
    assert hidden(found.observations["tal"]) == (set() if kind == "things" else {f"010{number} T" for number in (1, 2, 3, 4)})
    assert found.observations[COUNT] == people


def test_a_rate_of_one_sex_is_covered_for_by_the_other() -> None:
    people = {"0101": (2_000, 1_000, 1_000), "0102": (2_000, 1_000, 1_000)}
    rates = {"0101": (16.5, 3.0, 30.0), "0102": (20.0, 20.0, 20.0)}
    rate, inhabitants = rate_of("persons")
    found = protect(catalogue(inhabitants, rate), {COUNT: table(people), "tal": table(rates)})
    assert hidden(found.observations["tal"]) == {"0101 K", "0101 M"}
    assert found.remarks == (
        "tal: 2 of 6 values hidden: 1 by rule (1-4 persons, or a number of inhabitants that is missing), 1 to cover for them",
    )


def test_a_rate_of_an_unknown_number_of_inhabitants_is_hidden_but_for_none() -> None:
    rate, inhabitants = rate_of("persons_year_before")
    tables = {COUNT: table({"0101": (2_000, None, None)}), "tal": table({"0101": (9.0, None, None), "0102": (0.0, None, None)})}
    found = protect(catalogue(inhabitants, rate), tables).observations["tal"]
    assert hidden(found) == {"0101 T"}
    assert "antalet invånare saknas" in str(found["reason"].to_pylist())


def test_the_remark_tells_how_many_and_why() -> None:
    protected = protect(catalogue(indicator(COUNT, "N00964", "count")), {COUNT: table({"0101": (30, 3, 27)})})
    assert protected.remarks == ("lamnat: 2 of 3 values hidden: 1 by rule (1-4 persons), 1 to cover for them",)


def test_a_hidden_cell_has_status_and_reason_but_no_value() -> None:
    row = protect(catalogue(indicator(COUNT, "N00964", "count")), {COUNT: table({"0101": (3, None, None)})}).observations[COUNT]
    total = row.to_pylist()[-1]
    assert (total["value"], total["margin"], total["status"]) == (None, None, "suppressed")
    assert total["reason"] == "Dolt enligt vår regel: 1–4 personer, eller ett antal som skulle röja ett så litet antal"
    assert row.schema == OBSERVATIONS


def test_a_unit_from_which_no_number_follows_is_refused() -> None:
    counted, ratio = indicator(COUNT, "N00964", "count"), indicator(SHARE, "N00001", "parity_ratio", "N00964")
    tables = {COUNT: table({"0101": (30, 3, 27)}), SHARE: table({"0101": (1.0, 1.0, 1.0)})}
    with pytest.raises(DisclosureError, match=r"andel: unit 'parity_ratio' .* N00964 .* allowed: percent"):
        protect(catalogue(counted, ratio), tables)


def test_an_indicator_without_values_is_left_alone() -> None:
    empty = OBSERVATIONS.empty_table()
    counted, share = indicator(COUNT, "N00964", "count"), indicator(SHARE, "N00001", counted="N00964")
    assert protect(catalogue(counted, share), {COUNT: empty, SHARE: empty}).observations == {COUNT: empty, SHARE: empty}


def test_what_a_kept_version_hides_stays_hidden_and_what_it_shows_covers_for_nothing() -> None:
    of_counts = catalogue(indicator(COUNT, "N00964", "count"))
    kept = protect(of_counts, {COUNT: table({"0101": (30, 3, 27), "0102": (20, 6, 14)})}).observations
    now = {COUNT: table({"0101": (34, 7, 27), "0102": (18, 4, 14)})}
    assert hidden(protect(of_counts, now).observations[COUNT]) == {"0102 K", "0102 M"}
    beside_kept = hidden(protect(of_counts, now, [kept]).observations[COUNT])
    assert beside_kept == {"0101 K", "0101 M", "0102 K", "0102 T"}


@pytest.mark.parametrize(("counted", "shown"), [("N01955", True), ("N00964", False)])
def test_a_share_of_everybody_is_shown_where_their_number_is_missing(counted: str, shown: bool) -> None:
    of_everybody = catalogue(indicator(COUNT, counted, "count"), indicator(SHARE, "N00002", counted=counted))
    shares = table({"0101": (50, 50, 50)})
    found = protect(of_everybody, {COUNT: OBSERVATIONS.empty_table(), SHARE: shares}).observations[SHARE]
    assert (hidden(found) == set()) is shown
