"""The parts of the SCB source that need neither disk nor network."""

import itertools
import math
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from etl.contract.catalogue import Catalogue, FocusArea, Groups, Indicator, ScbSource, counts_for
from etl.contract.codes import Sex
from etl.harvest import SourceError
from etl.http import Manners
from etl.server import SettingError
from etl.sources.scb import ScbSettings
from etl.sources.scb.dataset import Cube, read_cube, read_dataset
from etl.sources.scb.measure import Measure, UnmatchedError, measure, plain, refuse_code_lists
from etl.sources.scb.rows import added, odd_symbols, rows_of
from etl.sources.scb.selection import Selection, assembled, refuse_other, split
from etl.sources.scb.settings import read_limits
from etl.sources.scb.table import CodeList, Table, code_list_request, read_code_list, read_table

CROWDED, ROOMY = "trångbodda enligt norm 2", "ej trångbodda enligt norm 2"
LABELS = {
    "Region": {"00": "Riket", "04": "Södermanlands län", "0484": "Eskilstuna"},
    "Trangboddhet": {"TOT": "totalt", "N2": CROWDED, "EJ": ROOMY, "US": "uppgift saknas"},
    "Fodelseregion": {"200": "totalt", "010": "Sverige", "020": "Europa exkl.Sverige", "030": "Afrika"},
    "Kon": {"TOT2": "totalt", "100": "kvinnor", "200": "män"},
    "ContentsCode": {"000004PS": "Samtliga i populationen"},
    "Tid": {"2022": "2022", "2023": "2023"},
}
SHARE = {
    "select": {"Trangboddhet": CROWDED, "Fodelseregion": ["Europa exklusive Sverige", "Afrika"]},
    "whole": {"Trangboddhet": [CROWDED, ROOMY]},
    "sexes": {"T": "totalt", "K": "kvinnor", "M": "män"},
}
REGIONS = ["00", "04", "0484", "0485"]
LIMITS = {"maxDataCells": 150000, "maxCallsPerTimeWindow": 3, "timeWindow": 1}


def dataset(labels: dict[str, dict[str, str]], **changes: Any) -> dict[str, Any]:
    """A json-stat2 dataset with the cells 0, 1, 2 and so on."""
    dimension = {
        variable: {
            "label": variable.lower(),
            "category": {"index": {code: position for position, code in enumerate(values)}, "label": values},
            "extension": {"elimination": variable == "Kon", "codelists": [{"id": "vs_Kommun", "label": "kommuner"}]},
        }
        for variable, values in labels.items()
    }
    sizes = [len(values) for values in labels.values()]
    whole = {"class": "dataset", "label": "Trångboddhet", "updated": "2026-01-02T07:00:00Z", "role": {"time": ["Tid"]}}
    cells = list(range(math.prod(sizes)))
    return {**whole, "id": list(labels), "size": sizes, "dimension": dimension, "value": cells, **changes}


def table(labels: dict[str, dict[str, str]] = LABELS) -> Table:
    return read_table(dataset(labels, value=[]), "TAB5089")


def indicator(name: str = "crowded", unit: str = "percent", **source: Any) -> Indicator:
    return Indicator.model_validate(
        {
            "id": name,
            "title": name,
            "short_title": name,
            "definition": name,
            "unit": unit,
            "decimals": 1,
            "direction": "neutral",
            "role": "core",
            "focus_area": "area",
            "sex_split": True,
            "source": {"name": "scb", "tables": ["TAB5089"], "title": "Trångboddhet", **source},
        }
    )


def measured(labels: dict[str, dict[str, str]] = LABELS, lists: dict[str, CodeList] | None = None, **source: Any) -> Measure:
    entry = indicator(**{**SHARE, **source})
    assert isinstance(entry.source, ScbSource)
    return measure(entry, entry.source, table(labels), lists or {}, REGIONS)


# Settings and limits


def test_settings_come_from_the_environment() -> None:
    assert ScbSettings.from_environment({"SCB_URL": " "}).url == "https://statistikdatabasen.scb.se/api/v2"
    assert ScbSettings.from_environment({"SCB_URL": "http://127.0.0.1:8766/api/v2/"}).url == "http://127.0.0.1:8766/api/v2"


