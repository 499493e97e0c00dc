"""From a source text to its facts, whatever its language: the one way into this package.

A scan often meets one language out of many, so the tables of a language are loaded when its first file is read.
"""

from collections.abc import Callable
from functools import lru_cache
from importlib import import_module
from types import ModuleType

from clever_upgrade.scan.syntax.collect import facts_of
from clever_upgrade.scan.syntax.facts import Facts

_MODULES = {
    "python": "python",
    "ruby": "ruby",
    "javascript": "javascript",
    "typescript": "javascript",
    "tsx": "javascript",
    "coffeescript": "coffeescript",
    "php": "php",
    "java": "java",
    "csharp": "csharp",
    "go": "go",
    "json": "documents",
    "yaml": "documents",
    "env": "variables",
    "sql": "sql",
    "text": "templates",
    "xml": "templates",
}
"""The module of this package that knows a language: by a table for the parser, or by a ``read`` of its own."""


def read_facts(text: str, language: str) -> Facts:
    """What a text in that language says; nothing for a language that nobody here knows."""
    return _reader(language)(text)


@lru_cache
def _reader(language: str) -> Callable[[str], Facts]:
    module = _module(language)
    if module is None:
        return lambda _: Facts(language)
    if hasattr(module, "read"):
        read: Callable[[str, str], Facts] = module.read
        return lambda text: read(text, language)
    grammar = module.GRAMMARS[language] if hasattr(module, "GRAMMARS") else module.GRAMMAR
    return lambda text: facts_of(text, grammar)


def _module(language: str) -> ModuleType | None:
    if language not in _MODULES:
        return None
    name = f"{__package__}.{_MODULES[language]}"
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        if error.name != name:
            raise
        return None
