"""What Java source says, fact by fact."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

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


TEXTS = [
    ('String base = "https://api.clever.com" + "/v1.1";', ["base = https://api.clever.com/v1.1"]),
    ('this.url = BASE + "/students/" + id;', ["this.url = {BASE}/students/{id}"]),
    ('String u = String.format("%s/v1.1/%ss", host, kind);', ["u = {host}/v1.1/{kind}s"]),
    ('String u = "%s/me".formatted(host);', ["u = {host}/me"]),
    ('String u = String.join("/", host, "v1.1", "me");', ["u = {host}/v1.1/me"]),
    ('return base() + "/me";', ["f = {base()}/me"]),
    ('http.get("/me");', ["/me > http.get"]),
    ('URL u = new URL("https://x/me");', ["u = https://x/me > URL"]),
    ('settings.put("base", "https://x");', ["base > settings.put", "base = https://x > settings.put"]),
    ('String u = beta ? "/v1.2/me" : "/me";', ["u = /v1.2/me", "u = /me"]),
    ('Runnable r = () -> ask("/me");', ["r = /me > ask"]),
    ('// "/me"\n/* "/me" */ /** "/me" */', []),
]


@pytest.mark.parametrize(("source", "expected"), TEXTS, ids=[source for source, _ in TEXTS])
def test_texts(source, expected):
    assert compact.texts(facts(source)) == expected


def test_texts_of_members_and_annotations():
    source = """
    static final String HOST = "https://x", ME = "/me";
    @Value("${clever.base}") private String base;
    @GetMapping("/me") String me() { return null; }
    @FeignClient(name = "clever", url = "https://x") interface Clever {}
    String text = \"\"\"
        to {me}
        \"\"\";
    """
    assert compact.texts(of_class(source)) == [
        "HOST = https://x",
        "ME = /me",
        "base = ${clever.base} > Value",
        "/me > GetMapping",
        "name = clever > FeignClient",
        "url = https://x > FeignClient",
        "text = \n        to {me}\n        ",
    ]


DECISIONS = [
    (
        'if (s.equals("a")) x(); else if ("b".equals(s)) y(); else z();',
        ["comparison s: a else", "comparison s: b else"],
    ),
    ('if (!s.equalsIgnoreCase("a")) {}', ["not comparison s: a"]),
    ('if (Objects.equals(s, "a")) throw new E();', ["comparison s: a"]),
    ("if (s == State.PENDING) {}", ["comparison s: PENDING"]),
    ("if (s != State.PENDING) {}", ["not comparison s: PENDING"]),
    ('x = s.equals("a") ? 1 : 2;', ["comparison s: a else"]),
    ('switch (s) { case "a": case "b": x(); break; default: y(); }', ["switch s: a b else"]),
    ('switch (s) { case "a": x(); }', ["switch s: a"]),
    ("switch (s) { case A -> x(); default -> throw new E(); }", ["switch s: A else raises"]),
    ('int n = switch (s) { case "a", "b" -> 1; default -> 2; };', ["switch s: a b else"]),
    ('Map<String, String> m = Map.of("a", "x", "b", "y");', ["map m: a b"]),
    ('if (List.of("a", "b").contains(s)) {}', ["membership s: a b"]),
    ('Set<String> known = Set.of("a", "b");', ["membership known: a b"]),
    ("if (a == b) {}", []),
]


@pytest.mark.parametrize(("source", "expected"), DECISIONS, ids=[source for source, _ in DECISIONS])
def test_decisions(source, expected):
    assert compact.decisions(facts(source)) == expected


def test_enums_and_what_stands_for_them():
    source = """
    enum State { RUNNING("running"), @JsonProperty("pending") PENDING, ERROR; }
    static final String A = "a"; static final String B = "b";
    """
    assert compact.decisions(of_class(source)) == ["enum A: a b", "enum State: running pending ERROR"]


CALLS = [
    ("Student s = mapper.readValue(json, Student.class);", ["s = mapper.readValue(json, Student.class)"]),
    ("m.configure(D.FAIL, false);", ["m.configure(D.FAIL, false)"]),
    ("new ObjectMapper().disable(D.F);", ["new ObjectMapper().disable(D.F)", "new ObjectMapper()"]),
    ("List<A> l = new ArrayList<>();", ["l = new ArrayList()"]),
    ("f();", ["f()"]),
]


@pytest.mark.parametrize(("source", "expected"), CALLS, ids=[source for source, _ in CALLS])
def test_calls(source, expected):
    assert compact.calls(facts(source)) == expected


READS = [
    ("x = s.school;", ["s . school"]),
    ("x = s.getSchool();", ["s . school"]),
    ('x = m.get("school");', ["m . school"]),
    ('x = node.path("school").asText();', ["node . school"]),
    ("s.school = x.id;", ["x . id"]),
    ("x = s.school();", ["s . school"]),
    ("for (Section s : sections) { a.add(s.getSchool()); }", ["s . school for s in sections"]),
    ("sections.stream().map(s -> s.getSchool());", ["s . school for s in sections.stream()"]),
    ("sections.stream().map(Section::getSchool);", ["Section . school for  in sections.stream()"]),
]


@pytest.mark.parametrize(("source", "expected"), READS, ids=[source for source, _ in READS])
def test_reads(source, expected):
    assert compact.reads(facts(source)) == expected


def test_declarations():
    source = """
    @JsonIgnoreProperties(ignoreUnknown = true)
    class Student extends Person implements Row, Other {
        @JsonProperty("id") private String id = "x";
        List<String> schools;
        String getId() { return id; }
        record Name(String first, @NotNull String last) {}
    }
    interface Reads extends Rows {}
    """
    found = facts_of(source, GRAMMAR)
    assert compact.declarations(found) == [
        'class Student < Person, Row, Other: id:String="x" schools:List<String> | getId',
        "record Name: first:String last:String",
        "interface Reads < Rows",
    ]
    assert found.declarations[0].marks == ("@JsonIgnoreProperties(ignoreUnknown = true)",)
    assert found.declarations[0].members[0].marks == ('@JsonProperty("id")',)
    assert found.declarations[1].scope.classes == ("Student",)


def test_imports_comments_and_identifiers():
    found = facts_of("package a.b;\nimport c.d.E;\nimport f.*;\n// one\nclass G { H h; }", GRAMMAR)
    assert compact.imports(found) == ["c.d.E: E", "f"]
    assert [comment.text for comment in found.comments] == ["// one"]
    assert {"G", "H", "h", "E"} <= found.identifiers
    assert not found.broken


SAMPLE = """package org.example.clever;
class Sync extends Base {
    static final String HOST = "https://api.clever.com"; // 😀
    String urls(String id) {
        log("é😀 " + host + "/v1.1/students?x=\\n" + id + '&');
        switch (state) { case "pending": return "a"; default: throw new E("x"); }
    }
}
"""


@pytest.mark.parametrize("source", [SAMPLE, SAMPLE.replace("\n", "\r\n")])
def test_places_cut_out_their_literals(source):
    found = facts_of(source, GRAMMAR)
    assert len(found.texts) == 5
    assert compact.misplaced(found, source) == []


@given(
    st.integers(0, len(SAMPLE)), st.integers(0, len(SAMPLE)), st.sampled_from(["", "(", "}", '"', '"""', "->", "case"])
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
        "x = a" + ".b()" * 2000 + ";",
        "if (a) {" * 1000 + "}" * 1000,
        'if (a.equals("x")) {}' + 'else if (a.equals("b")) {}' * 1000,
    ],
    ids=["parentheses", "sum", "text", "members", "ifs", "else ifs"],
)
def test_deep_source_is_no_harm(source):
    facts(source)
