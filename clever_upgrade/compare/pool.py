"""Judges whole pages in further processes, each of which knows nothing but the contract and what it is sent.

A page goes there as the server sent it, and is taken apart there. What comes back are judgements. A process that is
gone is not replaced: whoever gets no answer judges the page itself.
"""

import asyncio
import multiprocessing
import signal
from bisect import bisect_left
from collections.abc import Awaitable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from threading import Condition, Lock

import msgspec
from msgspec import Struct

from clever_upgrade.api.envelope import Body, Texts
from clever_upgrade.compare.align import PagePairs, Pair
from clever_upgrade.compare.bulk import BulkJudge, Judged
from clever_upgrade.compare.judge import PairJudge
from clever_upgrade.compare.room import Room, Visitor
from clever_upgrade.compare.schools import SchoolKnowledge
from clever_upgrade.compare.walk import Met
from clever_upgrade.contract import Upgrade, version

_WAITING = 2
"""How many pages a process has at a time: the one that it judges, and the next one."""
_PATIENCE = 2.0
"""How many seconds a process that is asked nothing any more has to end."""
FEWEST = 200
"""A page of fewer records is judged faster than it is sent."""


class Schools(Struct):
    """What is known of the schools of the users of one page: a code for each user, and what the codes stand for."""

    shared: frozenset[str]
    codes: list[bytes]
    sets: dict[bytes, frozenset[str]]


class Page(Struct):
    """What goes with the texts of a page pair: where they lie, how to take them apart, and how to judge them.

    Both answers lie in the ``room`` of this name, one behind the other, or else follow by themselves.
    """

    from_version: str
    to_version: str
    collection: str
    ids: list[str]
    wrapped: tuple[bool, bool]
    schools: Schools | None
    noted: int | None
    sizes: tuple[int, int] = (0, 0)
    room: str = ""


_page = msgspec.msgpack.Decoder(Page).decode


@dataclass(frozen=True, slots=True)
class Answer:
    """The judgements of a page, and what was met in it."""

    judged: Judged
    names: dict[str, set[str]]
    date_forms: int


@dataclass(slots=True)
class _Worker:
    """A process that judges, and the questions that it has not answered yet: it answers them in their order."""

    process: multiprocessing.process.BaseProcess
    connection: Connection
    waiting: int = 0
    _rooms: list[Room] = field(default_factory=lambda: [Room() for _ in range(_WAITING)])
    _asking: Lock = field(default_factory=Lock)
    _answering: Condition = field(default_factory=Condition)
    _asked: int = 0
    _answered: int = 0

    def ask(self, page: Page, from_body: Body, to_body: Body) -> Answer:
        """The answer, after those to earlier questions; EOFError or OSError if the process is gone."""
        with self._asking:
            number, bodies = self._asked, (from_body, to_body)
            page.sizes, page.room = (len(from_body), len(to_body)), ""
            with suppress(OSError):
                page.room = self._rooms[number % _WAITING].put(bodies)
            self.connection.send_bytes(msgspec.msgpack.encode(page))
            if not page.room:
                for body in bodies:
                    self.connection.send_bytes(body)
            self._asked += 1
        with self._answering:
            self._answering.wait_for(lambda: self._answered == number)
            try:
                answer: Answer = self.connection.recv()
            finally:
                self._answered += 1
                self._answering.notify_all()
            return answer

    def note_answered(self, asking: asyncio.Task[Answer]) -> None:  # noqa: ARG002
        """Note that a question waits no more."""
        self.waiting -= 1

    def end(self) -> None:
        """Wait a little for the process to end, and have it end then."""
        self.process.join(_PATIENCE)
        self.process.kill()
        self.process.join()
        for room in self._rooms:
            room.close()


class JudgePool:
    """Further processes that judge the pages of one comparison."""

    def __init__(self, upgrade: Upgrade, workers: Sequence[_Worker] = ()) -> None:
        self._upgrade, self._workers = upgrade, list(workers)

    def begin(
        self, judge: object, collection: str, pairs: Sequence[Pair], *, noted: int | None
    ) -> Awaitable[Judged] | None:
        """What ``judge`` would say of the pairs, once it is there; None if it is quicker to ask ``judge``."""
        if not (isinstance(judge, BulkJudge) and isinstance(pairs, PagePairs) and len(pairs) >= FEWEST):
            return None
        if not (isinstance(pairs.from_texts, Texts) and isinstance(pairs.to_texts, Texts)):
            return None
        worker = min(self._workers, key=lambda one: one.waiting, default=None)
        if worker is None or worker.waiting >= _WAITING:
            return None
        page = Page(
            self._upgrade.from_version.name,
            self._upgrade.to_version.name,
            collection,
            pairs.ids,
            (pairs.from_texts.wrapped, pairs.to_texts.wrapped),
            _schools_of(judge, pairs.ids),
            noted,
        )
        asking = asyncio.create_task(asyncio.to_thread(worker.ask, page, pairs.from_texts.body, pairs.to_texts.body))
        worker.waiting += 1
        asking.add_done_callback(worker.note_answered)
        return self._answer(asking, worker, judge, pairs, noted=noted)

    async def _answer(
        self, asking: asyncio.Task[Answer], worker: _Worker, judge: BulkJudge, pairs: PagePairs, *, noted: int | None
    ) -> Judged:
        try:
            # Whoever gives up the answer does not take the question back: its texts must lie where they are till then.
            answer = await asyncio.shield(asking)
        except (EOFError, OSError):
            if worker in self._workers:
                self._workers.remove(worker)
            return judge.judge_pairs(pairs, noted=noted)
        for prefix, names in answer.names.items():
            judge.exact.met.note(prefix, names)
        judge.exact.met.date_forms += answer.date_forms
        return answer.judged


