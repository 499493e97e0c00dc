"""Says what a recording holds in place of an answer: everything that a comparison needs, and nobody's data.

A field that the contract does not know counts as personal, and so does a value that its field does not allow, and free
text wherever it stands: a school's name says where its students are, and a course's description may say anything.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlencode

from clever_upgrade.api.recording.json_text import Digits, Members, parsed, written
from clever_upgrade.api.recording.values import Replacements
from clever_upgrade.contract import COLLECTIONS, FieldFacts, default_upgrade
from clever_upgrade.contract.endpoints import COLLECTION_OF_NOUN, ENDPOINTS, Shape
from clever_upgrade.contract.facts import Format, is_object_id, well_formed
from clever_upgrade.contract.sensitive import holds_secret, names_secret, with_plain_words
from clever_upgrade.contract.versions import VERSION_NAMES
from clever_upgrade.errors import UsageError
from clever_upgrade.suggest import no_such

Fields = Mapping[str, FieldFacts]

OAUTH = "/oauth/"
_NO_FIELDS: Fields = {}
_EVENTS, _GRADES, _ME = "events", "grade_levels", "me"
_USERS = {
    "student": "students", "teacher": "teachers", "school_admin": "school_admins", "district_admin": "district_admins",
    "district": "districts",
}  # fmt: skip
_KIND = FieldFacts("type", "string", guaranteed=False, enum=frozenset(_USERS))
"""What ``/me`` adds to the record of a user."""
_VERBS = frozenset({"created", "updated", "deleted"})
_PLAIN_PARAMS = frozenset({"limit", "starting_after", "ending_before", "count", "show_links", "owner_type", "page"})
_PLAIN_VALUES = frozenset({"true", "false", "last", "district"})
_BROKEN, _PAGE = b"{", b"<html></html>"


def public_fields(paths: Iterable[str]) -> frozenset[str]:
    """The paths of the undocumented fields that are not personal; UsageError for one that can be no field's."""
    named = frozenset(paths)
    for path in sorted(named):
        collection, _, field = path.partition(".")
        if not field.strip("."):
            raise UsageError(f'"{path}" names no field', hint="Write it with its collection, like students.house.")
        if collection not in (known := (*default_upgrade().to_version.resources, _ME)):
            raise no_such("collection", collection, known)
    return named


