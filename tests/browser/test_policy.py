"""The pages under their security policy: each opens without a complaint, and what isn't ours neither runs nor brings style."""

import pytest
from playwright.sync_api import expect

PAGES = [
    "/", "/?region=0484", "/indikator/syss_utrikes", "/jamfor", "/fokus/arbete", "/kommun/0484", "/lan/04", "/validering",
    "/faktakort/syss_utrikes", "/strategi", "/strategi/moelndal", "/om", "/kalla", "/andrat", "/sok?q=flen",
    "/hjalp/strateg", "/tillganglighet",
]  # fmt: skip
INJECTED = """() => {
  const part = document.createElement("div");
  part.innerHTML = '<img src="x" onerror="window.ran = true"><p id="styled" style="color: rgb(1, 2, 3)">x</p>';
  const script = document.createElement("script");
  script.textContent = "window.ran = true";
  document.body.append(part, script);
  return getComputedStyle(document.getElementById("styled")).color;
}"""


@pytest.mark.parametrize("address", PAGES)
def test_a_page_has_nothing_to_complain_of(stranger, address):
    stranger.open(address)
    assert stranger.faults() == []


def test_what_libraries_style_themselves_is_styled(visit):
    """Dash's dropdown brings its style sheet in a script, Plotly writes what is bold as a style attribute."""
    visit.open("/indikator/syss_utrikes")
    chosen = visit.page.locator("#indicator")
    assert chosen.evaluate("(one) => getComputedStyle(one.closest('.dash-dropdown') || one).display") == "block"
    bold = visit.page.locator("#trend .annotation-text tspan", has_text="Riket").first
    expect(bold).to_have_css("font-weight", "700")


def test_what_is_not_ours_does_not_run(stranger):
    stranger.open("/om")
    assert stranger.page.evaluate(INJECTED) != "rgb(1, 2, 3)"
    stranger.page.wait_for_timeout(200)
    assert stranger.page.evaluate("() => window.ran") is None
    refused = [line for line in stranger.console if "violates the following Content Security Policy" in line]
    assert len(refused) >= 3
    stranger.console.clear()
    stranger.failed.clear()
