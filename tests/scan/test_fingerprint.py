from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clever_upgrade.scan.fingerprint import fingerprint, fingerprinted
from clever_upgrade.scan.result import Finding
from tests.scan.findings import finding

WORDS = st.lists(st.text(st.characters(exclude_categories=["Z", "C"]), min_size=1), min_size=1)
BLANKS = st.sampled_from([" ", "\n", "\t  ", "\r\n    "])


def marks(findings: list[Finding], path: str = "a.py") -> list[str]:
    return [one.fingerprint for one in fingerprinted(findings, path)]


def every(text: str) -> list[Finding]:
    """A finding at every HERE."""
    return [finding(text, "HERE", nth=nth) for nth in range(1, text.count("HERE") + 1)]


@given(WORDS, BLANKS, BLANKS)
def test_blanks_between_words_make_no_difference(words: list[str], one: str, other: str) -> None:
    assert fingerprint("sync-state", "a.py", one.join(words)) == fingerprint("sync-state", "a.py", other.join(words))


@given(st.lists(st.sampled_from(["HERE", "other", ""])), st.lists(st.sampled_from(["new", ""])))
def test_lines_above_make_no_difference(lines: list[str], above: list[str]) -> None:
    text = "\n".join(lines)
    assert marks(every("\n".join([*above, text]))) == marks(every(text))


@given(st.integers(1, 5).flatmap(lambda count: st.permutations(range(count))))
def test_the_same_text_again_is_another_finding_whatever_order_they_come_in(order: list[int]) -> None:
    findings = every("HERE\n" * len(order))
    assert len(set(marks(findings))) == len(order)
    assert marks([findings[number] for number in order]) == marks(findings)


def test_rule_path_and_text_tell_findings_apart() -> None:
    base = ("sync-state", "a.py", "state")
    others = [("me-endpoint", "a.py", "state"), ("sync-state", "b.py", "state"), ("sync-state", "a.py", "stat")]
    assert len({fingerprint(*parts) for parts in [base, *others]}) == 4


def test_parts_do_not_run_into_each_other() -> None:
    assert fingerprint("a", "b c", "d") != fingerprint("a", "b", "c d")


def test_severity_message_and_position_do_not_count() -> None:
    (one,) = every("HERE")
    assert marks([replace(one, message="other", path="./src/a.py")]) == marks([one])


@pytest.mark.parametrize("matched", ["\ud800", "é", ""])
def test_any_text_has_a_fingerprint(matched: str) -> None:
    assert len(fingerprint("sync-state", "a.py", matched)) == 16


def test_a_fingerprint_stays_what_it_is_from_version_to_version() -> None:
    assert fingerprint("me-endpoint", "src/login.py", "/me") == "ce4ab9ba84418342"
