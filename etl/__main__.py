"""The command line of the ETL: `python -m etl run | demo | check | diff | template`."""

import argparse
import gc
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from etl import geography, pipeline
from etl.asking import ASKED, PROBE_SECONDS, Wish, asked_sources
from etl.checks import CheckError, check
from etl.contract.catalogue import Catalogue, CatalogueError, load_catalogue
from etl.contract.corrections import in_words as corrections_in_words
from etl.contract.corrections import load_corrections
from etl.contract.national import load_national
from etl.contract.notes import Known, NoteError, load_notes
from etl.contract.paths import DataPaths, catalogue_path, data_paths
from etl.contract.reader import UnavailableError, open_current
from etl.contract.requirements import check_requirements
from etl.contract.strategies import load_strategies
from etl.corrections import CorrectionError
from etl.difference import pair, summary
from etl.disclosure import DisclosureError
from etl.geography import GeographyError
from etl.goals import measured_in_words
from etl.harvest import SourceError
from etl.pipeline import Origins, Written
from etl.publish import BusyError, PublishError, intact, run_lock
from etl.sources.demo import DemoSource
from etl.sources.demo_reports import DemoReporter
from etl.sources.inbox import NAME as INBOX
from etl.sources.inbox import InboxReporter, TemplateError, load_definition, write_template
from etl.sources.kolada import KoladaSettings, reachable
from etl.validation_checks import check_validation

EXPECTED = (
    CatalogueError,
    SourceError,
    CorrectionError,
    GeographyError,
    CheckError,
    DisclosureError,
    PublishError,
    BusyError,
    UnavailableError,
    TemplateError,
    NoteError,
)
"""What is told in one message and exit code 1; the version in service stays."""


