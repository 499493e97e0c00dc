import pytest
from hypothesis import given
from hypothesis import strategies as st

from clever_upgrade.scan.answered import Answered
from clever_upgrade.scan.comments import comments_in
from clever_upgrade.scan.result import UnusedSuppression
from clever_upgrade.scan.rules.names import RULES
from clever_upgrade.scan.suppress import by_comments, why_unused
from clever_upgrade.scan.syntax.facts import Comment
from clever_upgrade.scan.tree.kinds import Kind
from clever_upgrade.scan.tree.lines import line_index
from tests.scan.findings import finding

MARK = "clever-upgrade: ignore"


def judged(text: str, *rules: str, language: str = "env", selected: tuple[str, ...] = RULES) -> Answered:
    """What becomes of one finding for each rule, all at the word HERE."""
    found = [finding(text, "HERE", rule=rule) for rule in rules or ("me-endpoint",)]
    return by_comments(found, text, comments_in(text, Kind(language)), path="a.py", selected=selected)


def reasons(answered: Answered) -> list[str]:
    return [one.reason for one in answered.suppressed]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("env", f"HERE # {MARK}[me-endpoint] kept\n"),
        ("env", f"# {MARK}[me-endpoint] kept\nHERE\n"),
        ("env", f"  # {MARK}[me-endpoint] kept\r\n  HERE\r\n"),
        ("env", f"# {MARK}[me-endpoint] kept\n# and more of it\n; still\nHERE"),
        ("env", f"# noqa, {MARK}[ me-endpoint ]: kept\nHERE"),
        ("env", f"HERE # {MARK} [Me-Endpoint,] - kept"),
        ("sql", f"HERE /* {MARK}[me-endpoint] kept */"),
        ("sql", f"/*\n * {MARK}[me-endpoint] kept\n */\nHERE"),
        ("sql", f"select HERE -- {MARK}[me-endpoint] kept"),
        ("xml", f"<!-- {MARK}[me-endpoint] kept -->\n<a>HERE</a>"),
        ("text", f"<%# {MARK}[me-endpoint] kept %>\n<a>HERE</a>"),
        ("text", f"{{/* {MARK}[me-endpoint] kept */}}\nHERE".replace("{/*", "{ /*")),
        ("coffeescript", f"###\n{MARK}[me-endpoint] kept\n###\nHERE"),
    ],
)
def test_a_comment_on_the_line_or_alone_above_it_answers(language: str, text: str) -> None:
    answered = judged(text, language=language)
    assert (answered.kept, reasons(answered), answered.unused) == ((), ["kept"], ())
    assert answered.suppressed[0].by == "comment"


@pytest.mark.parametrize(
    "text",
    [
        f"# {MARK}[me-endpoint]\n\nHERE",
        f"other # {MARK}[me-endpoint]\nHERE",
        f"HERE\n# {MARK}[me-endpoint]",
        f"# {MARK}[me-endpoint]\nother\nHERE",
        f"# {MARK}[sync-state]\nHERE",
        f"# {MARK}\nHERE",
        f"# {MARK}[]\nHERE",
        f"value {MARK}[me-endpoint] HERE",
        f"# un{MARK}[me-endpoint]\nHERE",
        f"# {MARK}d[me-endpoint]\nHERE",
        f"# {MARK}-file[me-endpoint]\nHERE",
    ],
)
def test_anything_else_answers_nothing(text: str) -> None:
    answered = judged(text)
    assert (len(answered.kept), answered.suppressed) == (1, ())


def test_one_comment_answers_several_rules_and_every_finding_of_them() -> None:
    text = f"HERE HERE # {MARK}[me-endpoint, sync-state] both\n"
    found = [finding(text, "HERE", rule=rule, nth=nth) for rule in ("me-endpoint", "sync-state") for nth in (1, 2)]
    answered = by_comments(found, text, comments_in(text, Kind("env")), path="a.py", selected=RULES)
    assert (answered.kept, len(answered.suppressed), answered.unused) == ((), 4, ())


