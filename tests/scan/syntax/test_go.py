"""What Go source says, fact by fact."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clever_upgrade.scan.syntax.collect import facts_of
from clever_upgrade.scan.syntax.facts import Facts
from clever_upgrade.scan.syntax.go import GRAMMAR
from tests.scan.syntax import compact

AT_THE_TOP = ("const", "var", "type", "func", "import", "package", "//")


def facts(source: str) -> Facts:
    if not source.startswith(AT_THE_TOP):
        source = f"func f() {{\n{source}\n}}"
    return facts_of(source if source.startswith("package") else f"package p\n{source}", GRAMMAR)


TEXTS = [
    ('const base = "https://api.clever.com" + `/v1.1`', ["base = https://api.clever.com/v1.1"]),
    ('const (\n\ta, b = "x", `y`\n\tc Kind = "z"\n)', ["a = x", "b = y", "c = z"]),
    ('var (\n\ta = "x"\n\tb string = "y"\n)', ["a = x", "b = y"]),
    ('url, kind := c.base+"/me", "me"', ["url = {c.base}/me", "kind = me"]),
    ('c.base = "https://x"\nc.base += "/me"', ["c.base = https://x", "c.base = /me"]),
    ('query["limit"] = "10"', ["limit", 'query["limit"] = 10']),
    ('res, err := http.Get("https://x/me")', ["res = https://x/me > http.Get"]),
    ('_, err = client.Query("/me", nil)', ["err = /me > client.Query"]),
    ('func me() string { return host + "/me" }', ["me = {host}/me"]),
    ('u := fmt.Sprintf("%s/v1.1/%ss/%d", host, kind, 1)', ["u = {host}/v1.1/{kind}s/{1}"]),
    ('u := host + fmt.Sprintf("/v1.1/%ss", kind)', ["u = {host}/v1.1/{kind}s"]),
    ('u := strings.Join([]string{host, "v1.1", kind}, "/")', ["u = {host}/v1.1/{kind}"]),
    ('a := fmt.Sprint(host, "/v1.1/", kind)', ["a = {host}/v1.1/{kind}"]),
    ('b, err := url.JoinPath(base, "v1.1")', ["b = {base}/v1.1"]),
    ('u := strings.Join(parts, "/")', ["u = / > strings.Join"]),
    ('u := path.Join(root, "me")', ["u = {root}/me"]),
    (
        'c := oauth2.Config{Endpoint: oauth2.Endpoint{TokenURL: "https://x/tokens"}}',
        ["TokenURL = https://x/tokens > oauth2.Endpoint"],
    ),
    ('return &Client{base: "https://x", "y"}', ["base = https://x > Client", "f = y > Client"]),
    ('q := url.Values{"limit": {"10"}}', ["limit > url.Values", "limit = 10 > url.Values"]),
    ('rows := []Row{{Path: "/me"}, {"/v1.1"}}', ["Path = /me > Row", "rows = /v1.1 > Row"]),
    ('query.Set("limit", "10")', ["limit = limit > query.Set", "limit = 10 > query.Set"]),
    (
        'flags.StringVar(&base, "base", "https://x", "")',
        ["base = base > flags.StringVar", "base = https://x > flags.StringVar"],
    ),
    ('url := func() string { return "/me" }', ["url = /me"]),
    ('err := retry(func() error { return ask("/me") })', ["f = /me > ask"]),
    ('body := []byte(`{"a": 1}`)', ['body = {"a": 1}']),
    ('type S struct {\n\tA string `json:"a"`\n}', []),
    ('import "net/http"', []),
    ("// \"/me\"\nvar a /* '/me' */ int", []),
    ("a := 'x'", []),
]


@pytest.mark.parametrize(("source", "expected"), TEXTS, ids=[source for source, _ in TEXTS])
def test_texts(source, expected):
    assert compact.texts(facts(source)) == expected


CALLS = [
    (
        "dec := json.NewDecoder(r)\ndec.DisallowUnknownFields()",
        ["dec = json.NewDecoder(r)", "dec.DisallowUnknownFields()"],
    ),
    ("f(S{A: b}, xs...)", ["f(S{A: b}, **xs)", "new S(A=)"]),
    ("err := json.Unmarshal(data, &s)", ["err = json.Unmarshal(data, &s)"]),
    ("json.NewDecoder(r).Decode(&s)", ["json.NewDecoder(r).Decode(&s)", "json.NewDecoder(r)"]),
    ("a.\n\tb(c).\n\td()", ["a.b(c).d()", "a.b(c)"]),
    ("s := &clever.Student{n}", ["s = new clever.Student(n)"]),
    ("s := []Student{{n}, {m}}", ["s = new []Student({n}, {m})", "s = new Student(n)", "s = new Student(m)"]),
    ("s := new(Student)\nl := make([]Student, 3)", ["s = new Student()", "l = new []Student(3)"]),
    ("n := new(int)\nm := make(map[string]bool)", ["n = new(int)", "m = make(map[string]bool)"]),
    ("var s, t clever.Student", ["s = new clever.Student()", "t = new clever.Student()"]),
    ("var s *Student\nvar n []int", []),
    ("func f() (s Student, err error) { return }", ["s = new Student()"]),
    ("s := decode[Student](r)", ["s = decode[Student](r)"]),
    ("s := decode[Student](r, x)", ["s = decode[Student](r, x)"]),
    ("go func(a int) { b(a) }(c())", ["b(a)", "c()"]),
    ("defer f.Close()", ["f.Close()"]),
    ("b := []byte(a)", []),
]


@pytest.mark.parametrize(("source", "expected"), CALLS, ids=[source for source, _ in CALLS])
def test_calls(source, expected):
    assert compact.calls(facts(source)) == expected


def test_literals_within_a_map_make_what_it_holds():
    made = facts("m := map[Key]*Student{{a}: {Name: n}}").calls
    assert [(call.callee, call.bound_to, call.makes) for call in made] == [
        ("map[Key]*Student", "m", True), ("Key", "", True), ("Student", "{a}", True),
    ]  # fmt: skip


READS = [
    ("for _, s := range sections {\n\tadd(s.School)\n}", ["s . School for s in sections"]),
    (
        "for _, s := range a.List {\n\tadd(s.b.School)\n}",
        ["a . List", "s.b . School for s in a.List", "s . b for s in a.List"],
    ),
    ("for i := range sections {\n\tadd(sections[i].School)\n}", ["sections[i] . School for i in sections"]),
    ("for i := 0; i < len(l); i++ {\n\tadd(l[i].School)\n}", ["l[i] . School for i in l"]),
    ("for rows.Next() {\n\tadd(row.School)\n}", ["row . School for  in rows"]),
    ("for {\n\tadd(s.School)\n}", ["s . School"]),
    ("lo.Map(l, func(s Section, _ int) string { return s.School })", ["s . School for s in l"]),
    ("l.Each(func(s Section) { add(s.School) })", ["s . School for s in l"]),
    ('a := s["school"]', ["s . school"]),
    ('a, ok := s["data"].(map[string]any)["school"].(string)', ['s["data"].(map[string]any) . school', "s . data"]),
    ("a := s.GetSchool()", ["s . School"]),
    ('a := gjson.Get(text, "data.school")', ["text . school"]),
    ('a := s.Get("school")', ["s . school"]),
    ('res, _ := http.Get("https://x")', []),
    ("user.School = s.School", ["s . School"]),
    ("user.Place.School = one", ["user . Place"]),
    ("schools[s.School][t] = true", ["s . School"]),
    ("a[i], b := s.(T).School, &c", ["s.(T) . School"]),
    ("s.add(t)", []),
]  # fmt: skip


@pytest.mark.parametrize(("source", "expected"), READS, ids=[source for source, _ in READS])
def test_reads(source, expected):
    assert compact.reads(facts(source)) == expected


def test_a_read_comes_with_its_statement():
    (read,) = facts("if x {\n\tuser.School = s.School\n}").reads
    assert read.statement == "user.School = s.School"


def test_declarations():
    source = """package p
    func (r *Row) To() {}
    type Row struct {
        Base
        *clever.Other
        ID, Name string `json:"id" yaml:"id,omitempty"`
        In struct { X int "json:\\"x\\"" }
        List []Row `plain`
    }
    func (r Row) At() {}
    type Pair[T any] struct { V T }
    func (p Pair[T]) Both() {}
    type Reads interface { io.Reader; Read(n int) error }
    type State string
    func (s State) String() string { return string(s) }
    type Own = clever.Student
    type Done func() error
    type Empty struct{}
    func f() { var page struct { Data []Row }; x := make(chan struct{}); type local struct { A int } }
    """
    found = facts(source)
    assert compact.declarations(found) == [
        'struct Row < Base, clever.Other: ID:string Name:string In:struct { X int "json:\\"x\\"" } List:[]Row | To At',
        "struct In: X:int",
        "struct Pair: V:T | Both",
        "interface Reads < io.Reader: | Read",
        "type State < string: | String",
        "type Own < clever.Student",
        "type Done",
        "struct Empty",
        "struct page: Data:[]Row",
        "struct local: A:int",
    ]
    row, inner, *_, page, _ = found.declarations
    assert [member.marks for member in row.members] == [('json:"id"', 'yaml:"id,omitempty"')] * 2 + [(), ("plain",)]
    assert [member.marks for member in inner.members] == [('json:"x"',)]
    assert (inner.scope.classes, page.scope.function) == (("Row",), "f")
    assert source[row.place.start : row.place.end] == "Row"


def test_scopes_are_those_of_methods_and_functions():
    source = """package p
    func (c *Client[T]) Me() { a("x"); go func() { b("x") }() }
    func top() { inner := func() { c("x") } }
    var made = func() { d("x") }
    """
    assert [(text.scope.classes, text.scope.function) for text in facts(source).texts] == [
        (("Client",), "Me"), (("Client",), "Me"), ((), "inner"), ((), "made"),
    ]  # fmt: skip


def test_imports():
    source = 'import "a"\nimport (\n\tb "c/d" // one\n\t. "e"\n\t_ `f/g`\n)'
    assert compact.imports(facts(source)) == ["a", "c/d: b", "e", "f/g"]


def test_identifiers_and_comments():
    found = facts("// one\nvar a clever.Student /* two */\nfunc b(c int) { d.e(F{g: 1}) }")
    assert {"p", "a", "clever", "Student", "b", "c", "d", "e", "F", "g"} <= found.identifiers
    assert [comment.text for comment in found.comments] == ["// one", "/* two */"]


COMMENTED = """package p // 1
import ( // 2
	"a" // 3
)
func f() {
	if a /* 4 */ == "b" { // 5
	} else if /* 6 */ c {
	}
	switch { // 7
	// 8
	case d: // 9
		e() // 10
	// 11
	default: // 12
	}
	for i := range g /* 13 */ {
	}
	h( // 14
		i, // 15
	)
	j := []T{ // 16
		{A: 1}, // 17
		{ // 18
			B: /* 19 */ k,
		},
	}
	l /* 20 */ = !( /* 21 */ m)
	if slices.Contains([]string{ // 22
		"n", // 23
	}, o) {
	}
	const p, q = 1, /* 24 */ 2
}
"""


def test_no_comment_is_lost():
    found = [comment.text.strip("/* ") for comment in facts(COMMENTED).comments]
    assert sorted(found, key=int) == [str(number) for number in range(1, 25)]


SAMPLE = """package clever

