"""What a person sees of resyncs and events: at every width, in colour or not, on a terminal or in a pipe."""

import io
import re
import shlex
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clever_upgrade.report.manners import Manners
from clever_upgrade.report.resync import render as resync
from clever_upgrade.report.resync.calls import PLAIN, Calls, calls
from clever_upgrade.report.resync.status_terminal import lasting, status_as_terminal
from clever_upgrade.report.resync.terminal import (
    SHOWN,
    applied_in_words,
    events_as_terminal,
    plans_as_terminal,
    resync_as_terminal,
    verification_as_terminal,
)
from clever_upgrade.resync.result import Mismatch
from clever_upgrade.store.state import RunState
from tests.report.resync import results

WIDTHS = (60, 100)
ANSI = re.compile(r"\x1b\[[0-9;]*m")
ELSEWHERE = calls(store="postgresql://app@db/roster", config=None, source=("--base-url", "https://api.example.com"))

Show = Callable[[Manners], str]


def _shows() -> dict[str, Show]:
    found: dict[str, Show] = {}
    for name, result in results.RESULTS.items():
        found[f"run-{name}"] = lambda manners, result=result: resync_as_terminal(result, manners)
    for name, news in results.EVENTS.items():
        found[f"events-{name}"] = lambda manners, news=news: events_as_terminal(news, manners)
    for name, verified in results.VERIFIED.items():
        found[f"verify-{name}"] = lambda manners, verified=verified: verification_as_terminal(verified, manners)
    for name, view in results.VIEWS.items():
        found[f"status-{name}"] = lambda manners, view=view: status_as_terminal([view], manners)
    found["status-none"] = lambda manners: status_as_terminal([], manners)
    found["status-two"] = lambda manners: status_as_terminal([results.VIEWS["done"], results.VIEWS["held"]], manners)
    found["plan-none"] = lambda manners: plans_as_terminal([], manners)
    found["plan-unread"] = lambda manners: plans_as_terminal([results.UNREAD], manners)
    found["plan-two"] = lambda manners: plans_as_terminal([results.HELD, results.DRY_RUN], manners)
    return found


SHOWS = _shows()
every_show = pytest.mark.parametrize("show", SHOWS.values(), ids=SHOWS)


@pytest.mark.parametrize("name", SHOWS)
@pytest.mark.parametrize("width", WIDTHS)
def test_on_a_terminal_it_looks_like_this(name, width, snapshot):
    assert SHOWS[name](Manners(width, color=False, is_terminal=True)) == snapshot


def test_in_a_pipe_it_looks_like_this(snapshot):
    assert resync_as_terminal(results.LIVELY, Manners(80, color=False, is_terminal=False)) == snapshot


@every_show
@pytest.mark.parametrize("width", [40, *WIDTHS, 120])
@pytest.mark.parametrize("is_terminal", [False, True])
def test_no_line_is_wider_than_the_screen_or_ends_in_blanks(show, width, is_terminal):
    lines = show(Manners(width, color=False, is_terminal=is_terminal)).splitlines()
    # A command is folded between its words; the indent of its last word may not fit the narrowest of screens.
    assert max(map(len, lines)) <= width
    assert not [line for line in lines if line != line.rstrip()]


@every_show
def test_it_begins_with_what_matters_and_ends_with_one_line_break(show):
    text = show(Manners(80, color=False, is_terminal=True))
    assert text[0] not in " \n"
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    assert "\n\n\n" not in text


@every_show
def test_a_pipe_gets_plain_ascii(show):
    assert show(Manners(80, color=False, is_terminal=False)).isascii()


@every_show
@pytest.mark.parametrize("width", WIDTHS)
def test_colour_adds_nothing_but_colour(show, width):
    plain = show(Manners(width, color=False, is_terminal=True))
    coloured = show(Manners(width, color=True, is_terminal=True))
    assert "\x1b" not in plain
    assert [line.rstrip() for line in ANSI.sub("", coloured).splitlines()] == plain.splitlines()


@every_show
@pytest.mark.parametrize("width", [40, 60])
def test_a_narrow_screen_cuts_nothing_off(show, width):
    def words(text: str) -> set[str]:
        return set(re.findall(r"[0-9a-f]{24}|[0-9][0-9,]*", text))

    narrow, wide = (show(Manners(columns, color=False, is_terminal=False)) for columns in (width, 120))
    assert "\N{HORIZONTAL ELLIPSIS}" not in narrow
    assert words(wide) <= words(narrow) | {"0"}


