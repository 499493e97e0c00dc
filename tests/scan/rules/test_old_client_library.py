"""The interface of an old client in source: what proves it, and what only looks like it."""

import re

import pytest

from clever_upgrade.scan.manifests.dependency import Dependency
from clever_upgrade.scan.project import Project
from clever_upgrade.scan.result import Finding, Place
from clever_upgrade.scan.rules.old_client_library import judge
from clever_upgrade.scan.source import SourceFile
from clever_upgrade.scan.syntax.collect import facts_of
from clever_upgrade.scan.syntax.facts import (
    Argument,
    Call,
    Declaration,
    Facts,
    Hole,
    Import,
    Literal,
    Scope,
    Text,
)
from clever_upgrade.scan.syntax.python import GRAMMAR
from clever_upgrade.scan.syntax.ruby import GRAMMAR as RUBY
from clever_upgrade.scan.tree.lines import line_index
from tests.scan.manifests.reading import dependencies_of

ENDINGS = {"python": "py", "ruby": "rb", "php": "php", "javascript": "js", "typescript": "ts", "coffeescript": "coffee"}


def findings(file: SourceFile, *others: SourceFile, manifests: dict[str, str] | None = None) -> list[Finding]:
    dependencies: list[Dependency] = dependencies_of(manifests or {})
    project = Project((file, *others), dependencies)
    return list(judge(project.reading(file), project))


def lines_of(file: SourceFile, *others: SourceFile, manifests: dict[str, str] | None = None) -> list[int]:
    return [one.place.line for one in findings(file, *others, manifests=manifests)]


def python(text: str, path: str = "app/sync.py") -> SourceFile:
    return SourceFile(path, text, facts_of(text, GRAMMAR))


def source(
    language: str,
    text: str,
    *,
    calls: tuple[str, ...] = (),
    imports: tuple[Import, ...] = (),
    texts: tuple[Text, ...] = (),
    declarations: tuple[Declaration, ...] = (),
    identifiers: tuple[str, ...] = (),
    path: str = "",
) -> SourceFile:
    """A file whose calls are looked up in its text: ``callee(arguments) > bound_to``."""
    facts = Facts(
        language=language,
        calls=tuple(call_in(text, words) for words in calls),
        imports=imports,
        texts=texts,
        declarations=declarations,
        identifiers=frozenset(identifiers),
    )
    return SourceFile(path or f"app/sync.{ENDINGS[language]}", text, facts)


def call_in(text: str, words: str) -> Call:
    written, _, bound_to = words.partition(" > ")
    split = re.fullmatch(r"(.*?)(?:\(([^()]*)\))?", written, re.DOTALL)
    assert split is not None
    start = text.index(written)
    place = line_index(text).place(start, start + len(written))
    arguments = tuple(Argument(one.strip(), place) for one in (split[2] or "").split(",") if one.strip())
    return Call(split[1], arguments, place, bound_to=bound_to)


def nowhere() -> Place:
    return Place(0, 1, 1, 1, 1, 2)


PYTHON_PROVES = {
    "the token": ("import os\nimport clever\nclever.set_token(os.environ['T'])\n", 3),
    "the key": ("import clever\nclever.api_key = settings.KEY\n", 2),
    "a literal key": ("import clever\n\nclever.api_key = 'DEMO_KEY'\n", 3),
    "a resource": ("import clever\nfor one in clever.Student.iter():\n    print(one)\n", 2),
    "a resource that is taken": ("from clever import Section\nprint(Section.all())\n", 2),
    "only the first": ("import clever\n\n\nclever.set_token(T)\nclever.School.all()\nclever.set_token(T)\n", 4),
}