// Host is 😀.
const Host = "https://api.clever.com"

type State string

const (
	Pending State = "pending"
	Error   State = `error`
)

func (c *Client) urls(id string) ([]string, error) {
	c.log("é😀 " + c.host + "/v1.1/students?x=\\n" + id + "&more")
	text := `
	😀 {"a": "b"}
	`
	u := fmt.Sprintf("é/%s/😀", id)
	for _, state := range []State{Pending, "x"} {
		if state == "a" && len(text) > 0 {
			return []string{strings.Join([]string{u, "me"}, "/")}, nil
		}
	}
	return nil, errors.New("x")
}
"""


@pytest.mark.parametrize("source", [SAMPLE, SAMPLE.replace("\n", "\r\n")])
def test_places_cut_out_their_literals(source):
    found = facts_of(source, GRAMMAR)
    assert len(found.texts) == 10
    assert compact.misplaced(found, source) == []
    assert not found.broken


@given(st.integers(0, len(SAMPLE)), st.integers(0, len(SAMPLE)), st.sampled_from(["", "(", "{", '"', "`", "]string{{"]))
def test_broken_source_is_read_as_far_as_it_goes(start, end, inserted):
    source = SAMPLE[:start] + inserted + SAMPLE[end:]
    assert compact.misplaced(facts_of(source, GRAMMAR), source) == []


def test_broken_source_says_so():
    found = facts_of('package p\nfunc f() { s.School ]; }\nconst a = "x"\n', GRAMMAR)
    assert found.broken
    assert compact.texts(found) == ["a = x"]


PIECES = [
    *("if ", "switch ", "case ", "const ", "type ", "struct", "func", "return ", "range ", "for ", "[]", "map[a]"),
    *(
        "(",
        ")",
        "{",
        "}",
        ":",
        ":=",
        ",",
        "==",
        "+",
        "!",
        '"x"',
        "`",
        '"',
        "\\",
        "a",
        ".b",
        "B",
        "\n",
        "é😀",
        "%s",
        "\x00",
    ),
]


@given(st.one_of(st.text(max_size=60), st.lists(st.sampled_from(PIECES), max_size=30).map("".join)))
def test_no_text_is_a_harm(source):
    assert compact.misplaced(facts_of(source, GRAMMAR), source) == []


@pytest.mark.parametrize(
    "source",
    [
        "x := " + "(" * 3000 + '"a"' + ")" * 3000,
        "x := " + " + ".join(["a"] * 5000),
        "x := " + " + ".join(['"a"'] * 5000),
        "x := " + " + ".join(["a.b", '"c"'] * 2500),
        "x := a" + ".b()" * 2000,
        "x := " + " && ".join(['a == "b"'] * 2000),
        "if a {\n" * 1500 + "}" * 1500,
        'if a == "x" { }' + ' else if a == "b" { }' * 1500,
        "x := " + "!(" * 2000 + 'a == "b"' + ")" * 2000,
        "f(" * 1500 + ")" * 1500,
        "fmt.Sprintf(" * 200 + ")" * 200,
        "x := []T" + "{" * 2000 + "}" * 2000,
        "x := []T{" + "{A: b.C}," * 5000 + "}",
        "x := func() {" * 1000 + "}" * 1000,
        "var x = " + "[]" * 2000 + "T" + "{" * 2000 + "}" * 2000,
        "switch s {" + 'case "a":\nfallthrough\n' * 3000 + "}",
        'const a T = "b"\n' * 3000,
        "type a struct { b " + "struct { b " * 1000 + "int" + "}" * 1001,
    ],
    ids=lambda source: source[:12].strip(),
)
def test_deep_source_is_no_harm(source):
    facts(source)
