"""Reads a query string: paging parameters with their limits, and the query that links repeat."""

import re
from dataclasses import dataclass
from urllib.parse import quote, unquote, unquote_plus

from clever_upgrade.contract.facts import is_object_id
from clever_upgrade.sandbox.exchange import RefusalError, bad_request, error

DEFAULT_LIMIT = 100
MAX_LIMIT = 10_000
LAST = "last"
"""The pseudo-cursor that names the end of a list."""

_CURSORS = frozenset({"starting_after", "ending_before"})
_WHOLE_NUMBER = re.compile(r"[0-9]+")
_BRACKETS = re.compile(r"%5[bd]", re.IGNORECASE)
_MOST_DIGITS = 12


@dataclass(frozen=True, slots=True)
class Query:
    """The parameters of a request, each with the text that it was written as."""

    pairs: tuple[tuple[str, str, str], ...]
    """Name, value and the escaped text of both."""

    def get(self, name: str) -> str | None:
        """The first value of a parameter."""
        return next((value for key, value, _ in self.pairs if key == name), None)

    def flag(self, name: str) -> bool:
        """Whether a parameter says ``true``."""
        return self.get(name) == "true"

    def without(self, *names: str) -> "Query":
        """The same query less some parameters."""
        return Query(tuple(pair for pair in self.pairs if pair[0] not in names))

    def with_cursor(self, name: str, cursor: str) -> "Query":
        """The query of a neighbouring page: other parameters first, then the cursor."""
        return Query((*self.without(*_CURSORS).pairs, (name, cursor, f"{name}={cursor}")))

    def link(self, path: str, *, escape_where: bool = False) -> str:
        """``path`` with this query as links show it: brackets of ``where`` plain, or all of it escaped."""
        texts = [_where_text(value, text, escape_where) if key == "where" else text for key, value, text in self.pairs]
        return f"{path}?{'&'.join(texts)}" if texts else path


@dataclass(frozen=True, slots=True)
class Paging:
    """Which page of a list is asked for."""

    limit: int
    starting_after: str | None = None
    ending_before: str | None = None

    @property
    def is_first(self) -> bool:
        """Whether no cursor is given, so that the answer carries ``paging``."""
        return self.starting_after is None and self.ending_before is None


def parse_query(text: str) -> Query:
    """The parameters of an escaped query string; empty parts are dropped."""
    pairs = []
    for part in text.split("&"):
        if part:
            name, _, value = part.partition("=")
            pairs.append((unquote_plus(name), unquote_plus(value), part))
    return Query(tuple(pairs))


def parse_paging(query: Query, *, legacy_limits: bool = False) -> Paging:
    """The page that a query asks for; refuses limits and cursors that no page can have."""
    starting_after, ending_before = _cursor(query, "starting_after"), _cursor(query, "ending_before")
    if starting_after is not None and ending_before is not None:
        raise bad_request("Only one of starting_after and ending_before can be given.")
    return Paging(_limit(query, legacy_limits), starting_after, ending_before)


def _limit(query: Query, legacy_limits: bool) -> int:
    text = query.get("limit")
    if text is None:
        return DEFAULT_LIMIT
    if _WHOLE_NUMBER.fullmatch(text) is None:
        raise bad_request("limit must be a whole number above 0.")
    limit = int(text[-_MOST_DIGITS:]) if len(text.lstrip("0")) <= _MOST_DIGITS else 10**_MOST_DIGITS
    if limit == 0:
        raise bad_request("limit must be a whole number above 0.")
    if limit > MAX_LIMIT and not legacy_limits:
        raise RefusalError(error(413, f"limit must not be above {MAX_LIMIT}."))
    return limit


def _cursor(query: Query, name: str) -> str | None:
    text = query.get(name)
    if text is None or (name == "ending_before" and text == LAST):
        return text
    if not is_object_id(text.lower()):
        raise bad_request(f"{name} must be the id of a record.")
    return text.lower()


def _where_text(value: str, text: str, escape: bool) -> str:
    if escape:
        return f"where={quote(value, safe='')}"
    return _BRACKETS.sub(lambda found: unquote(found.group()), text)
