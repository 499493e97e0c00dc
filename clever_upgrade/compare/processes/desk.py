"""Answers questions about pages, in a process that knows nothing but the contract and what it is sent."""

import signal
from bisect import bisect_left
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from multiprocessing.connection import Connection

from clever_upgrade.api.envelope import Body, Listing, Texts
from clever_upgrade.api.twin import TwinReader
from clever_upgrade.compare.align import PagePairs, Tops
from clever_upgrade.compare.bulk import BulkJudge
from clever_upgrade.compare.judge import PairJudge
from clever_upgrade.compare.processes import question
from clever_upgrade.compare.processes.question import NOT_ALIKE, Answer, Page
from clever_upgrade.compare.processes.room import Visitor
from clever_upgrade.compare.walk import Met
from clever_upgrade.contract import version

WAITING = 2
"""How many pages a process has at a time: the one that it judges, and the next one."""


def work(connection: Connection) -> None:
    """Answer until nobody asks any more."""
    # Whoever interrupts the comparison has the process that asks end, and with it the questions.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    desks: dict[str, Desk] = {}
    visitor = Visitor(WAITING)
    with suppress(EOFError, OSError):
        while True:
            _answer_next(connection, desks, visitor)


def _answer_next(connection: Connection, desks: "dict[str, Desk]", visitor: Visitor) -> None:
    # Memory in which somebody still looks at something cannot be given back: whoever looks at it does so in here only.
    place, page = question.whereabouts(connection.recv_bytes()), question.page(connection.recv_bytes())
    if page.collection not in desks:
        desks[page.collection] = Desk(page)
    bodies = visitor.texts(place.room, place.sizes) if place.room else [connection.recv_bytes() for _ in place.sizes]
    connection.send(desks[page.collection].answer(page, *bodies))


class Desk:
    """What a process has at hand to judge pages of one collection."""

    def __init__(self, page: Page) -> None:
        from_fields, to_fields = (
            version(name).resources[page.collection].fields for name in (page.from_version, page.to_version)
        )
        exact = PairJudge(from_fields, to_fields, Met(), self._expected if page.schools is not None else None)
        self._judge, self._twins = BulkJudge(exact), TwinReader()
        self._ids: list[str] = []
        self._tops = Tops([], [])

    def answer(self, page: Page, from_body: Body, to_body: Body) -> Answer:
        """Judge one page, which is read as well if it was not."""
        rows, (from_wrapped, to_wrapped) = len(page.ids), page.wrapped
        self._ids, self._tops = page.ids, Tops(_wanted(page), page.unfit)
        from_texts = Texts(from_body, rows, wrapped=from_wrapped)
        if page.is_read:
            return self._judged(from_texts, Texts(to_body, rows, wrapped=to_wrapped), page.noted)
        twin = self._twins.read(bytes(to_body), Listing(page.ids, from_texts, None, None))
        if twin is None:
            return NOT_ALIKE
        answer = self._judged(from_texts, twin.records, page.noted)
        return replace(answer, count=twin.count, next_uri=twin.next_uri)

    def _judged(self, from_texts: Texts, to_texts: Sequence[bytes], noted: int | None) -> Answer:
        met = self._judge.exact.met
        # Not every answer is taken: what was met in one page must not be told with the next one.
        met.names, met.date_forms = {}, 0
        judged = self._judge.judge_pairs(PagePairs(self._ids, from_texts, to_texts, self._tops), noted=noted)
        return Answer(judged, met.names, met.date_forms)

    def _expected(self, user_id: str, primary: object) -> frozenset[str]:  # noqa: ARG002 - what is wanted follows from it, too
        wanted = self._tops.wanted[bisect_left(self._ids, user_id)]
        assert wanted is not None  # noqa: S101 - nobody asks for the schools of what is no user
        return wanted


def _wanted(page: Page) -> list[frozenset[str] | None]:
    """The schools that each user must show."""
    if page.schools is None:
        return [None] * len(page.ids)
    sets = page.schools.sets
    return [sets[number] for number in page.schools.wanted]