def test_settings_of_patience() -> None:
    settings = ScbSettings.from_environment({"SCB_RATE": "2", "SCB_RETRY_SECONDS": "9", "SCB_READ_SECONDS": "8"})
    assert settings.manners(3) == Manners(2, 9, at_once=2, read_seconds=8)
    assert ScbSettings.from_environment({}).manners(3) == Manners(3, 120, at_once=2, read_seconds=60)


@pytest.mark.parametrize("name", ["SCB_RATE", "SCB_RETRY_SECONDS", "SCB_READ_SECONDS"])
def test_a_wrong_number_is_refused(name: str) -> None:
    with pytest.raises(SettingError, match=rf"{name} is 'x': a number from 0 to"):
        ScbSettings.from_environment({name: "x"})


@pytest.mark.parametrize("url", ["statistikdatabasen.scb.se", "ftp://scb.se", "http://", "http://x:y", "http://x/v2?lang=sv"])
def test_a_wrong_url_is_refused(url: str) -> None:
    with pytest.raises(SettingError, match=r"SCB_URL is '.+': .+ is wanted"):
        ScbSettings.from_environment({"SCB_URL": url})


@pytest.mark.parametrize(("calls", "window", "rate"), [(3, 1, 3.0), (30, 10, 3.0), (0, 1, 0.0)])
def test_the_rate_is_the_apis(calls: int, window: int, rate: float) -> None:
    limits = read_limits({**LIMITS, "maxCallsPerTimeWindow": calls, "timeWindow": window})
    assert limits.rate == rate
    assert ScbSettings().manners(limits.rate).rate == rate
    assert ScbSettings(rate=1.5).manners(limits.rate).rate == 1.5


@pytest.mark.parametrize(
    ("config", "field"),
    [
        ([], "(whole answer)"),
        ({**LIMITS, "maxDataCells": "150000"}, "maxDataCells"),
        ({**LIMITS, "maxDataCells": 0}, "maxDataCells"),
        ({**LIMITS, "timeWindow": None}, "timeWindow"),
        ({"maxDataCells": 1, "timeWindow": 1}, "maxCallsPerTimeWindow"),
    ],
)
def test_wrong_limits_are_refused(config: Any, field: str) -> None:
    with pytest.raises(SourceError) as caught:
        read_limits(config)
    assert f"SCB: request /config: field {field}: " in str(caught.value)


# Datasets


def test_cells_stand_in_the_order_of_their_variables() -> None:
    document = dataset(LABELS)
    cube = read_cube(read_dataset(document, "a request"), "a request")
    assert cube.codes == {variable: tuple(values) for variable, values in LABELS.items()}
    for where in itertools.product(*(range(size) for size in document["size"])):
        assert cube.values[where] == np.ravel_multi_index(where, document["size"])


def test_codes_stand_in_the_order_of_their_places() -> None:
    document = dataset({"Region": {"04": "b", "00": "a"}})
    document["dimension"]["Region"]["category"]["index"] = {"04": 1, "00": 0}
    assert read_cube(read_dataset(document, ""), "").codes == {"Region": ("00", "04")}
    document["dimension"]["Region"]["category"]["index"] = ["04", "00"]
    assert read_cube(read_dataset(document, ""), "").codes == {"Region": ("04", "00")}


