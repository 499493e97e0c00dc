"""A desk, a client's server and failpoints that die on demand, inside this process."""

from collections.abc import Callable
from typing import TypeVar

from clever_upgrade.resync.desk import Desk
from clever_upgrade.resync.failpoints import Failpoints
from clever_upgrade.sandbox.app import Sandbox
from clever_upgrade.sandbox.exchange import Request, Response

T = TypeVar("T")


class Killed(BaseException):
    """Ends everything at once, as a kill does."""


class Deadly(Failpoints):
    """Kills when a place is passed for the n-th time; from then on nothing more reaches the store."""

    __slots__ = ("is_dead",)

    def __init__(self, name: str | None = None, on_pass: int = 1) -> None:
        super().__init__(name, on_pass)
        self.is_dead = False

    def hit(self, name: str) -> None:
        if name == self.name:
            self._passed += 1
            self.is_dead = self.is_dead or self._passed == self.on_pass
        if self.is_dead:
            raise Killed


class MortalDesk(Desk):
    """A desk that dies with its process: it cannot even give its lease back."""

    __slots__ = ("deadly",)

    async def _in_thread(self, act: Callable[[], T]) -> T:
        if self.deadly.is_dead:
            raise Killed
        return await Desk._in_thread(self, act)


class SwitchedSandbox(Sandbox):
    """One server for every district that is tried; it tells of each request before it answers."""

    def __init__(self) -> None:
        super().__init__({}, rate_limit=None)
        self.heard: Callable[[Request], None] = lambda _: None

    def handle(self, request: Request) -> Response:
        self.heard(request)
        return super().handle(request)
