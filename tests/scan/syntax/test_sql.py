"""What SQL says."""

import pytest

from clever_upgrade.scan.syntax.read import read_facts
from tests.scan.syntax import compact

DECISIONS = [
    ("CREATE TABLE d (state text CHECK (state IN ('a', 'b')))", ["membership state: a b"]),
    ("ALTER TABLE d ADD CONSTRAINT c CHECK (d.state NOT IN ('a'))", ["not membership state: a"]),
    (
        "ALTER TABLE d ADD CHECK ((state)::text = ANY ((ARRAY['a'::text, 'b'::text])::text[]))",
        ["membership state: a b"],
    ),
    ("CREATE TABLE d (`state` ENUM('a','b') NOT NULL DEFAULT 'a', x int)", ["enum state: a b"]),
    ("ALTER TABLE d MODIFY COLUMN state ENUM('a', 'b')", ["enum state: a b"]),
    ("CREATE TYPE public.sync_state AS ENUM ('a', 'b');", ["enum sync_state: a b"]),
    ("ALTER TYPE sync_state ADD VALUE IF NOT EXISTS 'paused' AFTER 'b'", ["enum sync_state: paused"]),
    ("SELECT * FROM d WHERE d.state = 'a' OR lower(state) <> 'b'", ["comparison state: a", "not comparison state: b"]),
    ("UPDATE d SET state = 'a' WHERE kind = 'b'", ["comparison kind: b"]),
    ("SELECT CASE d.state WHEN 'a' THEN 1 WHEN 'b' THEN 2 ELSE 3 END FROM d", ["switch state: a b else"]),
    ("SELECT 1 FROM d WHERE id IN (SELECT id FROM e WHERE x IN ('a'))", ["membership x: a"]),
]


@pytest.mark.parametrize(("source", "expected"), DECISIONS, ids=lambda value: value if isinstance(value, str) else "")
def test_decisions(source, expected):
    assert compact.decisions(read_facts(source, "sql")) == expected


TEXTS = [
    ("CREATE TABLE d (url text DEFAULT 'https://api.clever.com')", ["url = https://api.clever.com"]),
    ("UPDATE d SET url = '/me', note = 'it''s'", ["url = /me", "note = it''s"]),
    ("-- 'a'\n/* 'b' */ SELECT E'c\\'d'\n# 'e'", ["c\\'d"]),
]


@pytest.mark.parametrize(("source", "expected"), TEXTS, ids=lambda value: value if isinstance(value, str) else "")
def test_texts(source, expected):
    facts = read_facts(source, "sql")
    assert compact.texts(facts) == expected
    assert compact.misplaced(facts, source) == []


def test_a_table_is_a_declaration_and_the_scope_of_its_checks():
    source = (
        "CREATE TABLE IF NOT EXISTS app.\"districts\" (id int, state text CHECK (state IN ('a')), PRIMARY KEY (id));"
    )
    facts = read_facts(source, "sql")
    assert compact.declarations(facts) == ["table districts: id:int state:text"]
    assert [decision.scope.classes for decision in facts.decisions] == [("districts",)]


def test_what_follows_a_case_is_its_action():
    (decision,) = read_facts("SELECT CASE s WHEN 'a' THEN go() ELSE 3 END", "sql").decisions
    assert decision.cases[0].action == "THEN go()"
