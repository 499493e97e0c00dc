"""Sends one request, once: the only module that speaks HTTP.

Redirects are never followed and links never leave the server, so the token goes to one host only. Errors of the HTTP
library end here, because they hold the request and with it the token.
"""

import asyncio
import logging
import ssl
import time
from collections.abc import Generator
from dataclasses import dataclass
from types import TracebackType
from typing import Self
from urllib.parse import quote

import httpcore
import httpx

from clever_upgrade import __version__
from clever_upgrade.api.base_url import BaseUrl
from clever_upgrade.api.credentials import Credentials
from clever_upgrade.api.faults import Fault, PassingError, content_fault, raise_fault, status_fault
from clever_upgrade.api.observer import Observer
from clever_upgrade.api.outline import outlined
from clever_upgrade.api.rate_headers import read_rate
from clever_upgrade.api.recording.tape import Tape
from clever_upgrade.api.throttle import Throttle
from clever_upgrade.api.wording import Asked, Scrubber, error_text
from clever_upgrade.errors import UnreachableError

# asyncio brings up to so many bytes at a time. Asked for fewer, its stream copies what is left over with every reading.
httpcore.AsyncHTTP11Connection.READ_NUM_BYTES = 256 * 1024

CONNECTIONS = 8
_WHOLE_ANSWER = 10
"""An answer may take so many times as long as the server may stay silent in between."""

_log = logging.getLogger("clever_upgrade.api")
_CHATTY = ("httpx", "httpcore.connection", "httpcore.http11", "httpcore.http2", "httpcore.proxy")


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer of status 200 that calls itself JSON."""

    body: bytes
    request_id: str


class _Proof(httpx.Auth):
    """Adds the credentials as the request leaves, so that no settings of the HTTP client hold them."""

    def __init__(self, credentials: Credentials) -> None:
        self._credentials = credentials

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        request.headers["Authorization"] = self._credentials.header.reveal()
        yield request


class _Redaction(logging.Filter):
    """Blots the token out of what the HTTP library logs: a server may send it back in a header or link."""

    def __init__(self, scrubber: Scrubber) -> None:
        super().__init__()
        self._scrubber = scrubber

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = self._scrubber.scrub(record.getMessage()), ()
        return True


class Transport:
    """The connection to one server, as the owner of one token or as an application."""

    def __init__(
        self,
        base: BaseUrl,
        credentials: Credentials,
        timeout: float,
        throttle: Throttle,
        observer: Observer,
        tape: Tape | None = None,
    ) -> None:
        self.requests_made = 0
        self.scrubber = Scrubber(*credentials.secrets)
        self._base = base
        self._timeout = timeout
        self._throttle = throttle
        self._observer = observer
        self._redaction = _Redaction(self.scrubber)
        hearing = tape.hearing(credentials.secrets[0]) if tape is not None else None
        self._http = httpx.AsyncClient(
            transport=tape.network(credentials.secrets[0]) if tape is not None else None,
            event_hooks={"response": [hearing]} if hearing is not None else {},
            auth=_Proof(credentials),
            headers={"User-Agent": f"clever-upgrade/{__version__}", "Accept": "application/json"},
            timeout=httpx.Timeout(timeout, pool=None),
            limits=httpx.Limits(max_connections=CONNECTIONS, max_keepalive_connections=CONNECTIONS),
            follow_redirects=False,
            # A proxy is for real hosts: one that the environment names would not reach this machine's loopback.
            trust_env=not base.is_loopback,
            # Plain http needs no certificates, and loading the world's takes a while.
            verify=True if base.scheme == "https" else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT),
        )

    async def __aenter__(self) -> Self:
        for name in _CHATTY:
            logging.getLogger(name).addFilter(self._redaction)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            await self._http.aclose()
        finally:
            for name in _CHATTY:
                logging.getLogger(name).removeFilter(self._redaction)

    async def send(self, asked: Asked) -> Answer:
        """The answer to one request, or AttemptError."""
        started = await self._throttle.start()
        clock = time.perf_counter()
        response, problem = None, "the wait for an answer was broken off"
        try:
            response, problem = await self._exchange(asked)
        finally:
            reading = read_rate(response.headers.multi_items()) if response else None
            self._throttle.finish(started, reading, refused=response is not None and response.status_code == 429)
        self._tell(asked, response, (time.perf_counter() - clock) * 1000)
        if response is None:
            raise PassingError(Fault(UnreachableError, self.scrubber.one_line(problem), passing=True))
        return self._accepted(response)

    async def _exchange(self, asked: Asked) -> tuple[httpx.Response | None, str]:
        self.requests_made += 1
        url = f"{self._base}{quote(asked.full_path, safe='/')}"
        try:
            async with asyncio.timeout(self._timeout * _WHOLE_ANSWER):
                return await self._http.get(url, params=dict(asked.params) or None), ""
        except (httpx.RequestError, httpx.InvalidURL, TimeoutError) as error:
            return None, self._problem(error)

    def _problem(self, error: Exception) -> str:
        if isinstance(error, (httpx.ConnectError, httpx.ConnectTimeout)):
            detail = str(error)
            return f"no connection to {self._base.host}, port {self._base.port}" + (f" ({detail})" if detail else "")
        if isinstance(error, httpx.TimeoutException):
            return f"no answer within {self._timeout:g} seconds"
        if isinstance(error, TimeoutError):
            return f"no whole answer within {self._timeout * _WHOLE_ANSWER:g} seconds"
        if isinstance(error, httpx.DecodingError):
            return "the answer's compression is broken"
        return f"the connection broke before the whole answer was there ({type(error).__name__})"

    def _accepted(self, response: httpx.Response) -> Answer:
        content_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        request_id = self.scrubber.one_line(response.headers.get("x-request-id", ""), 80)
        status = response.status_code
        says = "" if status == 200 else self.scrubber.one_line(error_text(content_type, response.content))
        fault = status_fault(status, says, request_id) or content_fault(
            content_type, self.scrubber.one_line(content_type, 60), status, request_id
        )
        if fault is not None:
            raise_fault(fault)
        answer = Answer(response.content, request_id)
        # A response and its stream hold each other, and with them the page, until a collector comes by.
        response.stream = httpx.ByteStream(b"")
        return answer

    def _tell(self, asked: Asked, response: httpx.Response | None, milliseconds: float) -> None:
        status = response.status_code if response is not None else 0
        if response is not None:
            remaining = read_rate(response.headers.multi_items()).remaining
            self._observer.request_done(asked.version, asked.path, status, remaining)
        if _log.isEnabledFor(logging.INFO):
            _log.info("%s %s %d ms", self.scrubber.scrub(asked.shown), status or "no answer", milliseconds)
        if response is not None and _log.isEnabledFor(logging.DEBUG):
            _log.debug("  %s", self.scrubber.scrub(outlined(response.content)))
