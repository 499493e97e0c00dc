"""What PHP source says, fact by fact."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clever_upgrade.scan.syntax.collect import facts_of
from clever_upgrade.scan.syntax.facts import Facts
from clever_upgrade.scan.syntax.php import GRAMMAR
from clever_upgrade.scan.syntax.php_tags import code_only
from tests.scan.syntax import compact


def facts(source: str) -> Facts:
    return facts_of(source if "<?" in source else f"<?php {source}", GRAMMAR)


TEXTS = [
    ("$base = 'https://api.clever.com' . '/v1.1';", ["$base = https://api.clever.com/v1.1"]),
    ('$url = static::APIBASE . "/{$path}";', ["$url = {static::APIBASE}/{$path}"]),
    ("function me() { return self::$base . '/me'; }", ["me = {self::$base}/me"]),
    ("class A { const ROOT = 'https://x', ME = \"/me\"; }", ["ROOT = https://x", "ME = /me"]),
    ("class A { private static ?string $root = 'https://x'; }", ["$root = https://x"]),
    ("function f($root = 'https://x', private $p = '/me') {}", ["$root = https://x", "$p = /me"]),
    ("$this->root ??= 'https://x';", ["$this->root = https://x"]),
    ("define('ROOT', 'https://x');", ["ROOT = ROOT > define", "ROOT = https://x > define"]),
    ("const ROOT = 'https://x';", ["ROOT = https://x"]),
    ("$u = \"$host/v1.1/$o->kind/${id}/{$a['k']}s\";", ["$u = {$host}/v1.1/{$o->kind}/{${id}}/{$a['k']}s", "$u = k"]),
    ("$u = sprintf('%s/v1.1/%2$ss', $host, $kind);", ["$u = {$host}/v1.1/{$kind}s"]),
    ("$u = vsprintf('%s/%s', [$host, 'me']);", ["$u = {$host}/me"]),
    ("$u = implode('/', [$host, 'v1.1', 'me']);", ["$u = {$host}/v1.1/me"]),
    (
        "$http->get('/me', ['base_uri' => 'https://x']);",
        ["/me > $http->get", "base_uri > $http->get", "base_uri = https://x > $http->get"],
    ),
    ("fetch(path: '/me', ...$more);", ["path = /me > fetch"]),
    ("[$a, $b] = ['x', 'y'];", ["$a = x", "$b = y"]),
    ("$u = $beta ? '/v1.2/me' : '/me';", ["$u = /v1.2/me", "$u = /me"]),
    ("$u = env('ROOT', 'https://x') ?? 'https://y';", ["$u = ROOT > env", "$u = https://x > env", "$u = https://y"]),
    ("$u = <<<A\n  to {$o->name()}\n  me\n  A;", ["$u =   to {$o->name()}  me"]),
    ("$u = <<<'A'\n/me $x\nA;", ["$u = /me $x"]),
    (
        "return ['clever' => ['infos_url' => 'https://x/me']];",
        ["clever", "clever = infos_url", "infos_url = https://x/me"],
    ),
    ("`curl https://x/me`;", ["curl https://x/me"]),
    ("#[Route('/me', name: 'own')] function f() {}", ["/me > Route", "name = own > Route"]),
    ("$url = fn() => '/me';", ["$url = /me"]),
    ("$url = function () { return '/me'; };", ["$url = /me"]),
    ("// '/me'\n# '/me'\n/* '/me' */ /** '/me' */", []),
    ("require __DIR__ . '/libs/Clever.php';", []),
]


@pytest.mark.parametrize(("source", "expected"), TEXTS, ids=[source for source, _ in TEXTS])
def test_texts(source, expected):
    assert compact.texts(facts(source)) == expected


DECISIONS = [
    ("if ($s === 'a') { x(); } else { throw new E(); }", ["comparison $s: a else raises"]),
    ("if ('a' == $s->state) { x(); }", ["comparison $s->state: a"]),
    ("if ($s !== 'a') { x(); }", ["not comparison $s: a"]),
    ("if (!($s === State::Pending)) { x(); }", ["not comparison $s: Pending"]),
    ("if (strcmp($s, 'a') === 0) { x(); }", ["comparison $s: a"]),
    ("$x = $s == 'a' ? 1 : 2;", ["comparison $s: a else"]),
    ("switch ($s) { case 'a': case B::C: x(); break; default: throw new E(); }", ["switch $s: a C else raises"]),
    ("switch ($s) { case 'a': x(); break; default: break; }", ["switch $s: a"]),
    ("switch (true) { case $s === 'a': x(); break; default: y(); }", ["comparison $s: a else"]),
    ("$x = match($s) { 'a', 'b' => 1, default => 2 };", ["switch $s: a b else"]),
    ("$x = match($s) { 'a' => 1 };", ["switch $s: a else raises"]),
    ("$x = match(true) { $s === 'a' => 1, default => 2 };", ["comparison $s: a else"]),
    ("const LABELS = ['pending' => 1, 'error' => 2];", ["map LABELS: pending error"]),
    ("$states = array('pending', \"error\");", ["membership $states: pending error"]),
    ("if (!in_array($s, ['a', 'b'], true)) { x(); }", ["not membership $s: a b"]),
    ("return ['state' => 'required|in:pending,error'];", ["membership state: pending error", "map : state"]),
    ("return ['state' => [Rule::in(['a', 'b'])]];", ["map : state", "membership state: a b"]),
    ("$table->enum('state', ['a', 'b']);", ["enum state: a b"]),
    ("enum State: string { case Pending = 'pending'; case Error = 'error'; }", ["enum State: pending error"]),
    ("enum State { case Pending; case Error; }", ["enum State: Pending Error"]),
    ("class State { const PENDING = 'pending'; const ERROR = 'error'; }", ["enum State: pending error"]),
    (
        "class D { #[Choice(choices: ['a', 'b'])] private string $state; }",
        ["membership $state: a b"],
    ),
]


@pytest.mark.parametrize(("source", "expected"), DECISIONS, ids=[source for source, _ in DECISIONS])
def test_decisions(source, expected):
    assert sorted(compact.decisions(facts(source))) == sorted(expected)


@pytest.mark.parametrize("otherwise", ["elseif", "else if"])
def test_a_chain_of_conditions_shares_its_beginning_and_knows_what_follows(otherwise):
    source = f"<?php if ($s == 'a') {{ one(); }} {otherwise} ($s == 'b') {{ two(); }} else {{ other(); }}"
    first, second = facts(source).decisions
    assert first.chain == second.chain == source.index("if")
    assert [first.cases[0].action, second.cases[0].action] == ["{ one(); }", "{ two(); }"]
    assert first.otherwise == second.otherwise == "handled"


def test_a_case_that_falls_through_does_what_the_next_one_does():
    (switch,) = facts("switch ($s) { case 'a': case 'b': x(); break; default: y(); }").decisions
    assert [case.action for case in switch.cases] == ["x();\nbreak;", "x();\nbreak;"]


CALLS = [
    ("CleverDistrict::retrieve($id, $token);", ["CleverDistrict::retrieve($id, $token)"]),
    ("$s = new Student(...$row);", ["$s = new Student(**$row)"]),
    ("new \\Clever\\Student(name: $n);", ["new \\Clever\\Student(name=)"]),
    ("$a?->b($c)->d();", ["$a?->b($c)->d()", "$a?->b($c)"]),
    ("$kind::all();", ["$kind::all()"]),
    ("new class extends Base { };", []),
]


@pytest.mark.parametrize(("source", "expected"), CALLS)
def test_calls(source, expected):
    assert compact.calls(facts(source)) == expected


READS = [
    ("foreach ($sections as $s) { add($s['school']); }", ["$s . school for $s in $sections"]),
    ("foreach ($a->list as $k => $s) { add($s->school); }", ["$a . list", "$s . school for $s in $a->list"]),
    ("array_map(function ($s) { return $s->school; }, $sections);", ["$s . school for $s in $sections"]),
    ("$sections->map(fn($s) => $s['school']);", ["$s . school for $s in $sections"]),
    ("array_column($sections, 'school');", ["$sections . school for  in $sections"]),
    ("$sections->pluck('school');", ["$sections . school for  in $sections"]),
    ("$s->getSchool();", ["$s . school"]),
    ("$s->get('school');", ["$s . school"]),
    ("data_get($s, 'data.school');", ["$s . school"]),
    ("$a?->b?->c;", ["$a?->b . c", "$a . b"]),
    ("$user->school = self::$one;", ["self . one"]),
    ("$a->$name;", []),
]


@pytest.mark.parametrize(("source", "expected"), READS)
def test_reads(source, expected):
    assert compact.reads(facts(source)) == expected


def test_declarations():
    source = """
    #[Entity] final class Row extends Base implements One, Two {
        use Three;
        const KIND = 'row';
        public $a, $b = 1;
        #[Column] protected ?string $state = 'x';
        public function __construct(private int $id = 0, string $other = '') {}
        public static function at() {}
    }
    interface Reads {} trait Helps {} enum State { case A; }
    """
    assert compact.declarations(facts(source)) == [
        "class Row < Base, One, Two, Three: KIND='row' a b=1 state:?string='x' id:int=0 | __construct at",
        "interface Reads",
        "trait Helps",
        "enum State",
    ]
    row = facts(source).declarations[0]
    assert row.marks == ("Entity",)
    assert [member.marks for member in row.members if member.marks] == [("Column",)]


@pytest.mark.parametrize(
    "source",
    ["namespace A\\B; class C { function f() { 'x'; } }", "namespace A\\B { class C { function f() { 'x'; } } }"],
)
def test_scopes_begin_with_the_namespace(source):
    (text,) = facts(source).texts
    assert (text.scope.classes, text.scope.function) == (("A\\B", "C"), "f")


def test_imports():
    uses = "use A\\B; use C\\D as E, \\F; use G\\{H, I as J}; use function K\\l;"
    source = f"{uses} require_once 'a.php'; include X . '/b.php';"
    assert compact.imports(facts(source)) == [
        "A\\B: B", "C\\D: E", "F: F", "G\\H: H", "G\\I: J", "K\\l: l", "a.php", "/b.php",
    ]  # fmt: skip


def test_identifiers_and_comments():
    found = facts("# one\nClever\\Student::all($id, SIS_ID); // two\n$a->b();")
    assert {"Clever", "Student", "all", "id", "SIS_ID", "a", "b"} <= found.identifiers
    assert [comment.text for comment in found.comments] == ["# one", "// two"]


PAGE = """#!/usr/bin/env php
<a href="it's">don't</a> <?php if ($a == 'x'): ?>
<b><?= $o->name . ' ?> ' ?></b> // é😀 <?php echo "😀 $o->url/me" // done ?>
<?php endif /* ?> */ ?> <?xml version="1.0"?> the end's $here
"""


def test_pages_are_read_within_their_tags():
    found = facts(PAGE)
    assert compact.texts(found) == ["x", "{$o->name} ?> ", "😀 {$o->url}/me"]
    assert compact.misplaced(found, PAGE) == []
    assert not found.broken


@given(st.text(alphabet="<?php=> \r\n'\"/*#aé😀;:{}", max_size=60))
def test_blanking_keeps_every_place(source):
    kept = code_only(source)
    assert len(kept) == len(source)
    assert [one for one in kept if one in "\r\n"] == [one for one in source if one in "\r\n"]


SAMPLE = """<?php
namespace Clever;
class Sync extends Base {
    const HOST = 'https://api.clever.com'; // 😀
    private $states = ["pending", 'error'];
    public function urls(): array {
        $this->log("é😀 {$this->host}/v1.1/students?x=\\n$id" . '&more');
        $text = <<<TEXT
          😀 {$name} waits
          TEXT;
        switch ($state) { case 'pending': return 'a'; default: throw new E("x"); }
    }
}
"""


@pytest.mark.parametrize("source", [SAMPLE, SAMPLE.replace("\n", "\r\n")])
def test_places_cut_out_their_literals(source):
    found = facts(source)
    assert len(found.texts) == 8
    assert compact.misplaced(found, source) == []


@given(st.integers(0, len(SAMPLE)), st.integers(0, len(SAMPLE)), st.sampled_from(["", "(", "?>", '"', "{$", "<<<X\n"]))
def test_broken_source_is_read_as_far_as_it_goes(start, end, inserted):
    source = SAMPLE[:start] + inserted + SAMPLE[end:]
    assert compact.misplaced(facts_of(source, GRAMMAR), source) == []


@pytest.mark.parametrize(
    "source",
    [
        "$x = " + "(" * 3000 + "'a'" + ")" * 3000 + ";",
        "$x = " + " . ".join(["$a"] * 5000) + ";",
        "$x = " + " . ".join(["'a'"] * 5000) + ";",
        "$x = $a" + "->b()" * 2000 + ";",
        "if ($a) {\n" * 1500 + "}" * 1500,
        "if ($a == 'x') {}" + "else if ($a == 'b') {}" * 1500,
        "f(" * 1500 + ")" * 1500 + ";",
    ],
    ids=["parentheses", "sum", "text", "members", "ifs", "else ifs", "calls"],
)
def test_deep_source_is_no_harm(source):
    facts(source)