@pytest.mark.parametrize(
    ("status", "symbols"),
    [(None, ["", ""]), ({"1": ".."}, ["", ".."]), (["-", None], ["-", ""]), ("p", ["p", "p"])],
)
def test_a_status_has_three_forms(status: Any, symbols: list[str]) -> None:
    document = dataset({"Region": {"00": "a", "04": "b"}}, status=status, value=[1, None])
    cube = read_cube(read_dataset(document, ""), "")
    assert cube.symbols.tolist() == symbols
    np.testing.assert_array_equal(cube.values, [1, np.nan])


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"value": [1, 2, 3]}, "3 cell(s), but the variables make 2 = 2"),
        ({"value": [1]}, "1 cell(s), but the variables make 2 = 2"),
        ({"size": [3]}, "variable Region: size 3, but 2 value(s) in its index"),
        ({"size": [2, 1]}, "2 size(s) for the variables Region"),
        ({"id": ["Region", "Kon"], "size": [2, 1]}, "variable Kon in id, but not in dimension"),
        ({"id": ["Region", "Region"], "size": [2, 2]}, "2 size(s) for the variables Region, Region"),
        ({"value": [1, "2"]}, "field value.1"),
        ({"value": [1, True]}, "field value.1"),
        ({"value": {"0": 1, "1": 2}}, "field value"),
        ({"class": "collection"}, "field class"),
        ({"status": ["..", "..", ".."]}, "3 status(es) for 2 cell(s)"),
        ({"status": {"2": ".."}}, "status of cell 2, but there are 2 cell(s)"),
    ],
)
def test_a_dataset_that_does_not_fit_together_is_refused(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(SourceError) as caught:
        read_cube(read_dataset(dataset({"Region": {"00": "a", "04": "b"}}, **changes), "POST /x"), "POST /x")
    for part in (said, "SCB: ", "Request: POST /x", "Run again later"):
        assert part in str(caught.value)


def test_places_taken_twice_are_refused() -> None:
    document = dataset({"Region": {"00": "a", "04": "b"}})
    document["dimension"]["Region"]["category"]["index"] = {"00": 0, "04": 0}
    with pytest.raises(SourceError, match="variable Region: size 2"):
        read_dataset(document, "")


def test_a_table_without_time_is_refused() -> None:
    with pytest.raises(SourceError, match=r"table TAB1: role.time is \(\)"):
        read_table(dataset(LABELS, value=[], role={}), "TAB1")


def test_noise_is_told_by_the_notes() -> None:
    note = "Metoden som används för röjandekontroll heter Cell Key Method (CKM)."
    assert read_table(dataset(LABELS, value=[], note=[note]), "TAB1").noisy
    assert not table().noisy


# Questions


@pytest.mark.parametrize("most_cells", range(1, 40))
def test_a_split_question_asks_for_every_cell_once_and_never_for_too_many(most_cells: int) -> None:
    whole = Selection("TAB1", {"Region": ("a", "b", "c", "d", "e"), "Kon": ("1", "2"), "Tid": ("x", "y", "z")}, {})
    parts = split(whole, most_cells)
    cells = [cell for part in parts for cell in itertools.product(*part.codes.values())]
    assert sorted(cells) == sorted(itertools.product(*whole.codes.values()))
    assert max(part.cells for part in parts) <= most_cells
    assert len({part.key for part in parts}) == len(parts)


def test_the_largest_variable_is_split_first() -> None:
    whole = Selection("TAB1", {"Kon": ("1", "2"), "Region": ("a", "b", "c")}, {})
    assert [part.codes for part in split(whole, 4)] == [
        {"Kon": ("1", "2"), "Region": ("a", "b")},
        {"Kon": ("1", "2"), "Region": ("c",)},
    ]


def test_parts_answered_in_other_orders_give_the_whole() -> None:
    whole = Selection("TAB1", {"Region": ("a", "b", "c"), "Tid": ("x", "y")}, {})
    pieces = {}
    for part in split(whole, 2):
        order = {variable: tuple(reversed(codes)) for variable, codes in reversed(part.codes.items())}
        cells = [[ord(region) * ord(time) for region in order["Region"]] for time in order["Tid"]]
        pieces[part.key] = Cube(order, np.array(cells, dtype=float), np.full((len(order["Tid"]), len(order["Region"])), "p"))
    cube = assembled(whole, pieces, 2)
    assert cube.codes == whole.codes
    assert cube.values.tolist() == [[ord(region) * ord(time) for time in "xy"] for region in "abc"]
    assert set(cube.symbols.ravel()) == {"p"}


def test_a_question_names_codes_and_code_lists() -> None:
    selection = Selection("TAB1", {"Region": ("00",), "Alder": ("-9",)}, {"Alder": "agg_Ålder10årJ"})
    assert selection.request == "/tables/TAB1/data?lang=sv&outputFormat=json-stat2&outputValues[Alder]=aggregated"
    assert selection.question["selection"] == [
        {"variableCode": "Region", "valueCodes": ["00"]},
        {"variableCode": "Alder", "codelist": "agg_Ålder10årJ", "valueCodes": ["-9"]},
    ]
    assert code_list_request("agg_Ålder10årJ") == "/codeLists/agg_%C3%85lder10%C3%A5rJ?lang=sv"


@pytest.mark.parametrize("codes", [{"Region": ("00",)}, {"Region": ("00", "04", "06")}, {"Region": ("00", "04"), "Kon": ("1",)}])
def test_an_answer_about_something_else_is_refused(codes: dict[str, tuple[str, ...]]) -> None:
    empty = np.zeros([len(some) for some in codes.values()])
    with pytest.raises(SourceError, match=r"table TAB1: variable (Region|Kon): . value\(s\) asked for"):
        refuse_other(Cube(codes, empty, empty.astype(object)), Selection("TAB1", {"Region": ("00", "04")}, {}))


# The catalogue's words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("vistelsetid 0-1 år", "Vistelsetid 0–1 år"),
        ("10- år", "10– år"),
        ("Europa exkl. Sverige", "Europa exkl.Sverige"),
        ("Norden exklusive Sverige", "Norden exkl. Sverige"),
        (" född i\u00a0Sverige", "Född i  Sverige "),
    ],
)
def test_labels_that_are_the_same(one: str, other: str) -> None:
    assert plain(one) == plain(other)


