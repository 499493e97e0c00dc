"""An application's districts: asks Clever's token service for the token of each district that shares data with it."""

import asyncio
import time
from collections.abc import Iterable
from dataclasses import dataclass

import msgspec

from clever_upgrade.api.base_url import BaseUrl, parse_base_url
from clever_upgrade.api.budget import Budget, NoBudget
from clever_upgrade.api.envelope import BrokenEnvelopeError
from clever_upgrade.api.observer import SILENT, Observer
from clever_upgrade.api.retry import Asker, at_once
from clever_upgrade.api.settings import Backoff, ClientSettings
from clever_upgrade.api.throttle import Throttle
from clever_upgrade.api.token import Secret
from clever_upgrade.api.transport import Transport
from clever_upgrade.api.wording import Asked
from clever_upgrade.config import DEFAULT_BASE_URL
from clever_upgrade.errors import NothingComparedError, TokenRefusedError

_DISTRICT = "district"
_TOKENS = Asked("oauth", "/tokens", {"owner_type": _DISTRICT})
_OAUTH_HOST = "https://clever.com"
"""Where the token service of Clever's own API is; every other server has it at its own address."""
_HINT = "Check --client-id and CLEVER_CLIENT_SECRET: both must be those of one application."


@dataclass(frozen=True, slots=True)
class DistrictToken:
    """A district of the application, and the token that opens it."""

    district: str
    token: Secret


class _Owner(msgspec.Struct, gc=False):
    id: str
    type: str = _DISTRICT


class _Row(msgspec.Struct, gc=False):
    owner: _Owner
    access_token: str
    created: str = ""


class _Link(msgspec.Struct, gc=False):
    rel: str = ""


class _Answer(msgspec.Struct, gc=False):
    data: list[_Row]
    links: list[_Link] | None = None


_read = msgspec.json.Decoder(_Answer)


async def district_tokens(settings: ClientSettings, observer: Observer = SILENT) -> tuple[DistrictToken, ...]:
    """The districts of the application whose credentials ``settings`` hold, ascending by id; ApiError if none are told.

    ``settings.base_url`` is that of the API, as everywhere.
    """
    base = parse_base_url(settings.base_url)
    budget = NoBudget() if settings.is_replay else Budget(settings.max_rate)
    throttle = Throttle(budget, observer, time.monotonic, asyncio.sleep)
    try:
        async with Transport(
            oauth_base(base), settings.credentials, settings.timeout, throttle, observer, settings.tape
        ) as transport:
            asker = Asker(transport, observer, settings, Backoff.of(settings))
            tokens = await asker.ask(_TOKENS, at_once(read_tokens))
    except TokenRefusedError as error:
        refusal = error.message
    else:
        if not tokens:
            raise NothingComparedError("the application has no district", hint="Check --client-id.")
        return tokens
    raise TokenRefusedError(refusal, hint=_HINT)


def oauth_base(base: BaseUrl) -> BaseUrl:
    """Where the token service of an API is."""
    usual = parse_base_url(DEFAULT_BASE_URL)
    is_usual = (base.scheme, base.host, base.port, base.path) == (usual.scheme, usual.host, usual.port, usual.path)
    return parse_base_url(_OAUTH_HOST) if is_usual else base


def read_tokens(body: bytes) -> tuple[DistrictToken, ...]:
    """The tokens of an answer, one for each district: the newest where there are several."""
    try:
        answer = _read.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        # The text of the error might quote a token.
        raise BrokenEnvelopeError("it is no list of district tokens") from None
    if any(link.rel == "next" for link in answer.links or ()):
        raise BrokenEnvelopeError("the list of tokens goes on elsewhere, which is documented nowhere")
    newest = {row.owner.id: row for row in sorted(_of_districts(answer.data), key=lambda row: row.created)}
    return tuple(
        DistrictToken(district, Secret(row.access_token, origin="the application's list of tokens"))
        for district, row in sorted(newest.items())
    )


def _of_districts(rows: Iterable[_Row]) -> Iterable[_Row]:
    return (row for row in rows if row.owner.type == _DISTRICT and row.owner.id and row.access_token)
