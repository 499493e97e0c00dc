"""Judges what the server told. Pure."""

from collections.abc import Iterator, Mapping, Sequence

from clever_upgrade.api.districts import require_district
from clever_upgrade.api.rate_headers import RateReading
from clever_upgrade.doctor.result import Check, Part
from clever_upgrade.doctor.server import Answered, Visited
from clever_upgrade.errors import ApiError, NotServedError, TokenRefusedError, UnreachableError, UsageError

MOST_SKEW = 30
"""Seconds by which this machine's clock may differ from the server's before it is worth a word."""
SCARCE = 0.1
"""The share of the rate limit below which too little is left."""

_PART = Part.SERVER
_UNASKED = "the server could not be asked"
_REFUSED = "Take another token: this one was revoked, or is that of another server or application."
_DISTRICT = "district"


def server_checks(visited: Visited, token_origin: str, expected: Sequence[str] = ()) -> Iterator[Check]:
    """One check for each version, and for the token, its district, the limit and the clock.

    The district must be one of the ``expected``, where there are any.
    """
    for version, answer in visited.versions.items():
        yield _version(version, answer)
    yield _token(visited, token_origin, expected)
    if all(isinstance(answer.error, UnreachableError) for answer in visited.versions.values()):
        yield from (Check.skipped(_PART, name, _UNASKED) for name in ("rate-limit", "clock"))
        return
    yield _rate(visited.rate)
    yield _clock(visited.ahead)


def nothing_asked(versions: Iterator[str], reason: str) -> Iterator[Check]:
    """The same checks where nothing was asked."""
    for version in versions:
        yield Check.skipped(_PART, _name(version), reason)
    for name in ("token-kind", "rate-limit", "clock"):
        yield Check.skipped(_PART, name, reason)


def _version(version: str, answer: Answered) -> Check:
    # A refusal is an answer, and what it says about the token has a check of its own.
    if answer.error is None or isinstance(answer.error, (TokenRefusedError, NotServedError)):
        return Check.ok(_PART, _name(version), f"answers, in {answer.seconds * 1000:,.0f} ms")
    return Check.failed(_PART, _name(version), answer.error)


def _token(visited: Visited, origin: str, expected: Sequence[str]) -> Check:
    refusal = _first(visited.versions, TokenRefusedError)
    if refusal is not None:
        return Check.failed(_PART, "token-kind", TokenRefusedError(refusal.message, hint=_REFUSED))
    if visited.kind not in ("", _DISTRICT):
        error = UsageError(
            f"the token from {origin} is that of a {visited.kind.replace('_', ' ')}, which opens one person's record",
            hint="Take the token of the district: clever.com lists it to whoever holds the application's secret.",
        )
        return Check.failed(_PART, "token-kind", error)
    if visited.district:
        try:
            require_district(visited.district, expected)
        except UsageError as mismatch:
            return Check.failed(_PART, "token-kind", mismatch)
        return Check.ok(_PART, "token-kind", f"a district's token, from {origin}: district {visited.district}")
    unserved = _first(visited.versions, NotServedError)
    if unserved is not None:
        return Check.failed(_PART, "token-kind", unserved)
    if any(answer.error is None for answer in visited.versions.values()):
        error = UsageError(
            f"the token from {origin} sees no district", hint="Take the token of a district that shares."
        )
        return Check.failed(_PART, "token-kind", error)
    return Check.skipped(_PART, "token-kind", _UNASKED)


def _rate(rate: RateReading) -> Check:
    if not rate.buckets:
        return Check.skipped(_PART, "rate-limit", "the server states none")
    bucket = min(rate.buckets, key=lambda each: each.remaining / each.limit)
    told = f"{bucket.remaining:,} of {bucket.limit:,} requests are left"
    if bucket.remaining < bucket.limit * SCARCE:
        seconds = f" in {max(bucket.reset - rate.date, 0)} seconds" if rate.date is not None else " within a minute"
        return Check.warning(
            _PART, "rate-limit", told, f"Another process uses the token. The limit opens again{seconds}."
        )
    return Check.ok(_PART, "rate-limit", told)


def _clock(ahead: float | None) -> Check:
    if ahead is None:
        return Check.skipped(_PART, "clock", "the server states no time")
    seconds = round(abs(ahead))
    if seconds <= MOST_SKEW:
        return Check.ok(_PART, "clock", "agrees with the server's")
    direction = "ahead of" if ahead > 0 else "behind"
    return Check.warning(
        _PART,
        "clock",
        f"{seconds:,} seconds {direction} the server's",
        "Set the clock of this machine, or of the server.",
    )


def _first(versions: Mapping[str, Answered], kind: type[ApiError]) -> ApiError | None:
    return next((answer.error for answer in versions.values() if isinstance(answer.error, kind)), None)


def _name(version: str) -> str:
    return f"api-{version}"
