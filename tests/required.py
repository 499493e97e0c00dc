"""Skips a test whose outside needs are not met, or fails it where CLEVER_UPGRADE_REQUIRE says that they must be."""

import os
from typing import NoReturn

import pytest


def missing(need: str, reason: str) -> NoReturn:
    """Ends a test that needs something called ``need``, which is not here."""
    if need in os.environ.get("CLEVER_UPGRADE_REQUIRE", "").split(","):
        pytest.fail(reason)
    pytest.skip(reason)
