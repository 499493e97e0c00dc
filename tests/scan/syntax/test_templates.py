"""What templates, markup and build scripts say."""

import pytest

from clever_upgrade.scan.syntax.read import read_facts
from tests.scan.syntax import compact

TEXTS = [
    ("<a href=\"/me\" data-x='y'>It's what we don't say</a>", ["href = /me", "data-x = y"]),
    ('<a href="<%= root %>/me">x</a>', ["href = {root}/me"]),
    ('<a :href="base + \'/me\'" @click="go">x</a>', ["href = /me"]),
    ("%a{href: '/me', :title => \"you\"}", ["href = /me", "title = you"]),
    (
        '<add key="CleverUrl" value="https://api.clever.com"/>',
        ["key = CleverUrl", "CleverUrl = https://api.clever.com"],
    ),
    ("<url>https://api.clever.com/v1.1</url><p>some prose</p>", ["url = https://api.clever.com/v1.1"]),
    ("url = 'https://x//y' // 'z'", ["url = https://x//y"]),
    ("<!-- '/a' -->\n<%# '/b' %>\n{{!-- '/c' --}}\n// '/d'\n-# '/e'\n", []),
    ("{#if a}'/me'{/if} {# '/you' #}", ["/me"]),
    ("<% if x == 'a' %><%= link_to 'b', \"#{c}/me\" %><% end %>", ["a", "b > link_to", "{c}/me > link_to"]),
    ("<% if (x === 'a') { %><b>'c'</b><% } %>", ["a", "c"]),
    ("<script>const a = `${b}/me`</script><script>c = '/d'</script>", ["a = {b}/me", "c = /d"]),
    ('<script lang="ts">const a = <string>"/me"</script>', ["lang = ts", "a = /me"]),
    ("<script type='text/x-template'><a href='/me'></a></script>", ["type = text/x-template", "href = /me"]),
]


@pytest.mark.parametrize("end", ["", "\r\n"])
@pytest.mark.parametrize(("source", "expected"), TEXTS, ids=lambda value: value if isinstance(value, str) else "")
def test_texts(source, expected, end):
    facts = read_facts(end + source, "text")
    assert compact.texts(facts) == expected
    assert compact.misplaced(facts, end + source) == []


def test_scripts_are_read_by_their_grammar_where_they_stand():
    source = "<p>é😀</p>\n<script>\n  if (d.state === 'pending') wait() // soon\n</script>\n"
    facts = read_facts(source, "text")
    assert facts.language == "text"
    assert compact.decisions(facts) == ["comparison d.state: pending"]
    assert (facts.decisions[0].place.line, facts.decisions[0].place.column) == (3, 7)
    assert [comment.text for comment in facts.comments] == ["// soon"]


def test_ruby_within_a_template_is_read():
    facts = read_facts("<% case @d.state %>\n<% when 'a' %>x<% else %>y<% end %>\n", "text")
    assert [case.value for decision in facts.decisions for case in decision.cases] == ["a"]


def test_words_of_prose_are_no_names():
    facts = read_facts('<p class="big">A clever idea</p>', "text")
    assert facts.identifiers == {"class"}


@pytest.mark.parametrize("piece", ["<%", "{", "${", "'", "<script>", "<!--", "a", "<a ", "@*", " ", "{{", "{#", "/*"])
@pytest.mark.parametrize("language", ["text", "env", "sql", "coffeescript"])
@pytest.mark.timeout(7.5)  # what is quadratic takes sixteen times as long for four times as much
def test_no_repetition_takes_long(piece, language):
    read_facts(piece * 5_000, language)
