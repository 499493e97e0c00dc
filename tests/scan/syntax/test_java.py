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
    ('String u = "https://x"\n  + "/v1.1" // so far\n  + id;', ["u = https://x/v1.1{id}"]),
    ("url = host + '/' + \"me\";", ["url = {host}/me"]),
    ('url += "/me";', ["url = /me"]),
    ('String u = MessageFormat.format("{0}/me/{1}", host, id);', ["u = {host}/me/{id}"]),
    ('client.get().uri("/me");', ["/me > client.get().uri"]),
    ('ask("/a", /* why */ "/b");', ["/a > ask", "/b > ask"]),
    ('settings.setBase("https://x");', ["settings.base = https://x > settings.setBase"]),
    ('a().setBase("https://x");', ["base = https://x > a().setBase"]),
    ('setBase("https://x");', ["base = https://x > setBase"]),
    ('p.setProperty("base", "https://x");', ["base > p.setProperty", "base = https://x > p.setProperty"]),
    ('Map.entry("base", "https://x");', ["base > Map.entry", "base = https://x > Map.entry"]),
    ('try (Reader in = open("/me")) {}', ["in = /me > open"]),
    ('String u = switch (s) { case "a" -> "/x"; default -> "/y"; };', ["a", "u = /x", "u = /y"]),
    ('Base b = new Base("/me") { String go() { return "/go"; } };', ["b = /me > Base", "go = /go"]),
    ('String t = """\n  é {me}\n  """.formatted(me);', ["t = \n  é {me}\n  "]),
    ('x.y = "";', []),
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
    @FeignClient(name = "clever", url = "https://x") interface Clever { String KIND = "row"; }
    @RequestMapping(value = "/own") A(@Value("${clever.root}") String root) {}
    Supplier<String> later = () -> { return "/later"; };
    enum State { PENDING("pending"); }
    record Row(@JsonProperty("school_id") String school) {}
    @interface Kind { String value() default "row"; }
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
        "KIND = row",
        "/own > RequestMapping",
        "root = ${clever.root} > Value",
        "later = /later",
        "PENDING = pending",
        "school = school_id > JsonProperty",
        "value = row",
        "text = \n        to {me}\n        ",
    ]


CALLS = [
    ("Student s = mapper.readValue(json, Student.class);", ["s = mapper.readValue(json, Student.class)"]),
    ("m.configure(D.FAIL, false);", ["m.configure(D.FAIL, false)"]),
    ("new ObjectMapper().disable(D.F);", ["new ObjectMapper().disable(D.F)", "new ObjectMapper()"]),
    ("List<A> l = new ArrayList<>();", ["l = new ArrayList()"]),
    ("f();", ["f()"]),
    ("f(a, // why\n b /* so */);", ["f(a, b)"]),
    ("a = new B.C<>(d) {};", ["a = new B.C(d)"]),
    ("outer.new Inner();", ["new Inner()"]),
    ("a\n  .b()\n  .c();", ["a.b().c()", "a.b()"]),
    ("A.<B>c();", ["A.c()"]),
    ("super.f(a);", ["super.f(a)"]),
]


@pytest.mark.parametrize(("source", "expected"), CALLS, ids=[source for source, _ in CALLS])
def test_calls(source, expected):
    assert compact.calls(facts(source)) == expected


def test_of_a_long_chain_the_callee_keeps_its_end_on_one_line():
    links = "".join(f'\n            .link{number}("{number}")' for number in range(30))
    callee = facts(f"x = a{links};").calls[0].callee
    assert callee.endswith('.link28("28").link29')
    assert len(callee) < 150
    assert "\n" not in callee
    assert "  " not in callee


def test_constructors_that_call_others():
    assert compact.calls(of_class("A() { this(1); } A(int n) { super(n); }")) == ["this(1)", "super(n)"]


@pytest.mark.parametrize(
    ("source", "loops"),
    [
        ("for (var s : sections) { sync(s); }", [("s", "sections")]),
        ("sections.forEach((Section s) -> sync(s));", [("s", "sections")]),
        ("rows.forEach((id, row) -> { sync(row); });", [("row", "rows")]),
        ("call(s -> sync(s));", []),
    ],
)
def test_loops_around_a_call(source, loops):
    (call,) = (call for call in facts(source).calls if call.callee == "sync")
    assert [(loop.variable, loop.over) for loop in call.loops] == loops


