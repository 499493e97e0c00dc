"""Answers the paths of the Data and Events API, each in the shape that the contract gives it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import msgspec

from clever_upgrade.contract.endpoints import LINKS, Shape
from clever_upgrade.contract.facts import is_object_id
from clever_upgrade.sandbox.answers.links import links_json, list_links, record_links, record_uri
from clever_upgrade.sandbox.answers.listing import Ask, answer_list
from clever_upgrade.sandbox.answers.query import Query
from clever_upgrade.sandbox.answers.routes import route
from clever_upgrade.sandbox.exchange import RefusalError, Response, malformed_id, not_found

_NO_QUERY = Query(())


def answer(ask: Ask) -> Response:
    """The answer to one request for data; refusals are answers too."""
    if ask.route.id is not None and not is_object_id(ask.route.id):
        return malformed_id()
    try:
        return _ANSWERS[ask.route.endpoint.shape](ask)
    except RefusalError as refusal:
        return refusal.response


def _single(ask: Ask) -> Response:
    here = ask.route
    if here.id is None:
        return not_found()
    if here.name is None:
        links = record_links(here.version, here.parent, here.id)
        included = ask.query.get("include")
        data = _item(ask, here.parent, here.id) if included is None else _with_included(ask, here.id, included)
        return Response(200, b'{"data":%b,"links":%b}' % (data, links))
    target = _record(ask, here.parent, here.id).get(here.name)
    if not isinstance(target, str):
        return not_found()
    canonical = links_json([("self", record_uri(here.version, here.endpoint.returns, target))])
    return Response(200, b'{"data":%b,"links":%b}' % (_item(ask, here.endpoint.returns, target), canonical))


def _status(ask: Ask) -> Response:
    if ask.route.id != ask.district.id:
        return not_found()
    item = msgspec.json.encode({"data": ask.district.status(ask.version)})
    return _with_self_link(ask, item)


def _texts(ask: Ask) -> Response:
    try:
        texts = ask.district.grade_levels(str(ask.route.id))
    except KeyError:
        return not_found()
    return _with_self_link(ask, msgspec.json.encode(texts)[1:-1])


def _with_self_link(ask: Ask, items: bytes) -> Response:
    links = list_links(ask.path, ask.query, ask.route.endpoint.returns)
    return Response(200, b'{"data":[%b],"links":%b}' % (items, links))


def _with_included(ask: Ask, record_id: str, included: str) -> bytes:
    """The record with sub-resources put in place of its own members; unknown names are passed over."""
    record = _record(ask, ask.route.parent, record_id)
    for name in LINKS[ask.route.parent]:
        if name in included.split(","):
            found = _sub_answer(ask, record_id, name)
            if found is not None:
                record[name] = found
    return msgspec.json.encode(record)


def _sub_answer(ask: Ask, record_id: str, name: str) -> Any:
    path = f"/{ask.route.parent}/{record_id}/{name}"
    below = route(ask.version, path)
    if below is None:
        return None
    found = answer(replace(ask, route=below, path=f"/{ask.version}{path}", query=_NO_QUERY, fault=None))
    return msgspec.Raw(found.body) if found.status == 200 else None


def _item(ask: Ask, collection: str, record_id: str) -> bytes:
    try:
        return ask.district.item(ask.version, collection, record_id)
    except KeyError:
        raise RefusalError(not_found()) from None


def _record(ask: Ask, collection: str, record_id: str) -> dict[str, Any]:
    try:
        return ask.district.record(ask.version, collection, record_id)
    except KeyError:
        raise RefusalError(not_found()) from None


_ANSWERS: dict[Shape, Callable[[Ask], Response]] = {
    Shape.LIST: answer_list,
    Shape.BARE_LIST: answer_list,
    Shape.STATUS_LIST: _status,
    Shape.TEXT_LIST: _texts,
    Shape.SINGLE: _single,
}
