"""SCB's PxWebApi v2 on loopback with made-up figures of full size: every table, word and period that the catalogue names.

It answers what SCB would in form, size and number of calls; no figure is SCB's. Where a table has both sexes together as a value
of its own, it is the sum of the two.
"""

import json
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final

import numpy as np

from etl.contract.catalogue import Catalogue, ScbSource

CONFIG: Final = {"maxDataCells": 150_000, "maxCallsPerTimeWindow": 3, "timeWindow": 1}
YEARS: Final = tuple(str(year) for year in range(2010, 2025))
SEX: Final = "Kon"
SEXES: Final = ("kvinnor", "män")
Words = dict[str, list[str]]


def tables_of(catalogue: Catalogue, regions: Sequence[str]) -> dict[str, Words]:
    """By table, the values of each variable: the words that the catalogue's entries select, all regions and years."""
    tables: dict[str, Words] = {}
    for entry in catalogue.indicators:
        if isinstance(entry.source, ScbSource):
            for table in entry.source.tables:
                words = tables.setdefault(table, {"Region": list(regions)})
                for variable, wanted in _selected(entry.source):
                    known = words.setdefault(variable, [])
                    known += [word for word in wanted if word not in known]
    return {table: {**words, "Tid": list(YEARS)} for table, words in tables.items()}


def _selected(source: ScbSource) -> Iterator[tuple[str, Iterable[str]]]:
    yield from source.select.items()
    yield from source.whole.items()
    yield from ((source.sex_variable, words) for words in source.sexes.values())


def metadata(table: str, words: Words) -> dict[str, Any]:
    """What SCB says of a table; a value's code is its word."""
    return {**_frame(table, words), "value": []}


def dataset(table: str, words: Words, selection: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The cells asked for: shares in whole per cent, counts in thousands."""
    selected = {part["variableCode"]: part["valueCodes"] for part in selection}
    chosen = {variable: [word for word in known if word in selected[variable]] for variable, known in words.items()}
    positions = [[0 if variable == SEX else words[variable].index(word) for word in some] for variable, some in chosen.items()]
    mixed = sum(np.multiply(at, 7919 + 104_729 * axis) for axis, at in enumerate(np.meshgrid(*positions, indexing="ij")))
    values = np.asarray(mixed) % 60 + 20
    if not any("andel" in word.casefold() for word in chosen.get("ContentsCode", ())):
        parts = [1 if word in SEXES else len(SEXES) for word in chosen.get(SEX, [""])]
        axis = list(chosen).index(SEX) if SEX in chosen else 0
        values = 50 * values * np.reshape(parts, [-1 if at == axis else 1 for at in range(len(chosen))])
    return {**_frame(table, chosen), "value": values.ravel().tolist()}


def _frame(table: str, words: Words) -> dict[str, Any]:
    dimension = {
        variable: {
            "label": variable,
            "category": {
                "index": {word: position for position, word in enumerate(known)},
                "label": dict(zip(known, known, strict=True)),
            },
            "extension": {"elimination": False, "codelists": []},
        }
        for variable, known in words.items()
    }
    return {
        **{"version": "2.0", "class": "dataset", "label": table, "source": "påhittade värden"},
        "updated": "2026-06-08T06:00:00Z",
        "role": {"time": ["Tid"], "metric": [name for name in words if name == "ContentsCode"]},
        "id": list(words),
        "size": [len(known) for known in words.values()],
        "dimension": dimension,
    }


class _Handler(BaseHTTPRequestHandler):
    tables: dict[str, Words]
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        name = self.path.partition("?")[0].split("/")
        self._send(CONFIG if name[-1] == "config" else metadata(name[-2], self.tables[name[-2]]))

    def do_POST(self) -> None:
        selection = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["selection"]
        table = self.path.partition("?")[0].split("/")[-2]
        self._send(dataset(table, self.tables[table], selection))

    def _send(self, document: dict[str, Any]) -> None:
        body = json.dumps(document).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Nothing is printed."""


@contextmanager
def scb(tables: dict[str, Words]) -> Iterator[str]:
    """The URL of a server of those tables."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("_Serving", (_Handler,), {"tables": tables}))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/api/v2"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
