import pytest
from hypothesis import given
from hypothesis import strategies as st

from clever_upgrade.scan.comments import comments_in
from clever_upgrade.scan.tree.kinds import Kind, kind_of

FORMS = [
    ("a.sql", "-- one", "/* two\n lines */"),
    (".env", "# one", "# two"),
    ("a.ini", "; one", "# two"),
    ("a.properties", "! one", "# two"),
    ("web.config", "<!-- one -->", "<!-- two\n lines -->"),
    ("pom.xml", "<!-- one -->", "<!-- two\n lines -->"),
    ("a.coffee", "# one", "### two\n lines ###"),
    ("a.html.erb", "<%# one %>", "<!-- two -->"),
    ("a.haml", "-# one", "/* two */"),
    ("A.vue", "// one", "<!-- two\n lines -->"),
    ("a.cshtml", "@* one *@", "// two"),
    ("a.html.twig", "{# one #}", "<!-- two -->"),
    ("go.mod", "// one", "/* two */"),
    ("requirements.txt", "# one", "# two"),
    ("pyproject.toml", "# one", "# two"),
]


@pytest.mark.parametrize(("name", "first", "second"), FORMS)
def test_each_kind_has_its_comments(name: str, first: str, second: str) -> None:
    kind = kind_of(name)
    assert kind is not None
    text = f"{first}\r\nvalue\n  {second}\nmore\n"
    assert [comment.text for comment in comments_in(text, kind)] == [first, second]


@pytest.mark.parametrize("name", ["package.json", "composer.lock", "Gemfile.lock", "Pipfile.lock"])
def test_some_manifests_have_none(name: str) -> None:
    kind = kind_of(name)
    assert kind is not None
    assert list(comments_in("# one\n// two\n", kind)) == []


def test_a_mark_within_a_word_is_none() -> None:
    text = "color: red#fff;\nurl = https://host/x\ninclude src/**/*.js\n"
    assert list(comments_in(text, Kind("text"))) == []


@given(st.text("#/*-<!> \nab;{}%@"), st.sampled_from(["env", "sql", "xml", "text", "coffeescript", "yaml"]))
def test_a_comment_is_where_it_says(text: str, language: str) -> None:
    for comment in comments_in(text, Kind(language)):
        assert text[comment.place.start : comment.place.end] == comment.text
