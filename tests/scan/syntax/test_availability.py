"""Which languages can be read is found out by reading them."""

from clever_upgrade.scan.syntax import availability
from clever_upgrade.scan.syntax.matcher import PARSERS


def test_every_language_with_a_grammar_is_tried_and_can_be_read() -> None:
    assert availability.languages() == (list(availability.SAMPLES), [])
    assert availability.SAMPLES.keys() | {"tsx"} == PARSERS.keys()


def test_a_language_that_the_parser_lacks_is_told(monkeypatch) -> None:
    monkeypatch.setitem(PARSERS, "go", "no-such-language")
    monkeypatch.setitem(availability.SAMPLES, "ruby", "def (\n")
    readable, unreadable = availability.languages()
    assert (unreadable, "python" in readable) == (["ruby", "go"], True)
