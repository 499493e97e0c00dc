"""How long is rested between attempts: long enough for a server, and not at all where a recording answers."""

import asyncio
from pathlib import Path

import pytest

from clever_upgrade.api.recording.files import Exchange, Spool
from clever_upgrade.api.recording.replay import Replayer
from clever_upgrade.api.settings import Backoff, ClientSettings
from clever_upgrade.api.token import Secret

BASE = "http://127.0.0.1:8712"


@pytest.fixture
def live() -> ClientSettings:
    return ClientSettings(BASE, Secret("DEMO_TOKEN"))


@pytest.fixture
def replayed(tmp_path: Path) -> ClientSettings:
    spool = Spool(tmp_path, BASE)
    spool.add("owner", Exchange("/v1.1/students", 200, "application/json", b"{}"))
    spool.close()
    return ClientSettings(BASE, Secret("DEMO_TOKEN"), tape=Replayer(tmp_path))


@pytest.fixture
def rests(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds of every rest, none of which is taken."""
    taken: list[float] = []

    async def sleep(seconds: float) -> None:
        taken.append(seconds)

    monkeypatch.setattr(asyncio, "sleep", sleep)
    return taken


def test_a_server_is_given_more_time_with_every_attempt(live: ClientSettings) -> None:
    assert Backoff.of(live) == Backoff(initial=0.25, longest=15.0, jitter=1.0)


def test_a_server_is_given_the_rest_that_was_asked_for(live: ClientSettings, rests: list[float]) -> None:
    asyncio.run(live.rest(0.3))
    assert rests == [0.3]


def test_no_recording_is_waited_for(replayed: ClientSettings, rests: list[float]) -> None:
    asyncio.run(replayed.rest(0.3))
    assert rests == [0]
    assert Backoff.of(replayed) == Backoff(0, 0, 0)