PYTHON_QUIET = {
    "a module of one's own": "from clever.get_json_dict import get_json_dict\nget_json_dict('students')\n",
    "a setting of one's own": "import clever\nfetch(auth=(clever.api_key, ''))\n",
    "a comparison": "import clever\nclever.api_key == other\n",
    "another package": "from .clever import Student\nStudent.all()\n",
    "a model of Django": "from app.models import Student\nStudent.all()\n",
    "the import alone": "import clever\n",
    "the later interface": "import clever\napi = clever.DataApi(clever.ApiClient(configuration))\napi.get_students()\n",
    "words in a remark": "import clever\n# clever.set_token('x')\n",
    "a lookalike": "import clevercsv\nclevercsv.set_token('x')\n",
    "no import": "clever.set_token('x')\n",
}


@pytest.mark.parametrize(("text", "line"), PYTHON_PROVES.values(), ids=PYTHON_PROVES.keys())
def test_python_that_proves_the_client(text: str, line: int) -> None:
    assert lines_of(python(text)) == [line]


@pytest.mark.parametrize("text", PYTHON_QUIET.values(), ids=PYTHON_QUIET.keys())
def test_python_that_only_looks_like_it(text: str) -> None:
    assert lines_of(python(text)) == []


CLIENT = "import clever\nclever.set_token(T)\n"


@pytest.mark.parametrize(
    ("manifests", "expected"),
    [
        ({}, [2]),
        ({"requirements.txt": "clever==2.3.2"}, [2]),
        ({"requirements.txt": "clever==2.5.0"}, []),
        ({"pyproject.toml": '[project]\ndependencies=["clever"]', "poetry.lock": ""}, [2]),
        ({"setup.py": "setup(name='clever', version=VERSION)"}, []),
    ],
)
def test_manifests_that_prove_a_good_version_silence_it(manifests: dict[str, str], expected: list[int]) -> None:
    assert lines_of(python(CLIENT), manifests=manifests) == expected


def test_what_is_said() -> None:
    (bump,) = findings(python(CLIENT))
    assert (
        bump.message
        == "clever.set_token belongs to clever, and no manifest proves 2.4.0, its first version that speaks v1.2"
    )
    assert (bump.severity, bump.cause, bump.matched) == ("warning", "replace the library", "clever.set_token")
    (port,) = findings(source("ruby", "Clever::District.all\n", calls=("Clever::District.all",)))
    assert port.message == "Clever::District.all belongs to clever-ruby before 1.0.0, which speaks v1.1 only"
    assert port.severity == "error"
    assert "port the code" in port.remedy


CONFIGURE = "Clever.configure do |config|\n  config.token = key\nend\n"
RETRIEVE = "student = Clever::Student.retrieve(id, token)\n"
BUILT = 'kind = "Clever::#{name}".constantize\n'


def built(text: str) -> Text:
    start = text.index('"')
    place = line_index(text).place(start, text.index('"', start + 1) + 1)
    return Text((Literal("Clever::", nowhere()), Hole("name", nowhere())), place)


RUBY_PROVES = {
    "the configuration": source("ruby", CONFIGURE, calls=("Clever.configure",), identifiers=("token", "config")),
    "the configuration by key": source("ruby", CONFIGURE, calls=("Clever.configure",), identifiers=("api_key",)),
    "retrieve": source("ruby", RETRIEVE, calls=("Clever::Student.retrieve(id, token)",)),
    "all": source("ruby", "::Clever::District.all.each { }", calls=("::Clever::District.all",)),
    "a class built from a text": source("ruby", BUILT, calls=('"Clever::#{name}".constantize',), texts=(built(BUILT),)),
}

RUBY_QUIET = {
    "the later configuration": source("ruby", CONFIGURE, calls=("Clever.configure",), identifiers=("access_token",)),
    "a client of one's own": source(
        "ruby", "Clever::Client.new(token).students", calls=("Clever::Client.new(token)",), identifiers=("token",)
    ),
    "the later interface": source("ruby", "Clever::DataApi.new.get_students", calls=("Clever::DataApi.new",)),
    "another module": source("ruby", "MyClever::Student.all", calls=("MyClever::Student.all",)),
    "a text that is not made a class": source("ruby", BUILT, texts=(built(BUILT),)),
}


