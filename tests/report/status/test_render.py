"""How the syncs of districts are shown: to people at any width, in a ticket, and to programs."""

import json
import re
from dataclasses import replace

import pytest

jsonschema = pytest.importorskip("jsonschema")

from clever_upgrade.compare.status_result import STATES  # noqa: E402 - the tests below are of no use without jsonschema
from clever_upgrade.report.screen import columns_of  # noqa: E402
from clever_upgrade.report.status.render import render  # noqa: E402
from clever_upgrade.report.status.schema import status_schema  # noqa: E402
from clever_upgrade.report.status.terminal import MOST_DISTRICTS, MOST_HEALTHY  # noqa: E402
from tests.report.closed_schema import closed  # noqa: E402
from tests.report.status import results  # noqa: E402

every_result = pytest.mark.parametrize("result", results.ALL.values(), ids=results.ALL)
ANSI = re.compile(r"\x1b\[[0-9;]*m")


@pytest.mark.parametrize("name", results.ALL)
def test_on_a_terminal_of_80_columns_it_looks_like_this(name, snapshot):
    assert render(results.ALL[name], "terminal", is_terminal=True) == snapshot


def test_on_a_narrow_terminal_and_in_a_ticket_it_looks_like_this(snapshot):
    assert render(results.MANY, "terminal", is_terminal=True, width=50) == snapshot
    assert render(results.ONE_ODD, "markdown") == snapshot


@every_result
@pytest.mark.parametrize("width", [40, 60, 80, 120])
@pytest.mark.parametrize("is_terminal", [False, True])
def test_no_line_is_wider_than_the_screen_and_no_id_is_cut(result, width, is_terminal):
    text = render(result, "terminal", width=width, is_terminal=is_terminal)
    # A command may stand on a line of its own, however long it is.
    lines = [line for line in text.splitlines() if "clever-upgrade" not in line]
    assert max(map(len, lines)) <= width
    assert not [line for line in lines if line != line.rstrip()]
    assert all(status.district in text for status in result.in_order()[:MOST_HEALTHY])


@every_result
def test_colour_adds_nothing_but_colour_and_a_pipe_gets_plain_ascii(result):
    plain = render(result, "terminal", is_terminal=True)
    coloured = ANSI.sub("", render(result, "terminal", is_terminal=True, color=True))
    assert [line.rstrip() for line in coloured.splitlines()] == plain.splitlines()
    assert render(result, "terminal").isascii()


def test_of_very_many_districts_the_gravest_are_named_and_the_rest_is_counted():
    text = render(results.MANY, "terminal")
    assert [text.index(f"\n{state}:") for state in ("unknown", "error", "pending", "paused", "running")] == sorted(
        text.index(f"\n{state}:") for state in STATES
    )
    assert f"and {195 - MOST_HEALTHY} more districts; --format json lists them all" in text
    assert f"and {30 - MOST_DISTRICTS} more districts" in render(results.ALL_PAUSED, "terminal")


def test_a_name_of_wide_signs_breaks_no_line():
    wide = results.result(*(results.status("running", "running", number=number, name="学区" * 30) for number in (1, 2)))
    for width in (80, 100, 120):
        text = render(wide, "terminal", width=width, is_terminal=True)
        assert max(map(columns_of, text.splitlines())) <= width
        assert "4fd43cc56d11340000000001" in text


def test_where_all_but_one_could_not_be_read_the_headline_says_which_is_which():
    text = render(results.result(results.PAUSED, failures=(results.FAILURE,)), "terminal")
    assert "1 of 2 districts could not be read. The other one is paused." in text
    assert "paused: the district paused its sync" in text


@every_result
def test_the_json_report_keeps_its_schema_and_has_nothing_beyond_it(result):
    data = json.loads(render(result, "json"))
    jsonschema.validate(data, closed(status_schema()))
    assert len(data["districts"]) == len(result.districts) == sum(data["states"].values())
    assert render(result, "json") == render(result, "json")


@pytest.mark.parametrize(
    ("name", "value"),
    [("schema", "clever-upgrade/status/2"), ("states", {}), ("districts", [{}]), ("failures", [{"district": "5"}])],
)
def test_the_schema_refuses_what_is_no_report(name, value):
    data = json.loads(render(results.RUNNING, "json"))
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(data | {name: value}, status_schema())


def test_a_program_learns_who_acts_and_what_three_states_make_of_it():
    (paused,) = json.loads(render(results.ONE_PAUSED, "json"))["districts"]
    assert (paused["from_state"], paused["to_state"], paused["who_acts"]) == ("running", "paused", "nobody")
    assert paused["pause_end"] == "2017-08-10T00:00:00.000Z"
    assert paused["three_states"]["today"] == {
        "taken_for": "a healthy sync", "effect": "syncs as usual", "rightly": False,
    }  # fmt: skip
    (odd,) = json.loads(render(results.ONE_ODD, "json"))["districts"]
    assert (odd["state"], odd["to_state"], odd["who_acts"]) == ("unknown", "success", "unknown")
    assert (odd["consistent"], odd["has_error_text"], odd["malformed"]) == (False, True, ["pause_end"])


def test_a_district_cannot_smuggle_in_another_command():
    evil = replace(results.FAILURE, district="x; rm -rf $HOME `id`")
    text = render(results.result(failures=(evil,)), "terminal")
    assert "--district 'x; rm -rf $HOME `id`'\n" in text


def test_what_a_server_says_cannot_format_a_ticket():
    said = "<img src=x> | @everyone \x1b[2J"
    for hostile in (results.status("running", "running", name=said), results.status("running", said)):
        text = render(results.result(hostile), "markdown")
        assert "<img" not in text.replace("`<img", "").replace(r"\<", "")
        assert "\x1b" not in text + render(results.result(hostile), "terminal")
