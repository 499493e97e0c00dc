"""What stands in a recording is judged as what was there, and holds nothing of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clever_upgrade.api.recording.answers import Answers
from clever_upgrade.api.recording.pseudonyms import Pseudonyms
from clever_upgrade.api.recording.values import Replacements
from tests.compare.mutations import MUTATIONS
from tests.compare.oracle_reading import read
from tests.compare.test_against_oracle import judged
from tests.compare.worlds import SIDES, World, build

QUIET = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
SEEDS = st.integers(0, 2**32)
READABLE = sorted(set(MUTATIONS) - {"unreadable"})


def answers_under(key: bytes = b"k" * 32, *public: str) -> Answers:
    return Answers(Replacements(Pseudonyms(key)), frozenset(public))


def path_of(collection: str, side: str = "v1.2") -> str:
    one = "4fd43cc56d11340000000005"
    return f"/{side}/districts/{one}/status" if collection == "status" else f"/{side}/{collection}/{one}"


def recorded(answers: Answers, side: str, collection: str, text: bytes) -> bytes:
    """The record that a recording holds for ``text``."""
    body = answers.body(path_of(collection, side), "application/json", b'{"data":' + text + b"}")
    assert body.startswith(b'{"data":')
    return body[len(b'{"data":') : -1]


@dataclass
class RecordedWorld:
    """A district as a recording of it shows it."""

    world: World
    answers: Answers
    _texts: dict[tuple[str, str], dict[str, bytes]] = field(default_factory=dict)

    @property
    def collections(self) -> list[str]:
        return self.world.collections

    def texts(self, side: str, collection: str) -> dict[str, bytes]:
        if (side, collection) not in self._texts:
            self._texts[side, collection] = {
                record_id: recorded(self.answers, side, collection, text)
                for record_id, text in self.world.texts(side, collection).items()
            }
        return self._texts[side, collection]

    def sections(self) -> list[Mapping[str, Any]]:
        readings = (read(text) for text in self.texts(SIDES[0], "sections").values())
        return [reading.members for reading in readings if reading]

    def shared(self) -> set[str]:
        return self.world.shared()


def check_that_a_recording_is_judged_alike(seed: int, spoils: list[tuple[str, int]]) -> None:
    world = build(Random(seed))
    for name, chance in spoils:
        MUTATIONS[name](world, Random(chance))
    answers = answers_under(seed.to_bytes(32))
    of_recording = RecordedWorld(world, answers)
    for collection in world.collections:
        wanted, wanted_met = judged(world, collection, in_bulk=False)
        found, met = judged(of_recording, collection, in_bulk=False)  # type: ignore[arg-type]
        assert sorted(row[2:] for row in found) == sorted(row[2:] for row in wanted), collection
        if "odd_key_names" not in dict(spoils):
            # What has an odd name goes by another one in the recording.
            known = {row for row in wanted if "undocumented" not in row.rule}
            assert {row for row in known if is_plain(row.path)} <= found
        assert met.date_forms == wanted_met.date_forms


def is_plain(path: str) -> bool:
    return all(part.replace("_", "").isalnum() and part.islower() and part.isascii() for part in path.split("."))


@settings(max_examples=150, **QUIET)
@given(SEEDS, st.lists(st.tuples(st.sampled_from(READABLE), SEEDS), max_size=4))
def test_a_recording_is_judged_as_what_was_recorded(seed: int, spoils: list[tuple[str, int]]) -> None:
    check_that_a_recording_is_judged_alike(seed, spoils)


@pytest.mark.parametrize("name", READABLE)
def test_whatever_was_done_to_a_district_is_judged_alike_in_its_recording(name: str) -> None:
    for seed in range(12):
        check_that_a_recording_is_judged_alike(seed, [(name, seed)])


@pytest.mark.slow
@pytest.mark.timeout(900)
@settings(max_examples=5000, **QUIET)
@given(SEEDS, st.lists(st.tuples(st.sampled_from(READABLE), SEEDS), max_size=4))
def test_many_recordings_are_judged_as_what_was_recorded(seed: int, spoils: list[tuple[str, int]]) -> None:
    check_that_a_recording_is_judged_alike(seed, spoils)
