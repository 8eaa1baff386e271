"""Between Dash and the server: changes in quick succession lose nothing, the map waits for nothing else, static content
is the same HTML as in documents, and each page loads only what it draws with."""

import re
from typing import Any

import flask
import pytest
from playwright.sync_api import Route, expect

from dashboard import url_state
from dashboard.files.document import part
from dashboard.pages.motesunderlag import frame

UPDATE = "**/_dash-update-component*"
SET = "([id, value]) => dash_clientside.set_props(id, {value})"
FITTED = 400
"""ms: dcc.Graph fits a chart to its box once more, just after it was drawn."""

OTHER, OTHER_TITLE = "uvas_16_24", "Unga som varken arbetar eller studerar"


def _changes(visit: Any, *changes: tuple[str, Any]) -> None:
    for control, value in changes:
        visit.page.evaluate(SET, [control, value])


class HeldBack:
    """Holds back the answers to a change's questions until all of the next change's have been asked."""

    def __init__(self, visit: Any, questions: int, *, last: bool) -> None:
        self.before, self.last = questions, last
        self.asked: list[Route] = []
        visit.page.route(UPDATE, self._route)

    def _route(self, route: Route) -> None:
        self.asked.append(route)
        if len(self.asked) <= self.before:
            return
        if self.last:
            route.continue_()
        for one in self.asked[: self.before] if len(self.asked) == self.before + 1 else ():
            one.continue_()
        if not self.last:
            route.continue_()


@pytest.mark.parametrize("last", [True, False], ids=["the first answer comes last", "the first answer comes first"])
def test_a_second_change_before_the_answer_loses_nothing(visit, stranger, last):
    visit.open("/indikator/syss_utrikes")
    held = HeldBack(visit, 2, last=last)
    _changes(visit, ("indicator", OTHER))
    visit.page.wait_for_timeout(50)
    _changes(visit, ("pane", "fordelning"))
    expect(visit.page.locator("main h1")).to_contain_text(OTHER_TITLE)
    visit.settle()
    changed = [one.request.post_data_json["changedPropIds"] for one in held.asked]
    assert changed == [["indicator.value"], ["indicator.value"], ["pane.value"]]
    stranger.open(f"/indikator/{OTHER}?vy=fordelning")
    assert words_of(visit) == words_of(stranger), "but for what can be undone, which is one's own"
    assert visit.page.evaluate(DRAWN) == stranger.page.evaluate(DRAWN)


UNDO = "Ångra"


def words_of(visit: Any) -> list[str]:
    """The words of the page, but for the way back from one's own changes."""
    return [word for word in str(visit.page.locator("main").inner_text()).split() if word != UNDO]


DRAWN = "() => [...document.querySelectorAll('.choroplethlayer path')].map((path) => path.getAttribute('fill'))"
COUNT_DRAWN = """() => {
  window.drawn = 0;
  document.querySelector('.chart-map .js-plotly-plot').on('plotly_afterplot', () => { window.drawn += 1; });
}"""


def test_the_map_waits_for_nothing_else_and_is_drawn_once(visit):
    visit.open("/indikator/syss_utrikes")
    before, heading = visit.page.evaluate(DRAWN), visit.page.locator("main h1").inner_text()
    visit.page.wait_for_timeout(FITTED)
    visit.page.evaluate(COUNT_DRAWN)
    rest: list[Route] = []
    visit.page.route(UPDATE, lambda route: route.continue_() if "map.figure" in route.request.post_data else rest.append(route))
    _changes(visit, ("indicator", OTHER))
    visit.until("() => window.drawn")
    assert visit.page.evaluate(DRAWN) != before
    assert visit.page.locator("main h1").inner_text() == heading
    (one,) = rest
    one.continue_()
    expect(visit.page.locator("main h1")).to_contain_text(OTHER_TITLE)
    visit.settle()
    assert visit.page.evaluate("window.drawn") == 1


def test_what_stays_as_it_is_is_not_drawn_again(visit):
    """Another colour of the map is answered with the whole page; the chart beside it and the table are left alone."""
    visit.open("/indikator/syss_utrikes")
    visit.page.wait_for_timeout(FITTED)
    visit.page.evaluate(COUNT_CHANGES)
    _changes(visit, ("colouring", "trend"))
    expect(visit.page.locator("#map-title")).to_contain_text("trend")
    visit.settle()
    assert visit.page.evaluate("[window.trends, window.changed]") == [0, 0]


COUNT_CHANGES = """() => {
  window.trends = 0;
  window.changed = 0;
  document.querySelector('#trend .js-plotly-plot').on('plotly_afterplot', () => { window.trends += 1; });
  new MutationObserver((records) => { window.changed += records.length; })
    .observe(document.querySelector('#table'), {childList: true, subtree: true, characterData: true, attributes: true});
}"""