@pytest.mark.parametrize("name", ["done", "lively", "large"])
@pytest.mark.parametrize("is_terminal", [False, True])
def test_at_no_width_a_number_of_the_table_is_cut(name, is_terminal):
    def numbers(width: int) -> set[str]:
        text = resync_as_terminal(results.RESULTS[name], Manners(width, color=False, is_terminal=is_terminal))
        assert max(map(len, text.splitlines())) <= width
        assert "Collection" in text or width < 100
        return set(re.findall(r"[0-9][0-9,]*", text))

    widest = numbers(120)
    assert all(widest <= numbers(width) | {"0"} for width in range(40, 120))


def commands(text: str) -> list[list[str]]:
    joined = text.replace("\\\n", " ")
    return [shlex.split(line) for line in joined.splitlines() if line.strip().startswith("clever-upgrade")]


@pytest.mark.parametrize("name", [name for name in results.RESULTS if name != "large"])
def test_the_commands_to_type_next_name_the_same_store_and_server(name):
    text = resync_as_terminal(results.RESULTS[name], Manners(60, color=False, is_terminal=True), ELSEWHERE)
    found = commands(text)
    assert found
    for words in found:
        assert words[words.index("--store") + 1] == "postgresql://app@db/roster"
        reads = words[1] == "events" or words[2] in ("run", "approve", "cutover")
        assert ("--base-url" in words) == reads


@pytest.mark.parametrize(
    ("result", "wanted"),
    [
        (results.DONE, [["events", "--follow"]]),
        (
            results.DRY_RUN,
            [["resync", "plan", "000005-1"], ["resync", "run"], ["resync", "abort", "000005-1"]],
        ),
        (
            results.HELD,
            [["resync", "plan", "000005-2"], ["resync", "approve", "000005-2"], ["resync", "abort", "000005-2"]],
        ),
        (results.POSTPONED, [["resync", "cutover", "000005-1"], ["resync", "abort", "000005-1"]]),
    ],
    ids=["done", "dry-run", "held", "postponed"],
)
def test_what_can_be_done_next_is_said_as_commands(result, wanted):
    found = commands(resync_as_terminal(result, Manners(100, color=False, is_terminal=True)))
    assert [words[1:] for words in found] == wanted


@pytest.mark.parametrize("name", results.VIEWS)
def test_status_suggests_nothing_while_a_process_is_at_work(name):
    view = results.VIEWS[name]
    busy = replace(view, district=replace(view.district, lease_until=results.NOW + 1, lease_owner="h:1:x"))
    idle = replace(view, district=replace(view.district, lease_until=results.NOW - 1, lease_owner="h:1:x"))
    manners = Manners(100, color=False, is_terminal=True)
    assert commands(status_as_terminal([busy], manners)) == []
    assert commands(status_as_terminal([idle], manners)) != []


MANY = ("--client-id", "my app", "--district", results.DISTRICT)


@pytest.mark.parametrize("name", results.VIEWS)
def test_status_reads_again_where_the_run_read(name):
    view = results.VIEWS[name]
    idle = replace(view, district=replace(view.district, lease_until=None))
    if idle.run is None:
        return
    manners = Manners(60, color=False, is_terminal=True)
    found = commands(status_as_terminal([replace(idle, run=replace(idle.run, source=MANY))], manners))
    for words in found:
        reads = words[1] == "events" or words[2] in ("run", "approve", "cutover")
        assert (tuple(words[-4:]) == MANY) == reads
    elsewhere = commands(status_as_terminal([replace(idle, run=replace(idle.run, source=MANY))], manners, ELSEWHERE))
    assert not any("--client-id" in words for words in elsewhere)


def test_a_plan_is_carried_out_where_its_run_read():
    text = plans_as_terminal([replace(results.DRY_RUN, source=MANY)], Manners(100, color=False, is_terminal=True))
    assert ["resync", "run", *MANY] in [words[1:] for words in commands(text)]


@pytest.mark.parametrize("state", RunState)
def test_every_state_of_a_run_is_told_in_words(state):
    view = results.view(replace(results.RUN, state=state))
    assert re.search(r"run 000005-1 (is|has|was) ", status_as_terminal([view], Manners(100, False, True)))


def test_a_run_that_went_on_says_so():
    manners = Manners(100, color=False, is_terminal=True)
    text = " ".join(resync_as_terminal(results.LIVELY, manners).split())
    assert "went on where an earlier command had stopped" in text
    assert "went on" not in resync_as_terminal(results.DONE, manners)