@pytest.mark.parametrize("file", RUBY_PROVES.values(), ids=RUBY_PROVES.keys())
def test_ruby_that_proves_the_client(file: SourceFile) -> None:
    assert lines_of(file) == [1]


@pytest.mark.parametrize("file", RUBY_QUIET.values(), ids=RUBY_QUIET.keys())
def test_ruby_that_only_looks_like_it(file: SourceFile) -> None:
    assert lines_of(file) == []


RUBY_AS_PARSED = {
    "the configuration": (
        "require 'clever-ruby'\n\nClever.configure do |config|\n  config.token = ENV['T']\nend\n",
        [3],
    ),
    "the key": ("Clever.configure { |config| config.api_key = 'DEMO_KEY' }\n", [1]),
    "the later configuration": ("Clever.configure { |config| config.access_token = ENV['T'] }\n", []),
    "a walk": ("def sync\n  Clever::District.all.each do |district|\n    save district\n  end\nend\n", [2]),
    "retrieve": ("student = Clever::Student.retrieve(id, token)\n", [1]),
    "constantize": ('"Clever::#{kind}".constantize.all\n', [1]),
    "const_get": ('kind = Object.const_get("Clever::#{name}")\n', [1]),
    "a model": ("module Clever\n  class Student < ActiveRecord::Base; end\nend\nClever::Student.all\n", []),
    "a module": (
        "module Clever\n  def self.configure; yield self; end\nend\nClever.configure { |c| c.token = 1 }\n",
        [],
    ),
    "calls of HTTP": (
        "class Clever\n  def students; get('students', token: @token); end\nend\nClever.new.students\n",
        [],
    ),
    "a remark": ("# Clever::Student.all\n", []),
}


@pytest.mark.parametrize(("text", "expected"), RUBY_AS_PARSED.values(), ids=RUBY_AS_PARSED.keys())
def test_ruby_as_it_is_parsed(text: str, expected: list[int]) -> None:
    assert lines_of(SourceFile("app/sync.rb", text, facts_of(text, RUBY))) == expected


def declaring(name: str, *around: str, methods: tuple[str, ...] = (), path: str = "app/models/clever.rb") -> SourceFile:
    declaration = Declaration(name, "class", nowhere(), Scope(around), methods=methods)
    return source("ruby", f"class {name}", declarations=(declaration,), path=path)


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (declaring("Student", "Clever"), []),
        (declaring("Clever::Student"), []),
        (declaring("Student", "Acme", "Clever"), []),
        (declaring("Student"), [1]),
        (declaring("Student", "Clever", path="vendor/clever-ruby/lib/clever-ruby/student.rb"), [1]),
    ],
)
def test_classes_that_the_application_declares_are_its_own(other: SourceFile, expected: list[int]) -> None:
    assert lines_of(RUBY_PROVES["retrieve"], other) == expected


def test_a_module_that_the_application_configures_is_its_own() -> None:
    assert lines_of(RUBY_PROVES["the configuration"], declaring("Clever", methods=("self.configure",))) == []
    assert lines_of(RUBY_PROVES["the configuration"], declaring("Clever", methods=("students",))) == [1]


def test_the_client_s_own_tests_are_no_finding() -> None:
    manifests = {"clever-ruby.gemspec": 's.name = "clever-ruby"'}
    assert lines_of(RUBY_PROVES["all"], manifests={f"app/{name}": text for name, text in manifests.items()}) == []


PHP_PROVES = {
    "the token": source("php", "<?php\nClever::setToken($t);", calls=("Clever::setToken($t)",)),
    "the key": source("php", "<?php\n\\Clever::setApiKey($t);", calls=("\\Clever::setApiKey($t)",)),
    "retrieve": source("php", "<?php\nCleverDistrict::retrieve($id);", calls=("CleverDistrict::retrieve($id)",)),
    "all": source("php", "<?php\nCleverStudent::all();", calls=("CleverStudent::all()",)),
    "the copied library": source(
        "php",
        "<?php\nrequire 'libs/clever-php/lib/Clever.php';",
        imports=(Import("libs/clever-php/lib/Clever.php", Place(6, 47, 2, 1, 2, 42)),),
    ),
    "the copied library as a text": source(
        "php",
        "<?php\nrequire $dir . 'lib/Clever.php';",
        texts=(Text((Hole("$dir", nowhere()), Literal("/lib/Clever.php", nowhere())), Place(14, 37, 2, 9, 2, 32)),),
    ),
}

