"""What every answer tells the browser to refuse: scripts that aren't ours, frames, devices."""

import base64
import functools
import hashlib
import re
from collections.abc import Sequence
from typing import Final

import flask
from dash import Dash

from dashboard import shell
from dashboard.routes import public_address

PLOTLY_STYLES: Final = ""
"""Plotly puts in style sheets without a text, and fills them by script."""
SWITCHED_OFF: Final = (
    "accelerometer",
    "camera",
    "display-capture",
    "geolocation",
    "gyroscope",
    "magnetometer",
    "microphone",
    "midi",
)
ALWAYS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{name}=()" for name in (*SWITCHED_OFF, "payment", "usb")),
}
TLS: Final = {"Strict-Transport-Security": "max-age=31536000"}
"""A year, where the public address is https; other names of the domain are not ours to speak for."""
LEFT_ALONE: Final = ("/export/", "/embed/", "/api/", "/validering/", "/andrat.atom", "/sok.json", "/karta/")
"""Files and answers for programs, which are made at each request: search engines have the pages."""
UNFOUND: Final = {"X-Robots-Tag": "noindex, nofollow"}
PAGE: Final = (
    "default-src 'self'; script-src 'self' {scripts}; style-src 'self' {styles}; img-src 'self' data: blob:; object-src 'none'; "
    "frame-ancestors 'self'; base-uri 'self'; form-action 'self'"
)
PICTURE: Final = "default-src 'none'; frame-ancestors 'self'; sandbox"
"""An SVG that is opened by itself: nothing in it runs, and it loads nothing."""


def install(app: Dash) -> None:
    """Give every answer its headers."""
    server: flask.Flask = app.server
    # Dash has all its inline scripts once it has answered something.
    page = functools.cache(lambda: _page_policy(app.csp_hashes()))

    @server.after_request
    def finish(response: flask.Response) -> flask.Response:
        for name, value in ALWAYS.items():
            response.headers.setdefault(name, value)
        if public_address.encrypted():
            response.headers.update(TLS)
        if flask.request.path.startswith(LEFT_ALONE):
            response.headers.update(UNFOUND)
        if response.mimetype == "text/html":
            response.headers.setdefault("Content-Security-Policy", page())
        if response.mimetype == "image/svg+xml":
            response.headers["Content-Security-Policy"] = PICTURE
        return response


def _page_policy(scripts: Sequence[str]) -> str:
    styles = [*re.findall(r"<style>(.*?)</style>", shell.INDEX, re.DOTALL), PLOTLY_STYLES]
    return PAGE.format(scripts=" ".join(scripts), styles=" ".join(map(_hash, styles)))


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
