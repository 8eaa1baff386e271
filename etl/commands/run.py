"""`etl run` and `etl demo`: which sources a version is built from, and that it is built while no other run is under way."""

import argparse
from collections.abc import Callable

from etl import pipeline
from etl.asking import PROBE_SECONDS, Wish, asked_sources
from etl.contract.catalogue import Catalogue
from etl.contract.paths import DataPaths, data_paths
from etl.hand_written import read_written
from etl.harvest import Say
from etl.pipeline import Origins
from etl.publish import run_lock
from etl.sources.demo import DemoSource
from etl.sources.demo_reports import DemoReporter
from etl.sources.inbox.source import InboxReporter
from etl.sources.kolada import KoladaSettings, reachable


def run(options: argparse.Namespace, say: Say) -> None:
    """Fetch from the sources and publish; with `--first`, the demo where Kolada can't be reached.

    Raises:
        ExpectedError: it can't be done; nothing was changed.

    """
    if options.first and not _first(options, say):
        return
    wish = Wish(frozenset(options.source or ()), refresh=options.refresh)
    _publish(options, say, lambda catalogue, paths: _real(catalogue, paths, wish, say))


def demo(options: argparse.Namespace, say: Say) -> None:
    """Publish made-up values, however much they differ from the last.

    Raises:
        ExpectedError: it can't be done; nothing was changed.

    """
    options.accept = True
    _publish(options, say, lambda _catalogue, _paths: Origins([DemoSource()], DemoReporter()))


def _publish(options: argparse.Namespace, say: Say, origins: Callable[[Catalogue, DataPaths], Origins]) -> None:
    paths = data_paths(options.data)
    written = read_written()
    with run_lock(paths):
        pipeline.run(written, origins(written.catalogue, paths), paths, say, accept=options.accept)


def _real(catalogue: Catalogue, paths: DataPaths, wish: Wish, say: Say) -> Origins:
    """The inbox lies on this machine and is read whatever is wished for: its files are all that is kept of the reports."""
    return Origins(asked_sources(catalogue, paths, wish, say), InboxReporter(paths.inbox))


def _first(options: argparse.Namespace, say: Say) -> bool:
    """Whether real data should be fetched now: nothing is published and Kolada answers; else the demo is built."""
    if data_paths(options.data).current.exists():
        return False
    settings = KoladaSettings.from_environment()
    if reachable(settings, PROBE_SECONDS):
        say(f"Nothing is published yet and Kolada answers: fetching real data from {settings.url}. 'make demo' gives demo data.")
        return True
    say(
        f"Nothing is published yet and Kolada ({settings.url}) did not answer within {PROBE_SECONDS:.0f} s: "
        "building demo data, made-up values marked as such.\nFor real data, run '.venv/bin/python -m etl run' on a network "
        "that reaches Kolada and start again."
    )
    demo(options, say)
    return False
