"""The sandbox's own endpoints, below ``/_sandbox``: they change the district while it runs and look behind the API.

They need no token. Bad input is answered 400 with one sentence.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import msgspec

from clever_upgrade.contract.versions import COLLECTIONS, VERSION_NAMES
from clever_upgrade.errors import UsageError
from clever_upgrade.sandbox import faultspec
from clever_upgrade.sandbox.district import District
from clever_upgrade.sandbox.exchange import RefusalError, Request, Response, bad_request, error, json_response
from clever_upgrade.sandbox.faults import FaultBox
from clever_upgrade.sandbox.requestlog import RequestLog

PREFIX = "/_sandbox"
_NO_SUCH_ENDPOINT = error(404, f"There is no such endpoint below {PREFIX}.")
_STATUS = "status"


class Control:
    """Answers below ``/_sandbox``; ``revoked`` are the districts whose tokens open nothing at the moment."""

    def __init__(self, districts: Iterable[District], box: FaultBox, log: RequestLog) -> None:
        self.revoked: set[str] = set()
        self._districts = {district.id: district for district in districts}
        self._box = box
        self._log = log

    def answer(self, request: Request) -> Response:
        """The answer to one request; what it asks for is done, or refused in one sentence."""
        segments = request.path.removeprefix(PREFIX).strip("/").split("/")
        try:
            return self._dispatch("GET" if request.method == "HEAD" else request.method, segments, request)
        except RefusalError as refusal:
            return refusal.response
        except UsageError as wrong:
            return error(400, ". ".join(filter(None, (wrong.message, wrong.hint))))
        except ValueError as wrong:
            return error(400, str(wrong))

    def _dispatch(self, method: str, segments: list[str], request: Request) -> Response:
        match method, segments:
            case "POST", ["records", collection]:
                return self._upsert(collection, _object(request))
            case "DELETE", ["records", collection, record_id]:
                return self._delete(collection, record_id)
            case "PATCH", ["districts", district_id, "status"]:
                return self._set_status(district_id, _object(request))
            case "PATCH", ["districts", district_id, "token"]:
                return self._set_token(district_id, _object(request))
            case "POST", ["expire-events"]:
                return self._expire_events(_object(request))
            case "GET", ["requests"]:
                return Response(200, self._log.as_json())
            case "GET", ["truth", version, collection]:
                return self._truth(version, collection)
            case "PUT", ["faults"]:
                self._box.faults = faultspec.parse_body(_object(request))
                return json_response(faultspec.shown(self._box.faults))
            case "GET", ["faults"]:
                return json_response(faultspec.shown(self._box.faults))
            case _:
                return _NO_SUCH_ENDPOINT

    def _upsert(self, collection: str, record: dict[str, Any]) -> Response:
        named = record.get("district")
        district = self._districts.get(named) if isinstance(named, str) else None
        district = district or next(iter(self._districts.values()))
        return json_response({"id": district.upsert(collection, record)})

    def _delete(self, collection: str, record_id: str) -> Response:
        return self._first(record_id, lambda district: district.delete(collection, record_id))

    def _set_status(self, district_id: str, fields: Mapping[str, Any]) -> Response:
        district = self._districts.get(district_id)
        if district is None:
            return error(404, f"There is no district {district_id!r}.")
        district.set_status(fields)
        return json_response({version: district.status(version) for version in VERSION_NAMES})

    def _set_token(self, district_id: str, fields: Mapping[str, Any]) -> Response:
        if district_id not in self._districts:
            return error(404, f"There is no district {district_id!r}.")
        revoked = fields.get("revoked")
        if not isinstance(revoked, bool):
            raise bad_request("revoked must be true or false.")
        if revoked:
            self.revoked.add(district_id)
        else:
            self.revoked.discard(district_id)
        return json_response({"revoked": revoked})

    def _expire_events(self, fields: Mapping[str, Any]) -> Response:
        before = fields.get("before")
        if not isinstance(before, str):
            raise bad_request("before must be the id of an event.")
        return json_response({"expired": sum(district.expire_events(before) for district in self._districts.values())})

    def _truth(self, version: str, collection: str) -> Response:
        if version not in VERSION_NAMES:
            raise bad_request(f"There is no version {version!r}; choose from {', '.join(VERSION_NAMES)}.")
        if collection not in (*COLLECTIONS, _STATUS):
            raise bad_request(
                f"There is no collection {collection!r}; choose from {', '.join(COLLECTIONS)}, {_STATUS}."
            )
        items: list[bytes] = []
        for district in self._districts.values():
            if collection == _STATUS:
                items.append(msgspec.json.encode(district.status(version)))
            else:
                ids = district.ids(version, collection)
                items.extend(district.item(version, collection, record_id) for record_id in ids)
        return Response(200, b"[%b]" % b",".join(items))

    def _first(self, record_id: str, act: Callable[[District], None]) -> Response:
        for district in self._districts.values():
            try:
                act(district)
            except KeyError:
                continue
            return json_response({"id": record_id})
        return error(404, f"There is no record {record_id!r}.")


def _object(request: Request) -> dict[str, Any]:
    try:
        value = msgspec.json.decode(request.body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise bad_request("The body must be a JSON object.") from None
    if not isinstance(value, dict):
        raise bad_request("The body must be a JSON object.")
    return value
