"""Where steps run: in this process, in several of this machine, or on a Dask cluster; in order, and a few at a time."""

import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError, Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import Any, Final, TypeVar

from etl.contract.errors import ExpectedError

FEWEST_TO_SHARE: Final = 8
"""Of fewer steps the start of processes, about two seconds each, costs more than it saves."""

WAIT_SECONDS: Final = 10
AHEAD: Final = 1
"""How many steps wait beside those that are worked on: memory holds no more, however many there are."""

Given = TypeVar("Given")
Made = TypeVar("Made")


class SchedulerError(ExpectedError):
    """The cluster can't be used; the message names the scheduler. Nothing was changed."""


@contextmanager
def executor(steps: int, scheduler: str | None = None) -> Iterator[tuple[Executor | None, int]]:
    """What runs so many steps, None for this process alone, and how many of them at a time.

    Raises:
        SchedulerError: there is no scheduler at the address, it has no workers, or Dask isn't installed.

    """
    processes = min(os.cpu_count() or 1, steps)
    if scheduler is not None:
        with _cluster(scheduler) as found:
            yield found
    elif steps < FEWEST_TO_SHARE or processes == 1:
        yield None, 1
    else:
        with ProcessPoolExecutor(processes, multiprocessing.get_context("spawn")) as pool:
            yield pool, processes


def in_order(step: Callable[[Given], Made], each: Iterable[Given], where: tuple[Executor | None, int]) -> Iterator[Made]:
    """What the step makes of each, in their order; the next are taken only as those before are done.

    Raises:
        SchedulerError: what runs them has died.

    """
    pool, wide = where
    if pool is None:
        yield from map(step, each)
        return
    waiting: deque[Future[Made]] = deque()
    try:
        for one in each:
            waiting.append(pool.submit(step, one))
            if len(waiting) >= wide + AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    except ExpectedError:
        raise
    except (BrokenProcessPool, CancelledError, OSError, RuntimeError) as error:
        raise SchedulerError(f"The processes that work out areas have died ({_line(error)}). Nothing was changed.") from error


@contextmanager
def _cluster(scheduler: str) -> Iterator[tuple[Executor, int]]:
    try:
        import distributed
    except ImportError as error:
        raise SchedulerError(
            f"--scheduler {scheduler}: Dask isn't installed: 'pip install -r requirements-cluster.txt'. Nothing was changed."
        ) from error
    try:
        client: Any = distributed.Client(scheduler, timeout=WAIT_SECONDS, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        raise SchedulerError(
            f"--scheduler {scheduler}: there is none that answers ({_line(error)}). Nothing was changed."
        ) from error
    try:
        threads = sum(client.nthreads().values())
        if not threads:
            raise SchedulerError(f"--scheduler {scheduler}: it has no workers. Start some, and run again. Nothing was changed.")
        yield client.get_executor(pure=False, retries=1), threads
    finally:
        client.close(timeout=WAIT_SECONDS)


def _line(error: Exception) -> str:
    return " ".join((str(error) or type(error).__name__).split())[:200]
