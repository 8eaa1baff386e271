"""A small server on loopback that answers as Kolada's API v3 does, from `tests/responses/kolada`, with faults on request.

What a living source does can be asked of it too: KPIs that are gone, explicit nulls, other forms of `next_url`, smaller pages.
"""

import argparse
import csv
import json
import re
import threading
import time
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

RESPONSES = Path(__file__).parent / "responses" / "kolada"
MOST_IDS, MOST_ITEMS = 25, 5000
HTML = b"<html><body>Underh\xc3\xa5ll</body></html>"
CUT = b'{"values": [{"kpi": "N00973", "period": 20'

Item = dict[str, Any]
Cells = dict[tuple[str, int], list[tuple[str, float | None]]]
"""By region and year, the values of each sex."""


class Store:
    """The recorded answers: KPIs, regions and groups by id, and values by KPI."""

    def __init__(self, *, nulls: bool = False) -> None:
        """With `nulls` what has no value is there, as null; else it is left out."""
        self.kpis: dict[str, Item] = {one["id"]: one for one in json.loads(_text("kpi.json"))}
        self.municipalities: dict[str, Item] = {row["id"]: row for row in csv.DictReader(_text("municipality.csv").splitlines())}
        self.groups = {row["id"]: self._group(row) for row in csv.DictReader(_text("municipality_groups.csv").splitlines())}
        self.values = {kpi: _cells(kpi, nulls=nulls) for kpi in self.kpis}

    def _group(self, row: dict[str, str]) -> Item:
        members = [{"member_id": code, "member_title": self.municipalities[code]["title"]} for code in row["members"].split()]
        return {"id": row["id"], "title": row["title"], "members": members}

    def data(self, kpis: list[str], regions: list[str], years: list[int]) -> list[Item]:
        """An item for each KPI, region and year with any value."""
        wanted = ((kpi, region, year) for kpi in kpis for region in regions for year in years)
        return [
            {"kpi": kpi, "period": year, "municipality": region, "values": [_value(*one) for one in cells]}
            for kpi, region, year in wanted
            if (cells := self.values.get(kpi, {}).get((region, year)))
        ]


def _text(name: str) -> str:
    return (RESPONSES / name).read_text(encoding="utf-8")


def _cells(kpi: str, *, nulls: bool) -> Cells:
    found: Cells = {}
    for row in csv.DictReader(_text(f"{kpi}.csv").splitlines()):
        region = row.pop("municipality")
        for column, text in row.items():
            if text or nulls:
                found.setdefault((region, int(column[:4])), []).append((column[4:], float(text) if text else None))
    return found


def _value(sex: str, value: float | None) -> Item:
    return {"gender": sex, "count": 1, "status": "" if value is not None else "Missing", "value": value, "isdeleted": False}


def parse_fault(text: str) -> tuple[str, int, int]:
    """`503@10-13`: the fault, and the first and last request that it happens to."""
    found = re.fullmatch(r"(\w+)(?:@(\d+)(?:-(\d+))?)?", text)
    assert found is not None, text
    name, first, last = found.groups()
    return name, int(first or 1), int(last or first or 1_000_000)


