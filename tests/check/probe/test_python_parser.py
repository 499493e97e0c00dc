"""Parsers of Python are called in their own process, and every way in which they break is seen."""

import sys
from pathlib import Path

import pytest

from clever_upgrade.check.probe.settings import Given, Probe
from tests.check.probe.configured import PARSERS, outcome_of, python, told


def test_a_strict_model_is_shown_by_a_record_with_the_one_new_member():
    outcome = outcome_of(python("students", "roster:Strict.model_validate"))
    assert told(outcome) == [
        ("raises", "schools-array", "it has schools"),
        ("raises", "graduation-year", "it has graduation_year"),
    ]
    schools, year, special = outcome.failures
    assert (schools.record["schools"], year.record["graduation_year"]) == ([], "")
    guaranteed = {"id", "district", "school", "created", "last_modified", "sis_id", "name"}
    assert [set(one.record) for one in (schools, year)] == [guaranteed | {"schools"}, guaranteed | {"graduation_year"}]
    assert (special.rule, special.is_grave) == ("special-scope-fields", False)
    assert "Extra inputs are not permitted" in schools.message
    assert schools.records > 50
    assert outcome.path.endswith("tests/check/probe/parsers/roster.py")


def test_a_tolerant_model_takes_everything():
    outcome = outcome_of(python("students", "roster:Tolerant"))
    assert (outcome.failures, outcome.problem, outcome.failed) == ((), "", False)
    assert outcome.tried > 300


def test_a_dataclass_is_called_with_the_members():
    outcome = outcome_of(python("contacts", "roster:Contact"))
    assert told(outcome) == [("raises", "contact-sis-id", "it has sis_id")]
    assert "unexpected keyword argument 'sis_id'" in outcome.failures[0].message


def test_an_enumeration_of_three_states_refuses_the_pause_and_may_print_as_it_likes():
    outcome = outcome_of(python("status", "roster:status"))
    assert told(outcome) == [("raises", "sync-state", "state is paused")]
    (failure,) = outcome.failures
    assert failure.record.keys() == {"id", "state"}
    assert failure.message.startswith("ValueError at roster.py:")
    assert "'paused' is not a valid State" in failure.message


def test_what_catches_its_own_failures_is_seen_to_drop_records():
    outcome = outcome_of(python("students", "roster:dropper"))
    assert [one[:2] for one in told(outcome)] == [("drops", "schools-array"), ("drops", "graduation-year")]
    assert outcome.failures[0].message.startswith("it returned None, and said: ")


def test_what_hangs_is_ended_and_started_again():
    outcome = outcome_of(python("teachers", "light:hanger", timeout=0.3), examples=0)
    assert told(outcome) == [("hangs", "schools-array", "it has schools")]
    assert outcome.failures[0].record["schools"] == []
    assert outcome.failures[0].message == "no answer within 0.3 seconds"


def test_what_ends_its_process_is_started_again():
    outcome = outcome_of(python("teachers", "light:leaver"), examples=0)
    assert told(outcome) == [("raises", "schools-array", "it has schools")]
    assert outcome.failures[0].message == "ended with code 7"


def test_several_schools_and_no_school_are_two_failures():
    outcome = outcome_of(python("students", "light:several_schools"), examples=0)
    found = told(outcome)
    assert ("raises", "schools-array", "schools lists 2 ids") in found
    assert ("raises", "schools-array", "schools is empty") in found
    assert ("changes", "schools-array", "schools lacks the primary school") in found
    several = next(one for one in outcome.failures if one.variation == "schools lists 2 ids")
    assert len(several.record["schools"]) == 2
    first = several.record["name"]["first"]
    assert first not in several.message


def test_a_hash_of_everything_comes_out_different_and_a_time_of_reading_does_not_count():
    outcome = outcome_of(python("teachers", "light:digest"))
    assert told(outcome) == [("changes", "schools-array", "it has schools")]
    assert outcome.failures[0].message == "what it made differs at hash"


def test_one_form_of_date_is_not_enough():
    outcome = outcome_of(python("status", "light:dates"))
    assert ("raises", "launch-date", "launch_date is a plain date") in told(outcome)


def test_a_pause_that_comes_out_like_an_error_is_a_note():
    outcome = outcome_of(python("status", "light:alarm"))
    (note,) = outcome.failures
    assert not outcome.failed
    assert note.rule == "sync-state"
    assert "comes out like pending and like error and not like running" in note.variation


