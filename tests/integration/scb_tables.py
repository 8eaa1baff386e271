"""A server on loopback of the tables that the catalogue reads, with the codes and labels that are recorded of them.

The labels are those of `reference/recorded/scb_01_labels.json`; only a few regions have values, made up by their cell.
"""

import itertools
import json
import threading
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

REGIONS = {"00": "Riket", "04": "Södermanlands län", "0484": "Eskilstuna", "0486": "Strängnäs"}
NOISE = "Små slumpmässiga justeringar (Cell Key Method) har gjorts."
Labels = dict[str, str]


@dataclass
class Served:
    """Tables by id, each variable's labels by code; `odd` gives cells a symbol; `gone` tables are no longer there."""

    config: dict[str, Any]
    tables: dict[str, dict[str, Labels]]
    odd: dict[tuple[str, ...], str] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    broken: set[str] = field(default_factory=set)
    requests: list[str] = field(default_factory=list)


def recorded_tables(folder: Path) -> Served:
    """The five tables and the one in which TAB4823 goes on."""
    labels = json.loads((folder / "scb_01_labels.json").read_text(encoding="utf-8"))["tables"]
    crowding, matching, people = labels["TAB5089"], labels["TAB6383/6384/6379"], labels["TAB4823"]
    kommuner = {code: name for code, name in REGIONS.items() if len(code) == 4}
    integration = {
        "Kon": matching["Kon"],
        "UtbNiv": matching["UtbNiv"],
        "BakgrVar": numbered(word for word in matching["BakgrVar"] if word != "..."),
        "ContentsCode": {"000007A": "Andel med eftergymn. utb. med arbete på kval.nivå 3-4 enligt SSYK", "000007B": "Antal"},
    }
    inhabitants = {
        "Alder": {**{str(age): f"{age} år" for age in range(100)}, "100+": "100+ år"},
        "Kon": {"1": people["Kon"][0], "2": people["Kon"][1]},
        "Fodelseregion": {"09": people["Fodelseregion"][0], "11": people["Fodelseregion"][1]},
        "ContentsCode": {"BE0101": "Antal"},
    }
    tables = {
        "TAB5089": {
            "Region": REGIONS,
            "Trangboddhet": numbered(crowding["Trangboddhet"]),
            "Fodelseregion": numbered(crowding["Fodelseregion"]),
            "Alder": {"0-4": "0-4 år", "0-4B": "0-4 år", "TOT": crowding["Alder"][-1]},
            "Kon": numbered(crowding["Kon"]),
            "ContentsCode": numbered(crowding["ContentsCode"]),
            "Tid": years(2022, 2023),
        },
        "TAB6383": {"Region": kommuner, **integration, "Tid": years(2022, 2024)},
        "TAB6384": {"Region": {"04": REGIONS["04"]}, **integration, "Tid": years(2022, 2024)},
        "TAB6379": {"Region": {"00": REGIONS["00"]}, **integration, "Tid": years(2022, 2024)},
        "TAB4823": {"Region": REGIONS, **inhabitants, "Tid": years(2022, 2024)},
        "TAB6645": {"Region": REGIONS, **inhabitants, "Tid": years(2025, 2025)},
    }
    return Served(json.loads((folder / "scb_04_config_2026-08.json").read_text(encoding="utf-8")), tables)


def numbered(words: Any) -> Labels:
    return {f"{position:03}": word for position, word in enumerate(words)}


def years(first: int, last: int) -> Labels:
    return {str(year): str(year) for year in range(first, last + 1)}


def number(table: str, cell: tuple[str, ...]) -> int:
    """The value of a cell: the same whenever it is asked for, 20 to 99."""
    return 20 + zlib.crc32("/".join((table, *cell)).encode()) % 80


def dataset(served: Served, table: str, chosen: Mapping[str, list[str]] | None) -> dict[str, Any]:
    """The metadata of a table, or the cells chosen of it."""
    variables = served.tables[table]
    wanted = {name: list(labels) if chosen is None else chosen[name] for name, labels in variables.items()}
    document: dict[str, Any] = {
        "class": "dataset",
        "label": table,
        "updated": "2026-03-01T07:00:00Z",
        "note": [NOISE] if table == "TAB6645" else [],
        "role": {"time": ["Tid"]},
        "id": list(wanted),
        "size": [len(codes) for codes in wanted.values()],
        "dimension": {
            name: {
                "label": name,
                "category": {
                    "index": {code: position for position, code in enumerate(codes)},
                    "label": {code: variables[name][code] for code in codes},
                },
                "extension": {"elimination": False, "codelists": []},
            }
            for name, codes in wanted.items()
        },
        "value": [],
    }
    if chosen is not None:
        cells = list(itertools.product(*wanted.values()))
        symbols = [served.odd.get((table, *cell)) for cell in cells]
        document["value"] = [None if symbol else number(table, cell) for cell, symbol in zip(cells, symbols, strict=True)]
        document["status"] = {str(position): symbol for position, symbol in enumerate(symbols) if symbol}
    return document


class Handler(BaseHTTPRequestHandler):
    served: Served
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.answer(None)

    def do_POST(self) -> None:
        selection = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["selection"]
        self.answer({part["variableCode"]: part["valueCodes"] for part in selection})

    def answer(self, chosen: dict[str, list[str]] | None) -> None:
        path = unquote(urlsplit(self.path).path).removeprefix("/api/v2")
        self.served.requests.append(f"{self.command} {path}")
        table = path.split("/")[2] if path.count("/") > 1 else ""
        if path == "/config":
            self.send(200, self.served.config)
        elif table in self.served.broken:
            self.send(503, {})
        elif table in self.served.tables and table not in self.served.gone:
            self.send(200, dataset(self.served, table, chosen))
        else:
            self.send(404, {"type": "Parameter error", "title": "Non-existent table", "status": 404})

    def send(self, status: int, document: Any) -> None:
        body = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json" if status == 200 else "application/problem+json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Nothing is printed."""


@contextmanager
def serving_tables(served: Served) -> Iterator[str]:
    """The URL of a server of those tables."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Serving", (Handler,), {"served": served}))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/api/v2"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
