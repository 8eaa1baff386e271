"""An address as a QR code, so that whoever holds a paper comes to its page."""

import functools

import segno

from dashboard.markup import Element, element

SIDE = 88
"""Pixels on the screen; style sheets say how large it is on paper."""


def image(address: str) -> Element:
    """The code as an image that holds itself."""
    return element("Img", src=_drawn(address), alt=f"QR-kod till {address}", width=SIDE, height=SIDE, className="qr-code")


@functools.lru_cache(maxsize=512)
def _drawn(address: str) -> str:
    """Ten milliseconds of work, a few kB each."""
    return segno.make_qr(address, error="m").svg_data_uri(border=2, omitsize=True)
