"""The least that a change of indicator can take: a page without Dash that redraws the same map from a figure it has already."""

import statistics
from collections.abc import Sequence
from typing import Any, Final

from playwright.sync_api import Page, ViewportSize, sync_playwright

from bench.callback import FLAGS, MAP_SHAPES, SET_VALUE
from setup.chromium import executable

VIEW: Final[ViewportSize] = {"width": 1280, "height": 900}
SCRIPTS: Final = ("geo_stub.js", "vendor/plotly.min.js")
GRAPH: Final = "#map .js-plotly-plot"
FIGURE: Final = f"""() => {{
  const graph = document.querySelector('{GRAPH}');
  const {{width, height}} = graph.getBoundingClientRect();
  return JSON.parse(JSON.stringify({{data: graph.data, layout: {{...graph.layout, width, height}}}}));
}}"""
DRAW: Final = "figure => Plotly.newPlot('map', figure.data, figure.layout, {displayModeBar: false})"
REDRAW: Final = """figure => new Promise(done => {
  const graph = document.getElementById('map');
  const start = performance.now();
  graph.on('plotly_afterplot', () => done(performance.now() - start));
  Plotly.react('map', figure.data, figure.layout, {displayModeBar: false});
})"""


def floor_ms(url: str, control: str, values: Sequence[str]) -> float:
    """Median milliseconds of redrawing, on a bare page, the maps that the page at `url` shows for `values` of `control`."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=FLAGS)
        figures = _figures(browser.new_page(viewport=VIEW), url, control, values)
        page = browser.new_page(viewport=VIEW)
        origin = "/".join(url.split("/")[:3])
        page.goto(f"{origin}/healthz")
        scripts = "".join(f"<script src='{origin}/assets/{name}'></script>" for name in SCRIPTS)
        page.set_content(f"{scripts}<div id='map'></div>")
        page.evaluate(DRAW, figures[-1])
        page.locator(MAP_SHAPES).nth(249).wait_for(state="attached", timeout=40_000)
        times: list[float] = []
        for figure in figures:
            page.wait_for_timeout(400)
            times.append(page.evaluate(REDRAW, figure))
        browser.close()
    return statistics.median(times)


def _figures(page: Page, url: str, control: str, values: Sequence[str]) -> list[dict[str, Any]]:
    page.goto(url)
    page.locator(MAP_SHAPES).nth(249).wait_for(state="attached", timeout=40_000)
    page.wait_for_timeout(1_000)
    found: list[dict[str, Any]] = []
    for value in values:
        page.evaluate(SET_VALUE, [control, value])
        page.wait_for_timeout(1_000)
        found.append(page.evaluate(FIGURE))
    page.close()
    return found
