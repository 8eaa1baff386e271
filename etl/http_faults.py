"""What can go wrong with a request: which faults may pass, which last, and what to do about those that last."""

import re
import ssl
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, Final

import httpx
import orjson

ADVICE: Final = "Wait and run again; what was published stays in service."
TRANSIENT: Final = frozenset({408, 425, 429, 500, 502, 503, 504})
TITLE: Final = re.compile(r"<title[^>]*>\s*([^<]{1,100}?)\s*</title>", re.IGNORECASE)

UNTRUSTED: Final = (
    "The certificate is signed by an authority that isn't trusted here, as on office networks that inspect traffic: let "
    "SSL_CERT_FILE or REQUESTS_CA_BUNDLE name a file (PEM) with that authority's certificate, which those who run the network "
    "have. What was published stays in service."
)
FILTERED: Final = (
    "That is no answer of an API's: a proxy or web filter between here and the source refuses. Ask those who run the network to "
    "let the address through, or set HTTPS_PROXY to a proxy that does. What was published stays in service."
)
PROXY: Final = (
    "The proxy that HTTPS_PROXY (or HTTP_PROXY, ALL_PROXY) names refuses: correct the setting (http://name:password@host:port), "
    "or let NO_PROXY name the source's host. What was published stays in service."
)


class TransientFaultError(Exception):
    """A fault that may pass: worth another attempt, after `retry_after` seconds where the server says so."""

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class LastingFaultError(Exception):
    """A fault that another attempt can't mend, with advice of its own; `status` is the HTTP status that told it, if any."""

    def __init__(self, message: str, advice: str = ADVICE, status: int | None = None) -> None:
        super().__init__(message)
        self.advice = advice
        self.status = status


def of_request(error: httpx.RequestError) -> TransientFaultError | LastingFaultError:
    """What a request that got no answer came to grief on; a certificate or a proxy that refuses is the same the next time."""
    words = f"{type(error).__name__} ({error})"
    if any(isinstance(cause, ssl.SSLCertVerificationError) for cause in _causes(error)):
        return LastingFaultError(words, UNTRUSTED)
    if isinstance(error, httpx.ProxyError) and re.search(r"\b40[37]\b", str(error)):
        return LastingFaultError(words, PROXY)
    return TransientFaultError(words)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def document_of(response: httpx.Response) -> Any:
    """The JSON in an answer that isn't one of those that may pass.

    Raises:
        LastingFaultError: another status than 200, an empty answer, or no valid JSON.
        TransientFaultError: something else than JSON, as a page that says that the API is being mended.

    """
    status = response.status_code
    if status != httpx.codes.OK:
        raise _refused(status, response)
    if not response.content:
        raise LastingFaultError("the answer is empty")
    kind = response.headers.get("content-type", "application/json")
    if "json" not in kind.lower():
        raise TransientFaultError(f"the answer is {kind!r}, not JSON ({_beginning(response, 60)})")
    try:
        return orjson.loads(response.content)
    except orjson.JSONDecodeError as error:
        raise LastingFaultError(f"the answer is not valid JSON ({error}; it begins {response.text[:60]!r})") from error


def _refused(status: int, response: httpx.Response) -> LastingFaultError:
    if status == httpx.codes.FORBIDDEN and "html" in response.headers.get("content-type", "").lower():
        return LastingFaultError(f"HTTP {status} with a web page ({_beginning(response, 120)})", FILTERED, status)
    return LastingFaultError(f"HTTP {status} ({_problem(response)})", _advice(status, response), status)


def _beginning(response: httpx.Response, length: int) -> str:
    """A page's title, else how the answer begins."""
    title = TITLE.search(response.text[:4000])
    return repr(title[1]) if title else repr(response.text[:length])


def _problem(response: httpx.Response) -> str:
    """What an answer says of its fault: title and detail of `application/problem+json` (RFC 9457), else its beginning."""
    if "problem+json" in response.headers.get("content-type", ""):
        with suppress(orjson.JSONDecodeError, AttributeError):
            problem = orjson.loads(response.content)
            words = [str(problem[field]) for field in ("title", "detail") if problem.get(field)]
            return ": ".join(words)[:300] or repr(response.text[:120])
    return repr(response.text[:120])


def _advice(status: int, response: httpx.Response) -> str:
    if status == httpx.codes.GONE:
        return f"This version of the API has been closed: update Integrationskollen to a release that reads the new one. {ADVICE}"
    if response.is_redirect:
        return f"The API has moved to {response.headers.get('location')}: correct the source's URL setting. {ADVICE}"
    if status == httpx.codes.NOT_FOUND:
        return f"Nothing lives at that address: check the source's URL setting. {ADVICE}"
    return f"The request is refused as it stands: report it to those who maintain Integrationskollen. {ADVICE}"
