"""The client against the sandbox, which was written from the contract and not from the client."""

import asyncio
import json
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

import httpcore
import pytest

from clever_upgrade.api.client import Client
from clever_upgrade.api.settings import ClientSettings
from clever_upgrade.api.token import Secret
from clever_upgrade.contract.versions import COLLECTIONS, VERSION_NAMES
from clever_upgrade.errors import ApiError, ExitCode, IncompleteListingError, MalformedAnswerError, TokenRefusedError
from clever_upgrade.sandbox.app import Sandbox
from clever_upgrade.sandbox.district import District
from clever_upgrade.sandbox.faults import Fault, FaultBox, FaultKind
from clever_upgrade.sandbox.generate import generate_district
from clever_upgrade.sandbox.server import running_sandbox
from clever_upgrade.sandbox.tokens import DEMO_TOKEN
from tests.api.scripted import AT_ONCE, FakeClock, Recorder

T = TypeVar("T")


@pytest.fixture(scope="module")
def district() -> District:
    return generate_district(students=120)


@dataclass
class Stage:
    """One running sandbox, whose faults every test sets anew."""

    sandbox: Sandbox
    base_url: str

    def use(
        self, work: Callable[[Client], Awaitable[T]], clock: FakeClock | None = None, **settings: Any
    ) -> tuple[T, Recorder]:
        clock, observer = clock or FakeClock(), Recorder()

        async def run() -> T:
            chosen = {"page_size": 10, "timeout": 5.0, "attempts": 8, **settings}
            told = ClientSettings(self.base_url, Secret(DEMO_TOKEN), **chosen)
            async with Client(told, observer, backoff=AT_ONCE, clock=clock, sleep=clock.sleep) as client:
                return await work(client)

        return asyncio.run(run()), observer

    def outcome(self, kind: FaultKind, rate: float, seed: int, **settings: Any) -> tuple[list[str], ApiError | None]:
        """The students that arrive under a fault, or the error that it ends in."""
        seconds = {FaultKind.TIMEOUT: 0.5, FaultKind.SLOW: 0.01}.get(kind)
        self.sandbox.faults = FaultBox({kind: Fault(rate, seconds=seconds)}, seed=seed)
        try:
            return list(self.use(students, **settings)[0]), None
        except ApiError as error:
            return [], error
        finally:
            self.sandbox.faults = FaultBox()


@pytest.fixture(scope="module")
def stage(district: District) -> Iterator[Stage]:
    sandbox = Sandbox({DEMO_TOKEN: district}, rate_limit=None)
    with running_sandbox(sandbox) as base_url:
        yield Stage(sandbox, base_url)


async def listed(client: Client, version: str, path: str) -> dict[str, Any]:
    rows: dict[str, Any] = {}
    async for page in client.pages(version, path):
        rows.update(zip(page.ids, map(json.loads, page.records), strict=True))
    return rows


def test_every_listing_of_both_versions_arrives_whole(stage: Stage, district: District) -> None:
    student, teacher = (district.ids(VERSION_NAMES[0], name)[0] for name in ("students", "teachers"))
    nested = [f"/students/{student}/sections", f"/students/{student}/contacts", f"/teachers/{teacher}/students"]

    async def work(client: Client) -> None:
        for version in VERSION_NAMES:
            for collection in COLLECTIONS:
                ids = district.ids(version, collection)
                expected = {row: district.record(version, collection, row) for row in ids}
                assert await listed(client, version, f"/{collection}") == expected
                assert await client.count(version, f"/{collection}") == len(expected)
            for path in nested:
                _, collection, parent, name = path.split("/")
                assert list(await listed(client, version, path)) == list(
                    district.related(version, collection, parent, name)
                )
            status = await listed(client, version, f"/districts/{district.id}/status")
            assert list(status.values()) == [district.status(version)]

    _, observer = stage.use(work)
    assert observer.retries == []


