"""Many sandbox districts behind one application, some of them broken, each in its own way."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from clever_upgrade.sandbox.app import Sandbox
from clever_upgrade.sandbox.exchange import Request
from clever_upgrade.sandbox.generate import generate_district
from clever_upgrade.sandbox.scenarios import apply_scenario
from clever_upgrade.sandbox.server import running_sandbox
from clever_upgrade.sandbox.tokens import district_token
from tests.cli.tampering import Record, tampering_proxy

SECRET = "the-secret-of-the-application"


@dataclass(frozen=True)
class Company:
    """A server with many districts; ``revoked``, ``tampered`` and ``paused`` are the ids of the broken ones."""

    base_url: str
    districts: tuple[str, ...]
    revoked: str
    tampered: str
    paused: str
    app: Sandbox

    def revoke(self, district: str, *, revoked: bool = True) -> None:
        """Have the token of a district refused, or accepted again."""
        body = b'{"revoked":true}' if revoked else b'{"revoked":false}'
        answer = self.app.handle(Request("PATCH", f"/_sandbox/districts/{district}/token", body=body))
        assert answer.status == 200

    def requested(self) -> int:
        """How many requests the server has seen."""
        return len(self.app.log._requests)

    @property
    def words(self) -> tuple[str, ...]:
        """The options that name it."""
        return ("--client-id", "app", "--base-url", self.base_url)


@contextmanager
def company(size: int, students: int = 5) -> Iterator[Company]:
    """A company of ``size`` districts, three of which are broken."""
    served = [generate_district(students, seed=place) for place in range(size)]
    revoked, tampered, paused = served[1], served[3], served[4]
    apply_scenario(paused, "paused")
    app = Sandbox({district_token(place): each for place, each in enumerate(served, 1)}, rate_limit=None)

    def tamper(record: Record) -> Record:
        if record.get("district") == tampered.id and "grade" in record:
            return {**record, "shoe_size": "44"}
        return record

    with (
        running_sandbox(app) as base_url,
        tampering_proxy(base_url, "/v1.2/students", tamper) as proxied,
    ):
        found = Company(proxied, tuple(each.id for each in served), revoked.id, tampered.id, paused.id, app)
        found.revoke(revoked.id)
        yield found
