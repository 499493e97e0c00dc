import os
import re
import subprocess
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clever_upgrade.scan.fixing import BREAKS, OUTSIDE, OVERLAPS, fixed_text, spliced, unified_diff
from clever_upgrade.scan.result import Edit, Finding, Fix, Place
from clever_upgrade.scan.tree.lines import line_index
from tests.scan.findings import finding

APART = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
TEXTS = st.text(st.sampled_from("ab\n\r\U0001f600"), max_size=30)


def fine(_: str) -> bool:
    return True


def fix(text: str, *edits: tuple[int, int, str], at: int | None = None) -> Finding:
    """A finding whose fix makes these edits."""
    where = at if at is not None else edits[0][0]
    plain = replace(finding("x", "x"), place=line_index(text).place(where, where))
    made = tuple(Edit(Place(start, end, 1, 1, 1, 1), new) for start, end, new in edits)
    return replace(plain, fix=Fix("edit", made))


@given(st.lists(st.tuples(TEXTS, TEXTS, TEXTS), max_size=6), TEXTS)
def test_splicing_puts_every_text_in_its_place(parts: list[tuple[str, str, str]], rest: str) -> None:
    before, after, stretches = "", "", []
    for number, (between, old, new) in enumerate(parts):
        gap = f"{between}{number}"  # so that no two stretches begin at the same place
        stretches.append((len(before + gap), len(before + gap + old), new))
        before, after = before + gap + old, after + gap + new
    assert spliced(before + rest, reversed(stretches)) == after + rest


STRETCHES = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 4), st.sampled_from(["", "X", "YZ"])), max_size=6)


@given(STRETCHES)
def test_each_fix_is_carried_out_whole_or_named_as_left(drawn: list[tuple[int, int, str]]) -> None:
    text = "abcdefghijkl"
    findings = [fix(text, (start, min(start + length, 12), new)) for start, length, new in drawn]
    result = fixed_text("a.py", text, findings, fine)
    assert len(result.fixed) + len(result.not_fixed) == len(findings)
    assert {one.why for one in result.not_fixed} <= {OVERLAPS}
    done = {(e.place.start, e.place.end, e.text) for one in result.fixed for e in (one.fix.edits if one.fix else ())}
    pieces, at = [], 0
    for start, end, new in sorted(done):
        assert start >= at
        pieces += [text[at:start], new]
        at = end
    assert result.after == "".join(pieces) + text[at:]


def test_two_findings_that_want_the_same_are_both_fixed_by_it() -> None:
    text = "one HERE two"
    result = fixed_text("a.py", text, [finding(text, "HERE", put="there", rule=rule) for rule in ("b", "a")], fine)
    assert (result.after, len(result.fixed), result.not_fixed) == ("one there two", 2, ())


def test_of_two_fixes_that_contradict_each_other_the_first_is_carried_out() -> None:
    text = "abcdef"
    first, second, third = fix(text, (1, 3, "X")), fix(text, (2, 4, "Y"), (5, 6, "Z")), fix(text, (4, 5, "W"))
    result = fixed_text("a.py", text, [third, second, first], fine)
    assert result.after == "aXdWf"
    assert result.fixed == (first, third)
    assert [(one.finding, one.why) for one in result.not_fixed] == [(second, OVERLAPS)]


def test_what_is_put_in_beside_another_change_does_not_overlap_it() -> None:
    text = "abc"
    result = fixed_text("a.py", text, [fix(text, (1, 1, "<")), fix(text, (1, 2, "B")), fix(text, (2, 2, ">"))], fine)
    assert result.after == "a<B>c"
    clash = fixed_text("a.py", text, [fix(text, (1, 1, "<")), fix(text, (1, 1, ">"))], fine)
    assert (clash.after, len(clash.not_fixed)) == ("a<bc", 1)


@pytest.mark.parametrize("edit", [(-1, 2, ""), (2, 9, ""), (2, 1, "")])
def test_a_fix_that_lies_outside_of_the_text_is_left(edit: tuple[int, int, str]) -> None:
    result = fixed_text("a.py", "abc", [fix("abc", edit, at=0)], fine)
    assert (result.after, [one.why for one in result.not_fixed]) == ("abc", [OUTSIDE])


def test_a_file_that_would_not_parse_any_more_is_left_as_it_is() -> None:
    text = "HERE ab"
    findings = [finding(text, "HERE", put="("), fix(text, (5, 6, "X")), fix(text, (5, 7, "Y"))]
    result = fixed_text("a.py", text, findings, lambda after: "(" not in after)
    assert (result.after, result.fixed, result.changed) == (text, (), False)
    assert sorted(one.why for one in result.not_fixed) == sorted([BREAKS, BREAKS, OVERLAPS])


def test_a_finding_without_a_fix_is_no_matter_here() -> None:
    result = fixed_text("a.py", "HERE", [finding("HERE", "HERE")], fine)
    assert (result.fixed, result.not_fixed, result.changed) == ((), (), False)


def test_nothing_is_parsed_where_nothing_changes() -> None:
    assert not fixed_text("a.py", "HERE", [finding("HERE", "HERE", put="HERE")], pytest.fail).changed


@given(st.lists(st.sampled_from(["v1", "v2", "x", "\r\n", "\n", "\ufeff"])))
def test_fixing_what_was_fixed_changes_nothing(words: list[str]) -> None:
    def scanned(text: str) -> list[Finding]:
        places = [found.span() for found in re.finditer("v1", text)]
        return [fix(text, (start, end, "v2")) for start, end in places]

    text = "".join(words)
    once = fixed_text("a.py", text, scanned(text), fine)
    assert once.after == text.replace("v1", "v2")
    assert not fixed_text("a.py", once.after, scanned(once.after), fine).changed


@settings(max_examples=40, deadline=None)
@given(TEXTS, TEXTS)
def test_git_can_apply_the_difference(before: str, after: str) -> None:
    diff = unified_diff("src/a.py", before, after)
    assert bool(diff) == (before != after)
    if not diff:
        return
    with TemporaryDirectory() as folder:
        file = Path(folder, "src/a.py")
        file.parent.mkdir()
        file.write_bytes(before.encode())
        command = ["git", "apply", "--whitespace=nowarn", "--unidiff-zero", "-"]
        done = subprocess.run(command, cwd=folder, env=APART, input=diff.encode(), capture_output=True, check=False)
        assert (done.returncode, done.stderr) == (0, b"")
        assert file.read_bytes() == after.encode()


def test_the_difference_looks_like_one() -> None:
    assert unified_diff("a.py", "one\ntwo", "one\nthree") == (
        "--- a/a.py\n+++ b/a.py\n@@ -1,2 +1,2 @@\n one\n-two\n\\ No newline at end of file\n"
        "+three\n\\ No newline at end of file\n"
    )
