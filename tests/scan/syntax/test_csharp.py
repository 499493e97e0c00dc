"""What C# source says, fact by fact."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clever_upgrade.scan.syntax.collect import facts_of
from clever_upgrade.scan.syntax.csharp import GRAMMAR
from clever_upgrade.scan.syntax.facts import Facts
from tests.scan.syntax import compact


def facts(source: str) -> Facts:
    """The facts of statements in a method."""
    return facts_of(f"class A {{ void F() {{ {source} }} }}", GRAMMAR)


def of_class(source: str) -> Facts:
    """The facts of what stands in a class."""
    return facts_of(f"class A {{ {source} }}", GRAMMAR)


TEXTS = [
    ('var url = "https://api.clever.com" + "/v1.1";', ["url = https://api.clever.com/v1.1"]),
    ('var url = $"{Host}/v1.1/{kind}s";', ["url = {Host}/v1.1/{kind}s"]),
    ('var url = @"https://x\\me";', ["url = https://x\\me"]),
    ('var url = """raw""";', ["url = raw"]),
    ('this.url = string.Format("{0}/v1.1/{1}s", host, kind);', ["this.url = {host}/v1.1/{kind}s"]),
    ('var url = string.Join("/", host, "v1.1", "me");', ["url = {host}/v1.1/me"]),
    ('return Base + "/me";', ["F = {Base}/me"]),
    ('http.GetAsync("/me");', ["/me > http.GetAsync"]),
    (
        'var c = new HttpClient { BaseAddress = new Uri("https://x") };',
        ["BaseAddress = https://x > Uri"],
    ),
    ('Ask(path: "/me");', ["path = /me > Ask"]),
    ('d["base"] = "https://x";', ["base", 'd["base"] = https://x']),
    ('var url = beta ? "/v1.2/me" : "/me";', ["url = /v1.2/me", "url = /me"]),
    ('// "/me"\n/* "/me" */ /// "/me"\n', []),
]


@pytest.mark.parametrize(("source", "expected"), TEXTS, ids=[source for source, _ in TEXTS])
def test_texts(source, expected):
    assert compact.texts(facts(source)) == expected


def test_texts_of_members_and_attributes():
    source = """
    private const string Host = "https://x", Me = "/me";
    public string Base { get; set; } = "https://y";
    public string Url => "https://z";
    string Path() => "/me";
    [HttpGet("me")] [Route(Name = "own")] void G(string a = "b") {}
    """
    assert compact.texts(of_class(source)) == [
        "Host = https://x",
        "Me = /me",
        "Base = https://y",
        "Url = https://z",
        "Path = /me",
        "me > HttpGet",
        "Name = own > Route",
        "a = b",
    ]


DECISIONS = [
    ('if (s == "a") X(); else if ("b" == s) Y(); else Z();', ["comparison s: a else", "comparison s: b else"]),
    ('if (!s.Equals("a")) {}', ["not comparison s: a"]),
    ('if (string.Equals(s, "a", StringComparison.Ordinal)) {}', ["comparison s: a"]),
    ("if (s != State.Pending) {}", ["not comparison s: Pending"]),
    ('if (s is "a" or "b") {}', ["membership s: a b"]),
    ('if (s is not "a") {}', ["not comparison s: a"]),
    ('x = s == "a" ? 1 : 2;', ["comparison s: a else"]),
    ('switch (s) { case "a": case "b": X(); break; default: Y(); break; }', ["switch s: a b else"]),
    ('switch (s) { case "a": X(); break; }', ["switch s: a"]),
    ('var n = s switch { "a" => 1, "b" or "c" => 2, _ => throw new E() };', ["switch s: a b c else raises"]),
    ("var n = s switch { State.A => 1, _ => 2 };", ["switch s: A else"]),
    ('var d = new Dictionary<string, int> { ["a"] = 1, { "b", 2 } };', ["map d: a b"]),
    ('if (new[] { "a", "b" }.Contains(s)) {}', ["membership s: a b"]),
    ('var known = new HashSet<string> { "a", "b" };', ["membership known: a b"]),
    ("if (a == b) {}", []),
]


@pytest.mark.parametrize(("source", "expected"), DECISIONS, ids=[source for source, _ in DECISIONS])
def test_decisions(source, expected):
    assert compact.decisions(facts(source)) == expected


def test_enums_and_what_stands_for_them():
    source = """
    enum State { [EnumMember(Value = "running")] Running, Pending, Error = 3 }
    const string A = "a"; const string B = "b";
    """
    assert compact.decisions(of_class(source)) == ["enum A: a b", "enum State: running Pending Error"]


CALLS = [
    (
        "var s = JsonConvert.DeserializeObject<Student>(json, settings);",
        ["s = JsonConvert.DeserializeObject<Student>(json, settings)"],
    ),
    ("var s = new Settings { Handling = M.Error };", ["s = new Settings(Handling=)"]),
    ("Options o = new() { Handling = M.Error };", ["o = new Options(Handling=)"]),
    ("var l = new List<A>();", ["l = new List()"]),
    ("await F(x);", ["F(x)"]),
]


@pytest.mark.parametrize(("source", "expected"), CALLS, ids=[source for source, _ in CALLS])
def test_calls(source, expected):
    assert compact.calls(facts(source)) == expected


READS = [
    ("x = s.School;", ["s . School"]),
    ('x = s["school"];', ["s . school"]),
    ('x = t["school"]?.Value<string>();', ["t . school"]),
    ("x = s?.School;", ["s . School"]),
    ('x = e.GetProperty("school");', ["e . school"]),
    ("s.School = x.Id;", ["x . Id"]),
    ("foreach (var s in sections) { a.Add(s.School); }", ["s . School for s in sections"]),
    ("var a = sections.Select(s => s.School);", ["s . School for s in sections"]),
    ("var a = from s in sections select s.School;", ["s . School for s in sections"]),
]


@pytest.mark.parametrize(("source", "expected"), READS, ids=[source for source, _ in READS])
def test_reads(source, expected):
    assert compact.reads(facts(source)) == expected


def test_declarations():
    source = """
    namespace Example.Clever
    {
        [JsonUnmappedMemberHandling(X.Disallow)]
        public class Student : Person, IRow
        {
            [JsonProperty("id", Required = Required.Always)] public string Id { get; set; } = "x";
            public required string? School { get; init; }
            private int count;
            void M() {}
        }
        public record Name(string First, [property: A("l")] string Last);
        interface IRow {}
    }
    """
    found = facts_of(source, GRAMMAR)
    assert compact.declarations(found) == [
        'class Student < Person, IRow: Id:string="x" School:string? count:int | M',
        "record Name: First:string Last:string",
        "interface IRow",
    ]
    student = found.declarations[0]
    assert student.marks == ("JsonUnmappedMemberHandling(X.Disallow)",)
    assert [member.marks for member in student.members] == [
        ('JsonProperty("id", Required = Required.Always)',),
        ("required",),
        (),
    ]
    assert student.scope.classes == ("Example.Clever",)


@pytest.mark.parametrize(
    "source", ['namespace A.B { class C { void F() { G("x"); } } }', 'namespace A.B; class C { void F() { G("x"); } }']
)
def test_scopes_begin_with_the_namespace(source):
    (text,) = facts_of(source, GRAMMAR).texts
    assert (text.scope.classes, text.scope.function) == (("A.B", "C"), "F")


def test_imports_comments_and_identifiers():
    found = facts_of("using A.B;\nusing C = D.E;\n// one\nclass G { H h; }", GRAMMAR)
    assert compact.imports(found) == ["A.B", "D.E: C"]
    assert [comment.text for comment in found.comments] == ["// one"]
    assert {"G", "H", "h"} <= found.identifiers
    assert not found.broken


SAMPLE = """using System;
namespace Example.Clever {
    class Sync : Base {
        const string Host = "https://api.clever.com"; // 😀
        string Urls(string id) {
            Log($"é😀 {Host}/v1.1/students?x=\\n{id}" + "&more");
            var other = @"a ""b"" 😀";
            switch (state) { case "pending": return "a"; default: throw new E("x"); }
        }
    }
}
"""


@pytest.mark.parametrize("source", [SAMPLE, SAMPLE.replace("\n", "\r\n")])
def test_places_cut_out_their_literals(source):
    found = facts_of(source, GRAMMAR)
    assert len(found.texts) == 6
    assert compact.misplaced(found, source) == []


@given(
    st.integers(0, len(SAMPLE)), st.integers(0, len(SAMPLE)), st.sampled_from(["", "(", "}", '"', '$"{', "=>", "case"])
)
def test_broken_source_is_read_as_far_as_it_goes(start, end, inserted):
    source = SAMPLE[:start] + inserted + SAMPLE[end:]
    assert compact.misplaced(facts_of(source, GRAMMAR), source) == []


@pytest.mark.parametrize(
    "source",
    [
        "x = " + "(" * 1000 + '"a"' + ")" * 1000 + ";",
        "x = " + " + ".join(["a"] * 5000) + ";",
        "x = " + " + ".join(['"a"'] * 5000) + ";",
        "x = a" + ".B()" * 2000 + ";",
        "if (a) {" * 1000 + "}" * 1000,
        'if (a == "x") {}' + 'else if (a == "b") {}' * 1000,
    ],
    ids=["parentheses", "sum", "text", "members", "ifs", "else ifs"],
)
def test_deep_source_is_no_harm(source):
    facts(source)
