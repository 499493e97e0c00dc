"""What a user is told to do about a failure: the sentence that answers what went wrong."""

import pytest

from clever_upgrade.check.probe.remedies import remedy_for
from clever_upgrade.check.probe.result import Trouble


def told(
    trouble: Trouble, rule: str, *, is_empty: bool = False, is_presence: bool = False, is_schema: bool = False
) -> str:
    return remedy_for(trouble, rule, is_empty=is_empty, is_presence=is_presence, is_schema=is_schema)


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("schools-array", "Keep `school` as the primary school"),
        ("pause-window", "Treat both as optional, read both forms"),
        ("launch-date", "Read both forms of date"),
        ("contact-sis-id", "go on matching contacts by `id`"),
        ("graduation-year", "it is personal data"),
        ("special-scope-fields", "keep the fields out of logs"),
        ("sync-state", "Handle `running`, `pending`, `error` and `paused`"),
        ("", "Accept every value that the contract allows"),
    ],
)
def test_a_value_that_is_misread_is_answered_by_its_change(rule: str, words: str) -> None:
    assert words in told(Trouble.RAISES, rule)


def test_an_empty_list_of_schools_is_told_from_an_absent_one() -> None:
    assert told(Trouble.RAISES, "schools-array", is_empty=True).startswith("Tell an absent `schools` from an empty one")
    assert "Keep `school`" not in told(Trouble.RAISES, "schools-array", is_empty=True)


def test_a_member_that_is_refused_is_ignored_rather_than_read() -> None:
    assert told(Trouble.RAISES, "pause-window", is_presence=True).startswith("Ignore members that are not known")
    assert "additionalProperties" in told(Trouble.RAISES, "pause-window", is_presence=True, is_schema=True)


@pytest.mark.parametrize(
    ("rule", "words"), [("schools-array", "Keep `school`"), ("graduation-year", "Pick the fields")]
)
def test_what_comes_out_different_is_compared_by_fields(rule: str, words: str) -> None:
    assert told(Trouble.CHANGES, rule).startswith(f"Hash a list of fields instead of the record. {words}")


@pytest.mark.parametrize(
    ("trouble", "words"), [(Trouble.DROPS, "Find where the record is passed over"), (Trouble.HANGS, "Find the loop")]
)
def test_the_place_is_to_be_found_first(trouble: Trouble, words: str) -> None:
    assert told(trouble, "launch-date").startswith(words)
    assert told(trouble, "launch-date").endswith("Read both forms of date, in UTC.")


def test_what_the_move_does_not_bring_is_said_to_be_old() -> None:
    assert "the move does not bring it" in told(Trouble.REFUSES_EARLIER, "schools-array")
