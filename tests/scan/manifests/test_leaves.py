"""Structured text as flat lists: the standard library's parsers are the oracles for what is valid."""

import json
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from clever_upgrade.scan.manifests.json_leaves import read_json
from clever_upgrade.scan.manifests.leaves import Keys
from clever_upgrade.scan.manifests.toml_leaves import read_toml
from clever_upgrade.scan.manifests.xml_elements import read_xml

Flat = list[tuple[Keys, Any]]

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
plain = st.one_of(words, st.integers(-99, 99), st.booleans())
values = st.recursive(
    plain,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(words, inner, max_size=3)),
    max_leaves=12,
)


def flattened(value: Any, keys: Keys = ()) -> Iterator[tuple[Keys, Any]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from flattened(inner, (*keys, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from flattened(inner, (*keys, index))
    else:
        yield keys, value


def as_text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


@given(values, st.sampled_from([None, 1, "\t"]), st.booleans())
def test_json_is_read_as_the_standard_library_reads_it(value: Any, indent: Any, ascii_only: bool) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    read = read_json(text)
    assert read.broken_at is None
    assert [(leaf.keys, leaf.value) for leaf in read.leaves] == [
        (keys, as_text(inner)) for keys, inner in flattened(value)
    ]
    for leaf in read.leaves:
        here = text[slice(*leaf.at)]
        quoted = text.startswith('"', leaf.at[1])
        assert (json.loads(f'"{here}"') if quoted else here) == leaf.value


@given(values, st.data())
def test_json_that_breaks_off_gives_what_comes_before(value: Any, data: st.DataObject) -> None:
    text = json.dumps(value)
    cut = data.draw(st.integers(0, len(text)))
    whole, part = read_json(text).leaves, read_json(text[:cut]).leaves
    kept = [leaf for leaf in part if leaf.at[1] < cut]
    assert kept == list(whole[: len(kept)])


def toml_of(value: Any) -> str:
    """A value as TOML writes it, within one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{toml_string(key)} = {toml_of(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(toml_of(inner) for inner in value) + "]"
    return toml_string(value) if isinstance(value, str) else json.dumps(value)


def toml_string(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


tables = st.dictionaries(words, st.dictionaries(words, values, max_size=4), max_size=4)


@given(tables, st.booleans())
def test_toml_is_read_as_the_standard_library_reads_it(value: dict[str, Any], lists: bool) -> None:
    opening, closing = ("[[", "]]") if lists else ("[", "]")
    lines = []
    for name, table in value.items():
        lines += ["", f"{opening} {toml_string(name)} {closing}  # {name!r}"]
        lines += [f"{toml_string(key)} = {toml_of(inner)}" for key, inner in table.items()]
    text = "\n".join(lines)
    read = read_toml(text)
    assert read.broken_at is None
    assert [(leaf.keys, leaf.value) for leaf in read.leaves] == [
        (keys, as_text(inner)) for keys, inner in flattened(tomllib.loads(text))
    ]


TOML = '''
title = "a"
"quoted key" . b = 'c\\d'
[x . "y.z"]
multi = """
one \\
   two "three" \\u00e9"""
raw = \'\'\'
a'b"c\'\'\'
list = [ # remark
  "one", 'two', # "no"
  ["three"],
]
inline = { a = 1, b.c = { d = true } }
when = 1979-05-27 07:32:00Z
[[x.rows]]
n = 1
[x.rows.sub]
m = 2
[[x.rows]]
n = 3
'''


def test_every_form_of_toml() -> None:
    read = read_toml(TOML)
    expected = [(keys, value) for keys, value in flattened(tomllib.loads(TOML)) if keys[-1] != "when"]
    assert read.broken_at is None
    found = [(leaf.keys, leaf.value) for leaf in read.leaves if leaf.keys[-1] != "when"]
    assert sorted(found, key=str) == sorted(((keys, as_text(value)) for keys, value in expected), key=str)
    for leaf in read.leaves:
        if "\\" not in TOML[slice(*leaf.at)]:
            assert TOML[slice(*leaf.at)] == leaf.value


@given(st.text(st.sampled_from("[]{}=,.\"'#\\\n ab1:"), max_size=60))
@example("[" * 3000)
@example("a=" + "[" * 3000)
@example('{"a":' * 3000)
@example("<a" * 3000)
def test_no_text_is_too_strange(text: str) -> None:
    for leaf in (*read_json(text).leaves, *read_toml(text).leaves):
        assert 0 <= leaf.at[0] <= leaf.at[1] <= len(text)
    read_xml(text)


@pytest.mark.parametrize(
    ("text", "line"),
    [("a = 1\nb\nc = 2", 2), ('a = "x', 1), ("a = [1\nb = 2", 2), ("[a", 1), ("= 1", 1)],
)
def test_toml_that_makes_no_sense_is_left_out(text: str, line: int) -> None:
    broken_at = read_toml(text).broken_at
    assert broken_at is not None
    assert text[:broken_at].count("\n") + 1 == line


XML = """<?xml version="1.0"?><!-- <no/> -->
<a:root xmlns:a="x" one='1 &amp; 2' two="a>b">
  <name> &lt;x&gt; </name>
  <empty/><name><![CDATA[<inner/>]]></name>
</a:root>
"""


def test_xml_with_positions() -> None:
    root, broken_at = read_xml(XML)
    assert broken_at is None
    top = root.children[0]
    assert (top.tag, [child.tag for child in top.children]) == ("root", ["name", "empty", "name"])
    assert top.attributes["one"][0] == "1 & 2"
    assert XML[slice(*top.attributes["two"][1])] == "a>b"
    assert top.value("name") == "<x>"
    assert XML[slice(*top.children[0].at)] == "&lt;x&gt;"


@pytest.mark.parametrize("text", ["<a><b></a>", "<a></b></a>", "<a>", "<a></a></a>", "<a><b", "a < b"])
def test_xml_that_is_not_well_formed(text: str) -> None:
    assert read_xml(text)[1] is not None