def test_what_v1_1_may_give_already_is_a_note():
    outcome = outcome_of(python("students", "light:reads_email"))
    assert not outcome.failed
    assert {one.trouble.value for one in outcome.failures} == {"refuses-earlier"}
    assert any("email is null" in one.variation for one in outcome.failures)


def test_a_plain_record_of_v1_1_must_be_taken():
    outcome = outcome_of(python("students", "light:needs_email"), examples=0)
    assert ("refuses-earlier", "", "a record of the generated district, as it is, and 5 more") in told(outcome)


def test_what_is_ready_for_both_versions_is_not_blamed_for_more_schools():
    assert outcome_of(python("students", "light:ready")).failures == ()


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("roster:Loose", None),
        ("roster:Loose.model_validate_json", Given.TEXT),
        ("roster:later", None),
        ("roster:Row", None),
        ("light:lazily", None),
    ],
)
def test_a_parser_is_called_the_way_it_wants(name, given):
    outcome = outcome_of(python("districts", name, given=given), examples=0)
    assert (outcome.problem, outcome.failures) == ("", ())


@pytest.mark.parametrize(
    ("target", "said", "hint"),
    [
        ("nowhere:parse", "there is no module nowhere in parsers", "cwd"),
        ("needy:parse", "needs a_package_that_is_not_there", "interpreter"),
        ("roster:Nope", "module 'roster' has no attribute 'Nope'", "Import it yourself"),
        ("light:PLAIN", "it is not callable", "Import it yourself"),
        ("light:refuses_all", "it takes no record of v1.1, so nothing is known", "collection"),
    ],
)
def test_a_parser_that_cannot_be_tried_says_why_and_what_to_do(target, said, hint):
    outcome = outcome_of(Probe("students", PARSERS, python=target), examples=0)
    assert outcome.failed
    assert said in outcome.problem
    assert hint in outcome.remedy


@pytest.mark.parametrize("module", ["sync.roster", "sync/roster.py", "inner.roster"])
def test_a_module_that_lies_beside_the_parser_is_told_from_one_that_is_not_installed(tmp_path, monkeypatch, module):
    monkeypatch.chdir(tmp_path)
    for folder in (tmp_path / "sync", tmp_path / "src" / "inner"):
        folder.mkdir(parents=True)
        (folder / "api.py").touch()
        (folder / "roster.py").write_text("import api\n\n\ndef parse(record):\n    return record\n")
    outcome = outcome_of(Probe("students", tmp_path, python=f"{module}:parse"), examples=0)
    assert outcome.problem == f"{module} needs api, which lies beside it"
    folder = "src/inner" if module.startswith("inner") else "sync"
    assert f'set cwd to "{folder}" and python to "roster:parse"' in outcome.remedy
    assert outcome_of(Probe("students", tmp_path / folder, python="roster:parse"), examples=0).problem == ""


def test_the_process_has_no_secrets():
    secrets = {"CLEVER_TOKEN": "t-1", "CLEVER_CLIENT_SECRET": "s-1", "CLEVER_UPGRADE_STORE": "kept"}
    outcome = outcome_of(python("districts", "light:without_secrets"), environ={"PATH": "/bin", **secrets}, examples=0)
    assert (outcome.problem, outcome.failures) == ("", ())


def test_the_folder_src_and_files_are_found(tmp_path: Path):
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "inner.py").write_text("def parse(record):\n    return record['id']\n")
    # Names of our own modules are not in the way.
    (tmp_path / "settings.py").write_text("from inner import parse\n")
    for target in ("inner:parse", "settings:parse", "settings.py:parse"):
        outcome = outcome_of(Probe("districts", tmp_path, python=target), examples=0)
        assert (outcome.problem, outcome.failures) == ("", ())


def _pythons() -> list[str]:
    found = sorted(Path(sys.base_prefix).parent.glob("3.*/bin/python"))
    return [str(path) for path in found if path.parts[-3].split(".")[1] not in ("0", "1", "2", "3", "4", "5")]


@pytest.mark.skipif(len(_pythons()) < 2, reason="only one Python is here")
def test_an_older_python_runs_the_script(tmp_path: Path):
    (tmp_path / "old.py").write_text("def parse(record):\n    return {name: record[name] for name in ('id', 'name')}\n")
    for interpreter in _pythons():
        outcome = outcome_of(Probe("students", tmp_path, python="old:parse", interpreter=interpreter), examples=0)
        assert (outcome.problem, outcome.failures) == ("", ()), interpreter


def test_an_interpreter_that_is_none_is_named():
    outcome = outcome_of(python("students", "roster:Strict", interpreter="no-such-python"), examples=0)
    assert "there is no program no-such-python" in outcome.problem