READS = [
    ("x = s.school;", ["s . school"]),
    ("x = s.getSchool();", ["s . school"]),
    ('x = m.get("school");', ["m . school"]),
    ('x = node.path("school").asText();', ["node . school"]),
    ("s.school = x.id;", ["x . id"]),
    ("x = s.school();", ["s . school"]),
    ("x = a.b().school();", ["a . b"]),
    ("x = School.all();", []),
    ("x = s.getSIS(); y = s.isActive();", ["s . SIS", "s . active"]),
    ('x = node.at("/data/school");', ["node . school"]),
    ('x = JsonPath.read(doc, "$.data.school");', ["doc . school"]),
    ('x = uri.path("/v1.1/me");', []),
    ('x = json.getString("school"); y = json.optJSONArray("schools");', ["json . school", "json . schools"]),
    ("a.b.c = 1;", ["a . b"]),
    ("list.map(Section::school);", ["Section . school for  in list"]),
    ("list.map(String::trim).map(Row::new).forEach(this::add);", []),
    (
        "rows.stream().collect(groupingBy(r -> r.getSchool()));",
        ["r . school for  in rows.stream() for r in rows.stream()"],
    ),
    (
        "rows.stream().collect(Collectors.groupingBy(Row::getSchool));",
        ["Row . school for  in rows.stream() for  in rows.stream()"],
    ),
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
    interface Reads extends Rows { String KIND = "row"; void read(); }
    enum State { A, B; private final int n = 1; int n() { return n; } }
    @interface Kind {}
    """
    found = facts_of(source, GRAMMAR)
    assert compact.declarations(found) == [
        'class Student < Person, Row, Other: id:String="x" schools:List<String> | getId',
        "record Name: first:String last:String",
        'interface Reads < Rows: KIND:String="row" | read',
        "enum State: n:int=1 | n",
        "interface Kind",
    ]
    assert found.declarations[0].marks == ("@JsonIgnoreProperties(ignoreUnknown = true)",)
    assert found.declarations[0].members[0].marks == ('@JsonProperty("id")',)
    assert found.declarations[1].scope.classes == ("Student",)


def test_a_class_without_a_name_is_declared_by_its_base_unless_it_only_fills_an_object():
    source = (
        "x = new Base<A>(b) { int n; void go() { ask(); } }; y = new HashMap<>() {{ put(a, b); }}; z = new T<A>() {};"
    )
    found = facts(source)
    assert compact.declarations(found)[1:] == ["class Base < Base<A>: n:int | go"]
    (asked,) = (call for call in found.calls if call.callee == "ask")
    assert (asked.scope.classes, asked.scope.function) == (("A", "Base"), "go")


def test_imports_comments_and_identifiers():
    found = facts_of(
        "package a.b;\nimport c.d.E;\nimport f.*;\nimport static i.J.k;\n// one\n"
        "class G { H h = m(n, /* two */ new O<P>()); }",
        GRAMMAR,
    )
    assert compact.imports(found) == ["c.d.E: E", "f", "i.J.k: k"]
    assert [comment.text for comment in found.comments] == ["// one", "/* two */"]
    assert {"G", "H", "h", "E", "k", "m", "n", "O", "P"} <= found.identifiers
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


@given(st.text(alphabet=st.characters(codec="utf-8")))
def test_any_text_is_read(source):
    for whole in (source, f'class A {{ String s = "{source}" + a; }}', f"class A {{ void f() {{ {source} }} }}"):
        assert compact.misplaced(facts_of(whole, GRAMMAR), whole) == []


@pytest.mark.parametrize(
    "source",
    [
        "x = " + "(" * 1000 + '"a"' + ")" * 1000 + ";",
        "x = " + " + ".join(["a"] * 5000) + ";",
        "x = " + " + ".join(['"a"'] * 5000) + ";",
        "x = a" + ".b()" * 2000 + ";",
        "if (a) {" * 1000 + "}" * 1000,
        'if (a.equals("x")) {}' + 'else if (a.equals("b")) {}' * 1000,
        "f(" * 1000 + ")" * 1000 + ";",
        "x = m()" + '.put("a", b)' * 1500 + ";",
        "switch (a) {" + 'case "b":' * 1500 + "}",
    ],
    ids=["parentheses", "sum", "text", "members", "ifs", "else ifs", "calls", "puts", "cases"],
)
def test_deep_source_is_no_harm(source):
    facts(source)
