"""What JavaScript and TypeScript source says, fact by fact."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clever_upgrade.scan.syntax.facts import Facts
from clever_upgrade.scan.syntax.read import read_facts
from tests.scan.syntax import compact


def facts(source: str, language: str = "tsx") -> Facts:
    return read_facts(source, language)


def shown(value: object) -> str:
    return value if isinstance(value, str) else ""


TEXTS = [
    ("const API = 'https://api.clever.com/v1.1';", ["API = https://api.clever.com/v1.1"]),
    ("export let url = `${this.base}/v1.1/${kind}s`", ["url = {this.base}/v1.1/{kind}s"]),
    ("var u = host + '/v1.1/' + type + 's'", ["u = {host}/v1.1/{type}s"]),
    ("this.url = this.url || '/me'", ["this.url = /me"]),
    ("url += '/me'", ["{url}/me"]),
    ("url ??= '/me'", ["url = /me"]),
    ("module.exports.base = '/me'", ["module.exports.base = /me"]),
    ("request({ uri: '/me', json: true }, cb)", ["uri = /me > request"]),
    ("const x = { 'a-b': '/me' }", ["a-b", "a-b = /me"]),
    ("class A { static path = '/me'; private readonly b: string = `x`; #c = 'y' }", ["path = /me", "b = x", "#c = y"]),
    ("class A { get url() { return '/me' } }", ["url = /me"]),
    ("const url = (id) => `/v1.1/${id}`", ["url = /v1.1/{id}"]),
    ("const url = function () { return '/me' }", ["url = /me"]),
    ("var o = { url: function () { if (a) return '/me'; } }", ["url = /me"]),
    ("function me() { go(function () { return '/x' }); return '/me' }", ["/x", "me = /me"]),
    ("function f(x = '/me', { y = '/you' }) {}", ["x = /me", "y = /you"]),
    ("x = a ? '/me' : '/you'", ["x = /me", "x = /you"]),
    ("x = s === 'me' ? 1 : 2", ["me"]),
    ("const x = [host, 'v1.1', 'me'].join('/')", ["x = {host}/v1.1/me"]),
    ("x = util.format('%s/v1.1/%s', host, 'me')", ["x = {host}/v1.1/me"]),
    ("x = host.concat('/v1.1', id)", ["x = {host}/v1.1{id}"]),
    ("all = [].concat(many, 'me')", ["all = me > [].concat"]),
    ("x = new URL('/me', 'https://api.clever.com')", ["x = https://api.clever.com/me"]),
    ("x = url.resolve(base, 'me')", ["x = {base}/me"]),
    ("x = path.join(root, 'v1.1', 'me')", ["x = {root}/v1.1/me"]),
    ("x = ('/me' as const)", ["x = /me"]),
    ("gql`a ${b} c`", ["a {b} c > gql"]),
    ("<a href='/me' title={`${x}/me`}>/you</a>", ["href = /me", "title = {x}/me"]),
    ("enum State { Pending = 'pending' }", ["Pending = pending"]),
    ("// '/me'\n/* '/me' */\n", []),
]


@pytest.mark.parametrize(("source", "expected"), TEXTS, ids=shown)
def test_texts(source, expected):
    assert compact.texts(facts(source)) == expected


DECISIONS = [
    ("if (s === 'a') x(); else throw 'no'", ["comparison s: a else raises"]),
    ("if (!('a' == d.state)) x()", ["not comparison d.state: a"]),
    ("x = s !== 'a' ? 1 : 2", ["not comparison s: a else"]),
    ("s === State.PENDING", ["comparison s: PENDING"]),
    ("switch (d.state) { case 'a': case 'b': go(); break; case S.C: stop() }", ["switch d.state: a b C"]),
    ("switch (s) { case 'a': go(); break; default: throw new Error(s) }", ["switch s: a else raises"]),
    ("switch (true) { case s === 'a': go(); break; default: x() }", ["comparison s: a else"]),
    ("const L = { pending: 'Wait', 'error': f, [S.X]: 1 }", ["map L: pending error X"]),
    ("const L = { pending() { return 1 } }", ["map L: pending"]),
    ("const S = Object.freeze({ PENDING: 'pending', IN_USE: 'in-use' })", ["enum S: pending in-use"]),
    ("x = { a: 1, b: 2 }[state]", ["map state: a b"]),
    ("enum S { A = 'a', B }", ["enum S: a B"]),
    ("type S = 'a' | 'b' | null", ["union S: a b"]),
    ("interface D { state?: 'a' | 'b' }", ["union state: a b"]),
    ("function f(s: 'a' | 'b') {}", ["union s: a b"]),
    ("const L: Record<'a' | 'b', string> = x", ["union L: a b"]),
    ("if (['a', 'b'].includes(s)) x()", ["membership s: a b"]),
    ("x = !_.includes(['a', 'b'], s)", ["not membership s: a b"]),
    ("x = ['a', 'b'].indexOf(s) === -1", ["not membership s: a b"]),
    ("x = ['a', 'b'].indexOf(s) >= 0", ["membership s: a b"]),
    ("x = new Set(['a', 'b']).has(s)", ["membership s: a b"]),
    ("const STATES = ['a', 'b'] as const", ["membership STATES: a b"]),
    ("const STATES = new Set(['a', 'b'])", ["membership STATES: a b"]),
    ("z.object({ state: z.enum(['a', 'b']) })", ["map z.object: state", "membership state: a b"]),
    ("const S = z.union([z.literal('a'), z.literal('b')])", ["membership S: a b"]),
    ("const S = Joi.string().valid('a', 'b')", ["membership S: a b"]),
    (
        "new Schema({ state: { type: String, enum: ['a', 'b'] } })",
        ["map Schema: state", "map state: type enum", "membership state: a b"],
    ),
]


@pytest.mark.parametrize(("source", "expected"), DECISIONS, ids=shown)
def test_decisions(source, expected):
    assert compact.decisions(facts(source)) == expected


def test_a_chain_of_conditions_shares_its_beginning_and_knows_what_follows():
    source = "1\nif (s === 'a') one(); else if (s === 'b') { two() } else other()"
    first, second = facts(source).decisions
    assert first.chain == second.chain == source.index("if")
    assert [first.cases[0].action, second.cases[0].action] == ["one();", "{ two() }"]


def test_what_follows_a_case_may_stand_with_the_next_one():
    (decision,) = facts("switch (s) { case 'a': case 'b': go(); break }").decisions
    assert [case.action for case in decision.cases] == ["go();\nbreak", "go();\nbreak"]


def test_what_follows_a_condition_by_a_conjunction_is_its_action():
    (decision,) = facts("x = <b>{s === 'error' && <Alarm/>}</b>").decisions
    assert decision.cases[0].action == "<Alarm/>"


CALLS = [
    ("const c = new Clever(key)", ["c = new Clever(key)"]),
    ("clever.District.find({}, cb)", ["clever.District.find({}, cb)"]),
    ("a?.b(...rest)", ["a?.b(**rest)"]),
    ("require('clever')(key)", ["require('clever')(key)"]),
    ("await api\n  .get(x)\n  .then(y)", ["api.get(x).then(y)", "api.get(x)"]),
]


@pytest.mark.parametrize(("source", "expected"), CALLS, ids=shown)
def test_calls(source, expected):
    assert compact.calls(facts(source)) == expected


READS = [
    ("x = a?.b?.['school']", ["a?.b . school", "a . b"]),
    ("const { school, schools: many = [] } = teacher", ["teacher . school", "teacher . schools"]),
    ("x = teacher.getSchool()", ["teacher . school"]),
    ("x = model.get('school')", ["model . school"]),
    ("x = client.get('/me')", []),
    ("x = 'schools' in user", ["user . schools"]),
    ("x = user.hasOwnProperty('schools')", ["user . schools"]),
    ("user.schools = []", []),
    ("for (const s of all) add(s.school)", ["s . school for s in all"]),
    ("for (var i = 0; i < all.length; i++) add(all[i].school)", ["all . length", "all[i] . school for all[i] in all"]),
    ("all.forEach(function (s) { seen[s.school] = 1 })", ["s . school for s in all"]),
    ("x = all.map(({ school }) => school)", ["{ school } . school for { school } in all"]),
    ("x = all.reduce((seen, s) => seen.add(s.school), new Set())", ["s . school for s in all"]),
    ("_.each(all, s => add(s.school))", ["s . school for s in all"]),
    ("$.each(all, (i, s) => add(s.school))", ["s . school for s in all"]),
    ("x = _.map(all, 'school')", ["all . school for  in all"]),
    ("get(function (s) { return s.school })", ["s . school"]),
]


@pytest.mark.parametrize(("source", "expected"), READS, ids=shown)
def test_reads(source, expected):
    assert compact.reads(facts(source)) == expected


DECLARATIONS = [
    ("class A extends B.C { x = 1; go() {} }", ["class A < B.C: x=1 | go"]),
    ("const A = class extends B {}", ["class A < B"]),
    ("interface A extends B, C { x?: string; go(): void }", ["interface A < B, C: x:string | go"]),
    ("type A = B & { x: number }", ["type A: x:number"]),
    ("enum S { A = 'a' }", ["enum S: A='a'"]),
    ("class A { constructor(private x: string, y: number) {} }", ["class A: x:string | constructor"]),
    ("const A = z.object({ x: z.string() }).strict()", ["schema A: x:z.string()"]),
]


@pytest.mark.parametrize(("source", "expected"), DECLARATIONS, ids=shown)
def test_declarations(source, expected):
    assert compact.declarations(facts(source)) == expected


def test_decorators_are_marks():
    (declaration,) = facts("@Entity('x')\nexport class A { @Column({ nullable: true }) y: string }").declarations
    assert declaration.marks == ("@Entity('x')",)
    assert declaration.members[0].marks == ("@Column({ nullable: true })",)


def test_the_calls_that_make_a_schema_are_its_marks():
    (declaration,) = facts("const A = t.exact(t.type({ x: t.string }))").declarations
    assert declaration.marks == ("t.type", "exact")


IMPORTS = [
    ("import clever, { A as B, type C } from 'clever'", ["clever: clever A C"]),
    ("import * as ns from './x'", ["./x: ns"]),
    ("import 'side'", ["side"]),
    ("export { a } from './y'", ["./y: a"]),
    ("import x = require('mod')", ["mod: x"]),
    ("const a = require('a'), { b, c: d } = require('b')", ["a: a", "b: b c"]),
    ("const x = await import('dyn')", ["dyn: x"]),
]


@pytest.mark.parametrize(("source", "expected"), IMPORTS, ids=shown)
def test_imports(source, expected):
    assert compact.imports(facts(source)) == expected


ALIASES = [
    ("import clever, { A as B, type C } from 'clever'", [("B", "A")]),
    ("const { b, c: d } = require('b')", [("d", "c")]),
    ("import { a } from './a'", []),
]


@pytest.mark.parametrize(("source", "expected"), ALIASES, ids=shown)
def test_what_is_brought_in_may_be_called_otherwise(source, expected):
    assert [alias for one in facts(source).imports for alias in one.aliases] == expected


def test_scopes():
    source = "class A { b() { return '/me' } }\nClever.prototype.me = function () { x('/me') }"
    assert [(text.scope.classes, text.scope.function) for text in facts(source).texts] == [
        (("A",), "b"),
        (("Clever",), "me"),
    ]


DEEP = {
    "nested": "x = " + "(" * 5000 + "'a'" + ")" * 5000,
    "long sum": "x = " + "a + 'b' + " * 5000 + "c",
    "long chain": "if (a) {} " + "else if (s == 'b') {} " * 2000,
}


@pytest.mark.parametrize("language", ["javascript", "typescript", "tsx"])
@pytest.mark.parametrize("source", DEEP.values(), ids=DEEP.keys())
def test_deep_source_is_read(source, language):
    assert not facts(source, language).broken


@given(
    st.lists(
        st.sampled_from(
            ["x = '/v1.1/é'", "y = `😀 ${a} b`", "// 'c'", "f(\"d\" + e + 'g')", "const [a] = ['😀h']", "if (", "}"]
        )
    ),
    st.sampled_from(["\n", "\r\n"]),
)
def test_literals_are_where_they_say(lines, end):
    source = end.join(lines)
    assert compact.misplaced(facts(source), source) == []
