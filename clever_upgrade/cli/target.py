"""Where a command reads the API: a throw-away sandbox, or the server and token or application that the user chose.

Whichever it is, it is said first, on standard error.
"""

import asyncio
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from clever_upgrade.api.application import DistrictToken, district_tokens, oauth_base
from clever_upgrade.api.base_url import parse_base_url
from clever_upgrade.api.districts import DistrictAccess
from clever_upgrade.api.recording.answers import public_fields
from clever_upgrade.api.recording.record import Recorder
from clever_upgrade.api.recording.replay import Replayer
from clever_upgrade.api.settings import ClientSettings
from clever_upgrade.api.token import DEMO_TOKEN, Secret, read_client_secret, read_token
from clever_upgrade.cli.options import Reading
from clever_upgrade.config import load_settings
from clever_upgrade.errors import ApiError, NotRecordedError, UsageError
from clever_upgrade.grammar import counted

if TYPE_CHECKING:
    from clever_upgrade.compare.settle import Pause


def pauses_of(settings: ClientSettings) -> "Pause":
    """The rest before each reading again of what looks wrong: a little longer each time."""
    return lambda number: settings.rest(0.1 * number)


@contextmanager
def open_target(reading: Reading) -> Iterator[ClientSettings]:
    """The settings of a client for one district, which exists while the block runs."""
    with open_districts(reading) as found:
        if isinstance(found, ClientSettings):
            yield found
        elif len(found) == 1:
            yield found[0].settings
        else:
            raise UsageError(
                f"the application has {len(found)} districts, and this command reads one",
                hint="Pick it with --district.",
            )


@contextmanager
def open_application(reading: Reading) -> Iterator[tuple[DistrictAccess, ...]]:
    """The settings of a client for each district of the application that ``--client-id`` names."""
    with open_districts(reading) as found:
        if isinstance(found, ClientSettings):
            raise UsageError("no application was named", hint="Add --client-id.")
        yield found


@contextmanager
def open_districts(reading: Reading) -> Iterator[ClientSettings | tuple[DistrictAccess, ...]]:
    """The settings of a client for the one district of a token; or with ``--client-id``, those for each district."""
    check_reading(reading)
    if reading.replay is not None:
        with _replayed():
            yield _recorded(reading, Replayer(Path(reading.replay)))
    elif reading.sandbox:
        with throw_away_sandbox() as base_url, _taped(reading, base_url) as tape:
            _say(f"Reading a throw-away sandbox at {base_url} (generated people)", reading.quiet)
            token = Secret(DEMO_TOKEN, origin="the sandbox", is_demo=True)
            yield replace(_settings(reading, base_url, token), tape=tape)
    else:
        with _live(reading) as found:
            yield found


@contextmanager
def open_users(reading: Reading) -> Iterator[tuple[ClientSettings, ...]]:
    """The settings of a client for each user whose token there is: one, but in a sandbox one of each type."""
    if reading.client_id is not None:
        raise UsageError(
            "--client-id reads with the tokens of districts, and /me is read with the token of a user",
            hint="Leave it out, and put the token of a logged-in user into CLEVER_TOKEN.",
        )
    check_reading(reading)
    if reading.replay is not None:
        tape = Replayer(Path(reading.replay))
        _say(f"Reading the recording in {reading.replay} (of {tape.contents.base_url})", reading.quiet)
        with _replayed():
            base_url = tape.contents.base_url
            yield tuple(replace(_settings(reading, base_url, secret), tape=tape) for secret in tape.secrets())
    elif reading.sandbox:
        with throw_away_sandbox() as base_url, _taped(reading, base_url) as recorder:
            _say(f"Reading a throw-away sandbox at {base_url} (generated people), one user of each type", reading.quiet)
            yield tuple(replace(_settings(reading, base_url, secret), tape=recorder) for secret in _demo_users())
    else:
        with open_target(reading) as settings:
            yield (settings,)


def _demo_users() -> Iterator[Secret]:
    from clever_upgrade.sandbox.tokens import USER_TOKENS

    return (Secret(token, origin="the sandbox", is_demo=True) for token in USER_TOKENS)


@contextmanager
def _replayed() -> Iterator[None]:
    """Advise in the block what helps with a recording, which answers the same however often it is asked."""
    try:
        yield
    except NotRecordedError:
        raise
    except ApiError as error:
        error.hint = "This is how the recording answers. Make a new one with --record once the server answers well."
        raise


def _recorded(reading: Reading, tape: Replayer) -> ClientSettings | tuple[DistrictAccess, ...]:
    """What a recording answers to."""
    base_url = tape.contents.base_url
    _say(f"Reading the recording in {reading.replay} (of {base_url})", reading.quiet)
    if reading.client_id is not None:
        application = replace(_settings(reading, base_url, Secret("recorded"), reading.client_id), tape=tape)
        return _accesses(application, reading)
    return replace(_settings(reading, base_url, tape.secret()), tape=tape)


