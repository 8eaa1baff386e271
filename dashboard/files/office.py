"""Workbooks and slides, each made of its plain model in a process of its own, forked from one that has read the libraries.

So a large file neither keeps the pages' process from answering nor leaves anything in its memory, and what goes wrong in it, or
takes too long, ends with it.
"""

import contextlib
import multiprocessing
import signal
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any, Final

PATIENCE_SECONDS: Final = 20
"""Less than what gunicorn gives a worker."""

_processes = multiprocessing.get_context("forkserver")
_processes.set_forkserver_preload(["__main__", "dashboard.files.workbook", "dashboard.files.deck"])


class OfficeError(Exception):
    """The file's process was not done in time, or has ended without a file; why it ended stands in the log."""


def made(kind: str, *model: Any) -> bytes:
    """The file: `xlsx` of what `workbook.xlsx_bytes` takes, `pptx` of what `deck.pptx_bytes` takes.

    Raises:
        OfficeError: it couldn't be made.

    """
    ours, its = _processes.Pipe(duplex=False)
    job = _processes.Process(target=_make, args=(its, kind, model), daemon=True)
    with ours:
        try:
            with its:
                job.start()
            if ours.poll(PATIENCE_SECONDS):
                return ours.recv_bytes()
        except (EOFError, OSError) as error:
            raise OfficeError(f"the {kind} process ended without a file") from error
        finally:
            if job.pid is not None:
                job.kill()
                job.join()
    raise OfficeError(f"no {kind} within {PATIENCE_SECONDS} seconds")


def _make(pipe: Connection, kind: str, model: tuple[Any, ...]) -> None:
    """In its own process, which ends by itself too: whoever started it may be gone."""
    signal.alarm(PATIENCE_SECONDS)
    from dashboard.files import deck, workbook

    makers: dict[str, Callable[..., bytes]] = {"xlsx": workbook.xlsx_bytes, "pptx": deck.pptx_bytes}
    with contextlib.suppress(BrokenPipeError):
        pipe.send_bytes(makers[kind](*model))