@pytest.mark.parametrize(("one", "other"), [("20-64 år", "20-65 år"), ("Sverige", "Ej Sverige"), ("10-år", "10 år")])
def test_labels_that_are_not_the_same(one: str, other: str) -> None:
    assert plain(one) != plain(other)


def test_words_become_codes_in_the_tables_order() -> None:
    found = measured()
    assert found.selection.codes == {
        "Region": ("00", "04", "0484"),
        "Trangboddhet": ("N2", "EJ"),
        "Fodelseregion": ("020", "030"),
        "Kon": ("TOT2", "100", "200"),
        "ContentsCode": ("000004PS",),
        "Tid": ("2022", "2023"),
    }
    assert found.sexes == {Sex.TOTAL: ("TOT2",), Sex.WOMEN: ("100",), Sex.MEN: ("200",)}
    assert found.periods == {"2022": "2022", "2023": "2023"}


def test_a_code_goes_before_a_label() -> None:
    labels = {**LABELS, "Trangboddhet": {"totalt": "alla", "x": "totalt", "N2": CROWDED, "EJ": ROOMY}}
    assert measured(labels, select={**SHARE["select"], "Trangboddhet": "totalt"}).part["Trangboddhet"] == ("totalt",)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ({"select": {**SHARE["select"], "Trangboddhet": "norm 2"}}, "no value 'norm 2'; it has TOT (totalt), N2"),
        ({"select": {**SHARE["select"], "Boende": "x"}}, "variable Boende isn't there; it has Region, Trangboddhet"),
        ({"sexes": {}}, "variable Kon isn't named in select, sexes or eliminate; it has TOT2 (totalt), 100 (kvinnor)"),
        ({"sexes": {"T": "män och kvinnor"}}, "variable Kon: no value 'män och kvinnor'"),
        ({"sex_variable": "Sex"}, "variable Sex isn't there"),
        ({"select": {"Trangboddhet": CROWDED}, "eliminate": ["Fodelseregion"]}, "variable Fodelseregion can't be eliminated"),
        ({"month": 12}, "variable Tid: months such as 2025M12 expected"),
    ],
)
def test_what_the_table_lacks_is_refused(source: dict[str, Any], said: str) -> None:
    with pytest.raises(UnmatchedError) as caught:
        measured(**source)
    assert str(caught.value).startswith("indicator crowded: table TAB5089: ")
    assert said in str(caught.value)


def test_a_label_of_several_values_is_refused() -> None:
    labels = {**LABELS, "Trangboddhet": {"A": CROWDED, "B": CROWDED.upper(), "EJ": ROOMY}}
    with pytest.raises(UnmatchedError, match="is the label of several values: A, B; give the code"):
        measured(labels)


@pytest.mark.parametrize(
    ("codes", "month", "first", "periods"),
    [
        (["2021", "2022"], None, None, {"2021": "2021", "2022": "2022"}),
        (["2021", "2022"], None, "2022", {"2022": "2022"}),
        (["2024K4", "2025K1"], None, None, {"2024K4": "2024K4", "2025K1": "2025K1"}),
        (["2024M11", "2024M12", "2025M12"], 12, None, {"2024M12": "2024", "2025M12": "2025"}),
    ],
)
def test_periods(codes: list[str], month: int | None, first: str | None, periods: dict[str, str]) -> None:
    found = measured({**LABELS, "Tid": {code: code for code in codes}}, month=month, first_period=first)
    assert found.periods == periods
    assert found.selection.codes["Tid"] == tuple(periods)