class Answers:
    """Replaces what is personal in requests and answers; ``public`` are undocumented fields that are not."""

    def __init__(self, replacements: Replacements, public: frozenset[str] = frozenset()) -> None:
        self._replacements = replacements
        self._public = public

    def target(self, path: str, query: str) -> str:
        """A path and its query: ids and cursors stay, filters are searched for values."""
        # Half a character may come in JSON, and cannot be written in a link.
        where = "/".join(quote(self._segment(unquote(part)), safe="", errors="replace") for part in path.split("/"))
        pairs = [
            (self._replacements.name(name), self._parameter(name, value))
            for name, value in parse_qsl(query, keep_blank_values=True)
        ]
        return f"{where}?{urlencode(pairs, errors='replace')}" if pairs else where

    def body(self, path: str, content_type: str, body: bytes) -> bytes:
        """The body of an answer to a request for ``path``."""
        if "html" in content_type:
            return _PAGE
        if not body:
            return body
        try:
            value = parsed(body.decode())
        except (ValueError, RecursionError):
            return self.words(body.decode(errors="replace")).encode() if "json" not in content_type else _BROKEN
        try:
            return written(self._envelope(path, value)).encode()
        except RecursionError:
            return _BROKEN

    def words(self, text: str) -> str:
        """A sentence of the server without what is not a usual word of an error."""
        return with_plain_words(text, instead=self._replacements.text)

    def _segment(self, part: str) -> str:
        return part if part in _known_segments() or is_object_id(part) else self._replacements.text(part)

    def _parameter(self, name: str, value: str) -> str:
        if name in _PLAIN_PARAMS:
            plain = value in _PLAIN_VALUES or value.isdecimal() or is_object_id(value)
            return value if plain else self._replacements.text(value)
        try:
            return written(self._filter(parsed(value)))
        except (ValueError, RecursionError):
            return self._replacements.text(value)

    def _filter(self, value: Any) -> Any:
        """A condition: operators and ids stay."""
        if isinstance(value, Members):
            return Members((self._path(name), self._filter(each)) for name, each in value)
        if isinstance(value, list):
            return [self._filter(each) for each in value]
        is_id = isinstance(value, str) and not isinstance(value, Digits) and is_object_id(value)
        return value if is_id else self._replacements.hidden(value)

    def _path(self, path: str) -> str:
        """A path to a member, or an operator, of a condition."""
        sign = "$" if path.startswith("$") else ""
        return sign + ".".join(self._named(name) for name in path.removeprefix("$").split("."))

    def _named(self, name: str) -> str:
        return name if name == "_id" else self._replacements.name(name)

    def _envelope(self, path: str, value: Any) -> Any:
        if not isinstance(value, Members):
            return self._replacements.hidden(value)
        if path.startswith(OAUTH):
            return self._tokens(value)
        if path.rstrip("/").endswith("/me"):
            return self._me(value)
        collection = _collection_at(path)
        return Members((self._named(name), self._part(name, each, collection)) for name, each in value)

    def _me(self, value: Members) -> Members:
        """An answer about whoever the token belongs to; its fields are those of all users, whatever type it claims."""
        kind = f"{_USERS.get(str(value.get('type')), _ME)}."
        return Members(
            (name, self._members(each, _fields_of_users(), kind))
            if name == "data" and isinstance(each, Members)
            else (self._named(name), self._part(name, each, ""))
            for name, each in value
        )

    def _part(self, name: str, value: Any, collection: str) -> Any:
        match name:
            case "data":
                return self._data(value, collection)
            case "links":
                return self._links(value)
            case "paging":
                return self._paging(value)
            case "error" | "message" | "error_description" if isinstance(value, str):
                return self.words(value)
            case "count" if isinstance(value, Digits):
                return value
            case "type" if isinstance(value, str) and value in _USERS:
                return value
            case _:
                return self._replacements.hidden(value)

    def _data(self, value: Any, collection: str) -> Any:
        if isinstance(value, list) and not isinstance(value, Members):
            return [self._item(each, collection) for each in value]
        return self._record(value, collection)

    def _item(self, item: Any, collection: str) -> Any:
        if isinstance(item, str) and not isinstance(item, Digits):
            return item if collection == _GRADES and item in _grades() else self._replacements.text(item)
        if not isinstance(item, Members) or not item.has("data") or (item.has("id") and not item.has("uri")):
            return self._record(item, collection)
        return Members((self._named(name), self._wrapping(name, each, collection)) for name, each in item)

    def _wrapping(self, name: str, value: Any, collection: str) -> Any:
        if name == "data":
            return self._record(value, collection)
        if name == "uri" and isinstance(value, str):
            return self._uri(value)
        return self._links(value) if name == "links" else self._replacements.hidden(value)

    def _record(self, value: Any, collection: str) -> Any:
        if not isinstance(value, Members):
            return self._replacements.hidden(value)
        if collection == _EVENTS:
            return self._event(value)
        return self._members(value, _fields_of(collection), f"{collection}.")

    def _event(self, event: Members) -> Any:
        collection = COLLECTION_OF_NOUN.get(str(event.get("type")).partition(".")[0], "")
        about = _fields_of(collection)

        def carried(data: Any) -> Any:
            if not isinstance(data, Members):
                return self._replacements.hidden(data)
            inner = ("object", "previous_attributes")
            return Members(
                (name, self._members(each, about, f"{collection}."))
                if name in inner and isinstance(each, Members)
                else (self._named(name), self._replacements.hidden(each))
                for name, each in data
            )

        def member(name: str, value: Any) -> Any:
            if name == "data":
                return carried(value)
            if name == "type" and isinstance(value, str):
                return self._event_type(value)
            return self._member(name, value, _fields_of(_EVENTS).get(name), f"{_EVENTS}.{name}")

        return Members((self._named(name), member(name, each)) for name, each in event)

    def _event_type(self, value: str) -> str:
        noun, dot, verb = value.partition(".")
        about = noun if noun in COLLECTION_OF_NOUN else self._replacements.text(noun)
        return f"{about}{dot}{verb if verb in _VERBS else self._replacements.text(verb)}"

    def _members(self, value: Members, fields: Fields, prefix: str) -> Members:
        return Members(
            (name if name in fields or f"{prefix}{name}" in self._public else self._replacements.name(name),
             self._member(name, each, fields.get(name), f"{prefix}{name}"))
            for name, each in value
        )  # fmt: skip

    def _member(self, name: str, value: Any, facts: FieldFacts | None, path: str) -> Any:
        if names_secret(name) or (holds_secret(name) and value is not None and not isinstance(value, Members)):
            return self._replacements.secret(value)
        if facts is None:
            return value if path in self._public else self._replacements.hidden(value)
        if isinstance(value, Members) and facts.json_type == "object":
            if facts.fields:
                return self._members(value, facts.fields, f"{path}.")
            return self._replacements.hidden(value)
        if facts.personal:
            return self._replacements.hidden(value, facts)
        return self._documented(value, facts)

    def _documented(self, value: Any, facts: FieldFacts) -> Any:
        """The value of a field that is not personal: itself, as far as it is one of those that the field allows."""
        if isinstance(value, bool) and facts.json_type == "boolean":
            return value
        if facts.enum is None and facts.format is None:
            return self._replacements.hidden(value)
        if isinstance(value, list) and facts.json_type == "array" and not isinstance(value, Members):
            if facts.accepts(value) and not any(isinstance(each, Digits) for each in value):
                return value
            return [self._closed(each, facts) for each in value]
        return self._closed(value, facts)

    def _closed(self, value: Any, facts: FieldFacts) -> Any:
        if not isinstance(value, str) or isinstance(value, Digits):
            return self._replacements.hidden(value)
        allowed = facts.accepts([value] if facts.json_type == "array" else value)
        return value if allowed else self._replacements.malformed(value, facts)

    def _links(self, value: Any) -> Any:
        if not isinstance(value, list) or isinstance(value, Members):
            return self._replacements.hidden(value)
        return [self._link(each) for each in value]

    def _link(self, link: Any) -> Any:
        if not isinstance(link, Members):
            return self._replacements.hidden(link)
        return Members(
            (name, self._uri(each))
            if name == "uri" and isinstance(each, str)
            else (self._named(name), self._relation(name, each))
            for name, each in link
        )

    def _relation(self, name: str, value: Any) -> Any:
        known = name == "rel" and isinstance(value, str) and value in _relations()
        return value if known else self._replacements.hidden(value)

    def _uri(self, uri: str) -> str:
        path, _, query = uri.partition("?")
        return self.target(path, query) if path.startswith("/") else self._replacements.text(uri)

    def _paging(self, value: Any) -> Any:
        if not isinstance(value, Members):
            return self._replacements.hidden(value)
        return Members(
            (self._named(name), each if isinstance(each, Digits) else self._replacements.hidden(each))
            for name, each in value
        )

    def _tokens(self, value: Members) -> Members:
        """The list of an application's tokens, with a stand-in for each."""
        return Members(
            (name, self._token_rows(each)) if name == "data" else (self._named(name), self._part(name, each, ""))
            for name, each in value
        )

    def _token_rows(self, rows: Any) -> Any:
        if not isinstance(rows, list) or isinstance(rows, Members):
            return self._replacements.hidden(rows)
        return [self._token_row(row) if isinstance(row, Members) else self._replacements.hidden(row) for row in rows]

    def _token_row(self, row: Members) -> Members:
        return Members((self._named(name), self._of_token(name, each)) for name, each in row)

    def _of_token(self, name: str, value: Any) -> Any:
        """A member of a token: only whose it is and when it was made stay, by which the newest is found."""
        if names_secret(name):
            return self._replacements.secret(value)
        if name == "owner" and isinstance(value, Members):
            return Members((self._named(each), self._of_token(each, inner)) for each, inner in value)
        text = value if isinstance(value, str) and not isinstance(value, Digits) else ""
        is_plain = is_object_id(text) or text in _USERS or (name == "created" and well_formed(text, Format.MOMENT))
        return value if is_plain else self._replacements.hidden(value)


