"""Tries a request again while its failure may pass, and words the error when it does not."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import TypeVar

import stamina
from stamina.instrumentation import set_on_retry_hooks

from clever_upgrade.api.envelope import BrokenEnvelopeError
from clever_upgrade.api.faults import AttemptError, Fault, PassingError, TooMuchAskedError, sentence
from clever_upgrade.api.observer import Observer
from clever_upgrade.api.settings import Backoff, ClientSettings
from clever_upgrade.api.transport import Answer, Transport
from clever_upgrade.api.wording import Asked
from clever_upgrade.errors import ApiError, MalformedAnswerError, UnreachableError

T = TypeVar("T")
Read = Callable[[bytes], Awaitable[T]]
"""Reads the text of an answer; BrokenEnvelopeError if that is not what it should be."""

# By default every retry is also told to structlog, wherever that is installed, and it prints to standard output, where
# nothing but a report may stand. Our observer is told instead.
set_on_retry_hooks(())


class Asker:
    """Asks until there is an answer that can be read, or no hope of one."""

    def __init__(self, transport: Transport, observer: Observer, settings: ClientSettings, backoff: Backoff) -> None:
        self._transport = transport
        self._observer = observer
        self._attempts = settings.attempts
        self._is_replay = settings.is_replay
        self._backoff = backoff

    async def ask(self, asked: Asked, read: Read[T]) -> T:
        """What ``read`` makes of the answer; ApiError if none came that it could read.

        ``read`` raises BrokenEnvelopeError for an answer that is not what it should be, which may pass as well.
        """
        made = 0
        fault = Fault(UnreachableError, "no attempt was allowed")
        try:
            async for attempt in stamina.retry_context(
                on=PassingError,
                attempts=self._attempts,
                timeout=None,
                wait_initial=self._backoff.initial,
                wait_max=self._backoff.longest,
                wait_jitter=self._backoff.jitter,
            ):
                with attempt:
                    made = attempt.num
                    return await self._once(asked, read, made)
        except AttemptError as error:
            fault = error.fault
        # Raised outside the handler: an error that drags the failed attempts along would show them in a traceback.
        raise self._error(asked, fault, made)

    async def _once(self, asked: Asked, read: Read[T], attempt: int) -> T:
        try:
            return await _read(await self._transport.send(asked), read)
        except PassingError as error:
            if attempt < self._attempts:
                self._observer.retrying(asked.path, attempt, self._transport.scrubber.scrub(error.fault.reason))
            raise

    def _error(self, asked: Asked, fault: Fault, attempts: int) -> ApiError:
        scrub = self._transport.scrubber.scrub
        kind = TooMuchAskedError if fault.status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE else fault.kind
        # How often a recording was asked says nothing of the server.
        return kind(scrub(sentence(asked.shown, fault, 1 if self._is_replay else attempts)), hint=fault.hint)


def at_once(read: Callable[[bytes], T]) -> Read[T]:
    """Reads what takes no waiting."""

    async def read_at_once(body: bytes) -> T:
        return read(body)

    return read_at_once


async def _read(answer: Answer, read: Read[T]) -> T:
    try:
        return await read(answer.body)
    except BrokenEnvelopeError as error:
        reason = str(error)
    raise PassingError(Fault(MalformedAnswerError, reason, passing=True, request_id=answer.request_id))