def test_what_the_data_lacks_is_let_go_of_and_said(visit, stranger):
    """A measure that colours the map, from an indicator that has it to one that hasn't: the control follows, the words stay."""
    visit.open("/indikator/syss_utrikes?farg=gap&ar=2022")
    _changes(visit, ("indicator", "balans_kf"))
    visit.settle()
    assert visit.page.locator("#colouring").input_value() == "varde"
    expect(visit.page.locator("#remarks")).to_contain_text("Kartan kan inte färgas efter gap")
    stranger.open(visit.address)
    assert visit.page.evaluate(DRAWN) == stranger.page.evaluate(DRAWN)
    assert visit.page.locator("#summary").inner_text() == stranger.page.locator("#summary").inner_text()


CHARTS = """() => [...document.querySelectorAll('.multiples .js-plotly-plot, #compare-scatter .js-plotly-plot')].map(plot =>
  plot.closest('[hidden]') ? null : plot.data.map(trace => [trace.name, trace.x, trace.y, trace.text]))"""


def test_compared_charts_are_the_same_as_when_loaded(visit):
    visit.open("/jamfor?indikatorer=inga")
    for count in (1, 3, 2):
        _changes(visit, ("compare-indicators", ["syss_utrikes", "invanare", "trangbodd_n2"][:count]))
        visit.settle()
    made = visit.page.evaluate(CHARTS)
    visit.open("/jamfor?indikatorer=syss_utrikes,invanare")
    assert visit.page.evaluate(CHARTS) == made


@pytest.mark.parametrize("address", ["/kommun/0484", "/lan/04?strategi=skane"])
def test_static_content_is_drawn_as_it_is_written_in_documents(visit, sparse_data, monkeypatch, address):
    """Thousands of elements of every kind, with links among them; both by attributes in any order."""
    monkeypatch.setenv("KOLLEN_DATA", str(sparse_data))
    path, _, query = address.partition("?")
    with flask.Flask("asked").test_request_context(path, base_url=visit.site):
        first = frame.first_view(path.rpartition("/")[2], url_state.parse(query))
    assert first
    visit.open(address)
    drawn, written = visit.page.evaluate(SAME_HTML, part(first.content[1]))
    assert len(drawn) > 1000
    assert drawn == written


SAME_HTML = """(html) => {
  const template = document.createElement('template');
  template.innerHTML = html;
  const told = (one) => [one.nodeName, one.nodeType === 3 ? one.data : '', ...[...(one.attributes || [])]
    .map(({name, value}) => `${name}=${name === 'style' ? one.style.cssText : value}`).sort()].join(' ');
  const lines = (root) => {
    const found = [];
    const walk = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    root.normalize();
    while (walk.nextNode()) found.push(told(walk.currentNode));
    return found;
  };
  return [lines(document.querySelector('#meeting-content').cloneNode(true)), lines(template.content.firstElementChild)];
}"""

MOST_FOLLOWED = {
    "/": 60,
    "/indikator/syss_utrikes?kommuner=0484,0480": 165,
    "/kommun/0484": 60,
    "/strategi/moelndal": 150,
    "/om": 60,
}


@pytest.mark.parametrize("address", MOST_FOLLOWED)
def test_dash_follows_controls_charts_and_little_else(visit, address):
    visit.open(address)
    assert visit.page.evaluate(COMPONENTS) <= MOST_FOLLOWED[address]


COMPONENTS = """() => {
  let found = 0;
  const count = (part) => {
    if (part === null || typeof part !== 'object') return;
    if (part.type && part.props) found += 1;
    (part.type && part.props ? [part.props.children] : Object.values(part)).forEach(count);
  };
  count(window.dash_stores[0].getState().layout.components);
  return found;
}"""


def _loaded(visit: Any) -> list[str]:
    return [
        name for name in visit.page.evaluate("performance.getEntriesByType('resource').map((one) => one.name)") if ".js" in name
    ]


def test_a_page_loads_only_what_it_draws_with(visit):
    visit.open("/om")
    first = "\n".join(_loaded(visit))
    assert len(re.findall(r"/samlat/[0-9a-f]{12}\.js", first)) == 1
    assert not re.search("plotly|polyfill|dash_table|/assets/[a-z_]+[.]js", first)
    visit.page.get_by_role("link", name="Indikatorer", exact=True).first.click()
    visit.page.get_by_role("link", name="Sysselsatta bland utrikes födda, 20–64 år", exact=True).first.click()
    expect(visit.page.locator(".choroplethlayer path").first).to_be_attached()
    assert len([name for name in _loaded(visit) if "plotly.min.js" in name]) == 1