def test_one_comment_may_hold_several_suppressions() -> None:
    text = f"HERE # {MARK}[me-endpoint] one {MARK}[sync-state] two"
    assert reasons(judged(text, "me-endpoint", "sync-state")) == ["one", "two"]


def test_any_line_of_what_was_found_will_do() -> None:
    text = f"a = [\n  one,\n  two, # {MARK}[me-endpoint] fine\n]\n"
    found = finding(text, text.removesuffix("\n"), rule="me-endpoint")
    answered = by_comments([found], text, comments_in(text, Kind("env")), path="a.py", selected=RULES)
    assert reasons(answered) == ["fine"]


def test_what_was_found_up_to_a_line_end_does_not_stand_on_the_next_line() -> None:
    text = f"HERE\nother # {MARK}[me-endpoint]\n"
    found = finding(text, "HERE\n", rule="me-endpoint")
    assert by_comments([found], text, comments_in(text, Kind("env")), path="a.py", selected=RULES).kept == (found,)


@pytest.mark.parametrize(
    ("rules", "idle", "why"),
    [
        ("[sync-state]", ("sync-state",), "answers no finding of sync-state"),
        ("[me-endpoint, sync-state]", ("sync-state",), "answers no finding of sync-state"),
        ("[me-endpont]", ("me-endpont",), 'there is no rule "me-endpont". Did you mean "me-endpoint"?'),
        ("[everything]", ("everything",), 'there is no rule "everything"'),
        ("", (), "names no rule: write clever-upgrade: ignore[rule] and the reason"),
        ("[]", (), "names no rule: write clever-upgrade: ignore[rule] and the reason"),
    ],
)
def test_what_answers_nothing_is_reported_with_the_reason(rules: str, idle: tuple[str, ...], why: str) -> None:
    (unused,) = judged(f"\nHERE # {MARK}{rules}\n").unused
    assert unused == UnusedSuppression("a.py", 2, idle)
    assert why_unused(unused) == why


def test_a_rule_that_was_not_looked_for_is_not_called_unused() -> None:
    text = f"HERE # {MARK}[sync-state]"
    assert judged(text, selected=("me-endpoint",)).unused == ()
    assert len(judged(text, selected=("sync-state",)).unused) == 1


def test_a_docstring_that_tells_of_suppressions_is_none() -> None:
    text = f'"""Write {MARK}[me-endpoint]."""\nHERE'
    comment = Comment(text.split("\n")[0], line_index(text).place(0, text.index("\n")))
    answered = by_comments([finding(text, "HERE")], text, [comment], path="a.py", selected=RULES)
    assert (len(answered.kept), answered.unused) == (1, ())


def test_a_comment_that_the_grammar_ends_after_the_line_end_is_still_on_its_line() -> None:
    text = f"other # {MARK}[me-endpoint]\nHERE"
    start = text.index("#")
    comment = Comment(text[start:-4], line_index(text).place(start, len(text) - 4))
    found = finding(text, "HERE", rule="me-endpoint")
    assert by_comments([found], text, [comment], path="a.py", selected=RULES).kept == (found,)


LINES = st.lists(st.sampled_from(["", "HERE", "other", f"# {MARK}[me-endpoint]", f"HERE # {MARK}[me-endpoint]", "# x"]))


@given(LINES, st.sampled_from(["\n", "\r\n", "\r"]))
def test_a_finding_is_kept_unless_its_line_or_the_comments_above_say_otherwise(lines: list[str], end: str) -> None:
    text = end.join(lines)
    found = [finding(text, "HERE", rule="me-endpoint", nth=nth) for nth in range(1, text.count("HERE") + 1)]
    answered = by_comments(found, text, comments_in(text, Kind("env")), path="a.py", selected=RULES)

    def is_answered(number: int) -> bool:
        above = number - 1
        while above >= 0 and lines[above].startswith("#"):
            if MARK in lines[above]:
                return True
            above -= 1
        return MARK in lines[number]

    expected = [number + 1 for number, line in enumerate(lines) if "HERE" in line and not is_answered(number)]
    assert [one.place.line for one in answered.kept] == expected
    assert len(answered.kept) + len(answered.suppressed) == len(found)
