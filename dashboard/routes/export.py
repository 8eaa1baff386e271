"""`python -m dashboard export`: meeting pages as files, many at once, with no server running."""

import argparse
import collections
import contextlib
import difflib
import functools
import os
import secrets
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from dashboard.files import chromium
from dashboard.files.chromium import ChromiumError
from dashboard.files.document import StylesError
from dashboard.pages.motesunderlag import meeting_slides, meeting_view, printout
from dashboard.pages.motesunderlag.indicator_tables import MeetingSelection
from dashboard.published import facts, queries
from dashboard.url_state import MeetingView
from etl.contract.codes import RIKET
from etl.contract.paths import data_paths
from etl.contract.reader import DamagedError, Snapshot, UnavailableError, open_current, open_version

FORMATS: Final = ("pdf", "pptx")
CLOSE: Final = 3
AT_ONCE: Final = 2
"""Files made at the same time: each PDF starts a Chromium, which waits more than it works."""

Say = Callable[[str], None]
Make = Callable[[MeetingSelection], bytes]


class WrongUsageError(Exception):
    """What was asked for doesn't exist; the message says what does."""


class ExportError(Exception):
    """Nothing can be written; the message says what to do."""


@dataclass(frozen=True)
class Failure:
    """A file that could not be written, and why."""

    name: str
    reason: str


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the files; 0 all written, 1 some or all failed, 2 wrong usage and nothing written."""
    options = _parser().parse_args(arguments)
    try:
        return _export(options)
    except WrongUsageError as error:
        print(f"dashboard export: {error}", file=sys.stderr)
        return 2
    except (UnavailableError, DamagedError, ExportError, StylesError) as error:
        print(f"dashboard export: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("dashboard export: stopped. The files written until now are whole.", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    text = "Write meeting pages (Mötesunderlag) as files: tagged PDF by way of Chromium, and PowerPoint."
    parser = argparse.ArgumentParser(prog="python -m dashboard export", description=text)
    parser.add_argument("--kommun", action="append", default=[], metavar="CODE", help="this kommun, as 0484; may be repeated")
    parser.add_argument("--lan", action="append", default=[], metavar="CODE", help="this län, as 04, and each of its kommuner")
    parser.add_argument("--all", action="store_true", help="every län and every kommun")
    parser.add_argument("--out", required=True, type=Path, metavar="DIR", help="where the files are written")
    parser.add_argument("--format", action="append", default=[], type=_formats, help="pdf (the default), pptx, or pdf,pptx")
    parser.add_argument("--pptx", action="store_true", help="PowerPoint too")
    parser.add_argument("--strategi", metavar="ID", help="in this strategy's focus areas and goals")
    parser.add_argument("--version", metavar="V", help="a kept version, to which the pages are locked (the one in service)")
    parser.add_argument("--data", type=Path, help="the data directory (KOLLEN_DATA, else ./data)")
    return parser


def _formats(text: str) -> tuple[str, ...]:
    found = tuple(part.strip().lower() for part in text.split(","))
    if not set(found) <= set(FORMATS):
        raise argparse.ArgumentTypeError(f"{text!r}: the formats are {' and '.join(FORMATS)}")
    return found


def _export(options: argparse.Namespace) -> int:
    if options.data:
        os.environ["KOLLEN_DATA"] = str(options.data)  # comments on the figures are read from there too
    paths = data_paths()
    newest = open_current(paths)
    snapshot = open_version(paths, options.version) if options.version else newest
    codes = _codes(snapshot, options)
    strategy = _strategy(snapshot, options.strategi)
    views = [MeetingView(code, strategy, options.version) for code in codes]
    choices = (selection for view in views if (selection := meeting_view.choose(snapshot, view, newest.version)))
    chosen = {name: None for given in options.format for name in given} or {"pdf": None}
    formats = [name for name in FORMATS if name in chosen or (name == "pptx" and options.pptx)]
    _writable(options.out)
    began = time.monotonic()
    makers = _makers(formats)
    with _progress(len(codes) * len(formats)) as say:
        failures = list(_written(choices, makers, options.out, say))
    _conclude(snapshot, options.out, len(codes) * len(formats), failures, time.monotonic() - began)
    return int(bool(failures))


# What is asked for


def _codes(snapshot: Snapshot, options: argparse.Namespace) -> list[str]:
    """Each region once: a län before its kommuner."""
    known = [region for region in queries.regions(snapshot).values() if region.code != RIKET]
    every = {region.code: region.name for region in known if len(region.code) == 2}
    kommuner = {region.code: region.name for region in known if len(region.code) == 4}
    for code in options.lan:
        _refuse_unknown("län", code, every)
    for code in options.kommun:
        _refuse_unknown("kommun", code, kommuner)
    counties = list(every) if options.all else options.lan
    found = [code for county in counties for code in (county, *facts.kommuner(snapshot, county))]
    if not (found or options.kommun):
        raise WrongUsageError("nothing is asked for: name a place with --kommun 0484 or --lan 04, or ask for --all.")
    return list(dict.fromkeys([*found, *options.kommun]))


def _refuse_unknown(kind: str, code: str, known: dict[str, str]) -> None:
    if code in known:
        return
    by_name = {name.casefold(): other for other, name in known.items()}
    close = [by_name[name] for name in difflib.get_close_matches(code.casefold(), by_name, n=CLOSE)]
    close = close or difflib.get_close_matches(code, known, n=CLOSE)
    texts = [f"{other} {known[other]}" for other in (known if len(known) < 25 else close)]
    allowed = f"allowed are the {len(known)} codes of the version{', such as' if texts else ''} {', '.join(texts)}".rstrip()
    raise WrongUsageError(f"there is no {kind} {code!r}: {allowed}.")


def _strategy(snapshot: Snapshot, wanted: str | None) -> str | None:
    if wanted is None or snapshot.strategies.strategy(wanted) is not None:
        return wanted
    known = ", ".join(one.id for one in snapshot.strategies.strategies)
    raise WrongUsageError(f"there is no strategy {wanted!r}: the version has {known}.")


def _writable(directory: Path) -> None:
    """Refuse now what could not be written to later.

    Raises:
        ExportError: it can't.

    """
    try:
        directory.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=directory):
            pass
    except OSError as error:
        raise ExportError(
            f"{directory}: {error.strerror}. Nothing was written: make the directory writable, or name another with --out."
        ) from error


# Writing


def _makers(formats: Sequence[str]) -> dict[str, Make]:
    """By format, what makes a file's bytes."""
    found: dict[str, Make] = {}
    if "pdf" in formats:
        program = chromium.executable()
        if program is None:
            raise ExportError(chromium.missing())
        found["pdf"] = functools.partial(_pdf, program)
    if "pptx" in formats:
        found["pptx"] = _slides
    return found


