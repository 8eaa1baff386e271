"""`etl run` and `etl demo`: which sources a version is built from, and that it is built while no other run is under way."""

import argparse
import contextlib
import sys
from collections.abc import Callable
from datetime import datetime
from typing import Final, Literal

from etl import pipeline, store
from etl.areas.build import AreaOrigins
from etl.asking import ASKED, PROBE_SECONDS, Wish, area_sources, asked_sources
from etl.contract import clock
from etl.contract.catalogue import Catalogue
from etl.contract.errors import ExpectedError
from etl.contract.last_run import LastRun
from etl.contract.paths import DataPaths, data_paths
from etl.hand_written import read_hand_written
from etl.harvest import Say, SourceError
from etl.pipeline import Origins, Outcome
from etl.sources.demo.reports import DemoReporter
from etl.sources.demo.source import DemoSource
from etl.sources.inbox.source import NAME as INBOX
from etl.sources.inbox.source import InboxReporter
from etl.sources.kolada import KoladaSettings, why_out_of_reach
from etl.versions.last_run import write_last_run
from etl.versions.publish import run_lock

ALONE: Final = (*ASKED, INBOX)
"""What `--source` can name."""

KEPT: Final = 3
"""The exit code of a run that went on without a source that failed, or with values that their source no longer mentions."""


def run(options: argparse.Namespace, say: Say) -> int:
    """Fetch from the sources and publish, and give the exit code; with `--first`, the demo where Kolada can't be reached.

    Raises:
        ExpectedError: it can't be done; nothing was changed.

    """
    if options.first:
        return _first(options, say)
    wish = Wish(frozenset(options.source or ()), refresh=options.refresh)
    return _publish(options, say, lambda catalogue, paths: _real(catalogue, paths, wish, say, options.scheduler))


def demo(options: argparse.Namespace, say: Say) -> int:
    """Publish made-up values, however much they differ from the last, and give the exit code.

    Raises:
        ExpectedError: it can't be done; nothing was changed.

    """
    options.accept = True
    return _publish(options, say, lambda _catalogue, _paths: Origins([DemoSource()], DemoReporter()))


def _publish(options: argparse.Namespace, say: Say, origins: Callable[[Catalogue, DataPaths], Origins]) -> int:
    paths = data_paths(options.data)
    hand_written = read_hand_written()
    shared = store.store_of()
    with run_lock(paths):
        began = clock.now()
        try:
            if shared is not None:
                store.pull(shared, paths, run=True)
            outcome = pipeline.run(hand_written, origins(hand_written.catalogue, paths), paths, say, accept=options.accept)
            write_last_run(paths, _last_run(began, outcome), say)
            if shared is not None:
                store.push(shared, paths)
        except ExpectedError as error:
            failed = LastRun(began=began, ended=clock.now(), outcome="failed", reason=str(error))
            write_last_run(paths, failed, say)
            _tell(shared, paths)
            raise
    for name in outcome.failed:
        print(f"etl: {name} failed: what it answered before stands, see FAILED above. Exit code {KEPT}.", file=sys.stderr)
    if outcome.vanished:
        print(f"etl: {outcome.vanished} value(s) are kept, see VANISHED above. Exit code {KEPT}.", file=sys.stderr)
    return KEPT if outcome.failed or outcome.vanished else 0


def _tell(shared: store.Store | None, paths: DataPaths) -> None:
    """Let the other machines know of a run that failed; where the store itself is what failed, they can't."""
    if shared is not None:
        with contextlib.suppress(store.StoreError):
            store.tell(shared, paths)


def _last_run(began: datetime, outcome: Outcome) -> LastRun:
    kept = outcome.failed or outcome.vanished
    how: Literal["kept", "published", "nothing_new"] = "kept" if kept else "published" if outcome.new else "nothing_new"
    return LastRun(
        began=began,
        ended=clock.now(),
        outcome=how,
        asked=outcome.asked,
        failed=outcome.failed,
        vanished=outcome.vanished,
        version=outcome.version,
        changed=outcome.new,
    )


def _real(catalogue: Catalogue, paths: DataPaths, wish: Wish, say: Say, scheduler: str | None = None) -> Origins:
    """The inbox lies on this machine and is read whatever is wished for: its files are all that is kept of the reports."""
    areas = AreaOrigins(area_sources(catalogue, paths, wish, say), scheduler)
    return Origins(asked_sources(catalogue, paths, wish, say), InboxReporter(paths.inbox), areas)


def _first(options: argparse.Namespace, say: Say) -> int:
    """Real data where Kolada answers, else the demo; nothing where something is published already."""
    if data_paths(options.data).current.exists():
        return 0
    settings = KoladaSettings.from_environment()
    silent = why_out_of_reach(settings, PROBE_SECONDS)
    if silent is not None:
        say(
            f"Nothing is published yet and Kolada ({settings.url}) {silent}: "
            "building demo data, made-up values marked as such.\nFor real data, run '.venv/bin/python -m etl run' on a network "
            "that reaches Kolada and start again."
        )
        return demo(options, say)
    say(f"Nothing is published yet and Kolada answers: fetching real data from {settings.url}. 'make demo' gives demo data.")
    try:
        _publish(options, say, lambda catalogue, paths: _real(catalogue, paths, Wish(frozenset(), refresh=options.refresh), say))
    except SourceError as error:
        say(f"{error}\nBuilding demo data instead, made-up values marked as such. For real data, run 'python -m etl run' later.")
        return demo(options, say)
    return 0