class Handler(BaseHTTPRequestHandler):
    """Answers one request; `options` steers it, `seen` and `log` tell what has been asked for."""

    protocol_version = "HTTP/1.1"
    store: Store
    options: argparse.Namespace
    lock = threading.Lock()
    seen = 0
    log: list[str] = []  # noqa: RUF012 - shared by all requests

    def log_message(self, *_: object) -> None:
        """Nothing on standard error."""

    def do_GET(self) -> None:
        with Handler.lock:
            Handler.seen += 1
            number = Handler.seen
            Handler.log.append(self.path)
        time.sleep(self.options.latency_ms / 1000)
        fault = next((name for name, first, last in self.options.faults if first <= number <= last), None)
        if fault is not None and self._fail(fault):
            return
        try:
            items = self._items()
        except LookupError:
            self._json({"detail": "Not Found"}, 404)
        else:
            self._page(items, fault)

    def _items(self) -> list[Item]:
        path = urlsplit(self.path).path.strip("/")
        match [unquote(part) for part in path.split("/")]:
            case ["v3", "kpi" | "municipality" | "municipality_groups" as kind]:
                return list(self._kind(kind).values())
            case ["v3", "kpi" | "municipality" | "municipality_groups" as kind, ids]:
                known = self._kind(kind)
                return [known[one] for one in self._ids(ids) if one in known]
            case ["v3", "data", "kpi", kpis, "municipality", regions, "year", years]:
                return self.store.data(self._ids(kpis), self._ids(regions), [int(year) for year in self._ids(years)])
        raise LookupError(path)

    def _kind(self, kind: str) -> dict[str, Item]:
        return {"kpi": self.store.kpis, "municipality": self.store.municipalities, "municipality_groups": self.store.groups}[kind]

    @staticmethod
    def _ids(text: str) -> list[str]:
        ids = text.split(",")
        assert len(ids) <= MOST_IDS, "Kolada refuses more ids in a path segment"
        return ids

    def _page(self, items: list[Item], fault: str | None) -> None:
        query = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
        page, size = int(query.get("page", 1)), int(query.get("per_page", MOST_ITEMS))
        assert size <= MOST_ITEMS, "Kolada refuses larger pages"
        size = min(size, self.options.page_cap or size)
        values = items[(page - 1) * size : page * size]
        further = self._address(page + 1, size) if len(items) > page * size else None
        body = {"values": values, "next_url": self._next(further), "previous_url": None, "count": len(values)}
        self._json(_spoilt(body, fault, self._address(page, size)))

    def _address(self, page: int, size: int) -> str:
        path = urlsplit(self.path).path
        return f"http://{self.headers.get('Host')}{path}?{urlencode({'page': page, 'per_page': size})}"

    def _next(self, address: str | None) -> str | None:
        """The address in the form that is asked for: it isn't known which one Kolada has."""
        form = self.options.next_url
        if address is None:
            return "" if form == "empty" else None
        host, _, query = address.partition("?")
        forms = {
            "relative": address.removeprefix(f"http://{self.headers.get('Host')}"),
            "query-only": f"?{query}",
            "slash": f"{host}/?{query}",
            "other-host": address.replace("http://127.0.0.1", "http://intern.kolada", 1),
        }
        return forms.get(form, address)

    def _fail(self, fault: str) -> bool:
        """Answer with something broken; False where the fault is in the content instead."""
        if fault.isdigit():
            after = {"Retry-After": str(self.options.retry_after)} if fault in ("429", "503") else {}
            self._json({"detail": f"fault {fault}"}, int(fault), after)
        elif fault == "timeout":
            time.sleep(self.options.hang_s)
            self.close_connection = True
        elif fault == "reset":
            self.close_connection = True
            self.connection.close()
        elif fault in (broken := {"empty": b"", "html": HTML, "notjson": b"{'values': [}", "truncate": CUT}):
            self._send(broken[fault], claim=9999 if fault == "truncate" else None)
        else:
            return False
        return True

    def _json(self, body: object, code: int = 200, headers: dict[str, str] | None = None) -> None:
        self._send(json.dumps(body, ensure_ascii=False).encode(), code, headers)

    def _send(self, raw: bytes, code: int = 200, headers: dict[str, str] | None = None, *, claim: int | None = None) -> None:
        self.send_response(code)
        kind = "text/html" if raw == HTML else "application/json"
        for name, value in {"Content-Type": kind, "Content-Length": str(claim or len(raw)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(raw)
        self.close_connection = self.close_connection or claim is not None


def _spoilt(body: Item, fault: str | None, here: str) -> Item:
    """A well-formed answer with wrong content."""
    rows: list[Item] = body["values"]
    of_data = bool(rows) and "values" in rows[0]
    if fault == "dupes":
        body["values"] = rows + rows[:5]
    elif fault == "wrongcount":
        body["count"] += 7
    elif fault == "loop":
        body["next_url"] = here
    elif fault == "badtype" and of_data:
        rows[0]["values"][0]["value"] = "n/a"
    elif fault == "unknownkommun" and of_data:
        rows[0]["municipality"] = "9999"
    elif fault == "nulls" and of_data:
        for value in [value for row in rows[:50] for value in row["values"]]:
            value["value"] = None
    return body
