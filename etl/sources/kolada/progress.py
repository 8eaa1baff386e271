"""How far the asking has come: a bar on a terminal, a line now and then elsewhere."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from etl.harvest import Say

LINE_SECONDS: Final = 5.0


@contextmanager
def progress(total: int, say: Say) -> Iterator[Callable[[], None]]:
    """Gives what to call after each of `total` questions."""
    console = Console(stderr=True)
    if total and console.is_terminal:
        columns = (TextColumn("Kolada"), BarColumn(), MofNCompleteColumn(), TextColumn("questions"), TimeElapsedColumn())
        with Progress(*columns, console=console, transient=True) as bar:
            task = bar.add_task("Kolada", total=total)
            yield lambda: bar.advance(task)
    else:
        yield _lines(total, say)


def _lines(total: int, say: Say) -> Callable[[], None]:
    done, said = 0, time.monotonic()

    def advance() -> None:
        nonlocal done, said
        done += 1
        if time.monotonic() - said >= LINE_SECONDS and done < total:
            said = time.monotonic()
            say(f"Kolada: {done} of {total} questions answered")

    return advance
