"""The polite HTTP client of all sources: one rate limit, retries within a time budget, errors that say what to do."""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final, TypeVar

import httpx
import orjson
import stamina

from etl.connection import http_client
from etl.harvest import SourceError
from etl.http_faults import ADVICE, TRANSIENT, LastingFaultError, TransientFaultError, document_of, of_request

USER_AGENT: Final = "Integrationskollen (ETL of public statistics; python-httpx)"
LAST_TRY_SECONDS: Final = 1.0
"""What the last attempt gets at least, however little is left of the budget."""

logging.getLogger("stamina").addHandler(logging.NullHandler())  # retries are counted and reported, not logged line by line

T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True)
class Manners:
    """How hard a source may be asked: requests a second (0 = no limit), seconds of retries a request, seconds to wait."""

    rate: float
    retry_seconds: float
    at_once: int = 4
    connect_seconds: float = 5.0
    read_seconds: float = 60.0


@dataclass(frozen=True)
class Reply:
    """A JSON answer: what was asked (path and query, without host), the bytes, and the same parsed."""

    request: str
    body: bytes
    document: Any


@dataclass(frozen=True)
class Asking:
    """One request: path and query below the base URL, what it is for, and the JSON that is sent with it."""

    method: str
    request: str
    concerns: str
    body: bytes | None = None

    @property
    def headers(self) -> dict[str, str]:
        """What the request needs beside the client's own headers."""
        return {} if self.body is None else {"Content-Type": "application/json"}


class RateLimit:
    """Keeps requests of all threads `1 / rate` seconds apart."""

    def __init__(self, rate: float, stopped: threading.Event) -> None:
        self._spacing = 1 / rate if rate else 0.0
        self._stopped = stopped
        self._free_at = 0.0
        self._lock = threading.Lock()

    def wait(self) -> None:
        """Sleep until it is this caller's turn, or the client is stopped."""
        with self._lock:
            now = time.monotonic()
            turn = max(now, self._free_at)
            self._free_at = turn + self._spacing
        if turn > now:
            self._stopped.wait(turn - now)

    def hold(self, seconds: float) -> None:
        """Let nobody through for that long: the server has asked for a pause."""
        with self._lock:
            self._free_at = max(self._free_at, time.monotonic() + seconds)


@dataclass
class Patience:
    """The retry budget of one request, asked by stamina after each failed attempt."""

    seconds: float
    stopped: threading.Event
    began: float = field(default_factory=time.monotonic)
    attempts: int = 0
    next_wait: float = 0.0

    @property
    def left(self) -> float:
        """Seconds left of the budget."""
        return self.began + self.seconds - time.monotonic()

    def begin(self, attempt: stamina.Attempt) -> None:
        """Note that an attempt begins."""
        self.attempts, self.next_wait = attempt.num, attempt.next_wait

    def allows(self, fault: Exception) -> bool | float:
        """Whether to try again; a number is the seconds that the server wants between."""
        if not isinstance(fault, TransientFaultError) or self.stopped.is_set():
            return False
        wait = self.next_wait if fault.retry_after is None else fault.retry_after
        if wait >= self.left:
            return False
        return True if fault.retry_after is None else fault.retry_after