def test_a_dry_run_that_found_a_cut_over_to_finish_does_not_say_that_nothing_changed():
    finished = replace(results.LIVELY, dry_run=True)
    text = resync_as_terminal(finished, Manners(100, color=False, is_terminal=True))
    assert "is done" in text
    assert "as they were" not in text


def test_only_the_first_records_that_differ_are_listed_and_all_are_counted():
    text = verification_as_terminal(results.DIFFERING, Manners(100, color=False, is_terminal=True))
    assert "169 differ" in text
    assert "students: 150 records, only in the store" in text
    assert text.count("students 530e") == SHOWN
    assert "17 more" in text


@given(st.text(min_size=1), st.sampled_from(WIDTHS))
def test_no_id_or_path_of_a_server_steers_the_terminal(text, width):
    hostile = replace(
        results.DIFFERING, mismatches=(Mismatch("students", text, (text,)), Mismatch("students", text, (), "store"))
    )
    shown = verification_as_terminal(hostile, Manners(width, color=False, is_terminal=True))
    assert shown.replace("\n", "").isprintable()


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "0 seconds"), (1, "1 second"), (59.9, "59 seconds"), (60, "1 minute"), (7199, "1 hour"),
        (86_400, "1 day"), (31 * 86_400, "31 days"),
    ],
)  # fmt: skip
def test_a_stretch_of_time_is_said_in_its_largest_unit(seconds, said):
    assert lasting(seconds) == said


@pytest.mark.parametrize(
    ("store", "shown"),
    [
        ("sqlite:///a b.db", "'sqlite:///a b.db'"),
        ("postgresql://app@db/roster", "postgresql://app@db/roster"),
        ("postgresql://app:geheim@db/roster", "'postgresql://app:***@db/roster'"),
        ("postgresql://app:ge:he/im@db:5432/roster", "'postgresql://app:***@db:5432/roster'"),
        ("postgresql://:geheim@db/roster", "'postgresql://:***@db/roster'"),
        (
            "postgresql://app@db/roster?sslmode=require&password=geheim",
            "'postgresql://app@db/roster?password=***&sslmode=require'",
        ),
    ],
)
def test_a_command_to_type_next_never_repeats_a_password(store, shown):
    again = calls(store=store, config=None)
    assert again.on_store("resync", "plan") == f"clever-upgrade resync plan --store {shown}"


def test_a_store_that_cannot_be_read_is_not_repeated_at_all():
    assert calls(store="postgresql://app:ge@heim@db/roster", config=None) == PLAIN


def test_the_options_that_say_where_are_repeated_in_the_shape_of_a_shell():
    again = calls(store=None, config="my settings.toml", source=["--sandbox", "--token-file", "-"])
    assert again == Calls(("--config", "my settings.toml"), ("--sandbox", "--token-file", "-"))
    assert again.on_both("resync", "run") == (
        "clever-upgrade resync run --config 'my settings.toml' --sandbox --token-file -"
    )
    assert PLAIN.on_both("resync") == "clever-upgrade resync"


@pytest.mark.parametrize(("named", "used"), [(None, "its.toml"), ("its.toml", "its.toml"), ("mine.toml", "mine.toml")])
def test_the_configuration_of_a_run_is_named_once_and_that_of_the_store_goes_before_it(named, used):
    again = calls(store=None, config=named).of_run(["--config", "its.toml", "--max-rate", "60"])
    words = again.on_both("resync", "run").split()
    assert (words.count("--config"), words[words.index("--config") + 1]) == (1, used)
    assert words.count("--max-rate") == 1


@pytest.mark.parametrize(
    ("news", "said"),
    [
        (results.NO_NEWS, ""),
        (results.NEWS, f"{applied_in_words(results.NEWS)}\n"),
        ("the server does not answer", "the server does not answer; trying again later\n"),
        ("\x1b[31m\n5: 500", "\\x1b[31m\\n5: 500; trying again later\n"),
        (
            replace(results.NO_NEWS, events=1, cursor="\x1b[2J"),
            "1 event applied: nothing changed. The cursor is \\x1b[2J.\n",
        ),
    ],
)
def test_a_look_at_the_feed_is_one_line_or_none(news, said):
    stream = io.StringIO()
    resync.write_heard(news, "terminal", stream)
    assert stream.getvalue() == said


def test_a_run_that_was_given_up_is_named_without_what_steers_a_terminal():
    run = replace(results.RUN, run="\x1b[31mX-1")
    assert resync.render_aborted(run, "terminal").startswith("Run \\x1b[31mX-1 was given up.")
