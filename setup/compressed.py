"""Compresses what never changes while the server runs, as small as can be, so that no visitor waits for it.

`python -m setup.compressed`: scripts and style sheets, ours and those that packages bring, are asked of the dashboard itself and
written to `build/static`, each named by the digest of what is in it. A file that has changed since is compressed by the server,
less well, when it is first asked for.
"""

import contextlib
import gzip
import hashlib
import io
import logging
import re
import shutil
from collections.abc import Iterator
from typing import Final

import brotli
from flask.testing import FlaskClient

from dashboard import settings
from dashboard.app import create_app
from etl.contract.paths import ROOT

TARGET: Final = ROOT / settings.READY
PAGE: Final = "/indikator/syss_utrikes"
"""Its document names all that any page's does."""
NAMED: Final = re.compile(r'(?:src|href)="(/[^"?]+\.(?:css|js))[?"]')


def contents(visitor: FlaskClient) -> Iterator[bytes]:
    """What is in each file that the page's document names."""
    for address in NAMED.findall(visitor.get(PAGE).text):
        answer = visitor.get(address)
        if answer.status_code == 200:
            yield answer.data


def main() -> None:
    """Write the compressed files, and none that were written before."""
    shutil.rmtree(TARGET, ignore_errors=True)
    TARGET.mkdir(parents=True)
    logging.disable(logging.WARNING)
    with contextlib.redirect_stdout(io.StringIO()):  # there need be no data yet, and nobody is helped by hearing so here
        found = list(contents(create_app().server.test_client()))
    for content in found:
        name = hashlib.sha256(content).hexdigest()
        (TARGET / f"{name}.br").write_bytes(brotli.compress(content))
        (TARGET / f"{name}.gz").write_bytes(gzip.compress(content, mtime=0))


if __name__ == "__main__":
    main()
