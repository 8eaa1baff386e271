"""Settings of the web server."""

from typing import Final

ASSETS: Final = "assets"
BOOTSTRAP: Final = "vendor/bootstrap.min.css"
PLOTLY: Final = "vendor/plotly.min.js"
READY: Final = "build/static"
"""What was compressed at set-up (`setup/compressed.py`), each file named by the digest of what is in it."""
ENDS: Final = {"br": ".br", "gzip": ".gz"}
"""How those files end, by the name that HTTP has for the algorithm."""
BUNDLES: Final = "samlat"
LOADED_BY_US: Final = r".*\.(css|js)$"
"""No style sheet and no script is named to the browser by Dash itself: `dashboard/bundle.py`, and Plotly when it is needed."""
NEEDLESS: Final = (
    r'<script src="[^"]*/(?:polyfill@|dash_table/|dcc/async-(?!dropdown|graph)|package_data/plotly)[^"]*"></script>\n?'
)
"""Scripts of Dash that nothing here uses, for browsers of before 2020, tables, dates and formulas, and all of Plotly."""
COMPRESSED: Final = (
    "text/html",
    "text/css",
    "text/csv",
    "application/json",
    "application/javascript",
    "text/javascript",
    "application/geo+json",
    "image/svg+xml",
)
BROTLI_LEVEL: Final = 6
"""A tenth smaller than the usual 4 for the answer to a filter change, at a tenth of a millisecond more."""
STEADY: Final = (f"/{BUNDLES}/", f"/{ASSETS}/", "/_dash-component-suites/", "/karta/")
"""Below these paths nothing changes while the process runs: it is compressed once."""
LONGEST_BODY: Final = 256 * 1024
"""Bytes of a request's body; a page's own are a few kB."""
LONGEST_TEXT: Final = 2_000
MOST_CHOSEN: Final = 500
"""There are 290 kommuner."""
DEEPEST_BODY: Final = 12
COLLECTED_AFTER: Final = (50_000, 20, 50)
"""When Python looks for cycles, of which answers have none: as often as it usually does it takes a tenth of an answer's time."""
FOREVER: Final = "public, max-age=31536000, immutable"
