"""The partial Plotly bundle in a real Chromium: its traces, its Swedish, and that it asks nobody for anything."""

import json

import pytest
from playwright.sync_api import Browser

from etl.contract.paths import ROOT
from setup import plotly_bundle

BUNDLE = ROOT / "assets" / "vendor" / "plotly.min.js"
TRACES = ["bar", "box", "choropleth", "heatmap", "scatter", "scattergeo"]
DRAW = """async () => {
  const chart = await Plotly.newPlot("chart", [{x: ["2020-05-01", "2020-05-20"], y: [1, 2]}], {xaxis: {tickformat: "%b"}});
  return {
    version: Plotly.version,
    month: chart.querySelector(".xtick text").textContent.slice(0, 3),
    traces: Object.keys(Plotly.PlotSchema.get().traces).sort(),
    upload: document.querySelectorAll('.modebar-btn[data-title*="loud"], .modebar-btn[data-title*="hare"]').length,
  };
}"""


def test_bundle_defines_plotly_in_swedish(browser: Browser):
    if not BUNDLE.exists():
        pytest.skip(f"{BUNDLE.name} was not built; 'make test' builds it where npm's registry can be reached")
    page = browser.new_page()
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.set_content("<div id='chart'></div>")
    page.add_script_tag(path=BUNDLE)
    drawn = page.evaluate(DRAW)
    page.close()
    recipe = json.loads((plotly_bundle.RECIPE / "package.json").read_text(encoding="utf-8"))["devDependencies"]["plotly.js"]
    assert drawn == {"version": recipe, "month": "Maj", "traces": TRACES, "upload": 0}
    assert requests == []
