"""Expressions as code spells them, taken apart: the words of a name, and the names of an expression."""

import re
from functools import lru_cache

_WORDS = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+")
_BEGINS = re.compile(r"[\s@$(&*!\[{\\]*(?:(?:await|new|yield)\s+)*[$@\\]*(\w+)")
_MEMBER = re.compile(r"\w+[!?]?$")
_LINK = re.compile(r"(?:\.|\?\.|&\.|->|::)$")
_KEYED = re.compile(r"""(?:\(\s*|\[\s*)[:'"]([\w.-]+)['"]?[^()\[\]]*[\])]\s*$""")
_CALL = re.compile(r"\([^()]*\)\s*$")
_NAME = re.compile(r"[A-Za-z_]\w*")


@lru_cache(maxsize=65536)
def words_of(name: str) -> tuple[str, ...]:
    """The words of an expression in small letters: ``district``, ``sync``, ``state`` of ``district.syncState``."""
    return tuple(word.lower() for word in _WORDS.findall(name))


def root_of(expression: str) -> str:
    """The name that an expression begins with: ``district`` of ``$district->getEvents()``."""
    found = _BEGINS.match(expression)
    return found[1] if found else ""


def owner_of(callee: str) -> str:
    """What a member belongs to: ``clever.Event`` of ``clever.Event.all``, nothing for a function of its own."""
    name = _MEMBER.search(callee)
    before = callee[: name.start()].rstrip() if name else ""
    return _LINK.sub("", before).rstrip() if _LINK.search(before) else ""


def last_name(expression: str) -> str:
    """The name that an expression ends in: ``BASE`` of ``self.BASE``, ``ENV["BASE"]`` and ``env.get("BASE", x)``."""
    plain = expression.strip()
    keyed = _KEYED.search(plain)
    names = _NAME.findall(keyed[1] if keyed else _CALL.sub("", plain))
    return names[-1] if names else ""


def qualifiers(expression: str) -> tuple[str, ...]:
    """The names in front of the last one: ``("settings",)`` of ``settings.BASE``."""
    return tuple(_NAME.findall(expression))[:-1]
