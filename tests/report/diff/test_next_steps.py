"""After every comparison a person is told what to do, and the commands work as they stand."""

import shlex
from dataclasses import replace

import pytest

from clever_upgrade.compare.request import DiffRequest
from clever_upgrade.compare.result import Change
from clever_upgrade.report.command_line import Source
from clever_upgrade.report.diff.calls import DiffCalls
from clever_upgrade.report.diff.next_steps import MOST_STEPS, next_steps
from clever_upgrade.report.diff.render import render
from tests.report.diff import results


def commands(result, **options):
    steps = next_steps(result, **{"show_values": False, "unlisted": 0} | options)
    return [command for step in steps for command in step.commands]


@pytest.mark.parametrize("result", results.ALL.values(), ids=results.ALL)
def test_there_is_always_something_to_do_and_never_too_much(result):
    assert 1 <= len(next_steps(result, show_values=False, unlisted=8)) <= MOST_STEPS


def test_documented_changes_are_to_be_read_up():
    assert commands(results.DOCUMENTED) == ["clever-upgrade changes schools-array", "clever-upgrade changes sync-state"]


def test_of_many_documented_changes_the_most_frequent_are_named():
    rules = ("schools-array", "graduation-year", "contact-sis-id", "launch-date")
    groups = tuple(
        replace(results.DOCUMENTED.groups[0], rule=rule, records=9 - number) for number, rule in enumerate(rules)
    )
    assert commands(replace(results.DOCUMENTED, groups=groups)) == [
        "clever-upgrade changes schools-array",
        "clever-upgrade changes graduation-year",
        "clever-upgrade changes",
    ]


def test_where_nothing_differs_the_other_changes_are_to_be_read():
    assert commands(results.EQUAL) == ["clever-upgrade changes"]


def test_an_unexpected_difference_is_to_be_looked_at_in_one_record():
    assert commands(results.UNEXPECTED)[0] == f"clever-upgrade diff students --id {results.record_id(0)} --show-values"


def test_values_that_are_shown_already_are_not_to_be_shown():
    assert not [command for command in commands(results.UNEXPECTED, show_values=True) if "--show-values" in command]


def test_a_record_on_one_side_has_no_values_to_look_at():
    gone = replace(results.UNEXPECTED, findings=results.UNEXPECTED.findings[-1:])
    assert not [command for command in commands(gone) if "--show-values" in command]


def test_the_status_of_a_district_needs_no_id():
    status = replace(results.UNEXPECTED, findings=results.UNEXPECTED.findings[:1])
    assert commands(status)[0] == "clever-upgrade diff status --show-values"


def test_events_are_asked_for_with_the_option_that_they_need():
    event = results.finding(1, "events", results.unexpected("data.object.grade", Change.CHANGED, "value-differs", 1, 2))
    first = commands(replace(results.UNEXPECTED, findings=(event,)))[0]
    assert first == f"clever-upgrade diff events --acknowledge-events --id {results.record_id(1)} --show-values"


def test_what_the_report_does_not_list_goes_to_a_file():
    assert "clever-upgrade diff --format json --output diff.json" in commands(results.UNEXPECTED, unlisted=1)
    assert "clever-upgrade diff --format json --output diff.json" not in commands(results.UNEXPECTED, unlisted=0)


def test_drift_is_to_be_read_again_in_the_collections_where_it_was():
    assert commands(results.DRIFTED)[0] == "clever-upgrade diff students"


def test_what_did_not_settle_is_to_be_read_again_before_what_did():
    section = results.finding(61, "sections", results.drifted("students", "did-not-settle", [], None))
    unsettled = replace(results.UNSETTLED, findings=(*results.DRIFTED.findings, section))
    assert commands(unsettled)[0] == "clever-upgrade diff sections"
    assert "never held still" in next_steps(unsettled, show_values=False, unlisted=0)[0].sentence


def test_commands_name_the_source_that_was_used():
    own = commands(results.UNEXPECTED, calls=DiffCalls(Source(("--sandbox",))))
    assert own[0].startswith("clever-upgrade diff --sandbox students --id ")


def test_a_recording_is_not_asked_for_a_record_that_it_has_in_a_list_only():
    recorded = commands(results.UNEXPECTED, calls=DiffCalls(Source(("--replay", "q f"))))
    assert recorded
    assert not [command for command in recorded if "--show-values" in command]


def test_one_record_of_many_districts_is_looked_at_in_its_own():
    chosen = DiffCalls(Source(("--client-id", "app"), ("d1", "d2")), DiffRequest(sample=50))
    many = replace(results.UNEXPECTED, coverage=replace(results.UNEXPECTED.coverage, districts=2))
    finding = results.UNEXPECTED.findings[1]
    assert commands(many, calls=chosen)[0] == (
        f"clever-upgrade diff --client-id app --district {finding.district} {finding.collection} --id {finding.id} "
        "--show-values"
    )


def test_what_only_a_nested_list_shows_needs_the_sample_that_chose_the_list():
    nested = replace(results.UNEXPECTED.findings[1], nested_in="sections/s/students")
    chosen = DiffCalls(request=DiffRequest(sample=50, seed=3))
    first = commands(replace(results.UNEXPECTED, findings=(nested,)), calls=chosen)[0]
    assert first == "clever-upgrade diff students --sample 50 --seed 3 --show-values"


def test_the_rest_and_the_drift_of_a_sample_are_compared_in_the_same_sample():
    chosen = DiffCalls(request=DiffRequest(("students", "teachers"), sample=50, max_findings=9))
    failed = replace(results.DRIFTED, failures=results.ALL["many"].failures)
    assert [command.removeprefix("clever-upgrade diff ") for command in commands(failed, calls=chosen)[:2]] == [
        "students teachers --sample 50 --max-findings 9 --resume",
        "students --sample 50 --max-findings 9",
    ]


def test_an_id_cannot_smuggle_in_another_command():
    evil = replace(results.UNEXPECTED.findings[1], id="x;  rm -rf $HOME `id`\n")
    words = shlex.split(commands(replace(results.UNEXPECTED, findings=(evil,)))[0])
    assert words == ["clever-upgrade", "diff", "students", "--id", "x;  rm -rf $HOME `id`\n", "--show-values"]


def test_a_command_that_is_too_long_for_the_screen_is_still_one_command():
    text = render(results.UNEXPECTED, "terminal", width=60)
    lines = text[text.index("1. Look at") :].splitlines()[2:]
    first = next(index for index, line in enumerate(lines) if not line.endswith("\\"))
    joined = "\n".join(lines[: first + 1]).replace("\\\n", "")
    assert first > 0
    assert shlex.split(joined) == shlex.split(commands(results.UNEXPECTED)[0])
