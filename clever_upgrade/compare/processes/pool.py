"""Has whole pages judged in further processes; what is done there is in ``desk``.

A page goes there as the server sent it, and is taken apart there. Mostly it is read there as well: what comes back is
the page of the later version with its judgements. A process that is gone is not replaced: whoever gets no answer reads
and judges the page itself.
"""

import asyncio
import multiprocessing
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from threading import Condition, Lock

from clever_upgrade.api.envelope import Body, Listing, Texts
from clever_upgrade.compare.align import PagePairs, Pair
from clever_upgrade.compare.bulk import BulkJudge, Judged
from clever_upgrade.compare.processes import question
from clever_upgrade.compare.processes.desk import WAITING, work
from clever_upgrade.compare.processes.question import Answer, Page, Schools, Whereabouts
from clever_upgrade.compare.processes.room import Room
from clever_upgrade.contract import Upgrade

_PATIENCE = 2.0
"""How many seconds a process that is asked nothing any more has to end."""
FEWEST = 200
"""A page of fewer records is judged faster than it is sent."""


class JudgedTexts(Texts):
    """The texts of a page that was judged when it was read, by its likeness to the page ``like`` it."""

    __slots__ = ("answer", "like")

    def __init__(self, body: Body, like: Listing, answer: Answer) -> None:
        super().__init__(body, len(like.ids), wrapped=True)
        self.like, self.answer = like.records, answer


@dataclass(slots=True)
class _Worker:
    """A process that judges, and the questions that it has not answered yet: it answers them in their order."""

    process: multiprocessing.process.BaseProcess
    connection: Connection
    waiting: int = 0
    _rooms: list[Room] = field(default_factory=lambda: [Room() for _ in range(WAITING)])
    _asking: Lock = field(default_factory=Lock)
    _answering: Condition = field(default_factory=Condition)
    _asked: int = 0
    _answered: int = 0

    def asking(self, page: bytes, from_body: Body, to_body: Body) -> "asyncio.Task[Answer]":
        """What asks, and ends with the answer."""
        asking = asyncio.create_task(asyncio.to_thread(self.ask, page, from_body, to_body))
        self.waiting += 1
        asking.add_done_callback(self._note_answered)
        return asking

    def _note_answered(self, asking: "asyncio.Task[Answer]") -> None:  # noqa: ARG002
        self.waiting -= 1

    def ask(self, page: bytes, from_body: Body, to_body: Body) -> Answer:
        """The answer, after those to earlier questions; EOFError or OSError if the process is gone.

        ``page`` is the question about both texts, as it is sent.
        """
        with self._asking:
            number, bodies = self._asked, (from_body, to_body)
            place = Whereabouts((len(from_body), len(to_body)))
            with suppress(OSError):
                place.room = self._rooms[number % WAITING].put(bodies)
            self.connection.send_bytes(question.encoded(place))
            self.connection.send_bytes(page)
            if not place.room:
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
        if not (isinstance(judge, BulkJudge) and isinstance(pairs, PagePairs)):
            return None
        from_texts, to_texts = pairs.from_texts, pairs.to_texts
        if not (isinstance(from_texts, Texts) and isinstance(to_texts, Texts)):
            return None
        if isinstance(to_texts, JudgedTexts) and to_texts.like is from_texts:
            return _taken(judge, to_texts.answer)
        worker = self._free_for(len(pairs))
        if worker is None:
            return None
        page = self._page(judge, collection, pairs.ids, from_texts, noted)
        if page is None:
            return None
        page.wrapped = (from_texts.wrapped, to_texts.wrapped)
        asking = worker.asking(question.encoded(page), from_texts.body, to_texts.body)
        return self._judged(asking, worker, judge, pairs, noted=noted)

    def prepare(
        self, judge: object, collection: str, like: Listing, *, noted: int
    ) -> Callable[[bytes], Awaitable[Listing | None] | None] | None:
        """What has a page of the later version read by its likeness to this one of the earlier version, and judged.

        It says None if it is quicker to read that page here. There is no such thing for pages that it never suits.
        """
        records = like.records
        if not (isinstance(judge, BulkJudge) and isinstance(records, Texts) and records.wrapped):
            return None
        if len(records) < FEWEST or not self._workers:
            return None
        page = self._page(judge, collection, like.ids, records, noted)
        if page is None:
            return None
        page.is_read = False
        asked = question.encoded(page)

        def read_elsewhere(body: bytes) -> Awaitable[Listing | None] | None:
            worker = self._free_for(len(records))
            if worker is None:
                return None
            return self._read(worker.asking(asked, records.body, body), worker, like, body)

        return read_elsewhere

    def _free_for(self, records: int) -> _Worker | None:
        """A process that has time, if it is worth its while."""
        worker = min(self._workers, key=lambda one: one.waiting, default=None)
        return None if worker is None or worker.waiting >= WAITING or records < FEWEST else worker

    def _page(
        self, judge: BulkJudge, collection: str, ids: list[str], from_texts: Texts, noted: int | None
    ) -> Page | None:
        """The question about a page, or None if only ``judge`` can judge it well."""
        tops, versions = judge.tops_of(ids, from_texts), self._upgrade
        if tops is None:
            return None
        schools = None if judge.exact.expected_schools is None else _schools_of(tops.wanted)
        names = versions.from_version.name, versions.to_version.name
        return Page(*names, collection, ids, schools, list(tops.unfit), noted)

    async def _judged(
        self, asking: "asyncio.Task[Answer]", worker: _Worker, judge: BulkJudge, pairs: PagePairs, *, noted: int | None
    ) -> Judged:
        answer = await self._answer(asking, worker)
        return judge.judge_pairs(pairs, noted=noted) if answer is None else await _taken(judge, answer)

    async def _read(
        self, asking: "asyncio.Task[Answer]", worker: _Worker, like: Listing, body: bytes
    ) -> Listing | None:
        answer = await self._answer(asking, worker)
        if answer is None or not answer.alike:
            return None
        return Listing(like.ids, JudgedTexts(body, like, answer), answer.count, answer.next_uri)

    async def _answer(self, asking: "asyncio.Task[Answer]", worker: _Worker) -> Answer | None:
        """The answer, or None if the process is gone."""
        try:
            # Whoever gives up the answer does not take the question back: its texts must lie where they are till then.
            return await asyncio.shield(asking)
        except (EOFError, OSError):
            if worker in self._workers:
                self._workers.remove(worker)
            return None


async def _taken(judge: BulkJudge, answer: Answer) -> Judged:
    """The judgements, whose notes ``judge`` takes over."""
    for prefix, names in answer.names.items():
        judge.exact.met.note(prefix, names)
    judge.exact.met.date_forms += answer.date_forms
    return answer.judged


def _schools_of(wanted: Sequence[frozenset[str] | None]) -> Schools:
    """The same with every set told once."""
    numbers: dict[frozenset[str] | None, int] = {}
    places = [numbers.setdefault(schools, len(numbers)) for schools in wanted]
    return Schools(list(numbers), places)


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