@pytest.mark.parametrize("code", ["2024M01", "2019-2022", "2024K5", "20242"])
def test_other_periods_are_refused(code: str) -> None:
    with pytest.raises(UnmatchedError, match="years or quarters expected"):
        measured({**LABELS, "Tid": {code: code}})


def test_a_code_lists_own_values_are_asked_for() -> None:
    listed = {"id": "agg_Land", "label": "världsdelar", "type": "Aggregation", "values": [{"code": "X", "label": "Afrika"}]}
    lists = {"agg_Land": read_code_list(listed, "agg_Land")}
    source = {"code_lists": {"Fodelseregion": "agg_Land"}, "select": {**SHARE["select"], "Fodelseregion": "Afrika"}}
    found = measured(lists=lists, **source)
    assert found.selection.codes["Fodelseregion"] == ("X",)
    entry = indicator(**{**SHARE, **source})
    assert isinstance(entry.source, ScbSource)
    with pytest.raises(UnmatchedError, match=r"no code list 'agg_Land'; it has vs_Kommun \(kommuner\)"):
        refuse_code_lists(entry, entry.source, table())


def test_a_code_list_without_values_is_refused() -> None:
    with pytest.raises(SourceError, match="field values"):
        read_code_list({"id": "x", "label": "x", "type": "Valueset"}, "x")


# Rows


def crowding(
    cells: dict[tuple[str, ...], float | None], symbols: dict[tuple[str, ...], str] | None = None
) -> tuple[Measure, Cube]:
    """One region, one year, one sex: cells by crowding and region of birth."""
    labels = {**LABELS, "Region": {"0484": "Eskilstuna"}, "Kon": {"TOT2": "totalt"}, "Tid": {"2023": "2023"}}
    found = measured(labels, sexes={"T": "totalt"})
    shape = [len(codes) for codes in found.selection.codes.values()]
    cube = Cube(dict(found.selection.codes), np.zeros(shape), np.full(shape, "", dtype=object))
    for crowded, birth in itertools.product(("N2", "EJ"), ("020", "030")):
        where = (0, ("N2", "EJ").index(crowded), ("020", "030").index(birth), 0, 0, 0)
        value = cells[crowded, birth]
        cube.values[where] = math.nan if value is None else value
        cube.symbols[where] = (symbols or {}).get((crowded, birth), "")
    return found, cube


CELLS: dict[tuple[str, ...], float | None] = {("N2", "020"): 30, ("N2", "030"): 20, ("EJ", "020"): 70, ("EJ", "030"): 80}


def test_a_share_is_of_sums() -> None:
    (row,) = rows_of(*crowding(CELLS)).to_pylist()
    assert row == {
        "indicator": "crowded",
        "region": "0484",
        "period": "2023",
        "sex": "T",
        "value": 25.0,
        "status": "ok",
        "reason": None,
    }


@pytest.mark.parametrize(
    ("symbol", "status", "reason"),
    [
        ("..", "missing", "för osäker"),
        (".", "not_applicable", "kan inte förekomma"),
        ("", "missing", "Saknas hos SCB"),
        ("...", "missing", "Saknas hos SCB (SCB:s tecken ...)"),
    ],
)
@pytest.mark.parametrize("where", [("N2", "030"), ("EJ", "020")])
def test_a_missing_part_makes_the_whole_missing_and_says_why(
    where: tuple[str, ...], symbol: str, status: str, reason: str
) -> None:
    (row,) = rows_of(*crowding({**CELLS, where: None}, {where: symbol})).to_pylist()
    assert (row["value"], row["status"]) == (None, status)
    assert reason in row["reason"]


@pytest.mark.parametrize(("where", "share"), [(("N2", "030"), 100 * 30 / 180), (("EJ", "020"), 100 * 50 / 130)])
def test_nothing_to_report_is_none_where_persons_are_counted(where: tuple[str, ...], share: float) -> None:
    (row,) = rows_of(*crowding({**CELLS, where: None}, {where: "-"})).to_pylist()
    assert (row["value"], row["status"], row["reason"]) == (pytest.approx(share), "ok", None)