@cache
def _grades() -> frozenset[str]:
    return _fields_of("students")["grade"].enum or frozenset()


@cache
def _known_segments() -> frozenset[str]:
    parts = {part for endpoint in ENDPOINTS for part in endpoint.path.split("/")}
    return frozenset({*parts, *VERSION_NAMES, "", "me", "oauth", "tokens", "tokeninfo"})


@cache
def _relations() -> frozenset[str]:
    words = {part for endpoint in ENDPOINTS for part in endpoint.path.split("/")}
    return frozenset({"self", "next", "prev", "first", "last", "canonical", *COLLECTIONS, *words})


@cache
def _fields_of(collection: str) -> Fields:
    """The facts of a collection's fields; the later version's, which knows them all."""
    resource = default_upgrade().to_version.resources.get(collection)
    return resource.fields if resource is not None else _NO_FIELDS


@cache
def _fields_of_users() -> Fields:
    """The facts of the fields that ``/me`` may tell: the two versions may call one user by different types."""
    fields = {name: facts for kind in reversed(_USERS.values()) for name, facts in _fields_of(kind).items()}
    return {**fields, _KIND.path: _KIND}


@cache
def _endpoints() -> tuple[tuple[tuple[str, ...], str], ...]:
    return tuple(
        (
            tuple(endpoint.path.strip("/").split("/")),
            _GRADES if endpoint.shape is Shape.TEXT_LIST else endpoint.returns,
        )
        for endpoint in ENDPOINTS
    )


def _collection_at(path: str) -> str:
    """What kind of record an answer to this path holds, or an empty text."""
    _, _, *parts = path.split("/")
    for pattern, returns in _endpoints():
        if len(pattern) == len(parts) and all(
            want == got or want.startswith("{") for want, got in zip(pattern, parts, strict=True)
        ):
            return returns
    return ""
