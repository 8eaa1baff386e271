"""A chart in another site's frame: only where the setting names the site, whole in itself, and with all that it must say."""

import re
from html.parser import HTMLParser
from types import SimpleNamespace

import pytest

from dashboard import url_state
from dashboard.charts import still
from dashboard.pages.indikator import indicator_view, panes
from dashboard.published import queries
from etl.contract.codes import Status
from etl.contract.paths import data_paths

SITE = "https://www.eskilstuna.se"
MAP = "/embed/indikator/syss_utrikes/karta?kommuner=0484,0480"
TREND = "/embed/indikator/syss_utrikes/diagram?kommuner=0484,0480"
CHOICES = (
    "kommuner=0484,0480,lan04&fokus=0484", "kommuner=0484&vy=rangordning&del=grannar", "kommuner=04&vy=rangordning",
    "kommuner=0484&vy=fordelning", "kommuner=0484,0480&vy=gap&del=valda", "kommuner=0484&vy=gap", "kommuner=inga",
)  # fmt: skip


@pytest.fixture
def framed(visitor, monkeypatch):
    monkeypatch.setenv("KOLLEN_EMBED", f"{SITE}, https://*.example.se/")
    return visitor


@pytest.mark.parametrize("address", [MAP, TREND])
def test_without_the_setting_there_is_nothing(visitor, address):
    answer = visitor.get(address)
    assert answer.status_code == 404
    assert "68" not in answer.text
    page = str(visitor.open("/indikator/syss_utrikes"))
    assert "'data-take': 'table'" in page
    assert "'data-take': 'embed'" not in page


@pytest.mark.parametrize("address", [MAP, TREND])
def test_a_chart_is_whole_in_itself(framed, address):
    answer = framed.get(address)
    assert answer.status_code == 200
    policy = dict(part.strip().partition(" ")[::2] for part in answer.headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["frame-ancestors"] == f"'self' {SITE} https://*.example.se"
    assert "allow-scripts" not in policy["sandbox"]
    assert "allow-popups" in policy["sandbox"]
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert not re.search(r"<script|<link|<img| style=| on\w+=|src=", answer.text)
    for words in ("Sysselsatta bland utrikes födda", "Demodata, påhittade värden", queries.current(data_paths()).version):
        assert words in answer.text
    (way,) = re.findall(r'<a href="([^"]+)" target="_blank" rel="noopener">', answer.text)
    assert way == "http://localhost/indikator/syss_utrikes?kommuner=0484,0480"
    assert '<table class="data"' in answer.text
    assert len(re.findall('role="img" aria-label="[^"]{20,}"', answer.text)) == (1 if address == MAP else 2)


def test_who_may_show_it_may_have_the_code(framed):
    page = str(framed.open("/indikator/syss_utrikes"))
    assert page.count("'data-take': 'embed'") == 2
    assert "'data-embed': 'karta'" in page
    assert "'data-take': 'embed'" not in str(framed.open("/jamfor")), "only charts that can be embedded"


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/embed/indikator/finns_inte/karta", 404),
        ("/embed/indikator/syss_utrikes/tabell", 404),
        ("/embed/indikator/syss_utrikes/karta?ar=nyss", 400),
        ("/embed/", 404),
    ],
)
def test_what_there_is_not_is_told(framed, address, status):
    assert framed.get(address).status_code == status


def test_every_chart_of_every_indicator_can_be_drawn_and_says_no_more_than_the_page(framed, subtests):
    snapshot = queries.current(data_paths())
    for entry in snapshot.catalogue.indicators:
        with subtests.test(entry.id):
            for query in CHOICES:
                selection = indicator_view.choose(snapshot, url_state.view(entry.id, url_state.parse(query)))
                drawn = still.svg(panes.pane(selection).figure, (720, 380), "diagram")
                assert "nan" not in drawn
                assert "None" not in drawn
    hidden = _hidden(snapshot)
    text = framed.get(f"/embed/indikator/{hidden.indicator}/karta?ar={hidden.period}&kommuner=inga").text
    named = re.findall(rf"<title>{re.escape(hidden.name)}: ([^<]*)</title>", text)
    assert named
    assert not any(re.search(r"\d+,\d", words) for words in named), "what is hidden is hidden in a frame too"


def _hidden(snapshot):
    """An indicator, period and kommun with a hidden value."""
    names = {region.code: region.name for region in queries.municipalities(snapshot)}
    for entry in snapshot.catalogue.indicators:
        data = queries.cube(snapshot, entry.id)
        for period in data.periods:
            for code, cell in zip(names, data.across(list(names), period, "T"), strict=True):
                if cell.status == Status.SUPPRESSED:
                    return SimpleNamespace(indicator=entry.id, period=period, name=names[code])
    raise AssertionError("nothing is hidden in the demo")


class Balanced(HTMLParser):
    """Holds that each element that is opened is closed."""

    def __init__(self):
        super().__init__()
        self.open = []

    def handle_starttag(self, tag, _attrs):
        if tag not in {"meta", "br", "img", "hr"}:
            self.open.append(tag)

    def handle_startendtag(self, tag, _attrs):
        pass

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@pytest.mark.parametrize("address", [MAP, TREND])
def test_the_html_is_balanced(framed, address):
    parser = Balanced()
    parser.feed(framed.get(address).text)
    assert parser.open == []


def test_of_a_figure_with_what_is_not_drawn_here_nothing_is_left_out_in_silence():
    layout = {"xaxis": {"range": [0, 1]}, "yaxis": {"range": [0, 1]}}
    with pytest.raises(still.UndrawnError, match="pie"):
        still.svg({"data": [{"type": "pie"}], "layout": layout}, (10, 10), "x")
