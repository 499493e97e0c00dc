"""What Ruby source says, fact by fact."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clever_upgrade.scan.syntax.collect import facts_of
from clever_upgrade.scan.syntax.facts import Facts
from clever_upgrade.scan.syntax.ruby import GRAMMAR
from tests.scan.syntax import compact


def facts(source: str) -> Facts:
    return facts_of(source, GRAMMAR)


TEXTS = [
    ('API = "https://api.clever.com/v1.1".freeze', ["API = https://api.clever.com/v1.1"]),
    ("@base ||= host + '/v1.1'", ["@base = {host}/v1.1"]),
    ("@@version = 'v1.1'", ["@@version = v1.1"]),
    ('self.site = "#{host}/v1.1/#{kind}s"', ["self.site = {host}/v1.1/{kind}s"]),
    ("a, b = 'one', 'two'", ["a = one", "b = two"]),
    ('get "/me", format: "json"', ["/me > get", "format = json > get"]),
    ("set :clever_url, 'https://api.clever.com'", ["clever_url = https://api.clever.com > set"]),
    ('let(:root) { "https://api.clever.com" }', ["root = https://api.clever.com"]),
    (
        'ROOT = ENV.fetch("CLEVER_ROOT") { "https://api.clever.com" }',
        ["ROOT = CLEVER_ROOT > ENV.fetch", "ROOT = https://api.clever.com"],
    ),
    ('def me\n  log 1\n  "#{host}/me"\nend', ["me = {host}/me"]),
    ('def me = "#{host}/me"', ["me = {host}/me"]),
    ('def me\n  return host + "/me" if x\nend', ["me = {host}/me"]),
    ('def me\n  if beta then "/v1.2/me" else "/me" end\nend', ["me = /v1.2/me", "me = /me"]),
    ('def me\n  "/me"\n  nil\nend', ["/me"]),
    ('def at(root = "https://x", path: "/me") end', ["root = https://x", "path = /me"]),
    ('x = format("%s/v1.1/%s", host, "students")', ["x = {host}/v1.1/students"]),
    ('x = "%s/v1.1/%ss/%d" % [host, kind, 3]', ["x = {host}/v1.1/{kind}s/{3}"]),
    ('x = "%{host}/me" % { host: base }', ["x = {base}/me"]),
    ('x = format("%<root>s/me", root: base)', ["x = {base}/me"]),
    ('x = [host, "v1.1", "students"].compact.join("/")', ["x = {host}/v1.1/students"]),
    ('x = File.join(root, "v1.1", "me")', ["x = {root}/v1.1/me"]),
    ('x = URI.join("https://api.clever.com", "/me")', ["x = https://api.clever.com/me"]),
    ("x = '/v1.1' \\\n  '/students'", ["x = /v1.1/students"]),
    ('x = "" << root << "/me"', ["x = {root}/me"]),
    ("x = %q(/v1.1) + %Q(/#{kind})", ["x = /v1.1/{kind}"]),
    ("`curl https://api.clever.com/me`", ["curl https://api.clever.com/me"]),
    ("%w[/me /events].each { |path| get path }", ["/me", "/events"]),
    ("post(<<~BODY.strip, 1)\n  to #{name}\nBODY\n", ["\n  to {name}\n > post"]),
    ("two(<<~A, <<~B)\n1\nA\n2\nB\n", ["\n1\n > two", "\n2\n > two"]),
    ("# get '/me'\n=begin\n'/me'\n=end\n", []),
    ("{ me: '/me', 'him' => '/him' }", ["me = /me", "him", "him = /him"]),
]


@pytest.mark.parametrize(("source", "expected"), TEXTS, ids=lambda value: value if isinstance(value, str) else "")
def test_texts(source, expected):
    assert compact.texts(facts(source)) == expected


DECISIONS = [
    ('if state == "pending" then wait else raise "no" end', ["comparison state: pending else raises"]),
    ("wait if d.state != :error", ["not comparison d.state: error"]),
    ("unless state == 'error'\n go\nend", ["not comparison state: error"]),
    ("go if !(state == 'error')", ["not comparison state: error"]),
    ("x = 'error'.eql?(state) ? 1 : 2", ["comparison state: error else"]),
    ("stop if district.status.pending?", ["comparison district.status: pending"]),
    ("stop if order.pending?", []),
    (
        "case d.state\nwhen 'pending', :running then 1\nwhen Sync::ERROR then 2\nend",
        ["switch d.state: pending running ERROR"],
    ),
    ("case s\nwhen *%w[a b] then 1\nelse raise 'x'\nend", ["switch s: a b else raises"]),
    ("case\nwhen s == 'a' then 1\nelse 2\nend", ["comparison s: a else"]),
    ("case s\nin 'a' | 'b' then 1\nend", ["switch s: a b else raises"]),
    ("case d\nin {state: 'a'} then 1\nin _ then 2\nend", ["switch d: a else"]),
    ("LABELS = { 'pending' => 1, running: 2 }.freeze", ["map LABELS: pending running"]),
    ("STATES = %w[pending running].freeze", ["membership STATES: pending running"]),
    ("STATES = %i[pending running]", ["membership STATES: pending running"]),
    ("go if %w[a b].include?(state)", ["membership state: a b"]),
    ("go unless state.in?(['a', 'b'])", ["not membership state: a b"]),
    ("validates :state, inclusion: { in: %w[a b], message: 'no' }", ["membership state: a b"]),
    ("validates_inclusion_of :state, in: %w[a b]", ["membership state: a b"]),
    ("enum status: { pending: 0, running: 1 }", ["enum status: pending running"]),
    ("enum :status, %i[pending running], prefix: true", ["enum status: pending running"]),
    ("enum :status, pending: 'p', running: 'r'", ["enum status: p r"]),
    ("module State\n  PENDING = 'pending'.freeze\n  ERROR = 'error'\nend", ["enum State: pending error"]),
    ("class State < T::Enum\n  A = new('a')\n  B = new('b')\nend", ["enum State: a b"]),
]


@pytest.mark.parametrize(("source", "expected"), DECISIONS, ids=lambda value: value if isinstance(value, str) else "")
def test_decisions(source, expected):
    assert compact.decisions(facts(source)) == expected


def test_a_chain_of_conditions_shares_its_beginning_and_knows_what_follows():
    source = "1\nif s == 'a' then one\nelsif s == 'b' then two\nelse other\nend"
    first, second = facts(source).decisions
    assert first.chain == second.chain == source.index("if")
    assert [first.cases[0].action, second.cases[0].action] == ["then one", "then two"]


CALLS = [
    ("Clever::Student.retrieve(id, token)", ["Clever::Student.retrieve(id, token)"]),
    ("s = Student.new(**row, name: 1)", ["s = new Student(**row, name=)"]),
    ("User.create!(*rows, &done)", ["User.create!(**rows, &done)"]),
    ("Clever.configure do |config|\n  config.token = t\nend", ["Clever.configure()"]),
    ("a&.b(1)", ["a&.b(1)"]),
    ("super(id)", ["super(id)"]),
    ("run.(1)", ["run.call(1)"]),
]


@pytest.mark.parametrize(("source", "expected"), CALLS)
def test_calls(source, expected):
    assert compact.calls(facts(source)) == expected


READS = [
    ("sections.each { |s| add s.school }", ["s . school for s in sections"]),
    (
        "sections.each do |s|\n  add s['school'] + s[:id]\nend",
        ["s . school for s in sections", "s . id for s in sections"],
    ),
    ("sections.map(&:school)", ["sections . school for  in sections"]),
    ("for s in list do add s&.school end", ["s . school for s in list"]),
    ("client.each_section('x') { |s| s.school }", ["s . school for s in client.each_section('x')"]),
    ("row.fetch(:school)", ["row . school"]),
    ("row.dig('data', :school)", ["row . data", "row['data'] . school"]),
    ("rows.map { _1.school }", ["_1 . school for _1 in rows"]),
    ("user.school = x.school", ["x . school"]),
    ("Faraday.new { |f| f.adapter }", ["f . adapter"]),
    ("rows.pluck(:school)", ["rows . school for  in rows"]),
]


@pytest.mark.parametrize(("source", "expected"), READS)
def test_reads(source, expected):
    assert compact.reads(facts(source)) == expected


def test_a_read_knows_its_statement():
    (read,) = facts("def go\n  x = 1\n  list << s[:school] if x\nend").reads
    assert read.statement == "list << s[:school] if x"


DECLARATIONS = [
    (
        "class Client < Base\n  include HTTParty\n  attr_reader :name\n  def me; end\n  def self.at(x) = x\nend",
        ["class Client < Base, HTTParty: name | me at"],
    ),
    ("class Row < Struct.new(:id, :name)\nend", ["class Row < Struct.new(:id, :name): id name"]),
    ("Row = Struct.new(:id, :name, keyword_init: true) do\n  def x; end\nend", ["struct Row < Struct: id name | x"]),
    ("Row = Data.define(:id)", ["struct Row < Data: id"]),
    (
        "class Row < Dry::Struct\n  attribute :id, Types::String\n  field :n, type: String, default: 1\nend",
        ["class Row < Dry::Struct: id:Types::String n:String=1"],
    ),
    (
        "module A::B\n  X = 1\n  private def y; end\n  class << self\n    def z; end\n  end\nend",
        ["module A::B: X=1 | y z"],
    ),
]


@pytest.mark.parametrize(("source", "expected"), DECLARATIONS)
def test_declarations(source, expected):
    assert compact.declarations(facts(source)) == expected


def test_what_a_class_says_of_itself_marks_it():
    (row,) = facts("class Row\n  base_uri 'x'\n  self.strict = true\n  attr_reader :a\nend").declarations
    assert row.marks == ("base_uri 'x'", "self.strict = true")


def test_scopes_nest():
    source = "module A\n  class B\n    def go\n      'x'\n    end\n    'y'\n  end\nend"
    inside, outside = facts(source).texts
    assert (inside.scope.classes, inside.scope.function) == (("A", "B"), "go")
    assert (outside.scope.classes, outside.scope.function) == (("A", "B"), "")


def test_imports():
    source = "require 'clever-ruby'\nrequire_relative 'a/b'\nautoload :C, 'c'\nrequire File.join(a, 'b')"
    assert compact.imports(facts(source)) == ["clever-ruby", "a/b", "c: C"]


def test_identifiers_and_comments():
    found = facts("# one\nClever::Student.all(@id, sis_id: $x).name!\n=begin\ntwo\n=end\n")
    assert {"Clever", "Student", "all", "id", "sis_id", "x"} <= found.identifiers
    assert [comment.text for comment in found.comments] == ["# one", "=begin\ntwo\n=end"]


SAMPLE = """# encoding: utf-8
module Clever
  class Sync
    HOST = 'https://api.clever.com' # 😀
    STATES = %w[pending running error].freeze
    def urls
      log "é😀 #{HOST}/v1.1/students?x=\\n#{id}" \\
        "&more"
      send(<<~TEXT, format("%s/v1.1/%s", HOST, 'me'))
        😀 #{name} waits
      TEXT
      case state when 'pending' then :a else raise "x" end
      sections.each { |s| puts s['school'] || "none" }
    end
  end