GC_THRESHOLDS: Final = (50_000, 20, 100)
"""A run makes millions of small objects and next to no cycles: looking for those less often saves a fifth of its time."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 published or nothing new, 1 failed and nothing changed, 2 wrong usage."""
    options = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], None] = options.command
    try:
        command(options)
    except EXPECTED as error:
        print(f"etl: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"etl: {error.filename or options.data or 'data'}: {error.strerror}. Nothing was changed.", file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m etl", description="Sources in, published Parquet out.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    run = _command(commands, "run", "fetch from the sources and publish", _run)
    run.add_argument("--source", action="append", choices=(*ASKED, INBOX), help="ask only this source; may be repeated")
    run.add_argument("--refresh", action="store_true", help="ask for everything again, not only for what can have changed")
    run.add_argument("--accept", action="store_true", help="publish although values differ much from the last version")
    run.add_argument("--first", action="store_true", help="only where nothing is published; demo if Kolada can't be reached")
    demo = _command(commands, "demo", "publish made-up values, marked as such", _demo)
    demo.set_defaults(accept=True)
    _command(commands, "check", "check the catalogue and the version in service", _check)
    diff = _command(commands, "diff", "tell what differs between two kept versions", _diff)
    diff.add_argument("old", nargs="?", metavar="A", help="a kept version (the one before B)")
    diff.add_argument("new", nargs="?", metavar="B", help="another one (the one in service)")
    template = _command(commands, "template", "write the workbook in which kommuner report validation", _template)
    template.add_argument("file", type=_workbook, metavar="FILE.xlsx", help="where it is written")
    template.add_argument("--force", action="store_true", help="write over a file that is there")
    return parser


def _command(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    text: str,
    command: Callable[[argparse.Namespace], None],
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=text, description=text)
    parser.add_argument("--data", type=Path, help="the data directory (KOLLEN_DATA, else ./data)")
    parser.set_defaults(command=command)
    return parser


def _say(line: str) -> None:
    print(line, flush=True)


def _written() -> Written:
    directory = catalogue_path()
    catalogue = load_catalogue(directory)
    load_definition(directory)
    corrections = load_corrections(directory, catalogue, geography.regions()["code"].to_pylist())
    return Written(catalogue, load_strategies(directory, catalogue), corrections, load_national(directory))


def _workbook(name: str) -> Path:
    if not name.lower().endswith(".xlsx"):
        raise argparse.ArgumentTypeError(f"{name!r} must end in .xlsx")
    return Path(name)


def _publish(options: argparse.Namespace, origins: Callable[[Catalogue, DataPaths], Origins]) -> None:
    paths = data_paths(options.data)
    written = _written()
    with run_lock(paths):
        pipeline.run(written, origins(written.catalogue, paths), paths, _say, accept=options.accept)


def _run(options: argparse.Namespace) -> None:
    if options.first and not _first(options):
        return
    wish = Wish(frozenset(options.source or ()), refresh=options.refresh)
    _publish(options, lambda catalogue, paths: _real(catalogue, paths, wish))


def _real(catalogue: Catalogue, paths: DataPaths, wish: Wish) -> Origins:
    """The inbox lies on this machine and is read whatever is wished for: its files are all that is kept of the reports."""
    return Origins(asked_sources(catalogue, paths, wish, _say), InboxReporter(paths.inbox))


def _first(options: argparse.Namespace) -> bool:
    """Whether real data should be fetched now: nothing is published and Kolada answers; else the demo is built."""
    if data_paths(options.data).current.exists():
        return False
    settings = KoladaSettings.from_environment()
    if reachable(settings, PROBE_SECONDS):
        _say(f"Nothing is published yet and Kolada answers: fetching real data from {settings.url}. 'make demo' gives demo data.")
        return True
    _say(
        f"Nothing is published yet and Kolada ({settings.url}) did not answer within {PROBE_SECONDS:.0f} s: "
        "building demo data, made-up values marked as such.\nFor real data, run '.venv/bin/python -m etl run' on a network "
        "that reaches Kolada and start again."
    )
    options.accept = True
    _demo(options)
    return False


def _demo(options: argparse.Namespace) -> None:
    _publish(options, lambda _catalogue, _paths: Origins([DemoSource()], DemoReporter()))


def _template(options: argparse.Namespace) -> None:
    write_template(options.file, overwrite=options.force)
    _say(f"Wrote {options.file}: send it to the kommuner, and put the files that come back in {data_paths(options.data).inbox}.")


def _diff(options: argparse.Namespace) -> None:
    for line in summary(pair(data_paths(options.data), options.old, options.new)):
        _say(line)


def _notes_in_words(paths: DataPaths, catalogue: Catalogue) -> str:
    known = Known(catalogue, geography.regions()["code"].to_pylist(), datetime.now(UTC).date())
    found = load_notes(paths.notes, known)
    count = sum(len(notes) for notes in found.values())
    return f"Comments: {count} in {len(found)} file(s), no faults." if found else f"Comments: none in {paths.notes}."


def _check(options: argparse.Namespace) -> None:
    written = _written()
    check_requirements(catalogue_path(), written.catalogue, written.strategies)
    goals = sum(len(strategy.goals) for strategy in written.strategies.strategies)
    _say(
        f"Catalogue: {len(written.catalogue.indicators)} indicators in {len(written.catalogue.focus_areas)} areas, "
        f"{len(written.strategies.strategies)} strategies with {goals} goals, no faults."
    )
    _say(corrections_in_words(written.corrections))
    paths = data_paths(options.data)
    _say(_notes_in_words(paths, written.catalogue))
    snapshot = open_current(paths)
    if not intact(paths, snapshot.version):
        raise UnavailableError(
            f"Version {snapshot.version} is damaged: the files in {snapshot.directory} are not those that were published. "
            "Run 'python -m etl run'."
        )
    published = snapshot.catalogue
    check(published, {entry.id: snapshot.observations(entry.id) for entry in published.indicators})
    for line in check_validation(snapshot):
        _say(line)
    if snapshot.has("goals"):
        for line in measured_in_words(snapshot.strategies, snapshot.table("goals")):
            _say(line)
    kind = "demo values (made up)" if snapshot.demo else "real values"
    _say(f"Version {snapshot.version}, built {snapshot.manifest['built_at']}: {kind}, no faults.")


if __name__ == "__main__":
    gc.freeze()
    gc.set_threshold(*GC_THRESHOLDS)
    sys.exit(main())
