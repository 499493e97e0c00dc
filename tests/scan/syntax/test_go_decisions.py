"""How Go source tells values apart."""

import pytest

from clever_upgrade.scan.syntax.collect import facts_of
from clever_upgrade.scan.syntax.facts import Facts
from clever_upgrade.scan.syntax.go import GRAMMAR
from tests.scan.syntax import compact

AT_THE_TOP = ("const", "var", "type", "func", "import", "package", "//")


def facts(source: str) -> Facts:
    if not source.startswith(AT_THE_TOP):
        source = f"func f() {{\n{source}\n}}"
    return facts_of(source if source.startswith("package") else f"package p\n{source}", GRAMMAR)


DECISIONS = [
    ('if s == "a" {\n\tx()\n} else {\n\tpanic("b")\n}', ["comparison s: a else raises"]),
    ('if "a" == s.State {\n\tx()\n}', ["comparison s.State: a"]),
    ('if s != "a" {\n\tx()\n}', ["not comparison s: a"]),
    ("if !(s == Pending) {\n\tx()\n}", ["not comparison s: Pending"]),
    ("if !!(!(s != A)) && !f(s == B) {\n\tx()\n}", ["comparison s: A", "comparison s: B"]),
    ('if Pending == s || string(s) == "b" {\n\tx()\n}', ["comparison s: Pending", "comparison string(s): b"]),
    ('if s == State("a") {\n\tx()\n}', ["comparison s: a"]),
    ('if strings.EqualFold(s, "a") {\n\tx()\n}', ["comparison s: a"]),
    ("if a.ID == b.ID && err == nil && n == count {\n\tx()\n}", []),
    ('if s := get(); s == "a" {\n\tx()\n}', ["comparison s: a"]),
    ('import "x/clever-go"\nfunc f() bool { return s == clever.Error }', ["comparison s: Error"]),
    ("if status.State == stateError {\n\tx()\n}", ["comparison status.State: stateError"]),
    ("if id == wantedOne || s.State == state {\n\tx()\n}", []),
    ('const bad = "error"\nfunc f() bool { return s == bad }', ["comparison s: error"]),
    ('switch s {\ncase "a", b.C, d:\n\tx()\ndefault:\n\tpanic("e")\n}', ["switch s: a C d else raises"]),
    ('switch s := get(); s.State {\ncase "a":\n\tx()\n}', ["switch s.State: a"]),
    ('switch s {\ncase "a":\n\tx()\ndefault:\n\t// fine\n\tbreak\n}', ["switch s: a"]),
    ('switch {\ncase s == "a":\n\tx()\ndefault:\n\ty()\n}', ["comparison s: a else"]),
    ("switch s := t.(type) {\ncase string:\n\tx(s)\n}", []),
    (
        'type State string\nconst (\n\tPending State = "pending"\n\tError State = "error"\n\tlimit = 10\n)',
        ["enum State: pending error"],
    ),
    ('if os.Getenv("A") != b {\n\tx()\n}', []),
    ('const (\n\tA = clever.State("a")\n\tB = clever.State("b")\n)', ["enum clever.State: a b"]),
    ('const (\n\tA = State("a")\n\tB = State("b")\n)', ["enum State: a b"]),
    ('const A State = "a"\n// two\nconst B State = "b"\nvar c = 1', ["enum State: a b"]),
    ("const (\n\tA State = iota\n\tB\n)", ["enum State: A B"]),
    ('const (\n\tStateA = "a"\n\tStateB = "b"\n)', ["enum State: a b"]),
    ('const (\n\tIsA string = "a"\n\tIsNone string = ""\n)', ["enum Is: a "]),
    ('const (\n\tauth = "https://x/auth"\n\tme = "https://x/me"\n)', []),
    ('const host = "x"\nconst kind = "y"', []),
    ('var labels = map[string]string{"a": "Fine", B: "Bad"}', ["map labels: a B"]),
    ('var labels = [...]string{A: "Fine", B: "Bad"}', ["map labels: A B"]),
    ('var known = map[State]bool{A: true, "b": true}', ["membership known: A b"]),
    ('known := map[string]struct{}{"a": {}}', ["membership known: a"]),
    ('q := gin.H{"a": 1}', ["map q: a"]),
    ('s := Student{Name: "a"}', []),
    ('var states = []string{"a", `b`}', ["membership states: a b"]),
    ("var states = []State{A, B}", ["membership states: A B"]),
    ('rows := []struct{ a, b string }{{"a", "b"}}', []),
    ('rows := [][]string{{"a", "b"}}', ["membership rows: a b"]),
    ('if !slices.Contains([]string{"a", B}, s) {\n\tx()\n}', ["not membership s: a B"]),
    ('if contains(s, []string{"a"}) {\n\tx()\n}', ["membership s: a"]),
    ('if strings.Contains(s, "a") {\n\tx()\n}', []),
    ('v.Field(&s.State, validation.In("a", "b"))', ["membership v.Field: a b"]),
    ('field.Enum("state").\n\tOptional().\n\tValues("a", "b")', ["enum state: a b"]),
    ("type S struct {\n\tState string `validate:\"required,oneof=a 'b'\"`\n}", ["membership State: a b"]),
    ('type S struct {\n\tState string `json:"s" enum:"a,b"`\n}', ["membership State: a b"]),
]