end
"""


@pytest.mark.parametrize("source", [SAMPLE, SAMPLE.replace("\n", "\r\n")])
def test_places_cut_out_their_literals(source):
    found = facts(source)
    assert len(found.texts) == 11
    assert compact.misplaced(found, source) == []


@given(st.integers(0, len(SAMPLE)), st.integers(0, len(SAMPLE)), st.sampled_from(["", "(", "end", '"', "#{", "<<~X\n"]))
def test_broken_source_is_read_as_far_as_it_goes(start, end, inserted):
    source = SAMPLE[:start] + inserted + SAMPLE[end:]
    assert compact.misplaced(facts(source), source) == []


@pytest.mark.parametrize(
    "source",
    [
        "x = " + "(" * 3000 + "'a'" + ")" * 3000,
        "x = " + " + ".join(["a"] * 5000),
        "x = " + " + ".join(["'a'"] * 5000),
        "x = a" + ".b" * 2000,
        "if a\n" * 1500 + "end\n" * 1500,
        "if a == 'x'\n" + "elsif a == 'b'\n" * 2000 + "end",
        "f(" * 1500 + ")" * 1500,
        "format('%s', " * 400 + ")" * 400,
    ],
    ids=["parentheses", "sum", "text", "members", "ifs", "elsifs", "calls", "formats"],
)
def test_deep_source_is_no_harm(source):
    facts(source)
