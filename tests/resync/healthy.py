"""A healthy district to be resynced, and one that was and has changed since."""

from collections.abc import Iterator

import pytest

from tests.resync.nursery import Nursery
from tests.resync.world import (
    World,
    running_world,
)


@pytest.fixture
def world(store_url: str, nursery: Nursery) -> Iterator[World]:
    """A healthy district, and nothing in the store."""
    with running_world(store_url, nursery) as world:
        yield world


@pytest.fixture
def settled(world: World) -> World:
    """A district that was resynced and has changed since."""
    world.settle()
    world.live_on()
    return world
