"""Tells which languages the parser of this installation can read, by reading a little of each."""

from importlib import import_module

SAMPLES = {
    "python": "a = 1\n",
    "ruby": "a = 1\n",
    "javascript": "a = 1;\n",
    "typescript": "let a: number = 1;\n",
    "php": "<?php $a = 1;\n",
    "java": "class A {}\n",
    "csharp": "class A {}\n",
    "go": "package a\n",
    "json": "{}\n",
    "yaml": "a: 1\n",
}
"""A text without mistakes in each language that has a grammar."""


def languages() -> tuple[list[str], list[str]]:
    """The languages that can be read, and those that cannot."""
    found: tuple[list[str], list[str]] = ([], [])
    for language, text in SAMPLES.items():
        found[0 if _reads(text, language) else 1].append(language)
    return found


def _reads(text: str, language: str) -> bool:
    try:
        # An installation without the parser, or with one for another processor, fails here and not at the top.
        matcher = import_module(f"{__package__}.matcher")
        return not matcher.is_broken(matcher.parse(text, language))
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:
        # The parser panics past Exception where it lacks a language.
        return False
