"""How Java source tells values apart."""

import pytest

from clever_upgrade.scan.syntax.collect import facts_of
from clever_upgrade.scan.syntax.facts import Facts
from clever_upgrade.scan.syntax.java import GRAMMAR
from tests.scan.syntax import compact


def facts(source: str) -> Facts:
    """The facts of statements in a method."""
    return facts_of(f"class A {{ void f() {{ {source} }} }}", GRAMMAR)


def of_class(source: str) -> Facts:
    """The facts of what stands in a class."""
    return facts_of(f"class A {{ {source} }}", GRAMMAR)


COMPARISONS = [
    (
        'if (s.equals("a")) x(); else if ("b".equals(s)) y(); else z();',
        ["comparison s: a else", "comparison s: b else"],
    ),
    ('if (!s.equalsIgnoreCase("a")) {}', ["not comparison s: a"]),
    ('if (!(!"a".equals(s))) {}', ["comparison s: a"]),
    ('if (Objects.equals(s, "a")) throw new E();', ["comparison s: a"]),
    ('if (StringUtils.equalsIgnoreCase("a", s)) {}', ["comparison s: a"]),
    ("if (s == State.PENDING) {}", ["comparison s: PENDING"]),
    ("if (State.PENDING == s.state()) {}", ["comparison s.state(): PENDING"]),
    ("if (s != State.PENDING) {}", ["not comparison s: PENDING"]),
    ("if (State.PENDING.equals(s)) {}", ["comparison s: PENDING"]),
    ("if (PENDING.equals(s)) {}", ["comparison s: PENDING"]),
    ('x = s.equals("a") ? 1 : 2;', ["comparison s: a else"]),
    ('return "a".equals(s.getState());', ["comparison s.getState(): a"]),
    ('while (!"a".equals(s)) { wait(1); }', ["not comparison s: a"]),
    ("if (a == b || a == null || a.equals(b)) {}", []),
    ("if (a.getClass() == B.class) {}", []),
]


@pytest.mark.parametrize(("source", "expected"), COMPARISONS, ids=[source for source, _ in COMPARISONS])
def test_comparisons(source, expected):
    assert compact.decisions(facts(source)) == expected


def test_a_chain_of_conditions_shares_its_beginning_and_knows_what_follows():
    source = (
        'class A { void f() { if ("a".equals(s)) { one(); } else if (s.equals("b")) { two(); } else { other(); } } }'
    )
    first, second = facts_of(source, GRAMMAR).decisions
    assert first.chain == second.chain == source.index("if")
    assert [first.cases[0].action, second.cases[0].action] == ["{ one(); }", "{ two(); }"]
    assert first.otherwise == second.otherwise == "handled"


SWITCHES = [
    ('switch (s) { case "a": case "b": x(); break; default: y(); }', ["switch s: a b else"]),
    ('switch (s) { case "a": x(); }', ["switch s: a"]),
    ('switch (s) { case "a": x(); break; default: break; }', ["switch s: a"]),
    ('switch (s) { case "a": x(); break; default: }', ["switch s: a"]),
    ("switch (s) { case A -> x(); default -> throw new E(); }", ["switch s: A else raises"]),
    ("switch (s) { case State.A -> x(); default -> {} }", ["switch s: A"]),
    ('int n = switch (s) { case "a", "b" -> 1; default -> 2; };', ["switch s: a b else"]),
    ('int n = switch (s) { case "a" -> { yield 1; } case null, default -> 2; };', ["switch s: a else"]),
    ("switch (s) { case pending: x(); }", ["switch s: pending"]),
    ("switch (n) { case 1: x(); default: y(); }", []),
]


@pytest.mark.parametrize(("source", "expected"), SWITCHES, ids=[source for source, _ in SWITCHES])
def test_switches(source, expected):
    assert compact.decisions(facts(source)) == expected


def test_a_case_that_falls_through_does_what_the_next_one_does():
    (switch,) = facts('switch (s) { case "a": case "b": x(); break; case "c": default: y(); }').decisions
    assert [case.action for case in switch.cases] == ["x();\nbreak;", "x();\nbreak;", "y();"]


COLLECTIONS = [
    ('Map<String, String> m = Map.of("a", "x", "b", "y");', ["map m: a b"]),
    ('m = Map.ofEntries(entry("a", x), Map.entry(State.B, y));', ["map m: a B"]),
    ('m = ImmutableMap.<A, B>builder().put("a", x).put("b", y).build();', ["map m: a b"]),
    ('m = new HashMap<>() {{ put("a", x); put("b", y); }};', ["map m: a b"]),
    ('m.put("a", x); m.put("b", y); n.put("c", z); o.put(p, q);', ["map m: a b"]),
    ("m.put(State.A, x); this.n.put(State.A, x); this.n.put(State.B, y);", ["map this.n: A B"]),
    ('Set<String> known = Set.of("a", "b");', ["membership known: a b"]),
    ('known = new HashSet<>(Arrays.asList("a", "b"));', ["membership known: a b"]),
    ('String[] known = {"a", "b"};', ["membership known: a b"]),
    ('rows = List.of("a", b);', []),
    ('if (List.of("a", "b").contains(s)) {}', ["membership s: a b"]),
    ('if (!Arrays.asList("a", "b").contains(s.state())) {}', ["not membership s.state(): a b"]),
    ('if (new HashSet<>(List.of("a", "b")).contains(s)) {}', ["membership s: a b"]),
    ("if (EnumSet.of(State.A, State.B).contains(s)) {}", ["membership s: A B"]),
    ('if (Stream.of("a", "b").anyMatch(s::equals)) {}', ["membership s: a b"]),
    ('if (List.of("a", "b").stream().noneMatch(x -> x.equals(s))) {}', ["not membership s: a b"]),
    ('if (Stream.of("a", "b").anyMatch(x -> s.equals(x))) {}', ["membership s: a b"]),
    ('if (StringUtils.equalsAny(s, "a", "b")) {}', ["membership s: a b"]),
    ("if (known.contains(s)) {}", []),
]


@pytest.mark.parametrize(("source", "expected"), COLLECTIONS, ids=[source for source, _ in COLLECTIONS])
def test_collections(source, expected):
    assert compact.decisions(facts(source)) == expected


ENUMS = [
    ("enum State { A, B; }", ["enum State: A B"]),
    (
        'enum State { RUNNING("running"), @JsonProperty("pending") PENDING, ERROR; }',
        ["enum State: running pending ERROR"],
    ),
    (
        'enum State { @JsonProperty("pending") PENDING("Waiting"), @Deprecated(since = "2") B }',
        ["enum State: pending B"],
    ),
    ("enum State { A }", []),
    ('static final String A = "a"; @Column(name = "x") final static String B = "b";', ["enum A: a b"]),
    ('final String a = "a"; private String b = "b";', []),
    ('interface State { String A = "a"; String B = "b"; int C = 1; }', ["enum State: a b"]),
]


@pytest.mark.parametrize(("source", "expected"), ENUMS, ids=[source for source, _ in ENUMS])
def test_enums_and_what_stands_for_them(source, expected):
    assert compact.decisions(of_class(source)) == expected