def test_a_share_of_nobody_is_missing() -> None:
    (row,) = rows_of(*crowding(dict.fromkeys(CELLS, 0.0))).to_pylist()
    assert (row["value"], row["status"], row["reason"]) == (None, "missing", "Det finns ingen att räkna andelen av")


def test_a_symbol_beside_a_value_leaves_it_and_is_told() -> None:
    found, cube = crowding(CELLS, {("N2", "020"): "e"})
    assert rows_of(found, cube)["value"].to_pylist() == [25.0]
    assert odd_symbols([cube]) == {"e"}
    assert odd_symbols([crowding({**CELLS, ("N2", "020"): None}, {("N2", "020"): ".."})[1]]) == set()


def test_rows_are_by_sex_region_and_period() -> None:
    found = measured(select={"Trangboddhet": CROWDED, "Fodelseregion": "Sverige"}, whole={})
    document = dataset({variable: {code: code for code in codes} for variable, codes in found.selection.codes.items()})
    cube = read_cube(read_dataset(document, ""), "")
    rows = rows_of(found, cube).to_pylist()
    sexes = {"T": "TOT2", "K": "100", "M": "200"}
    assert [(row["sex"], row["region"], row["period"]) for row in rows] == list(
        itertools.product("TKM", ("00", "04", "0484"), ("2022", "2023"))
    )
    for row in rows:
        wanted = {"Region": row["region"], "Kon": sexes[row["sex"]], "Tid": row["period"]}
        where = tuple(codes.index(wanted.get(variable, codes[0])) for variable, codes in cube.codes.items())
        assert row["value"] == cube.values[where]


def test_a_total_may_be_the_sum_of_both_sexes() -> None:
    found = measured(sexes={"T": ["kvinnor", "män"], "K": "kvinnor", "M": "män"}, whole={})
    shape = [len(codes) for codes in found.selection.codes.values()]
    cube = Cube(dict(found.selection.codes), np.ones(shape), np.full(shape, "", dtype=object))
    by_sex = {row["sex"]: row["value"] for row in rows_of(found, cube).to_pylist()}
    assert by_sex == {"T": 4.0, "K": 2.0, "M": 2.0}


def test_nothing_missing_counts_as_zero() -> None:
    cube = Cube(
        {"Region": ("00",), "Tid": ("2023",), "X": ("a", "b")}, np.array([[[1.0, np.nan]]]), np.array([[["", "-"]]], dtype=object)
    )
    values, symbols = added(cube, {"X": ("a", "b")}, "Tid")
    assert np.isnan(values).all()
    assert symbols.tolist() == [["-"]]


# The catalogue's model


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ({"tables": []}, "at least 1 item"),
        ({"tables": ["TAB5089x"]}, "should match pattern"),
        ({"whole": {"Boende": "x"}}, "whole: Boende must be in select too"),
        ({"eliminate": ["Fodelseregion"]}, "Fodelseregion: only one of select, eliminate and sexes"),
        ({"eliminate": ["Kon"]}, "Kon: only one of select, eliminate and sexes"),
        ({"code_lists": {"Alder": "agg_x"}}, "code_lists: Alder must be in select too"),
        ({"sexes": {"B": "båda"}}, "Input should be 'T', 'K' or 'M'"),
        ({"month": 13}, "less than or equal to 12"),
        ({"select": {"Alder": []}}, "at least 1 item"),
        ({"kpi": "N00001"}, "Extra inputs are not permitted"),
    ],
)
def test_a_wrong_source_is_refused(source: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        indicator(**{**SHARE, **source})


def test_persons_behind_a_share_are_counted_by_the_indicator_that_it_names() -> None:
    persons, other = indicator("persons", "count"), indicator("other", "count")
    share = indicator(**SHARE, denominator="persons")
    assert [counts_for(entry, share) for entry in (persons, other, share)] == [True, False, False]
    area = FocusArea(id="area", title="Område", short_title="Område", description="Område")
    groups = Groups(skr_year=2023, skr=(), peers_theme="Liknande")
    catalogue = Catalogue(focus_areas=(area,), indicators=(share, other, persons), groups=groups)
    assert catalogue.denominator_of(share) == persons
    assert catalogue.denominator_of(persons) is None
    assert Catalogue.model_validate_json(catalogue.model_dump_json()) == catalogue
