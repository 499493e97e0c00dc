"""The garbage collector is left as it was found."""

import gc
from collections.abc import Iterator

import pytest

from clever_upgrade.garbage import without_collecting


@pytest.fixture(autouse=True)
def _as_it_was() -> Iterator[None]:
    was_enabled = gc.isenabled()
    yield
    (gc.enable if was_enabled else gc.disable)()


@pytest.mark.parametrize("enabled", [True, False])
def test_the_collector_rests_and_goes_on_as_before(enabled: bool) -> None:
    (gc.enable if enabled else gc.disable)()
    with without_collecting():
        assert not gc.isenabled()
        with without_collecting():
            pass
        assert not gc.isenabled(), "whoever is still at it is not disturbed by those who are done"
    assert gc.isenabled() == enabled


def test_the_collector_goes_on_after_a_failure() -> None:
    gc.enable()
    with pytest.raises(ValueError, match="broken"), without_collecting():
        raise ValueError("broken")
    assert gc.isenabled()
