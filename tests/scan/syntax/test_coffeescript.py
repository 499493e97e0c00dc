"""What CoffeeScript source says, fact by fact."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clever_upgrade.scan.syntax.facts import Facts
from clever_upgrade.scan.syntax.read import read_facts
from tests.scan.syntax import compact


def facts(source: str) -> Facts:
    return read_facts(source, "coffeescript")


def shown(value: object) -> str:
    return value if isinstance(value, str) else ""


TEXTS = [
    ("API = 'https://api.clever.com/v1.1'", ["API = https://api.clever.com/v1.1"]),
    ('@base ?= "#{host}/v1.1"', ["@base = {host}/v1.1"]),
    ("url = host + '/v1.1/' + kind + 's'", ["url = {host}/v1.1/{kind}s"]),
    ("url = a.b(c).d + '/me'", ["url = {a.b(c).d}/me"]),
    ("get '/me', cb", ["/me > get"]),
    ("api.get('/me', -> '/you')", ["/me > api.get", "/you"]),
    ("request uri: '/me', json: true", ["uri = /me > request"]),
    ("opts =\n  uri: '/me'\n  'x-y': \"/you\"", ["uri = /me", "x-y", "x-y = /you"]),
    ("new Api { base: '/me' }", ["base = /me > Api"]),
    ("new Api\n  base: '/me'", ["base = /me > Api"]),
    ("class A\n  path: '/v1.1/x'\n  @base: '/y'", ["path = /v1.1/x", "@base = /y"]),
    ("me = (a = '/x') -> '/me'", ["a = /x", "me = /me"]),
    ("me = ->\n  log '/x'\n  '/me'\nlater '/y'", ["/x > log", "me = /me", "/y > later"]),
    ("me = ->\n  return '/a' if b\n  if c\n    '/d'\n  else\n    '/e'", ["me = /a", "me = /d", "me = /e"]),
    ("class A\n  constructor: -> '/me'", ["/me"]),
    ("x = if a is 'b' then '/me' else '/you'", ["b", "x = /me", "x = /you"]),
    ("x = process.env.BASE or '/me'", ["x = /me"]),
    ('"#{a "b"} c"', ["{a \"b\"} c", "b > a"]),
    ('x = """\n  a #{b}\n"""', ["x = \n  a {b}\n"]),
    ("x = '#{a}'", ["x = #{a}"]),
    ("# '/a'\n###\n'/b'\n###\n#### '/c' ####\n", []),
    ("x = /a'b/.test c\ny = a / b / 'c'", ["y = c"]),
]  # fmt: skip


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize(("source", "expected"), TEXTS, ids=shown)
def test_texts(source, expected, end):
    found = facts(source.replace("\n", end))
    assert [text.replace("\r\n", "\n") for text in compact.texts(found)] == expected
    assert compact.misplaced(found, source.replace("\n", end)) == []


DECISIONS = [
    ("if s is 'a' then x() else throw 'no'", ["comparison s: a else raises"]),
    ("x() if d.state == 'a'", ["comparison d.state: a"]),
    ("x() if s isnt 'a'", ["not comparison s: a"]),
    ("x() if 'a' is s", ["comparison s: a"]),
    ("x() if s is State.PENDING", ["comparison s: PENDING"]),
    ("switch s\n  when 'a', 'b' then x()\n  when S.C\n    y()\n  else throw 1", ["switch s: a b C else raises"]),
    ("x = switch s\n  when 'a' then 1", ["switch s: a"]),
    ("L =\n  pending: 1\n  'error': 2\nx = 1", ["map L: pending error"]),
    ("L = { pending: 1, error: 2 }", ["map L: pending error"]),
    ("S = PENDING: 'pending', ERROR: 'error'", ["enum S: pending error"]),
    ("x() if s in ['a', 'b']", ["membership s: a b"]),
    ("x() unless s in ['a', 'b']", ["not membership s: a b"]),
    ("x() if s not in ['a', 'b']", ["not membership s: a b"]),
    ("STATES = ['a', 'b']", ["membership STATES: a b"]),
]  # fmt: skip


@pytest.mark.parametrize(("source", "expected"), DECISIONS, ids=shown)
def test_decisions(source, expected):
    assert compact.decisions(facts(source)) == expected


