"""`etl pull` and `etl push`: what the store that several machines share has, here; and what is here, there."""

import argparse
import sys
import time

from etl.contract import clock
from etl.contract.errors import ExpectedError
from etl.contract.paths import DataPaths, data_paths
from etl.contract.store_state import StoreState
from etl.harvest import Say
from etl.store import SETTING, Store, StoreError, store_of
from etl.store import pull as pull_from
from etl.store import push as push_to
from etl.versions.publish import run_lock


def pull(options: argparse.Namespace, say: Say) -> None:
    """Copy what the store shows here, once or (`--every`) again and again; then a fault is told once and ends nothing.

    Raises:
        ExpectedError: it can't be done; what was here still is.

    """
    paths, store = data_paths(options.data), _store()
    if options.every is None:
        say(f"Here is what {store.address} has: version {_pull(store, paths, None)}.")
        return
    before = ""
    while True:
        try:
            line = f"Here is what {store.address} has: version {_pull(store, paths, options.every)}."
        except (ExpectedError, OSError) as error:
            line = f"etl: {error}"
        if line != before:
            print(line, file=sys.stderr if line.startswith("etl: ") else sys.stdout, flush=True)
        before = line
        time.sleep(options.every)


def push(options: argparse.Namespace, say: Say) -> None:
    """Make the store as it is here, as after a restore.

    Raises:
        ExpectedError: it can't be done, or nothing is here.

    """
    paths, store = data_paths(options.data), _store()
    if not paths.current.exists():
        raise StoreError(f"Nothing is published in {paths.published}: there is nothing to send.")
    with run_lock(paths):
        push_to(store, paths)
    say(f"{store.address} has what is here: version {paths.current.read_text(encoding='utf-8-sig').strip()}.")


def _pull(store: Store, paths: DataPaths, every: float | None) -> str:
    reached = False
    with run_lock(paths):
        try:
            version = pull_from(store, paths, run=False)
            if version is None:
                raise StoreError(
                    f"{SETTING}: nothing is published in {store.address} yet: run 'python -m etl run' where it writes."
                )
            reached = True
        finally:
            state = StoreState(asked_at=clock.now(), reached=reached, every=every)
            draft = paths.store_state.with_suffix(".tmp")
            draft.write_text(state.model_dump_json(), encoding="utf-8")
            draft.replace(paths.store_state)
    return version


def _store() -> Store:
    store = store_of()
    if store is None:
        raise StoreError(f"{SETTING} is '': the address of a store, as s3://bucket/kollen, is wanted.")
    return store
