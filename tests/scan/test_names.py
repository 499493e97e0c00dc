"""Expressions as code spells them, taken apart."""

import pytest

from clever_upgrade.scan.names import last_name, owner_of, qualifiers, root_of, words_of


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("district.syncState", ("district", "sync", "state")),
        ("CLEVER_SYNC_STATES", ("clever", "sync", "states")),
        ("HTTPStatus", ("http", "status")),
        ("$status['state']", ("status", "state")),
        ("", ()),
    ],
)
def test_a_name_falls_into_words(name: str, words: tuple[str, ...]) -> None:
    assert words_of(name) == words


@pytest.mark.parametrize(
    ("expression", "name"),
    [
        ("$district->getEvents()", "district"),
        ("(await district).events", "district"),
        ("await clever.getDistrict(id)", "clever"),
        ("new Clever\\Client()", "Clever"),
        ("yield $client->get()", "client"),
        ("\\Clever\\Event::all", "Clever"),
        ("", ""),
    ],
)
def test_the_name_that_an_expression_begins_with(expression: str, name: str) -> None:
    assert root_of(expression) == name


@pytest.mark.parametrize(
    ("callee", "owner"),
    [
        ("clever.Event.all", "clever.Event"),
        ("$this->clever->getEvents", "$this->clever"),
        ("Clever::Event.first", "Clever::Event"),
        ("district&.events", "district"),
        ("district.events?", "district"),
        ("fetch_events", ""),
        ("", ""),
    ],
)
def test_what_a_member_belongs_to(callee: str, owner: str) -> None:
    assert owner_of(callee) == owner


@pytest.mark.parametrize(
    ("expression", "name"),
    [
        ("self.BASE", "BASE"),
        ('ENV["BASE"]', "BASE"),
        ('env.get("BASE", "x")', "BASE"),
        ("ENV.fetch('BASE')", "BASE"),
        ("settings.BASE.rstrip('/')", "rstrip"),
        ("$this->base", "base"),
        ("Config::get('services.clever.url')", "url"),
        ("", ""),
    ],
)
def test_the_last_name(expression: str, name: str) -> None:
    assert last_name(expression) == name


def test_the_names_in_front() -> None:
    assert qualifiers("app.settings.BASE") == ("app", "settings")
