"""The token service: the districts' tokens, the exchange of a login's code for a user's token, and what a token is.

Any client id and secret are accepted, as long as there are both. The codes of the demo users are
``DEMO_STUDENT_CODE``, ``DEMO_TEACHER_CODE``, ``DEMO_SCHOOL_ADMIN_CODE`` and ``DEMO_DISTRICT_ADMIN_CODE``, each with
any ending; a code works once.
"""

import hashlib
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

import msgspec

from clever_upgrade.sandbox.answers.query import parse_query
from clever_upgrade.sandbox.district import District
from clever_upgrade.sandbox.exchange import Request, Response, json_response, not_found
from clever_upgrade.sandbox.tokens import USER_TOKENS, basic_credentials, identify, token_of

PREFIX = "/oauth/"
_TOKENS = "/oauth/tokens"
_CREATED = "2016-08-01T12:00:00.000Z"
_DISTRICT_SCOPES = ("read:sis", "read:district_admins", "read:school_admins", "read:user_id")
_USER_SCOPES = ("read:sis", "read:user_id")
_CODES: Mapping[str, str] = {token.removeprefix("ilc_").replace("_TOKEN", "_CODE"): token for token in USER_TOKENS}


class TokenService:
    """Answers below ``/oauth``; remembers the codes that were used."""

    def __init__(self, districts: Mapping[str, District]) -> None:
        self._districts = districts
        self._used_codes: set[str] = set()

    def answer(self, request: Request) -> Response:
        """The answer to one request."""
        match request.path, request.method:
            case "/oauth/tokens", "GET" | "HEAD":
                return self._list(request) if _is_client(request) else _NOT_A_CLIENT
            case "/oauth/tokens", "POST":
                return self._exchange(request) if _is_client(request) else _NOT_A_CLIENT
            case "/oauth/tokeninfo", "GET" | "HEAD":
                return self._info(request)
            case _:
                return not_found()

    def _list(self, request: Request) -> Response:
        if parse_query(request.query).get("owner_type") != "district":
            return _oauth_error(400, "invalid_request", "owner_type must be district")
        rows = [_token_row(token, district) for token, district in self._districts.items()]
        return json_response({"data": rows, "links": [{"rel": "self", "uri": f"{_TOKENS}?owner_type=district"}]})

    def _exchange(self, request: Request) -> Response:
        fields = _fields(request)
        if fields.get("grant_type") != "authorization_code":
            return _oauth_error(400, "unsupported_grant_type", "grant_type must be authorization_code")
        if not fields.get("redirect_uri"):
            return _oauth_error(400, "invalid_request", "redirect_uri is missing")
        code = str(fields.get("code", ""))
        token = next((token for name, token in _CODES.items() if code.startswith(name)), None)
        if token is None or code in self._used_codes:
            return _oauth_error(400, "invalid_grant", "Invalid grant: invalid code")
        self._used_codes.add(code)
        return json_response({"access_token": token, "token_type": "bearer"})

    def _info(self, request: Request) -> Response:
        bearer = identify(token_of(request.headers), self._districts)
        if bearer is None:
            return _oauth_error(401, "invalid_token", "the token is not valid")
        scopes = _DISTRICT_SCOPES if bearer.user_type is None else _USER_SCOPES
        return json_response({"client_id": "sandbox", "scopes": scopes})


def _token_row(token: str, district: District) -> dict[str, Any]:
    return {
        "id": hashlib.sha256(token.encode()).hexdigest()[:24],
        "created": _CREATED,
        "owner": {"type": "district", "id": district.id},
        "access_token": token,
        "scopes": _DISTRICT_SCOPES,
    }


def _fields(request: Request) -> Mapping[str, Any]:
    """The fields of a body, JSON or form encoded."""
    try:
        if "json" in request.headers.get("content-type", ""):
            fields = msgspec.json.decode(request.body)
            return fields if isinstance(fields, dict) else {}
        return dict(parse_qsl(request.body.decode()))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return {}


def _is_client(request: Request) -> bool:
    credentials = basic_credentials(request.headers)
    return credentials is not None and all(credentials)


def _oauth_error(status: int, error: str, description: str) -> Response:
    return json_response({"error": error, "error_description": description}, status)


_NOT_A_CLIENT = _oauth_error(401, "invalid_client", "Basic authentication with client id and secret is needed")
