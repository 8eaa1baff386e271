"""Settings of the web server."""

from typing import Final

ASSETS: Final = "assets"
LOADED_FIRST: Final = r"bootstrap.*\.css"
"""Named as an external style sheet, so that it comes before ours, and therefore not included with the rest."""
COMPRESSED: Final = (
    "text/html",
    "text/css",
    "application/json",
    "application/javascript",
    "text/javascript",
    "application/geo+json",
    "image/svg+xml",
)
FOREVER: Final = "public, max-age=31536000, immutable"
SECURITY_HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; "
        "script-src 'self' 'unsafe-inline' 'unsafe-eval'; connect-src 'self'; font-src 'self'; frame-ancestors 'self'; base-uri 'self'; "
        "form-action 'self'; object-src 'none'"
    ),
    # Dash writes inline scripts; browser tests and measurements evaluate expressions in the page.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
