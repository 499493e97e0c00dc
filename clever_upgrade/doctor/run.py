"""The use-case of ``doctor``: looks at everything in turn; what fails in one place hides nothing in another."""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO

from clever_upgrade.api.application import DistrictToken, district_tokens
from clever_upgrade.api.base_url import BaseUrl, parse_base_url
from clever_upgrade.api.settings import ClientSettings
from clever_upgrade.api.token import DEMO_TOKEN, Secret, read_client_secret, read_token
from clever_upgrade.config import Settings, load_settings, nearest_file
from clever_upgrade.contract import default_upgrade
from clever_upgrade.doctor.configuration import base_url_check, file_check, table_checks, values_of, variables_check
from clever_upgrade.doctor.installed import installed
from clever_upgrade.doctor.result import Check, Examination, Part, Value
from clever_upgrade.doctor.server import ATTEMPTS, PATIENCE, visit
from clever_upgrade.doctor.server_checks import nothing_asked, server_checks
from clever_upgrade.doctor.storage import folder_check, store_check
from clever_upgrade.errors import ApiError, CleverUpgradeError, UsageError
from clever_upgrade.grammar import counted

_NO_SETTINGS = "the settings cannot be read"


@dataclass(frozen=True, slots=True)
class Patient:
    """Whom to examine: what was said on the command line and in the environment, and where notes are kept.

    ``sandbox`` is the address of a throw-away sandbox that is to be asked instead of any other server, and ``tables``
    what reads the settings of single commands.
    """

    flags: Mapping[str, object]
    environ: Mapping[str, str]
    stdin: IO[str]
    state_folder: Path
    known_variables: frozenset[str]
    config: str | None = None
    token_file: str | None = None
    client_id: str | None = None
    districts: tuple[str, ...] = ()
    offline: bool = False
    sandbox: str | None = None
    tables: Mapping[str, Callable[[], object]] = field(default_factory=dict)
    start: Path = field(default_factory=Path.cwd)


def examine(patient: Patient) -> Examination:
    """Everything that was found. Nothing is changed, and no expected failure is raised."""
    checks = [*installed()]
    try:
        settings = load_settings(patient.flags, patient.environ, config=patient.config, start=patient.start)
        file = patient.config or nearest_file(patient.start)
    except CleverUpgradeError as error:
        checks.append(Check.failed(Part.CONFIGURATION, "configuration", error))
        checks += _without_settings(patient)
        return Examination(tuple(checks))
    checks.append(file_check(None if file is None else str(file)))
    checks += table_checks(patient.tables)
    checks += _server(patient, settings)
    checks.append(store_check(settings.store, offline=patient.offline))
    checks.append(folder_check(patient.state_folder))
    return Examination(tuple(_in_order(checks)), _values(patient, settings))


def _in_order(checks: list[Check]) -> list[Check]:
    return sorted(checks, key=lambda check: list(Part).index(check.part))


def _values(patient: Patient, settings: Settings) -> tuple[Value, ...]:
    if patient.sandbox is None:
        return values_of(settings)
    asked = Value("base-url", patient.sandbox, "--sandbox")
    return tuple(asked if value.name == asked.name else value for value in values_of(settings))


def _without_settings(patient: Patient) -> Iterator[Check]:
    yield variables_check(patient.environ, patient.known_variables)
    yield from nothing_asked(_versions(), _NO_SETTINGS)
    yield Check.skipped(Part.STORAGE, "store", _NO_SETTINGS)
    yield folder_check(patient.state_folder)


def _server(patient: Patient, settings: Settings) -> Iterator[Check]:
    """The checks of what it takes to ask a server, and of what it answers."""
    if patient.sandbox is None:
        yield base_url_check(settings)
    yield variables_check(patient.environ, patient.known_variables)
    try:
        base = parse_base_url(patient.sandbox or settings.base_url.value)
    except UsageError:
        yield from nothing_asked(_versions(), "there is no server to ask")
        return
    name = "token" if patient.client_id is None else "client-secret"
    try:
        secret = _secret(patient, base)
    except UsageError as error:
        yield Check.failed(Part.CONFIGURATION, name, error)
        yield from nothing_asked(_versions(), f"there is no {name.replace('-', ' ')}")
        return
    found = secret.origin if secret.is_demo else f"found in {secret.origin}; its text is never shown"
    yield Check.ok(Part.CONFIGURATION, name, found)
    if patient.offline:
        yield from nothing_asked(_versions(), "--offline asks no server")
        return
    yield from _asked(patient, _client(patient, settings, base, secret))


def _asked(patient: Patient, client: ClientSettings) -> Iterator[Check]:
    """What the server answers, to one district of an application where there is one."""
    if client.client_id is not None:
        try:
            tokens = asyncio.run(district_tokens(client))
            chosen = _chosen(tokens, patient.districts)
        except (ApiError, UsageError) as error:
            yield Check.failed(Part.SERVER, "application", error)
            yield from nothing_asked(_versions(), "there is no district to ask for")
            return
        several = counted(len(tokens), "district")
        yield Check.ok(Part.SERVER, "application", f"{several}; what follows asks {chosen.district} alone")
        client = replace(client, token=chosen.token, client_id=None)
    visited = asyncio.run(visit(client, default_upgrade()))
    yield from server_checks(visited, client.token.origin, patient.districts)


def _chosen(tokens: Sequence[DistrictToken], wanted: Sequence[str]) -> DistrictToken:
    """The first district that is wanted, or the first of all; UsageError if the application has none such."""
    for each in tokens:
        if not wanted or each.district in wanted:
            return each
    raise UsageError(
        f"the application has no district {' or '.join(map(ascii, wanted))}", hint=f"It has {len(tokens):,} others."
    )


def _client(patient: Patient, settings: Settings, base: BaseUrl, secret: Secret) -> ClientSettings:
    return ClientSettings(
        base_url=str(base),
        token=secret,
        timeout=min(settings.timeout.value, PATIENCE),
        attempts=ATTEMPTS,
        client_id=patient.client_id,
    )


def _secret(patient: Patient, base: BaseUrl) -> Secret:
    if patient.sandbox is not None:
        return Secret(DEMO_TOKEN, origin="the sandbox's own", is_demo=True)
    if patient.client_id is not None:
        return read_client_secret(patient.environ)
    return read_token(patient.token_file, patient.environ, patient.stdin, demo_allowed=base.is_loopback)


def _versions() -> Iterator[str]:
    upgrade = default_upgrade()
    return iter((upgrade.from_version.name, upgrade.to_version.name))
