"""What the worker processes of one test run share."""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path

import pytest


def common(factory: pytest.TempPathFactory) -> Path:
    """A directory that all workers of this test run share."""
    base = factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@contextmanager
def alone(lock: Path) -> Iterator[None]:
    """One worker at a time."""
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@contextmanager
def one_for_all(directory: Path, start: Callable[[], AbstractContextManager[str]]) -> Iterator[str]:
    """The address of a server that the first worker to come starts, for all; it stops it when the last is done with it."""
    directory.mkdir(exist_ok=True)
    noted, turn = directory / "address", directory / "turn.lock"
    with ExitStack() as own, (directory / "in_use.lock").open("w") as in_use:
        with alone(turn):
            started = not noted.exists()
            if started:
                noted.write_text(own.enter_context(start()), encoding="utf-8")
            address = noted.read_text(encoding="utf-8")
            fcntl.flock(in_use, fcntl.LOCK_SH)
        yield address
        if started:
            with alone(turn):
                noted.unlink()  # who comes later starts another
            fcntl.flock(in_use, fcntl.LOCK_EX)
