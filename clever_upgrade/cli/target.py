"""Where a command reads the API: a throw-away sandbox, or the server and token that the user chose.

Whichever it is, it is said first, on standard error.
"""

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import typer

from clever_upgrade.api.base_url import parse_base_url
from clever_upgrade.api.settings import ClientSettings
from clever_upgrade.api.token import DEMO_TOKEN, Secret, read_token
from clever_upgrade.config import load_settings
from clever_upgrade.errors import UsageError


@contextmanager
def open_target(
    *, sandbox: bool, token_file: str | None, flags: Mapping[str, object], config: str | None, quiet: bool
) -> Iterator[ClientSettings]:
    """The settings of a client for the target, which exists while the block runs; ``flags`` are named as settings."""
    if sandbox and (flags.get("base_url") is not None or token_file is not None):
        raise UsageError(
            "--sandbox is a server of its own, so --base-url and --token-file have no meaning with it",
            hint="Leave out --sandbox, or the other two.",
        )
    settings = load_settings(flags, os.environ, config=config)

    def client(base_url: str, token: Secret) -> ClientSettings:
        return ClientSettings(
            base_url=base_url,
            token=token,
            page_size=settings.page_size.value,
            timeout=settings.timeout.value,
            max_rate=settings.max_rate.value,
            attempts=settings.attempts.value,
        )

    if sandbox:
        with _throw_away_sandbox() as base_url:
            _say(f"Reading a throw-away sandbox at {base_url} (generated people)", quiet)
            yield client(base_url, Secret(DEMO_TOKEN, origin="the sandbox", is_demo=True))
        return
    base = parse_base_url(settings.base_url.value)
    token = read_token(token_file, os.environ, sys.stdin, demo_allowed=base.is_loopback)
    origin = "" if settings.base_url.origin == "default" else f" (from {settings.base_url.origin})"
    whose = token.origin if token.is_demo else f"the token from {token.origin}"
    _say(f"Reading {base}{origin} with {whose}", quiet)
    yield client(str(base), token)


@contextmanager
def _throw_away_sandbox() -> Iterator[str]:
    from clever_upgrade.sandbox.app import Sandbox
    from clever_upgrade.sandbox.generate import generate_district
    from clever_upgrade.sandbox.server import running_sandbox

    with running_sandbox(Sandbox({DEMO_TOKEN: generate_district()})) as base_url:
        yield base_url


def _say(line: str, quiet: bool) -> None:
    if not quiet:
        typer.echo(line, err=True)
