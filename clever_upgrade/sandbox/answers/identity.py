"""The Identity API: who a token belongs to, and what the token of a user may read."""

from clever_upgrade.contract.endpoints import Shape
from clever_upgrade.sandbox.answers.links import record_uri
from clever_upgrade.sandbox.answers.routes import Route
from clever_upgrade.sandbox.exchange import Response, error, json_response, not_found
from clever_upgrade.sandbox.tokens import Bearer

ME = "/me"
_DISTRICT = "district"


def me(bearer: Bearer, version: str) -> Response:
    """The record that a token belongs to, with its type, as the version shows it."""
    kind = bearer.user_type or _DISTRICT
    collection, own_id = own_record(bearer, version)
    if own_id is None:
        return not_found()
    record = bearer.district.record(version, collection, own_id)
    links = [
        {"rel": "self", "uri": ME},
        {"rel": "canonical", "uri": record_uri(version, collection, own_id)},
        {"rel": "district", "uri": record_uri(version, "districts", bearer.district.id)},
    ]
    return json_response({"type": kind, "data": {**record, "type": kind}, "links": links})


def own_record(bearer: Bearer, version: str) -> tuple[str, str | None]:
    """The collection and id of a token's own record; a demo user is the first of its type."""
    if bearer.user_type is None:
        return "districts", bearer.district.id
    collection = f"{bearer.user_type}s"
    return collection, next(iter(bearer.district.ids(version, collection)), None)


def refusal(bearer: Bearer, route: Route) -> Response | None:
    """Why a token may not read a path, or None where it may: users read themselves, their schools and district."""
    if bearer.user_type is None or _may_read(bearer, route):
        return None
    return error(404, "The token of a user reads only /me, its own record, its own schools and its own district.")


def _may_read(bearer: Bearer, route: Route) -> bool:
    if route.endpoint.shape is not Shape.SINGLE or route.name is not None:
        return False
    collection, own_id = own_record(bearer, route.version)
    if own_id is None:
        return False
    if route.parent == "schools":
        record = bearer.district.record(route.version, collection, own_id)
        return route.id in (record.get("school"), *record.get("schools", ()))
    return (route.parent, route.id) in ((collection, own_id), ("districts", bearer.district.id))