def _pdf(program: str, selection: MeetingSelection) -> bytes:
    return chromium.pdf(printout.html(selection), program)


def _slides(selection: MeetingSelection) -> bytes:
    from dashboard.files.deck import pptx_bytes

    return pptx_bytes(meeting_slides.deck(selection))


def _written(choices: Iterable[MeetingSelection], makers: dict[str, Make], directory: Path, say: Say) -> Iterator[Failure]:
    """Write each region in each format, some files at once; what fails is said and passed over."""
    jobs = (
        (printout.file_name(selection, kind), functools.partial(make, selection))
        for selection in choices
        for kind, make in makers.items()
    )
    waiting: collections.deque[tuple[str, Future[int]]] = collections.deque()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for name, make in jobs:
            waiting.append((name, pool.submit(_put, directory / name, make)))
            if len(waiting) > AT_ONCE:
                yield from _ended(*waiting.popleft(), say)
        for name, writing in waiting:
            yield from _ended(name, writing, say)


def _ended(name: str, writing: Future[int], say: Say) -> Iterator[Failure]:
    try:
        size = writing.result()
    except (ChromiumError, OSError) as error:
        say(f"{name}: failed")
        yield Failure(name, (error.strerror or str(error)) if isinstance(error, OSError) else str(error))
    else:
        say(f"{name}, {size / 1000:.0f} kB")


def _put(file: Path, make: Callable[[], bytes]) -> int:
    """Under a name of its own first, so that whoever reads, or exports at the same time, only ever sees whole files."""
    body = make()
    unfinished = file.with_name(f".{file.name}.{secrets.token_hex(4)}.part")
    try:
        with unfinished.open("xb") as sink:
            sink.write(body)
        unfinished.replace(file)
    finally:
        unfinished.unlink(missing_ok=True)
    return len(body)


@contextlib.contextmanager
def _progress(total: int) -> Iterator[Say]:
    """A bar on a terminal, elsewhere a line a file."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda line: print(line, flush=True)
        return
    columns = (TextColumn("Export"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=total)
        yield lambda line: bar.update(task, advance=1, description=line)


def _conclude(snapshot: Snapshot, directory: Path, total: int, failures: Sequence[Failure], seconds: float) -> None:
    kind = " Demo values, made up and marked as such." if snapshot.demo else ""
    print(
        f"{total - len(failures)} of {total} files in {directory}, version {snapshot.version}, {seconds:.1f} s.{kind}", flush=True
    )
    for failure in failures:
        print(f"Failed: {failure.name}: {failure.reason}", file=sys.stderr)
    if failures:
        print("The others are whole. Run the command again for those that failed.", file=sys.stderr)
