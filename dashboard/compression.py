"""How answers are compressed: files that stay as they are for as long as the process once, at set-up or at first use."""

import hashlib
from http import HTTPStatus
from typing import Final

import brotli
import flask
from flask_compress import Compress

from dashboard import settings
from etl.contract.paths import ROOT
from etl.contract.reader import Snapshot


class Compressed:
    """Compressed files by algorithm and path, as Flask-Compress asks for them."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}
        self._sought: set[str] = set()

    def find(self, path: str, content: bytes) -> None:
        """Take what set-up has compressed of the content, once for each path."""
        if path in self._sought:
            return
        digest = hashlib.sha256(content).hexdigest()
        for algorithm, end in settings.ENDS.items():
            file = ROOT / settings.READY / f"{digest}{end}"
            if file.exists():
                self._kept[f"{algorithm};{path}"] = file.read_bytes()
        self._sought.add(path)

    def get(self, key: str) -> bytes | None:
        """What was kept under the key; Flask-Compress puts the algorithm before it."""
        return self._kept.get(key)

    def set(self, key: str, content: bytes) -> None:
        """Keep it, unless the key says that there is none."""
        if not key.endswith(";"):
            self._kept[key] = content


KEPT: Final = Compressed()


def install(server: flask.Flask) -> None:
    """Compress the server's answers."""
    server.config["COMPRESS_MIMETYPES"] = list(settings.COMPRESSED)
    server.config["COMPRESS_ALGORITHM"] = ["br", "gzip"]
    server.config["COMPRESS_BR_LEVEL"] = settings.BROTLI_LEVEL
    server.config["COMPRESS_CACHE_BACKEND"] = lambda: KEPT
    server.config["COMPRESS_CACHE_KEY"] = lambda request: request.path if request.path.startswith(settings.STEADY) else ""
    server.after_request(_unvaried)  # before Compress, so that it runs after it
    Compress(server)
    server.after_request(_in_one_piece)  # after Compress, so that it runs before it


def warm(snapshot: Snapshot) -> None:
    """Compress a version's boundaries as small as can be: a third of a second, which no visitor should wait for."""
    KEPT.set(f"br;/karta/{snapshot.version}/kommuner.geojson", brotli.compress(snapshot.boundaries("kommuner")))


def _in_one_piece(response: flask.Response) -> flask.Response:
    """What is read from a file piece by piece would be compressed so too, worse and anew for each visitor."""
    if flask.request.path.startswith(settings.STEADY) and response.status_code == HTTPStatus.OK:
        response.direct_passthrough = False
        KEPT.find(flask.request.path, response.get_data())
    return response


def _unvaried(response: flask.Response) -> flask.Response:
    """No cache keeps the answer to a POST, so none need be told what it varies with."""
    if flask.request.method == "POST":
        response.headers.pop("Vary", None)
    return response