@contextmanager
def _live(reading: Reading) -> Iterator[ClientSettings | tuple[DistrictAccess, ...]]:
    setting = load_settings(reading.flags, os.environ, config=reading.config).base_url
    base = parse_base_url(setting.value)
    origin = "" if setting.origin == "default" else f" (from {setting.origin})"
    if reading.client_id is not None:
        secret = read_client_secret(os.environ)
        with _taped(reading, str(base)) as tape:
            application = replace(_settings(reading, str(base), secret, reading.client_id), tape=tape)
            asked = oauth_base(base)
            elsewhere = f", which goes to {asked}" if asked != base else ""
            _say(f"Reading {base}{origin} with the secret from {secret.origin}{elsewhere}", reading.quiet)
            found = _accesses(application, reading)
            _say(f"{counted(len(found), 'district')} of the application to read", reading.quiet)
            yield found
        return
    token = read_token(reading.token_file, os.environ, sys.stdin, demo_allowed=base.is_loopback)
    whose = token.origin if token.is_demo else f"the token from {token.origin}"
    with _taped(reading, str(base)) as tape:
        _say(f"Reading {base}{origin} with {whose}", reading.quiet)
        yield replace(_settings(reading, str(base), token), tape=tape)


@contextmanager
def _taped(reading: Reading, base_url: str) -> Iterator[Recorder | None]:
    """What records the work of the block, if it is to be recorded; a block that fails leaves no recording."""
    if reading.record is None:
        yield None
        return
    public = public_fields(reading.public_field or ())
    recorder = Recorder(Path(reading.record), base_url, maps_ids=reading.map_ids, public=public)
    try:
        yield recorder
        recorder.finish()
    except BaseException:
        recorder.drop()
        raise
    _say(f"Recorded in {reading.record}, personal values replaced", reading.quiet)


def _settings(reading: Reading, base_url: str, token: Secret, client_id: str | None = None) -> ClientSettings:
    settings = load_settings(reading.flags, os.environ, config=reading.config)
    return ClientSettings(
        base_url=base_url,
        token=token,
        page_size=settings.page_size.value,
        timeout=settings.timeout.value,
        max_rate=settings.max_rate.value,
        attempts=settings.attempts.value,
        client_id=client_id,
    )


def _accesses(application: ClientSettings, reading: Reading) -> tuple[DistrictAccess, ...]:
    """Every district of an application that was picked."""
    found = _picked(asyncio.run(district_tokens(application)), reading.districts)
    return tuple(
        DistrictAccess(each.district, replace(application, token=each.token, client_id=None)) for each in found
    )


def check_reading(reading: Reading) -> None:
    """UsageError where options exclude each other."""
    elsewhere = (reading.sandbox, reading.base_url, reading.token_file, reading.record)
    if reading.replay is not None and elsewhere != (False, None, None, None):
        raise UsageError(
            "--replay reads a recording, so --sandbox, --base-url, --token-file and --record have no meaning with it",
            hint="Leave out --replay, or the others.",
        )
    if reading.record is None and (reading.map_ids or reading.public_field):
        raise UsageError("--map-ids and --public-field say how to record", hint="Add --record DIR.")
    if reading.sandbox and (reading.base_url, reading.token_file, reading.client_id) != (None, None, None):
        raise UsageError(
            "--sandbox is a server of its own, so --base-url, --token-file and --client-id have no meaning with it",
            hint="Leave out --sandbox, or the others.",
        )
    if reading.client_id is not None and reading.token_file is not None:
        raise UsageError(
            "--client-id lists the tokens of an application, and --token-file holds one", hint="Leave one of them out."
        )


def _picked(tokens: Sequence[DistrictToken], districts: Sequence[str]) -> Sequence[DistrictToken]:
    unknown = sorted(set(districts) - {each.district for each in tokens})
    if unknown:
        raise UsageError(
            f"the application has no district {', '.join(map(ascii, unknown))}",
            hint=f"It has {len(tokens):,}; leave --district out to read them all.",
        )
    return [each for each in tokens if not districts or each.district in districts]


@contextmanager
def throw_away_sandbox() -> Iterator[str]:
    """The base URL of a sandbox that exists while the block runs."""
    from clever_upgrade.sandbox.app import Sandbox
    from clever_upgrade.sandbox.generate import generate_district
    from clever_upgrade.sandbox.server import running_sandbox

    with running_sandbox(Sandbox({DEMO_TOKEN: generate_district()})) as base_url:
        yield base_url


def _say(line: str, quiet: bool) -> None:
    if not quiet:
        typer.echo(line, err=True)
