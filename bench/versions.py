"""A worker's memory over many nights: `python -m bench.versions [VERSIONS]`.

Each night a run publishes a version (another word in the catalogue), and readers open it, with `ODD` odd addresses. After each
tenth night a worker's memory is printed (resident, MB), and the most that it has had at any moment (Linux).
"""

import itertools
import json
import random
import re
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import httpx

from bench.child import measure
from bench.etl import NOWHERE
from bench.replay import replay
from bench.served import served
from bench.surroundings import REPLAY, catalogue, skip_without
from etl import geography
from etl.contract.codes import RegionType
from etl.contract.paths import ROOT, DataPaths, catalogue_path
from etl.contract.reader import kept_versions

VERSIONS: Final = 40
ODD: Final = 50
SHOWN_SECONDS: Final = 22.0
"""From when a version is published until all workers show it."""
SEED: Final = 20_261_130
ALLOCATOR: Final = {"MALLOC_ARENA_MAX": "2", "MALLOC_MMAP_THRESHOLD_": "131072", "MALLOC_TRIM_THRESHOLD_": "131072"}
"""As the container and the unit have it."""
PAGES: Final = (
    "/",
    "/lan/{lan}",
    "/kommun/{kommun}",
    "/indikator/{indicator}",
    "/fokus/{area}",
    "/jamfor",
    "/andrat",
    "/faktakort/{indicator}",
)
ODDITIES: Final = (
    "",
    "?sok={letters}",
    "?v={version}",
    "?ar={number}&kon=K",
    "?kommuner={kommun},{letters}",
    "?mal={letters}",
    "?{letters}={letters}",
)
FILES: Final = (
    "/export/indikator/{indicator}.csv?kommuner={kommun}",
    "/api/v1/observations?indicator={indicator}&region={kommun}",
    "/sok.json?q={letters}",
    "/{letters}/{letters}",
    "/karta/{letters}/kommuner.geojson",
)


def nights(data: Path, changed: Path, kolada: str, number: int) -> Iterator[str]:
    """Publish so many versions, one after another; the version that each run has published."""
    shutil.copytree(catalogue_path(), changed)
    file = changed / "indicators" / "arbete.yaml"
    text = file.read_text(encoding="utf-8")
    given = {
        "KOLLEN_DATA": str(data),
        "KOLLEN_CATALOGUE": str(changed),
        "KOLADA_URL": kolada,
        "KOLADA_RATE": "0",
        "SCB_URL": NOWHERE,
    }
    for night in range(number):
        file.write_text(text.replace("synonyms: [", f"synonyms: [natt {night}, ", 1), encoding="utf-8")
        measure([sys.executable, "-m", "etl", "run", "--source", "kolada"], given)
        yield DataPaths(data).current.read_text(encoding="utf-8").strip()


def addresses(data: Path, chance: random.Random) -> tuple[list[str], list[str]]:
    """What readers open in a night: each page as it is and with odd questions, and odd files."""
    entries = catalogue()
    known = {
        "kommun": [row["code"] for row in geography.regions().to_pylist() if row["type"] == RegionType.MUNICIPALITY],
        "indicator": [entry.id for entry in entries.indicators],
        "area": [area.id for area in entries.focus_areas],
        "version": list(kept_versions(DataPaths(data))),
    }

    def filled(address: str) -> str:
        chosen = {name: chance.choice(values) for name, values in known.items()}
        letters = "".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=8))
        return address.format(**chosen, lan=chosen["kommun"][:2], letters=letters, number=chance.randrange(1900, 2100))

    odd = [chance.choice(PAGES) + chance.choice(ODDITIES) for _ in range(ODD // 2)]
    return [filled(address) for address in (*PAGES, *odd)], [filled(chance.choice(FILES)) for _ in range(ODD // 2)]


def open_page(client: httpx.Client, router: dict[str, Any], address: str) -> int:
    """The status of a page's content, asked for as a browser does."""
    path, mark, query = address.partition("?")
    values = {"pathname": path, "search": mark + query}
    names = [name.rsplit(".", 1) for name in router["output"].strip(".").split("...")]
    body = {
        "output": router["output"],
        "outputs": [{"id": name, "property": prop} for name, prop in names],
        **{part: [{**one, "value": values.get(one["property"])} for one in router[part]] for part in ("inputs", "state")},
        "changedPropIds": ["_pages_location.pathname"],
    }
    headers = {"Content-Type": "application/json"}
    return client.post("/_dash-update-component", content=json.dumps(body), headers=headers).status_code


def workers(url: str) -> dict[str, tuple[float, float]]:
    """Of each process that serves `url` and has a parent that does too: memory now, and at most, in MB."""
    address, found = url.removeprefix("http://").encode(), dict[str, dict[str, str]]()
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if address in (process / "cmdline").read_bytes().split(b"\0"):
                found[process.name] = dict(re.findall(r"^(PPid|VmRSS|VmHWM):\s+(\d+)", (process / "status").read_text(), re.M))
        except OSError:
            continue
    return {name: (int(one["VmRSS"]) / 1024, int(one["VmHWM"]) / 1024) for name, one in found.items() if one["PPid"] in found}


def main() -> None:
    """Print memory, and what was answered with which status."""
    skip_without(REPLAY)
    number = int(sys.argv[1]) if len(sys.argv) > 1 else VERSIONS
    chance = random.Random(SEED)  # noqa: S311
    answered = Counter[int]()
    with tempfile.TemporaryDirectory() as name, replay() as kolada:
        directory = Path(name)
        published = nights(directory / "data", directory / "catalogue", kolada.url, number)
        next(published)
        given = {"KOLLEN_DATA": str(directory / "data"), **ALLOCATOR}
        with (
            served(["dashboard.wsgi:server", "--preload"], ROOT, given, directory / "log") as url,
            httpx.Client(base_url=url, timeout=60) as client,
        ):
            router = next(one for one in client.get("/_dash-dependencies").json() if "_pages_content.children" in one["output"])
            for night in itertools.count(1):
                pages, files = addresses(directory / "data", chance)
                answered.update(open_page(client, router, address) for address in pages)
                answered.update(client.get(address).status_code for address in files)
                if night % 10 == 0 or night == number:
                    said = ", ".join(f"{now:.0f} (at most {most:.0f})" for now, most in workers(url).values())
                    print(f"after {night} versions, MB a worker: {said}; answers by status: {dict(answered)}", flush=True)
                if next(published, None) is None:
                    return
                time.sleep(SHOWN_SECONDS)


if __name__ == "__main__":
    main()