PHP_QUIET = {
    "a model of one's own": source(
        "php",
        "<?php\nuse App\\CleverStudent;\nCleverStudent::all();",
        calls=("CleverStudent::all()",),
        imports=(Import("App\\CleverStudent", nowhere()),),
    ),
    "a class of one's own": source("php", "<?php\nnew CleverStudent($id);", calls=("CleverStudent($id)",)),
    "another file": source("php", "<?php\nrequire 'src/Clever.php';", imports=(Import("src/Clever.php", nowhere()),)),
}


@pytest.mark.parametrize("file", PHP_PROVES.values(), ids=PHP_PROVES.keys())
def test_php_that_proves_the_client(file: SourceFile) -> None:
    assert lines_of(file) == [2]


@pytest.mark.parametrize("file", PHP_QUIET.values(), ids=PHP_QUIET.keys())
def test_php_that_only_looks_like_it(file: SourceFile) -> None:
    assert lines_of(file) == []


BROUGHT = (Import("clever", nowhere(), ("Clever",)),)
AT_ONCE = "const clever = require('clever')('DEMO_KEY');\n"

JAVASCRIPT_PROVES = {
    "made at once": SourceFile(
        "app/sync.js",
        AT_ONCE,
        Facts(
            "javascript",
            calls=(Call("require('clever')", (Argument("'DEMO_KEY'", nowhere()),), Place(15, 44, 1, 16, 1, 45)),),
        ),
    ),
    "made by a function": source("javascript", "c = Clever(key)", calls=("Clever(key)",), imports=BROUGHT),
    "made by an operator": source("typescript", "new Clever(key)", calls=("Clever(key)",), imports=BROUGHT),
    "made by a name": source(
        "javascript",
        "c = require('clever'); c(key)",
        calls=("require('clever') > c", "c(key)"),
    ),
}

JAVASCRIPT_QUIET = {
    "required by mistake": source("javascript", "const c = require('clever');", calls=("require('clever') > c",)),
    "a module of one's own": source(
        "javascript", "Clever(key)", calls=("Clever(key)",), imports=(Import("./clever", nowhere(), ("Clever",)),)
    ),
    "made of nothing": source("javascript", "Clever()", calls=("Clever()",), imports=BROUGHT),
}


@pytest.mark.parametrize("file", JAVASCRIPT_PROVES.values(), ids=JAVASCRIPT_PROVES.keys())
def test_javascript_that_proves_the_client(file: SourceFile) -> None:
    assert lines_of(file) == [1]


@pytest.mark.parametrize("file", JAVASCRIPT_QUIET.values(), ids=JAVASCRIPT_QUIET.keys())
def test_javascript_that_only_looks_like_it(file: SourceFile) -> None:
    assert lines_of(file) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("clever = require('clever')('KEY')\n", [1]),
        ("clever = require('clever') process.env.KEY\n", [1]),
        ("Clever = require 'clever'\nclever = Clever 'KEY'\n", [2]),
        ('Clever = require("clever")\nclever = new Clever(token: T)\n', [2]),
        ("Clever = require 'clever'\n# clever = Clever 'KEY'\n", []),
        ("clever = require 'clever'\nclever.District.find()\n", []),
        ("clever = require './clever'\nclever 'x'\n", []),
        ("clever = require 'clever'\nif clever is x then y\n", []),
    ],
)
def test_coffeescript_is_judged_by_its_text(text: str, expected: list[int]) -> None:
    assert lines_of(source("coffeescript", text)) == expected
