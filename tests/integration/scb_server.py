"""A small server on loopback that answers as SCB's PxWebApi v2 does, from recorded answers, with faults on request.

It knows one table. Selections are answered from the recorded cells; what SCB would refuse is refused in its form
(`application/problem+json`), and so is what SCB would answer but was never recorded.
"""

import itertools
import json
import math
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

ANSWERS = Path(__file__).resolve().parents[1] / "responses" / "scb"
TABLE = "TAB6471"
CODE_LIST = "agg_Ålder10årJ"
PREFIX = "/api/v2"


class ProblemError(Exception):
    def __init__(self, status: int, title: str, detail: str) -> None:
        super().__init__(title)
        self.status = status
        self.document = {"type": title, "title": title, "status": status, "detail": detail}


@dataclass
class Recorded:
    """The recorded answers, and what of them a test changes. `faults` are done to the next questions for data, one each."""

    config: dict[str, Any]
    metadata: dict[str, Any]
    data: dict[str, Any]
    code_list: dict[str, Any]
    faults: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    questions: list[dict[str, Any]] = field(default_factory=list)

    @classmethod
    def of(cls, folder: Path) -> "Recorded":
        names = ("config", f"{TABLE}_metadata", f"{TABLE}_data", "codelist_agg_Alder10arJ")
        return cls(*(json.loads((folder / f"{name}.json").read_text(encoding="utf-8")) for name in names))

    def offer(self, variable: str) -> None:
        """Let the table offer the recorded code list for a variable."""
        lists = self.metadata["dimension"][variable]["extension"]["codelists"]
        lists.append({"id": CODE_LIST, "label": "10-årsklasser", "type": "Aggregation"})

    def data_requests(self) -> list[str]:
        return [request for request in self.requests if "/data" in request]


def codes(document: dict[str, Any], variable: str) -> list[str]:
    index = document["dimension"][variable]["category"]["index"]
    return sorted(index, key=index.__getitem__)


def chosen(recorded: Recorded, selection: list[dict[str, Any]]) -> dict[str, Any]:
    """A dataset of the cells asked for, cut out of the recorded one."""
    by_variable = {part["variableCode"]: part for part in selection}
    names: dict[str, dict[str, str]] = {}
    for variable in recorded.metadata["id"]:
        names[variable] = known(recorded, variable, by_variable.get(variable))
    cells = math.prod(len(labels) for labels in names.values() if labels)
    if cells > recorded.config["maxDataCells"]:
        raise ProblemError(403, "Too many cells selected", f"{cells} cells, at most {recorded.config['maxDataCells']}")
    return cut(recorded, names, by_variable)


def known(recorded: Recorded, variable: str, part: dict[str, Any] | None) -> dict[str, str]:
    """The recorded code by each code asked for; empty for a variable that is eliminated."""
    described = recorded.metadata["dimension"][variable]
    if part is None:
        if not described["extension"]["elimination"]:
            raise ProblemError(400, "Missing selection for mandantory variable", variable)
        return {}
    offered = {one["id"] for one in described["extension"]["codelists"]}
    if part.get("codelist", CODE_LIST) != CODE_LIST or ("codelist" in part and CODE_LIST not in offered):
        raise ProblemError(400, "Non-existent codelist", f"{part['codelist']} for variable {variable}")
    labels = {one["code"]: one["label"] for one in recorded.code_list["values"]} if "codelist" in part else None
    labels = labels or described["category"]["label"]
    if strange := [code for code in part["valueCodes"] if code not in labels]:
        raise ProblemError(400, "Non-existent value", f"{strange[0]} for variable {variable}")
    held = recorded.data["dimension"][variable]["category"]["label"]
    by_label = {label: code for code, label in held.items()}
    found = {code: code if code in held and "codelist" not in part else by_label.get(labels[code]) for code in part["valueCodes"]}
    if lost := [code for code, one in found.items() if one is None]:
        raise ProblemError(404, "Not recorded", f"{lost[0]} for variable {variable}")
    return {code: str(one) for code, one in found.items()}


def cut(recorded: Recorded, names: dict[str, dict[str, str]], wanted: dict[str, Any]) -> dict[str, Any]:
    full = recorded.data
    picked = {variable: list(labels.values()) or [eliminated(recorded, variable)] for variable, labels in names.items()}
    dimension = {}
    for variable in [variable for variable in full["id"] if variable in wanted]:
        labels = full["dimension"][variable]["category"]["label"]
        order = sorted(names[variable], key=lambda code, held=names[variable]: codes(full, variable).index(held[code]))
        category = {
            "index": {code: position for position, code in enumerate(order)},
            "label": {code: labels[names[variable][code]] for code in order},
        }
        dimension[variable] = {**full["dimension"][variable], "category": category}
        picked[variable] = [names[variable][code] for code in order]
    positions = [[codes(full, variable).index(code) for code in picked[variable]] for variable in full["id"]]
    values = [full["value"][offset(full["size"], where)] for where in itertools.product(*positions)]
    sizes = [len(part["category"]["index"]) for part in dimension.values()]
    return {**full, "id": list(dimension), "size": sizes, "dimension": dimension, "value": values}


