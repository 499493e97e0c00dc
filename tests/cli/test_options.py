"""The options that say where to read come again in the commands that a report tells the user to copy."""

from dataclasses import fields

import pytest

from clever_upgrade.cli.options import Reading

GIVEN = {
    "sandbox": True, "base_url": "https://clever.example", "token_file": "-", "client_id": "app",
    "district": ["d1", "d2"], "at_once": 1, "replay": "recorded", "page_size": 50, "max_rate": 600, "timeout": 5.0,
    "config": "my settings.toml",
}  # fmt: skip
OF_ONE_RUN = {"record": "new", "map_ids": True, "public_field": ["students.house"], "quiet": True, "verbose": 2}


@pytest.mark.parametrize("name", GIVEN)
def test_what_the_user_said_of_the_source_is_said_again(name: str) -> None:
    value = GIVEN[name]
    values = value if isinstance(value, list) else [value]
    option = f"--{name.replace('_', '-')}"
    words = [word for one in values for word in ([option] if one is True else [option, str(one)])]
    assert Reading(**{name: value}).source.words() == tuple(words)  # type: ignore[arg-type]


def test_what_was_not_said_is_left_to_environment_and_configuration() -> None:
    assert Reading().source.words() == ()


def test_a_recording_is_not_made_twice_and_how_to_tell_of_it_is_no_part_of_the_source() -> None:
    assert Reading(**OF_ONE_RUN).source.words() == ()  # type: ignore[arg-type]
    assert GIVEN.keys() | OF_ONE_RUN.keys() == {field.name for field in fields(Reading)}


def test_a_district_takes_the_place_of_those_that_were_picked() -> None:
    source = Reading(client_id="app", district=["d1", "d2"]).source
    assert source.words("d2") == ("--client-id", "app", "--district", "d2")
