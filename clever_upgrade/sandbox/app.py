"""The sandbox: one answer for each request, over one or more districts. It knows no sockets."""

import math
import time
from collections.abc import Callable, Mapping
from dataclasses import replace

from clever_upgrade.contract.versions import VERSION_NAMES
from clever_upgrade.sandbox.answers import control, data, identity, oauth
from clever_upgrade.sandbox.answers.listing import Ask
from clever_upgrade.sandbox.answers.query import parse_query
from clever_upgrade.sandbox.answers.routes import route, split_version
from clever_upgrade.sandbox.district import District
from clever_upgrade.sandbox.exchange import Request, Response, error
from clever_upgrade.sandbox.faults import Fault, FaultBox, FaultKind, Reach, instead_of_answer
from clever_upgrade.sandbox.rate import DEFAULT_LIMIT, Quota, RateLimiter
from clever_upgrade.sandbox.requestlog import RequestLog
from clever_upgrade.sandbox.tokens import Bearer, identify, token_of

_CORS = (
    ("access-control-allow-origin", "*"),
    ("access-control-allow-headers", "Authorization, Content-Type, Accept, Origin, X-Requested-With"),
    ("access-control-allow-methods", "GET,PATCH,POST,DELETE"),
)
_READING = ("GET", "HEAD")
_UNAUTHORIZED = error(401, "Unauthorized: the token is missing or not valid.")
_NO_SUCH_PATH = error(404, "There is no such path.")
_READ_ONLY = replace(error(405, "The API is read only."), headers=(("allow", "GET, HEAD"),))
_ONLY_ANY = frozenset({Reach.ANY})


class Sandbox:
    """A local Clever. ``districts`` are found by their tokens; ``rate_limit`` is per token and minute, or None."""

    def __init__(
        self,
        districts: Mapping[str, District],
        *,
        faults: Mapping[FaultKind, Fault] | None = None,
        seed: int = 1,
        legacy_limits: bool = False,
        rate_limit: int | None = DEFAULT_LIMIT,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.districts = districts
        self.faults = FaultBox(faults, seed=seed)
        self.log = RequestLog()
        self._legacy_limits = legacy_limits
        self._limiter = None if rate_limit is None else RateLimiter(rate_limit)
        self._clock = clock
        self._control = control.Control(districts.values(), self.faults, self.log)
        self._token_service = oauth.TokenService(districts)

    def handle(self, request: Request) -> Response:
        """The answer to one request."""
        path = request.path
        if path == control.PREFIX or path.startswith(f"{control.PREFIX}/"):
            # Without the headers that would let any web page read a district.
            return self._control.answer(request)
        if request.method == "OPTIONS":
            answer = Response(204, content_type=None)
        elif path.startswith(oauth.PREFIX):
            answer = self._token_service.answer(request)
        else:
            answer = self._answer_api(request, path)
        self.log.note(request.method, request.as_sent, None if answer.delivery.reset else answer.status)
        return replace(answer, headers=(*_CORS, *answer.headers))

    def _answer_api(self, request: Request, path: str) -> Response:
        version, rest = split_version(path)
        if version is None and path == identity.ME:
            # Without a version, the oldest one answers for ever.
            version = VERSION_NAMES[0]
        if version is None:
            return _NO_SUCH_PATH
        bearer = identify(token_of(request.headers), self.districts)
        if bearer is None or bearer.district.id in self._control.revoked:
            return _UNAUTHORIZED
        quota = self._limiter.take(bearer.token, self._clock()) if self._limiter else None
        if quota is not None and quota.exceeded:
            return Response(429, content_type=None, headers=quota.headers())
        answer = self._answer_bearer(request, bearer, version, rest)
        if answer.status == 429:
            quota = Quota(quota.limit if quota else DEFAULT_LIMIT, 0, math.floor(self._clock()) + 1)
        return answer if quota is None else replace(answer, headers=(*answer.headers, *quota.headers()))

    def _answer_bearer(self, request: Request, bearer: Bearer, version: str, rest: str) -> Response:
        here = route(version, rest)
        if here is None and rest != identity.ME:
            return _NO_SUCH_PATH
        if request.method not in _READING:
            return _READ_ONLY
        query = parse_query(request.query)
        ask = None
        if here is not None:
            refused = identity.refusal(bearer, here)
            if refused is not None:
                return refused
            ask = Ask(bearer.district, here, request.path, query, self._legacy_limits, box=self.faults)
        kind = self.faults.draw(version, _reaches(ask))
        instead = None if kind is None else instead_of_answer(kind)
        if instead is not None:
            return instead
        answer = identity.me(bearer, version) if ask is None else data.answer(replace(ask, fault=kind))
        return answer if kind is None else self.faults.late_or_cut(kind, answer)


def _reaches(ask: Ask | None) -> frozenset[Reach]:
    """What kinds of fault can hit a request."""
    if ask is None or not ask.route.is_list or ask.query.flag("count"):
        return _ONLY_ANY
    if ask.query.get("starting_after") is None:
        return _ONLY_ANY | {Reach.LIST_PAGE}
    return _ONLY_ANY | {Reach.LIST_PAGE, Reach.CURSOR_PAGE}