def eliminated(recorded: Recorded, variable: str) -> str:
    code: str = recorded.data["dimension"][variable]["extension"].get("eliminationValueCode", "")
    if code not in codes(recorded.data, variable):
        raise ProblemError(404, "Not recorded", f"the total of variable {variable}")
    return code


def offset(sizes: Iterable[int], where: Iterable[int]) -> int:
    position = 0
    for size, index in zip(sizes, where, strict=True):
        position = position * size + index
    return position


def spoilt(document: dict[str, Any], fault: str) -> dict[str, Any]:
    """The dataset with a fault of substance."""
    spoil: dict[str, Callable[[], dict[str, Any]]] = {
        "cells": lambda: {**document, "value": document["value"][:-1]},
        "size": lambda: {**document, "size": [document["size"][0] + 1, *document["size"][1:]]},
        "text": lambda: {**document, "value": ["1", *document["value"][1:]]},
        "status": lambda: {**document, "status": {str(len(document["value"])): ".."}},
        "other": lambda: without_last(document),
        "later": lambda: {**document, "updated": "2026-06-09T06:00:00Z"},
        "symbol": lambda: {**document, "value": [None, *document["value"][1:]], "status": {"0": ".."}},
    }
    return spoil[fault]() if fault in spoil else document


def without_last(document: dict[str, Any]) -> dict[str, Any]:
    """The dataset without its first variable's last value, sound in itself."""
    first = document["id"][0]
    part = document["dimension"][first]
    index = dict(list(part["category"]["index"].items())[:-1])
    cells = len(document["value"]) // document["size"][0] * len(index)
    dimension = {**document["dimension"], first: {**part, "category": {**part["category"], "index": index}}}
    sizes = [len(index), *document["size"][1:]]
    return {**document, "dimension": dimension, "size": sizes, "value": document["value"][:cells]}


class Handler(BaseHTTPRequestHandler):
    recorded: Recorded
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.answer([])

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.recorded.questions.append(body)
        self.answer(body["selection"])

    def answer(self, selection: list[dict[str, Any]]) -> None:
        parts = urlsplit(self.path)
        self.recorded.requests.append(f"{self.command} {self.path}")
        path = unquote(parts.path)
        fault = self.recorded.faults.pop(0) if path.endswith("/data") and self.recorded.faults else ""
        try:
            document = spoilt(self.document(path, parse_qs(parts.query), selection), fault)
        except ProblemError as problem:
            self.send(problem.status, problem.document, kind="application/problem+json; charset=utf-8")
            return
        match fault:
            case "429":
                self.send(429, {"title": "Too many requests"}, kind="application/problem+json", pause="1")
            case "503":
                self.send(503, {}, kind="application/json")
            case "problem":
                body = {"title": "Non-existent value", "detail": "0999 for variable Region", "status": 400}
                self.send(400, body, kind="application/problem+json")
            case "truncated":
                self.send(200, document, cut=100)
            case _:
                self.send(200, document)

    def document(self, path: str, query: dict[str, list[str]], selection: list[dict[str, Any]]) -> dict[str, Any]:
        recorded = self.recorded
        if path == f"{PREFIX}/config":
            return recorded.config
        if path == f"{PREFIX}/tables/{TABLE}/metadata":
            return recorded.metadata
        if path == f"{PREFIX}/codeLists/{CODE_LIST}":
            return recorded.code_list
        if path == f"{PREFIX}/tables/{TABLE}/data":
            return chosen(recorded, selection or list(in_query(query)))
        raise ProblemError(404, "Non-existent table", path)

    def send(self, status: int, document: Any, *, kind: str = "application/json", cut: int = 0, pause: str = "") -> None:
        body = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        if pause:
            self.send_header("Retry-After", pause)
        self.end_headers()
        self.wfile.write(body[: len(body) - cut])
        self.close_connection = bool(cut)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Nothing is printed."""


def in_query(query: dict[str, list[str]]) -> Iterator[dict[str, Any]]:
    for name, values in query.items():
        if name.startswith("valueCodes["):
            yield {"variableCode": name[len("valueCodes[") : -1], "valueCodes": values[0].split(",")}


@contextmanager
def serving(recorded: Recorded) -> Iterator[str]:
    """The URL of a server of those answers."""
    handler = type("Serving", (Handler,), {"recorded": recorded})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}{PREFIX}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
