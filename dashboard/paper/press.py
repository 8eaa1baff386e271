"""Prints documents one after another in one Chromium; one that dies is started anew once for the document that it died of."""

import contextlib
from typing import Self

from dashboard.chromium import PATIENCE_SECONDS, Chromium, ChromiumError


class Press:
    """A Chromium that starts while the first document is made. Use it in `with`."""

    def __init__(self, executable: str, patience: float = PATIENCE_SECONDS) -> None:
        """`patience` is in seconds, for the start and for each document."""
        self._executable, self._patience = executable, patience
        self._running: Chromium | None = None

    def __enter__(self) -> Self:
        with contextlib.suppress(ChromiumError):  # tried again, and told of, when there is a document
            self._start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def pdf(self, html: str) -> bytes:
        """The document as tagged PDF.

        Raises:
            ChromiumError: two in a row could not print it. The next document is tried with another one.

        """
        try:
            return self._tried(html)
        except ChromiumError:
            return self._tried(html)

    def _tried(self, html: str) -> bytes:
        try:
            return self._start().pdf(html)
        except ChromiumError:
            self._end()
            raise

    def _start(self) -> Chromium:
        self._running = self._running or Chromium(self._executable, self._patience)
        return self._running

    def _end(self) -> None:
        if self._running is not None:
            self._running.close()
        self._running = None