def test_a_chain_of_conditions_shares_its_beginning_and_knows_what_follows():
    source = "1\nif s is 'a'\n  one()\nelse if s is 'b'\n  two()\nelse\n  other()"
    first, second = facts(source).decisions
    assert first.chain == second.chain == source.index("if")
    assert [first.cases[0].action, second.cases[0].action] == ["one()", "two()"]
    assert first.otherwise == second.otherwise == "handled"


CALLS = [
    ("x = new Clever key", ["x = new Clever(key)"]),
    ("new Clever", ["new Clever()"]),
    ("clever.District.find {}, cb", ["clever.District.find({}, cb)"]),
    ("f(a, b...)", ["f(a, **b)"]),
    ("a\n  .b c\n  .d(e)", ["a.b(c)"]),
    ("f g h", ["f(g h)", "g(h)"]),
    ("x = a - b", []),
]


@pytest.mark.parametrize(("source", "expected"), CALLS, ids=shown)
def test_calls(source, expected):
    assert compact.calls(facts(source))[: len(expected) or None] == expected


READS = [
    ("x = a.b?.c", ["a . b", "a.b . c"]),
    ("x = a['school']", ["a . school"]),
    ("x = @school", ["@ . school"]),
    ("{school, schools} = teacher", ["teacher . school", "teacher . schools"]),
    ("x = model.get 'school'", ["model . school"]),
    ("x = teacher.getSchool()", ["teacher . school"]),
    ("x = 'schools' of user", ["user . schools"]),
    ("user.school = 1", []),
    ("for s in all\n  add s.school\nx.y", ["s . school for s in all", "x . y"]),
    ("add s.school for s in all when s", ["s . school for s in all"]),
    ("x = (s.school for own k, s of all)", ["s . school for k, s in all"]),
    ("all.forEach (s) -> add s.school", ["s . school for s in all"]),
    ("_(all).map (s) ->\n  s.school", ["s . school for s in all"]),
    ("_.each all, (s) => add s.school", ["s . school for s in all"]),
]


@pytest.mark.parametrize(("source", "expected"), READS, ids=shown)
def test_reads(source, expected):
    assert compact.reads(facts(source)) == expected


def test_classes():
    source = "class A extends B.C\n  x: 1\n  @y: '2'\n  go: (a) -> b\n  stop: =>\n    x: 3\nclass D"
    assert compact.declarations(facts(source)) == ["class A < B.C: x=1 y='2' | go stop", "class D"]
    assert [text.scope.classes for text in facts("class A\n  b: 'c'\nd 'e'").texts] == [("A",), ()]


IMPORTS = [
    ("a = require 'b'", ["b: a"]),
    ("{a, b} = require('c')", ["c: a b"]),
    ('x = require "#{dir}/y"', ["{}/y: x"]),
    ("import {a, b as c} from 'd'", ["d: a b"]),
    ("import 'd'", ["d"]),
]


@pytest.mark.parametrize(("source", "expected"), IMPORTS, ids=shown)
def test_imports(source, expected):
    assert compact.imports(facts(source)) == expected


def test_what_a_module_gives_is_called():
    found = facts("clever = require('clever') key")
    assert compact.imports(found) == ["clever: clever"]
    assert compact.calls(found) == ["clever = require('clever')(key)"]


def test_comments():
    found = facts("a # one\n###\ntwo\n###\nb '# no'")
    assert [comment.text for comment in found.comments] == ["# one", "###\ntwo\n###"]


LINES = [
    "x = '/v1.1/é'",
    'y = "😀 #{a} b"',
    "# 'c'",
    "  f \"d\" + e + 'g'",
    "[a] = ['h']",
    "if (",
    "]",
    '"""',
    "  k: 'v'",
]


@given(st.lists(st.sampled_from(LINES)), st.sampled_from(["\n", "\r\n"]))
def test_literals_are_where_they_say(lines, end):
    source = end.join(lines)
    assert compact.misplaced(facts(source), source) == []


@pytest.mark.parametrize(
    "piece", ["a ", "a.b(", "f (", "[", '"#{', "else\n", "if a is 'b'\n", "x: ", "-> ", "a + ", "\n "]
)
@pytest.mark.timeout(15)
def test_no_repetition_takes_long(piece):
    facts(piece * 2_000)