class Client:
    """Asks one source for JSON. Thread-safe; a context manager that closes its connections.

    Raises:
        SettingError: the environment's certificates or proxies can't be used.

    """

    def __init__(self, source: str, base_url: str, manners: Manners) -> None:
        self.base_url = base_url
        self.retried = 0
        self._source = source
        self._manners = manners
        self._stopped = threading.Event()
        self._limit = RateLimit(manners.rate, self._stopped)
        limits = httpx.Limits(max_connections=manners.at_once, max_keepalive_connections=manners.at_once)
        headers = {"User-Agent": USER_AGENT, "Accept": "application/json"}
        self._http = http_client(headers=headers, limits=limits, follow_redirects=False)

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        self._http.close()

    def stop(self) -> None:
        """Let no request be tried again: the run has failed."""
        self._stopped.set()

    def get(self, request: str, concerns: str) -> Reply:
        """The JSON answer to `request` (path and query below the base URL); `concerns` names what it is for.

        Raises:
            SourceError: the fault lasts, or is one that doesn't pass (4xx, empty, no JSON); it names source, request,
                attempts, the last fault and what to do.

        """
        return self._ask(Asking("GET", request, concerns))

    def post(self, request: str, question: Any, concerns: str) -> Reply:
        """The JSON answer to a `question` (sent as JSON) that changes nothing at the source and so can be asked again.

        Raises:
            SourceError: as `get`.

        """
        return self._ask(Asking("POST", request, concerns, orjson.dumps(question)))

    def _ask(self, asking: Asking) -> Reply:
        patience = Patience(self._manners.retry_seconds, self._stopped)
        try:
            for attempt in stamina.retry_context(
                on=patience.allows, attempts=None, timeout=None, wait_initial=0.25, wait_max=4.0, wait_jitter=0.25
            ):
                with attempt:
                    patience.begin(attempt)
                    return self._once(asking, patience)
        except TransientFaultError as fault:
            spent = time.monotonic() - patience.began
            raise self._failure(f"{fault} after {patience.attempts} attempt(s) in {spent:.0f} s", asking) from fault
        except LastingFaultError as fault:
            raise self._failure(str(fault), asking, fault.advice) from fault
        raise AssertionError("stamina ended without an outcome")

    def together(self, work: Callable[[T], R], items: Sequence[T], done: Callable[[], None]) -> list[R]:
        """`work` done on all items, as many at once as the manners allow; results in the items' order.

        Raises:
            SourceError: whatever the first failing item raised; what has not begun by then is not begun.

        """
        with ThreadPoolExecutor(self._manners.at_once) as pool:
            futures = [pool.submit(work, item) for item in items]
            try:
                for future in as_completed(futures):
                    future.result()
                    done()
            except BaseException:
                self.stop()
                pool.shutdown(wait=False, cancel_futures=True)
                raise
        return [future.result() for future in futures]

    def _once(self, asking: Asking, patience: Patience) -> Reply:
        self.retried += patience.attempts > 1
        self._limit.wait()
        read = min(self._manners.read_seconds, max(patience.left, LAST_TRY_SECONDS))
        timeout = httpx.Timeout(read, connect=min(self._manners.connect_seconds, read))
        try:
            response = self._http.request(
                asking.method, self.base_url + asking.request, content=asking.body, headers=asking.headers, timeout=timeout
            )
        except httpx.RequestError as error:
            raise of_request(error) from error
        if response.status_code in TRANSIENT:
            raise self._asked_to_wait(response, patience)
        return Reply(asking.request, response.content, document_of(response))

    def _asked_to_wait(self, response: httpx.Response, patience: Patience) -> TransientFaultError:
        pause = retry_after(response.headers.get("retry-after"), datetime.now(UTC))
        if pause is not None and pause < patience.left:
            self._limit.hold(pause)
        wish = "" if pause is None else f", Retry-After {pause:.0f} s"
        return TransientFaultError(f"HTTP {response.status_code}{wish}", pause)

    def _failure(self, fault: str, asking: Asking, advice: str = ADVICE) -> SourceError:
        request = f"{asking.method} {self.base_url}{asking.request}"
        return SourceError(f"{self._source}: {fault}. Request: {request} (for {asking.concerns}). {advice}")


def retry_after(header: str | None, now: datetime) -> float | None:
    """The seconds that a Retry-After header asks for, whichever of its two forms it has; None where it says nothing."""
    if header is None:
        return None
    if header.strip().isdecimal():
        return float(header)
    try:
        moment = parsedate_to_datetime(header)
    except ValueError:
        return None
    return max(0.0, (moment - now).total_seconds()) if moment.tzinfo else None
