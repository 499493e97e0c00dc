"""What several folders of tests share: the reference material that is kept beside the project."""

import os
import signal
from pathlib import Path

import pytest
from hypothesis import settings

_PROJECT = Path(__file__).resolve().parent.parent

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # A shell starts its background jobs with interrupts ignored, and what tests start would inherit that.
    signal.signal(signal.SIGINT, signal.default_int_handler)


# No example fails for being slow: that would judge the machine and not the code. What runs all day draws a share of the
# examples, others each time; what is landed is judged by every one, with --hypothesis-profile=ci.
settings.register_profile("patient", settings(), deadline=None, max_examples=30)
settings.load_profile("patient")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of recordings and API definitions; a test that needs it is marked ``needs_shared``."""
    named = os.environ.get("CLEVER_UPGRADE_SHARED")
    folder = Path(named) if named else _PROJECT.parent / "shared"
    if folder.is_dir():
        return folder
    reason = "no folder `shared` beside the project, and CLEVER_UPGRADE_SHARED names none"
    if "shared" in os.environ.get("CLEVER_UPGRADE_REQUIRE", "").split(","):
        pytest.fail(reason)
    pytest.skip(reason)