class Sought:
    """Notes which modules are looked for."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def find_spec(self, name: str, *_: object) -> None:
        self.names.append(name)


def test_no_request_looks_for_modules(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    async def work(client: Client) -> list[str]:
        await client.count("v1.1", "/students")
        sought = Sought()
        monkeypatch.setattr(sys, "meta_path", [sought, *sys.meta_path])
        await client.count("v1.1", "/students")
        return sought.names

    assert stage.use(work)[0] == []


def test_all_that_has_come_is_read_at_once(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    sizes: list[int] = []
    connect = httpcore.AnyIOBackend.connect_tcp

    async def connect_and_note(*args: Any, **options: Any) -> httpcore.AsyncNetworkStream:
        stream = await connect(*args, **options)
        read = stream.read

        async def read_and_note(max_bytes: int, timeout: float | None = None) -> bytes:
            sizes.append(max_bytes)
            return await read(max_bytes, timeout)

        monkeypatch.setattr(stream, "read", read_and_note)
        return stream

    monkeypatch.setattr(httpcore.AnyIOBackend, "connect_tcp", connect_and_note)
    stage.use(lambda client: client.count("v1.1", "/students"))
    assert sizes
    assert set(sizes) == {256 * 1024}


@pytest.mark.parametrize("collection", ["students", "contacts"])
def test_records_are_found_by_their_ids(stage: Stage, district: District, collection: str) -> None:
    version = VERSION_NAMES[1]
    ids = [*district.ids(version, collection)[:30], "f" * 24]

    async def work(client: Client) -> tuple[dict[str, bytes], list[bytes | None]]:
        return await client.batch(version, collection, ids), [
            await client.single(version, f"/{collection}/{row}") for row in ids
        ]

    (found, singles), _ = stage.use(work)
    assert list(found) == ids[:-1]
    assert [found.get(row) for row in ids] == singles


_ENDS_IN = {
    FaultKind.LOST_PAGE: IncompleteListingError,
    FaultKind.EMPTY: IncompleteListingError,
    FaultKind.UNAUTHORIZED_MIDWAY: TokenRefusedError,
    FaultKind.NOT_FOUND_MIDWAY: ApiError,
    FaultKind.REPEATED_PAGE: MalformedAnswerError,
    FaultKind.UNORDERED: MalformedAnswerError,
    FaultKind.HTML: MalformedAnswerError,
}


def students(client: Client) -> Awaitable[dict[str, Any]]:
    return listed(client, VERSION_NAMES[0], "/students")


@pytest.mark.parametrize("kind", FaultKind)
def test_a_fault_that_strikes_now_and_then_never_bends_a_listing(
    stage: Stage, district: District, kind: FaultKind
) -> None:
    timeout = 0.1 if kind is FaultKind.TIMEOUT else 5.0
    for seed in range(3):
        found, error = stage.outcome(kind, 0.2, seed, timeout=timeout)
        if error is None:
            assert found == list(district.ids(VERSION_NAMES[0], "students"))
            continue
        assert kind in _ENDS_IN, error
        assert isinstance(error, _ENDS_IN[kind])
        assert error.exit_code is ExitCode.API
        assert "\n" not in error.message


@pytest.mark.parametrize("kind", [kind for kind in FaultKind if kind is not FaultKind.SLOW])
def test_a_fault_that_always_strikes_ends_in_one_sentence(stage: Stage, kind: FaultKind) -> None:
    _, error = stage.outcome(kind, 1, 1, timeout=0.1, attempts=3)
    assert error is not None
    assert isinstance(error, _ENDS_IN.get(kind, ApiError))
    assert error.message.startswith("GET /v1.1/students")
    assert "\n" not in error.message


def test_a_client_alone_on_its_token_is_never_refused(district: District) -> None:
    clock = FakeClock()
    began = time.time()
    sandbox = Sandbox({DEMO_TOKEN: district}, rate_limit=9, clock=lambda: began + clock.now)

    async def work(client: Client) -> list[dict[str, Any]]:
        return await asyncio.gather(*(listed(client, version, "/students") for version in VERSION_NAMES))

    with running_sandbox(sandbox) as base_url:
        both, observer = Stage(sandbox, base_url).use(work, clock)
    assert [len(rows) for rows in both] == [120, 120]
    assert {status for _, _, status, _ in observer.done} == {200}
    assert observer.waits
