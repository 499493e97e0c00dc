"""Findings are grouped by what clears them and by the tree that they are in, and none is lost."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from clever_upgrade.report.scan.words import FEW, grouped, headline, in_one_line, looked_at, skipped_in_order
from clever_upgrade.scan.result import Skipped
from clever_upgrade.scan.tree.own import BY_THE_TOOL
from tests.report.scan import results


def trees(findings, *paths):
    groups, alone = grouped(findings, paths or (".",))
    return [(group.cause, group.tree, len(group.findings)) for group in groups], len(alone)


def test_findings_without_a_cause_stay_alone():
    many = [replace(results.STUDENTS, path=f"app/{number}.py") for number in range(50)]
    assert trees(many) == ([], 50)


def test_copies_in_different_places_are_different_groups_the_largest_first():
    both = (*results.vendored(5, "vendor/clever-ruby"), *results.vendored(9, "lib/clever-ruby"))
    assert trees(both) == (
        [("replace the library", "lib/clever-ruby/lib", 9), ("replace the library", "vendor/clever-ruby/lib", 5)],
        0,
    )


def test_what_was_scanned_from_elsewhere_is_told_apart_too():
    both = (*results.vendored(5, "/srv/app/vendor/clever-ruby"), *results.vendored(5, "/srv/app/lib/clever-ruby"))
    found, _ = trees(both, "/srv/app")
    assert [tree for _, tree, _ in found] == ["/srv/app/lib/clever-ruby/lib", "/srv/app/vendor/clever-ruby/lib"]


def test_different_causes_in_one_tree_are_different_groups():
    other = [replace(one, cause="drop the fork") for one in results.vendored(6)]
    found, _ = trees([*results.vendored(4), *other])
    assert [cause for cause, _, _ in found] == ["drop the fork", "replace the library"]


def test_a_group_says_what_its_gravest_findings_say():
    (group,), _ = grouped(results.vendored(20), ["."])
    assert group.remedies == ("Replace the whole copy.",)
    assert group.rules == [("endpoint-version", 19), ("old-client-library", 1)]
    (group,), _ = grouped(results.vendored(20)[1:], ["."])
    assert group.remedies == (results.ASK_FOR_V12,)


folders = st.lists(st.sampled_from(["vendor", "lib", "a b", "clever-ruby", ".."]), max_size=3).map("/".join)
some = st.builds(
    lambda folder, cause, line: replace(
        results.STUDENTS,
        path=f"{folder}/x.rb" if folder else "x.rb",
        cause=cause,
        place=replace(results.STUDENTS.place, line=line, end_line=line),
    ),
    folders,
    st.sampled_from(["", "replace the library", "drop the fork"]),
    st.integers(1, 99),
)


@given(st.lists(some, max_size=40), st.lists(folders, max_size=2))
def test_every_finding_is_in_one_group_or_alone(findings, paths):
    groups, alone = grouped(findings, paths)
    together = [finding for group in groups for finding in group.findings]
    assert sorted((*together, *alone), key=repr) == sorted(findings, key=repr)
    for group in groups:
        assert len(group.findings) > FEW
        assert all(one.cause == group.cause and one.path.startswith(group.tree) for one in group.findings)


def test_one_line_tells_of_what_was_not_looked_at():
    assert in_one_line(results.CLEAN) == "Nothing to do: no finding in 423 files."
    skipped = replace(results.FEW, skipped=(Skipped("a", "is binary"), Skipped("b", "is binary")))
    assert in_one_line(skipped) == "2 findings in 2 files: 1 warning, 1 note. Not looked at in full: 2 files."


def test_a_single_one_is_said_in_the_singular():
    one = results.result(results.LOGIN, files=1, size=80, suppressed=results.FOUND.suppressed[:1])
    assert headline(one) == "1 finding in 1 file: 1 note."
    first, *_, last = looked_at(one)
    assert first == "1 file (80 bytes) in . with 8 rules."
    assert last == "1 finding is suppressed (1 by comments)."


def test_what_the_tool_wrote_is_named_after_what_nobody_could_read():
    names = (("a.json", BY_THE_TOOL), ("b.py", "is binary"), ("c.json", BY_THE_TOOL), ("d.py", "is binary"))
    result = replace(results.FEW, skipped=tuple(Skipped(*name) for name in names))
    assert [one.path for one in skipped_in_order(result)] == ["b.py", "d.py", "a.json", "c.json"]