def _schools_of(judge: BulkJudge, ids: list[str]) -> Schools | None:
    if judge.exact.expected_schools is None or judge.knowledge is None:
        return None
    knowledge = judge.knowledge()
    codes = knowledge.memberships.codes_of(ids)
    return Schools(knowledge.shared, codes, {code: knowledge.memberships.schools_behind(code) for code in set(codes)})


@contextmanager
def judge_pool(upgrade: Upgrade, processes: int) -> Iterator[JudgePool]:
    """A pool for a comparison that takes so many processes, this one included."""
    # What is forked from a process with threads may hang, and what starts anew holds nothing of its memory.
    context = multiprocessing.get_context("spawn")
    workers = []
    try:
        for _ in range(processes - 1):
            own, other = context.Pipe()
            process = context.Process(target=work, args=(other,), daemon=True)
            process.start()
            other.close()
            workers.append(_Worker(process, own))
        yield JudgePool(upgrade, workers)
    finally:
        for worker in workers:
            worker.connection.close()
        for worker in workers:
            worker.end()


def work(connection: Connection) -> None:
    """Answer until nobody asks any more."""
    # Whoever interrupts the comparison has the process that asks end, and with it the questions.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    desks: dict[str, Desk] = {}
    visitor = Visitor(_WAITING)
    with suppress(EOFError, OSError):
        while True:
            _answer_next(connection, desks, visitor)


def _answer_next(connection: Connection, desks: "dict[str, Desk]", visitor: Visitor) -> None:
    # Memory in which somebody still looks at something cannot be given back: whoever looks at it does so in here only.
    page = _page(connection.recv_bytes())
    if page.collection not in desks:
        desks[page.collection] = Desk(page)
    bodies = visitor.texts(page.room, page.sizes) if page.room else [connection.recv_bytes() for _ in page.sizes]
    connection.send(desks[page.collection].answer(page, *bodies))


class Desk:
    """What a process has at hand to judge pages of one collection."""

    def __init__(self, page: Page) -> None:
        self._schools = _SchoolsOfPage()
        self._knowledge: SchoolKnowledge | None = None
        from_fields, to_fields = (
            version(name).resources[page.collection].fields for name in (page.from_version, page.to_version)
        )
        exact = PairJudge(from_fields, to_fields, Met(), self._expected if page.schools is not None else None)
        self._judge = BulkJudge(exact, knowledge=self._known)

    def answer(self, page: Page, from_body: Body, to_body: Body) -> Answer:
        """Judge one page."""
        if page.schools is not None:
            self._schools.take(page.ids, page.schools)
            self._knowledge = self._knowledge or SchoolKnowledge(page.schools.shared, self._schools)
        from_texts, to_texts = (
            Texts(body, len(page.ids), wrapped=wrapped)
            for body, wrapped in zip((from_body, to_body), page.wrapped, strict=True)
        )
        met = self._judge.exact.met
        met.date_forms = 0
        judged = self._judge.judge_pairs(PagePairs(page.ids, from_texts, to_texts), noted=page.noted)
        return Answer(judged, met.names, met.date_forms)

    def _expected(self, user_id: str, primary: object) -> frozenset[str]:
        return self._known().expected(user_id, primary)

    def _known(self) -> SchoolKnowledge:
        assert self._knowledge is not None  # noqa: S101 - there is a page before there is a question
        return self._knowledge


class _SchoolsOfPage:
    """The schools of the users of the page at hand."""

    def __init__(self) -> None:
        self._ids: list[str] = []
        self._codes: list[bytes] = []
        self._sets: dict[bytes, frozenset[str]] = {}

    def take(self, ids: list[str], schools: Schools) -> None:
        self._ids, self._codes = ids, schools.codes
        self._sets.update(schools.sets)

    def code_of(self, user: str) -> bytes:
        return self._codes[bisect_left(self._ids, user)]

    def codes_of(self, users: list[str]) -> list[bytes]:  # noqa: ARG002 - they are those of the page
        return self._codes

    def schools_behind(self, code: bytes) -> frozenset[str]:
        return self._sets[code]
