"""What the tests of the resync share."""

from tests.cli.conftest import tool
from tests.stores import store_url

__all__ = ["store_url", "tool"]
