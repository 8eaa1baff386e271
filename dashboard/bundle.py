"""Our style sheets and scripts as one file each, named after what is in it, so that a browser fetches two and keeps them."""

import functools
import hashlib
from dataclasses import dataclass
from typing import Final

from dashboard import settings
from etl.contract.paths import ROOT

KINDS: Final = {"css": "text/css", "js": "text/javascript"}


@dataclass(frozen=True)
class Bundle:
    """A file as it is served: its address and what is in it."""

    address: str
    content: bytes


@functools.cache
def bundle(kind: str) -> Bundle:
    """All of `assets/*.<kind>` in the order of their names, for style sheets after Bootstrap's.

    Raises:
        KeyError: a kind that is none of `KINDS`.

    """
    if kind not in KINDS:
        raise KeyError(kind)
    assets = ROOT / settings.ASSETS
    first = [assets / settings.BOOTSTRAP] if kind == "css" else []
    files = [file for file in (*first, *sorted(assets.glob(f"*.{kind}"))) if file.exists()]
    content = b"\n".join(file.read_bytes() for file in files)
    return Bundle(f"/{settings.BUNDLES}/{hashlib.sha256(content).hexdigest()[:12]}.{kind}", content)
