"""What must not be shown: the one place that says so, for reports, recordings, errors and crash notes alike.

A secret opens a door, and is told by the name of its member. A name counts at any depth and in any collection: an event
carries whole records, and the old value of a member stands in ``previous_attributes``. Free text may say anything of
anybody, but for the words that any error may hold.
"""

import builtins
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache

from clever_upgrade.contract.versions import VERSION_NAMES, version

_SECRET_WORDS = ("password", "secret", "token")
"""A member whose name holds one of these opens a door, whether the contract knows it or not."""

# fmt: off
_PLAIN_WORDS = frozenset({
    "a", "access", "again", "allowed", "an", "and", "answer", "any", "api", "are", "argument", "arguments", "as", "at",
    "attribute", "authentication", "basic", "be", "before", "belongs", "between", "but", "by", "bytes", "cannot",
    "char", "character", "client", "code", "codec", "column", "connection", "context", "convert", "could", "data",
    "database", "decode", "decoding", "denied", "dictionary", "directory", "district", "does", "during", "element",
    "empty", "encode", "error", "exist", "expected", "expired", "failed", "file", "for", "forbidden", "format",
    "found", "from", "function", "got", "grant", "has", "hashable", "http", "id", "in", "index", "instance",
    "instances", "internal", "invalid", "is", "iterable", "iteration", "it", "item", "json", "key", "keyword", "later",
    "length", "limit", "line", "list", "literal", "many", "maximum", "me", "method", "missing", "module", "must",
    "needed", "no", "nonetype", "not", "number", "object", "of", "on", "one", "only", "operand", "or", "out",
    "ordinal", "path", "permission", "position", "positional", "range", "rate", "read", "record", "recursion",
    "request", "required", "sequence", "server", "service", "size", "start", "string", "such", "supported", "that",
    "the", "there", "this", "to", "token", "too", "try", "type", "types", "unauthorized", "unavailable", "unexpected",
    "unhashable", "unknown", "unpack", "unsupported", "used", "user", "valid", "value", "values", "was", "when",
    "while", "with", "wrong", "you", "your", "scope", "secret", "subscriptable", "takes", "were",
})
# fmt: on
"""The words of an error that say nothing of a person; every other one may."""
_AROUND = ".,:;!?()[]{}<>'\"`=+-*/"


def with_plain_words(text: str, *, instead: Callable[[str], str] = lambda _: "[…]") -> str:
    """Free text in which only words stay that say nothing of anybody; ``instead`` gives what stands for another one."""
    return " ".join(word if word.strip(_AROUND).lower() in _plain_words() else instead(word) for word in text.split())


@cache
def _plain_words() -> frozenset[str]:
    """The usual words, the names of Python's own types, and those of the contract."""
    versions = [version(name) for name in VERSION_NAMES]
    names = {
        part
        for each in versions
        for collection, resource in each.resources.items()
        for part in (collection, *(name for facts in resource.walk() for name in facts.path.split(".")))
    }
    return frozenset({"", *_PLAIN_WORDS, *map(str.lower, dir(builtins)), *names, *VERSION_NAMES})


@lru_cache(maxsize=4096)
def names_secret(name: str) -> bool:
    """Whether a member of this name is a secret."""
    folded = name.casefold()
    return folded in _secret_names().members or any(word in folded for word in _SECRET_WORDS)


def holds_secret(name: str) -> bool:
    """Whether a member of this name is an object with a secret inside."""
    return name.casefold() in _secret_names().holders


def is_secret(name: str, value: object) -> bool:
    """Whether a member is a secret: by its name, or as a plain value where an object with a secret inside is due."""
    return names_secret(name) or (holds_secret(name) and not isinstance(value, dict | None))


def may_hold_secret(text: str) -> bool:
    """Whether a member in a JSON text may be a secret: a look that costs little. No letter of it may be escaped."""
    return any(map(text.casefold().__contains__, _secret_names().signs))


@dataclass(frozen=True, slots=True)
class _SecretNames:
    """The names of secret members, and of the objects that hold them. ``signs`` stand wherever there is a secret."""

    members: frozenset[str]
    holders: frozenset[str]
    signs: frozenset[str]


@cache
def _secret_names() -> _SecretNames:
    paths = [
        facts.path.casefold().split(".")
        for name in VERSION_NAMES
        for resource in version(name).resources.values()
        for facts in resource.walk()
        if facts.secret
    ]
    members = frozenset(path[-1] for path in paths)
    holders = frozenset(path[-2] for path in paths if len(path) > 1)
    return _SecretNames(members, holders, signs=frozenset({*_SECRET_WORDS, *members, *holders}))