@pytest.mark.parametrize(("source", "expected"), DECISIONS, ids=[source for source, _ in DECISIONS])
def test_decisions(source, expected):
    assert sorted(compact.decisions(facts(source))) == sorted(expected)


@pytest.mark.parametrize(
    ("does", "expected"),
    [
        ("return fmt.Errorf(`no %s`, s)", "raises"),
        ('return "", errors.New(`no`)', "raises"),
        ("return nil, ErrUnknownState", "raises"),
        ("return &StateError{s}", "raises"),
        ('log.Fatalf("no %s", s)', "raises"),
        ("os.Exit(1)", "raises"),
        ("t.Fatal(s)", "raises"),
        ('log.Errorf("no %s", s)', "handled"),
        ("return nil", "handled"),
        ("", "nothing"),
    ],
)
def test_a_default_raises_where_it_gives_an_error(does, expected):
    (switch,) = facts(f'switch s {{\ncase "a":\n\tx()\ndefault:\n\t{does}\n}}').decisions
    assert switch.otherwise == expected


@pytest.mark.parametrize(
    ("case", "after", "expected"),
    [
        ("return 1", 'return errors.New("no")', "raises"),
        ("return 1", "// all others\n\treturn 0", "handled"),
        ("return 1", "x()", "nothing"),
        ("x()", "return 0", "nothing"),
        ("continue", "panic(s)", "raises"),
    ],
)
def test_what_follows_a_switch_that_every_case_leaves_is_its_default(case, after, expected):
    (switch,) = facts(f'switch s {{\ncase "a":\n\t{case}\n}}\n{after}').decisions
    assert switch.otherwise == expected


def test_a_chain_of_conditions_shares_its_beginning_and_knows_what_follows():
    source = 'package p\nfunc f() { if s == "a" { one() } else if s == "b" { two() } else { other() } }'
    first, second = facts(source).decisions
    assert first.chain == second.chain == source.index("if")
    assert [first.cases[0].action, second.cases[0].action] == ["{ one() }", "{ two() }"]
    assert first.otherwise == second.otherwise == "handled"


def test_a_case_does_what_the_next_one_does_only_where_it_falls_through():
    (switch,) = facts('switch s {\ncase "a":\n\tx()\n\tfallthrough\ncase "b":\n\ty()\ncase "c":\n}').decisions
    assert [case.action for case in switch.cases] == ["x()\ny()", "y()", ""]


def test_constants_stand_from_the_first_to_the_last():
    source = 'package p\nconst (\n\tLimit = 1\n\tA State = "a"\n\tB State = "b"\n)'
    (enum,) = facts(source).decisions
    assert source[enum.place.start : enum.place.end] == 'A State = "a"\n\tB State = "b"'
